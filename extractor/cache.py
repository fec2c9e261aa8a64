"""Replies kept on disk, as JSON text under the hash of what was asked.

Goes in: a key and a text; comes out: the text, in any later process. It never reads a pickle: a pickle in a folder that
others can write to runs code. It knows nothing of models.
"""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import diskcache
from diskcache.core import MODE_TEXT

from extractor.errors import UsageError

GIGABYTE = 1 << 30
SQLITE = b"SQLite format 3\0"


class TextDisk(diskcache.Disk):  # type: ignore[misc] # diskcache ships no types
    """Keys and values are text. Anything else in the folder counts as absent, unread."""

    def put(self, key: Any) -> tuple[str, bool]:
        """The key as the database holds it: text only."""
        if not isinstance(key, str):
            raise TypeError("cache keys are text")
        return key, True

    def get(self, key: Any, raw: Any) -> Any:
        """The key back from the database, never through pickle."""
        return key if raw and isinstance(key, str) else ""

    def store(self, value: Any, read: bool, key: Any = None) -> Any:
        """The value as the database or a file holds it: text only."""
        if not isinstance(value, str):
            raise TypeError("cached values are text")
        return super().store(value, read, key)

    def fetch(self, mode: Any, filename: Any, value: Any, read: Any) -> str | None:
        """The text, or None where something else lies there."""
        if filename is None:
            return value if isinstance(value, str) else None
        if mode != MODE_TEXT or not self._inside(filename):
            return None
        return str(super().fetch(mode, filename, value, False))

    def remove(self, file_path: str) -> None:
        """Remove the file of an entry, unless the entry points out of the folder."""
        if self._inside(file_path):
            super().remove(file_path)

    def _inside(self, filename: str) -> bool:
        folder = Path(self._directory).resolve()
        return (folder / filename).resolve().is_relative_to(folder)


@dataclass(frozen=True, slots=True)
class CacheInfo:
    """What lies in the cache."""

    folder: Path
    entries: int
    size_bytes: int

    def __str__(self) -> str:
        return f"{self.folder} holds {self.entries} replies, {self.size_bytes / 1e6:.1f} MB."


class Cache:
    """Texts by key in one folder; safe for threads and for several processes at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            _look_at(folder / "cache.db")
            self._store = diskcache.Cache(str(folder), disk=TextDisk, size_limit=GIGABYTE)
        except (OSError, sqlite3.Error) as error:
            todo = "delete it or name another with EXTRACTOR_CACHE_DIR"
            raise UsageError(f"The cache folder {folder} cannot be used ({error}); {todo}.") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def get(self, key: str) -> str | None:
        """The text kept under `key`, or None; a damaged entry counts as absent."""
        try:
            found = self._store.get(key)
        except (OSError, sqlite3.Error, UnicodeDecodeError):
            return None
        return found if isinstance(found, str) else None

    def set(self, key: str, text: str) -> bool:
        """Keep `text` under `key`; False where the disk would not take it."""
        try:
            return bool(self._store.set(key, text))
        except (OSError, sqlite3.Error):
            return False

    def delete(self, key: str) -> None:
        """Forget `key`."""
        self._store.delete(key)

    def info(self) -> CacheInfo:
        """How much lies in the cache."""
        return CacheInfo(self.folder, len(self._store), self._store.volume())

    def clear(self) -> int:
        """Forget everything; the number of entries that were there."""
        return int(self._store.clear())

    def close(self) -> None:
        """Let go of the files; the cache opens them again when it is next used."""
        self._store.close()


def _look_at(database: Path) -> None:
    """Raise `OSError` where the file is no database: diskcache would leave it open when it finds out."""
    if database.exists() and database.stat().st_size:
        with database.open("rb") as opened:
            if opened.read(len(SQLITE)) != SQLITE:
                raise OSError(f"{database.name} is no database")


def key_of(text: str) -> str:
    """The key under which the answer to `text` is kept: its sha256.

    >>> key_of("revenue")[:12]
    '371f7e422380'
    """
    return hashlib.sha256(text.encode()).hexdigest()
