"""The guide's notation of fiscal periods as a value.

In: a notation ("2023Q3"). Out: a `Period` that prints as it, has an order, and can be shifted and stepped. What is not
done here: reading the words of a call (`extractor.periods`).

    notation       kind     covers
    2023Q3         quarter  a fiscal quarter
    2023H1         half     two quarters
    FY2023         year     four quarters
    2023Q1-Q3      span     quarters of one fiscal year that are no half and no year
    TTM-2023Q3     ttm      the four quarters up to that one
    QTD-2023Q2     qtd      the quarter so far
    2023-05        month    a calendar month
    FY2024-FY2026  years    fiscal years
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

Kind = Literal["quarter", "half", "year", "span", "ttm", "qtd", "month", "years"]


@dataclass(frozen=True, slots=True)
class Period:
    """One period. `year` is the fiscal year it ends in (the calendar year of a month).

    `first` and `last` count quarters of that year; months for a month; years for `years`. Periods order by their
    end, then by their start.

    >>> str(parse("2023Q1-Q3").prior_year())
    '2022Q1-Q3'
    """

    kind: Kind
    year: int
    first: int
    last: int

    def __post_init__(self) -> None:
        if not _possible(self):
            raise ValueError(f"no such period: {self.kind} {self.year} {self.first} {self.last}")

    def __str__(self) -> str:
        match self.kind:
            case "quarter":
                return f"{self.year}Q{self.first}"
            case "half":
                return f"{self.year}H{self.last // 2}"
            case "year":
                return f"FY{self.year}"
            case "span":
                return f"{self.year}Q{self.first}-Q{self.last}"
            case "month":
                return f"{self.year}-{self.first:02}"
            case "years":
                return f"FY{self.first}-FY{self.last}"
            case _:
                return f"{self.kind.upper()}-{self.year}Q{self.first}"

    def __lt__(self, other: Period) -> bool:
        return self._order() < other._order()

    def __le__(self, other: Period) -> bool:
        return self._order() <= other._order()

    def __gt__(self, other: Period) -> bool:
        return self._order() > other._order()

    def __ge__(self, other: Period) -> bool:
        return self._order() >= other._order()

    def _order(self) -> tuple[int, int, str]:
        start, end = self.months()
        return end, start, self.kind

    def months(self) -> tuple[int, int]:
        """Its first and last month, counted from the year 0, as if the fiscal year were the calendar year."""
        if self.kind == "years":
            return self.first * 12, self.last * 12 + 11
        if self.kind == "month":
            return self.year * 12 + self.first - 1, self.year * 12 + self.first - 1
        end = self.year * 12 + self.last * 3 - 1
        start = end - 11 if self.kind == "ttm" else self.year * 12 + self.first * 3 - 3
        return start, end

    def quarters(self) -> list[tuple[int, int]]:
        """The (year, quarter) pairs it covers or falls in, in order."""
        start, end = self.months()
        return [(index // 4, index % 4 + 1) for index in range(start // 3, end // 3 + 1)]

    def end_quarter(self) -> Period:
        """The quarter at whose end a stock of this period stands."""
        return quarter(*self.quarters()[-1])

    def contains(self, other: Period) -> bool:
        """Whether every month of `other` lies in this period; a quarter so far contains only itself."""
        if self.kind == "qtd":
            return self == other
        start, end = self.months()
        other_start, other_end = other.months()
        return start <= other_start and other_end <= end

    def shifted(self, years: int) -> Period:
        """The same part of the year, `years` later."""
        if self.kind == "years":
            return Period("years", self.year + years, self.first + years, self.last + years)
        return replace(self, year=self.year + years)

    def prior_year(self) -> Period:
        """The same period a year earlier."""
        return self.shifted(-1)

    def previous(self) -> Period:
        """The one before of its kind; of a span, the same quarters a year earlier."""
        return self._step(-1)

    def next(self) -> Period:
        """The one after of its kind; of a span, the same quarters a year later."""
        return self._step(1)

    def _step(self, by: int) -> Period:
        if self.kind in ("year", "span"):
            return self.shifted(by)
        if self.kind == "years":
            return self.shifted(by * (self.last - self.first + 1))
        width, count = {"half": (2, 4), "month": (1, 12)}.get(self.kind, (1, 4))
        index = self.year * count + self.first - 1 + by * width
        first = index % count + 1
        return Period(self.kind, index // count, first, first + width - 1)


def _possible(period: Period) -> bool:
    first, last = period.first, period.last
    match period.kind:
        case "quarter" | "ttm" | "qtd":
            fits = 1 <= first == last <= 4
        case "half":
            fits = (first, last) in ((1, 2), (3, 4))
        case "year":
            fits = (first, last) == (1, 4)
        case "span":
            fits = 1 <= first < last <= 4 and (first, last) not in ((1, 2), (3, 4), (1, 4))
        case "month":
            fits = 1 <= first == last <= 12
        case "years":
            fits = 1000 <= first < last == period.year
    return fits and 1000 <= period.year <= 9999


def quarter(year: int, number: int) -> Period:
    """Quarter `number` of the fiscal `year`."""
    return Period("quarter", year, number, number)


def fiscal_year(year: int) -> Period:
    """The whole fiscal `year`."""
    return Period("year", year, 1, 4)


@lru_cache(1024)
def stretch(year: int, first: int, last: int) -> Period:
    """Quarters `first` to `last` of a fiscal year under their one name: quarter, half, year or span.

    >>> str(stretch(2023, 1, 2)), str(stretch(2023, 2, 4))
    ('2023H1', '2023Q2-Q4')
    """
    named: dict[tuple[int, int], Kind] = {(1, 2): "half", (3, 4): "half", (1, 4): "year"}
    kind: Kind = "quarter" if first == last else named.get((first, last), "span")
    return Period(kind, year, first, last)


def years(first: int, last: int) -> Period:
    """Fiscal years `first` to `last`; one year alone is that year."""
    return fiscal_year(first) if first == last else Period("years", last, first, last)


_NOTATION = re.compile(
    r"(?P<prefix>TTM-|QTD-)?(?P<year>[1-9][0-9]{3})(?:Q(?P<first>[1-4])(?:-Q(?P<last>[1-4]))?|H(?P<half>[12]))"
    r"|(?P<month_year>[1-9][0-9]{3})-(?P<month>0[1-9]|1[0-2])"
    r"|FY(?P<from>[1-9][0-9]{3})(?:-FY(?P<to>[1-9][0-9]{3}))?"
)


@lru_cache(1024)
def parse(notation: str) -> Period | None:
    """The period a notation names; None for the empty one and for anything else.

    >>> parse("FY2024-FY2026").kind, parse("2023Q5")
    ('years', None)
    """
    found = _NOTATION.fullmatch(notation)
    try:
        return _from_notation(found) if found else None
    except ValueError:
        return None


def _from_notation(found: re.Match[str]) -> Period:
    if found["from"]:
        return years(int(found["from"]), int(found["to"] or found["from"]))
    if found["month"]:
        return Period("month", int(found["month_year"]), int(found["month"]), int(found["month"]))
    year = int(found["year"])
    first = int(found["half"]) * 2 - 1 if found["half"] else int(found["first"])
    if found["prefix"]:
        if found["half"] or found["last"]:
            raise ValueError("only a quarter has a prefix")
        return Period("ttm" if found["prefix"] == "TTM-" else "qtd", year, first, first)
    return stretch(year, first, first + 1 if found["half"] else int(found["last"] or first))


def is_notation(text: str) -> bool:
    """Whether `text` may stand in a fact's period: a notation, or empty."""
    return not text or parse(text) is not None
