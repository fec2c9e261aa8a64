"""How well the confidence comes true."""

from typing import Any

import pytest

from evals import calibration


def outcome(confidence: float, kind: str = "right", verdict: str = "verified") -> dict[str, Any]:
    """One outcome with a claim."""
    right = kind == "right"
    return {"kind": kind, "met": right, "core": right, "claim": {"confidence": confidence, "verdict": verdict}}


def test_a_band_says_what_it_promised_and_what_came_true() -> None:
    """Three facts near 0.95, two of them right."""
    calls = [[outcome(0.94), outcome(0.96)], [outcome(0.95, "wrong_period")]]
    (row,) = calibration.bands(calls)
    assert (row.name, row.facts, row.promised) == ("0.9 and above", 3, pytest.approx(0.95))
    assert (row.right.value, row.right.n) == (pytest.approx(2 / 3), 2)


def test_optional_facts_and_missed_ones_count_in_no_band() -> None:
    """Neither says anything of the confidence."""
    missed = {"kind": "missed", "met": False, "core": True, "claim": None}
    assert calibration.bands([[outcome(0.9, "neutral"), missed]]) == []


def test_the_edges_belong_to_the_band_above() -> None:
    """0.5 is no longer below 0.5, and 1 is in the last band."""
    rows = calibration.bands([[outcome(0.49), outcome(0.5), outcome(1.0)]])
    assert [row.name for row in rows] == ["below 0.5", "0.5 to 0.7", "0.9 and above"]


def test_suspect_and_verified_are_told_apart() -> None:
    """The suspect facts should be right less often."""
    rows = calibration.verdicts([[outcome(0.9), outcome(0.4, "spurious", "suspect")]])
    assert [(row.name, row.right.value) for row in rows] == [("suspect", 0.0), ("verified", 1.0)]


def test_the_gap_is_weighted_by_facts() -> None:
    """One sure and wrong fact weighs as one."""
    rows = calibration.bands([[outcome(0.95), outcome(0.95), outcome(0.45, "wrong_unit")]])
    assert calibration.gap(rows) == pytest.approx((2 * 0.05 + 0.45) / 3)
    assert calibration.gap([]) is None


def test_scores_from_before_there_was_confidence_have_no_bands() -> None:
    """An old baseline still loads and compares."""
    assert calibration.bands([[{"kind": "right", "met": True, "core": True, "claim": {"metric": "revenue"}}]]) == []
