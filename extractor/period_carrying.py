"""Sentences without a period phrase of their own go on in the time of those before.

Goes in: a claim, the `View` of the call and the span of a sentence. Comes out: the phrases of earlier sentences that
date the number, for a result or for an outlook.
"""

from __future__ import annotations

import re
from dataclasses import replace

from extractor import periods
from extractor.period_binding import BEFORE_BASE, OPENS_CLAUSE, is_its_own, leading, turns, with_joined_back
from extractor.period_meaning import is_month, readings
from extractor.periods import PeriodMention
from extractor.records import Claim
from extractor.view import View

SENTENCES_BACK = 3
GUIDANCE = re.compile(r"\b(?:guid(?:e|ance)|outlook|forecast)\b", re.I)
_SOME_YEARS = re.compile(r"\b(?:last|past|previous|next|coming) (?:[\w-]+ ){1,3}years\b", re.I)


def carried(view: View, claim: Claim, span: tuple[int, int]) -> list[PeriodMention]:
    """The phrases of the nearest sentence before that has any, in the paragraph or the two before it.

    A result does not go on in a time that is ahead, and one of the time after the reported goes on in none.
    """
    if claim.status == "actual" and _is_ahead(claim, view):
        return []
    if _SOME_YEARS.search(view.text, *span):
        return []
    for each in sentences_before(view, span)[:SENTENCES_BACK]:
        ahead = phrases_ahead(view, each) if claim.status == "actual" else []
        told = [phrase for phrase in view.periods_in(*each) if phrase.period and phrase not in ahead]
        if found := [phrase for phrase in told if _lasts(view, phrase, each[0])]:
            return [each if each.kind == "comparison" else replace(each, alternatives=()) for each in found]
    return []


def _is_ahead(claim: Claim, view: View) -> bool:
    """Whether the period claimed ends after the reported one."""
    ours, now = periods.parse(claim.period), periods.parse(view.transcript.fiscal_period)
    return ours is not None and now is not None and ours.end_quarter() > now.end_quarter()


def _lasts(view: View, phrase: PeriodMention, start: int) -> bool:
    """Whether a phrase can date the sentences after its own: it names a base only where it opens its clause."""
    if is_month(phrase):
        return False
    if phrase.kind != "comparison":
        return not turns(view, phrase, start)
    return OPENS_CLAUSE.search(view.text[max(start, phrase.start - 20) : phrase.start]) is not None


def sentences_before(view: View, span: tuple[int, int]) -> list[tuple[int, int]]:
    """The sentences before in the paragraph, nearest first, then the paragraphs before."""
    earlier = [each for each in view.locator.sentences(span[0]) if each[0] < span[0]]
    return [*reversed(earlier), *reversed(view.before(span[0]))]


def dating_outlook(claim: Claim, view: View, span: tuple[int, int]) -> list[PeriodMention]:
    """The phrases that date an outlook: of its sentence, else of the nearest sentence before that dates one."""
    first = view.points(claim)[0].start
    ahead = phrases_ahead(view, span)
    before = [each for each in ahead if each.start < first]
    if before:
        free = [each for each in before if not view.quantities(each.end, first)]
        return free or with_joined_back(view, before)
    told = [each for each in leading(view, claim, span) if not is_its_own(each, claim)]
    inside = ahead or [each for each in told if each.kind != "comparison" and not _tells_when_given(view, each, span)]
    return inside if inside or claim.status == "target" else next_named(view, span)


def is_past(view: View, phrase: PeriodMention) -> bool:
    """Whether a phrase names what is over, in which an outlook was made: "last month, we agreed on savings of"."""
    now = periods.parse(view.transcript.fiscal_period)
    return now is not None and all(each.end_quarter() < now.end_quarter() for each in readings(phrase))


def _tells_when_given(view: View, phrase: PeriodMention, span: tuple[int, int]) -> bool:
    """Whether a phrase names what is over, or, beside words of outlook, the time for which the call is held."""
    now = periods.parse(view.transcript.fiscal_period)
    if is_past(view, phrase) or now is None:
        return now is not None
    reported = all(each.end_quarter() <= now.end_quarter() for each in readings(phrase))
    return reported and GUIDANCE.search(view.text, *span) is not None


def next_named(view: View, span: tuple[int, int]) -> list[PeriodMention]:
    """The time ahead that the nearest sentence before names, if any does."""
    near = sentences_before(view, span)[: 4 * SENTENCES_BACK]
    return next((found for each in near if (found := phrases_ahead(view, each))), [])


def phrases_ahead(view: View, span: tuple[int, int]) -> list[PeriodMention]:
    """The phrases that can name a time after the reported period, but for what is compared with."""
    near = [each for each in view.periods_in(*span) if each.period and each.kind != "comparison"]
    near = [each for each in near if not BEFORE_BASE.search(view.text[span[0] : each.start])]
    reported = periods.parse(view.transcript.fiscal_period)
    if reported is None:
        return near
    now = reported.end_quarter()
    return [each for each in near if any(period.end_quarter() > now for period in readings(each))]
