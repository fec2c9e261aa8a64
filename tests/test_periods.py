"""Periods: the notation round-trips, and every way of naming a period is read where it stands."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import periods
from extractor.periods import Period, find, parse

YEARS = st.integers(1500, 9000)
QUARTERS = st.integers(1, 4)
STRETCHES = st.builds(lambda year, a, b: periods.stretch(year, min(a, b), max(a, b)), YEARS, QUARTERS, QUARTERS)
PERIODS = st.one_of(
    STRETCHES,
    st.builds(lambda year, q: Period("ttm", year, q, q), YEARS, QUARTERS),
    st.builds(lambda year, q: Period("qtd", year, q, q), YEARS, QUARTERS),
    st.builds(lambda year, m: Period("month", year, m, m), YEARS, st.integers(1, 12)),
    st.builds(lambda year, n: periods.years(year, year + n), YEARS, st.integers(0, 9)),
)


@given(PERIODS)
def test_notation_round_trips(period):
    """What a period prints is read back as the same period."""
    assert parse(str(period)) == period
    assert periods.is_notation(str(period))


@given(PERIODS)
def test_prior_year_keeps_the_kind(period):
    """A year earlier is the same part of the year before."""
    assert period.prior_year().kind == period.kind
    assert period.prior_year().year == period.year - 1
    assert period.prior_year() < period


@given(PERIODS)
def test_next_undoes_previous(period):
    """Stepping forward and back returns to the period, and the steps are in order."""
    assert period.next().previous() == period
    assert period.previous() < period < period.next()


@given(YEARS)
def test_a_year_has_four_quarters(year):
    """A fiscal year covers its four quarters, and a stock of it stands at the fourth."""
    assert periods.fiscal_year(year).quarters() == [(year, q) for q in (1, 2, 3, 4)]
    assert str(periods.fiscal_year(year).end_quarter()) == f"{year}Q4"


@given(STRETCHES)
def test_a_stretch_contains_its_quarters(period):
    """Every quarter of a stretch lies in it and in its year."""
    assert all(period.contains(periods.quarter(*q)) for q in period.quarters())
    assert periods.fiscal_year(period.year).contains(period)


@pytest.mark.parametrize(
    "text", ["2023", "2023Q5", "Q3", "FY23", "2023Q3-Q1", "2023H3", "TTM-FY2023", "TTM-2023Q1-Q3",
     "2023-13", "FY2026-FY2024", "２０２３Q1", "0999Q1"]
)  # fmt: skip
def test_other_texts_are_no_notation(text):
    """What the guide does not write is no period."""
    assert parse(text) is None
    assert not periods.is_notation(text)


def test_no_period_is_a_notation():
    """A fact without a period is allowed."""
    assert periods.is_notation("")
    assert parse("") is None


def test_one_stretch_has_one_name():
    """Two spellings of a half-year are the same period."""
    assert parse("2023Q1-Q2") == parse("2023H1")
    with pytest.raises(ValueError, match="no such period"):
        Period("span", 2023, 1, 2)


# Phrases in a call of the third quarter of 2023: text, phrase, notation
THIRD_QUARTER = [
    ("sales for Q2 to date are", "Q2 to date", "QTD-2023Q2"),
    ("fourth quarter-to-date trends", "fourth quarter-to-date", "QTD-2023Q4"),
    ("demand so far in Q4 is", "so far in Q4", "QTD-2023Q4"),
    ("thus far this quarter we", "thus far this quarter", "QTD-2023Q4"),
    ("so far this year we", "so far this year", "2023Q1-Q3"),
    ("thus far this fiscal year we", "thus far this fiscal year", "2023Q1-Q3"),
    ("cash flow through the third quarter was", "third quarter", "2023Q1-Q3"),
    ("buybacks through Q3 2022 were", "Q3 2022", "2022Q1-Q3"),
    ("let me go through the third quarter", "third quarter", "2023Q3"),
    ("growth carries through Q2 at", "Q2", "2023Q2"),
    ("year-to-date 2022 sales", "year-to-date 2022", "2022Q1-Q3"),
    ("the prior year-to-date period", "prior year-to-date period", "2022Q1-Q3"),
    ("the same nine months last year", "same nine months last year", "2022Q1-Q3"),
    ("the same month last year", "same month last year", ""),
    ("the same period in 2021 was", "same period in 2021", "2021Q3"),
    ("from the year before.", "the year before", "2022Q3"),
    ("growth in the third quarter of 2023", "third quarter of 2023", "2023Q3"),
    ("in Q3 we", "Q3", "2023Q3"),
    ("a 3Q23 record", "3Q23", "2023Q3"),
    ("since Q3'23 and", "Q3'23", "2023Q3"),
    ("since Q3’23 and", "Q3’23", "2023Q3"),
    ("in Q3 FY'22 it", "Q3 FY'22", "2022Q3"),
    ("for fiscal 2024 we", "fiscal 2024", "FY2024"),
    ("for fiscal year 2024 we", "fiscal year 2024", "FY2024"),
    ("our FY24 plan", "FY24", "FY2024"),
    ("for the full year, we", "full year", "FY2023"),
    ("the full year 2024 outlook", "full year 2024", "FY2024"),
    ("costs for the year were", "for the year", "FY2023"),
    ("in the year 2021.", "year 2021", "FY2021"),
    ("the first half was", "first half", "2023H1"),
    ("from H1 '23 on", "H1 '23", "2023H1"),
    ("1H23 sales", "1H23", "2023H1"),
    ("the second half of the year", "second half of the year", "2023H2"),
    ("the back half is", "back half", "2023H2"),
    ("the first nine months of 2023", "first nine months of 2023", "2023Q1-Q3"),
    ("over the last 12 months", "last 12 months", "TTM-2023Q3"),
    ("trailing 12-month sales", "trailing 12-month", "TTM-2023Q3"),
    ("over the past twelve months", "past twelve months", "TTM-2023Q3"),
    ("our year-to-date sales", "year-to-date", "2023Q1-Q3"),
    ("so far in 2023 we opened", "so far in 2023", "2023Q1-Q3"),
    ("demand quarter-to-date is", "quarter-to-date", "QTD-2023Q4"),
    ("so far this quarter we", "so far this quarter", "QTD-2023Q4"),
    ("exiting the year at", "exiting the year", "2023Q4"),
    ("cash at year end", "year end", "2023Q4"),
    ("by the end of 2025 we", "end of 2025", "2025Q4"),
    ("in quarter 2, growth", "quarter 2", "2023Q2"),
    ("in quarter 2 2022 we", "quarter 2 2022", "2022Q2"),
    ("the quarter ended March 31, 2024", "quarter ended March 31, 2024", "2024Q1"),
    ("the nine months ended September 30, 2023", "nine months ended September 30, 2023", "2023Q1-Q3"),
    ("in the quarter we", "the quarter", "2023Q3"),
    ("next quarter we", "next quarter", "2023Q4"),
    ("the first quarter was", "first quarter", "2023Q1"),
    ("last quarter we", "last quarter", "2023Q2"),
    ("than last year", "last year", "FY2022"),
    ("from a year ago", "a year ago", "2022Q3"),
    ("the prior year quarter", "prior year quarter", "2022Q3"),
    ("the year-ago quarter", "year-ago quarter", "2022Q3"),
    ("the same quarter last year", "same quarter last year", "2022Q3"),
    ("last year's third quarter", "last year's third quarter", "2022Q3"),
    ("in the fourth quarter of last year", "fourth quarter of last year", "2022Q4"),
    ("next year we", "next year", "FY2024"),
    ("by 2026 we", "2026", "FY2026"),
    ("from 2024 to 2026", "2024 to 2026", "FY2024-FY2026"),
    ("in fiscal 2021-22 it", "fiscal 2021-22", "FY2022"),
    ("in May we", "May", "2023-05"),
    ("in September 2023 we", "September 2023", "2023-09"),
    ("as of December end", "as of December end", "2022Q4"),
    ("in the year ahead", "the year ahead", "FY2024"),
    ("the December quarter", "December quarter", "2023Q4"),
    ("as of June 30, 2023, debt", "as of June 30, 2023", "2023Q2"),
    ("the remaining three quarters of the year", "remaining three quarters of the year", "2023Q2-Q4"),
    ("the back 3 quarters are", "back 3 quarters", "2023Q2-Q4"),
    ("the rest of the year", "rest of the year", "2023Q4"),
    ("from Q1 through Q3 we", "Q1 through Q3", "2023Q1-Q3"),
    ("two years ago we", "two years ago", "2021Q3"),
    ("a decade ago we", "a decade ago", ""),
    ("over the next 12 months", "next 12 months", ""),
    ("at the beginning of the year", "beginning of the year", ""),
    ("2023 年第一季度的收入", "2023 年第一季度", "2023Q1"),
    ("２０２３年第一季度", "２０２３年第一季度", "2023Q1"),
    ("2025年第四季", "2025年第四季", "2025Q4"),
    ("第三季成長", "第三季", "2023Q3"),
    ("比去年同期高", "去年同期", "2022Q3"),
    ("今年增长", "今年", "FY2023"),
    ("去年增長", "去年", "FY2022"),
    ("明年增長", "明年", "FY2024"),
    ("2024年全年", "2024年全年", "FY2024"),
    ("上半年", "上半年", "2023H1"),
    ("过去 12 个月", "过去 12 个月", "TTM-2023Q3"),
    ("過去 12 個月", "過去 12 個月", "TTM-2023Q3"),
    ("年初至今", "年初至今", "2023Q1-Q3"),
    ("下一季", "下一季", "2023Q4"),
    ("上季度", "上季度", "2023Q2"),
    ("本季的收入", "本季", "2023Q3"),
    ("2024 财年", "2024 财年", "FY2024"),
    ("去年第三季度", "去年第三季度", "2022Q3"),
    ("今年後 3 個季度", "今年後 3 個季度", "2023Q2-Q4"),
    ("2024年5月", "2024年5月", "2024-05"),
    ("未來 12 個月", "未來 12 個月", ""),
]


@pytest.mark.parametrize(("text", "phrase", "notation"), THIRD_QUARTER)
def test_a_phrase_names_its_period(text, phrase, notation):
    """One mention, with exactly its characters, resolved from the call's own quarter."""
    assert [(m.text, m.period) for m in find(text, "2023Q3")] == [(phrase, notation)]


@pytest.mark.parametrize(
    "text",
    [
        "up 5% year over year", "quarter-over-quarter", "per year", "every quarter", "we may see", "we march on",
        "the fourth consecutive quarter", "2,023 shops", "$2023", "half of them", "同比增長", "每季",
        "the third quarter in a row", "ASU-2023",
    ],
)  # fmt: skip
def test_other_words_of_time_are_no_period(text):
    """A rate, a streak, a verb or an amount names no period."""
    assert find(text, "2023Q3") == []


@pytest.mark.parametrize("text", ["the first half of 202.", "in the third quarter of 20", "the first half of 202"])
def test_a_year_cut_short_is_not_invented(text):
    """A part of a year whose year is cut off stays without a period."""
    (mention,) = find(text, "2023Q3")
    assert mention.period == ""
    assert mention.alternatives == ()


@pytest.mark.parametrize(
    ("text", "period", "alternatives"),
    [
        ("the first quarter", "2023Q1", ("2024Q1",)),
        ("the full year", "FY2023", ("FY2024",)),
        ("the first quarter of 2024", "2024Q1", ()),
        ("the fourth quarter", "2023Q4", ()),
        ("first quarter and full year 2024", "2024Q1", ()),
        ("so far this year", "FY2023", ("QTD-2024Q1",)),
        ("thus far in 2024", "QTD-2024Q1", ()),
        ("Q1 to date", "QTD-2024Q1", ()),
    ],
)
def test_an_ambiguous_name_keeps_both_readings(text, period, alternatives):
    """In a year-end call a bare name may mean the year reported or the year ahead: both are offered."""
    mention = find(text, "2023Q4")[0]
    assert (mention.period, mention.alternatives) == (period, alternatives)


@pytest.mark.parametrize(
    ("text", "call", "alternatives"),
    [
        ("in the year", "2023Q2", ("2023H1",)),
        ("in the year", "2023Q1", ()),
        ("for the year", "2023Q3", ()),
        ("during the year", "2023Q3", ("2023Q1-Q3",)),
    ],
)
def test_the_year_of_a_year_under_way(text, call, alternatives):
    """Before its last quarter "the year" is the whole year, and what fell in it may be its quarters so far."""
    (mention,) = find(text, call)
    assert (mention.period, mention.alternatives) == ("FY2023", alternatives)


def test_a_phrase_is_read_alike_whatever_stands_around_it():
    """Filler before and after a phrase, or a line of its own, changes nothing."""
    filler = "words of no time at all " * 9
    for text, phrase, notation in THIRD_QUARTER:
        surrounded = find(f"{filler}\n{text}\n{filler}", "2023Q3")
        assert [(m.text, m.period) for m in surrounded] == [(phrase, notation)]


@pytest.mark.parametrize(
    "text", ["versus last quarter", "compared to Q2 2022", "a year ago", "higher than in the prior quarter",
     "against Q2 2022", "against the second quarter", "a year earlier", "the year-earlier quarter", "a year prior",
     "the same month last year", "the prior-year period", "the comparable quarter of 2022", "與去年相比", "較上季增長"]
)  # fmt: skip
def test_a_base_is_a_comparison(text):
    """What a value is compared with is marked as such."""
    assert [m.kind for m in find(text, "2023Q3")] == ["comparison"]


@pytest.mark.parametrize(
    "text", ["the end of the quarter", "we exited Q3", "as of June 30, 2023", "季末", "at year end"]
)
def test_the_end_of_a_period_is_an_instant(text):
    """Words for the end of a period say that a stock is meant."""
    assert [m.instant for m in find(text, "2023Q3")] == [True]


def test_a_bare_year_is_told_from_a_named_one():
    """Four digits alone are a weaker sign than "fiscal 2026"."""
    assert [m.kind for m in find("by 2026, or in fiscal 2026", "2023Q3")] == ["year word", "absolute"]


@pytest.mark.parametrize(
    ("text", "call", "notation"),
    [
        ("In the second quarter ended December 31, 2025, we grew.", "2026Q2", "2026Q2"),
        ("Our quarter ended January 31, 2026 was good.", "2026Q4", "2026Q4"),
        ("Our quarter ended February 3, 2024 was good.", "2023Q4", "2023Q4"),
        ("As of September 30, 2023, we held cash.", "2023Q3", "2023Q3"),
    ],
)
def test_the_fiscal_calendar_is_read_from_the_call(text, call, notation):
    """A date that closes the call's quarter fixes the fiscal calendar, whatever month the year ends in."""
    dated = [m for m in find(text, call) if "3" in m.text]
    assert dated[0].period == notation


def test_a_given_year_end_month_counts():
    """A caller who knows the fiscal calendar may say so."""
    (mention,) = find("the three months ended March 31, 2024", "2024Q3", year_end_month=6)
    assert mention.period == "2024Q3"


def test_without_a_call_nothing_relative_is_resolved():
    """Relative words stay open when the call's period is not known; absolute ones do not need it."""
    found = find("Q3 rose from a year ago; fiscal 2024 too")
    assert [m.period for m in found] == ["", "", "FY2024"]


WORDS = st.sampled_from(
    "the third quarter of 2023 last year's Q3 '23 fiscal 24 half first next 12 months"
    " May 31, ended 2024 to - 第 三 季度 去年 年 月 同期 202 ５ 本"
    .split()
)  # fmt: skip


@given(
    st.one_of(st.text(), st.lists(WORDS).map(" ".join)),
    st.sampled_from(["", "2023Q3", "FY2023", "2023H1", "9999Q4", "x"]),
)
def test_spans_index_their_own_text(text, call):
    """Any text is read without failing; spans are in order, apart, and hold what they say."""
    found = find(text, call)
    assert all(text[m.start : m.end] == m.text and periods.is_notation(m.period) for m in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
