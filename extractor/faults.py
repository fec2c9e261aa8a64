"""What can go wrong on the wire, told apart: what may pass, what stays, what was billed, how long to wait, what to say.

Goes in: an exception of the SDK, of the library below it, or of ours. Comes out: an answer. The exceptions are known by
their names and attributes, so that no HTTP library is imported here.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from extractor.replies import OddReplyError, short
from extractor.settings import Endpoint

_TOO_LONG = (
    "context length",
    "context_length",
    "context size",
    "context window",
    "maximum context",
    "prompt is too long",
)


def status(error: BaseException | None) -> int:
    """The HTTP status that the endpoint answered with, or 0."""
    code = getattr(error, "status_code", 0)
    return code if isinstance(code, int) else 0


def _is_network(error: BaseException) -> bool:
    """Whether the request or the reply was lost on the way: the SDK's errors, and those of the library below it."""
    below = type(error).__module__.split(".")[0] in ("httpx", "httpx2", "httpcore", "httpcore2")
    return below or type(error).__name__ in ("APIConnectionError", "APITimeoutError") or isinstance(error, OSError)


def _is_timeout(error: BaseException) -> bool:
    return "timeout" in type(error).__name__.lower()


def _out_of_credit(error: BaseException) -> bool:
    return status(error) == 429 and "insufficient_quota" in str(getattr(error, "body", ""))


def transient(error: BaseException) -> bool:
    """Whether the same request may succeed later."""
    if isinstance(error, OddReplyError) or _is_network(error):
        return True
    code = status(error)
    return (code in (408, 409, 429) or code >= 500) and not (_out_of_credit(error) or too_long(error))


def unreachable(error: BaseException) -> bool:
    """Whether no connection came about: nobody was there to answer."""
    chain = [error, error.__cause__ or error.__context__]
    return _is_network(error) and any(type(each).__name__ in ("ConnectError", "ConnectTimeout") for each in chain)


def final(error: BaseException) -> bool:
    """Whether every further request would fail in the same way."""
    return status(error) in (401, 403, 404) or _out_of_credit(error)


def too_long(error: BaseException) -> bool:
    """Whether the endpoint says that question and reply do not fit the model's context."""
    if status(error) not in (400, 413, 422, 500):
        return False
    said = f"{_words(error)} {getattr(error, 'body', '')}".lower()
    return any(words in said for words in _TOO_LONG)


def may_be_billed(error: BaseException) -> bool:
    """Whether the endpoint may have worked on a request whose answer never arrived."""
    return isinstance(error, OddReplyError) or (_is_network(error) and not unreachable(error))


def retry_after(error: BaseException | None) -> float | None:
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


def cause_of(error: BaseException) -> BaseException:
    """What happened below instructor's and the SDK's wrapping."""
    if type(error).__name__ == "InstructorRetryException" and error.__cause__ is not None:
        return cause_of(error.__cause__)
    return error


def _words(error: BaseException) -> str:
    """What the endpoint says in the body of its answer, else what the SDK says."""
    body = getattr(error, "body", None)
    said = body.get("message") if isinstance(body, dict) else None
    return str(said or getattr(error, "message", "") or error)


def explained(error: BaseException, endpoint: Endpoint) -> str:
    """What went wrong and what to do, in one sentence."""
    where = endpoint.where
    code = status(error)
    said = short(_words(error))
    if type(error).__name__ == "ValidationError":
        return "The reply was no JSON of the schema, twice; a more capable model or a smaller --chunk-tokens may help."
    if code in (401, 403):
        return f"{where} refused the API key (HTTP {code}): set EXTRACTOR_API_KEY."
    if code == 404:
        named = f"the model {endpoint.model!r} or the address"
        return f"{where} does not know {named} (HTTP 404): check --model and EXTRACTOR_BASE_URL."
    if _out_of_credit(error):
        return f"{where} says that the account has no credit left (HTTP 429)."
    if (asked := retry_after(error) or 0) > endpoint.total_seconds:
        return f"{where} asked to wait {asked:.0f} s (HTTP {code}), longer than a question may take: try again later."
    if code == 429:
        return (
            f"{where} kept refusing for too many requests (HTTP 429): lower --concurrency or set --requests-per-minute."
        )
    if code >= 500:
        return f"{where} failed (HTTP {code}) and did not recover."
    if code:
        return f"{where} did not accept the request (HTTP {code}): {said.rstrip('.')}."
    if unreachable(error):
        return f"{where} cannot be reached: check EXTRACTOR_BASE_URL and the network."
    if _is_timeout(error):
        return f"{where} did not answer within {endpoint.timeout_seconds:g} s."
    if _is_network(error):
        return f"{where} broke the connection before the answer was complete."
    if isinstance(error, OddReplyError):
        return f"{where} answered with {said.rstrip('.')}."
    return f"The question to {where} failed: {type(error).__name__}: {said.rstrip('.')}."
