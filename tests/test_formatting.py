"""Rules of how numbers, units and periods are shown."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import formatting, numbers
from tests import gold_calls

AMOUNTS = [
    ("67700000", "USD", "$67.7 million"),
    ("1234500000", "USD", "$1.2345 billion"),
    ("1870000000000", "INR", "₹1.87 trillion"),
    ("1270100000000", "KRW", "₩1.2701 trillion"),
    ("5480400000", "CNY", "RMB 5.4804 billion"),
    ("75000000", "DKK", "DKK 75 million"),
    ("-800000", "USD", "−$800,000"),
    ("0.15", "USD/share", "$0.15 per share"),
    ("-0.1", "USD/share", "−$0.10 per share"),
    ("15.88", "USD/user", "$15.88 per user"),
    ("158000", "USD/customer", "$158,000 per customer"),
    ("27", "percent", "27%"),
    ("0.35", "percent", "0.35%"),
    ("-240", "bps", "−240 bps"),
    ("3.6", "multiple", "3.6x"),
    ("1284", "count", "1,284"),
    ("2080000", "count", "2.08 million"),
    ("1", "tonne", "1 tonne"),
    ("12000", "barrel/day", "12,000 barrels/day"),
    ("0", "USD", "$0"),
]


@pytest.mark.parametrize(("value", "unit", "shown"), AMOUNTS)
def test_an_amount_is_shown_as_an_analyst_writes_it(value: str, unit: str, shown: str) -> None:
    """Scale in words, currency by its sign, a true minus, and every digit that was said."""
    assert formatting.amount(Decimal(value), unit) == shown


@pytest.mark.parametrize(
    ("low", "high", "unit", "shown"),
    [
        ("70500000", "71500000", "USD", "$70.5–71.5 million"),
        ("22", "24", "percent", "22–24%"),
        ("-2600000", "-1800000", "USD", "−$2.6 million to −$1.8 million"),
        ("-300000", "700000", "USD", "−$300,000 to $700,000"),
        ("750000000", "1200000000", "USD", "$750 million to $1.2 billion"),
        ("0.03", "0.05", "USD/share", "$0.03–0.05 per share"),
        ("2.92", "3", "USD/share", "$2.92–3.00 per share"),
        ("3", "4", "multiple", "3–4x"),
        ("1", "2", "tonne", "1–2 tonnes"),
        ("5", "5", "percent", "5%"),
    ],
)
def test_a_range_says_once_what_both_ends_share(low: str, high: str, unit: str, shown: str) -> None:
    """Two scales or a minus are written out at both ends."""
    assert formatting.bounds(Decimal(low), Decimal(high), unit) == shown


@given(
    st.decimals(min_value="0.01", max_value="9e14", places=2),
    st.sampled_from(["USD", "EUR", "GBP", "percent", "bps", "multiple"]),
)
def test_what_is_shown_can_be_read_back(value: Decimal, unit: str) -> None:
    """The number finder reads the shown amount as the value and the unit it was made from."""
    if unit == "bps":
        value = Decimal(int(value % 100_000) + 1)
    if unit in ("percent", "multiple"):
        value = value % 1000 + Decimal("0.01")
    found = [each for each in numbers.find("it was " + formatting.amount(value, unit)) if each.kind == "quantity"]
    assert [(each.value, each.unit) for each in found] == [(value, unit)]


@pytest.mark.parametrize(
    ("notation", "shown"),
    [
        ("2023Q3", "Q3 2023"),
        ("FY2023", "FY 2023"),
        ("2023H1", "H1 2023"),
        ("2023Q1-Q3", "Q1–Q3 2023"),
        ("TTM-2023Q3", "12 months to Q3 2023"),
        ("QTD-2023Q2", "Q2 2023 to date"),
        ("2023-05", "May 2023"),
        ("FY2024-FY2026", "FY 2024–2026"),
        ("", ""),
    ],
)
def test_a_period_is_shown_in_words(notation: str, shown: str) -> None:
    """Every kind of the notation has its words."""
    assert formatting.period(notation) == shown


def test_growth_carries_its_sign_and_a_hedge_its_mark() -> None:
    """A level has no plus, a growth has one; about, over and under are marked."""
    shown = {(fact.metric, fact.measure, fact.period): formatting.number(fact) for fact in gold_calls.sample().facts}
    assert shown["revenue", "growth", "2024H1"] == "+26%"
    assert shown["general_and_administrative", "change", "2024Q2"] == "−180 bps"
    assert shown["debt", "level", "2024Q2"] == "<$40 million"
    assert shown["arpu", "level", "2024Q2"] == "~$158,000 per customer"
    assert shown["rpo", "level", "2024Q2"] == "$341.5 million"


@pytest.mark.parametrize(("value", "shown"), [("25.9668", "+26.0%"), ("-17.49", "−17.5%"), ("0", "+0.0%")])
def test_a_computed_percentage_is_rounded_and_signed(value: str, shown: str) -> None:
    """Computed rates show one decimal place."""
    assert formatting.percent(Decimal(value)) == shown


def test_a_metric_of_the_users_has_a_readable_name() -> None:
    """The catalogue's name, the speaker's words for "other", else the id in words."""
    assert formatting.name("free_cash_flow") == "Free cash flow"
    assert formatting.name("other", "connected sensors") == "Connected sensors"
    assert formatting.name("segment_ebitda") == "Segment EBITDA"
