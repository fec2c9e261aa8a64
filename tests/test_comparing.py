"""Two calls of one company side by side."""

from decimal import Decimal

import pytest
from spoken import fact, growth, saved

from extractor import catalogue
from extractor.comparing import compare, outcome
from extractor.errors import InputError
from extractor.guidance import derive
from extractor.records import CallFacts
from extractor.views.comparison import to_markdown

CATALOGUE = catalogue.load()


def pair() -> tuple[CallFacts, CallFacts]:
    """A second quarter, and the third that follows it."""
    earlier = saved(
        fact("revenue", "$60.0 million"),
        fact("churn", "3%"),
        fact("debt", "$85 million"),
        fact("revenue", "$64 million", "$66 million", period="2024Q3", status="guidance"),
        fact("operating_expenses", "$30 million", "$32 million", period="2024Q3", status="guidance"),
        fact("revenue", "$257 million", "$261 million", period="FY2024", status="guidance"),
    )
    later = saved(
        fact("revenue", "$67.7 million", period="2024Q3"),
        fact("revenue", "$61.0 million", period="2024Q2"),
        fact("operating_expenses", "$33.0 million", period="2024Q3"),
        fact("debt", "$83 million", period="2024Q3"),
        fact("revenue", "$264 million", "$265 million", period="FY2024", status="guidance"),
        growth("arr", "5%", period="2024Q3"),
        period="2024Q3",
    )
    return earlier, later


def test_each_metric_moves_from_its_own_quarter_to_its_own_quarter() -> None:
    """Amounts move in percent, and the catalogue says which way is good."""
    moved = {each.metric: each for each in compare(*pair(), CATALOGUE).movements}
    assert (moved["revenue"].change, moved["revenue"].favourable) == ("+12.8%", True)
    assert (moved["debt"].earlier_period, moved["debt"].later_period, moved["debt"].favourable) == (
        "2024Q2",
        "2024Q3",
        True,
    )


def test_a_prior_value_said_differently_is_a_restatement() -> None:
    """What both calls say of one period must agree as precisely as it was said."""
    (restated,) = compare(*pair(), CATALOGUE).restatements
    assert not restated.agrees
    assert "the earlier call says $60 million, the later $61 million" in restated.sentence


def test_a_rounder_saying_is_no_restatement() -> None:
    """$60 million and $60.3 million are one value."""
    later = saved(fact("revenue", "$60.3 million"), period="2024Q3")
    (restated,) = compare(saved(fact("revenue", "$60 million")), later, CATALOGUE).restatements
    assert restated.agrees


def test_guidance_is_held_against_guidance_and_against_the_result() -> None:
    """The year was raised; revenue beat its range, and so did costs not."""
    held = {(each.metric, each.period): each for each in compare(*pair(), CATALOGUE).guidance}
    assert (held["revenue", "FY2024"].action, held["revenue", "FY2024"].favourable) == ("raised", True)
    quarter = held["revenue", "2024Q3"]
    assert (quarter.against_range, quarter.against_midpoint) == ("beat", Decimal("4.2"))
    assert held["operating_expenses", "2024Q3"].against_range == "miss"


@pytest.mark.parametrize(
    ("delivered", "good", "result"),
    [("$67.7 million", "up", "beat"), ("$65.0 million", "up", "in line"), ("$66.0 million", "down", "in line"),
     ("$60.0 million", "up", "miss"), ("$60.0 million", "down", "beat"), ("$60.0 million", "", "below")],
)  # fmt: skip
def test_beat_and_miss_follow_the_favourable_direction(delivered: str, good: str, result: str) -> None:
    """Lower costs beat; where no direction is good, it is above or below."""
    guided = fact("revenue", "$64.0 million", "$66.0 million", status="guidance")
    assert outcome(guided, fact("revenue", delivered), good) == result


def test_the_word_and_the_ranges_may_contradict() -> None:
    """Said to be reaffirmed, and lower: a conflict."""
    earlier, later = pair()
    lowered = fact("revenue", "$250 million", "$252 million", period="FY2024", status="guidance", id="now")
    later = later.model_copy(update={"facts": [lowered]})
    line = derive([lowered], _silent(), CATALOGUE)[0].model_copy(update={"action_said": "reaffirmed"})
    held = compare(earlier, later.model_copy(update={"guidance": [line]}), CATALOGUE).guidance[-1]
    assert (held.action, held.action_said, held.conflict) == ("lowered", "reaffirmed", True)


def _silent():  # type: ignore[no-untyped-def]
    from calls import call

    return call("Nothing.")


def test_growth_is_held_against_the_earlier_call() -> None:
    """This quarter's growth and last year's call give one level, or the page says that they do not."""
    before = saved(fact("arr", "$100 million", period="2023Q2"), period="2023Q2")
    fits = saved(fact("arr", "$120 million"), growth("arr", "20%"))
    slips = saved(fact("arr", "$120 million"), growth("arr", "30%"))
    assert compare(before, fits, CATALOGUE).across == []
    (found,) = compare(before, slips, CATALOGUE).across
    assert found.name == "growth against the prior level"
    assert "## Arithmetic between the calls" in to_markdown(compare(before, slips, CATALOGUE))


def test_metrics_that_come_and_go_are_named() -> None:
    """A figure that is no longer given is news."""
    found = compare(*pair(), CATALOGUE)
    assert (found.dropped, found.new) == (["churn"], ["arr"])


def test_calls_in_the_wrong_order_or_of_two_companies_are_refused() -> None:
    """With a sentence that says what to do."""
    earlier, later = pair()
    with pytest.raises(InputError, match="swap them"):
        compare(later, earlier, CATALOGUE)
    with pytest.raises(InputError, match="two companies"):
        compare(earlier, saved(period="2024Q3", company="Other"), CATALOGUE)


def test_a_call_against_itself_has_no_movement() -> None:
    """Nothing moves, everything agrees."""
    earlier, _ = pair()
    found = compare(earlier, earlier, CATALOGUE)
    assert found.movements == found.dropped == found.new == []
    assert all(each.agrees for each in found.restatements)
    assert {each.action for each in found.guidance} == {"reaffirmed"}


def test_the_page_shows_every_part() -> None:
    """Guidance first, then what was restated, what moved, what came and went."""
    page = to_markdown(compare(*pair(), CATALOGUE))
    heads = [line for line in page.splitlines() if line.startswith("#")]
    assert heads == [
        "# Fenwick: 2024Q2 to 2024Q3",
        "## Guidance",
        "## Said in both calls",
        "## Movements",
        "## Metrics",
    ]
    assert "| Revenue | Q3 2024 | $64–66 million |  |  | $67.7 million | beat (+4.2% to midpoint) |" in page


def test_a_total_is_not_held_against_a_part_of_it() -> None:
    """Of several values at one point only the one that leads moves; the others are counted as left out."""
    earlier = saved(fact("users", "15.1 million", unit="count"))
    total = fact("users", "16.9 million", unit="count", period="2024Q3")
    stray = fact("users", "1.4 million", unit="count", period="2024Q3", verdict="suspect")
    found = compare(earlier, saved(stray, total, period="2024Q3"), CATALOGUE)
    assert [each.later_said for each in found.movements] == ["16.9 million"]
    assert found.left_out == 1


def test_what_cannot_be_one_quantity_is_marked() -> None:
    """A suspect figure, and one of another order of magnitude, move under a question mark."""
    earlier = saved(fact("revenue", "$60.0 million"), fact("debt", "$85 million"))
    later = saved(
        fact("revenue", "$2.0 million", period="2024Q3"),
        fact("debt", "$83 million", period="2024Q3", verdict="suspect"),
        period="2024Q3",
    )
    found = compare(earlier, later, CATALOGUE)
    assert {each.metric: each.doubted for each in found.movements} == {"revenue": True, "debt": True}
    assert "| Revenue ? |" in to_markdown(found)


def test_the_most_salient_movement_comes_first() -> None:
    """Whatever the order in which the call says them; a change in basis points is no movement of its own."""
    facts = [fact("debt", "$85 million"), growth("revenue", "9%"), fact("revenue", "$60.0 million")]
    later = [each.model_copy(update={"period": "2024Q3", "id": each.id + "b"}) for each in facts]
    moved = compare(saved(*facts), saved(*later, period="2024Q3"), CATALOGUE).movements
    assert [(each.metric, each.measure) for each in moved] == [
        ("revenue", "level"),
        ("revenue", "growth"),
        ("debt", "level"),
    ]
