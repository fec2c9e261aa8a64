"""What the audit sees: one value of a labelled call changed at a time, and what the audit says of it.

`python -m evals.slips` prints how many facts take part in an identity, how often a slip of each kind is flagged, the
flags on the unchanged calls, and what becomes of every label marked `suspect`. Gold facts go in, so that no reader's
mistake is counted. Slips are drawn from a seed.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from evals import gold, perfect, sources
from evals.gold import GoldCall, GoldFact
from extractor import auditing, catalogue, relating
from extractor.catalogue import Catalogue
from extractor.identities import Identity
from extractor.records import Evidence, Fact, NumberPlace

SEED = 20240501
DIGIT = re.compile(r"\d")
Key = tuple[str, frozenset[str]]
Slip = Callable[[str, Decimal, random.Random], tuple[str, Decimal] | None]


# Slips: the characters and the value, changed together


def digit(text: str, value: Decimal, chance: random.Random) -> tuple[str, Decimal] | None:
    """One digit is another."""
    places = [found.start() for found in DIGIT.finditer(text)]
    if not places:
        return None
    at = chance.choice(places)
    other = chance.choice([each for each in "0123456789" if each != text[at]])
    return _rescaled(text, text[:at] + other + text[at + 1 :], value)


def transposition(text: str, value: Decimal, chance: random.Random) -> tuple[str, Decimal] | None:
    """Two neighbouring digits have changed places."""
    pairs = [at for at in range(len(text) - 1) if text[at : at + 2].isdigit() and text[at] != text[at + 1]]
    if not pairs:
        return None
    at = chance.choice(pairs)
    return _rescaled(text, text[:at] + text[at + 1] + text[at] + text[at + 2 :], value)


def scale(text: str, value: Decimal, chance: random.Random) -> tuple[str, Decimal] | None:
    """Millions for billions or thousands; without a scale word, a decimal point gone astray."""
    words = {"million": ("billion", Decimal(1000)), "billion": ("million", Decimal("0.001"))}
    for word, (other, factor) in words.items():
        if word in text:
            return text.replace(word, other), value * factor
    number = _number(text)
    factor = chance.choice([Decimal(10), Decimal("0.1")])
    if not number:
        return None
    return text.replace(_digits(text), f"{number * factor:f}"), value * factor


def sign(text: str, value: Decimal, chance: random.Random) -> tuple[str, Decimal] | None:
    """A profit for a loss, a rise for a fall."""
    return (text, -value) if value else None


SLIPS: dict[str, Slip] = {"digit": digit, "transposition": transposition, "scale": scale, "sign": sign}


def _digits(text: str) -> str:
    found = re.search(r"\d[\d,]*(?:\.\d+)?|\.\d+", text)
    return found.group() if found else ""


def _number(text: str) -> Decimal:
    return Decimal(_digits(text).replace(",", "") or 0)


def _rescaled(before: str, after: str, value: Decimal) -> tuple[str, Decimal] | None:
    """The new value by the old one's scale; None where the characters do not say the value in digits."""
    old, new = _number(before), _number(after)
    if not old or not new or old == new:
        return None
    return after, value / old * new


def slipped(fact: Fact, slip: Slip, chance: random.Random) -> Fact | None:
    """The fact with one of its numbers changed, in value and in its leading place; None where the slip cannot be."""
    place = fact.evidence[0]
    names = ["value"] if fact.value is not None else ["low", "high"]
    at = chance.randrange(len(names))
    if len(place.numbers) != len(names):
        return None
    old = getattr(fact, names[at])
    changed = slip(place.numbers[at].text, old, chance)
    if changed is None or changed[1] == old:
        return None
    return fact.model_copy(
        update={names[at]: changed[1], "evidence": [_retold(place, at, changed[0]), *fact.evidence[1:]]}
    )


def _retold(place: Evidence, at: int, text: str) -> Evidence:
    numbers = list(place.numbers)
    numbers[at] = NumberPlace(start=numbers[at].start, end=numbers[at].end, text=text)
    return place.model_copy(update={"numbers": numbers})


# Measuring


@dataclass
class Tally:
    """Slips of one kind."""

    tried: int = 0
    related: int = 0
    broken: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Subject:
    """A call's facts as they are, its identities, and what the audit flags without any slip."""

    call: GoldCall
    facts: list[Fact]
    identities: list[Identity]
    flagged: frozenset[str]
    catalogue: Catalogue

    def related(self, fact: Fact) -> list[Identity]:
        """The identities the fact takes part in, hints apart."""
        return [each for each in self.identities if not each.hint and any(other.id == fact.id for other in each.facts)]

    def held(self, fact: Fact) -> list[Identity]:
        """Those of them that must hold, and do."""
        return [each for each in self.related(fact) if each.holds and not each.witness]


def subject(call: GoldCall, metrics: Catalogue) -> Subject:
    """The call as the audit sees it unchanged."""
    facts = perfect.read(call, sources.text_of(call.sha256) or "").facts
    return Subject(call, facts, relating.identities(facts, metrics), _flags(facts, metrics), metrics)


def _flags(facts: list[Fact], metrics: Catalogue) -> frozenset[str]:
    return frozenset(fact.id for fact in auditing.audit(facts, metrics) if fact.verdict == "suspect")


def inject(of: Subject, slip: Slip, chance: random.Random, tally: Tally) -> None:
    """One slip of this kind in every fact that can have it."""
    for at, fact in enumerate(of.facts):
        changed = slipped(fact, slip, chance)
        if changed is None or fact.id in of.flagged:
            continue
        facts = [*of.facts[:at], changed, *of.facts[at + 1 :]]
        tally.tried += 1
        tally.related += bool(of.held(fact))
        if _breaks(of, fact, facts):
            tally.broken += 1
            tally.outcomes[_outcome(fact.id, _flags(facts, of.catalogue), of.flagged)] += 1


def _breaks(of: Subject, fact: Fact, facts: list[Fact]) -> bool:
    """Whether an identity of the fact that held before fails now, or no longer comes about."""
    now = {_key(each): each.holds for each in relating.identities(facts, of.catalogue)}
    return any(not now.get(_key(each), False) for each in of.held(fact))


def _key(identity: Identity) -> Key:
    return identity.name, frozenset(fact.id for fact in identity.facts)


def _outcome(changed: str, flagged: frozenset[str], before: frozenset[str]) -> str:
    new = flagged - before
    if changed not in flagged:
        return "another" if new else "nothing"
    return "changed" if len(new) == 1 else "changed and others"


# Reporting


def main() -> int:
    """Prints the tables; returns the exit code."""
    metrics = catalogue.load()
    subjects = [subject(call, metrics) for call in gold.load()]
    for line in (*participation(subjects), *injection(subjects), *labels(subjects)):
        print(line)
    return 0


def participation(subjects: list[Subject]) -> Iterator[str]:
    """Facts in any identity, and flags on the unchanged calls."""
    heads = "".join(f"{each:>12}" for each in ("related", "of core", "equalities"))
    yield f"{'unchanged calls':24}{'facts':>7}{heads}{'flagged':>9}{'false':>7}"
    total: Counter[str] = Counter()
    for each in subjects:
        counts = _participation(each)
        total.update(counts)
        yield _row(each.call.call, counts)
    yield _row("all", total)


def _participation(of: Subject) -> Counter[str]:
    suspect = {fact.id for fact, label in zip(of.facts, of.call.facts, strict=True) if label.suspect}
    return Counter(
        facts=len(of.facts),
        related=sum(bool(of.related(fact)) for fact in of.facts),
        equal=sum(any(each.sign == "=" for each in of.related(fact)) for fact in of.facts),
        core=sum(label.core for label in of.call.facts),
        core_related=sum(
            label.core and bool(of.related(fact)) for fact, label in zip(of.facts, of.call.facts, strict=True)
        ),
        flagged=len(of.flagged),
        false=len(of.flagged - suspect),
    )


def _row(name: str, counts: Counter[str]) -> str:
    pairs = (("related", "facts"), ("core_related", "core"), ("equal", "facts"))
    shares = [f"{counts[key]} ({counts[key] / max(counts[whole], 1):.0%})" for key, whole in pairs]
    cells = "".join(f"{each:>12}" for each in shares)
    return f"{name:24}{counts['facts']:>7}{cells}{counts['flagged']:>9}{counts['false']:>7}"


def injection(subjects: list[Subject]) -> Iterator[str]:
    """By kind of slip, of the slips that take an identity out of tolerance, what is flagged."""
    columns = ("changed", "changed and others", "another", "nothing")
    yield ""
    yield f"{'slip':16}{'tried':>7}{'related':>9}{'broken':>8}" + "".join(f"{each:>20}" for each in columns)
    chance = random.Random(SEED)
    for kind, slip in SLIPS.items():
        tally = Tally()
        for each in subjects:
            inject(each, slip, chance, tally)
        shares = [f"{tally.outcomes[each]} ({tally.outcomes[each] / max(tally.broken, 1):.0%})" for each in columns]
        yield f"{kind:16}{tally.tried:>7}{tally.related:>9}{tally.broken:>8}" + "".join(
            f"{each:>20}" for each in shares
        )


def labels(subjects: list[Subject]) -> Iterator[str]:
    """Every label that a labeller marked suspect, and whether the audit flags it."""
    yield ""
    for each in subjects:
        for fact, label in zip(each.facts, each.call.facts, strict=True):
            if label.suspect:
                state = "flagged" if fact.id in each.flagged else "not flagged"
                related = "" if each.related(fact) else ", no arithmetic"
                yield f"{each.call.call:24}{state}{related}: {_shown(label)}"


def _shown(label: GoldFact) -> str:
    value = label.value if label.value is not None else f"{label.low} to {label.high}"
    return f"{label.metric} {label.segment} {label.measure} {label.period} {value} {label.unit} ({label.suspect[:70]})"


if __name__ == "__main__":
    sys.exit(main())
