"""The number finder beside the libraries a user would pick instead, on the hand-marked English lines.

`python -m evals.bench_number_libraries [--python OTHER_PYTHON] [--write]` makes an environment in a temporary folder,
installs what installs there, runs each library over the same lines and prints one table. The libraries read English;
the Chinese lines of the sets are left out for all. Each library is asked for everything it has on numbers, money,
percents and durations, and of overlapping answers the longest counts.

A mark is met in value when an answer that overlaps it has its value; in unit when that answer has its unit, too;
exactly when the span agrees as well. Precision is the share of answers that meet some mark's value.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

PACKAGES = {
    "recognizers-text": ["recognizers-text-suite", "emoji<2"],
    "quantulum3": ["quantulum3"],
    "duckling": ["pyduckling-native-phihos"],
    "price-parser": ["price-parser"],
    "text2num": ["text2num"],
}
SETS = ("alkami-2023q1", "alkami-2023q3", "sprout-social-2023q4", "mediatek-2025q4")


class Answer(NamedTuple):
    """What a library reads on one line; value and unit as text."""

    start: int
    end: int
    value: str
    unit: str


Reader = Callable[[str], Iterator[Answer]]


# What runs in the other environment


def recognizers() -> Reader:
    """Microsoft recognizers-text: numbers, percents, money and dimensions."""
    numbers, dimensions = import_module("recognizers_number"), import_module("recognizers_number_with_unit")
    recognizing = [numbers.recognize_number, numbers.recognize_percentage]
    recognizing += [dimensions.recognize_currency, dimensions.recognize_dimension]

    units = {"Dollar": "USD", "United States dollar": "USD", "Cent": "USD"}

    def read(line: str) -> Iterator[Answer]:
        for recognize in recognizing:
            for found in recognize(line, "en-us"):
                value = str((found.resolution or {}).get("value") or "")
                said = str((found.resolution or {}).get("unit") or "")
                unit = "percent" if value.endswith("%") else units.get(said, said.lower() or "count")
                yield Answer(found.start, found.end + 1, value.rstrip("%"), unit)

    return read


def quantulum() -> Reader:
    """quantulum3."""
    parser = import_module("quantulum3.parser")

    units = {"dollar": "USD", "percentage": "percent", "basis point": "bps", "dimensionless": "count"}

    def read(line: str) -> Iterator[Answer]:
        for found in parser.parse(line):
            yield Answer(found.span[0], found.span[1], repr(found.value), units.get(found.unit.name, found.unit.name))

    return read


def duckling() -> Reader:
    """Duckling, through its native binding."""
    binding = import_module("duckling")

    zones = binding.load_time_zones("/usr/share/zoneinfo")
    moment = binding.parse_ref_time(zones, "America/New_York", 1700000000)
    locale = binding.parse_locale("EN_US", binding.default_locale_lang(binding.parse_lang("EN")))
    context = binding.Context(moment, locale)
    wanted = binding.parse_dimensions(["number", "amount-of-money", "quantity", "duration"])

    def read(line: str) -> Iterator[Answer]:
        for found in binding.parse(line, context, wanted, False):
            value = found["value"]
            if "value" in value:
                unit = {"$": "USD"}.get(value.get("unit", ""), value.get("unit", "count"))
                percent = line[found["end"] : found["end"] + 1] == "%"
                yield Answer(found["start"], found["end"], str(value["value"]), "percent" if percent else unit)

    return read


def price() -> Reader:
    """price-parser, which reads one price from a text: given each stretch around a currency sign."""
    prices = import_module("price_parser")

    def read(line: str) -> Iterator[Answer]:
        for match in re.finditer(r"\$[ \d.,]*\d", line):
            found = prices.Price.fromstring(match[0])
            if found.amount is not None:
                yield Answer(match.start(), match.end(), str(found.amount), {"$": "USD"}.get(found.currency, ""))

    return read


def text2num() -> Reader:
    """text2num, which rewrites number words into digits: the numbers of the rewritten text, without places."""
    rewriting = import_module("text_to_num")

    def read(line: str) -> Iterator[Answer]:
        for match in re.finditer(r"\d[\d,]*(?:\.\d+)?", rewriting.alpha2digit(line, "en")):
            yield Answer(0, len(line), match[0].replace(",", ""), "count")

    return read


READERS: dict[str, Callable[[], Reader]] = {
    "recognizers-text": recognizers,
    "quantulum3": quantulum,
    "duckling": duckling,
    "price-parser": price,
    "text2num": text2num,
}


def work(name: str, lines: list[str]) -> dict[str, Any]:
    """Answers and processor time of one library; overlapping answers thinned to the longest."""
    read = READERS[name]()
    begin = time.process_time()
    answers = [list(read(line)) for line in lines]
    seconds = time.process_time() - begin
    thin = name not in ("text2num",)
    return {"seconds": seconds, "answers": [_longest(row) if thin else row for row in answers]}


def _longest(answers: list[Answer]) -> list[Answer]:
    kept: list[Answer] = []
    for answer in sorted(answers, key=lambda one: (one.start - one.end, one.unit == "count")):
        if all(answer.end <= other.start or other.end <= answer.start for other in kept):
            kept.append(answer)
    return sorted(kept)


# What runs here


def main(arguments: list[str] | None = None) -> int:
    """Prints the table; with --write puts it into the README beside the marks."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench_number_libraries")
    parser.add_argument("--worker", choices=READERS)
    parser.add_argument("--python", help="an interpreter that has the libraries; made in a temporary folder if missing")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args(arguments)
    if options.worker:
        json.dump(work(options.worker, json.load(sys.stdin)), sys.stdout)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        python = options.python or _environment(Path(folder))
        table = _table(python)
    print(table)
    if options.write:
        _write(table)
    return 0


def _environment(folder: Path) -> str:
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    for packages in PACKAGES.values():
        subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=False)
    return python


def _table(python: str) -> str:
    lines, marks = _marked_lines()
    megabytes = sum(len(line.encode()) for line in lines) / 1e6
    rows = [_row("this finder", marks, _own(lines), megabytes)]
    for name in READERS:
        reply = subprocess.run(
            [python, "-W", "ignore", __file__, "--worker", name],
            input=json.dumps(lines),
            capture_output=True,
            text=True,
        )
        rows.append(
            _row(name, marks, json.loads(reply.stdout), megabytes)
            if reply.returncode == 0
            else f"| {name} | did not run | | | | |"
        )
    head = "| library | value | value and unit | exact span too | precision | seconds a MB |"
    rule = "| --- | --: | --: | --: | --: | --: |"
    return "\n".join([head, rule, *rows])


def _marked_lines() -> tuple[list[str], list[list[Any]]]:
    """The English lines of the sets, and the quantities and stretches of time marked on each."""
    from evals.numbers_score import MARKS, VALUED, read_text

    lines: list[str] = []
    marks: list[list[Any]] = []
    for name in SETS:
        by_line: dict[int, list[Any]] = {}
        for row in map(json.loads, (MARKS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()):
            if row["class"] in VALUED:
                by_line.setdefault(row["line"], []).append(row)
        for number, line in enumerate(read_text(name).split("\n"), start=1):
            if line.strip() and not re.search(r"[\u4e00-\u9fff]", line):
                lines.append(line)
                marks.append(by_line.get(number, []))
    return lines, marks


def _own(lines: list[str]) -> dict[str, Any]:
    from extractor.numbers import find

    begin = time.process_time()
    found = [find(line) for line in lines]
    seconds = time.process_time() - begin
    answers = [
        [Answer(m.start, m.end, str(m.value), m.unit) for m in row if m.kind in ("quantity", "time_span")]
        for row in found
    ]
    return {"seconds": seconds, "answers": answers}


def _row(name: str, marks: list[list[Any]], reply: dict[str, Any], megabytes: float) -> str:
    met = {"value": 0, "unit": 0, "exact": 0}
    right = answered = 0
    for row, said in zip(marks, reply["answers"], strict=True):
        answers = [Answer(*answer) for answer in said]
        answered += len(answers)
        right += sum(any(_meets(mark, answer) for mark in row) for answer in answers)
        for mark in row:
            hits = [answer for answer in answers if _meets(mark, answer)]
            units = [answer for answer in hits if answer.unit == mark["unit"]]
            met["value"] += bool(hits)
            met["unit"] += bool(units)
            met["exact"] += any(
                (one.start, one.end) == (mark["start"], mark["start"] + len(mark["text"])) for one in units
            )
    total = sum(map(len, marks))
    shares = " | ".join(f"{100 * count / total:.1f}%" for count in met.values())
    return f"| {name} | {shares} | {100 * right / max(answered, 1):.1f}% | {reply['seconds'] / megabytes:.2f} |"


def _meets(mark: dict[str, Any], answer: Answer) -> bool:
    if answer.end <= mark["start"] or mark["start"] + len(mark["text"]) <= answer.start:
        return False
    try:
        value = abs(Decimal(answer.value))
    except ArithmeticError:
        return False
    wanted = abs(Decimal(mark["value"]))
    return abs(value - wanted) <= wanted * Decimal("0.000001")


BEGIN, END = "<!-- libraries -->", "<!-- /libraries -->"


def _write(table: str) -> None:
    path = Path(__file__).parent / "numbers" / "README.md"
    before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    path.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
