"""Small calls for the tests: one turn, one paragraph a line, with whatever a claim about them needs."""

from dataclasses import replace
from decimal import Decimal

from extractor import numbers
from extractor.records import Claim, Mention, Paragraph, Side, Transcript, Turn


def call(text: str, side: Side = "company", period: str = "2024Q2") -> Transcript:
    """A call of one turn in the prepared remarks, one paragraph a line."""
    paragraphs, at = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            paragraphs.append(Paragraph(at, at + len(line), number))
        at += len(line) + 1
    turn = Turn("Dana Reyes", "CFO", side, "prepared_remarks", tuple(paragraphs))
    return Transcript(text, "0" * 64, "test", "test", "Fenwick", period, "", "en", (turn,))


def claim(mentions: list[Mention], text: str, **fields: object) -> Claim:
    """A claim that points at the mention printed as `text` and reads it right, unless `fields` say otherwise."""
    index = next(number for number, mention in enumerate(mentions) if mention.text == text)
    base = Claim(
        numbers=(index,),
        metric="revenue",
        label="revenue",
        segment="",
        measure="level",
        versus="",
        share_of="",
        period="2024Q2",
        status="actual",
        basis="",
        value=mentions[index].value,
        low=None,
        high=None,
        unit=mentions[index].unit,
        qualifier="exact",
        read_by="test",
    )
    return replace(base, **fields)  # type: ignore[arg-type]


def found(text: str) -> list[Mention]:
    """The mentions of a text."""
    return numbers.find(text)


def dec(text: str) -> Decimal:
    """A decimal, for short tables."""
    return Decimal(text)
