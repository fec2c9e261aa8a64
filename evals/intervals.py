"""How sure a figure is when the call, not the fact, is the unit: intervals, comparisons and their simulation.

In: for each call its counts of right, wrong and missed. Out: a leave-one-call-out jackknife interval with t(n-1),
and for two runs an exact permutation of per-call swaps with the paired interval. Fewer than five calls give none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy
from numpy.typing import NDArray
from scipy.special import stdtrit

FEWEST = 5
CONFIDENCE = 0.95
EXACT_UP_TO = 16
DRAWS = 10_000
SEED = 20240229

Matrix = NDArray[numpy.float64]
Word = Literal["better", "worse", "cannot tell"]


class Counts(NamedTuple):
    """Right, wrong and missed facts; fractions where repeats of a call were averaged."""

    right: float = 0.0
    wrong: float = 0.0
    missed: float = 0.0


@dataclass(frozen=True)
class Estimate:
    """A figure over `n` calls with its interval; `low` and `high` are None below five calls."""

    value: float
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True)
class Comparison:
    """Run against run on the same calls: the difference with its interval, and what may be said of it."""

    difference: Estimate
    p: float | None
    word: Word
    calls_needed: int | None
    method: str

    @property
    def sentence(self) -> str:
        """The finding in the words of the report."""
        if self.word != "cannot tell" or self.calls_needed is None:
            return self.word
        return f"{self.word} (would need about {self.calls_needed} calls)"


def total(counts: Sequence[Counts]) -> Counts:
    """The sum over calls."""
    return Counts(*(math.fsum(each) for each in zip(*counts, strict=True))) if counts else Counts()


def precision(counts: Counts) -> float:
    """Share of what was claimed that is right; 1 when nothing was claimed."""
    return counts.right / (counts.right + counts.wrong) if counts.right + counts.wrong else 1.0


def recall(counts: Counts) -> float:
    """Share of the gold that was met; 1 when there is none."""
    return counts.right / (counts.right + counts.missed) if counts.right + counts.missed else 1.0


def f1(counts: Counts) -> float:
    """The harmonic mean of precision and recall.

    >>> round(f1(Counts(8, 2, 4)), 3)
    0.727
    """
    return float(_f1(_table([counts]))[0])


MEASURES = {"f1": f1, "precision": precision, "recall": recall}


def estimate(counts: Sequence[Counts], measure: str = "f1") -> Estimate:
    """The figure pooled over the calls, and its jackknife interval, cut at 0 and 1."""
    of = MEASURES[measure]
    pooled = total(counts)
    without = [of(Counts(*(whole - part for whole, part in zip(pooled, each, strict=True)))) for each in counts]
    return _interval(of(pooled), without, (0.0, 1.0))


def difference(before: Sequence[Counts], after: Sequence[Counts]) -> Estimate:
    """The change in F1 from before to after on the same calls, with the paired interval."""
    ours, theirs = _table(before), _table(after)
    value = float(_f1(theirs.sum(0)) - _f1(ours.sum(0)))
    without = _f1(theirs.sum(0) - theirs) - _f1(ours.sum(0) - ours)
    return _interval(value, [float(each) for each in without], (-1.0, 1.0))


def compare(before: Sequence[Counts], after: Sequence[Counts], seed: int = SEED) -> Comparison:
    """Whether after is better than before: both the permutation and the paired interval must say so."""
    change = difference(before, after)
    if change.low is None or change.high is None:
        return Comparison(change, None, "cannot tell", None, f"fewer than {FEWEST} calls")
    p = permutation(before, after, seed)
    sure = p <= 1 - CONFIDENCE and (change.low > 0 or change.high < 0)
    word: Word = "cannot tell" if not sure else "better" if change.value > 0 else "worse"
    needed = None if sure else calls_needed(change)
    return Comparison(change, p, word, needed, "exact" if len(before) <= EXACT_UP_TO else f"{DRAWS} draws, seed {seed}")


def permutation(before: Sequence[Counts], after: Sequence[Counts], seed: int = SEED) -> float:
    """Share of the per-call swaps that make a difference at least as large, either way."""
    ours, theirs = _table(before), _table(after)
    swaps = _swaps(len(before), seed)
    one = ours.sum(0) + swaps @ (theirs - ours)
    other = theirs.sum(0) - swaps @ (theirs - ours)
    seen = abs(float(_f1(theirs.sum(0)) - _f1(ours.sum(0))))
    return float(numpy.mean(numpy.abs(_f1(other) - _f1(one)) >= seen - 1e-12))


def _swaps(n: int, seed: int) -> Matrix:
    """Every way to swap calls up to 16 calls, and seeded draws (with the identity) above."""
    if n <= EXACT_UP_TO:
        codes = numpy.arange(2**n)
        return ((codes[:, None] >> numpy.arange(n)) & 1).astype(numpy.float64)
    draws = numpy.random.default_rng(seed).integers(0, 2, (DRAWS, n)).astype(numpy.float64)
    draws[0] = 0
    return draws


def calls_needed(change: Estimate) -> int | None:
    """About how many calls would make a difference of this size certain; None when there is no difference."""
    if change.value == 0 or change.low is None or change.high is None:
        return None
    half = max(change.high - change.value, change.value - change.low)
    se = half / t_quantile(change.n - 1)
    needed = max(change.n + 1, 6)
    while needed < 100_000 and t_quantile(needed - 1) * se * math.sqrt(change.n / needed) > abs(change.value):
        needed = math.ceil(needed * 1.02)
    return needed


def t_quantile(freedom: int) -> float:
    """The two-sided t quantile at the confidence used here."""
    return float(stdtrit(freedom, 0.5 + CONFIDENCE / 2))


def _interval(value: float, without: list[float], bounds: tuple[float, float]) -> Estimate:
    n = len(without)
    if n < FEWEST:
        return Estimate(value, None, None, n)
    mean = math.fsum(without) / n
    half = t_quantile(n - 1) * math.sqrt((n - 1) / n * math.fsum((each - mean) ** 2 for each in without))
    return Estimate(value, max(bounds[0], value - half), min(bounds[1], value + half), n)


def _table(counts: Sequence[Counts]) -> Matrix:
    return numpy.array(counts, dtype=numpy.float64).reshape(-1, 3)


def _f1(table: Matrix) -> Matrix:
    whole = 2 * table[..., 0] + table[..., 1] + table[..., 2]
    return numpy.divide(2 * table[..., 0], whole, out=numpy.ones_like(whole), where=whole > 0)


# Simulation


@dataclass(frozen=True)
class Coverage:
    """How often an interval that claims 95% holds the truth, over `trials` drawn samples of `calls` calls."""

    calls: int
    trials: int
    by_call: float
    by_fact: float
    width: float
    false_alarms: float


def simulate(calls: Sequence[int], trials: int, seed: int = SEED) -> list[Coverage]:
    """Coverage of the jackknife over calls beside an interval over facts, and how often two equal runs differ.

    Calls are drawn from a world in which they differ in size and in difficulty; its true F1 is known.
    """
    random = numpy.random.default_rng(seed)
    truth = float(_f1(_world(random, 200_000).sum(0)))
    return [_covered(random, n, trials, truth) for n in calls]


def _world(random: numpy.random.Generator, n: int) -> Matrix:
    """Counts of n calls: 20 to 200 facts each, recall and precision varying from call to call around 0.8."""
    gold = random.lognormal(4.3, 0.5, n).clip(15, 250).astype(int)
    right = random.binomial(gold, random.beta(8, 2, n))
    wrong = random.binomial(gold, random.beta(2, 8, n))
    return numpy.stack([right, wrong, gold - right], axis=1).astype(numpy.float64)


def _covered(random: numpy.random.Generator, n: int, trials: int, truth: float) -> Coverage:
    samples = [_world(random, n) for _ in range(trials)]
    ours = [estimate([Counts(*row) for row in sample]) for sample in samples]
    held = [each.low <= truth <= each.high for each in ours if each.low is not None and each.high is not None]
    width = [each.high - each.low for each in ours if each.low is not None and each.high is not None]
    alarms = [_alarm(random, sample) for sample in samples[: trials // 4]]
    naive = [abs(float(_f1(each.sum(0))) - truth) <= _half_by_fact(each.sum(0)) for each in samples]
    means = [float(numpy.mean(each)) for each in (held, naive, width, alarms)]
    return Coverage(n, trials, *means)


def _alarm(random: numpy.random.Generator, sample: Matrix) -> bool:
    """Whether two runs that are equally good by construction are called different."""
    swap = random.integers(0, 2, (len(sample), 1))
    noisy = sample + random.poisson(3, sample.shape)
    one, other = numpy.where(swap, noisy, sample), numpy.where(swap, sample, noisy)
    found = compare([Counts(*row) for row in one], [Counts(*row) for row in other])
    return found.word != "cannot tell"


def _half_by_fact(counts: Matrix) -> float:
    """Half the width of an interval that takes facts for independent: the delta method on three counts."""
    right, wrong, missed = (float(each) for each in counts)
    whole = 2 * right + wrong + missed
    slope = (2 * (wrong + missed) / whole**2, -2 * right / whole**2)
    return 1.96 * math.sqrt(slope[0] ** 2 * right + slope[1] ** 2 * (wrong + missed))
