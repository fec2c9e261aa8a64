"""Rules of the note."""

import re

from extractor.views import markdown
from tests import gold_calls


def note() -> str:
    return markdown.render(gold_calls.sample())


def test_the_note_has_its_parts_in_order() -> None:
    """Figures first, what was asked after them, and at the end how far to trust it."""
    titles = re.findall(r"^## (.+)$", note(), re.M)
    assert titles == [
        "Headline",
        "Guidance",
        "Segments",
        "Further figures",
        "Long-term targets",
        "Questions and answers",
        "Asked for and declined",
        "How far to trust this",
    ]


def test_every_number_leads_to_its_line_and_words() -> None:
    """Each footnote that is used is written once, in order, and each says where and in which words."""
    text = note()
    defined = re.findall(r"^\[\^(\d+)\]: ", text, re.M)
    used = set(re.findall(r"\[\^(\d+)\](?!:)", text))
    assert defined == [str(n) for n in range(1, len(gold_calls.sample().facts) + 1)]
    assert used == set(defined)
    assert "line 38: “Total revenue of **$68.4 million** compares with guidance of $66.0 million" in text


def test_the_guidance_stands_against_the_earlier_one() -> None:
    """New range, middle, earlier range and what was done to it, on one line."""
    row = next(line for line in note().split("\n") if line.startswith("| Revenue | FY 2024 |"))
    assert all(each in row for each in ("$276–279 million", "$277.5 million", "$271–275 million", "raised"))


def test_suspect_numbers_are_marked_where_they_stand() -> None:
    """Nobody copies a doubtful number without seeing that it is one."""
    assert re.search(r"^\| Europe: Revenue \| Q2 2024 \| 18% \(suspect\) of revenue", note(), re.M)


def test_words_of_the_call_start_no_markup() -> None:
    """A quote with pipes, tags, links or footnotes of its own stays text on one line."""
    call = gold_calls.sample()
    first = call.facts[0]
    place = first.evidence[0].model_copy(update={"exact": first.evidence[0].exact.replace(
        "up 26%", "| <b>*x*</b> [^1]: [a](http://b)\n\n# up 26%")})  # fmt: skip
    label = first.model_copy(update={"evidence": [place], "segment": "a|b\n<script>"})
    text = markdown.render(call.model_copy(update={"facts": [label, *call.facts[1:]]}))
    assert r"\| \<b\>\*x\*\</b\> \[^1\]: \[a\](http://b) \# up 26%" in text
    assert "<script>" not in text


def test_columns_without_anything_are_left_out() -> None:
    """A table shows only what the call gives."""
    segments = note().split("## Segments")[1].split("\n\n")[1]
    assert segments.startswith("|  | Period | Value | Year on year | Before |\n")


def test_an_empty_call_is_a_note_too() -> None:
    """No facts, no tables, no failure."""
    call = gold_calls.sample()
    bare = call.model_copy(
        update={"facts": [], "guidance": [], "absences": [], "summary": call.summary.__class__(), "mentions": []}
    )
    assert markdown.render(bare).startswith("# ")
