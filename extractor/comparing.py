"""Two calls of one company side by side: what moved, what was restated, guided and delivered.

In: the facts of an earlier and a later call, and the catalogue. Out: a `Comparison`, the most salient lines first.
Facts are matched by grid point, one with one: of several values at one point only the one that leads in its own call
takes part, and what is doubted without one that leads stays out and is counted. An empty basis agrees with any. It
decides nothing about which call is right, and words no page: `views.comparison` does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from decimal import Decimal
from functools import partial
from typing import Literal, NamedTuple

from pydantic import Field

from extractor import figures, formatting, guidance, periods, ranking, relating
from extractor.catalogue import Catalogue
from extractor.errors import InputError
from extractor.grid import agree, rank
from extractor.guidance import Range
from extractor.identities import Identity
from extractor.intervals import said
from extractor.records import Basis, CallFacts, Fact, GuidanceAction, Measure, Number, Record, Versus
from extractor.spanning import ORDER_OF_MAGNITUDE

Outcome = Literal["", "beat", "in line", "miss", "above", "below"]
Grid = tuple[str, ...]
HUNDRED = Decimal(100)
PLACES = Decimal("0.1")
POINTS = ("percent", "bps", "multiple")
MEASURES = ("level", "growth", "change", "share")


class Movement(Record):
    """A metric in both calls, each for its own period."""

    metric: str
    segment: str = ""
    measure: Measure
    versus: Versus = ""
    share_of: str = ""
    basis: Basis = ""
    unit: str
    earlier_period: str
    later_period: str
    earlier: str
    """Id of the earlier call's fact."""
    later: str
    """Id of the later call's fact."""
    earlier_said: str
    later_said: str
    change: str
    """Percent for amounts, basis points for percentages."""
    favourable: bool | None = None
    doubted: bool = False
    """One of the two is suspect in its own call, or they are too far apart to be one quantity."""


class Restatement(Record):
    """The same quantity of the same period, said in both calls."""

    name: str
    earlier: str
    later: str
    earlier_said: str
    later_said: str
    agrees: bool
    """Whether both can be the same value, as precisely as they were said."""
    sentence: str


class Guided(Record):
    """Guidance of the earlier call: against the later call's guidance, and against what was delivered."""

    metric: str
    segment: str = ""
    measure: Measure
    share_of: str = ""
    period: str
    basis: Basis = ""
    unit: str
    then: str
    """Id of the earlier call's guidance fact."""
    then_said: str
    now: str = ""
    """Id of the later call's guidance fact for the same period, if any."""
    now_said: str = ""
    action: GuidanceAction = ""
    """Computed from the two ranges."""
    action_said: GuidanceAction = ""
    """As the later call says."""
    conflict: bool = False
    """The word said and the computed action differ."""
    favourable: bool | None = None
    delivered: str = ""
    """Id of the later call's actual fact for the same period, if any."""
    delivered_said: str = ""
    against_range: Outcome = ""
    """beat, in line or miss in the metric's favourable direction; above or below where it has none."""
    against_midpoint: Number | None = None
    """Delivered less midpoint, in percent of the midpoint; in points for percentages."""
    doubted: bool = False
    """One of the figures is suspect in its own call."""


class Across(Record):
    """An identity that only the two calls together make up, and that does not hold."""

    name: str
    sentence: str
    earlier: list[str]
    """Ids of the earlier call's facts in it."""
    later: list[str]
    """Ids of the later call's facts in it."""


class Comparison(Record):
    """An earlier and a later call of one company."""

    company: str
    earlier_call: str
    later_call: str
    earlier_period: str
    later_period: str
    movements: list[Movement] = Field(default_factory=list)
    restatements: list[Restatement] = Field(default_factory=list)
    guidance: list[Guided] = Field(default_factory=list)
    dropped: list[str] = Field(default_factory=list)
    """Metrics of the earlier call that the later one does not say, the most salient first."""
    new: list[str] = Field(default_factory=list)
    """Metrics of the later call that the earlier one did not say."""
    across: list[Across] = Field(default_factory=list)
    """Arithmetic between figures of the two calls that does not come out."""
    left_out: int = 0
    """Figures that another one leads at their grid point, or that only doubted ones contradict: in no line."""


def compare(earlier: CallFacts, later: CallFacts, catalogue: Catalogue) -> Comparison:
    """What changed from the earlier call to the later; raises `InputError` where their order or company cannot be."""
    _refuse(earlier, later)
    unfitting = _unfitting(earlier, later, catalogue)
    sides = _Side.of(earlier), _Side.of(later)
    order = partial(_order, catalogue=catalogue)
    return Comparison(
        company=later.call.company or earlier.call.company,
        earlier_call=earlier.call.name,
        later_call=later.call.name,
        earlier_period=earlier.call.fiscal_period,
        later_period=later.call.fiscal_period,
        movements=sorted(_movements(*sides, _far_apart(unfitting), catalogue), key=order),
        restatements=list(_restatements(*sides)),
        guidance=list(_guided(*sides, catalogue)),
        dropped=_missing(sides[0], sides[1], catalogue),
        new=_missing(sides[1], sides[0], catalogue),
        across=list(_across(unfitting, earlier)),
        left_out=sum(side.left_out for side in sides),
    )


def _refuse(earlier: CallFacts, later: CallFacts) -> None:
    first, second = (periods.parse(each.call.fiscal_period) for each in (earlier, later))
    if first and second and second < first:
        raise InputError(
            f"{earlier.call.name} ({first}) is the later call and {later.call.name} ({second}) the earlier; swap them."
        )
    names = {_plain(each.call.company) for each in (earlier, later)} - {""}
    if len(names) > 1 and not any(a in b for a in names for b in names - {a}):
        raise InputError(f"The calls are of two companies: {earlier.call.company} and {later.call.company}.")


def _plain(name: str) -> str:
    return "".join(each for each in name.casefold() if each.isalnum())


# Which facts take part


def _grid(fact: Fact) -> Grid:
    return (fact.metric, fact.segment.casefold(), fact.measure, fact.versus, fact.share_of, fact.unit)


def _dated(fact: Fact) -> Grid:
    return (*_grid(fact), fact.period, fact.status)


class _Side(NamedTuple):
    """One of the two calls: the fact that leads at each of its grid points, and how many others stay out."""

    call: CallFacts
    facts: tuple[Fact, ...]
    left_out: int

    @classmethod
    def of(cls, call: CallFacts) -> _Side:
        behind = {other for conflict in call.conflicts for other in conflict.others}
        named = [fact for fact in call.facts if fact.metric != "other"]
        groups = _index(sorted(named, key=_place), lambda fact: (*_dated(fact), fact.basis)).values()
        leading = [_lead([fact for fact in group if fact.id not in behind] or group) for group in groups]
        kept = tuple(sorted((fact for fact in leading if fact), key=_place))
        return cls(call, kept, len(named) - len(kept))

    def with_status(self, status: str) -> list[Fact]:
        return [fact for fact in self.facts if fact.status == status and fact.period]


def _place(fact: Fact) -> tuple[int, int]:
    return rank(fact)[:2]


def _lead(group: Sequence[Fact]) -> Fact | None:
    """The first verified one; a suspect one only where it is alone."""
    verified = [fact for fact in group if fact.verdict == "verified"]
    return next(iter(verified or (group if len(group) == 1 else ())), None)


def _index(facts: Iterable[Fact], key: Callable[[Fact], Grid]) -> dict[Grid, list[Fact]]:
    found: dict[Grid, list[Fact]] = defaultdict(list)
    for fact in facts:
        found[key(fact)].append(fact)
    return found


def _pairs(ours: Iterable[Fact], theirs: Iterable[Fact], key: Callable[[Fact], Grid]) -> Iterator[tuple[Fact, Fact]]:
    """Each of ours with the one of theirs at its key whose basis agrees, the same basis first; each used once."""
    known = _index(theirs, key)
    for fact in ours:
        fitting = [each for each in known.get(key(fact), []) if agree(each.basis, fact.basis)]
        if fitting:
            best = min(fitting, key=lambda each: each.basis != fact.basis)
            known[key(fact)].remove(best)
            yield fact, best


def _doubted(*facts: Fact) -> bool:
    return any(fact.verdict == "suspect" for fact in facts)


def _order(line: Movement, catalogue: Catalogue) -> tuple[float, str, str, str, int]:
    """The most salient metric first, the whole before its parts, a level before its growth."""
    weight = ranking.weight(line.metric, catalogue) * (ranking.OF_A_SEGMENT if line.segment else 1)
    return -weight, line.metric, line.segment.casefold(), line.later_period, MEASURES.index(line.measure)


# Movements


def _movements(earlier: _Side, later: _Side, far: set[frozenset[str]], catalogue: Catalogue) -> Iterator[Movement]:
    """Levels, growths and shares against each other; a change in basis points says already what moved."""
    pairs = _pairs(_own(later), _own(earlier), lambda fact: (*_grid(fact), _kind(fact)))
    for after, before in pairs:
        if before.period != after.period and not (after.measure == "change" and after.unit == "bps"):
            doubted = _doubted(before, after) or any({before.id, after.id} <= each for each in far)
            yield _movement(before, after, catalogue).model_copy(update={"doubted": doubted})


def _own(side: _Side) -> list[Fact]:
    """The actual facts of the call's own period: the quarter, and what ends with it."""
    own = periods.parse(side.call.call.fiscal_period)
    dated = [
        (fact, periods.parse(fact.period)) for fact in side.with_status("actual") if fact.versus != "prior_guidance"
    ]
    return [fact for fact, period in dated if period and own and period.quarters()[-1] == own.quarters()[-1]]


def _kind(fact: Fact) -> str:
    period = periods.parse(fact.period)
    return period.kind if period else ""


def _movement(before: Fact, after: Fact, catalogue: Catalogue) -> Movement:
    by, rises = _moved(guidance.ends(before), guidance.ends(after), after.unit)
    about = catalogue.metrics.get(after.metric)
    good = about.favourable if about else ""
    return Movement(
        metric=after.metric,
        segment=after.segment,
        measure=after.measure,
        versus=after.versus,
        share_of=after.share_of,
        basis=after.basis or before.basis,
        unit=after.unit,
        earlier_period=before.period,
        later_period=after.period,
        earlier=before.id,
        later=after.id,
        earlier_said=figures.said(before),
        later_said=figures.said(after),
        change=by,
        favourable=None if not good or rises is None else (good == "up") == rises,
    )


def _moved(before: Range, after: Range, unit: str) -> tuple[str, bool | None]:
    """The move in words, and whether it is a rise (None: no move)."""
    difference = after.middle - before.middle
    rises = difference > 0 if difference else None
    if unit == "percent":
        return formatting.amount(difference * HUNDRED, "bps"), rises
    if unit in ("bps", "multiple") or before.middle <= 0:
        return formatting.amount(difference, unit), rises
    return formatting.percent(difference / before.middle * HUNDRED), rises


# Restatements


def _restatements(earlier: _Side, later: _Side) -> Iterator[Restatement]:
    pairs = _pairs(later.with_status("actual"), earlier.with_status("actual"), _dated)
    yield from (_restatement(before, after) for after, before in pairs if after.versus != "prior_guidance")


def _restatement(before: Fact, after: Fact) -> Restatement:
    agrees = said(before).overlaps(said(after))
    name = figures.name(after)
    told = f"{name}: the earlier call says {figures.said(before)}, the later {figures.said(after)}"
    return Restatement(
        name=name,
        earlier=before.id,
        later=after.id,
        earlier_said=figures.said(before),
        later_said=figures.said(after),
        agrees=agrees,
        sentence=f"{told}, which agrees." if agrees else f"{told}: restated, or one of the two is a slip.",
    )


# Guidance


def _guided(earlier: _Side, later: _Side, catalogue: Catalogue) -> Iterator[Guided]:
    then = [fact for fact in earlier.with_status("guidance") if fact.versus != "prior_guidance"]
    now = {fact.id: update for fact, update in _pairs(then, later.with_status("guidance"), _dated)}
    delivered = {fact.id: came for fact, came in _pairs(then, later.with_status("actual"), _undecided)}
    words = {line.fact: line.action_said for line in later.call.guidance}
    for fact in then:
        held = _held(fact, now.get(fact.id), delivered.get(fact.id))
        if update := now.get(fact.id):
            held = _updated(held, fact, update, words.get(update.id, ""))
            held = held.model_copy(update={"favourable": guidance.favourable(fact.metric, held.action, catalogue)})
        came = delivered.get(fact.id)
        yield _delivered(held, fact, came, catalogue) if came else held


def _undecided(fact: Fact) -> Grid:
    """Where guidance and its result meet: everything but the status."""
    return (*_grid(fact), fact.period)


def _held(then: Fact, *others: Fact | None) -> Guided:
    return Guided(
        metric=then.metric,
        segment=then.segment,
        measure=then.measure,
        share_of=then.share_of,
        period=then.period,
        basis=then.basis,
        unit=then.unit,
        then=then.id,
        then_said=figures.said(then),
        doubted=_doubted(then, *(each for each in others if each)),
    )


def _updated(held: Guided, then: Fact, now: Fact, word: GuidanceAction) -> Guided:
    done = guidance.action(guidance.ends(now), guidance.ends(then))
    conflict = bool(word) and word not in (done, "initiated")
    return held.model_copy(
        update={
            "now": now.id,
            "now_said": figures.said(now),
            "action": done,
            "action_said": word,
            "conflict": conflict,
        }
    )


def _delivered(held: Guided, then: Fact, actual: Fact, catalogue: Catalogue) -> Guided:
    middle, came = guidance.ends(then).middle, guidance.ends(actual).middle
    gap = came - middle
    if then.unit not in POINTS and middle:
        gap = gap / abs(middle) * HUNDRED
    about = catalogue.metrics.get(then.metric)
    return held.model_copy(
        update={
            "delivered": actual.id,
            "delivered_said": figures.said(actual),
            "against_range": outcome(then, actual, about.favourable if about else ""),
            "against_midpoint": gap.quantize(PLACES),
        }
    )


def outcome(guided: Fact, actual: Fact, good: str) -> Outcome:
    """Where a result lies against the guided range, as precisely as both were said."""
    expected, came = said(guided), said(actual)
    if came.overlaps(expected):
        return "in line"
    above = came.low >= expected.high
    if not good:
        return "above" if above else "below"
    return "beat" if above == (good == "up") else "miss"


def _missing(side: _Side, other: _Side, catalogue: Catalogue) -> list[str]:
    """The metrics (with segment) that only the first call says and does not doubt; targets are no figures."""
    known = {(fact.metric, fact.segment.casefold()) for fact in other.call.facts}
    found: dict[tuple[str, str], Fact] = {}
    for fact in sorted(side.facts, key=lambda fact: (-ranking.salience(fact, catalogue), _place(fact))):
        if fact.status in ("actual", "guidance") and not _doubted(fact):
            found.setdefault((fact.metric, fact.segment.casefold()), fact)
    return [
        f"{fact.metric} ({fact.segment})" if fact.segment else fact.metric
        for key, fact in found.items()
        if key not in known
    ]


# Arithmetic across the calls


def _unfitting(earlier: CallFacts, later: CallFacts, catalogue: Catalogue) -> list[Identity]:
    """Failing identities between sound actual figures of both calls; what both calls say counts once, as later said."""
    first = {fact.id: fact for fact in earlier.facts if _sound(fact)}
    second = {fact.id: fact for fact in later.facts if _sound(fact) and fact.id not in first}
    restated = {_dated(fact) for fact in second.values()} & {_dated(fact) for fact in first.values()}
    kept = {key: fact for key, fact in first.items() if _dated(fact) not in restated}
    found = relating.identities([*kept.values(), *second.values()], catalogue)
    return [each for each in found if not each.holds and not each.hint and _spans(each, kept.keys(), second.keys())]


def _sound(fact: Fact) -> bool:
    return fact.status == "actual" and fact.verdict == "verified" and bool(fact.period)


def _spans(identity: Identity, *sides: Set[str]) -> bool:
    return all(any(fact.id in side for fact in identity.facts) for side in sides)


def _far_apart(unfitting: Sequence[Identity]) -> set[frozenset[str]]:
    """The pairs of figures that are not of one order of magnitude."""
    return {frozenset(fact.id for fact in each.facts) for each in unfitting if each.name == ORDER_OF_MAGNITUDE}


def _across(unfitting: Sequence[Identity], earlier: CallFacts) -> Iterator[Across]:
    first = {fact.id for fact in earlier.facts}
    for identity in unfitting:
        if identity.sign == "=":
            ids = [fact.id for fact in identity.facts]
            yield Across(
                name=identity.name,
                sentence=f"{identity.statement}, which does not fit.",
                earlier=[each for each in ids if each in first],
                later=[each for each in ids if each not in first],
            )
