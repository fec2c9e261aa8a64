"""Shares: of what a number is a share, and what a share of one metric in another is called.

Goes in: a `Sheet` and a draft whose measure may be a share. Comes out: the draft with its whole, as a margin where a
profit is taken of revenue, or the reason why the whole is not known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from extractor.catalogue import COSTS
from extractor.readers import binding, standing
from extractor.readers.binding import Bound
from extractor.readers.lexing import Named, Row
from extractor.readers.measuring import Role
from extractor.readers.sheets import Draft, Sheet


def shared(sheet: Sheet, draft: Draft) -> Draft | str:
    """The whole of a share; a profit as a share of revenue is its margin."""
    before = sheet.before
    if draft.role.measure == "change" and before and draft.bound.rule == "points of the share before":
        return replace(draft, share_of=before.share_of)
    if draft.role.measure == "change" and draft.bound.rule == "points of a ratio":
        whole = _whole(sheet, draft.at)
        name = sheet.row.items[whole].name if whole >= 0 else None
        if name and name.metric == "revenue" and binding.margin(draft.bound.name.metric):
            return _as_margin(draft)
        return replace(draft, share_of=name.metric if name and name.metric != draft.bound.name.metric else "revenue")
    if draft.bound.rule == COST_IN_PERCENT:
        return replace(draft, share_of="revenue")
    if draft.bound.rule == OF_THAT:
        return replace(draft, share_of="rpo" if draft.role.measure == "share" else "")
    if draft.role.measure != "share":
        return draft
    whole = _whole(sheet, draft.at)
    if whole < 0 and of_the_total(sheet, draft.at):
        metric = draft.bound.name.metric
        return replace(draft, share_of="revenue" if metric.endswith("revenue") else metric)
    if whole < 0:
        return replace(draft, share_of=before.share_of) if before and before.share_of else "unsure: share of what"
    name = sheet.row.items[whole].name
    assert name is not None
    if name.metric != "other" and name.metric not in sheet.scene.catalogue.metrics:
        return "unsure: share of what"
    sheet.taken.add(whole)
    if (
        name.metric == draft.bound.name.metric
        and whole > draft.at
        and not draft.bound.name.segment
        and name.metric != "rpo"
    ):
        return _of_itself(sheet, draft, whole)
    return _share(sheet, draft, name)


_PART_IS = re.compile(
    r"\s+(?:was|were|is|are|came|comes|come)\s+(?:generated )?(?:for|from|in|by|with)\s+(?:the |our )?"
    r"(?P<part>[\w&-]+(?: [\w&-]+){0,3}?)(?=[,.;]|$| (?:and|which|that|primarily|as|this|in)\b)"
)


def _of_itself(sheet: Sheet, draft: Draft, whole: int) -> Draft | str:
    """A share of a metric in itself is that of a part named after it: "two thirds of our sales were from exports"."""
    name = replace(draft.bound.name, segment=_told_after(sheet, whole))
    if not name.segment:
        return "unsure: share of what"
    return replace(draft, bound=replace(draft.bound, name=name), share_of=name.metric)


def _told_after(sheet: Sheet, whole: int) -> str:
    """The part that the words after the whole name: "of our sales were from exports"."""
    found = _PART_IS.match(sheet.scene.text, sheet.row.items[whole].end, sheet.row.end)
    return found["part"] if found else ""


OF_THAT = "of the obligations before"


def of_that(sheet: Sheet, at: int) -> Bound | None:
    """What is due within a year of the obligations that the sentence before named: "of that, half next year"."""
    recent = sheet.drafts[-1:] or sheet.memory.recent[-1:]
    if not recent or recent[0].bound.name.metric not in ("rpo", "crpo") or not next_year(sheet):
        return None
    return Bound(replace(recent[0].bound.name, metric="crpo", segment=""), 0.6, OF_THAT)


COST_IN_PERCENT = "a cost in percent, of revenue"
_OTHER = re.compile(r"\bother $", re.I)
_COST_IS = re.compile(r"(?<![io])(?P<cost>M)(?:[ij]?[TK])*b[^NMw;,]{0,4}$")


def cost_in_percent(sheet: Sheet, at: int) -> Bound | None:
    """A cost that is said to be so many percent, which it can only be of revenue: "marketing costs were 2.4%"."""
    found = _COST_IS.search(sheet.row.tags[:at])
    name = sheet.row.items[found.start("cost")].name if found else None
    if found is None or name is None or name.metric not in COSTS or name.growing:
        return None
    start = sheet.row.items[found.start("cost")].start
    if other := _OTHER.search(sheet.scene.text, max(sheet.row.start, start - 6), start):
        name = replace(name, segment=f"{other.group()}{name.label}")
    return Bound(name, 0.6, COST_IN_PERCENT, found.start("cost"))


def cost_ratio(sheet: Sheet, at: int) -> Bound | None:
    """A cost that moves by points, which can only be points of revenue: "SG&A leveraged 40 basis points"."""
    for index in range(at - 1, max(-1, at - 8), -1):
        name = sheet.row.items[index].name
        if sheet.row.tags[index] in "N;w":
            return None
        if name:
            return Bound(name, 0.6, "points of a ratio", index) if name.metric in COSTS else None
    return None


def ratio(row: Row, at: int, given: Mapping[int, int]) -> Bound | None:
    """The metric whose ratio to another moves by points: "SG&A as a percentage of sales rose 30 basis points", "R&D and
    G&A fell by 20 and 30 basis points as a share of revenue"."""
    listed = row.items[given[at]].name if at in given else None
    if listed and re.match(r"(?:,?&?N)*[YTK]?,?sM", row.tags[at + 1 :]):
        return Bound(listed, 0.85, "points of a ratio", given[at])
    found = re.search(r"(?P<part>M)[^NMw;]{0,4}sM[^Mw;N]*$", row.tags[:at])
    name = row.items[found.start("part")].name if found else None
    return Bound(name, 0.85, "points of a ratio", found.start("part")) if found and name else None


def _as_margin(draft: Draft) -> Draft:
    """A profit taken of revenue by the name of its margin."""
    own = draft.bound.name
    metric = "operating_margin" if "operating earn" in own.label.lower() else binding.margin(own.metric)
    return replace(draft, bound=replace(draft.bound, name=replace(own, metric=metric)))


_SAID_AS_SHARE = re.compile(r"(?:^|N)[^NM]*sM[^Mw;N]*$")


def ratio_of_before(sheet: Sheet, at: int) -> Bound | None:
    """The profit or cost told before, whose ratio to revenue moves: "earnings were $9 million and, as a percentage of
    sales, fell 40 basis points"."""
    known = [*sheet.drafts[::-1], *sheet.memory.recent]
    if not known or _SAID_AS_SHARE.search(sheet.row.tags[:at]) is None:
        return None
    last = known[0].bound.name
    if not binding.margin(last.metric) and last.metric not in COSTS:
        return None
    return Bound(replace(last, segment=known[0].segment), 0.7, "points of a ratio")


def _share(sheet: Sheet, draft: Draft, whole: Named) -> Draft | str:
    own = draft.bound.name
    if whole.metric == "revenue" and binding.margin(own.metric):
        return _as_margin(replace(draft, role=replace(draft.role, measure="level", rule="profit of revenue")))
    if own.metric == "rpo" and whole.metric == "rpo" and next_year(sheet):
        return replace(draft, bound=replace(draft.bound, name=replace(own, metric="crpo", segment="")), share_of="rpo")
    return replace(draft, share_of=whole.metric)


def _whole(sheet: Sheet, at: int) -> int:
    """The index of the metric that the share is of, or -1."""
    row = sheet.row
    for index in range(at + 1, min(at + 6, len(row.items))):
        if row.tags[index] == "M":
            return index
        if row.tags[index] not in "osTKYSijx&N,":
            break
    for index in range(at - 1, 0, -1):
        if row.tags[index] == "M" and row.tags[index - 1] == "s":
            return index
    return -1


def part_of_whole(sheet: Sheet, at: int, role: Role) -> Bound | None:
    """For a share whose part is no metric of its own ("Europe was 18% of revenue"): the whole, with that part."""
    whole = _whole(sheet, at)
    part = sheet.scene.parts.phrase(sheet.row, at) or (_told_after(sheet, whole) if whole > at else "")
    name = sheet.row.items[whole].name if whole > at else None
    if name and name.metric == "rpo" and next_year(sheet):
        return Bound(name, 0.8, "due within a year")
    if (
        name is None
        or name.metric not in sheet.scene.catalogue.metrics
        or not part
        or not binding.fits(name, role, sheet.unit(at), sheet.scene.catalogue)
    ):
        return None
    return Bound(replace(name, segment=part), 0.7, "part of the whole")


def of_the_total(sheet: Sheet, at: int) -> bool:
    return sheet.row.tags[at + 1 : at + 3] == "ox" and sheet.row.items[at + 2].words == ("total",)


def next_year(sheet: Sheet) -> bool:
    return standing.words("next_year").search(sheet.scene.text, sheet.row.start, sheet.row.end) is not None


def due(sheet: Sheet, draft: Draft) -> Draft:
    """Performance obligations due within twelve months are the current ones."""
    if draft.bound.name.metric != "rpo" or sheet.row.tags[draft.at + 1 : draft.at + 2] != "o" or not next_year(sheet):
        return draft
    sheet.taken.add(draft.bound.at)
    return replace(draft, bound=replace(draft.bound, name=replace(draft.bound.name, metric="crpo")))
