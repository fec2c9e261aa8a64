"""Numbers that belong together: the ends of a range, the items of a list, a year and its short successor.

Goes in: plain text and the numbers found in it. `join` makes the ends of a range partners and lends every number the
scale, the currency and the unit that only its neighbour says: "2 to 4 million", "three years, five, 10",
"210, 170 and 180 basis points". Only neighbours are compared, so it is one pass up and one down.
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

from extractor.found import Found

_FILLERS = (
    r"a|an|about|approximately|roughly|around|or|and|then|positive|negative|minus|plus|up|down|a loss of|maybe"
    r"|even|perhaps"
    r"|possibly|say|almost|nearly|probably|call it"
)
_LINK = re.compile(
    r"(?:,(?=\s?plus))?\s{0,2}(?:-\s{0,2})?(?P<how>--|to|through|thru|up to|till|until|-|–|—|~|～|至|到|and"
    r"|or|,|、|plus or minus|±|\+/-|上下浮動|正負|正负|加減|加减)"
    rf"(?:,?\s{{1,2}}(?:{_FILLERS}),?){{0,3}}\s{{0,2}}",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"between\s+(?:[a-z]+\s+){0,3}\(?$")
_TOLERANCES = ("plus or minus", "±", "+/-", "上下浮動", "正負", "正负", "加減", "加减")
_LISTS = ("and", "or", ",", "、")
_VALUED = ("quantity", "time_span")
_YEARS = ("year", "fiscal_period")
_REACH = 40


def join(text: str, found: list[Found]) -> None:
    """Links ranges by `partner`; gives each number the scale, currency and unit that only its neighbour says."""
    links = ["", *(_link(text, first, last) for first, last in pairwise(found))]
    lengths = _lengths(links)
    for i in range(1, len(found)):
        if links[i] and found[i].kind == "quantity" and found[i].unit == "count":
            _succeed(text, found[i - 1], found[i], links[i])
    for i in range(len(found) - 1, 0, -1):
        if links[i] and found[i - 1].kind in _VALUED and found[i].kind in _VALUED:
            _join(text, found, i, links[i], lengths[i])
    for i in range(1, len(found)):
        if links[i] in _LISTS and found[i - 1].kind in _VALUED and found[i].kind in _VALUED:
            _carry(text, found[i - 1], found[i])


def _link(text: str, first: Found, last: Found) -> str:
    """The word or sign that links two neighbours; empty where something else stands between them."""
    if last.start - first.end > _REACH:
        return ""
    match = _LINK.fullmatch(text, first.end, last.start)
    return match["how"].lower() if match else ""


def _lengths(links: list[str]) -> list[int]:
    """How many numbers the list holds that each link is part of."""
    lengths, begin = [0] * len(links), 0
    for i in range(1, len(links) + 1):
        if i == len(links) or links[i] not in _LISTS:
            lengths[begin:i] = [i - begin] * (i - begin)
            begin = i
    return lengths


# Years and pages

_TWO_DIGITS = re.compile(r"['’]?\d\d")
_NOT_COUNTED = re.compile(r"[ ]?(?:[,.;:?!)\n-]|$)|[ ](?!of(?![a-z])|[a-z-]{2,20}s(?![a-z])|million|billion|percent)")


def _succeed(text: str, first: Found, last: Found, how: str) -> None:
    """Gives a bare number the class of the page or the year it follows: "pages 4 to 6", "2016 to 21"."""
    if first.kind == "slide" or (first.kind in _YEARS and _is_year(text, first, last, how)):
        last.kind = first.kind


def _is_year(text: str, first: Found, last: Found, how: str) -> bool:
    """Whether two bare digits are short for a later year."""
    said = _TWO_DIGITS.fullmatch(text, last.start, last.end)
    year = re.search(r"\d\d$", text[first.start : first.end])
    if not said or not year or not _NOT_COUNTED.match(text, last.end):
        return False
    later = int(last.bare) - int(year[0])
    return later == 1 or (how not in _LISTS and 0 < later <= 30)


# Ranges


def _join(text: str, found: list[Found], i: int, how: str, length: int) -> None:
    first, last = found[i - 1], found[i]
    if how in _TOLERANCES:
        _tolerate(found, i)
        return
    before = text[max(0, first.start - 60) : first.start].lower()
    if how in _LISTS and not (how == "and" and _BETWEEN.search(before)):
        _lend_listed(text, first, last, how, length)
    elif not _is_ratio(first, last) and (how not in "-–—" or _like(first, last)):
        _lend(text, first, last)
        if last.partner is None and not _is_change(before, first, last):
            _partners(found, i)


def _tolerate(found: list[Found], i: int) -> None:
    centre, tolerance = found[i - 1], found[i]
    if tolerance.unit == "count":
        _take_unit(tolerance, centre)
    tolerance.flags += ("plus_minus",)
    centre.partner, tolerance.partner = i, i - 1


def _is_ratio(first: Found, last: Found) -> bool:
    """Whether it is so many to one: "2-to-1", "1.3 to 1"."""
    return last.unit == "count" and last.value == 1 <= first.value and first.unit == "count" and first.scale == 1


def _like(first: Found, last: Found) -> bool:
    return first.unit == last.unit or first.unit == "count" or bool(first.currency and last.unit == "count")


_FROM = re.compile(
    r"(?:increas|grew|grow|rose|ris|improv|declin|decreas|fell|drop|expand|mov|went|gone|chang|contract"
    r"|up|down|rais|lower|"
    r"accelerat|reduc|adjust|cut|revis)[a-z]*(?:\s+[a-z']+){0,6}\s+from\s+[(]?$"
)
_BY = re.compile(
    r"(?:by\s+$|(?:increased|grew|rose|declined|decreased|fell|dropped|improved|expanded|up|down)\s+[(]?$)"
)


def _is_change(before: str, first: Found, last: Found) -> bool:
    """Whether "to" leads from an old value to a new one, or from a change to its result: no range."""
    if _FROM.search(before):
        return True
    return bool(_BY.search(before) and first.value and not Decimal("0.3") <= last.value / first.value <= 3)


def _partners(found: list[Found], i: int) -> None:
    first, last = found[i - 1], found[i]
    if first.unit != last.unit:
        return
    first.partner, last.partner = i, i - 1
    low, high = sorted((first.value, last.value))
    if low and high / low >= 500:
        first.flags += ("range_1000x",)
        last.flags += ("range_1000x",)


def _lend(text: str, first: Found, last: Found) -> None:
    """Elided scale, currency and unit, from either end to the other."""
    if first.unit == "count":
        if not first.part or last.bare <= 3:
            _take_unit(first, last)
    elif first.currency and last.unit == "count":
        _take_unit(last, first)
    else:
        _carry(text, first, last)
    _take_scale(first, last)
    _carry_scale(text, first, last)


def _carry_scale(text: str, first: Found, last: Found) -> None:
    """The scale that only the first end says: "$1.5 million to 2"."""
    if (
        last.unit != first.unit
        or not last.scale == 1 < first.scale
        or not first.bare
        or first.unit in ("percent", "bps")
    ):
        return
    if Decimal("0.3") <= last.bare / first.bare <= 3 and _CLOSED.match(text, last.end):
        last.times(first.scale)
        last.scale = first.scale
        last.flags += ("elided_scale",)


# Lists

_CLOSED = re.compile(
    r"[ ]{0,2}(?:[.,;:?!)\]\n]|--|$)|[ ]{1,2}(?:or|and|for|in|on|at|as|by|if|but|so|is|was|are|were|this|next"
    r"|last|versus|over|from"
    r"|range|growth|kind|sort|type|right|now|today|I|we|you|it|he|she|they|somewhere|depending|year-on-year"
    r"|year-over-year"
    r"|compared|respectively)(?![a-z-])"
)


_CAME_TO = re.compile(r"\d[ ]to[ ]$")


def _lend_listed(text: str, first: Found, last: Found, how: str, length: int) -> None:
    """What the end of a list says once: "6-, 9-month", "two or three percent", "210, 170 and 180 basis points"."""
    if first.scale != 1 or first.part or not last.bare or not first.bare:
        return
    if how == "or" and _CAME_TO.search(text, max(0, first.start - 20), first.start):
        return  # "from 50 to 55, or 10%"
    before_it = bool(last.currency) and not text[last.start].isalnum()
    if first.unit == "count" != last.unit and not before_it and _is_item(first, last, how, length):
        _take_unit(first, last)
    whole = first.quantum >= 1 and (not first.currency or how == "or" or "elided_currency" in first.flags)
    if whole and first.unit == last.unit and _is_item(first, last, how, length):
        _take_scale(first, last)


def _is_item(first: Found, last: Found, how: str, length: int) -> bool:
    """Whether two neighbours of a list are so much alike that they count the same."""
    ratio = first.bare / last.bare
    if last.kind == "time_span" or length > 2:
        return Decimal("0.16") <= ratio <= 5
    if how == "or" or (how == "and" and last.unit != "count"):
        return Decimal("0.3") <= ratio <= 3
    return how != "and" and Decimal("0.5") <= ratio < 1


def _carry(text: str, first: Found, last: Found) -> None:
    """What only the earlier number says, where nothing counted follows the later: "three years, five, 10"."""
    if last.unit != "count" or first.unit == "count" or last.part or first.scale != last.scale or not last.bare:
        return
    most = 5 if first.kind == "time_span" else 3
    if first.bare and Decimal(1) / most <= last.bare / first.bare <= most and _CLOSED.match(text, last.end):
        _take_unit(last, first)


# What is lent


def _take_unit(poor: Found, rich: Found) -> None:
    poor.convert(rich.factor)
    if rich.currency:
        poor.currency = rich.currency
        poor.flags += ("elided_currency",)
    poor.unit, poor.kind = rich.unit, rich.kind


def _take_scale(poor: Found, rich: Found) -> None:
    if poor.unit != rich.unit or not poor.scale == 1 < rich.scale:
        return
    scale = _elided(poor, rich)
    poor.times(scale)
    poor.scale = scale
    poor.flags += ("elided_scale",) if scale > 1 else ()


def _elided(first: Found, last: Found) -> Decimal:
    """The scale of a bare first end: the last one's ("2 to 4 million"), or the next below ("500 to one billion")."""
    if first.bare >= 1000 or not last.bare:
        return Decimal(1)
    ratio = first.bare / last.bare
    if Decimal("0.02") <= ratio <= 50:
        return last.scale
    return last.scale / 1000 if last.scale >= 10**6 and 400 <= ratio < 1000 else Decimal(1)
