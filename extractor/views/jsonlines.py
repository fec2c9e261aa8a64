"""Many calls in one file: each call's JSON on a line of its own.

In: saved calls. Out: JSON Lines; a line is the contract without indentation.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from extractor.records import CallFacts


def line(call: CallFacts) -> str:
    """The call on one line, with its line end."""
    return call.model_dump_json() + "\n"


def write(calls: Iterable[CallFacts], path: Path) -> None:
    """One line a call, written as they come."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(line(call) for call in calls)
