"""Identities by definitions that differ from company to company, once the call is seen to use them.

In: a table of quantities and a relation `definition` (arpu = arr / users). Out: its instances, for levels and for
growth rates, if at least one of them fits; otherwise none, since the company may define it in another way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from extractor.catalogue import Relation
from extractor.deriving import RATIO_KINDS
from extractor.formulas import Joined, Leaf
from extractor.grid import Table, growths, one_sided
from extractor.identities import Identity


def definitions(table: Table, relation: Relation) -> Iterator[Identity]:
    """Every instance of the definition, or none."""
    found = [*_levels(table, relation), *_growth(table, relation)]
    fitting = [each for each in found if each.holds]
    if len(fitting) == 1:
        yield replace(fitting[0], witness=True)
    if fitting:
        yield from (each for each in found if len(fitting) > 1 or not each.holds)


def _levels(table: Table, relation: Relation) -> Iterator[Identity]:
    (numerator,), (denominator,) = relation.role("numerator"), relation.role("denominator")
    for point in table.points(relation.result):
        result = table.at(point, stated_only=True)
        above = table.at(point._replace(metric=numerator), stated_only=True)
        below = table.at(point._replace(metric=denominator), stated_only=True)
        if result and above and below and one_sided(below) and _divides(result.unit, above.unit, below.unit):
            formula = Joined(above.formula, "/", below.formula)
            yield Identity(relation.result.replace("_", " "), result.formula, "=", formula, result.unit)


def _divides(result: str, above: str, below: str) -> bool:
    if result in RATIO_KINDS:
        return above == below
    return result.startswith(f"{above}/") and not below[:3].isupper() and below not in RATIO_KINDS


def _growth(table: Table, relation: Relation) -> Iterator[Identity]:
    """(1 + growth of the ratio) x (1 + growth of the denominator) = 1 + growth of the numerator."""
    (numerator,), (denominator,) = relation.role("numerator"), relation.role("denominator")
    moves = growths(table.facts)
    for (point, versus), growth in moves.items():
        above = moves.get((point._replace(metric=numerator), versus))
        below = moves.get((point._replace(metric=denominator), versus))
        if point.metric == relation.result and above and below:
            product = Joined(Leaf(growth, factor=1), "*", Leaf(below, factor=1))
            name = f"growth of {relation.result.replace('_', ' ')}"
            yield Identity(name, Leaf(above, factor=1), "=", product, "factor")
