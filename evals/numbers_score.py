"""How well the number finder meets the hand-marked sets of `evals/numbers`.

`python -m evals.numbers_score [--misses] [SET ...]` prints, for each set, recall and precision of value, unit and span
together over quantities and stretches of time, and the share of all marks whose class is right. Signs are scored
apart: the marks hold magnitudes. The transcripts lie in the folder named by EXTRACTOR_SHARED.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from extractor.numbers import find
from extractor.records import Mention

MARKS = Path(__file__).parent / "numbers"
VALUED = ("quantity", "time_span")


@dataclass(frozen=True, slots=True)
class Mark:
    """One hand-marked number, with offsets into the whole text."""

    start: int
    end: int
    line: int
    text: str
    value: Decimal | None
    unit: str
    kind: str


@dataclass
class Score:
    """Counts of one set, and a line for every disagreement."""

    marks: int = 0
    valued: int = 0
    met: int = 0
    claimed: int = 0
    classed: int = 0
    extra: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.met / self.valued if self.valued else 1.0

    @property
    def precision(self) -> float:
        return self.met / self.claimed if self.claimed else 1.0

    @property
    def classes(self) -> float:
        return self.classed / self.marks if self.marks else 1.0


def shared() -> Path:
    """The folder with `transcripts`."""
    return Path(os.environ.get("EXTRACTOR_SHARED") or Path(__file__).parents[2] / "shared")


def read_text(name: str) -> str:
    """The text of a call as the finder sees it."""
    return (shared() / "transcripts" / f"{name}.txt").read_bytes().decode("utf-8-sig")


def read_marks(name: str, text: str) -> list[Mark]:
    """The marks of a set, in order; raises ValueError where a mark does not stand where it says."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    marks = []
    for row in map(json.loads, (MARKS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()):
        start = starts[row["line"] - 1] + row["start"]
        end = start + len(row["text"])
        if text[start:end] != row["text"]:
            raise ValueError(f"{name} line {row['line']}: {row['text']!r} is not at {row['start']}")
        value = abs(Decimal(row["value"])) if row["value"] else None
        marks.append(Mark(start, end, row["line"], row["text"], value, row["unit"], row["class"]))
    return marks


def score(text: str, marks: list[Mark], mentions: list[Mention]) -> Score:
    """The finder's mentions against the marks: exact span, value and unit; class by the same span or an overlap."""
    result = Score(marks=len(marks))
    by_span = {(m.start, m.end): m for m in mentions}
    result.claimed = sum(m.kind in VALUED for m in mentions)
    met: set[tuple[int, int]] = set()
    for mark in marks:
        same = by_span.get((mark.start, mark.end))
        near = same or next((m for m in mentions if m.start < mark.end and mark.start < m.end), None)
        if near:
            met.add((near.start, near.end))
        right_class = near is not None and near.kind == mark.kind
        result.classed += right_class
        whole = same is not None and right_class and _agrees(mark, same)
        if mark.kind in VALUED:
            result.valued += 1
            result.met += whole
        if not (whole or (right_class and mark.kind not in VALUED)):
            result.misses.append(_line(text, mark, near))
    for mention in mentions:
        if (mention.start, mention.end) not in met:
            result.extra += 1
            result.misses.append(_extra(text, mention))
    return result


def _agrees(mark: Mark, mention: Mention) -> bool:
    return mention.value is not None and abs(mention.value) == mark.value and mention.unit == mark.unit


def _line(text: str, mark: Mark, near: Mention | None) -> str:
    got = f"{near.text!r} {near.value} {near.unit} {near.kind}" if near else "nothing"
    around = text[max(0, mark.start - 30) : mark.end + 25].replace("\n", "⏎")
    return f"  {mark.line}: marked {mark.text!r} {mark.value} {mark.unit} {mark.kind}; read {got}  | {around}"


def _extra(text: str, mention: Mention) -> str:
    line = text.count("\n", 0, mention.start) + 1
    around = text[max(0, mention.start - 30) : mention.end + 25].replace("\n", "⏎")
    return f"  {line}: unmarked {mention.text!r} {mention.value} {mention.unit} {mention.kind}  | {around}"


def main(arguments: list[str] | None = None) -> int:
    """Prints the table; with --misses every disagreement."""
    parser = argparse.ArgumentParser(prog="python -m evals.numbers_score")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("sets", nargs="*")
    options = parser.parse_args(arguments)
    names = options.sets or sorted(path.stem for path in MARKS.glob("*.jsonl"))
    print(f"{'set':24} {'marks':>6} {'valued':>6} {'recall':>7} {'precision':>9} {'class':>6} {'extra':>5}")
    for name in names:
        text = read_text(name)
        one = score(text, read_marks(name, text), find(text))
        print(
            f"{name:24} {one.marks:6} {one.valued:6} {one.recall:7.4f} {one.precision:9.4f} {one.classes:6.4f} "
            f"{one.extra:5}"
        )
        if options.misses:
            print("\n".join(one.misses))
    return 0


if __name__ == "__main__":
    sys.exit(main())
