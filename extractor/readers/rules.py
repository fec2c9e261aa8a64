"""The rule reader: names the numbers of a call without any model.

Goes in: the transcript, its number mentions and the catalogue. Comes out: a `Reading`: a claim for every number the words
settle, each with the rule and the words that decided, and a reason for every number left out. It would rather be silent
than wrong, and nothing here knows any company.

How it reads: each sentence becomes a row of tagged items (`lexing`), its metrics get their names (`naming`), and each number
is decided from left to right (`drafting`): its role (`measuring`), its metric (`binding`), its part (`parts`), its period
(`dating`), its status (`standing`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from extractor import checks, locating, periods
from extractor.catalogue import Catalogue
from extractor.checks import View
from extractor.readers import dating, drafting, lexing, naming, parts, standing
from extractor.readers.dating import Calendar
from extractor.readers.drafting import Draft, Memory, Scene, Sheet
from extractor.readers.lexing import Lexicon, Named, Pieces
from extractor.records import Claim, Mention, Paragraph, Reading, Transcript, Turn

READ_BY = "rules"
PATIENCE = 2
TOPIC_HOLDS = 3
MAJOR_HOLDS = 14
_LEXICONS: dict[str, Lexicon] = {}


@dataclass
class Desk:
    """Everything the reader looks at while it reads one call, and what it has written down."""

    scene: Scene
    words: Lexicon
    starts: list[int]
    period_starts: list[int]
    view: View
    claims: list[Claim] = field(default_factory=list)
    excluded: dict[int, str] = field(default_factory=dict)
    target: str = ""
    banking: bool = False


def read(transcript: Transcript, mentions: Sequence[Mention], catalogue: Catalogue) -> Reading:
    """Claims for the numbers that the words around them name, and reasons for the rest."""
    found = periods.find(transcript.text, transcript.fiscal_period)
    lead = periods.year_end_lead(transcript.text, transcript.fiscal_period)
    calendar = Calendar(found, transcript.fiscal_period, lead)
    scene = Scene(
        transcript.text,
        mentions,
        catalogue,
        calendar,
        parts.Reader(transcript.text, _names(transcript), _proper(transcript.text)),
    )
    desk = Desk(
        scene,
        _lexicon(catalogue),
        [each.start for each in mentions],
        [each.start for each in found],
        View(transcript, mentions, catalogue),
    )
    desk.banking = "net interest income" in transcript.text.lower()
    for turn in transcript.turns:
        _turn(desk, turn)
    return Reading(tuple(desk.claims), desk.excluded)


def _names(transcript: Transcript) -> frozenset[str]:
    """Stems of the words in the names of the company and of the speakers."""
    said = " ".join([transcript.company, *(turn.speaker for turn in transcript.turns)])
    return frozenset(lexing.stem(found.group()) for found in lexing.WORD.finditer(said))


_INSIDE = re.compile(r"[a-z,] ([A-Z][A-Za-z&-]{2,})\b")


def _proper(text: str) -> frozenset[str]:
    """Stems of the words that stand with a capital inside sentences at least twice."""
    counted = Counter(_INSIDE.findall(text))
    return frozenset(lexing.stem(word) for word, count in counted.items() if count > 1)


def _lexicon(catalogue: Catalogue) -> Lexicon:
    if catalogue.fingerprint not in _LEXICONS:
        _LEXICONS[catalogue.fingerprint] = lexing.lexicon(catalogue)
    return _LEXICONS[catalogue.fingerprint]


def _turn(desk: Desk, turn: Turn) -> None:
    memory = Memory(target=desk.target)
    for paragraph in turn.paragraphs:
        reason = _unread(turn, paragraph)
        if reason:
            _exclude(desk, (paragraph.start, paragraph.end), reason)
        else:
            memory = _paragraph(desk, paragraph, memory)
        if paragraph.translation:
            _exclude(desk, paragraph.translation, "translation")
    desk.target = memory.target


def _unread(turn: Turn, paragraph: Paragraph) -> str:
    if paragraph.language == "zh":
        return "language"
    if turn.side in ("company", "unknown"):
        return ""
    return {"analyst": "an analyst's number", "operator": "the operator's words"}.get(
        turn.side, "not the company's words"
    )


def _exclude(desk: Desk, span: tuple[int, int], reason: str) -> None:
    for index in _within(desk.starts, span):
        if desk.scene.mentions[index].kind in checks.READABLE:
            desk.excluded[index] = reason


def _within(starts: list[int], span: tuple[int, int]) -> range:
    return range(bisect_left(starts, span[0]), bisect_left(starts, span[1]))


def _paragraph(desk: Desk, paragraph: Paragraph, memory: Memory) -> Memory:
    """Read a paragraph; a paragraph of several sentences starts afresh, lines of one sentence go on."""
    sentences = locating.sentences(desk.scene.text, paragraph.start, paragraph.end)
    if len(sentences) > 1:
        memory = Memory(outlook=memory.outlook, target=memory.target, passage=memory.passage)
    for span in sentences:
        _sentence(desk, span, memory)
    return memory


def _sentence(desk: Desk, span: tuple[int, int], memory: Memory) -> None:
    text = desk.scene.text
    if standing.opens_outlook(text, span):
        memory.outlook, memory.segment, memory.major, memory.passage = True, "", "", ""
    elif memory.outlook:
        memory.back = memory.back + 1 if standing.looks_back(text, span) else 0
        memory.outlook = memory.back < 2
    groups = list(_groups(desk, span))
    row = naming.name(lexing.row(text, span, _pieces(desk, span, groups), desk.words), text, desk.scene.parts.names)
    row = naming.at_home(row, desk.banking)
    _remember(desk, row, memory)
    if text[span[1] - 1] == "?":
        _exclude(desk, span, "asked, not stated")
    elif groups:
        _numbers(
            desk,
            Sheet(desk.scene, row, groups, memory, given=drafting.pair(row), given_periods=drafting.pair_periods(row)),
        )


def _pieces(desk: Desk, span: tuple[int, int], groups: list[tuple[int, ...]]) -> Pieces:
    mentions = desk.scene.mentions
    numbers = [("N", index, mentions[group[0]].start, mentions[group[-1]].end) for index, group in enumerate(groups)]
    for index in _within(desk.starts, span):
        if mentions[index].kind == "time_span":
            desk.excluded[index] = "time span"
            numbers.append(("S", index, mentions[index].start, mentions[index].end))
    found = desk.scene.calendar.mentions
    return Pieces(numbers, [(index, found[index]) for index in _within(desk.period_starts, span)])


def _groups(desk: Desk, span: tuple[int, int]) -> Iterator[tuple[int, ...]]:
    """The quantities of a sentence, both ends of a range together."""
    for index in _within(desk.starts, span):
        mention = desk.scene.mentions[index]
        if mention.kind != "quantity":
            continue
        if (end := _other_end(desk, index)) is not None:
            yield (index, end)
        elif _other_end(desk, index - 1) is not None:
            continue
        elif mention.partner is None or desk.scene.mentions[mention.partner].kind != "quantity":
            yield (index,)
        elif mention.partner > index:
            yield (index, mention.partner)


_RANGE = re.compile(r"\b(?:range of|between)\s+(?:about |approximately )?$", re.I)


def _other_end(desk: Desk, index: int) -> int | None:
    """The number after this one where the two are said as a range: "in the range of $0.70 and $0.75"."""
    mentions = desk.scene.mentions
    if (
        not 0 <= index < len(mentions) - 1
        or mentions[index].partner is not None
        or mentions[index + 1].partner is not None
    ):
        return None
    one, other = mentions[index], mentions[index + 1]
    if (
        one.unit != other.unit
        or one.kind != "quantity"
        or desk.scene.text[one.end : other.start].strip() not in ("and", "to")
    ):
        return None
    return index + 1 if _RANGE.search(desk.scene.text, max(0, one.start - 30), one.start) else None


def _remember(desk: Desk, row: lexing.Row, memory: Memory) -> None:
    """What the opening of the sentence sets for the ones after it: a period, a part of the company, a target year."""
    text, calendar = desk.scene.text, desk.scene.calendar
    span = (row.start, row.end)
    ahead = memory.outlook or standing.words("outlook").search(text, *span) is not None
    period = dating.topic(row, calendar, ahead)
    if period:
        memory.period, memory.age = ("" if period == calendar.call else period), 0
        if memory.outlook and dating.is_ahead(period, calendar.call) and ("Q" not in period or "Q" in memory.passage):
            memory.passage = period
    memory.age += 1
    if (
        (memory.age > PATIENCE and not memory.outlook)
        or (memory.age > 1 and memory.passage)
        or (memory.outlook and not period and memory.period and not dating.is_ahead(memory.period, calendar.call))
    ):
        memory.period = ""
    if memory.outlook and not memory.passage and standing.opens_outlook(text, span):
        memory.passage = _year_ahead(row, calendar)
    part = desk.scene.parts.topic(row)
    memory.since += 1
    if memory.since > (MAJOR_HOLDS if memory.major else TOPIC_HOLDS):
        memory.segment = memory.major = ""
    if memory.brief:
        memory.segment, memory.brief = memory.major, False
    if part is not None:
        memory.segment, memory.brief = part.name, part.brief or bool(memory.major and part.name and not part.major)
        memory.major = part.name if part.major or not part.name else memory.major
        memory.since = 0 if part.major or not memory.major else memory.since
    if standing.words("target").search(text, *span):
        memory.target = _target_year(desk, row) or memory.target


def _target_year(desk: Desk, row: lexing.Row) -> str:
    calendar = desk.scene.calendar
    for index, tag in enumerate(row.tags):
        if tag == "T" and dating.years_ahead(calendar.at(row, index).period, calendar.call) > 1:
            found = periods.parse(calendar.at(row, index).period)
            return f"FY{found.year}" if found else ""
    return ""


def _year_ahead(row: lexing.Row, calendar: Calendar) -> str:
    """The period to come that a sentence names; empty when it names none."""
    said = [dating.reading(calendar.at(row, index), calendar, True) for index, tag in enumerate(row.tags) if tag == "T"]
    return next((period for period in said if dating.is_ahead(period, calendar.call)), "")


def _numbers(desk: Desk, sheet: Sheet) -> None:
    for at, item in enumerate(sheet.row.items):
        if item.tag not in "NH":
            continue
        group = sheet.groups[item.of]
        draft = drafting.decide(sheet, at) if item.tag == "N" else "a size threshold"
        if isinstance(draft, str):
            desk.excluded.update(dict.fromkeys(group, draft))
        else:
            sheet.drafts.append(draft)
            desk.claims.append(_signed(desk, _claim(desk, draft, sheet)))
    if sheet.drafts:
        sheet.memory.recent = tuple(draft for draft in reversed(sheet.drafts) if not draft.role.base) or tuple(
            sheet.drafts
        )


def _signed(desk: Desk, claim: Claim) -> Claim:
    """The claim with the sign the words allow: "we consumed $2 million" is an outflow."""
    if claim.measure != "level" or checks.sign(claim, desk.view).passed:
        return claim
    turned = replace(
        claim,
        value=None if claim.value is None else -claim.value,
        low=None if claim.high is None else -claim.high,
        high=None if claim.low is None else -claim.low,
    )
    return turned if checks.sign(turned, desk.view).passed else claim


def _claim(desk: Desk, draft: Draft, sheet: Sheet) -> Claim:
    points = [desk.scene.mentions[index] for index in draft.numbers]
    name = draft.bound.name
    metric = desk.scene.catalogue.metrics.get(name.metric)
    values = _values(draft, sheet, points)
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
        unit=_unit(sheet.unit(draft.at), name, draft, desk.scene.catalogue),
        qualifier=points[0].qualifier,
        read_by=READ_BY,
        reason=f"{draft.role.rule}; {draft.bound.rule}: “{name.label}”",
        confidence=round(max(0.3, min(0.95, draft.bound.score)), 2),
    )


def _values(draft: Draft, sheet: Sheet, points: list[Mention]) -> list[Decimal]:
    """The value, or both ends, with the sign that the words give it."""
    values = [point.value if point.value is not None else Decimal(0) for point in points]
    if len(values) == 2 and "plus_minus" in points[1].flags:
        margin = abs(values[1]) / (100 if points[1].unit == "bps" and points[0].unit == "percent" else 1)
        values = [values[0] - margin, values[0] + margin]
    if points[0].unit == "count" and sheet.unit(draft.at) == "percent":
        values = [value * 100 for value in values]
    label = draft.bound.name.label.lower()
    moves = draft.role.measure in ("growth", "change")
    falls = moves and draft.role.direction >= 0 and sheet.row.items[draft.role.direction].value == "fall"
    loses = (
        "loss" in label
        and draft.role.measure in ("level", "growth")
        and draft.bound.name.metric in checks.SIGNED_METRICS
    )
    if any(point.signed_by == "printed" for point in points):
        return values
    values = [abs(value) for value in values] if falls or loses else values
    if loses and draft.role.measure == "growth":
        rises = draft.role.direction >= 0 and sheet.row.items[draft.role.direction].value == "rise"
        return [-value for value in values] if rises else values
    return [-value for value in values] if falls != loses else values


def _unit(said: str, name: Named, draft: Draft, catalogue: Catalogue) -> str:
    """The unit of the claim: an amount of earnings per share is per share, of revenue per user per user."""
    own = catalogue.units_of(name.metric)
    if checks.kind_of(said) != "money" or (draft.role.measure == "change" and "money" in own):
        return said
    per_share = "per_share" in own and "money" not in own and name.metric != "other"
    if per_share or (name.metric == "other" and "per share" in name.label.lower()):
        return f"{said}/share"
    return f"{said}/{_per_what(name)}" if name.metric == "arpu" else said


def _per_what(name: Named) -> str:
    for noun in ("customer", "client", "subscriber", "member", "account", "unit"):
        if noun in name.label.lower():
            return noun
    return "user"
