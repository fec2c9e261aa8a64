"""A number printed in digits: its digits, the currency and sign before it, the scale and the unit after it.

Goes in: plain text, the place of a digit, and the end of the number before. Comes out: a `Found`, a quantity or a
number of another class. Every look to the left or right is bounded. What the words around the number add (sign,
hedge, range, noun) is read in `surroundings`; numbers in words in `number_words` and `chinese_numbers`.
"""

from __future__ import annotations

import re
from decimal import Decimal

from extractor import measures, number_classes, number_names, numerals, scales, units
from extractor.found import ONE, Found, number, other

GAP = numerals.GAP
_MAX_DIGITS = 40
_DIGITS = re.compile(r"(?:\d{1,3}(?:,\d{3}){1,10}|\d{1,2}(?:,\d{2}){1,6},\d{3})(?!\d)|\d++")
_DECIMALS = re.compile(r"\.(\d{1,30})(?!\d|\.\d)")
_FRACTION = re.compile(r"(\d{1,2})/(\d{1,2})(?:rd|th|nd)?(?![\d/%])")
_MIXED = re.compile(r"(\d{1,3})(?:[ ](\d)/([23458]|16)|[ ]?([½⅓⅔¼¾⅛⅜⅝⅞]))(?![\d/])")
_SPLIT = re.compile(r"(\d\d)([-/])(\d\d)(?![\d/%-]|[ -]?(?:week|day|month|year))")


def at_digits(text: str, start: int, floor: int) -> Found | None:
    """What the digits at `start` are: a class of their own form, or a quantity."""
    foreign = _foreign(text, start, floor) or _mixed(text, start)
    if foreign:
        return _plain(text, foreign, floor)
    own = number_classes.digits(text, start, floor)
    if own:
        return other(own)
    match = _DIGITS.match(text, start)
    if match is None:
        return None
    if len(match[0]) > _MAX_DIGITS:
        return Found(start, match.end(), "name")
    return (
        _always(text, start)
        or _part(text, start)
        or _tens(text, start)
        or _mix(text, start, floor)
        or _plain(text, _with_decimals(text, match, floor), floor)
    )


_FOREIGN = re.compile(
    r"(?P<points>\d{1,3}(?:\.\d{3}){1,6}),(?P<point_tail>\d{1,2})(?!\d)"
    r"|(?P<dotted>\d{1,3}(?:\.\d{3}){2,6})(?![.,]?\d)"
    r"|(?P<whole>\d{1,4}),(?P<tail>\d{1,2})(?![.,-]?\d)"
    r"|(?P<spaced>\d{1,3}(?:[ ]\d{3}){2,5})(?![.,]?\d)"
    r"|(?P<short>\d{1,3}[ ]\d{3})(?![., ]?\d)"
    r"|(?P<torn>\d{1,3},[ ]\d{3})(?!\d|[.,]\d|,[ ]\d)"
    r"|(?P<rent>\d{1,2})\.[ ](?P<rent_tail>\d{1,2})(?=%)"
    r"|(?P<spoken>\d{1,3})[ ]point[ ](?P<spoken_tail>\d{1,2})(?=[ ]?(?:%|percent|[mbtr]{1,2}illion|times)(?![a-z]))"
)
_FOREIGN_AFTER = re.compile(
    rf"{GAP}-?(?:[%‰]|(?:percent|per cent|pct|bps|basis points?|percentage points?|x|times|million|billion"
    rf"|trillion|thousand|bn|mn|mln"
    r"|mio|mrd|m|k|crores?|lakhs?|euros?|dollars?|francs|zlotys?|reais|milh|bilh|millonen|millones|milliard"
    r"|milliarden"
    r"|EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN|CZK|BRL|TRY|HUF)(?![a-z])|[萬万億亿兆倍元€])",
    re.IGNORECASE,
)
_TORN_AFTER = re.compile(r"[ ](?:thousand|million|billion|trillion|crores?|lakhs?)(?![a-z])")
_HEDGED_BEFORE = re.compile(
    r"(?<![A-Za-z])(?:about|around|approximately|roughly|nearly|almost|over|some|only)[ ]$", re.IGNORECASE
)
_ENDED = re.compile(r"[.,;:?!)]|$")
_VALUE_BEFORE = re.compile(
    r"(?<![A-Za-z])(?:about|around|roughly|nearly|almost|of|at|to|by|and|from|was|were|is|are|posted|reached"
    r"|recorded)[ ]$"
)
_WENT_ON = re.compile(r"%(?:[,;:)]|[ ](?:and|in|for|to|from|versus|compared|on|as|year|quarter|respectively)(?![a-z]))")


def _foreign(text: str, start: int, floor: int) -> Found | None:
    """A number printed another way where nothing else can be meant.

    "3,5 million", "1.234,5", "3 500 000", "25, 900", "1. 56%", "10 point 3 million".
    """
    match = _FOREIGN.match(text, start)
    if not match or (start and (text[start - 1] in ".," or text[start - 1].isalnum())):
        return None
    how = match.lastgroup or ""
    if not _fits(text, match, how, floor):
        return None
    digits = re.sub(r"[., ]", "", match["points"] or match["whole"] or match["rent"] or match["spoken"] or match[0])
    tail = match["point_tail"] or match["tail"] or match["rent_tail"] or match["spoken_tail"] or ""
    return number(start, match.end(), Decimal(f"{digits}.{tail}0"), ONE.scaleb(-len(tail)))


def _fits(text: str, match: re.Match[str], how: str, floor: int) -> bool:
    """Whether money before it or a unit after it says that the separators are what they seem."""
    start, end = match.span()
    money = bool(units.BEFORE.search(text[max(floor, start - 10) : start]))
    if how in ("dotted", "tail"):
        return money or bool(_FOREIGN_AFTER.match(text, end))
    if how == "rent_tail":
        return bool(_VALUE_BEFORE.search(text[max(floor, start - 12) : start]) and _WENT_ON.match(text, end))
    if how == "torn":
        if _HEDGED_BEFORE.search(text[max(floor, start - 15) : start]):
            return bool(_ENDED.match(text, end))
        return money and bool(_TORN_AFTER.match(text, end))
    return money or how != "short"


_ABOUT_TENS = re.compile(r"(?:low|lower|mid|middle|high|higher|upper)[ -]{1,2}(?:the )?$", re.IGNORECASE)


_TENS = re.compile(r"([1-9]0|\d)s(?![A-Za-z\d])")


def _tens(text: str, start: int) -> Found | None:
    """Reads "the high 50s" and "the low 6s", said of a value."""
    tens = _TENS.match(text, start)
    if not tens or not _ABOUT_TENS.search(text[max(0, start - 12) : start]):
        return None
    found = number(start, tens.end(), Decimal(tens[1]), Decimal(10) if len(tens[1]) == 2 else ONE)
    measures.take(text, found)
    found.unit = found.unit or "count"
    return found


_ROUND_THE_CLOCK = re.compile(r"24(?:/|[ ]?[x×][ ]?|[ -]by[ -])7(?![\d%])")


def _always(text: str, start: int) -> Found | None:
    match = _ROUND_THE_CLOCK.match(text, start)
    if not match:
        return None
    found = number(start, match.end(), Decimal(24), ONE)
    found.kind, found.unit = "time_span", "hour"
    return found


def _part(text: str, start: int) -> Found | None:
    """Reads "1/3" of something and "1/2 percent"."""
    match = _FRACTION.match(text, start)
    if not match or not 0 < int(match[1]) < int(match[2]):
        return None
    found = number(start, match.end(), round(Decimal(match[1]) / Decimal(match[2]), 6), Decimal("0.000001"))
    measures.take(text, found)
    found.unit, found.part = found.unit or "count", not found.unit
    return found


def _mixed(text: str, start: int) -> Found | None:
    """Reads the number of "2 1/2 percent" and "3½%"."""
    match = _MIXED.match(text, start)
    if not match:
        return None
    part = Decimal(_VULGAR[match[4]]) if match[4] else round(Decimal(match[2]) / Decimal(match[3]), 6)
    return number(start, match.end(), Decimal(match[1]) + part, Decimal("0.1")) if 0 < part < 1 else None


def _mix(text: str, start: int, floor: int) -> Found | None:
    """The first or second number of a "50-50" or "60/40" mix: percents that make up a hundred."""
    at = start if (first := _SPLIT.match(text, start)) else start - 3
    match = first or (_SPLIT.match(text, at) if at >= 0 and floor == start - 1 else None)
    if not match or int(match[1]) + int(match[3]) != 100 or (at and text[at - 1] in "$€£.,"):
        return None
    found = number(start, start + 2, Decimal(text[start : start + 2]), ONE)
    found.unit = "percent"
    return found


def _plain(text: str, found: Found, floor: int) -> Found:
    """The number with all that is printed around it, or the year or the name it turns out to be."""
    start, whole = found.start, found.quantum == 1
    _prefix(text, found, floor)
    if not found.currency and whole and (year := number_names.year(text, start)):
        return Found(start, year, "year")
    _closed(text, found)
    scales.take(text, found)
    measures.take(text, found)
    _bracket(text, found)
    name = number_names.name(text, start, found)
    if name:
        return name
    found.unit = found.unit or "count"
    return found


def _with_decimals(text: str, match: re.Match[str], floor: int) -> Found:
    start, end = match.span()
    digits, tail = match[0].replace(",", ""), _DECIMALS.match(text, end)
    if tail:
        return number(start, tail.end(), Decimal(f"{digits}.{tail[1]}"), ONE.scaleb(-len(tail[1])))
    if start > floor and text[start - 1] == "." and not text[max(floor, start - 2) : start - 1].strip("$( -"):
        return number(start - 1, end, Decimal(f"0.{digits}"), ONE.scaleb(-len(digits)))
    return number(start, end, Decimal(digits), ONE)


def _closed(text: str, found: Found) -> None:
    """Takes in the bracket that closes before the scale: "$(1.2) million"."""
    if "(" in text[found.start : found.end] and text[found.end : found.end + 1] == ")":
        found.end, found.printed_sign = found.end + 1, True


def _prefix(text: str, found: Found, floor: int) -> None:
    """Takes in the currency and the printed sign right before the number."""
    money = units.BEFORE.search(text[max(floor, found.start - 10) : found.start])
    if money:
        found.currency = found.unit = units.BEFORE_CODES.get(money["currency"], money["currency"])
        found.printed_sign = money["inner"] == "-"
        found.start -= len(money[0])
    if found.start > floor and text[found.start - 1] in "-–" and _is_sign(text, found.start - 1, floor):
        found.start, found.printed_sign = found.start - 1, True


def _is_sign(text: str, at: int, floor: int) -> bool:
    """Whether the dash at `at` is a sign, and neither a hyphen nor the dash of a range."""
    before = text[at - 1 : at] if at else ""
    if before and (before.isalnum() or before in ")%$-–—*_=.'’"):
        return False
    between = text[floor:at]
    return not floor or bool(between.strip()) or "\n" in between


_STATES = re.compile(
    r"(?:^|[\n\t|:]|(?<![A-Za-z])(?:of|was|is|were|are|to|at|from|between|and|or|a))[ ]{0,2}$", re.IGNORECASE
)


def _bracket(text: str, found: Found) -> None:
    """Brackets right around an amount are a printed minus where it is stated, not restated: (3.2%), $(0.05)."""
    if text[found.end : found.end + 1] != ")" or not (found.currency or found.unit in ("percent", "bps")):
        return
    if "(" in text[found.start : found.end]:
        if not found.printed_sign:
            found.end, found.printed_sign = found.end + 1, True
    elif text[found.start - 1 : found.start] == "(" and _STATES.search(
        text[max(0, found.start - 10) : found.start - 1]
    ):
        found.start, found.end, found.printed_sign = found.start - 1, found.end + 1, True


_HEDGED_HEAD = re.compile(
    r"mid|low|high|sub|pre|post|non|late|early|under|over|plus|minus|and|to|of|the", re.IGNORECASE
)
_LETTERS = re.compile(r"[A-Za-z]+")
_RAND = re.compile(r"R\d[\d,.]{0,12}[ ]?(?:thousand|million|billion|trillion|bn|m)(?![A-Za-z])")
_VULGAR = {
    "½": "0.5", "⅓": "0.333333", "⅔": "0.666667", "¼": "0.25", "¾": "0.75", "⅛": "0.125", "⅜": "0.375",
    "⅝": "0.625", "⅞": "0.875",
}  # fmt: skip


def at_glued(text: str, start: int, floor: int) -> Found | None:
    """Letters with digits glued to them: a period, a document, a name; money codes are left to the digits."""
    if start and (text[start - 1] == "$" or (text[start - 1].isascii() and text[start - 1].isalnum())):
        return None
    letters = _LETTERS.match(text, start)
    head = letters[0] if letters else ""
    if head == "R" and _RAND.match(text, start):
        return None
    if head in units.CODES or head in units.SYMBOLS or _HEDGED_HEAD.fullmatch(head):
        return None
    return other(number_classes.glued(text, start))


def at_vulgar(text: str, start: int, floor: int) -> Found | None:
    """A fraction in one character: ½."""
    found = number(start, start + 1, Decimal(_VULGAR[text[start]]), Decimal("0.000001"))
    found.unit = "count"
    return found
