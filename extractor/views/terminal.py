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

from extractor.records import CallFacts
from extractor.views.page import Cell, Doubt, Page, coverage, heading, receipt

MOST_DOUBTS = 12


def render(call: CallFacts, console: Console) -> None:
    """Prints the call."""
    page = Page(call)
    console.print(Text(heading(call), style="bold"), Text(call.call.date), soft_wrap=True)
    for sentence in call.summary.brief:
        console.print(Text(sentence.text if sentence.exchange is None else f"  - {sentence.text}"))
    _headline(page, console)
    _guidance(page, console)
    _doubts("Suspect", page.doubts(), console)
    _doubts("Rejected", page.refused(), console)
    for conflict in call.conflicts:
        console.print(Text(f"Conflict: {conflict.sentence}", style="yellow"))
    _ending(page, console)


def _headline(page: Page, console: Console) -> None:
    rows = [page.row(line) for line in page.call.summary.headline]
    cells = [(row.name, row.period, *(each.text for each in row[2:]), _line(row[2:])) for row in rows]
    names = ("", "Period", "Value", "Year on year", "On quarter", "Before", "Guided", "Line")
    _table("Headline", names, cells, console)


def _guidance(page: Page, console: Console) -> None:
    rows = [page.outlook(line) for line in page.call.guidance]
    cells = [(row.name, row.period, *(each.text for each in row[2:]), _line(row[2:])) for row in rows]
    names = ("", "Period", "Guidance", "Midpoint", "Before", "Action", "Implied growth", "Line")
    _table("Guidance", names, cells, console)


def _line(cells: Iterable[Cell]) -> str:
    """Where the first of the cells' facts is said."""
    lines = (str(fact.evidence[0].line) for cell in cells for fact in cell.facts)
    return next(lines, "")


def _table(title: str, names: Sequence[str], cells: Sequence[Sequence[str]], console: Console) -> None:
    """A table without the columns that hold nothing; nothing where there is no row."""
    if not cells:
        return
    kept = [n for n in range(len(names)) if any(row[n] for row in cells)]
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for n in kept:
        left = names[n] in ("", "Period", "Action")
        table.add_column(names[n], justify="left" if left else "right", overflow="fold")
    for row in cells:
        table.add_row(*(Text(row[n]) for n in kept))
    console.print(table)


def _doubts(title: str, doubts: list[Doubt], console: Console) -> None:
    if not doubts:
        return
    console.print(Text(f"{title} ({len(doubts)})", style="bold"))
    for doubt in doubts[:MOST_DOUBTS]:
        where = f" (line {doubt.line})" if doubt.line else ""
        console.print(Text(f"  {doubt.what}: {doubt.number}{where}. {doubt.why}"), soft_wrap=True)
    if len(doubts) > MOST_DOUBTS:
        console.print(Text(f"  and {len(doubts) - MOST_DOUBTS} more; all of them are in the JSON.", style="dim"))


def _ending(page: Page, console: Console) -> None:
    call = page.call
    parts = [f"{len(call.facts)} facts", f"{len(page.doubts())} suspect", f"{len(call.rejected)} rejected"]
    console.print(Text(", ".join(parts) + ". " + coverage(call)), soft_wrap=True)
    console.print(Text(f"Receipt: {receipt(call.run)}.", style="dim"), soft_wrap=True)
    for reason in call.run.incomplete:
        console.print(Text(f"Incomplete: {reason}", style="bold red"), soft_wrap=True)
