"""Quantities that follow from what a call says: priors from growth, amounts from margins, totals from parts.

In: a `Table` of stated quantities and the catalogue's relations. Out: the table with derived ones added, each with the
formula it stands on. It compares nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from extractor import periods
from extractor.catalogue import Catalogue, Relation
from extractor.formulas import Formula, Joined, Leaf, total
from extractor.grid import Point, Quantity, Table, basis_of, one_sided, point_of, same_kind, separate
from extractor.records import Fact

RATIO_KINDS = ("percent", "multiple")


def derive(table: Table, catalogue: Catalogue) -> None:
    """Adds to the table what follows from it, in the order in which one derivation builds on another."""
    _derive_priors(table)
    for relation in catalogue.relations:
        if relation.kind == "ratio":
            _derive_ratios(table, relation)
    _derive_shares(table)
    _derive_prior_ratios(table)
    for relation in catalogue.relations:
        if relation.kind in SUMS:
            SUMS[relation.kind](table, relation)


def before(period: str, versus: str) -> str:
    """The period a growth or a change is measured against; empty when that cannot be told."""
    parsed = periods.parse(period)
    if parsed is None or versus not in ("yoy", "qoq"):
        return ""
    if versus == "yoy":
        return str(parsed.prior_year())
    return str(parsed.previous()) if parsed.kind == "quarter" else ""


def prior(point: Point, versus: str) -> Point | None:
    """The point that a growth or a change at `point` is measured against; what was is actual."""
    period = before(point.period, versus)
    return point._replace(period=period, status="actual") if period else None


def _derive_priors(table: Table) -> None:
    for fact in table.facts:
        if fact.measure in ("growth", "change"):
            _derive_prior(table, fact)


def _derive_prior(table: Table, fact: Fact) -> None:
    point = moved(table, fact)
    then, now = prior(point, fact.versus), table.at(point, fact.basis, stated_only=True)
    if then is None or now is None:
        return
    if fact.measure == "growth":
        formula = _before_growth(now, table.at(then, fact.basis, stated_only=True) or now, fact)
    else:
        formula = _before_change(now, fact)
    if formula is not None:
        name = "growth against the prior level" if fact.measure == "growth" else "change against the prior level"
        table.add(Quantity(then, formula, now.unit, now.basis or fact.basis, name))


def moved(table: Table, fact: Fact) -> Point:
    """The point whose value moves; basis points said of an amount move its share of revenue."""
    point = point_of(fact)
    if fact.unit == "bps" and not fact.share_of and fact.measure == "change":
        shares = point._replace(of="revenue")
        return shares if table.at(shares) else point
    return point


def _before_growth(now: Quantity, base: Quantity, fact: Fact) -> Formula | None:
    """A loss that shrinks grows, by the guide: from a negative base the level is base x (1 - growth).

    Where the base is not said (`base` is `now`), it has the level's sign.
    """
    if fact.unit not in RATIO_KINDS or not one_sided(now) or not one_sided(base):
        return None
    factor = Leaf(fact, factor=1 if base.interval.low > 0 else -1)
    spread = factor.interval()
    usable = spread.low > 0 or (base is not now and spread.high < 0)
    return Joined(now.formula, "/", factor) if usable and (factor.factor > 0 or fact.unit == "percent") else None


def _before_change(now: Quantity, fact: Fact) -> Formula | None:
    return Joined(now.formula, "-", Leaf(fact)) if same_kind(now.unit, fact.unit) else None


def _derive_prior_ratios(table: Table) -> None:
    """Priors of ratios that are not said themselves but follow from amounts."""
    for fact in table.facts:
        point = moved(table, fact)
        now = table.at(point, fact.basis) if fact.measure == "change" and fact.unit == "bps" else None
        then = prior(point, fact.versus)
        if now is not None and now.name and then is not None and fact.id not in now.ids:
            formula = Joined(now.formula, "-", Leaf(fact))
            table.add(Quantity(then, formula, now.unit, now.basis or fact.basis, "change against the prior level"))


def _derive_ratios(table: Table, relation: Relation) -> None:
    (numerator,), (denominator,) = relation.role("numerator"), relation.role("denominator")
    ratios = [point._replace(metric=relation.result) for point in table.points(relation.result, numerator)]
    for ratio in dict.fromkeys(ratios):
        above, below = ratio._replace(metric=numerator), ratio._replace(metric=denominator)
        _derive_ratio(table, (ratio, above, below), relation.result.replace("_", " "))


def _derive_shares(table: Table) -> None:
    for fact in table.facts:
        if fact.measure != "share" or fact.unit not in RATIO_KINDS:
            continue
        point = point_of(fact)
        above = point._replace(of="")
        below = Point(fact.share_of, "" if fact.metric == fact.share_of else point.segment, *point[2:4])
        if above != below:
            _derive_ratio(table, (point, above, below), "part of the whole")


def _derive_ratio(table: Table, points: tuple[Point, Point, Point], name: str) -> None:
    """The ratio from its two amounts; else the numerator from the ratio. No denominator comes from a rounded ratio."""
    ratio_at, above_at, below_at = points
    ratio = table.at(ratio_at, stated_only=True)
    basis = ratio.basis if ratio else ""
    above = table.at(above_at, basis)
    below = table.at(below_at, basis or (above.basis if above else ""))
    if above and below and above.unit == below.unit and separate(above, below) and one_sided(below):
        unit = ratio.unit if ratio else "percent"
        table.add(_divided(ratio_at, above, below, (unit, name)))
    elif ratio and below and not above and below.unit[:3].isupper():
        formula = Joined(below.formula, "*", ratio.formula)
        table.add(Quantity(above_at, formula, below.unit, basis_of(ratio, below), name))


def _divided(point: Point, above: Quantity, below: Quantity, shown: tuple[str, str]) -> Quantity:
    unit, name = shown
    return Quantity(point, Joined(above.formula, "/", below.formula), unit, basis_of(above, below), name)


def _derive_sum(table: Table, relation: Relation) -> None:
    add, less = relation.role("add"), relation.role("less")
    for point in table.points(*add[:1]):
        known = terms(table, point, (*add, *less))
        if known:
            table.add(summed(point._replace(metric=relation.result), known, len(add), relation.result))


def _derive_parts(table: Table, relation: Relation) -> None:
    parts = relation.role("parts")
    if table.has(relation.role("unless")):
        return
    for point in table.points(parts[0]):
        known = terms(table, point, parts)
        if known:
            table.add(summed(point._replace(metric=relation.result), known, len(known), f"parts of {relation.result}"))


def terms(table: Table, point: Point, metrics: tuple[str, ...]) -> list[Quantity]:
    """The quantities of these metrics at the point, of one unit and agreeing bases; empty when one is missing."""
    known: list[Quantity] = []
    for metric in metrics:
        found = table.at(point._replace(metric=metric), basis_of(*known))
        if found is None or (known and found.unit != known[0].unit) or not separate(*known, found):
            return []
        known.append(found)
    return known


def summed(point: Point, terms: list[Quantity], added: int, name: str) -> Quantity:
    """The sum of the first `added` terms less the others, as a quantity at the point."""
    formula = total([each.formula for each in terms[:added]])
    for each in terms[added:]:
        formula = Joined(formula, "-", each.formula)
    return Quantity(point, formula, terms[0].unit, basis_of(*terms), name.replace("_", " "))


Derivation = Callable[[Table, Relation], None]
SUMS: dict[str, Derivation] = {"sum": _derive_sum, "parts": _derive_parts}
