"""Transcripts by their sha256: in goes the environment, out comes the text, or None where it is not on this machine.

`EXTRACTOR_TRANSCRIPTS` names folders (separated like PATH); without it `../shared/transcripts` and
`../shared/ectsum-dev/calls` are looked in.
The project's own samples are always looked in. Nothing here reads a transcript into turns.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
SAMPLES = Path(__file__).parent / "samples"


def folders(environ: Mapping[str, str] = os.environ) -> list[Path]:
    """The folders that may hold transcripts, in the order in which they are looked in."""
    named = environ.get("EXTRACTOR_TRANSCRIPTS", "")
    paths = [Path(part) for part in named.split(os.pathsep) if part]
    shared = ROOT.parent / "shared"
    return [*(paths or [shared / "transcripts", shared / "ectsum-dev" / "calls"]), SAMPLES]


def shared(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder of shared material, which need not exist."""
    return Path(environ.get("EXTRACTOR_SHARED") or ROOT.parent / "shared")


def read(path: Path) -> str:
    """The file's text: UTF-8 without byte-order mark, everything else as it stands."""
    return path.read_bytes().decode("utf-8-sig")


def digest(text: str) -> str:
    """The sha256 by which a transcript is known."""
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _index(places: tuple[Path, ...]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for path in (each for place in places if place.is_dir() for each in sorted(place.glob("*.txt"))):
        found.setdefault(digest(read(path)), path)
    return found


def locate(sha256: str) -> Path | None:
    """The file whose text has this sha256, or None."""
    return _index(tuple(folders())).get(sha256)


def text_of(sha256: str) -> str | None:
    """The transcript with this sha256, or None."""
    path = locate(sha256)
    return read(path) if path else None
