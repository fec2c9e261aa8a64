"""A sentence of prose, read: its numbers, and which metric, part of the company and period each is put with.

In: a sentence, and the names that a call's facts and the catalogue know. Out: a `Sentence` that answers for each of its
numbers. Whether what it says is true is decided in `prose`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from extractor import numbers, periods
from extractor.catalogue import Catalogue
from extractor.periods import PeriodMention
from extractor.records import Fact, Mention

CLOSE = 30
Span = tuple[int, int]
Name = tuple[str, str]

_BELONGS = re.compile(r"\s+(?:growth\s+)?(?:of|in)\s+(?:[\w-]+\s+){0,3}?", re.I)
_PER_SHARE = re.compile(r"\s*(?:per|a)\s+(?:diluted\s+|basic\s+)?share", re.I)
_COMPARES = re.compile(r"\b(?:from|against|versus|than|compared|with|and|on|over)\b", re.I)
_BESIDE = re.compile(r"[\s,(]*(?:(?:over|in|for|during|of)\s+)?(?:the\s+)?", re.I)
_WITHOUT = re.compile(r"\b(?:excluding|without|apart from|other than|before)\s+(?:the\s+)?$", re.I)
_BASE = re.compile(r"\b(?:on|over|from|than|against|versus|compared (?:with|to))\s+(?:the\s+|an?\s+)?$", re.I)
_TURNS = re.compile(r",|\b(?:against|versus|compared|from|after)\b", re.I)
_NEUTRAL = re.compile(
    r"\b(?:on|over|from|than|against)\s+(?:the|a)\s+(?:(?:previous|prior)\s+)?(?:quarter|year)(?:\s+(?:earlier|ago|before))?\b"
    r"|\b(?:year|quarter)[- ](?:over|on)[- ](?:year|quarter)\b",
    re.I,
)
_EDGE = re.compile(r"[;:]|,\s+(?:while|whereas|and|but)\b|\bwhile\b|\bwhereas\b", re.I)


@dataclass(frozen=True)
class Number:
    """A number of the sentence, or both ends of a range, with the stretch of the sentence that belongs to it."""

    ends: tuple[Mention, ...]
    before: int
    after: int

    @property
    def span(self) -> Span:
        return self.ends[0].start, self.ends[-1].end

    @property
    def text(self) -> str:
        return " to ".join(end.text for end in self.ends)

    @property
    def window(self) -> Span:
        return self.before, self.after


class Sentence:
    """One sentence of prose, read: its numbers, and what is named where."""

    def __init__(self, text: str, call_period: str, names: Names) -> None:
        self.text = text
        self.numbers = quantities(text)
        self._metrics = names.metrics(text)
        self._segments = names.segments(text)
        self._periods = periods.find(text, call_period)

    def clause(self, number: Number) -> Span:
        """The part of the sentence around the number, between strong edges."""
        start = max((found.end() for found in _EDGE.finditer(self.text, 0, number.span[0])), default=0)
        after = _EDGE.search(self.text, number.span[1])
        return start, after.start() if after else len(self.text)

    def named(self, number: Number, fact: Fact) -> set[Name]:
        """The metric the number belongs to: "$3 million of debt" the one behind it, otherwise the last one before it.

        A share stands between its metric and the whole: "subscription was 71% of revenue".
        """
        before = [each for each in self._metrics if each[1] <= number.span[0]]
        after = [each for each in self._metrics if number.span[1] <= each[0]]
        if fact.measure == "share" or (fact.measure == "level" and fact.unit == "percent"):
            after = [
                each
                for each in after
                if (fact.share_of or "revenue", "") not in each[2] or fact.share_of == fact.metric
            ]
        elif after and _BELONGS.fullmatch(self.text, number.span[1], after[0][0]):
            return after[0][2]
        nearest = before[-1:] or after[:1]
        return nearest[0][2] if nearest else set()

    def per_share(self, number: Number) -> bool:
        """Whether the metric before the number is said per share: "earnings of $1.22 per share, up 15%"."""
        start = max((each[1] for each in self._metrics if each[1] <= number.span[0]), default=0)
        return _PER_SHARE.search(self.text, start, number.span[1] + CLOSE) is not None

    def segment(self, number: Number) -> str:
        """The part of the company the number is put with: the last one named before it in its clause."""
        start, _ = self.clause(number)
        before = [each for each in self._segments if start <= each[0] and each[1] <= number.span[0]]
        before = [each for each in before if not _WITHOUT.search(self.text[: each[0]])]
        if not before:
            return ""
        whole = re.search(
            r"\b(?:total|overall|company|group|consolidated)\b", self.text[before[-1][1] : number.span[0]], re.I
        )
        return "" if whole else before[-1][2]

    def periods(self, number: Number) -> list[PeriodMention]:
        """The period bound to the number: right behind it, else behind it before the next number, else the last before.

        What a number is compared with binds only the number beside it.
        """
        known = [each for each in self._periods if each.period]
        behind = [each for each in known if number.span[1] <= each.start < number.after]
        beside = [each for each in behind if _BESIDE.fullmatch(self.text, number.span[1], each.start)]
        if beside:
            return beside[:1]
        plain = [each for each in behind if each.kind != "comparison" and not self._crosses(number.span[1], each.start)]
        if plain:
            return plain[:1]
        before = [each for each in known if each.end <= number.span[0] and each.kind != "comparison"]
        before = [each for each in before if not _BASE.search(self.text[: each.start])]
        return before[-1:]

    def periods_to_come(self, number: Number) -> list[PeriodMention]:
        """The first period named later in the clause, beyond other numbers: "A of 3 and B of 4 for fiscal 2024"."""
        _, end = self.clause(number)
        return [each for each in self._periods if each.period and number.after <= each.start < end][:1]

    def level_window(self, number: Number) -> Span:
        """From the start of the clause to the end of what is said of the number itself."""
        start, end = self.clause(number)
        other = _TURNS.search(self.text, number.span[1], min(end, number.after))
        return start, other.start() if other else min(end, number.after)

    def _crosses(self, start: int, end: int) -> bool:
        between = _NEUTRAL.sub(" ", self.text[start:end])
        return _EDGE.search(between) is not None or _COMPARES.search(between) is not None


class Names:
    """The words that name the call's metrics and the parts of the company."""

    def __init__(self, facts: Iterable[Fact], catalogue: Catalogue) -> None:
        self._said: dict[str, set[Name]] = defaultdict(set)
        for metric in catalogue.metrics.values():
            for words in (metric.name, *metric.synonyms):
                self._said[words.casefold()].add((metric.id, ""))
        self._published = frozenset(self._said)
        for fact in facts:
            words = fact.label.casefold()
            if words and (fact.metric == "other" or words not in self._said):
                self._said[words].add((fact.metric, words if fact.metric == "other" else ""))
        named = {fact.segment.casefold() for fact in facts if len(fact.segment) > 2}
        self._segments = sorted(named - set(self._said))
        self._pattern = _pattern(self._said)
        self._parts = _pattern(self._segments)

    def metrics(self, text: str) -> list[tuple[int, int, set[Name]]]:
        """Where metrics are named, in order."""
        return [(*found.span(), self._said[found[0].casefold()]) for found in self._pattern.finditer(text)]

    def segments(self, text: str) -> list[tuple[int, int, str]]:
        """Where parts of the company are named, in order; "product" in "product revenue" names none."""
        names = [found.span() for found in self._pattern.finditer(text) if found[0].casefold() in self._published]
        parts = [(*found.span(), found[0].casefold()) for found in self._parts.finditer(text)]
        return [part for part in parts if not any(start <= part[0] and part[1] <= end for start, end in names)]


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    listed = "|".join(re.escape(each) for each in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w>])(?:{listed})(?!\w)" if listed else r"(?!)", re.I)


def quantities(text: str) -> list[Number]:
    """The quantities of the sentence, ranges as one; twelve months in the name of a period are none."""
    found = numbers.find(text)
    spans = [(each.start, each.end) for each in periods.find(text)]
    kept = [each for each in found if each.kind in ("quantity", "time_span") and not _in_a_period(each, spans)]
    groups: list[tuple[Mention, ...]] = []
    for each in kept:
        other = found[each.partner] if each.partner is not None else None
        if other is not None and other in kept and other.start < each.start and groups[-1][0] == other:
            groups[-1] = (other, each)
        else:
            groups.append((each,))
    edges = [0, *(group[-1].end for group in groups)]
    nexts = [*(group[0].start for group in groups[1:]), len(text)]
    return [Number(group, before, after) for group, before, after in zip(groups, edges, nexts, strict=False)]


def _in_a_period(mention: Mention, spans: list[Span]) -> bool:
    return any(start < mention.end and mention.start < end for start, end in spans)
