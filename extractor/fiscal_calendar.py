"""The fiscal calendar of a call: where it stands, and by how many months its fiscal year runs ahead.

In: a folded text and the period it reports. Out: a `Clock`, from the dates that the text says close its quarter or its
year. What is not done here: reading the dates themselves as periods (`extractor.period_dates`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.period_notation import Period, parse
from extractor.period_words import MONTH, ORDINAL, Y4, B, E, Source, fold, month_number, number, trigger

MONTHS = trigger(
    *(
        rf"{name[:3]}(?<![a-z0-9]{name[:3]})(?:{name[3:]})?(?![a-z0-9])"
        for name in "january february march april may june july august september october november december".split()
    ),
    r"sept(?<![a-z0-9]sept)(?![a-z0-9])",
    before=60,
    after=48,
)


@dataclass(frozen=True, slots=True)
class Clock:
    """The quarter that the call reports, and by how many months its fiscal year runs ahead of the calendar's."""

    call: Period | None
    lead: int = 0


_CLOSING = re.compile(
    rf"{B}(?:(?:(?P<rank>{ORDINAL}) )?(?:fiscal )?(?P<span>quarter|three months)(?: and (?:full |fiscal )?year)?"
    rf" (?:that )?(?:ended|ending)(?: on| in)? |as o[fn] (?:the )?(?:end of |end )?){MONTH}{E}\.?"
    rf"(?: (?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?(?![0-9]))?(?:,? (?P<y4>{Y4}))?"
)
_HEADER_DATE = re.compile(
    rf"{B}(?<!ended )(?<!ending )(?<!of )(?<!on )(?<!dated )"
    rf"{MONTH}{E}\.? (?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?,? (?P<y4>{Y4})"
)
_HEADER_CHARACTERS = 800
_YEAR_ENDS = re.compile(
    r"fiscal(?<![a-z0-9]fiscal) year(?: 20[0-9]{2})?,? (?:which )?(?:ended|ending|ends) (?:on |in )?" + MONTH + E
)


def clock(source: Source, call: str, year_end_month: int) -> Clock:
    """The clock of a call; a given month in which its fiscal year ends (0: none) outranks what the text shows."""
    period = parse(call)
    now = period.end_quarter() if period and 1900 < period.year < 2200 else None
    lead = _shown_lead(source, now) or 0
    if year_end_month and (lead + year_end_month) % 12:
        lead = 12 - year_end_month
    return Clock(now, lead)


def year_end_lead(text: str, call: str = "") -> int | None:
    """By how many months the fiscal year runs ahead of the calendar year, as the text shows; None if it does not.

    0 for years that end in December, 6 for June, -1 for a year 2023 that ends in January 2024.

    >>> year_end_lead("In the second quarter ended December 31, 2025, revenue grew.", "2026Q2")
    6
    """
    period = parse(call)
    return _shown_lead(fold(text), period.end_quarter() if period else None)


def _shown_lead(source: Source, call: Period | None) -> int | None:
    votes = Counter(_lead_votes(source, call))
    return max(votes, key=lambda lead: (votes[lead], lead == 0)) if votes else None


def _lead_votes(source: Source, call: Period | None) -> Iterator[int]:
    for match in _YEAR_ENDS.finditer(source.text):
        yield from [12 - month_number(match["month"])] * 3
    if call is None:
        return
    held = _HEADER_DATE.search(source.text, 0, _HEADER_CHARACTERS)
    yield from [_held_lead(held, call)] * 3 if held else [0]
    for start, end in source.near(MONTHS):
        for match in _CLOSING.finditer(source.text, start, end):
            yield from _closing_votes(match, call)


def _held_lead(held: re.Match[str], call: Period) -> int:
    """The lead under which the call's quarter closed before the call was held.

    Calls are held two to eleven weeks after the close, and most quarters close with a calendar quarter; where none
    closed in those weeks, an early day speaks for the month before last, a late one for last month.
    """
    month = int(held["y4"]) * 12 + month_number(held["month"]) - 1
    since = (month + 1) % 3 or 3
    if since == 3:
        since = 2 if int(held["day"]) <= 20 else 1
    lead = call.months()[1] - (month - since)
    return lead if -3 <= lead <= 11 else lead % 12


def _closing_votes(match: re.Match[str], call: Period) -> list[int]:
    """The lead under which this date closes the call's quarter, "quarter ended" twice as sure as "as of"."""
    month, day = month_number(match["month"]), int(match["day"] or 31)
    if 7 < day < 24 or (match["rank"] and number(match["rank"]) != call.last):
        return []
    closed = month - 1 - (day <= 7)
    if match["y4"]:
        lead = call.months()[1] - (int(match["y4"]) * 12 + closed)
        if not -3 <= lead <= 11:
            return []
    else:
        lead = (call.last * 3 - 1 - closed) % 12
    return [lead] * (2 if match["span"] else 1)
