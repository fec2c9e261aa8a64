"""New guidance against the prior one."""

from decimal import Decimal

import pytest
from calls import call
from spoken import change, fact, growth

from extractor import catalogue
from extractor.guidance import Range, action, derive
from extractor.records import Fact, GuidanceAction, GuidanceLine

CATALOGUE = catalogue.load()
YEAR = {"period": "FY2024", "status": "guidance"}


def lines(text: str, *facts: Fact) -> list[GuidanceLine]:
    """The guidance lines of facts that stand at the last character of the text."""
    return derive([_placed(each, len(text) - 1) for each in facts], call(text), CATALOGUE)


def _placed(each: Fact, at: int) -> Fact:
    place = each.evidence[0]
    numbers = [number.model_copy(update={"start": at, "end": at + 1}) for number in place.numbers]
    return each.model_copy(update={"evidence": [place.model_copy(update={"start": at, "numbers": numbers})]})


@pytest.mark.parametrize(
    ("new", "old", "done"),
    [
        ((264, 265), (257, 261), "raised"),
        ((250, 255), (257, 261), "lowered"),
        ((258, 262), (257, 261), "raised"),
        ((258, 260), (257, 261), "narrowed"),
        ((259, 261), (257, 261), "narrowed"),
        ((255, 263), (257, 261), "widened"),
        ((257, 261), (257, 261), "reaffirmed"),
        ((-2, -1), (-6, -3), "raised"),
        ((60, 60), (58, 58), "raised"),
    ],
)
def test_the_action_is_computed_from_both_ranges(
    new: tuple[int, int], old: tuple[int, int], done: GuidanceAction
) -> None:
    """Inside is narrowed, around is widened, else the midpoint decides."""
    assert action(Range(*map(Decimal, new)), Range(*map(Decimal, old))) == done


def test_a_recalled_range_is_the_prior_one() -> None:
    """Where the call says both, the action is computed, whatever the word."""
    now = fact("revenue", "$264 million", "$265 million", **YEAR)
    before = fact("revenue", "$257 million", "$261 million", period="FY2024", status="prior_guidance")
    (line,) = lines("We reaffirm our guidance of 1.", now, before)
    assert (line.action, line.action_said, line.favourable) == ("raised", "reaffirmed", True)
    assert (line.prior_fact, line.prior_low, line.midpoint) == (before.id, Decimal(257_000_000), Decimal(264_500_000))


def test_a_move_that_is_said_gives_the_prior_range() -> None:
    """ "Up by $5 million at the midpoint" is as good as the old range."""
    now = fact("revenue", "$264 million", "$266 million", **YEAR)
    move = fact("revenue", "$5 million", measure="change", versus="prior_guidance", segment="midpoint", **YEAR)
    (line,) = lines("Guidance is 1.", now, move)
    assert (line.action, line.prior_low, line.prior_high) == ("raised", Decimal(259_000_000), Decimal(261_000_000))


@pytest.mark.parametrize(
    ("segment", "moved", "low"),
    [
        ("", "midpoint", 259),
        ("", "", 259),
        ("", "low end", 259),
        ("", "high end", 264),
        ("Banks", "Banks, midpoint", 259),
        ("Banks", "midpoint", None),
        ("Banks", "", None),
        ("", "Banks", None),
        ("Banks", "Insurers", None),
    ],
)
def test_a_move_belongs_to_its_own_segment(segment: str, moved: str, low: int | None) -> None:
    """What the whole company's outlook moved by says nothing of a segment's, and the other way round."""
    now = fact("revenue", "$264 million", "$266 million", segment=segment, **YEAR)
    move = fact("revenue", "$5 million", measure="change", versus="prior_guidance", segment=moved, **YEAR)
    (line,) = lines("Guidance is 1.", now, move)
    assert line.prior_low == (None if low is None else Decimal(low * 1_000_000))


def test_a_margin_moves_in_basis_points() -> None:
    """ "Up 50 basis points" takes a margin of 20% back to 19.5%."""
    now = fact("operating_margin", "20%", **YEAR)
    move = change("operating_margin", "50", **{**YEAR, "versus": "prior_guidance"})
    (line,) = lines("Guidance is 1.", now, move)
    assert (line.action, line.prior_low) == ("raised", Decimal("19.5"))


def test_unnamed_metrics_are_told_apart_by_their_words() -> None:
    """One metric outside the catalogue is not held against another."""
    now = fact("other", "$20 million", label="liquidity", **YEAR)
    before = fact("other", "$30 million", label="launch costs", period="FY2024", status="prior_guidance")
    (line,) = lines("Guidance is 1.", now, before)
    assert line.prior_low is None


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("We are raising our full-year guidance to 1", "raised"),
        ("We now lower our revenue outlook to 1", "lowered"),
        ("We reiterate 1", "reaffirmed"),
        ("We are maintaining our full year outlook of 1", "reaffirmed"),
        ("We are narrowing the range to 1", "narrowed"),
        ("We are raising our guidance. For the full year we expect 1", "raised"),
        ("We are not raising our guidance and expect 1", ""),
        ("Costs increased. We expect revenue of 1", ""),
    ],
)
def test_the_word_is_the_speakers(text: str, word: str) -> None:
    """A verb of moving counts only beside a word for outlook, and not under a negation."""
    (line,) = lines(text, fact("revenue", "$264 million", **YEAR))
    assert (line.action_said, line.action) == (word, word)


def test_a_higher_cost_outlook_is_no_good_news() -> None:
    """Whether raising is favourable is the catalogue's to say."""
    now = fact("capital_expenditure", "$120 million", **YEAR)
    cost = fact("operating_expenses", "$120 million", **YEAR)
    assert [line.favourable for line in lines("We raise our outlook to 1", now, cost)] == [None, False]


def test_the_growth_is_implied_by_the_year_before() -> None:
    """The midpoint against last year's level, where the call says it."""
    now = fact("revenue", "$110 million", "$114 million", **YEAR)
    (line,) = lines("We expect 1", now, fact("revenue", "$100 million", period="FY2023"))
    assert line.implied_growth == Decimal("12.0")


def test_only_guidance_has_lines() -> None:
    """Actuals, targets and the move itself have none."""
    facts = [
        fact("revenue", "$1 million"),
        fact("revenue", "$1 million", status="target"),
        growth("revenue", "5%", period="FY2024", status="guidance"),
        change("gross_margin", "50", versus="prior_guidance", status="guidance"),
    ]
    assert [line.measure for line in lines("We expect 1", *facts)] == ["growth"]
