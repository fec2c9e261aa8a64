"""What an endpoint said, before anything is believed: read from the wire, or from where it was kept.

Goes in: the bytes of a chat completion, or a kept reply. Comes out: a `RawReply`, and the completion that instructor
reads. Whether the content is what was asked for is not decided here.
"""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass
from typing import Any

from extractor.chunking import count_tokens
from extractor.metering import Usage

MOST_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class RawReply:
    """What the endpoint said, before anything is believed: this is what the cache and the recordings hold."""

    content: str
    finish_reason: str
    refusal: str = ""
    model: str = ""
    tokens_in: int | None = None
    tokens_in_cached: int = 0
    tokens_out: int | None = None

    def usage(self, estimated_in: int) -> Usage:
        """The tokens billed; where the server does not count them, an estimate."""
        sent = estimated_in if self.tokens_in is None else self.tokens_in
        cached = min(self.tokens_in_cached, sent)
        out = count_tokens(self.content) if self.tokens_out is None else self.tokens_out
        return Usage(tokens_in=sent - cached, tokens_in_cached=cached, tokens_out=out)


class OddReplyError(Exception):
    """The endpoint answered 200 with something that is no chat completion."""


def read_body(response: Any, deadline: float) -> bytes:
    """The body, read until the deadline: a server that drips never ends by itself."""
    parts, size = [], 0
    for part in response.iter_bytes():
        parts.append(part)
        size += len(part)
        if size > MOST_BYTES:
            raise OddReplyError(f"a reply of more than {MOST_BYTES >> 20} MB")
        if time.monotonic() > deadline:
            raise TimeoutError("the reply did not end in time")
    return b"".join(parts)


def parsed(data: bytes) -> RawReply:
    """The reply inside a chat completion; raises `OddReplyError` where there is none."""
    completion = loaded(data.decode("utf-8", "replace"))
    choices = completion.get("choices")
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise OddReplyError(f"no chat completion: {short(data[:200].decode('utf-8', 'replace'))!r}")
    message = choices[0].get("message")
    message = message if isinstance(message, dict) else {}
    usage = completion.get("usage")
    usage = usage if isinstance(usage, dict) else {}
    details = usage.get("prompt_tokens_details")
    return RawReply(
        content=_text(message.get("content")),
        finish_reason=_text(choices[0].get("finish_reason")) or "stop",
        refusal=_text(message.get("refusal")),
        model=_text(completion.get("model")),
        tokens_in=_number(usage.get("prompt_tokens")),
        tokens_in_cached=_number(details.get("cached_tokens") if isinstance(details, dict) else None) or 0,
        tokens_out=_number(usage.get("completion_tokens")),
    )


def kept(kept: dict[str, Any]) -> RawReply | None:
    """The reply that the cache or a recording holds; None where it holds something else."""
    content, finish = kept.get("content"), kept.get("finish_reason")
    if not isinstance(content, str) or not isinstance(finish, str):
        return None
    return RawReply(
        content=content,
        finish_reason=finish,
        refusal=_text(kept.get("refusal")),
        model=_text(kept.get("model")),
        tokens_in=_number(kept.get("tokens_in")),
        tokens_in_cached=_number(kept.get("tokens_in_cached")) or 0,
        tokens_out=_number(kept.get("tokens_out")),
    )


def completion(reply: RawReply) -> dict[str, Any]:
    """The reply as the fields of the completion that instructor reads; a code fence around the JSON is taken off."""
    content = reply.content if reply.finish_reason == "length" else _unfenced(reply.content)
    choice = {
        "index": 0,
        "finish_reason": "length" if reply.finish_reason == "length" else "stop",
        "message": {"role": "assistant", "content": content},
    }
    return {"id": "", "object": "chat.completion", "created": 0, "model": reply.model, "choices": [choice]}


_FENCED = re.compile(r"\A\s*```\w*\s*\n(.*?)\n?\s*```\s*\Z", re.S)


def _unfenced(content: str) -> str:
    found = _FENCED.match(content)
    return found.group(1) if found else content


def loaded(text: str) -> dict[str, Any]:
    """The JSON object in `text`; empty where there is none."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _text(value: Any) -> str:
    """The text, with half characters (lone surrogates) replaced: nothing could store or print them."""
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else ""


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def short(text: str) -> str:
    """The first words of `text`, on one line."""
    return " ".join(text.split())[:200]
