"""How fast and how large reading by rules is: `python -m evals.bench_calls`, a Markdown table with the limits beside.

    python -m evals.bench_calls                        # the shared calls, or the samples where there are none; a minute
    python -m evals.bench_calls --reads 60 CALL ...    # fewer reads for the memory, calls of your own

Reads in process are counted in processor time, which other programs on the machine still stretch: the fastest read of
each call is shown beside the median of all. The command is started anew each time, and the fastest start counts. The
exit code is 1 where a limit is passed.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from itertools import chain, cycle, islice
from pathlib import Path
from typing import NamedTuple

from evals.sources import SAMPLES, folders
from extractor import Settings, extract

RULES = Settings(reader="rules")
WARM = 50
"""Reads before the memory is looked at for the first time: by then everything that is kept once has been made."""
IMPORT = """
import time; begin = time.perf_counter()
from extractor import Settings, extract
print(time.perf_counter() - begin)
"""


class Row(NamedTuple):
    """One figure with its unit, and the limit it has to keep."""

    name: str
    value: float
    unit: str
    limit: float | None

    @property
    def kept(self) -> bool:
        """Whether it keeps its limit, or has none."""
        return self.limit is None or self.value <= self.limit

    def __str__(self) -> str:
        limit = "" if self.limit is None else f"{self.limit:g} {self.unit}"
        return f"| {self.name} | {self.value:.3g} {self.unit} | {limit} | {'' if self.kept else 'too much'} |"


class Started(NamedTuple):
    """What one run of the command took."""

    seconds: float
    megabytes: float


def calls() -> list[Path]:
    """The calls to read where none are named."""
    shared = [path for folder in folders() if folder != SAMPLES for path in sorted(folder.glob("*.txt"))]
    return shared or sorted(SAMPLES.glob("*.txt"))


def times(paths: Sequence[Path], repeats: int) -> dict[Path, list[float]]:
    """Processor milliseconds of each read, all calls in turn; the first round, which fills caches, is left out."""
    _read(paths)
    rounds = [[_milliseconds(path) for path in paths] for _ in range(repeats)]
    return {path: [each[number] for each in rounds] for number, path in enumerate(paths)}


def _milliseconds(path: Path) -> float:
    begin = time.process_time()
    extract(path, RULES)
    return 1000 * (time.process_time() - begin)


def growth(paths: Sequence[Path], reads: int) -> float:
    """Megabytes by which this process grows in so many reads, once `WARM` others have been made."""
    turn = cycle(paths)
    _read(islice(turn, WARM))
    begin = _resident()
    _read(islice(turn, reads))
    return _resident() - begin


def _read(paths: Iterable[Path]) -> None:
    for path in paths:
        extract(path, RULES)


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 1e6


def cold(path: Path) -> Started:
    """`extractor run` on one call in a new process."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "extractor", "run", "--reader", "rules", str(path), "--output", folder]
        begin = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"`{' '.join(command)}` failed with exit code {process.returncode}.")
        return Started(time.perf_counter() - begin, usage.ru_maxrss * 1024 / 1e6)


def imported() -> float:
    """Seconds that the import takes in a new process."""
    return float(subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True).stdout)


def rows(paths: Sequence[Path], repeats: int, reads: int) -> list[Row]:
    """Every figure with its limit."""
    read = times(paths, repeats)
    fastest = {path: min(each) for path, each in read.items()}
    slowest = max(fastest, key=lambda path: fastest[path])
    started = [cold(slowest) for _ in range(repeats)]
    return [
        Row(f"a call in process, median of {len(paths)}", statistics.median(chain(*read.values())), "ms", 150),
        Row("the same, fastest read of each call", statistics.median(fastest.values()), "ms", None),
        Row(f"the slowest call, {slowest.stem}", fastest[slowest], "ms", None),
        Row("`extractor run` on that call, cold", min(each.seconds for each in started), "s", 2),
        Row("import", min(imported() for _ in range(repeats)), "s", 0.7),
        Row("peak memory of that run", max(each.megabytes for each in started), "MB", 150),
        Row(f"memory gained over {reads} reads", growth(paths, reads), "MB", 5),
    ]


def main(arguments: list[str] | None = None) -> int:
    """Prints the table; 1 where a limit is passed."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench_calls")
    parser.add_argument("calls", type=Path, nargs="*", help="transcripts; the shared ones where none is named")
    parser.add_argument("--repeats", type=int, default=3, help="reads of each call, and starts of the command")
    parser.add_argument("--reads", type=int, default=500, help="reads over which the memory is watched")
    options = parser.parse_args(arguments)
    found = rows(options.calls or calls(), options.repeats, options.reads)
    print("| figure | measured | limit | |\n| --- | --: | --: | --- |", *found, sep="\n")
    return int(not all(row.kept for row in found))


if __name__ == "__main__":
    sys.exit(main())
