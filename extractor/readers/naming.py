"""Which catalogue metric words name, with the part of the company and the accounting basis said in the same breath.

Goes in: a `Row` whose `M` items carry a metric id. Comes out: the same row with each metric's words before and after it
taken in ("our international wholesale revenue growth"), described by a `Named`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from extractor.readers.lexing import Item, Named, Row, lists, stem

_JOINED = re.compile(r"[\s'’s-]*")
_VERBAL = re.compile(r"(?:ed|ing|ly)$")


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset(stem(word) for word in lists()[name])


def name(row: Row, text: str) -> Row:
    """The row with its metrics named; words that belong to a metric are no items of their own any more."""
    items: list[Item] = []
    index = 0
    while index < len(row.items):
        item = row.items[index]
        if item.tag == "M":
            item, index = _named(items, row.items, index, text)
        items.append(item)
        index += 1
    return Row(row.start, row.end, tuple(items), "".join(item.tag for item in items))


def _named(done: list[Item], items: tuple[Item, ...], index: int, text: str) -> tuple[Item, int]:
    """The metric at `index` with its modifiers (taken off `done`), and the index of the last item it takes in."""
    item = items[index]
    start, segment, basis = _before(done, item, text)
    last = _suffix_end(items, index, text)
    growing = last + 1 < len(items) and items[last + 1].tag == "g"
    compound = not growing and _is_compound(items, last, text)
    label = text[start : items[last].end]
    named = Named(item.value, label, segment, basis, growing, compound)
    return replace(item, start=start, end=items[last].end, name=named), last


def _before(done: list[Item], item: Item, text: str) -> tuple[int, str, str]:
    start, basis = item.start, ""
    parts: list[Item] = []
    while done and _JOINED.fullmatch(text, done[-1].end, start) and done[-1].tag in "xB":
        word = done[-1]
        if word.tag == "B":
            basis = basis or word.value
        elif _is_part(word, text):
            parts.insert(0, word)
        else:
            break
        start = word.start
        done.pop()
    segment = text[parts[0].start : parts[-1].end] if parts else ""
    return start, segment, basis


def _is_part(word: Item, text: str) -> bool:
    """Whether a word before a metric can name a part: no adjective of size, no verb, no number."""
    shown = text[word.start : word.end]
    if word.words[0] in _list("neutral") or not shown[0].isalpha() or len(shown) < 2:
        return False
    return shown[0].isupper() or not _VERBAL.search(shown) or shown.endswith("e-commerce")


def _suffix_end(items: tuple[Item, ...], index: int, text: str) -> int:
    while index + 1 < len(items):
        following = items[index + 1]
        close = _JOINED.fullmatch(text, items[index].end, following.start)
        if not close or following.tag != "x" or following.words[0] not in _list("suffixes"):
            break
        index += 1
    return index


def _is_compound(items: tuple[Item, ...], last: int, text: str) -> bool:
    if last + 1 >= len(items):
        return False
    following = items[last + 1]
    shown = text[following.start : following.end]
    close = _JOINED.fullmatch(text, items[last].end, following.start)
    return bool(close) and following.tag == "x" and shown.islower() and not _VERBAL.search(shown)
