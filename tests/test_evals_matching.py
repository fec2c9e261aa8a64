"""Matching by the guide's last section: what agrees, what does not, and one to one."""

import json
import os
from pathlib import Path

import pytest
from gold_facts import FACTS, customers, gold_fact, growth, margin, outlook
from hypothesis import given, settings
from hypothesis import strategies as st

from evals import gold, intervals, matching, scoring
from evals.gold import GoldFact
from evals.matching import Level

SHARED = Path(os.environ.get("EXTRACTOR_SHARED", Path(__file__).parent.parent.parent / "shared"))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("", "", True),
        ("", "banks", False),
        ("EE&T", "enterprise education and technology", True),
        ("EE&T", "enterprise education", False),
        ("Enterprise", "enterprise segment", True),
        ("premium products", "premium modules", True),
        (">$50k ARR", "$50K ARR", True),
        ("new clients", "existing clients", False),
        ("banks", "credit unions", False),
        ("high end", "low end", True),
        ("new", "total", False),
    ],
)
def test_segments(one: str, other: str, same: bool) -> None:
    """Equal letters and digits, initials, or half of the shorter one's words: either way round."""
    assert matching.same_segment(one, other) is same
    assert matching.same_segment(other, one) is same


@pytest.mark.parametrize(
    ("unit", "kind"),
    [
        ("USD", "USD"), ("USD/share", "USD/share"), ("percent", "percent"), ("bps", "bps"), ("multiple", "multiple"),
        ("count", "count"), ("tonne", "count"), ("barrel/day", "count"),
    ],
)  # fmt: skip
def test_kinds_of_unit(unit: str, kind: str) -> None:
    """Money keeps its currency and per-unit form; every noun is a count."""
    assert matching.kind(unit) == kind


@pytest.mark.parametrize(
    ("claim", "level", "differs"),
    [
        (gold_fact(), Level.STRICT, ()),
        (gold_fact(value="40515000"), Level.STRICT, ()),
        (gold_fact(label="total sales"), Level.STRICT, ()),
        (gold_fact(basis="non_gaap"), Level.STRICT, ()),
        (gold_fact(period="2023Q2"), Level.NAMED, ("period",)),
        (gold_fact(status="guidance"), Level.NAMED, ("status",)),
        (gold_fact(segment="Europe"), Level.NAMED, ("segment",)),
        (gold_fact(metric="billings"), Level.FOUND, ("metric",)),
        (gold_fact(measure="change", versus="yoy"), Level.FOUND, ("measure",)),
    ],
)
def test_levels(claim: GoldFact, level: Level, differs: tuple[str, ...]) -> None:
    """found, named and strict follow from the fields that differ; an empty basis agrees with any."""
    (pair,) = matching.match([gold_fact()], [claim])
    assert (pair.level, pair.differs) == (level, differs)


@pytest.mark.parametrize(
    ("fact", "claim"),
    [
        (gold_fact(), gold_fact(value="40530000")),
        (gold_fact(), gold_fact(value="-40500000")),
        (gold_fact(), gold_fact(unit="EUR")),
        (growth(value="2"), growth(value="200", unit="bps")),
        (outlook(), outlook(high="44000000")),
        (outlook(), gold_fact(value="42000000", period="2024Q3", status="guidance")),
        (customers(), margin(value="1250")),
    ],
)
def test_another_number_is_not_found(fact: GoldFact, claim: GoldFact) -> None:
    """Beyond 0.05%, another sign, another kind of unit, or one end of a range: no pair."""
    assert matching.match([fact], [claim]) == []


def test_a_contradicting_basis_is_no_strict_error_but_is_named() -> None:
    """Basis is scored apart, and a contradiction is kept among the differing fields."""
    (pair,) = matching.match([gold_fact(basis="gaap")], [gold_fact(basis="non_gaap")])
    assert (pair.level, pair.differs) == (Level.STRICT, ("basis",))


def test_versus_and_share_of_count_only_where_they_apply() -> None:
    """versus belongs to growth and change, share_of to a share."""
    assert matching.match([growth()], [growth(versus="qoq")])[0].differs == ("versus",)
    share = growth(measure="share", versus="", share_of="revenue")
    assert matching.match([share], [growth(measure="share", versus="", share_of="arr")])[0].differs == ("share_of",)
    assert matching.match([gold_fact()], [gold_fact(versus="yoy")])[0].level == Level.STRICT


def test_an_accepted_grid_point_counts_as_right() -> None:
    """The fact is met at its own point or at any listed under accept; fields left out are its own."""
    fact = gold_fact(accept=[{"period": "", "segment": "Europe"}])
    assert matching.match([fact], [gold_fact(period="", segment="Europe")])[0].level == Level.STRICT
    assert matching.match([fact], [gold_fact(period="")])[0].level == Level.NAMED


def test_the_closest_pair_comes_first() -> None:
    """Of two claims with the same number, the gold takes the one that agrees in more fields."""
    facts = [gold_fact(), gold_fact(period="2023Q2")]
    claims = [gold_fact(period="2023Q2"), gold_fact()]
    assert {(pair.gold, pair.claim) for pair in matching.match(facts, claims)} == {(0, 1), (1, 0)}


def test_optional_gold_is_neither_right_nor_wrong() -> None:
    """A claim that meets optional gold does not count; one that meets nothing is wrong; core alone is missed."""
    facts = [gold_fact(), growth(tier="optional"), margin(tier="optional")]
    claims = [growth(), customers()]
    pairs = matching.match(facts, claims)
    assert scoring.count(facts, 2, pairs, Level.STRICT) == (0, 1, 1)


numbers = st.sampled_from(["40500000", "12", "61", "1250"])
labels = st.builds(
    gold_fact,
    value=numbers,
    period=st.sampled_from(["2024Q2", "2023Q2"]),
    metric=st.sampled_from(["revenue", "arr"]),
    unit=st.sampled_from(["USD", "percent"]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(labels, max_size=8), st.lists(labels, max_size=8))
def test_matching_is_one_to_one_and_honest(facts: list[GoldFact], claims: list[GoldFact]) -> None:
    """No fact and no claim is used twice, every pair has the same number, and nothing matchable is left over."""
    pairs = matching.match(facts, claims)
    assert len({pair.gold for pair in pairs}) == len({pair.claim for pair in pairs}) == len(pairs)
    assert all(matching.same_number(facts[pair.gold], claims[pair.claim]) for pair in pairs)
    left = [fact for n, fact in enumerate(facts) if n not in {pair.gold for pair in pairs}]
    over = [claim for n, claim in enumerate(claims) if n not in {pair.claim for pair in pairs}]
    assert matching.match(left, over) == []


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(len(FACTS))))
def test_the_order_of_claims_does_not_matter(order: list[int]) -> None:
    """Facts read in another order score the same."""
    pairs = matching.match(FACTS, [FACTS[n] for n in order])
    assert all(pair.level == Level.STRICT and order[pair.claim] == pair.gold for pair in pairs)
    assert len(pairs) == len(FACTS)


@pytest.mark.parametrize("call", ["alkami-2023q1", "alkami-2023q3", "sprout-social-2023q4"])
def test_two_labellers_agree_as_published(call: str) -> None:
    """The matcher gives the agreement that the gold was published with: strict F1 0.89 to 0.99."""
    ours, theirs = (gold.read_facts(gold.FOLDER / "labellers" / f"{call}.{who}.jsonl") for who in ("first", "second"))
    found = intervals.f1(scoring.agreement(ours, theirs, Level.STRICT))
    assert 0.885 <= found <= 0.995


def test_the_gold_keeps_the_shared_labels() -> None:
    """Each call of the shared gold is here with its labels; a corrected one differs in fields, not in number."""
    if not (SHARED / "gold").is_dir():
        pytest.skip(f"no shared gold at {SHARED}")
    for path in (SHARED / "gold").glob("*.jsonl"):
        ours, theirs = gold.read_facts(gold.FOLDER / path.name), gold.read_facts(path)
        assert len(matching.match(theirs, ours)) >= 0.97 * len(theirs), json.dumps(path.name)
