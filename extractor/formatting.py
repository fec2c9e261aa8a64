"""How numbers, units and periods are shown to people: the one place that decides it.

In: values, units and notations as the facts hold them. Out: short strings ("$67.7 million", "−240 bps",
"Q3 2023"). Nothing that was said is rounded. The JSON and the tables hold the plain
values instead.
"""

from __future__ import annotations

import re
from decimal import Decimal

from extractor import catalogue, periods
from extractor.records import Fact

MINUS = "−"
DASH = "–"
SYMBOLS = {
    "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CNY": "RMB ", "INR": "₹", "KRW": "₩", "BRL": "R$", "TWD": "NT$",
    "HKD": "HK$", "CAD": "C$", "AUD": "A$", "NZD": "NZ$", "SGD": "S$", "MXN": "MX$", "ILS": "₪", "PHP": "₱",
    "RUB": "₽", "TRY": "₺", "VND": "₫", "THB": "฿",
}  # fmt: skip
SCALES = ((Decimal(10) ** 12, "trillion"), (Decimal(10) ** 9, "billion"), (Decimal(10) ** 6, "million"))
MARKS = {"exact": "", "about": "~", "over": ">", "under": "<"}
MONTHS = ("January February March April May June July August September October November December").split()
BASES = {"": "", "gaap": "GAAP", "non_gaap": "non-GAAP"}
_MONEY = re.compile(r"([A-Z]{3})(?:/(.+))?")
_ACRONYMS = {"ebitda": "EBITDA", "arr": "ARR", "rpo": "RPO", "crpo": "cRPO", "eps": "EPS", "acv": "ACV", "cet1": "CET1"}


def amount(value: Decimal, unit: str) -> str:
    """The value in its unit, as an analyst writes it; scaled to million, billion or trillion.

    >>> amount(Decimal(67700000), "USD"), amount(Decimal("-0.1"), "USD/share"), amount(Decimal(-240), "bps")
    ('$67.7 million', '−$0.10 per share', '−240 bps')
    """
    sign, digits, tail = _parts(value, unit)
    return f"{sign}{digits}{tail}"


def _parts(value: Decimal, unit: str) -> tuple[str, str, str]:
    """Sign, digits with their symbol, and what follows the digits."""
    sign = MINUS if value < 0 else ""
    value = abs(value)
    if unit in ("percent", "bps", "multiple"):
        return sign, _digits(value), {"percent": "%", "bps": " bps", "multiple": "x"}[unit]
    money = _MONEY.fullmatch(unit)
    scaled, word = _scaled(value)
    tail = f" {word}" if word else ""
    if money is None:
        return sign, _digits(scaled), tail + _noun(value, unit)
    symbol = SYMBOLS.get(money[1], money[1] + " ")
    per = f" per {money[2]}" if money[2] else ""
    return sign, symbol + (_digits(scaled) if word else _cents(scaled)), tail + per


def _scaled(value: Decimal) -> tuple[Decimal, str]:
    return next(((value / scale, word) for scale, word in SCALES if value >= scale), (value, ""))


def _digits(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _cents(value: Decimal) -> str:
    text = _digits(value)
    return text + "0" if re.search(r"\.\d$", text) else text


def _noun(value: Decimal, unit: str) -> str:
    if unit in ("", "count"):
        return ""
    noun, slash, per = unit.partition("/")
    return f" {noun}{'' if value == 1 else 's'}{slash}{per}"


def span(low: Decimal, high: Decimal, unit: str) -> str:
    """A range: what both ends share is written once.

    >>> span(Decimal(70500000), Decimal(71500000), "USD"), span(Decimal(-3500000), Decimal(-2000000), "USD")
    ('$70.5–71.5 million', '−$3.5 million to −$2 million')
    """
    (sign, digits, tail), (high_sign, high_digits, high_tail) = _parts(low, unit), _parts(high, unit)
    if _MONEY.fullmatch(unit) and not _unrated(tail + high_tail):
        digits, high_digits = _same_cents(digits, high_digits)
    if sign or high_sign or tail.split(" per ")[0].rstrip("s") != high_tail.split(" per ")[0].rstrip("s"):
        return f"{sign}{digits}{_unrated(tail)} to {high_sign}{high_digits}{high_tail}"
    return f"{digits}{DASH}{re.sub(r'^[^0-9]+', '', high_digits)}{high_tail}"


def _same_cents(digits: str, others: str) -> tuple[str, str]:
    """Both with cents where one has them: "$2.92–3.00"."""
    if "." not in digits + others:
        return digits, others
    first, last = (each if "." in each else each + ".00" for each in (digits, others))
    return first, last


def _unrated(tail: str) -> str:
    return tail.split(" per ")[0]


def number(fact: Fact) -> str:
    """The fact's number: a range, a growth with its sign, "~", ">" or "<" where the speaker was not exact."""
    least = fact.value if fact.value is not None else fact.low
    shown = bounds(least, fact.value if fact.value is not None else fact.high, fact.unit)
    rises = least is not None and least > 0
    signed = fact.measure in ("growth", "change") and fact.unit != "multiple" and rises
    return MARKS[fact.qualifier] + ("+" if signed else "") + shown


def bounds(low: Decimal | None, high: Decimal | None, unit: str) -> str:
    """A range or a point from two ends that may be missing; empty without any."""
    if low is None or high is None or low == high:
        known = low if low is not None else high
        return "" if known is None else amount(known, unit)
    return span(low, high, unit)


def percent(value: Decimal | None, places: int = 1) -> str:
    """A computed percentage with its sign, rounded; empty without a value."""
    if value is None:
        return ""
    rounded = round(value, places)
    return f"{MINUS if rounded < 0 else '+'}{abs(rounded)}%"


def period(notation: str) -> str:
    """The period as people write it; empty when there is none.

    >>> [period(each) for each in ("2023Q3", "FY2024", "TTM-2023Q3", "2023-05", "2023Q1-Q3", "FY2024-FY2026")]
    ['Q3 2023', 'FY 2024', '12 months to Q3 2023', 'May 2023', 'Q1–Q3 2023', 'FY 2024–2026']
    """
    read = periods.parse(notation)
    if read is None:
        return notation
    match read.kind:
        case "quarter":
            return f"Q{read.first} {read.year}"
        case "half":
            return f"H{read.last // 2} {read.year}"
        case "year":
            return f"FY {read.year}"
        case "span":
            return f"Q{read.first}{DASH}Q{read.last} {read.year}"
        case "ttm":
            return f"12 months to Q{read.first} {read.year}"
        case "qtd":
            return f"Q{read.first} {read.year} to date"
        case "month":
            return f"{MONTHS[read.first - 1]} {read.year}"
        case _:
            return f"FY {read.first}{DASH}{read.last}"


def name(metric: str, label: str = "") -> str:
    """The metric's name: the catalogue's, the speaker's own words for "other", else the id made readable."""
    if metric == "other":
        return label[:1].upper() + label[1:] if label else "Other"
    known = catalogue.load().metrics.get(metric)
    if known:
        return known.name
    words = " ".join(_ACRONYMS.get(word, word) for word in metric.split("_"))
    return words[:1].upper() + words[1:]


def within(words: str) -> str:
    """A name as it stands inside a sentence: its first letter small, unless the word is an abbreviation.

    >>> within("Net new ARR"), within("EBITDA margin")
    ('net new ARR', 'EBITDA margin')
    """
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
