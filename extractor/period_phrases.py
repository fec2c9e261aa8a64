"""Phrases that stand relative to the call: "last quarter", "a year ago", "year to date", 去年同期.

In: a folded source and the call's clock. Out: candidates, resolved from the quarter that the call reports, unresolved
where the words do not settle it; and blocked ones, words of time that name no period ("year over year", "per quarter").
What is not done here: parts of a year by their name, dates, and numbered years.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.fiscal_calendar import Clock
from extractor.period_notation import Period, fiscal_year, quarter, stretch
from extractor.period_words import COUNT, FISCAL, LAST, NEXT, Y4, B, E, Found, MentionKind, S, Source, number, trigger

# What they mean


def _this_quarter(call: Period, match: re.Match[str]) -> tuple[Period, ...]:
    named = match[0].startswith(("this", "current", "本", "這"))
    return (call, call.next()) if named else (call,)


def _last_quarter(call: Period, match: re.Match[str]) -> tuple[Period, ...]:
    return (call.previous(),)


def _next_quarter(call: Period, match: re.Match[str]) -> tuple[Period, ...]:
    return (call.next(),)


def _quarters_ago(call: Period, match: re.Match[str]) -> tuple[Period, ...]:
    index = call.year * 4 + call.first - 1 - number(match[1])
    return (quarter(index // 4, index % 4 + 1),)


def _year_ago(call: Period, match: re.Match[str]) -> tuple[Period, ...]:
    return call.prior_year(), fiscal_year(call.year - 1)


def _years_ago(call: Period, match: re.Match[str]) -> tuple[Period, ...]:
    count = number(match[1])
    return (call.shifted(-count), fiscal_year(call.year - count)) if count < 8 else ()


def _same_stretch(call: Period, match: re.Match[str]) -> tuple[Period, ...]:
    """The opening months named, a year before the call; three months are the call's quarter."""
    count = number(match["months"]) // 3
    return (call.prior_year() if count == 1 else stretch(call.year - 1, 1, count),)


def _same_part(call: Period, match: re.Match[str]) -> tuple[Period, ...]:
    """The call's quarter in the year named."""
    named = int(match["y4"])
    return call.shifted(named - call.year), fiscal_year(named)


def _this_year(call: Period, match: re.Match[str]) -> tuple[Period, ...]:
    """The whole year; after its last quarter also the year ahead, and "in the year" under way its quarters so far."""
    here = fiscal_year(call.year)
    if call.last == 4:
        return here, here.next()
    in_it = call.last > 1 and match[0].startswith(("in ", "during ", "over "))
    return (here, stretch(call.year, 1, call.last)) if in_it else (here,)


def _last_year(call: Period, match: re.Match[str]) -> tuple[Period, ...]:
    return fiscal_year(call.year - 1), call.prior_year()


def _next_year(call: Period, match: re.Match[str]) -> tuple[Period, ...]:
    return (fiscal_year(call.year + 1),)


def _rest_of_year(call: Period, match: re.Match[str]) -> tuple[Period, ...]:
    if call.last == 4:
        return stretch(call.year + 1, 2, 4), fiscal_year(call.year + 1)
    return (stretch(call.year, call.last + 1, 4),)


def _trailing(call: Period, match: re.Match[str]) -> tuple[Period, ...]:
    return (Period("ttm", call.year, call.last, call.last),)


def _last_quarters(call: Period, match: re.Match[str]) -> tuple[Period, ...]:
    first = call.last - number(match[1]) + 1
    return (stretch(call.year, first, call.last),) if first >= 1 else ()


def _next_quarters(call: Period, match: re.Match[str]) -> tuple[Period, ...]:
    after, count = call.next(), number(match[1])
    return (stretch(after.year, after.first, after.first + count - 1),) if after.first + count <= 5 else ()


def _year_to_date(call: Period, match: re.Match[str]) -> tuple[Period, ...]:
    """The quarters up to the call's; after a year's last quarter "this year" may have just begun."""
    so_far = stretch(call.year, 1, call.last)
    named = match.groupdict().get("y4")
    if named and int(named) == call.next().year > call.year:
        return _quarter_to_date(call, match)
    if named:
        return (so_far,) if int(named) == call.year else ()
    return (so_far, *_quarter_to_date(call, match)) if call.last == 4 and "this year" in match[0] else (so_far,)


def _to_date_of(call: Period, match: re.Match[str]) -> tuple[Period, ...]:
    """The same quarters of the year named; of the year before where none is."""
    named = match.groupdict().get("of_year")
    return (stretch(int(named) if named else call.year - 1, 1, call.last),)


def _quarter_to_date(call: Period, match: re.Match[str]) -> tuple[Period, ...]:
    after = call.next()
    return (Period("qtd", after.year, after.first, after.first),)


def _before_last_year(call: Period, match: re.Match[str]) -> tuple[Period, ...]:
    return (fiscal_year(call.year - 2),)


def _unsettled(call: Period, match: re.Match[str]) -> tuple[Period, ...]:
    return ()


# How they are said

_QUARTER = trigger("quarter", before=28, after=28)
_YEAR = trigger("year", before=32, after=32)
_AGO = trigger("ago(?![a-z0-9])", "earlier(?![a-z0-9])", before=24, after=32)
_SAME = trigger(
    *(f"{word} (?=[a-z0-9])" for word in ("same", "comparable", "corresponding", "like", "equivalent", "comparative")),
    before=1,
    after=72,
)
_REST = trigger("rest of", "remainder of", "balance of", "part of", "quarters of", "months of", before=28, after=36)
_MONTH = trigger("month", before=24, after=14)
_LTM = trigger("ltm", "ttm", before=1, after=4)
_NTM = trigger("ntm", before=1, after=4)
_STRETCHES = trigger("quarters", "months", "years", "weeks", "days", before=36, after=8)
_AND_A_HALF = trigger("year and a half", before=6, after=16)
_START = trigger("beginning of", "start of", before=16, after=32)
_TO_DATE = trigger("to[ -]{1,2}date", "to ?day", "ytd", "qtd", "so far", "thus far", before=32, after=40)
_BEFORE_LAST = trigger("year before last", before=1, after=17)
_OVER = trigger(
    *(f"{word}[ -]{{1,2}}(?=over|on|after|by|versus)" for word in ("year", "quarter", "month", "half")),
    before=6,
    after=36,
)
_EACH = trigger("year", "quarter", "month", before=16, after=16)
_YEARS = trigger("年", before=12, after=12)
_SEASONS = trigger("季", before=12, after=8)
_MOONS = trigger("月", before=12, after=2)

_PAST = r"(?:last|past|trailing|previous|prior|preceding|latest)"
_ALIKE = r"(?:same|comparable|corresponding|like|equivalent|comparative)"
_YEAR_BEFORE = rf"(?: of| in| from)?(?: the)? (?:{LAST}{S}(?:fiscal )?year|a year (?:ago|earlier)|year{S}ago)"
_THE_YEAR = rf"(?:the|this|our)(?: current| whole)?(?:{S}{FISCAL})? year"

_RULES = [
    (near, re.compile(pattern), kind, resolver)
    for kind, resolver, patterns in [
        ("relative", _this_quarter, [
            (_QUARTER, rf"{B}(?:this|the|our|current|most recent|reported|reporting){S}"
             rf"(?:current |recent |fiscal |entire |full |past |latest |just-ended )?"
             rf"quarter(?:{S}end)?{E}(?!{S}(?:over|on|to|after|before|prior|century|point|turn|of a)\b)"),
            (_QUARTER, rf"{B}quarter{S}end{E}"),
            (_SEASONS, r"(?:本|這一?個?|當|該)季度?末?|季度?[末底]|季內"),
        ]),
        ("relative", _last_quarter, [
            (_QUARTER, rf"{B}(?:{_PAST}|immediately preceding){S}(?:fiscal )?quarter{E}"),
            (_QUARTER, rf"{B}the (?:fiscal )?quarter (?:before|prior){E}"),
            (_SEASONS, r"(?:上一?個?|前一個?)季度?"),
        ]),
        ("relative", _next_quarter, [
            (_QUARTER, rf"{B}{NEXT}{S}(?:fiscal )?quarter{E}"),
            (_SEASONS, r"下一?個?季度?"),
        ]),
        ("comparison", _last_quarter, [(_QUARTER, rf"{B}(?:sequential|linked){S}(?:fiscal )?quarter{E}")]),
        ("comparison", _quarters_ago, [(_AGO, rf"{B}({COUNT}|a) quarters? (?:ago|earlier){E}")]),
        ("comparison", _year_ago, [
            (_AGO, rf"{B}(?:a|one|1) year (?:ago|earlier){E}"),
            (_YEAR, rf"{B}(?:{LAST}|same){S}year(?:'s)?{S}(?:same |comparable )?(?:quarter|period){E}"),
            (_AGO, rf"{B}year{S}(?:ago|earlier){S}(?:same |comparable )?(?:quarter|period|level)s?{E}"),
            (_SAME, rf"{B}{_ALIKE} (?:fiscal )?(?:quarter|period|time){_YEAR_BEFORE}(?:'s quarter)?{E}"),
            (_AGO, rf"{B}year{S}(?:ago|earlier){E}"),
            (_YEAR, rf"{B}(?:the|a|one) year (?:before|prior){E}(?! ?[a-z0-9$(])"),
            (_YEARS, r"(?:去年|上年度?|上一年度?|前一年度?|前年)的?(?:同期|同季度?|同一?季度?)|一年前"),
        ]),
        ("comparison", _same_stretch, [
            (_YEAR, rf"{B}(?:{LAST}|same){S}year(?:'s)?{S}(?P<months>three|six|nine|3|6|9){S}months?(?:{S}period)?{E}"),
            (_SAME, rf"{B}{_ALIKE} (?P<months>three|six|nine|3|6|9){S}months?(?:{S}period)?{_YEAR_BEFORE}{E}"),
        ]),
        ("comparison", _same_part, [
            (_SAME, rf"{B}{_ALIKE} (?:fiscal )?(?:quarter|period|time)(?: of| in| from| for)?(?: the)?"
             rf"(?: fiscal)?(?: year)? (?P<y4>{Y4}){E}"),
        ]),
        ("comparison", _unsettled, [
            (_SAME, rf"{B}{_ALIKE} (?:months?|weeks?|days?|weekend|season){_YEAR_BEFORE}{E}"),
        ]),
        ("comparison", _to_date_of, [
            (_TO_DATE, rf"{B}{LAST}{S}(?:fiscal{S})?year(?:'s)?{S}(?:year{S})?to{S}date(?:{S}period)?{E}"),
            (_TO_DATE, rf"{B}year{S}to{S}date(?: period)?{_YEAR_BEFORE}{E}"),
        ]),
        ("relative", _to_date_of, [
            (_TO_DATE, rf"{B}(?:(?:{FISCAL} )?(?P<of_year>{Y4}){S}year{S}to{S}date){E}"),
            (_TO_DATE, rf"{B}year{S}to{S}date(?: in| for| of)?(?: {FISCAL})? (?P<of_year>{Y4}){E}"),
        ]),
        ("comparison", _years_ago, [
            (_AGO, rf"{B}({COUNT}) years? (?:ago|earlier){E}"),
            (_YEARS, r"(?<![0-9])([二兩三四五六七八九十2-9]) ?年前"),
        ]),
        ("relative", _this_year, [
            (_YEAR, rf"{B}(?:for |in |of |during |over |through )?{_THE_YEAR}{E}"
             rf"(?!{S}(?:(?:over|on|after|end|ago)\b|'?[0-9]))"),
            (_YEAR, rf"{B}(?:this|current){S}(?:{FISCAL}{S})?year{E}(?!{S}(?:over|on|end)\b)"),
            (_YEARS, r"今年度?|本年度|本?財年|本?財政年度|當年"),
        ]),
        ("comparison", _last_year, [
            (_YEAR, rf"{B}{LAST}{S}(?:full{S}|{FISCAL}{S})?year(?:'s)?{E}"),
            (_YEARS, r"去年度?|上一年|上一?年度|上一?個?財年|前一年"),
        ]),
        ("relative", _next_year, [
            (_YEAR, rf"{B}the year ahead{E}"),
            (_YEAR, rf"{B}{NEXT}{S}(?:full{S}|{FISCAL}{S})?year(?:'s)?{E}"),
            (_YEARS, r"明年度?|來年|下一?年度|下一?個?財年|下一?個?財政年度"),
        ]),
        ("comparison", _before_last_year, [
            (_BEFORE_LAST, rf"{B}year before last{E}"),
            (_YEARS, r"前年"),
        ]),
        ("relative", _rest_of_year, [
            (_REST, rf"{B}(?:rest|remainder|balance|remaining (?:part|{COUNT} (?:quarters|months))"
             rf"|(?:last|final|next|back) (?:three|two|3|2) quarters) of (?:the|this|"
             rf"our) (?:{FISCAL} )?year{E}(?![ -]to[ -]date)"),
            (_YEARS, r"(?:今年|本年度?)(?:剩餘|餘下|其餘)的?(?:時間|時間內|季度|幾個月)?"),
        ]),
        ("relative", _trailing, [
            (_MONTH, rf"{B}{_PAST}{S}(?:12|twelve){S}months?{E}"),
            (_QUARTER, rf"{B}{_PAST}{S}(?:4|four){S}quarters?{E}"),
            (_MONTH, rf"{B}(?:a |rolling |trailing )*(?:12|twelve){S}months?{S}basis{E}"),
            (_LTM, rf"{B}(?:ltm|ttm){E}"),
            (_YEAR, rf"{B}(?:over|in|during|within|for) the (?:last|past) (?:one |1 )?year{E}"),
            (_YEAR, rf"{B}the past year{E}"),
            (_MOONS, r"(?:過去|最近|近|前) ?(?:12|十二) ?個月"),
            (_YEARS, r"過去一年|過去的一年"),
        ]),
        ("relative", _last_quarters, [(_QUARTER, rf"{B}{_PAST} (two|three|2|3) quarters{E}")]),
        ("relative", _next_quarters, [(_QUARTER, rf"{B}{NEXT} (two|three|four|2|3|4) quarters{E}")]),
        ("relative", _unsettled, [
            (_STRETCHES, rf"{B}(?:{NEXT}|{_PAST}){S}(?:{COUNT}|few|several|couple(?: of)?)"
             rf"{S}(?:or so )?(?:quarters|months|years|weeks|days){E}"),
            (_MONTH, rf"{B}{NEXT} (?:12|twelve){S}months?{E}"),
            (_NTM, rf"{B}ntm{E}"),
            (_AND_A_HALF, rf"{B}next year and a half{E}"),
            (_AGO, rf"{B}(?:a|one) decade ago{E}"),
            (_AGO, rf"{B}(?:{COUNT}|several|many|few|some) (?:decades|months|weeks|days) (?:ago|earlier){E}"),
            (_AGO, rf"{B}(?:several|many|few|some|couple of) (?:years|quarters) (?:ago|earlier){E}"),
            (_START, rf"{B}(?:beginning|start) of (?:the|this|last|next|our) (?:{FISCAL} )?(?:year|quarter){E}"),
            (_YEARS, r"(?:未來|過去) ?(?:[0-9]{1,2}|[一二兩三四五六七八九十幾]{1,2}) ?個?年"),
            (_SEASONS, r"(?:未來|過去) ?(?:[0-9]{1,2}|[一二兩三四五六七八九十幾]{1,2}) ?個?季度?"),
            (_MOONS, r"(?:未來|過去) ?(?:[0-9]{1,2}|[一二兩三四五六七八九十幾]{1,2}) ?個?月"),
            (_YEARS, r"(?:十幾?|幾|數|一)年多?前"),
            (_YEARS, r"年初"),
        ]),
        ("relative", _year_to_date, [
            (_TO_DATE, rf"{B}(?:year{S}to{S}(?:date|day)|year today(?=,? (?:we|our|it))|ytd"
             rf"|(?:so|thus) far (?:this|in the|into the)(?: current)?(?: {FISCAL})? year"
             rf"|(?:this )?(?:{FISCAL} )?year,? (?:so|thus) far"
             rf"|(?:so|thus) far in (?:the )?(?:fiscal )?(?:year )?(?P<y4>{Y4})){E}"),
            (_START, rf"{B}(?:since|from) the (?:beginning|start) of (?:the|this) year{E}"),
            (_YEARS, r"年初至今|年初以來|今年(?:以來|迄今|至今|到目前為止|到目前为止)|年迄今"),
        ]),
        ("relative", _quarter_to_date, [
            (_TO_DATE, rf"{B}(?:quarter{S}to{S}date|qtd|(?:so|thus) far (?:this|in the|into the)(?: current)? quarter"
             rf"|(?:this )?quarter,? (?:so|thus) far){E}"),
            (_SEASONS, r"季度?至今|季初至今|本季度?(?:迄今|以來|到目前為止)"),
        ]),
        ("blocked", _unsettled, [
            (_OVER, rf"{B}(?:the |this |last |next )?(?P<unit>year|quarter|month|half){S}"
             rf"(?:over|on|after|by|versus){S}(?:the )?(?:prior |last |the )?(?P=unit){E}"),
            (_EACH, rf"{B}(?:per|each|every|any|a|any given|a given) (?:fiscal )?(?:year|quarter|month){E}"
             r"(?! (?:ago|earlier|end))"),
            (_YEARS, r"每一?個?年|年復合|年複合"),
            (_SEASONS, r"每一?個?季度?"),
            (_MOONS, r"每一?個?月"),
        ]),
    ]
    for near, pattern in patterns
]  # fmt: skip


def phrases(source: Source, clock: Clock) -> Iterator[Found]:
    """The candidates that stand relative to the call, and the blocked ones."""
    for near, pattern, kind, resolver in _RULES:
        said: MentionKind = "comparison" if kind == "comparison" else "relative"
        for start, end in source.near(near):
            for match in pattern.finditer(source.text, start, end):
                readings = resolver(clock.call, match) if clock.call else ()
                yield Found(*match.span(), readings, said, blocked=kind == "blocked")
