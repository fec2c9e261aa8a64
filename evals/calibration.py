"""How well the confidence comes true: of the facts in a band of confidence, how many are right.

In: for each call the outcomes of its score. Out: a row a band: how many facts, what they promise on average, how many
are right, and the interval over calls (the call is the unit); the same by verdict. Right is strict; a fact that meets
optional gold is neither right nor wrong and counts nowhere.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from evals import intervals
from evals.intervals import Counts, Estimate

EDGES = (0.5, 0.7, 0.8, 0.9)
BANDS = ("below 0.5", "0.5 to 0.7", "0.7 to 0.8", "0.8 to 0.9", "0.9 and above")
VERDICTS = ("suspect", "verified")
Claim = dict[str, Any]
Outcomes = Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Row:
    """One band, or one verdict: facts, the mean confidence they promise, and the share that is right."""

    name: str
    facts: int
    promised: float
    right: Estimate


def bands(calls: Sequence[Outcomes]) -> list[Row]:
    """A row for each band that holds a fact, the least sure first; none where the score knows no confidence."""
    return _rows(calls, BANDS, lambda claim: BANDS[bisect_right(EDGES, claim["confidence"])])


def verdicts(calls: Sequence[Outcomes]) -> list[Row]:
    """A row for the suspect facts, and one for the verified."""
    return _rows(calls, VERDICTS, lambda claim: str(claim["verdict"]))


def _rows(calls: Sequence[Outcomes], names: Sequence[str], name_of: Callable[[Claim], str]) -> list[Row]:
    found: dict[str, list[list[tuple[float, bool]]]] = {name: [[] for _ in calls] for name in names}
    for n, outcomes in enumerate(calls):
        for claim, right in _judged(outcomes):
            found[name_of(claim)][n].append((claim["confidence"], right))
    return [_row(name, by_call) for name, by_call in found.items() if any(by_call)]


def _judged(outcomes: Outcomes) -> Iterator[tuple[Claim, bool]]:
    """The claims that are right or wrong, each with which."""
    for item in outcomes:
        if item["claim"] and "confidence" in item["claim"] and item["kind"] != "neutral":
            yield item["claim"], bool(item["met"] and item["core"])


def _row(name: str, by_call: Sequence[Sequence[tuple[float, bool]]]) -> Row:
    """Only the calls that have such facts count for the interval."""
    every = [sure for call in by_call for sure, _ in call]
    counts = [Counts(sum(right for _, right in call), sum(not right for _, right in call)) for call in by_call if call]
    return Row(name, len(every), sum(every) / len(every), intervals.estimate(counts, "precision"))


def gap(rows: Sequence[Row]) -> float | None:
    """The mean distance between what is promised and what is right, weighted by facts; None without any."""
    facts = sum(row.facts for row in rows)
    return sum(row.facts * abs(row.promised - row.right.value) for row in rows) / facts if facts else None
