"""Rules of the flat tables."""

import builtins
import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from extractor.errors import UsageError
from extractor.records import CallFacts, Fact
from extractor.views import tables
from tests import gold_calls

duckdb = pytest.importorskip("duckdb", reason="the tables are read back with DuckDB")
pytest.importorskip("pyarrow", reason="Parquet is written with pyarrow")


def changed(**fields: Any) -> CallFacts:
    """The sample with its first fact changed, and no other fact."""
    call = gold_calls.sample()
    return call.model_copy(update={"facts": [call.facts[0].model_copy(update=fields)]})


def read_csv(call: CallFacts) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(tables.csv_text([call]), newline="")))


def test_the_columns_are_the_published_ones() -> None:
    """Every row has every column, in the published order, whatever the call holds."""
    assert all(list(row) == list(tables.COLUMNS) for row in tables.rows(gold_calls.sample()))
    assert list(tables.COLUMNS)[:6] == ["call", "company", "fiscal_period", "call_date", "fact_id", "metric"]
    assert len(tables.rows(gold_calls.sample())) == len(gold_calls.sample().facts)


@pytest.mark.parametrize("value", ["1500000000000", "0.000001", "-0.15", "-68400000", "0", "33.33"])
def test_numbers_are_exact_from_a_millionth_to_trillions(tmp_path: Path, value: str) -> None:
    """Parquet gives back the very decimal, CSV its digits."""
    call = changed(value=Decimal(value))
    tables.to_parquet([call], tmp_path / "facts.parquet")
    (row,) = duckdb.sql(f"select value, midpoint, number from '{tmp_path / 'facts.parquet'}'").fetchall()
    assert row == (Decimal(value), Decimal(value), value)
    assert read_csv(call)[0]["value"] == value


def test_what_a_column_cannot_hold_is_empty_and_stands_in_the_text() -> None:
    """A number of forty digits is no error."""
    (row,) = tables.rows(changed(value=Decimal("9" * 40)))
    assert (row["value"], row["number"]) == (None, "9" * 40)


def test_a_range_has_both_ends_and_its_middle() -> None:
    """`value` is empty, `midpoint` is what to chart."""
    guided = next(row for row in tables.rows(gold_calls.sample()) if row["status"] == "guidance")
    assert (guided["value"], guided["low"], guided["high"], guided["midpoint"], guided["number"]) == (
        None, Decimal(70_500_000), Decimal(71_500_000), Decimal(71_000_000), "70500000 to 71500000",
    )  # fmt: skip


@pytest.mark.parametrize("begins", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_text_in_csv_runs_nothing(begins: str) -> None:
    """A spreadsheet that opens the file finds text, and Parquet keeps the words as they are."""
    call = changed(label=begins)
    assert read_csv(call)[0]["label"] == "'" + begins
    assert tables.rows(call)[0]["label"] == begins


def test_a_negative_number_in_csv_stays_a_number() -> None:
    """Only text is guarded."""
    assert read_csv(changed(value=Decimal(-800_000)))[0]["value"] == "-800000"


def test_quotes_with_commas_and_line_ends_come_back() -> None:
    """CSV by RFC 4180: what is in a field comes out of it."""
    said = 'He said "up,\r\nthen down"'
    assert read_csv(changed(segment=said))[0]["segment"] == said


def test_duckdb_answers_a_question(tmp_path: Path) -> None:
    """The example of the README, on our own sample."""
    path = tmp_path / "facts.parquet"
    tables.to_parquet([gold_calls.sample()], path)
    found = duckdb.sql(
        f"select period, low, high from '{path}' where metric = 'revenue' and status = 'guidance' "
        "and unit = 'USD' and measure = 'level' and segment = '' order by line"
    ).fetchall()
    assert found == [
        ("2024Q3", Decimal(70_500_000), Decimal(71_500_000)),
        ("FY2024", Decimal(276_000_000), Decimal(279_000_000)),
    ]


def test_no_call_is_an_empty_table(tmp_path: Path) -> None:
    """The columns are there without a row."""
    tables.to_parquet([], tmp_path / "none.parquet")
    assert duckdb.sql(f"select count(*) from '{tmp_path / 'none.parquet'}'").fetchall() == [(0,)]


def test_without_pyarrow_the_error_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence, exit code 2."""
    real = builtins.__import__

    def absent(name: str, *rest: Any) -> Any:
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(UsageError, match=r"pip install 'kpi-extractor\[tables\]'") as raised:
        tables.to_parquet([], tmp_path / "none.parquet")
    assert raised.value.exit_code == 2


def test_suspect_facts_name_their_failed_checks() -> None:
    """A query can leave them out, or look at why."""
    suspect = [row for row in tables.rows(gold_calls.sample()) if row["verdict"] == "suspect"]
    assert suspect
    assert all(row["failed_checks"] for row in suspect)


def test_facts_are_rows_of_the_call() -> None:
    """The key of a row is the call and the fact's id."""
    facts: list[Fact] = gold_calls.sample().facts
    keys = {(row["transcript_sha256"], row["fact_id"]) for row in tables.rows(gold_calls.sample())}
    assert len(keys) == len(facts)
