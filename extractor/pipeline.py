"""The whole road once: a transcript in, every number of the company's out. One line a step."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from extractor import (
    absences,
    agreeing,
    auditing,
    confidence,
    guidance,
    languages,
    ledger,
    merging,
    numbers,
    periods,
    reading,
    settings,
    summary,
    transcript,
    verifying,
    weights,
)
from extractor import catalogue as catalogues
from extractor.catalogue import Catalogue
from extractor.errors import InputError, ModelError, UsageError
from extractor.locating import Locator
from extractor.reading import Progress, Session
from extractor.records import (
    SCHEMA_VERSION,
    Call,
    CallFacts,
    Claim,
    Fact,
    Mention,
    Rejected,
    Run,
    SpeakerRecord,
    Transcript,
)
from extractor.settings import Settings

if TYPE_CHECKING:
    from extractor.brief import Ask
    from extractor.cache import Cache
    from extractor.comparing import Comparison
    from extractor.metering import Usage
    from extractor.model import Asker

BRIEF_TOKENS = 4_000


def _silent(step: str) -> None:
    """Tells nobody."""


def extract(source: str | Path, options: Settings | None = None, progress: Progress = _silent) -> CallFacts:
    """Every number the company says on the call at `source`: a path, or "-" for standard input.

    `options` default to what the environment names; `progress` is told each step in words. Raises `InputError` for a
    transcript that cannot be read and `UsageError` for settings that cannot be used. A model that fails is no
    exception: `run.incomplete` says what is missing.
    """
    options = usable(settings.from_environment() if options is None else options)
    with reading.session(options, progress) as session:
        return read_source(source, options, session)


def read_source(source: str | Path, options: Settings, session: Session) -> CallFacts:
    """The same within a session that other calls share."""
    session.progress("reading the transcript")
    return read_call(_loaded(source, options), options, session)


def usable(options: Settings) -> Settings:
    """The settings, once everything in them that no call can change is known to be usable."""
    reading.reader_of(options)
    catalogues.load(options.catalogue)
    if options.brief and not options.endpoint.model:
        raise UsageError("--brief needs a model: set EXTRACTOR_MODEL or give --model.")
    if options.period and not periods.is_notation(options.period):
        raise UsageError(f"{options.period!r} is no fiscal period; write it as 2024Q3 or FY2024.")
    return options


def _loaded(source: str | Path, options: Settings) -> Transcript:
    return transcript.load(source, options.company, options.period)


def extract_text(text: str, name: str = "text", options: Settings | None = None) -> CallFacts:
    """The same for a transcript that is already in memory."""
    options = usable(settings.from_environment() if options is None else options)
    with reading.session(options, _silent) as session:
        return read_call(transcript.parse(text, name, options.company, options.period), options, session)


def read_call(call: Transcript, options: Settings, session: Session) -> CallFacts:
    """The road from turns to the contract."""
    started = time.monotonic()
    catalogue = catalogues.load(options.catalogue)
    mentions = numbers.find(call.text)
    read = reading.read(call, mentions, catalogue, options, session)
    session.progress("checking every claim against the text")
    facts, rejected = verifying.verify(call, mentions, read.claims, catalogue)
    if read.receipt["reader"] == "both":
        facts, opposed = agreeing.settle(facts, {mentions[at].start: why for at, why in read.left_out.items()})
        rejected += opposed
    facts, conflicts = merging.merge(facts)
    facts = languages.compare_languages(call, mentions, facts)
    facts = confidence.scored(auditing.audit(facts, catalogue, call.fiscal_period))
    records = ledger.ledger(call, mentions, facts, read.left_out | read.excluded)
    result = CallFacts(
        call=_call(call),
        facts=facts,
        rejected=rejected,
        mentions=records,
        conflicts=conflicts,
        absences=absences.find(call, catalogue),
        guidance=guidance.derive(facts, call, catalogue),
        run=_receipt(read.receipt, ledger.coverage(records), started),
    )
    result = result.model_copy(update={"summary": summary.summarize(result, call, catalogue)})
    return _briefed(result, catalogue, session) if options.brief else result


def _call(call: Transcript) -> Call:
    speakers = {(turn.speaker, turn.title, turn.side): None for turn in call.turns if turn.speaker}
    return Call(
        name=call.name,
        company=call.company,
        fiscal_period=call.fiscal_period,
        date=call.date,
        language=call.language,
        layout=call.layout,
        transcript_sha256=call.sha256,
        characters=len(call.text),
        speakers=[SpeakerRecord(name=name, title=title, side=side) for name, title, side in speakers],
        notes=list(call.notes),
    )


def _receipt(filled: dict[str, Any], covered: Any, started: float) -> Run:
    filled["fingerprints"] = {**filled["fingerprints"], "weights": weights.fingerprint()}
    run = Run(extractor_version=own_version(), coverage=covered, seconds=round(time.monotonic() - started, 3), **filled)
    missing = [f"chunk {each.chunk + 1}, from line {each.line}: {each.reason}" for each in run.chunks_failed]
    return run.model_copy(update={"incomplete": missing})


@cache
def own_version() -> str:
    """The version of this program."""
    try:
        return version("kpi-extractor")
    except PackageNotFoundError:
        return "unknown"


def _briefed(result: CallFacts, catalogue: Catalogue, session: Session) -> CallFacts:
    """The result with a brief of verified facts; where none can be had, with a note that says why."""
    from extractor import brief

    asker = session.asker
    assert asker is not None
    session.progress(f"asking {asker.endpoint.model} for the brief")
    before = asker.usage
    try:
        sentences, notes = brief.write(result, _asking(asker), catalogue)
        missing = []
    except ModelError as error:
        sentences, notes, missing = [], [], [f"the brief: {error}"]
    used = asker.usage - before
    run = _with_usage(result.run, used, used.cost(asker.price), missing)
    told = result.summary.model_copy(update={"brief": sentences, "brief_notes": notes})
    return result.model_copy(update={"summary": told, "run": run})


def _asking(asker: Asker) -> Ask:
    from extractor.model import Question

    return lambda messages, reply: asker.ask(
        Question(messages[0]["content"], messages[1]["content"], reply, BRIEF_TOKENS)
    )


def _with_usage(run: Run, used: Usage, cost: Decimal | None, missing: list[str]) -> Run:
    """The receipt with what the brief took on top."""
    return run.model_copy(
        update={
            "requests": run.requests + used.requests,
            "cache_hits": run.cache_hits + used.cache_hits + used.replayed,
            "tokens_in": run.tokens_in + used.tokens_in,
            "tokens_in_cached": run.tokens_in_cached + used.tokens_in_cached,
            "tokens_out": run.tokens_out + used.tokens_out,
            "cost": None if cost is None else cost + (run.cost or 0),
            "incomplete": run.incomplete + missing,
        }
    )


def verify_claims(
    text: str, claims: Iterable[Claim], options: Settings | None = None
) -> tuple[list[Fact], list[Rejected]]:
    """What verifying makes of claims from anywhere about a transcript: the facts, and the rejected with the reason.

    A claim's `numbers` are positions in the call's list of mentions, as `CallFacts.mentions` has them.
    """
    options = options or Settings()
    call = transcript.parse(text, "text", options.company, options.period)
    return verifying.verify(call, numbers.find(text), claims, catalogues.load(options.catalogue))


def list_numbers(source: str) -> list[dict[str, Any]]:
    """Every number of a transcript, one row each: line start end text value unit qualifier class partner."""
    call = transcript.load(source)
    locator = Locator(call)
    return [_row(mention, locator.line(mention.start)) for mention in numbers.find(call.text)]


def _row(mention: Mention, line: int) -> dict[str, Any]:
    return {
        "line": line,
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "value": None if mention.value is None else f"{mention.value:f}",
        "unit": mention.unit,
        "qualifier": mention.qualifier,
        "class": mention.kind,
        "partner": mention.partner,
    }


def load(path: str | Path) -> CallFacts:
    """A saved result. Raises `InputError` where the file is missing, no JSON, or no result of this program."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        raise InputError(f"{path} cannot be read ({why}); give the JSON that `extractor run` wrote.") from None
    try:
        result = CallFacts.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise InputError(
            f"{path} is not a result of this program ({where}: {first['msg']}); read the transcript again."
        ) from None
    if result.schema_version.split(".")[0] != SCHEMA_VERSION.split(".")[0]:
        ours = f"this program follows {SCHEMA_VERSION}"
        raise InputError(f"{path} follows contract {result.schema_version}, {ours}; read the transcript again.")
    return result


def saved_or_read(source: str, options: Settings) -> CallFacts:
    """The saved result in a .json file, otherwise the transcript read now."""
    return load(source) if source.endswith(".json") else extract(source, options)


def compare(earlier: str, later: str, options: Settings) -> Comparison:
    """What changed between two saved results of one company."""
    from extractor import comparing

    return comparing.compare(load(earlier), load(later), catalogues.load(options.catalogue))


def estimate(source: str, options: Settings) -> str:
    """What reading the call by the model would take if nothing were cached, in one line; asks nothing."""
    options = usable(options)
    if reading.reader_of(options) == "rules":
        return f"{source}: the rules ask no model; nothing would be sent."
    made = reading.estimate(_loaded(source, options), catalogues.load(options.catalogue), options)
    cost = (
        "unknown (no price for this model)" if made.cost is None else f"at most about {made.cost:.4f} {made.currency}"
    )
    tokens = (
        f"{made.tokens_fresh:,} tokens in, {made.tokens_prefix:,} of repeated instructions, {made.tokens_out:,} out"
    )
    return f"{source}: requests: {made.chunks}; about {tokens}; cost {cost}."


def cache_info(options: Settings) -> str:
    """Where replies are kept, how many, and how large, in one line."""
    return _of_cache(options, lambda cache: str(cache.info()))


def cache_clear(options: Settings) -> str:
    """Every kept reply deleted; how many there were, in one line."""
    return _of_cache(options, lambda cache: f"Deleted {cache.clear()} replies from {cache.folder}.")


def _of_cache(options: Settings, tell: Callable[[Cache], str]) -> str:
    from extractor.cache import Cache

    folder = options.replies.cache_dir
    if folder is None or not folder.exists():
        return f"Nothing is kept in {folder} yet."
    with Cache(folder) as cache:
        return tell(cache)
