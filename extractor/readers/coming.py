"""Verbs that change what is counted: customers signed, stores opened, what is left of a buyback.

Goes in: a `Sheet` and a draft. Comes out: the draft under the metric and the part that the verb makes of it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from extractor.readers import standing
from extractor.readers.lexing import Named, lists
from extractor.readers.sheets import Draft, Sheet


def came(sheet: Sheet, draft: Draft) -> Draft:
    """Customers and users that a verb says came: "implemented 11 clients", "signed 6 new logos"."""
    metric = {"customers": "new_customers", "users": "new_users"}.get(draft.bound.name.metric, draft.bound.name.metric)
    own = draft.bound.name.metric
    if own in ("repurchase_authorization", "share_repurchases") and draft.bound.rule != "verb before number":
        return _left_over(sheet, draft)
    if draft.bound.name.metric == "store_count" and draft.role.measure == "level":
        return _opened(sheet, draft)
    if draft.role.measure != "level" or metric not in ("new_customers", "new_users"):
        return draft
    verb = verb_of(sheet, draft.at) or _brought(sheet, draft)
    if not verb or draft.bound.name.segment:
        return draft
    name = replace(draft.bound.name, metric=metric, segment=verb)
    return replace(draft, bound=replace(draft.bound, name=name))


def _brought(sheet: Sheet, draft: Draft) -> str:
    """How the customers came whose users these are: "we implemented 11 banks supporting 90,000 users"."""
    before = sheet.before
    if before is None or before.bound.name.metric != "new_customers" or draft.bound.name.metric != "users":
        return ""
    with_them = re.fullmatch(r"[^N;w]*[Vrj]", sheet.row.tags[before.at + 1 : draft.at])
    return before.segment if with_them else ""


def _left_over(sheet: Sheet, draft: Draft) -> Draft:
    """What is left of an authorization, also where only the purchases are named: "which leaves $24 million"."""
    start = sheet.before.at + 1 if sheet.before else 0
    span = (sheet.row.items[start].start, sheet.row.items[min(draft.at + 1, len(sheet.row.items) - 1)].end)
    if standing.words("left_over").search(sheet.scene.text, *span) is None:
        return draft
    name = replace(draft.bound.name, metric="repurchase_authorization", segment="remaining")
    return replace(draft, bound=replace(draft.bound, name=name))


MOVED = ("opened", "closed")
"""The segments of stores that a company opened and closed."""
_OPENING = {"open": "opened", "opened": "opened", "opening": "opened", "closed": "closed", "close": "closed"}


def opens(sheet: Sheet, at: int) -> str:
    """Whether the verb right before a count opens or closes: "opened", "closed" or nothing."""
    before = sheet.row.items[at - 1] if at else None
    return _OPENING.get(before.words[0], "") if before and before.tag == "V" else ""


def _opened(sheet: Sheet, draft: Draft) -> Draft:
    """Stores opened or closed in a period are a change of their number."""
    for item in sheet.row.items[max(0, draft.at - 3, sheet.row.tags.rfind("w", 0, draft.at)) : draft.at]:
        word = _OPENING.get(item.words[0])
        if word and item.tag == "V":
            name = replace(draft.bound.name, segment=word)
            return replace(draft, role=replace(draft.role, measure="change"), bound=replace(draft.bound, name=name))
    return _opened_too(sheet, draft)


def _opened_too(sheet: Sheet, draft: Draft) -> Draft:
    """Stores of another period in the same breath: "opened 9 stores in the quarter, 21 stores year to date"."""
    before = sheet.before
    if before is None or before.bound.name.segment not in MOVED or draft.role.base:
        return draft
    if re.fullmatch(r"M?[ijTS]*,?&?", sheet.row.tags[before.at + 1 : draft.at]) is None:
        return draft
    name = replace(draft.bound.name, segment=before.bound.name.segment)
    return replace(draft, role=replace(draft.role, measure="change"), bound=replace(draft.bound, name=name))


def standing_count(name: Named, measure: str) -> Named:
    """The name of how many there are, where the number before told how many opened or closed."""
    moved = measure == "level" and name.metric == "store_count" and name.segment in MOVED
    return replace(name, segment="") if moved else name


def verb_of(sheet: Sheet, at: int) -> str:
    for index in range(at - 1, max(-1, at - 4), -1):
        item = sheet.row.items[index]
        if item.words[0] in lists()["comers"]:
            return item.words[0]
        if item.tag in "NMw;":
            break
    for item in sheet.row.items[at + 2 : at + 6]:
        if item.tag in "N,;w":
            break
        if item.words[0] in lists()["comers"]:
            return item.words[0]
    return ""
