"""Linear models of words: how much each clue around a number speaks for a reading of it.

In: the name of a model and the clues found in a text. Out: a probability. The weights are fitted on labelled calls by
`python -m evals learn` and shipped as schemas/weights.json, in thousandths; a clue is kept only where it occurs in many
calls, so that no company's own words are among them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from functools import cache
from math import exp
from typing import Any, NamedTuple

from extractor import resources

THOUSAND = 1000
ENOUGH = 12
"""Clues that it must know before it may say anything: a text in another language has few."""


class Weights(NamedTuple):
    """One fitted model: what speaks for it before any clue, and what each clue adds; log-odds in thousandths."""

    base: int
    clues: dict[str, int]

    def probability(self, clues: Iterable[str]) -> float:
        """The probability that the clues give."""
        total = self.base + sum(self.clues.get(clue, 0) for clue in clues)
        return 1 / (1 + exp(-total / THOUSAND))

    def known(self, clues: Collection[str]) -> int:
        """How many of the clues it has learned something about."""
        return sum(clue in self.clues for clue in clues)


@cache
def load(name: str) -> Weights:
    """The shipped model of that name, read once."""
    model = _shipped()[name]
    return Weights(model["base"], model["clues"])


@cache
def fingerprint() -> str:
    """Twelve digits that change with any weight."""
    return hashlib.sha256(resources.read("schemas", "weights.json").encode()).hexdigest()[:12]


@cache
def _shipped() -> dict[str, Any]:
    models: dict[str, Any] = json.loads(resources.read("schemas", "weights.json"))["models"]
    return models
