"""Years and names that only their surroundings tell: "5G", "Windows 11", "2,000 shops" against "2000".

Goes in: text, the place of a bare whole number and, for names, the `Found` that was read there.
"""

from __future__ import annotations

import re

from extractor import number_classes, numerals
from extractor.found import Found

GAP = numerals.GAP
_COUNTED = re.compile(
    r"[ ](?!(?:was|is|has|as|results|revenues|earnings|sales|years|plans|goals)[^a-z])[a-z]{3,20}s(?![A-Za-z])"
)
_MEASURED = re.compile(
    rf"{GAP}-?(?:%|(?:percent|per cent|percentage|basis|bps|points|times|fold|thousand|million|billion|trillion|lakh"
    r"|crore|dollars|euros|pounds|yen|won|rupees|cents)(?![a-z]))"
    r"|[ ]{0,2}(?:[萬万億亿兆千百倍元個个家位名種种項项條条款台人股%]|美元)"
)
_RANKED = re.compile(r"(?:top |前|nearly |approximately |roughly )$", re.IGNORECASE)
_PRODUCT = re.compile(r"(?<![A-Za-z.])([A-Z][A-Za-z&]{1,19})[ ]$")
STARTED = re.compile(r"(?:^|[.?!:;\n•\-–—]|[.?!]['\"”’])[ \t]*$")
_ORDINARY = frozenset(
    "The In On At Of To By For From With And Or But So If As We Our I You They It This That These Those All Over About "
    "Under Up Down Only Some Just Around Nearly Almost Approximately Roughly Between Than More Less Least Plus Minus "
    "Yes No Not Now Then Last Next Past First Second Third Today Since After Before During Until Through Within Per "
    "Exiting Ending Fiscal Calendar Year Quarter Total Approx Another Additional Top Have Has Had Are Is Was Were Be "
    "Did Do Does Also Those Where When While Because Here There What Which Who Each Every Any Both Page Slide "
    "Its Their His Her My Your Other Against Versus Vs Sir Euro Euros GAAP EBITDA EPS NPS ARR RPO ACV ARPU".split()
)
_NOUN_AFTER = re.compile(
    r"[ ](?:(?:new|large|small|more|other|active|additional|total|net|live|digital|different|full-time|key|major|of"
    r"|or|to|and|million|billion)[ ])?(?:[a-z-]{2,20}s|people|staff|men|women|children)(?![A-Za-z])"
    r"|[ ]?[個个家位名種种項项條条次款件台人萬億倍%]"
)


def year(text: str, start: int) -> int | None:
    """The end of the calendar year at `start`; a round number of counted things is none."""
    end = number_classes.year(text, start)
    if end is None or _MEASURED.match(text, end) or _RANKED.search(text[max(0, start - 14) : start]):
        return None
    return None if text[end - 2 : end] == "00" and _COUNTED.match(text, end) else end


def name(text: str, start: int, found: Found) -> Found | None:
    """The bare whole number as part of a name ("5G", "Windows 11"), or None."""
    if found.unit or found.kind != "quantity" or found.start != start:
        return None
    if found.scale != 1:
        return None
    if start and text[start - 1].isascii() and text[start - 1].isalpha():
        return Found(_letters_before(text, start), found.end, "name")
    end = None if text.startswith("ish", found.end) else number_classes.alphanumeric(text, start)
    if end:
        return Found(start, end, "name")
    if found.end - start > 4 or found.bare != int(found.bare) or "," in text[start : found.end]:
        return None
    if _WHEELER.match(text, found.end):
        return Found(start, found.end, "name")
    if _HYPHENED.match(text, found.end):
        return None
    if _STRONG.match(text, found.end):
        return Found(start, found.end, "name")
    at = None if _NOUN_AFTER.match(text, found.end) else product(text, start)
    return None if at is None else Found(at, found.end, "name")


_WHEELER = re.compile(r"[- ]wheel", re.IGNORECASE)
_HYPHENED = re.compile(r"-[a-z]")
_STRONG = re.compile(r"[ ]?[強强](?=企業|企业)")


def _letters_before(text: str, start: int) -> int:
    """Where the letters glued to the digits at `start` begin, at most a dozen back."""
    window = text[max(0, start - 12) : start]
    return start - len(window) + len(window.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def product_word(text: str, start: int) -> int | None:
    """Where the capitalised word right before `start` begins, if it may be a product's name."""
    product = _PRODUCT.search(text[max(0, start - 21) : start])
    return start - len(product[0]) if product and product[1] not in _ORDINARY else None


def product(text: str, start: int) -> int | None:
    """The same, unless the word merely opens a sentence."""
    at = product_word(text, start)
    return None if at is None or STARTED.search(text[max(0, at - 4) : at]) else at


def wheeler(text: str, end: int) -> bool:
    """Whether wheels follow: a "three-wheeler" is no count."""
    return bool(_WHEELER.match(text, end))
