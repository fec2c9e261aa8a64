"""The same fact said twice is one fact; different values are a visible conflict; order changes nothing."""

import random
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.merging import merge
from extractor.records import Evidence, Fact, NumberPlace, Section


def fact(value: str, at: int = 0, section: Section = "prepared_remarks", **fields: object) -> Fact:
    """A revenue level said at offset `at`."""
    place = Evidence(
        exact="…", prefix="", suffix="", start=at, end=at + 1, line=1, speaker="", side="company", section=section,
        numbers=[NumberPlace(start=at, end=at + 1, text=value)],
    )  # fmt: skip
    given_fields: dict[str, object] = {
        "id": f"{value}{fields}", "metric": "revenue", "label": "revenue", "measure": "level", "period": "2024Q2",
        "status": "actual", "value": Decimal(value), "unit": "USD", "evidence": [place], "read_by": ["test"], **fields,
    }  # fmt: skip
    return Fact.model_validate(given_fields)


def test_the_same_value_said_twice_has_two_places() -> None:
    """One fact, both places, prepared remarks leading."""
    merged, conflicts = merge([fact("67700000", 500, "qa"), fact("67700000", 10)])
    assert [place.section for place in merged[0].evidence] == ["prepared_remarks", "qa"]
    assert (len(merged), conflicts) == (1, [])


def test_the_precise_saying_leads_and_the_loose_one_is_evidence() -> None:
    """ "Just under 17 million" and 16.9 million are one fact, of 16.9 million."""
    merged, conflicts = merge([fact("17000000", 5, qualifier="under"), fact("16900000", 50)])
    assert [(each.value, len(each.evidence)) for each in merged] == [(Decimal(16900000), 2)]
    assert conflicts == []


SAYINGS = [
    ("16900000", "17000000", "exact", True),
    ("16900000", "20000000", "exact", False),
    ("19800000", "20000000", "exact", True),
    ("14.6", "10", "exact", False),
    ("9.6", "10", "exact", True),
    ("5.4", "5", "exact", True),
    ("1683", "1700", "exact", True),
    ("1638", "1700", "exact", False),
    ("10200", "10000", "over", True),
    ("49", "50", "exact", False),
    ("118000000", "120000000", "exact", False),
    ("98", "100", "exact", False),
    ("102", "100", "over", True),
    ("98", "100", "over", False),
    ("98", "100", "under", True),
    ("9900", "10000", "about", True),
    ("8900", "10000", "about", False),
]


@pytest.mark.parametrize(("precise", "loose", "qualifier", "same"), SAYINGS)
def test_a_looser_saying_joins_only_the_value_it_can_mean(precise: str, loose: str, qualifier: str, same: bool) -> None:
    """The last digit said decides, or the qualifier within a few percent; anything else is a conflict."""
    merged, conflicts = merge([fact(precise, 1), fact(loose, 50, qualifier=qualifier)])
    assert (len(merged) == 1, not conflicts) == (same, same)


def test_the_surer_of_two_readers_lends_its_words() -> None:
    """Which of them read first does not matter."""
    rules = fact("5", 1, label="sales", confidence=0.5, read_by=["rules"], id="one")
    model = fact("5", 1, label="net sales", confidence=0.8, read_by=["model"], id="one")
    for facts in ([rules, model], [model, rules]):
        [merged] = merge(facts)[0]
        assert (merged.label, merged.read_by, merged.confidence) == ("net sales", ["model", "rules"], 0.8)


def test_different_values_are_a_conflict_led_by_the_prepared_remarks() -> None:
    """Neither value disappears, and the sentence says both."""
    merged, conflicts = merge([fact("34", 500, "qa", unit="percent"), fact("37", 10, unit="percent")])
    assert len(merged) == 2
    assert conflicts[0].leading == merged[0].id
    assert conflicts[0].others == [merged[1].id]
    assert "37" in conflicts[0].sentence
    assert "34" in conflicts[0].sentence


def test_an_empty_basis_agrees_with_any_but_two_bases_stay_apart() -> None:
    """GAAP and non-GAAP values at one grid point are two facts and no conflict."""
    merged, conflicts = merge([fact("5", 1, basis="gaap"), fact("7", 2, basis="non_gaap"), fact("5", 3)])
    assert sorted((each.basis, len(each.evidence)) for each in merged) == [("gaap", 2), ("non_gaap", 1)]
    assert conflicts == []


def test_what_differs_in_period_status_or_segment_is_never_joined() -> None:
    """Another period, status or segment is another fact."""
    different = [
        fact("5", 1),
        fact("5", 2, period="2023Q2"),
        fact("5", 3, status="guidance"),
        fact("5", 4, segment="Sensing"),
    ]
    assert len(merge(different)[0]) == 4


ROWS = st.fixed_dictionaries(
    {
        "value": st.sampled_from(["5", "5.1", "7", "100", "98", "98.2", "16.9", "17", "20"]),
        "basis": st.sampled_from(["", "gaap", "non_gaap"]),
        "section": st.sampled_from(["prepared_remarks", "qa"]),
        "qualifier": st.sampled_from(["exact", "about", "over", "under"]),
        "read_by": st.sampled_from([["rules"], ["model"]]),
    }
)


@given(st.lists(st.tuples(st.integers(0, 5), ROWS), max_size=8), st.randoms())
def test_merging_is_idempotent_and_order_free(rows: list[tuple[int, dict[str, Any]]], chance: random.Random) -> None:
    """Merging again, or in another order, gives the same; no place is lost, and ids stay apart."""
    facts = [fact(at=at, id=f"{row['value']}{row['basis']}", **row) for at, row in rows]
    merged, conflicts = merge(facts)
    assert {place.start for each in merged for place in each.evidence} == {at for at, _ in rows}
    assert len({each.id for each in merged}) == len(merged)
    shuffled = facts[:]
    chance.shuffle(shuffled)
    assert merge(shuffled) == (merged, conflicts)
    assert merge(merged) == (merged, conflicts)


def test_a_result_said_again_as_a_range_around_it_is_evidence_but_an_outlook_keeps_its_range() -> None:
    """ "33, 34%" in an answer is the 33% of the remarks; a midpoint is not the guidance range."""
    ends = {"value": None, "low": Decimal(33), "high": Decimal(34)}
    again = fact("33", 90, "qa", unit="percent").model_copy(update={**ends, "id": "range"})
    merged, _ = merge([fact("33", 1, unit="percent"), again])
    assert [(each.value, len(each.evidence)) for each in merged] == [(Decimal(33), 2)]
    outlook = [each.model_copy(update={"status": "guidance"}) for each in (fact("33", 1, unit="percent"), again)]
    assert len(merge(outlook)[0]) == 2


def test_cents_that_were_said_are_not_rounded_away() -> None:
    """$0.60 and $0.63 a share are two values, not one said loosely."""
    merged, conflicts = merge([fact("0.60", 1, unit="USD/share"), fact("0.63", 2, unit="USD/share")])
    assert [each.value for each in merged] == [Decimal("0.60"), Decimal("0.63")]
    assert len(conflicts) == 1
