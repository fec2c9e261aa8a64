"""How the time of the steps grows with what they are given: `python -m evals.bench_growth`, under a minute.

Period phrases in hostile repetition, the rules on a text without any paragraph or full stop, and the audit of ever
more segments of one company. Each step is timed at sizes that double; a doubling may cost at most 2.7 times the time.
The number finder has a bench of its own.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from itertools import pairwise

from extractor import catalogue, numbers, periods, transcript
from extractor.auditing import audit
from extractor.readers import rules
from extractor.records import Fact

STEEPEST = 2.7
CATALOGUE = catalogue.load()
PHRASES = ("year ", "third quarter of ", "last ", "2023 ", "Q1-", "第三季", "'23", " ", "fiscal year ")
BREATHLESS = "revenue was $80 million up 12% and margin was 40% while "


def phrases(unit: str) -> Callable[[int], float]:
    """Seconds to find the periods in a thousand characters of the phrase, times so many."""

    def timed(size: int) -> float:
        texts = (f"{unit * (size * 1_000 // len(unit))}{end}" for end in "xyz")  # what was read before is remembered
        return min(_once(partial(periods.find, text, "2023Q3")) for text in texts)

    return timed


def breathless(size: int) -> float:
    """Seconds for the rules to read one endless sentence of so many parts."""
    call = transcript.parse(f"Dana Reyes -- Chief Executive Officer\n\n{BREATHLESS * size}", "call")
    mentions = numbers.find(call.text)
    return seconds(lambda: rules.read(call, mentions, CATALOGUE))


def audited(size: int) -> float:
    """Seconds to audit revenue, costs and profit of so many segments."""
    facts = [fact for part in range(size) for fact in _segment(part)]
    return seconds(lambda: audit(facts, CATALOGUE, "2024Q2"))


def _segment(part: int) -> list[Fact]:
    said = {"revenue": 80, "cost_of_revenue": 50, "gross_profit": 30}
    return [_fact(metric, millions, part) for metric, millions in said.items()]


def _fact(metric: str, millions: int, part: int) -> Fact:
    return Fact.model_validate(
        {
            "id": f"{metric}{part}",
            "metric": metric,
            "label": metric,
            "segment": f"part {part}",
            "measure": "level",
            "period": "2024Q2",
            "status": "actual",
            "unit": "USD",
            "read_by": ["rules"],
            "value": Decimal(millions * 1_000_000),
            "evidence": [_evidence(f"${millions} million", part)],
        }
    )


def _evidence(said: str, start: int) -> dict[str, object]:
    span = {"start": start, "end": start + len(said)}
    return {
        "exact": said,
        "prefix": "",
        "suffix": "",
        **span,
        "line": 1,
        "speaker": "",
        "side": "company",
        "section": "prepared_remarks",
        "numbers": [{**span, "text": said}],
    }


def seconds(work: Callable[[], object]) -> float:
    """The processor time of the work, the best of three."""
    return min(_once(work) for _ in range(3))


def _once(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def main() -> int:
    """Prints a line a step; 1 where a doubling costs too much."""
    steps: list[tuple[str, Callable[[int], float], list[int]]] = [
        *((f"periods: {unit!r}", phrases(unit), [100, 200, 400]) for unit in PHRASES),
        ("rules: one sentence", breathless, [100, 200, 400]),
        ("audit: segments", audited, [50, 100, 200]),
    ]
    worst = max(_row(*step) for step in steps)
    print(f"worst ratio for a doubling: {worst:.2f}")
    return int(worst > STEEPEST)


def _row(name: str, step: Callable[[int], float], sizes: list[int]) -> float:
    times = [step(size) for size in sizes]
    ratios = [later / before for before, later in pairwise(times)]
    shown = "  ".join(f"{size} {one:.3f} s" for size, one in zip(sizes, times, strict=True))
    print(f"{name:28} {shown}  ratios {' '.join(f'{ratio:.2f}' for ratio in ratios)}", flush=True)
    return max(ratios)


if __name__ == "__main__":
    sys.exit(main())
