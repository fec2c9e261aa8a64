"""What a run has used, what it may still use, and how fast: usage, the meter and the pace.

Goes in: the user's budget. The meter sets tokens and money aside before a request leaves, so that a run can't
overshoot; the pace keeps requests and tokens per minute, and makes every worker wait when the endpoint asks one of them
to.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import TYPE_CHECKING

from extractor.errors import BudgetError, UsageError
from extractor.pricing import Price
from extractor.settings import Budget

if TYPE_CHECKING:
    from pyrate_limiter import Limiter

MOST_UNITS = 10_000


@dataclass(frozen=True, slots=True)
class Usage:
    """What was used. Requests count retries; cache hits and replayed replies are billed nothing."""

    requests: int = 0
    cache_hits: int = 0
    replayed: int = 0
    tokens_in: int = 0
    tokens_in_cached: int = 0
    tokens_out: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(Usage)))

    def __sub__(self, other: Usage) -> Usage:
        return Usage(*(getattr(self, each.name) - getattr(other, each.name) for each in fields(Usage)))

    def tokens(self) -> int:
        """All tokens that were sent or received."""
        return self.tokens_in + self.tokens_in_cached + self.tokens_out

    def cost(self, price: Price | None) -> Decimal | None:
        """What it cost, or None where the price is unknown."""
        return price.cost(self.tokens_in, self.tokens_in_cached, self.tokens_out) if price else None


class Meter:
    """Counts what was used and holds the run to its budget; safe for threads."""

    def __init__(self, budget: Budget, price: Price | None) -> None:
        if budget.max_cost is not None and price is None:
            raise UsageError(
                "--max-cost needs the price of the model: give a price file (EXTRACTOR_PRICES) or use --max-tokens."
            )
        self._budget = budget
        self._price = price
        self._lock = threading.Lock()
        self._used = Usage()
        self._held = Usage()
        self._ratio = Decimal(1)

    @property
    def usage(self) -> Usage:
        """What was used so far."""
        with self._lock:
            return self._used

    def count(self, used: Usage) -> None:
        """Add what needed no reservation: cache hits, replayed replies, requests that were billed nothing."""
        with self._lock:
            self._used += used

    def reserve(self, tokens_in: int, tokens_out: int) -> Usage:
        """Set aside what a request may use at most; raises `BudgetError` where that is no longer there."""
        with self._lock:
            held = Usage(tokens_in=int(tokens_in * self._ratio) + 1, tokens_out=tokens_out)
            self._check(self._used + self._held + held)
            self._held += held
            return held

    def settle(self, held: Usage, used: Usage, estimated: int) -> None:
        """Replace a reservation by what was used; later reservations learn from the difference."""
        with self._lock:
            self._held -= held
            self._used += used
            sent = used.tokens_in + used.tokens_in_cached
            if estimated and sent > estimated * self._ratio:
                self._ratio = Decimal(sent) / estimated

    def release(self, held: Usage) -> None:
        """Give a reservation back: the request was not billed."""
        with self._lock:
            self._held -= held

    def _check(self, total: Usage) -> None:
        budget = self._budget
        if budget.max_tokens is not None and total.tokens() > budget.max_tokens:
            raise BudgetError(
                f"Asking on could use more than --max-tokens {budget.max_tokens}; raise it or read fewer calls."
            )
        cost = total.cost(self._price)
        if budget.max_cost is not None and cost is not None and cost > budget.max_cost:
            raise BudgetError(
                f"Asking on could cost more than --max-cost {budget.max_cost}; raise it or read fewer calls."
            )


class Pace:
    """Lets requests pass at the rate the user allows, and holds all of them when the endpoint asks for a pause."""

    def __init__(self, budget: Budget, sleep: Callable[[float], None] = time.sleep) -> None:
        self._sleep = sleep
        self._lock = threading.Lock()
        self._resume_at = 0.0
        self._requests = _limiter(budget.requests_per_minute)
        tokens = budget.tokens_per_minute
        self._unit = max(1, -(-tokens // MOST_UNITS)) if tokens else 1
        self._most = max(1, tokens // self._unit) if tokens else 0
        self._tokens = _limiter(self._most or None)

    def enter(self, tokens: int) -> None:
        """Return when a request of that many tokens may leave."""
        self._wait()
        if self._requests:
            self._requests.try_acquire("requests")
        if self._tokens:
            self._tokens.try_acquire("tokens", weight=min(self._most, -(-tokens // self._unit)))
        self._wait()

    def hold(self, seconds: float) -> None:
        """Let no request pass for that long."""
        with self._lock:
            self._resume_at = max(self._resume_at, time.monotonic() + seconds)

    def _wait(self) -> None:
        while (left := self._resume_at - time.monotonic()) > 0:
            self._sleep(left + random.uniform(0, min(left, 1) / 10))


def _limiter(per_minute: int | None) -> Limiter | None:
    if per_minute is None:
        return None
    from pyrate_limiter import Duration, InMemoryBucket, Limiter, Rate

    return Limiter(InMemoryBucket([Rate(per_minute, Duration.MINUTE)]))
