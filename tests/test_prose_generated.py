"""Prose made from every fact of our sample calls, told truly and then told wrong in one respect.

The sentences are plain templates: what is measured is that the checker lets truth through and no lie of a known kind.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from extractor import catalogue, formatting, periods
from extractor.prose import Prose
from extractor.records import CallFacts, Fact
from tests import gold_calls

CALLS = ("quaywright-2024q2", "kestrel-ridge-2025q4", "brackenmoor-2025q3")
LEAST_TRUE = 0.97
BASES = {"gaap": "GAAP ", "non_gaap": "non-GAAP "}
MARKS = {"~": "about ", "<": "less than ", ">": "more than ", "−": "-"}
TENSES = {
    "guidance": ("the company expects that ", {"was": "will be", "rose": "will rise", "fell": "will fall"}),
    "prior_guidance": ("the prior guidance was that ", {"was": "would be", "rose": "would rise", "fell": "would fall"}),
    "target": ("the target is that ", {"was": "will be", "rose": "will rise", "fell": "will fall"}),
    "actual": ("", {"was": "was", "rose": "rose", "fell": "fell"}),
}


@dataclass(frozen=True)
class Telling:
    """A fact told in one sentence, part by part, so that one part can be told wrong."""

    name: str
    verb: str
    number: str
    after: str
    period: str
    status: str

    @property
    def text(self) -> str:
        """The sentence."""
        opening, verbs = TENSES[self.status]
        when = f" in {formatting.period(self.period)}" if self.period else ""
        said = f"{opening}{self.name} {verbs[self.verb]} {self.number}{self.after}{when}."
        return said[0].upper() + said[1:]


def telling(fact: Fact) -> Telling:
    """The fact as it is."""
    rises = max(end for end in (fact.value, fact.high) if end is not None) > 0
    moves = fact.measure in ("growth", "change") and fact.unit != "multiple"
    number = shown(fact)
    after = " on the quarter" if fact.versus == "qoq" else ""
    if fact.measure == "share":
        after = f" of {formatting.within(formatting.name(fact.share_of))}"
    if fact.measure == "growth" and not moves:
        after = " its earlier value"
    verb = ("rose" if rises else "fell") if moves else "was"
    return Telling(named(fact), verb, number.replace("-", "") if moves else number, after, fact.period, fact.status)


def named(fact: Fact) -> str:
    basis = "" if fact.metric.startswith("adjusted") else BASES.get(fact.basis, "")
    name = formatting.within(formatting.name(fact.metric, fact.label))
    return (f"{fact.segment} " if fact.segment else "") + basis + name


def shown(fact: Fact) -> str:
    text = formatting.number(fact)
    for mark, words in MARKS.items():
        text = text.replace(mark, words)
    return text.lstrip("+")


def verified(call: CallFacts) -> list[Fact]:
    return [fact for fact in call.facts if fact.verdict == "verified"]


def tellings(kind: str, facts: list[Fact]) -> Iterator[tuple[Fact, Telling]]:
    """The facts told wrong in that respect, where they can be."""
    for position, fact in enumerate(facts):
        told = telling(fact)
        other = facts[(position + 7) % len(facts)]
        period = periods.parse(fact.period)
        if kind == "another metric" and other.metric != fact.metric:
            yield fact, replace(told, name=named(other))
        elif kind == "another period" and period:
            yield fact, replace(told, period=str(period.prior_year()))
        elif kind == "another number" and shown(other) != shown(fact):
            yield fact, replace(told, number=shown(other))
        elif kind == "another scale" and "million" in told.number:
            yield fact, replace(told, number=told.number.replace("million", "billion"))
        elif kind == "another direction" and told.verb != "was":
            yield fact, replace(told, verb="fell" if told.verb == "rose" else "rose")
        elif kind == "an outlook as done" and fact.status == "guidance":
            yield fact, replace(told, status="actual")
        elif kind == "what was done as an outlook" and fact.status == "actual" and "against" not in told.name:
            yield fact, replace(told, status="guidance")


@pytest.mark.parametrize("name", CALLS)
def test_almost_every_fact_can_be_told(name: str) -> None:
    """Strictness is not bought with silence: plain true sentences stand."""
    call = gold_calls.sample(name)
    checker = Prose(call, catalogue.load())
    facts = verified(call)
    stand = [fact for fact in facts if not checker.problems(telling(fact).text, [fact])]
    assert len(stand) >= LEAST_TRUE * len(facts)


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize(
    "kind",
    [
        "another metric",
        "another period",
        "another number",
        "another scale",
        "another direction",
        "an outlook as done",
        "what was done as an outlook",
    ],
)
def test_no_fact_can_be_told_wrong(kind: str, name: str) -> None:
    """One wrong part is enough for a sentence to fall."""
    call = gold_calls.sample(name)
    checker = Prose(call, catalogue.load())
    told = [*tellings(kind, verified(call))]
    assert told
    assert [each.text for fact, each in told if not checker.problems(each.text, [fact])] == []
