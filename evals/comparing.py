"""Run against run, run against baseline: what changed, whether it is better, and whether it may pass.

In: two scores on the same gold. Out: a `Change`, with the difference in F1, what was fixed, what broke, what is still
wrong, and the dangerous errors that are new.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from evals import intervals
from evals.errors import DANGEROUS
from evals.intervals import Comparison
from evals.scoring import LEVELS, CallScore, Score, totals
from extractor.errors import UsageError

KEPT = ("kind", "met", "core", "level", "gold_key", "claim_key", "repeat")
Item = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """From before to after, on the calls both have; `before` is each call's earlier strict F1."""

    calls: list[str]
    before: dict[str, float]
    levels: dict[str, Comparison]
    fixed: list[Item]
    broke: list[Item]
    still: list[Item]
    dangerous: list[Item]

    @property
    def verdict(self) -> Comparison:
        """What is said of the run: the comparison at the strict level."""
        return self.levels["strict"]

    def to_json(self) -> dict[str, Any]:
        """Everything as plain values."""
        levels = {name: {**asdict(each), "sentence": each.sentence} for name, each in self.levels.items()}
        names = ("calls", "before", "fixed", "broke", "still", "dangerous")
        return {**{name: getattr(self, name) for name in names}, "levels": levels}


def compare(before: Score, after: Score) -> Change:
    """The change on the calls both have; raises `UsageError` when there is none or its gold is not the same."""
    ours, theirs = _by_name(before), _by_name(after)
    names = [name for name in ours if name in theirs]
    other = [name for name in names if ours[name].gold != theirs[name].gold]
    if other or not names:
        raise UsageError(f"Scored on different gold ({', '.join(other) or 'no call in common'}); score both again.")
    pairs = [(ours[name], theirs[name]) for name in names]
    levels = {level: _compared(pairs, level) for level in LEVELS}
    fixed, broke, still = _outcomes(pairs)
    earlier = {name: intervals.f1(ours[name].counts["strict"]) for name in names}
    return Change(names, earlier, levels, fixed, broke, still, list(_dangerous(pairs)))


def _by_name(score: Score) -> dict[str, CallScore]:
    return {call.call: call for call in score.calls}


def _compared(pairs: list[tuple[CallScore, CallScore]], level: str) -> Comparison:
    return intervals.compare([one.counts[level] for one, _ in pairs], [other.counts[level] for _, other in pairs])


def _outcomes(pairs: list[tuple[CallScore, CallScore]]) -> tuple[list[Item], list[Item], list[Item]]:
    """Core gold facts that were put right, that went wrong, and that are wrong in both; most repeats decide."""
    found: dict[tuple[bool, bool], list[Item]] = defaultdict(list)
    for before, after in pairs:
        right = _met(before)
        for key, item in _core_items(after).items():
            found[right.get(key, 0) > 0.5, _met(after)[key] > 0.5].append({"call": after.call, **item})
    return found[False, True], found[True, False], found[False, False]


def _core_items(call: CallScore) -> dict[str, Item]:
    return {item["gold_key"]: item for item in call.items if item["core"]}


def _met(call: CallScore) -> dict[str, float]:
    met: dict[str, list[bool]] = defaultdict(list)
    for item in call.items:
        if item["core"]:
            met[item["gold_key"]].append(item["met"])
    return {key: sum(each) / len(each) for key, each in met.items()}


def _dangerous(pairs: list[tuple[CallScore, CallScore]]) -> Iterator[Item]:
    for before, after in pairs:
        known = {(item["kind"], _key(item)) for item in before.items}
        for item in after.items:
            if item["kind"] in DANGEROUS and (item["kind"], _key(item)) not in known:
                yield {"call": after.call, **item}


def _key(item: Item) -> str:
    return str(item.get("gold_key") or item.get("claim_key"))


def baseline(score: Score) -> dict[str, Any]:
    """What a baseline file keeps of the score: its figures, and no words of any transcript."""
    calls = [replace(call, items=[_kept(item) for item in call.items]) for call in score.calls]
    plain = {**vars(score), "calls": [vars(call) for call in calls]}
    return {**plain, "levels": totals(score)["levels"]}


def _kept(item: Item) -> Item:
    return {name: item[name] for name in KEPT if name in item}


def objections(score: Score, gold: str) -> list[str]:
    """Why the score may not become a baseline on the gold that is here; empty when it may."""
    found = [f"the run is incomplete ({'; '.join(score.incomplete)})"] if score.incomplete else []
    if score.gold != gold:
        found.append("it was scored on other gold than is here now; run it on all calls and score it again")
    return found


def gate(change: Change) -> list[str]:
    """Why the run may not pass; empty when it may."""
    found = []
    if change.verdict.word == "worse":
        low, high = change.verdict.difference.low, change.verdict.difference.high
        found.append(f"strict F1 is worse: {change.verdict.difference.value:+.3f} ({low:+.3f} to {high:+.3f})")
    return found + [f"new {item['kind']} in {item['call']}: {_named(item)}" for item in change.dangerous]


def _named(item: Item) -> str:
    shown = item.get("claim") or item.get("gold")
    return f"{shown['metric']} {shown['period']} {shown['number']} {shown['unit']}" if shown else _key(item)
