"""An offset is found in its turn, paragraph, sentence and line."""

from calls import call

from extractor.locating import Locator
from extractor.records import Paragraph, Transcript, Turn


def test_an_offset_knows_its_line_sentence_and_turn() -> None:
    """The sentence around a number is the one that holds it."""
    text = "Thanks. We grew 5%.\n\nMargins held at 40%. Costs fell."
    locator = Locator(call(text))
    at = text.index("40%")
    start, end = locator.sentence(at)
    assert text[start:end] == "Margins held at 40%."
    assert locator.line(at) == 3
    place = locator.at(at)
    assert place is not None
    assert place.turn.speaker == "Dana Reyes"


def test_outside_every_paragraph_there_is_no_place() -> None:
    """Headers belong to nobody; their sentence is the line."""
    text = "Header 2024\nWe grew 5%."
    turn = Turn("", "", "company", "prepared_remarks", (Paragraph(12, len(text), 2),))
    locator = Locator(Transcript(text, "", "", "", "", "", "", "en", (turn,)))
    assert locator.at(3) is None
    start, end = locator.sentence(7)
    assert text[start:end] == "Header 2024"


def test_a_translation_belongs_to_its_paragraph() -> None:
    """An offset in the translation is found, and marked as translated."""
    text = "We grew 5%.\n我們成長了 5%。"
    paragraph = Paragraph(0, 11, 1, (12, len(text)))
    locator = Locator(Transcript(text, "", "", "", "", "", "", "en+zh", (Turn("", "", "company", "qa", (paragraph,)),)))
    place = locator.at(text.rindex("5"))
    assert place is not None
    assert place.translated
    assert place.paragraph is paragraph
