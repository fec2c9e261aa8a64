"""How a number is adjusted: growth in constant currency, organic growth, figures without something.

Goes in: a `Sheet` and a finished draft. Comes out: the draft by the name of what is adjusted. "Constant currency" and
"excluding X" go with the part, "including $2 million from X" is about X, organic growth of revenue is a metric of its
own. Other numbers of the sentence lean on the draft as it was before.
"""

from __future__ import annotations

import re
from dataclasses import replace

from extractor.readers.binding import Bound
from extractor.readers.lexing import lists, stem
from extractor.readers.sheets import Draft, Sheet
from extractor.view import kind_of

_CURRENCY = re.compile(
    r"\b(?:(?:constant|local)[- ]currenc(?:y|ies)|constant[- ](?:dollar|fx|exchange)|(?:currency|fx)[- ]neutral"
    r"|fx[- ]adjusted|ex[- ](?:fx|currency)\b"
    r"|excluding (?:the (?:impact|effects?) of )?(?:fx|(?:foreign )?(?:currency|exchange)))",
    re.I,
)
_ORGANIC = re.compile(r"\borganic(?:ally| (?:basis|standpoint|terms|growth|increase|decline|decrease)\b)", re.I)
_SET_APART = re.compile(
    r",?\s+(?:when |if )?(?:excluding|ex)[- ](?:the |any |our )?"
    r"(?:(?i:impact|effect|benefit|contribution)s? (?:of|from) (?:the |our )?)?"
    r"(?P<name>[A-Z][\w&]*(?:[ -][A-Z][\w&]*)*)(?![\w ]*\d)"
)
_CAUSE = re.compile(
    r"\s+(?:from|of|related to|associated with|due to|attributable to)\s+"
    r"(?:the |our |an? )?(?:(?:impact|effect|benefit)s? (?:of|from) )?(?:the |our |an? )?"
    r"(?P<part>[\w&-]+(?: [\w&-]+){0,3}?)(?=[,.;)]|$| (?:and|in|that|as|which|for|during|to|against|on|with)\b)"
)
_HOLDING = ("including", "include")
_JOINT = re.compile(r"[,;]|\b(?:and|or|while|but|with)\b", re.I)
REACH = 48
CONSTANT = "constant currency"


def adjusted(sheet: Sheet, draft: Draft) -> Draft:
    """The draft with what its number is adjusted for."""
    if is_included(sheet, draft.at, draft.bound):
        draft = replace(draft, segment=cause(sheet, draft.at))
    draft = _without(sheet, draft)
    if draft.role.measure not in ("growth", "change"):
        return draft
    if _said(sheet, draft.at, _CURRENCY):
        return replace(draft, segment=f"{draft.segment} {CONSTANT}".strip())
    name = draft.bound.name
    if name.metric == "revenue" and draft.role.measure == "growth" and _said(sheet, draft.at, _ORGANIC):
        return replace(draft, bound=replace(draft.bound, name=replace(name, metric="organic_revenue")))
    return draft


def _said(sheet: Sheet, at: int, words: re.Pattern[str]) -> bool:
    """Whether the words stand right behind the number, before it since the number before, or open the sentence."""
    text, row = sheet.scene.text, sheet.row
    start, end = sheet.span(at)
    joint = _JOINT.search(text, end, min(_next(sheet, at), end + REACH))
    if words.search(text, end, joint.start() if joint else min(_next(sheet, at), end + REACH)):
        return True
    numbers = [index for index in range(at) if row.tags[index] == "N"]
    if numbers:
        found = _JOINT.search(text, sheet.span(numbers[-1])[1], start)
        before = found.end() if found else start
        first = row.items[numbers[0]].start
        return words.search(text, before, start) is not None or _opens(sheet, first, words)
    return words.search(text, row.start, start) is not None


def _opens(sheet: Sheet, first: int, words: re.Pattern[str]) -> bool:
    """Whether the words open the sentence, set off by a comma, and so hold for all its numbers."""
    found = words.search(sheet.scene.text, sheet.row.start, min(first, sheet.row.start + REACH))
    return found is not None and sheet.scene.text.find(",", found.end(), first) >= 0


def _next(sheet: Sheet, at: int) -> int:
    following = sheet.row.tags.find("N", at + 1)
    return sheet.row.items[following].start if following > 0 else sheet.row.end


def _without(sheet: Sheet, draft: Draft) -> Draft:
    """The draft without what is named right behind its number: "or 1%, excluding Harvesters"."""
    found = _SET_APART.match(sheet.scene.text, sheet.span(draft.at)[1], sheet.row.end)
    if found is None or stem(found["name"].split()[0]) in _no_parts():
        return draft
    return replace(draft, segment=f"{draft.segment} excluding {found['name']}".strip())


def _no_parts() -> frozenset[str]:
    return frozenset(stem(word) for name in ("whole", "not_parts") for word in lists()[name])


def is_included(sheet: Sheet, at: int, bound: Bound) -> bool:
    """Whether an amount is only told as a part of what came before: "costs of $9 million, including $2 million"."""
    if not at or sheet.row.items[at - 1].words[0] not in _HOLDING or kind_of(sheet.unit(at)) != "money":
        return False
    dated = sheet.row.tags[at + 1 : at + 3].lstrip("ij")[:1] in ("T", "K")
    return bound.at <= (sheet.before.bound.at if sheet.before else -1) and not dated


def cause(sheet: Sheet, at: int) -> str:
    """What an amount is from or for, as printed: "$2 million from the flood"; empty where the words say nothing."""
    found = _CAUSE.match(sheet.scene.text, sheet.span(at)[1], sheet.row.end)
    return found["part"] if found and not found["part"][0].isdigit() else ""
