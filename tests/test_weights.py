"""Weights of words: they only add doubt, hold no company's words, and stay silent where they know too little."""

import json
import re

import pytest
from calls import call, claim, found
from hypothesis import given
from hypothesis import strategies as st

from extractor import catalogue, metric_check, period_check, resources, status_check, weights
from extractor.view import View
from extractor.weights import Weights

SHIPPED = catalogue.load()
CHECKS = {
    "metric": (metric_check.metric_words, metric_check),
    "outlook": (status_check.status_words, status_check),
    "period": (period_check.period_words, period_check),
}


def weighed(model: str, text: str, number: str, **fields: object) -> bool:
    """Whether the shipped weights doubt a claim."""
    mentions = found(text)
    made, view = claim(mentions, number, **fields), View(call(text), mentions, SHIPPED)
    return bool(CHECKS[model][1].weighed(made, view, weights.load(model)))


@pytest.mark.parametrize(
    ("model", "text", "fields", "doubts"),
    [
        (
            "outlook",
            "As we look at the rest of the year, we are comfortable with revenue in the range of $9 million for 2024.",
            {"status": "actual", "period": "FY2024"},
            True,
        ),
        (
            "outlook",
            "Revenue for the second quarter was $9 million, an increase of 4% compared to the prior year quarter.",
            {"status": "actual", "period": "2024Q2"},
            False,
        ),
        (
            "period",
            "Revenue for the second quarter was $9 million, an increase of 4% compared to the prior year quarter.",
            {"period": "2024Q2"},
            False,
        ),
        (
            "period",
            "Revenue was $9 million in the second quarter and $8 million in the first quarter.",
            {"period": "FY2024"},
            True,
        ),
        (
            "metric",
            "Revenue for the second quarter was $9 million, an increase of 4% compared to the prior year quarter.",
            {},
            False,
        ),
        (
            "metric",
            "Capital expenditures were $4 million, and we paid dividends of $2 million and repaid debt of $9 million.",
            {},
            True,
        ),
    ],
)
def test_words_weigh_for_what_they_mostly_go_with(
    model: str, text: str, fields: dict[str, object], doubts: bool
) -> None:
    """A plain result is believed, an outlook claimed as a result is not, nor another period, nor another metric."""
    assert weighed(model, text, "$9 million", **fields) is doubts


WORDS = "revenue margin was is we expect for the second quarter year grew from of up and last".split()


@given(st.lists(st.sampled_from(WORDS), max_size=16), st.sampled_from(["actual", "guidance"]))
def test_weights_never_acquit(words: list[str], status: str) -> None:
    """Whatever the rules refuse stays refused: weights only add doubt."""
    text = " ".join([*words, "$4 million", *words[:3]]) + "."
    mentions = found(text)
    made, view = claim(mentions, "$4 million", status=status), View(call(text), mentions, SHIPPED)
    for check, module in CHECKS.values():
        if module.by_rules(made, view):
            assert not check(made, view).passed


def test_a_model_that_knows_too_little_says_nothing() -> None:
    """A sentence in a language that the weights were not fitted on is left to the rules."""
    text = "本季營收為 $9 million。"
    assert not any(weighed(model, text, "$9 million", status="actual", period="FY2024") for model in CHECKS)


def test_a_probability_is_of_the_clues_it_knows() -> None:
    """Log-odds in thousandths add up; an unknown clue adds nothing."""
    model = Weights(-1000, {"b expect": 3000})
    assert model.probability(["b expect", "b unknown"]) == pytest.approx(0.880797, abs=1e-6)
    assert model.probability(["b unknown"]) == pytest.approx(0.268941, abs=1e-6)
    assert model.known(["b expect", "b unknown"]) == 1


def test_no_figure_and_no_name_is_learned() -> None:
    """The shipped clues are plain words and the names of our own clues: no digits of a call, no capital letters."""
    models = json.loads(resources.read("schemas", "weights.json"))["models"]
    learned = [clue for name in ("outlook", "metric") for clue in models[name]["clues"]]
    assert learned
    assert not [clue for clue in learned if re.search(r"[A-Z]|\d{3}", clue.replace("True", "").replace("False", ""))]
