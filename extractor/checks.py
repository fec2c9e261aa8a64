"""The checks of a claim against the characters it points at: each a small pure function that returns a `Check`.

Goes in: a claim, and a `View` of the call. Comes out: a check with a sentence. The fatal checks (pointer, value, unit,
sign, notation, side) reject a claim; the softer ones, in `context`, make it suspect. Whether to ask again, reject or
keep is decided above.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cached_property

from extractor import naming, periods, wording
from extractor.catalogue import Catalogue
from extractor.locating import Locator
from extractor.periods import PeriodMention
from extractor.records import Check, Claim, Mention, Transcript

READABLE = ("quantity", "time_span")
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
_CURRENCY = re.compile(r"[A-Z]{3}(?:/\w+)?")
_LISTED = re.compile(r"\s*(?:,|and|, and)\s*")
_APPOSED = re.compile(r",?\s+or\s+")
_ALSO = re.compile(r",?\s+and\s+")
HUNDRED = Decimal(100)
ENDLESS = Decimal("0.0005")
"""How far a third may be from 33.33."""


class View:
    """What the checks look at: the call, its mentions, the catalogue. Built once a call."""

    def __init__(self, transcript: Transcript, mentions: Sequence[Mention], catalogue: Catalogue) -> None:
        self.transcript = transcript
        self.text = transcript.text
        self.mentions = mentions
        self.catalogue = catalogue
        self.locator = Locator(transcript)
        self._said: dict[tuple[int, int], str] = {}
        self._sentences: dict[tuple[int, ...], tuple[int, int]] = {}
        self._windows: dict[tuple[int, ...], tuple[int, int]] = {}
        self._names: dict[tuple[int, int], list[naming.Name]] = {}

    @cached_property
    def _lexicon(self) -> naming.Lexicon:
        return naming.lexicon(self.catalogue)

    @cached_property
    def money(self) -> str:
        """The currency that most amounts of the call are printed in; empty where none is."""
        found = Counter(each.unit for each in self.mentions if _CURRENCY.fullmatch(each.unit) and "/" not in each.unit)
        return found.most_common(1)[0][0] if found else ""

    @cached_property
    def periods(self) -> list[PeriodMention]:
        """All period phrases of the call, in order."""
        return periods.find(self.text, self.transcript.fiscal_period)

    def said(self, span: tuple[int, int]) -> str:
        """The words of a span in lower case, one character for each."""
        if span not in self._said:
            raw = self.text[slice(*span)]
            lower = raw.lower()
            self._said[span] = lower if len(lower) == len(raw) else "".join(each.lower()[0] for each in raw)
        return self._said[span]

    def names(self, span: tuple[int, int]) -> list[naming.Name]:
        """The names of metrics in a sentence, looked for once."""
        if span not in self._names:
            self._names[span] = naming.names(self.said(span), self._lexicon)
        return self._names[span]

    def quantities(self, start: int, end: int) -> list[Mention]:
        """The numbers between two offsets that say how much."""
        low = bisect_left(self.mentions, start, key=lambda each: each.start)
        high = bisect_left(self.mentions, end, key=lambda each: each.start)
        return [each for each in self.mentions[low:high] if each.kind in READABLE]

    def listed(self, claim: Claim) -> list[Mention]:
        """The numbers of the list that a claim of one number stands in: joined by commas, "and" or "or"."""
        if len(claim.numbers) != 1:
            return []
        low = high = claim.numbers[0]
        while low > 0 and self._joins(low - 1):
            low -= 1
        while high + 1 < len(self.mentions) and self._joins(high):
            high += 1
        return list(self.mentions[low : high + 1])

    def _joins(self, index: int) -> bool:
        one, other = self.mentions[index], self.mentions[index + 1]
        return other.start - one.end < 9 and _LISTED.fullmatch(self.text, one.end, other.start) is not None

    def before(self, start: int) -> list[tuple[int, int]]:
        """The two paragraphs before an offset, of the same turn or of those it answers."""
        place = self.locator.at(start)
        if place is None:
            return []
        turns = self.transcript.turns[max(0, place.turn_index - 2) : place.turn_index + 1]
        earlier = [each for turn in turns for each in turn.paragraphs if each.end <= start]
        return [(each.start, each.end) for each in earlier[-2:]]

    def points(self, claim: Claim) -> list[Mention]:
        """The mentions a claim points at; empty when a pointer does not exist."""
        if any(not 0 <= number < len(self.mentions) for number in claim.numbers):
            return []
        return [self.mentions[number] for number in claim.numbers]

    def sentence(self, claim: Claim) -> tuple[int, int]:
        """The span of the sentence, or sentences, that hold the claim's numbers."""
        if claim.numbers not in self._sentences:
            spans = [self.locator.sentence(point.start) for point in self.points(claim)]
            self._sentences[claim.numbers] = min(start for start, _ in spans), max(end for _, end in spans)
        return self._sentences[claim.numbers]

    def window(self, claim: Claim) -> tuple[int, int]:
        """From the number before the claim's own to the number after, within the clause; all of a "respectively"."""
        if claim.numbers not in self._windows:
            self._windows[claim.numbers] = self._window(claim)
        return self._windows[claim.numbers]

    def _window(self, claim: Claim) -> tuple[int, int]:
        first, last = min(claim.numbers), max(claim.numbers)
        span = (self.mentions[first].start, self.mentions[last].end)
        if "respectively" in self.said(self.sentence(claim)):
            return self.sentence(claim)
        start, end = wording.clause(self.text, self.sentence(claim), span)
        while first > 0 and self._goes_with(first - 1):
            first -= 1  # "down $5 million, or 10%", "declined 1% and 3%": one direction word for both
        before = self.mentions[first - 1].end if first > 0 and self._counts(first - 1) else 0
        after = self.mentions[last + 1].start if last + 1 < len(self.mentions) else len(self.text)
        return max(start, before), min(end, max(after, span[1]))

    def _goes_with(self, index: int) -> bool:
        """Whether a number and the next say one movement, in other units, or one after another in the same."""
        one, other = self.mentions[index], self.mentions[index + 1]
        if _APPOSED.fullmatch(self.text, one.end, other.start):
            return True
        return one.unit == other.unit != "count" and _ALSO.fullmatch(self.text, one.end, other.start) is not None

    def _counts(self, index: int) -> bool:
        return self.mentions[index].kind in READABLE

    def periods_in(self, start: int, end: int) -> list[PeriodMention]:
        """The period phrases between two offsets."""
        low = bisect_left(self.periods, start, key=lambda each: each.start)
        high = bisect_left(self.periods, end, key=lambda each: each.start)
        return self.periods[low:high]


CheckFunction = Callable[[Claim, View], Check]


def kind_of(unit: str) -> str:
    """The kind of a unit, as the catalogue names them: money, per_share, per_unit, percent, bps, multiple or count.

    >>> kind_of("USD"), kind_of("USD/share"), kind_of("EUR/barrel"), kind_of("barrel/day")
    ('money', 'per_share', 'per_unit', 'count')
    """
    if unit in ("percent", "bps", "multiple"):
        return unit
    if _CURRENCY.fullmatch(unit):
        return "money" if "/" not in unit else "per_share" if unit.endswith("/share") else "per_unit"
    return "count"


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


def is_fraction(text: str) -> bool:
    """Whether a number is said as a fraction: "a third", "1/3", "half"."""
    return "/" in text or not any(letter.isdigit() for letter in text)


def in_context(claim: Claim, view: View) -> list[Mention]:
    """The mentions pointed at, each with the unit that the words around lend it where the claim has that unit."""
    return [_lent(view.mentions[number], number, claim, view) for number in _existing(claim, view)]


def as_meant(claim: Claim, view: View) -> list[Mention]:
    """The same; a number printed with neither unit nor noun takes what its reader says it is meant in."""
    wanted = claim.unit.partition("/")[0]
    free = wanted == view.money or kind_of(claim.unit) in ("percent", "bps", "multiple")
    found = in_context(claim, view)
    return [replace(each, unit=wanted) if free and _is_bare(each) and not each.noun else each for each in found]


def _existing(claim: Claim, view: View) -> list[int]:
    return [number for number in claim.numbers if 0 <= number < len(view.mentions)]


def _lent(mention: Mention, number: int, claim: Claim, view: View) -> Mention:
    wanted = claim.unit.partition("/")[0]
    lends = wanted != "" and any(lend(number, claim, view) == wanted for lend in LENDERS)
    return replace(mention, unit=wanted) if lends else mention


def _is_bare(mention: Mention) -> bool:
    """Whether the number is printed without a unit, and is no fraction."""
    value = mention.value
    return mention.unit == "count" and value is not None and (abs(value) >= 1 or not is_fraction(mention.text))


_LIST = re.compile(r",?\s*(?:and|or|to)?\s*")
_CENTS = re.compile(r"(?<![$€£¥\d.])\d+ cents?$", re.I)
_LARGE = Decimal(10**6)
_GROWING = re.compile(
    r"\b(?:up|down|grew|rose|fell|increased|decreased|declined|growth)(?: (?:by|of|to be|is|about|around|roughly|"
    r"approximately|between|another|a further))*\s*$",
    re.I,
)
_AND_SO = re.compile(r"(?:\s+[a-z]+ly|\s+year[ -]over[ -]year)?,?\s+(?:and|or)\s+(?:by\s+)?", re.I)
_COIN = r"(?:dollars?|euros?|pounds?|yen|won|yuan|rupees?|reals?|reais|pesos?|francs?|krona|kroner?)"
_FOR_EACH = re.compile(
    rf"[^.;]{{0,60}}?\b(?:for|per|on|to) (?:every|each|a|the|one)?(?: single| one)? ?{_COIN}\b", re.I
)
_EACH_BEFORE = re.compile(rf"\b(?:for|on|per) (?:every|each|one)(?: single| one)? {_COIN}\b[^.;]{{0,80}}$", re.I)


def _of_list(number: int, claim: Claim, view: View) -> str:
    """The unit at the end of the list that a bare number stands in: "by 210, 170 and 180 basis points"."""
    if not _is_bare(view.mentions[number]) or claim.unit not in ("bps", "percent"):
        return ""
    for this, following in zip(
        view.mentions[number : number + 3], view.mentions[number + 1 : number + 4], strict=False
    ):
        if not _LIST.fullmatch(view.text, this.end, following.start):
            return ""
        if following.unit != "count":
            plain = following.value is not None and f"{abs(following.value):f}" in following.text
            return following.unit if plain else ""
    return ""


def _of_growths(number: int, claim: Claim, view: View) -> str:
    """Percent for a bare growth right after one in percent: "down 3% organically, or down four without it"."""
    mention, first = view.mentions[number], view.mentions[min(claim.numbers)]
    if claim.measure != "growth" or not _is_bare(mention) or mention.scale != 1:
        return ""
    near = view.mentions[max(0, min(claim.numbers) - 2) : min(claim.numbers)]
    alike = [each for each in near if each.unit == "percent" and first.start - each.end < 200]
    if not alike:
        return ""
    grows = _GROWING.search(view.text, max(0, first.start - 40), first.start)
    return "percent" if grows or _AND_SO.fullmatch(view.text, alike[-1].end, first.start) else ""


def _of_money(number: int, claim: Claim, view: View) -> str:
    """The money of the call, for cents and for a large bare amount: "4 billion reais, of which 1.1 billion"."""
    mention = view.mentions[number]
    countless = not mention.noun and "money" in view.catalogue.units_of(claim.metric)
    return view.money if countless and _is_large(mention) else money_of(mention, claim.metric, view)


def _of_coins(number: int, claim: Claim, view: View) -> str:
    """Multiple, for money earned with each unit of money: "$1.60 for every dollar"."""
    mention = view.mentions[number]
    if kind_of(mention.unit) != "money":
        return ""
    start, end = view.locator.sentence(mention.start)
    after = _FOR_EACH.match(view.text, mention.end, end)
    return "multiple" if after or _EACH_BEFORE.search(view.text, start, mention.start) else ""


LENDERS: tuple[Callable[[int, Claim, View], str], ...] = (_of_list, _of_growths, _of_money, _of_coins)
"""What the words around lend to a number: each a unit, or nothing."""


def money_of(mention: Mention, metric: str, view: View) -> str:
    """The money of the call, for cents and for a number in millions or more that counts nothing; else empty."""
    countless = metric == "other" or "count" not in view.catalogue.units_of(metric)
    return view.money if (countless and _is_large(mention)) or _CENTS.search(mention.text) else ""


def _is_large(mention: Mention) -> bool:
    return mention.scale >= _LARGE and mention.unit == "count"


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
    own = set(catalogue.units_of(claim.metric))
    if claim.measure == "level":
        own |= {"count"} if "/" in claim.unit and kind_of(claim.unit) == "count" else set()
        return (
            own | ({"per_unit", "per_share"} if "money" in own else set()) | ({"money"} if "per_unit" in own else set())
        )
    if claim.measure == "growth":
        return {"percent", "multiple"}
    if claim.measure == "share":
        return {"percent", "multiple", "bps"}
    return own | {"bps"}


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
    moving = claim.metric in MOVING_METRICS and claim.unit == "percent"
    if claim.measure in ("growth", "change") or moving:
        return _signs_of_change(claim, view, span)
    return _signs_of_level(claim, view, span)


def _signs_of_change(claim: Claim, view: View, span: wording.Span) -> wording.Signs:
    metric = view.catalogue.metrics.get(claim.metric)
    of_loss = claim.metric in SIGNED_METRICS or metric is None
    better = metric.favourable if metric else wording.better(claim.label)
    return wording.change_signs(view.text, view.window(claim), span, better, of_loss)


def _signs_of_level(claim: Claim, view: View, span: wording.Span) -> wording.Signs:
    unnamed = claim.metric not in view.catalogue.metrics and kind_of(claim.unit) == "money"
    if claim.metric in SIGNED_METRICS or unnamed:
        said = wording.level_signs(view.text, (view.sentence(claim)[0], view.window(claim)[1]), span)
        cost = unnamed and not wording.is_negative(view.text, span)  # "catastrophe losses of $40 million"
        return wording.Signs(cost or said.positive, said.negative)
    return wording.Signs(True, any(point.value is not None and point.value < 0 for point in view.points(claim)))


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
