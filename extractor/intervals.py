"""The precision as spoken: a number as the interval of values that people say that way.

In: a fact. Out: an `Interval`, and the arithmetic of intervals (Decimal throughout). How far a number reaches:

    exact   half a unit of the last digit printed, either way; a small whole count is exact to the unit
    about   one unit of the last digit that is not zero, either way ("about 190,000" reaches 180,000 to 200,000)
    over    as far as the next round number, away from zero; half a printed unit towards it. Fives are round numbers:
            "over 29%" reaches 30%, "over 185 million" 190 million
    under   the mirror image of over: "under 150,000" reaches down to 100,000
    range   from the low end to the high end, each rounded as printed: a range already says how loose it is

Trailing zeros count as rounded in basis points ("60 basis points" is 55 to 65) and in thousands ("583,000"). There is
no flat percentage anywhere. What the numbers mean is not known here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from extractor.records import Fact

ZERO = Decimal(0)
INFINITY = Decimal("Infinity")
TEN = Decimal(10)
THOUSAND = Decimal(1000)
DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?|\.\d+")
End = Literal["", "low", "high"]


@dataclass(frozen=True, slots=True)
class Interval:
    """Every value from `low` to `high`; the ends may be infinite.

    >>> Interval.of("1", "2") + Interval.of("3", "4")
    Interval(low=Decimal('4'), high=Decimal('6'))
    """

    low: Decimal
    high: Decimal

    @classmethod
    def of(cls, low: str | Decimal, high: str | Decimal) -> Interval:
        """From two numbers in any order."""
        ends = sorted((Decimal(low), Decimal(high)))
        return cls(ends[0], ends[1])

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low)

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        ends = [_product(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def __truediv__(self, other: Interval) -> Interval:
        if other.low <= 0 <= other.high:
            return EVERYTHING
        return self * Interval(1 / other.high, 1 / other.low)

    def overlaps(self, other: Interval) -> bool:
        """Whether some value lies in both; two rounded numbers that only touch do not agree."""
        if self.low == self.high or other.low == other.high:
            return self.low <= other.high and other.low <= self.high
        return self.low < other.high and other.low < self.high

    def common(self, other: Interval) -> Interval | None:
        """The values in both, or None."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Interval(low, high) if low <= high else None

    @property
    def middle(self) -> Decimal:
        """The midpoint; the finite end where the other is infinite."""
        if self.low.is_infinite():
            return self.high
        return self.low if self.high.is_infinite() else (self.low + self.high) / 2

    @property
    def bounded(self) -> bool:
        """Whether both ends are finite."""
        return self.low.is_finite() and self.high.is_finite()


EVERYTHING = Interval(-INFINITY, INFINITY)


def _product(left: Decimal, right: Decimal) -> Decimal:
    return ZERO if not left or not right else left * right


def said(fact: Fact, end: End = "") -> Interval:
    """The values that the fact's words allow; for a range with `end`, those that this one end allows."""
    low, high = ends(fact)
    if end or low == high:
        number = high if end == "high" else low
        return around(number, fact, loosely=low == high)
    return Interval(around(low, fact, False).low, around(high, fact, False).high)


def ends(fact: Fact) -> tuple[Decimal, Decimal]:
    """The low and the high end; of a single value, the value twice."""
    if fact.value is not None:
        return fact.value, fact.value
    return fact.low or ZERO, fact.high or ZERO


def around(number: Decimal, fact: Fact, loosely: bool) -> Interval:
    """The values that people round to `number`; `loosely` lets the fact's qualifier widen them."""
    half = quantum(_spoken(number, fact)) / 2
    if not loosely or fact.qualifier == "exact":
        return Interval(number - half, number + half)
    reach = max(_last_digit(number), 2 * half)
    if fact.qualifier == "about":
        return Interval(number - reach, number + reach)
    reach *= 5 if _ends_in_five(number) else 1
    outward = (fact.qualifier == "over") == (number >= 0)
    return Interval(number - half, number + reach) if outward else Interval(number - reach, number + half)


class Spoken(NamedTuple):
    """A number with what decides its precision: its unit, whether it is exact, and the printed characters."""

    number: Decimal
    unit: str
    exact: bool
    texts: tuple[str, ...]


def _spoken(number: Decimal, fact: Fact) -> Spoken:
    texts = tuple(each.text for place in fact.evidence[:1] for each in place.numbers)
    return Spoken(number, fact.unit, fact.qualifier == "exact", texts)


@lru_cache(maxsize=4096)
def quantum(spoken: Spoken) -> Decimal:
    """One unit of the last digit as printed; zero for a small whole count, which is exact.

    The printed digits give the places, their ratio to the value gives the scale ("$67.7 million": 100,000).
    A percentage in words ("a third", "half") is good to ten points, any other number in words to its last digit.
    """
    for digits in (found.replace(",", "") for text in spoken.texts for found in DIGITS.findall(text)):
        scale = _scale(spoken.number, digits)
        if scale is not None:
            return _rounded(spoken, scale.scaleb(-len(digits.partition(".")[2])))
    if spoken.unit == "percent" and spoken.texts:
        return TEN
    return _rounded(spoken, _last_digit(spoken.number))


def _scale(number: Decimal, digits: str) -> Decimal | None:
    """The power of ten (a lakh, a crore, a cent are some) that turns the digits into the number, or None."""
    printed = Decimal(digits)
    if not printed:
        return Decimal(1) if not number else None
    ratio = (abs(number) / printed).normalize()
    return ratio if ratio.as_tuple().digits == (1,) else None


def _rounded(spoken: Spoken, unit: Decimal) -> Decimal:
    """The unit, or a coarser one where trailing zeros are rounding; zero for an exact count."""
    if spoken.unit == "bps" and spoken.number and not spoken.number % TEN:
        return max(unit, TEN)
    if unit != 1 or spoken.unit in ("percent", "bps", "multiple"):
        return unit
    if spoken.number and not spoken.number % THOUSAND:
        return THOUSAND
    return ZERO if spoken.exact and _is_count(spoken.unit) else unit


def _is_count(unit: str) -> bool:
    return not unit[:3].isupper()


def _last_digit(number: Decimal) -> Decimal:
    """One unit of the last digit that is not zero."""
    exponent = number.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent) if number and isinstance(exponent, int) else ZERO


def _ends_in_five(number: Decimal) -> bool:
    return number.normalize().as_tuple().digits[-1] == 5
