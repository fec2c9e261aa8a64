"""Identities of one metric across periods, and of a part of the company inside its whole.

In: a table of quantities and the catalogue. Out: identities: a sum over time, a part of the year or of the company
that is at most its whole, a rise that is at most the level it leads to.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import permutations

from extractor import grid
from extractor.bridging import inside
from extractor.catalogue import Catalogue
from extractor.formulas import Leaf, total
from extractor.grid import Point, Quantity, Table, agree, point_of
from extractor.identities import Identity

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


def _adds_up(catalogue: Catalogue) -> Callable[[str], bool]:
    flows = {
        key for key, metric in catalogue.metrics.items() if metric.nature == "flow" and "per_share" not in metric.units
    }
    return flows.__contains__


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


def parent(segment: str) -> str:
    """The segment that this one is part of: "banks,signed" is part of "banks"."""
    return segment.rpartition(",")[0]


def by(points: Iterable[Point], key: Callable[[Point], tuple[str, ...]]) -> dict[tuple[str, ...], list[Point]]:
    """The points in groups of one key, in their order."""
    groups: dict[tuple[str, ...], list[Point]] = defaultdict(list)
    for point in points:
        groups[key(point)].append(point)
    return groups
