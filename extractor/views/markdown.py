"""A call as a note in Markdown: figures first, each with a footnote that says where it was said and in which words.

In: a saved call. Out: GitHub-flavoured Markdown with tables and footnotes. Transcript text is escaped: it can start no
markup of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from extractor import formatting
from extractor.records import Absence, BriefSentence, CallFacts, Evidence, Exchange, Fact, SummaryLine
from extractor.views.page import GROUPS, Cell, Doubt, Page, coverage, described, heading, receipt

QUOTE_CHARACTERS = 400
LEFT = ("", "Period", "Action", "By")
FIGURES = ("", "Period", "Value", "Year on year", "On quarter", "Before", "Guided")
OUTLOOK = ("", "Period", "Guidance", "Midpoint", "Before", "Action", "Implied growth")
_MARKUP = re.compile(r"([\\`*_{}\[\]<>|~#])")


def render(call: CallFacts) -> str:
    """The whole note."""
    note = _Note(call)
    return "\n\n".join([*note.blocks(), *note.footnotes()]) + "\n"


def safe(said: str) -> str:
    """Text that Markdown shows as it stands, on one line."""
    return _MARKUP.sub(r"\\\1", re.sub(r"\s+", " ", said))


class _Note:
    """The note while it is written; facts get footnotes in the order in which they are first shown."""

    def __init__(self, call: CallFacts) -> None:
        self.call = call
        self.page = Page(call)
        self._marks: dict[str, int] = {}
        self._facts: list[Fact] = []

    def blocks(self) -> Iterator[str]:
        """The parts of the note in order, without the footnotes."""
        summary = self.call.summary
        yield from self._opening()
        yield from _section("Headline", self._figures(summary.headline))
        yield from _section("Guidance", self._guidance())
        yield from _section("Segments", self._figures(summary.segments))
        yield from _section("Further figures", [*self._kpis()])
        yield from _section("Long-term targets", self._targets())
        yield from _section("Questions and answers", [*map(self._exchange, count(), summary.exchanges)])
        yield from _section("Asked for and declined", _items(map(_declined, self.call.absences)))
        yield from _section("How far to trust this", [*self._quality()])

    def footnotes(self) -> Iterator[str]:
        """One a fact: each place where it is said, with the words."""
        for fact in self._facts:
            places = "; also ".join(_said(place) for place in fact.evidence)
            verdict = "" if fact.verdict == "verified" else " **suspect**,"
            yield f"[^{self._marks[fact.id]}]: {safe(described(fact))}:{verdict} {places}"

    def _mark(self, facts: Iterable[Fact]) -> str:
        marks = []
        for fact in facts:
            if fact.id not in self._marks:
                self._marks[fact.id] = len(self._marks) + 1
                self._facts.append(fact)
            marks.append(f"[^{self._marks[fact.id]}]")
        return "".join(dict.fromkeys(marks))

    def _cell(self, cell: Cell) -> str:
        return safe(cell.text) + self._mark(cell.facts)

    def _opening(self) -> Iterator[str]:
        about = self.call.call
        yield f"# {safe(heading(self.call))}"
        yield safe(" · ".join(filter(None, [about.date, f"{len(self.call.facts)} facts", coverage(self.call)])))
        speaking = [each for each in about.speakers if each.side == "company"]
        if speaking:
            names = (f"{each.name} ({each.title})" if each.title else each.name for each in speaking)
            yield f"Speaking for the company: {safe('; '.join(names))}."
        sentences = [self._sentence(each) for each in self.call.summary.brief if each.exchange is None]
        if sentences:
            yield " ".join(sentences)

    def _sentence(self, each: BriefSentence) -> str:
        return safe(each.text) + self._mark(self.page.facts(*each.facts))

    def _figures(self, lines: Sequence[SummaryLine]) -> list[str]:
        rows = [(safe(row.name), safe(row.period), *map(self._cell, row[2:])) for row in map(self.page.row, lines)]
        return _table(FIGURES, rows)

    def _guidance(self) -> list[str]:
        lines = map(self.page.outlook, self.call.guidance)
        return _table(OUTLOOK, [(safe(row.name), safe(row.period), *map(self._cell, row[2:])) for row in lines])

    def _kpis(self) -> Iterator[str]:
        groups: dict[str, list[SummaryLine]] = {}
        for line in self.call.summary.kpis:
            groups.setdefault(line.group, []).append(line)
        for group, lines in groups.items():
            yield f"### {safe(GROUPS.get(group, formatting.name(group)))}"
            yield from self._figures(lines)

    def _targets(self) -> list[str]:
        facts = self.page.facts(*self.call.summary.targets)
        rows = [(safe(_aim(fact)), formatting.period(fact.period), self._number(fact)) for fact in facts]
        return _table(("", "By", "Target"), rows)

    def _number(self, fact: Fact) -> str:
        return self._cell(Cell(formatting.number(fact), (fact,)))

    def _exchange(self, position: int, each: Exchange) -> str:
        who = safe(each.analyst or "An analyst") + (f" ({safe(each.firm)})" if each.firm else "")
        about = safe(", ".join(formatting.within(formatting.name(metric)) for metric in each.metrics))
        asked = f"**{who}**" + (f" on {about}" if about else "") + f", line {each.line}: “{safe(each.question)}”"
        lines = [f"- {self._sentence(line)}" for line in self.call.summary.brief if line.exchange == position]
        return "\n".join([asked, "", *lines, *self._answer(each)])

    def _answer(self, each: Exchange) -> Iterator[str]:
        facts = self.page.facts(*each.facts)
        who = safe(" and ".join(each.answered_by) or "The company")
        yield f"- {who} answered" + (":" if facts else " without a figure.")
        yield from (f"  - {safe(described(fact))}: {self._number(fact)}" for fact in facts)
        absences = self.call.absences
        yield from (f"- Declined: “{safe(absences[n].exact)}”" for n in each.declined if n < len(absences))

    def _quality(self) -> Iterator[str]:
        call, page = self.call, self.page
        yield self._counts()
        yield from _listed("Suspect", map(self._doubt, page.doubts()))
        yield from _listed("Conflicts", (safe(each.sentence) for each in call.conflicts))
        yield from _listed("Rejected", map(self._doubt, page.refused()))
        yield from _listed("Cut from the brief", map(safe, call.summary.brief_notes))
        yield from _listed("Notes", map(safe, call.call.notes))
        yield from _listed("Incomplete", map(safe, call.run.incomplete))
        taken = receipt(call.run)
        source = f"Transcript sha256 {call.call.transcript_sha256[:16]}…, schema {call.schema_version}."
        yield f"{safe(taken[:1].upper() + taken[1:])}. {source}"

    def _counts(self) -> str:
        verified = sum(fact.verdict == "verified" for fact in self.call.facts)
        counts = [f"{verified} facts verified", f"{len(self.page.doubts())} suspect"]
        counts += [f"{len(self.call.conflicts)} conflicts", f"{len(self.call.rejected)} claims rejected"]
        return ", ".join([*counts, f"{self.page.unexplained()} numbers of the company unexplained"]) + "."

    def _doubt(self, doubt: Doubt) -> str:
        where = f" (line {doubt.line})" if doubt.line and not doubt.facts else ""
        return f"{safe(doubt.what)}: {safe(doubt.number)}{self._mark(doubt.facts)}{where}. {safe(doubt.why)}"


def _section(title: str, blocks: Sequence[str]) -> Iterator[str]:
    if blocks:
        yield f"## {title}"
        yield from blocks


def _table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """One block, without the columns that hold nothing; no block without rows."""
    if not rows:
        return []
    kept = [n for n in range(len(names)) if n == 0 or any(row[n] for row in rows)]
    lines = ["| " + " | ".join(names[n] for n in kept) + " |"]
    lines.append("|" + "|".join(" --- " if names[n] in LEFT else " ---: " for n in kept) + "|")
    lines += ["| " + " | ".join(row[n] for n in kept) + " |" for row in rows]
    return ["\n".join(lines)]


def _items(said: Iterable[str]) -> list[str]:
    listed = "\n".join(f"- {each}" for each in said)
    return [listed] if listed else []


def _listed(title: str, said: Iterable[str]) -> Iterator[str]:
    for block in _items(said):
        yield f"**{title}**"
        yield block


def _declined(absence: Absence) -> str:
    name = safe(formatting.name(absence.metric, absence.topic))
    return f"{name}: “{safe(absence.exact)}” ({_where(absence.speaker, absence.line)})"


def _aim(fact: Fact) -> str:
    return described(fact.model_copy(update={"period": "", "status": "actual"}))


def _where(speaker: str, line: int) -> str:
    return safe(f"{speaker}, line {line}" if speaker else f"line {line}")


def _said(place: Evidence) -> str:
    """The place, and its words with the numbers in bold, cut to a readable length around them."""
    spans = [(number.start - place.start, number.end - place.start) for number in place.numbers]
    at = max(0, min(spans[0][0] - QUOTE_CHARACTERS // 2, len(place.exact) - QUOTE_CHARACTERS))
    stop = max(spans[-1][1], at + QUOTE_CHARACTERS)
    parts = ["…" if at else ""]
    for start, end in spans:
        parts += [safe(place.exact[at:start]), f"**{safe(place.exact[start:end])}**"]
        at = end
    parts += [safe(place.exact[at:stop]), "…" if stop < len(place.exact) else ""]
    return f"{_where(place.speaker, place.line)}: “{''.join(parts)}”"
