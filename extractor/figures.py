"""Figures for the audit's sentences: what a fact is about, what it says, and what an interval comes to.

In: facts and intervals. Out: text ("about 19%"). Numbers and units are written by `formatting`; intervals are rounded
for reading, no finer than they are wide. Nothing is decided here.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

from extractor import formatting
from extractor.intervals import Interval, ends
from extractor.records import Fact

SHOWN_DIGITS = 4


def amount(number: Decimal, unit: str) -> str:
    """One number with its unit; a growth factor as a multiple."""
    return formatting.amount(number, "multiple" if unit == "factor" else unit)


def said(fact: Fact) -> str:
    """The fact's value or range, with its qualifier.

    A qualifier is a word here, since the sentence is read aloud: "under $800,000".
    """
    low, high = ends(fact)
    word = "" if fact.qualifier == "exact" else f"{fact.qualifier} "
    return word + formatting.bounds(low, high, fact.unit)


def about(interval: Interval, unit: str) -> str:
    """What an interval comes to: "about 19%", "18% to 24%", "at most $3 million", "any value"."""
    if not interval.bounded:
        return _open(interval, unit)
    step = _step(interval)
    low, middle, high = (_round(each, step) for each in (interval.low, interval.middle, interval.high))
    if high - low > 2 * step:
        low, high = (_round(each, step / 10) for each in (interval.low, interval.high))
        return f"{amount(low, unit)} to {amount(high, unit)}"
    return f"about {amount(middle, unit)}"


def _open(interval: Interval, unit: str) -> str:
    if interval.high.is_finite():
        return f"at most {amount(_short(interval.high), unit)}"
    return f"at least {amount(_short(interval.low), unit)}" if interval.low.is_finite() else "any value"


def _step(interval: Interval) -> Decimal:
    width = interval.high - interval.low
    if not width:
        return Decimal(1).scaleb(interval.middle.adjusted() - SHOWN_DIGITS + 1)
    return Decimal(1).scaleb(width.adjusted())


def _short(number: Decimal) -> Decimal:
    return _round(number, Decimal(1).scaleb(number.adjusted() - SHOWN_DIGITS + 1)) if number else number


def _round(number: Decimal, step: Decimal) -> Decimal:
    return (number / step).quantize(Decimal(1), ROUND_HALF_EVEN) * step


def name(fact: Fact) -> str:
    """What the fact is about, in a few words: "revenue growth (EE&T) Q3 2023"."""
    metric = formatting.within(formatting.name(fact.metric, fact.label))
    kind = {"growth": " growth", "change": " change"}.get(fact.measure, "")
    share = f" as a share of {formatting.within(formatting.name(fact.share_of))}" if fact.share_of else ""
    status = "" if fact.status == "actual" else fact.status.replace("_", " ")
    parts = [metric + kind + share, fact.segment and f"({fact.segment})", status, formatting.period(fact.period)]
    return " ".join(part for part in parts if part)
