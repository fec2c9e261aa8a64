"""Rules of the workbook, read back as a spreadsheet program would."""

from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from extractor.records import CallFacts
from extractor.views import workbook
from tests import gold_calls

openpyxl = pytest.importorskip("openpyxl", reason="the workbook is read back with openpyxl")
SHEETS = ["Summary", "Facts", "Guidance", "Segments", "Q&A", "Ledger", "Checks"]


def opened(call: CallFacts, values: bool = False) -> Any:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "call.xlsx"
        workbook.write(call, path)
        return openpyxl.load_workbook(path, data_only=values)


@cache
def book(values: bool = False) -> Any:
    return opened(gold_calls.sample(), values)


def columns(sheet: Any, row: int = 1) -> dict[str, int]:
    return {cell.value: cell.column for cell in sheet[row] if cell.value}


def line(sheet: Any, **wanted: str) -> dict[str, Any]:
    """The cells of the first row whose columns hold what is wanted."""
    names = columns(sheet)
    for row in sheet.iter_rows(min_row=2):
        if all(row[names[key.replace("_", " ")] - 1].value == value for key, value in wanted.items()):
            return {name: row[column - 1] for name, column in names.items()}
    raise AssertionError(wanted)


def test_it_has_its_sheets_with_frozen_and_filtered_headers() -> None:
    """Every table can be sorted and scrolled."""
    assert book().sheetnames == SHEETS
    for name in SHEETS[1:]:
        assert book()[name].freeze_panes == "B2"
        assert book()[name].auto_filter.ref


def test_said_numbers_are_blue_numbers_with_their_quote() -> None:
    """A figure is a number in base units with a format, and a comment tells who said it where."""
    cell = line(book()["Facts"], Metric="Revenue", Measure="level", Period="2024Q2", Status="actual")["Value"]
    assert cell.value == 68_400_000
    assert cell.font.color.rgb == "FF0000FF"
    assert cell.number_format == '"$"#,##0.0,,"m";-"$"#,##0.0,,"m"'
    assert "Line 18, Ingrid Castellane: “Revenue came in at $68.4 million" in cell.comment.text


def test_percents_are_fractions_shown_as_percents() -> None:
    """27% is 0.27, so that a formula can use it."""
    cell = line(book()["Facts"], Metric="Revenue", Measure="growth", Period="2024Q2", Versus="yoy")["Value"]
    assert (cell.value, cell.number_format) == (0.26, "0.0%")


def test_computed_numbers_are_black_formulas_that_already_have_their_value() -> None:
    """The middle of a range, how far it moved and the growth it implies can be followed in the sheet."""
    found = line(book()["Guidance"], Metric="Revenue", Period="FY 2024", Measure="level", Segment=None)
    values = line(book(values=True)["Guidance"], Metric="Revenue", Period="FY 2024", Measure="level", Segment=None)
    row = found["Midpoint"].row
    assert found["Midpoint"].value == f"=(G{row}+H{row})/2"
    assert found["Midpoint moved by"].value == f"=I{row}-L{row}"
    assert found["Midpoint"].font.color.rgb == "FF000000"
    assert values["Midpoint"].value == 277_500_000
    assert values["Midpoint moved by"].value == 4_500_000
    assert found["Low"].font.color.rgb == "FF0000FF"


def test_growth_is_computed_beside_the_growth_said() -> None:
    """The summary shows what the levels give, and whether the result lies in the range guided before."""
    sheet, shown = book()["Summary"], book(values=True)["Summary"]
    top = next(row for row in range(1, 20) if sheet.cell(row, 2).value == "Period")
    names = {cell.value: cell.column for cell in sheet[top] if cell.value}
    first = top + 2
    assert [sheet.cell(first, 1).value, sheet.cell(first, names["Value"]).value] == ["Revenue", 68_400_000]
    assert str(sheet.cell(first, names["Growth, computed"]).value).startswith("=")
    assert shown.cell(first, names["Growth, computed"]).value == pytest.approx(68.4 / 54.3 - 1)
    assert shown.cell(first, names["Against guidance"]).value == "above"


@pytest.mark.parametrize("begins", ["=1+1", "+1", "-1", "@SUM(A1)", "https://example.com", "{=1}"])
def test_text_stays_text(begins: str) -> None:
    """Words of a call run nothing, whatever they begin with."""
    call = gold_calls.sample()
    facts = [call.facts[0].model_copy(update={"segment": begins, "label": begins}), *call.facts[1:]]
    cell = opened(call.model_copy(update={"facts": facts}))["Facts"].cell(2, 2)
    assert (cell.value, cell.data_type, cell.hyperlink) == (begins, "s", None)


def test_suspect_numbers_are_marked() -> None:
    """A doubtful figure has a fill, and its comment says why."""
    cell = line(book()["Facts"], Segment="Europe", Measure="share")["Value"]
    assert cell.fill.fgColor.rgb == "FFFFF2CC"
    assert "Suspect: contradicted" in cell.comment.text


def test_control_characters_and_long_quotes_make_a_valid_file() -> None:
    """What XML or a cell can't hold is left out rather than breaking the file."""
    call = gold_calls.sample()
    place = call.facts[0].evidence[0].model_copy(update={"exact": "a\x00\x0bb" + "x" * 40_000})
    facts = [call.facts[0].model_copy(update={"evidence": [place]})]
    sheet = opened(call.model_copy(update={"facts": facts}))["Facts"]
    assert sheet.cell(2, columns(sheet)["Quote"]).value.startswith("a  bxxx")


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("67700000", "USD", '"$"#,##0.0,,"m";-"$"#,##0.0,,"m"'),
        ("1234567890", "USD", '"$"#,##0.00000,,"m";-"$"#,##0.00000,,"m"'),
        ("1870000000000", "INR", '"₹"#,##0.00,,,,"tn";-"₹"#,##0.00,,,,"tn"'),
        ("0.15", "USD/share", '"$"#,##0.00;-"$"#,##0.00'),
        ("27", "percent", "0.0%"),
        ("0.35", "percent", "0.00%"),
        ("-240", "bps", '#,##0" bps"'),
        ("3.6", "multiple", '0.0"x"'),
        ("1284", "count", "#,##0"),
        ("12000", "barrel/day", "#,##0"),
    ],
)
def test_a_format_shows_every_digit_said(value: str, unit: str, shown: str) -> None:
    """Money in millions, shares in cents, rates with the places they were given."""
    places = {"1234567890": "1234.56789"}.get(value)
    assert places is None or Decimal(value) / 10**6 == Decimal(places)
    assert workbook.number_format(Decimal(value), unit) == shown


def test_an_empty_call_is_a_workbook_too() -> None:
    """No facts, no rows, no failure."""
    call = gold_calls.sample()
    bare = call.model_copy(update={"facts": [], "guidance": [], "mentions": [], "summary": type(call.summary)()})
    assert opened(bare).sheetnames == SHEETS
