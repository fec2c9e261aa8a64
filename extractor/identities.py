"""An identity: two formulas over a call's facts that must agree, and the sentence that says whether they do.

In: two formulas and how they compare. Out: whether the values as spoken allow it, and for each fact what would fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from extractor import figures, formulas
from extractor.formulas import Constant, Formula, Joined, Leaf
from extractor.intervals import EVERYTHING, INFINITY, End, Interval, ends
from extractor.records import Fact

Sign = Literal["=", "<="]


@dataclass(frozen=True)
class Identity:
    """`left` equals, or is at most, `right`.

    `hint` marks one that shows what is plausible but proves nothing; `witness` one that was found because it holds
    (parts that happen to make up the whole): it confirms, and would not have been missed.
    """

    name: str
    left: Formula
    sign: Sign
    right: Formula
    unit: str
    hint: bool = False
    witness: bool = False

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """The facts that take part, each once."""
        every = {fact.id: fact for side in (self.left, self.right) for fact in formulas.facts(side)}
        return tuple(every.values())

    @cached_property
    def holds(self) -> bool:
        """Whether values that round to what was said satisfy it; for two ranges, each end against its own."""
        return self._holds("") and (not self._ranged or (self._holds("low") and self._holds("high")))

    def _holds(self, end: End) -> bool:
        left, right = self.left.interval(end), self.right.interval(end)
        return left.overlaps(right) if self.sign == "=" else left.low <= right.high

    @cached_property
    def _ranged(self) -> bool:
        """One side is a range and the other holds exactly one: their ends belong to each other."""
        wide = [fact for fact in self.facts if len(set(ends(fact))) == 2]
        sides = [[fact for fact in formulas.facts(side) if fact in wide] for side in (self.left, self.right)]
        return self.sign == "=" and all(len(side) == 1 for side in sides)

    @cached_property
    def fitting(self) -> dict[str, Interval]:
        """For each fact (by id) the values, in its own unit, with which the identity holds."""
        left, right = self.left.interval(), self.right.interval()
        up = Interval(left.low, INFINITY) if self.sign == "<=" else left
        down = Interval(-INFINITY, right.high) if self.sign == "<=" else right
        found: dict[str, Interval] = {}
        for leaf, needed in (*formulas.backward(self.left, down), *formulas.backward(self.right, up)):
            own = leaf.back(needed)
            found[leaf.fact.id] = found.get(leaf.fact.id, EVERYTHING).common(own) or own
        return found

    @cached_property
    def statement(self) -> str:
        """Name and arithmetic in one sentence, without the verdict and the full stop."""
        return f"{self.name}: {self.arithmetic}"

    @cached_property
    def arithmetic(self) -> str:
        """Both sides with their figures."""
        if self.sign == "<=":
            return f"{self._side(self.left)} should be at most {self._side(self.right)}"
        if isinstance(self.left, Joined) and isinstance(self.right, Joined):
            return f"{self._side(self.right)}, and {self._side(self.left)}"
        return f"{self._side(self.right)}; said is {self._side(self.left)}"

    def _side(self, side: Formula) -> str:
        if isinstance(side, Leaf):
            return written(side)
        gives = figures.about(self._shown(side), self.unit)
        return f"{written(side)} = {gives}" if isinstance(side, Joined) else gives

    def _shown(self, side: Formula) -> Interval:
        by = formulas.FRACTIONS.get(self.unit, formulas.ONE)
        interval = side.interval()
        return Interval(interval.low / by, interval.high / by)


def written(formula: Formula, inside: bool = False) -> str:
    """The formula with names and figures: "gross profit 2023Q4 $74.2 million / revenue 2023Q4 $93.6 million"."""
    if isinstance(formula, Constant):
        return f"{formula.value.normalize():f}"
    if isinstance(formula, Leaf):
        shown = f"{figures.name(formula.fact)} {figures.said(formula.fact)}"
        sign = "+" if formula.factor > 0 else "-"
        return f"(1 {sign} {shown})" if formula.factor and formula.fact.unit != "multiple" else shown
    return _joined(formula, inside)


def _joined(formula: Joined, inside: bool) -> str:
    bracket = formula.operation in "*/-"
    left = written(formula.left, inside=formula.operation in "*/")
    right = written(formula.right, inside=bracket)
    text = f"{left} {formula.operation} {right}"
    return f"({text})" if inside else text
