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
LONGEST_REASON = 240
SUSPECT = " ?"


def render(call: CallFacts, console: Console) -> None:
    """Prints the call."""
    page = Page(call, SUSPECT)
    console.print(Text(heading(call), style="bold"), Text(call.call.date), soft_wrap=True)
    for sentence in call.summary.brief:
        console.print(Text(sentence.text if sentence.exchange is None else f"  - {sentence.text}"))
    _headline(page, console)
    _guidance(page, console)
    _doubts("Suspect (marked ?)", page.doubts(), console)
    _doubts("Rejected", page.refused(), console)
    _conflicts(page, console)
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
        table.add_row(*(Text(row[n]) for n in kept))
    console.print(table)


def _doubts(title: str, doubts: list[Doubt], console: Console) -> None:
    if not doubts:
        return
    console.print(Text(f"{title}: {len(doubts)}", style="bold"))
    for doubt in doubts[:MOST_DOUBTS]:
        where = f" (line {doubt.line})" if doubt.line else ""
        why = doubt.why if len(doubt.why) <= LONGEST_REASON else doubt.why[:LONGEST_REASON].rsplit(" ", 1)[0] + " …"
        console.print(Text(f"  {doubt.what}: {doubt.number}{where}. {why}"), soft_wrap=True)
    _more(len(doubts), console)


def _more(count: int, console: Console) -> None:
    if count > MOST_DOUBTS:
        console.print(Text(f"  and {count - MOST_DOUBTS} more; all of them are in the JSON.", style="dim"))


def _conflicts(page: Page, console: Console) -> None:
    conflicts = page.call.conflicts
    if conflicts:
        console.print(Text(f"Conflicts: {len(conflicts)}", style="bold"))
    for conflict in conflicts[:MOST_DOUBTS]:
        console.print(Text(f"  {conflict.sentence}"), soft_wrap=True)
    _more(len(conflicts), console)


def _ending(page: Page, console: Console) -> None:
    call = page.call
    parts = [f"{len(call.facts)} facts", f"{len(page.doubts())} suspect", f"{len(call.rejected)} rejected"]
    console.print(Text(", ".join(parts) + ". " + coverage(call)), soft_wrap=True)
    console.print(Text(f"Receipt: {receipt(call.run)}.", style="dim"), soft_wrap=True)
    for reason in call.run.incomplete:
        console.print(Text(f"Incomplete: {reason}", style="bold red"), soft_wrap=True)
