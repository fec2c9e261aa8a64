"""Pairs a reading with the gold as the guide's last section says: one to one, closest first.

In: gold facts and claimed facts (anything with a fact's fields; a second labeller's gold too). Out: pairs with
their level. Nothing here counts, and nothing guesses what an unmatched fact was meant to be.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from functools import lru_cache
from typing import Any, Protocol

from evals.gold import GoldFact, Point, numbers

TOLERANCE = Decimal("0.0005")
PLAIN_KINDS = ("percent", "bps", "multiple")
CURRENCY = re.compile(r"[A-Z]{3}(?:/.+)?")
WORD = re.compile(r"[^\W_]+")
DROPPED = frozenset(
    "segment business total our new customer customers client clients product products "
    "a an and at by for from in its of on or per the their to with".split()
)
JOINING = frozenset(("and", "of", "the", "for", "in"))


class Level(IntEnum):
    """How much of a fact a claim has right; each level holds the ones below."""

    FOUND = 1
    NAMED = 2
    STRICT = 3


class Figure(Protocol):
    """What gold and claims have in common: a fact's fields."""

    @property
    def metric(self) -> str: ...
    @property
    def segment(self) -> str: ...
    @property
    def measure(self) -> str: ...
    @property
    def versus(self) -> str: ...
    @property
    def share_of(self) -> str: ...
    @property
    def period(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def basis(self) -> str: ...
    @property
    def value(self) -> Decimal | None: ...
    @property
    def low(self) -> Decimal | None: ...
    @property
    def high(self) -> Decimal | None: ...
    @property
    def unit(self) -> str: ...
    @property
    def qualifier(self) -> str: ...
    @property
    def evidence(self) -> Sequence[Any]: ...


@dataclass(frozen=True, slots=True)
class Pair:
    """Gold fact and claim that belong together, by position; `differs` names the fields that do not agree."""

    gold: int
    claim: int
    level: Level
    differs: tuple[str, ...]


def kind(unit: str) -> str:
    """The kind of unit: a currency code with its per-unit form, percent, bps, multiple, or a count of any noun."""
    return unit if unit in PLAIN_KINDS or CURRENCY.fullmatch(unit) else "count"


def same_number(gold: Figure, claim: Figure) -> bool:
    """Whether value, or both ends, are equal within 0.05%."""
    ours, theirs = numbers(gold), numbers(claim)
    return len(ours) == len(theirs) > 0 and all(map(close, ours, theirs))


def close(one: Decimal, other: Decimal) -> bool:
    """Equal within 0.05% of the larger."""
    return abs(one - other) <= TOLERANCE * max(abs(one), abs(other))


@lru_cache(maxsize=65536)
def same_segment(one: str, other: str) -> bool:
    """Whether two names mean the same part of the company, by the guide's rule.

    >>> same_segment("EE&T", "enterprise education and technology"), same_segment("", "banks")
    (True, False)
    """
    first, second = _words(one), _words(other)
    if not first or not second:
        return first == second
    if "".join(first) == "".join(second) or _initials(first, second) or _initials(second, first):
        return True
    ours, theirs = set(first) - DROPPED, set(second) - DROPPED
    return bool(ours and theirs) and 2 * len(ours & theirs) >= min(len(ours), len(theirs))


def _words(segment: str) -> list[str]:
    return WORD.findall(segment.casefold())


def _initials(short: list[str], long: list[str]) -> bool:
    letters = "".join(short)
    spelled = "".join(word[0] for word in long)
    telling = "".join(word[0] for word in long if word not in JOINING)
    return len(letters) > 1 and len(long) > 1 and letters in (spelled, telling)


def differing(point: Point, claim: Figure) -> tuple[str, ...]:
    """The fields, in the order of the guide, in which the claim is not at this grid point.

    `versus` counts for growth and change and `share_of` for a share; an empty basis agrees with any.
    """
    plain = ("metric", "measure", "status", "period")
    found = [name for name in plain if getattr(point, name) != getattr(claim, name)]
    if point.basis and claim.basis and point.basis != claim.basis:
        found.append("basis")
    if not same_segment(point.segment, claim.segment):
        found.append("segment")
    if point.measure in ("growth", "change") and point.versus != claim.versus:
        found.append("versus")
    if point.measure == "share" and point.share_of != claim.share_of:
        found.append("share_of")
    return tuple(found)


def level(differs: tuple[str, ...]) -> Level:
    """How far a claim with the right number is right."""
    if not set(differs) - {"basis"}:
        return Level.STRICT
    return Level.FOUND if {"metric", "measure"} & set(differs) else Level.NAMED


def nearest(gold: GoldFact, claim: Figure) -> tuple[str, ...]:
    """The differing fields at the gold's own or accepted grid point that the claim is closest to."""
    return min((differing(point, claim) for point in gold.points), key=lambda each: (-level(each), len(each)))


def same_places(gold: Figure, claim: Figure) -> bool:
    """Whether both are said on a common line."""
    return bool({place.line for place in gold.evidence} & {place.line for place in claim.evidence})


def match(gold: Sequence[GoldFact], claims: Sequence[Figure]) -> list[Pair]:
    """The pairs that agree in number and kind of unit, one to one, the closest first."""
    taken_gold: set[int] = set()
    taken_claims: set[int] = set()
    pairs = []
    for _, pair in sorted(_candidates(gold, claims)):
        if pair.gold not in taken_gold and pair.claim not in taken_claims:
            taken_gold.add(pair.gold)
            taken_claims.add(pair.claim)
            pairs.append(pair)
    return pairs


def _candidates(gold: Sequence[GoldFact], claims: Sequence[Figure]) -> Iterator[tuple[tuple[Any, ...], Pair]]:
    shelves = _shelves(claims)
    for number, fact in enumerate(gold):
        for position in _same_numbers(fact, shelves):
            if same_number(fact, claims[position]):
                differs = nearest(fact, claims[position])
                pair = Pair(number, position, level(differs), differs)
                yield (*_distance(pair, fact, claims[position]), number, position), pair


Shelves = dict[str, list[tuple[Decimal, int]]]


def _shelves(claims: Sequence[Figure]) -> Shelves:
    """Claims by kind of unit, sorted by their first number, so that equals are found without trying all."""
    shelves: Shelves = defaultdict(list)
    for position, claim in enumerate(claims):
        if said := numbers(claim):
            shelves[kind(claim.unit)].append((said[0], position))
    return {name: sorted(rows) for name, rows in shelves.items()}


def _same_numbers(fact: GoldFact, shelves: Shelves) -> list[int]:
    rows = shelves.get(kind(fact.unit), [])
    first = numbers(fact)[0]
    margin = abs(first) * TOLERANCE * 2
    start = bisect_left(rows, (first - margin, -1))
    stop = bisect_right(rows, (first + margin, len(rows) + 10**9))
    return [position for _, position in rows[start:stop]]


def _distance(pair: Pair, fact: GoldFact, claim: Figure) -> tuple[Any, ...]:
    gap = abs(numbers(fact)[0] - numbers(claim)[0])
    elsewhere = not same_places(fact, claim)
    return -pair.level, len(pair.differs), elsewhere, not fact.core, gap, fact.qualifier != claim.qualifier
