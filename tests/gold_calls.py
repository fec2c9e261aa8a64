"""Calls made of hand labels instead of a reader's claims: what a run would hold if every fact were read right.

In: a transcript and its gold file. Out: `CallFacts` with facts, absences and the numbers as a ledger. Guidance and
summary come from the program's own steps.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from extractor import catalogue, numbers, summary, transcript
from extractor.locating import Locator
from extractor.records import (
    Absence,
    Call,
    CallFacts,
    Check,
    Evidence,
    Fact,
    MentionRecord,
    NumberPlace,
    Run,
    SpeakerRecord,
    Transcript,
)
from extractor.verifying import fact_id

ROOT = Path(__file__).parent.parent
GOLD = ROOT / "evals" / "gold"
SAMPLES = ROOT / "evals" / "samples"
FIELDS = (
    "metric", "label", "segment", "measure", "versus", "share_of", "period", "status", "basis", "value", "low",
    "high", "unit", "qualifier",
)  # fmt: skip
DECLINES = ("We don't guide to net retention", "net_retention", "net retention")


@cache
def sample(name: str = "quaywright-2024q2") -> CallFacts:
    """One of our own calls, whole: facts from the gold, guidance and summary from the steps."""
    return call(SAMPLES / f"{name}.txt", GOLD / f"{name}.jsonl")


def call(text: Path, gold: Path) -> CallFacts:
    """The call at `text` with the facts labelled in `gold`."""
    read = transcript.load(text)
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    facts = sorted((_fact(row, read) for row in rows), key=lambda fact: fact.evidence[0].numbers[0].start)
    bare = CallFacts(
        call=_header(read), facts=facts, rejected=[], mentions=_ledger(read, facts), absences=_absences(read),
        run=Run(extractor_version="0.1.0", reader="gold", seconds=0.5),
    )  # fmt: skip
    full = bare.model_copy(update={"guidance": _guidance(facts, read)})
    return full.model_copy(update={"summary": summary.summarize(full, read, catalogue.load())})


def _guidance(facts: list[Fact], read: Transcript) -> list[Any]:
    try:
        from extractor import guidance
    except ImportError:
        return []
    return list(guidance.derive(facts, read, catalogue.load()))


def _header(read: Transcript) -> Call:
    named = {turn.speaker: turn for turn in read.turns if turn.speaker}
    speakers = [SpeakerRecord(name=each.speaker, title=each.title, side=each.side) for each in named.values()]
    return Call(
        name=read.name, company=read.company, fiscal_period=read.fiscal_period, date=read.date, language=read.language,
        layout=read.layout, transcript_sha256=read.sha256, characters=len(read.text), speakers=speakers,
        notes=list(read.notes),
    )  # fmt: skip


def _fact(row: dict[str, Any], read: Transcript) -> Fact:
    locator = Locator(read)
    evidence = [_evidence(place, locator) for place in row["evidence"]]
    checks = [Check(name="labelled", passed=not row["suspect"], sentence=row["suspect"] or "Labelled by hand.")]
    fact = Fact(
        id="", evidence=evidence, checks=checks, verdict="suspect" if row["suspect"] else "verified",
        read_by=["gold"], confidence=1.0, **{name: row[name] for name in FIELDS},
    )  # fmt: skip
    return fact.model_copy(update={"id": fact_id(fact)})


def _evidence(place: dict[str, Any], locator: Locator) -> Evidence:
    text = locator.text
    start = sum(len(each) + 1 for each in text.split("\n")[: place["line"] - 1])
    found = []
    for printed in place["text"]:
        start = text.index(printed, start)
        found.append(NumberPlace(start=start, end=start + len(printed), text=printed))
        start += len(printed)
    low, high = locator.sentence(found[0].start)
    where = locator.at(found[0].start)
    return Evidence(
        exact=text[low:high], prefix=text[max(0, low - 40) : low], suffix=text[high : high + 40], start=low, end=high,
        line=locator.line(found[0].start), speaker=where.turn.speaker if where else "",
        side=where.turn.side if where else "unknown", section=where.turn.section if where else "other", numbers=found,
    )  # fmt: skip


def _ledger(read: Transcript, facts: list[Fact]) -> list[MentionRecord]:
    locator = Locator(read)
    used: dict[int, list[str]] = {}
    for fact in facts:
        for number in (number for place in fact.evidence for number in place.numbers):
            used.setdefault(number.start, []).append(fact.id)
    records = []
    for mention in numbers.find(read.text):
        place = locator.at(mention.start)
        records.append(MentionRecord(
            start=mention.start, end=mention.end, line=locator.line(mention.start), text=mention.text,
            kind=mention.kind, value=mention.value, unit=mention.unit, qualifier=mention.qualifier,
            partner=mention.partner, side=place.turn.side if place else "unknown",
            section=place.turn.section if place else "other",
            state="used" if mention.start in used else "excluded",
            reason="" if mention.start in used else "Not labelled.", facts=used.get(mention.start, []),
        ))  # fmt: skip
    return records


def _absences(read: Transcript) -> list[Absence]:
    words, metric, topic = DECLINES
    if words not in read.text:
        return []
    locator = Locator(read)
    start, end = locator.sentence(read.text.index(words))
    place = locator.at(start)
    return [Absence(metric=metric, topic=topic, exact=read.text[start:end], start=start, end=end,
                    line=locator.line(start), speaker=place.turn.speaker if place else "")]  # fmt: skip
