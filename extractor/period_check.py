"""Whether the period phrases around a number leave room for the period claimed.

Goes in: a claim and the `View` of the call. Comes out: a `Check`. The phrase right at the number dates it, else the
one that leads its sentence; a sentence without any goes on in the time of the one before, or in the reported period.
"""

from __future__ import annotations

import re
from calendar import month_abbr, month_name

from extractor import clues, period_clues, periods, weights, wording
from extractor.hedges import HEDGES
from extractor.period_bases import earlier, is_base, is_of_base
from extractor.period_binding import OPENS_WITH, after_apposed, bound, following, is_its_own, leading, with_joined_back
from extractor.period_carrying import (
    GUIDANCE,
    SENTENCES_BACK,
    carried,
    dating_outlook,
    is_past,
    next_named,
    sentences_before,
)
from extractor.period_meaning import STRETCHES, fits, is_longer, is_month, is_stock, readings
from extractor.periods import Period, PeriodMention
from extractor.records import Check, Claim
from extractor.view import View, kind_of
from extractor.weights import ENOUGH, Weights

OUTLOOK = ("guidance", "target")
UNLIKELY = 0.03
"""Up to which probability a number is not of the period claimed, though no rule says so."""
_NEAR = 40
"""Characters from a number within which a phrase is taken to be said of it."""
_LEADS_IN = re.compile(r"\b(?:in|for|during)\s+(?:the\s+)?(?:month of\s+)?$", re.I)
_NEW_CLAUSE = re.compile(r",\s+(?:and|but|while)\b|;")
_STRETCH = re.compile(
    r"\b(?:six|nine|6|9)[ -]months?\b|\byear[ -]to[ -]date\b|\bso far this year\b"
    r"|\b(?:last|trailing|past) (?:four|4) (?:rolling )?quarters\b"
    r"|\b(?:balance|rest|remainder) of (?:the|this) (?:fiscal )?year\b",
    re.I,
)
_SOME_MONTHS = re.compile(r"\b(?:final|last|first) (?:[\w-]+ )months of (?:the (?:fiscal )?year|20\d\d)\b", re.I)
_SO_FAR = re.compile(
    r"\b(?:weeks?|days?|months?) end(?:ed|ing)\b|\bso far\b|\bto[ -]date\b|\bsince\b|\balready\b|\b(?:weeks?|"
    r"days?) (?:into|in|of|after)\b|\bsubsequent\b|"
    r"\b(?:this|current|new) (?:quarter|period)\b|\b(?:after|following) (?:the )?(?:\w+ ){0,2}(?:quarter|year|period)|"
    r"\bpost[ -]quarter\b|\btoday\b|\b(?:right )?now\b|至今|目前|季後",
    re.I,
)
_AFTERWARDS = re.compile(
    r"\b(?:after|since|following|subsequent to) (?:the )?(?:(?:end|close) of (?:the )?)?(?:quarter|year|period)", re.I
)
_BACK_THEN = re.compile(
    r"\b(?:at|by|around) that (?:time|point)\b|\bback then\b|\bin those days\b|\bused to\b|"
    r"\b(?:back |ever since |since )?when (?:we|i|it|they) (?:were|was|went|first|started|began|joined|founded|"
    r"acquired|launched|ipo\w*)\b|\byears ago\b|當時|当时",
    re.I,
)
_JUST_NOW = re.compile(r"\b(?:this|last) (?:month|week)\b|\byesterday\b|\brecently\b", re.I)
_BEGAN = re.compile(r"\b(?:began|started|entered) (?:the )?(?:(?:fiscal|new) )*$", re.I)
_ANNUAL = re.compile(
    r"\b(?:annual|full[- ]year|yearly)\s+(?!recurring|run)(?:[\w-]+\s+){0,3}?(?:of|was|were|at)\s+"
    rf"{HEDGES}$",
    re.I,
)
_IN_MONTH_ALONE = re.compile("(?:the month of )?(?:" + "|".join(month_name[1:]) + r")\.?", re.I)
_LEADS_ON = re.compile(r"\s*,?\s*(?:and|or|but|while)\s*", re.I)
_BREAKS_DOWN = re.compile(r"\W*(?:[$€£¥]?\d|of (?:that|this|which|these|those)\b|(?:that|this|which|it) includ)", re.I)
_NAMED_AS = re.compile(rf"(?:\s+[\w-]+){{1,3}}?\s+(?:of|was|were|at)\s+{HEDGES}", re.I)
_NOW_AGAIN = re.compile(r", (?:and |but )?(?:now )?(?:it|this|that|we|they) (?:is|are|stands?|has|have)\b", re.I)


def period_words(claim: Claim, view: View) -> Check:
    """The period phrases that date the number can mean the period claimed."""
    sentence = by_rules(claim, view) or weighed(claim, view, weights.load("period"))
    return Check(
        name="period words", passed=not sentence, sentence=sentence or "The words around the number fit the period."
    )


def by_rules(claim: Claim, view: View) -> str:
    """What speaks against the period by the rules of this module; empty where nothing does."""
    ours = periods.parse(claim.period)
    return _against(claim, view, ours) if ours else _against_none(claim, view)


def weighed(claim: Claim, view: View, model: Weights) -> str:
    """What speaks against the period when the clues are weighed: together they hardly mean it."""
    ours, now = periods.parse(claim.period), periods.parse(view.transcript.fiscal_period)
    if ours is None or now is None or clues.is_foreign(view, view.sentence(claim)):
        return ""
    found = period_clues.of_period(claim, view, ours, now)
    if model.known(found) < ENOUGH or model.probability(found) > UNLIKELY:
        return ""
    return f"The words around the number do not weigh for {claim.period}."


def _against_none(claim: Claim, view: View) -> str:
    """What speaks against having no period: a phrase right at the number of a metric that dates it."""
    if claim.metric not in view.catalogue.metrics:
        return ""
    told = [each for each in bound(claim, view) if len(readings(each)) == 1 and each.kind != "comparison"]
    return f"“{told[0].text}” dates the number." if told else ""


def _against(claim: Claim, view: View, ours: Period) -> str:
    """What speaks against the period; empty where nothing does."""
    span = view.sentence(claim)
    if _is_of_stretch(claim, view, ours) or _is_in_year(claim, view, ours):
        return ""
    if ours.kind in ("month", "qtd"):
        return _against_part(claim, view, ours)
    if _is_back_then(claim, view, ours):
        return f"The words before the number speak of an earlier time than {claim.period}."
    if is_of_base(claim, view, ours):
        return f"{claim.period} is the time of the number that this one is compared with."
    at_hand = any(fits(ours, each, claim, view) for each in bound(claim, view))
    if begun := _begun_with(claim, view):
        return (
            "" if _opens(ours, begun) else f"The number is of the beginning of “{begun.text}”, not of {claim.period}."
        )
    base = claim.status == "actual" and not at_hand and is_base(claim, view) and not earlier(ours, view)
    if base and not wording.FIRM.search(view.text, span[0], view.points(claim)[0].start):
        return "The number is what the one of the reported period is compared with."
    if ours.kind in STRETCHES and claim.status == "actual" and not _is_spoken_of(claim, view, ours):
        return f"No words near speak of {claim.period}."
    if ours.kind == "year" and _is_called_annual(claim, view):
        return ""
    if _is_annual(claim, view, ours):
        return f"The words before the number make it a year's, not {claim.period}'s."
    if month := _month_of(claim, view, ours):
        return f"The number is of “{month.text}”, not of {claim.period}."
    if _is_of_running_year(claim, view, ours):
        return ""
    told = dating(claim, view, span)
    if not told and _is_undated(claim, view, ours):
        return f"Nothing dates the number, so that it is of {view.transcript.fiscal_period}, not of {claim.period}."
    if not told or any(fits(ours, each, claim, view) for each in told) or _is_afterwards(claim, view, ours):
        return ""
    words = ", ".join(f"“{each.text}”" for each in told[:3])
    return f"Around the number stands {words}, not {claim.period}."


def _is_of_running_year(claim: Claim, view: View, ours: Period) -> bool:
    """Whether an outlook is given or changed without any time: it is for the year that is under way."""
    now = periods.parse(view.transcript.fiscal_period)
    if claim.status not in ("guidance", "prior_guidance") or now is None or ours.kind != "year":
        return False
    span = view.sentence(claim)
    if not ours.contains(now.end_quarter().next()) or not GUIDANCE.search(view.text, *span):
        return False
    told = [each for each in view.periods_in(*span) if each.period]
    return all(
        any(period.end_quarter() <= now.end_quarter() for period in readings(each)) for each in told
    ) and not bound(claim, view)


def _is_of_stretch(claim: Claim, view: View, ours: Period) -> bool:
    """Whether the sentence speaks of a stretch like the period, and no other phrase right at the number dates it."""
    span = view.sentence(claim)
    if ours.kind not in ("span", "half") or not _STRETCH.search(view.text, *span):
        return False
    last = view.points(claim)[-1].end
    after = _STRETCH.search(view.text, last, span[1])
    led = leading(view, claim, span)
    if after and not view.quantities(last, after.start()) and not _is_of_next(view.text, last, after.start(), led):
        return True
    told = bound(claim, view) or led
    return not told or any(fits(ours, each, claim, view) for each in told)


def _is_of_next(text: str, last: int, stretch: int, led: list[PeriodMention]) -> bool:
    """Whether a stretch after the number is of what comes next, or far off where another time leads the sentence."""
    return _LEADS_ON.fullmatch(text, last, stretch) is not None or (bool(led) and stretch - last > _NEAR)


def _begun_with(claim: Claim, view: View) -> PeriodMention | None:
    """The time that began with a stock: "we began 2031 with cash of $90 million"."""
    start, first = view.sentence(claim)[0], view.points(claim)[0].start
    if claim.status != "actual" or not is_stock(claim, view):
        return None
    near = [each for each in view.periods_in(start, first) if each.period][-1:]
    return next((each for each in near if _BEGAN.search(view.text, start, each.start)), None)


def _opens(ours: Period, begun: PeriodMention) -> bool:
    """Whether the period ends where the time begins."""
    return any(each.quarters()[0] == ours.end_quarter().next().quarters()[0] for each in readings(begun))


def _is_in_year(claim: Claim, view: View, ours: Period) -> bool:
    """Whether the number is of some months of a year, which have no name but the year's: "the final five months"."""
    return ours.kind == "year" and _SOME_MONTHS.search(view.text, *view.sentence(claim)) is not None


def _is_annual(claim: Claim, view: View, ours: Period) -> bool:
    """Whether a quarter is claimed of what is called annual: "we delivered annual revenue of $2 billion"."""
    if ours.kind != "quarter" or claim.measure != "level" or claim.status != "actual" or is_stock(claim, view):
        return False
    if kind_of(claim.unit) in ("percent", "bps", "multiple"):
        return False
    return _is_called_annual(claim, view)


def _is_called_annual(claim: Claim, view: View) -> bool:
    start, first = view.sentence(claim)[0], view.points(claim)[0].start
    return _ANNUAL.search(view.text[max(start, first - 60) : first]) is not None


def _month_of(claim: Claim, view: View, ours: Period) -> PeriodMention | None:
    """The month that leads the sentence and dates a rate claimed for the quarter: "In June, occupancy was".

    An amount may be a single event of the quarter: "in June we bought"; a stock "in September" is the quarter's end.
    """
    start, first = view.sentence(claim)[0], view.points(claim)[0].start
    rate = kind_of(claim.unit) in ("percent", "bps", "per_unit")
    if claim.status != "actual" or ours.kind != "quarter" or not rate or claim.metric == "dividend_per_share":
        return None
    if at_hand := bound(claim, view):
        named = (
            not is_stock(claim, view)
            and _IN_MONTH_ALONE.fullmatch(at_hand[0].text)
            and _LEADS_IN.search(view.text, start, at_hand[0].start)
        )
        return at_hand[0] if named else None
    phrases = [each for each in view.periods_in(start, first) if each.period]
    leads = phrases[-1:] if phrases and is_month(phrases[-1]) else []
    leads = [each for each in leads if not _NEW_CLAUSE.search(view.text, each.end, first)]
    return next((each for each in leads if _LEADS_IN.search(view.text, start, each.start)), None)


def _is_spoken_of(claim: Claim, view: View, ours: Period) -> bool:
    """Whether a phrase of the sentence, or of the paragraphs it stands in, names this time of several quarters."""
    start, end = view.sentence(claim)
    spans = [(start, end), *sentences_before(view, (start, end))[: 2 * SENTENCES_BACK], *view.before(start)]
    return any(ours in readings(each) for span in spans for each in view.periods_in(*span)) or any(
        _STRETCH.search(view.text, *span) for span in spans
    )


def _against_part(claim: Claim, view: View, ours: Period) -> str:
    """What speaks against a month or a quarter so far: other words date the number, or none near speak of it."""
    start, end = view.sentence(claim)
    at_hand = [each for each in bound(claim, view) if ours.kind == "month"]
    if at_hand and not any(
        ours.first == one.first for each in at_hand for one in readings(each) if one.kind == "month"
    ):
        return f"Around the number stands “{at_hand[0].text}”, not {claim.period}."
    if ours.kind == "month" and not at_hand and (other := _other_month(claim, view, ours)):
        return f"The number is of “{other.text}”, not of {claim.period}."
    near = [(start, end), *sentences_before(view, (start, end))[:SENTENCES_BACK]]
    if ours.kind == "qtd":
        so_far = any(_SO_FAR.search(view.text, *each) for each in near)
        return "" if so_far else "No words near speak of a quarter so far."
    named = re.compile(rf"\b(?:{month_name[ours.first]}|{month_abbr[ours.first]})\b|(?<!\d){ours.first} ?月")
    if any(named.search(view.text, *each) for each in near) or _is_just_now(view, ours, near):
        return ""
    return "No words name the month."


def _is_just_now(view: View, ours: Period, near: list[tuple[int, int]]) -> bool:
    """Whether a month after the reported time may be the one the call is held in: "earlier this month"."""
    now = periods.parse(view.transcript.fiscal_period)
    after = now is not None and ours.end_quarter() == now.end_quarter().next()
    return after and any(_JUST_NOW.search(view.text, *each) for each in near)


def _other_month(claim: Claim, view: View, ours: Period) -> PeriodMention | None:
    """Another month that leads to the number, or another time that its name goes with: "In June, occupancy was"."""
    start, first = view.sentence(claim)[0], view.points(claim)[0].start
    told = with_joined_back(view, [each for each in view.periods_in(start, first) if each.period])
    named = [one for each in told for one in readings(each)]
    if not told or any(one.kind == "month" and one.first == ours.first for one in named):
        return None
    last = told[0]
    if is_month(last):
        return last if _LEADS_IN.search(view.text, start, last.start) and last.start - start < _NEAR else None
    return last if _NAMED_AS.fullmatch(view.text, last.end, first) else None


def _is_afterwards(claim: Claim, view: View, ours: Period) -> bool:
    """Whether the words after the number put it after the reported quarter, and the quarter then is the one claimed."""
    now = periods.parse(view.transcript.fiscal_period)
    end = view.sentence(claim)[1]
    after = _AFTERWARDS.search(view.text, view.sentence(claim)[0], end)
    return after is not None and now is not None and ours == now.end_quarter().next()


def _is_back_then(claim: Claim, view: View, ours: Period) -> bool:
    """Whether a result claimed for the reported time stands after words of an earlier time, and nothing dates it."""
    now = periods.parse(view.transcript.fiscal_period)
    if claim.status != "actual" or now is None or ours.end_quarter() != now.end_quarter() or bound(claim, view):
        return False
    start, first = view.sentence(claim)[0], view.points(claim)[0].start
    then = [found.end() for found in _BACK_THEN.finditer(view.text, start, first)]
    if then and _NOW_AGAIN.search(view.text, then[-1], first):
        return False
    return bool(then) and not view.periods_in(then[-1], first) and not view.quantities(then[-1], first)


def _is_undated(claim: Claim, view: View, ours: Period) -> bool:
    """Whether a result that nothing dates is claimed for a time that was over before the reported one."""
    if claim.status != "actual" or claim.metric not in view.catalogue.metrics or is_base(claim, view):
        return False
    if _months_near(claim, view):
        return False
    now = periods.parse(view.transcript.fiscal_period)
    return now is not None and ours.end_quarter() < now.end_quarter()


def dating(claim: Claim, view: View, span: tuple[int, int]) -> list[PeriodMention]:
    """The phrases one of which must fit; none where nothing dates the number."""
    at_hand = _at_hand(claim, view)
    if claim.status == "prior_guidance" and all(is_past(view, each) for each in at_hand):
        at_hand = []
    if at_hand:
        return at_hand
    if claim.status in OUTLOOK:
        return next_named(view, span) if bound(claim, view) else dating_outlook(claim, view, span)
    if claim.status == "actual" and is_base(claim, view):
        return []
    if inside := leading(view, claim, span):
        return inside
    if _months_near(claim, view):
        return []
    if claim.period == view.transcript.fiscal_period:
        if told := after_apposed(view, claim, span):
            return told
        return _over_twelve_months(claim, view, span) or _headed(view, span) or _broken_down(view, span)
    return following(view, claim, span) or carried(view, claim, span)


def _headed(view: View, span: tuple[int, int]) -> list[PeriodMention]:
    """The stretch that ends the heading these sentences stand under: "The next slide shows the first half."."""
    for start, end in sentences_before(view, span)[: SENTENCES_BACK + 1]:
        told = [each for each in view.periods_in(start, end) if each.period]
        if told:
            heads = not view.quantities(start, end) and end - told[-1].end < 3
            stretch = heads and all(each.kind in STRETCHES for each in readings(told[-1]))
            return told[-1:] if stretch else []
    return []


def _broken_down(view: View, span: tuple[int, int]) -> list[PeriodMention]:
    """What leads the sentence whose amount this one breaks down: "For the half, we spent 9 million. Of that, 5 was"."""
    before = sentences_before(view, span)[:1]
    if not before or not _BREAKS_DOWN.match(view.text, *span):
        return []
    (start, end), *_ = before
    told = [each for each in view.periods_in(start, end) if each.period][:1]
    return [each for each in told if is_longer(each) and OPENS_WITH.fullmatch(view.text, start, each.start)]


def _at_hand(claim: Claim, view: View) -> list[PeriodMention]:
    """What is right at the number; in an outlook, "the quarter" is the one that it is for, wherever that is named."""
    return [each for each in bound(claim, view) if not is_its_own(each, claim)]


def _over_twelve_months(claim: Claim, view: View, span: tuple[int, int]) -> list[PeriodMention]:
    """The "over the last 12 months" with which one of the two sentences before begins, where it dates a flow."""
    metric = view.catalogue.metrics.get(claim.metric)
    if metric is None or metric.nature != "flow" or claim.measure != "level":
        return []
    near = [each for each in view.locator.sentences(span[0]) if each[0] < span[0]][-2:]
    leads = [phrase for start, end in near for phrase in view.periods_in(start, end) if phrase.start - start < 15]
    return [each for each in leads if any(period.kind == "ttm" for period in readings(each))][-1:]


def _months_near(claim: Claim, view: View) -> bool:
    """Whether a month may date the number: one before it in its sentence, or one after it with no number between."""
    start, end = view.sentence(claim)
    first, last = view.points(claim)[0].start, view.points(claim)[-1].end
    months = [each for each in view.periods_in(start, end) if is_month(each)]
    return any(each.start < first or not view.quantities(last, each.start) for each in months)
