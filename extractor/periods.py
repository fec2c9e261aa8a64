"""Fiscal periods: the words of a call that name one, and the guide's notation for them.

In: the text of a call with the fiscal period it reports. Out: the mentions of periods with their spans, English and
Chinese, relative ones resolved from the call's own period; and, as one door, the notation (`Period`, `parse`). What is
not done here: attaching a period to a number, and deciding by tense between the candidates of an ambiguous name.

Where the words are read: `period_parts` (parts of a year), `period_phrases` (relative to the call), `period_dates`
(months and dates), `period_years` (numbered years); `fiscal_calendar` tells which month a fiscal year starts in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from extractor.fiscal_calendar import clock, year_end_lead
from extractor.period_dates import dates
from extractor.period_notation import Kind, Period, fiscal_year, is_notation, parse, quarter, stretch, years
from extractor.period_parts import parts
from extractor.period_phrases import phrases
from extractor.period_words import Found, MentionKind, Source, fold
from extractor.period_years import named_years

__all__ = [
    "Kind",
    "MentionKind",
    "Period",
    "PeriodMention",
    "find",
    "fiscal_year",
    "is_notation",
    "parse",
    "quarter",
    "stretch",
    "year_end_lead",
    "years",
]


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """Words that name a period: `text == source[start:end]`.

    `period` is in the guide's notation, empty where the words do not settle it. `alternatives` are the other readings
    of an ambiguous name, likeliest first ("the first quarter" in a Q4 call: this year's, and next year's).
    `kind` is `comparison` where the words name a base that something is compared with, `year word` for a bare year.
    `instant` marks the end of a period ("at year end"). `words` is the phrase in lower case.
    """

    start: int
    end: int
    text: str
    period: str
    kind: MentionKind
    words: str
    alternatives: tuple[str, ...] = ()
    instant: bool = False


def find(text: str, call: str = "", year_end_month: int = 0) -> list[PeriodMention]:
    """The mentions of periods in `text`, in order and without overlap (the longest reading wins).

    `call` is the call's own fiscal period: relative words are resolved from it, and stay unresolved without it.
    `year_end_month` is the month in which the fiscal year ends; 0 leaves it to the text, then to December.

    >>> [(m.text, m.period) for m in find("Revenue rose 8% in Q3 from a year ago", "2023Q3")]
    [('Q3', '2023Q3'), ('a year ago', '2022Q3')]
    """
    return list(_find(text, call, year_end_month))


@lru_cache(maxsize=4)
def _find(text: str, call: str, year_end_month: int) -> tuple[PeriodMention, ...]:
    """The same, kept for the last few texts: the reader and the checks ask for the same call."""
    source = fold(text)
    now = clock(source, call, year_end_month)
    found = [one for rules in (parts, phrases, dates, named_years) for one in rules(source, now)]
    return tuple(_mention(source, one, now.call) for one in _longest(found) if not one.blocked)


def _longest(found: Iterable[Found]) -> list[Found]:
    """The candidates without overlaps, in order: of two that overlap the longer stays."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (f.start, -f.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
        elif one.end - one.start > kept[-1].end - kept[-1].start:
            kept[-1] = one
    return kept


def _mention(source: Source, one: Found, call: Period | None) -> PeriodMention:
    names = tuple(dict.fromkeys(map(str, one.readings))) or ("",)
    text = source.raw[one.start : one.end]
    words = " ".join(source.text[one.start : one.end].split())
    kind = "comparison" if _is_base(source.text, one, call) else one.kind
    instant = one.instant or _is_instant(source.text, one)
    return PeriodMention(one.start, one.end, text, names[0], kind, words, names[1:], instant)


# how the text before an end or a base ends: asked first, since most mentions have neither
_END_TAILS = ("of ", "exited ", "exiting ", "exit ", "ended ", "closed ", "left ", "the ", "our ")
_BASE_TAILS = (
    *("to ", "with ", "against ", "versus ", "vs ", "vs. ", "from ", "than "),
    *("the ", "of ", "our ", "in ", "a ", "saw ", "had "),
)
_END_BEFORE = re.compile(r"(?:end of|exited|exiting|exit|ended|as of|closed|left)(?: the| our)? $")
_END_AFTER = re.compile(r"[ -]end(?![a-z])|[底末]")
_BASE = re.compile(
    r"(?:compared? (?:to|with|against)|versus|vs\.?|against|relative to"
    r"|(?:up|down|increase[ds]?|decrease[ds]?|improv(?:ed|ing)|higher|lower) from"
    r"|than)(?: (?:the|that of|those of|our|in|a|what we (?:saw|had)))*[ ]$"
)
_BASE_ZH = re.compile(r"(?:[比較與]|相[比較對]於) ?$")
_BASE_AFTER = re.compile(r" ?的?相比")


def _is_instant(text: str, one: Found) -> bool:
    """Whether the words around it say that its end is meant ("exited Q3", "the end of the quarter", 季末)."""
    before = text[max(0, one.start - 16) : one.start]
    if before.endswith(_END_TAILS) and _END_BEFORE.search(before):
        return True
    return _END_AFTER.search(text, one.start, one.end + 4) is not None


def _is_base(text: str, one: Found, call: Period | None) -> bool:
    """Whether words of comparison stand right before it, or right after it in Chinese, and it is not ahead."""
    return _is_compared(text, one) and not (call and one.readings and one.readings[0] > call)


def _is_compared(text: str, one: Found) -> bool:
    before = text[max(0, one.start - 40) : one.start]
    if before.endswith(_BASE_TAILS) and _BASE.search(before):
        return True
    if text.isascii():
        return False
    return bool(_BASE_ZH.search(before[-5:]) or _BASE_AFTER.match(text, one.end))
