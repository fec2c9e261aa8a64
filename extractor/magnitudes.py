"""Identities of magnitude: what neighbouring periods and a year and its quarters cannot differ by.

In: a table of quantities and the catalogue's relations `steady` and `slow`. Out: inequalities with a factor. They find
an amount on another scale (millions for billions), not a wrong digit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise

from extractor import grid
from extractor.catalogue import Catalogue
from extractor.formulas import ONE, Constant, Joined
from extractor.grid import Quantity, Table, one_sided, separate
from extractor.identities import Identity
from extractor.spanning import by

ORDER_OF_MAGNITUDE = "order of magnitude"
FACTORS = {"steady": Decimal(5), "slow": Decimal("1.5")}
YEAR_FACTOR = Decimal("2.5")
"""A quarter of a steady flow, four times over, is within this factor of its own year."""
NEAR_MONTHS = 12


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
