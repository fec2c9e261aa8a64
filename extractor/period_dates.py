"""Dates and months as periods: "May", "the quarter ended March 31, 2024", 2024年5月.

In: a folded source and the call's clock. Out: candidates, a date that closes something as what it closes, a month
without a year as the one nearest to the call. What is not done here: years without a month.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.fiscal_calendar import MONTHS, Clock
from extractor.period_notation import Period, fiscal_year, quarter, stretch
from extractor.period_words import (
    COUNT,
    MONTH,
    ORDINAL,
    Y4,
    B,
    E,
    Found,
    MentionKind,
    S,
    Source,
    four_digits,
    month_number,
    trigger,
)

_MONTH_ZH = trigger("月", before=24, after=24)
_DATE = re.compile(
    rf"{B}(?P<cue>(?:(?P<rank>{ORDINAL}) )?(?:fiscal )?(?P<span>quarter|year|{COUNT} months)"
    rf"(?: and (?:full |fiscal )?year)? (?:that )?(?:ended|ending)(?: on| in)? "
    r"|as o[fn] (?:the )?(?:end of |end )?|at )?"
    rf"{MONTH}{E}\.?"
    rf"(?: (?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?(?![0-9a-z%]|[.,][0-9]))?"
    rf"(?:,? (?:of )?(?:(?P<y4>{Y4})|'(?P<y2>[0-9]{{2}})(?![0-9%])"
    rf"|(?P<back>last|prior) year|(?P<now>this) year|(?P<ahead>next) year))?"
    rf"{E}(?P<suffix>{S}quarter(?:{S}end)?{E}|{S}end{E})?"
)
_DATE_ZH = re.compile(
    rf"(?P<cue>截至|截止)? ?(?:(?:(?P<y4>{Y4}) ?年|(?P<back>去年)|(?P<now>今年)|(?P<ahead>明年)) ?)?(?<![0-9])"
    r"(?P<month>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九]) ?月(?:份)?(?: ?(?P<day>[0-3]?[0-9]) ?[日號号])?"
    r"(?P<suffix>底|末| ?止? ?的? ?(?P<span>季度?|財季|年度|[三六九]個月))?"
)
_MONTH_NEEDS = re.compile(
    r"(?:in|since|by|through|during|of|until|till|from|to|this|last|next|late|early|mid|for|ended|ending|as of|than"
    r"|versus|vs)[ -]$"
)


def dates(source: Source, clock: Clock) -> Iterator[Found]:
    """The candidates with a month in them."""
    for start, end in source.near(MONTHS):
        for match in _DATE.finditer(source.text, start, end):
            if _is_month(source, match):
                yield _date(clock, match)
    for start, end in source.near(_MONTH_ZH):
        for match in _DATE_ZH.finditer(source.text, start, end):
            yield _date(clock, match)


def _is_month(source: Source, match: re.Match[str]) -> bool:
    """Whether the word is a month: "may" and "march" are verbs, "sun" and "mar" parts of names."""
    start, name = match.start("month"), match["month"]
    if not source.raw[start].isupper():
        return False
    if match["day"] or match["y4"] or match["y2"] or match["suffix"]:
        return True
    certain = len(name) > 4 and name != "march"
    before = source.text[max(0, match.start() - 8) : match.start()]
    return certain or (name in ("may", "march", "june", "july") and bool(match["cue"] or _MONTH_NEEDS.search(before)))


def _date(clock: Clock, match: re.Match[str]) -> Found:
    index = _calendar_month(clock, match)
    explicit = match["y4"] or match.groupdict().get("y2")
    kind: MentionKind = "absolute" if explicit else "relative"
    if index is None:
        return Found(*match.span(), (), kind)
    ends = bool(match["cue"] or match["suffix"])
    period = _ending(match, index + clock.lead) if ends else None
    instant = ends and not match["span"]
    readings = (period or Period("month", index // 12, index % 12 + 1, index % 12 + 1),)
    return Found(*match.span(), readings, kind, instant)


def _calendar_month(clock: Clock, match: re.Match[str]) -> int | None:
    """The month of a date, counted from the year 0; without a year, the one nearest to the call."""
    ends = (match["cue"] or match["suffix"]) and match["day"]
    early = 1 if ends and int(match["day"]) <= 7 else 0  # 52-week years end a few days into the next month
    digits = match["y4"] or match.groupdict().get("y2")
    if digits:
        return four_digits(digits) * 12 + month_number(match["month"]) - 1 - early
    return _near_call(clock, clock.call, match) - early if clock.call else None


def _near_call(clock: Clock, call: Period, match: re.Match[str]) -> int:
    """The month that a date without a number of its year means: in the year named, else nearest to the call."""
    month = month_number(match["month"]) - 1
    spoken = call.months()[1] - clock.lead + 1
    for name, offset in (("back", -1), ("now", 0), ("ahead", 1)):
        if match[name]:
            return (spoken // 12 + offset) * 12 + month
    reach = 0 if (match["cue"] or "").startswith(("as o", "截")) else 6  # what stands "as of" a date is past
    return spoken - (spoken - month + reach) % 12 + reach


def _ending(match: re.Match[str], month: int) -> Period | None:
    """What ends in fiscal `month`: the quarter, or the longer stretch that the words name."""
    year, ending = month // 12, month % 12 // 3 + 1
    span, suffix = match["span"] or "", match["suffix"] or ""
    if "year" in span or "年" in span:
        return fiscal_year(year)
    if span.startswith(("nine", "9", "九", "six", "6", "六")):
        return stretch(year, 1, ending)
    if span.startswith(("twelve", "12")):
        return Period("ttm", year, ending, ending)
    closes = month % 3 == 2 and (not match["day"] or not 7 < int(match["day"]) < 24)
    return quarter(year, ending) if closes or span or "quarter" in suffix else None
