"""The scale after a number: "million", "bn", "lakh crores", 億, and the smaller groups that follow it.

Goes in: text and a `Found` that ends where a scale may stand. It multiplies the value and moves the end.
"""

from __future__ import annotations

import re
from decimal import Decimal

from extractor import numerals
from extractor.found import ONE, Found

GAP = numerals.GAP
_SCALE = re.compile(
    rf"(?:\+|-plus)?{GAP}-?([A-Za-zãéóõÃÉÓÕ]{{1,12}})(?![A-Za-zãéóõ])(?:(?<=mrd|mio|Mrd|Mio)\.(?=[ ][A-Z€]))?"
    rf"|[ ]{{0,2}}([百千]?[萬万億亿兆]|[千仟]|百(?!分))"
)
_NEXT_DIGITS = re.compile(rf"{GAP}(?:and{GAP})?(\d{{1,4}}(?:,\d{{3}})?(?:\.\d{{1,6}})?)(?!\d|,\d|\.\d)")
_ALWAYS_SCALES = frozenset(("mm", "mn", "bn", "mln", "bln", "trn", "cr", "crs", "mio", "mrd"))
_NOT_SCALED = re.compile(
    r"[ -]?(?:wafers?|fabs?|tools?|thick|wide|films?|lens|TVs?|videos?|displays?|resolution|panels?|monitors?"
    r"|cameras?"
    r"|content|gaming|plan)(?![A-Za-z])"
)


ODD = re.compile(rf"(?:{GAP}-?[ ]?(?:odd|ish|plus|some)|\+)(?={GAP}-?[ ]?[A-Za-z%])", re.IGNORECASE)


def take(text: str, found: Found) -> None:
    """Multiplies by the scale words after the number, and adds the smaller groups that follow."""
    odd = ODD.match(text, found.end)
    size, end = _scale_at(text, odd.end() if odd else found.end, bool(found.currency))
    if size is not None:
        found.scale, found.end = size, end
        found.times(size)
        add_groups(text, found, size)


def add_groups(text: str, found: Found, size: Decimal) -> None:
    """Reads "1 trillion 270.1 billion", "2億5,000萬": groups of ever smaller scale."""
    for _ in range(3):
        match = _NEXT_DIGITS.match(text, found.end)
        smaller, end = _scale_at(text, match.end(), False) if match else (None, 0)
        if match is None or smaller is None or smaller >= size:
            return
        found.value += Decimal(match[1].replace(",", "")) * smaller
        found.quantum = smaller.scaleb(-len(match[1].partition(".")[2]))
        found.end, size = end, smaller


def _scale_at(text: str, at: int, money: bool) -> tuple[Decimal | None, int]:
    """The scale said at `at` (chained: "lakh crores") and where it ends."""
    size: Decimal | None = None
    end = at
    for _ in range(3):
        match = _SCALE.match(text, end)
        one = _one_scale(match, money) if match else None
        if match is None or one is None or (size is not None and (size > 10**6 or one < 1000)):
            break
        size, end = (size or ONE) * one, match.end()
    return size, end


def _one_scale(match: re.Match[str], money: bool) -> Decimal | None:
    if match[2]:
        size = ONE
        for char in match[2]:
            size *= numerals.CHINESE_SCALES.get(char) or numerals.CHINESE_PLACES[char]
        return size
    word, glued = match[1].lower(), match[0] == match[1]
    if glued and word in ("k", "mm") and _NOT_SCALED.match(match.string, match.end()):
        return None
    if word == "t":
        return Decimal(10) ** 12 if glued and money else None
    if word in numerals.ABBREVIATIONS:
        fits = glued or word in _ALWAYS_SCALES or (money and (word != "k" or match[1].isupper()))
        return numerals.ABBREVIATIONS[word] if fits else None
    return numerals.scale_word(word)
