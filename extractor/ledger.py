"""The ledger: every number of the call, used by facts, excluded with a reason, or unexplained.

In: the call, its mentions, its facts, and the reader's reasons for leaving numbers out. Out: one record a mention, in
the order of the text, and the share of the company's quantities that is explained. It hides nothing: a number nobody
accounted for says so, and so does one whose reader was unsure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from extractor.locating import Locator, Place
from extractor.records import Fact, Mention, MentionRecord, Section, Side, Transcript

State = Literal["used", "excluded", "unexplained"]

UNSURE = "unsure"
"""A reader's reason that begins so says that it does not know: that explains nothing."""
KINDS = {
    "year": "a year",
    "date": "a date",
    "fiscal_period": "names a period",
    "ordinal": "an ordinal",
    "document": "names a document or form",
    "name": "part of a name",
    "time_span": "a stretch of time",
    "time": "a time of day",
    "phone": "a telephone number",
    "slide": "a page or slide number",
}
SIDES = {
    "analyst": "said by an analyst",
    "operator": "said by the operator",
    "publisher": "written by the publisher, not said by the company",
}


class Found(NamedTuple):
    """The state of one number, and why."""

    state: State
    reason: str = ""
    facts: tuple[str, ...] = ()


def ledger(
    transcript: Transcript, mentions: Sequence[Mention], facts: Sequence[Fact], excluded: Mapping[int, str]
) -> list[MentionRecord]:
    """One record a mention, in their order."""
    locator = Locator(transcript)
    users = _users(facts)
    records = []
    for index, mention in enumerate(mentions):
        place = locator.at(mention.start)
        found = _explain(mention, place, (users.get((mention.start, mention.end), ()), excluded.get(index, "")))
        records.append(_record(mention, found, place, locator.line(mention.start)))
    return records


def _users(facts: Sequence[Fact]) -> dict[tuple[int, int], tuple[str, ...]]:
    """Ids of the facts by the characters they stand on."""
    found: dict[tuple[int, int], dict[str, None]] = defaultdict(dict)
    for fact in facts:
        for place in fact.evidence:
            for number in place.numbers:
                found[number.start, number.end][fact.id] = None
    return {span: tuple(ids) for span, ids in found.items()}


def _explain(mention: Mention, place: Place | None, known: tuple[tuple[str, ...], str]) -> Found:
    """A use comes first, then what the number is, then who says it and in which language, then the reader's reason."""
    facts, reason = known
    if facts:
        return Found("used", facts=facts)
    why = _kind_reason(mention) or _place_reason(place) or reason
    if why:
        return Found("unexplained" if why.startswith(UNSURE) else "excluded", why)
    if place and place.paragraph.language == "zh":
        return Found("unexplained", "language")
    return Found("unexplained", "no reader claimed it or gave a reason")


def _kind_reason(mention: Mention) -> str:
    return "" if mention.kind == "quantity" else KINDS.get(mention.kind, mention.kind.replace("_", " "))


def _place_reason(place: Place | None) -> str:
    if place is None:
        return "outside every turn: a header, a speaker line or a note"
    if place.translated:
        return f"translation of the paragraph on line {place.paragraph.line}"
    return SIDES.get(place.turn.side, "")


def _record(mention: Mention, found: Found, place: Place | None, line: int) -> MentionRecord:
    side: Side = place.turn.side if place else "unknown"
    section: Section = place.turn.section if place else "other"
    return MentionRecord(
        start=mention.start,
        end=mention.end,
        line=line,
        text=mention.text,
        kind=mention.kind,
        value=mention.value,
        unit=mention.unit,
        qualifier=mention.qualifier,
        partner=mention.partner,
        side=side,
        section=section,
        state=found.state,
        reason=found.reason,
        facts=list(found.facts),
    )


def coverage(records: Sequence[MentionRecord]) -> Decimal | None:
    """Percent of the company-spoken quantities that are used or excluded with a reason; None when there are none.

    Where the layout names no speakers every turn counts as the company's; translations are not counted twice.
    """
    spoken = [each for each in records if counts(each)]
    explained = sum(each.state != "unexplained" for each in spoken)
    return (Decimal(100) * explained / len(spoken)).quantize(Decimal("0.1")) if spoken else None


def counts(record: MentionRecord) -> bool:
    """Whether the record is a quantity that the company (or nobody known) says, once."""
    said = record.side in ("company", "unknown") and not record.reason.startswith(("translation of", "outside every"))
    return record.kind == "quantity" and said
