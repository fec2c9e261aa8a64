"""The model reader: chunks of a call to claims, by asking a model that points at numbers.

Goes in: the call, its mentions, its chunks, the catalogue and an `Asker`. Comes out: a `ModelReading`: claims, the
numbers left out with reasons, and what happened to each chunk. Values come from the pointed characters, sign and
meaning from the model. Claims that fail a check are asked about once more; what still fails is a claim all the same,
and verifying rejects it with the reason. A chunk whose reply was cut is halved, down to one sentence; a chunk that
fails is reported, and the others stand.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WrapValidator, create_model
from pydantic.functional_validators import ModelWrapValidatorHandler

from extractor import checks, chunking, lending, numbers, prompting
from extractor.catalogue import Catalogue
from extractor.errors import ContextError, ModelError, TruncatedError
from extractor.metering import Usage
from extractor.model import Asker, Question
from extractor.prompting import Page, Prompt
from extractor.records import (
    Basis,
    Chunk,
    ChunkFailure,
    Claim,
    Fact,
    Measure,
    Mention,
    Reading,
    Status,
    Transcript,
    Versus,
)
from extractor.view import View, kind_of

READER = "model"
SIGNS = Literal["positive", "negative", "mixed"]
MEANT = Literal["", "money", "percent", "bps", "multiple"]
REASONS = {
    "market": "about the market, the economy or a competitor",
    "customer": "about a customer or partner",
    "analyst": "an analyst's number",
    "hypothetical": "hypothetical or an example",
    "calendar": "a date, an age or a length of time",
    "name": "a name, a list position, or a threshold that names a part",
    "colour": "true of the company, but no KPI",
}
CONFIDENCE = 0.99
"""Before the weights of `confidence`, which count what readers say of themselves less: it comes out near 0.86."""
ITEM_TOKENS = 90
LIKELY_TOKENS = 75
"""What a reply takes for each number marked, left out or not: a chunk whose reply would be cut is split unasked."""
SPARE_TOKENS = 1_500
LEAST_TOKENS = 500
LONGEST_WORDS = 120
NOTHING = Claim((), "other", "", "", "level", "", "", "", "actual", "", None, None, None, "", "exact", READER)
_COUNTED = frozenset("share user customer client member subscriber account unit employee store patient barrel".split())
_ABBREVIATED = {
    "available seat kilometer": "ask",
    "available seat mile": "asm",
    "barrel of oil equivalent": "boe",
}
_KEPT = ("label", "metric", "segment", "measure", "versus", "share_of", "period", "status", "basis")


# The reply


class Fields(BaseModel):
    """One item of a reply. The descriptions are the prompt's; those of a fact's own fields are the contract's."""

    model_config = ConfigDict(extra="ignore", use_attribute_docstrings=True)

    numbers: Annotated[list[int], BeforeValidator(lambda given: given if isinstance(given, list) else [given])]
    """Id of the number; of both ends for a range or a "plus or minus"."""
    read: str
    """The characters of the number as they stand between the marks."""
    label: str = Field(description=Fact.model_fields["label"].description)
    metric: str = Field(description="Id from the list below, or `other`.")
    segment: str = Field(description=Fact.model_fields["segment"].description)
    measure: Measure = Field(description=Fact.model_fields["measure"].description)
    versus: Versus = Field(description=Fact.model_fields["versus"].description)
    share_of: str = Field(description=Fact.model_fields["share_of"].description)
    period: str = Field(description=Fact.model_fields["period"].description)
    status: Status = Field(description=Fact.model_fields["status"].description)
    basis: Basis = Field(description=Fact.model_fields["basis"].description)
    sign: SIGNS
    """Sign of the value by arithmetic: a loss, an outflow or a fall is negative."""
    unit: MEANT
    """What a number printed without a unit is meant in, where the words make plain that it is no count; else empty."""
    per: str
    """For an amount of money per something: that thing, a noun in the singular (share, user, barrel); else empty."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An item that is no item: what came, and what is wrong with it."""

    given: str
    problem: str


def _each_alone(given: Any, validate: ModelWrapValidatorHandler[list[Any]]) -> list[Any]:
    """The items one by one, so that a bad one does not cost the others."""
    if not isinstance(given, list):
        return validate(given)
    made: list[Any] = []
    for each in given:
        try:
            made += validate([each])
        except ValidationError as error:
            made.append(Unreadable(json.dumps(each, ensure_ascii=False)[:500], _problems(error)))
    return made


def _problems(error: ValidationError) -> str:
    return "; ".join(f"{'.'.join(map(str, each['loc'][1:]))}: {each['msg']}" for each in error.errors()[:4])


class LeftOut(BaseModel):
    """Numbers that are no facts of the company, by reason."""

    why: Literal["market", "customer", "analyst", "hypothetical", "calendar", "name", "colour"]
    numbers: list[int]


@dataclass(frozen=True)
class Forms:
    """The types of a reply for one catalogue, and the prompts that describe them."""

    reply: type[BaseModel]
    second: type[BaseModel]
    prompt: Prompt
    recheck: Prompt


def forms(catalogue: Catalogue) -> Forms:
    """The reply types and prompts for `catalogue`; the metrics are an enumeration in the schema."""
    item, again = _items((*catalogue.metrics, "other"))
    left_out = Annotated[list[LeftOut], WrapValidator(_each_alone)]
    reply = create_model("Facts", items=(_leniently(item), ...), left_out=(left_out, ...))
    second = create_model("Corrections", items=(_leniently(again), ...))
    return Forms(
        _with_schema(reply),
        _with_schema(second),
        prompting.prompt(prompting.READ, catalogue, Fields),
        prompting.prompt(prompting.RECHECK, catalogue, Fields),
    )


def _with_schema(reply: type[BaseModel]) -> type[BaseModel]:
    """The type with its schema made once: instructor asks for it, and derives a type, with every request."""
    schema = reply.model_json_schema()
    return type(reply.__name__, (reply,), {"model_json_schema": classmethod(lambda cls, *_, **__: schema)})


def _leniently(item: type[Fields]) -> Any:
    return Annotated[list[item], WrapValidator(_each_alone)]  # type: ignore[valid-type] # made from the catalogue


@cache
def _items(metrics: tuple[str, ...]) -> tuple[type[Fields], type[Fields]]:
    metric = Literal[metrics]  # type: ignore[valid-type] # the catalogue is data
    item = create_model("Item", __base__=Fields, metric=(metric, ...))
    return item, create_model("Correction", __base__=item, item=(int, ...))


# Reading


@dataclass(frozen=True, slots=True)
class ModelReading:
    """What the model said of a call, and what it took."""

    reading: Reading
    usage: Usage
    chunks_ok: int
    chunks_split: int
    failures: tuple[ChunkFailure, ...]
    notes: tuple[str, ...]
    fingerprints: dict[str, str]


@dataclass(frozen=True)
class Job:
    """What every chunk of one call is read with."""

    view: View
    forms: Forms
    asker: Asker
    repeat: int

    @property
    def transcript(self) -> Transcript:
        """The call."""
        return self.view.transcript

    @property
    def mentions(self) -> Sequence[Mention]:
        """The numbers of the call."""
        return self.view.mentions


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one chunk, or of the halves it was split into."""

    claims: tuple[Claim, ...] = ()
    excluded: dict[int, str] = field(default_factory=dict)
    splits: int = 0
    failures: tuple[ChunkFailure, ...] = ()
    notes: tuple[str, ...] = ()

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(
            self.claims + other.claims,
            self.excluded | other.excluded,
            self.splits + other.splits,
            self.failures + other.failures,
            self.notes + other.notes,
        )


def read(
    transcript: Transcript,
    mentions: Sequence[Mention],
    chunks: Sequence[Chunk],
    catalogue: Catalogue,
    asker: Asker,
    repeat: int = 0,
) -> ModelReading:
    """The model's claims about the call. `repeat` counts passes from 0: each is another question to the model.

    Raises `UsageError` only; whatever an endpoint does ends as a failure of the chunk it happened to.
    """
    return read_job(Job(View(transcript, mentions, catalogue), forms(catalogue), asker, repeat), chunks)


def read_job(job: Job, chunks: Sequence[Chunk]) -> ModelReading:
    """The same, with everything that the chunks are read with in one value."""
    before = job.asker.usage
    outcomes = job.asker.map(lambda chunk: _read_chunk(job, chunk), chunks)
    total = sum(outcomes, Outcome())
    used = {number for claim in total.claims for number in claim.numbers}
    return ModelReading(
        reading=Reading(_unique(total.claims), {k: v for k, v in total.excluded.items() if k not in used}),
        usage=job.asker.usage - before,
        chunks_ok=sum(not outcome.failures for outcome in outcomes),
        chunks_split=sum(outcome.splits > 0 for outcome in outcomes),
        failures=total.failures,
        notes=tuple(dict.fromkeys(total.notes)),
        fingerprints=_fingerprints(job.forms, job.view.catalogue),
    )


def _fingerprints(made: Forms, catalogue: Catalogue) -> dict[str, str]:
    schema = json.dumps(made.reply.model_json_schema(), sort_keys=True)
    return {
        "prompt": f"{made.prompt.version} {made.prompt.fingerprint}",
        "recheck": f"{made.recheck.version} {made.recheck.fingerprint}",
        "reply": prompting.fingerprint(schema),
        "catalogue": catalogue.fingerprint,
    }


def _read_chunk(job: Job, chunk: Chunk) -> Outcome:
    page = prompting.page(job.transcript, chunk, job.mentions)
    if not page.ids:
        return Outcome()
    too_many = len(page.ids) * LIKELY_TOKENS > job.asker.endpoint.reply_tokens
    if too_many and len(chunking.halve(chunk, job.transcript.text)) > 1:
        return _halved(job, chunk)
    try:
        reply = job.asker.ask(_question(job, page))
    except TruncatedError as error:
        hopeless = isinstance(error, ContextError) and chunking.count_tokens(page.text) < LEAST_TOKENS
        return Outcome(failures=(_failure(job, chunk, str(error)),)) if hopeless else _halved(job, chunk)
    except ModelError as error:
        return Outcome(failures=(_failure(job, chunk, str(error)),))
    claims, excluded, notes = _understood(job, page, reply)
    return Outcome(claims, excluded, notes=notes)


def _question(job: Job, page: Page) -> Question[Any]:
    return Question(
        job.forms.prompt.text, page.text, job.forms.reply, reply_tokens(job.asker, len(page.ids)), job.repeat
    )


def reply_tokens(asker: Asker, numbers_marked: int) -> int:
    """The most tokens that a reply about so many numbers may take."""
    return min(asker.endpoint.reply_tokens, SPARE_TOKENS + 2 * ITEM_TOKENS * numbers_marked)


def _halved(job: Job, chunk: Chunk) -> Outcome:
    halves = chunking.halve(chunk, job.transcript.text)
    if len(halves) < 2:
        return Outcome(
            failures=(_failure(job, chunk, "The reply about a single sentence was cut at the token limit."),)
        )
    note = f"Chunk {chunk.index + 1} or its reply was too long for the model; it was split."
    return sum((_read_chunk(job, half) for half in halves), Outcome(splits=1, notes=(note,)))


def _failure(job: Job, chunk: Chunk, reason: str) -> ChunkFailure:
    return ChunkFailure(chunk=chunk.index, line=job.view.locator.line(chunk.pieces[0][1]), reason=reason)


# From a reply to claims


def _understood(job: Job, page: Page, reply: Any) -> tuple[tuple[Claim, ...], dict[int, str], tuple[str, ...]]:
    claims = [_claim(job, page, item) for item in _distinct(reply.items)]
    failing = [claim for claim in claims if checks.first_failure(claim, job.view)]
    corrected, notes = _asked_again(job, page, failing)
    kept = tuple(each for claim in claims for each in corrected.get(id(claim), (claim,)))
    return kept, _left_out(reply.left_out, page.ids), notes


def _claim(job: Job, page: Page, item: Fields | Unreadable) -> Claim:
    if isinstance(item, Fields):
        return claim_of(item, page.ids, job.view)
    return replace(NOTHING, label=item.given, reason=f"not an item of the schema: {item.problem}")


def _distinct(items: Iterable[Any]) -> list[Any]:
    """Each item once: a model that repeats itself says nothing new."""
    seen = {item.model_dump_json() if isinstance(item, Fields) else item.given: item for item in reversed(list(items))}
    return list(reversed(seen.values()))


def claim_of(item: Fields, ids: Sequence[int], view: View) -> Claim:
    """The claim that an item makes: the value of the pointed characters, or of what was read where those differ."""
    pointed = tuple(ids[number - 1] if 0 < number <= len(ids) else -1 for number in item.numbers)
    points = [view.mentions[index] for index in pointed if index >= 0]
    unit = _unit(item, points, view)
    values = _signed(_magnitudes(item, points, unit), item.sign)
    return Claim(
        numbers=pointed,
        metric=item.metric,
        label=_line(item.label),
        segment=_line(item.segment),
        measure=item.measure,
        versus=item.versus if item.measure in ("growth", "change") else "",
        share_of=item.share_of if item.measure in ("share", "change") else "",
        period=item.period.strip(),
        status=item.status,
        basis=item.basis,
        value=values[0] if len(values) == 1 else None,
        low=min(values) if len(values) == 2 else None,
        high=max(values) if len(values) == 2 else None,
        unit=unit,
        qualifier=points[0].qualifier if points else "exact",
        read_by=READER,
        confidence=CONFIDENCE,
    )


def _line(text: str) -> str:
    return " ".join(text.split())[:LONGEST_WORDS]


def _unit(item: Fields, points: Sequence[Mention], view: View) -> str:
    """The unit of the characters, with what only the model knows: per what, growth in percent, change in points."""
    kinds = view.catalogue.units_of(item.metric)
    said = _said_unit(item, points, view)
    if set(kinds) == {"multiple"} and item.measure == "level" and said == "count":
        return "multiple"
    if kind_of(said) == "money" and (per := _per(item.per) or ("share" if kinds == ("per_share",) else "")):
        return f"{said}/{per}"
    if item.measure == "growth" and said == "bps":
        return "percent"
    if item.measure == "change" and said == "percent":
        return "bps"
    if said == "count" and item.measure != "change" and all(map(_is_part, points)):
        return "percent"
    return said


def _is_part(point: Mention) -> bool:
    """Whether the number is a fraction of something: "a third", "half"."""
    return point.value is not None and abs(point.value) < 1 and lending.is_fraction(point.text)


def _said_unit(item: Fields, points: Sequence[Mention], view: View) -> str:
    """The unit printed or lent by the words around; else what the model says that a bare number is meant in."""
    printed = [point.unit for point in points if point.unit]
    said = next((unit for unit in printed if unit != "count"), "count" if printed else "")
    if points and item.metric in view.catalogue.metrics and (money := lending.money_of(points[0], item.metric, view)):
        return money
    if item.unit == "multiple" and kind_of(said) == "money":
        return "multiple"
    if not item.unit or said != "count":
        return said
    return (view.money or said) if item.unit == "money" else item.unit


def _per(said: str) -> str:
    """The thing that an amount is per, as units write it: "per registered user" is "user"."""
    words = _line(said).lower().replace("-", " ").removeprefix("per ").split()
    if shorter := _ABBREVIATED.get(" ".join(words).replace("kilometre", "kilometer")):
        return shorter
    return words[-1] if words and words[-1] in _COUNTED else " ".join(words)


def _magnitudes(item: Fields, points: Sequence[Mention], unit: str) -> tuple[Decimal, ...]:
    """The pointed values in `unit` without sign; what the model read instead, where it read other values."""
    probe = Claim((), "", "", "", item.measure, "", "", "", "", "", None, None, None, unit, "exact", READER)
    printed = checks.expected(probe, lending.in_points(points, probe)) if len(points) in (1, 2) else None
    printed = tuple(map(abs, printed or ()))
    return printed if printed and agrees(item.read, points) else values_read(item.read) or printed


def agrees(read: str, points: Sequence[Mention]) -> bool:
    """Whether what the model read is what stands at the numbers it points at, in value and in order."""
    said = [abs(point.value) for point in points if point.value is not None]
    if _bare(read) == _bare(" to ".join(point.text for point in points)):
        return True
    return values_read(read)[: len(said)] == tuple(said)


def _bare(text: str) -> str:
    return "".join(text.split()).casefold()


def values_read(read: str) -> tuple[Decimal, ...]:
    """The values of at most two numbers in what the model read, without sign."""
    found = [mention.value for mention in numbers.find(read[:200]) if mention.value is not None]
    return tuple(map(abs, found[:2]))


def _signed(values: tuple[Decimal, ...], sign: str) -> tuple[Decimal, ...]:
    if sign == "negative":
        return tuple(-value for value in values)
    if sign == "mixed" and values:
        return (-values[0], *values[1:])
    return values


def _left_out(groups: Iterable[Any], ids: Sequence[int]) -> dict[int, str]:
    known = [group for group in groups if isinstance(group, LeftOut)]
    return {
        ids[number - 1]: REASONS[group.why] for group in known for number in group.numbers if 0 < number <= len(ids)
    }


def _unique(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    return tuple(dict.fromkeys(claims))


# The second question


def _asked_again(
    job: Job, page: Page, failing: Sequence[Claim]
) -> tuple[dict[int, tuple[Claim, ...]], tuple[str, ...]]:
    """What the model says instead of each failing claim, by the identity of that claim, and notes."""
    if not failing:
        return {}, ()
    cases = [f"Item {number}: {_case(job, page, claim)}" for number, claim in enumerate(failing, 1)]
    user = prompting.fenced("\n\n".join(cases))
    limit = reply_tokens(job.asker, len(cases))
    try:
        reply: Any = job.asker.ask(Question(job.forms.recheck.text, user, job.forms.second, limit, job.repeat))
    except ModelError as error:
        return {}, (f"{len(cases)} items could not be asked about again: {error}",)
    return _corrections(job, page, failing, reply.items), ()


def _case(job: Job, page: Page, claim: Claim) -> str:
    """What was reported, what is wrong with it, and its sentence."""
    check = checks.first_failure(claim, job.view)
    wrong = claim.reason or (check.sentence if check else "")
    if not claim.numbers:
        return f"{claim.label}\nwrong: {wrong}"
    said = {name: getattr(claim, name) for name in _KEPT} | {"sign": _sign_of(claim)}
    ids = [page.ids.index(index) + 1 if index >= 0 else 0 for index in claim.numbers]
    lines = [json.dumps({"numbers": ids, **said}, ensure_ascii=False), f"wrong: {wrong}"]
    if job.view.points(claim):
        sentence = job.view.sentence(claim)
        lines.append("sentence: " + prompting.excerpt(job.transcript, sentence, job.mentions, page.ids))
    return "\n".join(lines)


def _sign_of(claim: Claim) -> str:
    signs = {value < 0 for value in checks.claimed(claim)}
    return "mixed" if len(signs) > 1 else "negative" if True in signs else "positive"


def _corrections(job: Job, page: Page, failing: Sequence[Claim], items: Iterable[Any]) -> dict[int, tuple[Claim, ...]]:
    made: dict[int, tuple[Claim, ...]] = {}
    for item in items:
        position = getattr(item, "item", 0) - 1
        if isinstance(item, Fields) and 0 <= position < len(failing):
            key = id(failing[position])
            claim = replace(claim_of(item, page.ids, job.view), reason="corrected on the second question")
            made[key] = (*made.get(key, ()), claim)
    return made


# The estimate


@dataclass(frozen=True, slots=True)
class Estimate:
    """What reading a call would take, before anything is sent. Tokens are estimated from characters."""

    chunks: int
    tokens_fresh: int
    """What differs from request to request: context and transcript."""
    tokens_prefix: int
    """The static instructions and the schema, over all requests: a provider can cache all but the first."""
    tokens_out: int
    cost: Decimal | None
    """With nothing cached; None where the price of the model is unknown."""
    currency: str

    def times(self, passes: int) -> Estimate:
        """The same for so many passes."""
        return Estimate(
            self.chunks * passes,
            self.tokens_fresh * passes,
            self.tokens_prefix * passes,
            self.tokens_out * passes,
            None if self.cost is None else self.cost * passes,
            self.currency,
        )


def estimate(
    transcript: Transcript, mentions: Sequence[Mention], chunks: Sequence[Chunk], catalogue: Catalogue, asker: Asker
) -> Estimate:
    """What `read` with the same arguments would take if nothing were cached and nothing asked again."""
    made = forms(catalogue)
    pages = [each for each in (prompting.page(transcript, chunk, mentions) for chunk in chunks) if each.ids]
    schema = json.dumps(made.reply.model_json_schema())
    prefix = (chunking.count_tokens(made.prompt.text) + chunking.count_tokens(schema)) * len(pages)
    fresh = sum(chunking.count_tokens(page.text) for page in pages)
    out = sum(ITEM_TOKENS * len(page.ids) for page in pages)
    price = asker.price
    cost = price.cost(fresh + prefix, 0, out) if price else None
    return Estimate(len(pages), fresh, prefix, out, cost, price.currency if price else "USD")
