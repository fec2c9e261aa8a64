"""Parts of a fiscal year, with the year said beside them: "the third quarter of last year", 1H23, 去年第三季度.

In: a folded source and the call's clock. Out: candidates, dated by the year named right after or right before the part;
without one, both the call's year and the year that tense may mean. What is not done here: "this quarter" and the like.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from extractor.fiscal_calendar import Clock
from extractor.period_notation import Period, stretch
from extractor.period_words import (
    FISCAL,
    LAST,
    NEXT,
    ORDINAL,
    Y4,
    YEAR_NAME,
    B,
    E,
    Found,
    MentionKind,
    S,
    Source,
    four_digits,
    number,
    trigger,
)


class _Part(NamedTuple):
    """Quarters `first` to `last` of a fiscal year not yet known; `bare`: they may stand without a year.

    `each`: the first and the last may be meant one by one.
    """

    first: int
    last: int
    instant: bool = False
    bare: bool = True
    each: bool = False


class _Year(NamedTuple):
    """A part with its year words: a number, or an offset from the call's year (None: just "the year")."""

    start: int
    end: int
    number: int | None = None
    offset: int | None = None


# Which part


def _between(match: re.Match[str]) -> _Part:
    first, last = (number(match[name]) for name in ("first", "last"))
    return _Part(min(first, last), max(first, last), each=" and " in match[0])


def _one(match: re.Match[str]) -> _Part:
    return _Part(number(match[1]), number(match[1]))


def _half(match: re.Match[str]) -> _Part:
    return _Part(number(match[1]) * 2 - 1, number(match[1]) * 2)


def _opening(match: re.Match[str]) -> _Part:
    count = number(match[1])
    return _Part(1, count // 3 if "month" in match[0] or "月" in match[0] else count)


def _closing(match: re.Match[str]) -> _Part:
    return _Part(5 - number(match[1]), 4)


def _middle(match: re.Match[str]) -> _Part:
    return _Part(2, 2, instant=True, bare=False)


def _whole(match: re.Match[str]) -> _Part:
    return _Part(1, 4)


def _year_end(match: re.Match[str]) -> _Part:
    return _Part(4, 4, instant=True)


def _needs_months(match: re.Match[str]) -> _Part:
    return _Part(1, int(match[1]) // 3, bare=False)


def _needs_year(match: re.Match[str]) -> _Part:
    return _Part(4, 4, instant=True, bare=False)


_QUARTER = trigger("quarter", before=40, after=48)
_Q = trigger("q(?:(?= ?[1-4])|(?<=[1-4]q))", before=4, after=24)
_HALF = trigger("half", before=10, after=20)
_H = trigger("h(?:(?=[12])|(?<=[12]h))", before=4, after=10)
_M = trigger("6 ?m", "9 ?m", before=2, after=12)
_MONTHS = trigger("month", before=14, after=10)
_YEAR = trigger("year", before=20, after=16)
_END = trigger("end of", "exit", before=2, after=24)
_MID = trigger("mid[ -]", "middle of", before=4, after=24)
_SEASON, _HALVES, _MOONS, _YEARS = (trigger(sign, before=10, after=4) for sign in "季半月年")

_NOT_RANK = r"(?! (?:in a row|straight|consecutive|ever|where|since)\b)"
_NUMBER = r"(?:[1-4]|one|two|three|four)"

_RULES = [
    (near, re.compile(pattern), reader)
    for near, reader, patterns in [
        (_QUARTER, _one, [
            rf"{B}(?:fiscal )?({ORDINAL}|final){S}(?:{FISCAL}{S})?quarters?{E}{_NOT_RANK}",
            rf"{B}(?<!the )(?<!per )quarter (?:number )?({_NUMBER})(?=,? (?:of |in )?(?:the |fiscal |fy|20[0-9]{{2}}))",
            rf"{B}(?:(?<=in )|(?<=for )|(?<=of )|(?<=to )|(?<=than )|(?<=from )|(?<=versus ))"
            rf"quarter ({_NUMBER}){E}(?![.,][0-9]|%)",
        ]),
        (_QUARTER, _between, [
            rf"{B}(?P<first>{ORDINAL})(?: quarter)? (?:through|thru|to|and)(?: the)?"
            rf" (?P<last>{ORDINAL}){S}quarters?{E}",
        ]),
        (_QUARTER, _opening, [rf"{B}first (two|three|2|3) quarters{E}"]),
        (_QUARTER, _closing, [
            rf"{B}(?:back|remaining|(?:last|final)(?= [a-z0-9]{{1,5}} quarters of)) (two|three|2|3) quarters{E}",
        ]),
        (_Q, _one, [
            rf"{B}q ?([1-4])(?=fy|'|{E})",
            rf"{B}([1-4])q(?=[0-9]{{2}}(?![0-9])|20[0-9]{{2}}|fy|'|{E})",
        ]),
        (_Q, _between, [rf"{B}q(?P<first>[1-4]) ?(?:through|thru|to|-) ?q?(?P<last>[1-4]){E}(?![.,][0-9]|%)"]),
        (_HALF, _half, [rf"{B}(first|second|front|back|latter|1st|2nd){S}half{E}(?! (?:a )?dozen)"]),
        (_H, _half, [
            rf"{B}h([12])(?=fy|'|{E})",
            rf"{B}([12])h(?=[0-9]{{2}}(?![0-9])|20[0-9]{{2}}|fy|'|{E})",
        ]),
        (_M, _needs_months, [rf"{B}(?<![$€£])([69]) ?m(?=[0-9]{{2}}(?![0-9])|'| ?20[0-9]{{2}}| ?fy)"]),
        (_MONTHS, _opening, [
            rf"{B}first (three|six|nine|3|6|9){S}months?{E}",
            rf"{B}(?:(?:for|in|over|during) the|through(?: the)?) (six|nine|6|9){S}months?{E}(?! (?:before|prior))",
        ]),
        (_YEAR, _whole, [rf"{B}(?:full|entire|whole){S}(?:{FISCAL}{S})?year{E}"]),
        (_YEAR, _year_end, [rf"{B}year{S}end{E}"]),
        (_END, _needs_year, [
            rf"{B}(?:end of|exiting|exited|exit){E}(?= (?:the |this |last |next |fiscal |fy|20))",
        ]),
        (_MID, _middle, [rf"{B}(?:mid[ -]|(?:the )?middle of )(?=(?:{FISCAL} )?20[0-9]{{2}}{E})"]),
        (_SEASON, _one, [
            r"第 ?([一二三四1-4]) ?個?(?:財|會計)?季度?", r"(?<![前後去過餘第])([一二三四1-4]|首|末)季度?",
        ]),
        (_SEASON, _opening, [r"前 ?([二兩三23]) ?個?季度?"]),
        (_SEASON, _closing, [r"[後餘下] ?([二兩三23]) ?個?季度?"]),
        (_HALVES, _half, [r"([上下])半年度?"]),
        (_MOONS, _opening, [r"前 ?([三六九369]) ?個?月"]),
        (_YEARS, _whole, [r"全年度?"]),
        (_YEARS, _year_end, [r"年[底末]"]),
    ]
    for pattern in patterns
]  # fmt: skip


def parts(source: Source, clock: Clock) -> Iterator[Found]:
    """The candidates that name a part of a fiscal year, or the whole of one."""
    for near, pattern, reader in _RULES:
        for start, end in source.near(near):
            for match in pattern.finditer(source.text, start, end):
                found = _part(source, clock, match, reader)
                if found:
                    yield found


def _part(source: Source, clock: Clock, match: re.Match[str], reader: Callable[[re.Match[str]], _Part]) -> Found | None:
    part = reader(match)
    beside = _year_beside(source.text, *match.span())
    if beside is None:
        cut = _CUT_TAIL.match(source.text, match.end())
        if cut:
            return Found(match.start(), cut.end(), (), "absolute")
        beside = _Year(*match.span()) if part.bare else None
    return _so_far(source.text, clock.call, _dated(clock, part, beside)) if beside else None


def _dated(clock: Clock, part: _Part, year: _Year) -> Found:
    kind: MentionKind = "absolute" if year.number else "comparison" if year.offset == -1 else "relative"
    readings = tuple(period for each in _one_by_one(part) for period in _readings(clock, each, year))
    return Found(year.start, year.end, readings, kind, part.instant)


def _one_by_one(part: _Part) -> tuple[_Part, ...]:
    """The part, and its ends where each may be meant; the ends alone where others lie between them."""
    if not part.each:
        return (part,)
    ends = _Part(part.first, part.first), _Part(part.last, part.last)
    return ends if part.last - part.first > 1 else (part, *ends)


def _readings(clock: Clock, part: _Part, year: _Year) -> tuple[Period, ...]:
    if year.number:
        return (stretch(year.number, part.first, part.last),)
    return _in_call_year(clock.call, part, year.offset)


def _so_far(text: str, call: Period | None, found: Found) -> Found:
    """A quarter as the quarter so far ("Q2 to date") or as the year up to it ("through Q3"), where the words say so."""
    if found.instant or not found.readings or found.readings[0].kind != "quarter":
        return found
    before = text[max(0, found.start - 20) : found.start]
    after = _TO_DATE.match(text, found.end)
    lead = _SO_FAR.search(before) if before.endswith((" in ", " the ", " into ")) else None
    if after or lead:
        start, end = found.start - len(lead[0] if lead else ""), after.end() if after else found.end
        return found._replace(start=start, end=end, readings=_under_way(call, found.readings))
    if before.endswith(("through ", "through the ")) and _THROUGH.search(before):
        return found._replace(readings=_up_to(call, found.readings))
    return found


def _under_way(call: Period | None, readings: tuple[Period, ...]) -> tuple[Period, ...]:
    """The quarter so far: the one after the call's where that is a reading."""
    meant = call.next() if call and call.next() in readings else readings[0]
    return (Period("qtd", meant.year, meant.first, meant.first),)


def _up_to(call: Period | None, readings: tuple[Period, ...]) -> tuple[Period, ...]:
    """The year up to the call's quarter or to the same of an earlier year; "through" any other is no amount's time."""
    end = readings[0]
    reported = call is not None and end.last == call.last and end <= call
    return (stretch(end.year, 1, end.last), *readings) if reported else readings


@lru_cache(256)
def _in_call_year(call: Period | None, part: _Part, offset: int | None) -> tuple[Period, ...]:
    """The part in the call's fiscal year, then in the year that tense may mean instead."""
    if call is None:
        return ()
    here = stretch(call.year + (offset or 0), part.first, part.last)
    if offset:
        return (here,)
    if part.first > call.last:
        return (here, here.prior_year()) if offset is None else (here,)
    past = part.last < call.last or (call.last == 4 and part.first == 1)
    return (here, here.shifted(1)) if past else (here,)


_TO_DATE = re.compile(rf"{S}to{S}date{E}|,? so far{E}(?! (?:from|below|above|behind|ahead))")
_THROUGH = re.compile(r"(?<!go )(?<!going )(?<!walk )(?<!walking )(?<!run )(?<!running )(?<!you )through (?:the )?$")
_SO_FAR = re.compile(rf"{B}(?:so|thus) far (?:in|into|during|through) (?:the )?$")


# Which year

_TAIL = re.compile(
    r"[ ,]{0,2}(?:(?:of|in|for|during) )?(?:the |our |its )?"
    rf"(?:(?:full )?(?:{YEAR_NAME})"
    rf"|(?P<back>{LAST}(?:{S}{FISCAL})?{S}year|a year (?:ago|earlier))"
    rf"|(?P<ahead>{NEXT}(?:{S}{FISCAL})?{S}year)"
    rf"|(?P<now>(?:this|current)(?:{S}{FISCAL})?{S}year)"
    rf"|(?P<plain>(?:{FISCAL}{S})?year)){E}(?!-)"
    r"|(?P<y2q>(?<=[1-469][qhm])[0-9]{2})(?![0-9%]|[.,][0-9])"
)
_SHARED = re.compile(
    rf"(?:,? and|,? or|,|,? as well as)(?: for| in)?(?: the| our)? (?:q[1-4]|[1-4]q|{ORDINAL}{S}quarter"
    rf"|{ORDINAL}{S}half|h[12]|(?:full|fiscal|whole){S}(?:{FISCAL} )?year|year|(?=fiscal|fy))(?= |'|fy|-)"
)
_CUT_TAIL = re.compile(
    r" (?:of|in) (?:fiscal )?(?:19|20)[0-9]?(?![0-9%]|[.,][0-9]|[ ]?(?:basis|percent|million|billion))"
)
_LEAD = re.compile(
    rf"(?:{B}(?:{YEAR_NAME})(?:'s)?[ -]|(?P<y4z>{Y4}) ?(?:年度?|財年|財政年度) ?的? ?"
    rf"|{B}(?P<back>{LAST}{S}(?:{FISCAL}{S})?year(?:'s)?|year{S}(?:ago|earlier))[ -]"
    rf"|{B}(?P<ahead>{NEXT}{S}(?:{FISCAL}{S})?year(?:'s)?)[ -]"
    rf"|{B}(?P<now>(?:this|current){S}(?:{FISCAL}{S})?year(?:'s)?)[ -]"
    r"|(?P<backz>去年|上一?年度?|前一年|上一?個?財年) ?的? ?|(?P<aheadz>明年|來年|下一?年度?|下一?個?財年) ?的? ?"
    r"|(?P<nowz>今年|本年度?|當年|本財年|本財政年度) ?的? ?)$"
)
_LEAD_CHARACTERS = 30
_LEAD_ENDS = ("year", "'s", "ago", "earlier", "年", "度")


def _year_beside(text: str, start: int, end: int) -> _Year | None:
    """The year named right after `text[start:end]`, else right before it."""
    after = _TAIL.match(text, end)
    if after:
        return _year(after, start, after.end())
    before = _lead(text[max(0, start - _LEAD_CHARACTERS) : start])
    if before:
        return _year(before, start - len(before[0]), end)
    return _shared_year(text, start, end)


def _lead(before: str) -> re.Match[str] | None:
    """The year words at the end of the text before a part; its last letters tell at once that most have none."""
    stripped = before.rstrip(" -的")
    possible = stripped.endswith(_LEAD_ENDS) or stripped[-2:].isdecimal()
    return _LEAD.search(before) if possible else None


def _shared_year(text: str, start: int, end: int) -> _Year | None:
    """The number of the year that follows a second part ("Q1 and full year 2024"): it counts for the first too."""
    other = _SHARED.match(text, end)
    after = _TAIL.match(text, other.end()) if other else None
    year = _year(after, start, end) if after else None
    return year if year and year.number else None


def _year(match: re.Match[str], start: int, end: int) -> _Year:
    offsets = {"back": -1, "ahea": 1, "now": 0}
    for name, words in match.groupdict().items():
        group = name[:4].rstrip("z")
        if words and group in offsets:
            return _Year(start, end, None, offsets[group])
        if words and group.startswith("y"):
            return _Year(start, end, four_digits(words))
    return _Year(start, end)
