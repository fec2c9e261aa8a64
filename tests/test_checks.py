"""No claim passes whose value, scale, unit or sign differs from the characters it points at."""

from decimal import Decimal

import pytest
from calls import call, claim, dec, found
from hypothesis import given
from hypothesis import strategies as st

from extractor import catalogue
from extractor.checks import first_failure, read_as
from extractor.context import SOFT
from extractor.records import Claim
from extractor.view import View, kind_of

SHIPPED = catalogue.load()


def failure(text: str, number: str, side: str = "company", **fields: object) -> str:
    """The name of the fatal check a claim about `number` in `text` fails, or nothing."""
    mentions = found(text)
    check = first_failure(claim(mentions, number, **fields), View(call(text, side), mentions, SHIPPED))  # type: ignore[arg-type]
    return check.name if check else ""


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ""),
        ({"value": dec("67800000")}, "value"),
        ({"value": dec("67700000000")}, "value"),
        ({"value": dec("67700")}, "value"),
        ({"value": dec("-67700000")}, "sign"),
        ({"unit": "percent"}, "unit"),
        ({"unit": "EUR"}, "unit"),
        ({"unit": "bps"}, "unit"),
        ({"unit": "count"}, "unit"),
        ({"metric": "gross_margin"}, "unit"),
        ({"measure": "growth"}, "unit"),
        ({"period": "third quarter"}, "notation"),
        ({"numbers": (99,)}, "pointer"),
        ({"numbers": ()}, "pointer"),
    ],
)
def test_a_false_reading_of_a_printed_amount_is_refused(fields: dict[str, object], expected: str) -> None:
    """Digits, scale, unit, sign, metric's unit, notation and pointer: each false one is named."""
    assert failure("Revenue for the quarter was $67.7 million.", "$67.7 million", **fields) == expected


@pytest.mark.parametrize(
    ("text", "number", "fields", "expected"),
    [
        ("Revenue was down 8% from a year ago.", "8%", {"measure": "growth", "value": dec("-8")}, ""),
        ("Revenue was down 8% from a year ago.", "8%", {"measure": "growth", "value": dec("8")}, "sign"),
        ("Revenue grew 8% from a year ago.", "8%", {"measure": "growth", "value": dec("-8")}, "sign"),
        ("Revenue grew 8%, while costs fell 3%.", "8%", {"measure": "growth", "value": dec("-8")}, "sign"),
        ("Our net loss shrank 7%.", "7%", {"metric": "net_income", "measure": "growth", "value": dec("7")}, ""),
        ("Net loss was $4 million.", "$4 million", {"metric": "net_income", "value": dec("-4000000")}, ""),
        ("Net loss was $4 million.", "$4 million", {"metric": "net_income", "value": dec("4000000")}, "sign"),
        ("Net income was $4 million.", "$4 million", {"metric": "net_income", "value": dec("-4000000")}, "sign"),
        (
            "Gross margin was 59%, 190 basis points lower than last year.",
            "190 basis points",
            {"metric": "gross_margin", "measure": "change", "value": dec("190")},
            "sign",
        ),
        (
            "Pricing was up 35 basis points in the quarter.",
            "35 basis points",
            {"measure": "growth", "unit": "percent", "value": dec("0.35")},
            "",
        ),
        ("Revenue declined 1% and 3% without currency.", "3%", {"measure": "growth", "value": dec("-3")}, ""),
        ("Revenue declined 1% and 3% without currency.", "3%", {"measure": "growth", "value": dec("3")}, "sign"),
        ("Revenue declined 3%, or 1% without currency.", "1%", {"measure": "growth", "value": dec("-1")}, ""),
        ("Revenue declined 3%, or 1% without currency.", "1%", {"measure": "growth", "value": dec("1")}, "sign"),
        (
            "It took 20 points of contraction but 5% of growth came back.",
            "5%",
            {"measure": "growth", "value": dec("-5")},
            "sign",
        ),
        (
            "Other income is roughly negative $4 million.",
            "$4 million",
            {"metric": "other", "label": "other income", "value": dec("4000000")},
            "sign",
        ),
        (
            "Users tripled.",
            "tripled",
            {"metric": "users", "measure": "growth", "unit": "multiple", "value": -3},
            "sign",
        ),
        ("We earned a dollar five per share.", "a dollar five", {"metric": "eps", "unit": "USD/share"}, ""),
        (
            "Capital spending was $9 million.",
            "$9 million",
            {"metric": "capital_expenditure", "value": dec("-9000000")},
            "sign",
        ),
    ],
)
def test_the_sign_must_be_one_the_words_allow(text: str, number: str, fields: dict[str, object], expected: str) -> None:
    """Losses, falls and outflows are negative where the words say so, and only there."""
    assert failure(text, number, **fields) == expected


@pytest.mark.parametrize(
    ("side", "expected"), [("company", ""), ("unknown", ""), ("analyst", "side"), ("publisher", "side")]
)
def test_only_the_companys_words_count(side: str, expected: str) -> None:
    """An analyst's or a publisher's figure is never the company's."""
    assert failure("Revenue was $67.7 million.", "$67.7 million", side=side) == expected


def test_a_year_is_no_quantity() -> None:
    """A claim cannot make a value out of a year."""
    assert failure("In 2023 revenue was strong.", "2023", value=dec("2023"), unit="count") == "pointer"


def test_plus_or_minus_gives_low_and_high() -> None:
    """The tolerance makes the range: centre less and centre plus."""
    text = "We expect revenue of $1.2 billion, plus or minus $50 million."
    mentions = found(text)
    pair = (0, 1)
    right = claim(mentions, "$1.2 billion", numbers=pair, value=None, low=dec("1150000000"), high=dec("1250000000"))
    wrong = claim(mentions, "$1.2 billion", numbers=pair, value=None, low=dec("50000000"), high=dec("1200000000"))
    view = View(call(text), mentions, SHIPPED)
    assert first_failure(right, view) is None
    assert first_failure(wrong, view).name == "value"  # type: ignore[union-attr]


@given(
    st.decimals("0.1", "999", places=1),
    st.sampled_from(["thousand", "million", "billion", "trillion"]),
    st.integers(-12, 12),
)
def test_no_other_power_of_ten_passes(amount: Decimal, scale: str, power: int) -> None:
    """Whatever is printed, only its own scale is accepted."""
    number = f"${amount} {scale}"
    text = f"Revenue was {number} in the quarter."
    mentions = found(text)
    value = (mentions[0].value or Decimal(0)).scaleb(power)
    check = first_failure(claim(mentions, number, value=value), View(call(text), mentions, SHIPPED))
    assert (check is None) == (power == 0)


@pytest.mark.parametrize(
    ("text", "number", "fields", "expected"),
    [
        ("We earned $1.60 for every dollar we spent.", "$1.60", {"unit": "multiple", "value": dec("1.60")}, ""),
        ("For each euro spent we earned $1.60.", "$1.60", {"unit": "multiple", "value": dec("1.60")}, ""),
        ("We earned $1.60 a share.", "$1.60", {"unit": "multiple", "value": dec("1.60")}, "unit"),
    ],
)
def test_money_for_each_unit_of_money_is_a_multiple(
    text: str, number: str, fields: dict[str, object], expected: str
) -> None:
    """And no other money is."""
    assert failure(text, number, metric="sales_efficiency", **fields) == expected


def test_a_bare_amount_is_money_where_the_call_speaks_of_money() -> None:
    """Backlog may be counted too: a number with a noun is never money."""
    text = "Cash was $9 million. Backlog of 27 billion was flat. Backlog of 3 million parts was flat."
    backlog = {"metric": "backlog", "unit": "USD"}
    assert failure(text, "27 billion", **backlog, value=dec("27000000000")) == ""
    assert failure(text, "3 million", **backlog, value=dec("3000000")) == "unit"
    worth = "Cash was $9 million. Backlog of 17,000 units worth 5 billion gives us a view."
    assert failure(worth, "5 billion", **backlog, value=dec("5000000000")) == ""


def soft(text: str, number: str, **fields: object) -> list[str]:
    """The names of the soft checks that fail."""
    mentions = found(text)
    view = View(call(text), mentions, SHIPPED)
    made: Claim = claim(mentions, number, **fields)
    return [result.name for check in SOFT if not (result := check(made, view)).passed]


@pytest.mark.parametrize(
    ("text", "number", "fields", "expected"),
    [
        ("Revenue was $67.7 million.", "$67.7 million", {}, []),
        ("Inventory was $67.7 million.", "$67.7 million", {}, ["metric words"]),
        ("Revenue was $67.7 million in the second quarter of 2023.", "$67.7 million", {}, ["period words"]),
        (
            "Revenue was above our guidance range of $60 million.",
            "$60 million",
            {"status": "guidance", "period": "FY2023"},
            ["status words"],
        ),
    ],
)
def test_words_that_speak_against_a_claim_make_it_suspect(
    text: str, number: str, fields: dict[str, object], expected: list[str]
) -> None:
    """Another metric, another period right beside the number, or a recalled outlook is told."""
    assert soft(text, number, **fields) == expected


@pytest.mark.parametrize(
    ("unit", "expected"),
    [("USD", "money"), ("TWD/share", "per_share"), ("USD/ton", "per_unit"), ("tonne", "count"), ("bps", "bps")],
)
def test_units_have_kinds(unit: str, expected: str) -> None:
    """Units compare by kind."""
    assert kind_of(unit) == expected


def test_money_is_never_read_as_another_currency() -> None:
    """Only the per-unit form may be added to a currency."""
    mention = found("It was €5 million.")[0]
    assert read_as(mention, "EUR/share") == mention.value
    assert read_as(mention, "USD") is None
