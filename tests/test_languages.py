"""The translation against the words."""

import pytest
from spoken import fact

from extractor import numbers
from extractor.languages import compare_languages, language_disagreements
from extractor.records import NumberPlace, Paragraph, Transcript, Turn


def _call(said: str, translated: str) -> Transcript:
    paragraph = Paragraph(0, len(said), 1, (len(said) + 1, len(said) + 1 + len(translated)))
    turn = Turn("Dana Reyes", "CFO", "company", "prepared_remarks", (paragraph,))
    return Transcript(f"{said}\n{translated}\n", "", "", "", "", "2024Q2", "", "en+zh", (turn,))


def differences(said: str, translated: str) -> list[tuple[str, str, str]]:
    """Both numbers and in what they differ."""
    call = _call(said, translated)
    found = language_disagreements(call, numbers.find(call.text))
    return [(each.said.text, each.translated.text, each.differs) for each in found]


@pytest.mark.parametrize(
    ("said", "translated", "differs"),
    [
        ("Sales were $67.7 million.", "銷售額為 6.77 億美元。", "scale"),
        ("Sales rose 27% in the quarter.", "本季銷售額成長 72%。", "value"),
        ("Between 5% and 8%, sales were $30 million.", "介於 5% 和 8% 之間,銷售額為 3,900 萬美元。", "value"),
    ],
)
def test_another_value_in_the_same_place_is_a_disagreement(said: str, translated: str, differs: str) -> None:
    """One number of the same kind is left over on both sides."""
    assert [each for _, _, each in differences(said, translated)] == [differs]


@pytest.mark.parametrize(
    ("said", "translated"),
    [
        ("Sales were $67.7 million, up 27%.", "銷售額為 6,770 萬美元,成長 27%。"),
        ("Margin rose 190 basis points to 59%.", "利潤率上升 1.9% 至 59%。"),
        ("Users reached 15.1 million after 2.3 million more.", "用戶增加 230 萬,達到 1,510 萬。"),
        ("We lost 5% and gained 7% elsewhere.", "我們虧損了。"),
        ("Orders doubled.", "訂單成長了一倍。"),
        ("Three of them grew 5%.", "其中三個成長 5%。"),
    ],
)
def test_order_units_and_silence_are_no_disagreement(said: str, translated: str) -> None:
    """Another order, another unit for the same value, a number left out or said in words."""
    assert differences(said, translated) == []


def test_the_fact_carries_the_disagreement_and_keeps_its_verdict() -> None:
    """Which of the two is wrong is not known, so the fact is flagged and not suspect."""
    call = _call("Sales were $67.7 million.", "銷售額為 6.77 億美元。")
    mentions = numbers.find(call.text)
    sales = fact("revenue", "$67.7 million")
    number = NumberPlace(start=mentions[0].start, end=mentions[0].end, text=mentions[0].text)
    sales = sales.model_copy(update={"evidence": [sales.evidence[0].model_copy(update={"numbers": [number]})]})
    (flagged,) = compare_languages(call, mentions, [sales])
    assert (flagged.checks[0].name, flagged.checks[0].passed, flagged.verdict) == ("translation", False, "verified")
