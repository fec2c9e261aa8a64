"""The mutation suite and the headline recall, on our own sample calls and invented bullets."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from gold_facts import growth, outlook, reading

from evals import gold, headlines, mutations, sources
from evals.headlines import Bullet, Heard
from evals.mutations import Outcome


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    """The suite over one of our own calls."""
    (call,) = gold.load(only="quaywright*")
    text = sources.text_of(call.sha256)
    assert text is not None
    return mutations.suite([(call, text)])


def test_every_kind_of_lie_is_told(outcomes: list[Outcome]) -> None:
    """True claims, changed numbers, borrowed numbers near and far, an analyst's, and swapped status."""
    kinds = {each.kind for each in outcomes}
    wanted = {
        "true",
        *mutations.SPOILERS,
        "an analyst's",
        "another metric's, same sentence",
        "another period's, elsewhere",
    }
    assert wanted <= kinds


def test_a_lie_differs_from_the_truth(outcomes: list[Outcome]) -> None:
    """No spoiled claim is the true one again."""
    truths = {each.claim for each in outcomes if each.kind == "true"}
    assert not [each for each in outcomes if each.kind != "true" and each.claim in truths]


@pytest.mark.parametrize("kind", ["digit changed", "digits swapped", "scale swapped", "unit swapped"])
def test_changed_numbers_are_caught(outcomes: list[Outcome], kind: str) -> None:
    """At most 1% of claims with a changed digit, scale or unit end verified, though the number may occur somewhere."""
    (fate,) = [each for each in mutations.fates(outcomes) if each.kind == kind]
    assert fate.share <= mutations.TARGETS[kind]


def test_the_suite_is_seeded() -> None:
    """The same seed tells the same lies."""
    (call,) = gold.load(only="kestrel*")
    text = sources.text_of(call.sha256)
    assert text is not None
    assert mutations.suite([(call, text)], 7) == mutations.suite([(call, text)], 7)


@pytest.mark.parametrize(
    ("value", "unit", "found"),
    [
        ("40500000", "", True), ("40500000", "percent", False), ("12", "percent", True), ("12", "", False),
        ("43000000", "", True), ("1250", "", True), ("40600000", "", False),
    ],
)  # fmt: skip
def test_headline_numbers_are_looked_for_by_value_and_unit(value: str, unit: str, found: bool) -> None:
    """A headline's number counts as found within 0.05%, up to sign, in a fitting unit; an end of a range will do."""
    assert headlines.among(Bullet(Decimal(value), unit, "actual"), reading().facts) is found


def test_headline_signs_do_not_matter() -> None:
    """A headline says "loss of", not a minus."""
    facts = reading((growth(value="-12"), outlook())).facts
    assert headlines.among(Bullet(Decimal(12), "percent", "actual"), facts)


def test_headline_shares() -> None:
    """Found of said by category and over all; numbers not said on the call are left out."""
    yes, no = (Bullet(Decimal(1), "", "actual"), True), (Bullet(Decimal(2), "", "guidance"), False)
    found = headlines.shares([Heard("a", 10, (yes, no)), Heard("b", 20, (yes,))])
    assert found["all"] == {"found": 2, "said": 3, "share": 2 / 3}
    assert found["guidance"]["share"] == 0
    assert found["facts_per_call"] == 15


def test_bullets_know_whether_they_were_said_on_the_call(tmp_path: Path) -> None:
    """Only what was said can be asked for; the first ten facts are held against all."""
    rows = [
        {"call": "a", "bullet": 0, "value": 1.5, "unit": "", "category": "actual", "in_call": said}
        for said in (True, False)
    ]
    (tmp_path / "numbers.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    number = Bullet(Decimal("1.5"), "", "actual")
    assert headlines.bullets(tmp_path) == {"a": [(number, True), (number, False)]}
