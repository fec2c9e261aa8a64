"""Identities between the parts of a company and the whole, once the call shows that the parts are all there.

In: a table of quantities. Out: for every set of parts that makes up its whole somewhere in the call, the same sum for
other metrics and periods, and the whole's growth between that of its parts. A sum that never comes out proves nothing:
parts may be missing, or overlap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import NamedTuple

from extractor.formulas import ONE, Constant, Leaf, total
from extractor.grid import Point, Quantity, Table, agree, same_kind, separate
from extractor.identities import Identity
from extractor.records import Fact
from extractor.spanning import MANY, by, parent

Parts = tuple[str, ...]


class Siblings(NamedTuple):
    """Where parts stand: the point of their whole, and what the call says of them, in its order."""

    whole: Point
    parts: tuple[Quantity, ...]


def sums_over_segments(table: Table) -> Iterator[Identity]:
    """The sums of every set of parts that is seen to be complete: it makes up its whole at least as often as not, and
    is no part of a larger such set."""
    families = list(_families(table))
    sets = list(_complete(table, families))
    for parts in sets:
        wholes = dict.fromkeys(family.whole for family in families if family.whole.segment == parent(parts[0]))
        found = [each for whole in wholes if (each := _sum(table, whole, parts))]
        holding = sum(each.holds for each in found)
        if 2 * holding >= len(found) and not any(set(parts) < set(other) for other in sets):
            for each in found:
                yield replace(each, witness=holding == 1 and each.holds)
            yield from _growth(table, parts)


def _families(table: Table) -> Iterator[Siblings]:
    parted = [point for point in table.points(*table.metrics()) if point.segment]
    groups = by(parted, lambda point: (point.metric, parent(point.segment), point.period, point.status, point.of))
    for group in groups.values():
        parts = [each for point in group if (each := table.at(point)) and _adds(each)]
        yield Siblings(group[0]._replace(segment=parent(group[0].segment)), tuple(parts[:MANY]))


def _adds(quantity: Quantity) -> bool:
    return quantity.point.of != "" or same_kind(quantity.unit, "count") or quantity.unit.isupper()


def _complete(table: Table, families: Sequence[Siblings]) -> Iterator[Parts]:
    """Sets of parts, said one after the other, that make up their whole."""
    seen: set[Parts] = set()
    for family in families:
        stated = [each for each in family.parts if not each.name]
        for first, last in combinations(range(len(stated) + 1), 2):
            parts = tuple(sorted(each.point.segment for each in stated[first:last]))
            if len(parts) > 1 and parts not in seen:
                found = _sum(table, family.whole, parts)
                if found and found.holds:
                    seen.add(parts)
                    yield parts


def _sum(table: Table, whole: Point, parts: Parts) -> Identity | None:
    """The whole against the sum of its parts, where all are known."""
    top = _whole(table, whole)
    known = [each for part in parts if (each := table.at(whole._replace(segment=part), top.basis if top else ""))]
    if top is None or len(known) < len(parts) or not separate(top, *known) or not _adds(top):
        return None
    if not all(same_kind(each.unit, top.unit) and agree(each.basis, top.basis) for each in known):
        return None
    together = total([each.formula for each in known])
    return Identity("parts of the company", top.formula, "=", together, top.unit)


def _whole(table: Table, point: Point) -> Quantity | None:
    """The level the parts add up to; for shares of the metric itself, one hundred percent."""
    if point.of:
        return Quantity(point, Constant(ONE), "percent", "") if point.of == point.metric else None
    return table.at(point)


def _growth(table: Table, parts: Parts) -> Iterator[Identity]:
    """The whole grows no faster than its fastest part and no slower than its slowest."""
    for (point, versus), whole in table.growths.items():
        if point.segment == parent(parts[0]):
            known = [each for part in parts if (each := table.growths.get((point._replace(segment=part), versus)))]
            if len(known) == len(parts):
                yield from between(whole, known)


def between(whole: Fact, parts: Sequence[Fact]) -> Iterator[Identity]:
    """A growth against the least and the most of its parts' growths."""
    ordered = sorted(parts, key=lambda fact: (Leaf(fact).interval().middle, fact.id))
    yield Identity("growth of the parts", Leaf(whole), "<=", Leaf(ordered[-1]), "percent")
    yield Identity("growth of the parts", Leaf(ordered[0]), "<=", Leaf(whole), "percent")
