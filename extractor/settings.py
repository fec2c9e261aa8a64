"""What the user has set: the one place that reads the environment.

EXTRACTOR_MODEL      name of the model; no model is asked unless one is named
EXTRACTOR_BASE_URL   an OpenAI-compatible endpoint, e.g. http://127.0.0.1:8000/v1
EXTRACTOR_API_KEY    its key (else OPENAI_API_KEY); never logged, cached or printed
EXTRACTOR_API_VERSION  the version that Azure asks for
EXTRACTOR_CACHE_DIR  where replies are kept
EXTRACTOR_PRICES     a price file of your own
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

OPENAI_URL = "https://api.openai.com/v1"


@dataclass(frozen=True)
class Endpoint:
    """How the model is reached. `api_key` has no repr: it must never be printed.

    `api_version` is set for Azure only. `reply_tokens` is the most that one reply may take.
    """

    model: str = ""
    base_url: str = ""
    api_key: str = field(default="", repr=False)
    api_version: str = ""
    strict: bool = True
    reply_tokens: int = 16_000
    timeout_seconds: float = 300.0
    total_seconds: float = 900.0

    @property
    def where(self) -> str:
        """The host and port, without any user and password: what may be printed."""
        return urlsplit(self.base_url or OPENAI_URL).netloc.rpartition("@")[2]


@dataclass(frozen=True)
class Budget:
    """What a run may use; None means without limit."""

    max_cost: Decimal | None = None
    max_tokens: int | None = None
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None
    concurrency: int = 8


@dataclass(frozen=True)
class Replies:
    """Where replies come from and go to. `offline` never sends; `made` says in a recording how its replies came."""

    cache_dir: Path | None = None
    record_dir: Path | None = None
    replay_dir: Path | None = None
    offline: bool = False
    made: str = ""


@dataclass(frozen=True)
class Settings:
    """Everything a run is told, in one value. `repeat` counts runs of the same call: each asks the model anew."""

    reader: str = "auto"
    endpoint: Endpoint = Endpoint()
    budget: Budget = Budget()
    replies: Replies = Replies()
    company: str = ""
    period: str = ""
    catalogue: Path | None = None
    chunk_tokens: int = 12_000
    passes: int = 1
    repeat: int = 0
    brief: bool = False
    prices: Path | None = None


def from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings the environment names; everything else at its default."""
    given = {name: value.strip() for name, value in environ.items()}
    endpoint = Endpoint(
        model=given.get("EXTRACTOR_MODEL", ""),
        base_url=given.get("EXTRACTOR_BASE_URL", ""),
        api_key=given.get("EXTRACTOR_API_KEY") or given.get("OPENAI_API_KEY", ""),
        api_version=given.get("EXTRACTOR_API_VERSION", ""),
    )
    prices = given.get("EXTRACTOR_PRICES")
    replies = Replies(cache_dir=Path(given.get("EXTRACTOR_CACHE_DIR") or default_cache_dir(given)))
    return Settings(endpoint=endpoint, replies=replies, prices=Path(prices) if prices else None)


def default_cache_dir(environ: Mapping[str, str]) -> Path:
    """The user's cache folder for this program (XDG base directories)."""
    base = environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "kpi-extractor"
