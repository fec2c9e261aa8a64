"""Facts at one grid point with different values: which one leads, and which are doubted.

In: facts, how many identities each satisfies, and the metrics that are never negative. Out: contradictions. The fact
that more arithmetic supports leads; else prepared remarks before answers; else, of amounts of the whole company that
are never negative, the largest (the others are likely parts); else the first in the text. Two values near each other
are one figure said in two ways, and either may be wrong; values far apart are two figures under one name, and the
leading one keeps its name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from extractor import figures
from extractor.grid import agree, point_of, rank
from extractor.intervals import said
from extractor.records import Check, Fact

SAID_TWICE = "said twice"
NEAR = Decimal("0.2")
"""Two sayings of one figure that contradict each other lie within a fifth of the larger one."""


class Contradiction(NamedTuple):
    """The leading fact of a grid point, and those that contradict it."""

    leading: Fact
    others: tuple[Fact, ...]

    @property
    def open(self) -> bool:
        """Whether the leading fact may be the wrong one: exactly one other value, and a near one."""
        return len(self.others) == 1 and _near(self.leading, self.others[0])


class Lead(NamedTuple):
    """What decides which of several facts leads."""

    support: Mapping[str, int]
    positive: frozenset[str]

    def order(self, fact: Fact) -> tuple[int, int, Decimal, tuple[int, int, str]]:
        """Sorts the leading fact first."""
        whole = fact.measure == "level" and not fact.segment and fact.metric in self.positive
        size = said(fact).middle if whole and fact.unit not in ("percent", "bps") else Decimal(0)
        return -self.support.get(fact.id, 0), rank(fact)[0], -size, rank(fact)


def contradictions(facts: Iterable[Fact], lead: Lead) -> list[Contradiction]:
    """The contradictions among the facts, each grid point and basis once."""
    groups: dict[tuple[str, ...], list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.metric != "other":
            groups[(*point_of(fact), fact.measure, fact.versus, fact.unit)].append(fact)
    every = (each for group in groups.values() if len(group) > 1 for each in _of_group(group, lead))
    return sorted(every, key=lambda each: rank(each.leading))


def _of_group(group: list[Fact], lead: Lead) -> Iterator[Contradiction]:
    """The best supported fact against the rest, then the best of those whose basis it did not touch."""
    rest = sorted(group, key=lead.order)
    while len(rest) > 1:
        leading, *others = rest
        same = [fact for fact in others if agree(fact.basis, leading.basis)]
        against = tuple(fact for fact in same if not _agrees(fact, leading))
        if against:
            yield Contradiction(leading, against)
        rest = [fact for fact in others if fact not in same]


def _agrees(left: Fact, right: Fact) -> bool:
    """Whether both can say one value; two ranges must agree at both ends."""
    if left.value is None and right.value is None:
        return said(left, "low").overlaps(said(right, "low")) and said(left, "high").overlaps(said(right, "high"))
    return said(left).overlaps(said(right))


def _near(left: Fact, right: Fact) -> bool:
    first, second = said(left).middle, said(right).middle
    return abs(first - second) <= NEAR * max(abs(first), abs(second))


def doubts(found: Contradiction) -> Iterator[tuple[str, Check]]:
    """The failed checks of a contradiction, with the ids of the facts that carry them."""
    for other in found.others:
        yield other.id, _check(other, found.leading, found.open)
    if found.open:
        yield found.leading.id, _check(found.leading, found.others[0], True)


def _check(fact: Fact, other: Fact, undecided: bool) -> Check:
    said_twice = (
        f"{SAID_TWICE}: {figures.said(fact)} on line {_line(fact)}, {figures.said(other)} on line {_line(other)}."
    )
    end = "it cannot be told which is wrong." if undecided else "the other leads; this may be another figure."
    sentence = f"{said_twice} Both are given as {figures.name(fact)}; {end}"
    return Check(name=SAID_TWICE, passed=False, sentence=sentence, facts=[other.id])


def _line(fact: Fact) -> int:
    return fact.evidence[0].line if fact.evidence else 0
