"""Replies kept beside the project, so that a run can be played again where no endpoint is.

Goes in: a key and what came back. Comes out: one small JSON file a reply, under the key that the cache uses, with the
model, the date and how it was made. A file holds neither the question nor any API key.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from extractor.errors import UsageError


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a folder of recordings says of itself."""

    replies: int
    models: tuple[str, ...]
    dates: tuple[str, ...]
    made: tuple[str, ...]

    def sentence(self) -> str:
        """How the replies were made, in one sentence for the receipt."""
        if not self.replies:
            return "no recorded replies"
        days = self.dates[0] if len(self.dates) == 1 else f"{self.dates[0]} to {self.dates[-1]}"
        return f"{self.replies} replies of {', '.join(self.models)}, {days}: {'; '.join(self.made)}"


def write(folder: Path, key: str, reply: dict[str, Any], made: str) -> None:
    """Keep `reply` under `key`; an earlier recording of the same question stays."""
    path = folder / f"{key}.json"
    if path.exists():
        return
    head = {"key": key, "model": reply.get("model", ""), "date": datetime.now(UTC).date().isoformat(), "made": made}
    text = json.dumps({**head, "reply": reply}, ensure_ascii=False, indent=1)
    partial = path.with_suffix(".partial")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        partial.write_text(text + "\n", encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise UsageError(f"Replies cannot be recorded into {folder}: {error}.") from None


def read(folder: Path, key: str) -> dict[str, Any] | None:
    """The reply recorded under `key`, or None."""
    recorded = _load(folder / f"{key}.json")
    reply = recorded.get("reply")
    return reply if isinstance(reply, dict) else None


def about(folder: Path) -> Recorded:
    """What lies in `folder`: how many replies, of which models, from which days, made how."""
    files = [each for each in _files(folder) if each]
    return Recorded(
        len(files),
        *(tuple(sorted({str(each.get(field, "")) for each in files})) for field in ("model", "date", "made")),
    )


def _files(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*.json")):
        yield _load(path)


def _load(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise UsageError(f"The recording {path} cannot be read ({error}); record it again.") from None
    return data if isinstance(data, dict) else {}
