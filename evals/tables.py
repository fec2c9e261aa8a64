"""The figures as text for a terminal: in goes a score, out comes a few lines. Computes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evals import calibration, intervals, matching, scoring
from evals.comparing import Change
from evals.gold import GoldFact
from evals.intervals import Counts, Coverage, Estimate
from evals.learning import Worth
from evals.mutations import TARGETS, Fate, Outcome
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
    parts = [_levels(score), _fields(score), _errors(score), _lost(score), calibrated(score), _calls(score)]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _levels(score: Score) -> list[str]:
    head = f"{'':8} {'F1':>6}  {'95% interval':22} {'precision':>9} {'recall':>7}"
    return [head, *(_level(score, level) for level in scoring.LEVELS)]


def _level(score: Score, level: str) -> str:
    found = {measure: score.estimate(level, measure) for measure in intervals.MEASURES}
    figures = f"{percent(found['precision'].value):>9} {percent(found['recall'].value):>7}"
    return f"{level:8} {percent(found['f1'].value):>6}  {interval(found['f1']):22} {figures}"


def _fields(score: Score) -> list[str]:
    shares = [f"{name} {percent(right / of)}" for name, (right, of) in scoring.fields(score).items() if of]
    wrong = sum(call.misattributed for call in score.calls)
    return ["given the number: " + ", ".join(shares), f"facts in the words of others: {wrong:g}"]


def _errors(score: Score) -> list[str]:
    rows = [row for row in scoring.error_table(score) if row["number"]]
    return [f"{row['kind']:14} {row['number']:5}   strict F1 without: {percent(row['fixed'])}" for row in rows]


def _lost(score: Score) -> list[str]:
    rows = scoring.lost(score)
    return [f"missed: {', '.join(f'{n} {why}' for why, n in rows[:6])}"] if rows else []


def calibrated(score: Score) -> list[str]:
    """By band of confidence and by verdict: facts, what is promised, what is right."""
    outcomes = [call.items for call in score.calls]
    rows = [*calibration.bands(outcomes), *calibration.verdicts(outcomes)]
    head = f"{'confidence':14} {'facts':>5} {'promised':>9} {'right':>7}  95% interval"
    return [head, *map(_band, rows)] if rows else []


def _band(row: calibration.Row) -> str:
    figures = f"{row.facts:5} {percent(row.promised):>9} {percent(row.right.value):>7}"
    return f"{row.name:14} {figures}  {interval(row.right)}"


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
    lines.append(f"{found['calls']} calls, {found['facts_per_call']:.1f} facts per call looked at")
    lines.append(
        f"the ten most salient facts against all bullet numbers: F1 {found['top_ten_f1']:.2f}, mean over calls"
    )
    return "\n".join([*lines, *(f"failed: {each}" for each in found["failed"])])


def agreement(ours: Sequence[GoldFact], theirs: Sequence[GoldFact]) -> str:
    """F1 of one labeller against the other at each level."""
    found: dict[str, Counts] = {name: scoring.agreement(ours, theirs, level) for name, level in scoring.LEVELS.items()}
    counts = {
        name: f"both {each.right:g}, first only {each.missed:g}, second only {each.wrong:g}"
        for name, each in found.items()
    }
    return "\n".join(f"{name:8} {percent(intervals.f1(found[name])):>6}  {counts[name]}" for name in found)


def differences(ours: Sequence[GoldFact], theirs: Sequence[GoldFact]) -> list[str]:
    """A line for each fact that only one has, and for each pair that differs in a field."""
    pairs = matching.match(ours, theirs)
    lines = [_difference(ours[pair.gold], theirs[pair.claim]) for pair in pairs]
    met = {pair.gold for pair in pairs}, {pair.claim for pair in pairs}
    lines += [f"- {fact_line(fact)}" for n, fact in enumerate(ours) if n not in met[0]]
    lines += [f"+ {fact_line(fact)}" for n, fact in enumerate(theirs) if n not in met[1]]
    return [line for line in lines if line]


def _difference(one: GoldFact, other: GoldFact) -> str:
    names = [*scoring.FIELDS, "tier", "suspect"]
    changed = [
        f"{name} {getattr(one, name)!r} → {getattr(other, name)!r}"
        for name in names
        if name != "label" and getattr(one, name) != getattr(other, name)
    ]
    return f"~ {fact_line(one)}: {', '.join(changed)}" if changed else ""


def fact_line(fact: Any) -> str:
    """A fact in one line: grid point and number."""
    point = [fact.metric, fact.segment, fact.measure, fact.versus, fact.share_of, fact.period, fact.status]
    return f"{' '.join(each for each in point if each)} = {scoring.said(fact)} {fact.unit}"


def change(found: Change) -> str:
    """The comparison of two runs: each level, and what changed."""
    lines = [_compared(level, each) for level, each in found.levels.items()]
    counts = ", ".join(f"{len(getattr(found, name))} {word}" for name, word in OUTCOMES.items())
    return "\n".join([*lines, f"{counts}; {len(found.dangerous)} new dangerous errors; {len(found.calls)} calls"])


OUTCOMES = {"fixed": "fixed", "broke": "broke", "still": "still wrong"}


def _compared(level: str, found: intervals.Comparison) -> str:
    change = found.difference
    band = (
        "" if change.low is None or change.high is None else f" ({100 * change.low:+.1f} to {100 * change.high:+.1f})"
    )
    p = "" if found.p is None else f", p = {found.p:.3f}"
    return f"{level:8} {100 * change.value:+.1f} points{band}{p}, {found.method}: {found.sentence}"


def outcome(call: str, item: Mapping[str, Any]) -> str:
    """One wrong outcome in a line: class, gold, claim and what differs."""
    sides = [f"{side} {_short(item[side])}" for side in ("gold", "claim") if item[side]]
    place = (item["gold"] or item["claim"])["places"]
    where = f"line {place[0][0]} {place[0][1]!r}" if place else "no place"
    extra = [", ".join(item["differs"]), item["note"]]
    return " | ".join([item["kind"], call, where, *sides, *(each for each in extra if each)])


def _short(fact: Mapping[str, Any]) -> str:
    names = ("metric", "segment", "measure", "versus", "share_of", "period", "status", "basis", "number", "unit")
    return " ".join(str(fact[name]) for name in names if fact[name])


def coverage(rows: Sequence[Coverage]) -> str:
    """The simulation: nominal 95% against what is held."""
    head = f"{'calls':>5} {'by call':>8} {'by fact':>8} {'width':>6} {'false alarms':>13}   {rows[0].trials} trials"
    shares = ([row.by_call, row.by_fact, row.width, row.false_alarms] for row in rows)
    lines = (f"{a:>8} {b:>8} {c:>6} {d:>13}" for a, b, c, d in (map(percent, each) for each in shares))
    return "\n".join([head, *(f"{row.calls:>5} {line}" for row, line in zip(rows, lines, strict=True))])


def fates(rows: Sequence[Fate]) -> str:
    """The mutation table: by kind of spoiling, how many end verified, and the target."""
    head = f"{'claim':34} {'n':>5} {'verified':>9} {'suspect':>8} {'rejected':>9} {'number occurs':>14}  target"
    return "\n".join([head, *map(_fate, rows)])


def _fate(row: Fate) -> str:
    shares = [percent(each / row.claims) for each in (row.verified, row.suspect, row.rejected, row.occurs)]
    target = TARGETS.get(row.kind)
    bound = "" if target is None else f"{'≥' if row.kind == 'true' else '≤'} {percent(target)}"
    return f"{row.kind:34} {row.claims:5} {shares[0]:>9} {shares[1]:>8} {shares[2]:>9} {shares[3]:>14}  {bound}"


def worth(rows: Sequence[Worth]) -> str:
    """What the rules pass, and what the rules and the weights pass, by model and kind of claim."""
    head = f"{'weights of':12} {'claims':24} {'n':>6} {'rules pass':>11} {'and weights':>12}"
    shares = [(row, percent(row.passed_by_rules / row.n), percent(row.passed / row.n)) for row in rows]
    return "\n".join([head, *(f"{row.model:12} {row.claims:24} {row.n:6} {a:>11} {b:>12}" for row, a, b in shares)])


def mutated(found: Outcome) -> str:
    """One claim of the mutation suite with what verifying said of it."""
    return f"{found.verdict} | {found.call} | {_claimed(found.claim)} | {found.reason}"


def _claimed(claim: Any) -> str:
    return f"{fact_line(claim)} at {claim.numbers}"
