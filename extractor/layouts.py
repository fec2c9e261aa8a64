"""The raw text of a call as stretches: one speaker's paragraphs, or a publisher's, in the order printed.

In goes the text, unchanged; out comes a `Layout`: its name, the language, and stretches whose paragraphs are spans
into that text, each with the translation printed beside it. Which side a speaker is on is not decided here.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from typing import Literal

from extractor.headings import Heading, Mark, Page, claim, read_page
from extractor.lines import Line, Piece, ends_sentence, is_wrapped, scan
from extractor.records import Paragraph
from extractor.speakers import side_of_name, side_of_title

Part = Literal["speech", "prepared_remarks", "qa", "publisher"]

_COMPANY_LIST = re.compile(r"^(?:company|corporate|management|executives|presenters|公司)", re.I)
_ANALYST_LIST = re.compile(r"^(?:conference call|other|analysts)|分析[师師]", re.I)


@dataclass(slots=True)
class Stretch:
    """What one speaker says in a row; with `part` publisher, a part of the page that nobody on the call says.

    `side` is set where the layout itself tells it: "Q:" and "A:".
    """

    speaker: str
    title: str
    part: Part
    side: str = ""
    paragraphs: list[Paragraph] = field(default_factory=list)


@dataclass(slots=True)
class Layout:
    """A call's text taken apart; `sides` and `titles` hold what lists of participants say of names, in lower case."""

    name: str
    language: str
    stretches: list[Stretch]
    sides: dict[str, str]
    titles: dict[str, str]


def read(text: str) -> Layout:
    """The text taken apart: every line is a heading, a mark of the page, or in exactly one paragraph."""
    lines = scan(text)
    page = read_page(lines)
    walk = _Walk(page, _opening(page))
    for index in range(len(lines)):
        walk.step(index)
    styles = Counter(h.style for h in walk.used)
    printing = _printing(walk.words, is_wrapped(lines))
    stretches = [_assembled(text, stretch, found, printing) for stretch, found in walk.words if found]
    if walk.opening < 0:
        _reclaim(text, stretches)
    name = styles.most_common(1)[0][0] if styles else "no speakers"
    doubled = any(i in page.doubled and page.headings[i] for i in range(len(lines)))
    name = f"doubled {name}" if doubled else name
    language = _language(stretches)
    return Layout(f"bilingual, {name}" if printing.bilingual else name, language, stretches, walk.sides, walk.titles)


def _opening(page: Page) -> int:
    """Index of the line after which the speech begins, by a printed section title; -1 where none is printed.

    A title followed directly by another one stands in a table of contents.
    """
    last = -1
    for index, mark in enumerate(page.markers):
        if mark == "prepared" and (index + 1 == len(page.markers) or page.markers[index + 1] in (None, "prepared")):
            last = index
        if mark in ("qa", "end") and last >= 0:
            break
    return last


class _Walk:
    """Goes through the lines once and keeps, for each stretch, the pieces of text that belong to it."""

    def __init__(self, page: Page, opening: int) -> None:
        self.page = page
        self.opening = opening
        self.silent = not any(page.headings)
        self.mode: Literal["before", "participants", "speech", "after"] = "before"
        self.part: Part = "speech"
        self.list_side = ""
        self.sides: dict[str, str] = {}
        self.titles: dict[str, str] = {}
        self.used: list[Heading] = []
        self.words: list[tuple[Stretch, list[Piece]]] = [(Stretch("", "", "publisher"), [])]

    def step(self, index: int) -> None:
        line, mark, heading = self.page.lines[index], self.page.markers[index], self.page.headings[index]
        if index in self.page.absorbed:
            return
        if mark:
            self._mark(index, mark)
        elif self.mode == "after" or (self.mode in ("before", "participants") and not self._begins(index)):
            self._outside(index)
        elif heading and index in self.page.doubled and self.page.headings[index - 1] and heading.said < 0:
            return
        elif heading:
            self._speaker(line, heading)
        else:
            self._word(line, 0)

    def _mark(self, index: int, mark: Mark) -> None:
        if mark == "end" and self.mode != "before":
            self._enter("after")
            self._word(self.page.lines[index], 0)
        elif mark == "participants" and self.mode != "speech":
            plain = self.page.lines[index].plain
            self.list_side = (
                "company" if _COMPANY_LIST.match(plain) else "analyst" if _ANALYST_LIST.match(plain) else ""
            )
            self.mode = self.mode if self.mode == "after" else "participants"
        elif mark == "participants" and index > self.opening and self._lists_people(index):
            self._enter("after")
        elif mark in ("prepared", "qa") and self.mode != "after" and index >= self.opening:
            self._open("qa" if mark == "qa" else "prepared_remarks", index)
        else:
            self._outside_mark(index)

    def _outside_mark(self, index: int) -> None:
        if self.mode == "speech":
            self._word(self.page.lines[index], 0)

    def _lists_people(self, index: int) -> bool:
        return any(h is not None and h.said < 0 for h in self.page.headings[index + 1 : index + 3])

    def _open(self, part: Part, index: int) -> None:
        following = self.page.markers[index + 1] if index + 1 < len(self.page.markers) else None
        if self.mode != "speech" and following in ("qa", "participants", "end"):
            return  # a table of contents
        self.mode, self.part = "speech", part
        last = self.words[-1][0]
        self.words.append((Stretch("" if last.part == "publisher" else last.speaker, last.title, part, last.side), []))

    def _begins(self, index: int) -> bool:
        """Whether the speech begins at this line, where no section title announces it."""
        if index <= self.opening:
            return False
        heading = self.page.headings[index]
        if heading is None:
            begins = self.silent and (self.page.lines[index].is_sentence or self._is_said(index))
        elif self.mode == "participants":
            begins = side_of_name(heading.speaker) == "operator" or self._followed_by_words(index)
        else:
            begins = True
        if begins:
            self.mode = "speech"
            self.words.append((Stretch("", "", self.part), []))
        return begins

    def _is_said(self, index: int) -> bool:
        plain = self.page.lines[index].plain
        return plain.count(" ") > 1 and ends_sentence(plain) and plain[:1].isalpha()

    def _followed_by_words(self, index: int) -> bool:
        line, heading = self.page.lines[index], self.page.headings[index]
        if heading and heading.said >= 0:
            return len(line.plain) - heading.said > 60
        after = [n for n in self.page.lines[index + 1 : index + 3] if n.plain != line.plain]
        return bool(after) and after[0].is_sentence

    def _enter(self, mode: Literal["after"]) -> None:
        self.mode = mode
        self.words.append((Stretch("", "", "publisher"), []))

    def _outside(self, index: int) -> None:
        heading = self.page.headings[index]
        line = self.page.lines[index]
        if heading or self.mode == "participants":
            found = heading or claim(line)
            side = self.list_side or (side_of_title(found.title) if found else "") or ""
            if found and found.said < 0 and side:
                self.sides.setdefault(found.speaker.lower(), side)
                self.titles.setdefault(found.speaker.lower(), found.title)
        self._word(line, 0)

    def _speaker(self, line: Line, heading: Heading) -> None:
        self.used.append(heading)
        self.words.append((Stretch(heading.speaker, heading.title, self.part, heading.side), []))
        if heading.said >= 0:
            self._word(line, heading.said)

    def _word(self, line: Line, index: int) -> None:
        self.words[-1][1].extend(line.pieces(index))


# Paragraphs and their translations


@dataclass(frozen=True)
class _Printing:
    """How the page prints paragraphs: in two languages, Chinese before English, one paragraph on several lines."""

    bilingual: bool
    chinese_first: bool
    wrapped: bool


def _printing(words: list[tuple[Stretch, list[Piece]]], wrapped: bool) -> _Printing:
    changes: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    first: Counter[str] = Counter()
    for stretch, pieces in words:
        totals.update(piece.language for piece in pieces)
        changes.update(a.language + b.language for a, b in pairwise(pieces))
        if pieces and stretch.part != "publisher" and len({piece.language for piece in pieces}) == 2:
            first[pieces[0].language] += 1
    fewer = min(totals["en"], totals["zh"])
    bilingual = fewer > 0 and (changes["enzh"] + changes["zhen"]) * 2 >= fewer and changes["enzh"] > 0
    return _Printing(bilingual, first["zh"] > first["en"], wrapped)


def _assembled(text: str, stretch: Stretch, found: list[Piece], printing: _Printing) -> Stretch:
    pieces = _joined(found) if printing.wrapped else found
    if not printing.bilingual:
        stretch.paragraphs = [_alone_paragraph(piece) for piece in pieces]
    else:
        stretch.paragraphs = _paired(text, pieces, printing.chinese_first)
    return stretch


def _joined(pieces: list[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for piece in pieces:
        if joined and not piece.gap and joined[-1].language == piece.language:
            joined[-1] = replace(joined[-1], end=piece.end)
        else:
            joined.append(piece)
    return joined


def _paired(text: str, pieces: list[Piece], chinese_first: bool) -> list[Paragraph]:
    """English paragraphs with the Chinese printed beside each; Chinese alone is a paragraph of its own."""
    runs = [list(run) for _, run in groupby(_untranslated(text, pieces), key=lambda piece: piece.language)]
    paragraphs: list[Paragraph] = []
    position = 0
    while position < len(runs):
        run = runs[position]
        other = runs[position + 1] if position + 1 < len(runs) else []
        if run[0].language == ("zh" if chinese_first else "en") and other:
            english, chinese = (other, run) if chinese_first else (run, other)
            paragraphs.extend(_matched(text, english, chinese))
            position += 2
        else:
            paragraphs.extend(_alone_paragraph(piece) for piece in run)
            position += 1
    return paragraphs


def _untranslated(text: str, pieces: list[Piece]) -> list[Piece]:
    """The pieces, an exact repetition of the line before taken as its translation: the translator left it alone."""
    marked: list[Piece] = []
    for piece in pieces:
        before = marked[-1] if marked else None
        same = before is not None and before.language == "en" == piece.language and not piece.gap
        if same and before and text[before.start : before.end] == text[piece.start : piece.end]:
            piece = replace(piece, language="zh")
        marked.append(piece)
    return marked


def _matched(text: str, english: list[Piece], chinese: list[Piece]) -> list[Paragraph]:
    """A run of English paired with the run of Chinese beside it.

    One by one where they are as many; otherwise the last English paragraph with the Chinese directly under it, and
    what is printed apart stays by itself.
    """
    if len(english) == len(chinese):
        return [_translated(text, piece, [other]) for piece, other in zip(english, chinese, strict=True)]
    apart = next((i for i, piece in enumerate(chinese) if i and piece.gap), len(chinese))
    paragraphs = [_alone_paragraph(piece) for piece in english[:-1]]
    paragraphs.append(_translated(text, english[-1], chinese[:apart]))
    return paragraphs + [_alone_paragraph(piece) for piece in chinese[apart:]]


def _alone_paragraph(piece: Piece) -> Paragraph:
    return Paragraph(piece.start, piece.end, piece.line, None, piece.language)


def _translated(text: str, piece: Piece, chinese: list[Piece]) -> Paragraph:
    start = _after_name(text, chinese[0]) if piece.headed else chinese[0].start
    return Paragraph(piece.start, piece.end, piece.line, (start, chinese[-1].end), "en")


_CHINESE_NAME = re.compile(r"[^：:。，,？?\n]{1,40}[：:]\s?")


def _after_name(text: str, piece: Piece) -> int:
    """Where a translation begins after the speaker's translated name."""
    name = _CHINESE_NAME.match(text, piece.start, piece.end)
    return name.end() if name and name.end() < piece.end else piece.start


_SPEECH = re.compile(r"\b(?:thank you|good (?:morning|afternoon|evening)|welcome|our|we)\b|[我您]們|[我您]们", re.I)


def _reclaim(text: str, stretches: list[Stretch]) -> None:
    """Gives what is said before the first speaker to an unnamed one: a page that begins in mid-speech."""
    first = stretches[0] if stretches else None
    if first is None or first.part != "publisher" or len(stretches) == 1 or stretches[1].part == "publisher":
        return
    words = [text[p.start : p.end] for p in first.paragraphs]
    said = [w for w in words if len(w) > 80 and ends_sentence(w) and _SPEECH.search(w)]
    if said and len(said) * 2 >= len(words):
        first.part = "speech"


def _language(stretches: list[Stretch]) -> str:
    spoken = [p for s in stretches if s.part != "publisher" for p in s.paragraphs]
    chinese = sum(p.end - p.start for p in spoken if p.language == "zh") * 3  # a Chinese character says more
    total = sum(p.end - p.start for p in spoken if p.language == "en") + chinese
    if any(p.translation for p in spoken):
        return "en+zh"
    return "zh" if chinese * 2 > total else "en"
