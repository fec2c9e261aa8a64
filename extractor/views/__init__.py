"""Who shows a call: each view takes the saved value and nothing else.

    json      the contract itself            jsonl    one call a line, for many calls
    markdown  a note with footnotes          csv      one row a fact
    workbook  sheets, formats and formulas   parquet  one row a fact, typed

`terminal.render(call, console)` prints and writes no file. Libraries are imported when their view is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from extractor.errors import UsageError
from extractor.records import CallFacts

SUFFIXES = {
    "json": ".json",
    "markdown": ".md",
    "workbook": ".xlsx",
    "csv": ".csv",
    "parquet": ".parquet",
    "jsonl": ".jsonl",
}
NAMES = tuple(SUFFIXES)
TEXT = ("json", "markdown", "csv", "jsonl")


def text(name: str, call: CallFacts) -> str:
    """The call as that text view. Raises `UsageError` for a view that is none, or no text."""
    match name:
        case "json":
            return call.to_json() + "\n"
        case "markdown":
            return str(import_module("extractor.views.markdown").render(call))
        case "csv":
            return str(import_module("extractor.views.tables").csv_text([call]))
        case "jsonl":
            return str(import_module("extractor.views.jsonlines").line(call))
        case _:
            raise UsageError(f"The view {name} is no text; choose one of {', '.join(TEXT)}, or give it a file.")


def write(name: str, call: CallFacts, path: Path) -> Path:
    """The file written: `path`, with the view's suffix where it lacks it. Raises `UsageError` with what to do."""
    if name not in SUFFIXES:
        raise UsageError(f"There is no view {name}; the views are {', '.join(NAMES)}.")
    suffix = SUFFIXES[name]
    target = path if path.suffix == suffix else path.with_name(path.name + suffix)
    try:
        if name in TEXT:
            target.write_text(text(name, call), encoding="utf-8", newline="")
        else:
            _binary(name)(call, target)
    except OSError as error:
        raise UsageError(f"{target} cannot be written ({error.strerror}); choose another place.") from None
    return target


def _binary(name: str) -> Callable[[CallFacts, Path], None]:
    if name == "workbook":
        return import_module("extractor.views.workbook").write  # type: ignore[no-any-return]
    tables = import_module("extractor.views.tables")
    return lambda call, target: tables.to_parquet([call], target)
