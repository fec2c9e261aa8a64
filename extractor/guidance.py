"""New guidance against the prior one: what moved, by computation and by the speaker's word.

In: the facts of a call, its transcript and the catalogue. Out: one `GuidanceLine` a guidance fact. The prior range is
known where the call recalls it (`prior_guidance`) or says by how much it moved; otherwise the action is as said, or
empty. Nothing is taken from other calls: `comparing` does that.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from extractor import periods
from extractor.catalogue import Catalogue
from extractor.grid import agree
from extractor.locating import Locator
from extractor.records import Fact, GuidanceAction, GuidanceLine, Transcript

OUTLOOK = (
    r"(?:guidance|outlook|range|forecasts?|expectations?|guide|view|estimates?|projections?|low end|high end|midpoint)"
)
WORDS: tuple[tuple[GuidanceAction, str], ...] = (
    ("withdrawn", r"withdr[ae]w\w*|suspend\w*|pull(?:ed|ing)"),
    ("reaffirmed", r"reaffirm\w*|reiterat\w*|maintain\w*|confirm\w*|unchanged|leav(?:e|ing)|affirm\w*|keep(?:ing)?"),
    ("narrowed", r"narrow\w*|tighten\w*"),
    ("widened", r"widen\w*|broaden\w*"),
    ("lowered", r"lower(?:ed|ing)?|reduc(?:e|ed|ing)|cut(?:ting)?|revis\w+ (?:\w+ ){0,4}down\w*|trim\w*"),
    ("raised", r"rais(?:e|ed|ing)|increas(?:e|ed|ing)|lift(?:ed|ing)?|revis\w+ (?:\w+ ){0,4}up\w*|bump\w*|boost\w*"),
    ("initiated", r"initiat\w*|introduc\w*|provid\w+ initial|establish\w*"),
)
SAID = re.compile(
    "|".join(rf"(?P<{action}>\b(?:{words})\s+(?:[\w&'’-]+\s+){{0,7}}?{OUTLOOK}\b)" for action, words in WORDS)
    + r"|(?P<reaffirmed_alone>\b(?:reaffirm|reiterat)\w*|\b(?:guidance|outlook)\b[\w\s]{0,30}\bunchanged\b)",
    re.IGNORECASE,
)
NEGATED = re.compile(r"\b(?:not|n['’]t|never|no longer|nor|without)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
SENTENCES_BACK = 2
PARTS = ("midpoint", "low end", "high end")
PERCENT_PLACES = Decimal("0.1")
BPS_A_POINT = Decimal(100)
GOOD: dict[GuidanceAction, str] = {"raised": "up", "lowered": "down"}
Grid = tuple[str, ...]


class Range(NamedTuple):
    """The two ends of a guidance; the same twice for a point."""

    low: Decimal
    high: Decimal

    @property
    def middle(self) -> Decimal:
        return (self.low + self.high) / 2


class Prior(NamedTuple):
    """The earlier range, and the fact that recalls it."""

    fact: Fact
    range: Range


def derive(facts: Sequence[Fact], transcript: Transcript, catalogue: Catalogue) -> list[GuidanceLine]:
    """The guidance lines, in the order of the facts."""
    locator = Locator(transcript)
    priors = _recalled(facts)
    levels = _actual_levels(facts)
    lines = []
    for fact in facts:
        if fact.status == "guidance" and fact.versus != "prior_guidance":
            prior = _prior(fact, priors)
            lines.append(_line(fact, prior, _word(fact, locator), _growth(fact, levels), catalogue))
    return lines


def ends(fact: Fact) -> Range:
    """The range of a fact."""
    if fact.value is not None:
        return Range(fact.value, fact.value)
    return Range(fact.low or Decimal(0), fact.high or Decimal(0))


def _line(
    fact: Fact, prior: Prior | None, word: GuidanceAction, growth: Decimal | None, catalogue: Catalogue
) -> GuidanceLine:
    new = ends(fact)
    computed = action(new, prior.range) if prior else word
    return GuidanceLine(
        metric=fact.metric,
        segment=fact.segment,
        measure=fact.measure,
        period=fact.period,
        basis=fact.basis,
        unit=fact.unit,
        fact=fact.id,
        low=new.low,
        high=new.high,
        midpoint=new.middle,
        prior_fact=prior.fact.id if prior else "",
        prior_low=prior.range.low if prior else None,
        prior_high=prior.range.high if prior else None,
        action=computed,
        action_said=word,
        implied_growth=growth,
        favourable=favourable(fact.metric, computed, catalogue),
    )


def action(new: Range, old: Range) -> GuidanceAction:
    """What happened to a range: inside the old one is narrowed, around it widened, otherwise the midpoint decides.

    >>> action(Range(Decimal(5), Decimal(7)), Range(Decimal(4), Decimal(6)))
    'raised'
    """
    if new == old:
        return "reaffirmed"
    if old.low <= new.low and new.high <= old.high and new.low != new.high:
        return "narrowed"
    if new.low <= old.low and old.high <= new.high and old.low != old.high:
        return "widened"
    if new.middle == old.middle:
        return "narrowed"
    return "raised" if new.middle > old.middle else "lowered"


def favourable(metric: str, done: GuidanceAction, catalogue: Catalogue) -> bool | None:
    """Whether raising or lowering is good news for the metric; None where it is neither or unknown."""
    about = catalogue.metrics.get(metric)
    if about is None or not about.favourable or done not in GOOD:
        return None
    return GOOD[done] == about.favourable


# The prior range


def _grid(fact: Fact) -> Grid:
    label = fact.label.casefold() if fact.metric == "other" else ""
    return fact.metric + label, fact.segment.casefold(), fact.measure, fact.share_of, fact.period, fact.unit


def _moves_what(fact: Fact, segment: str) -> Grid:
    """Where a move belongs: to the level of one segment; a ratio's move is said in basis points."""
    unit = "bps" if fact.unit == "percent" else fact.unit
    return (*_grid(fact)[:1], segment, "move", *_grid(fact)[3:5], unit)


def _recalled(facts: Sequence[Fact]) -> dict[Grid, list[Prior]]:
    """Earlier ranges: said again, or to be computed from the move that is said."""
    found: dict[Grid, list[Prior]] = defaultdict(list)
    for fact in facts:
        if fact.status == "prior_guidance" and not fact.versus:
            found[_grid(fact)].append(Prior(fact, ends(fact)))
        elif fact.versus == "prior_guidance" and fact.status == "guidance" and fact.measure == "change":
            found[_moves_what(fact, _end_and_whole(fact)[1])].append(Prior(fact, ends(fact)))
    return found


def _end_and_whole(move: Fact) -> tuple[str, str]:
    """Which end moved (empty: all of it), and of which segment: "EE&T, midpoint" is the midpoint of EE&T."""
    whole, _, end = move.segment.casefold().rpartition(",")
    return (end.strip(), whole.strip()) if end.strip() in PARTS else ("", move.segment.casefold())


def _prior(fact: Fact, priors: dict[Grid, list[Prior]]) -> Prior | None:
    said = next((each for each in priors.get(_grid(fact), []) if agree(fact.basis, each.fact.basis)), None)
    if said or fact.measure != "level":
        return said
    moves = priors.get(_moves_what(fact, fact.segment.casefold()), [])
    return next((_moved_back(fact, each) for each in moves if agree(fact.basis, each.fact.basis)), None)


def _moved_back(fact: Fact, move: Prior) -> Prior:
    """The range before a move of the whole, of the midpoint, or of one end."""
    new, end = ends(fact), _end_and_whole(move.fact)[0]
    by = move.range.middle / BPS_A_POINT if move.fact.unit == "bps" else move.range.middle
    low = Decimal(0) if end == "high end" else by
    high = Decimal(0) if end == "low end" else by
    return Prior(move.fact, Range(new.low - low, new.high - high))


# The speaker's word


def _word(fact: Fact, locator: Locator) -> GuidanceAction:
    """The last word of a move in the fact's sentence up to the number, else in it, else in the sentences before."""
    if not fact.evidence or not fact.evidence[0].numbers:
        return ""
    at = fact.evidence[0].numbers[0].start
    spans = [span for span in locator.sentences(at) if span[0] <= at]
    for start, end in reversed(spans[-SENTENCES_BACK - 1 :]):
        found = _last_word(locator.text, start, end)
        if found:
            return found
    return ""


def _last_word(text: str, start: int, end: int) -> GuidanceAction:
    done: GuidanceAction = ""
    for found in SAID.finditer(text, start, end):
        if not NEGATED.search(text, max(start, found.start() - 30), found.start()):
            name = (found.lastgroup or "").removesuffix("_alone")
            done = next((action for action, _ in WORDS if action == name), done)
    return done


# Growth


def _actual_levels(facts: Sequence[Fact]) -> dict[Grid, Fact]:
    found: dict[Grid, Fact] = {}
    for fact in facts:
        if fact.status == "actual" and fact.measure == "level":
            found.setdefault(_grid(fact), fact)
    return found


def _growth(fact: Fact, levels: dict[Grid, Fact]) -> Decimal | None:
    """Percent from the level of the year before to the midpoint, where the call says that level and it is positive."""
    period = periods.parse(fact.period)
    if fact.measure != "level" or period is None or fact.unit in ("percent", "bps", "multiple"):
        return None
    before = levels.get((*_grid(fact)[:4], str(period.prior_year()), fact.unit))
    if before is None or ends(before).middle <= 0 or not agree(fact.basis, before.basis):
        return None
    return ((ends(fact).middle / ends(before).middle - 1) * 100).quantize(PERCENT_PLACES)
