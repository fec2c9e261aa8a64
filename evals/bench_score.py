"""How the time to score and report a run grows with its calls: `python -m evals.bench_score`, under a minute.

The labelled sample calls, read by rules, are entered under as many names as are wanted, each with a transcript, labels
and a line of the run of its own: some hundred facts a call, in a folder that is thrown away. `score` and `report` are
started as commands, and the processor seconds of both are added, which other programs on the machine still stretch.
The exit code is 1 where the largest run takes more than `LIMIT`, or a doubling of the calls more than 2.3 times the
time; sizes are to be doublings.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from evals import gold, runs, sources
from evals.gold import GoldCall
from evals.runs import Line, Plan
from extractor import Settings, extract

RULES = Settings(reader="rules")
LIMIT = 20
STEEPEST = 2.3


class Sample(NamedTuple):
    """A sample call: its transcript, its labels, and the line of a run that read it."""

    text: str
    call: GoldCall
    line: Line


class Took(NamedTuple):
    """What both commands took."""

    processor: float
    wall: float


def samples() -> list[Sample]:
    """The sample calls that are labelled, read by rules."""
    paths = {sources.digest(sources.read(path)): path for path in sources.SAMPLES.glob("*.txt")}
    return [_sample(call, paths[call.sha256]) for call in gold.load() if call.sha256 in paths]


def _sample(call: GoldCall, path: Path) -> Sample:
    line = Line(call=call.call, repeat=0, seconds=0.5, facts=extract(path, RULES))
    return Sample(sources.read(path), call, line)


def write(folder: Path, found: Sequence[Sample], calls: int) -> None:
    """Writes the folders `transcripts`, `gold` and `run` of so many calls; a last line tells the transcripts apart."""
    for name in ("transcripts", "gold", "run"):
        (folder / name).mkdir()
    names = [f"call-{number:04}" for number in range(calls)]
    plan = Plan(reader="rules", calls=names, gold="", started="")
    (folder / "run" / runs.PLAN).write_text(plan.model_dump_json(), encoding="utf-8")
    with (
        (folder / "gold" / "calls.jsonl").open("w", encoding="utf-8") as entries,
        (folder / "run" / runs.LINES).open("w", encoding="utf-8") as lines,
    ):
        for number, name in enumerate(names):
            sample = found[number % len(found)]
            text = f"{sample.text}\n{name}"
            (folder / "transcripts" / f"{name}.txt").write_text(text, encoding="utf-8", newline="")
            gold.add(folder / "gold", name, sample.call.facts)
            own = {"call": name, "transcript_sha256": sources.digest(text)}
            entries.write(sample.call.provenance.model_copy(update=own).model_dump_json() + "\n")
            lines.write(sample.line.model_copy(update={"call": name}).model_dump_json() + "\n")


def timed(folder: Path) -> Took:
    """What `score` and `report` take on the run that was written into the folder."""
    commands = [["score", str(folder / "run"), "--gold", str(folder / "gold")], ["report", str(folder / "run")]]
    before, begin = os.times(), time.perf_counter()
    for command in commands:
        environ = {**os.environ, "EXTRACTOR_TRANSCRIPTS": str(folder / "transcripts")}
        subprocess.run([sys.executable, "-m", "evals", *command], env=environ, stdout=subprocess.DEVNULL, check=True)
    after = os.times()
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    return Took(processor, time.perf_counter() - begin)


def measure(found: Sequence[Sample], calls: int) -> Took:
    """What a run of so many calls takes."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), found, calls)
        return timed(Path(folder))


def main(arguments: list[str] | None = None) -> int:
    """Prints seconds and ratios; 1 where the limit is passed or the time grows faster than the calls."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench_score")
    parser.add_argument("--calls", type=int, nargs="+", default=[125, 250, 500])
    options = parser.parse_args(arguments)
    found = samples()
    took = [measure(found, calls) for calls in options.calls]
    ratios = [later.processor / before.processor for before, later in pairwise(took)]
    for calls, each in zip(options.calls, took, strict=True):
        print(f"{calls:5} calls  {each.processor:6.2f} s of processor  {each.wall:6.2f} s by the clock")
    print(f"ratios {' '.join(f'{ratio:.2f}' for ratio in ratios)}; at most {STEEPEST}, and {LIMIT} s")
    return int(took[-1].processor > LIMIT or max(ratios, default=0) > STEEPEST)


if __name__ == "__main__":
    sys.exit(main())
