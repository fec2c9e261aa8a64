"""Identities between the metrics of one period: bridges, amounts per share, parts inside wholes, definitions.

In: a table of quantities and the catalogue's relations. Out: identities. Kinds of relation: `bridge`, `floor`,
`inside`, `per_share`, and `definition` (arpu = arr / users), of which there are none unless one instance fits: each
company may define it in its own way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from extractor.catalogue import Relation
from extractor.deriving import RATIO_KINDS, summed
from extractor.formulas import Constant, Formula, Joined, Leaf
from extractor.grid import Point, Quantity, Table, agree, bases_agree, one_sided, point_of, separate
from extractor.identities import Identity
from extractor.records import Fact

ADDED_BACK = Decimal("0.2")
"""What is added back to reach EBITDA (depreciation inside the expense lines) stays below this part of revenue."""


class Remainder(NamedTuple):
    """What a bridge leaves of its start, beside what the call says remains."""

    result: Quantity
    remains: Formula


def bridges(table: Table, relation: Relation) -> Iterator[Identity]:
    """Start less the expenses is the result: exactly for non-GAAP figures, else at least."""
    for result, remains in _remainders(table, relation):
        if result.basis == "non_gaap":
            yield Identity("margin bridge", result.formula, "=", remains, result.unit)
        else:
            yield Identity("margin bridge", result.formula, "<=", remains, result.unit)


def floors(table: Table, relation: Relation) -> Iterator[Identity]:
    """EBITDA lies above what the expenses leave, by what is added back and no more."""
    for result, remains in _remainders(table, relation):
        yield Identity("EBITDA bridge", remains, "<=", result.formula, result.unit)
        if relation.role("whole"):
            most = Joined(remains, "+", Constant(ADDED_BACK))
            yield Identity("EBITDA bridge", result.formula, "<=", most, result.unit)


def _remainders(table: Table, relation: Relation) -> Iterator[Remainder]:
    whole = "".join(relation.role("whole"))
    for point in table.points(relation.result):
        result = table.at(point)
        places = [point._replace(metric=relation.role("start")[0])]
        places += [point._replace(metric=metric, of=whole) for metric in relation.role("less")]
        terms = [table.at(each, result.basis if result else "") for each in places]
        known = [each for each in terms if each is not None]
        if result and len(known) == len(terms) and separate(result, *known) and bases_agree(result, *known):
            yield Remainder(result, summed(point, known, 1, "").formula)


def insides(table: Table, relation: Relation) -> Iterator[Identity]:
    """Each part is at most its whole, this year and, where growth tells, the year before."""
    for metric in relation.role("parts"):
        for point in table.points(metric):
            yield from inside(table, point, point._replace(metric=relation.result), "part of the whole")


def inside(table: Table, small: Point, large: Point, name: str) -> Iterator[Identity]:
    """The quantity at one point is at most that at the other, where both are known."""
    part = table.at(small)
    whole = table.at(large, part.basis if part else "")
    if part and whole and part.unit == whole.unit and part.unit not in (*RATIO_KINDS, "bps") and separate(part, whole):
        yield Identity(name, part.formula, "<=", whole.formula, part.unit)


def per_share(table: Table, relation: Relation) -> Iterator[Identity]:
    """An amount per share is the amount over the shares."""
    (numerator,), (denominator,) = relation.role("numerator"), relation.role("denominator")
    for point in table.points(relation.result):
        result = table.at(point, stated_only=True)
        basis = result.basis if result else ""
        above = table.at(point._replace(metric=numerator), basis)
        below = table.at(point._replace(metric=denominator), basis)
        if result and above and below and result.unit.startswith(f"{above.unit}/") and below.unit == "count":
            divided = Joined(above.formula, "/", below.formula)
            yield Identity(relation.result.replace("_", " "), result.formula, "=", divided, result.unit)


def growths_of_parts(table: Table) -> Iterator[Identity]:
    """A part was no larger than its whole a year ago either: share x (1 + whole's growth) <= 1 + part's growth."""
    moves = table.growths
    for share in table.facts:
        if share.measure == "share" and share.unit == "percent" and share.metric != share.share_of:
            yield from _growth_of_part(share, moves)


def _growth_of_part(share: Fact, moves: dict[tuple[Point, str], Fact]) -> Iterator[Identity]:
    point = point_of(share)._replace(of="")
    part = moves.get((point, "yoy"))
    whole = moves.get((point._replace(metric=share.share_of), "yoy"))
    if part and whole and agree(part.basis, whole.basis) and Leaf(share).interval().low > 0:
        before = Joined(Leaf(share), "*", Leaf(whole, factor=1))
        yield Identity("growth of the part", before, "<=", Leaf(part, factor=1), "factor")


# Definitions that differ from company to company


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
    of_results = [each for each in table.growths.items() if each[0][0].metric == relation.result]
    for (point, versus), growth in of_results:
        above = table.growths.get((point._replace(metric=numerator), versus))
        below = table.growths.get((point._replace(metric=denominator), versus))
        if above and below:
            product = Joined(Leaf(growth, factor=1), "*", Leaf(below, factor=1))
            name = f"growth of {relation.result.replace('_', ' ')}"
            yield Identity(name, Leaf(above, factor=1), "=", product, "factor")
