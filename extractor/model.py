"""The one file that asks a model: an `Asker` takes a question and returns a validated reply.

Goes in: settings (endpoint, budget, where replies come from and go to). Comes out: `Asker.ask`, which looks for the raw
reply in the recordings and the cache, else sends the request: strict schema in the body, budget set aside, limits kept,
network faults retried, usage counted. instructor validates what comes back and asks once more where it is no JSON of
the schema; tenacity alone retries. openai, instructor and tenacity are imported when the first question is asked, so
that a run by rules never loads them. It knows nothing of calls or metrics.
"""

from __future__ import annotations

import json
import logging
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, cast
from urllib.parse import urlsplit

from pydantic import BaseModel

from extractor import faults, pricing, recording, replies, request
from extractor.cache import Cache, key_of
from extractor.chunking import count_tokens
from extractor.errors import ContextError, ModelError, RefusedError, TruncatedError, UsageError
from extractor.metering import Meter, Pace, Usage
from extractor.replies import RawReply
from extractor.settings import OPENAI_URL, Endpoint, Replies, Settings

if TYPE_CHECKING:
    import openai
    import tenacity

HEADROOM = 1.25
GRACE = 1.25
# instructor logs errors before we have taken the API key out of them; we report each of them ourselves.
logging.getLogger("instructor").setLevel(logging.CRITICAL + 1)

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
    _connected: openai.OpenAI | None = None
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

        Raises `TruncatedError` where it was cut, `RefusedError` where the model declined, `BudgetError` before a
        request that could exceed the budget, and `ModelError` for everything else that kept an answer from coming.
        """
        self._asking.keys = []
        try:
            reply = self._constrained(
                response_model=question.reply,
                messages=[{"role": "system", "content": question.system}, {"role": "user", "content": question.user}],
                model=self.endpoint.model,
                max_retries=1,
                strict=False,
                **request.parameters(question.reply_tokens, question.repeat),
            )
        except Exception as error:
            raise self._failure(error) from None
        return reply  # type: ignore[no-any-return] # instructor.patch is typed for its own client

    def map(self, function: Callable[[Given], Made], items: Sequence[Given]) -> list[Made]:
        """`function` of each item, in order, so many at a time as the budget allows.

        The workers are daemons: an interrupted run ends at once, and what they were answered lies in the cache.
        """
        waiting = deque(enumerate(items))
        done: SimpleQueue[tuple[int, Made | None, BaseException | None]] = SimpleQueue()
        workers = [
            threading.Thread(target=self._work, args=(function, waiting, done), daemon=True)
            for _ in range(min(self.concurrency, len(items)))
        ]
        for worker in workers:
            worker.start()
        try:
            made = dict(self._collected(done, len(items)))
        finally:
            waiting.clear()
        for worker in workers:
            worker.join()
        return [made[index] for index in range(len(items))]

    def _work(
        self, function: Callable[[Given], Made], waiting: deque[tuple[int, Given]], done: SimpleQueue[Any]
    ) -> None:
        try:
            while waiting:
                index, item = waiting.popleft()
                try:
                    done.put((index, function(item), None))
                except BaseException as error:
                    done.put((index, None, error))
        except IndexError:
            return
        finally:
            if self.cache:
                self.cache.close()

    def _collected(self, done: SimpleQueue[Any], total: int) -> Iterator[tuple[int, Any]]:
        for count in range(1, total + 1):
            index, made, error = done.get()
            if error:
                raise error
            if self.progress:
                self.progress(count, total)
            yield index, made

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of connections and files."""
        if self._connected is not None:
            self._connected.close()
            self._connected = None
        if self.cache:
            self.cache.close()

    @cached_property
    def _constrained(self) -> Callable[..., Any]:
        import instructor

        return instructor.patch(create=self._create, mode=instructor.Mode.JSON_SCHEMA)

    def _client(self) -> openai.OpenAI:
        """The one client of this asker, made when the first request leaves."""
        with self._lock:
            if self._connected is None:
                self._connected = _client(self.endpoint)
            return self._connected

    def _create(self, **kwargs: Any) -> Any:
        """The chat completion that instructor asks for: recorded, cached, or sent."""
        body = request.body_of(kwargs, self.endpoint.strict)
        asked = json.dumps(body, sort_keys=True, ensure_ascii=False)
        key = key_of(asked)
        reply = self._kept(key)
        if reply is None:
            reply = self._sent(body, int(count_tokens(asked) * HEADROOM))
            self._keep(key, reply)
        if reply.refusal or reply.finish_reason == "content_filter":
            said = self._redacted(replies.short(reply.refusal)) or "content filter"
            raise RefusedError(f"The model declined to answer: {said}.")
        return _completion(reply)

    def _kept(self, key: str) -> RawReply | None:
        recorded = recording.read(self.replay_dir, key) if self.replay_dir else None
        if recorded is not None:
            self.meter.count(Usage(replayed=1))
            return replies.kept(recorded)
        text = self.cache.get(key) if self.cache else None
        cached = replies.kept(replies.loaded(text)) if text else None
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

    def _sent(self, body: dict[str, Any], estimated: int) -> RawReply:
        if self.offline:
            raise ModelError("No reply is recorded or cached for this question, and --offline sends none.")
        if self._stopped:
            raise self._stopped
        import tenacity

        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self.patience.attempts)
            | tenacity.stop_before_delay(self.endpoint.total_seconds),
            wait=self._pause,
            retry=tenacity.retry_if_exception(faults.transient),
            reraise=True,
        )
        reply: RawReply = retrying(self._attempt, body, estimated)
        self._answered = True
        return reply

    def _attempt(self, body: dict[str, Any], estimated: int) -> RawReply:
        held = self.meter.reserve(estimated, int(body["max_tokens"]))
        try:
            self.pace.enter(estimated + held.tokens_out)
            self.meter.count(Usage(requests=1))
            reply = self._over_the_wire(body)
        except BaseException as error:
            if not faults.may_be_billed(error):
                self.meter.release(held)
            raise
        self.meter.settle(held, reply.usage(estimated), estimated)
        return reply

    def _over_the_wire(self, body: dict[str, Any]) -> RawReply:
        import openai

        sent = request.shaped(body, self.endpoint, self._dropped)
        create = self._client().chat.completions.with_streaming_response.create  # imported before the clock runs
        try:
            return _within(self.endpoint.timeout_seconds * GRACE, lambda: self._exchange(create, sent))
        except openai.BadRequestError as error:
            name = request.unwanted(str(error.message), sent)
            if not name or name in self._dropped:
                raise
            self._dropped |= {name}
            self.meter.count(Usage(requests=1))
            return self._over_the_wire(body)

    def _exchange(self, create: Callable[..., Any], sent: dict[str, Any]) -> RawReply:
        deadline = time.monotonic() + self.endpoint.timeout_seconds
        with create(**sent) as response:
            return replies.parsed(replies.read_body(response, deadline))

    def _pause(self, state: tenacity.RetryCallState) -> float:
        """Seconds before the next attempt: what the endpoint asked for, else doubling with jitter."""
        error = state.outcome.exception() if state.outcome else None
        doubled: float = self.patience.first_seconds * 2.0 ** (state.attempt_number - 1)
        seconds = min(self.patience.longest_seconds, doubled) * random.uniform(0.75, 1.25)
        asked = faults.retry_after(error)
        if asked is not None:
            seconds = asked
        if faults.status(error) == 429 and seconds <= self.endpoint.total_seconds:
            self.pace.hold(seconds)
        return seconds

    def _failure(self, error: Exception) -> ModelError:
        """The failure of a question as an error of ours, without key, prompt or trace."""
        cause = faults.cause_of(error)
        if isinstance(cause, UsageError):
            raise cause
        if isinstance(cause, ModelError):
            return cause
        if type(cause).__name__ == "IncompleteOutputException":
            return TruncatedError("The reply was cut at the token limit.")
        if faults.too_long(cause):
            return ContextError("The question is longer than the model's context: lower --chunk-tokens.")
        failure = ModelError(self._redacted(faults.explained(cause, self.endpoint)))
        if type(cause).__name__ == "ValidationError":
            self._forget()
        elif self._is_final(cause):
            self._stopped = failure
        return failure

    def _is_final(self, cause: BaseException) -> bool:
        """Whether every further question of this run would fail in the same way."""
        too_long = (faults.retry_after(cause) or 0) > self.endpoint.total_seconds
        return faults.final(cause) or too_long or (faults.unreachable(cause) and not self._answered)

    def _redacted(self, sentence: str) -> str:
        key = self.endpoint.api_key
        return sentence.replace(key, "***") if key else sentence


def asker(settings: Settings, patience: Patience = Patience()) -> Asker:
    """The asker that the settings describe; raises `UsageError` where no model is named or a folder cannot be used."""
    endpoint, budget, replies = settings.endpoint, settings.budget, settings.replies
    _look_at(endpoint)
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


def _look_at(endpoint: Endpoint) -> None:
    """Raise `UsageError` where nothing could be asked of the endpoint as it is set."""
    if not endpoint.model:
        raise UsageError("No model is named: set EXTRACTOR_MODEL or give --model.")
    if endpoint.base_url and not _is_address(endpoint.base_url):
        raise UsageError("EXTRACTOR_BASE_URL is no address; write it with its scheme, as http://127.0.0.1:8000/v1.")
    if not (endpoint.api_key.isascii() and endpoint.api_key.isprintable()):
        raise UsageError("EXTRACTOR_API_KEY holds characters that no key has; copy it again.")


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _within(seconds: float, function: Callable[[], Made]) -> Made:
    """`function()`, or `TimeoutError` when that takes longer.

    The time-outs of HTTP libraries start anew with every byte: a server that drips its headers would hold us for ever.
    """
    done: SimpleQueue[tuple[Made | None, BaseException | None]] = SimpleQueue()

    def run() -> None:
        try:
            done.put((function(), None))
        except BaseException as error:
            done.put((None, error))

    threading.Thread(target=run, daemon=True).start()
    try:
        made, failed = done.get(timeout=seconds)
    except Empty:
        raise TimeoutError("no complete answer in time") from None
    if failed is not None:
        raise failed
    return cast(Made, made)


def _completion(reply: RawReply) -> Any:
    from openai.types.chat import ChatCompletion

    return ChatCompletion.model_validate(replies.completion(reply))


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


# The doctor


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: whether it is well, and what to do if not."""

    name: str
    well: bool
    sentence: str


class _Pong(BaseModel):
    answer: str


def doctor(settings: Settings) -> list[Finding]:
    """What is found when the endpoint is asked for its models, and the model for a tiny reply of a strict schema.

    Sends two requests at most; nothing is cached or recorded.
    """
    plain = replace(settings, replies=Replies(), budget=replace(settings.budget, concurrency=1))
    with asker(plain, Patience(attempts=2)) as one:
        listed = _listed(one)
        return [listed, _probed(one)] if listed.well else [listed]


def _listed(one: Asker) -> Finding:
    try:
        names = sorted(each.id for each in one._client().models.list().data)
    except Exception as error:
        cause = faults.cause_of(error)
        if faults.status(cause) in (404, 405, 501) or isinstance(cause, AttributeError | TypeError):
            return Finding("models", True, "The endpoint does not list its models; asking all the same.")
        return Finding("models", False, one._redacted(faults.explained(cause, one.endpoint)))
    if one.endpoint.model in names:
        return Finding("models", True, f"The endpoint lists {one.endpoint.model} among {len(names)} models.")
    some = ", ".join(names[:5]) or "none"
    return Finding("models", True, f"The endpoint does not list {one.endpoint.model}; it lists {some}.")


def _probed(one: Asker) -> Finding:
    question = Question("Answer with one JSON object of the given schema.", "Say yes.", _Pong, 200)
    try:
        one.ask(question)
    except TruncatedError:
        return Finding(
            "reply", True, "The model answers, at more length than 200 tokens: it may be one that reasons first."
        )
    except ModelError as error:
        return Finding("reply", False, str(error))
    left = f" The endpoint does not take {', '.join(sorted(one._dropped))}." if one._dropped else ""
    return Finding("reply", True, f"The model answers in the given schema.{left}")
