"""Headline recall on foreign calls: which of the numbers a news agency put into its bullets are among our facts.

In: a folder with calls/*.txt and numbers.jsonl (call, value, unit, category, in_call). Out: one row a call, and shares
by category. A number counts as found when some fact has its value within 0.05%, up to sign, in a fitting unit.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import extractor
from evals.gold import numbers
from evals.matching import close, kind
from extractor.errors import InputError
from extractor.records import Fact
from extractor.settings import Settings


@dataclass(frozen=True)
class Bullet:
    """A number of a headline that was said on the call."""

    value: Decimal
    unit: str
    category: str


@dataclass(frozen=True)
class Heard:
    """One call: each of its headline numbers with whether it is among our facts."""

    call: str
    facts: int
    bullets: tuple[tuple[Bullet, bool], ...]
    error: str = ""


def bullets(folder: Path) -> dict[str, list[Bullet]]:
    """The said headline numbers of every call; raises `InputError`."""
    path = folder / "numbers.jsonl"
    try:
        rows = [json.loads(line, parse_float=Decimal) for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read ({error}).") from None
    found: dict[str, list[Bullet]] = defaultdict(list)
    for row in rows:
        if row["in_call"]:
            found[row["call"]].append(Bullet(Decimal(row["value"]), row["unit"], row["category"]))
    return found


def hear(folder: Path, settings: Settings, parallel: int = 1) -> list[Heard]:
    """Every call of the folder read, with what became of its headline numbers."""
    said = bullets(folder)
    paths = sorted((folder / "calls").glob("*.txt"))
    jobs = [(path, said.get(path.stem, [])) for path in paths]
    if parallel == 1:
        return [_hear_call(settings, job) for job in jobs]
    with ProcessPoolExecutor(parallel) as pool:
        return list(pool.map(partial(_hear_call, settings), jobs))


def _hear_call(settings: Settings, job: tuple[Path, list[Bullet]]) -> Heard:
    path, said = job
    try:
        facts = extractor.extract(path, settings).facts
    except Exception as error:  # a call that crashes has found none of its numbers
        return Heard(path.stem, 0, tuple((bullet, False) for bullet in said), f"{type(error).__name__}: {error}")
    return Heard(path.stem, len(facts), tuple((bullet, among(bullet, facts)) for bullet in said))


def among(bullet: Bullet, facts: Iterable[Fact]) -> bool:
    """Whether a fact has the headline's number."""
    return any(
        _fits(bullet.unit, fact.unit) and any(close(abs(each), abs(bullet.value)) for each in numbers(fact))
        for fact in facts
    )


def _fits(said: str, unit: str) -> bool:
    return kind(unit) == said if said else kind(unit) not in ("percent", "bps")


def shares(heard: Sequence[Heard]) -> dict[str, Any]:
    """Found and said by category, over all, and facts per call."""
    said = Counter(bullet.category for each in heard for bullet, _ in each.bullets)
    found = Counter(bullet.category for each in heard for bullet, hit in each.bullets if hit)
    rows = {
        name: {"found": found[name], "said": said[name], "share": found[name] / said[name]} for name in sorted(said)
    }
    whole = {"found": found.total(), "said": said.total(), "share": found.total() / max(1, said.total())}
    facts = [each.facts for each in heard]
    failed = [f"{each.call}: {each.error}" for each in heard if each.error]
    return {
        "all": whole,
        **rows,
        "facts_per_call": sum(facts) / max(1, len(facts)),
        "calls": len(heard),
        "failed": failed,
    }
