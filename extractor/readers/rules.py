"""The rule reader: names the numbers of a call without any model.

Goes in: the transcript, its number mentions and the catalogue. Comes out: a `Reading`: a claim for every number the words
settle, each with the rule and the words that decided, and a reason for every number left out. It would rather be silent
than wrong, and nothing here knows any company.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache

from extractor import checks, locating, periods
from extractor.catalogue import Catalogue
from extractor.readers import binding, dating, lexing, measuring, naming, standing
from extractor.readers.binding import Bound, Question
from extractor.readers.dating import Calendar
from extractor.readers.lexing import Lexicon, Named, Pieces, Row
from extractor.readers.measuring import Role
from extractor.readers.standing import Outlook
from extractor.records import Claim, Mention, Paragraph, Reading, Transcript, Turn

READ_BY = "rules"
ENOUGH = 0.45
CARRIED = 0.62


@dataclass(frozen=True, slots=True)
class Draft:
    """One number with what has been decided about it so far."""

    at: int
    numbers: tuple[int, ...]
    role: Role
    bound: Bound
    segment: str
    period: str
    status: str
    share_of: str = ""
    versus: str = ""
    sign: int = 1


@dataclass
class Memory:
    """What later sentences may lean on: the last metric, the period and the segment that the passage is about."""

    last: Draft | None = None
    period: str = ""
    segment: str = ""
    outlook: bool = False


@dataclass
class Desk:
    """Everything the reader looks at while it reads one call, and what it has written down."""

    text: str
    mentions: Sequence[Mention]
    catalogue: Catalogue
    words: Lexicon
    calendar: Calendar
    starts: list[int] = field(default_factory=list)
    period_starts: list[int] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    excluded: dict[int, str] = field(default_factory=dict)


@lru_cache(maxsize=4)
def _lexicon(fingerprint: str, catalogue: _Hashed) -> Lexicon:
    return lexing.lexicon(catalogue.catalogue)


@dataclass(frozen=True, eq=False)
class _Hashed:
    catalogue: Catalogue

    def __hash__(self) -> int:
        return hash(self.catalogue.fingerprint)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hashed) and self.catalogue.fingerprint == other.catalogue.fingerprint


def read(transcript: Transcript, mentions: Sequence[Mention], catalogue: Catalogue) -> Reading:
    """Claims for the numbers that the words around them name, and reasons for the rest."""
    found = periods.find(transcript.text, transcript.fiscal_period)
    words = _lexicon(catalogue.fingerprint, _Hashed(catalogue))
    desk = Desk(transcript.text, mentions, catalogue, words, Calendar(found, transcript.fiscal_period))
    desk.starts = [mention.start for mention in mentions]
    desk.period_starts = [mention.start for mention in found]
    for turn in transcript.turns:
        _turn(desk, turn)
    return Reading(tuple(desk.claims), desk.excluded)


def _turn(desk: Desk, turn: Turn) -> None:
    memory = Memory()
    for paragraph in turn.paragraphs:
        reason = _unread(turn, paragraph)
        if reason:
            _exclude(desk, (paragraph.start, paragraph.end), reason)
        else:
            memory = Memory(last=None, outlook=memory.outlook)
            _paragraph(desk, paragraph, memory)
        if paragraph.translation:
            _exclude(desk, paragraph.translation, "translation")


def _unread(turn: Turn, paragraph: Paragraph) -> str:
    if paragraph.language == "zh":
        return "language"
    if turn.side in ("company", "unknown"):
        return ""
    return {"analyst": "an analyst's number", "operator": "the operator's words"}.get(turn.side, "not the company's words")


def _exclude(desk: Desk, span: tuple[int, int], reason: str) -> None:
    for index in _within(desk.starts, span):
        if desk.mentions[index].kind in checks.READABLE:
            desk.excluded[index] = reason


def _within(starts: list[int], span: tuple[int, int]) -> range:
    return range(bisect_left(starts, span[0]), bisect_left(starts, span[1]))


def _paragraph(desk: Desk, paragraph: Paragraph, memory: Memory) -> None:
    for span in locating.sentences(desk.text, paragraph.start, paragraph.end):
        _sentence(desk, span, memory)


def _sentence(desk: Desk, span: tuple[int, int], memory: Memory) -> None:
    if standing.opens_outlook(desk.text, span):
        memory.outlook = True
    groups = list(_groups(desk, span))
    pieces = Pieces(
        [(index, desk.mentions[group[0]].start, desk.mentions[group[-1]].end) for index, group in enumerate(groups)],
        [(index, desk.calendar.mentions[index]) for index in _within(desk.period_starts, span)],
    )
    row = naming.name(lexing.row(desk.text, span, pieces, desk.words), desk.text)
    said = standing.outlook(desk.text, span, memory.outlook)
    if groups:
        _numbers(desk, row, groups, said, memory)
    elif "M" in row.tags or "T" in row.tags:
        memory.last = None


def _groups(desk: Desk, span: tuple[int, int]) -> Iterator[tuple[int, ...]]:
    """The quantities of a sentence, both ends of a range together."""
    for index in _within(desk.starts, span):
        mention = desk.mentions[index]
        if mention.kind == "time_span":
            desk.excluded[index] = "time span"
        if mention.kind != "quantity":
            continue
        if mention.partner is None:
            yield (index,)
        elif mention.partner > index:
            yield (index, mention.partner)


def _numbers(desk: Desk, row: Row, groups: list[tuple[int, ...]], said: Outlook, memory: Memory) -> None:
    drafts: list[Draft] = []
    for at, item in enumerate(row.items):
        if item.tag != "N":
            continue
        group = groups[item.of]
        draft = _draft(desk, row, at, group, said, memory, drafts)
        if isinstance(draft, str):
            for index in group:
                desk.excluded[index] = draft
            continue
        drafts.append(draft)
        desk.claims.append(_claim(desk, draft, row))
    if drafts:
        memory.last = drafts[-1]


def _draft(
    desk: Desk, row: Row, at: int, group: tuple[int, ...], said: Outlook, memory: Memory, drafts: list[Draft]
) -> Draft | str:
    mention = desk.mentions[group[0]]
    span = (mention.start, desk.mentions[group[-1]].end)
    reason = standing.other_party(desk.text, (row.start, row.end), span)
    if reason:
        return reason
    kind = checks.kind_of(mention.unit)
    before = drafts[-1] if drafts else None
    role = _role(row, at, kind, before)
    bound = _bound(desk, row, at, role, mention, before, memory)
    if bound is None or bound.score < ENOUGH:
        return "count of things" if kind == "count" else "unsure: no metric is named beside it"
    if bound.name.growing and kind == "percent" and role.measure == "level":
        role = replace(role, measure="growth")
    share_of = ""
    if role.measure == "share":
        share_of = _share_of(row, at)
        if not share_of:
            return "unsure: share of what"
        if share_of == bound.name.metric and not bound.name.segment and not memory.segment:
            return "unsure: share of itself"
    elif kind == "bps" and before and before.role.measure == "share" and bound.name.metric == before.bound.name.metric:
        share_of = before.share_of
    return _dated(desk, row, Draft(at, group, role, bound, bound.name.segment or memory.segment, "", "", share_of), said, memory, before)


def _role(row: Row, at: int, kind: str, before: Draft | None) -> Role:
    role = measuring.role(row, at, kind)
    if before and measuring.continued(row, at, before.at) and role.rule == "named" and before.role.measure in ("growth", "change"):
        if kind in ("percent", "multiple"):
            return replace(before.role, measure="growth", rule="continued")
        return replace(before.role, measure="change", rule="continued")
    if role.base and before and kind in ("percent", "multiple", "bps"):
        return replace(role, measure=before.role.measure)
    return role


def _bound(
    desk: Desk, row: Row, at: int, role: Role, mention: Mention, before: Draft | None, memory: Memory
) -> Bound | None:
    found = binding.bind(Question(row, at, role, mention.unit), desk.catalogue)
    if before and (role.base or role.rule == "continued") and binding.fits(before.bound.name, role, mention.unit, desk.catalogue):
        if found is None or found.score < 0.9 or role.rule == "continued":
            return replace(before.bound, rule=f"{role.rule}, as the number before", score=max(0.6, before.bound.score - 0.03))
    if found is not None and (found.score >= ENOUGH or before):
        return found
    last = memory.last
    if last and not before and binding.fits(last.bound.name, role, mention.unit, desk.catalogue) and row.tags[:1] in tuple("qbrhgvVw"):
        return replace(last.bound, rule="carried from the sentence before", score=CARRIED)
    return found


def _share_of(row: Row, at: int) -> str:
    for index in range(at + 1, min(at + 5, len(row.items))):
        name = row.items[index].name
        if name:
            return name.metric
    for index in range(at - 1, 0, -1):
        name = row.items[index].name
        if name and row.tags[index - 1] == "s":
            return name.metric
    return ""


def _dated(desk: Desk, row: Row, draft: Draft, said: Outlook, memory: Memory, before: Draft | None) -> Draft:
    call = desk.calendar.call
    ahead = said.ahead or said.carried
    start = before and desk.mentions[before.numbers[-1]].end or row.start
    recalled = standing.recalled(desk.text, start, desk.mentions[draft.numbers[0]].start)
    if draft.role.base and before and not recalled:
        period = dating.base(row, draft.at, desk.calendar, before.period)
    else:
        period = dating.own(row, draft.at, desk.calendar, ahead) or memory.period or call
    if not draft.role.base:
        memory.period = period if period != call else memory.period
    metric = desk.catalogue.metrics.get(draft.bound.name.metric)
    if metric and metric.nature == "stock":
        period = dating.as_stock(period)
    versus = dating.versus(row, draft.at, desk.calendar, period) if draft.role.measure in ("growth", "change") else ""
    status = standing.status(said, period, call, recalled)
    return replace(draft, period=period, versus=versus, status=status)


def _claim(desk: Desk, draft: Draft, row: Row) -> Claim:
    points = [desk.mentions[index] for index in draft.numbers]
    values = _values(desk, draft, row, points)
    name = draft.bound.name
    metric = desk.catalogue.metrics.get(name.metric)
    unit = _unit(points[0], name, desk.catalogue)
    if unit != points[0].unit and unit == "percent":
        values = [value * 100 for value in values]
    return Claim(
        numbers=draft.numbers,
        metric=name.metric,
        label=name.label,
        segment=draft.segment,
        measure=draft.role.measure,
        versus=draft.versus,
        share_of=draft.share_of,
        period=draft.period,
        status=draft.status,
        basis=name.basis or (metric.basis if metric else ""),
        value=values[0] if len(values) == 1 else None,
        low=min(values) if len(values) == 2 else None,
        high=max(values) if len(values) == 2 else None,
        unit=unit,
        qualifier=points[0].qualifier,
        read_by=READ_BY,
        reason=f"{draft.role.rule}; {draft.bound.rule}: “{name.label}”",
        confidence=round(min(0.95, draft.bound.score), 2),
    )


def _values(desk: Desk, draft: Draft, row: Row, points: list[Mention]) -> list[Decimal]:
    values = [point.value if point.value is not None else Decimal(0) for point in points]
    if len(values) == 2 and "plus_minus" in points[1].flags:
        values = [values[0] - abs(values[1]), values[0] + abs(values[1])]
    if any(value < 0 for value in values):
        return values
    word = measuring.word(row, draft.role.direction)
    falls = draft.role.measure in ("growth", "change") and word is not None and word.value == "fall"
    loses = draft.role.measure == "level" and "loss" in draft.bound.name.label.lower()
    return [-value for value in values] if falls or loses else values


def _unit(mention: Mention, name: Named, catalogue: Catalogue) -> str:
    own = catalogue.units_of(name.metric)
    if name.metric != "other" and "per_share" in own and "money" not in own and checks.kind_of(mention.unit) == "money":
        return f"{mention.unit}/share"
    return mention.unit


__all__ = ["read"]
