"""Which fiscal period a number belongs to, and what a growth or change is measured against.

Goes in: a row with its period items and the place of a number. Comes out: a period in the guide's notation, empty where
the sentence names none, and a `versus`. An instant marked with "!" is the end of a year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor import periods
from extractor.periods import PeriodMention
from extractor.readers.lexing import Row

INSTANT = "!"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The period mentions of a call, the period the call reports ("" when unknown), and by how many months its fiscal
    year runs ahead of the calendar, where the text shows it."""

    mentions: Sequence[PeriodMention]
    call: str
    lead: int | None = None

    def at(self, row: Row, index: int) -> PeriodMention:
        """The period mention of the item at `index`."""
        return self.mentions[row.items[index].of]


def reading(mention: PeriodMention, calendar: Calendar, ahead: bool) -> str:
    """The period meant: among the readings of an ambiguous name the later one when the sentence looks ahead."""
    call = periods.parse(calendar.call)
    readings = [found for each in (mention.period, *mention.alternatives) if (found := periods.parse(each))]
    if not readings or call is None:
        return mention.period
    if ahead and mention.kind != "comparison":
        later = [each for each in readings if each > call or each.contains(call.next())]
        return str((later or readings)[0])
    return str(readings[0])


def _told(mention: PeriodMention, calendar: Calendar) -> str:
    """The period meant of something over: among the readings of an ambiguous name ("Q4") the first that is over."""
    call = periods.parse(calendar.call)
    readings = [found for each in (mention.period, *mention.alternatives) if (found := periods.parse(each))]
    over = [str(each) for each in readings if call and each <= call]
    return over[0] if over else reading(mention, calendar, False)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is known of a number that wants a period: its sentence looks ahead; it is a level; periods of others."""

    ahead: bool
    level: bool = True
    spoken_for: frozenset[int] = frozenset()


def own(row: Row, at: int, calendar: Calendar, wish: Wish) -> str:
    """The period said of the number itself, or of its sentence; empty when the sentence names none."""
    said = _stretch(row, at, calendar)
    adjacent = _right_after(row, at, wish.level)
    for index in [adjacent] * (adjacent >= 0) + [*_near(row, at)] * (not said):
        if index in wish.spoken_for:
            continue
        period = _dating(row, index, calendar, wish.ahead)
        if index == adjacent and row.tags[index] == "K":
            period = reading(calendar.at(row, index), calendar, wish.ahead)
        if period and (index == adjacent or _may_date(row, index, period)):
            return period
    return said


def _may_date(row: Row, index: int, period: str) -> bool:
    """Whether a period further off may date the number: no base, and a month only where it is the metric's."""
    return not _is_base(row, index) and (not is_month(period) or _of_metric(row, index))


def _of_metric(row: Row, index: int) -> bool:
    """Whether a month opens the sentence or stands right behind a metric, and so dates it: "occupancy in May was"."""
    return index < 3 or re.search(r"M(?:ix?o?)?$", row.tags[max(0, index - 4) : index]) is not None


def _dating(row: Row, index: int, calendar: Calendar, ahead: bool) -> str:
    """The period of the item at `index`, with the end of a year marked as an instant."""
    mention = calendar.at(row, index)
    period = reading(mention, calendar, ahead)
    if row.tags[index] == "K":
        return _same_kind(period, mention, calendar.call)
    if row.tags[index - 2 : index] == "Si" and row.items[index - 1].words == ("into",) and len(period) == 6:
        return f"QTD-{period}"
    return (
        f"{period}{INSTANT}" if mention.instant and period.endswith("Q4") and "q" not in mention.words[:2] else period
    )


_OPENS = re.compile(r"[ijx,&pca]{0,3}[TK]")


def opens(row: Row) -> bool:
    """Whether the sentence opens with a period."""
    return _OPENS.match(row.tags) is not None


def topic(row: Row, calendar: Calendar, ahead: bool) -> str:
    """The period that the sentence opens with; empty when it opens with none."""
    found = _OPENS.match(row.tags)
    if found is None or _compares(row, found.end() - 1):
        return ""
    if row.tags[found.end() - 1] == "T" and _is_base(row, found.end() - 1):
        return ""
    period = reading(calendar.at(row, found.end() - 1), calendar, ahead)
    return "" if is_month(period) else period


def is_month(period: str) -> bool:
    """Whether the period is a calendar month."""
    return period[4:5] == "-" and len(period) == 7


def _right_after(row: Row, at: int, level: bool) -> int:
    """The index of a period joined to the number by nothing but prepositions and its metric, or -1."""
    tags, right = row.tags, at + 1
    while right < len(tags) and tags[right] in "ijogMhxa" and right - at < 5:
        right += 1
    if right < len(tags) and (tags[right] == "T" or (level and tags[right] == "K")) and not _compares(row, right):
        return right
    return -1


def _near(row: Row, at: int) -> Iterator[int]:
    """The period items in the order in which they are likely to date the number."""
    tags = row.tags
    told = [index for index in range(at) if tags[index] == "T" or (tags[index] == "K" and not _is_base(row, index))]
    yield from (index for index in told[::-1] if not _is_since(row, index) and not _is_label(row, index))
    yield from (index for index in range(at + 1, len(tags)) if tags[index] == "T" and "N" not in tags[at + 1 : index])


def _is_label(row: Row, index: int) -> bool:
    """Whether a bare year only tells apart what the word after it names: "our 2018 performance plan"."""
    item, following = row.items[index], row.items[index + 1 : index + 2]
    if not item.words[0].isdigit() or not following or following[0].tag != "x" or index < 1:
        return False
    return item.end + 1 == following[0].start and row.tags[index - 1] in "otx"


def _is_since(row: Row, index: int) -> bool:
    """Whether the period only tells since when something else has been so: "since we bought it in 2018, "."""
    begin = max((row.tags.rfind(edge, 0, index) for edge in ",;wN"), default=-1) + 1
    return any(item.words == ("since",) for item in row.items[begin:index])


def _stretch(row: Row, at: int, calendar: Calendar) -> str:
    """The year to date where "nine months" or the like stands before the number and fits the call's quarter."""
    call = periods.parse(calendar.call)
    if call is None or call.kind != "quarter" or call.last == 1:
        return ""
    months = {f"{name} months" for name in {2: ("six", "6"), 3: ("nine", "9"), 4: ("twelve", "12")}[call.last]}
    near = [index for index, tag in enumerate(row.tags) if tag == "S" and row.items[index].words[0] in months]
    if not near or (near[-1] > at and "N" in row.tags[at + 1 : near[-1]]):
        return ""
    return str(periods.stretch(call.year, 1, call.last))


_OWN_CLAUSE = re.compile(r"(?:[;w]|&)i?$")


def _is_base(row: Row, index: int) -> bool:
    """Whether the period is named as what something is compared with."""
    if (
        row.tags[index] == "K"
        and _OWN_CLAUSE.search(row.tags[:index])
        and row.tags[index + 1 : index + 2] in ("p", "q")
    ):
        return False
    if row.tags[index] == "K":
        return _compares(row, index) or (index > 2 and row.tags[index + 1 : index + 2] != "b")
    return _compares(row, index)


def _compares(row: Row, index: int) -> bool:
    before = row.tags[max(0, index - 4) : index]
    found = re.search(r"(?:c[aoijx]{0,3}|f[aoix]{0,2}|(?<=N)h)$", before)
    if found is None:
        return _is_outdone(row, index)
    joint = row.items[index - len(found.group())].words
    return not ((joint == ("over",) and "months" in row.items[index].words[0]) or (joint == ("from",) and index < 2))


_COMPARED = re.compile("c[^vhrbw;pN&,]*$")
_OUTDOING = frozenset(
    "exceed exceeded exceeding surpassed beat topped outperformed outpaced outpacing missed trailed".split()
)
_BY = re.compile(r"M[^NM;w]{0,2}yN")


def _is_outdone(row: Row, index: int) -> bool:
    """Whether a verb tells that the period's figure was outdone or missed: "exceeding 2019 margins by 40 points"."""
    return index > 0 and row.items[index - 1].words[0] in _OUTDOING and _BY.match(row.tags, index + 1) is not None


def base(row: Row, at: int, calendar: Calendar, of: str, back: bool = True) -> str:
    """The period of a number that another one of period `of` is compared with; unnamed, it is a year `back`."""
    tags, over = row.tags, back and _COMPARED.search(row.tags[:at]) is not None
    for index in range(at + 1, len(tags)):
        if tags[index] in "TK":
            mention = calendar.at(row, index)
            return _same_kind(_told(mention, calendar) if over else reading(mention, calendar, False), mention, of)
        if tags[index] in ";w":
            break
    for index in range(at - 1, -1, -1):
        if tags[index] == "K" or (tags[index] == "T" and "N" not in tags[index:at] and _compares(row, index)):
            mention = calendar.at(row, index)
            return _same_kind(_told(mention, calendar) if over else reading(mention, calendar, False), mention, of)
    before = periods.parse(of)
    return (str(before.prior_year()) if back else of) if before else ""


def _same_kind(period: str, mention: PeriodMention, of: str) -> str:
    """A year said as a base is the same part of that year as what is compared with it."""
    found, after = periods.parse(period), periods.parse(of)
    if found is None or after is None or mention.kind == "absolute" or found.kind == after.kind:
        return period
    if found.kind == "year" and after.kind != "years":
        return str(after.shifted(found.year - after.year))
    alternatives = [each for name in mention.alternatives if (each := periods.parse(name)) and each.kind == after.kind]
    if alternatives:
        return str(alternatives[0])
    return period


def versus(row: Row, at: int, calendar: Calendar, of: str) -> str:
    """What the growth or change at `at`, in period `of`, is measured against; empty when no words say it."""
    for index in _versus_items(row, at):
        item = row.items[index]
        if item.tag == "Y":
            return item.value
        if item.tag == "K" or _is_base(row, index):
            said = _against(_same_kind(item.value, calendar.at(row, index), of), of)
            if said:
                return said
    return ""


def _versus_items(row: Row, at: int) -> Iterator[int]:
    tags = row.tags
    for index in range(at + 1, len(tags)):
        if tags[index] in "YKT":
            yield index
        if tags[index] in ";w" or (tags[index] == "N" and (tags[index - 1] != "&" or "T" in tags[at:index])):
            break
    for index in range(at - 1, -1, -1):
        if tags[index] in "Y":
            yield index
        if tags[index] in "N;w":
            break
    for index in range(at - 1, -1, -1):
        if tags[index] == "K" or (tags[index] == "T" and _is_outdone(row, index)):
            yield index
    for index in range(at + 1, len(tags)):
        if tags[index] in ";w" or tags[index - 1 : index + 1] == ",&" or (tags[index] == "N" and "T" in tags[at:index]):
            break
        if tags[index] in "YK":
            yield index


def _against(base_period: str, of: str) -> str:
    before, after = periods.parse(base_period), periods.parse(of)
    if before is None or after is None or before >= after:
        return ""
    if before == after.prior_year():
        return "yoy"
    if before.kind == after.kind == "month":
        return "other"
    if before.end_quarter() == after.end_quarter().previous():
        return "qoq"
    return "yoy" if before.end_quarter() == after.end_quarter().prior_year() else "other"


def as_stock(period: str, lead: int | None = 0) -> str:
    """The period at whose end a stock stands: the last quarter of a longer one, the fiscal quarter of a month (empty
    when it is not known how the fiscal year lies).

    >>> as_stock("FY2023"), as_stock("2023Q3"), as_stock("TTM-2023Q3")
    ('2023Q4', '2023Q3', '2023Q3')
    """
    found = periods.parse(period.removesuffix(INSTANT))
    if found is None or found.kind in ("qtd", "years"):
        return period
    if found.kind == "month" and lead is None:
        return ""
    if found.kind == "month" and lead is not None:
        index = (found.year * 12 + found.first - 1 + lead) // 3
        return str(periods.quarter(index // 4, index % 4 + 1))
    return str(found.end_quarter())


def not_over(period: str, call: str) -> bool:
    """Whether a month closes the quarter after the call's, of which no call can tell yet.

    >>> not_over("2024-09", "2024Q2"), not_over("2024-08", "2024Q2")
    (True, False)
    """
    month, now = periods.parse(period), periods.parse(call)
    if month is None or now is None or not is_month(period):
        return False
    return month.months()[1] == now.months()[1] + 3


def as_rate(period: str) -> str:
    """The period of a rate or flow: "by the end of" a year means the year.

    >>> as_rate("2027Q4" + INSTANT), as_rate("2027Q4")
    ('FY2027', '2027Q4')
    """
    return f"FY{period[:4]}" if period.endswith(INSTANT) else period


def year_of(call: str) -> str:
    """The fiscal year a number that lies ahead belongs to when no words date it: the call's, after its end the next."""
    now = periods.parse(call)
    if now is None:
        return ""
    return f"FY{now.year + (now.end_quarter().last == 4)}"


def is_ahead(period: str, call: str) -> bool:
    """Whether the period ends after the one the call reports."""
    found, now = periods.parse(period.removesuffix(INSTANT)), periods.parse(call)
    return (
        found is not None
        and found.kind != "month"
        and now is not None
        and found > now
        and found.months()[1] > now.months()[1]
    )


def years_ahead(period: str, call: str) -> int:
    """How many fiscal years the period ends after the call's."""
    found, now = periods.parse(period.removesuffix(INSTANT)), periods.parse(call)
    return found.year - now.year if found and now else 0
