"""Slips are injected as a slip of the tongue would be, and the audit sees most of them."""

import random
from collections import Counter
from decimal import Decimal

import pytest
from spoken import fact

from evals import gold, slips
from extractor import catalogue

METRICS = catalogue.load()
CALLS = gold.load()


@pytest.mark.parametrize("kind", sorted(slips.SLIPS))
def test_a_slip_changes_the_value_and_what_is_printed_alike(kind: str) -> None:
    """The printed digits still say the value, so that its precision is that of a real slip."""
    before = fact("revenue", "$67.7 million")
    after = slips.slipped(before, slips.SLIPS[kind], random.Random(1))
    assert after is not None
    assert after.value is not None
    assert after.value != before.value
    printed = after.evidence[0].numbers[0].text
    digits, _, word = printed.lstrip("$").partition(" ")
    assert abs(after.value) == Decimal(digits).scaleb({"million": 6, "billion": 9}[word])


def test_what_cannot_slip_is_left_out() -> None:
    """One digit has no neighbour to change places with."""
    assert slips.slipped(fact("revenue", "$5 million"), slips.transposition, random.Random(1)) is None


def test_unchanged_calls_are_hardly_ever_flagged() -> None:
    """At most one fact in a hundred is suspect without a labeller having doubted it."""
    total: Counter[str] = Counter()
    for call in CALLS:
        total.update(slips._participation(slips.subject(call, METRICS)))
    assert total["facts"] > 250
    assert total["false"] * 100 <= total["facts"]


def test_nine_in_ten_scale_slips_that_break_an_identity_are_seen() -> None:
    """On an invented retailer's call; the changed fact itself is flagged."""
    of = slips.subject(next(call for call in CALLS if call.call.startswith("brackenmoor")), METRICS)
    tally = slips.Tally()
    slips.inject(of, slips.scale, random.Random(slips.SEED), tally)
    seen = tally.outcomes["changed"] + tally.outcomes["changed and others"]
    assert tally.broken > 30
    assert seen * 10 >= tally.broken * 9
