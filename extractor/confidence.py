"""How likely a fact is right, and what a person should look at first.

In: a fact with its checks and readers, or a whole call. Out: a number from 0 to 1, and a queue, worst first. The
weights are log-odds, set once for all calls: how sure the reader was, how many readers agree, what arithmetic confirms,
what a check doubts. They are the round figures near those that a fit to all gold calls but one gives, whichever is left
out; the evals show how well the confidence comes true.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Literal

from extractor.contradicting import SAID_TWICE
from extractor.ledger import counts
from extractor.records import CallFacts, Check, Fact, Record

TRUST = 0.4
"""How much of the reader's own log-odds counts: readers are surer of themselves than they are right."""
AGREEMENT = 1.2
"""Another reader, or another pass, that says the same."""
CONFIRMED = (2.5, 0.5)
"""The first and the second identity that the value satisfies; further ones add nothing."""
FAILED = {"words": 1.2, "arithmetic": 0.5, SAID_TWICE: 2.0}
"""A failed check: of the words around the number, of arithmetic (of which mostly another figure is the cause), and
another value at the same grid point that leads."""
LIMITS = (0.02, 0.995)
SURE = 0.55
"""A fact below this belongs into the queue even when nothing contradicts it."""
Kind = Literal["suspect", "conflict", "disagreement", "unexplained", "unsure"]
ORDER: dict[str, int] = {"suspect": 0, "conflict": 1, "disagreement": 2, "unexplained": 3, "unsure": 4}


class ReviewItem(Record):
    """One thing to look at."""

    kind: Kind
    fact: str = ""
    """Id of the fact, if it is about one."""
    line: int
    text: str
    """The number as printed, or the conflict."""
    reason: str
    confidence: float = 0.0


def score(fact: Fact) -> float:
    """From 0 to 1: the reader's own confidence, moved by agreement, confirmation and doubt."""
    odds = TRUST * _logit(min(max(fact.confidence, LIMITS[0]), LIMITS[1]))
    odds += AGREEMENT * (len(set(fact.read_by)) - 1)
    confirmations = sum(check.passed and bool(check.facts) for check in fact.checks)
    odds += sum(CONFIRMED[:confirmations])
    odds -= sum(FAILED[kind] for kind in {_kind(check) for check in fact.checks if not check.passed})
    likely = 1 / (1 + math.exp(-odds))
    return round(min(max(likely, LIMITS[0]), LIMITS[1]), 2)


def _kind(check: Check) -> str:
    return SAID_TWICE if check.name == SAID_TWICE else "arithmetic" if check.facts else "words"


def _logit(likely: float) -> float:
    return math.log(likely / (1 - likely))


def scored(facts: Iterable[Fact]) -> list[Fact]:
    """The facts with their confidence set; to be done once, after the audit."""
    return [fact.model_copy(update={"confidence": score(fact)}) for fact in facts]


def review_queue(call: CallFacts) -> list[ReviewItem]:
    """Suspect facts, conflicts, what readers take differently, numbers nobody explains, unsure facts, in this order.

    Within each kind the least likely comes first.
    """
    items = [*_facts(call), *_conflicts(call), *_disagreements(call), *_unexplained(call)]
    return sorted(items, key=lambda item: (ORDER[item.kind], item.confidence, item.line, item.text))


def _facts(call: CallFacts) -> Iterable[ReviewItem]:
    for fact in call.facts:
        if fact.verdict == "suspect" or fact.confidence < SURE:
            doubts = [check.sentence for check in fact.checks if not check.passed]
            place = fact.evidence[0]
            yield ReviewItem(
                kind="suspect" if fact.verdict == "suspect" else "unsure",
                fact=fact.id,
                line=place.line,
                text=" … ".join(number.text for number in place.numbers),
                reason=doubts[0] if doubts else "one reader, and no arithmetic confirms it",
                confidence=fact.confidence,
            )


def _conflicts(call: CallFacts) -> Iterable[ReviewItem]:
    facts = {fact.id: fact for fact in call.facts}
    for conflict in call.conflicts:
        leading = facts.get(conflict.leading)
        line = leading.evidence[0].line if leading else 0
        yield ReviewItem(
            kind="conflict",
            fact=conflict.leading,
            line=line,
            text=conflict.sentence,
            reason="said with different values",
        )


def _disagreements(call: CallFacts) -> Iterable[ReviewItem]:
    for each in call.rejected:
        if each.check == "agreement":
            said = f"{each.label}, {each.measure}, {each.period}: {each.reason}"
            yield ReviewItem(kind="disagreement", line=each.line or 0, text=each.text, reason=said)


def _unexplained(call: CallFacts) -> Iterable[ReviewItem]:
    for record in call.mentions:
        if record.state == "unexplained" and counts(record):
            yield ReviewItem(kind="unexplained", line=record.line, text=record.text, reason=record.reason)
