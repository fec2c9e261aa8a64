"""The ledger accounts for every number."""

from decimal import Decimal

import pytest

from extractor.ledger import coverage, ledger
from extractor.records import Evidence, Fact, Mention, NumberPlace, Paragraph, Transcript, Turn

TEXT = "Revenue was $5 million.\n收入為 500 萬美元。\nWas it 7%?\nIn Q2 we hired 30 people.\n收入 9 億。\n"


def _turn(side: str, *paragraphs: Paragraph) -> Turn:
    return Turn(speaker="", title="", side=side, section="qa", paragraphs=paragraphs)  # type: ignore[arg-type]


def _paragraph(words: str, line: int, translation: str = "", language: str = "en") -> Paragraph:
    start = TEXT.index(words)
    other = TEXT.index(translation) if translation else 0
    span = (other, other + len(translation)) if translation else None
    return Paragraph(start, start + len(words), line, span, language)  # type: ignore[arg-type]


def _mention(words: str, kind: str = "quantity") -> Mention:
    start = TEXT.index(words)
    return Mention(start, start + len(words), words, Decimal(1), kind=kind)  # type: ignore[arg-type]


CALL = Transcript(
    text=TEXT, sha256="", name="", layout="", company="", fiscal_period="2024Q2", date="", language="en",
    turns=(
        _turn("company", _paragraph("Revenue was $5 million.", 1, "收入為 500 萬美元。")),
        _turn("analyst", _paragraph("Was it 7%?", 3)),
        _turn("company", _paragraph("In Q2 we hired 30 people.", 4), _paragraph("收入 9 億。", 5, language="zh")),
    ),
)  # fmt: skip
MENTIONS = [
    _mention("$5 million"),
    _mention("500 萬美元"),
    _mention("7%"),
    _mention("Q2", "fiscal_period"),
    _mention("30"),
    _mention("9 億"),
]


def _fact(mention: Mention) -> Fact:
    number = NumberPlace(start=mention.start, end=mention.end, text=mention.text)
    place = Evidence(
        exact="", prefix="", suffix="", start=mention.start, end=mention.end, line=1, speaker="", side="company",
        section="qa", numbers=[number],
    )  # fmt: skip
    return Fact(
        id="a", metric="revenue", label="revenue", measure="level", status="actual", value=Decimal(5000000), unit="USD",
        evidence=[place], read_by=["test"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("index", "state", "reason"),
    [
        (0, "used", ""),
        (1, "excluded", "translation of the paragraph on line 1"),
        (2, "excluded", "said by an analyst"),
        (3, "excluded", "names a period"),
        (4, "unexplained", "no reader claimed it or gave a reason"),
        (5, "unexplained", "language"),
    ],
)
def test_every_number_has_a_state_and_a_reason(index: int, state: str, reason: str) -> None:
    """A number is used, or it says why not, or it admits that nobody knows."""
    record = ledger(CALL, MENTIONS, [_fact(MENTIONS[0])], {})[index]
    assert (record.state, record.reason) == (state, reason)


def test_a_used_number_names_its_facts() -> None:
    """From the number one gets to the facts that stand on it."""
    assert ledger(CALL, MENTIONS, [_fact(MENTIONS[0])], {})[0].facts == ["a"]


def test_the_readers_reason_is_kept() -> None:
    """What a reader left out on purpose is excluded in its words."""
    assert ledger(CALL, MENTIONS, [], {4: "a count of events"})[4].reason == "a count of events"


def test_coverage_counts_the_companys_quantities_once() -> None:
    """Analysts, translations and dates neither raise nor lower it."""
    assert coverage(ledger(CALL, MENTIONS, [_fact(MENTIONS[0])], {})) == Decimal("33.3")
    assert coverage(ledger(CALL, MENTIONS, [], {0: "x", 4: "y", 5: "z"})) == Decimal(100)


def test_a_reader_that_is_unsure_explains_nothing() -> None:
    """Its reason stands in the ledger, and the number counts as unexplained."""
    records = ledger(CALL, MENTIONS, [], {0: "unsure: no metric is named beside it", 4: "y", 5: "z"})
    assert (records[0].state, records[0].reason) == ("unexplained", "unsure: no metric is named beside it")
    assert coverage(records) == Decimal("66.7")


def test_coverage_of_nothing_is_nothing() -> None:
    """A call without quantities has no coverage rather than a perfect one."""
    assert coverage([]) is None
