"""The same fact said twice is one fact; different values are a visible conflict; order changes nothing."""

import random
from decimal import Decimal

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


@given(
    st.lists(st.tuples(st.sampled_from(["5", "5.1", "7"]), st.sampled_from(["", "gaap", "non_gaap"])), max_size=7),
    st.randoms(),
)
def test_merging_is_idempotent_and_order_free(rows: list[tuple[str, str]], chance: random.Random) -> None:
    """Merging again, or in another order, gives the same."""
    facts = [fact(value, at, basis=basis) for at, (value, basis) in enumerate(rows)]
    merged, conflicts = merge(facts)
    shuffled = facts[:]
    chance.shuffle(shuffled)
    assert merge(shuffled) == (merged, conflicts)
    assert merge(merged) == (merged, conflicts)
