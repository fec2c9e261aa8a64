"""A number is the interval of values that people say that way."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spoken import fact

from extractor.intervals import EVERYTHING, Interval, said


@pytest.mark.parametrize(
    ("printed", "fields", "low", "high"),
    [
        (["$67.7 million"], {}, "67650000", "67750000"),
        (["$60 million"], {}, "59500000", "60500000"),
        (["27%"], {}, "26.5", "27.5"),
        (["59.0%"], {}, "58.95", "59.05"),
        (["206"], {"unit": "count"}, "206", "206"),
        (["583,000"], {"unit": "count"}, "582500", "583500"),
        (["60"], {"unit": "bps"}, "55", "65"),
        (["45"], {"unit": "bps"}, "44.5", "45.5"),
        (["28%"], {"qualifier": "about"}, "27", "29"),
        (["190,000"], {"unit": "count", "qualifier": "about"}, "180000", "200000"),
        (["29%"], {"qualifier": "over"}, "28.5", "30"),
        (["$185 million"], {"qualifier": "over"}, "184500000", "190000000"),
        (["$150,000"], {"qualifier": "under"}, "100000", "150500"),
        (["$70.5 million", "$71.5 million"], {}, "70450000", "71550000"),
        (["32", "34"], {"unit": "count", "qualifier": "about"}, "31.5", "34.5"),
        (["-2.9 million"], {}, "-2950000", "-2850000"),
        (["-2 million"], {"qualifier": "over"}, "-3000000", "-1500000"),
        (["$0.02"], {"unit": "USD/share"}, "0.015", "0.025"),
        (["$0.00"], {"unit": "USD/share"}, "-0.005", "0.005"),
    ],
)
def test_the_printed_digits_and_the_qualifier_make_the_interval(
    printed: list[str], fields: dict[str, str], low: str, high: str
) -> None:
    """The precision is read from the digits, never a flat percentage."""
    assert said(fact("revenue", *printed, **fields)) == Interval(Decimal(low), Decimal(high))


def test_a_lakh_or_a_cent_is_a_scale_like_a_million() -> None:
    """The scale is what turns the printed digits into the value, whatever the word."""
    crore = fact("revenue", "1.5 crore").model_copy(update={"value": Decimal(15_000_000), "unit": "INR"})
    assert said(crore) == Interval(Decimal("14500000"), Decimal("15500000"))


def test_a_percentage_in_words_is_a_vague_number() -> None:
    """ "About two thirds" agrees with 62%."""
    words = fact("revenue", "66.67%", qualifier="about")
    place = words.evidence[0]
    numbers = [place.numbers[0].model_copy(update={"text": "two-thirds"})]
    words = words.model_copy(update={"evidence": [place.model_copy(update={"numbers": numbers})]})
    assert said(words) == Interval(Decimal("56.67"), Decimal("76.67"))


NUMBERS = st.decimals(-1000, 1000, allow_nan=False, places=2)
INTERVALS = st.builds(Interval.of, NUMBERS, NUMBERS)


@given(INTERVALS, INTERVALS, st.sampled_from(["+", "-", "*", "/"]))
def test_arithmetic_keeps_every_result_inside(left: Interval, right: Interval, operation: str) -> None:
    """Whatever two values one takes, what they give lies in the result."""
    import operator

    act = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}[operation]
    result = act(left, right)
    for a in (left.low, left.high):
        for b in (right.low, right.high):
            if operation != "/" or (b and result != EVERYTHING):
                slack = Decimal("1e-20") * (1 + abs(act(a, b)))
                assert result.low - slack <= act(a, b) <= result.high + slack


def test_rounded_numbers_that_only_touch_do_not_agree() -> None:
    """27% and 28% meet at 27.5 and are still two numbers; an exact count on the edge agrees."""
    assert not Interval.of("26.5", "27.5").overlaps(Interval.of("27.5", "28.5"))
    assert Interval.of("42", "42").overlaps(Interval.of("38", "42"))
