"""What the checks look at: one call with its mentions, and where in it a claim's numbers stand.

Goes in: the call, its mentions and the catalogue. Comes out: a `View` that finds sentences, windows, lists, names and
period phrases around a claim, each looked for once. It judges nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from extractor import naming, periods, wording
from extractor.catalogue import Catalogue
from extractor.hedges import HEDGES
from extractor.locating import Locator
from extractor.periods import PeriodMention
from extractor.records import Claim, Mention, Transcript

READABLE = ("quantity", "time_span")
_CURRENCY = re.compile(r"[A-Z]{3}(?:/\w+)?")
_LISTED = re.compile(r"\s*(?:,|and|, and)\s*")
_APPOSED = re.compile(rf"(?:\s+(?:pre-?tax|after-?tax))?,?\s+or\s+{HEDGES}")
_AND_OBJECT = re.compile(rf"\s+and\s+(?:[a-z-]+\s+){{1,4}}by\s+{HEDGES}")
_ALSO = re.compile(rf",?(?:\s+(?:of|in|to|for|from|versus)?\s*[a-z-]+){{0,3}}\s+and\s+(?:by\s+)?{HEDGES}")


class Names(NamedTuple):
    """Where a sentence names the claim's metric, and where it names others; spans in the sentence."""

    ours: list[tuple[int, int]]
    others: list[tuple[int, int]]


class View:
    """What the checks look at: the call, its mentions, the catalogue. Built once a call."""

    def __init__(self, transcript: Transcript, mentions: Sequence[Mention], catalogue: Catalogue) -> None:
        self.transcript = transcript
        self.text = transcript.text
        self.mentions = mentions
        self.catalogue = catalogue
        self.locator = Locator(transcript)
        self._said: dict[tuple[int, int], str] = {}
        self._sentences: dict[tuple[int, ...], tuple[int, int]] = {}
        self._windows: dict[tuple[int, ...], tuple[int, int]] = {}
        self._names: dict[tuple[int, int], list[naming.Name]] = {}
        self.bound: dict[tuple[tuple[int, ...], str], list[PeriodMention]] = {}
        """The phrases right at the numbers of a claim, by numbers and measure, as `period_binding` found them."""
        self.words: dict[tuple[int, int], list[str]] = {}
        """The words between two offsets, as `clues` reads them."""
        self.named: dict[tuple[object, ...], Names] = {}
        """The names in a sentence, by what of a claim they are looked for and the sentence, as `named` found them."""

    @cached_property
    def _lexicon(self) -> naming.Lexicon:
        return naming.lexicon(self.catalogue)

    @cached_property
    def money(self) -> str:
        """The currency that most amounts of the call are printed in; empty where none is."""
        found = Counter(each.unit for each in self.mentions if _CURRENCY.fullmatch(each.unit) and "/" not in each.unit)
        return found.most_common(1)[0][0] if found else ""

    @cached_property
    def periods(self) -> list[PeriodMention]:
        """All period phrases of the call, in order."""
        return periods.find(self.text, self.transcript.fiscal_period)

    def said(self, span: tuple[int, int]) -> str:
        """The words of a span in lower case, one character for each."""
        if span not in self._said:
            raw = self.text[slice(*span)]
            lower = raw.lower()
            self._said[span] = lower if len(lower) == len(raw) else "".join(each.lower()[0] for each in raw)
        return self._said[span]

    def names(self, span: tuple[int, int]) -> list[naming.Name]:
        """The names of metrics in a sentence, looked for once."""
        if span not in self._names:
            self._names[span] = naming.names(self.said(span), self._lexicon)
        return self._names[span]

    def quantities(self, start: int, end: int) -> list[Mention]:
        """The numbers between two offsets that say how much."""
        low = bisect_left(self.mentions, start, key=lambda each: each.start)
        high = bisect_left(self.mentions, end, key=lambda each: each.start)
        return [each for each in self.mentions[low:high] if each.kind in READABLE]

    def listed(self, claim: Claim) -> list[Mention]:
        """The numbers of the list that a claim of one number stands in: joined by commas, "and" or "or"."""
        if len(claim.numbers) != 1:
            return []
        low = high = claim.numbers[0]
        while low > 0 and self._joins(low - 1):
            low -= 1
        while high + 1 < len(self.mentions) and self._joins(high):
            high += 1
        return list(self.mentions[low : high + 1])

    def _joins(self, index: int) -> bool:
        one, other = self.mentions[index], self.mentions[index + 1]
        return other.start - one.end < 9 and _LISTED.fullmatch(self.text, one.end, other.start) is not None

    def before(self, start: int) -> list[tuple[int, int]]:
        """The two paragraphs before an offset, of the same turn or of those it answers."""
        place = self.locator.at(start)
        if place is None:
            return []
        turns = self.transcript.turns[max(0, place.turn_index - 2) : place.turn_index + 1]
        earlier = [each for turn in turns for each in turn.paragraphs if each.end <= start]
        return [(each.start, each.end) for each in earlier[-2:]]

    def points(self, claim: Claim) -> list[Mention]:
        """The mentions a claim points at; empty when a pointer does not exist."""
        if any(not 0 <= number < len(self.mentions) for number in claim.numbers):
            return []
        return [self.mentions[number] for number in claim.numbers]

    def sentence(self, claim: Claim) -> tuple[int, int]:
        """The span of the sentence, or sentences, that hold the claim's numbers."""
        if claim.numbers not in self._sentences:
            spans = [self.locator.sentence(point.start) for point in self.points(claim)]
            self._sentences[claim.numbers] = min(start for start, _ in spans), max(end for _, end in spans)
        return self._sentences[claim.numbers]

    def window(self, claim: Claim) -> tuple[int, int]:
        """From the number before the claim's own to the number after, within the clause; all of a "respectively"."""
        if claim.numbers not in self._windows:
            self._windows[claim.numbers] = self._window(claim)
        return self._windows[claim.numbers]

    def _window(self, claim: Claim) -> tuple[int, int]:
        first, last = min(claim.numbers), max(claim.numbers)
        span = (self.mentions[first].start, self.mentions[last].end)
        if "respectively" in self.said(self.sentence(claim)):
            return self.sentence(claim)
        start, end = wording.clause(self.text, self.sentence(claim), span)
        while first > 0 and self._goes_with(first - 1):
            first -= 1  # "down $5 million, or 10%", "declined 1% and 3%": one direction word for both
        while last + 1 < len(self.mentions) and self._is_apposed(last):
            last += 1  # "a 6% or $5 million reduction"
        before = self.mentions[first - 1].end if first > 0 and self._counts(first - 1) else 0
        after = self.mentions[last + 1].start if last + 1 < len(self.mentions) else len(self.text)
        return max(start, before), min(end, max(after, span[1]))

    def _goes_with(self, index: int) -> bool:
        """Whether a number and the next say one movement, in other units, or one after another in the same."""
        one, other = self.mentions[index], self.mentions[index + 1]
        if self._is_apposed(index):
            return True
        if one.unit != other.unit or one.unit == "count":
            return False
        return any(joined.fullmatch(self.text, one.end, other.start) for joined in (_ALSO, _APPOSED, _AND_OBJECT))

    def _is_apposed(self, index: int) -> bool:
        """Whether the next number says the same in another unit: "6% or $5 million"."""
        one, other = self.mentions[index], self.mentions[index + 1]
        return one.unit != other.unit and _APPOSED.fullmatch(self.text, one.end, other.start) is not None

    def _counts(self, index: int) -> bool:
        return self.mentions[index].kind in READABLE

    def periods_in(self, start: int, end: int) -> list[PeriodMention]:
        """The period phrases between two offsets."""
        low = bisect_left(self.periods, start, key=lambda each: each.start)
        high = bisect_left(self.periods, end, key=lambda each: each.start)
        return self.periods[low:high]


def kind_of(unit: str) -> str:
    """The kind of a unit, as the catalogue names them: money, per_share, per_unit, percent, bps, multiple or count.

    >>> kind_of("USD"), kind_of("USD/share"), kind_of("EUR/barrel"), kind_of("barrel/day")
    ('money', 'per_share', 'per_unit', 'count')
    """
    if unit in ("percent", "bps", "multiple"):
        return unit
    if _CURRENCY.fullmatch(unit):
        return "money" if "/" not in unit else "per_share" if unit.endswith("/share") else "per_unit"
    return "count"
