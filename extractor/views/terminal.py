"""A call on the terminal: headline facts, guidance, what not to rely on and why, and the receipt.

In: a saved call and a rich console. Out: nothing; it prints on that console. Numbers are right-aligned; every line
says where it was said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from extractor.records import CallFacts, GuidanceLine
from extractor.views.page import Cell, Doubt, Outlook, Page, coverage, heading, receipt, said_twice, short, together

MOST = {"Guidance": 16, "Suspect": 8, "Conflicts": 5, "Rejected": 5}
"""So many of each kind, the worst first: with the tables about a screen."""
SUSPECT = " ?"


def render(call: CallFacts, console: Console) -> None:
    """Prints the call."""
    page = Page(call, SUSPECT)
    console.print(Text(heading(call), style="bold"), Text(call.call.date), soft_wrap=True)
    for sentence in call.summary.brief:
        console.print(Text(sentence.text if sentence.exchange is None else f"  - {sentence.text}"))
    _headline(page, console)
    _guidance(page, console)
    _suspects(page, console)
    _listed("Conflicts", [each.sentence for each in call.conflicts], console)
    _listed("Rejected", [_told(doubt) for doubt in page.refused()], console)
    _ending(page, console)


def _headline(page: Page, console: Console) -> None:
    rows = [page.row(line) for line in page.call.summary.headline]
    cells = [(row.name, row.period, *(each.text for each in row[2:]), _line(row[2:])) for row in rows]
    names = ("", "Period", "Value", "Year on year", "On quarter", "Before", "Guided", "Line")
    _table("Headline", names, cells, console)


def _guidance(page: Page, console: Console) -> None:
    every = [page.outlook(line) for line in sorted(page.call.guidance, key=_lateness)]
    rows = _surest(every)
    cells = [(row.name, row.period, *(each.text for each in row[2:]), _line(row[2:])) for row in rows]
    names = ("", "Period", "Guidance", "Midpoint", "Before", "Action", "Implied growth", "Line")
    _table("Guidance", names, cells, console)
    if len(every) > len(rows):
        _more(len(every) - len(rows), console)


PER_SHARE = " per share"


def _lateness(line: GuidanceLine) -> tuple[bool, bool, bool]:
    """The whole company comes before its parts, and effects on an outlook after the outlooks."""
    return line.measure == "change", line.metric == "other", bool(line.segment)


def _surest(rows: list[Outlook]) -> list[Outlook]:
    """As many rows as a screen holds, in their order; the suspect ones give way first."""
    doubtful = [any(fact.verdict == "suspect" for fact in row.range.facts) for row in rows]
    kept = set(sorted(range(len(rows)), key=lambda n: doubtful[n])[: MOST["Guidance"]])
    return [row for n, row in enumerate(rows) if n in kept]


def _line(cells: Iterable[Cell]) -> str:
    """Where the first of the cells' facts is said."""
    lines = (str(fact.evidence[0].line) for cell in cells for fact in cell.facts)
    return next(lines, "")


def _table(title: str, names: Sequence[str], cells: Sequence[Sequence[str]], console: Console) -> None:
    """A table without the columns that hold nothing; a period they all share stands in the title."""
    if not cells:
        return
    kept = [n for n in range(len(names)) if any(row[n] for row in cells)]
    shared = {row[1] for row in cells}
    if len(shared) == 1 and "" not in shared:
        kept.remove(1)
        title = f"{title}, {cells[0][1]}"
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for n in kept:
        left = names[n] in ("", "Period", "Action")
        whole = names[n] in ("Period", "Line")
        table.add_column(names[n], justify="left" if left else "right", overflow="fold", no_wrap=whole)
    for row in cells:
        table.add_row(*(Text(_briefly(row[n], row[0])) for n in kept))
    console.print(table)


def _briefly(cell: str, name: str) -> str:
    """A figure without what its row's name says already: "$1.20" of earnings per share."""
    return cell.replace(PER_SHARE, "") if PER_SHARE in name and cell != name else cell


def _suspects(page: Page, console: Console) -> None:
    """The suspect facts with one short reason each; what a conflict tells is not told twice."""
    doubts = page.doubts()
    twice = [doubt for doubt in doubts if page.call.conflicts and all(map(said_twice, doubt.facts))]
    rest = [_told(doubt) for doubt in together(doubt for doubt in doubts if doubt not in twice)]
    told = f", {len(twice)} of them only for a conflict" if twice else ""
    _listed("Suspect", rest, console, f"Suspect (marked ?): {len(doubts)}{told}")


def _told(doubt: Doubt) -> str:
    where = f" (line {doubt.line})" if doubt.line else ""
    return f"{doubt.what}: {doubt.number}{where}. {short(doubt.why)}"


def _listed(kind: str, lines: Sequence[str], console: Console, title: str = "") -> None:
    """The first lines of a kind under their title, each hanging below its mark."""
    if not lines and not title.partition(": ")[2].strip("0"):
        return
    console.print(Text(title or f"{kind}: {len(lines)}", style="bold"))
    shown = Table.grid(padding=(0, 1))
    for line in lines[: MOST[kind]]:
        shown.add_row(" -", Text(line))
    if lines:
        console.print(shown)
    if len(lines) > MOST[kind]:
        _more(len(lines) - MOST[kind], console)


def _more(left: int, console: Console) -> None:
    console.print(Text(f"   and {left} more: extractor show CALL.json --view markdown", style="dim"))


def _ending(page: Page, console: Console) -> None:
    call = page.call
    parts = [f"{len(call.facts)} facts", f"{len(page.doubts())} suspect", f"{len(call.rejected)} rejected"]
    console.print(Text(", ".join(parts) + ". " + coverage(call)), soft_wrap=True)
    console.print(Text(f"Receipt: {receipt(call.run)}.", style="dim"), soft_wrap=True)
    for reason in call.run.incomplete:
        console.print(Text(f"Incomplete: {reason}", style="bold red"), soft_wrap=True)
