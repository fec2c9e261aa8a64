"""Clues to what a number is: the words around it, each under a short name.

In: the `View` of a call and offsets in it. Out: words and clues, for the models in `weights`. Figures are all alike
("#"). What each model asks for is in `outlook_clues`, `period_clues` and `metric_clues`; nothing is decided here.

    b6 expect     a word among the six before the number; b15, b40: further off; b: anywhere of these
    a6 basis      the same after it
    b8 we expect  two words that follow each other
    p raised      a word of the sentence before
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.view import View

_TOKEN = re.compile(r"[a-z]+(?:['’][a-z]+)?|\d[\d,.]*|[%$€£;,.:]")
_FOREIGN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_FEW = 5


def is_foreign(view: View, span: tuple[int, int]) -> bool:
    """Whether a sentence has too few words of the language that the weights were fitted on."""
    said = view.text[slice(*span)]
    return _FOREIGN.search(said) is not None or len(_TOKEN.findall(said.lower())) < _FEW


def words(view: View, start: int, end: int) -> list[str]:
    """The words and signs between two offsets, in lower case; every figure is "#"."""
    if (start, end) not in view.words:
        found = _TOKEN.findall(view.text[start:end].lower())
        view.words[start, end] = ["#" if each[0].isdigit() else each for each in found]
    return view.words[start, end]


def counted(found: Sequence[str], side: str, edges: Sequence[int]) -> Iterator[str]:
    """Each word with how far it stands from the number, in words."""
    for at, word in enumerate(found):
        yield f"{side}{next((edge for edge in edges if at < edge), edges[-1])} {word}"


def sentences_before(view: View, start: int, most: int) -> list[tuple[int, int]]:
    """The sentences before an offset in its paragraph, the nearest first; where there are none, paragraphs."""
    near = [each for each in view.locator.sentences(start) if each[0] < start][::-1][:most]
    return near or view.before(start)[::-1][:most]
