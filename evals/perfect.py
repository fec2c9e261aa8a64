"""Gold turned into what a faultless reader would return: for the harness's own tests, and to spoil on purpose.

In: a gold call and its transcript, or none. Out: `CallFacts` that score 1.0. The evidence points at the first place on
the line where the number's characters stand.
"""

from __future__ import annotations

import hashlib

from evals import printed
from evals.gold import GoldCall, GoldFact, GoldPlace
from extractor.records import Call, CallFacts, Evidence, Fact, NumberPlace, Run


def read(call: GoldCall, text: str = "") -> CallFacts:
    """The call's gold as facts; without the text the positions are 0."""
    starts = _line_starts(text)
    facts = [as_fact(fact, text, starts) for fact in call.facts]
    return CallFacts(
        call=_call(call, text), facts=facts, rejected=[], mentions=[], run=Run(extractor_version="", reader="gold")
    )


def as_fact(fact: GoldFact, text: str, starts: list[int]) -> Fact:
    """One gold fact as a claimed fact."""
    names = set(Fact.model_fields) & set(GoldFact.model_fields) - {"evidence"}
    key = hashlib.sha256(fact.model_dump_json().encode()).hexdigest()[:12]
    evidence = [_evidence(place, text, starts) for place in fact.evidence]
    return Fact(id=key, evidence=evidence, read_by=["gold"], **{name: getattr(fact, name) for name in names})


def _call(call: GoldCall, text: str) -> Call:
    return Call(
        name=call.call, transcript_sha256=call.sha256, characters=len(text), speakers=[],
        company="", fiscal_period="", date="", language="", layout="",
    )  # fmt: skip


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _evidence(place: GoldPlace, text: str, starts: list[int]) -> Evidence:
    numbers = [_number(place.line, each, text, starts) for each in place.text]
    start, end = min(each.start for each in numbers), max(each.end for each in numbers)
    return Evidence(
        exact=text[start:end], prefix="", suffix="", start=start, end=end, line=place.line, speaker="",
        side="company", section="other", numbers=numbers,
    )  # fmt: skip


def _number(line: int, said: str, text: str, starts: list[int]) -> NumberPlace:
    begin, end = starts[line - 1 : line + 1] if line < len(starts) else (0, 0)
    start = begin + max(printed.find(said, text[begin:end]), 0)
    return NumberPlace(start=start, end=start + len(said), text=said)
