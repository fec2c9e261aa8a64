"""A call as an Excel workbook: what was said in blue, what is computed in black with its formula, each with its quote.

In: a saved call. Out: an .xlsx file with the sheets Summary, Facts, Guidance, Segments, Q&A, Ledger and Checks. Numbers
are numbers with formats (27% is 0.27 shown as a percentage, money is whole and shown in millions), units and periods
stand in columns of their own, the quote is the cell's comment. Text is written as text whatever it begins with.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from extractor import formatting, periods
from extractor.records import CallFacts, Fact, GuidanceLine, SummaryLine
from extractor.views.page import GROUPS, Page, coverage, described, heading, receipt, titled

BLUE, BLACK, GREY, PALE, SHADE = "#0000FF", "#000000", "#595959", "#FFF2CC", "#EDEDED"
LONGEST_TEXT = 32_000
COMPUTED_RATE = "computed rate"
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


@dataclass(frozen=True)
class Stated:
    """A number that was said: blue, with the quote as comment."""

    value: Decimal | None
    unit: str
    fact: Fact | None = None


@dataclass(frozen=True)
class Computed:
    """A number or a word computed from its row: a formula in which {Name} is the cell of that column."""

    formula: str
    value: Decimal | str
    unit: str
    fact: Fact | None = None


Value = str | int | None | Stated | Computed


def write(call: CallFacts, path: Path) -> None:
    """Writes the workbook."""
    page, made = Page(call), BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as file:
        book = _Book(file)
        _summary(book, page)
        facts = book.sheet("Facts", FACTS, [_fact(fact) for fact in call.facts])
        facts.print_area(0, 0, max(len(call.facts), 1), FACTS.index("Quote"))
        outlook = book.sheet("Guidance", GUIDANCE, [_guidance(page, line) for line in call.guidance])
        outlook.print_area(0, 0, max(len(call.guidance), 1), GUIDANCE.index("Line"))
        book.sheet("Segments", FIGURES, [_figures(page, line) for line in call.summary.segments])
        book.sheet("Q&A", QUESTIONS, _questions(page))
        book.sheet("Ledger", LEDGER, _ledger(call))
        book.sheet("Checks", CHECKS, _checks(page))
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
            shown = cell.value if isinstance(cell.value, str) else _number(cell.value, cell.unit)
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
        sheet.write_number(*at, _number(cell.value, cell.unit), self._numeric(shown, BLUE, **fill))
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


def _number(value: Decimal, unit: str) -> float:
    """What stands in the cell: percents as fractions, everything else in base units."""
    return float(value / 100 if unit in ("percent", COMPUTED_RATE) else value)


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


# Summary and segments

FIGURES = (
    "Metric", "Period", "Basis", "Value", "Unit", "Year on year", "Change", "On quarter", "Before", "Before, period",
    "Growth, computed", "Share", "of", "Share before", "Guided low", "Guided high", "Against guidance", "Line",
)  # fmt: skip


def _figures(page: Page, line: SummaryLine) -> list[Value]:
    level, share, growth, change, sequential, prior, share_before, guided = (
        next(iter(page.facts(getattr(line, slot))), None)
        for slot in ("level", "share", "growth", "change", "sequential", "prior", "prior_share", "guided")
    )
    first = level or growth or change or share or sequential or guided
    low, high = _ends(guided)
    return [
        titled(line.name, "", line.segment),
        formatting.period(line.period) + (" (guidance)" if line.group == "outlook" else ""),
        formatting.BASES[line.basis],
        _stated(level),
        level.unit if level else "",
        _stated(growth),
        _stated(change),
        _stated(sequential),
        _stated(prior),
        formatting.period(prior.period) if prior else "",
        _grown(level, prior),
        _stated(share),
        formatting.within(formatting.name(share.share_of)) if share else "",
        _stated(share_before),
        Stated(low, guided.unit, guided) if guided else None,
        Stated(high, guided.unit, guided) if guided else None,
        _against(level, low, high),
        first.evidence[0].line if first else None,
    ]


def _stated(fact: Fact | None) -> Stated | Computed | None:
    """The number said; of a range its middle, computed."""
    if fact is None or fact.value is not None:
        return Stated(fact.value, fact.unit, fact) if fact else None
    middle = _middle(fact)
    if middle is None or fact.low is None or fact.high is None:
        return None
    low, high = (_number(end, fact.unit) for end in (fact.low, fact.high))
    return Computed(f"=({low!r}+{high!r})/2", middle, fact.unit, fact)


def _middle(fact: Fact) -> Decimal | None:
    low, high = _ends(fact)
    return None if low is None or high is None else (low + high) / 2


def _ends(fact: Fact | None) -> tuple[Decimal | None, Decimal | None]:
    if fact is None:
        return None, None
    return (fact.value, fact.value) if fact.value is not None else (fact.low, fact.high)


def _grown(level: Fact | None, prior: Fact | None) -> Computed | None:
    """Growth of two positive amounts; a ratio does not grow."""
    if level is None or prior is None or level.unit in ("percent", "bps", "multiple"):
        return None
    now, before = _middle(level), _middle(prior)
    if now is None or before is None or now <= 0 or before <= 0:
        return None
    return Computed("={Value}/{Before}-1", (now / before - 1) * 100, COMPUTED_RATE)


def _against(level: Fact | None, low: Decimal | None, high: Decimal | None) -> Computed | None:
    now = _middle(level) if level else None
    if now is None or low is None or high is None:
        return None
    word = "above" if now > high else "below" if now < low else "within"
    formula = '=IF({Value}>{Guided high},"above",IF({Value}<{Guided low},"below","within"))'
    return Computed(formula, word, "")


def _summary(book: _Book, page: Page) -> None:
    """The first sheet: what the call is, the brief, the headline and the other lines by group."""
    call = page.call
    sheet = book.file.add_worksheet("Summary")
    sheet.write_string(0, 0, _plain(heading(call)), book.style(bold=True, font_size=14))
    below = [" · ".join(filter(None, [call.call.date, f"{len(call.facts)} facts", coverage(call)])), _counts(page)]
    below += [each.text for each in call.summary.brief if each.exchange is None]
    below.append("Blue: said on the call, quote in the comment. Black: computed. Yellow: suspect.")
    for row, text in enumerate(below, 1):
        sheet.write_string(row, 0, _plain(text), book.style(font_color=GREY))
    tables = [("Headline", call.summary.headline), *_groups(call)]
    book.widths(sheet, FIGURES, [_figures(page, line) for _, lines in tables for line in lines])
    top = len(below) + 2
    book.header(sheet, top, FIGURES)
    sheet.freeze_panes(top + 1, 1)
    for title, lines in (each for each in tables if each[1]):
        book.title(sheet, top + 1, title)
        book.rows(sheet, top + 2, FIGURES, [_figures(page, line) for line in lines])
        top += len(lines) + 1
    book.printed(sheet, "Summary")


def _counts(page: Page) -> str:
    call = page.call
    return (
        f"{len(page.doubts())} suspect, {len(call.conflicts)} conflicts, {len(call.rejected)} claims rejected, "
        f"{page.unexplained()} numbers unexplained; {receipt(call.run)}."
    )


def _groups(call: CallFacts) -> list[tuple[str, list[SummaryLine]]]:
    groups: dict[str, list[SummaryLine]] = {}
    for line in call.summary.kpis:
        groups.setdefault(GROUPS.get(line.group, line.group), []).append(line)
    return list(groups.items())


# The other sheets

FACTS = (
    "Metric", "Segment", "Measure", "Versus", "Share of", "Period", "Status", "Basis", "Value", "Low", "High",
    "Midpoint", "Unit", "Qualifier", "Verdict", "Line", "Quote", "Label", "Speaker", "Section", "Places", "Read by",
    "Confidence", "Id",
)  # fmt: skip


def _fact(fact: Fact) -> list[Value]:
    first = fact.evidence[0]
    middle = _middle(fact) if fact.value is None else None
    return [
        formatting.name(fact.metric, fact.label), fact.segment, fact.measure, fact.versus, fact.share_of, fact.period,
        fact.status, fact.basis,
        Stated(fact.value, fact.unit, fact),
        Stated(fact.low, fact.unit, fact),
        Stated(fact.high, fact.unit, fact),
        None if middle is None else Computed("=({Low}+{High})/2", middle, fact.unit),
        fact.unit, fact.qualifier, fact.verdict, first.line, first.exact, fact.label, first.speaker, first.section,
        len(fact.evidence), ", ".join(fact.read_by), f"{fact.confidence:.2f}", fact.id,
    ]  # fmt: skip


GUIDANCE = (
    "Metric", "Segment", "Measure", "Period", "Basis", "Unit", "Low", "High", "Midpoint", "Prior low", "Prior high",
    "Prior midpoint", "Midpoint moved by", "Action", "Action said", "Year before", "Implied growth", "Good news",
    "Line", "Quote",
)  # fmt: skip


def _guidance(page: Page, line: GuidanceLine) -> list[Value]:
    fact = next(iter(page.facts(line.fact)), None)
    prior = next(iter(page.facts(line.prior_fact)), None)
    base = _year_before(page.call, line)
    return [
        formatting.name(line.metric, fact.label if fact else ""), line.segment, line.measure,
        formatting.period(line.period), formatting.BASES[line.basis], line.unit,
        Stated(line.low if line.low is not None else line.midpoint, line.unit, fact),
        Stated(line.high if line.high is not None else line.midpoint, line.unit, fact),
        _computed("=({Low}+{High})/2", line.midpoint, line.unit),
        Stated(line.prior_low, line.unit, prior),
        Stated(line.prior_high, line.unit, prior),
        *_moved(line),
        line.action, line.action_said,
        _stated(base),
        _implied(line, base),
        {True: "yes", False: "no", None: ""}[line.favourable],
        fact.evidence[0].line if fact else None,
        fact.evidence[0].exact if fact else "",
    ]  # fmt: skip


def _computed(formula: str, value: Decimal | None, unit: str) -> Computed | None:
    return None if value is None else Computed(formula, value, unit)


def _moved(line: GuidanceLine) -> tuple[Computed | None, Computed | None]:
    """The middle of the prior range, and how far the middle moved from it."""
    if line.prior_low is None or line.prior_high is None or line.midpoint is None:
        return None, None
    before = (line.prior_low + line.prior_high) / 2
    middle = Computed("=({Prior low}+{Prior high})/2", before, line.unit)
    return middle, Computed("={Midpoint}-{Prior midpoint}", line.midpoint - before, line.unit)


def _year_before(call: CallFacts, line: GuidanceLine) -> Fact | None:
    """The level of the year before that the implied growth stands on."""
    period = periods.parse(line.period)
    if period is None or line.implied_growth is None:
        return None
    wanted = (line.metric, line.segment, "level", str(period.prior_year()), line.unit, "actual")
    found = (
        fact
        for fact in call.facts
        if (fact.metric, fact.segment, fact.measure, fact.period, fact.unit, fact.status) == wanted
        and (not fact.basis or not line.basis or fact.basis == line.basis)
    )
    return next(found, None)


def _implied(line: GuidanceLine, base: Fact | None) -> Computed | Stated | None:
    if line.implied_growth is None:
        return None
    before = _middle(base) if base else None
    if not before or line.midpoint is None:
        return Computed(f"={line.implied_growth / 100}", line.implied_growth, COMPUTED_RATE)
    growth = (line.midpoint - before) / abs(before) * 100
    return Computed("=({Midpoint}-{Year before})/ABS({Year before})", growth, COMPUTED_RATE)


QUESTIONS = ("Line", "Analyst", "Firm", "About", "Question", "Answered by", "Figures given", "Declined")


def _questions(page: Page) -> list[list[Value]]:
    absences = page.call.absences
    return [
        [
            each.line, each.analyst, each.firm, ", ".join(formatting.name(metric) for metric in each.metrics),
            each.question, ", ".join(each.answered_by),
            "\n".join(f"{described(fact)}: {formatting.number(fact)}" for fact in page.facts(*each.facts)),
            "\n".join(absences[n].exact for n in each.declined if n < len(absences)),
        ]
        for each in page.call.summary.exchanges
    ]  # fmt: skip


LEDGER = ("Line", "Number", "Class", "Value", "Unit", "Side", "Section", "State", "Why", "Facts")


def _ledger(call: CallFacts) -> list[list[Value]]:
    names = {fact.id: described(fact) for fact in call.facts}
    return [
        [
            each.line, each.text, each.kind, Stated(each.value, each.unit), each.unit, each.side, each.section,
            each.state, each.reason, "; ".join(names.get(fact, fact) for fact in each.facts),
        ]
        for each in call.mentions
    ]  # fmt: skip


CHECKS = ("Outcome", "Fact", "Number", "Check", "Finding", "Line")


def _checks(page: Page) -> list[list[Value]]:
    """What went wrong first: rejected, conflicts, failed checks; then what was checked and stood."""
    rows: list[list[Value]] = [
        ["rejected", each.what, each.number, refused.check, each.why, each.line]
        for each, refused in zip(page.refused(), page.call.rejected, strict=True)
    ]
    rows += [["conflict", "", "", "", each.sentence, _line_of(page, each.leading)] for each in page.call.conflicts]
    found = [(fact, check) for fact in page.call.facts for check in fact.checks]
    rows += [
        [
            "passed" if check.passed else "failed", described(fact), formatting.number(fact), check.name,
            check.sentence, fact.evidence[0].line,
        ]
        for fact, check in sorted(found, key=lambda each: each[1].passed)
    ]  # fmt: skip
    return rows


def _line_of(page: Page, fact: str) -> int | None:
    return next((each.evidence[0].line for each in page.facts(fact)), None)
