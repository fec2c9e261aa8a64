"""The audit: every identity between the facts of a call checked, and the doubt put where it most plausibly belongs.

In: the facts of one call. Out: the same facts with checks and verdicts. It repairs nothing and drops nothing.

    an equality holds     each fact in it carries the check as passed: a confirmation (a limit kept confirms nothing)
    an identity fails     the fact whose removal satisfies most failing identities is `suspect`; the check says first
                          what would fit, then the arithmetic. A fact is cleared where no possible value of it would
                          satisfy its failing identities, or where two that hold would break.
    said twice            the value that leads, the one that more arithmetic supports, is held against the others, which
                          then stay out of the arithmetic
    a tie                 undecided: every tied fact is `suspect`, and the sentence says that it cannot be told which
    a hint                proves nothing alone; two different ones against a fact count as a failing identity

The order of the facts does not matter, and the time grows with their number.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from extractor import contradicting, figures, plausible, relating
from extractor.catalogue import Catalogue
from extractor.contradicting import Contradiction, Lead
from extractor.identities import Identity
from extractor.intervals import EVERYTHING, Interval
from extractor.plausible import Limits
from extractor.records import Check, Fact

PINS = 2
"""So many identities that hold clear a fact whose correction would break them."""


class Doubt(NamedTuple):
    """A failing identity, and the facts it casts doubt on."""

    identity: Identity
    suspects: tuple[str, ...]


def audit(facts: Sequence[Fact], catalogue: Catalogue, call_period: str = "") -> list[Fact]:
    """The facts, in their order, with the audit's checks added and verdicts set."""
    added: dict[str, list[Check]] = defaultdict(list)
    limits = Limits(catalogue, call_period)
    found = _settle(facts, (catalogue, limits), added)
    doubts = blame(found, limits)
    for identity in found:
        if identity.holds and identity.sign == "=":
            _confirm(identity, added)
    for doubt in doubts:
        _charge(doubt, added)
    for fact in facts:
        added[fact.id] += plausible.checks(fact, limits)
    for fact_id, check in plausible.echoes(facts, limits):
        added[fact_id].append(check)
    return [_checked(fact, added[fact.id]) for fact in facts]


def _settle(facts: Sequence[Fact], known: tuple[Catalogue, Limits], added: dict[str, list[Check]]) -> list[Identity]:
    """The identities between the facts that lead at their grid points; those that contradict them are charged."""
    catalogue, limits = known
    found = relating.identities(facts, catalogue)
    against = contradicting.contradictions(facts, Lead(_support(found), limits.positive))
    used = {fact.id for identity in found for fact in identity.facts}
    open_to_arithmetic = [each for each in against if any(fact.id in used for fact in (each.leading, *each.others))]
    if open_to_arithmetic:
        support = _support(found) + _support_of_others(facts, open_to_arithmetic, catalogue)
        against = contradicting.contradictions(facts, Lead(support, limits.positive))
        found = relating.identities(_without(facts, [each.others for each in against]), catalogue)
    for contradiction in against:
        for key, check in contradicting.doubts(contradiction):
            added[key].append(check)
    return found


def _support_of_others(facts: Sequence[Fact], against: Sequence[Contradiction], catalogue: Catalogue) -> Counter[str]:
    """How many equalities the second value of each grid point would satisfy in the place of the one that leads."""
    seconds = {each.others[0].id for each in against}
    kept = _without(facts, [(each.leading, *each.others[1:]) for each in against])
    support = _support(relating.identities(kept, catalogue))
    return Counter({key: held for key, held in support.items() if key in seconds})


def _without(facts: Sequence[Fact], left_out: Iterable[Iterable[Fact]]) -> list[Fact]:
    ids = {fact.id for each in left_out for fact in each}
    return [fact for fact in facts if fact.id not in ids]


def _support(found: Sequence[Identity]) -> Counter[str]:
    """How many equalities each fact satisfies."""
    return Counter(
        fact.id for each in found if each.sign == "=" and each.holds and not each.witness for fact in each.facts
    )


def _confirm(identity: Identity, added: dict[str, list[Check]]) -> None:
    sentence = f"{identity.statement}, which fits."
    for fact in identity.facts:
        others = [each.id for each in identity.facts if each.id != fact.id]
        added[fact.id].append(Check(name=identity.name, passed=True, sentence=sentence, facts=others))


def _charge(doubt: Doubt, added: dict[str, list[Check]]) -> None:
    identity = doubt.identity
    for fact in identity.facts:
        if fact.id in doubt.suspects:
            short = (
                f"{identity.name}: it would have to be {_fitting(identity, fact)}, but {figures.said(fact)} is said."
            )
            tied = len(doubt.suspects) - 1
            open_end = f" It cannot be told whether this or {_others(tied)} is wrong." if tied else ""
            sentence = f"{short} {_capital(identity.arithmetic)}, which does not fit.{open_end}"
            others = [each.id for each in identity.facts if each.id != fact.id]
            added[fact.id].append(Check(name=identity.name, passed=False, sentence=sentence, facts=others))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _others(number: int) -> str:
    return "the other figure" if number == 1 else f"one of {number} other figures"


def _fitting(identity: Identity, fact: Fact) -> str:
    return figures.about(identity.fitting.get(fact.id, EVERYTHING), fact.unit)


def _checked(fact: Fact, checks: list[Check]) -> Fact:
    if not checks:
        return fact
    failed = any(not check.passed for check in checks)
    every = [*fact.checks, *sorted(checks, key=lambda check: (check.passed, check.name, check.sentence))]
    return fact.model_copy(update={"checks": every, "verdict": "suspect" if failed else fact.verdict})


# Blame


def blame(found: Sequence[Identity], limits: Limits) -> list[Doubt]:
    """The failing identities, each with the facts that most plausibly make it fail."""
    by_fact: dict[str, list[Identity]] = defaultdict(list)
    failing = []
    for identity in found:
        if not identity.hint:
            failing += [] if identity.holds else [identity]
            for fact in identity.facts:
                by_fact[fact.id].append(identity)
    doubts = _weigh([identity for identity in found if identity.hint and not identity.holds])
    for connected in _components(failing):
        doubts += _blame_connected(connected, by_fact, limits)
    return doubts


def _weigh(hints: list[Identity]) -> list[Doubt]:
    """Facts against which different hints speak: one kind of hint alone is no reason for doubt."""
    kinds: dict[str, set[str]] = defaultdict(set)
    for hint in hints:
        for fact in hint.facts:
            kinds[fact.id].add(hint.name)
    doubted = {key for key, names in kinds.items() if len(names) > 1}
    doubts = [Doubt(hint, tuple(fact.id for fact in hint.facts if fact.id in doubted)) for hint in hints]
    return [doubt for doubt in doubts if doubt.suspects]


def _components(failing: list[Identity]) -> list[list[Identity]]:
    """The failing identities in groups that share facts, directly or through others (union-find)."""
    above: dict[str, str] = {}

    def root(key: str) -> str:
        while above.setdefault(key, key) != key:
            above[key] = above[above[key]]
            key = above[key]
        return key

    for identity in failing:
        for fact in identity.facts[1:]:
            above[root(fact.id)] = root(identity.facts[0].id)
    groups: dict[str, list[Identity]] = defaultdict(list)
    for identity in failing:
        groups[root(identity.facts[0].id)].append(identity)
    return list(groups.values())


def _blame_connected(failing: list[Identity], by_fact: dict[str, list[Identity]], limits: Limits) -> list[Doubt]:
    """Takes the fact that explains most, then the one that explains most of the rest, until nothing is left."""
    doubts: list[Doubt] = []
    rest = failing
    while rest:
        facts = {fact.id: fact for identity in rest for fact in identity.facts}
        scores = {key: _explains(fact, by_fact[key], rest, limits) for key, fact in facts.items()}
        best = max(scores.values())
        suspects = tuple(sorted(key for key, score in scores.items() if score == best))
        explained = [each for each in rest if any(fact.id in suspects for fact in each.facts)]
        doubts += [Doubt(each, tuple(f.id for f in each.facts if f.id in suspects)) for each in explained]
        rest = [each for each in rest if not any(fact.id in suspects for fact in each.facts)]
    return doubts


def _explains(fact: Fact, involved: list[Identity], rest: list[Identity], limits: Limits) -> tuple[bool, int]:
    """Whether a usual value of the fact would satisfy all its failing identities, and how many those are."""
    failing = [each for each in rest if any(other.id == fact.id for other in each.facts)]
    wanted: Interval | None = limits.usual(fact)
    for identity in failing:
        wanted = wanted.common(identity.fitting[fact.id]) if wanted else None
    if wanted is None:
        return False, len(failing)
    pins = sum(not identity.fitting[fact.id].overlaps(wanted) for identity in involved if identity.holds)
    return pins < PINS, len(failing)
