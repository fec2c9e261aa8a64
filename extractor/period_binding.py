"""The period phrases of a sentence that date a number in it.

Goes in: a claim and the `View` of the call. Comes out: the phrase right at the number, or the ones that lead to it or
follow it; a phrase that only tells what is compared with dates nothing.
"""

from __future__ import annotations

import re
from dataclasses import replace

from extractor import periods
from extractor.hedges import HEDGES
from extractor.period_meaning import TURN, is_longer, is_month
from extractor.periods import PeriodMention
from extractor.records import Claim
from extractor.view import View

_BASE_WORDS = (
    r"\b(?:(?:removal|absence|lapping) of|relative to|surpass(?:ed|es|ing)?|exceed(?:ed|s|ing)?|"
    r"from(?! (?:continuing |discontinued )?operations\b)|versus|vs\.?|compare[sd]? (?:to|with)|against|as against|"
    r"than)\b"
)
_BASE = re.compile(rf"{_BASE_WORDS}\s+(?:\w+\s+){{0,4}}$")
OPENS_CLAUSE = re.compile(
    r"(?:^|[,;:]\s|\band |\bwhich |\bwhere(?:as)? |\bwhile |\bbut |\bwhen |\b(?:go|going|look|looking|"
    r"back) (?:back )?(?:to |at )?)"
    r"\s*(?:in |for |at |during )?(?:the )?$",
    re.I,
)
_COMPARED = re.compile(rf"{_BASE_WORDS}(?:[^,;.]|[,.]\d){{0,80}}$")
_BETWEEN = re.compile(r"\s*(?:[^\s,]+\s+){0,5}(?:in|for|during|reported in|as of|at the end of|at)?\s*(?:the\s+)?")
_DATES = re.compile(
    r"[\s,]*(?:\S+\s+){0,3}(?:(?:in|for|during|as of|at the end of|at)\s+(?:(?:the|our)\s+)?|on an?\s+)"
)
_NEAR = 25
_SAME_AS = re.compile(r"\b(?:flat|unchanged|stable|consistent|steady|in line)\s*$", re.I)
_ENDS = re.compile(r"\s*(?:[.,;]|and\b|$)")
_LEVELS = re.compile(r"(?:['’]s)? levels?\b", re.I)
_IN_MONTH = re.compile(r"(?:(?!\band\b)[^,;.:]){0,120}\b(?:in|during)\s+(?:early |late |mid-?)?", re.I)
_OF = re.compile(rf"(?:\s+(?!and\b|or\b|with\b|while\b)[\w'’-]+){{0,5}}\s+(?:of|at)\s+{HEDGES}", re.I)
_GOES_ON = re.compile(r"\s+(?:was|were|is|had|at|stood|came)\b")
_JOINED = re.compile(r"\s*(?:,|and|or|to|&)\s*(?:the\s+|full\s+)*")
_SINGLED_OUT = re.compile(
    r"['’]s\s*$|\b(?:throughout|for|in|during|of|fiscal|calendar|year)(?: all of)?(?: the)?(?: full)?(?: year)?\s*$",
    re.I,
)
_GREW = re.compile(r" (?:(?:growth|increase|decline|decrease|rise)(?: in [a-z]+ [a-z]+)? )?(?:in (?:the )?)?")
_REASON = re.compile(
    r"\b(?:coupled|along|together|combined|because|due|driven|given|reflecting|thanks|following|despite)\b"
)
_APPOSED = re.compile(r",?\s+(?:representing|or|which is|equal to|equating to|equivalent to)\s")
_COMPARED_TO = re.compile(r"(?:as )?(?:compared (?:to|with)|relative to|versus) (?:the )?", re.I)
_FROM = re.compile(r"\bfrom (?:[$€£¥]?[\d.,]+(?: [a-z]+)? or )?$")
_ASIDE = re.compile(r"(?:(?:and|but|however),? )?(?:exclud\w+|adjusting|without|apart from|net of)\b", re.I)
OPENS_WITH = re.compile(r"(?:in|for|during) (?:the )?", re.I)
_HEDGED = re.compile(rf",?\s+{HEDGES}")
_WHICH = re.compile(r", (?:which|who|where)\b[^,;]*$")
_CLOSES = re.compile(r"[^,;]*,")
_WHEN = re.compile(r",? when [^.;,\d]{0,60}", re.I)
_SET_OUT = re.compile(r" from (?:the )?", re.I)
_TO_AFTER = re.compile(r",? to ", re.I)
_AND_ITS = re.compile(r"\band (?:the |our |for )?$")
_RESPECTIVELY = re.compile(r",? respectively,?", re.I)
_TWO = re.compile(r"\band\b.* (?:quarters|halves)\b")
_OR = re.compile(r",? or ")
_IN_ONE_GO = re.compile(r"[^,;.]*\b(?:in|for|during)\s+(?:the\s+)?")
BEFORE_BASE = re.compile(
    rf"(?:{_BASE_WORDS}|\b(?:over|above|below)\b)\s+"
    r"(?:the |its |our )?(?:(?:midpoint|(?:low|high|top|upper|lower) end) of (?:the |its |our )?)?(?:[\w-]+ )?$",
    re.I,
)
_LAST_NUMBER = re.compile(r"^.*\d%?")
_YEAR_OVER_YEAR = re.compile(r"\b(?:year|quarter)[ -]o(?:ver|n)[ -](?:year|quarter)\b")
_THAN = re.compile(r"\b(?:than|over|above|below|from|versus|against)\b")
_IN_YEAR = re.compile(r" (?:in|of) ")
_WHAT_WAS = re.compile(r"\b(?:what|that|which) (?:we|it|they|was|were)\b")
_THE_QUARTER = re.compile(r"the (?:\w+ )?quarter|the (?:full )?year", re.I)


def is_its_own(phrase: PeriodMention, claim: Claim) -> bool:
    """Whether "the quarter" of an outlook can be the one it is for, wherever that is named; a year is no quarter."""
    if claim.status == "actual" or not _THE_QUARTER.fullmatch(phrase.text):
        return False
    ours = periods.parse(claim.period)
    return ours is None or ours.kind != "year" or "year" in phrase.text


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
    if _SET_OUT.fullmatch(between) and _TO_AFTER.match(view.text, after[0].end) and claim.measure == "level":
        return after[:1]
    if claim.measure in ("growth", "change"):
        if after[0].text.lower() == "last year" and _GREW.fullmatch(between):
            return after[:1]
        told = between.endswith(("in ", "in the ")) and not TURN.search(between) and "linked" not in after[0].words
        said = after[0].kind != "comparison" or told
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
    end = run[-1].end
    if respectively := _RESPECTIVELY.match(view.text, end):
        end = respectively.end()
        told = [each for each in view.periods_in(span[0], run[0].start) if each.period]
        if len(told) == len(run):
            return [told[place]]
    after = [each for each in view.periods_in(end, span[1]) if each.period]
    if not after or not _DATES.fullmatch(view.text[end : after[0].start].lower()):
        return []
    if respectively and not _one_by_one(after[0]) and len(_with_joined(view, after)) == 1:
        return after[:1]
    joined = _one_by_one(after[0]) or _with_joined(view, after)
    return [joined[place]] if len(joined) == len(run) else []


def _one_by_one(phrase: PeriodMention) -> list[PeriodMention]:
    """The two times that one phrase names: "the first and fourth quarters"."""
    ends = (phrase.period, *phrase.alternatives)[-2:]
    return [replace(phrase, period=each, alternatives=()) for each in ends] if _TWO.search(phrase.words) else []


def _named_base(view: View, claim: Claim, span: tuple[int, int]) -> list[PeriodMention]:
    """The phrase between a word of comparison and a level: "compared with 2020 operating income of"."""
    first = view.points(claim)[0].start
    near = [each for each in view.periods_in(max(span[0], first - 60), first) if each.period]
    if not near or claim.measure in ("growth", "change") or view.quantities(near[-1].end, first):
        return []
    opens = BEFORE_BASE.search(view.text[span[0] : near[-1].start])
    if opens and _SAME_AS.search(view.text, span[0], opens.start()):
        return []
    return near[-1:] if opens and _OF.fullmatch(view.text, near[-1].end, first) else []


def _apposed_end(view: View, index: int) -> int:
    """Where the number ends, or what it is said again as: "$300 million, or 150% of income"."""
    end = view.mentions[index].end
    after = view.mentions[index + 1] if index + 1 < len(view.mentions) else None
    return after.end if after and _OR.fullmatch(view.text, end, after.start) else end


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
    """The phrase that opens the sentence, or has "when" after it, right before the number: "in 2031, 6% of sales"."""
    first = view.points(claim)[0].start
    near = [each for each in view.periods_in(span[0], first) if each.period][-1:]
    last = view.points(claim)[-1].end
    if near and _WHEN.fullmatch(view.text, near[0].end, first) and not view.periods_in(last, last + _NEAR):
        return near
    if near and _names(near[0]) and view.text[near[0].end : first] == " ":
        return near
    opens = [each for each in near if OPENS_WITH.fullmatch(view.text, span[0], each.start)]
    return opens if opens and _HEDGED.fullmatch(view.text, opens[0].end, first) else []


def _names(phrase: PeriodMention) -> bool:
    """Whether a phrase names a quarter or a month by its number or its name: "our August 2031 $5 million plan"."""
    return phrase.kind == "absolute" and not is_longer(phrase)


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
    if _AND_ITS.search(between) and not _ENDS.match(view.text, phrase.end):
        return False
    if _REASON.search(between) or between.lstrip(" ,").startswith(("and ", "but ", "while ")):
        return False
    if "," in between and (not _DATES.fullmatch(between) or _GOES_ON.match(view.text, phrase.end)):
        return False
    return bool(_BETWEEN.fullmatch(between) and not TURN.search(between))


def _with_joined(view: View, phrases: list[PeriodMention]) -> list[PeriodMention]:
    """The first phrase, and those joined to it: "fiscal 2031 and 2032"."""
    found = phrases[:1]
    for each in phrases[1:]:
        if not _JOINED.fullmatch(view.text[found[-1].end : each.start].lower()):
            break
        found.append(each)
    return found


def leading(view: View, claim: Claim, span: tuple[int, int]) -> list[PeriodMention]:
    """The last phrase before the number that names the time of an amount, with those joined to it.

    A comparison leads where no number stands between: "a year ago it was 85 basis points".
    """
    first = view.points(claim)[0].start
    before = [each for each in view.periods_in(span[0], first) if each.period and not is_month(each)]
    before = [each for each in before if not _is_aside(view, each, span[0], first)]
    before = [each for each in before if not _is_inserted(view, each, span[0], first)]
    leads = [each for each in before if _can_lead(view, each, span[0], claim)]
    return with_joined_back(view, leads) if leads else []


def _is_aside(view: View, phrase: PeriodMention, start: int, first: int) -> bool:
    """Whether the phrase stands in what the sentence sets aside first: "excluding the gain of last quarter, sales"."""
    return _ASIDE.match(view.text, start) is not None and "," in view.text[phrase.end : first]


def _is_inserted(view: View, phrase: PeriodMention, start: int, first: int) -> bool:
    """Whether the phrase stands in a clause of its own before the number: "debt, which has last year's bond, is"."""
    return (
        _WHICH.search(view.text, start, phrase.start) is not None
        and _CLOSES.match(view.text, phrase.end, first) is not None
    )


def _can_lead(view: View, phrase: PeriodMention, start: int, claim: Claim) -> bool:
    if phrase.kind == "year word" and not _SINGLED_OUT.search(view.text, start, phrase.start):
        return False
    if phrase.kind != "comparison":
        return not turns(view, phrase, start)
    opens = OPENS_CLAUSE.search(view.text[max(start, phrase.start - 20) : phrase.start])
    between = view.quantities(phrase.end, view.points(claim)[0].start)
    return opens is not None and (not between or phrase.start - start < 20)


def with_joined_back(view: View, phrases: list[PeriodMention]) -> list[PeriodMention]:
    """The last phrase, and those joined to it on its left."""
    found = phrases[-1:]
    for each in reversed(phrases[:-1]):
        if not _JOINED.fullmatch(view.text[each.end : found[-1].start].lower()):
            break
        found.append(each)
    return found


def turns(view: View, phrase: PeriodMention, start: int) -> bool:
    """Whether the phrase only tells what is compared with: "than in the first quarter"."""
    lead = _YEAR_OVER_YEAR.sub(" ", view.text[max(start, phrase.start - 90) : phrase.start].lower())
    if "months" in phrase.words or "quarters" in phrase.words:
        lead = lead.removesuffix("over the ").removesuffix("over ")
    return TURN.search(_LAST_NUMBER.sub("", lead[-30:])) is not None or _COMPARED.search(lead) is not None


def following(view: View, claim: Claim, span: tuple[int, int]) -> list[PeriodMention]:
    """The phrases after the number, up to the next number, that name no base of comparison."""
    last = view.points(claim)[-1].end
    found = [
        each
        for each in view.periods_in(last, span[1])
        if each.period and (each.kind != "comparison" or _IN_ONE_GO.fullmatch(view.text, last, each.start))
    ]
    free = [each for each in found if len(view.quantities(last, each.start)) <= (1 if _is_apposed(view, last) else 0)]
    return [each for each in free if not turns(view, each, last)]


def after_apposed(view: View, claim: Claim, span: tuple[int, int]) -> list[PeriodMention]:
    """The stretch or year after another way of saying the number: "$30 million, or 3% of sales, for the half"."""
    if not _is_apposed(view, view.points(claim)[-1].end):
        return []
    return [each for each in following(view, claim, span)[:1] if is_longer(each)]


def _is_apposed(view: View, last: int) -> bool:
    """Whether the next number says the same in other words: "$30 million, representing a margin of 3% for the year"."""
    return _APPOSED.match(view.text, last) is not None
