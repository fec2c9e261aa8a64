"""A call as an Excel workbook: what was said in blue, what is computed in black with its formula, each with its quote.

In: a saved call. Out: an .xlsx file with the sheets Summary, Facts, Guidance, Segments, Q&A, Ledger and Checks. Numbers
are numbers with formats (27% is 0.27 shown as a percentage, money is whole and shown in millions), units and periods
stand in columns of their own, the quote is the cell's comment. Text is written as text whatever it begins with.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from extractor import formatting
from extractor.records import CallFacts, Fact
from extractor.views import sheets
from extractor.views.page import Page, heading
from extractor.views.sheets import (
    CHECKS,
    COMPUTED_RATE,
    FACTS,
    FIGURES,
    GUIDANCE,
    LEDGER,
    QUESTIONS,
    Computed,
    Stated,
    Value,
    in_cell,
)

BLUE, BLACK, GREY, PALE, SHADE = "#0000FF", "#000000", "#595959", "#FFF2CC", "#EDEDED"
LONGEST_TEXT = 32_000
LINE_HEIGHT = 14
WIDEST = 44
FIXED = {"Quote": 90, "of": 12}
WRAPPED = {
    "Finding": 100, "Figures given": 56, "Question": 56, "Declined": 34, "Answered by": 24, "Firm": 24,
    "About": 24, "Facts": 60,
}  # fmt: skip
RIGHT = (
    "Value", "Share", "Share before", "Year on year", "Change", "On quarter", "Before", "Growth, computed",
    "Guided low", "Guided high", "Against guidance", "Low", "High", "Midpoint", "Prior low", "Prior high",
    "Prior midpoint", "Midpoint moved by", "Year before", "Implied growth", "Line",
)  # fmt: skip
MILLION, TRILLION = Decimal(10) ** 6, Decimal(10) ** 12
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def write(call: CallFacts, path: Path) -> None:
    """Writes the workbook."""
    page, made = Page(call), BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as file:
        book = _Book(file)
        _summary(book, page)
        facts = book.sheet("Facts", FACTS, [sheets.fact_row(fact) for fact in call.facts])
        facts.print_area(0, 0, max(len(call.facts), 1), FACTS.index("Quote"))
        outlook = book.sheet("Guidance", GUIDANCE, [sheets.guidance_row(page, line) for line in call.guidance])
        outlook.print_area(0, 0, max(len(call.guidance), 1), GUIDANCE.index("Line"))
        book.sheet("Segments", FIGURES, [sheets.figures(page, line) for line in call.summary.segments])
        book.sheet("Q&A", QUESTIONS, sheets.questions(page))
        book.sheet("Ledger", LEDGER, sheets.ledger(call))
        book.sheet("Checks", CHECKS, sheets.checks(page))
    path.write_bytes(made.getvalue())


# Laying out


class _Book:
    """The file with its formats, made when first used."""

    def __init__(self, file: Any) -> None:
        self.file = file
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def style(self, **properties: Any) -> Any:
        """The format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.file.add_format({"font_name": "Calibri", "font_size": 10, **properties})
        return self._formats[key]

    def sheet(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[Value]]) -> Any:
        """A sheet with one table: frozen header, filter, column widths, one page wide when printed."""
        sheet = self.file.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        self.widths(sheet, columns, rows)
        self.header(sheet, 0, columns)
        self.rows(sheet, 1, columns, rows)
        sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
        sheet.repeat_rows(0)
        self.printed(sheet, name)
        return sheet

    def printed(self, sheet: Any, name: str) -> None:
        """Landscape, one page wide, with the sheet's name and the page below."""
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        sheet.set_footer(f"&L{name.replace('&', '&&')}&R&P / &N")
        sheet.hide_gridlines(2)

    def header(self, sheet: Any, top: int, columns: Sequence[str]) -> None:
        """The names of the columns on row `top` (from 0), over numbers to the right."""
        sheet.set_row(top, 2 * LINE_HEIGHT)
        for column, name in enumerate(columns):
            side = {"align": "right"} if name in RIGHT else {"align": "left", "indent": min(column, 1)}
            shown = self.style(bold=True, bottom=1, text_wrap=True, valign="bottom", **side)
            sheet.write_string(top, column, name, shown)

    def title(self, sheet: Any, row: int, title: str) -> None:
        """A row that names the rows below it."""
        shown = self.style(bold=True, bg_color=SHADE)
        for column in range(len(FIGURES)):
            sheet.write_blank(row, column, None, shown)
        sheet.write_string(row, 0, title, shown)

    def rows(self, sheet: Any, top: int, columns: Sequence[str], rows: Sequence[Sequence[Value]]) -> None:
        """The rows from row `top` on, as high as their wrapped text."""
        for row, cells in enumerate(rows, top):
            lines = max(map(_lines, cells, columns), default=1)
            if lines > 1:
                sheet.set_row(row, lines * LINE_HEIGHT)
            for column, cell in enumerate(cells):
                self.cell(sheet, (row, column), cell, columns)

    def cell(self, sheet: Any, at: tuple[int, int], cell: Value, columns: Sequence[str]) -> None:
        """Writes one cell; an empty one stays empty."""
        if isinstance(cell, Stated):
            self._stated(sheet, at, cell)
        elif isinstance(cell, Computed):
            formula = _in_cells(cell.formula, at[0], columns)
            shown = cell.value if isinstance(cell.value, str) else in_cell(cell.value, cell.unit)
            plain = "General" if isinstance(cell.value, str) else number_format(cell.value, cell.unit)
            sheet.write_formula(*at, formula, self._numeric(plain, BLACK), shown)
            self._quoted(sheet, at, cell.fact)
        elif isinstance(cell, int):
            sheet.write_number(*at, cell, self.style(valign="top"))
        elif cell:
            shown = self.style(valign="top", text_wrap=columns[at[1]] in WRAPPED, align="left", indent=min(at[1], 1))
            sheet.write_string(*at, _plain(cell), shown)

    def _stated(self, sheet: Any, at: tuple[int, int], cell: Stated) -> None:
        if cell.value is None:
            return
        doubtful = cell.fact is not None and cell.fact.verdict == "suspect"
        fill = {"bg_color": PALE} if doubtful else {}
        shown = _marked(number_format(cell.value, cell.unit), cell.fact)
        sheet.write_number(*at, in_cell(cell.value, cell.unit), self._numeric(shown, BLUE, **fill))
        self._quoted(sheet, at, cell.fact)

    def _quoted(self, sheet: Any, at: tuple[int, int], fact: Fact | None) -> None:
        if fact is not None:
            sheet.write_comment(*at, _comment(fact), {"x_scale": 3, "y_scale": 1.6, "author": "extractor"})

    def _numeric(self, shown: str, colour: str, **more: Any) -> Any:
        return self.style(num_format=shown, font_color=colour, align="right", valign="top", **more)

    def widths(self, sheet: Any, columns: Sequence[str], rows: Sequence[Sequence[Value]]) -> None:
        """Each column as wide as its longest text, within reason; wrapped text has a width of its own."""
        for column, name in enumerate(columns):
            longest = max((_width(row[column]) for row in rows), default=0)
            fitting = min(max([longest, *map(len, name.split())]) + 2, WIDEST)
            sheet.set_column(column, column, WRAPPED.get(name, FIXED.get(name, fitting)))


def _width(cell: Value) -> int:
    if isinstance(cell, str):
        return max((len(part) for part in cell.split("\n")), default=0)
    return 0 if cell is None else 11 if not isinstance(cell, int) else len(str(cell))


def _lines(cell: Value, column: str) -> int:
    """How many lines the cell takes."""
    if not isinstance(cell, str) or column not in WRAPPED:
        return 1
    return sum(max(1, -(-len(part) // (WRAPPED[column] - 2))) for part in cell.split("\n"))


def _in_cells(formula: str, row: int, columns: Sequence[str]) -> str:
    names = {name: f"{_letters(column)}{row + 1}" for column, name in enumerate(columns)}
    return re.sub(r"\{([^}]+)\}", lambda found: names[found[1]], formula)


def _letters(column: int) -> str:
    first, last = divmod(column, 26)
    return (_letters(first - 1) if first else "") + chr(ord("A") + last)


def number_format(value: Decimal, unit: str) -> str:
    """The Excel format that shows every digit that was said.

    >>> number_format(Decimal("67700000"), "USD"), number_format(Decimal("27"), "percent")
    ('"$"#,##0.0,,"m";-"$"#,##0.0,,"m"', '0.0%')
    """
    if unit == COMPUTED_RATE:
        return "0.0%"
    if unit == "percent":
        return f"0.{'0' * _places(value, 1)}%"
    if unit == "bps":
        return '#,##0" bps"'
    if unit == "multiple":
        return f'0.{"0" * _places(value, 1)}"x"'
    currency = re.match(r"[A-Z]{3}(?![^/])", unit)
    if not currency:
        return "#,##0" + ("." + "0" * _places(value, 1) if value % 1 else "")
    symbol = formatting.SYMBOLS.get(currency[0], currency[0] + " ")
    shown = f'"{symbol}"{_plain_money(value) if "/" in unit else _money(value)}'
    return f"{shown};-{shown}"


def _marked(shown: str, fact: Fact | None) -> str:
    """The format with the mark of a number that was not said exactly."""
    mark = formatting.MARKS[fact.qualifier] if fact else ""
    return ";".join(f'"{mark}"{part}' for part in shown.split(";")) if mark else shown


def _money(value: Decimal) -> str:
    size = abs(value)
    if size >= TRILLION:
        return f'#,##0.{"0" * _places(value / TRILLION, 1)},,,,"tn"'
    if size >= MILLION / 10:
        return f'#,##0.{"0" * _places(value / MILLION, 1)},,"m"'
    return _plain_money(value)


def _plain_money(value: Decimal) -> str:
    return f"#,##0.{'0' * _places(value, 2)}" if value % 1 else "#,##0"


def _places(value: Decimal, least: int) -> int:
    """Decimal places needed to show the value, at least `least`, at most 6."""
    exponent = value.normalize().as_tuple().exponent
    return min(max(-exponent if isinstance(exponent, int) else 0, least), 6)


def _plain(text: str) -> str:
    return _CONTROL.sub(" ", text)[:LONGEST_TEXT]


def _comment(fact: Fact) -> str:
    """The quote with its place, and why the fact is suspect if it is."""
    first = fact.evidence[0]
    doubts = [check.sentence for check in fact.checks if not check.passed]
    said = f"Line {first.line}{', ' + first.speaker if first.speaker else ''}: “{first.exact[:900]}”"
    return _plain("\n".join([said, *(f"Suspect: {doubt}" for doubt in doubts)]))


def _summary(book: _Book, page: Page) -> None:
    """The first sheet: what the call is, the brief, the headline and the other lines by group."""
    sheet = book.file.add_worksheet("Summary")
    sheet.write_string(0, 0, _plain(heading(page.call)), book.style(bold=True, font_size=14))
    below = sheets.preamble(page)
    for row, text in enumerate(below, 1):
        sheet.write_string(row, 0, _plain(text), book.style(font_color=GREY))
    tables = sheets.groups(page.call)
    book.widths(sheet, FIGURES, [sheets.figures(page, line) for _, lines in tables for line in lines])
    top = len(below) + 2
    book.header(sheet, top, FIGURES)
    sheet.freeze_panes(top + 1, 1)
    for title, lines in tables:
        book.title(sheet, top + 1, title)
        book.rows(sheet, top + 2, FIGURES, [sheets.figures(page, line) for line in lines])
        top += len(lines) + 1
    book.printed(sheet, "Summary")
