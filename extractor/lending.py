"""The units that numbers are meant in: printed, lent by the words around, or only as their reader understands them.

Goes in: a claim and the `View` of the call. Comes out: the mentions it points at, each with the claim's unit where
something lends it. Whether a claim may stand on that is decided in `checks` and `context`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from extractor.hedges import HEDGES
from extractor.records import Claim, Mention
from extractor.view import View, kind_of

_LIST = re.compile(r",?\s*(?:and|or|to)?\s*")
_CENTS = re.compile(r"(?<![$€£¥\d.])\d+ cents?$", re.I)
_TENS = re.compile(r"[1-9]0s")
_IN_THE = re.compile(r"\b(?:low|mid|high|upper|lower)(?:-to-high)?[ -]$", re.I)
_LARGE = Decimal(10**6)
_GROWING = re.compile(
    r"\b(?:up|down|grew|rose|fell|increased|decreased|declined|growth)(?:\s+(?:by|of|to be|is|between))?"
    rf"\s+{HEDGES}$",
    re.I,
)
_AND_SO = re.compile(r"(?:\s+[a-z]+ly|\s+year[ -]over[ -]year)?,?\s+(?:and|or)\s+(?:by\s+)?", re.I)
_COIN = r"(?:dollars?|euros?|pounds?|yen|won|yuan|rupees?|reals?|reais|pesos?|francs?|krona|kroner?)"
_FOR_EACH = re.compile(
    rf"[^.;]{{0,60}}?\b(?:for|per|on|to) (?:every|each|a|the|one)?(?: single| one)? ?{_COIN}\b", re.I
)
_VALUE = re.compile(rf"\b(?:value of|valued at|worth|a price of|proceeds of)\s+{HEDGES}$", re.I)
_EACH_BEFORE = re.compile(rf"\b(?:for|on|per) (?:every|each|one)(?: single| one)? {_COIN}\b[^.;]{{0,80}}$", re.I)


def is_fraction(text: str) -> bool:
    """Whether a number is said as a fraction: "a third", "1/3", "half"."""
    return "/" in text or not any(letter.isdigit() for letter in text)


def in_context(claim: Claim, view: View) -> list[Mention]:
    """The mentions pointed at, each with the unit that the words around lend it where the claim has that unit.

    What one cause adds to a growth is printed in percent and meant in points: "currency added 7%".
    """
    found = [_lent(view.mentions[number], number, claim, view) for number in _existing(claim, view)]
    return in_points(found, claim) if claim.versus == "other" else found


def as_meant(claim: Claim, view: View) -> list[Mention]:
    """The same; a number printed with neither unit nor noun takes what its reader says it is meant in.

    And what is printed in percent may be meant in points.
    """
    wanted = claim.unit.partition("/")[0]
    free = wanted == view.money or kind_of(claim.unit) in ("percent", "bps", "multiple")
    found = in_points(in_context(claim, view), claim)
    return [replace(each, unit=wanted) if free and _is_bare(each) and not each.noun else each for each in found]


def in_points(mentions: Sequence[Mention], claim: Claim) -> list[Mention]:
    """The mentions, those in percent as points where the claim is a change in them: "3.1% better"."""
    meant = claim.measure == "change" and claim.unit == "bps"
    return [
        replace(each, unit="bps", value=each.value * 100)
        if meant and each.unit == "percent" and each.value is not None
        else each
        for each in mentions
    ]


def _existing(claim: Claim, view: View) -> list[int]:
    return [number for number in claim.numbers if 0 <= number < len(view.mentions)]


def _lent(mention: Mention, number: int, claim: Claim, view: View) -> Mention:
    wanted = claim.unit.partition("/")[0]
    lends = wanted != "" and any(lend(number, claim, view) == wanted for lend in LENDERS)
    return replace(mention, unit=wanted) if lends else mention


def _is_bare(mention: Mention) -> bool:
    """Whether the number is printed without a unit, and is no fraction."""
    value = mention.value
    return mention.unit == "count" and value is not None and (abs(value) >= 1 or not is_fraction(mention.text))


def _of_list(number: int, claim: Claim, view: View) -> str:
    """The unit at the end of the list that a bare number stands in: "by 210, 170 and 180 basis points"."""
    if not _is_bare(view.mentions[number]) or claim.unit not in ("bps", "percent"):
        return ""
    for this, following in zip(
        view.mentions[number : number + 3], view.mentions[number + 1 : number + 4], strict=False
    ):
        if not _LIST.fullmatch(view.text, this.end, following.start):
            return ""
        if following.unit != "count":
            plain = following.value is not None and f"{abs(following.value):f}" in following.text
            return following.unit if plain else ""
    return ""


def _of_growths(number: int, claim: Claim, view: View) -> str:
    """Percent for a bare growth right after one in percent: "down 6% at home, or down nine abroad"."""
    mention, first = view.mentions[number], view.mentions[min(claim.numbers)]
    if claim.measure != "growth" or not _is_bare(mention) or mention.scale != 1:
        return ""
    near = view.mentions[max(0, min(claim.numbers) - 2) : min(claim.numbers)]
    alike = [each for each in near if each.unit == "percent" and first.start - each.end < 200]
    if not alike:
        return ""
    grows = _GROWING.search(view.text, max(0, first.start - 40), first.start)
    return "percent" if grows or _AND_SO.fullmatch(view.text, alike[-1].end, first.start) else ""


def _of_money(number: int, claim: Claim, view: View) -> str:
    """The money of the call, for cents and for a large bare amount: "5 billion pesos, of which 2.2 billion"."""
    mention = view.mentions[number]
    countless = not mention.noun and "money" in view.catalogue.units_of(claim.metric)
    return view.money if countless and _is_large(mention) else money_of(mention, claim.metric, view)


def _of_value(number: int, claim: Claim, view: View) -> str:
    """The money of the call, for a large bare number after "with a value of": what follows it is no noun it counts."""
    mention = view.mentions[number]
    told = _is_large(mention) and _VALUE.search(view.text, max(0, mention.start - 40), mention.start)
    return view.money if told else ""


def _of_coins(number: int, claim: Claim, view: View) -> str:
    """Multiple, for money earned with each unit of money: "$1.60 for every dollar"."""
    mention = view.mentions[number]
    if kind_of(mention.unit) != "money":
        return ""
    start, end = view.locator.sentence(mention.start)
    after = _FOR_EACH.match(view.text, mention.end, end)
    return "multiple" if after or _EACH_BEFORE.search(view.text, start, mention.start) else ""


def _of_tens(number: int, claim: Claim, view: View) -> str:
    """Percent, for a rate or a growth said in tens: "in the low 20s"."""
    mention = view.mentions[number]
    tens = _TENS.fullmatch(mention.text) and _IN_THE.search(view.text, max(0, mention.start - 20), mention.start)
    return "percent" if tens and claim.unit == "percent" else ""


LENDERS: tuple[Callable[[int, Claim, View], str], ...] = (
    _of_list,
    _of_growths,
    _of_money,
    _of_value,
    _of_coins,
    _of_tens,
)
"""What the words around lend to a number: each a unit, or nothing."""


def money_of(mention: Mention, metric: str, view: View) -> str:
    """The money of the call, for cents and for a number in millions or more that counts nothing; else empty."""
    countless = metric == "other" or "count" not in view.catalogue.units_of(metric)
    return view.money if (countless and _is_large(mention)) or _CENTS.search(mention.text) else ""


def _is_large(mention: Mention) -> bool:
    return mention.scale >= _LARGE and mention.unit == "count"
