"""What a call says of each quantity, and what follows from it: the table the audit's identities are built on.

In: facts. Out: a `Table` that answers, for a metric, segment, period and status, which quantities are known: stated
ones (one fact), and derived ones (a formula over several). A quantity known twice is an identity; building the
formulas is done above.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

from extractor import formulas, periods
from extractor.formulas import Formula, Leaf
from extractor.intervals import Interval
from extractor.periods import Period
from extractor.records import Fact

SECTIONS = {"prepared_remarks": 0, "qa": 1, "other": 2}


class Point(NamedTuple):
    """Where a quantity stands. `of` is the whole of a share; a segment is in plain letters and digits."""

    metric: str
    segment: str
    period: str
    status: str
    of: str = ""


@dataclass(eq=False)
class Quantity:
    """A formula for the value at a point. `name` says by which relation it was derived; a stated one has none."""

    point: Point
    formula: Formula
    unit: str
    basis: str
    name: str = ""
    interval: Interval = field(init=False)
    """What the formula gives."""
    facts: tuple[Fact, ...] = field(init=False)
    """The facts it stands on."""
    ids: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.interval = self.formula.interval()
        self.facts = tuple(formulas.facts(self.formula))
        self.ids = frozenset(fact.id for fact in self.facts)


class Table:
    """Quantities by point, stated ones first, in an order that does not depend on the order of the facts."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.facts = sorted(facts, key=rank)
        self._at: dict[Point, list[Quantity]] = defaultdict(list)
        self._points: dict[str, dict[Point, None]] = defaultdict(dict)
        for fact in self.facts:
            if fact.measure in ("level", "share"):
                self.add(stated(fact))

    def add(self, quantity: Quantity) -> None:
        """Enters a quantity at its point."""
        self._at[quantity.point].append(quantity)
        self._points[quantity.point.metric][quantity.point] = None

    def at(self, point: Point, basis: str = "", stated_only: bool = False) -> Quantity | None:
        """The leading quantity at the point that agrees with the basis: the same basis, else one without."""
        known = [each for each in self._at.get(point, ()) if agree(each.basis, basis)]
        known = [each for each in known if not each.name] if stated_only else known
        return min(known, key=lambda each: (bool(each.name), each.basis != basis), default=None)

    def every(self) -> Iterator[tuple[Point, list[Quantity]]]:
        """Every point with its quantities."""
        yield from self._at.items()

    def points(self, *metrics: str) -> list[Point]:
        """The points of these metrics, each once."""
        return [point for metric in metrics for point in self._points.get(metric, ())]

    @cached_property
    def growths(self) -> dict[tuple[Point, str], Fact]:
        """The leading growth in percent at each point, by what it is measured against (yoy or qoq)."""
        found: dict[tuple[Point, str], Fact] = {}
        for fact in self.facts:
            if fact.measure == "growth" and fact.unit == "percent" and fact.versus in ("yoy", "qoq"):
                found.setdefault((point_of(fact), fact.versus), fact)
        return found

    def metrics(self) -> list[str]:
        """The metrics with a value."""
        return list(self._points)

    def has(self, metrics: Iterable[str]) -> bool:
        """Whether the call says a value of any of the metrics."""
        return any(self._points.get(metric) for metric in metrics)


def rank(fact: Fact) -> tuple[int, int, str]:
    """Prepared remarks before answers, then in the order of the text."""
    place = fact.evidence[0] if fact.evidence else None
    return (SECTIONS[place.section], place.start, fact.id) if place else (3, 0, fact.id)


def stated(fact: Fact) -> Quantity:
    """The quantity a level or a share says."""
    return Quantity(point_of(fact), Leaf(fact), fact.unit, fact.basis)


def point_of(fact: Fact) -> Point:
    """The point of a fact; of a growth or a change, the point whose value moves."""
    label = letters(fact.label) if fact.metric == "other" else ""
    return Point(fact.metric + label, letters(fact.segment), fact.period, fact.status, fact.share_of)


@lru_cache(maxsize=4096)
def period(notation: str) -> Period | None:
    """The period a notation names, None for the empty one."""
    return periods.parse(notation)


@lru_cache(maxsize=4096)
def letters(text: str) -> str:
    """Lower-case letters and digits, parts kept apart by commas: "Banks, signed" is "banks,signed"."""
    parts = [re.sub(r"[\W_]+", "", part.casefold()) for part in text.split(",")]
    return ",".join(part for part in parts if part)


def agree(left: str, right: str) -> bool:
    """Whether two bases can be one: an empty basis agrees with any."""
    return not left or not right or left == right


def basis_of(*quantities: Quantity) -> str:
    """The first basis said among them."""
    return next((each.basis for each in quantities if each.basis), "")


def bases_agree(*quantities: Quantity) -> bool:
    """Whether all their bases can be one."""
    return len({each.basis for each in quantities if each.basis}) < 2


def separate(*quantities: Quantity) -> bool:
    """Whether they stand on different facts: a formula that uses one twice would prove less than it seems."""
    seen: set[str] = set()
    for each in quantities:
        if not seen.isdisjoint(each.ids):
            return False
        seen |= each.ids
    return True


def one_sided(quantity: Quantity) -> bool:
    """Whether zero is not among its values."""
    return quantity.interval.low > 0 or quantity.interval.high < 0


def same_kind(left: str, right: str) -> bool:
    """Whether two units can be compared: percent and basis points are one kind, every noun is a count."""
    return _kind(left) == _kind(right)


def _kind(unit: str) -> str:
    if unit in ("percent", "bps"):
        return "fraction"
    return unit if unit == "multiple" or unit[:3].isupper() else "count"
