"""The words around a number decide which signs it may have and whether an outlook is only recalled."""

import pytest

from extractor.wording import Signs, change_signs, level_signs, recalls_outlook


def spans(text: str, number: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """The window of the whole text, and the number's span."""
    start = text.index(number)
    return (0, len(text)), (start, start + len(number))


@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        ("up 5% from a year ago", "5%", Signs(True, False)),
        ("a decline of 5%", "5%", Signs(False, True)),
        ("240 basis points lower than a year ago", "240 basis points", Signs(False, True)),
        ("190 basis points of expansion", "190 basis points", Signs(True, False)),
        ("an improvement of 60 basis points", "60 basis points", Signs(True, True)),
        ("revenue of 5%", "5%", Signs(True, False)),
        ("the change in fees is expected to be less than 5%", "5%", Signs(True, True)),
        ("fees grew by less than 5%", "5%", Signs(True, False)),
        ("fees should increase by 5% with no impact on costs", "5%", Signs(True, False)),
        ("growth in the low 5% range, down from the spring", "5%", Signs(True, False)),
        ("this will negatively impact the year by 5", "5", Signs(False, True)),
        ("a 5 year-over-year reduction in costs", "5", Signs(False, True)),
        ("we repaid 5 of the loans", "5", Signs(False, True)),
        ("it would reduce interest by over 5", "5", Signs(False, True)),
        ("currency was a headwind to growth of 5", "5", Signs(True, True)),
        ("it was offset by 5 due to lower costs", "5", Signs(True, True)),
        ("we plan on retiring 5 of debt", "5", Signs(False, True)),
        ("each crate's weight is reduced by up to 5", "5", Signs(False, True)),
        ("these closures were partially offset by 5 that were bought back", "5", Signs(True, True)),
        ("these gains were partially offset by a 5 increase in fees", "5", Signs(True, False)),
        ("it is held back by 5 of increased freight costs", "5", Signs(True, True)),
        ("growth came with 5 of higher rents", "5", Signs(True, False)),
        ("a lighter autumn contributed about 5 to the improvement", "5", Signs(True, True)),
        ("we increased our dividend by 5 and retired debt", "5", Signs(True, False)),
        ("the mix reduced the planned increase by about 5", "5", Signs(False, True)),
        ("new orders at home were plus 5, after a decline", "5", Signs(True, False)),
        ("output advanced 5", "5", Signs(True, False)),
        ("a reserve release of 5", "5", Signs(False, True)),
        ("fully diluted shares benefited by 5", "5", Signs(True, True)),
    ],
)
def test_the_nearest_direction_word_decides_a_change(text: str, number: str, expected: Signs) -> None:
    """Rise and fall words bind by distance; words that only say better leave the sign open."""
    assert change_signs(text, *spans(text, number)) == expected


@pytest.mark.parametrize(
    ("text", "better", "of_loss", "expected"),
    [
        ("an improvement of 60", "up", False, Signs(True, False)),
        ("an improvement of 60", "down", False, Signs(False, True)),
        ("60 worse than a year ago", "down", False, Signs(True, False)),
        ("the net loss shrank 60", "up", True, Signs(True, False)),
        ("the net loss widened 60", "up", True, Signs(False, True)),
        ("the net loss was 60 better", "up", True, Signs(True, False)),
        ("book value, including gains and losses, grew 60", "up", True, Signs(True, False)),
        ("we are saving 60 of interest", "down", False, Signs(False, True)),
        ("the storm hurt us by 60", "up", False, Signs(False, True)),
    ],
)
def test_better_and_worse_go_by_the_metric(text: str, better: str, of_loss: bool, expected: Signs) -> None:
    """A better cost ratio is lower, and a smaller loss is a rise."""
    assert change_signs(text, *spans(text, "60"), better, of_loss) == expected


@pytest.mark.parametrize(
    ("text", "window", "of_loss", "expected"),
    [
        ("driven by higher volume of 60, lower taxes of 70", "driven by higher volume of 60, lower taxes of ", True, 1),
        ("fees rose 60, reflecting a gain and a loss on loans", "", True, 1),
        ("lower taxes of 60", "", True, 0),
        ("lower taxes of 60", "", False, -1),
    ],
)
def test_words_of_the_next_number_and_of_its_causes_give_no_sign(
    text: str, window: str, of_loss: bool, expected: int
) -> None:
    """What leads to the next number is of that number; what lower costs add to a profit may be of either sign."""
    start = text.index("60")
    signs = change_signs(text, (0, len(window or text)), (start, start + 2), "up", of_loss)
    assert signs == Signs(expected >= 0, expected <= 0)


@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        ("adjusted EBITDA loss was $2.9 million", "$2.9 million", Signs(False, True)),
        ("a $2.9 million loss", "$2.9 million", Signs(False, True)),
        ("net income of $2.9 million", "$2.9 million", Signs(True, False)),
        ("cash flow was positive $3 million", "$3 million", Signs(True, False)),
        ("a net loss of $1 million compared to net income of $4 million", "$4 million", Signs(True, False)),
        ("free cash flow was a use of $2 million", "$2 million", Signs(False, True)),
        ("storms were a 6 cents headwind", "6 cents", Signs(False, True)),
        ("loss and loss adjustment expenses were $31 million", "$31 million", Signs(True, False)),
        ("we incurred 2 cents of charges", "2 cents", Signs(True, True)),
        ("earnings excluding funds used for lost sales are $3", "$3", Signs(True, False)),
        ("a net loss of $1, against $3 of net income", "$3", Signs(True, False)),
        ("storms were 3 favourable, against 2 cents unfavourable", "2 cents", Signs(False, True)),
    ],
)
def test_the_nearest_word_for_loss_or_profit_decides_a_level(text: str, number: str, expected: Signs) -> None:
    """A loss is negative, an income is not, whichever stands nearer before the number."""
    assert level_signs(text, *spans(text, number)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("above our guidance range of ", True),
        ("compared to our previous outlook of ", True),
        ("versus the prior guidance of ", True),
        ("we are raising our guidance to ", False),
        ("for the full year we expect revenue of ", False),
    ],
)
def test_an_outlook_recalled_is_told_from_a_new_one(text: str, expected: bool) -> None:
    """Comparison with guidance recalls it; raising it does not."""
    assert recalls_outlook(text, (0, len(text))) is expected
