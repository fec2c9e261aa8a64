"""Which identities hold between the facts of one call, found through the catalogue's relations.

In: facts and the catalogue. Out: identities, each over facts of one segment, basis, period and status (an empty basis
agrees with any). Derived quantities carry further: last year's level from this year's and its growth, a profit from
its margin. A quantity known in two ways is an identity. Nothing here knows a company, and nothing judges.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import cache
from itertools import combinations, pairwise, permutations

from extractor import periods
from extractor.catalogue import Catalogue, Relation
from extractor.formulas import ONE, Constant, Formula, Joined, Leaf, total
from extractor.identities import Identity
from extractor.quantities import Point, Quantity, Table, agree, point_of, rank, same_kind, stated
from extractor.records import Fact

ALTERNATIVES = 3
MANY = 12
"""So many values of one metric are compared with each other at most, so that the time stays in proportion."""
STEADY = Decimal(5)
NEAR_MONTHS = 12
RATIO_KINDS = ("percent", "multiple")


def identities(facts: Iterable[Fact], catalogue: Catalogue) -> list[Identity]:
    """Every identity between the facts, in an order that does not depend on theirs."""
    table = Table(facts)
    _derive_priors(table)
    _derive_ratios(table, _of_kind(catalogue, "ratio"))
    _derive_shares(table)
    _derive_prior_ratios(table)
    for relation in catalogue.relations:
        if relation.kind in DERIVING:
            DERIVING[relation.kind](table, relation)
    found = list(_known_twice(table))
    for relation in catalogue.relations:
        if relation.kind in HOLDING:
            found += HOLDING[relation.kind](table, relation, catalogue)
    found += [*_sums_over_time(table, catalogue), *_sums_over_segments(table)]
    return [*found, *_moves(table), *_said_twice(table.facts)]


def _of_kind(catalogue: Catalogue, kind: str) -> list[Relation]:
    return [relation for relation in catalogue.relations if relation.kind == kind]


def members(relation: Relation) -> tuple[str, ...]:
    """The metrics a relation without arithmetic is about."""
    return (relation.result, *relation.role("others"))


# Levels of the year or the quarter before


@cache
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
    point = _moved(table, fact)
    then, now = prior(point, fact.versus), table.at(point, fact.basis, stated_only=True)
    if then is None or now is None:
        return
    formula = _before_growth(now, fact) if fact.measure == "growth" else _before_change(now, fact)
    if formula is not None:
        name = "growth against the prior level" if fact.measure == "growth" else "change against the prior level"
        table.add(Quantity(then, formula, now.unit, now.basis or fact.basis, name))


def _moved(table: Table, fact: Fact) -> Point:
    """The point whose value moves; basis points said of an amount move its share of revenue."""
    point = point_of(fact)
    if fact.unit == "bps" and not fact.share_of and fact.measure == "change":
        shares = point._replace(of="revenue")
        return shares if table.at(shares) else point
    return point


def _before_growth(now: Quantity, fact: Fact) -> Formula | None:
    factor = Leaf(fact, factor=True)
    if now.interval.low <= 0 or factor.interval().low <= 0 or fact.unit not in RATIO_KINDS:
        return None
    return Joined(now.formula, "/", factor)


def _before_change(now: Quantity, fact: Fact) -> Formula | None:
    return Joined(now.formula, "-", Leaf(fact)) if same_kind(now.unit, fact.unit) else None


def _derive_prior_ratios(table: Table) -> None:
    """Priors of ratios that are not said themselves but follow from amounts."""
    for fact in table.facts:
        point = _moved(table, fact)
        now = table.at(point, fact.basis) if fact.measure == "change" and fact.unit == "bps" else None
        then = prior(point, fact.versus)
        if now is not None and now.name and then is not None and fact.id not in now.ids:
            formula = Joined(now.formula, "-", Leaf(fact))
            table.add(Quantity(then, formula, now.unit, now.basis or fact.basis, "change against the prior level"))


# Ratios and shares


def _derive_ratios(table: Table, relations: list[Relation]) -> None:
    for relation in relations:
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
        below = Point(fact.share_of, point.segment if fact.metric != fact.share_of else "", *point[2:4])
        if table.at(below, fact.basis) is None:
            below = below._replace(segment="")
        if above != below:
            _derive_ratio(table, (point, above, below), "part of the whole")


def _derive_ratio(table: Table, points: tuple[Point, Point, Point], name: str) -> None:
    """From two of ratio, numerator and denominator, the third."""
    ratio_at, above_at, below_at = points
    ratio = table.at(ratio_at, stated_only=True)
    basis = ratio.basis if ratio else ""
    above = table.at(above_at, basis)
    below = table.at(below_at, basis or (above.basis if above else ""))
    if above and below and above.unit == below.unit and _separate(above, below) and _one_sided(below):
        unit = ratio.unit if ratio else "percent"
        table.add(_divided(ratio_at, above, below, (unit, name)))
    elif ratio and below and not above and below.unit[:3].isupper():
        formula = Joined(below.formula, "*", ratio.formula)
        table.add(Quantity(above_at, formula, below.unit, _basis(ratio, below), name))
    elif ratio and above and not below and _one_sided(ratio):
        formula = Joined(above.formula, "/", ratio.formula)
        table.add(Quantity(below_at, formula, above.unit, "", name))


def _divided(point: Point, above: Quantity, below: Quantity, shown: tuple[str, str]) -> Quantity:
    unit, name = shown
    return Quantity(point, Joined(above.formula, "/", below.formula), unit, _basis(above, below), name)


def _basis(*quantities: Quantity) -> str:
    return next((each.basis for each in quantities if each.basis), "")


def _separate(*quantities: Quantity) -> bool:
    """Whether they stand on different facts: a formula that uses one twice would prove less than it seems."""
    return all(left.ids.isdisjoint(right.ids) for left, right in combinations(quantities, 2))


def _one_sided(quantity: Quantity) -> bool:
    return quantity.interval.low > 0 or quantity.interval.high < 0


# Sums


def _derive_sum(table: Table, relation: Relation) -> None:
    add, less = relation.role("add"), relation.role("less")
    for point in table.points(*add[:1]):
        terms = _terms(table, point, (*add, *less))
        if terms:
            table.add(_summed(point._replace(metric=relation.result), terms, len(add), relation.result))


def _derive_parts(table: Table, relation: Relation) -> None:
    parts = relation.role("parts")
    if table.has(relation.role("unless")):
        return
    for point in table.points(parts[0]):
        terms = _terms(table, point, parts)
        if terms:
            table.add(_summed(point._replace(metric=relation.result), terms, len(terms), f"parts of {relation.result}"))


def _terms(table: Table, point: Point, metrics: tuple[str, ...]) -> list[Quantity]:
    """The quantities of these metrics at the point, of one unit and agreeing bases; empty when one is missing."""
    terms: list[Quantity] = []
    for metric in metrics:
        found = table.at(point._replace(metric=metric), _basis(*terms))
        if found is None or (terms and found.unit != terms[0].unit) or not _separate(*terms, found):
            return []
        terms.append(found)
    return terms


def _summed(point: Point, terms: list[Quantity], added: int, name: str) -> Quantity:
    formula = total([each.formula for each in terms[:added]])
    for each in terms[added:]:
        formula = Joined(formula, "-", each.formula)
    return Quantity(point, formula, terms[0].unit, _basis(*terms), name.replace("_", " "))


# What is known twice


def _known_twice(table: Table) -> Iterator[Identity]:
    """Stated against derived; where nothing is stated, derived against derived."""
    for _, known in table.every():
        stated = [each for each in known if not each.name][:ALTERNATIVES]
        derived = [each for each in known if each.name][: 2 * ALTERNATIVES]
        firsts = stated or derived[:1]
        for first in firsts:
            for second in derived:
                if _comparable(first, second):
                    yield Identity(second.name, first.formula, "=", second.formula, first.unit)


def _comparable(first: Quantity, second: Quantity) -> bool:
    fits = first is not second and same_kind(first.unit, second.unit) and agree(first.basis, second.basis)
    return fits and _separate(first, second) and not _turned(first, second)


def _turned(first: Quantity, second: Quantity) -> bool:
    """A growth says nothing of a level that was not positive."""
    return second.name.startswith("growth") and first.interval.low <= 0


# Relations that are no equalities


def _hold_bridge(table: Table, relation: Relation, catalogue: Catalogue) -> Iterator[Identity]:
    start, less = relation.role("start")[0], relation.role("less")
    whole = "".join(relation.role("whole"))
    for point in table.points(relation.result):
        at = [point._replace(metric=start)] + [point._replace(metric=metric, of=whole) for metric in less]
        result = table.at(point)
        terms = [table.at(each, result.basis if result else "") for each in at]
        known = [each for each in terms if each is not None]
        if result and len(known) == len(terms) and _separate(result, *known) and _bases_agree(result, *known):
            remains = _summed(point, known, 1, "").formula
            sign = "=" if result.basis == "non_gaap" else "<="
            yield Identity("margin bridge", result.formula, sign, remains, result.unit)  # type: ignore[arg-type]


def _bases_agree(*quantities: Quantity) -> bool:
    return len({each.basis for each in quantities if each.basis}) < 2


def _hold_inside(table: Table, relation: Relation, catalogue: Catalogue) -> Iterator[Identity]:
    for metric in relation.role("parts"):
        for point in table.points(metric):
            yield from _inside(table, point, point._replace(metric=relation.result), "part of the whole")


def _inside(table: Table, small: Point, large: Point, name: str) -> Iterator[Identity]:
    part = table.at(small, stated_only=True)
    whole = table.at(large, part.basis if part else "", stated_only=True)
    if part and whole and part.unit == whole.unit and part.unit not in ("percent", "multiple", "bps"):
        yield Identity(name, part.formula, "<=", whole.formula, part.unit)


def _hold_per_share(table: Table, relation: Relation, catalogue: Catalogue) -> Iterator[Identity]:
    (numerator,), (denominator,) = relation.role("numerator"), relation.role("denominator")
    for point in table.points(relation.result):
        result = table.at(point, stated_only=True)
        basis = result.basis if result else ""
        above = table.at(point._replace(metric=numerator), basis)
        below = table.at(point._replace(metric=denominator), basis)
        if result and above and below and result.unit.startswith(f"{above.unit}/") and below.unit == "count":
            divided = Joined(above.formula, "/", below.formula)
            yield Identity(relation.result.replace("_", " "), result.formula, "=", divided, result.unit)


# The same metric in other periods and segments


def _hold_positive(table: Table, relation: Relation, catalogue: Catalogue) -> Iterator[Identity]:
    for metric in members(relation):
        points = [point for point in table.points(metric) if not point.of]
        if catalogue.metrics[metric].nature == "flow":
            yield from _parts_of_the_year(table, points)
        yield from _parts_of_the_company(table, points)


def _parts_of_the_year(table: Table, points: list[Point]) -> Iterator[Identity]:
    """Of a flow, each period said is at most any longer one that holds it."""
    for group in _by(points, lambda point: (point.metric, point.segment, point.of)).values():
        spans = [(point, period) for point in group if (period := periods.parse(point.period))]
        for (small, inner), (large, outer) in permutations(spans[:MANY], 2):
            if outer != inner and outer.contains(inner) and _status_fits(small, large):
                yield from _inside(table, small, large, "part of the year")


def _status_fits(small: Point, large: Point) -> bool:
    return small.status == large.status or (small.status == "actual" and large.status == "guidance")


def _parts_of_the_company(table: Table, points: list[Point]) -> Iterator[Identity]:
    for point in points:
        if point.segment and not _redefined(point.segment):
            yield from _inside(table, point, point._replace(segment=_parent(point.segment)), "part of the company")


REDEFINING = (
    "constantcurrency", "excluding", "including", "organic", "gross", "proforma", "adjusted", "combined", "annualized",
    "ex", "net", "reported", "pipeline", "total",
)  # fmt: skip


def _redefined(segment: str) -> bool:
    """Whether the segment names another way of counting rather than a part."""
    return any(part.startswith(REDEFINING) for part in segment.split(","))


def _moves(table: Table) -> Iterator[Identity]:
    """A level, its change and its growth against the same base: level = change x (1 + 1 / growth)."""
    growths = {(point_of(fact), fact.versus): fact for fact in reversed(table.facts) if _is_percent_growth(fact)}
    for fact in table.facts:
        growth = growths.get((point_of(fact), fact.versus))
        if fact.measure == "change" and growth and agree(fact.basis, growth.basis):
            level = table.at(point_of(fact), fact.basis or growth.basis, stated_only=True)
            if level and level.unit == fact.unit and level.interval.low > 0 and _one_sided(stated(growth)):
                factor = Joined(Constant(ONE), "+", Joined(Constant(ONE), "/", Leaf(growth)))
                yield Identity("growth and change", level.formula, "=", Joined(Leaf(fact), "*", factor), level.unit)


def _is_percent_growth(fact: Fact) -> bool:
    return fact.measure == "growth" and fact.unit == "percent" and fact.versus in ("yoy", "qoq")


# Sums over time and over the parts of the company


def _sums_over_time(table: Table, catalogue: Catalogue) -> Iterator[Identity]:
    """A flow of a period is the sum of the periods it is made of, where the call says them all."""
    flows = [
        metric
        for metric, about in catalogue.metrics.items()
        if about.nature == "flow" and "per_share" not in about.units
    ]
    points = [point for point in table.points(*flows) if not point.of]
    for group in _by(points, lambda point: (point.metric, point.segment)).values():
        said_there = [each for point in group if (each := table.at(point, stated_only=True))]
        for whole in said_there[:MANY]:
            yield from _made_of(whole, said_there[:MANY])


def _made_of(whole: Quantity, known: list[Quantity]) -> Iterator[Identity]:
    quarters = _quarters(whole)
    pieces = {}
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
    period = periods.parse(quantity.point.period)
    return period.quarters() if period and period.kind in ("quarter", "half", "span", "year", "ttm") else [(0, 0)]


def _cover(quarters: list[tuple[int, int]], pieces: dict[tuple[int, int], Quantity]) -> list[Quantity]:
    """Pieces that follow each other from the first quarter to the last; empty when there is a gap."""
    parts: list[Quantity] = []
    at = 0
    while at < len(quarters) and quarters[at] in pieces:
        parts.append(pieces[quarters[at]])
        at += len(_quarters(parts[-1]))
    return parts if at == len(quarters) else []


def _sums_over_segments(table: Table) -> Iterator[Identity]:
    """Parts said one after the other that make up their whole; sums that do not are no proof of anything."""
    parted = [point for point in table.points(*table.metrics()) if point.segment]
    groups = _by(parted, lambda point: (point.metric, _parent(point.segment), point.period, point.status, point.of))
    for group in groups.values():
        parts = [each for point in group if (each := table.at(point, stated_only=True)) and _additive(each)]
        whole = _whole_of(table, group[0])
        for first, last in combinations(range(len(parts[:MANY]) + 1), 2):
            run = parts[first:last]
            if len(run) > 1 and whole and _makes_up(run, whole):
                yield Identity(
                    "parts of the company", whole.formula, "=", total([each.formula for each in run]), whole.unit
                )


def _parent(segment: str) -> str:
    return segment.rpartition(",")[0]


def _additive(quantity: Quantity) -> bool:
    return quantity.point.of != "" or same_kind(quantity.unit, "count") or quantity.unit.isupper()


def _whole_of(table: Table, point: Point) -> Quantity | None:
    """The level the parts add up to; for shares of the metric itself, one hundred percent."""
    if point.of:
        return Quantity(point, Constant(ONE), "percent", "") if point.of == point.metric else None
    return table.at(point._replace(segment=_parent(point.segment)), stated_only=True)


def _makes_up(run: list[Quantity], whole: Quantity) -> bool:
    fits = all(same_kind(each.unit, whole.unit) and agree(each.basis, whole.basis) for each in run)
    return fits and total([each.formula for each in run]).interval().overlaps(whole.interval)


def _by(points: Iterable[Point], key: Callable[[Point], tuple[str, ...]]) -> dict[tuple[str, ...], list[Point]]:
    groups: dict[tuple[str, ...], list[Point]] = defaultdict(list)
    for point in points:
        groups[key(point)].append(point)
    return groups


# Definitions and orders of magnitude


def _hold_definition(table: Table, relation: Relation, catalogue: Catalogue) -> Iterator[Identity]:
    """Levels and growth rates by a definition that the call is seen to use: one of them fits, so all must."""
    found = [*_defined_levels(table, relation), *_defined_growth(table, relation)]
    if any(each.holds for each in found):
        yield from found


def _defined_levels(table: Table, relation: Relation) -> Iterator[Identity]:
    (numerator,), (denominator,) = relation.role("numerator"), relation.role("denominator")
    for point in table.points(relation.result):
        result = table.at(point, stated_only=True)
        above = table.at(point._replace(metric=numerator), stated_only=True)
        below = table.at(point._replace(metric=denominator), stated_only=True)
        if result and above and below and _one_sided(below) and _divides(result.unit, above.unit, below.unit):
            formula = Joined(above.formula, "/", below.formula)
            yield Identity(relation.result.replace("_", " "), result.formula, "=", formula, result.unit)


def _divides(result: str, above: str, below: str) -> bool:
    if result in RATIO_KINDS:
        return above == below
    return result.startswith(f"{above}/") and not below[:3].isupper() and below not in RATIO_KINDS


def _defined_growth(table: Table, relation: Relation) -> Iterator[Identity]:
    """(1 + growth of the ratio) x (1 + growth of the denominator) = 1 + growth of the numerator."""
    (numerator,), (denominator,) = relation.role("numerator"), relation.role("denominator")
    growths = {(point_of(fact), fact.versus): fact for fact in reversed(table.facts) if _is_percent_growth(fact)}
    for (point, versus), growth in growths.items():
        above = growths.get((point._replace(metric=numerator), versus))
        below = growths.get((point._replace(metric=denominator), versus))
        if point.metric == relation.result and above and below:
            product = Joined(Leaf(growth, factor=True), "*", Leaf(below, factor=True))
            yield Identity(f"growth of {relation.result}", Leaf(above, factor=True), "=", product, "factor")


def _hold_steady(table: Table, relation: Relation, catalogue: Catalogue) -> Iterator[Identity]:
    """Levels of neighbouring periods are of one order of magnitude."""
    for metric in members(relation):
        flow = catalogue.metrics[metric].nature == "flow"
        points = [point for point in table.points(metric) if not point.of]
        for group in _by(points, lambda point: (point.segment,)).values():
            known = [
                each
                for point in group
                if (each := table.at(point, stated_only=True)) and point.status in ("actual", "guidance")
            ]
            yield from _neighbours(sorted(known, key=_when), flow)


def _when(quantity: Quantity) -> tuple[int, int, str]:
    period = periods.parse(quantity.point.period)
    return (*period.months(), quantity.point.status) if period else (0, 0, "")


def _neighbours(known: list[Quantity], flow: bool) -> Iterator[Identity]:
    for first, second in pairwise(known):
        factor = _longer(first, second) if flow else ONE
        near = abs(_when(first)[1] - _when(second)[1]) <= NEAR_MONTHS and _when(first)[1] > 0
        if near and first.unit == second.unit and _one_sided(first) and _separate(first, second):
            limit = Constant(STEADY * factor)
            yield Identity("order of magnitude", second.formula, "<=", Joined(first.formula, "*", limit), second.unit)
            limit = Constant(STEADY / factor)
            yield Identity("order of magnitude", first.formula, "<=", Joined(second.formula, "*", limit), second.unit)


def _longer(first: Quantity, second: Quantity) -> Decimal:
    """How many times as many months the second covers."""
    spans = [_when(each)[1] - _when(each)[0] + 1 if each else 1 for each in (first, second)]
    return Decimal(spans[1]) / Decimal(spans[0])


def _said_twice(facts: list[Fact]) -> Iterator[Identity]:
    """Facts at one grid point."""
    groups: dict[tuple[str, ...], list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.metric != "other":
            groups[(*point_of(fact), fact.measure, fact.versus)].append(fact)
    for group in groups.values():
        for first, second in combinations(sorted(group, key=rank)[: 2 * ALTERNATIVES], 2):
            if agree(first.basis, second.basis) and first.unit == second.unit:
                yield Identity("said twice", Leaf(first), "=", Leaf(second), first.unit)


Derive = Callable[[Table, Relation], None]
Hold = Callable[[Table, Relation, Catalogue], Iterator[Identity]]
DERIVING: dict[str, Derive] = {"sum": _derive_sum, "parts": _derive_parts}
HOLDING: dict[str, Hold] = {
    "bridge": _hold_bridge,
    "inside": _hold_inside,
    "per_share": _hold_per_share,
    "positive": _hold_positive,
    "definition": _hold_definition,
    "steady": _hold_steady,
}
