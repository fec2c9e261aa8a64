"""How likely a fact is right, and what to look at first."""

from decimal import Decimal

from spoken import fact, saved

from extractor.confidence import review_queue, score, scored
from extractor.records import Check, Conflict, MentionRecord

CONFIRMED = Check(name="gross margin", passed=True, sentence="fits", facts=["other"])
DOUBTED = Check(name="gross margin", passed=False, sentence="does not fit", facts=["other"])


def test_agreement_and_arithmetic_raise_and_doubt_lowers() -> None:
    """In this order: doubted, alone, confirmed, confirmed and read by two."""
    alone = fact("revenue", "$5 million")
    doubted = alone.model_copy(update={"checks": [DOUBTED]})
    confirmed = alone.model_copy(update={"checks": [CONFIRMED]})
    both = confirmed.model_copy(update={"read_by": ["rules", "model"]})
    values = [score(each) for each in (doubted, alone, confirmed, both)]
    assert values == sorted(set(values))
    assert all(0 < value < 1 for value in values)


def test_many_confirmations_do_not_make_certainty() -> None:
    """After the second identity nothing is added."""
    twice = fact("revenue", "$5 million", checks=[CONFIRMED] * 2)
    assert score(twice) == score(twice.model_copy(update={"checks": [CONFIRMED] * 9}))


def test_a_check_against_the_characters_is_no_confirmation() -> None:
    """Every fact passes those; only other figures confirm."""
    own = Check(name="value", passed=True, sentence="as printed")
    assert score(fact("revenue", "$5 million", checks=[own])) == score(fact("revenue", "$5 million"))


def test_arithmetic_that_fails_weighs_less_than_the_words_around_the_number() -> None:
    """Of the figures in a failing sum most are right; words that speak of something else mostly tell."""
    sums = Check(name="sum", passed=False, sentence="does not fit", facts=["other"])
    words = Check(name="metric words", passed=False, sentence="speaks of something else")
    by_sum, by_words = (score(fact("revenue", "$5 million", confidence=0.9, checks=[each])) for each in (sums, words))
    assert by_words < by_sum < score(fact("revenue", "$5 million", confidence=0.9))


def test_the_queue_is_worst_first() -> None:
    """Suspect facts, then conflicts, then numbers without an owner, then facts nobody supports."""
    good = fact("arr", "$5 million", id="good", confidence=0.9)
    unsure = fact("rpo", "$5 million", id="unsure")
    bad = fact("revenue", "$5 million", id="bad", verdict="suspect", checks=[DOUBTED])
    mention = MentionRecord(
        start=0, end=1, line=9, text="7", kind="quantity", value=Decimal(7), unit="count", qualifier="exact",
        partner=None, side="company", section="qa", state="unexplained", reason="nobody",
    )  # fmt: skip
    conflict = Conflict(leading="good", others=["bad"], sentence="said twice")
    call = saved(*scored([good, unsure, bad]), mentions=[mention], conflicts=[conflict])
    queue = review_queue(call)
    assert [each.kind for each in queue] == ["suspect", "conflict", "unexplained", "unsure"]
    assert (queue[0].fact, queue[0].reason) == ("bad", "does not fit")
