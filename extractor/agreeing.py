"""Two readers of one call: where both say the same it is one fact, where they differ the model leads.

Goes in: verified facts of rules and model, and the numbers that the model left out. Comes out: the facts that stand,
and what the rules say otherwise, as rejected rows with the reason. A number that the model did not get to see, or whose
claim did not stand, stays the rules' alone. Agreement is counted where facts are merged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from extractor import merging
from extractor.records import Fact, Rejected

CHECK = "agreement"
MODEL = "model"
COPIED = (
    *("metric", "label", "segment", "measure", "versus", "share_of"),
    *("period", "status", "basis", "unit"),
)


def settle(facts: Iterable[Fact], left_out: Mapping[int, str]) -> tuple[list[Fact], list[Rejected]]:
    """The facts that stand, and the rules' that the model contradicts. `left_out`: by offset of a number, why."""
    facts = list(facts)
    led: dict[int, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.read_by == [MODEL]:
            for start in _starts(fact):
                led[start].append(fact)
    against = {id(fact): why for fact in facts if fact.read_by != [MODEL] and (why := _against(fact, led, left_out))}
    rejected = [_rejected(fact, against[id(fact)]) for fact in facts if id(fact) in against]
    return [fact for fact in facts if id(fact) not in against], rejected


def _starts(fact: Fact) -> list[int]:
    return [number.start for place in fact.evidence for number in place.numbers]


def _against(fact: Fact, led: Mapping[int, list[Fact]], left_out: Mapping[int, str]) -> str:
    """Why the model is against a fact of the rules; empty where it agrees or says nothing of the number."""
    theirs = [each for start in _starts(fact) for each in led.get(start, ())]
    if any(merging.grid(each) == merging.grid(fact) for each in theirs):
        return ""
    if theirs:
        return f"The model takes this number for {_meaning(theirs[0])}."
    reasons = [left_out.get(start, "") for start in _starts(fact)]
    return f"The model leaves this number out: {reasons[0]}." if all(reasons) else ""


def _meaning(fact: Fact) -> str:
    name = fact.label if fact.metric == "other" else fact.metric.replace("_", " ")
    return ", ".join(part for part in (name, fact.segment, fact.measure, fact.period, fact.status) if part)


def _rejected(fact: Fact, why: str) -> Rejected:
    place = fact.evidence[0]
    ends = [end for end in (fact.value, fact.low, fact.high) if end is not None]
    return Rejected(
        reason=why,
        check=CHECK,
        value=" to ".join(f"{end:f}" for end in ends),
        line=place.line,
        text=" … ".join(number.text for number in place.numbers),
        read_by=fact.read_by[0],
        **{name: getattr(fact, name) for name in COPIED},
    )
