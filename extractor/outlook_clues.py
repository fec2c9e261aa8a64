"""Clues to whether a number is an outlook: the words around it, and the period phrases of its sentence.

In: a claim and the `View` of the call. Out: a set of clues for the model "outlook" in `weights`. The claim's status is
not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from extractor import periods
from extractor.clues import counted, sentences_before, words
from extractor.period_meaning import readings
from extractor.periods import Period
from extractor.records import Claim
from extractor.view import View

_LONG = 40


def of_outlook(claim: Claim, view: View) -> set[str]:
    """The clues to whether a number is an outlook."""
    start, end = view.sentence(claim)
    first, last = view.points(claim)[0].start, view.points(claim)[-1].end
    before = words(view, start, first)[-_LONG:]
    after = words(view, last, end)[:25]
    clues = {f"m {claim.metric}", f"me {claim.measure}", f"of {_standing(claim.period, view)}"}
    clues |= set(counted(before[::-1], "b", (6, 15, _LONG))) | {f"b {word}" for word in before}
    clues |= set(counted(after, "a", (6, 25)))
    clues |= {f"b{8 if at < 8 else _LONG} {one} {two}" for at, (two, one) in enumerate(pairwise(before[::-1]))}
    clues |= {f"a8 {one} {two}" for one, two in pairwise(after[:9])}
    for span in sentences_before(view, start, 1):
        clues |= {f"p {word}" for word in words(view, *span)[-_LONG:]}
    clues |= set(_phrases(view, start, end, first))
    return clues | ({"range"} if claim.low is not None else set())


def _phrases(view: View, start: int, end: int, first: int) -> Iterator[str]:
    """The period phrases of the sentence: which side they stand on, and whether what they name is over."""
    for phrase in view.periods_in(start, end):
        if told := "/".join(sorted({_against_now(each, view) for each in readings(phrase)})):
            yield f"ph {told}"
            yield f"ph{'b' if phrase.end <= first else 'a'} {told} {phrase.kind}"


def _standing(period: str, view: View) -> str:
    """Whether a period is over, reported, under way or ahead, with its kind."""
    parsed = periods.parse(period)
    return f"{_against_now(parsed, view)} {parsed.kind}" if parsed else "no period"


def _against_now(period: Period, view: View) -> str:
    """Where a period lies against the reported one: over before it, ending with it, begun by its end, or after it."""
    now = periods.parse(view.transcript.fiscal_period)
    if now is None:
        return "unknown"
    here, end = now.end_quarter(), period.end_quarter()
    if end < here:
        return "over"
    if end == here:
        return "reported"
    return "begun" if period.quarters()[0] <= here.quarters()[0] else "ahead"
