"""The checks of a claim against the characters it points at: each a small pure function that returns a `Check`.

Goes in: a claim, and a `View` of the call. Comes out: a check with a sentence. The fatal checks (pointer, value, unit,
sign, notation, side) reject a claim; the softer ones, in `context`, make it suspect. Whether to ask again, reject or
keep is decided above.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from extractor import periods, wording
from extractor.catalogue import Catalogue
from extractor.lending import as_meant, is_fraction
from extractor.records import Check, Claim, Mention
from extractor.view import READABLE, View, kind_of

SIGNED_METRICS = frozenset(
    (
        "gross_profit operating_income net_income ebitda adjusted_ebitda eps gross_margin "
        "operating_margin net_margin ebitda_margin adjusted_ebitda_margin subscription_gross_margin "
        "operating_cash_flow free_cash_flow free_cash_flow_margin return_on_equity "
        "return_on_invested_capital return_on_tangible_common_equity net_debt net_additions "
        "net_new_arr noninterest_income"
    ).split()
)
MOVING_METRICS = frozenset(
    ("comparable_sales traffic price volume unit_revenue unit_cost yield average_ticket organic_revenue").split()
)
HUNDRED = Decimal(100)
ENDLESS = Decimal("0.0005")
"""How far a third may be from 33.33."""
_LOSS = re.compile(r"\b(?:underwriting|operating|net|pre-?tax|after[ -]?tax) loss\b", re.I)
_RELEASED = re.compile(
    r"\b(?:recapture|release|reversal|negative provision|benefit) (?:was |of |totaling |about )+$", re.I
)
_RELEASE = re.compile(r"\s+(?:recapture|release|reversal|recovery|negative provision)\b", re.I)
CheckFunction = Callable[[Claim, View], Check]


def agree(left: str, right: str) -> bool:
    """Whether two units are of one kind: the same currency and per-unit form, or the same of the other kinds."""
    return left == right or kind_of(left) == kind_of(right) == "count"


def read_as(mention: Mention, unit: str) -> Decimal | None:
    """The mention's value in `unit`, signed as the text signs it; None where that unit can't be read from it.

    Money may become money per something, basis points percent, a fraction a percentage, and a bare number a
    multiple: no other conversion is ever made.
    """
    value = mention.value
    if value is None:
        return None
    if agree(mention.unit, unit) or (mention.kind == "time_span" and kind_of(unit) == "count"):
        return value
    if kind_of(mention.unit) == "money" and unit.startswith(mention.unit + "/"):
        return value
    if mention.unit == "bps" and unit == "percent":
        return value / HUNDRED
    if mention.unit == "count" and unit == "percent" and abs(value) < 1 and is_fraction(mention.text):
        return value * HUNDRED
    if unit == "multiple" and mention.unit == "count":
        return value
    return None


def expected(claim: Claim, points: Sequence[Mention]) -> tuple[Decimal, ...] | None:
    """The magnitudes the pointed numbers give: one value, or low and high; None where the unit can't be read."""
    values = [read_as(point, claim.unit) for point in points]
    if any(value is None for value in values):
        return None
    numbers = [value for value in values if value is not None]
    if len(numbers) == 2 and "plus_minus" in points[1].flags:
        return numbers[0] - abs(numbers[1]), numbers[0] + abs(numbers[1])
    return tuple(numbers)


def claimed(claim: Claim) -> tuple[Decimal, ...]:
    """The claim's value, or its low and high."""
    ends = (claim.value,) if claim.value is not None else (claim.low, claim.high)
    return tuple(end for end in ends if end is not None)


def pointer(claim: Claim, view: View) -> Check:
    """The numbers pointed at exist and are quantities."""
    points = view.points(claim)
    if not points or len(points) > 2:
        return Check(name="pointer", passed=False, sentence="It points at no number of the text.")
    wrong = [point for point in points if point.kind not in READABLE]
    if wrong:
        sentence = f"“{wrong[0].text}” is a {wrong[0].kind.replace('_', ' ')}, not a quantity."
        return Check(name="pointer", passed=False, sentence=sentence)
    said = " and ".join(f"“{point.text}”" for point in points)
    return Check(name="pointer", passed=True, sentence=f"It points at {said}.")


def unit(claim: Claim, view: View) -> Check:
    """The unit can be read from the characters and fits the metric and the measure."""
    points = view.points(claim)
    said = " and ".join(f"“{point.text}”" for point in points)
    if expected(claim, as_meant(claim, view)) is None:
        return Check(name="unit", passed=False, sentence=f"{said} is not in {claim.unit or 'a unit'}.")
    kind = kind_of(claim.unit)
    if kind not in _kinds_allowed(claim, view.catalogue):
        name = claim.metric.replace("_", " ")
        return Check(name="unit", passed=False, sentence=f"{kind} is no unit for the {claim.measure} of {name}.")
    return Check(name="unit", passed=True, sentence=f"{said} is in {claim.unit}.")


def _kinds_allowed(claim: Claim, catalogue: Catalogue) -> set[str]:
    if claim.measure == "growth":
        return {"percent", "multiple"}
    if claim.measure == "share":
        return {"percent", "multiple", "bps"}
    own = set(catalogue.units_of(claim.metric))
    own |= {"per_unit", "per_share"} if own & {"money", "per_unit"} else set()
    own |= {"money"} if "per_unit" in own else set()
    if claim.measure == "change":
        return own | {"bps"}
    return own | ({"count"} if "/" in claim.unit and kind_of(claim.unit) == "count" else set())


def value(claim: Claim, view: View) -> Check:
    """The value claimed is the value printed: same digits, same scale."""
    printed = expected(claim, as_meant(claim, view))
    read = claimed(claim)
    same = printed is not None and len(printed) == len(read) and _all_equal(printed, read, view.points(claim))
    said = " and ".join(f"“{point.text}”" for point in view.points(claim))
    if same:
        return Check(name="value", passed=True, sentence=f"{said} reads as {_shown(read)}.")
    return Check(name="value", passed=False, sentence=f"{said} reads as {_shown(printed or ())}, not {_shown(read)}.")


def _all_equal(printed: Sequence[Decimal], read: Sequence[Decimal], points: Sequence[Mention]) -> bool:
    """Whether the magnitudes are equal; a fraction in words or with a stroke, to the digits that were written down."""
    pairs = zip(sorted(map(abs, printed)), sorted(map(abs, read)), strict=True)
    fractions = any(point.value is not None and abs(point.value) < 1 and is_fraction(point.text) for point in points)
    return all(ours == theirs or (fractions and abs(ours - theirs) <= ours * ENDLESS) for ours, theirs in pairs)


def _shown(numbers: Sequence[Decimal]) -> str:
    return " to ".join(f"{number:,f}" for number in numbers) or "nothing"


def sign(claim: Claim, view: View) -> Check:
    """The sign claimed is one the words around the number allow."""
    allowed = _signs(claim, view)
    read = claimed(claim)
    negative, positive = any(number < 0 for number in read), any(number > 0 for number in read)
    passed = (allowed.negative or not negative) and (allowed.positive or not positive)
    if passed:
        return Check(name="sign", passed=True, sentence="The words around it allow the sign.")
    word = "negative" if negative else "positive"
    return Check(name="sign", passed=False, sentence=f"Nothing around the number makes it {word}.")


def _signs(claim: Claim, view: View) -> wording.Signs:
    points = view.points(claim)
    if any(point.signed_by == "printed" for point in points):
        signs = [point.value is not None and point.value < 0 for point in points]
        return wording.Signs(not all(signs), any(signs))
    if claim.measure == "growth" and claim.unit == "multiple":
        return wording.Signs(True, False)
    span = (points[0].start, points[-1].end)
    moving = claim.metric in MOVING_METRICS - {"yield"} and claim.unit == "percent" and claim.measure == "level"
    if claim.measure in ("growth", "change") or moving:
        return _signs_of_change(claim, view, span)
    return _signs_of_level(claim, view, span)


def _signs_of_change(claim: Claim, view: View, span: wording.Span) -> wording.Signs:
    metric = view.catalogue.metrics.get(claim.metric)
    of_loss = claim.metric in SIGNED_METRICS or (metric is None and not wording.LOSS_ITSELF.search(claim.label))
    better = metric.favourable if metric else wording.better(claim.label)
    return wording.change_signs(view.text, view.window(claim), span, better, of_loss)


def _signs_of_level(claim: Claim, view: View, span: wording.Span) -> wording.Signs:
    unnamed = claim.metric not in view.catalogue.metrics and kind_of(claim.unit) == "money"
    if claim.metric in SIGNED_METRICS or unnamed:
        said = wording.level_signs(view.text, (view.sentence(claim)[0], view.window(claim)[1]), span)
        lost = wording.is_negative(view.text, span) or _LOSS.search(claim.label)
        cost = unnamed and not lost  # "catastrophe losses of $40 million"
        return wording.Signs(cost or said.positive, said.negative)
    released = claim.metric == "provision_for_credit_losses" and (
        _RELEASED.search(view.text, span[0] - 50, span[0]) or _RELEASE.match(view.text, span[1])
    )
    negative = any(point.value is not None and point.value < 0 for point in view.points(claim))
    return wording.Signs(not released, negative or bool(released))


def notation(claim: Claim, view: View) -> Check:
    """The period is in the guide's notation."""
    if not claim.period or periods.is_notation(claim.period):
        return Check(name="notation", passed=True, sentence="The period is in the notation.")
    return Check(name="notation", passed=False, sentence=f"“{claim.period}” is no fiscal period in the notation.")


def side(claim: Claim, view: View) -> Check:
    """The number is said by the company, or by somebody whom the layout does not name."""
    place = view.locator.at(view.points(claim)[0].start)
    if place is None:
        return Check(name="side", passed=False, sentence="The number stands outside everybody's speech.")
    if place.translated:
        return Check(name="side", passed=False, sentence="The number stands in a translation, not in the speech.")
    who = place.turn.side
    if who in ("company", "unknown"):
        return Check(name="side", passed=True, sentence="The company says it." if who == "company" else "Side unknown.")
    return Check(name="side", passed=False, sentence=f"These are the {who}'s words, not the company's.")


FATAL: tuple[CheckFunction, ...] = (pointer, side, unit, value, sign, notation)


def first_failure(claim: Claim, view: View) -> Check | None:
    """The first fatal check that the claim fails, or None: the later ones need the earlier ones to hold."""
    for function in FATAL:
        check = function(claim, view)
        if not check.passed:
            return check
    return None
