"""What was asked for and declined."""

import pytest

from extractor import catalogue
from extractor.absences import declines, find
from extractor.records import Paragraph, Transcript, Turn

CATALOGUE = catalogue.load()


@pytest.mark.parametrize(
    "sentence",
    [
        "We don't guide to bookings.",
        "We're not breaking that out at this point.",
        "We are not providing guidance for next year today.",
        "I won't get into specifics on churn.",
        "We do not disclose customer numbers by region.",
        "It is too early to quantify the impact.",
        "We haven't given a number for that.",
        "We’re not going to comment on individual customers.",
    ],
)
def test_a_declined_figure_is_an_absence(sentence: str) -> None:
    """The usual ways to say no."""
    assert declines(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "We did not provide poor service.",
        "We provide guidance for the third quarter.",
        "You can't predict the weather.",
        "Not only do we guide to revenue, we also guide to margin.",
        "We undertake no obligation and will not provide updates to forward-looking statements or guidance.",
        "Why don't you break that out?",
        "We are not seeing churn.",
    ],
)
def test_an_ordinary_sentence_is_none(sentence: str) -> None:
    """A negation alone declines nothing."""
    assert not declines(sentence)


def _call(*turns: tuple[str, str]) -> Transcript:
    text, made = "", []
    for side, words in turns:
        paragraph = Paragraph(len(text), len(text) + len(words), len(made) + 1)
        made.append(Turn("Dana Reyes", "", side, "qa", (paragraph,)))  # type: ignore[arg-type]
        text += words + "\n"
    return Transcript(text, "", "", "", "", "2024Q2", "", "en", tuple(made))


def test_the_metric_comes_from_the_sentence_or_from_the_question() -> None:
    """Where the answer says "that", the question says what."""
    call = _call(("analyst", "What was net retention?"), ("company", "Thanks. We're not breaking that out."))
    (absence,) = find(call, CATALOGUE)
    assert (absence.metric, absence.topic, absence.speaker) == ("net_retention", "net retention", "Dana Reyes")
    assert call.text[absence.start : absence.end] == absence.exact == "We're not breaking that out."


def test_an_analysts_sentence_is_no_absence() -> None:
    """Only the company can decline."""
    assert find(_call(("analyst", "You don't guide to bookings. We don't guide to it either.")), CATALOGUE) == []
