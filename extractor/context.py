"""The softer checks: whether the words around a number speak of the metric, the period and the status claimed.

Goes in: a claim that stands the fatal checks, and the `View` of the call. Comes out: a `Check` each. A failure makes a
fact `suspect`: words can be missing from a sentence that is nevertheless about the metric, so nothing is rejected here.
"""

from __future__ import annotations

import re

from extractor import wording
from extractor.catalogue import COSTS, Metric
from extractor.checks import MOVING_METRICS, CheckFunction, expected
from extractor.hedges import HEDGES
from extractor.lending import in_context
from extractor.metric_check import metric_words
from extractor.period_check import period_words
from extractor.records import Check, Claim
from extractor.status_check import status_words
from extractor.view import View

SENTENCES_BACK = 3
_OF_WHOLE = re.compile(r"\s*of (?:our |the |its |total |net |overall |average |all )*(?:\w+ ){0,2}\w+")
_MOVED = re.compile(
    r"\b(?:up|down|grew|grow|rose|fell|increas\w+|decreas\w+|declin\w+|gain\w*|improv\w+)"
    rf"\s+(?:by\s+|sequentially\s+)?{HEDGES}$",
    re.I,
)


def unit_words(claim: Claim, view: View) -> Check:
    """The unit is printed, or lent by the words around, and not only what the reader says that a bare number means."""
    if expected(claim, in_context(claim, view)) is not None:
        return Check(name="unit words", passed=True, sentence="The words around the number give the unit.")
    said = " and ".join(f"“{point.text}”" for point in view.points(claim))
    sentence = f"No unit is printed beside {said}: {claim.unit} is the reader's understanding."
    return Check(name="unit words", passed=False, sentence=sentence)


_RATE_AT = re.compile(
    r"\b(?:margins?|ratios?|occupancy|penetration|retention|utilization) "
    r"(?:was|were|of|at|is|are|came in at|stood at|(?:remained|stayed|held) (?:above|at|over|below|around|near))"
    rf"\s+{HEDGES}$",
    re.I,
)
_COMPOUND = re.compile(
    rf"\b(?:compound(?:ed)?(?: annual| average)?(?: growth)?(?: rate)?|CAGR)(?: of| was| is)?\s+{HEDGES}$"
)
_OF_EARLIER = re.compile(r"\s*(?:of )?(?:the |our |its |what )+(?:pre[ -]?|prior|previous|last|level|20\d\d)", re.I)
_COMPARED = re.compile(r"\s*(?:compared (?:to|with)|versus|vs\.?|year[ -](?:over|on)[ -]year|yoy)\b", re.I)


def measure_words(claim: Claim, view: View) -> Check:
    """A growth is not a share of something, a share names its whole, and a level is not by how much it moved."""
    points = view.points(claim)
    start, end = view.sentence(claim)
    after, lead = view.text[points[-1].end : end], view.text[max(start, points[0].start - 60) : points[0].start]
    sentence = ""
    if claim.measure == "growth" and claim.unit == "percent" and _of_whole(after, claim, view):
        sentence = "The number is a share of something, not a growth."
    elif claim.measure == "growth" and claim.unit == "percent" and _RATE_AT.search(lead):
        sentence = "The number says where a rate stands, not how it grew."
    elif claim.measure == "level" and _MOVED.search(lead) and claim.metric not in MOVING_METRICS:
        sentence = "The number says by how much it moved, not where it stands."
    elif claim.measure in ("growth", "change") and not wording.DIRECTION.search(view.text, start, end):
        moves = _COMPARED.match(after) or _is_ratio_to(claim, points[-1].text, after) or _moves_before(view, start)
        sentence = "" if moves else "No word around the number speaks of a movement."
    elif claim.measure == "growth" and claim.versus != "cagr" and _COMPOUND.search(lead):
        sentence = "The number is a growth rate over several years."
    elif claim.measure == "share" and not _names_whole(claim, view, start, end):
        sentence = f"Nothing around the number speaks of “{claim.share_of}”, the whole."
    return Check(name="measure words", passed=not sentence, sentence=sentence or "The words fit the measure.")


def _is_ratio_to(claim: Claim, said: str, after: str) -> bool:
    """Whether a multiple says by itself what it is a multiple of: "twice the pace", "0.6 of the pre-pandemic level"."""
    if claim.unit != "multiple":
        return False
    return not any(letter.isdigit() for letter in said) or _OF_EARLIER.match(after) is not None


def _of_whole(after: str, claim: Claim, view: View) -> bool:
    """Whether the number is followed by "of" and a metric that is not the one claimed to grow."""
    found = _OF_WHOLE.match(after.lower())
    if not found or claim.metric == "other":
        return False
    return bool(
        re.match(
            r"\s*of (?:our |the |its |total |net )*(?:[\w-]+ ){0,2}"
            r"(?:revenue|sales|income|booking|order|volume|customer|client|loan|deposit|deliverie|asset)s?\b",
            after.lower(),
        )
    )


def _moves_before(view: View, start: int) -> bool:
    near = [span for span in view.locator.sentences(start) if span[0] < start][-1:] or view.before(start)
    return any(wording.DIRECTION.search(view.text, *span) for span in near)


def _names_whole(claim: Claim, view: View, start: int, end: int) -> bool:
    whole = view.catalogue.metrics.get(claim.share_of)
    if whole is None or (claim.share_of == "revenue" and claim.metric in COSTS):
        return True
    near = [span for span in view.locator.sentences(start) if span[0] < start][-2:]
    first = near[0][0] if near else start
    spans = [(first, end), *(view.before(start) if len(near) < 2 else [])]
    return any(_says(view.said(span), whole) for span in spans) or " of " in view.said((first, end))


def _says(said: str, metric: Metric) -> bool:
    """Whether the lower-case words have a name of the metric."""
    return any(synonym.lower() in said for synonym in (*metric.synonyms, *metric.synonyms_zh))


_ASKING = re.compile(
    r"\b(?:(?:my|first|second|third|next|last|final) question\b(?! is from)|(?:like|want|love)(?:ed)? to ask|"
    r"(?:could|can|would) you (?:please |just |maybe )?(?:give|tell|explain|share|comment|elaborate|provide|walk|help|"
    r"talk)|thanks? for taking my)\b|請問|请问|想請教",
    re.I,
)
ASKED_WITHIN = 2


def asking(claim: Claim, view: View) -> Check:
    """Where the layout does not say who speaks, a number beside the words of a question may be an analyst's."""
    place = view.locator.at(view.points(claim)[0].start)
    if place is not None and place.turn.side == "unknown" and place.turn.section == "qa":
        start = view.sentence(claim)[0]
        spans = view.locator.sentences(start)
        at = next((index for index, span in enumerate(spans) if span[0] >= start), len(spans))
        near = spans[max(0, at - ASKED_WITHIN) : at + ASKED_WITHIN]
        if near and _ASKING.search(view.text, near[0][0], near[-1][1]):
            sentence = "An unnamed speaker asks a question here: the number may be an analyst's."
            return Check(name="speaker", passed=False, sentence=sentence)
    return Check(name="speaker", passed=True, sentence="Nothing makes it another's number.")


SOFT: tuple[CheckFunction, ...] = (asking, unit_words, metric_words, measure_words, period_words, status_words)
