"""The values that travel along the road, and the JSON contract of a call.

Two families. The light ones (`Mention`, `Paragraph`, `Turn`, `Transcript`, `Chunk`, `Claim`) are dataclasses that
live inside a run. The published ones (`CallFacts` and what it holds) are pydantic models: their descriptions are the
JSON Schema, the prompt and the documentation at once. Nothing here computes anything.

Positions are half-open code-point offsets into the transcript's text; lines count from 1. Money is `Decimal`,
and decimal strings in JSON; percents as people say them ("27" is 27%); base units (dollars, not millions).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

SCHEMA_VERSION = "1.0"

Side = Literal["company", "analyst", "operator", "publisher", "unknown"]
Section = Literal["prepared_remarks", "qa", "other"]
Measure = Literal["level", "growth", "change", "share"]
Versus = Literal["", "yoy", "qoq", "cagr", "prior_guidance", "other"]
Status = Literal["actual", "guidance", "prior_guidance", "target"]
Basis = Literal["", "gaap", "non_gaap"]
Qualifier = Literal["exact", "about", "over", "under"]
MentionClass = Literal[
    "quantity", "year", "date", "fiscal_period", "ordinal", "document", "name", "time_span", "time", "phone", "slide"
]
VerdictName = Literal["verified", "suspect"]
GuidanceAction = Literal["", "initiated", "raised", "lowered", "narrowed", "widened", "reaffirmed", "withdrawn"]


# Inside a run


@dataclass(frozen=True, slots=True)
class Mention:
    """A number as it stands in the text.

    `value` is in base units and signed: a printed sign, brackets, or a word of sign right before it
    ("negative", "loss of", "down") make it negative, and `signed_by` says which. `quantum` is the precision as
    spoken: the value of one unit in the last digit said ("$67.7 million" -> 100000). `partner` is the index, in the
    same list, of the other end of a range. `kind` is `quantity` or the reason why it is none.
    """

    start: int
    end: int
    text: str
    value: Decimal | None
    unit: str = ""
    scale: Decimal = Decimal(1)
    qualifier: Qualifier = "exact"
    kind: MentionClass = "quantity"
    quantum: Decimal = Decimal(0)
    partner: int | None = None
    noun: str = ""
    signed_by: Literal["", "printed", "word"] = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a turn: its span in the transcript, its line, and the span of its translation if it has one."""

    start: int
    end: int
    line: int
    translation: tuple[int, int] | None = None
    language: Literal["en", "zh"] = "en"


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker's stretch of paragraphs. `speaker` and `title` are empty where the layout does not name them."""

    speaker: str
    title: str
    side: Side
    section: Section
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Transcript:
    """A call as read: its text, who speaks where, and what the opening lines say of it.

    `fiscal_period` is in the guide's notation ("2023Q3") or empty; `date` is ISO 8601 or empty;
    `notes` says in sentences what was assumed or could not be read.
    """

    text: str
    sha256: str
    name: str
    layout: str
    company: str
    fiscal_period: str
    date: str
    language: str
    turns: tuple[Turn, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole paragraphs of the call, in order, within a token budget.

    `pieces` are (turn index, start, end): a paragraph, or part of one where it was split at a sentence.
    """

    index: int
    pieces: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a reader says about one number or one range of the text: unchecked.

    `numbers` are indices into the call's list of mentions: one, or two for a range or a "plus or minus".
    `value`, or `low` and `high`, is what the reader read, in base units and signed.
    """

    numbers: tuple[int, ...]
    metric: str
    label: str
    segment: str
    measure: str
    versus: str
    share_of: str
    period: str
    status: str
    basis: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    unit: str
    qualifier: str
    read_by: str
    reason: str = ""
    confidence: float = 0.5


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader returns: its claims, and for the numbers it left out (by index into the mentions) the reason."""

    claims: tuple[Claim, ...]
    excluded: dict[int, str]


# Published


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


Number = Annotated[
    Decimal,
    PlainSerializer(_plain, return_type=str, when_used="json"),
    Field(json_schema_extra={"format": "decimal"}),
]


class Record(BaseModel):
    """Frozen, closed, and documented field by field."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class NumberPlace(Record):
    """The characters of one number."""

    start: int
    """Half-open code-point offset into the transcript's text."""
    end: int
    """Half-open code-point offset into the transcript's text."""
    text: str
    """The number as printed."""


class Evidence(Record):
    """One place where a fact is said: `text[start:end] == exact`."""

    exact: str
    """The sentence or clause, as printed."""
    prefix: str
    """Up to 40 characters before it."""
    suffix: str
    """Up to 40 characters after it."""
    start: int
    """Half-open code-point offset into the transcript's text."""
    end: int
    """Half-open code-point offset into the transcript's text."""
    line: int
    """Line of the transcript, counting from 1, that holds the number."""
    speaker: str
    """Who says it; empty where the layout does not say."""
    side: Side
    """On whose behalf: company, analyst, operator, publisher or unknown."""
    section: Section
    """prepared_remarks, qa or other."""
    numbers: list[NumberPlace]
    """The number, or both ends of the range."""
    translation: str = ""
    """The translation of the paragraph, where the transcript prints one."""


class Check(Record):
    """One check of one fact, with a sentence an analyst understands."""

    name: str
    """What was checked."""
    passed: bool
    """Whether the fact stood it."""
    sentence: str
    """The finding, with its arithmetic."""
    facts: list[str] = []
    """Ids of the other facts that took part."""


class Fact(Record):
    """One quantity that the company states about itself, by the labelling guide."""

    id: str
    """Derived from the fact's content: the same fact has the same id in every run."""
    metric: str
    """Id from the catalogue, or "other"."""
    label: str
    """The words the speaker used for the metric."""
    segment: str = ""
    """The part of the company, or of the metric, that it is about; empty for the whole."""
    measure: Measure
    """Which number about the metric this is."""
    versus: Versus = ""
    """What a growth or change is measured against."""
    share_of: str = ""
    """For a share: the metric id of the whole."""
    period: str = ""
    """Fiscal period the value belongs to, in the guide's notation; empty when the call does not say."""
    status: Status
    """Whether it happened, is expected, was expected earlier, or is a long-term aim."""
    basis: Basis = ""
    """gaap or non_gaap where said of this number."""
    value: Number | None = None
    """The value in base units, signed; null for a range."""
    low: Number | None = None
    """The lower end of a range."""
    high: Number | None = None
    """The upper end of a range."""
    unit: str
    """ISO 4217 code, percent, bps, multiple, count, or a rate such as USD/share."""
    qualifier: Qualifier = "exact"
    """exact, about, over or under."""
    evidence: list[Evidence]
    """Every place where it is said, the leading one first."""
    verdict: VerdictName = "verified"
    """verified: the characters say so and nothing contradicts it; suspect: see the failed checks."""
    checks: list[Check] = []
    """Every check made, passed or failed."""
    read_by: list[str]
    """The readers that claimed it."""
    confidence: float = 0.5
    """How likely the fact is right, 0 to 1, from verification, agreement and arithmetic."""


class Rejected(Record):
    """A claim that failed a check against the text, kept with the reason."""

    reason: str
    """Why it was rejected."""
    check: str
    """The name of the check that failed."""
    metric: str
    label: str
    segment: str
    measure: str
    versus: str
    share_of: str
    period: str
    status: str
    basis: str
    value: str
    """The value, or "low to high", as claimed."""
    unit: str
    line: int | None
    """Line of the number pointed at, if the pointer exists."""
    text: str
    """The number pointed at, as printed."""
    read_by: str


class MentionRecord(Record):
    """One number of the call in the ledger."""

    start: int
    end: int
    line: int
    text: str
    kind: MentionClass
    """quantity, or what else the number is."""
    value: Number | None
    unit: str
    qualifier: Qualifier
    partner: int | None
    """Position in this list of the other end of the range."""
    side: Side
    section: Section
    state: Literal["used", "excluded", "unexplained"]
    """used by a fact, excluded with a reason, or unexplained."""
    reason: str = ""
    """Why it was excluded, or why nothing explains it."""
    facts: list[str] = []
    """Ids of the facts that use it."""


class Conflict(Record):
    """The same fact said with different values."""

    leading: str
    """Id of the fact that leads: prepared remarks before Q&A, the more precise before the looser."""
    others: list[str]
    """Ids of the facts that contradict it."""
    sentence: str


class Absence(Record):
    """Something asked for and declined."""

    metric: str
    """Catalogue id, or "other"."""
    topic: str
    """What was asked for, in the words used."""
    exact: str
    """The sentence that declines."""
    start: int
    end: int
    line: int
    speaker: str


class GuidanceLine(Record):
    """One guided metric and period: the new outlook against the prior one."""

    metric: str
    segment: str = ""
    measure: Measure
    period: str
    basis: Basis = ""
    unit: str
    fact: str
    """Id of the guidance fact."""
    low: Number | None
    high: Number | None
    midpoint: Number | None
    prior_fact: str = ""
    prior_low: Number | None = None
    prior_high: Number | None = None
    action: GuidanceAction = ""
    """Computed against the prior range where it is said, otherwise as said."""
    action_said: GuidanceAction = ""
    """The word the speaker used."""
    implied_growth: Number | None = None
    """Percent, midpoint against the level of the year before, where the call says it."""
    favourable: bool | None = None
    """Whether the action is good news for this metric."""


class SummaryLine(Record):
    """One line of the headline or KPI table: a metric with what is said of it."""

    group: str
    metric: str
    name: str
    segment: str = ""
    basis: Basis = ""
    period: str
    level: str = ""
    """Id of the level fact."""
    growth: str = ""
    """Id of the growth fact."""
    change: str = ""
    """Id of the change fact."""
    share: str = ""
    """Id of the share fact."""
    prior: str = ""
    """Id of the level a year (or else a quarter) before."""
    sequential: str = ""
    """Id of the growth or change against the quarter before, where one against the year before stands too."""
    prior_share: str = ""
    """Id of the share a year (or else a quarter) before."""
    guided: str = ""
    """Id of the earlier outlook for this metric and period."""


class Exchange(Record):
    """One question and its answer."""

    analyst: str
    firm: str
    question: str
    """The question's own words, its first question sentence."""
    metrics: list[str] = []
    """Catalogue ids the question is about."""
    answered_by: list[str] = []
    facts: list[str] = []
    """Ids of the facts given in the answer."""
    declined: list[int] = []
    """Positions in `absences`."""
    line: int


class BriefSentence(Record):
    """One checked sentence of prose, with the facts it stands on."""

    text: str
    facts: list[str]
    exchange: int | None = None
    """Position in `exchanges` of the question it sums up; null for a sentence of the brief itself."""


class Summary(Record):
    """What the analyst reads first; every entry refers to facts by id."""

    headline: list[SummaryLine] = []
    kpis: list[SummaryLine] = []
    segments: list[SummaryLine] = []
    targets: list[str] = []
    """Ids of long-term targets."""
    exchanges: list[Exchange] = []
    brief: list[BriefSentence] = []
    brief_notes: list[str] = []
    """What was cut from the brief, and why."""


class SpeakerRecord(Record):
    name: str
    title: str
    side: Side


class Call(Record):
    """What the opening lines say of the call."""

    name: str
    """Stem of the file."""
    company: str
    fiscal_period: str
    date: str
    """ISO 8601, or empty."""
    language: str
    """BCP 47 tag of the speech: en, zh, or en+zh where each paragraph is printed in both."""
    layout: str
    transcript_sha256: str
    """Of the text: decoded UTF-8 without byte-order mark, encoded again."""
    characters: int
    speakers: list[SpeakerRecord]
    notes: list[str] = []


class ChunkFailure(Record):
    chunk: int
    line: int
    reason: str


class Run(Record):
    """The receipt."""

    extractor_version: str
    reader: str
    """rules, model, or both."""
    model: str = ""
    fingerprints: dict[str, str] = {}
    """sha256 prefixes of prompt, reply schema and catalogue."""
    passes: int = 1
    chunks: int = 0
    chunks_ok: int = 0
    chunks_split: int = 0
    chunks_failed: list[ChunkFailure] = []
    requests: int = 0
    """Requests sent over the wire, retries included."""
    cache_hits: int = 0
    tokens_in: int = 0
    """Prompt tokens billed as new."""
    tokens_in_cached: int = 0
    """Prompt tokens the provider read from its own cache."""
    tokens_out: int = 0
    cost: Number | None = None
    """In `currency`; null where the price of the model is unknown."""
    currency: str = "USD"
    seconds: float = 0.0
    coverage: Number | None = None
    """Share of company-spoken quantities that are used or excluded with a reason, in percent."""
    replay: str = ""
    """How replies were made, when they were replayed from recordings."""
    notes: list[str] = []
    """What happened on the way that the reader of the result should know."""
    incomplete: list[str] = []
    """Why the run is incomplete; empty when it is complete."""


class CallFacts(Record):
    """Everything a run says about one call: the JSON contract."""

    schema_version: str = SCHEMA_VERSION
    call: Call
    facts: list[Fact]
    rejected: list[Rejected]
    mentions: list[MentionRecord]
    conflicts: list[Conflict] = []
    absences: list[Absence] = []
    guidance: list[GuidanceLine] = []
    summary: Summary = Field(default_factory=Summary)
    run: Run

    def to_json(self) -> str:
        """The contract as JSON text, indented, numbers as decimal strings."""
        return self.model_dump_json(indent=1)
