"""A number while it is being read.

`Found` is what every parser of the finder hands on: the span, the value and what has been learned of its unit. What it
knows nothing of is text.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from extractor.number_classes import Other
from extractor.records import MentionClass

ONE = Decimal(1)


@dataclass(slots=True)
class Found:
    """A number while it is being read.

    `bare` is its value before the scale, `currency` what its sign or word says, `factor` what its unit was multiplied
    by (100 for points, 0.01 for cents); `part` is said of a share of a whole, which borrows no unit.
    """

    start: int
    end: int
    kind: MentionClass = "quantity"
    value: Decimal = Decimal(0)
    unit: str = ""
    bare: Decimal = Decimal(0)
    scale: Decimal = ONE
    quantum: Decimal = Decimal(0)
    currency: str = ""
    factor: Decimal = ONE
    part: bool = False
    printed_sign: bool = False
    partner: int | None = None
    flags: tuple[str, ...] = ()

    def times(self, factor: Decimal) -> None:
        """Multiplies the value and its precision."""
        self.value, self.quantum = self.value * factor, self.quantum * factor

    def convert(self, factor: Decimal) -> None:
        """Multiplies by what the unit counts for."""
        self.times(factor)
        self.factor *= factor

    def measure(self, unit: str, end: int) -> bool:
        """Counts in a ratio up to `end`; a currency said besides contradicts it. Always true."""
        if self.currency:
            self.flags += ("currency_contradiction",)
        self.unit, self.end = unit, end
        return True

    def pay(self, code: str, end: int) -> bool:
        """Counts in a currency up to `end`; the later word wins over the sign and is flagged. Always true."""
        if self.currency and self.currency != code:
            self.flags += ("currency_contradiction",)
        self.unit = self.currency = code
        self.end = end
        return True


def number(start: int, end: int, value: Decimal, quantum: Decimal) -> Found:
    return Found(start, end, value=value, bare=value, quantum=quantum)


def other(what: Other | None) -> Found | None:
    return Found(what.start, what.end, what.kind) if what else None
