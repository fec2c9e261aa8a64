"""A call as a note in Markdown: figures first, each with a footnote that says where it was said and in which words.

In: a saved call. Out: GitHub-flavoured Markdown with tables and footnotes. Transcript text is escaped: it can start no
markup of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor import formatting
from extractor.records import CallFacts, Evidence, Exchange, Fact, SummaryLine
from extractor.views.page import GROUPS, Page, coverage, described, heading, receipt

_MARKUP = re.compile(r"([\\`*_{}\[\]<>|~#])")
QUOTE_CHARACTERS = 400


def render(call: CallFacts) -> str:
    """The whole note."""
    note = _Note(call)
    blocks = [*note.blocks()]
    return "\n\n".join([*blocks, *note.footnotes()]) + "\n"


def safe(said: str) -> str:
    """Text that Markdown shows as it stands, on one line."""
    return _MARKUP.sub(r"\\\1", " ".join(said.split()))


class _Note:
    """The note while it is written; facts get footnotes in the order in which they are first shown."""

    def __init__(self, call: CallFacts) -> None:
        self.call = call
        self.page = Page(call)
        self._marks: dict[str, int] = {}
        self._facts: list[Fact] = []

    def blocks(self) -> Iterator[str]:
        yield from self._opening()
        yield from self._section("Headline", self._lines(self.call.summary.headline))
        yield from self._section("Guidance", self._guidance())
        yield from self._section("Segments", self._lines(self.call.summary.segments))
        yield from self._kpis()
        yield from self._section("Long-term targets", self._targets())
        yield from self._section(
            "Questions and answers", [self._exchange(each) for each in self.call.summary.exchanges]
        )
        yield from self._section("Asked for and declined", self._absences())
        yield from self._section("How far to trust this", self._quality())

    def _section(self, title: str, blocks: Sequence[str]) -> Iterator[str]:
        if blocks:
            yield f"## {title}"
            yield from blocks

    def _opening(self) -> Iterator[str]:
        about = self.call.call
        yield f"# {safe(heading(self.call))}"
        said = [about.date, f"{len(self.call.facts)} facts", coverage(self.call)]
        yield " · ".join(filter(None, said))
        speaking = [f"{each.name} ({each.title})" if each.title else each.name for each in _speaking(self.call)]
        if speaking:
            yield "Speaking for the company: " + safe("; ".join(speaking)) + "."
        if self.call.summary.brief:
            yield " ".join(
                safe(each.text) + self._mark(*self.page.facts(*each.facts)) for each in self.call.summary.brief
            )

    def _mark(self, *facts: Fact) -> str:
        for fact in facts:
            if fact.id not in self._marks:
                self._marks[fact.id] = len(self._marks) + 1
                self._facts.append(fact)
        return "".join(f"[^{self._marks[each]}]" for each in dict.fromkeys(fact.id for fact in facts))

    def _lines(self, lines: Sequence[SummaryLine]) -> list[str]:
        rows = []
        for row in map(self.page.row, lines):
            cells = (row.period, row.value, row.growth, row.sequential, row.prior, row.guided)
            rows.append((safe(row.name), *map(safe, cells), self._mark(*row.facts)))
        return _table(("", "Period", "Value", "Year on year", "On quarter", "Before", "Guided", "Said"), rows)

    def _guidance(self) -> list[str]:
        rows = []
        for row in map(self.page.outlook, self.call.guidance):
            cells = (row.period, row.range, row.midpoint, row.prior, row.action, row.implied)
            rows.append((safe(row.name), *map(safe, cells), self._mark(*row.facts)))
        return _table(("", "Period", "Guidance", "Midpoint", "Before", "Action", "Implied growth", "Said"), rows)

    def _kpis(self) -> Iterator[str]:
        groups: dict[str, list[SummaryLine]] = {}
        for line in self.call.summary.kpis:
            groups.setdefault(line.group, []).append(line)
        if groups:
            yield "## Further figures"
        for group, lines in groups.items():
            yield f"### {safe(GROUPS.get(group, formatting.name(group)))}"
            yield from self._lines(lines)

    def _targets(self) -> list[str]:
        facts = self.page.facts(*self.call.summary.targets)
        rows = [
            (*map(safe, (_aim(fact), formatting.period(fact.period), formatting.number(fact))), self._mark(fact))
            for fact in facts
        ]
        return _table(("", "By", "Target", "Said"), rows)

    def _exchange(self, each: Exchange) -> str:
        who = safe(each.analyst or "An analyst") + (f" ({safe(each.firm)})" if each.firm else "")
        about = ", ".join(formatting.name(metric) for metric in each.metrics)
        lines = [
            f"**{who}**" + (f" on {safe(about)}" if about else "") + f" (line {each.line}): “{safe(each.question)}”"
        ]
        given = [f"{safe(described(fact))}: {safe(formatting.number(fact))}{self._mark(fact)}" for fact in
                 self.page.facts(*each.facts)]  # fmt: skip
        answered = "answered by " + safe(", ".join(each.answered_by)) if each.answered_by else "answered"
        lines.append(f"- {answered}; " + ("no figure was given" if not given else "; ".join(given)))
        lines += [f"- declined: “{safe(self.call.absences[n].exact)}”" for n in each.declined
                  if n < len(self.call.absences)]  # fmt: skip
        return "\n".join([lines[0], "", *lines[1:]])

    def _absences(self) -> list[str]:
        said = [
            f"- {safe(formatting.name(each.metric, each.topic))}: “{safe(each.exact)}” "
            f"({_where(each.speaker, each.line)})"
            for each in self.call.absences
        ]
        return ["\n".join(said)] if said else []

    def _quality(self) -> list[str]:
        return list(filter(None, (
            self._counts(),
            _listed("Suspect", [f"{safe(each.what)}: {safe(each.number)}"
                                f"{self._mark(*filter(None, [each.fact]))}. {safe(each.why)}"
                                for each in self.page.doubts()]),
            _listed("Conflicts", [safe(each.sentence) for each in self.call.conflicts]),
            _listed("Rejected", [f"{safe(each.what)}: {safe(each.number)} (line {each.line or '–'}). {safe(each.why)}"
                                 for each in self.page.refused()]),
            _listed("Notes", [safe(each) for each in (*self.call.call.notes, *self.call.summary.brief_notes)]),
            _listed("Incomplete", [safe(each) for each in self.call.run.incomplete]),
            f"{safe(receipt(self.call.run)[:1].upper() + receipt(self.call.run)[1:])}. "
            f"Transcript sha256 {self.call.call.transcript_sha256[:16]}…, schema {self.call.schema_version}.",
        )))  # fmt: skip

    def _counts(self) -> str:
        counts = [
            f"{sum(fact.verdict == 'verified' for fact in self.call.facts)} facts verified",
            f"{len(self.page.doubts())} suspect",
            f"{len(self.call.conflicts)} conflicts",
            f"{len(self.call.rejected)} claims rejected",
            f"{self.page.unexplained()} numbers of the company unexplained",
        ]
        return ", ".join(counts) + "."

    def footnotes(self) -> Iterator[str]:
        """One a fact: each place where it is said, with the words."""
        for fact in self._facts:
            places = "; also ".join(_said(place) for place in fact.evidence)
            verdict = "" if fact.verdict == "verified" else " **suspect**"
            yield f"[^{self._marks[fact.id]}]: {safe(described(fact))}:{verdict} {places}"


def _speaking(call: CallFacts) -> list:  # type: ignore[type-arg]
    return [each for each in call.call.speakers if each.side == "company"]


def _table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """One block, without the columns that hold nothing; no block without rows."""
    if not rows:
        return []
    kept = [n for n in range(len(names)) if n == 0 or any(row[n] for row in rows)]
    right = {
        "Value",
        "Year on year",
        "On quarter",
        "Before",
        "Guided",
        "Guidance",
        "Midpoint",
        "Implied growth",
        "Target",
    }
    lines = ["| " + " | ".join(names[n] for n in kept) + " |"]
    lines.append("|" + "|".join(" ---: " if names[n] in right else " --- " for n in kept) + "|")
    lines += ["| " + " | ".join(row[n] for n in kept) + " |" for row in rows]
    return ["\n".join(lines)]


def _listed(title: str, items: Sequence[str]) -> str:
    return f"**{title}**\n\n" + "\n".join(f"- {item}" for item in items) if items else ""


def _aim(fact: Fact) -> str:
    return described(fact.model_copy(update={"period": "", "status": "actual"}))


def _where(speaker: str, line: int) -> str:
    return safe(f"{speaker}, line {line}" if speaker else f"line {line}")


def _said(place: Evidence) -> str:
    """The place, and its words with the numbers in bold, cut to a readable length around them."""
    first, last = place.numbers[0].start - place.start, place.numbers[-1].end - place.start
    start = max(0, min(first - QUOTE_CHARACTERS // 2, len(place.exact) - QUOTE_CHARACTERS))
    stop = max(last, start + QUOTE_CHARACTERS)
    parts, at = ["…" if start else ""], start
    for number in place.numbers:
        parts.append(safe_keeping(place.exact[at : number.start - place.start]))
        parts.append(f"**{safe(number.text)}**")
        at = number.end - place.start
    parts += [safe_keeping(place.exact[at:stop]), "…" if stop < len(place.exact) else ""]
    return f"{_where(place.speaker, place.line)}: “{''.join(parts)}”"


def safe_keeping(said: str) -> str:
    """The same as `safe`, with the spaces at either end kept."""
    return _MARKUP.sub(r"\\\1", re.sub(r"\s+", " ", said))
