"""Headline recall on foreign calls: which of the numbers a news agency put into its bullets are among our facts.

In: a folder with calls/*.txt and numbers.jsonl (call, value, unit, category, in_call). Out: one row a call, and shares
by category. A number counts as found when one of the call's most salient facts has its value within 0.05%, up to sign,
in a fitting unit. The first ten facts are also scored as if they were the bullets: F1 against all bullet numbers.
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
from extractor import catalogue, ranking
from extractor.errors import InputError
from extractor.records import CallFacts, Fact
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
    top_f1: float = 0.0
    """Of the first ten facts against all of the call's bullet numbers, said on the call or not."""


TOP = 10
MOST = 40


@dataclass(frozen=True)
class Job:
    """One call to read: its file, all its bullet numbers, and those of them that were said."""

    path: Path
    every: tuple[Bullet, ...]
    said: tuple[Bullet, ...]
    most: int


def bullets(folder: Path) -> dict[str, list[tuple[Bullet, bool]]]:
    """The headline numbers of every call, each with whether it was said; raises `InputError`."""
    path = folder / "numbers.jsonl"
    try:
        rows = [json.loads(line, parse_float=Decimal) for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read ({error}).") from None
    found: dict[str, list[tuple[Bullet, bool]]] = defaultdict(list)
    for row in rows:
        found[row["call"]].append((Bullet(Decimal(row["value"]), row["unit"], row["category"]), row["in_call"]))
    return found


def hear(folder: Path, settings: Settings, parallel: int = 1, most: int = MOST) -> list[Heard]:
    """Every call of the folder read, with what became of its headline numbers among its `most` salient facts."""
    known = bullets(folder)
    jobs = [_job(path, known.get(path.stem, []), most) for path in sorted((folder / "calls").glob("*.txt"))]
    if parallel == 1:
        return [_hear_call(settings, job) for job in jobs]
    with ProcessPoolExecutor(parallel) as pool:
        return list(pool.map(partial(_hear_call, settings), jobs))


def _job(path: Path, known: Sequence[tuple[Bullet, bool]], most: int) -> Job:
    return Job(path, tuple(each for each, _ in known), tuple(each for each, said in known if said), most)


def _hear_call(settings: Settings, job: Job) -> Heard:
    try:
        call = extractor.extract(job.path, settings)
    except Exception as error:  # a call that crashes has found none of its numbers
        return Heard(job.path.stem, 0, tuple((each, False) for each in job.said), f"{type(error).__name__}: {error}")
    ranked = _ranked(call)
    hits = tuple((each, among(each, ranked[: job.most])) for each in job.said)
    return Heard(job.path.stem, len(ranked[: job.most]), hits, top_f1=_top_f1(ranked[:TOP], job.every))


def _ranked(call: CallFacts) -> list[Fact]:
    known = catalogue.load()
    return sorted(call.facts, key=lambda fact: -ranking.salience(fact, known, call.call.fiscal_period))


def _top_f1(top: Sequence[Fact], every: Sequence[Bullet]) -> float:
    """Twice what is right over what is claimed and wanted: each fact and each bullet counts once."""
    right = sum(any(among(each, [fact]) for each in every) for fact in top)
    met = sum(among(each, top) for each in every)
    return (right + met) / (len(top) + len(every)) if top or every else 0.0


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
        "top_ten_f1": sum(each.top_f1 for each in heard) / max(1, len(heard)),
        "facts_per_call": sum(facts) / max(1, len(facts)),
        "calls": len(heard),
        "failed": failed,
    }
