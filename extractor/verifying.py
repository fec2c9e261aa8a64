"""Claims to facts: each claim is checked against the characters it points at.

Goes in: the call, its mentions and the claims of any reader. Comes out: facts with their checks and a verdict, and the
rejected claims with the reason. It raises nothing, repairs nothing, and looks at one claim at a time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from decimal import Decimal

from extractor import addressing, checks, context
from extractor.catalogue import Catalogue
from extractor.records import Check, Claim, Evidence, Fact, Mention, NumberPlace, Rejected, Transcript
from extractor.view import View

CONTEXT_CHARACTERS = 40
COPIED = (
    *("metric", "label", "segment", "measure", "versus", "share_of"),
    *("period", "status", "basis", "unit", "read_by"),
)


def verify(
    transcript: Transcript, mentions: Sequence[Mention], claims: Iterable[Claim], catalogue: Catalogue
) -> tuple[list[Fact], list[Rejected]]:
    """Facts for the claims that stand every fatal check, in the order of the text, and the rest with the reason.

    A fact that fails one of the softer checks (metric words, period words, status words) is `suspect`.
    """
    view = View(transcript, mentions, catalogue)
    facts: list[tuple[int, Fact]] = []
    rejected: list[Rejected] = []
    for claim in claims:
        failure = checks.first_failure(claim, view)
        if failure:
            rejected.append(_rejected(claim, view, failure))
        else:
            facts.append((view.points(claim)[0].start, _fact(claim, view)))
    return [fact for _, fact in sorted(facts, key=lambda each: each[0])], rejected


def _fact(claim: Claim, view: View) -> Fact:
    made = [check(claim, view) for check in (*checks.FATAL, *context.SOFT, addressing.speech)]
    low, high = _ends(claim)
    plain = {
        name: getattr(claim, name) for name in ("metric", "label", "segment", "versus", "share_of", "period", "unit")
    }
    return Fact(
        **plain,
        id=fact_id(claim),
        measure=claim.measure,  # type: ignore[arg-type]
        status=claim.status,  # type: ignore[arg-type]
        basis=claim.basis,  # type: ignore[arg-type]
        qualifier=claim.qualifier,  # type: ignore[arg-type]
        value=claim.value,
        low=low,
        high=high,
        evidence=[_evidence(claim, view)],
        verdict="verified" if all(check.passed for check in made) else "suspect",
        checks=made,
        read_by=[claim.read_by],
        confidence=claim.confidence,
    )


def _ends(claim: Claim) -> tuple[Decimal | None, Decimal | None]:
    if claim.low is None or claim.high is None:
        return None, None
    return min(claim.low, claim.high), max(claim.low, claim.high)


def fact_id(claim: Claim | Fact) -> str:
    """Sixteen hexadecimal digits from the fact's content, not from where it stands."""
    grid = (claim.metric, claim.label.lower() if claim.metric == "other" else "", claim.segment, claim.measure)
    rest = (claim.versus, claim.share_of, claim.period, claim.status, claim.basis, claim.unit)
    ends = sorted(end.normalize() for end in (claim.low, claim.high) if end is not None)
    number = claim.value.normalize() if claim.value is not None else ends
    return hashlib.sha256(repr((grid, rest, number)).encode()).hexdigest()[:16]


def _evidence(claim: Claim, view: View) -> Evidence:
    points = sorted(view.points(claim), key=lambda point: point.start)
    start, end = view.sentence(claim)
    place = view.locator.at(points[0].start)
    translation = place.paragraph.translation if place else None
    return Evidence(
        exact=view.text[start:end],
        prefix=view.text[max(0, start - CONTEXT_CHARACTERS) : start],
        suffix=view.text[end : end + CONTEXT_CHARACTERS],
        start=start,
        end=end,
        line=view.locator.line(points[0].start),
        speaker=place.turn.speaker if place else "",
        side=place.turn.side if place else "unknown",
        section=place.turn.section if place else "other",
        numbers=[NumberPlace(start=point.start, end=point.end, text=point.text) for point in points],
        translation=view.text[translation[0] : translation[1]] if translation else "",
    )


def _rejected(claim: Claim, view: View, failure: Check) -> Rejected:
    points = view.points(claim)
    return Rejected(
        reason=failure.sentence,
        check=failure.name,
        value=" to ".join(f"{number:f}" for number in checks.claimed(claim)),
        line=view.locator.line(points[0].start) if points else None,
        text=" … ".join(point.text for point in points),
        **{name: getattr(claim, name) for name in COPIED},
    )
