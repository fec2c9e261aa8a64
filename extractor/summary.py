"""The page an analyst would have written: every fact in its place, by rules alone.

In: the facts of a call with its guidance and absences, and the transcript. Out: a `Summary` that refers to facts by id:
headline, KPIs by group, segments, targets, questions. It is complete: every fact stands in a line, in the guidance or
among the targets. It words nothing itself; the brief is written elsewhere.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from extractor import exchanges, formatting, periods, ranking
from extractor.catalogue import Catalogue
from extractor.records import Basis, CallFacts, Fact, Summary, SummaryLine, Transcript

HEADLINE_LINES = 16
LEAST_SALIENCE = 0.5
OUTLOOK = "outlook"
AGAINST_GUIDANCE = "against_guidance"
PRIORS = {"level": "prior", "share": "prior_share"}
OTHER = "other"
NAMED_VERSUS = ("", "yoy", "qoq")


class _Key(NamedTuple):
    """What one line is about; `aside` keeps apart what is measured against something unusual."""

    metric: str
    label: str
    segment: str
    period: str
    aside: str
    basis: str


@dataclass
class _Line:
    """A line while its slots are being filled."""

    key: _Key
    slots: dict[str, Fact] = field(default_factory=dict)

    def first(self) -> Fact:
        """Its own fact that is said first: a prior value belongs to another period."""
        return min((fact for slot, fact in self.slots.items() if slot not in PRIORS.values()), key=_offset)


def summarize(call: CallFacts, transcript: Transcript, catalogue: Catalogue) -> Summary:
    """What the analyst reads first; every entry refers to facts by id."""
    reported = reported_periods(call)
    lines = _lines(call, reported)
    headline = _headline(lines, catalogue, reported)
    chosen = {id(line) for line in headline}
    rest = sorted((line for line in lines if id(line) not in chosen), key=lambda line: _order(line, catalogue))
    return Summary(
        headline=[_record(line, catalogue) for line in headline],
        kpis=[_record(line, catalogue) for line in rest if not _of_a_segment(line)],
        segments=_by_segment([_record(line, catalogue) for line in rest if _of_a_segment(line)]),
        targets=[fact.id for fact in call.facts if fact.status == "target"],
        exchanges=exchanges.find(transcript, call.facts, call.absences, catalogue),
    )


def reported_periods(call: CallFacts) -> tuple[str, ...]:
    """The periods the call reports: its quarter, and the year if that ends it; the commonest where it names none."""
    read = periods.parse(call.call.fiscal_period)
    if read is None:
        said = Counter(fact.period for fact in call.facts if fact.status == "actual" and fact.period)
        return tuple(period for period, _ in said.most_common(1))
    if read.kind == "quarter" and read.first == 4:
        return str(read), f"FY{read.year}"
    return (str(read), f"{read.year}Q4") if read.kind == "year" else (str(read),)


# Lines


def _lines(call: CallFacts, reported: tuple[str, ...]) -> list[_Line]:
    """Every fact that is no target and in no guidance line, in as few lines as hold them."""
    guided = {each for line in call.guidance for each in (line.fact, line.prior_fact)}
    facts = [fact for fact in call.facts if fact.status != "target" and fact.id not in guided]
    lines: dict[_Key, list[_Line]] = defaultdict(list)
    losers = {other for conflict in call.conflicts for other in conflict.others}
    bases = _bases(facts)
    for fact in sorted(facts, key=lambda each: (each.id in losers, each.verdict == "suspect", _offset(each))):
        doubtful = fact.verdict == "suspect" or fact.id in losers
        _put(lines[_key(fact, bases)], _key(fact, bases), fact, doubtful)
    flat = [line for same in lines.values() for line in same]
    return _with_priors(flat, reported)


def _offset(fact: Fact) -> int:
    return fact.evidence[0].numbers[0].start


def _about(fact: Fact) -> tuple[str, str, str, str]:
    label = fact.label.casefold() if fact.metric == "other" else ""
    return fact.metric, label, fact.segment.casefold(), fact.period


def _bases(facts: Sequence[Fact]) -> dict[tuple[str, str, str, str], str]:
    """For each grid point, the basis that sayings without one belong to: the first that is said there."""
    found: dict[tuple[str, str, str, str], str] = {}
    for fact in (each for each in facts if each.basis):
        found.setdefault(_about(fact), fact.basis)
    return found


def _key(fact: Fact, bases: dict[tuple[str, str, str, str], str]) -> _Key:
    aside = OUTLOOK if fact.status == "guidance" else "" if fact.versus in NAMED_VERSUS else fact.versus
    return _Key(*_about(fact), aside, fact.basis or bases.get(_about(fact), ""))


def _put(lines: list[_Line], key: _Key, fact: Fact, doubtful: bool) -> None:
    """Into the line of the same sentence, or another with that slot free, or a new one.

    What is doubtful joins only what was said in the same sentence: a good number is not shown beside a stray one.
    """
    slot = _slot(fact)
    free = [line for line in lines if slot not in line.slots]
    together = [line for line in free if _sentences(fact, *line.slots.values())]
    home = next(iter(together or ([] if doubtful else free)), None)
    if home is None:
        home = _Line(key)
        lines.append(home)
    home.slots[slot] = fact


def _sentences(fact: Fact, *others: Fact) -> set[int]:
    """Where the sentences start in which the fact is said together with one of the others."""
    return {place.start for place in fact.evidence} & {place.start for other in others for place in other.evidence}


def _slot(fact: Fact) -> str:
    if fact.status == "prior_guidance":
        return "guided"
    return "sequential" if fact.versus == "qoq" else fact.measure


# Priors


def _with_priors(lines: list[_Line], reported: tuple[str, ...]) -> list[_Line]:
    """The lines with the level and the share of the year before beside them; lines used up that way are left out."""
    earlier: dict[tuple[str, ...], list[_Line]] = defaultdict(list)
    for line in lines:
        earlier[_series(line.key)].append(line)
    used: set[str] = set()
    for line in sorted(lines, key=lambda each: each.key.period not in reported):
        for slot, prior in PRIORS.items():
            fact = line.slots.get(slot)
            found = _before(fact, slot, earlier[_series(line.key)]) if fact and fact.id not in used else None
            if found and found.id not in used:
                line.slots[prior] = found
                used.add(found.id)
    return [line for line in lines if not {fact.id for fact in line.slots.values()} <= used]


def _series(key: _Key) -> tuple[str, ...]:
    return key.metric, key.label, key.segment, key.aside


def _before(fact: Fact, slot: str, lines: list[_Line]) -> Fact | None:
    """The same number a year before, else a quarter before, else the latest one earlier."""
    now = periods.parse(fact.period)
    if now is None:
        return None
    found: dict[periods.Period, Fact] = {}
    for line in lines:
        other, period = line.slots.get(slot), periods.parse(line.key.period)
        if other and period and period < now and period.kind == now.kind and _comparable(fact, other):
            found.setdefault(period, other)
    best = next((each for each in (now.prior_year(), now.previous()) if each in found), max(found, default=None))
    return found[best] if best else None


def _comparable(fact: Fact, other: Fact) -> bool:
    same_basis = not fact.basis or not other.basis or fact.basis == other.basis
    return fact.unit == other.unit and fact.share_of == other.share_of and same_basis


# Which line goes where


def _headline(lines: list[_Line], catalogue: Catalogue, reported: tuple[str, ...]) -> list[_Line]:
    """The lines of the whole company for the periods reported that matter most, one a metric, in reading order."""
    able = [line for line in lines if _may_lead(line, reported) and _salience(line, catalogue) >= LEAST_SALIENCE]
    ranked = sorted(able, key=lambda line: -_salience(line, catalogue))
    best = {line.key: line for line in reversed(ranked)}
    chosen = [line for line in ranked if best[line.key] is line][:HEADLINE_LINES]
    return sorted(chosen, key=lambda line: _reading_order(line, catalogue, reported))


def _may_lead(line: _Line, reported: tuple[str, ...]) -> bool:
    said = {"level", "growth", "sequential"} & set(line.slots)
    return bool(said) and not line.key.segment and not line.key.aside and line.key.period in reported


def _salience(line: _Line, catalogue: Catalogue) -> float:
    """The salience of its leading fact, more where growth or a prior value stands beside it."""
    best = max(ranking.salience(fact, catalogue) for fact in line.slots.values())
    own = 0.15 if line.key.metric == "other" and len(line.slots) > 1 else 0.0
    return best + own + 0.04 * (len(line.slots) - 1)


def _reading_order(line: _Line, catalogue: Catalogue, reported: tuple[str, ...]) -> tuple[int, int, float, int]:
    place = ranking.place(line.key.metric, catalogue)
    return place, reported.index(line.key.period), -_salience(line, catalogue), _offset(line.first())


def _order(line: _Line, catalogue: Catalogue) -> tuple[int, int, str, int]:
    """Catalogue order; of one metric the latest period first."""
    ids = list(catalogue.metrics)
    known = line.key.metric in catalogue.metrics
    period = periods.parse(line.key.period)
    late = -period.months()[1] if period else 0
    rank = ids.index(line.key.metric) if known else len(ids)
    last = ("prior_guidance", OUTLOOK)
    return last.index(line.key.aside) + 1 if line.key.aside in last else 0, rank, line.key.label, late


def _of_a_segment(line: _Line) -> bool:
    """Which end of the guidance moved is no part of the company."""
    return bool(line.key.segment) and line.key.aside != "prior_guidance"


def _by_segment(records: list[SummaryLine]) -> list[SummaryLine]:
    """Segments with a level of revenue first, then those with the most lines; within a segment the order stays."""
    size = Counter(record.segment.casefold() for record in records)
    selling = {record.segment.casefold() for record in records if record.metric == "revenue" and record.level}
    order = {name: (name not in selling, -count, n) for n, (name, count) in enumerate(size.items())}
    return sorted(records, key=lambda record: order[record.segment.casefold()])


def _record(line: _Line, catalogue: Catalogue) -> SummaryLine:
    first = line.first()
    metric = catalogue.metrics.get(first.metric)
    aside = {OUTLOOK: OUTLOOK, "prior_guidance": AGAINST_GUIDANCE}.get(line.key.aside)
    group = aside or (metric.group if metric else OTHER)
    return SummaryLine(
        group=group,
        metric=first.metric,
        name=metric.name if metric else formatting.name(first.metric, first.label),
        segment=first.segment,
        basis=_basis(line.key.basis),
        period=first.period,
        **{slot: fact.id for slot, fact in line.slots.items()},
    )


def _basis(said: str) -> Basis:
    return "gaap" if said == "gaap" else "non_gaap" if said == "non_gaap" else ""
