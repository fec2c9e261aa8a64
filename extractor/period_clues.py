"""Clues to whether a number is of a period: how the phrases around it fit that period, and the words beside it.

In: a claim, the `View` of the call, a period and the one that the call reports. Out: a set of clues for the model
"period" in `weights`.

    is year 1 open guidance   the period is the next year, claimed of an outlook; the year of the call is not over
    b0 names near             the nearest phrase before the number names the period, and stands near
    a1 no by from             the second phrase after it means another one, with "from" between
    p0 fits True              a phrase of the sentence before fits, and the number's own sentence has phrases
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.clues import counted, sentences_before, words
from extractor.period_meaning import fits, readings
from extractor.periods import Period, PeriodMention
from extractor.records import Claim
from extractor.view import View

_TURNS = frozenset(
    (
        "from versus compared than to and while but was were by on a up down over increase decrease respectively which"
        " when prior last vs against expect expected"
    ).split()
)
"""Words that part a phrase from the number or join them."""


def of_period(claim: Claim, view: View, ours: Period, now: Period) -> set[str]:
    """The clues to whether a number is of the period `ours`, on a call that reports `now`."""
    start, end = view.sentence(claim)
    first, last = view.points(claim)[0].start, view.points(claim)[-1].end
    lies, roughly = _lies(ours, now), _roughly(ours, now)
    status = "outlook" if claim.status in ("guidance", "target") else claim.status
    clues = {f"is {lies}", *(f"is {lies} {each}" for each in (status, claim.measure, claim.versus or "-"))}
    clues.add(f"is {lies} {_nature(claim, view)}")
    told = [each for each in view.periods_in(start, end) if readings(each)]
    clues |= _told(claim, view, ours, told, f"{roughly} {status}")
    for at, span in enumerate(sentences_before(view, start, 3)):
        best = _best(claim, view, ours, span)
        clues |= {f"p{at} {best} {bool(told)}", f"p{at} {best} {roughly}"}
    before, after = words(view, start, first)[-14:], words(view, last, end)[:10]
    clues |= {f"{clue} {roughly}" for clue in counted(before[::-1], "b", (5, 14))}
    return clues | {f"{clue} {roughly}" for clue in counted(after, "a", (5, 10))}


def _told(claim: Claim, view: View, ours: Period, told: list[PeriodMention], rest: str) -> set[str]:
    """The clues of the phrases in the number's own sentence."""
    start = view.sentence(claim)[0]
    first, last = view.points(claim)[0].start, view.points(claim)[-1].end
    before = [each for each in told if each.end <= first][::-1][:3]
    after = [each for each in told if each.start >= last][:3]
    clues = {f"none {rest}"} if not told else set()
    clues |= set() if before else {f"none before {rest}"}
    clues |= set() if after else {f"none after {rest}"}
    fitting = False
    for side, phrases in (("b", before), ("a", after)):
        for at, phrase in enumerate(phrases):
            how = _how(phrase, ours, claim, view)
            fitting |= how != "no"
            between = (phrase.end, first) if side == "b" else (last, phrase.start)
            clues |= set(_of_phrase(view, phrase, between, f"{side}{at} {how}", start))
            clues |= {f"{side}{at} {how} {claim.measure}", f"{side}{at} {how} {rest}"}
    return clues | ({"fits"} if fitting else {f"fits not {bool(told)} {rest}"})


def _of_phrase(view: View, phrase: PeriodMention, between: tuple[int, int], key: str, start: int) -> Iterator[str]:
    """The clues of one phrase: how it fits, how far it stands, and the words that part it from the number."""
    lead = words(view, max(start, phrase.start - 25), phrase.start)[-1:] or ["^"]
    parts = words(view, *between)
    yield from (key, f"{key} {_distance(between)}", f"{key} {phrase.kind}", f"{key} after {lead[0]}")
    yield f"{key} numbers {min(2, len(view.quantities(*between)))}"
    if "," in parts:
        yield f"{key} comma"
    side, _, how = key.partition(" ")
    for word in _TURNS.intersection(parts[:12]):
        yield f"{side} {'no' if how == 'no' else 'fits'} by {word}"


def _distance(between: tuple[int, int]) -> str:
    length = between[1] - between[0]
    return next((name for edge, name in ((4, "at"), (25, "near"), (70, "off")) if length < edge), "far")


def _how(phrase: PeriodMention, ours: Period, claim: Claim, view: View) -> str:
    """How a phrase fits the period: it names it, may name it, can mean it, or no."""
    if str(ours) == phrase.period:
        return "names"
    if str(ours) in phrase.alternatives:
        return "may"
    return "fits" if fits(ours, phrase, claim, view) else "no"


def _best(claim: Claim, view: View, ours: Period, span: tuple[int, int]) -> str:
    """How well the phrases of an earlier sentence fit the period."""
    ways = {_how(each, ours, claim, view) for each in view.periods_in(*span) if readings(each)}
    return next((way for way in ("names", "may", "fits", "no") if way in ways), "none")


def _nature(claim: Claim, view: View) -> str:
    metric = view.catalogue.metrics.get(claim.metric)
    return metric.nature if metric else "-"


def _lies(ours: Period, now: Period) -> str:
    """Where a period lies against the reported one, by its kind: "quarter -4", "year 1 open", "half then"."""
    apart = _quarters(ours, now)
    if ours.kind == "month":
        return "month"
    if ours.kind in ("quarter", "qtd"):
        return f"{ours.kind} {apart if apart in (-8, -4, -1, 0, 1) else 'earlier' if apart < 0 else 'later'}"
    if ours.kind == "year":
        return f"year {max(-2, min(2, ours.year - now.year))} {'closed' if now.end_quarter().last == 4 else 'open'}"
    return f"{ours.kind} {'now' if not apart else 'then' if apart == -4 else 'earlier' if apart < 0 else 'later'}"


def _roughly(ours: Period, now: Period) -> str:
    apart = _quarters(ours, now)
    if ours.kind == "year":
        return f"year {max(-2, min(2, ours.year - now.year))}"
    if ours.kind == "quarter":
        return f"quarter {'now' if not apart else 'before' if apart < 0 else 'after'}"
    return ours.kind


def _quarters(ours: Period, now: Period) -> int:
    end, here = ours.end_quarter(), now.end_quarter()
    return (end.year - here.year) * 4 + end.last - here.last
