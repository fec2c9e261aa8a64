"""Two readers of one call: what they both say is surer, and where they differ the model leads."""

import pytest
from test_merging import fact

from extractor.agreeing import settle
from extractor.records import Fact


def ruled(value: str, at: int, **fields: object) -> Fact:
    """What the rules say of the number at `at`."""
    return fact(value, at, **{"read_by": ["rules"], **fields})


def modelled(value: str, at: int, **fields: object) -> Fact:
    """What the model says of it."""
    return fact(value, at, **{"read_by": ["model"], **fields})


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        ({}, {}, True),
        ({"segment": "Harbor Cloud"}, {"segment": "Cloud"}, True),
        ({"segment": "Harbor Cloud"}, {"segment": "Harbor Rail"}, False),
        ({"segment": "Cloud"}, {}, False),
        ({"period": "2024Q1"}, {}, False),
        ({"metric": "other", "label": "boats sold"}, {"metric": "other", "label": "boats"}, True),
        ({"metric": "other", "label": "boats sold"}, {"metric": "other", "label": "sheds"}, False),
    ],
)
def test_what_both_say_is_one_fact(ours: dict[str, object], theirs: dict[str, object], same: bool) -> None:
    """The model's words stand for a part that both name; another part, period or thing is a difference."""
    kept, rejected = settle([modelled("80", 5, **ours), ruled("80", 5, **theirs)], {})
    assert [each.read_by for each in kept] == [["model", "rules"] if same else ["model"]]
    assert [each.check for each in rejected] == ([] if same else ["agreement"])


def test_the_model_leads_and_the_other_reading_is_told() -> None:
    """With what the model says instead, and where."""
    kept, (rejected,) = settle([modelled("80", 5, metric="bookings"), ruled("80", 5)], {})
    assert [each.metric for each in kept] == ["bookings"]
    assert (rejected.metric, rejected.line, rejected.value) == ("revenue", 1, "80")
    assert rejected.reason == "The model takes this number for bookings, level, 2024Q2, actual."


def test_what_the_model_left_out_is_no_fact_and_what_it_did_not_see_is() -> None:
    """The reason goes with the row; a number that the model never got stays the rules' fact."""
    kept, rejected = settle([ruled("80", 5), ruled("90", 50)], {5: "about the market"})
    assert [str(each.value) for each in kept] == ["90"]
    assert [each.reason for each in rejected] == ["The model leaves this number out: about the market."]
