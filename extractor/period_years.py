"""Years named by their number: "fiscal 2024", FY24, '25, "2024 to 2026", "fiscal 2021-22", 2024 年.

In: a folded source and the call's clock. Out: candidates; four digits alone are taken for a year where they are near
the call's own. What is not done here: parts of a year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.fiscal_calendar import Clock
from extractor.period_notation import fiscal_year, years
from extractor.period_words import Y4, YEAR_NAME, B, E, Found, MentionKind, Source, four_digits, trigger

_CENTURIES = ("20(?=[0-9]{2})", "19(?=[5-9][0-9])")
_NUMBERED = trigger(
    *_CENTURIES,
    "'(?=[0-9]{2})",
    *(rf"{word}(?=[ -]{{1,2}}(?:year )?[0-9]{{2}})" for word in ("fiscal", "financial", "calendar")),
    "fy(?= ?[0-9]{2})",
    "cy(?= ?[0-9]{2})",
    before=20,
    after=40,
)
_SPANNED = trigger(*_CENTURIES, "fy(?=[0-9]{2})", before=24, after=44)
_YEAR_SIGN = trigger("年", before=16, after=16)

_TITLE = (
    r" (?:(?:senior|convertible|secured|unsecured|exchangeable|subordinated|performance|restricted|stock) )*"
    r"(?:notes|bonds?|debentures?|shares|awards|vintage|cohort)"
)
"""What makes a year part of a name: "our 2026 senior notes", "the 2018 cohort"."""
_YEAR_WORD = re.compile(
    rf"{B}(?<!due )(?:(?<![$€£¥₹#.,'-])|(?<=mid-)|(?<=late-)|(?<=early-)|(?<=end-))(?:{YEAR_NAME})"
    rf"{E}(?!'?s{E})(?! ?(?:basis|percent|bps|million|billion|dollars))(?!{_TITLE})"
)
_YEAR_ZH = re.compile(
    rf"(?<![0-9])(?:(?P<y4>{Y4}) ?(?:年(?! ?[0-9]{{1,2}} ?月)(?:度|財年)?|財政?年度?)|(?:財政?年度?) ?(?P<y4f>{Y4})"
    r"|(?P<y2f>[0-9]{2}) ?財年)"
)
_YEAR_SPAN = re.compile(
    rf"{B}(?<![$€£¥₹#.,'-])(?P<between>between )?(?:fiscal |fy ?)?(?:year )?(?P<first>{Y4}|(?<=fy)[0-9]{{2}})"
    rf" ?(?:to|through|thru|-|until|(?P<and>and)) ?(?:fiscal |fy ?)?(?:year )?(?P<last>{Y4}|(?<=fy)[0-9]{{2}}){E}"
)
_YEAR_PAIR = re.compile(
    rf"{B}(?<![$€£¥₹#.,'-])(?:fiscal (?:year )?|fy ?)?"
    rf"(?P<y4>{Y4})(?P<sign>[-/])(?P<last>[0-9]{{2}}){E}(?!-)"
)
_YEAR_SPAN_ZH = re.compile(rf"(?<![0-9])(?P<first>{Y4}) ?年?(?:至|到|-|~) ?(?P<last>{Y4}) ?(?:年度?|財年)")
_IN_A_YEAR = re.compile(r"(?:in|since|by|through|of|from|until|to|and|year|fiscal|before|after|for) $")


def named_years(source: Source, clock: Clock) -> Iterator[Found]:
    """The candidates that name one or several years by number."""
    for start, end in source.near(_NUMBERED):
        found = _YEAR_WORD.finditer(source.text, start, end)
        yield from (_year(match) for match in found if _plausible(source, clock, match))
    for start, end in source.near(_SPANNED):
        for match in _YEAR_SPAN.finditer(source.text, start, end):
            yield from _span(match)
        for match in _YEAR_PAIR.finditer(source.text, start, end):
            yield from _pair(match)
    for start, end in source.near(_YEAR_SIGN):
        yield from map(_year, _YEAR_ZH.finditer(source.text, start, end))
        for match in _YEAR_SPAN_ZH.finditer(source.text, start, end):
            yield from _span(match)


def _year(match: re.Match[str]) -> Found:
    number = next(four_digits(words) for words in match.groups() if words)
    kind: MentionKind = "year word" if match[0].rstrip("年 ").isdecimal() else "absolute"
    return Found(*match.span(), (fiscal_year(number),), kind)


def _plausible(source: Source, clock: Clock, match: re.Match[str]) -> bool:
    """Whether four digits alone are a year: near the call's own, or after a word of time."""
    if not match["y4"] or not match[0].isdecimal():
        return True
    call, number = clock.call, int(match["y4"])
    near = call.year - 12 <= number <= call.year + 30 if call else number not in (1950, 2000)
    return near or bool(_IN_A_YEAR.search(source.text[max(0, match.start() - 7) : match.start()]))


def _span(match: re.Match[str]) -> Iterator[Found]:
    first, last = four_digits(match["first"]), four_digits(match["last"])
    joined = match.groupdict()
    if first < last and bool(joined.get("and")) == bool(joined.get("between")):
        yield Found(*match.span(), (years(first, last),), "absolute")


def _pair(match: re.Match[str]) -> Iterator[Found]:
    """The fiscal year that "fiscal 2021-22" or "2021/22" names: the one in which it ends; "2024-26" are years."""
    first = int(match["y4"])
    last = first // 100 * 100 + int(match["last"])
    one = last == first + 1 and (match["sign"] == "/" or match[0].startswith("f"))
    if first < last:
        yield Found(*match.span(), (fiscal_year(last) if one else years(first, last),), "absolute")
