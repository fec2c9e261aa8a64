"""Two calls side by side as a page in Markdown, which the terminal shows too.

In: a `Comparison`. Out: Markdown: guidance first, then what was said in both calls, arithmetic between them, movements,
and the metrics dropped and new. It leaves nothing out but what lies beyond the length of a table, and says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractor import formatting
from extractor.comparing import POINTS, Comparison, Guided, Movement
from extractor.views.page import titled

LONGEST_TABLE = 30
LONGEST_LIST = 12
SUSPECT = " ?"
SIGNS = {True: "better", False: "worse", None: ""}


def to_markdown(comparison: Comparison) -> str:
    """The whole page."""
    title = f"# {comparison.company or comparison.later_call}: {comparison.earlier_period} to {comparison.later_period}"
    sections = (_guidance, _restated, _unfitting, _movements, _metrics, _notes)
    return "\n\n".join([title, *(text for section in sections if (text := section(comparison)))]) + "\n"


def _guidance(comparison: Comparison) -> str:
    answered = sorted(comparison.guidance, key=lambda line: not line.now and not line.delivered)
    head = ["Metric", "Period", "Then", "Now", "Action", "Delivered", "Result"]
    return _table("Guidance", head, [_guided(line) for line in answered])


def _guided(line: Guided) -> list[str]:
    word = f"{line.action} (said: {line.action_said})" if line.conflict else line.action
    cells = [_named(line), formatting.period(line.period), line.then_said, line.now_said, word, line.delivered_said]
    return [*cells, _result(line)]


def _result(line: Guided) -> str:
    if line.against_midpoint is None:
        return line.against_range
    gap = f"{line.against_midpoint:+f}{'' if line.unit in POINTS else '%'}"
    return f"{line.against_range} ({gap} to midpoint)"


def _restated(comparison: Comparison) -> str:
    if not comparison.restatements:
        return ""
    different = [each.sentence for each in comparison.restatements if not each.agrees]
    same = len(comparison.restatements) - len(different)
    return _list("Said in both calls", different, f"{same} agree, {len(different)} differ.")


def _unfitting(comparison: Comparison) -> str:
    return _list("Arithmetic between the calls", [each.sentence for each in comparison.across])


def _movements(comparison: Comparison) -> str:
    own = comparison.earlier_period, comparison.later_period
    head = ["Metric", *(formatting.period(each) or "Period unknown" for each in own), "Change", ""]
    return _table("Movements", head, [_moved(each, own) for each in comparison.movements])


def _moved(line: Movement, own: tuple[str, str]) -> list[str]:
    """The line's cells; a period is named where it is not the call's own."""
    said = ((line.earlier_said, line.earlier_period), (line.later_said, line.later_period))
    cells = [
        text if when == usual else f"{text} ({formatting.period(when)})"
        for (text, when), usual in zip(said, own, strict=True)
    ]
    return [_named(line), *cells, line.change, SIGNS[line.favourable]]


def _named(line: Movement | Guided) -> str:
    since = " on quarter" if isinstance(line, Movement) and line.versus == "qoq" else ""
    measure = {"level": "", "share": f" as a share of {formatting.within(formatting.name(line.share_of))}"}
    name = titled(formatting.name(line.metric), line.basis, line.segment, line.metric)
    return name + measure.get(line.measure, f" {line.measure}{since}") + (SUSPECT if line.doubted else "")


def _metrics(comparison: Comparison) -> str:
    told = (("No longer said", comparison.dropped), ("New", comparison.new))
    return _list("Metrics", [f"{title}: {_few(names)}" for title, names in told if names])


def _metric(name: str) -> str:
    metric, _, segment = name.partition(" ")
    return f"{formatting.name(metric)} {segment}".strip()


def _few(names: Sequence[str]) -> str:
    more = len(names) - LONGEST_LIST
    return ", ".join(map(_metric, names[:LONGEST_LIST])) + (f", and {more} more" if more > 0 else "")


def _notes(comparison: Comparison) -> str:
    marked = any(line.doubted for lines in (comparison.guidance, comparison.movements) for line in lines)
    notes = (
        ["A line marked ? holds a figure that is suspect in its own call, or figures too far apart."] if marked else []
    )
    if comparison.left_out:
        notes.append(f"Left out since another figure of their own call contradicts them: {comparison.left_out}.")
    return " ".join(notes)


def _list(title: str, lines: Sequence[str], opening: str = "") -> str:
    if not lines and not opening:
        return ""
    parts = [f"## {title}", opening, "\n".join(f"- {line}" for line in lines)]
    return "\n\n".join(part for part in parts if part)


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The table without the columns that hold nothing."""
    if not rows:
        return ""
    kept = [n for n in range(len(head)) if n == 0 or any(row[n] for row in rows)]
    every = [[each[n] for n in kept] for each in (head, ["---"] * len(head), *rows[:LONGEST_TABLE])]
    lines = [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in every]
    more = len(rows) - LONGEST_TABLE
    return "\n".join(
        [f"## {title}", "", *lines, *(["", f"And {more} more; all of them are in the JSON."] if more > 0 else [])]
    )
