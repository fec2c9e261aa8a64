"""What a period phrase can mean, and whether it can mean the period of a claim.

Goes in: a `PeriodMention`, with the claim and the `View` of its call. Comes out: the periods it reads as, or yes or no.
"""

from __future__ import annotations

import re

from extractor import periods
from extractor.periods import Period, PeriodMention
from extractor.records import Claim
from extractor.view import View

STRETCHES = ("span", "half", "ttm")
"""Times of several quarters: what is told of them is not told of the last quarter, but for what stands at its end."""
TURN = re.compile(
    r"\b(?:from|than|unlike|versus|compared|over|above|below|against|since|before|last|after|until|toward|levels?|"
    r"sequential(?:ly)? to|consistent|in line|similar|comparable|flat)\b"
)
_WHOLE_YEAR = re.compile(r"\b(?:all of|full[ -]year|for|fiscal|fiscal year)\s*$", re.I)
_THIS_YEAR = re.compile("this year", re.I)
_CURRENT_QUARTER = re.compile("(?:the )?current (?:fiscal )?quarter", re.I)
_NUMBERED_QUARTER = re.compile(r"\b(?:first|second|third|fourth) (?:fiscal )?quarter\b", re.I)
_LAST_QUARTER = re.compile(r"(?:the )?last (?:fiscal )?quarter", re.I)


def readings(phrase: PeriodMention) -> list[Period]:
    """The periods that a phrase can name, the likeliest first."""
    return [each for each in map(periods.parse, (phrase.period, *phrase.alternatives)) if each]


def is_month(phrase: PeriodMention) -> bool:
    """Whether a phrase can name a month."""
    return any(each.kind == "month" for each in readings(phrase))


def is_longer(phrase: PeriodMention) -> bool:
    """Whether a phrase can only name a year or several quarters, and so not one quarter."""
    return all(each.kind in (*STRETCHES, "year") for each in readings(phrase))


def fits(ours: Period, phrase: PeriodMention, claim: Claim, view: View) -> bool:
    """Whether a phrase can mean the period: it names it, ends with it for a stock, or is too loose to tell.

    A month is loose: how the fiscal year lies to the calendar is not known for sure. A quarter is not the year that
    holds it for a flow.
    """
    theirs = readings(phrase)
    if _is_reported(ours, phrase, view) or _is_running(ours, phrase, view):
        return True
    if str(ours) in map(str, theirs) or is_month(phrase):
        return True
    if phrase.instant and any(ours.end_quarter() == each.end_quarter() for each in theirs):
        return True
    if ours.kind in ("span", "half") and any(each.contains(ours) for each in theirs):
        return not _WHOLE_YEAR.search(view.text, max(0, phrase.start - 20), phrase.start)
    if ours.kind == "quarter" and theirs and all(each.kind in STRETCHES for each in theirs):
        return is_stock(claim, view) and any(ours == each.end_quarter() for each in theirs)
    if not _is_loose(ours, phrase, claim, view):
        return False
    metric = view.catalogue.metrics.get(claim.metric)
    firm = metric is not None and metric.nature != "flow" and phrase.kind != "year word"
    near = any(ours.contains(each) or (each.contains(ours) and not firm) for each in theirs)
    return near or any(ours.end_quarter() == each.end_quarter() for each in theirs)


def _is_reported(ours: Period, phrase: PeriodMention, view: View) -> bool:
    """Whether "last quarter" may be the reported one, which is over when a call is held: "we spent $2 million last
    quarter", but not "from 3.2% last quarter"."""
    if str(ours) != view.transcript.fiscal_period or not _LAST_QUARTER.fullmatch(phrase.text):
        return False
    lead = view.text[max(0, phrase.start - 40) : phrase.start].lower()
    return not TURN.search(lead.rpartition(", ")[2].rpartition(". ")[2])


def _is_running(ours: Period, phrase: PeriodMention, view: View) -> bool:
    """Whether "the current quarter" may be the one in which a call is held, after the reported one."""
    now = periods.parse(view.transcript.fiscal_period)
    return now is not None and ours == now.end_quarter().next() and _CURRENT_QUARTER.fullmatch(phrase.text) is not None


def is_stock(claim: Claim, view: View) -> bool:
    """Whether the claim's metric stands at a moment, as debt does, by the catalogue."""
    metric = view.catalogue.metrics.get(claim.metric)
    return metric is not None and metric.nature == "stock"


def _is_loose(ours: Period, phrase: PeriodMention, claim: Claim, view: View) -> bool:
    """Whether a part may stand for the whole: for what is no flow, for "in 2023", for stretches said in other words."""
    metric = view.catalogue.metrics.get(claim.metric)
    if claim.measure in ("growth", "change") and _THIS_YEAR.fullmatch(phrase.text):
        return not _WHOLE_YEAR.search(view.text, max(0, phrase.start - 20), phrase.start)
    if metric is None or metric.nature == "stock" or ours.kind in ("years", "qtd"):
        return True
    if phrase.kind == "year word":
        return not _WHOLE_YEAR.search(view.text, max(0, phrase.start - 20), phrase.start)
    numbered = _NUMBERED_QUARTER.search(phrase.text) is not None
    named = (
        phrase.kind == "absolute" or numbered or _WHOLE_YEAR.search(view.text, max(0, phrase.start - 20), phrase.end)
    )
    return metric.nature == "rate" and claim.status == "actual" and not named
