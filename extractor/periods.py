"""Fiscal periods: the guide's notation as a value, and the words of a call that name a period.

In: a notation ("2023Q3"), or the text of a call with the fiscal period it reports. Out: `Period`, or the mentions of
periods with their spans, English and Chinese, relative ones resolved from the call's own period. What is not done
here: attaching a period to a number, and deciding by tense between the candidates of an ambiguous name.

    notation       kind     covers
    2023Q3         quarter  a fiscal quarter
    2023H1         half     two quarters
    FY2023         year     four quarters
    2023Q1-Q3      span     quarters of one fiscal year that are no half and no year
    TTM-2023Q3     ttm      the four quarters up to that one
    QTD-2023Q2     qtd      the quarter so far
    2023-05        month    a calendar month
    FY2024-FY2026  years    fiscal years
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["quarter", "half", "year", "span", "ttm", "qtd", "month", "years"]
MentionKind = Literal["absolute", "relative", "comparison", "year word"]


# The notation


@dataclass(frozen=True, slots=True)
class Period:
    """One period. `year` is the fiscal year it ends in (the calendar year of a month).

    `first` and `last` count quarters of that year; months for a month; years for `years`. Periods order by their
    end, then by their start.

    >>> str(parse("2023Q1-Q3").prior_year())
    '2022Q1-Q3'
    """

    kind: Kind
    year: int
    first: int
    last: int

    def __post_init__(self) -> None:
        if not _possible(self):
            raise ValueError(f"no such period: {self.kind} {self.year} {self.first} {self.last}")

    def __str__(self) -> str:
        match self.kind:
            case "quarter":
                return f"{self.year}Q{self.first}"
            case "half":
                return f"{self.year}H{self.last // 2}"
            case "year":
                return f"FY{self.year}"
            case "span":
                return f"{self.year}Q{self.first}-Q{self.last}"
            case "month":
                return f"{self.year}-{self.first:02}"
            case "years":
                return f"FY{self.first}-FY{self.last}"
            case _:
                return f"{self.kind.upper()}-{self.year}Q{self.first}"

    def __lt__(self, other: Period) -> bool:
        return self._order() < other._order()

    def __le__(self, other: Period) -> bool:
        return self._order() <= other._order()

    def __gt__(self, other: Period) -> bool:
        return self._order() > other._order()

    def __ge__(self, other: Period) -> bool:
        return self._order() >= other._order()

    def _order(self) -> tuple[int, int, str]:
        start, end = self.months()
        return end, start, self.kind

    def months(self) -> tuple[int, int]:
        """Its first and last month, counted from the year 0, as if the fiscal year were the calendar year."""
        if self.kind == "years":
            return self.first * 12, self.last * 12 + 11
        if self.kind == "month":
            return self.year * 12 + self.first - 1, self.year * 12 + self.first - 1
        end = self.year * 12 + self.last * 3 - 1
        start = end - 11 if self.kind == "ttm" else self.year * 12 + self.first * 3 - 3
        return start, end

    def quarters(self) -> list[tuple[int, int]]:
        """The (year, quarter) pairs it covers or falls in, in order."""
        start, end = self.months()
        return [(index // 4, index % 4 + 1) for index in range(start // 3, end // 3 + 1)]

    def end_quarter(self) -> Period:
        """The quarter at whose end a stock of this period stands."""
        return quarter(*self.quarters()[-1])

    def contains(self, other: Period) -> bool:
        """Whether every month of `other` lies in this period; a quarter so far contains only itself."""
        if self.kind == "qtd":
            return self == other
        start, end = self.months()
        other_start, other_end = other.months()
        return start <= other_start and other_end <= end

    def shifted(self, years: int) -> Period:
        """The same part of the year, `years` later."""
        if self.kind == "years":
            return Period("years", self.year + years, self.first + years, self.last + years)
        return replace(self, year=self.year + years)

    def prior_year(self) -> Period:
        """The same period a year earlier."""
        return self.shifted(-1)

    def previous(self) -> Period:
        """The one before of its kind; of a span, the same quarters a year earlier."""
        return self._step(-1)

    def next(self) -> Period:
        """The one after of its kind; of a span, the same quarters a year later."""
        return self._step(1)

    def _step(self, by: int) -> Period:
        if self.kind in ("year", "span"):
            return self.shifted(by)
        if self.kind == "years":
            return self.shifted(by * (self.last - self.first + 1))
        width, count = {"half": (2, 4), "month": (1, 12)}.get(self.kind, (1, 4))
        index = self.year * count + self.first - 1 + by * width
        first = index % count + 1
        return Period(self.kind, index // count, first, first + width - 1)

    @property
    def is_instant(self) -> bool:
        """Whether a stock can be said of it: a quarter or a month, at whose end it stands."""
        return self.kind in ("quarter", "month")


def _possible(period: Period) -> bool:
    first, last = period.first, period.last
    match period.kind:
        case "quarter" | "ttm" | "qtd":
            fits = 1 <= first == last <= 4
        case "half":
            fits = (first, last) in ((1, 2), (3, 4))
        case "year":
            fits = (first, last) == (1, 4)
        case "span":
            fits = 1 <= first < last <= 4 and (first, last) not in ((1, 2), (3, 4), (1, 4))
        case "month":
            fits = 1 <= first == last <= 12
        case "years":
            fits = 1000 <= first < last == period.year
    return fits and 1000 <= period.year <= 9999


def quarter(year: int, number: int) -> Period:
    """Quarter `number` of the fiscal `year`."""
    return Period("quarter", year, number, number)


def fiscal_year(year: int) -> Period:
    """The whole fiscal `year`."""
    return Period("year", year, 1, 4)


def stretch(year: int, first: int, last: int) -> Period:
    """Quarters `first` to `last` of a fiscal year under their one name: quarter, half, year or span.

    >>> str(stretch(2023, 1, 2)), str(stretch(2023, 2, 4))
    ('2023H1', '2023Q2-Q4')
    """
    named: dict[tuple[int, int], Kind] = {(1, 2): "half", (3, 4): "half", (1, 4): "year"}
    kind: Kind = "quarter" if first == last else named.get((first, last), "span")
    return Period(kind, year, first, last)


def years(first: int, last: int) -> Period:
    """Fiscal years `first` to `last`; one year alone is that year."""
    return fiscal_year(first) if first == last else Period("years", last, first, last)


_NOTATION = re.compile(
    r"(?P<prefix>TTM-|QTD-)?(?P<year>[1-9][0-9]{3})(?:Q(?P<first>[1-4])(?:-Q(?P<last>[1-4]))?|H(?P<half>[12]))"
    r"|(?P<month_year>[1-9][0-9]{3})-(?P<month>0[1-9]|1[0-2])"
    r"|FY(?P<from>[1-9][0-9]{3})(?:-FY(?P<to>[1-9][0-9]{3}))?"
)


def parse(notation: str) -> Period | None:
    """The period a notation names; None for the empty one and for anything else.

    >>> parse("FY2024-FY2026").kind, parse("2023Q5")
    ('years', None)
    """
    found = _NOTATION.fullmatch(notation)
    try:
        return _from_notation(found) if found else None
    except ValueError:
        return None


def _from_notation(found: re.Match[str]) -> Period:
    if found["from"]:
        return years(int(found["from"]), int(found["to"] or found["from"]))
    if found["month"]:
        return Period("month", int(found["month_year"]), int(found["month"]), int(found["month"]))
    year = int(found["year"])
    first = int(found["half"]) * 2 - 1 if found["half"] else int(found["first"])
    if found["prefix"]:
        if found["half"] or found["last"]:
            raise ValueError("only a quarter has a prefix")
        return Period("ttm" if found["prefix"] == "TTM-" else "qtd", year, first, first)
    return stretch(year, first, first + 1 if found["half"] else int(found["last"] or first))


def is_notation(text: str) -> bool:
    """Whether `text` may stand in a fact's period: a notation, or empty."""
    return not text or parse(text) is not None


# The words


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

    @property
    def relative(self) -> bool:
        """Whether it was resolved from the call's own period."""
        return self.kind in ("relative", "comparison")


@dataclass(frozen=True, slots=True)
class _Clock:
    """Where the call stands: the quarter it reports, and by how many months its fiscal year runs ahead."""

    call: Period | None
    lead: int = 0


@dataclass(frozen=True, slots=True)
class _Found:
    """A candidate: readings in order of likelihood (none: unresolved)."""

    start: int
    end: int
    readings: tuple[Period, ...]
    kind: MentionKind
    instant: bool = False
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class _Source:
    """The text folded character by character (ASCII lower case, plain digits, quotes and dashes), and the clock."""

    text: str
    raw: str
    clock: _Clock


_FOLD = (
    {ord("０") + i: ord("0") + i for i in range(10)}
    | {ord("A") + i: ord("a") + i for i in range(26)}
    | {ord("Ａ") + i: ord("a") + i for i in range(26)}
    | {ord("ａ") + i: ord("a") + i for i in range(26)}
    | {ord(c): ord("'") for c in "’‘ʼ′`"}
    | {ord(c): ord("-") for c in "–‑‐−－"}
    | {ord(c): ord(" ") for c in "\u00a0\u2009\u202f\u3000\u200b\t"}
    | {
        ord(simple): ord(traditional)
        for simple, traditional in zip(
            "财个过来后余这当较与对两为内时间几数号", "財個過來後餘這當較與對兩為內時間幾數號", strict=True
        )
    }
)

_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "a": 1, "an": 1, "couple": 2, "first": 1, "second": 2, "third": 3, "fourth": 4,
    "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "front": 1, "back": 2, "latter": 2, "last": 2, "final": 4, "decade": 10,
    "一": 1, "二": 2, "兩": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
    "十一": 11, "十二": 12, "首": 1, "末": 4, "上": 1, "下": 2, "": 0,
}  # fmt: skip

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else _NUMBERS[word]


_B = r"(?<![a-z0-9])"  # not \b: Chinese characters are word characters
_E = r"(?![a-z0-9])"
_S = r"[ -]{1,2}"
_Y4 = r"(?:19[5-9][0-9]|20[0-9]{2})(?![0-9%]|[.,][0-9])"
_COUNT = r"(?:[0-9]{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_ORDINAL = r"(?:first|second|third|fourth|1st|2nd|3rd|4th)"
_FISCAL = r"(?:fiscal|financial|calendar)"
_LAST = r"(?:last|prior|previous|preceding)"
_NEXT = r"(?:next|following|coming|upcoming)"

_YEAR_NAME = (
    rf"(?:(?:{_FISCAL}{_S}year|{_FISCAL}|year|fy|cy)[ -]?)?(?:(?P<y4>{_Y4})|'(?P<y2>[0-9]{{2}})(?![0-9%]))"
    rf"|(?:{_FISCAL}{_S}year |{_FISCAL} |fy ?|cy ?)(?P<y2f>[0-9]{{2}})(?![0-9%]|[.,][0-9])"
)
_TAIL = re.compile(
    r"[ ,]{0,2}(?:(?:of|in|for|during) )?(?:the |our |its )?"
    rf"(?:(?:full )?(?:{_YEAR_NAME})"
    rf"|(?P<back>{_LAST}(?:{_S}{_FISCAL})?{_S}year|a year (?:ago|earlier))"
    rf"|(?P<ahead>{_NEXT}(?:{_S}{_FISCAL})?{_S}year)"
    rf"|(?P<now>(?:this|current)(?:{_S}{_FISCAL})?{_S}year)"
    rf"|(?P<plain>(?:{_FISCAL}{_S})?year)){_E}(?!-)"
    r"|(?P<y2q>(?<=[1-469][qhm])[0-9]{2})(?![0-9%]|[.,][0-9])"
)
_SHARED = re.compile(
    rf"(?:,? and|,? or|,|,? as well as)(?: for| in)?(?: the| our)? (?:q[1-4]|[1-4]q|{_ORDINAL}{_S}quarter"
    rf"|{_ORDINAL}{_S}half|h[12]|(?:full|fiscal|whole){_S}(?:{_FISCAL} )?year|year|(?=fiscal|fy))(?= |'|fy|-)"
)
_CUT_TAIL = re.compile(
    r" (?:of|in) (?:fiscal )?(?:19|20)[0-9]?(?![0-9%]|[.,][0-9]|[ ]?(?:basis|percent|million|billion))"
)
_LEAD = re.compile(
    rf"(?:{_B}(?:{_YEAR_NAME})(?:'s)?[ -]|(?P<y4z>{_Y4}) ?(?:年度?|財年|財政年度) ?的? ?"
    rf"|{_B}(?P<back>{_LAST}{_S}(?:{_FISCAL}{_S})?year(?:'s)?|year{_S}(?:ago|earlier))[ -]"
    rf"|{_B}(?P<ahead>{_NEXT}{_S}(?:{_FISCAL}{_S})?year(?:'s)?)[ -]"
    rf"|{_B}(?P<now>(?:this|current){_S}(?:{_FISCAL}{_S})?year(?:'s)?)[ -]"
    r"|(?P<backz>去年|上一?年度?|前一年|上一?個?財年) ?的? ?|(?P<aheadz>明年|來年|下一?年度?|下一?個?財年) ?的? ?"
    r"|(?P<nowz>今年|本年度?|當年|本財年|本財政年度) ?的? ?)$"
)


@dataclass(frozen=True, slots=True)
class _Year:
    """The year words beside a part of a year: a number, or an offset from the call's (None: just "the year")."""

    start: int
    end: int
    number: int | None
    offset: int | None


def _year_beside(text: str, start: int, end: int) -> _Year | None:
    """The year named right after `text[start:end]`, else right before it."""
    after = _TAIL.match(text, end)
    if after:
        return _year(after, start, after.end())
    before = _LEAD.search(text[max(0, start - 30) : start])
    if before:
        return _year(before, start - len(before[0]), end)
    return _shared_year(text, start, end)


def _shared_year(text: str, start: int, end: int) -> _Year | None:
    """The number of the year that follows a second part ("Q1 and full year 2024"): it counts for the first too."""
    other = _SHARED.match(text, end)
    after = _TAIL.match(text, other.end()) if other else None
    year = _year(after, start, end) if after else None
    return year if year and year.number else None


def _year(match: re.Match[str], start: int, end: int) -> _Year:
    groups = {name[:4].rstrip("z"): words for name, words in match.groupdict().items() if words}
    offsets = {"back": -1, "ahea": 1, "now": 0}
    for name, words in groups.items():
        if name in offsets:
            return _Year(start, end, None, offsets[name])
        if name.startswith("y"):
            return _Year(start, end, _four_digits(words), None)
    return _Year(start, end, None, None)


def _four_digits(digits: str) -> int:
    number = int(digits)
    return number if number > 99 else number + (2000 if number < 70 else 1900)


@dataclass(frozen=True, slots=True)
class _Part:
    """Quarters `first` to `last` of a fiscal year not yet known; `bare`: they may stand without a year."""

    first: int
    last: int
    instant: bool = False
    bare: bool = True


def _between(match: re.Match[str]) -> _Part:
    first, last = (_number(match[name]) for name in ("first", "last"))
    return _Part(min(first, last), max(first, last))


def _one(match: re.Match[str]) -> _Part:
    number = next(_number(words) for words in match.groups() if words)
    return _Part(number, number)


def _half(match: re.Match[str]) -> _Part:
    number = next(_number(words) for words in match.groups() if words)
    return _Part(number * 2 - 1, number * 2)


def _opening(match: re.Match[str]) -> _Part:
    count = next(_number(words) for words in match.groups() if words)
    return _Part(1, count // 3 if "month" in match[0] or "月" in match[0] else count)


def _closing(match: re.Match[str]) -> _Part:
    return _Part(5 - next(_number(words) for words in match.groups() if words), 4)


def _whole(match: re.Match[str]) -> _Part:
    return _Part(1, 4)


def _year_end(match: re.Match[str]) -> _Part:
    return _Part(4, 4, instant=True)


def _needs_months(match: re.Match[str]) -> _Part:
    return _Part(1, int(match[1]) // 3, bare=False)


def _needs_year(match: re.Match[str]) -> _Part:
    return _Part(4, 4, instant=True, bare=False)


_NOT_RANK = r"(?! (?:in a row|straight|consecutive|ever|where|since)\b)"
_Q = r"(?:[1-4]|one|two|three|four)"
_Z = r"[一二三四1-4]"

PartReader = Callable[[re.Match[str]], _Part]

_PARTS: list[tuple[re.Pattern[str], PartReader]] = [
    (re.compile(pattern), reader)
    for pattern, reader in [
        (rf"{_B}(?:fiscal )?({_ORDINAL}|final){_S}(?:{_FISCAL}{_S})?quarters?{_E}{_NOT_RANK}", _one),
        (rf"{_B}q ?([1-4])(?=fy|'|{_E})", _one),
        (rf"{_B}([1-4])q(?=[0-9]{{2}}(?![0-9])|20[0-9]{{2}}|fy|'|{_E})", _one),
        (
            rf"{_B}(?<!the )(?<!per )quarter (?:number )?({_Q})"
            rf"(?=,? (?:of |in )?(?:the |fiscal |fy|20[0-9]{{2}}))",
            _one,
        ),
        (
            rf"{_B}(?:(?<=in )|(?<=for )|(?<=of )|(?<=to )|(?<=than )|(?<=from )|(?<=versus ))"
            rf"quarter ({_Q}){_E}(?![.,][0-9]|%)",
            _one,
        ),
        (rf"{_B}q(?P<first>[1-4]) ?(?:through|thru|to|-) ?q?(?P<last>[1-4]){_E}(?![.,][0-9]|%)", _between),
        (
            rf"{_B}(?P<first>{_ORDINAL})(?: quarter)? (?:through|thru|to|and)(?: the)?"
            rf" (?P<last>{_ORDINAL}){_S}quarters?{_E}",
            _between,
        ),
        (rf"{_B}(first|second|front|back|latter|1st|2nd){_S}half{_E}(?! (?:a )?dozen)", _half),
        (rf"{_B}h([12])(?=fy|'|{_E})", _half),
        (rf"{_B}([12])h(?=[0-9]{{2}}(?![0-9])|20[0-9]{{2}}|fy|'|{_E})", _half),
        (rf"{_B}(?<![$€£])([69]) ?m(?=[0-9]{{2}}(?![0-9])|'| ?20[0-9]{{2}}| ?fy)", _needs_months),
        (rf"{_B}first (three|six|nine|3|6|9) months{_E}", _opening),
        (rf"{_B}first (two|three|2|3) quarters{_E}", _opening),
        (
            rf"{_B}(?:back|remaining|(?:last|final)(?= [a-z0-9]{{1,5}} quarters of)) (two|three|2|3) quarters{_E}",
            _closing,
        ),
        (rf"{_B}(?:full|entire|whole){_S}(?:{_FISCAL}{_S})?year{_E}", _whole),
        (rf"{_B}(?:end of|exiting|exited|exit){_E}(?= (?:the |this |last |next |fiscal |fy|20))", _needs_year),
        (rf"{_B}year{_S}end{_E}", _year_end),
        (r"第 ?([一二三四1-4]) ?個?(?:財|會計)?季度?", _one),
        (rf"(?<![前後去過餘第])({_Z}|首|末)季度?", _one),
        (r"([上下])半年度?", _half),
        (r"前 ?([二兩三23]) ?個?季度?", _opening),
        (r"前 ?([三六九369]) ?個?月", _opening),
        (r"[後餘下] ?([二兩三23]) ?個?季度?", _closing),
        (r"全年度?", _whole),
        (r"年[底末]", _year_end),
    ]
]


def _parts(source: _Source, start: int, end: int) -> Iterator[_Found]:
    for pattern, reader in _PARTS:
        for match in pattern.finditer(source.text, start, end):
            found = _part(source, match, reader(match))
            if found:
                yield found


def _part(source: _Source, match: re.Match[str], part: _Part) -> _Found | None:
    beside = _year_beside(source.text, *match.span())
    if beside is None:
        cut = _CUT_TAIL.match(source.text, match.end())
        if cut:
            return _Found(match.start(), cut.end(), (), "absolute")
        beside = _Year(*match.span(), None, None) if part.bare else None
    return _dated(source.clock, part, beside) if beside else None


def _dated(clock: _Clock, part: _Part, year: _Year) -> _Found:
    kind: MentionKind = "absolute" if year.number else "comparison" if year.offset == -1 else "relative"
    if year.number:
        readings: tuple[Period, ...] = (stretch(year.number, part.first, part.last),)
    else:
        readings = _in_call_year(clock.call, part, year.offset)
    return _Found(year.start, year.end, readings, kind, part.instant)


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


# Phrases that stand relative to the call

Resolver = Callable[[Period, re.Match[str]], tuple[Period, ...]]


def _this_quarter(call: Period, match: re.Match[str]) -> tuple[Period, ...]:
    named = match[0].startswith(("this", "current", "本", "這"))
    return (call, call.next()) if named else (call,)


def _last_quarter(call: Period, match: re.Match[str]) -> tuple[Period, ...]:
    return (call.previous(),)


def _next_quarter(call: Period, match: re.Match[str]) -> tuple[Period, ...]:
    return (call.next(),)


def _quarters_ago(call: Period, match: re.Match[str]) -> tuple[Period, ...]:
    index = call.year * 4 + call.first - 1 - _number(match[1])
    return (quarter(index // 4, index % 4 + 1),)


def _year_ago(call: Period, match: re.Match[str]) -> tuple[Period, ...]:
    return call.prior_year(), fiscal_year(call.year - 1)


def _years_ago(call: Period, match: re.Match[str]) -> tuple[Period, ...]:
    count = _number(match[1])
    return (call.shifted(-count), fiscal_year(call.year - count)) if count < 8 else ()


def _this_year(call: Period, match: re.Match[str]) -> tuple[Period, ...]:
    here = fiscal_year(call.year)
    return (here, here.next()) if call.last == 4 else (here,)


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
    first = call.last - _number(match[1]) + 1
    return (stretch(call.year, first, call.last),) if first >= 1 else ()


def _next_quarters(call: Period, match: re.Match[str]) -> tuple[Period, ...]:
    after, count = call.next(), _number(match[1])
    return (stretch(after.year, after.first, after.first + count - 1),) if after.first + count <= 5 else ()


def _year_to_date(call: Period, match: re.Match[str]) -> tuple[Period, ...]:
    so_far = stretch(call.year, 1, call.last)
    other = match.groupdict().get("y4") not in (None, str(call.year))
    return () if other else (so_far,)


def _quarter_to_date(call: Period, match: re.Match[str]) -> tuple[Period, ...]:
    after = call.next()
    return (Period("qtd", after.year, after.first, after.first),)


def _before_last_year(call: Period, match: re.Match[str]) -> tuple[Period, ...]:
    return (fiscal_year(call.year - 2),)


def _unsettled(call: Period, match: re.Match[str]) -> tuple[Period, ...]:
    return ()


def _opening_balance(call: Period, match: re.Match[str]) -> tuple[Period, ...]:
    return (quarter(call.year - 1, 4),)


_PAST = r"(?:last|past|trailing|previous|prior|preceding|latest)"
_THE_YEAR = rf"(?:the|this|our)(?: current| whole)?(?:{_S}{_FISCAL})? year"

_PHRASES: list[tuple[re.Pattern[str], str, Resolver]] = [
    (re.compile(pattern), kind, resolver)
    for kind, resolver, patterns in [
        ("relative", _this_quarter, [
            rf"{_B}(?:this|the|our|current|most recent|reported|reporting){_S}"
            rf"(?:current |recent |fiscal |entire |full )?"
            rf"quarter(?:{_S}end)?{_E}(?!{_S}(?:over|on|to|after|century|point|turn|of a)\b)",
            rf"{_B}quarter{_S}end{_E}",
            r"(?:本|這一?個?|當|該)季度?末?|季度?[末底]|季內",
        ]),
        ("relative", _last_quarter, [
            rf"{_B}(?:{_PAST}|sequential|immediately preceding|linked){_S}(?:fiscal )?quarter{_E}",
            r"(?:上一?個?|前一個?)季度?",
        ]),
        ("relative", _next_quarter, [
            rf"{_B}{_NEXT}{_S}(?:fiscal )?quarter{_E}", r"下一?個?季度?",
        ]),
        ("comparison", _quarters_ago, [rf"{_B}({_COUNT}|a) quarters? (?:ago|earlier){_E}"]),
        ("comparison", _year_ago, [
            rf"{_B}(?:a|one|1) year (?:ago|earlier){_E}",
            rf"{_B}(?:{_LAST}|same){_S}year(?:'s)?{_S}(?:same |comparable )?(?:quarter|period){_E}",
            rf"{_B}year{_S}(?:ago|earlier){_S}(?:same |comparable )?(?:quarter|period|level)s?{_E}",
            rf"{_B}(?:same|comparable|corresponding|like|equivalent|comparative) (?:fiscal )?(?:quarter|period|time)"
            r"(?: of| in| from)?(?: the)?"
            rf" (?:{_LAST}{_S}(?:fiscal )?year|a year (?:ago|earlier)|year{_S}ago)(?:'s quarter)?{_E}",
            rf"{_B}year{_S}(?:ago|earlier){_E}",
            r"(?:去年|上年度?|上一年度?|前一年度?|前年)的?(?:同期|同季度?|同一?季度?)|一年前",
        ]),
        ("comparison", _years_ago, [
            rf"{_B}({_COUNT}) years? (?:ago|earlier){_E}",
            r"(?<![0-9])([二兩三四五六七八九十2-9]) ?年前",
        ]),
        ("relative", _this_year, [
            rf"{_B}(?:for |in |of |during |over |through )?{_THE_YEAR}{_E}"
            rf"(?!{_S}(?:(?:over|on|after|end|ago)\b|'?[0-9]))",
            rf"{_B}(?:this|current){_S}(?:{_FISCAL}{_S})?year{_E}(?!{_S}(?:over|on|end)\b)",
            r"今年度?|本年度|本?財年|本?財政年度|當年",
        ]),
        ("comparison", _last_year, [
            rf"{_B}{_LAST}{_S}(?:full{_S}|{_FISCAL}{_S})?year(?:'s)?{_E}",
            r"去年度?|上一年|上一?年度|上一?個?財年|前一年",
        ]),
        ("relative", _next_year, [
            rf"{_B}the year ahead{_E}",
            rf"{_B}{_NEXT}{_S}(?:full{_S}|{_FISCAL}{_S})?year(?:'s)?{_E}",
            r"明年度?|來年|下一?年度|下一?個?財年|下一?個?財政年度",
        ]),
        ("comparison", _before_last_year, [rf"{_B}year before last{_E}", r"前年"]),
        ("relative", _rest_of_year, [
            rf"{_B}(?:rest|remainder|balance|remaining (?:part|{_COUNT} (?:quarters|months))"
            rf"|(?:last|final|next|back) (?:three|two|3|2) quarters) of (?:the|this|our) (?:{_FISCAL} )?year{_E}",
            r"(?:今年|本年度?)(?:剩餘|餘下|其餘)的?(?:時間|時間內|季度|幾個月)?",
        ]),
        ("relative", _trailing, [
            rf"{_B}{_PAST}{_S}(?:12|twelve){_S}months?{_E}", rf"{_B}(?:{_PAST}{_S}(?:4|four){_S}quarters?|ltm|ttm){_E}",
            rf"{_B}(?:over|in|during|within|for) the (?:last|past) (?:one |1 )?year{_E}", rf"{_B}the past year{_E}",
            r"(?:過去|最近|近|前) ?(?:12|十二) ?個月|過去一年|過去的一年",
        ]),
        ("relative", _last_quarters, [rf"{_B}{_PAST} (two|three|2|3) quarters{_E}"]),
        ("relative", _next_quarters, [rf"{_B}{_NEXT} (two|three|four|2|3|4) quarters{_E}"]),
        ("relative", _unsettled, [
            rf"{_B}(?:{_NEXT}|{_PAST}){_S}(?:{_COUNT}|few|several|couple(?: of)?)"
            rf"{_S}(?:or so )?(?:quarters|months|years|weeks|days){_E}",
            rf"{_B}{_NEXT} (?:12|twelve){_S}months?{_E}", rf"{_B}ntm{_E}", rf"{_B}next year and a half{_E}",
            rf"{_B}(?:a|one) decade ago{_E}",
            rf"{_B}(?:{_COUNT}|several|many|few|some) (?:decades|months|weeks|days) (?:ago|earlier){_E}",
            rf"{_B}(?:several|many|few|some|couple of) (?:years|quarters) (?:ago|earlier){_E}",
            rf"{_B}(?:beginning|start) of (?:the|this|last|next|our) (?:{_FISCAL} )?(?:year|quarter){_E}",
            r"未來 ?(?:[0-9]{1,2}|[一二兩三四五六七八九十幾]{1,2}) ?個?(?:月|季度?|年)",
            r"(?:十幾?|幾|數|一)年多?前", r"年初",
            r"過去 ?(?:[0-9]{1,2}|[一二兩三四五六七八九十幾]{1,2}) ?個?(?:月|季度?|年)",
        ]),
        ("relative", _year_to_date, [
            rf"{_B}(?:year{_S}to{_S}date|ytd|so far this year|this year so far|year so far"
            rf"|so far in (?:the )?(?:fiscal )?(?:year )?(?P<y4>{_Y4})){_E}",
            rf"{_B}(?:since|from) the (?:beginning|start) of (?:the|this) year{_E}",
            r"年初至今|年初以來|今年(?:以來|迄今|至今|到目前為止|到目前为止)|年迄今",
        ]),
        ("relative", _quarter_to_date, [
            rf"{_B}(?:quarter{_S}to{_S}date|qtd|so far (?:this|in the) quarter|(?:this )?quarter so far){_E}",
            r"季度?至今|季初至今|本季度?(?:迄今|以來|到目前為止)",
        ]),
        ("blocked", _unsettled, [
            rf"{_B}(?:the |this |last |next )?(?:year|quarter|month|half){_S}(?:over|on|after|by|versus){_S}"
            rf"(?:the )?(?:prior |last |the )?(?:year|quarter|month|half){_E}",
            rf"{_B}(?:per|each|every|any|a|any given|a given) (?:fiscal )?(?:year|quarter|month){_E}"
            r"(?! (?:ago|earlier|end))",
            r"每一?個?(?:年|季度?|月)|年復合|年複合",
        ]),
    ]
    for pattern in patterns
]  # fmt: skip


def _phrases(source: _Source, start: int, end: int) -> Iterator[_Found]:
    call = source.clock.call
    for pattern, kind, resolver in _PHRASES:
        for match in pattern.finditer(source.text, start, end):
            readings = resolver(call, match) if call else ()
            said: MentionKind = "comparison" if kind == "comparison" else "relative"
            yield _Found(*match.span(), readings, said, blocked=kind == "blocked")


# Dates, months and bare years

_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = re.compile(
    rf"{_B}(?P<cue>(?:(?P<rank>{_ORDINAL}) )?(?:fiscal )?(?P<span>quarter|year|{_COUNT} months)"
    rf"(?: and (?:full |fiscal )?year)? (?:that )?(?:ended|ending)(?: on| in)? "
    r"|as o[fn] (?:the )?(?:end of |end )?|at )?"
    rf"{_MONTH}{_E}\.?"
    rf"(?: (?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?(?![0-9a-z%]|[.,][0-9]))?"
    rf"(?:,? (?:of )?(?:(?P<y4>{_Y4})|'(?P<y2>[0-9]{{2}})(?![0-9%])"
    rf"|(?P<back>last|prior) year|(?P<now>this) year|(?P<ahead>next) year))?"
    rf"{_E}(?P<suffix>{_S}quarter(?:{_S}end)?{_E}|{_S}end{_E})?"
)
_DATE_ZH = re.compile(
    rf"(?P<cue>截至|截止)? ?(?:(?:(?P<y4>{_Y4}) ?年|(?P<back>去年)|(?P<now>今年)|(?P<ahead>明年)) ?)?(?<![0-9])"
    r"(?P<month>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九]) ?月(?:份)?(?: ?(?P<day>[0-3]?[0-9]) ?[日號号])?"
    r"(?P<suffix>底|末| ?止? ?的? ?(?P<span>季度?|財季|年度|[三六九]個月))?"
)
_MONTH_NEEDS = re.compile(
    r"(?:in|since|by|through|during|of|until|till|from|to|this|last|next|late|early|mid|for|ended|ending|as of)[ -]$"
)


def _dates(source: _Source, start: int, end: int) -> Iterator[_Found]:
    for pattern in (_DATE, _DATE_ZH):
        for match in pattern.finditer(source.text, start, end):
            if pattern is _DATE_ZH or _is_month(source, match):
                yield _date(source.clock, match)


def _is_month(source: _Source, match: re.Match[str]) -> bool:
    """Whether the word is a month: "may" and "march" are verbs, "sun" and "mar" parts of names."""
    start, name = match.start("month"), match["month"]
    if not source.raw[start].isupper():
        return False
    if match["day"] or match["y4"] or match["y2"] or match["suffix"]:
        return True
    certain = len(name) > 4 and name != "march"
    before = source.text[max(0, match.start() - 8) : match.start()]
    return certain or (name in ("may", "march", "june", "july") and bool(match["cue"] or _MONTH_NEEDS.search(before)))


def _date(clock: _Clock, match: re.Match[str]) -> _Found:
    index = _calendar_month(clock, match)
    explicit = match["y4"] or match.groupdict().get("y2")
    kind: MentionKind = "absolute" if explicit else "relative"
    if index is None:
        return _Found(*match.span(), (), kind)
    ends = bool(match["cue"] or match["suffix"])
    period = _ending(match, index + clock.lead) if ends else None
    instant = ends and not match["span"]
    readings = (period or Period("month", index // 12, index % 12 + 1, index % 12 + 1),)
    return _Found(*match.span(), readings, kind, instant)


def _calendar_month(clock: _Clock, match: re.Match[str]) -> int | None:
    """The month of a date, counted from the year 0; without a year, the one nearest to the call."""
    month = _month_number(match["month"])
    ends = (match["cue"] or match["suffix"]) and match["day"]
    early = 1 if ends and int(match["day"]) <= 7 else 0  # 52-week years end a few days into the next month
    digits = match["y4"] or match.groupdict().get("y2")
    if digits:
        return _four_digits(digits) * 12 + month - 1 - early
    if clock.call is None:
        return None
    spoken = clock.call.months()[1] - clock.lead + 1
    for name, offset in (("back", -1), ("now", 0), ("ahead", 1)):
        if match[name]:
            return (spoken // 12 + offset) * 12 + month - 1 - early
    reach = 0 if (match["cue"] or "").startswith(("as o", "截")) else 6  # what stands "as of" a date is past
    return spoken - (spoken - (month - 1) + reach) % 12 + reach - early


def _month_number(name: str) -> int:
    return _MONTHS.index(name[:3]) + 1 if name[:3] in _MONTHS else _number(name)


def _ending(match: re.Match[str], month: int) -> Period | None:
    """What ends in fiscal `month`: the quarter, or the longer stretch that the words name."""
    year, number = month // 12, month % 12 // 3 + 1
    span, suffix = match["span"] or "", match["suffix"] or ""
    if "year" in span or "年" in span:
        return fiscal_year(year)
    if span.startswith(("nine", "9", "九", "six", "6", "六")):
        return stretch(year, 1, number)
    if span.startswith(("twelve", "12")):
        return Period("ttm", year, number, number)
    closes = month % 3 == 2 and (not match["day"] or not 7 < int(match["day"]) < 24)
    return quarter(year, number) if closes or span or "quarter" in suffix else None


_YEAR_WORD = re.compile(
    rf"{_B}(?:(?<![$€£¥₹#.,'-])|(?<=mid-)|(?<=late-)|(?<=early-)|(?<=end-))(?:{_YEAR_NAME})"
    rf"{_E}(?!'?s{_E})(?! ?(?:basis|percent|bps|million|billion|dollars))"
)
_YEAR_ZH = re.compile(
    rf"(?<![0-9])(?:(?P<y4>{_Y4}) ?(?:年(?! ?[0-9]{{1,2}} ?月)(?:度|財年)?|財政?年度?)|(?:財政?年度?) ?(?P<y4f>{_Y4})"
    r"|(?P<y2f>[0-9]{2}) ?財年)"
)
_YEAR_SPAN = re.compile(
    rf"{_B}(?<![$€£¥₹#.,'-])(?P<between>between )?(?:fiscal |fy ?)?(?:year )?(?P<first>{_Y4}|(?<=fy)[0-9]{{2}})"
    rf" ?(?:to|through|thru|-|until|(?P<and>and)) ?(?:fiscal |fy ?)?(?:year )?(?P<last>{_Y4}|(?<=fy)[0-9]{{2}}){_E}"
)
_YEAR_PAIR = re.compile(
    rf"{_B}(?<![$€£¥₹#.,'-])(?:fiscal (?:year )?|fy ?)?"
    rf"(?P<y4>{_Y4})(?P<sign>[-/])(?P<last>[0-9]{{2}}){_E}(?!-)"
)
_YEAR_SPAN_ZH = re.compile(rf"(?<![0-9])(?P<first>{_Y4}) ?年?(?:至|到|-|~) ?(?P<last>{_Y4}) ?(?:年度?|財年)")


def _years(source: _Source, start: int, end: int) -> Iterator[_Found]:
    for match in _YEAR_WORD.finditer(source.text, start, end):
        if _plausible(source, match):
            yield _year_found(match)
    for match in _YEAR_ZH.finditer(source.text, start, end):
        yield _year_found(match)
    for pattern in (_YEAR_SPAN, _YEAR_SPAN_ZH):
        for match in pattern.finditer(source.text, start, end):
            yield from _year_span(match)
    for match in _YEAR_PAIR.finditer(source.text, start, end):
        yield from _year_pair(match)


def _year_found(match: re.Match[str]) -> _Found:
    number = next(_four_digits(words) for words in match.groups() if words)
    kind: MentionKind = "year word" if match[0].rstrip("年 ").isdecimal() else "absolute"
    return _Found(*match.span(), (fiscal_year(number),), kind)


_IN_A_YEAR = re.compile(r"(?:in|since|by|through|of|from|until|to|and|year|fiscal|before|after|for) $")


def _plausible(source: _Source, match: re.Match[str]) -> bool:
    """Whether four digits alone are a year: near the call's own, or after a word of time."""
    if not match["y4"] or not match[0].isdecimal():
        return True
    call, number = source.clock.call, int(match["y4"])
    near = call.year - 12 <= number <= call.year + 30 if call else number not in (1950, 2000)
    return near or bool(_IN_A_YEAR.search(source.text[max(0, match.start() - 7) : match.start()]))


def _year_span(match: re.Match[str]) -> Iterator[_Found]:
    first, last = _four_digits(match["first"]), _four_digits(match["last"])
    joined = match.groupdict()
    if first < last and bool(joined.get("and")) == bool(joined.get("between")):
        yield _Found(*match.span(), (years(first, last),), "absolute")


def _year_pair(match: re.Match[str]) -> Iterator[_Found]:
    """The fiscal year that "fiscal 2021-22" or "2021/22" names: the one in which it ends; "2024-26" are years."""
    first = int(match["y4"])
    last = first // 100 * 100 + int(match["last"])
    one = last == first + 1 and (match["sign"] == "/" or match[0].startswith("f"))
    if first < last:
        yield _Found(*match.span(), (fiscal_year(last) if one else years(first, last),), "absolute")


# The fiscal calendar

_CLOSING = re.compile(
    rf"{_B}(?:(?:(?P<rank>{_ORDINAL}) )?(?:fiscal )?(?P<span>quarter|three months)(?: and (?:full |fiscal )?year)?"
    rf" (?:that )?(?:ended|ending)(?: on| in)? |as o[fn] (?:the )?(?:end of |end )?){_MONTH}{_E}\.?"
    rf"(?: (?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?(?![0-9]))?(?:,? (?P<y4>{_Y4}))?"
)
_HEADER_DATE = re.compile(
    rf"{_B}(?<!ended )(?<!ending )(?<!of )(?<!on )(?<!dated )"
    rf"{_MONTH}{_E}\.? (?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?,? (?P<y4>{_Y4})"
)
_HEADER_CHARACTERS = 800
_YEAR_ENDS = re.compile(
    rf"{_B}fiscal year(?: 20[0-9]{{2}})?,? (?:which )?(?:ended|ending|ends) (?:on |in )?{_MONTH}{_E}"
)


def year_end_lead(text: str, call: str = "") -> int | None:
    """By how many months the fiscal year runs ahead of the calendar year, as the text shows; None if it does not.

    0 for years that end in December, 6 for June, -1 for a year 2023 that ends in January 2024.

    >>> year_end_lead("In the second quarter ended December 31, 2025, revenue grew.", "2026Q2")
    6
    """
    period = parse(call)
    return _shown_lead(text.translate(_FOLD), period.end_quarter() if period else None)


def _shown_lead(folded: str, call: Period | None) -> int | None:
    votes = Counter(_lead_votes(folded, call))
    return max(votes, key=lambda lead: (votes[lead], lead == 0)) if votes else None


def _lead_votes(folded: str, call: Period | None) -> Iterator[int]:
    for match in _YEAR_ENDS.finditer(folded):
        yield from [12 - _month_number(match["month"])] * 3
    if call is None:
        return
    held = _HEADER_DATE.search(folded, 0, _HEADER_CHARACTERS)
    yield from [_held_lead(held, call)] * 3 if held else [0]
    for match in _CLOSING.finditer(folded):
        yield from _closing_votes(match, call)


def _held_lead(held: re.Match[str], call: Period) -> int:
    """The lead under which the call's quarter closed before the call was held.

    Calls are held two to eleven weeks after the close, and most quarters close with a calendar quarter; where none
    closed in those weeks, an early day speaks for the month before last, a late one for last month.
    """
    month = int(held["y4"]) * 12 + _month_number(held["month"]) - 1
    since = (month + 1) % 3 or 3
    if since == 3:
        since = 2 if int(held["day"]) <= 20 else 1
    lead = call.months()[1] - (month - since)
    return lead if -3 <= lead <= 11 else lead % 12


def _closing_votes(match: re.Match[str], call: Period) -> list[int]:
    """The lead under which this date closes the call's quarter, "quarter ended" twice as sure as "as of"."""
    month, day = _month_number(match["month"]), int(match["day"] or 31)
    if 7 < day < 24 or (match["rank"] and _number(match["rank"]) != call.last):
        return []
    closed = month - 1 - (day <= 7)
    if match["y4"]:
        lead = call.months()[1] - (int(match["y4"]) * 12 + closed)
        if not -3 <= lead <= 11:
            return []
    else:
        lead = (call.last * 3 - 1 - closed) % 12
    return [lead] * (2 if match["span"] else 1)


# All together

_ANCHOR = re.compile(
    r"quarter|year|months?|half|decade|ytd|qtd|ltm|ttm|ntm|[1-4]q|q ?[1-4]|h[12]|[12]h|(?:19|20)[0-9]{2}|'[0-9]{2}"
    r"|fy|cy[ '0-9]"
    r"|fiscal|exit|[年季月]|同期|一?半"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
)
_MARGIN = 90
_BASE = re.compile(
    r"(?:compared? (?:to|with|against)|versus|vs\.?|against|relative to"
    r"|(?:up|down|increase[ds]?|decrease[ds]?|improv(?:ed|ing)|higher|lower) from"
    r"|than)(?: (?:the|that of|those of|our|in|a|what we (?:saw|had)))*[ ]$|(?:[比較與]|相比於|相較於|相對於|相較) ?$"
)
_END_BEFORE = re.compile(r"(?:end of|exited|exiting|exit|ended|as of|closed|left)(?: the| our)? $")
_END_AFTER = re.compile(r"[ -]end(?![a-z])|[底末]")
_BASE_AFTER = re.compile(r" ?的?相比")


def find(text: str, call: str = "", year_end_month: int = 0) -> list[PeriodMention]:
    """The mentions of periods in `text`, in order and without overlap (the longest reading wins).

    `call` is the call's own fiscal period: relative words are resolved from it, and stay unresolved without it.
    `year_end_month` is the month in which the fiscal year ends; 0 leaves it to the text, then to December.

    >>> [(m.text, m.period) for m in find("Revenue rose 8% in Q3 from a year ago", "2023Q3")]
    [('Q3', '2023Q3'), ('a year ago', '2022Q3')]
    """
    folded = text.translate(_FOLD)
    source = _Source(folded, text, _clock(folded, call, year_end_month))
    found = [one for start, end in _stretches(source.text) for one in _candidates(source, start, end)]
    return [_mention(source, one) for one in _longest(found) if not one.blocked]


def _clock(folded: str, call: str, year_end_month: int) -> _Clock:
    period = parse(call)
    if period and not 1900 < period.year < 2200:
        period = None
    now = period.end_quarter() if period else None
    lead = _shown_lead(folded, now) or 0
    if year_end_month and (lead + year_end_month) % 12:
        lead = 12 - year_end_month
    return _Clock(now, lead)


def _stretches(text: str) -> list[tuple[int, int]]:
    """The parts of the text near a word of time, so that the rules skip the rest."""
    spans: list[tuple[int, int]] = []
    for anchor in _ANCHOR.finditer(text):
        start, end = max(0, anchor.start() - _MARGIN), anchor.end() + _MARGIN
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def _candidates(source: _Source, start: int, end: int) -> Iterator[_Found]:
    yield from _parts(source, start, end)
    yield from _phrases(source, start, end)
    yield from _dates(source, start, end)
    yield from _years(source, start, end)


def _longest(found: Iterable[_Found]) -> list[_Found]:
    """The candidates without overlaps, in order: of two that overlap the longer stays."""
    kept: list[_Found] = []
    for one in sorted(found, key=lambda f: (f.start, -f.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
        elif one.end - one.start > kept[-1].end - kept[-1].start:
            kept[-1] = one
    return kept


def _mention(source: _Source, one: _Found) -> PeriodMention:
    names = tuple(dict.fromkeys(str(period) for period in one.readings)) or ("",)
    text = source.raw[one.start : one.end]
    words = " ".join(source.text[one.start : one.end].split())
    kind = "comparison" if _is_base(source, one) else one.kind
    instant = one.instant or _is_instant(source, one)
    return PeriodMention(one.start, one.end, text, names[0], kind, words, names[1:], instant)


def _is_instant(source: _Source, one: _Found) -> bool:
    """Whether the words around it say that its end is meant ("exited Q3", "the end of the quarter", 季末)."""
    before = source.text[max(0, one.start - 16) : one.start]
    return bool(_END_BEFORE.search(before) or _END_AFTER.search(source.text, one.start, one.end + 4))


def _is_base(source: _Source, one: _Found) -> bool:
    """Whether words of comparison stand right before it, or right after it in Chinese."""
    call = source.clock.call
    if call and one.readings and one.readings[0] > call:
        return False
    before = source.text[max(0, one.start - 40) : one.start]
    return bool(_BASE.search(before) or _BASE_AFTER.match(source.text, one.end))
