"""Facts for the audit's tests, written as one says them."""

from decimal import Decimal
from typing import Any

from extractor.records import Call, CallFacts, Evidence, Fact, NumberPlace, Run

_SCALES = {"billion": 9, "million": 6, "thousand": 3}


def number(text: str) -> Decimal:
    """The value of a simple printed number: "$67.7 million", "-2.9 million", "27%"."""
    digits, _, word = text.replace("$", "").replace("%", "").replace(",", "").partition(" ")
    return Decimal(digits).scaleb(_SCALES.get(word, 0))


def fact(metric: str, *printed: str, **fields: Any) -> Fact:
    """A fact as printed: one text for a value, two for a range; money unless the text has a percent sign."""
    low, *more = (number(text) for text in printed)
    unit = fields.pop("unit", "percent" if "%" in printed[0] else "USD")
    place = fields.pop("at", 0)
    exact = fields.pop("exact", " to ".join(printed))
    numbers = [NumberPlace(start=place, end=place + 1, text=text.lstrip("-")) for text in printed]
    evidence = Evidence(
        exact=exact, prefix="", suffix="", start=place, end=place + len(exact), line=place + 1, speaker="",
        side="company", section=fields.pop("section", "prepared_remarks"), numbers=numbers,
    )  # fmt: skip
    filled = {
        "label": metric, "measure": "level", "period": "2024Q2", "status": "actual", "read_by": ["test"], **fields,
    }  # fmt: skip
    key = filled.pop("id", "|".join([metric, *printed, *(str(filled[name]) for name in sorted(filled))]))
    ends = {"low": low, "high": more[0]} if more else {"value": low}
    return Fact(id=key, metric=metric, unit=unit, evidence=[evidence], **ends, **filled)


def growth(metric: str, *printed: str, **fields: Any) -> Fact:
    """A year-on-year growth."""
    return fact(metric, *printed, **{"measure": "growth", "versus": "yoy", **fields})


def share(metric: str, printed: str, **fields: Any) -> Fact:
    """A share of revenue."""
    return fact(metric, printed, **{"measure": "share", "share_of": "revenue", **fields})


def change(metric: str, printed: str, **fields: Any) -> Fact:
    """A year-on-year change in basis points."""
    return fact(metric, printed, **{"measure": "change", "versus": "yoy", "unit": "bps", **fields})


def saved(*facts: Fact, period: str = "2024Q2", company: str = "Fenwick", **fields: Any) -> CallFacts:
    """A call that says these facts."""
    call = Call(
        name=period, company=company, fiscal_period=period, date="", language="en", layout="", transcript_sha256="",
        characters=0, speakers=[],
    )  # fmt: skip
    run = Run(extractor_version="", reader="test")
    return CallFacts(call=call, facts=list(facts), rejected=[], mentions=fields.pop("mentions", []), run=run, **fields)
