"""Which of the metrics named in a sentence a number belongs to.

Goes in: a row, the place of a number, its role and unit. Comes out: the likeliest `Bound`, or None. Every candidate is
scored by how it is joined to the number; a metric that cannot have that unit in that role is no candidate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from extractor.catalogue import Catalogue
from extractor.checks import MOVING_METRICS
from extractor.readers import owning
from extractor.readers.lexing import Named, Row
from extractor.readers.measuring import Role
from extractor.view import kind_of

RELATIVE = ("percent", "multiple")
UNKNOWN = 0.4
LARGE, SMALL, MANY = 100_000, 1000, 100_000_000
SINGLE = frozenset("price average_ticket unit_revenue unit_cost fuel_price realized_price yield".split())


@dataclass(frozen=True, slots=True)
class Bound:
    """A metric for a number, with how sure the wording makes it and by which words."""

    name: Named
    score: float
    rule: str
    at: int = -1


@dataclass(frozen=True, slots=True)
class Question:
    """A number that wants a metric; `taken` are metrics that already serve as the whole of a share."""

    row: Row
    at: int
    role: Role
    unit: str
    taken: frozenset[int] = frozenset()
    profit: str = ""
    part: bool = False
    value: Decimal = Decimal(0)


_RIGHT = [
    ("level", re.compile(r"^M"), 0.97, "number, metric"),
    ("level", re.compile(r"^[oi]x{0,2}M"), 0.96, "number of metric"),
    ("level", re.compile(r"^(?:,?N)*,?&N[oi]?M(?=,?[^NM;w]{0,6}R)"), 0.96, "number of metric, in their order"),
    ("level", re.compile(r"^tM"), 0.8, "number to metric"),
    ("level", re.compile(r"^x{1,3}M"), 0.84, "number, metric"),
    ("growth", re.compile(r"^[YTK]?M(?:g|h(?!N)|$|[,w;ijTKcf])"), 0.96, "number, metric growth"),
    ("growth", re.compile(r"^(?:&N)?[YTK]*(?:[gh][oij]|g)x{0,2}M"), 0.96, "growth in metric"),
    ("growth", re.compile(r"^hM"), 0.9, "number more of metric"),
    ("change", re.compile(r"^[YTK]*[oi]?[gh][oijx]x?M"), 0.95, "change in metric"),
    ("change", re.compile(r"^o?Mg"), 0.95, "number of metric change"),
    ("change", re.compile(r"^[oi]?M"), 0.96, "number, metric"),
]
_COST = {
    "x": 0.05, "N": 0.1, ",": 0.05, "w": 0.25, ";": 0.3, "p": 0.08, "M": 0.1, "V": 0.08, "q": 0.04, "S": 0.05,
    "f": 0.02, "j": 0.02, "i": 0.02, "b": -0.02, "H": 0.02,
}  # fmt: skip
_COUNT = re.compile(r"\b(?:count|number|base|footprint|fleet|branche?)s?\b", re.I)
_AFTER_ASIDE = re.compile(r",[^NM;]{2,14},[bvV][ahty]{0,2}")
_MARGINS = {
    "gross_profit": "gross_margin", "operating_income": "operating_margin", "ebitda": "ebitda_margin",
    "adjusted_ebitda": "adjusted_ebitda_margin", "net_income": "net_margin", "free_cash_flow": "free_cash_flow_margin",
}  # fmt: skip


def bind(question: Question, catalogue: Catalogue) -> Bound | None:
    """The best metric of the sentence for the number, None when none of them can have it."""
    found = [*_right(question, catalogue), *_left(question, catalogue)]
    return max(found, key=lambda each: (each.score, each.at), default=None)


def meant(name: Named, role: Role, unit: str) -> Named:
    """The metric as this unit means it: income per share is earnings per share, debt in times is leverage."""
    kind = kind_of(unit)
    if name.metric == "net_income" and kind == "per_share":
        return replace(name, metric="eps")
    if name.metric in ("debt", "net_debt") and kind == "multiple" and role.measure in ("level", "share"):
        return replace(name, metric="leverage_ratio")
    return name


def margin(metric: str) -> str:
    """The margin that a profit is as a share of revenue; empty for what is no profit.

    >>> margin("gross_profit"), margin("arr")
    ('gross_margin', '')
    """
    return _MARGINS.get(metric, "")


def is_margin(metric: str) -> bool:
    """Whether the metric is the margin of a profit."""
    return metric in _MARGINS.values()


def fits(name: Named, role: Role, unit: str, catalogue: Catalogue) -> bool:
    """Whether that metric can have a number of that unit in that role."""
    kind, own = kind_of(unit), catalogue.units_of(name.metric)
    if role.measure == "growth":
        return kind in RELATIVE and not (name.metric == "store_count" and kind == "percent" and not _is_count(name))
    if role.measure == "share":
        return kind in RELATIVE and ("money" in own or "count" in own)
    if kind == "bps":
        return "bps" in own or (role.measure == "change" and "percent" in own)
    if kind in ("money", "per_share", "per_unit"):
        return kind in own or {kind, *own} >= {"money", "per_unit"} or (kind == "money" and "per_share" in own)
    if kind == "percent" and (name.growing or name.metric in MOVING_METRICS):
        return True
    return kind in own and (role.measure != "change" or kind != "percent")


def _is_count(name: Named) -> bool:
    """Whether the name of stores is that of their number: restaurants alone that are "down 30%" are what sells less."""
    return name.growing or _COUNT.search(name.label) is not None


def sized(metric: str, role: Role, amount: tuple[Decimal, str], catalogue: Catalogue) -> bool:
    """Whether an amount of that size can be the metric's: no revenue of 25 cents, no dividend per share of millions."""
    own, size = catalogue.units_of(metric), abs(amount[0])
    if kind_of(amount[1]) == "count" and "money" in own and metric != "other":
        return 1 <= size < MANY
    if kind_of(amount[1]) == "count" and 0 < size < 1:
        return False
    if metric == "other" or role.measure != "level" or kind_of(amount[1]) not in ("money", "per_share"):
        return True
    if "per_share" in own or metric in SINGLE:
        return size < LARGE
    return size == 0 or size >= SMALL or "per_unit" in own


def _sized(metric: str, question: Question, catalogue: Catalogue) -> bool:
    return sized(metric, question.role, (question.value, question.unit), catalogue)


def _right(question: Question, catalogue: Catalogue) -> Iterator[Bound]:
    tags = question.row.tags[question.at + 1 :]
    for measure, pattern, score, rule in _RIGHT:
        found = pattern.match(tags) if measure == question.role.measure else None
        if found:
            at = question.at + 1 + found.group().index("M")
            if found.group()[0] == "t" and not _repurchases(question.row, at):
                continue
            yield from _candidate(question, at, score, rule, catalogue)


def _left(question: Question, catalogue: Catalogue) -> Iterator[Bound]:
    """The metrics before the number, cheaper the less stands between."""
    row, cost = question.row, 0.0
    share = question.role.measure == "share"
    ease = 0.5 if share or _few_fit(question) else 1.0
    for at in range(question.at - 1, -1, -1):
        cost += (
            UNKNOWN
            * (0.5 if _few_fit(question) else 1.0)
            * (not question.part and owning.governs(row, at, question.at))
        )
        if (
            row.tags[at] == "M"
            and not _other_across(question, at)
            and not (share and row.tags[at - 1 : at + 1] == "sM")
        ):
            cost += _elsewhere(question, at)
            yield from _before(question, at, cost, catalogue)
        cost += _COST.get(row.tags[at], 0.0) * ease


def _few_fit(question: Question) -> bool:
    """Whether the amount is so small, or per share, that only figures per share can be meant: distance matters less."""
    kind = kind_of(question.unit)
    return kind == "per_share" or (kind == "money" and 0 < abs(question.value) < SMALL)


def _before(question: Question, at: int, cost: float, catalogue: Catalogue) -> Iterator[Bound]:
    """The metric at `at` as a candidate, by each of the ways in which it may be joined to the number."""
    row = question.row
    alias = 0.12 if row.tags[at - 2 : at] == "M&" and row.items[at - 1].words == ("or",) else 0.0
    inside = 0.15 if re.search(r"M[tijfo]$", row.tags[:at]) else 0.0
    yield from _candidate(question, at, min(0.95, 0.94 - cost) - alias - inside, "metric before number", catalogue)
    if row.tags[at + 1 : question.at] == "o":
        yield from _candidate(question, at, 0.98, "metric of number", catalogue)
    if at < 3 and _AFTER_ASIDE.fullmatch(row.tags[at + 1 : question.at]):
        yield from _candidate(question, at, 0.8, "metric before an aside", catalogue)
    if at < 3 and _few_fit(question) and _is_apart(row, at, question.at):
        yield from _candidate(question, at, 0.75, "metric before what it excludes", catalogue)
    if _verbal(question, at):
        yield from _candidate(question, at, 0.99, "verb before number", catalogue)


_APART = re.compile(r",?w[^N;]{2,40},?b{1,2}[ahtyij]{0,2}")


def _is_apart(row: Row, at: int, number: int) -> bool:
    """Whether nothing but a list of what the metric leaves out leads to the number: "EPS, excluding charges, was"."""
    first = row.items[min(at + 1 + (row.tags[at + 1 : at + 2] == ","), number)].words[0]
    return first in ("excluding", "exclusive") and _APART.fullmatch(row.tags[at + 1 : number]) is not None


def _elsewhere(question: Question, at: int) -> float:
    """What it costs when the number is the object of another verb and "of" something else."""
    tags = question.row.tags
    owned = re.match(r"[oi]x", tags[question.at + 1 :]) and "V" in tags[at : question.at]
    return 0.25 if owned and question.role.measure == "level" else 0.0


def _other_across(question: Question, at: int) -> bool:
    """Whether the metric at `at` has no id and another number stands between: too far to trust."""
    name = question.row.items[at].name
    between = question.row.tags[at + 1 : question.at]
    return name is not None and name.metric == "other" and "N" in between and question.role.rule == "named"


def _repurchases(row: Row, at: int) -> bool:
    name = row.items[at].name
    return name is not None and name.metric == "share_repurchases"


def _verbal(question: Question, at: int) -> bool:
    """Whether the metric is named by its verb, and the number is its object: "repurchased 410,000 shares for"."""
    name = question.row.items[at].name
    between = question.row.tags[at + 1 : question.at]
    return (
        name is not None and name.metric == "share_repurchases" and len(between) < 6 and not set(between) & set("w;bvV")
    )


def _candidate(question: Question, at: int, score: float, rule: str, catalogue: Catalogue) -> Iterator[Bound]:
    name = question.row.items[at].name
    if name is None or at in question.taken:
        return
    named = meant(name, question.role, question.unit)
    if named.metric == "margin":
        known = question.profit if is_margin(question.profit) else margin(question.profit)
        named = replace(named, metric=known or "other")
    if named.metric == "share_count" and name.segment:
        return
    counted = rule == "verb before number" and kind_of(question.unit) == "count"
    sized_so = counted or _sized(named.metric, question, catalogue)
    if sized_so and fits(named, question.role, question.unit, catalogue):
        yield Bound(named, score - 0.5 * name.compound, rule, at)
