"""The unit after a number: "percent", "basis points", "x", "years", "dollars", "cents".

Goes in: text and a `Found` that ends where a unit may stand. It sets the unit, converts points, cents and the like
into base units, and moves the end. Chinese units are read in `chinese_measures`.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from extractor import chinese_measures, numerals, scales, units
from extractor.found import Found

GAP = numerals.GAP
_MORE_TIME = re.compile(
    r"(?:\+|[ -]?plus)[ -]?((?:year|quarter|month|week|day|hour|minute)s?)(?![A-Za-z])", re.IGNORECASE
)
_FILLER = re.compile(r"[ ](?:or so|or thereabouts|(?:kind|sort|type) of)(?:[ ]an?)?(?=[ ][a-z])", re.IGNORECASE)
_UNIT = re.compile(rf"{GAP}(-?)[ ]?(%|‰|p\.p\.?|(?:[A-Za-z]{{1,10}}|U\.S\.)(?![A-Za-z]))")
_MORE = re.compile(rf"{GAP}-?[ ]?([A-Za-z]{{1,10}})(?![A-Za-z])")
_RATE = re.compile(rf"{GAP}(?:a|per|each|every)[ ]")
_BY_MORE = re.compile(r"[ ]?(?:\d|-)")
_TALK = re.compile(
    rf"{GAP}(?:I|to[ ](?:make|note|highlight|mention|share|add|cover|leave|emphasize|that|your|consider)"
    rf"|on|here|that|there|we|you|about|is|are|as)(?![A-Za-z])|[:]"
)
_TO_DATE = re.compile(r"[ -](?:to|over|on|by|after|in)[ -](?:date|year|quarter|month|week|day)(?![A-Za-z])")
_POINTS = frozenset("p.p p.p. percentage basis bps bp point points pt pts pp pps ppt ppts".split())
_PERCENT_POINTS = re.compile(r"[ -]{0,2}(?:points?|pts?)(?![A-Za-z])", re.IGNORECASE)


def take(text: str, found: Found) -> None:
    """Takes in the unit after the number, English or Chinese; "20-odd percent" holds its "odd"."""
    end = found.end
    odd = scales.ODD.match(text, end)
    found.end = odd.end() if odd else end
    if _unit(text, found):
        return
    found.end = end
    filler = None if odd or found.currency else _FILLER.match(text, end)
    if filler:
        found.end = filler.end()
        _unit(text, found)
        found.end = end


def _unit(text: str, found: Found) -> bool:
    """Takes in what stands at the number's end; whether it is a unit."""
    more = _MORE_TIME.match(text, found.end)
    if more and not found.currency:
        found.kind, found.unit, found.end = "time_span", units.TIME_WORDS[more[1].lower()], more.end()
        return True
    match = _UNIT.match(text, found.end)
    return bool(match and _english_unit(text, found, match)) or chinese_measures.take(text, found)


def _english_unit(text: str, found: Found, match: re.Match[str]) -> bool:
    word, end = match[2].lower(), match.end()
    if word == "‰":
        found.convert(Decimal(10))
        return found.measure("bps", end)
    if word in ("%", "percent", "pct"):
        return _percent(text, found, end)
    if word == "per":
        more = _MORE.match(text, end)
        return bool(more and more[1].lower() == "cent" and found.measure("percent", more.end()))
    if word in _POINTS:
        return _points(text, found, word, end)
    if word in ("x", "fold", "times"):
        return _times(text, found, word, match)
    if word in units.TIME_WORDS and _TO_DATE.match(text, end):
        return False
    if word in units.TIME_WORDS and not found.currency:
        found.kind, found.unit, found.end = "time_span", units.TIME_WORDS[word], end
        return True
    return _money_word(text, found, word, end)


def _percent(text: str, found: Found, end: int) -> bool:
    """Reads "5%", and "5 percent points" as points."""
    points = _PERCENT_POINTS.match(text, end)
    if not points or _is_made(text, found, points.end()):
        return found.measure("percent", end)
    found.convert(Decimal(100))
    return found.measure("bps", points.end())


def _times(text: str, found: Found, word: str, match: re.Match[str]) -> bool:
    """Reads "3x", "four x", "3 times", "3-fold"; "3 times a year" counts occasions, "2 x 4" measures a board."""
    spaced = match[0] != match[2] and not match[1]
    if found.currency or (word == "times" and _RATE.match(text, match.end())):
        return False
    if word == "x" and spaced and (match[2] == "X" or _BY_MORE.match(text, match.end())):
        return False
    return found.measure("multiple", match.end())


def _points(text: str, found: Found, word: str, end: int) -> bool:
    """Reads "190 basis points", "2 percentage points", "2 points" and their short forms."""
    if word in ("percentage", "basis"):
        more = _MORE.match(text, end)
        if not more or more[1].lower() not in ("point", "points"):
            return False
        end = more.end()
    elif word in ("point", "points", "pt", "pts") and (
        found.scale != 1 or found.currency or _is_made(text, found, end)
    ):
        return False
    if word not in ("basis", "bps", "bp"):
        found.convert(Decimal(100))
    return found.measure("bps", end)


_MAKES = re.compile(
    r"(?:add|mak(?:e|ing)|made|raised?|mention|highlight|emphasi[sz]e|at|on|that|my|other)(?: just| only| but)?[ ]$",
    re.IGNORECASE,
)


def _is_made(text: str, found: Found, end: int) -> bool:
    """Whether the point is one that a speaker makes: "two points to make", "add one point", but not "half a point"."""
    if found.value is not None and found.value != found.value.to_integral_value():
        return False
    return bool(_TALK.match(text, end) or _MAKES.search(text[max(0, found.start - 18) : found.start]))


def _money_word(text: str, found: Found, word: str, end: int) -> bool:
    """Reads "dollars", "US dollars", "reais", "USD", "cents"; the word wins over a printed sign and is flagged."""
    if word in units.CENTS and (cents := _CENTS.match(text, end)):
        found.convert(Decimal("0.01"))
        return found.pay(units.CENTS[word], cents.end())
    if word == "p":
        return _pence(text, found, end)
    if word in units.SUBUNITS:
        found.convert(Decimal("0.01"))
        return found.pay(found.currency or units.SUBUNITS[word], end)
    if word in ("dollar", "dollars"):
        return found.pay(found.currency or "USD", end)
    if word in ("pound", "pounds") and not _sterling(text, found, end):
        return False
    if word in units.MONEY_WORDS:
        return found.pay(units.MONEY_WORDS[word], end)
    if word.upper() in units.CODES and text[end - len(word) : end].isupper():
        return found.pay(word.upper(), end)
    return _national_dollar(text, found, word, end)


_CENTS = re.compile(r"[ -]cents?(?![A-Za-z])")
_LINES = frozenset(map(Decimal, (240, 360, 480, 720, 1080, 1440, 2160)))


def _pence(text: str, found: Found, end: int) -> bool:
    """Reads "12p" as pence; "1080p" counts lines of a picture."""
    if end != found.end + 1 or found.scale != 1 or found.value in _LINES:
        return False
    found.convert(Decimal("0.01"))
    return found.pay("GBP", end)


_STERLING = re.compile(r"[ ]sterling")
_BRITISH = re.compile(r"£|\bGBP\b|sterling|British pound")
_OF_GOODS = re.compile(r"[ ](?:of[ ](?!revenue|cash|debt|sales|profit|cost|saving|invest|capital)|per[ ])")


def _sterling(text: str, found: Found, end: int) -> bool:
    """Whether pounds are money: weights rarely come in millions, and then of something or beside dollars only."""
    if found.currency or _STERLING.match(text, end):
        return True
    return found.scale >= 10**6 and not _OF_GOODS.match(text, end) and not _only_dollars(text)


@lru_cache(maxsize=4)
def _only_dollars(text: str) -> bool:
    """Whether amounts are printed with "$" and none is in pounds: then millions of pounds are weights."""
    return "$" in text and not _BRITISH.search(text)


def _national_dollar(text: str, found: Found, word: str, end: int) -> bool:
    """Reads "US dollars", "Hong Kong dollars", "Korean won"."""
    more = _MORE.match(text, end) if word in units.NATIONS else None
    if more and more[1].lower() in units.MONEY_WORDS and more[1].lower() not in ("dollar", "dollars"):
        return found.pay(units.NATIONS[word].get(more[1].lower(), units.MONEY_WORDS[more[1].lower()]), more.end())
    for _ in range(2):
        more = _MORE.match(text, end)
        if not more:
            return False
        if more[1].lower() in ("dollar", "dollars"):
            return word in units.DOLLARS and found.pay(units.DOLLARS[word], more.end())
        word, end = f"{word} {more[1].lower()}", more.end()
    return False
