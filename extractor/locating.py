"""Where something stands: sentences of a stretch, and for an offset its turn, paragraph, sentence and line.

Goes in: a text or a `Transcript`; comes out: spans and places. It decides nothing about what the words mean.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from extractor.records import Paragraph, Transcript, Turn

_SENTENCE_END = re.compile(  # one set of characters comes first: the text is skimmed for it five times faster
    r"[.\n。！？!?…](?:(?<=[。！？!?…])[。！？!?…]*[\"'”’)）」』]*|(?<=\.)\.*[\"'”’)]*(?=\s|$)|(?<=\n)\n*)"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:Inc|Corp|Co|Ltd|Cos|plc|Mr|Mrs|Ms|Dr|Sr|Jr|St|vs|approx|No|Nos|Fig|Dept|Gen|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep"
    r"|Sept|Oct|Nov|Dec|i\.e|e\.g|U\.S|U\.K|a\.m|p\.m)|\b[A-Z])\.$"
)
_CLOSING = re.compile(r"\b(?:Inc|Corp|Co|Ltd|a\.m|p\.m|U\.S|U\.K)\.$")


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of the sentences in `text[start:end]`, without the white space between them.

    A full stop after an abbreviation or an initial, or inside a number, ends nothing.

    >>> text = "Acme Corp. grew 3.5%. Margins held."
    >>> [text[a:b] for a, b in sentences(text, 0, len(text))]
    ['Acme Corp. grew 3.5%.', 'Margins held.']
    """
    return list(_sentences(text, start, end))


@lru_cache(maxsize=512)
def _sentences(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The same, kept for the paragraphs of the last calls: several steps go through the same ones."""
    spans: list[tuple[int, int]] = []
    at = start
    for stop in _stops(text, start, end):
        _append_trimmed(spans, text, at, stop)
        at = stop
    _append_trimmed(spans, text, at, end)
    return tuple(spans)


def _stops(text: str, start: int, end: int) -> Iterator[int]:
    for found in _SENTENCE_END.finditer(text, start, end):
        if found.group()[0] != "." or not _is_abbreviation(text, found.start(), found.end(), end):
            yield found.end()


def _is_abbreviation(text: str, dot: int, stop: int, end: int) -> bool:
    before = text[max(0, dot - 12) : dot + 1]
    if not _ABBREVIATION.search(before):
        return False
    after = text[stop : min(end, stop + 3)].lstrip()
    ends_anyway = _CLOSING.search(before) and (not after or after[0].isupper()) and _starts_sentence(text, stop, end)
    return not ends_anyway


_STARTER = re.compile(
    r"\s+(?:We|Our|The|This|That|These|In|For|And|But|So|It|As|On|At|I|You|With|Now|Please|Thank|Thanks|Good|My|If|Before)\b"
)


def _starts_sentence(text: str, stop: int, end: int) -> bool:
    return stop >= end or _STARTER.match(text, stop, end) is not None


def _append_trimmed(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))


@dataclass(frozen=True, slots=True)
class Place:
    """Where an offset stands: its turn and paragraph, and whether it is in the paragraph's translation."""

    turn: Turn
    turn_index: int
    paragraph: Paragraph
    translated: bool


class Locator:
    """Answers where offsets of one transcript stand; each answer takes logarithmic time.

    Sentences are cut once per paragraph, when first asked for.
    """

    def __init__(self, transcript: Transcript) -> None:
        self.transcript = transcript
        self.text = transcript.text
        self._spans = sorted(_spans(transcript), key=lambda each: each[0])
        self._starts = [start for start, _, _ in self._spans]
        self._line_starts = [0, *(found.end() for found in re.finditer("\n", transcript.text))]
        self._cut: dict[int, list[tuple[int, int]]] = {}

    def at(self, offset: int) -> Place | None:
        """The place of `offset`, or None outside every paragraph (headers, speaker lines, blank lines)."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0 or offset >= self._spans[index][1]:
            return None
        return self._spans[index][2]

    def line(self, offset: int) -> int:
        """The line of `offset`, counting from 1."""
        return bisect_right(self._line_starts, offset)

    def sentence(self, offset: int) -> tuple[int, int]:
        """The span of the sentence that holds `offset`; outside every paragraph, its line."""
        spans = self.sentences(offset)
        index = bisect_right(spans, (offset, len(self.text))) - 1
        return spans[max(index, 0)]

    def sentences(self, offset: int) -> list[tuple[int, int]]:
        """The spans of all sentences of the stretch (paragraph or translation) that holds `offset`, in order."""
        start, end = self.stretch(offset)
        if start not in self._cut:
            self._cut[start] = sentences(self.text, start, end) or [(start, end)]
        return self._cut[start]

    def stretch(self, offset: int) -> tuple[int, int]:
        """The span of the paragraph or translation that holds `offset`; outside both, its line."""
        index = bisect_right(self._starts, offset) - 1
        if index >= 0 and offset < self._spans[index][1]:
            return self._spans[index][:2]
        line = self.line(offset)
        end = self._line_starts[line] - 1 if line < len(self._line_starts) else len(self.text)
        return self._line_starts[line - 1], end


def _spans(transcript: Transcript) -> Iterator[tuple[int, int, Place]]:
    for index, turn in enumerate(transcript.turns):
        for paragraph in turn.paragraphs:
            yield paragraph.start, paragraph.end, Place(turn, index, paragraph, False)
            if paragraph.translation:
                yield *paragraph.translation, Place(turn, index, paragraph, True)
