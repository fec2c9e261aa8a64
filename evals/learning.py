"""Fits the weights of the words that the checks listen to (schemas/weights.json), and says what they are worth.

In: labelled calls with their transcripts. Out: one linear model for each question ("is this number an outlook?", "is it
of this period, of this metric?"), and a table: what the checks do with claims of calls that the weights were not fitted
on. Logistic regression with an L2 penalty, by scipy's L-BFGS; clues that fewer than `CALLS` calls hold are left out.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from evals import mutations
from evals.gold import GoldCall
from evals.intervals import SEED
from evals.mutations import Scene, Told
from extractor import (
    catalogue,
    checks,
    metric_check,
    metric_clues,
    numbers,
    outlook_clues,
    period_check,
    period_clues,
    periods,
    status_check,
    transcript,
)
from extractor.records import Claim
from extractor.view import View
from extractor.weights import THOUSAND, Weights

CHECKS = {"metric": metric_check, "outlook": status_check, "period": period_check}
"""By model: the module whose check listens to it."""
CALLS = 20
"""A clue counts where so many calls hold it: no company's own words do."""
PENALTY = {"metric": 0.03, "outlook": 0.3, "period": 0.03}
"""How freely the weights may grow (C of the common libraries), by model."""
SHARPLY = 6.0
"""How much dearer it is to misjudge a true claim, or one with another period of the same metric, than any other."""
FOLDS = 10
ROUNDING = 10
"""Weights smaller than so many thousandths are left out."""


@dataclass(frozen=True)
class Example:
    """One claim, true or false, as a model sees it."""

    model: str
    call: str
    claim: Claim
    view: View
    clues: frozenset[str]
    is_so: bool
    sharply: bool = False


class Worth(NamedTuple):
    """What a check does without and with the weights, on calls that they were not fitted on."""

    model: str
    claims: str
    n: int
    passed_by_rules: int
    passed: int


def examples(calls: Sequence[tuple[GoldCall, str]]) -> list[Example]:
    """What there is to learn from each call."""
    shipped = catalogue.load()
    found: list[Example] = []
    for call, text in calls:
        scene = mutations.scene(call, text)
        read = transcript.parse(text, call.call, "", scene.period)
        view = View(read, numbers.find(read.text), shipped)
        found += _of_metric(call.call, scene, view)
        found += _of_outlook(call.call, scene.told, view)
        found += _of_period(call.call, scene.told, view)
    return found


def _of_metric(call: str, scene: Scene, view: View) -> Iterator[Example]:
    """Every true claim, and the same with the number of another metric, said near or far."""
    dice = random.Random(f"{SEED}:{call}")
    for told in scene.told:
        posed = [(told.claim, True)]
        posed += [(claim, False) for kind, claim in mutations.borrowed(told, scene, dice) if "metric" in kind]
        for claim, is_so in posed:
            if checks.first_failure(claim, view) is None:
                yield Example("metric", call, claim, view, frozenset(metric_clues.of_metric(claim, view)), is_so, True)


def _of_outlook(call: str, told: Sequence[Told], view: View) -> Iterator[Example]:
    for each in told:
        if each.claim.status != "prior_guidance":
            found = frozenset(outlook_clues.of_outlook(each.claim, view))
            yield Example("outlook", call, each.claim, view, found, each.claim.status in status_check.OUTLOOK, True)


def _of_period(call: str, told: Sequence[Told], view: View) -> Iterator[Example]:
    """Every number with each period that the call's labels name: true with its own, else false."""
    now = periods.parse(view.transcript.fiscal_period)
    right: dict[tuple[int, ...], set[str]] = defaultdict(set)
    rivals: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for each in told:
        right[each.claim.numbers] |= {point.period for point in each.fact.points}
        rivals[_question(each)].add(each.claim.period)
    named = sorted({each.claim.period for each in told if periods.parse(each.claim.period)})
    for each in told if now else ():
        for period in named if periods.parse(each.claim.period) else ():
            claim, ours = replace(each.claim, period=period), periods.parse(period)
            assert ours is not None
            assert now is not None
            is_so = period in right[claim.numbers]
            sharply = period == each.claim.period or (not is_so and period in rivals[_question(each)])
            yield Example(
                "period", call, claim, view, frozenset(period_clues.of_period(claim, view, ours, now)), is_so, sharply
            )


def _question(told: Told) -> tuple[str, ...]:
    """What a number answers, but for when."""
    name = told.fact.label.lower() if told.fact.metric == "other" else told.fact.metric
    return name, told.fact.measure, told.fact.segment


def fit(found: Sequence[Example], model: str) -> Weights:
    """The weights of one model."""
    import numpy
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    rows = [each for each in found if each.model == model]
    columns = _columns(rows)
    pairs = [(at, columns[clue]) for at, row in enumerate(rows) for clue in row.clues if clue in columns]
    places = numpy.array(pairs).T
    x = csr_matrix((numpy.ones(len(pairs)), places), shape=(len(rows), len(columns)))
    y = numpy.array([1.0 if row.is_so else -1.0 for row in rows])
    dear = numpy.array([SHARPLY if row.sharply and model == "period" else 1.0 for row in rows])

    def loss(w: Any) -> tuple[float, Any]:
        margin = y * (x @ w[1:] + w[0])
        slope = -dear * y / (1 + numpy.exp(numpy.clip(margin, -500, 500)))
        value = (dear * numpy.logaddexp(0, -margin)).sum() + (w[1:] @ w[1:]) / (2 * PENALTY[model])
        return value, numpy.concatenate([[slope.sum()], x.T @ slope + w[1:] / PENALTY[model]])

    start = numpy.zeros(len(columns) + 1)
    solved = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 400}).x * THOUSAND
    kept = {clue: round(solved[at + 1]) for clue, at in columns.items()}
    return Weights(round(solved[0]), {clue: weight for clue, weight in kept.items() if abs(weight) >= ROUNDING})


def _columns(rows: Sequence[Example]) -> dict[str, int]:
    """The clues that enough calls hold, each with its column."""
    calls: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for clue in row.clues:
            calls[clue].add(row.call)
    return {clue: at for at, clue in enumerate(sorted(clue for clue, held in calls.items() if len(held) >= CALLS))}


def worth(found: Sequence[Example]) -> list[Worth]:
    """What the checks say of the claims of each tenth of the calls, with weights fitted on the other nine."""
    calls = sorted({each.call for each in found})
    count: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for fold in range(FOLDS):
        held = set(calls[fold::FOLDS])
        others = [each for each in found if each.call not in held]
        for model in PENALTY:
            fitted = fit(others, model)
            for each in found:
                if each.model == model and each.call in held:
                    for claim, name in _posed(each):
                        _count(count[model, name], claim, each.view, model, fitted)
    return [Worth(model, name, *counts) for (model, name), counts in sorted(count.items())]


def _posed(example: Example) -> Iterator[tuple[Claim, str]]:
    """The claims that an example stands for, with what they are called in the table."""
    if example.model != "outlook":
        if example.sharply:
            yield example.claim, "true" if example.is_so else f"another {example.model}'s"
        return
    yield replace(example.claim, status="actual"), "an outlook as a result" if example.is_so else "true"


def _count(counts: list[int], claim: Claim, view: View, model: str, fitted: Weights) -> None:
    check = CHECKS[model]
    rules = check.by_rules(claim, view)
    counts[0] += 1
    counts[1] += not rules
    counts[2] += not (rules or check.weighed(claim, view, fitted))


def as_json(found: Sequence[Example]) -> dict[str, Any]:
    """The models as the file holds them."""
    made = f"fitted on {len({each.call for each in found})} labelled calls by python -m evals learn"
    fitted = {model: fit(found, model) for model in PENALTY}
    models = {model: {"base": each.base, "clues": dict(sorted(each.clues.items()))} for model, each in fitted.items()}
    return {"made": made, "models": models}
