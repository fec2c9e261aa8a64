"""The number finder: what it reads in every form, what it leaves out and why, and that no text upsets it."""

from __future__ import annotations

import time
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
    ("profit of one trillion 270.1 billion won", "one trillion 270.1 billion won", "1270100000000", "KRW"),
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
    ("adjusted EBITDA loss of $2.1 million to $1.6 million", "-2100000", "-1600000", "USD"),
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
def test_hostile_text_takes_linear_time(unit: str) -> None:
    """Twice the text takes about twice the time, whatever the text."""

    def seconds(size: int) -> float:
        begin = time.process_time()
        find(unit * (size // len(unit)))
        return time.process_time() - begin

    small = min(seconds(12_000) for _ in range(2))
    assert seconds(48_000) < 12 * small + 0.1
