"""Which of the metrics named in a sentence a number belongs to.

Goes in: a row, the place of a number, its role and kind of unit, and what earlier numbers were found to be. Comes out: the
likeliest `Bound`, or None. Every candidate is scored by how it is joined to the number; a metric that cannot have that
unit in that role is no candidate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.catalogue import Catalogue
from extractor.checks import kind_of
from extractor.readers.lexing import Named, Row
from extractor.readers.measuring import Role

MONEY_LIKE = ("money", "per_share", "per_unit")


@dataclass(frozen=True, slots=True)
class Bound:
    """A metric for a number, with how sure the wording makes it and by which words."""

    name: Named
    score: float
    rule: str
    at: int = -1


@dataclass(frozen=True, slots=True)
class Question:
    """A number that wants a metric."""

    row: Row
    at: int
    role: Role
    unit: str


_RIGHT = [
    ("level", re.compile(r"^M"), 0.97, "number metric"),
    ("level", re.compile(r"^[oi]x{0,2}M"), 0.95, "number of metric"),
    ("growth", re.compile(r"^[YTK]?M[gh]?"), 0.96, "number metric growth"),
    ("growth", re.compile(r"^[YTK]*[gh][oij]x{0,2}M"), 0.96, "growth in metric"),
    ("growth", re.compile(r"^[h]M"), 0.9, "number more metric"),
    ("change", re.compile(r"^[YTK]*o?[gh][oijx]x{0,1}M"), 0.95, "change in metric"),
    ("change", re.compile(r"^o?M[gh]"), 0.95, "number of metric change"),
    ("change", re.compile(r"^[oi]?M"), 0.93, "number metric"),
    ("share", re.compile(r"^$"), 0.0, ""),
]
_COST = {"x": 0.05, "N": 0.12, ",": 0.06, "w": 0.3, ";": 0.3, "p": 0.1, "M": 0.1, "V": 0.1, "r": 0.0, "q": 0.05, "S": 0.05, "f": 0.03, "j": 0.03, "i": 0.02}


def bind(question: Question, catalogue: Catalogue) -> Bound | None:
    """The best metric of the sentence for the number, None when none of them can have it."""
    found = [*_right(question, catalogue), *_left(question, catalogue)]
    return max(found, key=lambda each: (each.score, each.at), default=None)


def fits(name: Named, role: Role, unit: str, catalogue: Catalogue) -> bool:
    """Whether that metric can have a number of that unit in that role."""
    kind, own = kind_of(unit), catalogue.units_of(name.metric)
    if role.measure == "growth":
        return kind in ("percent", "multiple")
    if role.measure == "share":
        return kind in ("percent", "multiple") and ("money" in own or "count" in own)
    if role.measure == "change" and kind == "bps":
        return "percent" in own or "bps" in own
    if kind in MONEY_LIKE:
        return kind in own or ("money" in own and kind == "per_unit") or ("per_unit" in own and kind == "money") or (
            "per_share" in own and kind == "money")
    if name.growing and kind == "percent":
        return True
    return kind in own


def _right(question: Question, catalogue: Catalogue) -> Iterator[Bound]:
    tags = question.row.tags[question.at + 1 :]
    for measure, pattern, score, rule in _RIGHT:
        found = pattern.match(tags) if measure == question.role.measure else None
        if not found:
            continue
        at = question.at + 1 + found.group().index("M")
        bound = _candidate(question, at, score, rule, catalogue)
        if bound:
            yield bound


def _left(question: Question, catalogue: Catalogue) -> Iterator[Bound]:
    cost = 0.0
    for at in range(question.at - 1, -1, -1):
        tag = question.row.tags[at]
        if tag == "M":
            bound = _candidate(question, at, 0.94 - cost, "metric before number", catalogue)
            if bound:
                yield bound
        cost += _COST.get(tag, 0.0)


def _candidate(question: Question, at: int, score: float, rule: str, catalogue: Catalogue) -> Bound | None:
    name = question.row.items[at].name
    if name is None or not fits(name, question.role, question.unit, catalogue):
        return None
    return Bound(name, score - 0.35 * name.compound, rule, at)
