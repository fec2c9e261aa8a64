"""A sentence as a short row of items: numbers, metrics, periods, and the words that say how they hang together.

Goes in: a sentence with its numbers and period mentions, and the lexicon. Comes out: a `Row`, each item with a
one-letter tag; the tags in a string are what the rules of the other files match. It decides nothing about meaning.

    N number   S stretch of time   M metric   T period   K period named as a base of comparison
    x any other word; every other letter is explained in schemas/cues.yaml
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Any

import yaml

from extractor import resources
from extractor.catalogue import Catalogue
from extractor.periods import PeriodMention

WORD = re.compile(r"[A-Za-z0-9]+(?:[&./][A-Za-z0-9]+)*|['’](?:s|re|ve|ll|d|m|t)\b|[,;:()]|--|[–—]")
_PUNCTUATION = {",": ",", ";": ";", ":": ":", "(": ",", ")": ",", "--": ";", "–": ";", "—": ";"}
_KEEP_S = frozenset(
    "basis gross less loss this was is has yes as us its plus versus gas business process bus minus".split()
)


@dataclass(frozen=True, slots=True)
class Named:
    """A metric as it is called in a sentence. `growing` when its growth is what is named ("revenue growth");
    `compound` when another noun follows, so that the words may only be part of a name ("sales team")."""

    metric: str
    label: str
    segment: str = ""
    basis: str = ""
    growing: bool = False
    compound: bool = False


@dataclass(slots=True)
class Item:
    """One piece of a sentence; `value` is what the lexicon says of it, `of` the index of a number or period.

    Never changed once made; not frozen, since a call has ten thousand and frozen ones take three times as long to make.
    """

    tag: str
    start: int
    end: int
    words: tuple[str, ...]
    value: str = ""
    of: int = -1
    name: Named | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """The items of one sentence in order, with their tags as a string of the same length."""

    start: int
    end: int
    items: tuple[Item, ...]
    tags: str


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The word in lower case, its plural taken off, so that "Revenues" and "revenue" are one.

    >>> stem("Margins"), stem("basis"), stem("R&D"), stem("expenses"), stem("losses")
    ('margin', 'basis', 'r&d', 'expense', 'loss')
    """
    word = word.lower()
    if word.endswith("sses"):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss") and word not in _KEEP_S:
        return word[:-3] + "y" if word.endswith("ies") and len(word) > 4 else word[:-1]
    return word


@dataclass
class Lexicon:
    """Phrases by their stems, longest match first; each leads to a tag and a value."""

    root: dict[str, Any] = field(default_factory=dict)

    def add(self, phrase: str, tag: str, value: str) -> None:
        """Teach a phrase; one already known keeps its meaning."""
        node = self.root
        for found in WORD.finditer(phrase):
            node = node.setdefault(stem(found.group()), {})
        node.setdefault("", (tag, value))

    def match(self, stems: Sequence[str], at: int, stop: int) -> tuple[int, str, str] | None:
        """The longest phrase that starts at `at` and ends by `stop`, as (end, tag, value)."""
        node, best = self.root, None
        for index in range(at, stop):
            step = node.get(stems[index])
            if step is None:
                break
            node = step
            if "" in node:
                best = (index + 1, *node[""])
        return best


@cache
def _cues() -> list[tuple[str, str, str]]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data = yaml.load(resources.read("schemas", "cues.yaml"), Loader=loader)
    return [(str(phrase), row["tag"], row["value"]) for row in data["cues"] for phrase in row["phrases"]]


@cache
def lists() -> dict[str, tuple[str, ...]]:
    """The plain lists of words of schemas/cues.yaml, by name."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data = yaml.load(resources.read("schemas", "cues.yaml"), Loader=loader)
    return {name: tuple(words) for name, words in data.get("lists", {}).items()}


def lexicon(catalogue: Catalogue) -> Lexicon:
    """The catalogue's synonyms and the cues in one lexicon; a metric wins over a cue of the same words."""
    made = Lexicon()
    for metric in catalogue.metrics.values():
        for synonym in metric.synonyms:
            made.add(synonym, "M", metric.id)
    for name in lists().get("other_metrics", ()):
        made.add(name, "M", "other")
    made.add("margin", "M", "margin")
    for phrase in ("fees", "income", "other income"):
        made.add(phrase, "M", "fees")
    for phrase, tag, value in _cues():
        made.add(phrase, tag, value)
    return made


@dataclass(frozen=True, slots=True)
class Pieces:
    """What is already known of a stretch of text: numbers (tag, index, start, end) and periods, in order."""

    numbers: Sequence[tuple[str, int, int, int]]
    periods: Sequence[tuple[int, PeriodMention]]


def row(text: str, span: tuple[int, int], pieces: Pieces, words: Lexicon) -> Row:
    """The sentence `text[span]` as a row of items."""
    known = sorted([*_numbers(text, pieces), *_periods(text, pieces)], key=lambda item: (item.start, -item.end))
    items: list[Item] = []
    at = span[0]
    for item in known:
        if item.start < at:
            continue
        items.extend(_words(text, at, item.start, words))
        items.append(_against_quarter(item, items))
        at = item.end
    items.extend(_words(text, at, span[1], words))
    kept = tuple(_settled(items))
    return Row(*span, kept, "".join([item.tag for item in kept]))


def _against_quarter(item: Item, before: Sequence[Item]) -> Item:
    """The item, a comparison where a number moved "linked quarter": by so much against the one before."""
    if item.words == ("linked quarter",) and before and before[-1].tag == "N":
        return replace(item, tag="Y", value="qoq")
    return item


def _settled(items: Sequence[Item]) -> Iterator[Item]:
    """The items without those that change nothing; "over 5" and "more than 5" only say how exact the number is."""
    before = ""
    for index, item in enumerate(items):
        tag = item.tag
        if tag == "m" and before == "N":
            yield replace(item, tag="h", value="fall" if item.words[0] in ("less", "fewer") else "rise")
            yield replace(item, tag="c")
        elif tag not in " m" and (tag not in "hc" or not _qualifies(items, index)):
            yield item
        if tag not in " m":
            before = tag


def _qualifies(items: Sequence[Item], index: int) -> bool:
    """Whether the item only qualifies the number after it: "over $5 million", "under the $5 million program"."""
    word = items[index].words
    if word in (("above",), ("below",)):
        return index + 1 < len(items) and items[index + 1].tag == "N"
    if word not in (("over",), ("under",)):
        return False
    following = (item.tag for item in items[index + 1 :] if item.tag != " ")
    return next(following, "") == "N"


def _numbers(text: str, pieces: Pieces) -> Iterator[Item]:
    for tag, index, start, end in pieces.numbers:
        yield Item(tag, start, end, (text[start:end].lower(),), "", index)


def _periods(text: str, pieces: Pieces) -> Iterator[Item]:
    for index, mention in pieces.periods:
        tag = "K" if mention.kind == "comparison" else "T"
        yield Item(tag, mention.start, mention.end, (mention.words,), mention.period, index)


def _words(text: str, start: int, end: int, words: Lexicon) -> Iterable[Item]:
    spans = [match.span() for match in WORD.finditer(text, start, end)]
    stems = [stem(text[first:last]) for first, last in spans]
    root, at, count = words.root, 0, len(stems)
    while at < count:
        word = stems[at]
        best = words.match(stems, at, count) if word in root else None
        if best is not None and best[1] in "hgvV" and at and _in_a_name(text, spans[at : at + 2]):
            best = None
        if best is None:
            yield Item(_PUNCTUATION.get(word, "x"), *spans[at], (word,))
            at += 1
        else:
            stop, tag, value = best
            yield Item(tag, spans[at][0], spans[stop - 1][1], tuple(stems[at:stop]), value)
            at = stop


def _in_a_name(text: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a word inside a sentence is printed as the first of a name: "our Better Living segment"."""
    return len(spans) == 2 and spans[1][0] - spans[0][1] == 1 and all(text[start].isupper() for start, _ in spans)
