"""What a bare count counts: stores named a sentence before, or a noun that the company reports by the thousand.

Goes in: a `Sheet` and the place of a count. Comes out: the name of what is counted, or None for a mere count of things.
"""

from __future__ import annotations

import re

from extractor.hedges import HEDGES
from extractor.readers import standing
from extractor.readers.lexing import Item, Named, lists, stem
from extractor.readers.sheets import Sheet

MANY = 1000
_ENDING = re.compile(rf"\b(?:finish|end|exit|leav|clos)\w*\b[^.;,\d]{{0,30}}\b(?:with|at)\s+{HEDGES}$", re.I)
_RANKED = re.compile(r"\b(?:top|largest|biggest|best|leading)\s+$", re.I)
"""Before a count of the first of many, which are not the company's: "the top 3,000 farms"."""
_OWN = re.compile(r"\b(?:we|our|us|it|its|company|bank)\b", re.I)


def again(sheet: Sheet, at: int) -> Named | None:
    """The things counted before, where the count has no noun of its own: "we opened eight", "58 new ones"."""
    tags, mention = sheet.row.tags, sheet.mention(at)
    following = sheet.row.items[at + 1] if at + 1 < len(tags) else None
    if following and following.tag in "oxMN" and not _stands_in(sheet, at):
        return None
    if mention.noun and not _stands_in(sheet, at):
        return None
    text = sheet.scene.text
    verb = re.search(r"V[ijTK,]*$", tags[:at]) or _ENDING.search(text, sheet.row.start, mention.start)
    whole = (
        mention.value is not None and mention.value > 1 and "." not in mention.text and mention.text[:1] not in "$€£¥"
    )
    if verb is None or not whole or text[mention.start - 1] == "-":
        return None
    known = [item.name for item in sheet.row.items[:at] if item.name and _has_count(sheet, item)]
    return known[-1] if known else sheet.memory.counted


def _has_count(sheet: Sheet, item: Item) -> bool:
    return item.name is not None and "count" in sheet.scene.catalogue.units_of(item.name.metric)


def _stands_in(sheet: Sheet, at: int) -> bool:
    """Whether the noun after the count only stands for one named before: "58 new ones"."""
    return re.match(r"(?:\s+new)?\s+(?:ones|of them)\b", sheet.scene.text[sheet.span(at)[1] :][:14]) is not None


def figure(sheet: Sheet, at: int) -> Named | None:
    """A noun that the company counts by the thousand, or again and again: "we have 12,000 charging points"."""
    mention, label = sheet.mention(at), _label(sheet, at)
    if (verb := _drilled(sheet, at)) and _wells(sheet, at):
        return Named("other", "wells", verb)
    if not label or not mention.noun or mention.value is None:
        return None
    words = [stem(word) for word in label.split()]
    head = words[-1]
    if label[0].isupper() and (len(words) < 2 or head not in sheet.scene.counted):
        return None
    if verb := _comer(sheet, at):
        known = {"people": "headcount", "institution": "customers"}.get(head)
        if known:
            return Named(known, label, verb if known == "headcount" else "")
    often = stem(mention.noun) in sheet.scene.counted and abs(mention.value) >= 20
    if (mention.value < MANY and not often) or not set(words).isdisjoint(lists()["uncounted"]):
        return None
    if standing.words("meetings").search(sheet.scene.text, sheet.row.start, sheet.row.end):
        return None
    text, start = sheet.scene.text, sheet.row.start
    own = _OWN.search(text, start, mention.start) and not _RANKED.search(text, start, mention.start)
    return Named("other", label) if own and re.search(r"[VvbpNj]", sheet.row.tags[:at]) else None


def _comer(sheet: Sheet, at: int) -> str:
    words = [item.words[0] for item in sheet.row.items[max(0, at - 4) : at]]
    return next((word for word in words[::-1] if word in (*lists()["comers"], "hired")), "")


def _wells(sheet: Sheet, at: int) -> bool:
    """Whether the count is of wells, named beside it or beside the count it is joined to: "22 and completed 45 net
    wells"."""
    start, end = sheet.mention(at).start, sheet.row.end
    return _WELLS.match(sheet.scene.text, start, end) is not None


_WELLS = re.compile(
    r"[\w,.]+(?: (?:and|to) (?:\w+ )?[\d,]+)?(?: (?:net|gross|new|operated|horizontal)){0,3} wells\b", re.I
)
DRILLED = ("drilled", "completed", "spud")


def _drilled(sheet: Sheet, at: int) -> str:
    """What was done with the wells counted: "completed 62 net wells", "85 net wells drilled"."""
    following = sheet.row.items[at + 1 : at + 5]
    after = next((item.words[0] for item in following if item.tag in "N,&" or item.words[0] in DRILLED), "")
    before = [item.words[0] for item in sheet.row.items[max(0, at - 3) : at] if item.words[0] in DRILLED]
    return after if after in DRILLED else before[-1] if before else ""


def _label(sheet: Sheet, at: int) -> str:
    """The words of the noun after the count, as printed."""
    found = re.match(r"x{1,4}", sheet.row.tags[at + 1 :])
    if not found:
        return ""
    items = sheet.row.items[at + 1 : at + 1 + found.end()]
    ends = [(item.words[0], sheet.scene.text[item.end - 1]) for item in items]
    plural = [index for index, (word, end) in enumerate(ends) if end == "s" or word == "people"]
    heads = plural or [index for index, item in enumerate(items) if item.words[0] in sheet.scene.counted]
    return sheet.scene.text[items[0].start : items[heads[0]].end] if heads else ""
