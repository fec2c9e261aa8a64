"""Error classes: each mistake gets one class, and the counts follow from the outcomes."""

from typing import Any

import pytest
from gold_facts import FACTS, TEXT, dec, gold_call, gold_fact, line, reading, spoiled, with_facts

from evals import errors, intervals, matching, scoring
from evals.errors import Item
from evals.gold import GoldFact
from extractor.records import CallFacts, MentionRecord, Rejected


def items(result: CallFacts, facts: tuple[GoldFact, ...] = FACTS) -> list[Item]:
    """Every outcome of the call."""
    return errors.diagnose(facts, result, matching.match(facts, result.facts), TEXT)


def kinds(result: CallFacts) -> list[str]:
    """The error classes of a reading, right facts left out."""
    return sorted(item.kind for item in items(result) if item.kind != "right")


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"metric": "billings"}, "wrong_metric"),
        ({"measure": "change", "versus": "yoy"}, "wrong_measure"),
        ({"status": "guidance"}, "wrong_status"),
        ({"period": "2023Q2"}, "wrong_period"),
        ({"segment": "Europe"}, "wrong_segment"),
        ({"period": "2023Q2", "segment": "Europe"}, "wrong_period"),
        ({"metric": "arr", "status": "guidance"}, "wrong_metric"),
        ({"value": dec("40500")}, "wrong_scale"),
        ({"value": dec("-40500000")}, "wrong_sign"),
        ({"unit": "EUR"}, "wrong_unit"),
        ({"value": dec("45000000")}, "wrong_value"),
        ({"value": None, "low": dec("40000000"), "high": dec("40500000")}, "wrong_value"),
        ({"value": dec("45000000"), "status": "target"}, "wrong_status"),
    ],
)
def test_each_mistake_has_its_class(fields: dict[str, Any], kind: str) -> None:
    """A claim with the right place or grid point is told what is wrong with it, the first class by precedence."""
    assert kinds(spoiled(0, **fields)) == [kind]


@pytest.mark.parametrize(
    ("unit", "value", "kind"),
    [("percent", "0.12", "wrong_scale"), ("bps", "1200", "wrong_scale"), ("USD", "12", "wrong_unit")],
)
def test_percent_fraction_and_basis_points(unit: str, value: str, kind: str) -> None:
    """A fraction for a percentage or basis points for percent is a matter of scale."""
    assert kinds(spoiled(1, unit=unit, value=dec(value))) == [kind]


def test_a_share_of_something_else() -> None:
    """versus and share_of share a class."""
    assert kinds(spoiled(1, versus="qoq")) == ["wrong_versus"]
    assert errors.primary(["share_of"]) == "wrong_versus"


def test_a_duplicate_is_no_spurious_fact() -> None:
    """The same fact reported again is a duplicate; a number that gold knows nothing of is spurious."""
    again = reading().facts[0].model_copy(update={"id": "again"})
    stray = (
        reading()
        .facts[4]
        .model_copy(
            update={"id": "stray", "metric": "headcount", "value": dec("77"), "evidence": reading().facts[3].evidence}
        )
    )
    assert kinds(with_facts(again)) == ["duplicate"]
    assert kinds(with_facts(stray)) == ["spurious"]


def test_a_missed_fact_says_where_it_was_lost() -> None:
    """Never seen, never claimed, excluded with a reason, or rejected by a check."""
    whole = reading()
    lost = whole.model_copy(update={"facts": whole.facts[1:]})
    place = {"start": 12, "end": 25, "line": 1, "text": "$40.5 million"}
    mention = MentionRecord(
        **place, kind="quantity", value=None, unit="USD", qualifier="exact", partner=None, side="company",
        section="other", state="excluded", reason="a hypothetical",
    )  # fmt: skip
    names = (
        "metric",
        "label",
        "segment",
        "measure",
        "versus",
        "share_of",
        "period",
        "status",
        "basis",
        "value",
        "unit",
    )
    refused = Rejected(
        reason="the sign differs",
        check="sign",
        line=1,
        text="$40.5 million",
        read_by="rules",
        **dict.fromkeys(names, ""),
    )

    def note(result: CallFacts) -> str:
        (item,) = [each for each in items(result) if each.kind == "missed"]
        return item.note

    assert note(lost) == "its number was not seen"
    assert note(lost.model_copy(update={"mentions": [mention]})) == "never claimed: a hypothetical"
    assert note(lost.model_copy(update={"mentions": [mention], "rejected": [refused]})) == "verifying rejected it: sign"


def test_a_number_that_points_at_other_characters_is_ungrounded() -> None:
    """Right or wrong otherwise, a fact whose characters do not say it is ungrounded."""
    fact = reading().facts[0]
    place = fact.evidence[0]
    moved = place.model_copy(update={"numbers": [place.numbers[0].model_copy(update={"start": 3, "end": 16})]})
    assert kinds(spoiled(0, evidence=[moved])) == ["ungrounded"]
    assert kinds(spoiled(0, evidence=[])) == ["ungrounded"]


@pytest.mark.parametrize(
    ("side", "wrong"), [("analyst", True), ("publisher", True), ("operator", True), ("company", False)]
)
def test_facts_in_the_words_of_others_are_counted(side: str, wrong: bool) -> None:
    """A fact that only others say is a false attribution."""
    fact = reading().facts[0]
    moved = fact.model_copy(update={"evidence": [fact.evidence[0].model_copy(update={"side": side})]})
    assert errors.misattributed(moved) is wrong


def test_optional_gold_that_nobody_reports_is_no_outcome() -> None:
    """Neither missing nor reporting an optional fact is an error."""
    facts = (gold_fact(), gold_fact(metric="arr", tier="optional"))
    assert [item.kind for item in items(reading(facts[:1]), facts)] == ["right"]
    assert [item.kind for item in items(reading(facts), facts)] == ["right", "neutral"]


def test_a_failed_call_misses_all_of_its_gold() -> None:
    """A call that crashed counts in full against recall; it does not vanish."""
    found = scoring.score_line(gold_call(), line(None, error="the model did not answer"))
    assert found.counts["strict"] == (0, 0, 5)
    assert {item["kind"] for item in found.items} == {"call_failed"}


@pytest.mark.parametrize("fields", [{"status": "guidance"}, {"value": dec("45000000")}, {"metric": "arr"}])
def test_fixing_the_only_error_makes_it_perfect(fields: dict[str, Any]) -> None:
    """F1 without a class is the F1 the run would have had."""
    run = scoring.score({}, [line(spoiled(0, **fields))], [gold_call()])
    (row,) = [row for row in scoring.error_table(run) if row["number"]]
    assert row["fixed"] == 1
    assert run.estimate().value < 1


def test_outcomes_add_up_to_the_counts() -> None:
    """Every claim is in one outcome, every core fact in one, and the counts say the same."""
    run = scoring.score({}, [line(spoiled(0, value=dec("-1")))], [gold_call()])
    (call,) = run.calls
    claims = [item for item in call.items if item["claim"]]
    assert len(claims) == call.facts == 5
    assert call.counts["strict"] == (4, 1, 1)
    assert sum(item["met"] for item in call.items) == 4
    assert intervals.f1(call.counts["strict"]) == pytest.approx(0.8)


def test_fields_are_judged_given_the_number() -> None:
    """Basis, qualifier and evidence are scored apart from strict."""
    run = scoring.score({}, [line(spoiled(0, qualifier="about", period="2023Q2"))], [gold_call()])
    fields = scoring.totals(run)["fields"]
    assert fields["qualifier"] == (4, 5)
    assert fields["period"] == (4, 5)
    assert fields["value in quote"] == (5, 5)
    assert fields["versus"] == (1, 1)


def test_repeats_are_averaged_within_their_call() -> None:
    """Two readings of one call are one call, not two."""
    lines = [line(reading()), line(spoiled(0, period="2023Q2"), repeat=1)]
    (call,) = scoring.score({}, lines, [gold_call()]).calls
    assert call.counts["strict"] == (4.5, 0.5, 0.5)
    assert call.spread == [1.0, pytest.approx(0.8)]
