"""The one file that asks a model: an `Asker` takes a question and returns a validated reply.

Goes in: settings (endpoint, budget, where replies come from and go to). Comes out: `Asker.ask`, which looks for the raw reply
in the recordings and the cache, else sends the request: strict schema in the body, budget set aside, limits kept, network
faults retried, usage counted. instructor validates what comes back and asks once more where it is no JSON of the schema.
openai, instructor and tenacity are imported when the first question is asked, so a run by rules never loads them.
It knows nothing of calls or metrics.
"""

from __future__ import annotations

import json
import logging
import random
import re
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel

from extractor import pricing, recording
from extractor.cache import Cache, key_of
from extractor.chunking import count_tokens
from extractor.errors import ModelError, RefusedError, TruncatedError, UsageError
from extractor.metering import Meter, Pace, Usage
from extractor.settings import Endpoint, Settings

if TYPE_CHECKING:
    import openai
    import tenacity

OPENAI_URL = "https://api.openai.com/v1"
MOST_BYTES = 32 * 1024 * 1024
HEADROOM = 1.25
_LOGGER = logging.getLogger("instructor")
_LOGGER.addHandler(logging.NullHandler())

ReplyType = TypeVar("ReplyType", bound=BaseModel)
Given = TypeVar("Given")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Question(Generic[ReplyType]):
    """What to ask: the static instructions, the data, the type of the reply, and which of several passes this is."""

    system: str
    user: str
    reply: type[ReplyType]
    reply_tokens: int
    repeat: int = 0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to go on after a fault: attempts, and the first and longest pause between them."""

    attempts: int = 6
    first_seconds: float = 1.0
    longest_seconds: float = 60.0


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


class _OddReplyError(Exception):
    """The endpoint answered 200 with something that is no chat completion."""


@dataclass
class Asker:
    """Asks one model. Build it with `asker(settings)`; use it from any number of threads."""

    endpoint: Endpoint
    meter: Meter
    pace: Pace
    concurrency: int
    cache: Cache | None = None
    record_dir: Any = None
    replay_dir: Any = None
    offline: bool = False
    made: str = ""
    price: pricing.Price | None = None
    patience: Patience = Patience()
    progress: Callable[[int, int], None] | None = None
    _stopped: ModelError | None = None
    _answered: bool = False
    _dropped: frozenset[str] = frozenset()
    _asking: threading.local = field(default_factory=threading.local)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def usage(self) -> Usage:
        """What was used so far."""
        return self.meter.usage

    @property
    def cost(self) -> Any:
        """What it cost so far, or None where the price of the model is unknown."""
        return self.usage.cost(self.price)

    def ask(self, question: Question[ReplyType]) -> ReplyType:
        """The validated reply.

        Raises `TruncatedError` where it was cut, `RefusedError` where the model declined, `BudgetError` before a request
        that could exceed the budget, and `ModelError` for everything else that kept an answer from coming.
        """
        self._asking.keys = []
        try:
            reply = self._constrained(
                response_model=question.reply,
                messages=[{"role": "system", "content": question.system}, {"role": "user", "content": question.user}],
                model=self.endpoint.model,
                max_retries=1,
                strict=False,
                **_parameters(question),
            )
        except Exception as error:
            raise self._failure(error) from None
        return reply  # type: ignore[no-any-return] # instructor.patch is typed for its own client

    def map(self, function: Callable[[Given], Made], items: Sequence[Given]) -> list[Made]:
        """`function` of each item, in order, so many at a time as the budget allows."""
        if len(items) <= 1 or self.concurrency <= 1:
            return [self._done(function(item), index + 1, len(items)) for index, item in enumerate(items)]
        pool = ThreadPoolExecutor(min(self.concurrency, len(items)), thread_name_prefix="asker")
        try:
            made: Iterable[Made] = pool.map(function, items)
            return [self._done(each, index + 1, len(items)) for index, each in enumerate(made)]
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _done(self, made: Made, count: int, total: int) -> Made:
        if self.progress:
            self.progress(count, total)
        return made

    @cached_property
    def _constrained(self) -> Callable[..., Any]:
        import instructor

        return instructor.patch(create=self._create, mode=instructor.Mode.JSON_SCHEMA)

    @cached_property
    def _client(self) -> openai.OpenAI:
        return _client(self.endpoint)

    def _create(self, **kwargs: Any) -> Any:
        """The chat completion that instructor asks for: recorded, cached, or sent."""
        body = _body(kwargs, self.endpoint.strict)
        key = key_of(json.dumps(body, sort_keys=True, ensure_ascii=False))
        reply = self._kept(key)
        if reply is None:
            reply = self._sent(body)
            self._keep(key, reply)
        if reply.refusal or reply.finish_reason == "content_filter":
            raise RefusedError(f"The model declined to answer: {_short(reply.refusal) or 'content filter'}.")
        return _completion(reply)

    def _kept(self, key: str) -> RawReply | None:
        recorded = recording.read(self.replay_dir, key) if self.replay_dir else None
        if recorded is not None:
            self.meter.count(Usage(replayed=1))
            return _raw(recorded)
        text = self.cache.get(key) if self.cache else None
        cached = _raw(_loaded(text)) if text else None
        if cached is not None:
            self.meter.count(Usage(cache_hits=1))
            self._asking.keys.append(key)
            if self.record_dir:
                recording.write(self.record_dir, key, asdict(cached), self.made)
        return cached

    def _keep(self, key: str, reply: RawReply) -> None:
        if reply.refusal or reply.finish_reason == "content_filter":
            return
        if self.cache:
            self.cache.set(key, json.dumps(asdict(reply), ensure_ascii=False))
            self._asking.keys.append(key)
        if self.record_dir:
            recording.write(self.record_dir, key, asdict(reply), self.made)

    def _forget(self) -> None:
        """Drop what this question left in the cache: it could not be used, and a later run must ask again."""
        for key in self._asking.keys:
            if self.cache:
                self.cache.delete(key)

    def _sent(self, body: dict[str, Any]) -> RawReply:
        if self.offline:
            raise ModelError("No reply is recorded or cached for this question, and --offline sends none.")
        if self._stopped:
            raise self._stopped
        import tenacity

        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self.patience.attempts)
            | tenacity.stop_before_delay(self.endpoint.total_seconds),
            wait=self._pause,
            retry=tenacity.retry_if_exception(_transient),
            reraise=True,
        )
        reply: RawReply = retrying(self._attempt, body)
        self._answered = True
        return reply

    def _attempt(self, body: dict[str, Any]) -> RawReply:
        estimated = int(count_tokens(json.dumps(body, ensure_ascii=False)) * HEADROOM)
        held = self.meter.reserve(estimated, int(body["max_tokens"]))
        try:
            self.pace.enter(estimated + held.tokens_out)
            self.meter.count(Usage(requests=1))
            reply = self._over_the_wire(body)
        except BaseException as error:
            if not _may_be_billed(error):
                self.meter.release(held)
            raise
        self.meter.settle(held, reply.usage(estimated), estimated)
        return reply

    def _over_the_wire(self, body: dict[str, Any]) -> RawReply:
        import openai

        sent = _shaped(body, self.endpoint, self._dropped)
        try:
            with self._client.chat.completions.with_streaming_response.create(**sent) as response:
                return _parsed(_read(response, time.monotonic() + self.endpoint.timeout_seconds))
        except openai.BadRequestError as error:
            unwanted = _unwanted(error, sent)
            if not unwanted:
                raise
            self._dropped |= {unwanted}
            self.meter.count(Usage(requests=1))
            return self._over_the_wire(body)

    def _pause(self, state: tenacity.RetryCallState) -> float:
        """Seconds before the next attempt: what the endpoint asked for, else doubling with jitter."""
        error = state.outcome.exception() if state.outcome else None
        doubled = self.patience.first_seconds * 2 ** (state.attempt_number - 1)
        seconds = min(self.patience.longest_seconds, doubled) * random.uniform(0.75, 1.25)
        asked = _retry_after(error)
        if asked is not None:
            seconds = asked
        if _status(error) == 429:
            self.pace.hold(min(seconds, self.endpoint.total_seconds))
        return seconds

    def _failure(self, error: Exception) -> ModelError:
        """The failure of a question as an error of ours, without key, prompt or trace."""
        cause = _cause(error)
        if isinstance(cause, UsageError):
            raise cause
        if isinstance(cause, ModelError):
            return cause
        if type(cause).__name__ == "IncompleteOutputException":
            return TruncatedError("The reply was cut at the token limit.")
        failure = ModelError(self._redacted(_explained(cause, self.endpoint)))
        if type(cause).__name__ == "ValidationError":
            self._forget()
        elif _final(cause) or (_unreachable(cause) and not self._answered):
            self._stopped = failure
        return failure

    def _redacted(self, sentence: str) -> str:
        key = self.endpoint.api_key
        return sentence.replace(key, "***") if key else sentence


def asker(settings: Settings, patience: Patience = Patience()) -> Asker:
    """The asker that the settings describe; raises `UsageError` where no model is named or a folder cannot be used."""
    endpoint, budget, replies = settings.endpoint, settings.budget, settings.replies
    if not endpoint.model:
        raise UsageError("No model is named: set EXTRACTOR_MODEL or give --model.")
    price = pricing.find(endpoint.model, settings.prices)
    return Asker(
        endpoint=endpoint,
        meter=Meter(budget, price),
        pace=Pace(budget),
        concurrency=max(1, budget.concurrency),
        cache=Cache(replies.cache_dir) if replies.cache_dir else None,
        record_dir=replies.record_dir,
        replay_dir=replies.replay_dir,
        offline=replies.offline,
        made=replies.made or "asked of the endpoint",
        price=price,
        patience=patience,
    )


# The request


def _parameters(question: Question[Any]) -> dict[str, Any]:
    """Temperature 0 for the first pass; later passes differ by their seed."""
    varied = {"seed": question.repeat} if question.repeat else {"temperature": 0}
    return {"max_tokens": question.reply_tokens, **varied}


def _body(kwargs: dict[str, Any], strict: bool) -> dict[str, Any]:
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


def _shaped(body: dict[str, Any], endpoint: Endpoint, dropped: frozenset[str]) -> dict[str, Any]:
    """The body in the dialect of the endpoint: OpenAI's own servers call the reply limit by a newer name."""
    sent = {name: each for name, each in body.items() if name not in dropped}
    newer = urlsplit(endpoint.base_url or OPENAI_URL).hostname == "api.openai.com" or bool(endpoint.api_version)
    if newer != ("renamed" in dropped):
        sent["max_completion_tokens"] = sent.pop("max_tokens")
    return sent


def _unwanted(error: openai.BadRequestError, sent: dict[str, Any]) -> str:
    """The parameter that the endpoint does not take, if that is what it says and the question can do without."""
    said = str(error.message).lower()
    if any(name in sent and name in said for name in ("max_completion_tokens", "max_tokens")) and (
        "unsupported" in said or "unrecognized" in said or "instead" in said or "extra" in said
    ):
        return "renamed"
    return next((name for name in ("temperature", "seed") if name in sent and name in said), "")


def _client(endpoint: Endpoint) -> openai.OpenAI:
    import openai

    key = endpoint.api_key or "none"
    base = endpoint.base_url or OPENAI_URL
    if endpoint.api_version:
        return openai.AzureOpenAI(
            base_url=base,
            api_key=key,
            api_version=endpoint.api_version,
            max_retries=0,
            timeout=endpoint.timeout_seconds,
        )
    return openai.OpenAI(base_url=base, api_key=key, max_retries=0, timeout=endpoint.timeout_seconds)


# The reply


def _read(response: Any, deadline: float) -> bytes:
    """The body, read until the deadline: a server that drips never ends by itself."""
    parts, size = [], 0
    for part in response.iter_bytes():
        parts.append(part)
        size += len(part)
        if size > MOST_BYTES:
            raise _OddReplyError(f"a reply of more than {MOST_BYTES >> 20} MB")
        if time.monotonic() > deadline:
            raise TimeoutError("the reply did not end in time")
    return b"".join(parts)


def _parsed(data: bytes) -> RawReply:
    """The reply inside a chat completion; raises `_OddReplyError` where there is none."""
    completion = _loaded(data.decode("utf-8", "replace"))
    choices = completion.get("choices")
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise _OddReplyError(f"no chat completion: {_short(data[:200].decode('utf-8', 'replace'))!r}")
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


def _raw(kept: dict[str, Any]) -> RawReply | None:
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


def _completion(reply: RawReply) -> Any:
    """The reply as the completion that instructor reads; what surrounds the JSON is taken off."""
    from openai.types.chat import ChatCompletion

    content = reply.content if reply.finish_reason == "length" else _unfenced(reply.content)
    choice = {
        "index": 0,
        "finish_reason": "length" if reply.finish_reason == "length" else "stop",
        "message": {"role": "assistant", "content": content},
    }
    return ChatCompletion.model_validate(
        {"id": "", "object": "chat.completion", "created": 0, "model": reply.model, "choices": [choice]}
    )


_FENCED = re.compile(r"\A\s*```\w*\s*\n(.*?)\n?\s*```\s*\Z", re.S)


def _unfenced(content: str) -> str:
    found = _FENCED.match(content)
    return found.group(1) if found else content


def _loaded(text: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _short(text: str) -> str:
    return " ".join(text.split())[:200]


# Faults


def _status(error: BaseException | None) -> int:
    status = getattr(error, "status_code", 0)
    return status if isinstance(status, int) else 0


def _is_network(error: BaseException) -> bool:
    """Whether the request or the reply was lost on the way: the SDK's errors, and those of the library below it."""
    below = type(error).__module__.split(".")[0] in ("httpx", "httpx2", "httpcore", "httpcore2")
    return below or type(error).__name__ in ("APIConnectionError", "APITimeoutError") or isinstance(error, OSError)


def _is_timeout(error: BaseException) -> bool:
    return "timeout" in type(error).__name__.lower()


def _out_of_credit(error: BaseException) -> bool:
    return _status(error) == 429 and "insufficient_quota" in str(getattr(error, "body", ""))


def _transient(error: BaseException) -> bool:
    """Whether the same request may succeed later."""
    if isinstance(error, _OddReplyError) or _is_network(error):
        return True
    status = _status(error)
    return (status in (408, 409, 429) or status >= 500) and not _out_of_credit(error)


def _unreachable(error: BaseException) -> bool:
    return _is_network(error) and not _is_timeout(error)


def _final(error: BaseException) -> bool:
    """Whether every further request would fail in the same way."""
    return _status(error) in (401, 403, 404) or _out_of_credit(error)


def _may_be_billed(error: BaseException) -> bool:
    """Whether the endpoint may have worked on a request whose answer never arrived."""
    return isinstance(error, _OddReplyError) or (_is_network(error) and type(error).__name__ != "APIConnectionError")


def _retry_after(error: BaseException | None) -> float | None:
    """Seconds the endpoint asks to wait: given as seconds or as a date (RFC 9110, section 10.2.3)."""
    headers = getattr(getattr(error, "response", None), "headers", {})
    said = headers.get("retry-after") if headers else None
    if not said:
        return None
    try:
        return max(0.0, float(said))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def _cause(error: BaseException) -> BaseException:
    """What happened below instructor's and the SDK's wrapping."""
    if type(error).__name__ == "InstructorRetryException" and error.__cause__ is not None:
        return _cause(error.__cause__)
    return error


def _explained(error: BaseException, endpoint: Endpoint) -> str:
    """What went wrong and what to do, in one sentence."""
    where = urlsplit(endpoint.base_url or OPENAI_URL).netloc
    status = _status(error)
    said = _short(str(getattr(error, "message", "") or error))
    if type(error).__name__ == "ValidationError":
        return "The reply was no JSON of the schema, twice; a more capable model or a smaller --chunk-tokens may help."
    if status in (401, 403):
        return f"{where} refused the API key (HTTP {status}): set EXTRACTOR_API_KEY."
    if status == 404:
        return f"{where} does not know the model {endpoint.model!r} or the address (HTTP 404): check --model and EXTRACTOR_BASE_URL."
    if _out_of_credit(error):
        return f"{where} says that the account has no credit left (HTTP 429)."
    if status == 429:
        return f"{where} kept refusing for too many requests (HTTP 429): lower --concurrency or set --rpm."
    if status >= 500:
        return f"{where} failed (HTTP {status}) and did not recover."
    if status:
        return f"{where} did not accept the request (HTTP {status}): {said}"
    if _is_timeout(error):
        return f"{where} did not answer within {endpoint.timeout_seconds:g} s."
    if _is_network(error):
        return f"{where} cannot be reached ({type(error).__name__}): check EXTRACTOR_BASE_URL and the network."
    if isinstance(error, _OddReplyError):
        return f"{where} answered with {said}."
    return f"The question to {where} failed: {type(error).__name__}: {said}"


def versions() -> dict[str, str]:
    """The versions of the libraries that a request goes through."""
    from importlib.metadata import version

    return {name: version(name) for name in ("openai", "instructor", "tenacity")}
