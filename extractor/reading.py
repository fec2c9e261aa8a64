"""Which readers read a call, and what became of it: rules, model, or both; one pass or several.

Goes in: the call, its mentions and the settings. Comes out: the claims with everything the receipt needs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from extractor import chunking, numbers
from extractor.catalogue import Catalogue
from extractor.errors import UsageError
from extractor.readers import rules
from extractor.records import Claim, Mention, Reading, Transcript
from extractor.settings import Replies, Settings

if TYPE_CHECKING:
    from extractor.model import Asker
    from extractor.readers.model import Estimate

Progress = Callable[[str], None]
READERS = ("rules", "model", "both")
OPPOSED = 0.6
"""What remains of a claim's confidence where another reader disagrees."""


@dataclass(frozen=True)
class Session:
    """What the calls of one run share: whom to tell each step, and the asker where a model is asked.

    One asker for all of them, so that budget and pace hold for the run and not for each call.
    """

    progress: Progress
    asker: Asker | None = None


@dataclass(frozen=True)
class Read:
    """The claims and reasons of every reader that read, and the fields of the receipt they filled."""

    claims: tuple[Claim, ...]
    excluded: dict[int, str]
    receipt: dict[str, Any]
    left_out: dict[int, str] = field(default_factory=dict)
    """Where rules and a model read: the numbers that the model left out, with its reasons."""


def reader_of(options: Settings) -> str:
    """Which reader the settings ask for: `auto` takes the model when one is named."""
    if options.reader == "auto":
        return "model" if options.endpoint.model else "rules"
    if options.reader not in READERS:
        raise UsageError(f"There is no reader {options.reader!r}; the readers are auto, {', '.join(READERS)}.")
    if options.reader != "rules" and not options.endpoint.model:
        raise UsageError(f"The reader {options.reader} needs a model: set EXTRACTOR_MODEL or give --model.")
    return options.reader


@contextmanager
def session(options: Settings, progress: Progress) -> Iterator[Session]:
    """A session with what the settings need open; raises `UsageError` where they can't be used."""
    if reader_of(options) == "rules" and not options.brief:
        yield Session(progress)
        return
    from extractor import model

    with model.asker(options) as asker:
        yield Session(progress, asker)


def read(
    transcript: Transcript, mentions: Sequence[Mention], catalogue: Catalogue, options: Settings, session: Session
) -> Read:
    """What the readers that `options` name say of the call."""
    name = reader_of(options)
    receipt: dict[str, Any] = {"reader": name, "fingerprints": {"catalogue": catalogue.fingerprint}}
    made: list[Reading] = []
    left_out: dict[int, str] = {}
    if name in ("rules", "both"):
        session.progress("reading by rules")
        made.append(rules.read(transcript, mentions, catalogue))
    if name in ("model", "both"):
        modelled, filled = _by_model(transcript, mentions, catalogue, options, session)
        left_out = modelled.excluded if made else {}
        made.append(modelled)
        receipt |= filled
    claims = tuple(claim for reading in made for claim in _weighed(reading, made))
    return Read(claims, _reasons(made, claims), receipt, left_out)


def _weighed(reading: Reading, made: Sequence[Reading]) -> list[Claim]:
    """The reading's claims; one whose number another reader takes for something else is less sure."""
    others: dict[int, set[tuple[str, ...]]] = defaultdict(set)
    for claim in (claim for other in made if other is not reading for claim in other.claims):
        for number in claim.numbers:
            others[number].add(_meaning(claim))
    opposed = [any(others[number] - {_meaning(claim)} for number in claim.numbers) for claim in reading.claims]
    supported = [any(_meaning(claim) in others[number] for number in claim.numbers) for claim in reading.claims]
    return [
        replace(claim, confidence=claim.confidence * OPPOSED) if against and not beside else claim
        for claim, against, beside in zip(reading.claims, opposed, supported, strict=True)
    ]


def _meaning(claim: Claim) -> tuple[str, ...]:
    return claim.metric, claim.measure, claim.period, claim.status


def _reasons(made: Sequence[Reading], claims: Sequence[Claim]) -> dict[int, str]:
    """The reasons of the last reader that gives one; a number somebody claims has none."""
    used = {number for claim in claims for number in claim.numbers}
    reasons = {number: why for reading in made for number, why in reading.excluded.items()}
    return {number: why for number, why in reasons.items() if number not in used}


def _by_model(
    transcript: Transcript, mentions: Sequence[Mention], catalogue: Catalogue, options: Settings, session: Session
) -> tuple[Reading, dict[str, Any]]:
    from extractor.readers import model as model_reader

    asker = session.asker
    assert asker is not None
    chunks = chunking.split(transcript, options.chunk_tokens)
    asking = f"asking {options.endpoint.model}"
    asker.progress = lambda done, total: session.progress(f"{asking}: {done} of {total} chunks")
    session.progress(f"{asking}: {len(chunks)} chunks")
    before = asker.usage
    first = options.repeat * options.passes
    passes = [
        model_reader.read(transcript, mentions, chunks, catalogue, asker, repeat)
        for repeat in range(first, first + options.passes)
    ]
    usage = asker.usage - before
    receipt = {
        "model": options.endpoint.model,
        "fingerprints": passes[0].fingerprints,
        "passes": options.passes,
        "chunks": len(chunks) * options.passes,
        "chunks_ok": sum(each.chunks_ok for each in passes),
        "chunks_split": sum(each.chunks_split for each in passes),
        "chunks_failed": [failure for each in passes for failure in each.failures],
        "requests": usage.requests,
        "cache_hits": usage.cache_hits + usage.replayed,
        "tokens_in": usage.tokens_in,
        "tokens_in_cached": usage.tokens_in_cached,
        "tokens_out": usage.tokens_out,
        "cost": usage.cost(asker.price),
        "replay": _replayed(options, usage.replayed),
        "notes": [note for each in passes for note in each.notes],
    }
    return _agreed([each.reading for each in passes]), receipt


def estimate(transcript: Transcript, catalogue: Catalogue, options: Settings) -> Estimate:
    """What the model reader would take for the call, all passes together; asks nothing."""
    from extractor import model
    from extractor.readers import model as model_reader

    chunks = chunking.split(transcript, options.chunk_tokens)
    with model.asker(replace(options, replies=Replies())) as asker:
        once = model_reader.estimate(transcript, numbers.find(transcript.text), chunks, catalogue, asker)
    return once.times(options.passes)


def _replayed(options: Settings, count: int) -> str:
    if not count or options.replies.replay_dir is None:
        return ""
    from extractor import recording

    return recording.about(options.replies.replay_dir).sentence()


def _agreed(passes: list[Reading]) -> Reading:
    """The passes as one reading: what fewer than all of them claim has only their share of its confidence."""
    if len(passes) == 1:
        return passes[0]
    votes = Counter(
        _content(claim) for reading in passes for claim in {_content(c): c for c in reading.claims}.values()
    )
    claims = {_content(claim): claim for reading in passes for claim in reading.claims}
    shared = [
        replace(claim, confidence=claim.confidence * votes[content] / len(passes)) for content, claim in claims.items()
    ]
    return Reading(tuple(shared), passes[0].excluded)


def _content(claim: Claim) -> tuple[object, ...]:
    """What a claim says, without the words it is said in."""
    return (
        claim.numbers, claim.metric, claim.segment, claim.measure, claim.versus, claim.share_of, claim.period,
        claim.status, claim.value, claim.low, claim.high, claim.unit,
    )  # fmt: skip
