"""What is wrong with each claim and each gold fact that did not meet: one primary class, all differing fields.

In: a call's gold, what a run says of it, and the pairs of `matching`. Out: one `Item` for every claim and every gold
fact that a claim met or should have met. The pairing made here, of leftovers with leftovers, only diagnoses.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy
from scipy.optimize import linear_sum_assignment

from evals.gold import GoldFact, GoldPlace, numbers
from evals.matching import Level, Pair, close, differing, kind, level, nearest, same_number
from extractor.records import CallFacts, Fact

CLASSES = (
    "ungrounded",
    "wrong_metric",
    "wrong_measure",
    "wrong_status",
    "wrong_period",
    "wrong_basis",
    "wrong_segment",
    "wrong_versus",
    "wrong_scale",
    "wrong_sign",
    "wrong_unit",
    "wrong_value",
    "duplicate",
    "spurious",
    "missed",
    "call_failed",
)
"""The error classes; a pair that differs in several ways gets the first of them that applies."""

DANGEROUS = ("ungrounded", "wrong_status", "wrong_scale")
"""A new one of these fails the gate, whatever the interval says."""

MEANINGS = {
    "ungrounded": "no characters in the transcript carry the number",
    "wrong_metric": "the number is given to another metric",
    "wrong_measure": "a level, growth, change or share is taken for another of them",
    "wrong_status": "actual, guidance, prior guidance and target are confused",
    "wrong_period": "the value is given to another period",
    "wrong_basis": "GAAP and non-GAAP are confused (scored apart from strict)",
    "wrong_segment": "the value is given to another part of the company",
    "wrong_versus": "a change is measured against something else, or a share is of something else",
    "wrong_scale": "off by a power of ten, or percent, fraction and basis points are confused",
    "wrong_sign": "a loss is reported as a gain, or a rise as a fall",
    "wrong_unit": "the kind of unit is another one",
    "wrong_value": "another number, or one end of a range",
    "duplicate": "the same fact is reported again",
    "spurious": "no gold fact is meant: an extraction too many, or a gap in the gold",
    "missed": "the gold fact is not reported",
    "call_failed": "the call failed, so all of its gold is missed",
}

FINE = ("right", "neutral")
"""Outcomes that cost nothing."""

NOT_OURS = ("analyst", "publisher", "operator")
CLASS_OF_FIELD = {"share_of": "wrong_versus"}
DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Item:
    """One outcome. `kind` is one of `FINE` or an error class; positions are into the gold and the facts."""

    kind: str
    gold: int | None
    claim: int | None
    level: int = 0
    differs: tuple[str, ...] = ()
    note: str = ""


def diagnose(gold: Sequence[GoldFact], result: CallFacts, pairs: list[Pair], text: str | None) -> list[Item]:
    """Every outcome of the call: pairs first, then duplicates, likely mix-ups, spurious and missed facts."""
    facts = result.facts
    items = [_of_pair(pair, gold[pair.gold], facts[pair.claim], text) for pair in pairs]
    left_gold = _without(range(len(gold)), (pair.gold for pair in pairs))
    left_claims = _without(range(len(facts)), (pair.claim for pair in pairs))
    items += (found := list(_duplicates(left_claims, facts, gold, pairs)))
    left_claims = _without(left_claims, (item.claim for item in found))
    items += (found := list(_mixed_up(left_gold, left_claims, gold, facts)))
    left_gold = _without(left_gold, (item.gold for item in found))
    left_claims = _without(left_claims, (item.claim for item in found))
    items += (_spurious(n, facts[n], text) for n in left_claims)
    stages = _stages(result)
    items += (Item("missed", n, None, note=_stage(gold[n], stages)) for n in left_gold if gold[n].core)
    return items


def failed(gold: Sequence[GoldFact], reason: str) -> list[Item]:
    """The outcomes of a call that failed: all of its gold is missed."""
    return [Item("call_failed", n, None, note=reason) for n, fact in enumerate(gold) if fact.core]


def misattributed(fact: Fact) -> bool:
    """Whether every place that says it is in the words of an analyst, the publisher or the operator."""
    return bool(fact.evidence) and all(place.side in NOT_OURS for place in fact.evidence)


def ungrounded(fact: Fact, text: str | None) -> bool:
    """Whether a number of the fact points at no characters, or at other ones than it prints."""
    places = [place.numbers for place in fact.evidence]
    if not places or not all(places):
        return True
    said = [each for numbers_ in places for each in numbers_]
    return text is not None and any(text[each.start : each.end] != each.text for each in said)


def _without(positions: Iterable[int], taken: Iterable[int | None]) -> list[int]:
    gone = set(taken)
    return [position for position in positions if position not in gone]


def _of_pair(pair: Pair, gold: GoldFact, fact: Fact, text: str | None) -> Item:
    if ungrounded(fact, text):
        name = "ungrounded"
    elif pair.differs:
        name = primary(pair.differs)
    else:
        name = "right" if gold.core else "neutral"
    return Item(name, pair.gold, pair.claim, pair.level, pair.differs)


def primary(differs: Iterable[str]) -> str:
    """The first error class, in the order of precedence, among the differing fields.

    >>> primary(("segment", "period"))
    'wrong_period'
    """
    named = [CLASS_OF_FIELD.get(field, f"wrong_{field}") for field in differs]
    return min(named, key=CLASSES.index)


def _duplicates(
    claims: list[int], facts: Sequence[Fact], gold: Sequence[GoldFact], pairs: list[Pair]
) -> Iterator[Item]:
    met: dict[str, list[GoldFact]] = defaultdict(list)
    for pair in pairs:
        if pair.level == Level.STRICT:
            met[facts[pair.claim].metric].append(gold[pair.gold])
    for position in claims:
        again = [fact for fact in met[facts[position].metric] if _meets(fact, facts[position])]
        if again:
            yield Item("duplicate", None, position, note=f"reported again: {again[0].label}")


def _meets(gold: GoldFact, fact: Fact) -> bool:
    if not same_number(gold, fact) or kind(gold.unit) != kind(fact.unit):
        return False
    return level(nearest(gold, fact)) == Level.STRICT


def _spurious(position: int, fact: Fact, text: str | None) -> Item:
    if ungrounded(fact, text):
        return Item("ungrounded", None, position)
    side = fact.evidence[0].side
    return Item("spurious", None, position, note=f"said by the {side}" if misattributed(fact) else "")


# Leftovers that were likely meant for each other


def _mixed_up(
    left_gold: list[int], left_claims: list[int], gold: Sequence[GoldFact], facts: Sequence[Fact]
) -> Iterator[Item]:
    """Pairs of leftovers at the least total distance, among those that share a place or a grid point."""
    costs = {
        (row, column): _cost(gold[left_gold[row]], facts[left_claims[column]])
        for row, column in _likely([gold[n] for n in left_gold], [facts[n] for n in left_claims])
    }
    for row, column in _cheapest(costs, len(left_gold), len(left_claims)):
        fact, claim = gold[left_gold[row]], facts[left_claims[column]]
        differs = (*nearest(fact, claim), *number_fields(fact, claim))
        yield Item(primary(differs), left_gold[row], left_claims[column], 0, differs)


def _likely(gold: list[GoldFact], facts: list[Fact]) -> set[tuple[int, int]]:
    shelves: dict[Any, list[int]] = defaultdict(list)
    for column, fact in enumerate(facts):
        for key in {*keys(fact), _grid(fact)}:
            shelves[key].append(column)
    return {
        (row, column)
        for row, fact in enumerate(gold)
        for key in {*keys(fact), _grid(fact)}
        for column in shelves[key]
        if isinstance(key[0], int) or not differing(fact.points[0], facts[column])
    }


def _grid(fact: Any) -> tuple[str, str, str, str]:
    return fact.metric, fact.measure, fact.period, fact.status


def _cost(gold: GoldFact, fact: Fact) -> float:
    fields = len(nearest(gold, fact)) + (0 if keys(gold) & keys(fact) else 1)
    return fields + sum(0.5 if each != "value" else 1.5 for each in number_fields(gold, fact))


def _cheapest(costs: dict[tuple[int, int], float], rows: int, columns: int) -> list[tuple[int, int]]:
    if not costs:
        return []
    matrix = numpy.full((rows, columns), 1e3)
    for place, cost in costs.items():
        matrix[place] = cost
    chosen = zip(*linear_sum_assignment(matrix), strict=True)
    return [(int(row), int(column)) for row, column in chosen if (row, column) in costs]


def number_fields(gold: GoldFact, fact: Fact) -> tuple[str, ...]:
    """In what way the numbers differ: scale, sign, unit or value; empty when they agree."""
    ours, theirs = numbers(gold), numbers(fact)
    same_kind = kind(gold.unit) == kind(fact.unit)
    if same_kind and same_number(gold, fact):
        return ()
    if len(ours) != len(theirs):
        return ("value",)
    ratios = {kind(gold.unit), kind(fact.unit)}
    if _powers_apart(ours, theirs) and (same_kind or ratios <= {"percent", "bps", "multiple"}):
        return ("scale",)
    if not same_kind:
        return ("unit",)
    flipped = all(map(close, sorted(map(abs, ours)), sorted(map(abs, theirs))))
    return ("sign",) if flipped else ("value",)


def _powers_apart(ours: tuple[Decimal, ...], theirs: tuple[Decimal, ...]) -> bool:
    """Whether the same digits stand at another power of ten."""
    if not all(ours) or not all(theirs):
        return False
    apart = {theirs[n].copy_abs().adjusted() - ours[n].copy_abs().adjusted() for n in range(len(ours))}
    near = {shift + nudge for shift in apart for nudge in (-1, 0, 1)} - {0}
    return any(all(map(close, (abs(n).scaleb(by) for n in ours), map(abs, theirs))) for by in near)


# Places, and where a missed fact was lost


def keys(fact: Any) -> set[Key]:
    """Line and digits of every number that says the fact: the same for "$67.7 million" and "67.7"."""
    return {(place.line, digits(each)) for place in fact.evidence for each in texts(place)}


def texts(place: Any) -> list[str]:
    """The numbers of a place as printed, in gold or claim."""
    return list(place.text) if isinstance(place, GoldPlace) else [each.text for each in place.numbers]


def digits(text: str) -> str:
    """The digits of a printed number, or its words."""
    found = DIGITS.search(text)
    return found[0].replace(",", "") if found else text.casefold()


def _stages(result: CallFacts) -> dict[Key, str]:
    """By place, why a number there became no fact; a rejection says more than the ledger."""
    ledger = {(each.line, digits(each.text)): _in_ledger(each.state, each.reason) for each in result.mentions}
    refused = {
        (each.line, digits(each.text)): f"verifying rejected it: {each.check}"
        for each in result.rejected
        if each.line is not None
    }
    return {**ledger, **refused}


def _in_ledger(state: str, reason: str) -> str:
    if state == "used":
        return "its number was given to another fact only"
    return f"never claimed: {reason}" if reason else "never claimed"


def _stage(fact: GoldFact, stages: dict[Key, str]) -> str:
    found = [stages[key] for key in sorted(keys(fact)) if key in stages]
    return min(found, key=lambda each: not each.startswith("verifying")) if found else "its number was not seen"
