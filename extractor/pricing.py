"""What a model costs: a table of dated prices, and the arithmetic.

Goes in: the shipped table and, where there is one, the user's. Comes out: a `Price`, or None where the table does not
know the model: an unknown price is never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

from extractor import resources
from extractor.errors import UsageError

MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Price:
    """Prices per million tokens of one model, and the day they were looked up."""

    model: str
    currency: str
    fresh: Decimal
    cached: Decimal
    out: Decimal
    as_of: str
    source: str = ""

    def cost(self, tokens_fresh: int, tokens_cached: int, tokens_out: int) -> Decimal:
        """What that many tokens cost, in `currency`."""
        return (tokens_fresh * self.fresh + tokens_cached * self.cached + tokens_out * self.out) / MILLION


def find(model: str, user: Path | None = None) -> Price | None:
    """The price of exactly `model`, the user's table first; None where neither names it."""
    own = _rows(_read(user), str(user)) if user else {}
    return own.get(model) or _rows(resources.read("schemas", "prices.yaml"), "the shipped prices").get(model)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        raise UsageError(f"The price file {path} cannot be read ({why}).") from None


def _rows(text: str, where: str) -> dict[str, Price]:
    try:
        data = yaml.safe_load(text)
        prices = [_price(row, data) for row in data["models"]]
    except (yaml.YAMLError, KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise UsageError(
            f"{where} needs `as_of` and `models` with model, input, output (see schemas/prices.yaml): {error!r}."
        ) from None
    return {price.model: price for price in prices}


def _amount(given: Any) -> Decimal:
    amount = Decimal(str(given))
    if not amount.is_finite() or amount < 0:
        raise ValueError(f"{given} is no price")
    return amount


def _price(row: dict[str, Any], data: dict[str, Any]) -> Price:
    fresh = _amount(row["input"])
    return Price(
        model=str(row["model"]),
        currency=str(data.get("currency", "USD")),
        fresh=fresh,
        cached=_amount(row.get("cached_input", fresh)),
        out=_amount(row["output"]),
        as_of=str(row.get("as_of", data["as_of"])),
        source=str(row.get("source", data.get("source", ""))),
    )
