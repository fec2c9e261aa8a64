"""The figures as text for a terminal: in goes a score, out comes a few lines. Computes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evals import intervals, scoring
from evals.gold import GoldFact
from evals.intervals import Counts, Estimate
from evals.scoring import Score


def percent(share: float | None) -> str:
    """A share as people read it.

    >>> percent(0.8764)
    '87.6%'
    """
    return "–" if share is None else f"{100 * share:.1f}%"


def interval(found: Estimate) -> str:
    """The interval of an estimate, or why there is none."""
    if found.low is None or found.high is None:
        return f"no interval, {found.n} calls"
    return f"{percent(found.low)} to {percent(found.high)}"


def overview(score: Score) -> str:
    """The run at a glance: three levels, fields, error classes and calls."""
    return "\n".join([*_levels(score), "", *_fields(score), "", *_errors(score), "", *_calls(score)])


def _levels(score: Score) -> list[str]:
    head = f"{'':8} {'F1':>6}  {'95% interval':22} {'precision':>9} {'recall':>7}"
    return [head, *(_level(score, level) for level in scoring.LEVELS)]


def _level(score: Score, level: str) -> str:
    found = {measure: score.estimate(level, measure) for measure in intervals.MEASURES}
    figures = f"{percent(found['precision'].value):>9} {percent(found['recall'].value):>7}"
    return f"{level:8} {percent(found['f1'].value):>6}  {interval(found['f1']):22} {figures}"


def _fields(score: Score) -> list[str]:
    tally = scoring.totals(score)["fields"]
    shares = [f"{name} {percent(right / of)}" for name, (right, of) in tally.items() if of]
    wrong = sum(call.misattributed for call in score.calls)
    return ["given the number: " + ", ".join(shares), f"facts in the words of others: {wrong:g}"]


def _errors(score: Score) -> list[str]:
    rows = [row for row in scoring.error_table(score) if row["number"]]
    return [f"{row['kind']:14} {row['number']:5}   strict F1 without: {percent(row['fixed'])}" for row in rows]


def _calls(score: Score) -> list[str]:
    ranked = sorted(score.calls, key=lambda call: intervals.f1(call.counts["strict"]))
    return [_call(call) for call in ranked]


def _call(call: scoring.CallScore) -> str:
    shares = "  ".join(f"{level} {percent(intervals.f1(call.counts[level])):>6}" for level in scoring.LEVELS)
    strict = call.counts["strict"]
    return (
        f"{call.call:28} {shares}   facts {call.facts:g}  gold {strict.right + strict.missed:g}  {call.seconds:.1f} s"
    )


def headlines(found: Mapping[str, Any]) -> str:
    """Headline recall by category."""
    rows = {name: row for name, row in found.items() if isinstance(row, dict)}
    lines = [f"{name:10} {row['found']:4} of {row['said']:4}  {percent(row['share']):>6}" for name, row in rows.items()]
    lines.append(f"{found['calls']} calls, {found['facts_per_call']:.1f} facts per call")
    return "\n".join([*lines, *(f"failed: {each}" for each in found["failed"])])


def agreement(ours: Sequence[GoldFact], theirs: Sequence[GoldFact]) -> str:
    """F1 of one labeller against the other at each level."""
    found: dict[str, Counts] = {name: scoring.agreement(ours, theirs, level) for name, level in scoring.LEVELS.items()}
    counts = {
        name: f"both {each.right:g}, first only {each.missed:g}, second only {each.wrong:g}"
        for name, each in found.items()
    }
    return "\n".join(f"{name:8} {percent(intervals.f1(found[name])):>6}  {counts[name]}" for name in found)
