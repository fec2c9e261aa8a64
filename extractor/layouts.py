"""The raw text of a call as stretches: one speaker's paragraphs, or a publisher's, in the order printed.

In goes the text, unchanged; out comes a `Layout`: its name, the language, and stretches whose paragraphs are spans
into that text, each with the translation printed beside it. Which side a speaker is on is not decided here.

A layout is found by evidence, not declared: every line is offered to a table of heading styles (`_STYLES`), and what
a style reads counts when the document supports it: a name said twice, a role behind it, a list of participants.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from typing import Literal

from extractor.lines import Line, Piece, is_wrapped, scan
from extractor.records import Paragraph
from extractor.speakers import is_fixed_name, is_label, is_person, is_role, side_of_name, side_of_title

Part = Literal["speech", "prepared_remarks", "qa", "publisher"]
_Mark = Literal["prepared", "qa", "participants", "publisher", "end"]

_HEAD_LIMIT = 200  # no name with its title is longer
_STAMP = r"(?:[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp][Mm])?[\])]?)"


def _full(*alternatives: str) -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(alternatives)})[ :.]*$", re.I)


_MARKERS: tuple[tuple[_Mark, re.Pattern[str]], ...] = (
    (
        "prepared",
        _full(
            r"prepared remarks?|opening remarks|(?:event |corporate )?presentation(?: section| operator message)?",
            r"management(?:'s)? (?:discussion|presentation)(?: section)?",
            r"(?:full )?(?:(?:conference|earnings) ?(?:conference )?call )?transcript",
            r"逐字稿|(?:完整的?)?(?:电话|電話)?(?:会议|會議)(?:记录|記錄|内容|內容)|正文",
            r"管理[层層](?:讨论|討論|陈述|陳述|发言|發言|致辞)",
        ),
    ),
    (
        "qa",
        _full(
            r"questions?[ -]*(?:and|&)[ -]*answers?(?: session| section| portion| operator message)?",
            r"q ?& ?a(?: session| section| portion)?|q ?and ?a(?: session| section| portion)?",
            r"(?:问答|問答|提问|提問)(?:环节|環節|时间|時間|部分)?",
        ),
    ),
    (
        "participants",
        _full(
            r"(?:(?:company|corporate|conference call|call|other|event|management|meeting)[ -]+)?(?:participants|attendees)",
            r"(?:company )?executives|analysts|(?:company |corporate )?(?:representatives|speakers|presenters)",
            r"(?:公司)?(?:参会|參會|與會|与会|出席)(?:人员|人員|者|嘉宾|嘉賓|分析师|分析師|高管)?",
        ),
    ),
    (
        "end",
        re.compile(
            r"duration: |this (?:article|transcript|document) is (?:a|the) |more [\w.&]{1,12} analysis$|"
            r"all earnings call transcripts|stocks mentioned$|copyright |\[?end of (?:transcript|call|document)|"
            r"read more|the motley fool (?:has|recommends|owns) |disclaimers?[ :]*$|共 ?\d{1,6} ?段",
            re.I,
        ),
    ),
    (
        "publisher",
        _full(
            r"contents|table of contents|(?:key )?takeaways?|summary|(?:key )?highlights|(?:industry )?glossary|memo|risks",
            r"need a quote.{0,80}|(?:image|logo) source.{0,120}|目[录錄]|摘要|亮[点點]|[术術]语表|[詞词]彙表",
        ),
    ),
)
_COMPANY_LIST = re.compile(r"^(?:company|corporate|management|executives|presenters|公司)", re.I)
_ANALYST_LIST = re.compile(r"^(?:conference call|other|analysts)|分析[师師]", re.I)


@dataclass(slots=True)
class Heading:
    """Who a line says is speaking; `said` is the index in the line where the words begin, or -1."""

    style: str
    speaker: str
    title: str = ""
    said: int = -1
    side: str = ""


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


# Heading styles: each reads one line and returns who speaks, or None


_LABEL_LINE = re.compile(rf"(\w[\w #-]{{2,24}}?) ?{_STAMP}? ?:(?: ?{_STAMP})? ?|(\w[\w #-]{{2,24}}?) {_STAMP}$")
_EXCHANGE_LINE = re.compile(
    r"[<\[(]?(Q|A|Question|Answer|问|問|答)(\d{0,2})(?: ?[-–—]{1,2} ?([^:<>\[\]]{2,120}?))?[>\])]?(?: ?[:.](?: |(?=\S))|$)",
    re.I,
)
_BRACKET_LINE = re.compile(r"\[([^\[\]]{2,120})\] ?:? ?")
_DASH = re.compile(r" ?(?:--|—|–) ?| - ")
_COLON_LINE = re.compile(r"([^:]{2,160}?) ?: ?(?:[*_]{1,3}(?: |$))?")
_STAMP_TAIL = re.compile(rf" ?{_STAMP}$")
_SENTENCE_END = re.compile(r"[.!?。！？…]['\"”’)\]]*$")
_ABBREVIATED = re.compile(r"\b(?:Inc|Co|Corp|Ltd|L\.?P|N\.A|Jr|Sr|S\.A|plc|LLC|Bros|P\.A|[A-Z])\.$", re.I)


def _label(line: Line) -> Heading | None:
    match = _LABEL_LINE.match(line.plain[:60])
    name = (match[1] or match[2]).strip() if match else ""
    if not match or not is_label(name):
        return None
    return Heading("labels", name, said=_said(line, match.end()))


def _exchange(line: Line) -> Heading | None:
    match = _EXCHANGE_LINE.match(line.plain[:_HEAD_LIMIT])
    if not match or (match.end() == len(line.plain) and not match[3] and len(match[1]) == 1 and line.plain[-1] in ".,"):
        return None
    name, title = _name_and_title(match[3] or "")
    if match[3] and not (is_person(name) or is_fixed_name(name)):
        return None
    side = "analyst" if match[1][0].lower() in "q问問" else "company"
    return Heading("question and answer", name, title, _said(line, match.end()), side)


def _bracket(line: Line) -> Heading | None:
    match = _BRACKET_LINE.match(line.plain[:_HEAD_LIMIT])
    if not match:
        return None
    return _heading("brackets", match[1], _said(line, match.end()))


def _colon(line: Line) -> Heading | None:
    match = _COLON_LINE.match(line.plain[:_HEAD_LIMIT])
    if not match:
        return None
    return _heading("name and colon", match[1], _said(line, match.end()))


def _alone(line: Line) -> Heading | None:
    if len(line.plain) > _HEAD_LIMIT or (_SENTENCE_END.search(line.plain) and not _ABBREVIATED.search(line.plain)):
        return None
    return _heading("names on their own line", line.plain, -1)


_STYLES: tuple[Callable[[Line], Heading | None], ...] = (_label, _exchange, _bracket, _colon, _alone)


def _heading(style: str, head: str, said: int) -> Heading | None:
    name, title = _name_and_title(_STAMP_TAIL.sub("", head.strip()))
    if not (is_person(name) or is_fixed_name(name)) or re.search(r"[$€£¥%]|\d{3}", title):
        return None
    return Heading(style, html.unescape(name), html.unescape(title), said)


def _name_and_title(head: str) -> tuple[str, str]:
    """Splits "Name -- Title", "Name (Title)" and "Name, Title"; a title printed first is put second."""
    head = head.strip(" -–—*_")
    dash = _DASH.search(head)
    if dash:
        name, title = head[: dash.start()].strip(), head[dash.end() :].strip()
        reverse = is_role(name) and not is_role(title) and is_person(title) and not is_fixed_name(name)
        return (title, name) if reverse else (name, title)
    if head.endswith(")") and "(" in head[2:]:
        name, _, title = head[:-1].partition("(")
        return name.strip(), title.strip()
    name, comma, title = head.partition(",")
    if comma and is_role(title):
        return name.strip(), title.strip()
    return head, ""


def _said(line: Line, index: int) -> int:
    rest = line.plain[index:]
    return index + len(rest) - len(rest.lstrip()) if rest.strip() else -1


# Which headings the document supports


@dataclass(slots=True)
class _Page:
    """The lines with what each may be: marker of a section, heading, or words."""

    lines: list[Line]
    markers: list[_Mark | None]
    headings: list[Heading | None]
    doubled: set[int]
    absorbed: set[int] = field(default_factory=set)


def _page(lines: list[Line]) -> _Page:
    markers = [_marker(line) for line in lines]
    doubled = {i for i in range(1, len(lines)) if lines[i].plain == lines[i - 1].plain}
    claims = [None if mark else _claim(line) for line, mark in zip(lines, markers, strict=True)]
    page = _Page(lines, markers, claims, doubled)
    _leave_translations(page)
    _take_titles(page)
    page.headings = _supported(page)
    return page


def _marker(line: Line) -> _Mark | None:
    head = line.plain[:_HEAD_LIMIT]
    return next((mark for mark, pattern in _MARKERS if pattern.match(head)), None)


def _claim(line: Line) -> Heading | None:
    for style in _STYLES:
        heading = style(line)
        if heading:
            return heading
    return None


def _leave_translations(page: _Page) -> None:
    """Takes the Chinese lines printed under English ones for what they are: a heading's or a word's translation."""
    under = [
        i for i in range(1, len(page.lines)) if page.lines[i].language == "zh" and page.lines[i - 1].language == "en"
    ]
    tight = [i for i in under if not page.lines[i].gap]
    if len(tight) * 2 < sum(line.language == "zh" for line in page.lines):
        return
    for index in tight:
        page.headings[index] = page.markers[index] = None
        if _is_translated_mark(page, index):
            page.absorbed.add(index)


_SPEAKS_AS = re.compile(r" +[QA]$")  # printed at the right edge of a title, for question and answer


def _take_titles(page: _Page) -> None:
    """Joins a name on one line with the title on the next."""
    for index in range(len(page.lines) - 1):
        heading, below = page.headings[index], page.lines[index + 1]
        if heading is None or heading.said >= 0 or heading.title or below.gap or is_role(heading.speaker):
            continue
        if is_role(below.plain) and not below.is_sentence and not page.markers[index + 1] and ":" not in below.plain:
            heading.title = _SPEAKS_AS.sub("", below.plain)
            page.headings[index + 1] = None
            page.absorbed.add(index + 1)


def _is_translated_mark(page: _Page, index: int) -> bool:
    """Whether a short Chinese line only repeats the section title or the speaker's name above it."""
    line, above = page.lines[index], page.headings[index - 1]
    if line.is_sentence or len(line.plain) > 30:
        return False
    if page.markers[index - 1] not in (None, "end"):
        return True
    below = page.lines[index + 1] if index + 1 < len(page.lines) else None
    named = above is not None and above.said < 0 and (is_fixed_name(above.speaker) or bool(above.title))
    return named and below is not None and below.language == "en" and not below.gap


def _supported(page: _Page) -> list[Heading | None]:
    """Each line's heading where the document supports it, and None elsewhere."""
    names = Counter(h.speaker.lower() for i, h in enumerate(page.headings) if h and i not in page.doubled)
    sides = {h.side for h in page.headings if h}
    exchange = {"analyst", "company"} <= sides
    sure = [_is_sure(page, i, exchange) for i in range(len(page.lines))]
    support = Counter(
        h.style for h, ok in zip(page.headings, sure, strict=True) if h and (ok or names[h.speaker.lower()] > 1)
    )
    kept: list[Heading | None] = []
    for index, heading in enumerate(page.headings):
        likely = heading is not None and not heading.side and _is_likely(page, index, heading, names, support)
        kept.append(heading if sure[index] or likely else None)
    return kept


def _is_sure(page: _Page, index: int, exchange: bool) -> bool:
    """Whether the line alone, or its printed double, says that it is a heading."""
    heading = page.headings[index]
    if heading is None:
        return False
    if heading.side:
        return exchange
    if is_fixed_name(heading.speaker) or is_role(heading.title):
        return True
    return heading.said < 0 and (index in page.doubled or index + 1 in page.doubled)


def _is_likely(page: _Page, index: int, heading: Heading, names: Counter[str], support: Counter[str]) -> bool:
    """Whether a name without a role is a heading: it comes back, or stands out in a page full of such headings."""
    repeated = names[heading.speaker.lower()] > 1 and sum(support.values()) > 2
    alike = support[heading.style] > 2 and (" " in heading.speaker or not heading.speaker.isascii())
    if heading.said >= 0:
        return repeated or alike
    below = index + 1 < len(page.lines) and page.headings[index + 1] is None
    return below and (repeated or (alike and (page.lines[index].strong or heading.style == "brackets")))


# From lines to stretches


def read(text: str) -> Layout:
    """The text taken apart: every line is a heading, a mark of the page, or in exactly one paragraph."""
    lines = scan(text)
    page = _page(lines)
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


def _opening(page: _Page) -> int:
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

    def __init__(self, page: _Page, opening: int) -> None:
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

    def _mark(self, index: int, mark: _Mark) -> None:
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
        return plain.count(" ") > 1 and bool(_SENTENCE_END.search(plain[-12:])) and plain[:1].isalpha()

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
            claim = heading or _claim(line)
            side = self.list_side or (side_of_title(claim.title) if claim else "") or ""
            if claim and claim.said < 0 and side:
                self.sides.setdefault(claim.speaker.lower(), side)
                self.titles.setdefault(claim.speaker.lower(), claim.title)
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
    said = [w for w in words if len(w) > 80 and _SENTENCE_END.search(w[-12:]) and _SPEECH.search(w)]
    if said and len(said) * 2 >= len(words):
        first.part = "speech"


def _language(stretches: list[Stretch]) -> str:
    spoken = [p for s in stretches if s.part != "publisher" for p in s.paragraphs]
    chinese = sum(p.end - p.start for p in spoken if p.language == "zh") * 3  # a Chinese character says more
    total = sum(p.end - p.start for p in spoken if p.language == "en") + chinese
    if any(p.translation for p in spoken):
        return "en+zh"
    return "zh" if chinese * 2 > total else "en"
