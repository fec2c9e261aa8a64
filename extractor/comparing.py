"""Two calls of one company side by side: what moved, what was restated, guided and delivered.

In: the facts of an earlier and a later call, and the catalogue. Out: a `Comparison`, and its Markdown. Facts are
matched by grid point; an empty basis agrees with any. It decides nothing about which call is right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Literal

from pydantic import Field

from extractor import figures, formatting, guidance, periods, relating
from extractor.catalogue import Catalogue
from extractor.errors import InputError
from extractor.guidance import Range
from extractor.intervals import said
from extractor.records import Basis, CallFacts, Fact, GuidanceAction, Measure, Number, Record

Outcome = Literal["", "beat", "in line", "miss", "above", "below"]
Grid = tuple[str, ...]
HUNDRED = Decimal(100)
PLACES = Decimal("0.1")
POINTS = ("percent", "bps", "multiple")


class Movement(Record):
    """A metric in both calls, each for its own period."""

    metric: str
    segment: str = ""
    measure: Measure
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
    """Percent for amounts, basis points for percentages; empty where it cannot be said."""
    favourable: bool | None = None


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
    """Metrics of the earlier call that the later one does not say."""
    new: list[str] = Field(default_factory=list)
    across: list[Across] = Field(default_factory=list)
    """Arithmetic between figures of the two calls that does not come out."""
    """Metrics of the later call that the earlier one did not say."""


def compare(earlier: CallFacts, later: CallFacts, catalogue: Catalogue) -> Comparison:
    """What changed from the earlier call to the later; raises `InputError` where their order or company cannot be."""
    _refuse(earlier, later)
    return Comparison(
        company=later.call.company or earlier.call.company,
        earlier_call=earlier.call.name,
        later_call=later.call.name,
        earlier_period=earlier.call.fiscal_period,
        later_period=later.call.fiscal_period,
        movements=list(_movements(earlier, later, catalogue)),
        restatements=list(_restatements(earlier.facts, later.facts)),
        guidance=list(_guided(earlier, later, catalogue)),
        dropped=_missing(earlier.facts, later.facts),
        new=_missing(later.facts, earlier.facts),
        across=list(_across(earlier, later, catalogue)),
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


# Matching


def _grid(fact: Fact) -> Grid:
    label = fact.label.casefold() if fact.metric == "other" else ""
    return (fact.metric, label, fact.segment.casefold(), fact.measure, fact.versus, fact.share_of, fact.unit)


def _index(facts: Iterable[Fact], key: Callable[[Fact], Grid]) -> dict[Grid, list[Fact]]:
    found: dict[Grid, list[Fact]] = defaultdict(list)
    for fact in facts:
        found[key(fact)].append(fact)
    return found


def _partner(fact: Fact, others: Sequence[Fact]) -> Fact | None:
    """The first of the others whose basis agrees: the same one before an empty one."""
    fitting = [each for each in others if not fact.basis or each.basis in ("", fact.basis)]
    return min(fitting, key=lambda each: each.basis != fact.basis, default=None)


def _dated(fact: Fact) -> Grid:
    return (*_grid(fact), fact.period)


# Movements


def _movements(earlier: CallFacts, later: CallFacts, catalogue: Catalogue) -> Iterator[Movement]:
    before = _index(_own(earlier), _grid)
    for fact in _own(later):
        kind = _kind(fact)
        partner = _partner(fact, [each for each in before.get(_grid(fact), []) if _kind(each) == kind])
        if partner is not None and partner.period != fact.period:
            yield _movement(partner, fact, catalogue)


def _own(call: CallFacts) -> list[Fact]:
    """The actual facts of the call's own period: the quarter, and what ends with it."""
    own = periods.parse(call.call.fiscal_period)
    facts = [fact for fact in call.facts if fact.status == "actual" and fact.metric != "other"]
    dated = [(fact, periods.parse(fact.period)) for fact in facts]
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


def _restatements(earlier: Sequence[Fact], later: Sequence[Fact]) -> Iterator[Restatement]:
    before = _index((fact for fact in earlier if _stands(fact)), _dated)
    for fact in later:
        partner = _partner(fact, before.get(_dated(fact), [])) if _stands(fact) else None
        if partner is not None:
            yield _restatement(partner, fact)


def _stands(fact: Fact) -> bool:
    return fact.status == "actual" and bool(fact.period) and fact.metric != "other"


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


def _guided(earlier: CallFacts, later: CallFacts, catalogue: Catalogue) -> Iterator[Guided]:
    now = _index((fact for fact in later.facts if fact.status == "guidance"), _dated)
    actual = _index((fact for fact in later.facts if fact.status == "actual"), _dated)
    words = {line.fact: line.action_said for line in later.guidance}
    for then in earlier.facts:
        if then.status == "guidance" and then.metric != "other" and then.period:
            held = Guided(
                metric=then.metric,
                segment=then.segment,
                measure=then.measure,
                period=then.period,
                basis=then.basis,
                unit=then.unit,
                then=then.id,
                then_said=figures.said(then),
            )
            update = _partner(then, now.get(_dated(then), []))
            delivered = _partner(then, actual.get(_dated(then), []))
            if update is not None:
                held = _updated(held, then, update, words.get(update.id, ""))
                good = guidance.favourable(then.metric, held.action, catalogue)
                held = held.model_copy(update={"favourable": good})
            if delivered is not None:
                held = _delivered(held, then, delivered, catalogue)
            yield held


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


def _missing(facts: Sequence[Fact], others: Sequence[Fact]) -> list[str]:
    """Metrics (with segment) of the first that the second does not name, in order; targets and colour apart."""
    known = {(fact.metric, fact.segment.casefold()) for fact in others}
    names = {
        (fact.metric, fact.segment.casefold()): f"{fact.metric} ({fact.segment})" if fact.segment else fact.metric
        for fact in facts
        if fact.metric != "other"
    }
    return [name for key, name in names.items() if key not in known]


# Arithmetic across the calls


def _across(earlier: CallFacts, later: CallFacts, catalogue: Catalogue) -> Iterator[Across]:
    """Equalities that fail between actual figures of both calls; what each call's own audit doubts stays out."""
    first = {fact.id: fact for fact in earlier.facts if _sound(fact)}
    second = {fact.id: fact for fact in later.facts if _sound(fact) and fact.id not in first}
    restated = {_dated(fact) for fact in second.values()} & {_dated(fact) for fact in first.values()}
    kept = [fact for fact in first.values() if _dated(fact) not in restated]
    for identity in relating.identities([*kept, *second.values()], catalogue):
        ours = [fact.id for fact in identity.facts if fact.id in first]
        theirs = [fact.id for fact in identity.facts if fact.id in second]
        if identity.sign == "=" and not identity.holds and ours and theirs:
            yield Across(
                name=identity.name, sentence=f"{identity.statement}, which does not fit.", earlier=ours, later=theirs
            )


def _sound(fact: Fact) -> bool:
    return fact.status == "actual" and fact.verdict == "verified" and bool(fact.period)


# Markdown


def to_markdown(comparison: Comparison) -> str:
    """The comparison as a page: guidance first, then restatements, movements, metrics dropped and new."""
    title = f"# {comparison.company or comparison.later_call}: {comparison.earlier_period} to {comparison.later_period}"
    sections = (_guidance_table, _restated, _unfitting, _movement_table, _changes)
    return "\n\n".join([title, *(text for section in sections if (text := section(comparison)))]) + "\n"


def _guidance_table(comparison: Comparison) -> str:
    rows = []
    for line in comparison.guidance:
        word = f"{line.action} (said: {line.action_said})" if line.conflict else line.action
        name = _named(line.metric, line.segment, line.basis, line.measure)
        cells = [name, formatting.period(line.period), line.then_said, line.now_said, word, line.delivered_said]
        rows.append([*cells, _result(line)])
    return _table("Guidance", ["Metric", "Period", "Then", "Now", "Action", "Delivered", "Result"], rows)


def _result(line: Guided) -> str:
    if line.against_midpoint is None:
        return line.against_range
    gap = f"{line.against_midpoint:+f}{'' if line.unit in POINTS else '%'}"
    return f"{line.against_range} ({gap} to midpoint)"


def _restated(comparison: Comparison) -> str:
    if not comparison.restatements:
        return ""
    different = [each.sentence for each in comparison.restatements if not each.agrees]
    same = len(comparison.restatements) - len(different)
    lines = [f"- {sentence}" for sentence in different]
    head = ["## Said in both calls", "", f"{same} agree, {len(different)} differ."]
    return "\n".join([*head, *([""] if lines else []), *lines])


def _unfitting(comparison: Comparison) -> str:
    lines = [f"- {each.sentence}" for each in comparison.across]
    return "\n".join(["## Arithmetic between the calls", "", *lines]) if lines else ""


def _movement_table(comparison: Comparison) -> str:
    signs = {True: "better", False: "worse", None: ""}
    rows = [
        [
            _named(each.metric, each.segment, each.basis, each.measure),
            f"{each.earlier_said} ({formatting.period(each.earlier_period)})",
            f"{each.later_said} ({formatting.period(each.later_period)})",
            each.change,
            signs[each.favourable],
        ]
        for each in comparison.movements
    ]
    return _table("Movements", ["Metric", "Earlier", "Later", "Change", ""], rows)


def _named(metric: str, segment: str, basis: str, measure: str) -> str:
    parts = [formatting.name(metric), measure if measure != "level" else "", f"({segment})" if segment else ""]
    return " ".join(part for part in (*parts, formatting.BASES[basis]) if part)


def _changes(comparison: Comparison) -> str:
    lines = [
        f"- {title}: {', '.join(map(_metric_named, names))}"
        for title, names in (("No longer said", comparison.dropped), ("New", comparison.new))
        if names
    ]
    return "\n".join(["## Metrics", "", *lines]) if lines else ""


def _metric_named(name: str) -> str:
    metric, _, segment = name.partition(" ")
    return f"{formatting.name(metric)} {segment}".strip()


def _table(title: str, head: list[str], rows: list[list[str]]) -> str:
    if not rows:
        return ""
    lines = [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in (head, ["---"] * len(head), *rows)]
    return "\n".join([f"## {title}", "", *lines])
