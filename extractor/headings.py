"""Which lines of a page name who speaks, and which mark a section of it.

In go the lines; out comes a `Page`. Every line is offered to a table of heading styles (`_STYLES`), and what a style
reads counts when the document supports it: a name said twice, a role behind it, a printed double.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from extractor.lines import Line, ends_sentence
from extractor.speakers import is_fixed_name, is_label, is_person, is_role

Mark = Literal["prepared", "qa", "participants", "publisher", "end"]

_HEAD_LIMIT = 200  # no name with its title is longer
_STAMP = r"(?:[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp][Mm])?[\])]?)"


def _full(*alternatives: str) -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(alternatives)})[ :.]*$", re.I)


_MARKERS: tuple[tuple[Mark, re.Pattern[str]], ...] = (
    (
        "prepared",
        _full(
            r"prepared remarks?|opening remarks|(?:event |corporate )?presentation(?: section|"
            r" operator message)?",
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
            r"(?:(?:company|corporate|conference call|call|other|event|management|"
            r"meeting)[ -]+)?(?:participants|attendees)",
            r"(?:company )?executives|analysts|(?:company |corporate )?(?:representatives|speakers|presenters)",
            r"(?:公司)?(?:参会|參會|與會|与会|出席)(?:人员|人員|者|嘉宾|嘉賓|分析师|分析師|高管)?",
        ),
    ),
    (
        "end",
        re.compile(
            r"duration: |this (?:article|transcript|document) is (?:a|the) |more [\w.&]{1,12} analysis$|"
            r"all earnings call transcripts|stocks mentioned$|copyright |\[?end of (?:transcript|call|"
            r"document)|"
            r"read more|the motley fool (?:has|recommends|owns) |disclaimers?[ :]*$|共 ?\d{1,6} ?段",
            re.I,
        ),
    ),
    (
        "publisher",
        _full(
            r"contents|table of contents|(?:key )?takeaways?|summary|(?:key )?highlights|"
            r"(?:industry )?glossary|memo|risks",
            r"need a quote.{0,80}|(?:image|logo) source.{0,120}|目[录錄]|摘要|亮[点點]|[术術]语表|[詞词]彙表",
        ),
    ),
)


@dataclass(slots=True)
class Heading:
    """Who a line says is speaking; `said` is the index in the line where the words begin, or -1."""

    style: str
    speaker: str
    title: str = ""
    said: int = -1
    side: str = ""


# Heading styles: each reads one line and returns who speaks, or None


_LABEL_LINE = re.compile(rf"(\w[\w #-]{{2,24}}?) ?{_STAMP}? ?:(?: ?{_STAMP})? ?|(\w[\w #-]{{2,24}}?) {_STAMP}$")
_EXCHANGE_LINE = re.compile(
    r"[<\[(]?(Q|A|Question|Answer|问|問|答)(\d{0,2})(?: ?[-–—]{1,2} ?([^:<>\[\]]{2,120}?))?"
    r"[>\])]?(?: ?[:.](?: |(?=\S))|$)",
    re.I,
)
_BRACKET_LINE = re.compile(r"\[([^\[\]]{2,120})\] ?:? ?")
_DASH = re.compile(r" ?(?:--|—|–) ?| - ")
_COLON_LINE = re.compile(rf"([^:]{{2,160}}?)(?: ?{_STAMP})? ?: ?(?:[*_]{{1,3}}(?: |$))?")
_STAMP_TAIL = re.compile(rf" ?{_STAMP}$")
_ABBREVIATED = re.compile(r"\b(?:Inc|Co|Corp|Ltd|L\.?P|N\.A|Jr|Sr|S\.A|plc|LLC|Bros|P\.A|[A-Z])\.$", re.I)


def _label(line: Line) -> Heading | None:
    if ":" not in line.plain[:60]:
        return None
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
    head = line.plain[:_HEAD_LIMIT]
    match = _COLON_LINE.match(head) if ":" in head else None
    if not match:
        return None
    return _heading("name and colon", match[1], _said(line, match.end()))


def _alone(line: Line) -> Heading | None:
    if len(line.plain) > _HEAD_LIMIT or (ends_sentence(line.plain) and not _ABBREVIATED.search(line.plain)):
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
class Page:
    """The lines with what each may be: marker of a section, heading, or words."""

    lines: list[Line]
    markers: list[Mark | None]
    headings: list[Heading | None]
    doubled: set[int]
    absorbed: set[int] = field(default_factory=set)


def read_page(lines: list[Line]) -> Page:
    markers = [_marker(line) for line in lines]
    doubled = {i for i in range(1, len(lines)) if lines[i].plain == lines[i - 1].plain}
    claims = [None if mark else claim(line) for line, mark in zip(lines, markers, strict=True)]
    page = Page(lines, markers, claims, doubled)
    _leave_translations(page)
    _take_titles(page)
    page.headings = _supported(page)
    return page


def _marker(line: Line) -> Mark | None:
    head = line.plain[:_HEAD_LIMIT]
    return next((mark for mark, pattern in _MARKERS if pattern.match(head)), None)


def claim(line: Line) -> Heading | None:
    for style in _STYLES:
        heading = style(line)
        if heading:
            return heading
    return None


def _leave_translations(page: Page) -> None:
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


def _take_titles(page: Page) -> None:
    """Joins a name on one line with the title on the next."""
    for index in range(len(page.lines) - 1):
        heading, below = page.headings[index], page.lines[index + 1]
        if heading is None or heading.said >= 0 or heading.title or below.gap or is_role(heading.speaker):
            continue
        if is_role(below.plain) and not below.is_sentence and not page.markers[index + 1] and ":" not in below.plain:
            heading.title = _SPEAKS_AS.sub("", below.plain)
            page.headings[index + 1] = None
            page.absorbed.add(index + 1)


def _is_translated_mark(page: Page, index: int) -> bool:
    """Whether a short Chinese line only repeats the section title or the speaker's name above it."""
    line, above = page.lines[index], page.headings[index - 1]
    if line.is_sentence or len(line.plain) > 30:
        return False
    if page.markers[index - 1] not in (None, "end"):
        return True
    below = page.lines[index + 1] if index + 1 < len(page.lines) else None
    named = above is not None and above.said < 0 and (is_fixed_name(above.speaker) or bool(above.title))
    return named and below is not None and below.language == "en" and not below.gap


def _supported(page: Page) -> list[Heading | None]:
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


def _is_sure(page: Page, index: int, exchange: bool) -> bool:
    """Whether the line alone, or its printed double, says that it is a heading."""
    heading = page.headings[index]
    if heading is None:
        return False
    if heading.side:
        return exchange
    if is_fixed_name(heading.speaker) or is_role(heading.title):
        return True
    return heading.said < 0 and (index in page.doubled or index + 1 in page.doubled)


def _is_likely(page: Page, index: int, heading: Heading, names: Counter[str], support: Counter[str]) -> bool:
    """Whether a name without a role is a heading: it comes back, or stands out in a page full of such headings."""
    repeated = names[heading.speaker.lower()] > 1 and sum(support.values()) > 2
    alike = support[heading.style] > 2 and (" " in heading.speaker or not heading.speaker.isascii())
    if heading.said >= 0:
        return repeated or alike
    below = index + 1 < len(page.lines) and page.headings[index + 1] is None
    return below and (
        repeated or (alike and (page.lines[index].strong or heading.style in ("brackets", "name and colon")))
    )
