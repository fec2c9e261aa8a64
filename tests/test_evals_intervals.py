"""Statistics: honest about few calls, exact where they can be, and the same twice."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals import intervals
from evals.intervals import Counts

CALLS = [
    Counts(80, 10, 20),
    Counts(60, 25, 30),
    Counts(90, 5, 8),
    Counts(40, 30, 30),
    Counts(70, 10, 25),
    Counts(55, 20, 5),
]
BETTER = [Counts(right + 10, max(0, wrong - 5), max(0, missed - 10)) for right, wrong, missed in CALLS]


def test_the_figures() -> None:
    """Precision, recall and F1 of pooled counts; nothing claimed and nothing to claim is perfect."""
    assert intervals.f1(Counts(8, 2, 4)) == pytest.approx(2 * 8 / (16 + 2 + 4))
    assert intervals.precision(Counts(8, 2, 4)) == 0.8
    assert intervals.recall(Counts(8, 2, 4)) == pytest.approx(8 / 12)
    assert intervals.f1(Counts()) == intervals.precision(Counts()) == intervals.recall(Counts()) == 1


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_no_interval_below_five_calls(n: int) -> None:
    """Few calls give a figure, no interval and no verdict."""
    found = intervals.estimate(CALLS[:n])
    assert (found.low, found.high, found.n) == (None, None, n)
    assert intervals.compare(CALLS[:n], BETTER[:n]).sentence == "cannot tell"


def test_the_jackknife_is_the_textbook_one() -> None:
    """Of precision over calls with equal claims, the jackknife is the t interval of the mean."""
    counts = [Counts(right, 100 - right, 0) for right in (80, 90, 70, 85, 75)]
    found = intervals.estimate(counts, "precision")
    assert found.value == pytest.approx(0.8)
    assert found.high == pytest.approx(0.8 + 2.7764451 * 0.0353553391, abs=1e-6)


def test_an_interval_stays_between_nothing_and_all() -> None:
    """No interval reaches below 0 or above 1."""
    found = intervals.estimate([Counts(10, 0, 0)] * 4 + [Counts(1, 0, 20)])
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_the_permutation_is_exact() -> None:
    """Up to sixteen calls every swap is counted, as a plain loop over all of them finds."""
    before, after = CALLS, [BETTER[0], CALLS[1], BETTER[2], Counts(38, 33, 32), BETTER[4], BETTER[5]]
    seen = abs(intervals.difference(before, after).value)
    extreme = 0
    for swaps in itertools.product((0, 1), repeat=6):
        one = [pair[swap] for pair, swap in zip(zip(before, after, strict=True), swaps, strict=True)]
        other = [pair[1 - swap] for pair, swap in zip(zip(before, after, strict=True), swaps, strict=True)]
        extreme += abs(intervals.difference(one, other).value) >= seen - 1e-12
    assert intervals.permutation(before, after) == extreme / 64


def test_a_clear_change_is_told_and_a_small_one_is_not() -> None:
    """better, worse, or cannot tell with the calls it would need."""
    assert intervals.compare(CALLS, BETTER).word == "better"
    assert intervals.compare(BETTER, CALLS).word == "worse"
    mixed = [*BETTER[:1], *CALLS[1:]]
    found = intervals.compare(CALLS, mixed)
    assert found.word == "cannot tell"
    assert found.calls_needed is not None
    assert found.calls_needed > 6
    assert f"would need about {found.calls_needed} calls" in found.sentence


def test_equal_runs_need_no_number_of_calls() -> None:
    """Where there is no difference, no number of calls would show it."""
    assert intervals.compare(CALLS, CALLS).sentence == "cannot tell"


def test_many_calls_are_drawn_with_a_seed() -> None:
    """Above sixteen calls swaps are drawn, the same for the same seed, and the method says so."""
    many, better = CALLS * 4, [*BETTER[:1], *CALLS[1:]] * 4
    one, other = intervals.compare(many, better), intervals.compare(many, better)
    assert one == other
    assert "seed" in one.method


counts = st.builds(Counts, st.integers(0, 90), st.integers(0, 40), st.integers(0, 40))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(counts, counts), min_size=5, max_size=8))
def test_a_comparison_has_no_favourite(pairs: list[tuple[Counts, Counts]]) -> None:
    """Exchanging the runs turns the sign and the word, and leaves p."""
    before, after = [one for one, _ in pairs], [other for _, other in pairs]
    there, back = intervals.compare(before, after), intervals.compare(after, before)
    assert there.difference.value == pytest.approx(-back.difference.value)
    assert there.p == back.p
    assert {"better": "worse", "worse": "better", "cannot tell": "cannot tell"}[there.word] == back.word


def test_the_interval_over_calls_holds_the_truth() -> None:
    """On invented calls about 95% of intervals over calls hold the true F1, and far fewer of those over facts."""
    (found,) = intervals.simulate((8,), 400)
    assert 0.89 <= found.by_call <= 0.98
    assert found.by_fact < 0.7
    assert found.false_alarms <= 0.08
