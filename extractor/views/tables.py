"""Calls as one flat table, a row a fact, for pandas, polars, DuckDB and spreadsheets.

In: saved calls. Out: CSV or Parquet with the columns of `COLUMNS`, in that order, whatever the calls hold; a later
version may add columns at the end. `value`, `low`, `high` and `midpoint` are decimals in base units and signed, never
floats: 38 digits, 6 of them after the point (Parquet decimal128(38, 6), empty for what is larger); `number` holds the
same exactly, as text.
Percents are as people say them: 27 is 27%. `midpoint` is the value, or the middle of the range.

In CSV, text that begins with = + - @ (or a tab or a carriage return) gets an apostrophe before it, so that no
spreadsheet runs it; Parquet holds it as it stands.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_EVEN, Context, Decimal
from pathlib import Path
from typing import Any

from extractor.errors import UsageError
from extractor.records import CallFacts, Fact

COLUMNS = {
    "call": "text", "company": "text", "fiscal_period": "text", "call_date": "text",
    "fact_id": "text", "metric": "text", "label": "text", "segment": "text", "measure": "text", "versus": "text",
    "share_of": "text", "period": "text", "status": "text", "basis": "text",
    "value": "decimal", "low": "decimal", "high": "decimal", "midpoint": "decimal", "number": "text", "unit": "text",
    "qualifier": "text", "verdict": "text", "failed_checks": "text", "confidence": "ratio", "read_by": "text",
    "speaker": "text", "side": "text", "section": "text", "line": "whole", "start": "whole", "end": "whole",
    "printed": "text", "quote": "text", "places": "whole", "transcript_sha256": "text", "schema_version": "text",
}  # fmt: skip
DIGITS, PLACES = 38, 6
_STEP = Decimal(1).scaleb(-PLACES)
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rows(call: CallFacts) -> list[dict[str, Any]]:
    """A row a fact, in the order of the text; every row has every column."""
    about = call.call
    of_call = {
        "call": about.name,
        "company": about.company,
        "fiscal_period": about.fiscal_period,
        "call_date": about.date,
        "transcript_sha256": about.transcript_sha256,
        "schema_version": call.schema_version,
    }
    return [{name: row[name] for name in COLUMNS} for row in ({**of_call, **_of_fact(fact)} for fact in call.facts)]


def _of_fact(fact: Fact) -> dict[str, Any]:
    plain = ("metric", "label", "segment", "measure", "versus", "share_of", "period", "status", "basis", "unit")
    return {
        **{name: getattr(fact, name) for name in (*plain, "qualifier", "verdict", "confidence")},
        **_numbers(fact),
        **_place(fact),
        "fact_id": fact.id,
        "failed_checks": "; ".join(check.name for check in fact.checks if not check.passed),
        "read_by": "; ".join(fact.read_by),
        "places": len(fact.evidence),
    }


def _numbers(fact: Fact) -> dict[str, Any]:
    ends = (fact.value,) if fact.value is not None else (fact.low, fact.high)
    known = [end for end in ends if end is not None]
    return {
        **{name: _rounded(getattr(fact, name)) for name in ("value", "low", "high")},
        "midpoint": _rounded(sum(known, Decimal(0)) / len(known)) if known else None,
        "number": " to ".join(f"{end:f}" for end in known),
    }


def _rounded(value: Decimal | None) -> Decimal | None:
    """The value with the column's places; nothing for what the column cannot hold."""
    if value is None or value.adjusted() >= DIGITS - PLACES:
        return None
    return value.quantize(_STEP, ROUND_HALF_EVEN, Context(prec=DIGITS))


def _place(fact: Fact) -> dict[str, Any]:
    first = fact.evidence[0]
    return {
        "speaker": first.speaker,
        "side": first.side,
        "section": first.section,
        "line": first.line,
        "start": first.numbers[0].start,
        "end": first.numbers[-1].end,
        "printed": " … ".join(number.text for number in first.numbers),
        "quote": first.exact,
    }


def csv_text(calls: Iterable[CallFacts]) -> str:
    """The table as CSV (RFC 4180), with its header line; numbers as plain decimals, empty where there is none."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_field(row[name]) for name in COLUMNS] for row in _all(calls))
    return buffer.getvalue()


def _field(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".")
    text = str(value)
    return "'" + text if isinstance(value, str) and text.startswith(_STARTS_A_FORMULA) else text


def _all(calls: Iterable[CallFacts]) -> Iterator[dict[str, Any]]:
    for call in calls:
        yield from rows(call)


def to_parquet(calls: Iterable[CallFacts], path: Path) -> None:
    """Writes the table as Parquet. Raises `UsageError` where pyarrow is not installed."""
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError:
        raise UsageError("Parquet needs pyarrow; run: pip install 'kpi-extractor[tables]'.") from None
    kinds = {
        "text": arrow.string(),
        "whole": arrow.int64(),
        "ratio": arrow.float64(),
        "decimal": arrow.decimal128(DIGITS, PLACES),
    }
    schema = arrow.schema([(name, kinds[kind]) for name, kind in COLUMNS.items()])
    parquet.write_table(arrow.Table.from_pylist(list(_all(calls)), schema=schema), path)
