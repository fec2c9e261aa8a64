"""How well verifying tells true claims from false ones: gold becomes claims, and claims are spoiled in known ways.

In: gold calls with their transcripts. Out: for each way of spoiling, how many claims still end `verified`, beside the
check that many tools call verification: whether the number occurs in the text at all.
"""

from __future__ import annotations

import random
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import extractor
from evals.errors import NOT_OURS, digits
from evals.gold import UNSAID, WORD, GoldCall, GoldFact, GoldPlace, numbers
from evals.intervals import SEED
from evals.matching import PLAIN_KINDS, close, kind
from extractor.records import Claim, Fact, MentionRecord, Rejected
from extractor.settings import Settings

SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])|\n")
FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
SCALES = [Decimal(1).scaleb(power) for power in (0, 3, 4, 5, 6, 7, 8, 9, 12)]
Pointer = tuple[int, ...]
NEAR = 200
"""How many characters before its number the words of a label mostly stand; half as many after."""
UNLABELLED = 12
"""What a place costs near which no word of the label stands, in steps in the text."""
BACK = 4
"""How much dearer a step back in the text is than a step on."""
TARGETS = {
    "true": 0.99, "digit changed": 0.01, "digits swapped": 0.01, "scale swapped": 0.01, "unit swapped": 0.01,
    "sign flipped": 0.01, "another metric's, elsewhere": 0.05, "another period's, elsewhere": 0.05,
}  # fmt: skip
"""Share that may end verified; for the true claims, that must."""


@dataclass(frozen=True)
class Told:
    """A claim made from gold, and where its number stands."""

    claim: Claim
    fact: GoldFact
    start: int
    line: int
    sentence: int


@dataclass(frozen=True)
class Scene:
    """One call: its text, its fiscal period, its numbers, and the claims its gold makes."""

    call: str
    text: str
    period: str
    mentions: Sequence[MentionRecord]
    told: Sequence[Told]
    figures: frozenset[Decimal]


@dataclass(frozen=True)
class Fate:
    """What became of the claims spoiled in one way."""

    kind: str
    claims: int
    verified: int
    suspect: int
    rejected: int
    occurs: int

    @property
    def share(self) -> float:
        """Share that ended verified."""
        return self.verified / self.claims if self.claims else 0.0


@dataclass(frozen=True)
class Outcome:
    """One claim, how it was spoiled ("true": not at all), and what verifying made of it."""

    kind: str
    call: str
    claim: Claim
    verdict: str
    reason: str
    occurs: bool
    core: bool = False
    """Whether it is the claim of a core fact, not spoiled."""


def suite(calls: Sequence[tuple[GoldCall, str]], seed: int = SEED) -> list[Outcome]:
    """What became of every true and every spoiled claim over all calls; seeded."""
    scenes = [scene(call, text) for call, text in calls]
    found = []
    for position, here in enumerate(scenes):
        strangers = [told for other in scenes[:position] + scenes[position + 1 :] for told in other.told]
        spoiled = list(_claims(here, strangers, random.Random(f"{seed}:{position}")))
        verdicts = _verdicts(here, [claim for _, claim in spoiled])
        core = {told.claim for told in here.told if told.fact.core}
        for (name, claim), (verdict, reason) in zip(spoiled, verdicts, strict=True):
            occurs = _occurs(claim, here.figures)
            found.append(Outcome(name, here.call, claim, verdict, reason, occurs, name == "true" and claim in core))
    return found


def fates(outcomes: Sequence[Outcome]) -> list[Fate]:
    """The outcomes counted by kind, the true claims first, then those of them that are core."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for each in outcomes:
        for row in (each.kind, "true, core") if each.core else (each.kind,):
            seen[row].update(["claims", each.verdict, *(["occurs"] if each.occurs else [])])
    names = ("claims", "verified", "suspect", "rejected", "occurs")
    return [Fate(row, *(count[name] for name in names)) for row, count in seen.items()]


def scene(call: GoldCall, text: str) -> Scene:
    """The call with a true claim for every gold fact whose number is a mention."""
    read = extractor.extract_text(text, call.call, Settings(reader="rules"))
    mentions = read.mentions
    by_place: dict[tuple[int, str], list[int]] = defaultdict(list)
    for index, mention in enumerate(mentions):
        by_place[mention.line, digits(mention.text)].append(index)
    told = _told(call.facts, [_carriers(fact, by_place, mentions) for fact in call.facts], mentions, text)
    figures = frozenset(Decimal(each.replace(",", "")) for each in FIGURE.findall(text))
    return Scene(call.call, text, read.call.fiscal_period, mentions, told, figures)


def _told(
    facts: Sequence[GoldFact], carriers: Sequence[list[Pointer]], mentions: Sequence[MentionRecord], text: str
) -> list[Told]:
    """The claims of the facts that some mention carries, each at the place that the order of the facts makes likely."""
    ends = [found.start() for found in SENTENCE_END.finditer(text)]
    pointed = [fact for fact, places in zip(facts, carriers, strict=True) if places]
    told = []
    costs = [
        {place: _unlabelled(fact, mentions[place[0]].start, text) for place in places}
        for fact, places in zip(facts, carriers, strict=True)
        if places
    ]
    for fact, pointer in zip(pointed, _in_order(costs), strict=True):
        first = mentions[pointer[0]]
        told.append(Told(_claim(fact, pointer), fact, first.start, first.line, bisect_right(ends, first.start)))
    return told


def _in_order(places_of: Sequence[dict[Pointer, int]]) -> list[Pointer]:
    """One place for each fact, so that together they go through the text in the order in which gold lists them.

    Gold is listed as it was read: where one line says "5%" of eight things, the neighbours tell which is meant, and
    what each place costs of itself.
    """
    roads: dict[Pointer, tuple[int, list[Pointer]]] = {(0,): (0, [])}
    for places in places_of:
        onward = {}
        for place, own in places.items():
            onward[place] = min((cost + own + _step(come[-1], place[0]), road) for come, (cost, road) in roads.items())
        roads = {place: (cost, [*road, place]) for place, (cost, road) in onward.items()}
    return min(roads.values())[1]


def _unlabelled(fact: GoldFact, start: int, text: str) -> int:
    """What it costs to find the fact where words of its label are not near: the speaker used them, gold says."""
    near = text[max(0, start - NEAR) : start + NEAR // 2].lower()
    words = [word for word in WORD.findall(fact.label.lower()) if word not in UNSAID]
    return UNLABELLED * sum(word.removesuffix("s") not in near for word in words) // max(1, len(words))


def _step(come: int, go: int) -> int:
    """The mentions passed by on the way; going back costs more, and standing still a little."""
    return go - come + 1 if go > come else BACK * (come - go) + 3


def _carriers(
    fact: GoldFact, by_place: dict[tuple[int, str], list[int]], mentions: Sequence[MentionRecord]
) -> list[Pointer]:
    """The places that say the fact best; none where no mention stands at any of its places."""
    single = fact.value is not None
    places = {each for place in fact.evidence for each in _pointers(place, by_place, single)}
    best = max((_fit(fact, each, mentions) for each in places), default=())
    return sorted(each for each in places if _fit(fact, each, mentions) == best)


def _pointers(place: GoldPlace, by_place: dict[tuple[int, str], list[int]], single: bool) -> list[Pointer]:
    """The mentions, or pairs of neighbours, that print what the place prints; a single value said twice is one."""
    found = [by_place.get((place.line, digits(text)), []) for text in place.text]
    if len(found) == 1 or single:
        return [(each,) for mentions in found for each in mentions]
    return [(one, other) for one in found[0] for other in found[-1] if 0 < other - one <= 2]


def _fit(fact: GoldFact, pointed: Pointer, mentions: Sequence[MentionRecord]) -> tuple[int, ...]:
    """How well the mentions carry the fact: how many numbers, said by us, value, the characters of gold, then unit."""
    ours = [mentions[each] for each in pointed]
    printed = {text for place in fact.evidence for text in place.text}
    said_by_us = sum(each.side not in NOT_OURS for each in ours)
    units = sum(kind(each.unit) == kind(fact.unit) for each in ours)
    values = sum(each.value is not None and any(close(abs(each.value), abs(n)) for n in numbers(fact)) for each in ours)
    whole = len(ours) == len(numbers(fact))
    return whole, said_by_us, values, sum(each.text in printed for each in ours), units


def _claim(fact: GoldFact, pointed: Pointer) -> Claim:
    names = ("metric", "label", "segment", "measure", "versus", "share_of", "period", "status", "basis")
    plain = {name: getattr(fact, name) for name in (*names, "value", "low", "high", "unit", "qualifier")}
    return Claim(numbers=pointed, read_by="gold", **plain)


def _verdicts(here: Scene, claims: Sequence[Claim]) -> list[tuple[str, str]]:
    """verified, suspect or rejected for each claim, in order, with the reason; told apart by `read_by`."""
    marked = [replace(claim, read_by=str(position)) for position, claim in enumerate(claims)]
    facts, rejected = extractor.verify_claims(here.text, marked, Settings(reader="rules", period=here.period))
    verdicts = dict(_marks(facts, rejected))
    return [verdicts[str(position)] for position in range(len(claims))]


def _marks(facts: Iterable[Fact], rejected: Iterable[Rejected]) -> Iterator[tuple[str, tuple[str, str]]]:
    for fact in facts:
        failed = [f"{check.name}: {check.sentence}" for check in fact.checks if not check.passed]
        yield fact.read_by[0], (fact.verdict, " ".join(failed))
    for each in rejected:
        yield each.read_by, ("rejected", f"{each.check}: {each.reason}")


def _occurs(claim: Claim, figures: frozenset[Decimal]) -> bool:
    """Whether the claim's digits stand anywhere in the text, at any scale: no verification at all."""
    said = [each for each in (claim.value, claim.low, claim.high) if each is not None]
    return all(any(abs(each) / scale in figures for scale in SCALES) for each in said)


# The ways of spoiling


def _claims(here: Scene, strangers: Sequence[Told], dice: random.Random) -> Iterator[tuple[str, Claim]]:
    """Every true claim under "true", and its spoiled versions under their kinds."""
    for told in here.told:
        yield "true", told.claim
        for name, spoil in SPOILERS.items():
            if (claim := spoil(told.claim, dice)) is not None:
                yield name, claim
        yield from borrowed(told, here, dice)
        yield from _foreign(told, strangers, dice)
        yield from _of_others(told, here, dice)


Spoiler = Callable[[Claim, random.Random], Claim | None]


def _each_number(claim: Claim, change: Callable[[Decimal], Decimal]) -> Claim:
    """The claim with its value, or both ends, changed."""
    if claim.value is not None:
        return replace(claim, value=change(claim.value))
    low, high = sorted(change(end) for end in (claim.low, claim.high) if end is not None)
    return replace(claim, low=low, high=high)


def _one_number(claim: Claim, change: Callable[[Decimal], Decimal | None]) -> Claim | None:
    """The claim with its value, or its low end, changed; None where that can't be."""
    field = "value" if claim.value is not None else "low"
    found = change(getattr(claim, field))
    return None if found is None else replace(claim, **{field: found})  # type: ignore[arg-type]


def _digit_changed(claim: Claim, dice: random.Random) -> Claim | None:
    def change(number: Decimal) -> Decimal:
        said, tens = _taken_apart(number)
        place = dice.randrange(len(said))
        other = dice.choice([each for each in "123456789" if each != said[place]])
        return _put_together(number, said[:place] + other + said[place + 1 :], tens)

    return _one_number(claim, change)


def _digits_swapped(claim: Claim, dice: random.Random) -> Claim | None:
    def change(number: Decimal) -> Decimal | None:
        said, tens = _taken_apart(number)
        places = [n for n in range(len(said) - 1) if said[n] != said[n + 1]]
        if not places:
            return None
        place = dice.choice(places)
        return _put_together(number, said[:place] + said[place + 1] + said[place] + said[place + 2 :], tens)

    return _one_number(claim, change)


def _taken_apart(number: Decimal) -> tuple[str, int]:
    """The digits without trailing zeros, and the power of ten of the last one."""
    tens = number.normalize().adjusted() - len(number.normalize().as_tuple().digits) + 1
    return "".join(map(str, number.normalize().as_tuple().digits)), tens


def _put_together(number: Decimal, said: str, tens: int) -> Decimal:
    return Decimal(said).scaleb(tens).copy_sign(number)


def _scale_swapped(claim: Claim, dice: random.Random) -> Claim | None:
    powers = (-2, 2) if claim.unit in PLAIN_KINDS else (-3, 3)
    power = dice.choice(powers)
    return _each_number(claim, lambda number: number.scaleb(power))


def _unit_swapped(claim: Claim, dice: random.Random) -> Claim | None:
    other = "percent" if kind(claim.unit) not in ("percent", "bps") else "USD"
    return replace(claim, unit=other)


def _sign_flipped(claim: Claim, dice: random.Random) -> Claim | None:
    return _each_number(claim, lambda number: -number)


def _prior_as_new(claim: Claim, dice: random.Random) -> Claim | None:
    return replace(claim, status="guidance") if claim.status == "prior_guidance" else None


def _outlook_as_actual(claim: Claim, dice: random.Random) -> Claim | None:
    return replace(claim, status="actual") if claim.status in ("guidance", "target") else None


def _actual_as_outlook(claim: Claim, dice: random.Random) -> Claim | None:
    return replace(claim, status="guidance") if claim.status == "actual" else None


SPOILERS: dict[str, Spoiler] = {
    "digit changed": _digit_changed,
    "digits swapped": _digits_swapped,
    "scale swapped": _scale_swapped,
    "unit swapped": _unit_swapped,
    "sign flipped": _sign_flipped,
    "prior guidance as new": _prior_as_new,
    "outlook as actual": _outlook_as_actual,
    "actual as outlook": _actual_as_outlook,
}


def borrowed(told: Told, here: Scene, dice: random.Random) -> Iterator[tuple[str, Claim]]:
    """The claim with the number of another metric, or of another period, said near or far."""
    shelves: dict[str, list[Told]] = defaultdict(list)
    for other in here.told:
        if _false_here(told, other, here):
            shelves[f"{_relation(told, other)}, {_distance(told, other)}"].append(other)
    for name in sorted(shelves):
        yield name, _with_number(told.claim, dice.choice(shelves[name]).claim)


def _false_here(told: Told, other: Told, here: Scene) -> bool:
    """Whether the other's number would be a lie: fitting unit, another grid point, and no gold fact says it."""
    same_shape = (told.claim.value is None) == (other.claim.value is None) and kind(told.fact.unit) == kind(
        other.fact.unit
    )
    if not same_shape or not _relation(told, other):
        return False
    points = set(told.fact.points)
    return not any(points & set(each.fact.points) and numbers(each.fact) == numbers(other.fact) for each in here.told)


def _relation(told: Told, other: Told) -> str:
    if _named(told) != _named(other):
        return "another metric's"
    same = told.fact.measure == other.fact.measure and told.fact.segment == other.fact.segment
    return "another period's" if same and told.fact.period != other.fact.period else ""


def _named(told: Told) -> str:
    """What the number is of: the metric, or the label where the catalogue has none."""
    return told.fact.label.lower() if told.fact.metric == "other" else told.fact.metric


def _distance(told: Told, other: Told) -> str:
    if told.sentence == other.sentence:
        return "same sentence"
    return "same paragraph" if told.line == other.line else "elsewhere"


def _with_number(claim: Claim, other: Claim) -> Claim:
    return replace(claim, numbers=other.numbers, value=other.value, low=other.low, high=other.high)


def _foreign(told: Told, strangers: Sequence[Told], dice: random.Random) -> Iterator[tuple[str, Claim]]:
    """The claim with the number another company gave for the same metric, pointing where it did."""
    fitting = [each for each in strangers if _same_question(told.fact, each.fact)]
    if fitting:
        other = dice.choice(fitting).claim
        yield "another company's", replace(told.claim, value=other.value, low=other.low, high=other.high)


def _same_question(ours: GoldFact, theirs: GoldFact) -> bool:
    same = ours.metric == theirs.metric and kind(ours.unit) == kind(theirs.unit)
    return same and len(numbers(ours)) == len(numbers(theirs)) and numbers(ours) != numbers(theirs)


def _of_others(told: Told, here: Scene, dice: random.Random) -> Iterator[tuple[str, Claim]]:
    """The claim with a number that an analyst, the publisher or the operator says."""
    fitting = [
        (index, mention)
        for index, mention in enumerate(here.mentions)
        if mention.side in NOT_OURS and mention.kind == "quantity" and _fits(mention, told)
    ]
    if fitting and told.claim.value is not None:
        index, mention = dice.choice(fitting)
        yield "an analyst's", replace(told.claim, numbers=(index,), value=mention.value)


def _fits(mention: MentionRecord, told: Told) -> bool:
    return (
        kind(mention.unit) == kind(told.fact.unit) and mention.value is not None and mention.value != told.claim.value
    )
