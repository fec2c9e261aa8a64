"""Formulas over facts, computed forwards to what they give and backwards to what each fact would have to be.

In: facts as leaves, joined by the four operations. Out: the interval a formula gives, and for each fact in it the
interval that would make the formula give a wanted result (the backward pass of interval constraint propagation).
Which formulas hold between which metrics is not known here.

Percents and basis points enter as fractions ("27%" is 0.27); as a factor a growth enters as one plus it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from extractor.intervals import End, Interval, said
from extractor.records import Fact

ONE = Decimal(1)
FRACTIONS = {"percent": Decimal("0.01"), "bps": Decimal("0.0001")}
Operation = Literal["+", "-", "*", "/"]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A fact's value in a formula: as it is, or as a growth factor (`factor` 1: one plus it; -1: one less it)."""

    fact: Fact
    factor: int = 0

    def interval(self, end: End = "") -> Interval:
        """The values the fact's words allow, as the formula uses them."""
        spoken = said(self.fact, end)
        return Interval.of(self.used(spoken.low), self.used(spoken.high))

    def used(self, number: Decimal) -> Decimal:
        """A number of the fact's unit as the formula uses it."""
        return number * self._scale + self._shift

    def back(self, interval: Interval) -> Interval:
        """An interval of the formula's in the fact's own unit."""
        ends = ((end - self._shift) / self._scale for end in (interval.low, interval.high))
        return Interval.of(*ends)

    @property
    def _scale(self) -> Decimal:
        return FRACTIONS.get(self.fact.unit, ONE) * (self.factor or 1)

    @property
    def _shift(self) -> Decimal:
        return ONE if self.factor and self.fact.unit != "multiple" else Decimal(0)


@dataclass(frozen=True, slots=True)
class Constant:
    """A plain number in a formula."""

    value: Decimal

    def interval(self, end: End = "") -> Interval:
        """The number, whatever the end."""
        return Interval(self.value, self.value)


class Joined:
    """Two formulas joined by an operation; what it gives is computed once."""

    __slots__ = ("left", "operation", "right", "whole")

    def __init__(self, left: Formula, operation: Operation, right: Formula) -> None:
        self.left = left
        self.operation = operation
        self.right = right
        self.whole = combine(left.interval(), operation, right.interval())

    def interval(self, end: End = "") -> Interval:
        """What the formula gives; with `end`, from that end of every range in it."""
        if not end:
            return self.whole
        return combine(self.left.interval(end), self.operation, self.right.interval(end))


Formula = Leaf | Constant | Joined


def combine(left: Interval, operation: Operation, right: Interval) -> Interval:
    """The operation on two intervals."""
    if operation == "+":
        return left + right
    if operation == "-":
        return left - right
    return left * right if operation == "*" else left / right


def total(formulas: list[Formula]) -> Formula:
    """Their sum."""
    result = formulas[0]
    for each in formulas[1:]:
        result = Joined(result, "+", each)
    return result


def facts(formula: Formula) -> Iterator[Fact]:
    """The facts in the formula, in reading order."""
    if isinstance(formula, Leaf):
        yield formula.fact
    elif isinstance(formula, Joined):
        yield from facts(formula.left)
        yield from facts(formula.right)


def backward(formula: Formula, wanted: Interval) -> Iterator[tuple[Leaf, Interval]]:
    """For each leaf, in the formula's terms, the values with which it can give a wanted result.

    The fact's own value plays no part in its answer, so the answer says what it should be.
    """
    if isinstance(formula, Leaf):
        yield formula, wanted
    elif isinstance(formula, Joined):
        for part, needed in _needed(formula, wanted):
            yield from backward(part, needed)


def _needed(formula: Joined, wanted: Interval) -> tuple[tuple[Formula, Interval], tuple[Formula, Interval]]:
    left, right = formula.left.interval(), formula.right.interval()
    match formula.operation:
        case "+":
            return (formula.left, wanted - right), (formula.right, wanted - left)
        case "-":
            return (formula.left, wanted + right), (formula.right, left - wanted)
        case "*":
            return (formula.left, wanted / right), (formula.right, wanted / left)
        case _:
            return (formula.left, wanted * right), (formula.right, left / wanted)
