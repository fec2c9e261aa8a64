"""Rules of the digest of questions and answers."""

from dataclasses import replace

import pytest

from extractor import catalogue, exchanges, transcript
from extractor.records import Exchange, Transcript
from tests import gold_calls


def digest() -> list[Exchange]:
    return gold_calls.sample().summary.exchanges


def test_every_question_has_its_asker_and_firm() -> None:
    """The firm is the title's, or what the operator said, or nothing for somebody who gave no name."""
    assert [(each.analyst, each.firm) for each in digest()] == [
        ("Dana Whitcombe", "Larkspur Securities"),
        ("Dana Whitcombe", "Larkspur Securities"),
        ("Tomas Ekdahl", "Fenwick Brothers"),
        ("Tomas Ekdahl", "Fenwick Brothers"),
        ("Rahul Venkatraman", "Copperfield Research"),
        ("Beatrice Onyango", "Halcyon Street Partners"),
        ("Unidentified Participant", ""),
        ("Colin Mabry", "Stanhope & Reyes"),
    ]


def test_the_question_is_in_the_analysts_own_words() -> None:
    """The question is a stretch of the text, with the sentence before it where it can't stand alone."""
    text = " ".join(transcript.load(gold_calls.SAMPLES / "quaywright-2024q2.txt").text.split())
    assert all(each.question in text for each in digest())
    assert digest()[1].question == "Should I pencil in 115% by the end of the year?"
    assert digest()[2].question.endswith("Can you size it for us?")
    assert "Bramwell" in digest()[2].question


def test_the_answer_has_its_speakers_facts_and_refusals() -> None:
    """Facts are those whose numbers stand in the answer; a refusal points at its absence."""
    call = gold_calls.sample()
    facts = {fact.id: fact for fact in call.facts}
    second, third = digest()[1], digest()[2]
    assert (second.facts, second.declined) == ([], [0])
    assert call.absences[0].metric == "net_retention"
    assert third.answered_by == ["Ingrid Castellane", "Marcus O. Tellier"]
    assert {facts[each].metric for each in third.facts} == {"arr", "headcount", "stock_based_compensation"}


def test_thanks_open_no_exchange() -> None:
    """What is no question and gets no answer is left out."""
    assert not any("Very clear" in each.question or "Perfect" in each.question for each in digest())


def test_without_sides_nothing_is_guessed() -> None:
    """A layout that does not name who asks has no digest."""
    call = gold_calls.sample()
    read = transcript.load(gold_calls.SAMPLES / "quaywright-2024q2.txt")
    silent: Transcript = replace(read, turns=tuple(replace(turn, side="unknown") for turn in read.turns))
    assert exchanges.find(silent, call.facts, call.absences, catalogue.load()) == []


@pytest.mark.parametrize(
    ("words", "firm"),
    [
        ("Our first question comes from Jane Doe with J.P. Norling & Sons. Please go ahead.", "J.P. Norling & Sons"),
        ("We go to the line of Jane Doe of Bank of Aldermoor.", "Bank of Aldermoor"),
        ("Jane Doe from Tarn Capital Markets, your line is open.", "Tarn Capital Markets"),
        ("The next question is from Jane Doe.", ""),
        ("The next question is from John Roe at Tarn Capital.", ""),
    ],
)
def test_the_operator_names_the_firm(words: str, firm: str) -> None:
    """The firm follows the analyst's own name, after with, of, from or at."""
    read = transcript.load(gold_calls.SAMPLES / "quaywright-2024q2.txt")
    turn = next(each for each in read.turns if each.side == "analyst")
    assert exchanges.firm(replace(turn, speaker="Jane Doe", title=""), words) == firm


@pytest.mark.parametrize(
    ("words", "asker"),
    [
        (
            "The next question is from the line of Jane Doe from Tarn Capital. Please go ahead.",
            ("Jane Doe", "Tarn Capital"),
        ),
        ("From Tarn Capital, we have Jane Doe. Please go ahead.", ("Jane Doe", "Tarn Capital")),
        ("Please go ahead.", ("Speaker 7", "")),
    ],
)
def test_a_label_gets_the_name_that_the_operator_says(words: str, asker: tuple[str, str]) -> None:
    """Where the layout numbers its speakers, the announcement names them; without one the label stays."""
    read = transcript.load(gold_calls.SAMPLES / "quaywright-2024q2.txt")
    turn = next(each for each in read.turns if each.side == "analyst")
    assert exchanges.asker(replace(turn, speaker="Speaker 7", title=""), words) == asker


def test_a_greeting_opens_no_exchange() -> None:
    """Only what is asked, or said at length, is worth a line."""
    read = transcript.load(gold_calls.SAMPLES / "quaywright-2024q2.txt")
    greeting = "Hi there. Can you hear me this time?"
    turns = [turn for turn in read.turns if turn.section == "qa"]
    paragraph = replace(turns[1].paragraphs[0], start=0, end=len(greeting))
    hello = replace(turns[1], paragraphs=(paragraph,))
    answer = replace(turns[2], paragraphs=(replace(paragraph, start=len(greeting) + 1, end=len(greeting) + 5),))
    short = replace(read, text=greeting + " Yes.", turns=(hello, answer))
    assert exchanges.find(short, [], [], catalogue.load()) == []


@pytest.mark.parametrize(
    ("title", "firm"),
    [
        ("Larkspur Securities", "Larkspur Securities"),
        ("Larkspur Securities, Research Division - MD & Senior Equity Analyst", "Larkspur Securities"),
        ("Larkspur Securities -- Analyst", "Larkspur Securities"),
        ("Senior Equity Analyst", ""),
        ("Head of Software, Payments, and Hardware Research & Analyst", ""),
    ],
)
def test_a_role_is_no_firm(title: str, firm: str) -> None:
    """Of a title, only the part that is no role is the firm."""
    read = transcript.load(gold_calls.SAMPLES / "quaywright-2024q2.txt")
    turn = next(each for each in read.turns if each.side == "analyst")
    assert exchanges.firm(replace(turn, title=title), "") == firm


def test_topics_are_the_metrics_named() -> None:
    """The longest name wins where names overlap."""
    said = "How do you see free cash flow margin against free cash flow, and gross margin?"
    assert exchanges.topics(said, catalogue.load()) == ["free_cash_flow_margin", "free_cash_flow", "gross_margin"]
