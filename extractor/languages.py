"""The translation against the words: quantities that a paragraph and its translation say differently.

In: the call and its mentions. Out: disagreements, and facts with a check for each. It aligns numbers by value and unit
and reports only where both languages leave one number of the same kind over, between the same neighbours; a number
that one language says in words, or leaves out, is no disagreement. Which of the two is wrong is not decided.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from extractor.locating import Locator
from extractor.records import Check, Fact, Mention, Paragraph, Transcript

BPS_A_POINT = Decimal(100)
CLOSE = Decimal("0.005")
"""A translation may round: half a percent apart is no disagreement."""


@dataclass(frozen=True)
class Disagreement:
    """One number of a paragraph, the number its translation has in its place, and in what they differ."""

    line: int
    said: Mention
    translated: Mention
    differs: str


def language_disagreements(transcript: Transcript, mentions: Sequence[Mention]) -> list[Disagreement]:
    """Every disagreement of the call, in the order of the text."""
    quantities = [each for each in mentions if each.kind == "quantity" and each.value is not None]
    starts = [each.start for each in quantities]
    locator = Locator(transcript)
    found: list[Disagreement] = []
    for turn in transcript.turns:
        for paragraph in turn.paragraphs:
            if paragraph.translation:
                said = _within(quantities, starts, (paragraph.start, paragraph.end))
                translated = _within(quantities, starts, paragraph.translation)
                found += _compare(paragraph, said, translated)
    return [_placed(each, locator) for each in found]


def _placed(found: Disagreement, locator: Locator) -> Disagreement:
    return Disagreement(locator.line(found.said.start), found.said, found.translated, found.differs)


def _within(quantities: Sequence[Mention], starts: Sequence[int], span: tuple[int, int]) -> list[Mention]:
    return list(quantities[bisect_left(starts, span[0]) : bisect_left(starts, span[1])])


def _compare(paragraph: Paragraph, said: list[Mention], translated: list[Mention]) -> Iterator[Disagreement]:
    partners = _aligned(said, translated)
    taken = set(partners.values())
    for ours, theirs in _gaps(partners, len(said), len(translated)):
        left = [said[at] for at in ours if at not in partners]
        right = [translated[at] for at in theirs if at not in taken]
        if len(left) == len(right) == 1:
            differs = _difference(left[0], right[0])
            if differs:
                yield Disagreement(paragraph.line, left[0], right[0], differs)


def _aligned(said: list[Mention], translated: list[Mention]) -> dict[int, int]:
    """Positions of numbers that say the same, each used once, nearest in order first."""
    places: dict[Decimal, list[int]] = defaultdict(list)
    for at, mention in enumerate(translated):
        places[_size(mention).normalize()].append(at)
    partners: dict[int, int] = {}
    for at, mention in enumerate(said):
        free = places.get(_size(mention).normalize(), [])
        fitting = [each for each in free if _alike(translated[each], mention)]
        if fitting:
            nearest = min(fitting, key=lambda each: abs(each - at))
            free.remove(nearest)
            partners[at] = nearest
    return partners


def _alike(left: Mention, right: Mention) -> bool:
    kinds = {_kind(left), _kind(right)}
    return len(kinds) == 1 or "" in kinds


def _gaps(partners: dict[int, int], ours: int, theirs: int) -> Iterator[tuple[range, range]]:
    """The stretches between neighbouring aligned numbers whose order is the same in both languages."""
    kept = [(-1, -1)]
    for pair in sorted(partners.items()):
        if pair[1] > kept[-1][1]:
            kept.append(pair)
    for before, after in pairwise([*kept, (ours, theirs)]):
        yield range(before[0] + 1, after[0]), range(before[1] + 1, after[1])


def _size(mention: Mention) -> Decimal:
    """The value without its sign; percentage points in basis points."""
    value = abs(mention.value or Decimal(0))
    return value * BPS_A_POINT if mention.unit == "percent" else value


def _kind(mention: Mention) -> str:
    if mention.unit in ("percent", "bps"):
        return "ratio"
    if mention.unit == "multiple" or mention.unit[:3].isupper():
        return mention.unit.partition("/")[0]
    return "" if mention.unit in ("count", "") else "count"


def _difference(said: Mention, translated: Mention) -> str:
    """In what two numbers in one place differ: unit, scale or value; empty where they need not be one another."""
    ours, theirs = _size(said), _size(translated)
    if _kind(said) != _kind(translated):
        return "unit" if ours == theirs and "" not in (_kind(said), _kind(translated)) else ""
    if not ours or not theirs or abs(ours - theirs) <= CLOSE * max(ours, theirs):
        return ""
    if said.unit == "multiple" and abs(ours - theirs) == 1:
        return ""  # Chinese counts what was added: "doubled" is "grew by one time"
    return "scale" if (ours / theirs).normalize().as_tuple().digits == (1,) else "value"


def compare_languages(transcript: Transcript, mentions: Sequence[Mention], facts: Sequence[Fact]) -> list[Fact]:
    """The facts; each whose number the translation gives otherwise carries a failed check, its verdict unchanged."""
    found = {(each.said.start, each.said.end): each for each in language_disagreements(transcript, mentions)}
    return [_flagged(fact, found) for fact in facts]


def _flagged(fact: Fact, found: dict[tuple[int, int], Disagreement]) -> Fact:
    spans = [(number.start, number.end) for place in fact.evidence for number in place.numbers]
    checks = [_check(found[span]) for span in spans if span in found]
    if not checks:
        return fact
    return fact.model_copy(update={"checks": [*fact.checks, *checks]})


def _check(found: Disagreement) -> Check:
    sentence = (
        f"Line {found.line} says {found.said.text}, its translation {found.translated.text}: "
        f"they differ in {found.differs}, so one of the two is wrong."
    )
    return Check(name="translation", passed=False, sentence=sentence)
