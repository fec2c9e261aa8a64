"""Small gold calls and readings for the tests of the evals, all invented."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from evals import perfect
from evals.gold import GoldCall, GoldFact, Provenance
from evals.runs import Line
from extractor.records import CallFacts, Fact

TEXT = (
    "Revenue was $40.5 million, up 12%.\n"
    "Gross margin was 61%.\n"
    "We expect revenue of $42 million to $43 million next quarter.\n"
    "We now have 1,250 customers.\n"
    "I heard that the market grows 9%."
)
SHA = "a" * 64


def gold_fact(**fields: Any) -> GoldFact:
    """Revenue of $40.5 million in 2024Q2, unless the fields say otherwise."""
    base: dict[str, Any] = {
        "metric": "revenue", "label": "revenue", "measure": "level", "period": "2024Q2", "status": "actual",
        "value": "40500000", "unit": "USD", "evidence": [{"line": 1, "text": ["$40.5 million"]}],
    }  # fmt: skip
    return GoldFact.model_validate({**base, **fields})


def growth(**fields: Any) -> GoldFact:
    """Revenue growth of 12 percent."""
    place = [{"line": 1, "text": ["12%"]}]
    plain = {"measure": "growth", "versus": "yoy", "value": "12", "unit": "percent", "evidence": place}
    return gold_fact(**{**plain, **fields})


def outlook(**fields: Any) -> GoldFact:
    """The guided range for the next quarter."""
    place = [{"line": 3, "text": ["$42 million", "$43 million"]}]
    ends = {"value": None, "low": "42000000", "high": "43000000"}
    return gold_fact(**{**ends, "period": "2024Q3", "status": "guidance", "evidence": place, **fields})


def margin(**fields: Any) -> GoldFact:
    """A gross margin of 61 percent."""
    place = [{"line": 2, "text": ["61%"]}]
    return gold_fact(**{"metric": "gross_margin", "value": "61", "unit": "percent", "evidence": place, **fields})


def customers(**fields: Any) -> GoldFact:
    """1,250 customers."""
    place = [{"line": 4, "text": ["1,250"]}]
    return gold_fact(**{"metric": "customers", "value": "1250", "unit": "count", "evidence": place, **fields})


FACTS = (gold_fact(), growth(), outlook(), margin(), customers())


def gold_call(facts: tuple[GoldFact, ...] = FACTS, name: str = "fenwick", sha256: str = SHA) -> GoldCall:
    """A call with these labels."""
    row = Provenance(
        call=name, transcript_sha256=sha256, guide_version="0" * 12, labelled="by hand", labelled_by=["a person"]
    )
    return GoldCall(name, row, facts)


def reading(facts: tuple[GoldFact, ...] = FACTS, name: str = "fenwick") -> CallFacts:
    """What a reader returns that says just these facts."""
    return perfect.read(gold_call(facts, name), TEXT)


def spoiled(position: int, **fields: Any) -> CallFacts:
    """A faultless reading with one fact changed."""
    whole = reading()
    facts = [each if n != position else each.model_copy(update=fields) for n, each in enumerate(whole.facts)]
    return whole.model_copy(update={"facts": facts})


def with_facts(*more: Fact) -> CallFacts:
    """A faultless reading with facts on top."""
    whole = reading()
    return whole.model_copy(update={"facts": [*whole.facts, *more]})


def line(facts: CallFacts | None, name: str = "fenwick", repeat: int = 0, error: str = "") -> Line:
    """A line of a run."""
    return Line(call=name, repeat=repeat, seconds=0.5, facts=facts, error=error)


def write_call(folder: Path, name: str = "fenwick", facts: tuple[GoldFact, ...] = FACTS, text: str = TEXT) -> GoldCall:
    """Writes gold and transcript below the folder; the transcript into `transcripts`."""
    from evals import gold, sources

    (folder / "gold").mkdir(exist_ok=True)
    (folder / "transcripts").mkdir(exist_ok=True)
    (folder / "transcripts" / f"{name}.txt").write_text(text, encoding="utf-8")
    call = gold_call(facts, name, sources.digest(text))
    lines = "".join(fact.model_dump_json() + "\n" for fact in facts)
    (folder / "gold" / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    gold.enter(folder / "gold", call.provenance)
    return call


def dec(text: str) -> Decimal:
    """A decimal."""
    return Decimal(text)
