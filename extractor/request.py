"""The body of a request: what is keyed, and what one endpoint's dialect makes of it.

Goes in: what instructor prepared. Comes out: the body with its schema made strict, and the same in the words of the
endpoint.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from extractor.settings import OPENAI_URL, Endpoint


def parameters(reply_tokens: int, repeat: int) -> dict[str, Any]:
    """Temperature 0 for the first pass; later passes differ by their seed."""
    varied = {"seed": repeat} if repeat else {"temperature": 0}
    return {"max_tokens": reply_tokens, **varied}


def body_of(kwargs: dict[str, Any], strict: bool) -> dict[str, Any]:
    """The request as it is keyed and sent: what instructor made, with its schema made strict."""
    body = dict(kwargs)
    schema = body["response_format"]["json_schema"]
    made = {"name": schema["name"], "schema": strict_schema(schema["schema"])}
    body["response_format"] = {"type": "json_schema", "json_schema": {**made, **({"strict": True} if strict else {})}}
    return body


_UNSENT = ("default", "title", "description")


def strict_schema(node: Any) -> Any:
    """The JSON schema as strict servers want it: closed objects, every property required, no defaults.

    Descriptions go too: the prompt has them, and not every server shows the schema to the model.
    """
    if isinstance(node, list):
        return [strict_schema(each) for each in node]
    if not isinstance(node, dict):
        return node
    made = {name: strict_schema(each) for name, each in node.items() if name not in _UNSENT}
    if isinstance(node.get("properties"), dict):
        made["properties"] = {name: strict_schema(each) for name, each in node["properties"].items()}
        made["required"] = list(node["properties"])
        made["additionalProperties"] = False
    return made


def shaped(body: dict[str, Any], endpoint: Endpoint, dropped: frozenset[str]) -> dict[str, Any]:
    """The body in the dialect of the endpoint: OpenAI's own servers call the reply limit by a newer name."""
    sent = {name: each for name, each in body.items() if name not in dropped}
    newer = urlsplit(endpoint.base_url or OPENAI_URL).hostname == "api.openai.com" or bool(endpoint.api_version)
    if newer != ("renamed" in dropped):
        sent["max_completion_tokens"] = sent.pop("max_tokens")
    return sent


def unwanted(message: str, sent: dict[str, Any]) -> str:
    """The parameter that the endpoint does not take, if that is what it says and the question can do without."""
    said = message.lower()
    if any(name in sent and name in said for name in ("max_completion_tokens", "max_tokens")) and (
        "unsupported" in said or "unrecognized" in said or "instead" in said or "extra" in said
    ):
        return "renamed"
    return next((name for name in ("temperature", "seed", "response_format") if name in sent and name in said), "")
