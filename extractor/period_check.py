"""Whether the period phrases around a number leave room for the period claimed.

Goes in: a claim and the `View` of the call. Comes out: a `Check`. The phrase right at the number dates it, else the
one that leads its sentence; a sentence without any goes on in the time of the one before, or in the reported period.
"""

from __future__ import annotations

import re
from calendar import month_abbr, month_name
from dataclasses import replace

from extractor import periods
from extractor.periods import Period, PeriodMention
from extractor.records import Check, Claim, Mention
from extractor.view import View, kind_of

OUTLOOK = ("guidance", "target")
STRETCHES = ("span", "half", "ttm")
"""Times of several quarters: what is told of them is not told of the last quarter, but for what stands at its end."""
SENTENCES_BACK = 3
_NEAR = 40
_BASE_WORDS = (
    r"\b(?:(?:removal|absence|lapping) of|relative to|surpass(?:ed|es|ing)?|exceed(?:ed|s|ing)?|"
    r"from(?! (?:continuing |discontinued )?operations\b)|versus|vs\.?|compare[sd]? (?:to|with)|against|as against|"
    r"than)\b"
)
_BASE = re.compile(rf"{_BASE_WORDS}\s+(?:\w+\s+){{0,4}}$")
_ONLY_BASE = re.compile(
    r"\b(?:from(?! (?:continuing |discontinued )?operations\b)|versus|vs\.?|compare[sd]? (?:to|with)|against|after)\s+"
    r"(?:(?!(?:to|and|was|were|is|are|by|that|"
    r"which)\b)"
    r"[^\W\d][\w'’-]*\s+){0,5}$"
    r"|\b(?:year|quarter|month|period|half)['’]s\s+(?:[^\W\d][\w'’-]*\s+){0,2}$"
)
_COMPARING = re.compile(
    r"(?:this|that|which|it|these|those|and)?\s*(?:is |was |are |were )?compare[sd]? (?:to|with)\b", re.I
)
_OPENS = re.compile(
    r"(?:^|[,;:]\s|\band |\bwhere(?:as)? |\bwhile |\bbut |\bwhen )\s*(?:in |for |at |during )?(?:the )?$", re.I
)
_COMPARED = re.compile(rf"{_BASE_WORDS}(?:[^,;.]|[,.]\d){{0,80}}$")
_TURN = re.compile(
    r"\b(?:from|than|unlike|versus|compared|over|above|below|against|since|before|last|after|until|toward|levels?|"
    r"consistent|in line|similar|comparable|flat)\b"
)
_BETWEEN = re.compile(r"\s*(?:[^\s,]+\s+){0,5}(?:in|for|during|reported in|as of|at the end of|at)?\s*(?:the\s+)?")
_DATES = re.compile(
    r"[\s,]*(?:\S+\s+){0,3}(?:(?:in|for|during|as of|at the end of|at)\s+(?:(?:the|our)\s+)?|on an?\s+)"
)
_LEADS_IN = re.compile(r"\b(?:in|for|during)\s+(?:the\s+)?(?:month of\s+)?$", re.I)
_NEW_CLAUSE = re.compile(r",\s+(?:and|but|while)\b|;")
_LEVELS = re.compile(r"(?:['’]s)? levels?\b", re.I)
_SOME_OF = re.compile(r"\s+of (?:our|the|its|these|those) (?:[a-z]+ )?([a-z]+s)\b", re.I)
_IN_MONTH = re.compile(r"[^,;.:]{0,120}\b(?:in|during)\s+(?:early |late |mid-?)?", re.I)
_OF = re.compile(r"(?:\s+(?!and\b|or\b)[\w'’-]+){0,5}\s+(?:of|at)\s+(?:about\s+|approximately\s+|roughly\s+)?", re.I)
_GOES_ON = re.compile(r"\s+(?:was|were|is|had|at|stood|came)\b")
_JOINED = re.compile(r"\s*(?:,|and|or|to|&)\s*(?:the\s+|full\s+)*")
_SINGLED_OUT = re.compile(
    r"['’]s\s*$|\b(?:throughout|for|in|during|of|fiscal|calendar|year)(?: all of)?(?: the)?(?: full)?(?: year)?\s*$",
    re.I,
)
_WHOLE_YEAR = re.compile(r"\b(?:all of|full[ -]year|for|fiscal|fiscal year)\s*$", re.I)
_STRETCH = re.compile(
    r"\b(?:six|nine|6|9)[ -]months?\b|\byear[ -]to[ -]date\b|\bso far this year\b"
    r"|\b(?:last|trailing|past) (?:four|4) (?:rolling )?quarters\b"
    r"|\b(?:balance|rest|remainder) of (?:the|this) (?:fiscal )?year\b",
    re.I,
)
_SOME_MONTHS = re.compile(r"\b(?:final|last|first) (?:[\w-]+ )months of (?:the (?:fiscal )?year|20\d\d)\b", re.I)
_SOME_YEARS = re.compile(r"\b(?:last|past|previous|next|coming) (?:[\w-]+ ){1,3}years\b", re.I)
_SO_FAR = re.compile(
    r"\bso far\b|\bto[ -]date\b|\bsince\b|\balready\b|\b(?:weeks?|days?) (?:into|in|of|after)\b|\bsubsequent\b|"
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


_GREW = re.compile(r" (?:(?:growth|increase|decline|decrease|rise)(?: in [a-z]+ [a-z]+)? )?(?:in (?:the )?)?")
_THIS_YEAR = re.compile("this year", re.I)
_REASON = re.compile(
    r"\b(?:coupled|along|together|combined|because|due|driven|given|reflecting|thanks|following|despite)\b"
)
_APPOSED = re.compile(r",?\s+(?:representing|or|which is|equal to|equating to|equivalent to)\s")
_COMPARED_TO = re.compile(r"(?:as )?(?:compared (?:to|with)|relative to|versus) (?:the )?", re.I)
_FROM = re.compile(r"\bfrom (?:[$€£¥]?[\d.,]+(?: [a-z]+)? or )?$")
_BEGAN = re.compile(r"\b(?:began|started|entered) (?:the )?(?:(?:fiscal|new) )*$", re.I)
_ASIDE = re.compile(r"(?:(?:and|but|however),? )?(?:exclud\w+|adjusting|without|apart from|net of)\b", re.I)
_CURRENT_QUARTER = re.compile("(?:the )?current (?:fiscal )?quarter", re.I)
_OPENS_WITH = re.compile(r"(?:in|for|during) (?:the )?", re.I)
_HEDGED = re.compile(r",? (?:about |approximately |roughly |nearly |over |some |only |just )*")
_MOVED_FROM = re.compile(
    r"\b(?:grew|grown|gr[oe]w\w*|went|gone|rose|risen|increas\w+|improv\w+|declin\w+|decreas\w+|fell|fallen|moved|"
    r"expand\w+|reduc\w+|lower\w*|rais\w+|extend\w+|up|down)\b[^.;]{0,60}\bfrom (?:about |approximately |nearly )?$"
)
_OR = re.compile(r",? or ")
_TO = re.compile(r"(?:\s+[\w-]+){0,5}?\s+to\s+(?:about |approximately |nearly |over |almost |a )?", re.I)
_ANNUAL = re.compile(
    r"\b(?:annual|full[- ]year|yearly)\s+(?!recurring|run)(?:[\w-]+\s+){0,3}?(?:of|was|were|at)\s+"
    r"(?:about |approximately |nearly |over |almost )?$",
    re.I,
)
_IN_MONTH_ALONE = re.compile("(?:the month of )?(?:" + "|".join(month_name[1:]) + r")\.?", re.I)
_NUMBERED_QUARTER = re.compile(r"\b(?:first|second|third|fourth) (?:fiscal )?quarter\b", re.I)
_LEADS_ON = re.compile(r"\s*,?\s*(?:and|or|but|while)\s*", re.I)
_BREAKS_DOWN = re.compile(r"\W*(?:[$€£¥]?\d|of (?:that|this|which|these|those)\b|(?:that|this|which|it) includ)", re.I)
_NAMED_AS = re.compile(r"(?:\s+[\w-]+){1,3}?\s+(?:of|was|were|at)\s+(?:about |approximately )?", re.I)
_IN_ONE_GO = re.compile(r"[^,;.]*\b(?:in|for|during)\s+(?:the\s+)?")
_BEFORE_BASE = re.compile(
    rf"(?:{_BASE_WORDS}|\b(?:over|above|below)\b)\s+"
    r"(?:the |its |our )?(?:(?:midpoint|(?:low|high|top|upper|lower) end) of (?:the |its |our )?)?(?:[\w-]+ )?$",
    re.I,
)
_LAST_NUMBER = re.compile(r"^.*\d%?")
_YEAR_OVER_YEAR = re.compile(r"\b(?:year|quarter)[ -]o(?:ver|n)[ -](?:year|quarter)\b")
_THAN = re.compile(r"\b(?:than|over|above|below|from|versus|against)\b")
_IN_YEAR = re.compile(r" (?:in|of) ")
_NOW_AGAIN = re.compile(r", (?:and |but )?(?:now )?(?:it|this|that|we|they) (?:is|are|stands?|has|have)\b", re.I)
_WHAT_WAS = re.compile(r"\b(?:what|that|which) (?:we|it|they|was|were)\b")
_LAST_QUARTER = re.compile(r"(?:the )?last (?:fiscal )?quarter", re.I)
_THE_QUARTER = re.compile(r"the (?:\w+ )?quarter|the (?:full )?year", re.I)


def period_words(claim: Claim, view: View) -> Check:
    """The period phrases that date the number can mean the period claimed."""
    ours = periods.parse(claim.period)
    sentence = _against(claim, view, ours) if ours else _against_none(claim, view)
    return Check(
        name="period words", passed=not sentence, sentence=sentence or "The words around the number fit the period."
    )


def _against_none(claim: Claim, view: View) -> str:
    """What speaks against having no period: a phrase right at the number of a metric that dates it."""
    if claim.metric not in view.catalogue.metrics:
        return ""
    told = [each for each in bound(claim, view) if len(_readings(each)) == 1 and each.kind != "comparison"]
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
    if _is_of_base(claim, view, ours):
        return f"{claim.period} is the time of the number that this one is compared with."
    at_hand = any(fits(ours, each, claim, view) for each in bound(claim, view))
    if begun := _begun_with(claim, view):
        return (
            "" if _opens(ours, begun) else f"The number is of the beginning of “{begun.text}”, not of {claim.period}."
        )
    if claim.status == "actual" and not at_hand and is_base(claim, view) and not _earlier(ours, view):
        return "The number is what the one of the reported period is compared with."
    if ours.kind in STRETCHES and claim.status == "actual" and not _is_spoken_of(claim, view, ours):
        return f"No words near speak of {claim.period}."
    if ours.kind == "year" and _is_called_annual(claim, view):
        return ""
    if _is_annual(claim, view, ours):
        return f"The words before the number make it a year's, not {claim.period}'s."
    if month := _month_of(claim, view, ours):
        return f"The number is of “{month.text}”, not of {claim.period}."
    told = dating(claim, view, span)
    if not told and _is_undated(claim, view, ours):
        return f"Nothing dates the number, so that it is of {view.transcript.fiscal_period}, not of {claim.period}."
    if not told or any(fits(ours, each, claim, view) for each in told) or _is_afterwards(claim, view, ours):
        return ""
    words = ", ".join(f"“{each.text}”" for each in told[:3])
    return f"Around the number stands {words}, not {claim.period}."


def _is_of_stretch(claim: Claim, view: View, ours: Period) -> bool:
    """Whether the sentence speaks of a stretch like the period, and no other phrase right at the number dates it."""
    span = view.sentence(claim)
    if ours.kind not in ("span", "half") or not _STRETCH.search(view.text, *span):
        return False
    last = view.points(claim)[-1].end
    after = _STRETCH.search(view.text, last, span[1])
    leading = _leading(view, claim, span)
    if after and not view.quantities(last, after.start()) and not _is_of_next(view.text, last, after.start(), leading):
        return True
    told = bound(claim, view) or leading
    return not told or any(fits(ours, each, claim, view) for each in told)


def _is_of_next(text: str, last: int, stretch: int, leading: list[PeriodMention]) -> bool:
    """Whether a stretch after the number is of what comes next, or far off where another time leads the sentence."""
    if _LEADS_ON.fullmatch(text, last, stretch):
        return True
    return bool(leading) and stretch - last > _NEAR


def _begun_with(claim: Claim, view: View) -> PeriodMention | None:
    """The time that began with a stock: "we began 2031 with cash of $90 million"."""
    start, first = view.sentence(claim)[0], view.points(claim)[0].start
    if claim.status != "actual" or not _is_stock(claim, view):
        return None
    near = [each for each in view.periods_in(start, first) if each.period][-1:]
    return next((each for each in near if _BEGAN.search(view.text, start, each.start)), None)


def _opens(ours: Period, begun: PeriodMention) -> bool:
    """Whether the period ends where the time begins."""
    return any(each.quarters()[0] == ours.end_quarter().next().quarters()[0] for each in _readings(begun))


def _is_in_year(claim: Claim, view: View, ours: Period) -> bool:
    """Whether the number is of some months of a year, which have no name but the year's: "the final five months"."""
    return ours.kind == "year" and _SOME_MONTHS.search(view.text, *view.sentence(claim)) is not None


def _is_annual(claim: Claim, view: View, ours: Period) -> bool:
    """Whether a quarter is claimed of what is called annual: "we delivered annual revenue of $2 billion"."""
    if ours.kind != "quarter" or claim.measure != "level" or claim.status != "actual" or _is_stock(claim, view):
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
            not _is_stock(claim, view)
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
    spans = [(start, end), *_before(view, (start, end))[: 2 * SENTENCES_BACK], *view.before(start)]
    return any(ours in _readings(each) for span in spans for each in view.periods_in(*span)) or any(
        _STRETCH.search(view.text, *span) for span in spans
    )


def _against_part(claim: Claim, view: View, ours: Period) -> str:
    """What speaks against a month or a quarter so far: other words date the number, or none near speak of it."""
    start, end = view.sentence(claim)
    at_hand = [each for each in bound(claim, view) if ours.kind == "month"]
    if at_hand and not any(ours in _readings(each) for each in at_hand):
        return f"Around the number stands “{at_hand[0].text}”, not {claim.period}."
    if ours.kind == "month" and not at_hand and (other := _other_month(claim, view, ours)):
        return f"The number is of “{other.text}”, not of {claim.period}."
    near = [(start, end), *_before(view, (start, end))[:SENTENCES_BACK]]
    if ours.kind == "qtd":
        so_far = any(_SO_FAR.search(view.text, *each) for each in near)
        return "" if so_far else "No words near speak of a quarter so far."
    named = re.compile(rf"\b(?:{month_name[ours.first]}|{month_abbr[ours.first]})\b|(?<!\d){ours.first} ?月")
    return "" if any(named.search(view.text, *each) for each in near) else "No words name the month."


def _other_month(claim: Claim, view: View, ours: Period) -> PeriodMention | None:
    """Another month that leads to the number, or another time that its name goes with: "In June, occupancy was"."""
    start, first = view.sentence(claim)[0], view.points(claim)[0].start
    told = _with_joined_back(view, [each for each in view.periods_in(start, first) if each.period])
    readings = [one for each in told for one in _readings(each)]
    if not told or any(one.kind == "month" and one.first == ours.first for one in readings):
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
    if at_hand := _at_hand(claim, view):
        return at_hand
    if claim.status in OUTLOOK:
        return _next_named(view, span) if bound(claim, view) else _dating_outlook(claim, view, span)
    if claim.status == "actual" and is_base(claim, view):
        return []
    if inside := _leading(view, claim, span):
        return inside
    if _months_near(claim, view):
        return []
    if claim.period == view.transcript.fiscal_period:
        if told := _after_apposed(view, claim, span):
            return told
        return _over_twelve_months(claim, view, span) or _headed(view, span) or _broken_down(view, span)
    return _following(view, claim, span) or _carried(view, claim, span)


def _headed(view: View, span: tuple[int, int]) -> list[PeriodMention]:
    """The stretch that ends the heading these sentences stand under: "The next slide shows the first half."."""
    for start, end in _before(view, span)[: SENTENCES_BACK + 1]:
        told = [each for each in view.periods_in(start, end) if each.period]
        if told:
            heads = not view.quantities(start, end) and end - told[-1].end < 3
            stretch = heads and all(each.kind in STRETCHES for each in _readings(told[-1]))
            return told[-1:] if stretch else []
    return []


def _broken_down(view: View, span: tuple[int, int]) -> list[PeriodMention]:
    """What leads the sentence whose amount this one breaks down: "For the half, we spent 9 million. Of that, 5 was"."""
    before = _before(view, span)[:1]
    if not before or not _BREAKS_DOWN.match(view.text, *span):
        return []
    (start, end), *_ = before
    told = [each for each in view.periods_in(start, end) if each.period][:1]
    whole = [each for each in told if all(one.kind in (*STRETCHES, "year") for one in _readings(each))]
    return [each for each in whole if _OPENS_WITH.fullmatch(view.text, start, each.start)]


def _at_hand(claim: Claim, view: View) -> list[PeriodMention]:
    """What is right at the number; in an outlook, "the quarter" is the one that it is for, wherever that is named."""
    told = bound(claim, view)
    return [each for each in told if claim.status == "actual" or not _THE_QUARTER.fullmatch(each.text)]


def _over_twelve_months(claim: Claim, view: View, span: tuple[int, int]) -> list[PeriodMention]:
    """The "over the last 12 months" with which one of the two sentences before begins, where it dates a flow."""
    metric = view.catalogue.metrics.get(claim.metric)
    if metric is None or metric.nature != "flow" or claim.measure != "level":
        return []
    near = [each for each in view.locator.sentences(span[0]) if each[0] < span[0]][-2:]
    leads = [phrase for start, end in near for phrase in view.periods_in(start, end) if phrase.start - start < 15]
    return [each for each in leads if any(period.kind == "ttm" for period in _readings(each))][-1:]


def _months_near(claim: Claim, view: View) -> bool:
    """Whether a month may date the number: one before it in its sentence, or one after it with no number between."""
    start, end = view.sentence(claim)
    first, last = view.points(claim)[0].start, view.points(claim)[-1].end
    months = [each for each in view.periods_in(start, end) if is_month(each)]
    return any(each.start < first or not view.quantities(last, each.start) for each in months)


# The phrases of the sentence


def bound(claim: Claim, view: View) -> list[PeriodMention]:
    """The phrase right after the number, or after "from" or "versus" and the number; looked for once."""
    key = (claim.numbers, claim.measure)
    if key not in view.bound:
        view.bound[key] = _bound(claim, view)
    return view.bound[key]


def _bound(claim: Claim, view: View) -> list[PeriodMention]:
    span = view.sentence(claim)
    points = view.points(claim)
    last = _apposed_end(view, max(claim.numbers))
    if before := _right_before(view, claim, span):
        return before
    if named := _named_base(view, claim, span) or _opening_base(view, claim, span) or _in_turn(view, claim, span):
        return named
    after = [each for each in view.periods_in(last, span[1]) if each.period]
    if not after or after[0].start > view.window(claim)[1]:
        return _of_apposed(view, claim)
    if _THE_QUARTER.fullmatch(after[0].text) and (year := _year_after(view, after)):
        return year
    if _in_month(view, after[0], last) or (after[0].kind != "comparison" and view.text[last : after[0].start] == " "):
        return after[:1]
    between = view.text[last : after[0].start].lower()
    if claim.measure in ("growth", "change"):
        if after[0].text.lower() == "last year" and _GREW.fullmatch(between):
            return after[:1]
        said = after[0].kind != "comparison" or (between.endswith(("in ", "in the ")) and not _TURN.search(between))
        against = _WHAT_WAS.search(between) or _THAN.search(_YEAR_OVER_YEAR.sub(" ", between))
        return after[:1] if said and _DATES.fullmatch(between) and not against else []
    lead = view.text[max(span[0], points[0].start - 60) : points[0].start].lower()
    if _BASE.search(lead) or _dates(view, after[0], between):
        return _with_joined(view, after)
    return []


def _in_month(view: View, phrase: PeriodMention, last: int) -> bool:
    """Whether a month after the number, with no comma between, says when: "repaid two billion of the notes in May"."""
    return is_month(phrase) and _IN_MONTH.fullmatch(view.text, last, phrase.start) is not None


def _in_turn(view: View, claim: Claim, span: tuple[int, int]) -> list[PeriodMention]:
    """The phrase at the number's place in its list: "8% and 9% for fiscal 2031 and 2032", "now and then, 2 and 3,
    respectively"."""
    run = view.listed(claim)
    if len(run) < 2:
        return []
    place = [each.start for each in run].index(view.points(claim)[0].start)
    if view.text.startswith("respectively", run[-1].end + 1) or view.text.startswith("respectively", run[-1].end + 2):
        told = [each for each in view.periods_in(span[0], run[0].start) if each.period]
        return [told[place]] if len(told) == len(run) else []
    after = [each for each in view.periods_in(run[-1].end, span[1]) if each.period]
    if not after or not _DATES.fullmatch(view.text[run[-1].end : after[0].start].lower()):
        return []
    joined = _with_joined(view, after)
    return [joined[place]] if len(joined) == len(run) else []


def _named_base(view: View, claim: Claim, span: tuple[int, int]) -> list[PeriodMention]:
    """The phrase between a word of comparison and a level: "compared with 2020 operating income of"."""
    first = view.points(claim)[0].start
    near = [each for each in view.periods_in(max(span[0], first - 60), first) if each.period]
    if not near or claim.measure in ("growth", "change") or view.quantities(near[-1].end, first):
        return []
    opens = _BEFORE_BASE.search(view.text[span[0] : near[-1].start])
    return near[-1:] if opens and _OF.fullmatch(view.text, near[-1].end, first) else []


def _apposed_end(view: View, index: int) -> int:
    """Where the number ends, or what it is said again as: "$300 million, or 150% of income"."""
    end = view.mentions[index].end
    following = view.mentions[index + 1] if index + 1 < len(view.mentions) else None
    return following.end if following and _OR.fullmatch(view.text, end, following.start) else end


def _year_after(view: View, phrases: list[PeriodMention]) -> list[PeriodMention]:
    """The year that goes with the phrase before it: "for the quarter in 2030"."""
    first, *rest = phrases
    joined = bool(rest) and _IN_YEAR.fullmatch(view.text, first.end, rest[0].start) is not None
    return rest[:1] if joined and rest[0].kind == "year word" else []


def _of_apposed(view: View, claim: Claim) -> list[PeriodMention]:
    """What dates the number just before, of which this is another saying: "a loss of $50 million, or $0.20 a share"."""
    index = min(claim.numbers)
    if not index or not _OR.fullmatch(view.text, view.mentions[index - 1].end, view.mentions[index].start):
        return []
    return _named_base(view, replace(claim, numbers=(index - 1,)), view.locator.sentence(view.mentions[index].start))


def _right_before(view: View, claim: Claim, span: tuple[int, int]) -> list[PeriodMention]:
    """The phrase that opens the sentence right before the number: "in 2031, 6% of our sales"."""
    first = view.points(claim)[0].start
    near = [each for each in view.periods_in(span[0], first) if each.period][-1:]
    opens = [each for each in near if _OPENS_WITH.fullmatch(view.text, span[0], each.start)]
    return opens if opens and _HEDGED.fullmatch(view.text, opens[0].end, first) else []


def _opening_base(view: View, claim: Claim, span: tuple[int, int]) -> list[PeriodMention]:
    """The phrase that opens the sentence of a number after "from": "compared to 2031, sales rose from $2 million"."""
    first = view.points(claim)[0].start
    opens = _COMPARED_TO.match(view.text, *span)
    if not opens or claim.measure in ("growth", "change") or not _FROM.search(view.text[span[0] : first]):
        return []
    return [each for each in view.periods_in(span[0], opens.end() + 40) if each.period][:1]


def _dates(view: View, phrase: PeriodMention, between: str) -> bool:
    """Whether the phrase after a number dates it: it does not begin what is said next, nor say since when."""
    if _LEVELS.match(view.text, phrase.end):
        return False
    if "months" in phrase.words or "quarters" in phrase.words:
        between = between.removesuffix("over the ").removesuffix("over ")
    if _REASON.search(between) or between.lstrip(" ,").startswith(("and ", "but ", "while ")):
        return False
    if "," in between and (not _DATES.fullmatch(between) or _GOES_ON.match(view.text, phrase.end)):
        return False
    return bool(_BETWEEN.fullmatch(between) and not _TURN.search(between))


def _with_joined(view: View, phrases: list[PeriodMention]) -> list[PeriodMention]:
    """The first phrase, and those joined to it: "fiscal 2031 and 2032"."""
    found = phrases[:1]
    for each in phrases[1:]:
        if not _JOINED.fullmatch(view.text[found[-1].end : each.start].lower()):
            break
        found.append(each)
    return found


def _leading(view: View, claim: Claim, span: tuple[int, int]) -> list[PeriodMention]:
    """The last phrase before the number that names the time of an amount, with those joined to it.

    A comparison leads where no number stands between: "a year ago it was 85 basis points".
    """
    first = view.points(claim)[0].start
    before = [each for each in view.periods_in(span[0], first) if each.period and not is_month(each)]
    before = [each for each in before if not _is_aside(view, each, span[0], first)]
    leads = [each for each in before if _can_lead(view, each, span[0], claim)]
    return _with_joined_back(view, leads) if leads else []


def _is_aside(view: View, phrase: PeriodMention, start: int, first: int) -> bool:
    """Whether the phrase stands in what the sentence sets aside first: "excluding the gain of last quarter, sales"."""
    return _ASIDE.match(view.text, start) is not None and "," in view.text[phrase.end : first]


def _can_lead(view: View, phrase: PeriodMention, start: int, claim: Claim) -> bool:
    if phrase.kind == "year word" and not _SINGLED_OUT.search(view.text, start, phrase.start):
        return False
    if phrase.kind != "comparison":
        return not _turns(view, phrase, start)
    opens = _OPENS.search(view.text[max(start, phrase.start - 20) : phrase.start])
    between = view.quantities(phrase.end, view.points(claim)[0].start)
    return opens is not None and (not between or phrase.start - start < 20)


def _with_joined_back(view: View, phrases: list[PeriodMention]) -> list[PeriodMention]:
    """The last phrase, and those joined to it on its left."""
    found = phrases[-1:]
    for each in reversed(phrases[:-1]):
        if not _JOINED.fullmatch(view.text[each.end : found[-1].start].lower()):
            break
        found.append(each)
    return found


def _turns(view: View, phrase: PeriodMention, start: int) -> bool:
    """Whether the phrase only tells what is compared with: "than in the first quarter"."""
    lead = _YEAR_OVER_YEAR.sub(" ", view.text[max(start, phrase.start - 90) : phrase.start].lower())
    if "months" in phrase.words or "quarters" in phrase.words:
        lead = lead.removesuffix("over the ").removesuffix("over ")
    return _TURN.search(_LAST_NUMBER.sub("", lead[-30:])) is not None or _COMPARED.search(lead) is not None


def _following(view: View, claim: Claim, span: tuple[int, int]) -> list[PeriodMention]:
    """The phrases after the number, up to the next number, that name no base of comparison."""
    last = view.points(claim)[-1].end
    found = [
        each
        for each in view.periods_in(last, span[1])
        if each.period and (each.kind != "comparison" or _IN_ONE_GO.fullmatch(view.text, last, each.start))
    ]
    free = [each for each in found if len(view.quantities(last, each.start)) <= (1 if _is_apposed(view, last) else 0)]
    return [each for each in free if not _turns(view, each, last)]


def _after_apposed(view: View, claim: Claim, span: tuple[int, int]) -> list[PeriodMention]:
    """The stretch or year after another way of saying the number: "$30 million, or 3% of sales, for the half"."""
    if not _is_apposed(view, view.points(claim)[-1].end):
        return []
    told = _following(view, claim, span)[:1]
    return [each for each in told if all(one.kind in (*STRETCHES, "year") for one in _readings(each))]


def _is_apposed(view: View, last: int) -> bool:
    """Whether the next number says the same in other words: "$30 million, representing a margin of 3% for the year"."""
    return _APPOSED.match(view.text, last) is not None


# Bases of comparison


def is_base(claim: Claim, view: View) -> bool:
    """Whether the number is what another of its kind, said before it, is compared with: "$0.60 against $0.52"."""
    start, first = view.sentence(claim)[0], view.points(claim)[0]
    if claim.measure in ("growth", "change"):
        return False
    if _goes_to(claim, view):
        return True
    if claim.metric in view.catalogue.metrics and _opens_with_base(view, start, first.start):
        return True
    if not _ONLY_BASE.search(view.text[max(start, first.start - 60) : first.start].lower()):
        return False
    return any(_same_kind(each, first, view) for each in view.quantities(start, first.start)[-3:])


def _goes_to(claim: Claim, view: View) -> bool:
    """Whether the number is where a movement began: "grew our reserves from 5 million to 6 million tons"."""
    start, end = view.sentence(claim)
    point = view.points(claim)[0]
    if len(claim.numbers) != 1 or not _MOVED_FROM.search(view.text[max(start, point.start - 90) : point.start].lower()):
        return False
    following = view.quantities(point.end, end)[:1]
    if not following or not _TO.fullmatch(view.text, point.end, following[0].start):
        return False
    return _kind(following[0]) == _kind(point)


def _opens_with_base(view: View, start: int, first: int) -> bool:
    """Whether a sentence begins with "this compares with" and the number, and no comma ends that before any number."""
    compares = _COMPARING.match(view.text, start, first)
    if compares is None:
        return False
    numbers = view.quantities(compares.end(), first)
    return "," not in view.text[compares.end() : numbers[0].start if numbers else first]


def _is_of_base(claim: Claim, view: View, ours: Period) -> bool:
    """Whether the period claimed is that of the number's base: "$3 million, up from $2 million in 2022"."""
    point, end = view.points(claim)[-1], view.sentence(claim)[1]
    if claim.measure in ("growth", "change") or claim.status != "actual":
        return False
    if _goes_to(claim, view):
        after = view.quantities(point.end, end)
        stop = after[1].start if len(after) > 1 else end
        dated = [each for each in view.periods_in(after[0].end, stop) if each.period][:1]
        return any(str(ours) in map(str, _readings(each)) for each in dated)
    if is_base(claim, view):
        return False
    for base in view.quantities(point.end, end)[:3]:
        if _compares(base, point) and _ONLY_BASE.search(view.text[point.end : base.start].lower()):
            numbers = view.quantities(base.end, end)
            stop = numbers[0].start if numbers else end
            dated = [each for each in view.periods_in(base.end, stop) if each.period][:2]
            return bool(dated) and all(str(ours) in map(str, _readings(each)) for each in dated)
    return False


def _compares(one: Mention, other: Mention) -> bool:
    """Whether two numbers may be levels of one metric: of one kind, be money per share or not, and of one noun."""
    return _kind(one) == _kind(other) and len({one.noun, other.noun} - {""}) < 2


def _same_kind(one: Mention, other: Mention, view: View) -> bool:
    nouns = {one.noun or _of_what(one, view), other.noun} - {""}
    return _kind(one) == _kind(other) and (one.unit != "count" or len(nouns) == 1)


def _kind(mention: Mention) -> str:
    """The kind of its unit; money per share or per anything is money."""
    kind = kind_of(mention.unit)
    return "money" if kind in ("per_share", "per_unit") else kind


def _of_what(mention: Mention, view: View) -> str:
    """The word that a number counts some of: "2 million of our sensors"."""
    found = _SOME_OF.match(view.text, mention.end)
    return found[1].lower() if found else ""


def _earlier(ours: Period, view: View) -> bool:
    """Whether the period ends before the reported one, or holds it: a year may be compared with another."""
    now = periods.parse(view.transcript.fiscal_period)
    return now is None or ours.end_quarter() != now.end_quarter() or ours.kind != now.kind


# Sentences without a phrase of their own


def _carried(view: View, claim: Claim, span: tuple[int, int]) -> list[PeriodMention]:
    """The phrases of the nearest sentence before that has any, in the paragraph or the two before it.

    A result does not go on in a time that is ahead, and one of the time after the reported goes on in none.
    """
    if claim.status == "actual" and _is_ahead(claim, view):
        return []
    if _SOME_YEARS.search(view.text, *span):
        return []
    for each in _before(view, span)[:SENTENCES_BACK]:
        ahead = _ahead(view, each) if claim.status == "actual" else []
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
        return not _turns(view, phrase, start)
    return _OPENS.search(view.text[max(start, phrase.start - 20) : phrase.start]) is not None


def _before(view: View, span: tuple[int, int]) -> list[tuple[int, int]]:
    """The sentences before in the paragraph, nearest first, then the paragraphs before."""
    earlier = [each for each in view.locator.sentences(span[0]) if each[0] < span[0]]
    return [*reversed(earlier), *reversed(view.before(span[0]))]


def _dating_outlook(claim: Claim, view: View, span: tuple[int, int]) -> list[PeriodMention]:
    """The phrases that date an outlook: of its sentence, else of the nearest sentence before that dates one."""
    first = view.points(claim)[0].start
    ahead = _ahead(view, span)
    leading = [each for each in ahead if each.start < first]
    if leading:
        free = [each for each in leading if not view.quantities(each.end, first)]
        return free or _with_joined_back(view, leading)
    told = [each for each in _leading(view, claim, span) if not _THE_QUARTER.fullmatch(each.text)]
    inside = ahead or [each for each in told if each.kind != "comparison"]
    return inside if inside or claim.status == "target" else _next_named(view, span)


def _next_named(view: View, span: tuple[int, int]) -> list[PeriodMention]:
    """The time ahead that the nearest sentence before names, if any does."""
    near = _before(view, span)[: 4 * SENTENCES_BACK]
    return next((found for each in near if (found := _ahead(view, each))), [])


def _ahead(view: View, span: tuple[int, int]) -> list[PeriodMention]:
    """The phrases that can name a time after the reported period, but for what is compared with."""
    near = [each for each in view.periods_in(*span) if each.period and each.kind != "comparison"]
    near = [each for each in near if not _BEFORE_BASE.search(view.text[span[0] : each.start])]
    reported = periods.parse(view.transcript.fiscal_period)
    if reported is None:
        return near
    now = reported.end_quarter()
    return [each for each in near if any(period.end_quarter() > now for period in _readings(each))]


# What a phrase can mean


def _readings(phrase: PeriodMention) -> list[Period]:
    return [each for each in map(periods.parse, (phrase.period, *phrase.alternatives)) if each]


def is_month(phrase: PeriodMention) -> bool:
    return any(each.kind == "month" for each in _readings(phrase))


def fits(ours: Period, phrase: PeriodMention, claim: Claim, view: View) -> bool:
    """Whether a phrase can mean the period: it names it, ends with it for a stock, or is too loose to tell.

    A month is loose: how the fiscal year lies to the calendar is not known for sure. A quarter is not the year that
    holds it for a flow.
    """
    theirs = _readings(phrase)
    if _is_reported(ours, phrase, view) or _is_running(ours, phrase, view):
        return True
    if str(ours) in map(str, theirs) or is_month(phrase):
        return True
    if phrase.instant and any(ours.end_quarter() == each.end_quarter() for each in theirs):
        return True
    if ours.kind in ("span", "half") and any(each.contains(ours) for each in theirs):
        return not _WHOLE_YEAR.search(view.text, max(0, phrase.start - 20), phrase.start)
    if ours.kind == "quarter" and theirs and all(each.kind in STRETCHES for each in theirs):
        return _is_stock(claim, view) and any(ours == each.end_quarter() for each in theirs)
    if not _is_loose(ours, phrase, claim, view):
        return False
    metric = view.catalogue.metrics.get(claim.metric)
    firm = metric is not None and metric.nature != "flow" and phrase.kind != "year word"
    near = any(ours.contains(each) or (each.contains(ours) and not firm) for each in theirs)
    return near or any(ours.end_quarter() == each.end_quarter() for each in theirs)


def _is_reported(ours: Period, phrase: PeriodMention, view: View) -> bool:
    """Whether "last quarter" may be the reported one, which is over when a call is held: "we spent $2 million last
    quarter", but not "from last quarter"."""
    if str(ours) != view.transcript.fiscal_period or not _LAST_QUARTER.fullmatch(phrase.text):
        return False
    lead = view.text[max(0, phrase.start - 40) : phrase.start].lower()
    return not _TURN.search(lead.rpartition(",")[2].rpartition(".")[2])


def _is_running(ours: Period, phrase: PeriodMention, view: View) -> bool:
    """Whether "the current quarter" may be the one in which a call is held, after the reported one."""
    now = periods.parse(view.transcript.fiscal_period)
    return now is not None and ours == now.end_quarter().next() and _CURRENT_QUARTER.fullmatch(phrase.text) is not None


def _is_stock(claim: Claim, view: View) -> bool:
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
