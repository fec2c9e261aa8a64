"""Bases of comparison: whether a number is what another one is compared with, and of which time it then is.

Goes in: a claim and the `View` of the call. Comes out: yes or no.
"""

from __future__ import annotations

import re

from extractor import periods
from extractor.hedges import HEDGES
from extractor.period_meaning import readings
from extractor.periods import Period
from extractor.records import Claim, Mention
from extractor.view import View, kind_of

_ONLY_BASE = re.compile(
    r"\b(?:from(?! (?:continuing |discontinued )?operations\b)|versus|vs\.?|compare[sd]? (?:to|with)|against|after)\s+"
    r"(?:(?!(?:to|and|was|were|is|are|by|that|"
    r"which)\b)"
    r"[^\W\d][\w'’-]*\s+){0,5}$"
    r"|\b(?:year|quarter|month|period|half)['’]s\s+(?:[^\W\d][\w'’-]*\s+){0,2}$"
)
_COMPARING = re.compile(
    r"(?:this|that|which|it|these|those|and)?\s*(?:is |was |are |were )?compare[sd]? (?:to|with)\b", re.I
)
_SOME_OF = re.compile(r"\s+of (?:our|the|its|these|those) (?:[a-z]+ )?([a-z]+s)\b", re.I)
_MOVED_FROM = re.compile(
    r"\b(?:grew|grown|gr[oe]w\w*|went|gone|rose|risen|increas\w+|improv\w+|declin\w+|decreas\w+|fell|fallen|moved|"
    r"expand\w+|reduc\w+|lower\w*|rais\w+|extend\w+|up|down|"
    r"drop\w*|shr[aiu]nk\w*|narrow\w*|widen\w*|climb\w*|jump\w*|slipp?\w*|sw[iu]ng\w*|came|comes)\b"
    rf"[^.;]{{0,60}}\bfrom\s+{HEDGES}$"
)
_TO = re.compile(rf"(?:\s+[\w-]+){{0,5}}?\s+to\s+(?:a\s+)?{HEDGES}", re.I)


def is_base(claim: Claim, view: View) -> bool:
    """Whether the number is what another of its kind, said before it, is compared with: "$0.60 against $0.52"."""
    start, first = view.sentence(claim)[0], view.points(claim)[0]
    if claim.measure in ("growth", "change"):
        return False
    if _goes_to(claim, view):
        return True
    if claim.metric in view.catalogue.metrics and _opens_with_base(view, start, first.start):
        return True
    if not _ONLY_BASE.search(view.text[max(start, first.start - 60) : first.start].lower()):
        return False
    return any(_same_kind(each, first, view) for each in view.quantities(start, first.start)[-3:])


def _goes_to(claim: Claim, view: View) -> bool:
    """Whether the number is where a movement began: "grew our reserves from 5 million to 6 million tons"."""
    start, end = view.sentence(claim)
    point = view.points(claim)[0]
    if len(claim.numbers) != 1 or not _MOVED_FROM.search(view.text[max(start, point.start - 90) : point.start].lower()):
        return False
    following = view.quantities(point.end, end)[:1]
    if not following or not _TO.fullmatch(view.text, point.end, following[0].start):
        return False
    return _kind(following[0]) == _kind(point)


def _opens_with_base(view: View, start: int, first: int) -> bool:
    """Whether a sentence begins with "this compares with" and the number, and no comma ends that before any number."""
    compares = _COMPARING.match(view.text, start, first)
    if compares is None:
        return False
    numbers = view.quantities(compares.end(), first)
    return "," not in view.text[compares.end() : numbers[0].start if numbers else first]


def is_of_base(claim: Claim, view: View, ours: Period) -> bool:
    """Whether the period claimed is that of the number's base: "$3 million, up from $2 million in 2022"."""
    point, end = view.points(claim)[-1], view.sentence(claim)[1]
    if claim.measure in ("growth", "change") or claim.status != "actual":
        return False
    if _goes_to(claim, view):
        after = view.quantities(point.end, end)
        stop = after[1].start if len(after) > 1 else end
        dated = [each for each in view.periods_in(after[0].end, stop) if each.period][:1]
        return any(str(ours) in map(str, readings(each)) for each in dated)
    if is_base(claim, view):
        return False
    for base in view.quantities(point.end, end)[:3]:
        if _compares(base, point) and _ONLY_BASE.search(view.text[point.end : base.start].lower()):
            numbers = view.quantities(base.end, end)
            stop = numbers[0].start if numbers else end
            dated = [each for each in view.periods_in(base.end, stop) if each.period][:2]
            return bool(dated) and all(str(ours) in map(str, readings(each)) for each in dated)
    return False


def _compares(one: Mention, other: Mention) -> bool:
    """Whether two numbers may be levels of one metric: of one kind, be money per share or not, and of one noun."""
    return _kind(one) == _kind(other) and len({one.noun, other.noun} - {""}) < 2


def _same_kind(one: Mention, other: Mention, view: View) -> bool:
    nouns = {one.noun or _of_what(one, view), other.noun} - {""}
    return _kind(one) == _kind(other) and (one.unit != "count" or len(nouns) == 1)


def _kind(mention: Mention) -> str:
    """The kind of its unit; money per share or per anything is money."""
    kind = kind_of(mention.unit)
    return "money" if kind in ("per_share", "per_unit") else kind


def _of_what(mention: Mention, view: View) -> str:
    """The word that a number counts some of: "2 million of our sensors"."""
    found = _SOME_OF.match(view.text, mention.end)
    return found[1].lower() if found else ""


def earlier(ours: Period, view: View) -> bool:
    """Whether the period ends before the reported one, or holds it: a year may be compared with another."""
    now = periods.parse(view.transcript.fiscal_period)
    return now is None or ours.end_quarter() != now.end_quarter() or ours.kind != now.kind
