"""Two readers of one call: where both say the same it is one fact, where they differ the model leads.

Goes in: verified facts of rules and model, and the numbers that the model left out. Comes out: the facts that stand,
and what the rules say otherwise, as rejected rows with the reason. A number that the model did not get to see, or whose
claim did not stand, stays the rules' alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from extractor import naming
from extractor.records import Fact, Rejected

MODEL, RULES = "model", "rules"
_WORD = re.compile(r"[^\W_]+")
COPIED = (
    *("metric", "label", "segment", "measure", "versus", "share_of"),
    *("period", "status", "basis", "unit"),
)


class Objection(NamedTuple):
    """What the model has against a fact of the rules."""

    check: str
    """`agreement`: it takes the number for something else; `left out`: for nothing that the company says of itself."""
    reason: str


def settle(facts: Iterable[Fact], left_out: Mapping[int, str]) -> tuple[list[Fact], list[Rejected]]:
    """The facts that stand, and the rules' that the model contradicts. `left_out`: by offset of a number, why."""
    facts = list(facts)
    led: dict[int, list[Fact]] = defaultdict(list)
    for fact in facts:
        for start in _starts(fact) if fact.read_by == [MODEL] else ():
            led[start].append(fact)
    views = {id(fact): _view(fact, led, left_out) for fact in facts if fact.read_by != [MODEL]}
    seconded = {id(view) for view in views.values() if isinstance(view, Fact)}
    kept = [_seconded(fact) if id(fact) in seconded else fact for fact in facts if not views.get(id(fact))]
    told = [(fact, views.get(id(fact))) for fact in facts]
    return kept, [_rejected(fact, view) for fact, view in told if isinstance(view, Objection)]


def _view(fact: Fact, led: Mapping[int, list[Fact]], left_out: Mapping[int, str]) -> Fact | Objection | None:
    """What the model says of the rules' fact: its own that says the same, an objection, or nothing."""
    theirs = [each for start in _starts(fact) for each in led.get(start, ())]
    same = next((each for each in theirs if _agree(each, fact)), None)
    return same or _against(fact, theirs, left_out)


def _seconded(fact: Fact) -> Fact:
    return fact.model_copy(update={"read_by": [MODEL, RULES]})


def _starts(fact: Fact) -> list[int]:
    return [number.start for place in fact.evidence for number in place.numbers]


def _agree(one: Fact, other: Fact) -> bool:
    """Whether both say the same: of the same part, as either names it, and for "other" of the same thing."""
    plain = ("metric", "measure", "versus", "share_of", "period", "status", "unit", "value", "low", "high")
    if any(getattr(one, name) != getattr(other, name) for name in plain) or not _alike(one.segment, other.segment):
        return False
    return one.metric != "other" or bool(naming.content(one.label) & naming.content(other.label))


def _alike(one: str, other: str) -> bool:
    """Whether one name of a part says what the other says, or more: "Cloud" and "Harbor Cloud"."""
    ours, theirs = (set(_WORD.findall(each.casefold())) for each in (one, other))
    return bool(ours) == bool(theirs) and (ours <= theirs or theirs <= ours)


def _against(fact: Fact, theirs: list[Fact], left_out: Mapping[int, str]) -> Objection | None:
    if theirs:
        return Objection("agreement", f"The model takes this number for {_meaning(theirs[0])}.")
    reasons = [left_out.get(start, "") for start in _starts(fact)]
    return Objection("left out", f"The model leaves this number out: {reasons[0]}.") if all(reasons) else None


def _meaning(fact: Fact) -> str:
    name = fact.label if fact.metric == "other" else fact.metric.replace("_", " ")
    return ", ".join(part for part in (name, fact.segment, fact.measure, fact.period, fact.status) if part)


def _rejected(fact: Fact, objection: Objection) -> Rejected:
    place = fact.evidence[0]
    ends = [end for end in (fact.value, fact.low, fact.high) if end is not None]
    return Rejected(
        reason=objection.reason,
        check=objection.check,
        value=" to ".join(f"{end:f}" for end in ends),
        line=place.line,
        text=" … ".join(number.text for number in place.numbers),
        read_by=fact.read_by[0],
        **{name: getattr(fact, name) for name in COPIED},
    )
