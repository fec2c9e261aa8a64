"""Identities of one metric across periods, and of a part of the company inside its whole.

In: a table of quantities and the catalogue. Out: identities: a sum over time, a part of the year or of the company
that is at most its whole, a rise that is at most the level it leads to, and the order of magnitude that neighbouring
periods share (relations `steady` and `slow`; it finds an amount on another scale, not a wrong digit).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import pairwise, permutations

from extractor import grid
from extractor.bridging import inside
from extractor.catalogue import Catalogue
from extractor.formulas import ONE, Constant, Joined, Leaf, total
from extractor.grid import Point, Quantity, Table, agree, one_sided, point_of, separate
from extractor.identities import Identity

ORDER_OF_MAGNITUDE = "order of magnitude"
FACTORS = {"steady": Decimal(5), "slow": Decimal("1.5")}
YEAR_FACTOR = Decimal("2.5")
"""A quarter of a steady flow, four times over, is within this factor of its own year."""
NEAR_MONTHS = 12
MANY = 12
"""So many values of one metric are compared with each other at most, so that the time stays in proportion."""


def parts_of_wholes(table: Table, metrics: Iterable[str], catalogue: Catalogue) -> Iterator[Identity]:
    """Of what is never negative, a part of the year or of the company is at most the whole."""
    for metric in metrics:
        points = [point for point in table.points(metric) if not point.of]
        if catalogue.metrics[metric].nature == "flow":
            yield from _parts_of_the_year(table, points)
        yield from _parts_of_the_company(table, points)


def _parts_of_the_year(table: Table, points: list[Point]) -> Iterator[Identity]:
    """Of a flow, each period said is at most any longer one that holds it."""
    for group in by(points, lambda point: (point.metric, point.segment, point.of)).values():
        spans = [(point, period) for point in group if (period := grid.period(point.period))]
        for (small, inner), (large, outer) in permutations(spans[:MANY], 2):
            if outer != inner and outer.contains(inner) and _status_fits(small, large):
                yield from inside(table, small, large, "part of the year")


def _status_fits(small: Point, large: Point) -> bool:
    return small.status == large.status or (small.status == "actual" and large.status == "guidance")


def _parts_of_the_company(table: Table, points: list[Point]) -> Iterator[Identity]:
    for point in points:
        if point.segment and not _redefined(point.segment):
            yield from inside(table, point, point._replace(segment=parent(point.segment)), "part of the company")


def changes(table: Table, metrics: Iterable[str]) -> Iterator[Identity]:
    """Of what is never negative, no rise is more than the level it leads to."""
    wanted = set(metrics)
    for fact in table.facts:
        if fact.measure == "change" and fact.versus in ("yoy", "qoq") and fact.metric in wanted:
            level = table.at(point_of(fact), fact.basis, stated_only=True)
            if level and level.unit == fact.unit:
                yield Identity("rise within the level", Leaf(fact), "<=", level.formula, fact.unit)


REDEFINING = re.compile(
    r"constantcurrency|excluding|including|^ex(?!ist)|organic|gross|^net|proforma|adjusted|combined|annual|runrate|reported|"
    r"pipeline|total|cumulative|since|last\d|lifetime|average|\d+years"
)


def _redefined(segment: str) -> bool:
    """Whether the segment names another way of counting rather than a part."""
    return any(REDEFINING.search(part) for part in segment.split(","))


def sums_over_time(table: Table, catalogue: Catalogue) -> Iterator[Identity]:
    """A flow of a period is the sum of the periods it is made of, where the call says them all."""
    flows = [
        metric
        for metric, about in catalogue.metrics.items()
        if about.nature == "flow" and "per_share" not in about.units
    ]
    points = [point for point in table.points(*flows) if not point.of]
    for group in by(points, lambda point: (point.metric, point.segment)).values():
        known = [each for point in group if (each := table.at(point, stated_only=True))]
        for whole in known[:MANY]:
            yield from _made_of(whole, known[:MANY])


def _made_of(whole: Quantity, known: list[Quantity]) -> Iterator[Identity]:
    quarters = _quarters(whole)
    pieces: dict[tuple[int, int], Quantity] = {}
    for each in known:
        if each is not whole and _fits_into(each, whole) and set(_quarters(each)) < set(quarters):
            pieces.setdefault(_quarters(each)[0], each)
    parts = _cover(quarters, pieces)
    if len(parts) > 1 and (whole.point.status == "actual" or any(each.point.status != "actual" for each in parts)):
        formula = total([each.formula for each in parts])
        yield Identity("sum over time", whole.formula, "=", formula, whole.unit)


def _fits_into(part: Quantity, whole: Quantity) -> bool:
    return part.unit == whole.unit and agree(part.basis, whole.basis) and _status_fits(part.point, whole.point)


def _quarters(quantity: Quantity) -> list[tuple[int, int]]:
    period = grid.period(quantity.point.period)
    return period.quarters() if period and period.kind in ("quarter", "half", "span", "year", "ttm") else [(0, 0)]


def _cover(quarters: list[tuple[int, int]], pieces: dict[tuple[int, int], Quantity]) -> list[Quantity]:
    """Pieces that follow each other from the first quarter to the last; empty when there is a gap."""
    parts: list[Quantity] = []
    at = 0
    while at < len(quarters) and quarters[at] in pieces:
        parts.append(pieces[quarters[at]])
        at += len(_quarters(parts[-1]))
    return parts if at == len(quarters) else []


# Orders of magnitude


def orders(table: Table, metrics: Iterable[str], catalogue: Catalogue, kind: str) -> Iterator[Identity]:
    """Values of neighbouring periods that must be of one order of magnitude."""
    for metric in metrics:
        flow = catalogue.metrics[metric].nature == "flow"
        points = [point for point in table.points(metric) if not point.of and point.status in ("actual", "guidance")]
        for group in by(points, lambda point: (point.segment,)).values():
            known = [each for point in group if (each := table.at(point))]
            for first, second in pairwise(sorted(known, key=_months)):
                yield from _order((first, second), _factor(first, second, FACTORS[kind]), flow)


def _months(quantity: Quantity) -> tuple[int, int, str]:
    period = grid.period(quantity.point.period)
    start, end = period.months() if period else (0, 0)
    return end, start, quantity.point.status


def _factor(first: Quantity, second: Quantity, factor: Decimal) -> Decimal:
    outer, inner = grid.period(second.point.period), grid.period(first.point.period)
    if outer is None or inner is None or outer == inner:
        return factor
    return min(factor, YEAR_FACTOR) if outer.contains(inner) or inner.contains(outer) else factor


def _order(pair: tuple[Quantity, Quantity], factor: Decimal, flow: bool) -> Iterator[Identity]:
    first, second = pair
    earlier, later = _months(first), _months(second)
    near = earlier[0] > 0 and later[0] - earlier[0] <= NEAR_MONTHS
    if not near or first.unit != second.unit or not all(map(one_sided, pair)) or not separate(first, second):
        return
    longer = Decimal(later[0] - later[1] + 1) / Decimal(earlier[0] - earlier[1] + 1) if flow else ONE
    for small, large, limit in ((second, first, factor * longer), (first, second, factor / longer)):
        most = Joined(large.formula, "*", Constant(limit))
        yield Identity(ORDER_OF_MAGNITUDE, small.formula, "<=", most, small.unit)


# Segments and groups


def parent(segment: str) -> str:
    """The segment that this one is part of: "banks,signed" is part of "banks"."""
    return segment.rpartition(",")[0]


def by(points: Iterable[Point], key: Callable[[Point], tuple[str, ...]]) -> dict[tuple[str, ...], list[Point]]:
    """The points in groups of one key, in their order."""
    groups: dict[tuple[str, ...], list[Point]] = defaultdict(list)
    for point in points:
        groups[key(point)].append(point)
    return groups
