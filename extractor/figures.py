"""Figures as an analyst writes them: "$93.6 million", "79.3%", "60 basis points", "about 19%".

In: numbers and units of the labelling guide, or intervals. Out: text. It rounds for reading only, and never decides.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

from extractor.intervals import Interval, ends
from extractor.records import Fact

SCALES = ((Decimal(10) ** 12, " trillion"), (Decimal(10) ** 9, " billion"), (Decimal(10) ** 6, " million"))
PLAIN_DIGITS = 4


def amount(number: Decimal, unit: str) -> str:
    """One number with its unit.

    >>> amount(Decimal("93600000"), "USD"), amount(Decimal("-0.5"), "percent"), amount(Decimal("0.02"), "USD/share")
    ('$93.6 million', '-0.5%', '$0.02 per share')
    """
    if unit == "percent":
        return f"{_plain(number)}%"
    if unit == "bps":
        return f"{_plain(number)} basis points"
    if unit in ("multiple", "factor"):
        return f"{_plain(number)}x"
    return _counted(number, unit)


def _counted(number: Decimal, unit: str) -> str:
    currency, _, per = unit.partition("/") if unit[:3].isupper() else ("", "", "")
    sign = "-" if number < 0 else ""
    symbol = "$" if currency == "USD" else f"{currency} " if currency else ""
    return f"{sign}{symbol}{_scaled(abs(number))}{f' per {per}' if per else ''}"


def _scaled(number: Decimal) -> str:
    for size, word in SCALES:
        if number >= size:
            return _plain(number / size) + word
    return _plain(number)


def _plain(number: Decimal) -> str:
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def said(fact: Fact) -> str:
    """The fact's value or range, with its qualifier."""
    low, high = ends(fact)
    word = "" if fact.qualifier == "exact" else f"{fact.qualifier} "
    if low == high:
        return word + amount(low, fact.unit)
    return f"{word}{amount(low, fact.unit)} to {amount(high, fact.unit)}"


def about(interval: Interval, unit: str) -> str:
    """What an interval says, no finer than its width: "about 19%", "18% to 24%", "at most $3 million"."""
    if not interval.bounded:
        return _open(interval, unit)
    step = _step(interval)
    low, middle, high = (_round(each, step) for each in (interval.low, interval.middle, interval.high))
    if high - low > 2 * step:
        return f"{amount(low, unit)} to {amount(high, unit)}"
    return f"about {amount(middle, unit)}"


def _open(interval: Interval, unit: str) -> str:
    if interval.high.is_finite():
        return f"at most {amount(_short(interval.high), unit)}"
    return f"at least {amount(_short(interval.low), unit)}" if interval.low.is_finite() else "any value"


def _step(interval: Interval) -> Decimal:
    width = interval.high - interval.low
    if not width:
        return Decimal(1).scaleb(interval.middle.adjusted() - PLAIN_DIGITS + 1)
    return Decimal(1).scaleb(width.adjusted())


def _short(number: Decimal) -> Decimal:
    return _round(number, Decimal(1).scaleb(number.adjusted() - PLAIN_DIGITS + 2)) if number else number


def _round(number: Decimal, step: Decimal) -> Decimal:
    return (number / step).quantize(Decimal(1), ROUND_HALF_EVEN) * step


def name(fact: Fact) -> str:
    """What the fact is about, in a few words: "revenue growth 2023Q3 (EE&T)"."""
    metric = fact.label if fact.metric == "other" else fact.metric.replace("_", " ")
    kind = {"growth": " growth", "change": " change"}.get(fact.measure, "")
    share = f" as a share of {fact.share_of.replace('_', ' ')}" if fact.share_of else ""
    parts = [metric + kind + share, fact.segment and f"({fact.segment})", fact.period]
    return " ".join(part for part in parts if part)
