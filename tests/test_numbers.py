"""The number finder: what it reads in every form, what it leaves out and why, and that no text upsets it."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evals.bench_numbers import HOSTILE
from extractor.numbers import find
from extractor.records import Mention


def read(text: str) -> list[tuple[str, str, str]]:
    """(text, value, unit) of every quantity."""
    return [(m.text, format(m.value, "f"), m.unit) for m in find(text) if m.kind == "quantity" and m.value is not None]


def only(text: str) -> Mention:
    (mention,) = find(text)
    return mention


QUANTITIES = [
    ("sales of $67.7 million", "$67.7 million", "67700000", "USD"),
    ("a write-off of $0.25 billion", "$0.25 billion", "250000000", "USD"),
    ("costs of $ 2 million", "$ 2 million", "2000000", "USD"),
    ("$1.2B of orders", "$1.2B", "1200000000", "USD"),
    ("a €3bn loan", "€3bn", "3000000000", "EUR"),
    ("RMB5,480.4 million of sales", "RMB5,480.4 million", "5480400000", "CNY"),
    ("sales of INR 1.87 lakh crores", "INR 1.87 lakh crores", "1870000000000", "INR"),
    ("Rs. 1,87,000 crores", "Rs. 1,87,000 crores", "1870000000000", "INR"),
    ("sales of one trillion 385.4 billion won", "one trillion 385.4 billion won", "1385400000000", "KRW"),
    ("DKK 75 million", "DKK 75 million", "75000000", "DKK"),
    ("50 billion yen", "50 billion yen", "50000000000", "JPY"),
    ("7 million Hong Kong dollars", "7 million Hong Kong dollars", "7000000", "HKD"),
    ("NT$3.5 per share", "NT$3.5", "3.5", "TWD/share"),
    ("earned $1.65 per diluted share", "$1.65", "1.65", "USD/share"),
    ("oil at $75 a barrel", "$75", "75", "USD/barrel"),
    ("$4 per user", "$4", "4", "USD/user"),
    ("five cents", "five cents", "0.05", "USD"),
    ("earned a dollar five", "a dollar five", "1.05", "USD"),
    ("$.50 of it", "$.50", "0.5", "USD"),
    ("59% of it", "59%", "59", "percent"),
    ("twenty-five percent", "twenty-five percent", "25", "percent"),
    ("5.5 per cent", "5.5 per cent", "5.5", "percent"),
    ("190 basis points", "190 basis points", "190", "bps"),
    ("two hundred basis points", "two hundred basis points", "200", "bps"),
    ("2 percentage points", "2 percentage points", "200", "bps"),
    ("up 3 points", "3 points", "300", "bps"),
    ("now at 3.6x", "3.6x", "3.6", "multiple"),
    ("two and a half times", "two and a half times", "2.5", "multiple"),
    ("output doubled", "doubled", "2", "multiple"),
    ("nearly tripled", "tripled", "3", "multiple"),
    ("one point two billion", "one point two billion", "1200000000", "count"),
    ("a third of them", "a third", "0.333333", "count"),
    ("half of them", "half", "0.5", "count"),
    ("two-thirds of them", "two-thirds", "0.666667", "count"),
    ("1/3 banks", "1/3", "0.333333", "count"),
    ("half a dozen shops", "half a dozen", "6", "count"),
    ("a dozen shops", "a dozen", "12", "count"),
    ("a quarter of our sales", "a quarter", "0.25", "count"),
    ("6,770 萬美元", "6,770 萬美元", "67700000", "USD"),
    ("9.87 億", "9.87 億", "987000000", "count"),
    ("2億5,000萬美元", "2億5,000萬美元", "250000000", "USD"),
    ("三千五百萬元", "三千五百萬元", "35000000", "CNY"),
    ("人民幣5億元", "人民幣5億元", "500000000", "CNY"),
    ("1.8 倍", "1.8 倍", "1.8", "multiple"),
    ("業務翻了兩番", "翻了兩番", "4", "multiple"),
    ("35 個基點", "35 個基點", "35", "bps"),
    ("2个百分点", "2个百分点", "200", "bps"),
    ("3成", "3成", "30", "percent"),
    ("8折", "8折", "80", "percent"),
    ("百分之五", "百分之五", "5", "percent"),
    ("每股0.02 美元", "0.02 美元", "0.02", "USD/share"),
    ("兩個地區", "兩", "2", "count"),
    ("45 million患者", "45 million", "45000000", "count"),
    ("４２％的收入", "４２％", "42", "percent"),
    ("margin of (3.2%)", "(3.2%)", "-3.2", "percent"),
    ("a loss of $(1.2) million", "$(1.2) million", "-1200000", "USD"),
    ("$10+ million", "$10+ million", "10000000", "USD"),
    ("EPS of $(0.05)", "$(0.05)", "-0.05", "USD"),
    ("−5% growth", "−5%", "-5", "percent"),
    ("growth of –5% there", "–5%", "-5", "percent"),
    ("a quarter of them (25%)", "25%", "25", "percent"),
    ("in the high 50s", "50s", "50", "count"),
    ("$6\u200b7.7 million", "$6\u200b7.7 million", "67700000", "USD"),
    ("$67.7\u00a0million", "$67.7\u00a0million", "67700000", "USD"),
]


@pytest.mark.parametrize(("text", "exact", "value", "unit"), QUANTITIES)
def test_a_quantity_is_read_with_its_exact_characters(text: str, exact: str, value: str, unit: str) -> None:
    """A quantity comes with its exact characters, its value in base units and its unit."""
    assert (exact, value, unit) in read(text)


RANGES = [
    ("between $ 2 million to $3 million", "2000000", "3000000", "USD"),
    ("from $3 million to 2 million", "3000000", "2000000", "USD"),
    ("from 2 to 4 million", "2000000", "4000000", "count"),
    ("$70.5 to $71.5 million", "70500000", "71500000", "USD"),
    ("$5-$6 million", "5000000", "6000000", "USD"),
    ("26% to 28%", "26", "28", "percent"),
    ("between 26 and 28%", "26", "28", "percent"),
    ("5–7%", "5", "7", "percent"),
    ("3 to 4x", "3", "4", "multiple"),
    ("9- to 12-month", "9", "12", "month"),
    ("net loss between $156 million and $136 million", "-156000000", "-136000000", "USD"),
    ("adjusted EBITDA loss of $3.7 million to $3.2 million", "-3700000", "-3200000", "USD"),
    ("500 to one billion of savings", "500000000", "1000000000", "count"),
    ("4.2 億至 4.5 億美元", "420000000", "450000000", "USD"),
    ("$2.00 to $2.10 per share", "2", "2.1", "USD/share"),
]


@pytest.mark.parametrize(("text", "first", "last", "unit"), RANGES)
def test_the_ends_of_a_range_are_partners(text: str, first: str, last: str, unit: str) -> None:
    """Both ends have their full value, also where scale, currency or unit is said only once."""
    one, other = find(text)
    assert (one.value, other.value) == (Decimal(first), Decimal(last))
    assert one.unit == other.unit == unit
    assert (one.partner, other.partner) == (1, 0)


@pytest.mark.parametrize(
    "text", ["33%, 34%", "20 or 30 shops", "raised sales from $5 million to $6 million", "$4 million and $5 million"]
)
def test_a_list_or_a_change_is_no_range(text: str) -> None:
    """Numbers that stand side by side, or lead from old to new, are no ends of a range."""
    assert [m.partner for m in find(text)] == [None, None]


def test_a_tolerance_points_at_its_centre() -> None:
    """A "plus or minus" is flagged on the tolerance, which stays positive."""
    centre, tolerance = find("revenue of $1.2 billion, plus or minus $50 million")
    assert (centre.value, tolerance.value) == (Decimal(1_200_000_000), Decimal(50_000_000))
    assert tolerance.flags == ("plus_minus",)
    assert (centre.partner, tolerance.partner) == (1, 0)


def test_a_mix_is_two_percents() -> None:
    """The parts of a 50-50 mix are percents."""
    assert read("a 50-50 mix") == [("50", "50", "percent")] * 2


def test_what_cannot_be_right_is_flagged() -> None:
    """A currency said twice differently, and range ends a thousand times apart, are kept and flagged."""
    reais = only("$3 billion reais")
    assert (reais.unit, reais.flags) == ("BRL", ("currency_contradiction",))
    assert all("range_1000x" in m.flags for m in find("DKK 75 million to DKK 85 billion"))


SIGNS = [
    ("cash flow was negative $0.3 million", "word", "-300000"),
    ("minus 5%", "word", "-5"),
    ("a loss of $2 million", "word", "-2000000"),
    ("revenue was down approximately 5%", "word", "-5"),
    ("costs fell 12 basis points", "word", "-12"),
    ("decreased by 2%", "word", "-2"),
    ("cash flow of -$5 million", "printed", "-5000000"),
    ("down from 90%", "", "90"),
    ("cat losses of $212 million", "", "212000000"),
    ("credit losses of $3 billion", "", "3000000000"),
    ("net losses of $3 billion", "word", "-3000000000"),
    ("down to 5%", "", "5"),
    ("positive $0.7 million", "", "700000"),
    ("負 260 萬美元", "word", "-2600000"),
]


@pytest.mark.parametrize(("text", "signed_by", "value"), SIGNS)
def test_a_sign_is_read_and_says_where_it_came_from(text: str, signed_by: str, value: str) -> None:
    """Printed signs and words of sign that govern the number make it negative."""
    mention = only(text)
    assert (mention.signed_by, mention.value) == (signed_by, Decimal(value))


def test_negative_governs_only_its_own_number() -> None:
    """What is said as "negative ... and positive ..." is one negative and one positive number."""
    values = [m.value for m in find("negative $0.3 million and positive $0.7 million")]
    assert values == [-300_000, 700_000]


QUALIFIERS = [
    ("approximately 5%", "about"),
    ("over 5%", "over"),
    ("more than 5%", "over"),
    ("just under 17 million", "under"),
    ("nearly tripled", "under"),
    ("up to $3 million", "under"),
    ("$10 million-plus", "over"),
    ("10,000 or more", "over"),
    ("mid-$30 million", "about"),
    ("a 5% or so", "about"),
    ("約 5%", "about"),
    ("超過 5%", "over"),
    ("近 5%", "under"),
    ("5% 以上", "over"),
    ("no more than 5%", "under"),
    ("5%", "exact"),
    ("more than the $16 million of a year ago", "exact"),
]


@pytest.mark.parametrize(("text", "qualifier"), QUALIFIERS)
def test_a_hedge_becomes_the_qualifier(text: str, qualifier: str) -> None:
    """The words right before and after the number decide; the span leaves them out."""
    assert only(text).qualifier == qualifier


CLASSES = [
    ("2023", "year", "2023"),
    ("in '23", "year", "'23"),
    ("the 1990s", "year", "1990s"),
    ("2026 年", "year", "2026 年"),
    ("twenty twenty-four", "year", "twenty twenty-four"),
    ("on March 13, 2024", "date", "March 13, 2024"),
    ("13 March 2024", "date", "13 March 2024"),
    ("3/13/2024", "date", "3/13/2024"),
    ("2026 年 4 月 29 日", "date", "2026 年 4 月 29 日"),
    ("Q3", "fiscal_period", "Q3"),
    ("the third quarter of 2023", "fiscal_period", "third quarter of 2023"),
    ("fiscal 2024", "fiscal_period", "fiscal 2024"),
    ("H1 '23", "fiscal_period", "H1 '23"),
    ("1Q21", "fiscal_period", "1Q21"),
    ("quarter 2 2022", "fiscal_period", "quarter 2 2022"),
    ("first half of 202. Then", "fiscal_period", "first half of 202"),
    ("2023 年第一季度", "fiscal_period", "2023 年第一季度"),
    ("the second point", "ordinal", "second"),
    ("the 20th time", "ordinal", "20th"),
    ("第一個問題", "ordinal", "第一"),
    ("our 10-K", "document", "10-K"),
    ("Rule 10b5-1", "document", "Rule 10b5-1"),
    ("IFRS 9", "document", "IFRS 9"),
    ("ranked #1", "name", "#1"),
    ("on G2", "name", "G2"),
    ("Fortune 50", "name", "Fortune 50"),
    ("COVID-19", "name", "COVID-19"),
    ("the S&P 500", "name", "S&P 500"),
    ("with Orbit 365 now", "name", "Orbit 365"),
    ("press * 1", "name", "press * 1"),
    ("Speaker 3: yes", "name", "Speaker 3"),
    ("[ 12] yes", "name", "[ 12]"),
    ("https://example.org/a-2?b=7", "name", "https://example.org/a-2?b=7"),
    ("24/7", "time_span", "24/7"),
    ("12 months", "time_span", "12 months"),
    ("a 3-year plan", "time_span", "3-year"),
    ("12 個月", "time_span", "12 個月"),
    ("at 5:30 p.m.", "time", "5:30 p.m."),
    ("(00:01:10) Hello", "time", "(00:01:10)"),
    ("(212) 555-0142", "phone", "(212) 555-0142"),
    ("access code 1234567", "phone", "1234567"),
    ("slide 5", "slide", "slide 5"),
    ("page twelve", "slide", "page twelve"),
]


@pytest.mark.parametrize(("text", "kind", "exact"), CLASSES)
def test_what_is_no_quantity_says_why(text: str, kind: str, exact: str) -> None:
    """Years, dates, periods, documents, names and the rest are kept with their class."""
    assert [(m.kind, m.text) for m in find(text)] == [(kind, exact)]


@pytest.mark.parametrize(
    "text",
    ["one of the best", "this one", "one more thing", "double-digit growth", "in the mid-teens", "millions of users",
     "a couple of shops", "first of all", "net zero", "兩位數", "一些", "十分", "萬一"],
)  # fmt: skip
def test_figures_of_speech_are_left_alone(text: str) -> None:
    """Pronouns, vague plurals and idioms are no numbers."""
    assert find(text) == []


def test_one_counts_before_a_noun() -> None:
    """The word "one" is a number where it counts."""
    assert read("we lost one customer") == [("one", "1", "count")]


def test_a_point_made_is_no_percentage_point() -> None:
    """Points are percentage points unless a speaker makes them."""
    assert [m.unit for m in find("margin rose about one point; I will add one point. Two points to make.")] == [
        "bps",
        "count",
        "count",
    ]


def test_a_count_knows_its_noun() -> None:
    """The noun counted follows within a few words."""
    assert [m.noun for m in find("15.1 million live registered users and 11 new clients in May")] == [
        "users",
        "clients",
    ]


@pytest.mark.parametrize(
    ("text", "quantum"),
    [
        ("$67.7 million", "100000"),
        ("27%", "1"),
        ("3.60x", "0.01"),
        ("two hundred basis points", "100"),
        ("9.87 億", "1000000"),
    ],
)
def test_precision_is_as_spoken(text: str, quantum: str) -> None:
    """One unit in the last digit said."""
    assert only(text).quantum == Decimal(quantum)


def all_of(text: str) -> list[str]:
    """Every number as "characters = value unit", or its class where it has no value."""
    return [f"{m.text} = {m.kind if m.value is None else f'{m.value:f} {m.unit}'}" for m in find(text)]


SAID_ONCE = [
    ("It may take two, three, four quarters.", ["two = 2 quarter", "three = 3 quarter", "four quarters = 4 quarter"]),
    ("Over three years, five, 10, 15, we saw it.",
     ["three years = 3 year", "five = 5 year", "10 = 10 year", "15 = 15 year"]),
    ("Margins rose 210, 170 and 180 basis points.", ["210 = 210 bps", "170 = 170 bps", "180 basis points = 180 bps"]),
    ("Comps up 3, 4 and 5%", ["3 = 3 percent", "4 = 4 percent", "5% = 5 percent"]),
    ("Fares rose 12, 9, 14 percent in May.", ["12 = 12 percent", "9 = 9 percent", "14 percent = 14 percent"]),
    ("10, 20, or even 30 basis points", ["10 = 10 bps", "20 = 20 bps", "30 basis points = 30 bps"]),
    ("Rates of 15 and 20%, respectively", ["15 = 15 percent", "20% = 20 percent"]),
    ("Between 15% and 16, I would say.", ["15% = 15 percent", "16 = 16 percent"]),
    ("Volumes up 5%, or up six, I think.", ["5% = 5 percent", "six = 6 percent"]),
    ("Up 8%, 9%, 10.", ["8% = 8 percent", "9% = 9 percent", "10 = 10 percent"]),
    ("Take rates are 15, maybe 16%.", ["15 = 15 percent", "16% = 16 percent"]),
    ("Tickets at $20, $25, 30.", ["$20 = 20 USD", "$25 = 25 USD", "30 = 30 USD"]),
    ("It was $4 million, 5 million, or 6 million.",
     ["$4 million = 4000000 USD", "5 million = 5000000 USD", "6 million = 6000000 USD"]),
    ("We load 3, 4, 5 million barrels.", ["3 = 3000000 count", "4 = 4000000 count", "5 million = 5000000 count"]),
    ("$1.5 million to 2.", ["$1.5 million = 1500000 USD", "2 = 2000000 USD"]),
    ("5 to 7 cents", ["5 = 0.05 USD", "7 cents = 0.07 USD"]),
    ("4 to 5 points", ["4 = 400 bps", "5 points = 500 bps"]),
    ("a one- to two-year horizon", ["one = 1 year", "two-year = 2 year"]),
    ("Half to one percent is normal.", ["Half = 0.5 percent", "one percent = 1 percent"]),
    ("Maybe 40 to 60 kind of a basis points.", ["40 = 40 bps", "60 = 60 bps"]),
    ("25 or so basis points", ["25 = 25 bps"]),
    ("Give it a minute or two.", ["two = 2 minute"]),
    ("A point or two of margin went to freight.", ["two = 200 bps"]),
    ("營收季增三到四成", ["三 = 30 percent", "四成 = 40 percent"]),
    ("1至2成的客戶", ["1 = 10 percent", "2成 = 20 percent"]),
    ("5到10個百分點", ["5 = 500 bps", "10個百分點 = 1000 bps"]),
    ("毛利率58%正負1個百分點", ["58% = 58 percent", "1個百分點 = 100 bps"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "numbers"), SAID_ONCE)
def test_what_is_said_once_holds_for_its_neighbours(text: str, numbers: list[str]) -> None:
    """Scale, currency and unit said once in a list or a range are every number's, whichever of them says it."""
    assert all_of(text) == numbers


NOT_SHARED = [
    ("We opened 450, 3% more than planned.", ["450 = 450 count", "3% = 3 percent"]),
    ("In three years, 10 stores closed.", ["three years = 3 year", "10 = 10 count"]),
    ("We hired 40, and 5% left.", ["40 = 40 count", "5% = 5 percent"]),
    ("$4 million and 5 million users", ["$4 million = 4000000 USD", "5 million = 5000000 count"]),
    ("Bought at $84.12, $109 million in total.", ["$84.12 = 84.12 USD", "$109 million = 109000000 USD"]),
    ("Two-thirds to 70% of the cargo", ["Two-thirds = 0.666667 count", "70% = 70 percent"]),
    ("In 2021, 22 of our ships sailed.", ["2021 = year", "22 = 22 count"]),
]


@pytest.mark.parametrize(("text", "numbers"), NOT_SHARED)
def test_neighbours_that_count_other_things_keep_their_units(text: str, numbers: list[str]) -> None:
    """A number with its own noun, of another size, or a share of a whole borrows nothing."""
    assert all_of(text) == numbers


SHORT_YEARS = [
    ("from 2016 to 21", ["2016 = year", "21 = year"]),
    ("the 2019-20 season", ["2019 = year", "20 = year"]),
    ("2020, 21, and 22", ["2020 = year", "21 = year", "22 = year"]),
    ("FY23 to 25", ["FY23 = fiscal_period", "25 = fiscal_period"]),
    ("in 2024/25", ["2024/25 = year"]),
    ("pages 12 through 15", ["pages 12 = slide", "15 = slide"]),
]


@pytest.mark.parametrize(("text", "numbers"), SHORT_YEARS)
def test_a_short_year_follows_a_year(text: str, numbers: list[str]) -> None:
    """Two digits linked to a year or a page before them are one, too."""
    assert all_of(text) == numbers


@pytest.mark.parametrize("text", ["a 2-to-1 ratio", "a 1-for-10 split", "book-to-bill of 1.2 to 1", "1 in 5 customers"])
def test_a_proportion_is_no_range(text: str) -> None:
    """So many to, for or in so many are two counts."""
    assert [(m.unit, m.partner) for m in find(text)] == [("count", None)] * 2


SPOKEN = [
    ("20-odd percent growth", "20-odd percent", "20", "percent"),
    ("Rs 700 -odd crores", "Rs 700 -odd crores", "7000000000", "INR"),
    ("thirty-odd basis points", "thirty-odd basis points", "30", "bps"),
    ("a $60-odd million plant", "$60-odd million", "60000000", "USD"),
    ("40-odd stores", "40", "40", "count"),
    ("20-ish percent", "20-ish percent", "20", "percent"),
    ("30-plus percent", "30-plus percent", "30", "percent"),
    ("they spend four x that", "four x", "4", "multiple"),
    ("leverage of two and a half x", "two and a half x", "2.5", "multiple"),
    ("it is 2.5 x now", "2.5 x", "2.5", "multiple"),
    ("in the mid- 40s", "40s", "40", "count"),
    ("a cap rate in the low 6s", "6s", "6", "count"),
    ("in the high 60s percent", "60s percent", "60", "percent"),
    ("about a third right now", "a third", "0.333333", "count"),
    ("a fifth currently", "a fifth", "0.2", "count"),
    ("a quarter of a percent", "a quarter of a percent", "0.25", "percent"),
    ("a quarter point", "a quarter point", "25", "bps"),
    ("two-tenths of a percent", "two-tenths of a percent", "0.2", "percent"),
    ("half a point", "half a point", "50", "bps"),
    ("1/2 percent", "1/2 percent", "0.5", "percent"),
    ("2 1/2 percent", "2 1/2 percent", "2.5", "percent"),
    ("3½% paper", "3½%", "3.5", "percent"),
    ("a point and a half", "a point and a half", "150", "bps"),
    ("one-quarter of the fleet", "one-quarter", "0.25", "count"),
    ("one and a half points", "one and a half points", "150", "bps"),
    ("two point four million", "two point four million", "2400000", "count"),
    ("a million and a half", "a million and a half", "1500000", "count"),
    ("a billion two", "a billion two", "1200000000", "count"),
    ("half a billion dollars", "half a billion dollars", "500000000", "USD"),
    ("the one customer we lost", "one", "1", "count"),
    ("one in five guests", "one", "1", "count"),
    ("3 pts", "3 pts", "300", "bps"),
    ("2 ppt", "2 ppt", "200", "bps"),
    ("0.5pp", "0.5pp", "50", "bps"),
    ("5 pct pts", "5 pct pts", "500", "bps"),
    ("2%-points", "2%-points", "200", "bps"),
    ("5‰", "5‰", "50", "bps"),
    ("1.1 p.p. up", "1.1 p.p.", "110", "bps"),
    ("3.5 euro cents", "3.5 euro cents", "0.035", "EUR"),
    ("12p per share", "12p", "0.12", "GBP/share"),
    ("25 centavos", "25 centavos", "0.25", "BRL"),
    ("in the low 30%s", "30%", "30", "percent"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "exact", "value", "unit"), SPOKEN)
def test_numbers_are_read_as_people_say_them(text: str, exact: str, value: str, unit: str) -> None:
    """Loose ways of saying a number have its value and all of its words."""
    assert (exact, value, unit) in read(text)


def test_a_vague_ending_is_a_hedge() -> None:
    """An "-odd" or "-ish" inside the number is "about", a "-plus" is "over"."""
    assert [only(text).qualifier for text in ("20-odd percent", "20-ish percent", "20-plus percent")] == [
        "about",
        "about",
        "over",
    ]


PER_WHAT = [
    ("8.5 cents per ASM", "0.085", "USD/asm"), ("14.2 cents per available seat mile", "0.142", "USD/asm"),
    ("$2.61 per gallon", "2.61", "USD/gallon"), ("$12.40 per BOE", "12.4", "USD/boe"),
    ("$9.15 per barrel of oil equivalent", "9.15", "USD/boe"), ("$78.2/bbl", "78.2", "USD/barrel"),
    ("$2.75 per Mcf", "2.75", "USD/mcf"), ("$3 per million BTU", "3", "USD/mmbtu"), ("€60/MWh", "60", "EUR/mwh"),
    ("12 cents per kilowatt hour", "0.12", "USD/kwh"), ("$1,250 an ounce", "1250", "USD/ounce"),
    ("$1,310 per gold equivalent ounce", "1310", "USD/ounce"), ("A$210 a tonne", "210", "AUD/tonne"),
    ("$110 per metric ton", "110", "USD/tonne"), ("$1.62/lb", "1.62", "USD/pound"),
    ("$1,900 per FEU", "1900", "USD/feu"), ("$45,000 per day", "45000", "USD/day"),
    ("$41 per square foot", "41", "USD/square foot"), ("a $2-a-share dividend", "2", "USD/share"),
    ("INR 203 per subscriber", "203", "INR/subscriber"), ("每盎司 1,250 美元", "1250", "USD/ounce"),
    ("每噸95美元", "95", "USD/tonne"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value", "unit"), PER_WHAT)
def test_an_amount_says_per_what(text: str, value: str, unit: str) -> None:
    """What an amount is per, in the words of each industry, is part of its unit."""
    assert (only(text).value, only(text).unit) == (Decimal(value), unit)


FOREIGN = [
    ("€3,5 million", "€3,5 million", "3500000", "EUR"),
    ("growth of 4,2%", "4,2%", "4.2", "percent"),
    ("EUR 1.234,5 million", "EUR 1.234,5 million", "1234500000", "EUR"),
    ("€1.234.567", "€1.234.567", "1234567", "EUR"),
    ("3 500 000 shares", "3 500 000", "3500000", "count"),
    ("EUR 12 500", "EUR 12 500", "12500", "EUR"),
    ("R$ 3,2 bilhões", "R$ 3,2 bilhões", "3200000000", "BRL"),
    ("€2,3 Milliarden", "€2,3 Milliarden", "2300000000", "EUR"),
    ("1,5 Mrd. EUR", "1,5 Mrd. EUR", "1500000000", "EUR"),
    ("around 25, 900, as noted", "25, 900", "25900", "count"),
    ("a margin of 1. 56%, as noted", "1. 56%", "1.56", "percent"),
    ("cost was 10 point 3 million", "10 point 3 million", "10300000", "count"),
    ("$1, 250 million of debt", "$1, 250 million", "1250000000", "USD"),
    ("SEK1.2bn", "SEK1.2bn", "1200000000", "SEK"),
    ("CHF 45m", "CHF 45m", "45000000", "CHF"),
    ("¥12.3bn", "¥12.3bn", "12300000000", "JPY"),
    ("₩2.3 trillion", "₩2.3 trillion", "2300000000000", "KRW"),
    ("₹1,250 cr", "₹1,250 cr", "12500000000", "INR"),
    ("R450 million", "R450 million", "450000000", "ZAR"),
    ("3.2 mm of cash", "3.2 mm", "3200000", "count"),
    ("$3.2MM", "$3.2MM", "3200000", "USD"),
    ("$5 m", "$5 m", "5000000", "USD"),
]


@pytest.mark.parametrize(("text", "exact", "value", "unit"), FOREIGN)
def test_numbers_are_read_as_other_countries_print_them(text: str, exact: str, value: str, unit: str) -> None:
    """Decimal commas, dotted and spaced thousands and other abbreviations are read where nothing else can be meant."""
    assert read(text) == [(exact, value, unit)]


@pytest.mark.parametrize("text", ["3,4 and 5%", "about 10, 100, 500 people", "In 20, 300 people left"])
def test_a_list_is_no_decimal_comma(text: str) -> None:
    """A comma between numbers that count for themselves separates them."""
    assert len(read(text)) == text.count(",") + 1 + text.count(" and ")


CHINESE = [
    ("三成五", "三成五", "35", "percent"), ("打八折", "八折", "80", "percent"), ("八五折", "八五折", "85", "percent"),
    ("兩成", "兩成", "20", "percent"), ("1.5倍", "1.5倍", "1.5", "multiple"),
    ("新台幣 1,234 億元", "新台幣 1,234 億元", "123400000000", "TWD"), ("3.5亿港元", "3.5亿港元", "350000000", "HKD"),
    ("港元 12 億", "港元 12 億", "1200000000", "HKD"), ("450億日圓", "450億日圓", "45000000000", "JPY"),
    ("1美元兌32.5元新台幣", "32.5元新台幣", "32.5", "TWD"), ("1,234 仟元", "1,234 仟元", "1234000", "CNY"),
    ("翻番", "翻番", "2", "multiple"), ("翻了一番", "翻了一番", "2", "multiple"), ("增长一倍", "一倍", "2", "multiple"),
    ("成長了近一倍", "一倍", "2", "multiple"), ("十五億", "十五億", "1500000000", "count"),
    ("二十%", "二十%", "20", "percent"), ("百分之二十", "百分之二十", "20", "percent"),
    ("百分之三點五", "百分之三點五", "3.5", "percent"), ("千分之五", "千分之五", "50", "bps"),
    ("万分之三", "万分之三", "3", "bps"), ("每股 1.25 元", "1.25 元", "1.25", "CNY/share"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "exact", "value", "unit"), CHINESE)
def test_chinese_numbers_are_read_as_people_say_them(text: str, exact: str, value: str, unit: str) -> None:
    """成, 折, 倍, 番 and 分之 in all their forms have their value."""
    assert (exact, value, unit) in read(text)


@pytest.mark.parametrize("text", ["兩三年", "七八成", "十幾億", "數十億", "年增兩位數"])
def test_vague_chinese_numbers_are_left_alone(text: str) -> None:
    """Two or three of something is no number."""
    assert find(text) == []


OTHER_CLASSES = [
    ("press * then 0", ["0 = name"]), ("press the # key, then 2", ["2 = name"]),
    ("press star zero", ["press star zero = name"]),
    ("a 401(k) match", ["401(k) = name"]), ("a 4K display", ["4K = name"]), ("300mm wafers", ["300mm = name"]),
    ("two 787-9s", ["two = 2 count", "787-9s = name"]), ("no one-quarter wonder", ["one-quarter = 1 quarter"]),
    ("a year and a half", ["a year and a half = 1.5 year"]), ("24x7", ["24x7 = 24 hour"]),
    ("9M24", ["9M24 = fiscal_period"]),
    ("FY22E", ["FY22E = fiscal_period"]), ("a 1080p stream", ["1080p = name"]),
    ("9M revenue", ["9M = fiscal_period"]), ("民國114年第3季", ["114年第3季 = fiscal_period"]),
    ("民國 113 年", ["113 年 = year"]), ("30 June 2024", ["30 June 2024 = date"]), ("3/31/24", ["3/31/24 = date"]),
    ("at 17:00 CET", ["17:00 = time"]), ("call 1-877-555-0111", ["1-877-555-0111 = phone"]),
    ("how one thinks about it", []), ("One cannot tell", []), ("a two-digit rise", []), ("to second guess it", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "numbers"), OTHER_CLASSES)
def test_what_only_looks_like_a_quantity_is_told_apart(text: str, numbers: list[str]) -> None:
    """Keys to press, plans, models, periods and pronouns are no quantities."""
    assert all_of(text) == numbers


# Properties

PIECES = st.sampled_from(
    ["$", "€", "¥", "RMB", "1", "2,000", "3.5", "99", "%", "million ", "billion", " to ", "-", "–", "(", ")", ",", ".",
     " ",
     "\n", "one ", "hundred ", "and ", "half ", "third ", "quarter ", "Q3", "'", "萬", "億", "三", "第", "年",
     "月", "個",
     "基點", "美元", "points ", "x", "/", ":", "#", "[", "]", "of ", "first ", "\u200b", "\u00a0", "４", "½", "٣"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join)))
@settings(max_examples=400, deadline=None)
@example("Boeing 737 MAX 8 8")
def test_any_text_is_read_and_spans_index_it(text: str) -> None:
    """No text raises; spans are in order, apart, and index their own characters; partners point at each other."""
    mentions = find(text)
    for before, after in pairwise(mentions):
        assert before.end <= after.start
    for index, mention in enumerate(mentions):
        assert text[mention.start : mention.end] == mention.text != ""
        if mention.partner is not None:
            assert mentions[mention.partner].partner == index


SCALE_WORDS = st.sampled_from([("", 1), (" thousand", 10**3), (" million", 10**6), (" billion", 10**9), ("bn", 10**9)])
CURRENCIES = st.sampled_from(
    [("$", "USD"), ("€", "EUR"), ("£", "GBP"), ("US$", "USD"), ("RMB", "CNY"), ("INR ", "INR")]
)
AMOUNTS = st.decimals(min_value=0, max_value=9999, places=2)


@given(AMOUNTS, SCALE_WORDS, CURRENCIES, st.booleans())
@settings(max_examples=150, deadline=None)
def test_rendered_money_is_read_again(
    amount: Decimal, scale: tuple[str, int], currency: tuple[str, str], comma: bool
) -> None:
    """Money rendered with any symbol, grouping and scale is read with its value."""
    text = f"{currency[0]}{amount:{',' if comma else ''}}{scale[0]}"
    assert [(m.text, m.value, m.unit) for m in find(f"It was {text} then.")] == [(text, amount * scale[1], currency[1])]


@given(AMOUNTS, st.sampled_from([("%", "percent", 1), (" percent", "percent", 1), (" basis points", "bps", 1),
                                 ("x", "multiple", 1),
                                 (" percentage points", "bps", 100), (" 個基點", "bps", 1), ("个百分点", "bps", 100), (" 倍", "multiple", 1)]))  # fmt: skip  # noqa: E501
@settings(max_examples=150, deadline=None)
def test_rendered_ratios_are_read_again(amount: Decimal, unit: tuple[str, str, int]) -> None:
    """Percents, basis points and multiples in both languages are read with their value."""
    text = f"{amount}{unit[0]}"
    assert [(m.text, m.value, m.unit) for m in find(f"It was {text}.")] == [(text, amount * unit[2], unit[1])]


ONES = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen "
        "eighteen nineteen").split()  # fmt: skip
TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()


def in_words(number: int) -> str:
    """The number in English words."""
    for size, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = f" {in_words(number % size)}" if number % size else ""
            return f"{in_words(number // size)} {name}{rest}"
    if number < 20:
        return ONES[number]
    return TENS[number // 10] + (f"-{ONES[number % 10]}" if number % 10 else "")


@given(st.one_of(st.integers(2, 999), st.integers(2, 10**11)))
@settings(max_examples=200, deadline=None)
def test_english_number_words_are_read_again(number: int) -> None:
    """A number said in words is read with its value and all its words."""
    text = in_words(number)
    assert [(m.text, m.value) for m in find(f"We won {text} euros.")] == [(f"{text} euros", Decimal(number))]


def in_chinese(number: int) -> str:
    """A number below 10,000 in Chinese characters."""
    out, gap = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        gap = gap or (not digit and bool(out))
        if digit:
            out += ("零" if gap else "") + "零一二三四五六七八九"[digit] + name
            gap = False
    return out


@given(st.integers(2, 9999), st.sampled_from([("", 1), ("萬", 10**4), ("億", 10**8), ("亿", 10**8)]))
@settings(max_examples=150, deadline=None)
def test_chinese_number_words_are_read_again(number: int, scale: tuple[str, int]) -> None:
    """A number in Chinese characters is read with its value."""
    text = f"{in_chinese(number)}{scale[0]}美元"
    assert [(m.text, m.value, m.unit) for m in find(f"收入為{text}。")] == [(text, Decimal(number * scale[1]), "USD")]


@given(st.integers(1, 9999), st.sampled_from(["萬", "億", "兆", "千", "百萬"]))
@settings(max_examples=60, deadline=None)
def test_chinese_scales_multiply(number: int, scale: str) -> None:
    """Digits with a Chinese scale are read with their value."""
    size = {"萬": 10**4, "億": 10**8, "兆": 10**12, "千": 1000, "百萬": 10**6}[scale]
    assert only(f"為 {number:,} {scale}元").value == number * size


SENTENCES = st.lists(
    st.sampled_from(
        ["Sales were $4.1 million, up 12%.", "We expect 3 to 4x.", "It cost 45 cents per share.",
         "營收為 4,820 萬美元。",
         "Margin fell 140 basis points in the third quarter of 2023.", "From 2 to 4 million users joined."]
    ),
    min_size=1, max_size=4,
)  # fmt: skip


def essence(text: str) -> list[tuple[object, ...]]:
    return [("".join(m.text.split()), m.value, m.unit, m.kind, m.partner) for m in find(text)]


@given(SENTENCES)
@settings(max_examples=60, deadline=None)
def test_reading_is_stable(sentences: list[str]) -> None:
    """Line ends, kinds of space and the text around change no number."""
    text = "\n".join(sentences)
    plain = essence(text)
    assert essence(text.replace("\n", "\r\n")) == plain
    assert essence(text.replace(" ", "\u00a0")) == [(t, *rest) for t, *rest in plain]
    assert essence(f"Good morning.\n{text}\nThank you.") == plain


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_read_to_its_end(unit: str) -> None:
    """Whatever the text, the numbers come in order, and a plain one after it is still found; for time see the bench."""
    text = f"{unit * (12_000 // len(unit))}\n\nWe sold 7 boats."
    found = find(text)
    assert [(one.start, one.end) for one in found] == sorted((one.start, one.end) for one in found)
    assert [(one.text, one.noun) for one in found][-1] == ("7", "boats")
