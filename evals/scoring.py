"""Scores a run against the gold: counts per call and level, fields, errors, and what each of them costs.

In: gold calls and the lines of a run. Out: `Score`, one value that compare, report, bless and gate all read, and that
is written as score.json. No request is made.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from evals import calibration, errors, intervals, matching, printed, sources
from evals.errors import Item
from evals.gold import GoldCall, GoldFact, fingerprint, numbers
from evals.intervals import Counts, Estimate
from evals.matching import Level, Pair
from evals.runs import Line
from extractor.errors import InputError
from extractor.records import Fact

LEVELS = {"found": Level.FOUND, "named": Level.NAMED, "strict": Level.STRICT}
CONTEXT = 160
FIELDS = (
    "metric",
    "label",
    "segment",
    "measure",
    "versus",
    "share_of",
    "period",
    "status",
    "basis",
    "unit",
    "qualifier",
)

Tally = dict[str, tuple[float, float]]
"""By name: how many were right, of how many."""


@dataclass
class CallScore:
    """One call, its repeats averaged; `items` are dictionaries ready for the page, one for each outcome."""

    call: str
    gold: str = ""
    repeats: int = 0
    failed: int = 0
    facts: float = 0
    counts: dict[str, Counts] = field(default_factory=dict)
    spread: list[float] = field(default_factory=list)
    fields: Tally = field(default_factory=dict)
    misattributed: float = 0
    seconds: float = 0
    cost: float | None = None
    requests: float = 0
    transcript: bool = False
    items: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Score:
    """A whole run: what ran, on which gold, and each call's score."""

    run: dict[str, Any]
    gold: str
    calls: list[CallScore]
    absent: list[str]
    incomplete: list[str]

    def counts(self, level: str = "strict") -> list[Counts]:
        """The counts of each call at a level."""
        return [call.counts[level] for call in self.calls]

    def estimate(self, level: str = "strict", measure: str = "f1") -> Estimate:
        """The figure over all calls with its interval."""
        return intervals.estimate(self.counts(level), measure)

    def to_json(self) -> dict[str, Any]:
        """Everything, with the figures that follow from it."""
        return {**vars(self), "calls": [vars(call) for call in self.calls], "totals": totals(self)}


def load(path: Path) -> Score:
    """A score as it was written, by a run or as a baseline; raises `InputError`."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        calls = [CallScore(**{**row, "counts": _counts(row["counts"])}) for row in data["calls"]]
        return Score(data["run"], data["gold"], calls, data["absent"], data["incomplete"])
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise InputError(f"{path} holds no score ({error}); run or score first.") from None


def _counts(rows: dict[str, list[float]]) -> dict[str, Counts]:
    return {level: Counts(*row) for level, row in rows.items()}


def score(run: dict[str, Any], lines: Iterable[Line], gold: Sequence[GoldCall]) -> Score:
    """The score of the run's lines, none of which is kept; a gold call without a line is named as absent."""
    labelled = {each.call: each for each in gold}
    parts: dict[str, list[CallScore]] = defaultdict(list)
    marks: dict[str, str] = {}
    failed, partial = [], []
    for line in lines:
        if line.call in labelled:
            parts[line.call].append(score_line(labelled[line.call], line))
        if line.facts:
            marks |= line.facts.run.fingerprints
            partial += [f"{line.call}: {why}" for why in line.facts.run.incomplete]
        if line.error:
            failed.append(f"{line.call}: {line.error}")
    ran = [each for each in gold if each.call in parts]
    calls = [_averaged(each, parts[each.call]) for each in ran]
    absent = [each.call for each in gold if each.call not in parts]
    return Score({**run, "fingerprints": marks}, fingerprint(ran), calls, absent, failed + partial)


def _averaged(gold: GoldCall, parts: Sequence[CallScore]) -> CallScore:
    """The call's score, averaged over its repeats."""
    whole = CallScore(gold.call, fingerprint([gold]), len(parts), transcript=parts[0].transcript)
    whole.failed = sum(part.failed for part in parts)
    for level in LEVELS:
        whole.counts[level] = _mean([part.counts[level] for part in parts])
    whole.spread = [intervals.f1(part.counts["strict"]) for part in parts]
    whole.fields = _added([part.fields for part in parts], len(parts))
    for name in ("facts", "misattributed", "seconds", "requests"):
        setattr(whole, name, sum(getattr(part, name) for part in parts) / len(parts))
    costs = [part.cost for part in parts if part.cost is not None]
    whole.cost = sum(costs) / len(costs) if costs else None
    whole.items = [item for part in parts for item in part.items]
    return whole


def _mean(counts: Sequence[Counts]) -> Counts:
    summed = intervals.total(counts)
    return Counts(*(each / len(counts) for each in summed))


def _added(tallies: Sequence[Tally], by: int = 1) -> Tally:
    names = dict.fromkeys(name for tally in tallies for name in tally)
    columns = {name: [tally[name] for tally in tallies if name in tally] for name in names}
    return {name: (sum(r for r, _ in rows) / by, sum(n for _, n in rows) / by) for name, rows in columns.items()}


def score_line(call: GoldCall, line: Line) -> CallScore:
    """The score of one reading of a call."""
    gold, text = call.facts, sources.text_of(call.sha256)
    result = CallScore(line.call, repeats=1, seconds=line.seconds, transcript=text is not None)
    if line.facts is None:
        return _score_failed(result, gold, line)
    facts = line.facts.facts
    pairs = matching.match(gold, facts)
    result.facts = len(facts)
    result.counts = {name: count(gold, len(facts), pairs, level) for name, level in LEVELS.items()}
    result.fields = _fields(gold, facts, pairs)
    result.misattributed = sum(map(errors.misattributed, facts))
    result.requests = line.facts.run.requests
    result.cost = float(line.facts.run.cost) if line.facts.run.cost is not None else None
    items = errors.diagnose(gold, line.facts, pairs, text)
    result.items = [{**_row(line.call, item, gold, facts, text), "repeat": line.repeat} for item in items]
    return result


def _score_failed(result: CallScore, gold: Sequence[GoldFact], line: Line) -> CallScore:
    result.failed = 1
    result.counts = dict.fromkeys(LEVELS, Counts(0, 0, sum(fact.core for fact in gold)))
    items = errors.failed(gold, line.error)
    result.items = [{**_row(line.call, item, gold, [], None), "repeat": line.repeat} for item in items]
    return result


def count(gold: Sequence[GoldFact], claims: int, pairs: Sequence[Pair], level: Level) -> Counts:
    """Right, wrong and missed at a level: a claim that meets optional gold is neither right nor wrong."""
    met = [pair for pair in pairs if pair.level >= level]
    right = sum(gold[pair.gold].core for pair in met)
    return Counts(right, claims - len(met), sum(fact.core for fact in gold) - right)


def agreement(ours: Sequence[GoldFact], theirs: Sequence[GoldFact], level: Level) -> Counts:
    """Labeller against labeller: a fact that either calls optional is neither right nor wrong."""
    met = [pair for pair in matching.match(ours, theirs) if pair.level >= level]
    right = sum(ours[pair.gold].core and theirs[pair.claim].core for pair in met)
    left = {pair.gold for pair in met}, {pair.claim for pair in met}
    wrong = sum(fact.core for n, fact in enumerate(theirs) if n not in left[1])
    return Counts(right, wrong, sum(fact.core for n, fact in enumerate(ours) if n not in left[0]))


APPLIES: dict[str, Callable[[GoldFact], bool]] = {
    "metric": lambda fact: True,
    "measure": lambda fact: True,
    "status": lambda fact: True,
    "period": lambda fact: True,
    "segment": lambda fact: True,
    "versus": lambda fact: fact.measure in ("growth", "change"),
    "share_of": lambda fact: fact.measure == "share",
}


def _fields(gold: Sequence[GoldFact], facts: Sequence[Fact], pairs: Sequence[Pair]) -> Tally:
    """Per field, how often it is right among these pairs."""
    seen: dict[str, list[bool]] = defaultdict(list)
    for pair in pairs:
        fact, claim = gold[pair.gold], facts[pair.claim]
        for name, applies in APPLIES.items():
            if applies(fact):
                seen[name].append(name not in pair.differs)
        seen["basis"].append(claim.basis in {point.basis for point in fact.points})
        seen["qualifier"].append(fact.qualifier == claim.qualifier)
        seen["right quote"].append(matching.same_places(fact, claim))
        seen["value in quote"].append(bool(errors.keys(fact) & errors.keys(claim)))
    return {name: (float(sum(each)), float(len(each))) for name, each in seen.items()}


# Rows for the page


def _row(call: str, item: Item, gold: Sequence[GoldFact], facts: Sequence[Fact], text: str | None) -> dict[str, Any]:
    fact = gold[item.gold] if item.gold is not None else None
    claim = facts[item.claim] if item.claim is not None else None
    row = {"kind": item.kind, "differs": item.differs, "note": item.note, "met": item.level == Level.STRICT}
    row |= {"level": int(item.level), "core": bool(fact and fact.core), "gold": None, "claim": None, "context": None}
    if fact:
        row |= {"gold": _shown(fact), "gold_key": f"{call}:{'|'.join(fact.points[0])}:{said(fact)}"}
    if claim:
        sure = {"confidence": claim.confidence, "verdict": claim.verdict}
        row |= {"claim": {**_shown(claim), **sure}, "claim_key": f"{call}:{claim.id}"}
    if item.kind not in errors.FINE:
        row["context"] = _context(claim, text) if claim else _context_of_line(fact, text) if fact else None
    return row


def _shown(fact: Any) -> dict[str, Any]:
    shown = {name: getattr(fact, name) for name in FIELDS}
    places = [(place.line, " … ".join(errors.texts(place))) for place in fact.evidence]
    return {**shown, "number": said(fact), "places": places}


def said(fact: Any) -> str:
    """The number of a fact, or both ends of its range, as a plain decimal."""
    return " to ".join(format(each.normalize(), "f") for each in numbers(fact))


def _context(claim: Fact, text: str | None) -> list[str] | None:
    """The characters before the number, the number, and those after it."""
    if text is None or not claim.evidence or not claim.evidence[0].numbers:
        return None
    start, end = claim.evidence[0].numbers[0].start, claim.evidence[0].numbers[-1].end
    return [text[max(0, start - CONTEXT) : start], text[start:end], text[end : end + CONTEXT]]


def _context_of_line(fact: GoldFact, text: str | None) -> list[str] | None:
    if text is None:
        return None
    place = fact.evidence[0]
    line = "".join(text.split("\n")[place.line - 1 : place.line])
    start = max(printed.find(place.text[0], line), 0)
    end = start + len(place.text[0])
    return [line[max(0, start - CONTEXT) : start], line[start:end], line[end : end + CONTEXT]]


# Figures over all calls


def totals(score: Score) -> dict[str, Any]:
    """Every figure of the report, computed from the calls."""
    return {
        "levels": {
            level: {measure: asdict(score.estimate(level, measure)) for measure in intervals.MEASURES}
            for level in LEVELS
        },
        "fields": fields(score),
        "errors": error_table(score),
        "lost": lost(score),
        "metrics": metric_table(score),
        "confusion": {name: confusion(score, name) for name in ("status", "measure", "period", "metric")},
        "calibration": calibrated(score),
        "misattributed": sum(call.misattributed for call in score.calls),
        "facts": sum(call.facts for call in score.calls),
        "seconds": sum(call.seconds for call in score.calls),
        "cost": _sum_known([call.cost for call in score.calls]),
        "seed": intervals.SEED,
        "confidence": intervals.CONFIDENCE,
    }


def fields(score: Score) -> Tally:
    """Per field, how often it is right given that the number was found."""
    return _added([call.fields for call in score.calls])


def calibrated(score: Score) -> dict[str, Any]:
    """What confidence and verdict promise, and how much of it comes true."""
    outcomes = [call.items for call in score.calls]
    rows = calibration.bands(outcomes)
    told = {"bands": rows, "verdicts": calibration.verdicts(outcomes)}
    return {"gap": calibration.gap(rows), **{name: [asdict(row) for row in each] for name, each in told.items()}}


def _sum_known(costs: Sequence[float | None]) -> float | None:
    known = [each for each in costs if each is not None]
    return sum(known) if known else None


def _items(score: Score) -> Iterator[tuple[float, dict[str, Any]]]:
    return ((1 / call.repeats, item) for call in score.calls for item in call.items)


def error_table(score: Score) -> list[dict[str, Any]]:
    """Per error class how many there are, and the strict F1 there would be without them, costliest first."""
    pooled = intervals.total(score.counts())
    number: Counter[str] = Counter()
    gains = {name: Counts() for name in errors.CLASSES}
    for weight, item in _items(score):
        if item["kind"] in gains:
            number[item["kind"]] += 1
            gain = (weight * each for each in _gain(item))
            gains[item["kind"]] = Counts(*(a + b for a, b in zip(gains[item["kind"]], gain, strict=True)))
    fixed = {name: intervals.f1(Counts(*map(sum, zip(pooled, gains[name], strict=True)))) for name in gains}
    rows = [
        {"kind": name, "meaning": errors.MEANINGS[name], "number": number[name], "fixed": fixed[name]} for name in gains
    ]
    return sorted(rows, key=lambda row: (-row["fixed"], errors.CLASSES.index(row["kind"])))


def _gain(item: dict[str, Any]) -> tuple[int, int, int]:
    """What the counts gain when this error is put right."""
    if item["met"] or item["kind"] in errors.FINE:
        return 0, 0, 0
    claimed = item["claim"] is not None
    return int(item["core"]), -int(claimed), -int(item["core"])


def lost(score: Score) -> list[tuple[str, int]]:
    """Where missed facts were lost, and how many: the stage and its reason, most first."""
    return Counter(item["note"] for _, item in _items(score) if item["kind"] == "missed").most_common()


def metric_table(score: Score) -> list[dict[str, Any]]:
    """Per metric of the gold: right, wrong, missed, in how many calls, and F1; most gold first."""
    counts: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    found: Counter[str] = Counter()
    calls: dict[str, set[str]] = defaultdict(set)
    for call in score.calls:
        for item in call.items:
            _tally_metric(item, 1 / call.repeats, counts, found)
            if item["core"]:
                calls[item["gold"]["metric"]].add(call.call)
    rows = [_metric_row(name, Counts(*each), found[name], len(calls[name])) for name, each in counts.items()]
    return sorted(rows, key=lambda row: (-row["gold"], row["metric"]))


def _tally_metric(item: dict[str, Any], weight: float, counts: dict[str, list[float]], found: Counter[str]) -> None:
    if item["core"]:
        counts[item["gold"]["metric"]][0 if item["met"] else 2] += weight
        found[item["gold"]["metric"]] += weight if item["level"] else 0  # type: ignore[assignment]
    if item["claim"] and not item["met"]:
        counts[item["claim"]["metric"]][1] += weight


def _metric_row(name: str, counts: Counts, found: float, calls: int) -> dict[str, Any]:
    gold = counts.right + counts.missed
    figures = {measure: of(counts) for measure, of in intervals.MEASURES.items()}
    return {
        "metric": name,
        "gold": gold,
        "calls": calls,
        "found": found / gold if gold else None,
        **counts._asdict(),
        **figures,
    }


def confusion(score: Score, name: str) -> list[tuple[str, str, int]]:
    """(gold, claimed, how often) for one field over all pairs with the right number."""
    seen = Counter(
        (_value(item, "gold", name), _value(item, "claim", name)) for _, item in _items(score) if item["level"]
    )
    return [
        (ours, theirs, n) for (ours, theirs), n in seen.most_common() if name in ("status", "measure") or ours != theirs
    ]


def _value(item: dict[str, Any], side: str, name: str) -> str:
    """The field's value; where an accepted reading was met, the claim's own."""
    whose = "claim" if side == "gold" and name not in item["differs"] else side
    return str(item[whose][name])
