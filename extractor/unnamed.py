"""A call printed without speakers, taken apart only where the words make it plain.

In go the paragraphs of a speaker-less page; out come stretches: an operator's introduction of the next analyst, the
question that follows it up to its last question mark, and everything else, which stays without a side. Answers are
never given to anyone: where an answer ends and the next question begins, nothing says.
"""

from __future__ import annotations

import re
from dataclasses import replace

from extractor.layouts import Part, Stretch
from extractor.records import Paragraph

_QUESTION_LIMIT = 1_500  # characters within which a question shows its question mark
_NAMED = r"[A-Z][\w'.’-]{0,30}(?: [A-Z][\w'.’-]{0,30}){0,3},? (?:with|from|of|at|representing)\b[^.?!\n]{1,60}"
_INTRODUCTION = re.compile(
    r"(?:\b(?:[Tt]hank you|[Aa]nd|[Oo]kay|[Gg]reat)[.,]? ){0,2}"
    r"\b(?:[Oo]ur|[Tt]he|[Yy]our|[Nn]ext|[Ww]e)\b[^.?!\n]{0,50}\b(?:question|"
    r"line)\b[^.?!\n]{0,40}?\b(?:from|of|is)\b(?: the line of)? "
    rf"{_NAMED}[.?!](?:[^.?!\n]{{0,40}}\b(?:line is (?:now )?(?:open|live)|may proceed|go ahead|"
    rf"proceed)\b[^.?!\n]{{0,30}}[.?!])?"
)
_GREETS = re.compile(
    r"\W*(?:great|hi|hey|hello|thanks?|thank you|good (?:morning|afternoon|evening)|yes|yeah|okay|perfect|"
    r"congrat\w*|oh)\b",
    re.I,
)
_ASKS = re.compile(
    r"\bmy question|\b(?:wanted|want|like) to ask|\b(?:can|could) you\b|\bquestions?\b|\bcurious\b|"
    r"\bfollow-?up",
    re.I,
)
_FURTHER = re.compile(r"\s+[^.?!\n]{1,300}\?")


def split(text: str, stretch: Stretch) -> list[Stretch]:
    """The stretch as one or more, in order; every character of its paragraphs but blanks is in exactly one."""
    pieces = [piece for paragraph in stretch.paragraphs for piece in _pieces(text, paragraph)]
    stretches: list[Stretch] = []
    part: Part = stretch.part
    for side, paragraph in pieces:
        part = "qa" if side else part
        if stretches and stretches[-1].side == side and side != "operator":
            stretches[-1].paragraphs.append(paragraph)
        else:
            stretches.append(Stretch("", "", part, side, [paragraph]))
    return stretches


def _pieces(text: str, paragraph: Paragraph) -> list[tuple[str, Paragraph]]:
    """The paragraph cut at introductions, each piece with the side that its words make plain, or empty."""
    pieces: list[tuple[str, Paragraph]] = []
    position = paragraph.start
    for match in _INTRODUCTION.finditer(text, paragraph.start, paragraph.end):
        if match.start() < position:
            continue
        end = _question_end(text, match.end(), paragraph.end)
        cuts = (("", position, match.start()), ("operator", match.start(), match.end()), ("analyst", match.end(), end))
        pieces.extend(_cut(text, paragraph, *cut) for cut in cuts if text[cut[1] : cut[2]].strip())
        position = end
    if text[position : paragraph.end].strip():
        pieces.append(_cut(text, paragraph, "", position, paragraph.end))
    return pieces


def _cut(text: str, paragraph: Paragraph, side: str, start: int, end: int) -> tuple[str, Paragraph]:
    words = text[start:end]
    left = start + len(words) - len(words.lstrip())
    translation = paragraph.translation if end == paragraph.end else None
    return side, replace(paragraph, start=left, end=start + len(words.rstrip()), translation=translation)


def _question_end(text: str, start: int, limit: int) -> int:
    """Where the question that begins at `start` ends; `start` itself where none is plain."""
    mark = text.find("?", start, min(limit, start + _QUESTION_LIMIT))
    words = text[start : mark + 1]
    if mark < 0 or not (_GREETS.match(words) or _ASKS.search(words)):
        return start
    end = mark + 1
    while (further := _FURTHER.match(text, end, limit)) and further.end() - start < 2 * _QUESTION_LIMIT:
        end = further.end()
    return end
