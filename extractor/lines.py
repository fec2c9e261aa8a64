"""The lines of a page: what stands on each one, without the marks around it.

In goes the text, unchanged; out come the lines that hold words, with the span of the words, plain characters to
recognise headings by, and the language. Nothing here knows of speakers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

Language = Literal["en", "zh"]

_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufe0f\ufeff\u00ad"
_HIDDEN = re.compile(f"[{_INVISIBLE}]")
_BLANKS = "\t\x0b\x0c\x85\u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_WIDE = {chr(0xFF01 + i): chr(0x21 + i) for i in range(94)} | dict.fromkeys(_BLANKS, " ") | {"’": "'"}
_TAG = r"</?(?:p|br|strong|b|em|i|div|span|h[1-6]|li|ul|ol|td|tr|table|a|font|u)(?:\s[^<>]{0,200})?/?>"
_TONGUE = r"\[(?:EN|ZH|CN|TW|中|英|译|譯|中文|英文)\]"
_LEAD = re.compile(
    rf"(?:[\s{_INVISIBLE}]|&nbsp;|{_TAG}|[#>•·▪◦‣━─═📅👤🎤🗣]|[*_](?=[*_\w\s\[(\"“])|-(?=\s)|\[ *\d{{1,4}}\]|"
    rf"{_TONGUE}|"
    r"[\[(]\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?[\])]|\d{1,2}:\d{2}:\d{2}(?=\s)|"
    r"\d{1,4}[.)](?=\s+[^\W\d][^:]{1,60}:))+"
)
_TAIL = re.compile(rf"(?:[\s{_INVISIBLE}━─═*]|&nbsp;|{_TAG})+$")
_TAIL_ENDS = frozenset(f"{_INVISIBLE}━─═*;>")  # what a mark at a line's end ends with
_TAIL_LIMIT = 300  # characters at a line's end that are searched for marks, so that no line costs its square
_STRONG = re.compile(r"\*\*|__|##|<strong|<b>|<h\d|👤|━━")
_ENDS = re.compile(r"[.!?。！？…]['\"”’)\]」』]*$")
_WORDS = 8
_WRAP_WIDTH = 130


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one language on one line; `headed` where a speaker's name stands before them on the same line."""

    start: int
    end: int
    line: int
    language: Language
    gap: bool
    headed: bool = False


@dataclass(slots=True)
class Line:
    """One line with words on it: their span, and the same words as plain characters.

    `plain` is half-width and without invisible characters; `at` gives the offset in the text of each of its
    characters where they are not simply those from `start` on. `gap` says that blank lines or rules precede it,
    `strong` that it is printed in bold or as a title.
    """

    number: int
    start: int
    end: int
    plain: str
    language: Language
    gap: bool
    strong: bool
    at: list[int] | None = None

    def offset(self, index: int) -> int:
        """The offset in the text of the character `plain[index]`."""
        if self.at is None:
            return self.start + index
        return self.at[index] if index < len(self.at) else self.end

    @property
    def is_sentence(self) -> bool:
        """Whether the line reads as speech rather than as a title or a field of a form."""
        if self.language == "zh":
            return len(self.plain) > 30 or ends_sentence(self.plain)
        words = self.plain[:400].count(" ") + 1
        return words >= 2 * _WORDS or (words >= _WORDS and ends_sentence(self.plain))

    def pieces(self, index: int = 0) -> list[Piece]:
        """The words from `plain[index]` on: one piece, or two where a translation follows on the same line."""
        turn = _turn(self.plain, index) if self.language == "zh" or not self.plain.isascii() else None
        first = Piece(self.offset(index), self.end, self.number, self.language, self.gap, index > 0)
        if turn is None:
            return [first]
        middle = index + len(self.plain[index:turn].rstrip())
        english = Piece(first.start, self.offset(middle - 1) + 1, self.number, "en", self.gap, index > 0)
        return [english, Piece(self.offset(turn), self.end, self.number, "zh", False)]


_TURN = re.compile(r"[.!?][\"'”’)]* ?(?=[\u4e00-\u9fff「『（(“])")


def _turn(plain: str, index: int) -> int | None:
    """Where a line that begins in English goes over into Chinese for good, or None."""
    first = _CJK.search(plain, index)
    if first is None or first.start() - index < 4:
        return None
    turns = list(_TURN.finditer(plain, index, first.start() + 1))
    match = turns[-1] if turns else None
    if match is None or first.start() - match.end() > 1 or language_of(plain[match.end() :]) == "en":
        return None
    return match.end()


def ends_sentence(words: str) -> bool:
    """Whether the words close with a full stop, a question mark or the like, quotes and brackets aside."""
    return bool(_ENDS.search(words[-12:]))


def language_of(words: str) -> Language:
    """zh where Chinese characters carry the words, even among Latin names and figures; otherwise en."""
    if words.isascii():
        return "en"
    chinese = len(_CJK.findall(words))
    closed = words.rstrip()[-1:] in ("。", "！", "？") and chinese > 3
    return "zh" if chinese and (closed or chinese * 4 >= len(_LATIN.findall(words))) else "en"


def scan(text: str) -> list[Line]:
    """The lines of the text that hold words, in order."""
    lines: list[Line] = []
    start, gap = 0, True
    for number, raw in enumerate(text.split("\n"), 1):
        line = _line(raw, start, number, gap)
        start += len(raw) + 1
        gap = line is None
        if line:
            lines.append(line)
    return lines


def _line(raw: str, start: int, number: int, gap: bool) -> Line | None:
    lead = _LEAD.match(raw)
    left = lead.end() if lead else 0
    right = _right_edge(raw, left)
    if right <= left or not any(map(str.isalnum, raw[left:right])):
        return None
    marks = raw[:left]
    words = raw[left:right]
    plain, at = words, None
    if not words.isascii():
        plain, at = _plain(words, start + left)
    language: Language = language_of(plain)
    if "[" in marks:
        language = "en" if "[EN]" in marks or "[英" in marks else "zh" if re.search(r"\[\D", marks) else language
    strong = bool(_STRONG.search(marks))
    return Line(number, start + left, start + right, plain, language, gap, strong, at)


def _right_edge(raw: str, left: int) -> int:
    right = len(raw.rstrip())
    if raw[right - 1 : right] not in _TAIL_ENDS:
        return right
    tail = _TAIL.search(raw, max(left, right - _TAIL_LIMIT), right)
    return tail.start() if tail else right


def _plain(words: str, start: int) -> tuple[str, list[int] | None]:
    wide = words
    for char in _WIDE.keys() & set(words):  # a few of them at most: many times faster than `str.translate`
        wide = wide.replace(char, _WIDE[char])
    if not _HIDDEN.search(wide):
        return wide, None
    kept = [i for i, char in enumerate(wide) if char not in _INVISIBLE]
    return "".join(wide[i] for i in kept), [start + i for i in kept]


def is_wrapped(lines: list[Line]) -> bool:
    """Whether the page breaks its lines at a fixed width, so that a paragraph is several lines."""
    pairs = [(a, b) for a, b in pairwise(lines) if not b.gap and a.language == "en"]
    broken = sum(len(a.plain) >= 45 and not ends_sentence(a.plain) for a, _ in pairs)
    wide = sum(len(line.plain) > _WRAP_WIDTH for line in lines)
    return len(pairs) >= 5 and broken * 2 >= len(pairs) and wide * 50 <= len(lines)
