"""A call's text becomes turns with speaker, side, section and paragraphs, whatever the page looks like."""

from __future__ import annotations

import io
import os
import re
import textwrap
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor import transcript
from extractor.errors import InputError
from extractor.records import Transcript

SHARED = Path(os.environ.get("EXTRACTOR_SHARED", Path(__file__).parents[2] / "shared"))
OPEN = (
    "Good day, and welcome to the Tarn Mills third quarter 2024 earnings conference call. All are in listen-only mode."
)
SAID = "We grew net sales eight percent to $412 million in the quarter, and we expect the same again next year."
INTRO = "Our first question comes from Ana Lim with Oak Street Research. Please go ahead."
ASKED = "Thanks for taking my question. Could you talk about pricing in the second half, please?"
ANSWERED = "Sure. Pricing held up well, and we took two points of price in March across the range."
WORDS = (OPEN, SAID, INTRO, ASKED, ANSWERED)
SIDES = ["operator", "company", "operator", "analyst", "company"]
SECTIONS = ["prepared_remarks", "prepared_remarks", "qa", "qa", "qa"]


def page(*heads: str, joint: str = "\n\n", gap: str = "\n\n") -> str:
    """A five-turn call: operator, officer, operator, analyst, officer, under the headings given."""
    return gap.join(f"{head}{joint}{words}" for head, words in zip(heads, WORDS, strict=True)) + "\n"


def five(operator: str, officer: str, analyst: str) -> tuple[str, str, str, str, str]:
    return operator, officer, operator, analyst, officer


NAMES = five("Operator", "Lena Ford", "Ana Lim")
TITLED = five("Operator", "Lena Ford -- Chief Financial Officer", "Ana Lim -- Oak Street -- Analyst")
LAYOUTS = {
    "name and title on a line": page(*TITLED),
    "em dash": page(*five("Operator", "Lena Ford — CFO", "Ana Lim — Oak Street — Analyst")),
    "hyphen": page(*five("Operator", "Lena Ford - CFO", "Ana Lim - Oak Street - Analyst")),
    "name: text": page(*NAMES, joint=": "),
    "no blank lines": page(*NAMES, joint=": ", gap="\n"),
    "name (title): text": page(*five("Operator", "Lena Ford (CFO)", "Ana Lim (Oak Street, Analyst)"), joint=": "),
    "capitals, text after": page(*five("OPERATOR", "LENA FORD, CFO, TARN MILLS", "ANA LIM, ANALYST, OAK"), joint=": "),
    "capitals, text below": page(*five("OPERATOR:", "LENA FORD, CFO, TARN:", "ANA LIM, ANALYST, OAK:"), joint="\n"),
    "[name]": page(*five("[Operator]", "[Lena Ford]", "[Ana Lim]"), joint="\n", gap="\n"),
    "**name**": page(*five("**Operator**", "**Lena Ford**", "**Ana Lim**")),
    "**name:** text": page(*five("**Operator:**", "**Lena Ford:**", "**Ana Lim:**"), joint=" "),
    "### name": page(*five("### Operator", "### Lena Ford", "### Ana Lim")),
    "name and title on two lines": page(
        *five("Operator", "Lena Ford\nChief Financial Officer, Tarn", "Ana Lim\nAnalyst, Oak Street Q"),
        joint="\n",
    ),
    "question – name": page(
        "Operator", "Lena Ford", "Operator", "Question – Ana Lim", "Answer – Lena Ford", joint=": "
    ),
    "<q - name>": page(*NAMES[:3], "<Q - Ana Lim>", "<A - Lena Ford>", joint=": "),
    "time stamp before": page(*(f"[00:0{i}:03] {n}" for i, n in enumerate(NAMES)), joint=": "),
    "time stamp after": page(*(f"{n} (0{i}:03):" for i, n in enumerate(NAMES)), joint="\n"),
    "numbered": page(*(f"{i}. {n}" for i, n in enumerate(NAMES, 1)), joint=": "),
    "voices without names": page(*five("Speaker 1", "Speaker 2", "Speaker 3"), joint=": "),
    "tags": page(*(f"<p><strong>{h}</strong></p>" for h in TITLED)),
    "windows line ends": page(*TITLED).replace("\n", "\r\n"),
    "invisible and wide characters": page(*TITLED)
    .replace("Operator", "\u200bOper\u200bator")
    .replace(" -- ", "\u00a0--\u3000"),
    "full-width colon": page(*NAMES, joint="："),
}


def read(text: str, name: str = "") -> Transcript:
    return transcript.parse(text, name)


def said(call: Transcript, side: str) -> list[str]:
    return [call.text[p.start : p.end] for turn in call.turns if turn.side == side for p in turn.paragraphs]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_gives_the_same_turns(layout: str) -> None:
    """Whoever set the page, the five turns keep their sides, sections and words."""
    call = read(LAYOUTS[layout])
    assert [turn.side for turn in call.turns] == SIDES
    assert [turn.section for turn in call.turns] == SECTIONS
    assert [call.text[t.paragraphs[0].start : t.paragraphs[0].end] for t in call.turns] == list(WORDS)


def test_the_opening_names_company_period_and_date() -> None:
    """Company, period and date come from the words of the call, with a note for what it does not say."""
    call = read(LAYOUTS["em dash"])
    assert (call.company, call.fiscal_period, call.date) == ("Tarn Mills", "2024Q3", "")
    assert any("date" in note for note in call.notes)
    given_by_user = transcript.parse(LAYOUTS["em dash"], company="Tarn Mills plc", period="2024Q4")
    assert (given_by_user.company, given_by_user.fiscal_period) == ("Tarn Mills plc", "2024Q4")


@pytest.mark.parametrize(
    ("words", "company"),
    [
        ("I am Ida Holm, CFO of Tarn Mills. With me is our chairman.", "Tarn Mills"),
        ("With me are Lena Ford, our CFO; and Ida Holm, CFO of Lawn & Garden. Thank you.", ""),
    ],
)
def test_the_officer_of_a_part_does_not_name_the_company(words: str, company: str) -> None:
    """Of two chief financial officers the one named "of" something is a segment's."""
    assert read(f"Lena Ford: {words} {SAID}").company == company


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("our Q3 FY'22 earnings call", "2022Q3"),
        ("our first quarter fiscal 2024 earnings call", "2024Q1"),
        ("our fourth-quarter and full-year 2023 results call", "2023Q4"),
        ("our 1Q21 earnings call", "2021Q1"),
        ("our 2021 Q1 earnings presentation", "2021Q1"),
        ("our second quarter of fiscal year 2025 conference call", "2025Q2"),
        ("our first half 2024 results presentation", "2024H1"),
        ("our Q2 FY2023-24 earnings call", "2024Q2"),
        ("本公司2025年第四季业绩电话会", "2025Q4"),
        ("本公司2025年上半年業績說明會", "2025H1"),
    ],
)
def test_fiscal_periods_are_read_as_people_say_them(words: str, period: str) -> None:
    """The guide's notation comes out of every common way to name the quarter of the call."""
    assert read(f"Operator: Good morning, and welcome to {words}.\n\nLena Ford: {SAID}").fiscal_period == period


def test_the_file_name_gives_the_period_only_when_nothing_else_does() -> None:
    """A period taken from the file's name is said to be so; one that the call says goes before it."""
    silent = read(f"Operator: Welcome, everyone.\n\nLena Ford: {SAID}", "tarn-2022q2")
    assert silent.fiscal_period == "2022Q2"
    assert any("file's name" in note for note in silent.notes)
    assert read(LAYOUTS["em dash"], "tarn-2022q2").fiscal_period == "2024Q3"


def test_a_period_only_compared_with_is_not_the_period_of_the_call() -> None:
    """Last year's quarter, named for comparison, does not date the call."""
    assert (
        read("Sales rose 4% compared to the third quarter of 2019. We are pleased with our progress.").fiscal_period
        == ""
    )


NEWS_PAGE = f"""Tarn Mills (NYSE: TRN)
Q3 2024 Earnings Call
Oct 24, 2024, 5:00 p.m. ET

Contents:

  * Prepared Remarks
  * Questions and Answers
  * Call Participants

Prepared Remarks:

{TITLED[0]}

{OPEN}

{TITLED[1]}

{SAID}

Questions and Answers:

{TITLED[0]}

{INTRO}

{TITLED[3]}

{ASKED}

{TITLED[1]}

{ANSWERED}

Duration: 48 minutes

Call participants:

{TITLED[1]}

{TITLED[3]}

More TRN analysis
"""


def test_a_news_page_has_contents_and_end_matter_that_nobody_says() -> None:
    """Header, table of contents, duration and the list at the end belong to the publisher, never to a speaker."""
    call = read(NEWS_PAGE)
    spoken = [turn for turn in call.turns if turn.side != "publisher"]
    assert [turn.side for turn in spoken] == SIDES
    assert (call.company, call.fiscal_period, call.date) == ("Tarn Mills", "2024Q3", "2024-10-24")
    assert "Duration: 48 minutes" in said(call, "publisher")
    assert all(turn.section == "other" for turn in call.turns if turn.side == "publisher")


def test_takeaways_before_the_transcript_are_the_publishers() -> None:
    """Figures in a publisher's summary and glossary are not the company speaking, even where they look like names."""
    summary = (
        "Net sales-- $412 million, up 8% on last year.\n\nIndustry glossary\n\nLike Sales: Sales in stores open a year."
    )
    call = read(f"{summary}\n\nFull Conference Call Transcript\n\n{LAYOUTS['name: text']}")
    assert [turn.side for turn in call.turns if turn.side != "publisher"] == SIDES
    assert len(said(call, "publisher")) == 2


def test_lists_of_participants_tell_sides_and_titles() -> None:
    """A name listed with the company speaks for it, a name listed with the analysts asks, title or no title."""
    call = read(
        "Company Participants\n\nLena Ford - Chief Financial Officer\n\n"
        "Conference Call Participants\n\nAna Lim - Oak Street\n\n"
        f"Operator\n\n{OPEN}\n\nLena Ford\n\n{SAID}\n\nQuestion-and-Answer Session\n\n"
        f"Ana Lim\n\n{SAID}\n\nLena Ford\n\n{SAID}\n"
    )
    spoken = [(t.speaker, t.title, t.side) for t in call.turns if t.side not in ("publisher", "operator")]
    officer = ("Lena Ford", "Chief Financial Officer", "company")
    assert spoken == [officer, ("Ana Lim", "Oak Street", "analyst"), officer]


def test_bare_questions_and_answers_have_sides() -> None:
    """Q and A say who asks and who answers; what stands before them is no question."""
    call = read(f"{SAID}\n\nQ: {ASKED}\n\nA: {ANSWERED}\n\nQ: And the margin?\n\nA: Up a bit.\n")
    assert [(t.side, t.section) for t in call.turns] == [
        ("unknown", "prepared_remarks"),
        ("analyst", "qa"),
        ("company", "qa"),
        ("analyst", "qa"),
        ("company", "qa"),
    ]


CHINESE_NAMES = five("接线员", "莉娜", "安娜")
BILINGUAL = """使用提醒:中文由機器翻譯,僅供參考
Operator
Operator
Welcome to the Tarn Mills Q3 2024 call. (Operator Instructions)
歡迎參加 Tarn Mills 2024 年第三季電話會議。
Lena Ford - CFO & Treasurer
Lena Ford - CFO & Treasurer
Thank you.
謝謝你。
A line that was left alone.
Net sales were $412 million.
淨銷售額為 4.12 億美元。
Okay.
Okay.
Operator
Operator
Our first question comes from Ana Lim with Oak Street.
第一個問題來自 Oak Street Partners 的 Ana Lim。
Unidentified Analyst
Unidentified Analyst
Not yet?
還沒有嗎?
第二行。
"""


def pairs(call: Transcript) -> list[tuple[str, str]]:
    spans = [(p, p.translation or (0, 0)) for turn in call.turns for p in turn.paragraphs]
    return [(call.text[p.start : p.end], call.text[start:end]) for p, (start, end) in spans]


def test_a_translation_belongs_to_the_paragraph_above_it() -> None:
    """Short lines, lines without translation, repeated lines and stray lines all stay with their own."""
    call = read(BILINGUAL)
    assert call.language == "en+zh"
    assert pairs(call) == [
        ("使用提醒:中文由機器翻譯,僅供參考", ""),
        (
            "Welcome to the Tarn Mills Q3 2024 call. (Operator Instructions)",
            "歡迎參加 Tarn Mills 2024 年第三季電話會議。",
        ),
        ("Thank you.", "謝謝你。"),
        ("A line that was left alone.", ""),
        ("Net sales were $412 million.", "淨銷售額為 4.12 億美元。"),
        ("Okay.", "Okay."),
        ("Our first question comes from Ana Lim with Oak Street.", "第一個問題來自 Oak Street Partners 的 Ana Lim。"),
        ("Not yet?", "還沒有嗎?\n第二行。"),
    ]
    assert [turn.side for turn in call.turns] == ["publisher", "operator", "company", "operator", "analyst"]


def test_sentences_may_be_translated_on_the_same_line() -> None:
    """English that goes over into Chinese within a line is a paragraph and its translation."""
    call = read(
        "Operator\nHello to all of you. 大家好。\n"
        "Lena Ford - CFO\nSales were $412 million. 銷售額為 4.12 億美元。\nThank you. 謝謝。\n"
    )
    assert pairs(call) == [
        ("Hello to all of you.", "大家好。"),
        ("Sales were $412 million.", "銷售額為 4.12 億美元。"),
        ("Thank you.", "謝謝。"),
    ]


def test_tagged_languages_and_translated_names_are_not_new_speakers() -> None:
    """A translation that repeats the speaker's name in Chinese opens no turn, and its span leaves the name out."""
    body = "\n\n".join(
        f"  [ {i}] [EN] {name}:{words}\n       [中] {chinese}：这是翻译，第 {i} 段。"
        for i, (name, words, chinese) in enumerate(zip(NAMES, WORDS, five("接线员", "莉娜", "安娜"), strict=True))
    )
    call = read(body)
    assert [turn.side for turn in call.turns] == SIDES
    assert all(translation.startswith("这是翻译") for _, translation in pairs(call))


def test_a_chinese_call_is_read_in_chinese() -> None:
    """A call in Chinese has language zh, sides and sections like any other."""
    call = read(
        "主持人：各位好，歡迎參加大麥科技2024年第三季度業績電話會議。\n\n林小安（首席財務官）：謝謝。本季度營收為四十二億元。\n\n"
        "主持人：現在開始問答環節。第一個問題來自大山證券的陳大文，請提問。\n\n陳大文：謝謝管理層。我想請教明年的資本支出是多少？\n\n"
        "林小安：謝謝您的提問。明年大約是十億元。\n"
    )
    assert call.language == "zh"
    assert [turn.side for turn in call.turns] == SIDES
    assert call.fiscal_period == "2024Q3"


def test_an_analyst_who_counts_questions_is_no_operator() -> None:
    """ "The next question is about margins" is an analyst's; only "from somebody" introduces."""
    follow = "Thanks. The next question is about the margin, and my last question is on the tax rate."
    call = read(
        page("Speaker 1", "Speaker 2", "Speaker 1", "Speaker 3", "Speaker 2", joint=": ") + f"\nSpeaker 3: {follow}\n"
    )
    assert [turn.side for turn in call.turns] == [*SIDES, "analyst"]


def test_without_speakers_only_the_plain_words_get_a_side() -> None:
    """In one unbroken paragraph introductions and the questions after them get a side, the rest none."""
    call = read(f"{OPEN} {SAID} {INTRO} {ASKED} {ANSWERED}")
    assert [(turn.side, turn.section) for turn in call.turns] == [
        ("unknown", "prepared_remarks"),
        ("operator", "qa"),
        ("analyst", "qa"),
        ("unknown", "qa"),
    ]
    assert said(call, "analyst") == [ASKED]


def test_one_sentence_a_line_without_speakers_is_one_turn() -> None:
    """Prepared remarks printed a sentence a line are one turn without a side."""
    call = read("\n".join([SAID, "Thank you for joining.", ANSWERED] * 20))
    assert [(t.side, t.section, len(t.paragraphs)) for t in call.turns] == [("unknown", "prepared_remarks", 60)]


def test_lines_broken_at_a_width_are_one_paragraph() -> None:
    """A page set at a fixed width keeps each paragraph whole, so that no sentence is cut."""
    long = " ".join([SAID] * 5)
    text = page(*TITLED).replace(SAID, long)
    call = read("\n\n".join(textwrap.fill(block, 72) for block in text.split("\n\n")))
    assert [len(turn.paragraphs) for turn in call.turns] == [1] * 5
    assert " ".join(said(call, "company")[0].split()) == long


def test_a_page_that_begins_in_mid_speech_loses_nothing() -> None:
    """Words before the first heading are somebody's on the call, though nobody says whose."""
    call = read(
        f"{SAID} Thank you all.\n\nOperator: {INTRO}\n\nAna Lim: {ASKED}\n\nLena Ford: {ANSWERED}\n\nAna Lim: Thanks."
    )
    assert call.turns[0].side == "unknown"
    assert call.turns[0].section == "prepared_remarks"


def test_spans_and_lines_point_into_the_text() -> None:
    """Every paragraph indexes its own words and line, also after characters outside the basic plane."""
    call = read("\U0001f4c8\U0001f600 Chart of the day\n\n" + LAYOUTS["windows line ends"])
    for turn in call.turns:
        for p in turn.paragraphs:
            assert call.text.count("\n", 0, p.start) + 1 == p.line
            assert call.text[p.start : p.end] == call.text[p.start : p.end].strip()


PIECES = st.sampled_from(
    ["Operator", "Lena Ford - CFO", "Lena Ford:", "Q:", "A:", "[x]", "**", "謝謝。", "問：", "Thanks.", SAID, INTRO, "",
     "\u200b", "Prepared Remarks:", "Duration: 1", "Call participants:", "<p>", "\U0001f600", "12:30", "# ",
     "Speaker 1:", "A. 好"]
)  # fmt: skip
ENDS = st.sampled_from(["\n", "\n\n", "\r\n", " "])


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(PIECES, PIECES, st.sampled_from(["\n", "\n\n", "\r\n", " "])), max_size=12)
    | st.text(max_size=200)
)
def test_no_page_breaks_the_reader(page: list[tuple[str, str, str]] | str) -> None:
    """Any text at all is read: spans lie in order, apart from each other, and hold words."""
    text = page if isinstance(page, str) else "".join(f"{a} {b}{end}" for a, b, end in page)
    call = read(text)
    spans = sorted(
        span
        for turn in call.turns
        for p in turn.paragraphs
        for span in ((p.start, p.end), p.translation)
        if span is not None
    )
    assert all(start < end for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


HOSTILE = [
    "a",
    " ",
    "[",
    "*",
    "A B: ",
    "1:23 ",
    "? ",
    "Our next question comes from ",
    "你好。",
    "<p ",
    "A -- ",
    "A ",
    "\u200b",
    "<b>",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_the_text_and_no_faster(piece: str) -> None:
    """A megabyte of any one thing on a line is read within seconds."""
    started = time.perf_counter()
    read("x" + piece * (1_000_000 // len(piece)))
    assert time.perf_counter() - started < 4


BAD = {
    "empty.txt": (b"", "is empty"),
    "blank.txt": (" \r\n\u3000\u00a0\n".encode(), "is empty"),
    "binary.txt": (b"abc\0\x01\x02\x03 def ghi", "binary"),
    "call.pdf": (b"%PDF-1.7 ...", "PDF"),
    "call.docx": (b"PK\x03\x04....", "DOCX"),
    "call.html": (b"<!DOCTYPE html><p>Hello there.</p>", "HTML"),
    "wide.txt": (SAID.encode("utf-16"), "UTF-16"),
    "wide-bare.txt": (SAID.encode("utf-16-le"), "UTF-16"),
    "latin.txt": (("Café déjà vu. " + SAID).encode("latin-1"), "WINDOWS-1252"),
    "gbk.txt": ("我们本季度的收入为五十四亿元，同比增长百分之十二。".encode("gbk"), "GBK"),
    "big5.txt": ("我們本季度的營收為五十四億元，年增百分之十二，感謝各位投資人的支持。".encode("big5"), "BIG5"),
    "numbers.txt": (b"1 2 3\n4 5 6\n", "no speech"),
    "table.csv": (b"net sales of the company,1,2\ncost of all the goods,3,4\nprofit for all of us,5,6\n", "no speech"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_one_clear_sentence(name: str, tmp_path: Path) -> None:
    """What is no transcript is refused with its path, what it is, and what to do."""
    data, what = BAD[name]
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        transcript.load(path)
    assert what in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_a_missing_file_and_a_huge_one_are_refused(tmp_path: Path) -> None:
    """A directory, a wrong path and 20 MB too much each say so."""
    huge = tmp_path / "huge.txt"
    huge.write_bytes(b"a word or two of the call\n" * 800_000)
    long = tmp_path / "long.txt"
    long.write_bytes(b"a\n" * 300_000)
    for source, what in (
        (tmp_path, "directory"),
        (tmp_path / "none.txt", "not exist"),
        (huge, "20 MB"),
        (long, "lines"),
        ("a\0b", "read"),
    ):
        with pytest.raises(InputError, match=what):
            transcript.load(source)


def test_a_byte_order_mark_is_dropped_and_nothing_else(tmp_path: Path) -> None:
    """The text is the file as it stands: line ends and all, without the mark."""
    path = tmp_path / "tarn.txt"
    path.write_bytes(b"\xef\xbb\xbf" + LAYOUTS["windows line ends"].encode())
    call = transcript.load(path)
    assert call.text == LAYOUTS["windows line ends"]
    assert call.name == "tarn"


def test_a_dash_reads_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` takes the call from standard input."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(LAYOUTS["em dash"].encode())))
    assert [turn.side for turn in transcript.load("-").turns] == SIDES


SHARED_CALLS = sorted((SHARED / "transcripts").glob("*.txt"))
needs_shared = pytest.mark.skipif(not SHARED_CALLS, reason="the shared calls are not beside this checkout")
EXPECTED = {
    "alkami-2023q1": ("2023Q1", {"operator": 9, "company": 26, "analyst": 15}),
    "alkami-2023q3": ("2023Q3", {"operator": 10, "company": 23, "analyst": 14}),
    "general-electric-2020q1": ("2020Q1", {"operator": 19, "company": 78, "analyst": 50}),
    "gol": ("2021Q3", {}),
    "hdfc-bank-fy2022q3": ("2022Q3", {"operator": 9, "company": 24, "analyst": 23}),
    "jpmorgan-2025q2": ("2025Q2", {"operator": 14, "analyst": 12}),
    "kb-financial": ("2021Q1", {}),
    "mediatek-2025q4": ("2025Q4", {"company": 12}),
    "microsoft-2026q3": ("2026Q3", {"operator": 9, "company": 25, "analyst": 11}),
    "mongodb-2026q4": ("2026Q4", {"operator": 11, "company": 26, "analyst": 24}),
    "sprout-social-2023q4": ("2023Q4", {"operator": 14, "company": 25, "analyst": 20}),
}


@needs_shared
@pytest.mark.parametrize("name", EXPECTED)
def test_shared_calls_are_read_right(name: str) -> None:
    """The real calls have the period and the turns by side that were counted by eye."""
    period, sides = EXPECTED[name]
    call = transcript.load(SHARED / "transcripts" / f"{name}.txt")
    counted = Counter(turn.side for turn in call.turns)
    assert call.fiscal_period == period
    assert {side: counted[side] for side in sides} == sides  # type: ignore[index]


PAGE_TITLES = (
    "Transcript",
    "Presentation",
    "Call participants",
    "Industry glossary",
    "Earnings Call",
    "Full Conference",
    "完整",
)


def unread(call: Transcript) -> list[str]:
    """What stands on the page outside every paragraph and translation, line by line, marks stripped."""
    covered = bytearray(len(call.text))
    for turn in call.turns:
        for p in turn.paragraphs:
            for start, end in ((p.start, p.end), p.translation or (0, 0)):
                covered[start:end] = b"\1" * (end - start)
    shown = "".join(" " if k and c != "\n" else c for c, k in zip(call.text, covered, strict=True))
    return [re.sub(r"^[\s\W\d]*(?:EN\]|中\])?[\s\W]*", "", line).strip() for line in shown.split("\n")]


@needs_shared
@pytest.mark.parametrize("path", SHARED_CALLS, ids=lambda path: path.stem)
def test_every_line_of_a_shared_call_is_accounted_for(path: Path) -> None:
    """What is in no paragraph and no translation is a speaker's name, a time stamp, or a title of the page."""
    call = transcript.load(path)
    speakers = tuple({turn.speaker for turn in call.turns if turn.speaker})
    known = (*speakers, *PAGE_TITLES)
    left = [line for line in unread(call) if sum(map(str.isalpha, line)) > 8 and not line.startswith(known)]
    assert [line for line in left if not line.endswith("：")] == []


BILINGUAL_CALLS = ["alkami-2023q1", "alkami-2023q3", "sprout-social-2023q4", "microsoft-2026q3", "mediatek-2025q4"]


@needs_shared
@pytest.mark.parametrize("name", BILINGUAL_CALLS)
def test_every_spoken_paragraph_of_the_bilingual_calls_has_its_translation(name: str) -> None:
    """In the shared bilingual calls each spoken paragraph is English with Chinese printed next to it."""
    call = transcript.load(SHARED / "transcripts" / f"{name}.txt")
    spoken = [p for turn in call.turns if turn.side != "publisher" for p in turn.paragraphs]
    assert all(p.language == "en" and p.translation for p in spoken)
    assert all(p.translation[0] - p.end < 60 for p in spoken if p.translation)


@needs_shared
def test_headline_calls_are_one_turn_each() -> None:
    """Calls of one sentence a line are prepared remarks without a side, and take their period from the name."""
    for path in sorted((SHARED / "ectsum-dev" / "calls").glob("*.txt"))[::8]:
        call = transcript.load(path)
        assert [(turn.side, turn.section) for turn in call.turns] == [("unknown", "prepared_remarks")]
        assert call.fiscal_period[4:].lower() in path.stem
