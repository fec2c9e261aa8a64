"""Chunks rejoin to the text, stay within the budget, and end where sentences end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.chunking import count_tokens, halve, split
from extractor.locating import sentences
from extractor.records import Paragraph, Transcript, Turn


def call(text: str) -> Transcript:
    """A call of one turn, one paragraph a line."""
    paragraphs, at = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            paragraphs.append(Paragraph(at, at + len(line), number))
        at += len(line) + 1
    turn = Turn("", "", "unknown", "prepared_remarks", tuple(paragraphs))
    return Transcript(text, "", "", "", "", "", "", "en", (turn,))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Revenue was $4.2 million. Costs fell 1.5%.", ["Revenue was $4.2 million.", "Costs fell 1.5%."]),
        (
            "We bought Fenwick Corp. for $3 million. Done.",
            ["We bought Fenwick Corp. for $3 million.", "Done."],
        ),
        ("We serve the U.S. market. It grew.", ["We serve the U.S. market.", "It grew."]),
        ("We sell in the U.S. The rest is small.", ["We sell in the U.S.", "The rest is small."]),
        ("Ask J. Doe about it? Yes!", ["Ask J. Doe about it?", "Yes!"]),
        ("營收成長 5%。毛利率為 46%。", ["營收成長 5%。", "毛利率為 46%。"]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    """Abbreviations, initials and decimals end no sentence; Chinese stops do."""
    assert [text[a:b] for a, b in sentences(text, 0, len(text))] == expected


@given(st.text(alphabet="ab .?!\n營$5,", max_size=300), st.integers(1, 40))
def test_chunks_rejoin_to_the_text(text: str, budget: int) -> None:
    """Every character that is not white space stands in exactly one chunk, in order, within the budget."""
    chunks = split(call(text), budget)
    pieces = [text[a:b] for chunk in chunks for _, a, b in chunk.pieces]
    assert "".join("".join(pieces).split()) == "".join(text.split())
    for chunk in chunks:
        assert sum(count_tokens(text[a:b]) for _, a, b in chunk.pieces) <= max(budget, 1)


@given(st.text(alphabet="ab .?!\n", min_size=1, max_size=200))
def test_halving_loses_nothing_and_ends(text: str) -> None:
    """Halving again and again comes down to single sentences that rejoin to the text."""
    queue, leaves = split(call(text), 10_000), []
    while queue:
        halves = halve(queue.pop(), text)
        if len(halves) == 1:
            leaves.append(halves[0])
        queue += halves if len(halves) > 1 else []
    leaves.sort(key=lambda chunk: chunk.pieces[0][1])
    joined = "".join(text[a:b] for leaf in leaves for _, a, b in leaf.pieces)
    assert "".join(joined.split()) == "".join(text.split())
