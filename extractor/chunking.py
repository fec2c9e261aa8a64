"""Turns to chunks: whole paragraphs, in order, within a token budget; nothing lost, nothing twice.

A paragraph over the budget is split at sentence ends, a sentence over it at spaces (a word over it, anywhere). Goes in:
a `Transcript`; comes out: a list of `Chunk`. It knows no model: tokens are estimated from characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from extractor.locating import sentences
from extractor.records import Chunk, Transcript

CHARACTERS_PER_TOKEN = 4
_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")
Piece = tuple[int, int, int]


def count_tokens(text: str) -> int:
    """An estimate that needs no vocabulary: four Latin characters a token, one wide character a token.

    >>> count_tokens("revenue of $67.7 million"), count_tokens("營收成長")
    (6, 4)
    """
    wide = len(_WIDE.findall(text))
    return wide + -(-(len(text) - wide) // CHARACTERS_PER_TOKEN)


def split(transcript: Transcript, budget_tokens: int) -> list[Chunk]:
    """The call's paragraphs as chunks of at most `budget_tokens` each; publisher's and operator's words too.

    Only a single character can exceed the budget.
    """
    chunks: list[Chunk] = []
    pieces: list[Piece] = []
    used = 0
    for piece in _pieces(transcript, max(1, budget_tokens)):
        size = count_tokens(transcript.text[piece[1] : piece[2]])
        if pieces and used + size > budget_tokens:
            chunks.append(Chunk(len(chunks), tuple(pieces)))
            pieces, used = [], 0
        pieces.append(piece)
        used += size
    if pieces:
        chunks.append(Chunk(len(chunks), tuple(pieces)))
    return chunks


def _pieces(transcript: Transcript, budget: int) -> Iterator[Piece]:
    for number, turn in enumerate(transcript.turns):
        for paragraph in turn.paragraphs:
            for start, end in _fitting(transcript.text, paragraph.start, paragraph.end, budget):
                yield number, start, end


def _fitting(text: str, start: int, end: int, budget: int) -> list[tuple[int, int]]:
    if count_tokens(text[start:end]) <= budget:
        return [(start, end)]
    cut: list[tuple[int, int]] = []
    used = 0
    for first, last in sentences(text, start, end):
        for a, b in _words_fitting(text, first, last, budget):
            size = count_tokens(text[a:b])
            if cut and used + size < budget:
                cut[-1] = (cut[-1][0], b)
                used += size + 1
            else:
                cut.append((a, b))
                used = size
    return cut


def _words_fitting(text: str, start: int, end: int, budget: int) -> Iterator[tuple[int, int]]:
    """A sentence over the budget, cut at the last space that fits, and inside a word only where there is none."""
    while count_tokens(text[start : min(end, start + budget * CHARACTERS_PER_TOKEN + 1)]) > budget:
        stop = start + budget
        space = text.rfind(" ", start + 1, stop)
        stop = space if space > start else stop
        yield start, stop
        start = stop + (text[stop : stop + 1] == " ")
    if start < end:
        yield start, end


def halve(chunk: Chunk, text: str) -> list[Chunk]:
    """The chunk as two of about half the size, at a paragraph or else a sentence; one sentence stays itself."""
    pieces = list(chunk.pieces)
    if len(pieces) == 1:
        turn, start, end = pieces[0]
        pieces = [(turn, a, b) for a, b in sentences(text, start, end)]
    if len(pieces) < 2:
        return [chunk]
    half = sum(end - start for _, start, end in pieces) / 2
    cut, done = 1, pieces[0][2] - pieces[0][1]
    while cut < len(pieces) - 1 and done + (pieces[cut][2] - pieces[cut][1]) / 2 <= half:
        done += pieces[cut][2] - pieces[cut][1]
        cut += 1
    return [replace(chunk, pieces=tuple(pieces[:cut])), replace(chunk, pieces=tuple(pieces[cut:]))]
