"""Fitting the weights of words: what tells is learned, what few calls hold is not, and too few calls are refused."""

from pathlib import Path

import pytest
from calls import call, claim, found
from click.testing import CliRunner

from evals.__main__ import cli
from evals.learning import CALLS, Example, fit
from extractor import catalogue
from extractor.view import View

TEXT = "Revenue was $9 million."
VIEW = View(call(TEXT), found(TEXT), catalogue.load())
CLAIM = claim(found(TEXT), "$9 million")


def examples(calls: int) -> list[Example]:
    """Two claims a call: what is expected is so, what was is not; one word stands in three calls only."""
    rows = []
    for at in range(calls):
        name = {"b tarnmills"} if at < 3 else set()
        rows.append(Example("outlook", f"call {at}", CLAIM, VIEW, frozenset({"b we", "b expect"} | name), True))
        rows.append(Example("outlook", f"call {at}", CLAIM, VIEW, frozenset({"b we", "b was"}), False))
    return rows


def test_a_clue_weighs_for_what_it_goes_with() -> None:
    """The word of true claims weighs for, that of false ones against, and one that both hold hardly at all."""
    model = fit(examples(2 * CALLS), "outlook")
    assert model.clues["b expect"] > 0 > model.clues["b was"]
    assert abs(model.clues.get("b we", 0)) < model.clues["b expect"] / 4
    assert model.probability({"b we", "b expect"}) > 0.8 > 0.2 > model.probability({"b we", "b was"})


def test_what_few_calls_hold_is_not_learned() -> None:
    """A company's own word would tell whose call it is, not what is said."""
    assert "b tarnmills" not in fit(examples(2 * CALLS), "outlook").clues


def test_too_few_calls_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the transcripts there is nothing to learn from: one sentence and exit code 2."""
    monkeypatch.setenv("EXTRACTOR_TRANSCRIPTS", str(tmp_path))
    done = CliRunner().invoke(cli, ["learn"])
    assert done.exit_code != 0
    assert "have a transcript here" in done.output + str(done.exception)
