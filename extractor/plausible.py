"""What a single fact can be at all: limits that no company leaves, from the catalogue.

In: a fact and the catalogue. Out: the interval of possible values, and checks that need no other fact. What is
unusual but possible is not questioned here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from extractor import figures, formatting, grid
from extractor.catalogue import Catalogue
from extractor.intervals import EVERYTHING, INFINITY, Interval, ends
from extractor.periods import Period
from extractor.records import Check, Fact

ZERO = Decimal(0)
HUNDRED = Decimal(100)
QUARTER_MONTHS = 3
WIDE_MOVE_BPS = Decimal(2500)
FAR_APART = 100
"""A range whose ends are a hundred times apart mixes two scales."""


class Limits:
    """What a fact can be: by the catalogue's relations `positive` and `bounded`, and by the call's period."""

    def __init__(self, catalogue: Catalogue, call_period: str = "") -> None:
        self.call = grid.period(call_period)
        self.positive = self._members(catalogue, "positive")
        self.bounded = self._members(catalogue, "bounded")
        self.rates = {key for key, metric in catalogue.metrics.items() if metric.units == ("percent",)}

    @staticmethod
    def _members(catalogue: Catalogue, kind: str) -> frozenset[str]:
        relations = [relation for relation in catalogue.relations if relation.kind == kind]
        return frozenset(metric for each in relations for metric in (each.result, *each.role("others")))

    def possible(self, fact: Fact) -> Interval:
        """The values the fact can have at all, in its own unit."""
        positive = fact.metric in self.positive
        if fact.measure == "growth":
            return Interval(-HUNDRED, INFINITY) if fact.unit == "percent" and positive else EVERYTHING
        if fact.measure == "share":
            return Interval(ZERO, HUNDRED if fact.metric == fact.share_of else INFINITY) if positive else EVERYTHING
        return self._level(fact) if fact.measure == "level" else EVERYTHING

    def _level(self, fact: Fact) -> Interval:
        if fact.unit == "percent" and fact.metric in self.bounded:
            return Interval(-INFINITY if fact.metric.endswith("margin") else ZERO, HUNDRED)
        return Interval(ZERO, INFINITY) if fact.metric in self.positive else EVERYTHING

    def usual(self, fact: Fact) -> Interval:
        """The values that would not themselves surprise: a ratio seldom moves by more than 25 points in a year.

        Only for choosing between facts that could be wrong; a fact outside is no suspect for that alone.
        """
        if fact.measure == "change" and fact.unit == "bps":
            return Interval(-WIDE_MOVE_BPS, WIDE_MOVE_BPS)
        return self.possible(fact)


def checks(fact: Fact, limits: Limits) -> Iterator[Check]:
    """The failed checks of one fact alone; a possible value yields none."""
    yield from _range(fact)
    yield from _joined(fact)
    yield from _future(fact, limits.call)
    low, high = ends(fact)
    possible = limits.possible(fact)
    if not possible.low <= low <= high <= possible.high:
        sentence = f"{figures.name(fact)} is said to be {figures.said(fact)}; it can only be {_within(possible, fact)}."
        yield Check(name="possible", passed=False, sentence=sentence)


def _range(fact: Fact) -> Iterator[Check]:
    low, high = ends(fact)
    near, far = sorted((abs(low), abs(high)))
    if near and far >= FAR_APART * near:
        apart = f"the ends are {far / near:,.0f} times apart, so one of them is on another scale."
        sentence = f"{figures.name(fact)} is given as {figures.said(fact)}: {apart}"
        yield Check(name="range", passed=False, sentence=sentence)


def _joined(fact: Fact) -> Iterator[Check]:
    pair = _run_together(fact) if fact.measure == "growth" and fact.unit == "percent" else None
    if pair:
        told = f"{figures.name(fact)} is printed as {figures.said(fact)}"
        sentence = f"{told}; {pair[0]}% and {pair[1]}% may have run together."
        yield Check(name="run together", passed=False, sentence=sentence)


def _future(fact: Fact, call: Period | None) -> Iterator[Check]:
    """What happened cannot lie beyond the quarter in which the call is held."""
    period = grid.period(fact.period)
    if fact.status == "actual" and period and call and period.months()[0] > call.months()[1] + QUARTER_MONTHS:
        sentence = f"{figures.name(fact)} is said as fact, and the period begins after the quarter of the call."
        yield Check(name="not yet", passed=False, sentence=sentence)


def _within(possible: Interval, fact: Fact) -> str:
    if possible.bounded:
        return formatting.span(possible.low, possible.high, fact.unit)
    return figures.about(possible, fact.unit)


def _run_together(fact: Fact) -> tuple[str, str] | None:
    """The halves of a four-digit percentage ("1726%"), unless the second begins with a zero ("1200%")."""
    digits = f"{fact.value:f}" if fact.value is not None else ""
    return (digits[:2], digits[2:]) if len(digits) == 4 and digits.isdecimal() and digits[2] != "0" else None


def echoes(facts: Iterable[Fact], limits: Limits) -> Iterator[tuple[str, Check]]:
    """A rate that is said to move by exactly its own level: "increased 30%" where "increased to 30%" is meant.

    Comes out as the id of the growth or change, and its failed check.
    """
    told = [fact for fact in facts if fact.metric in limits.rates and fact.unit == "percent" and fact.value]
    levels = {_place(fact): fact for fact in told if fact.measure == "level"}
    for fact in told:
        level = levels.get(_place(fact))
        if fact.measure in ("growth", "change") and level:
            sentence = (
                f"{figures.name(fact)} of {figures.said(fact)} is also the level that the call gives for "
                f'{figures.name(level)}; "by" may stand for "to".'
            )
            yield fact.id, Check(name="growth and level", passed=False, sentence=sentence, facts=[level.id])


def _place(fact: Fact) -> tuple[str, str, str, Decimal | None]:
    return fact.metric, fact.segment.casefold(), fact.period, fact.value
