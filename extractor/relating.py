"""Which identities hold between the facts of one call, found through the catalogue's relations.

In: facts and the catalogue. Out: identities, each over facts of one segment, basis, period and status (an empty basis
agrees with any). A quantity known in two ways is an identity; four families of others have files of their own:

    bridging    several metrics of one period: margin bridges, amounts per share, definitions
    spanning    one metric across periods, and a part inside its whole
    parting     the parts of the company and the whole, once they are seen to be complete
    hinting     what is plausible, and proves nothing alone

Nothing here knows a company, and nothing judges.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from extractor import bridging, hinting, parting, spanning
from extractor.catalogue import Catalogue, Relation
from extractor.deriving import SUMS, derive
from extractor.formulas import ONE, Constant, Joined, Leaf
from extractor.grid import Quantity, Table, agree, one_sided, point_of, same_kind, separate, stated
from extractor.identities import Identity
from extractor.records import Fact

ALTERNATIVES = 3
Family = Callable[[Table, Relation], Iterator[Identity]]
FAMILIES: dict[str, Family] = {
    "bridge": bridging.bridges,
    "floor": bridging.floors,
    "inside": bridging.insides,
    "per_share": bridging.per_share,
    "definition": bridging.definitions,
    "remainder": hinting.remainders,
}

KINDS = frozenset((*FAMILIES, *SUMS, *spanning.FACTORS, "ratio", "positive", "bounded"))
"""Every kind of relation that the audit knows."""


def identities(facts: Iterable[Fact], catalogue: Catalogue) -> list[Identity]:
    """Every identity between the facts, in an order that does not depend on theirs."""
    table = Table(facts)
    derive(table, catalogue)
    found = [*_known_twice(table), *_moves(table)]
    for relation in catalogue.relations:
        if relation.kind in FAMILIES:
            found += FAMILIES[relation.kind](table, relation)
        members = (relation.result, *relation.role("others"))
        if relation.kind == "positive":
            found += spanning.parts_of_wholes(table, members, catalogue)
            found += spanning.changes(table, members)
        elif relation.kind in spanning.FACTORS:
            found += spanning.orders(table, members, catalogue, relation.kind)
    found += [*spanning.sums_over_time(table, catalogue), *parting.sums_over_segments(table)]
    return [*found, *bridging.growths_of_parts(table), *hinting.years(table, catalogue)]


def _known_twice(table: Table) -> Iterator[Identity]:
    """Stated against derived; where nothing is stated, derived against derived."""
    for _, known in table.every():
        said = [each for each in known if not each.name][:ALTERNATIVES]
        derived = [each for each in known if each.name][: 2 * ALTERNATIVES]
        for first in said or derived[:1]:
            for second in derived:
                if _comparable(first, second):
                    yield Identity(second.name, first.formula, "=", second.formula, first.unit)


def _comparable(first: Quantity, second: Quantity) -> bool:
    fits = first is not second and same_kind(first.unit, second.unit) and agree(first.basis, second.basis)
    return fits and separate(first, second)


def _moves(table: Table) -> Iterator[Identity]:
    """A level, its change and its growth against the same base: level = change x (1 + 1 / growth)."""
    moves = table.growths
    for fact in table.facts:
        growth = moves.get((point_of(fact), fact.versus))
        if fact.measure == "change" and growth and agree(fact.basis, growth.basis):
            level = table.at(point_of(fact), fact.basis or growth.basis, stated_only=True)
            if level and level.unit == fact.unit and level.interval.low > 0 and one_sided(stated(growth)):
                factor = Joined(Constant(ONE), "+", Joined(Constant(ONE), "/", Leaf(growth)))
                yield Identity("growth and change", level.formula, "=", Joined(Leaf(fact), "*", factor), level.unit)
