"""Clues to whether a number is of a metric: where names of ours and others stand, how much of the label is near.

In: a claim and the `View` of the call. Out: a set of clues for the model "metric" in `weights`.

    ours b near          the last name of ours before the number stands near; other, a: another's, the first after
    ours b by cost       "cost" stands between
    label near most      most words of the label stand around the number
    p0 True False        the sentence before names ours, and no other
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor import naming
from extractor.clues import sentences_before, words
from extractor.named import names
from extractor.records import Claim
from extractor.view import Names, View, kind_of

_BEFORE, _AFTER = 90, 60
_EDGES = ((0, "inside"), (6, "at"), (30, "near"), (80, "off"), (200, "far"))
Span = tuple[int, int]


def of_metric(claim: Claim, view: View) -> set[str]:
    """The clues to whether the number is of the metric claimed."""
    span = view.sentence(claim)
    number = view.points(claim)[0].start, view.points(claim)[-1].end
    named = names(claim, view, span)
    kind = kind_of(claim.unit)
    known = "known" if claim.metric in view.catalogue.metrics else "unknown"
    clues = {f"unit {kind} {claim.measure}", f"noun {bool(view.points(claim)[-1].noun)} {kind}"}
    clues |= set(_placed(claim, view, named, span[0], number, f"{kind} {claim.measure}".split(), known))
    near = max(span[0], number[0] - _BEFORE), min(span[1], number[1] + _AFTER)
    clues |= set(_labelled(claim, view, span, near, known))
    for at, before in enumerate(sentences_before(view, span[0], 3)):
        told = [claim.metric in each.metrics for each in view.names(before)]
        clues |= {f"p{at} {any(told)} {not all(told)} {bool(named.ours)}"}
        clues |= {f"p{at} label {_covered(claim.label, view.said(before))} {bool(named.ours)}"}
    return clues | set(_of_segment(claim, view, span, near))


def _placed(
    claim: Claim, view: View, named: Names, start: int, number: Span, kinds: list[str], known: str
) -> Iterator[str]:
    """Where the nearest names of ours and of others stand, before and after the number."""
    first, last = number[0] - start, number[1] - start
    ours, other = _before(named.ours, first), _before(named.others, first)
    ours_after, other_after = _after(named.ours, last), _after(named.others, last)
    b, a = _far(ours and first - ours[1]), _far(ours_after and ours_after[0] - last)
    yield from (f"ours b {b}", f"ours a {a}", f"ours b {b} a {a} {known}")
    yield f"other b {_far(other and first - other[1])} ours {b}"
    yield f"other a {_far(other_after and other_after[0] - last)} ours {a}"
    yield from (f"ours {side} {far} {kind}" for side, far in (("b", b), ("a", a)) for kind in kinds)
    yield f"last {'none' if not ours and not other else 'ours' if not other or (ours and ours >= other) else 'other'}"
    if ours:
        gap = start + ours[1], number[0]
        yield f"ours b numbers {min(3, len(view.quantities(*gap)))} {b}"
        yield f"ours b others {min(3, sum(each[0] >= ours[1] for each in named.others if each[0] < first))}"
        yield from (f"ours b by {word}" for word in set(words(view, *gap)[:10]))
    if ours_after:
        gap = number[1], start + ours_after[0]
        yield f"ours a numbers {min(3, len(view.quantities(*gap)))}"
        yield from (f"ours a by {word}" for word in set(words(view, *gap)[:8]))


def _before(spans: list[Span], first: int) -> Span | None:
    return max((each for each in spans if each[0] < first), default=None)


def _after(spans: list[Span], last: int) -> Span | None:
    return min((each for each in spans if each[0] >= last), default=None)


def _far(apart: int | None) -> str:
    """How far a name stands from the number, in words."""
    return "none" if apart is None else next((name for edge, name in _EDGES if apart < edge), "afar")


def _labelled(claim: Claim, view: View, span: Span, near: Span, known: str) -> Iterator[str]:
    """How much of the label stands in the sentence, and close to the number."""
    yield f"label {_covered(claim.label, view.said(span))} {known}"
    covered = _covered(claim.label, view.said(near))
    yield from (f"label near {covered} {known}", f"label near {covered} {claim.measure}")


def _covered(label: str, said: str) -> str:
    stems = naming.content(label)
    found = sum(naming.stands(stem, said) for stem in stems)
    if not found:
        return "none"
    return "all" if found == len(stems) else "most" if 2 * found >= len(stems) else "some"


def _of_segment(claim: Claim, view: View, span: Span, near: Span) -> Iterator[str]:
    """Whether a word of the segment stands close to the number, in its sentence, or before that."""
    if not claim.segment:
        yield "segment none"
        return
    stems = naming.content(claim.segment)

    def has(place: Span) -> bool:
        return any(naming.stands(stem, view.said(place)) for stem in stems)

    yield f"segment near {has(near)}"
    yield f"segment {has(span)} before {any(map(has, sentences_before(view, span[0], 3)))}"
