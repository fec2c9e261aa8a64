"""Hints: what is plausible of profits and margins, and proves nothing alone.

In: a table of quantities and the catalogue. Out: identities marked as hints, for the audit to weigh: one is no
reason for doubt, two different ones against the same fact are.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from extractor import grid
from extractor.catalogue import Catalogue, Relation
from extractor.formulas import Constant, Joined
from extractor.grid import Quantity, Table, bases_agree, separate
from extractor.identities import Identity

MOST_REMAINS = Decimal("0.4")
"""Interest and tax seldom take more than six tenths of an operating profit."""
MARGIN_FACTOR = Decimal(4)
NEAR_MONTHS = 12


def remainders(table: Table, relation: Relation) -> Iterator[Identity]:
    """Most of the start remains in the result: operating income in net income."""
    for point in table.points(*relation.role("start")):
        start = table.at(point, stated_only=True)
        result = table.at(point._replace(metric=relation.result), start.basis if start else "")
        result = result or _from_per_share(table, start)
        if start and result and start.interval.low > 0 and separate(start, result) and start.unit == result.unit:
            least = Joined(start.formula, "*", Constant(MOST_REMAINS))
            yield Identity(relation.result.replace("_", " "), least, "<=", result.formula, start.unit, hint=True)


def _from_per_share(table: Table, start: Quantity | None) -> Quantity | None:
    if start is None:
        return None
    place = start.point
    per_share = table.at(place._replace(metric="eps"), start.basis)
    shares = table.at(place._replace(metric="share_count"), start.basis)
    if per_share is None or shares is None or not per_share.unit.startswith(f"{start.unit}/"):
        return None
    formula = Joined(per_share.formula, "*", shares.formula)
    return Quantity(place._replace(metric="net_income"), formula, start.unit, start.basis, "eps")


def years(table: Table, catalogue: Catalogue) -> Iterator[Identity]:
    """A year's margin is of the size of the quarters' margins that the call says."""
    for metric, about in catalogue.metrics.items():
        if about.nature == "rate" and about.units == ("percent",):
            known = [each for point in table.points(metric) if (each := table.at(point))]
            for year in known:
                if (period := grid.period(year.point.period)) and period.kind == "year" and year.name:
                    yield from _year(year, [each for each in known if _near(each, year)])


def _near(quarter: Quantity, year: Quantity) -> bool:
    period, whole = grid.period(quarter.point.period), grid.period(year.point.period)
    if period is None or whole is None or period.kind != "quarter" or quarter.point.segment != year.point.segment:
        return False
    return (
        abs(period.months()[1] - whole.months()[1]) <= NEAR_MONTHS
        and bases_agree(quarter, year)
        and separate(quarter, year)
    )


def _year(year: Quantity, quarters: list[Quantity]) -> Iterator[Identity]:
    if not quarters or year.interval.low <= 0 or any(each.interval.low <= 0 for each in quarters):
        return
    top = max(quarters, key=lambda each: each.interval.high)
    yield Identity(
        "margin of the year",
        year.formula,
        "<=",
        Joined(top.formula, "*", Constant(MARGIN_FACTOR)),
        year.unit,
        hint=True,
    )
