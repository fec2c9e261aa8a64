"""The softer checks: whether the words around a number speak of the metric, the period and the status claimed.

Goes in: a claim that stands the fatal checks, and the `View` of the call. Comes out: a `Check` each. A failure makes a
fact `suspect`: words can be missing from a sentence that is nevertheless about the metric, so nothing is rejected here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import NamedTuple

from extractor import periods, wording
from extractor.catalogue import Catalogue
from extractor.checks import MOVING_METRICS, CheckFunction, View, kind_of
from extractor.periods import Period, PeriodMention
from extractor.records import Check, Claim

SENTENCES_BACK = 3
_STOP = frozenset(
    (
        "the a an of and or in on for to our we total net non gaap adjusted per with by new at from as is was were this"
        " that rate basis quarter year growth percent number value average all including other business share"
    ).split()
)
_WORD = re.compile(r"[a-z][a-z&'-]*|[\u4e00-\u9fff]+")
_ASIDE = re.compile(
    r"(?:(?:percent|%|half|third|quarter|basis point)s? of|[a-z] or)"
    r" (?:our |the |its |total |net |overall |average |contract )*$"
)


_PER_SHARE = re.compile(r"\b(?:per (?:diluted |common |ordinary )?share|a share|earned|每股)")


class Names(NamedTuple):
    """Where a sentence names the claim's metric, and where it names others; offsets into the sentence."""

    ours: list[int]
    others: list[int]


@cache
def _patterns(
    fingerprint: str, words: tuple[tuple[str, tuple[str, ...]], ...]
) -> tuple[re.Pattern[str], dict[str, set[str]]]:
    metrics: dict[str, set[str]] = defaultdict(set)
    for metric, synonyms in words:
        for synonym in synonyms:
            metrics[synonym.lower()].add(metric)
    listed = "|".join(re.escape(synonym) for synonym in sorted(metrics, key=len, reverse=True))
    return re.compile(rf"(?<![a-z0-9])({listed})(?:e?s)?(?![a-z0-9])|(?<=[\u4e00-\u9fff])({listed})"), dict(metrics)


def _lexicon(catalogue: Catalogue) -> tuple[re.Pattern[str], dict[str, set[str]]]:
    words = tuple((metric.id, (*metric.synonyms, *metric.synonyms_zh)) for metric in catalogue.metrics.values())
    return _patterns(catalogue.fingerprint, words)


def names(claim: Claim, catalogue: Catalogue, said: str) -> Names:
    """Where the lower-case words `said` name the claim's metric (by a synonym or by its label) and others."""
    pattern, metrics = _lexicon(catalogue)
    ours, others = _label_places(claim.label.lower(), said, claim.metric not in catalogue.metrics), []
    if kind_of(claim.unit) == "per_share" or claim.metric == "eps":
        ours += [found.start() for found in _PER_SHARE.finditer(said)]
    for found in pattern.finditer(said):
        ids = metrics[found.group(1) or found.group(2)]
        if claim.metric in ids:
            ours.append(found.start())
        elif not any(found.start() <= place < found.end() for place in ours) and not _is_aside(said, found, claim):
            others.append(found.start())
    return Names(ours, others)


def _is_aside(said: str, found: re.Match[str], claim: Claim) -> bool:
    """Whether a name is a denominator ("18% of revenue"), another word for the last one, or part of the segment."""
    if found.group().rstrip("s") in claim.segment.lower():
        return True
    return _ASIDE.search(said, max(0, found.start() - 40), found.start()) is not None


def _label_places(label: str, said: str, alone: bool) -> list[int]:
    """Where the label's words stand, if all of them do, or two thirds of a long one.

    A third is enough for a label that stands `alone`: one that no metric of the catalogue goes with.
    """
    words = {word for word in _WORD.findall(label) if word not in _STOP}
    places = {
        word: [each.start() for each in re.finditer(rf"(?<![a-z]){re.escape(word.rstrip('s'))}", said)]
        for word in words
    }
    present = [word for word in words if places[word]]
    share = 0.33 if alone else 1.0 if len(words) < 4 else 0.66
    enough = len(present) >= share * len(words)
    return [place for word in present for place in places[word]] if present and enough else []


def metric_words(claim: Claim, view: View) -> Check:
    """The metric named nearest to the number, in its sentence or else just before it, is the one claimed."""
    start, end = view.sentence(claim)
    said = view.text[start:end].lower()
    named = names(claim, view.catalogue, said)
    points = view.points(claim)
    span = (points[0].start - start, points[-1].end - start)
    if named.ours and _nearest(named, span, said):
        return Check(name="metric words", passed=True, sentence="The metric is named where the number stands.")
    if not named.ours and not _in_clause(named.others, claim, view) and _named_before(claim, view, start):
        return Check(name="metric words", passed=True, sentence="The metric is named just before.")
    sentence = f"The words nearest to the number do not speak of “{claim.label or claim.metric}”."
    return Check(name="metric words", passed=False, sentence=sentence)


def _in_clause(places: list[int], claim: Claim, view: View) -> bool:
    """Whether one of the places, offsets into the sentence, stands in the number's own part of it."""
    start = view.sentence(claim)[0]
    first, last = view.window(claim)
    return any(first <= start + place < last for place in places)


def _nearest(named: Names, number: tuple[int, int], said: str) -> bool:
    """Whether the nearest name before the number, or the nearest after it, is ours."""
    if "respectively" in said:
        return True
    before = max((place for place in named.ours if place < number[1]), default=-1)
    other = max((place for place in named.others if place < number[0]), default=-1)
    if before >= max(other, 0):
        return True
    after = min((place for place in named.ours if place >= number[1]), default=len(said))
    next_other = min((place for place in named.others if place >= number[1]), default=len(said))
    return after <= next_other and after < len(said)


_OF_WHOLE = re.compile(r"\s*of (?:our |the |its |total |net |overall |average |all )*(?:\w+ ){0,2}\w+")
_MOVED = re.compile(
    r"\b(?:up|down|grew|grow|rose|fell|increas\w+|decreas\w+|declin\w+|gain\w*|improv\w+)"
    r"(?: (?:by|about|approximately|roughly|nearly|almost|over|just|more than|some|another|around|sequentially))*\s*$",
    re.I,
)


def measure_words(claim: Claim, view: View) -> Check:
    """A growth is not a share of something, a share names its whole, and a level is not by how much it moved."""
    points = view.points(claim)
    start, end = view.sentence(claim)
    after, lead = view.text[points[-1].end : end], view.text[max(start, points[0].start - 60) : points[0].start]
    sentence = ""
    if claim.measure == "growth" and claim.unit == "percent" and _of_whole(after, claim, view):
        sentence = "The number is a share of something, not a growth."
    elif claim.measure == "level" and _MOVED.search(lead) and claim.metric not in MOVING_METRICS:
        sentence = "The number says by how much it moved, not where it stands."
    elif claim.measure in ("growth", "change") and not wording.DIRECTION.search(view.text, start, end):
        sentence = "" if _moves_before(view, start) else "No word around the number speaks of a movement."
    elif claim.measure == "share" and not _names_whole(claim, view, start, end):
        sentence = f"Nothing around the number speaks of “{claim.share_of}”, the whole."
    return Check(name="measure words", passed=not sentence, sentence=sentence or "The words fit the measure.")


def _of_whole(after: str, claim: Claim, view: View) -> bool:
    """Whether the number is followed by "of" and a metric that is not the one claimed to grow."""
    found = _OF_WHOLE.match(after.lower())
    if not found or claim.metric == "other":
        return False
    return bool(re.match(r"\s*of (?:our |the |its |total |net )*(?:revenue|sales|income)s?\b", after.lower()))


def _moves_before(view: View, start: int) -> bool:
    near = [span for span in view.locator.sentences(start) if span[0] < start][-1:] or _question_sentences(view, start)
    return any(wording.DIRECTION.search(view.text, *span) for span in near)


def _names_whole(claim: Claim, view: View, start: int, end: int) -> bool:
    whole = view.catalogue.metrics.get(claim.share_of)
    if whole is None:
        return True
    near = [span for span in view.locator.sentences(start) if span[0] < start][-2:]
    first = near[0][0] if near else start
    said = view.text[first:end].lower()
    return any(synonym.lower() in said for synonym in (*whole.synonyms, *whole.synonyms_zh)) or " of " in said


def _named_before(claim: Claim, view: View, start: int) -> bool:
    """Whether one of the sentences before, in the paragraph or in the question it answers, names the metric."""
    near = [span for span in view.locator.sentences(start) if span[0] < start][-SENTENCES_BACK:]
    if not near:
        near = _question_sentences(view, start)
    return any(names(claim, view.catalogue, view.text[a:b].lower()).ours for a, b in near)


def _question_sentences(view: View, start: int) -> list[tuple[int, int]]:
    """The paragraph before, of the same turn or the one it answers."""
    place = view.locator.at(start)
    if place is None:
        return []
    paragraphs = [
        each
        for turn in view.transcript.turns[max(0, place.turn_index - 2) : place.turn_index + 1]
        for each in turn.paragraphs
    ]
    earlier = [each for each in paragraphs if each.end <= start]
    return [(each.start, each.end) for each in earlier[-2:]]


def period_words(claim: Claim, view: View) -> Check:
    """The period phrase that dates the number, or those around it, leave room for the period claimed."""
    ours = periods.parse(claim.period)
    if ours is None:
        return Check(name="period words", passed=True, sentence="No period is claimed.")
    start, end = view.sentence(claim)
    bound, near = _bound(view, claim, start, end), _around(view, start, end)
    if bound is not None:
        passed, told = _names(ours, bound, claim, view), [bound]
    elif claim.period == view.transcript.fiscal_period:
        lead = _leading(view, claim, start)
        passed, told = lead is None or _names(ours, lead, claim, view), [lead] if lead else []
    else:
        near = near + view.periods_in(view.locator.stretch(start)[0], start)
        told = _ahead(near, view) if claim.status in ("guidance", "target") else near
        passed = not told or any(_names(ours, each, claim, view) for each in told)
    if passed:
        return Check(name="period words", passed=True, sentence="The words around the number fit the period.")
    words = ", ".join(f"“{each.text}”" for each in told[:3])
    return Check(name="period words", passed=False, sentence=f"Around the number stands {words}, not {claim.period}.")


def _ahead(near: list[PeriodMention], view: View) -> list[PeriodMention]:
    """The phrases that can name a time after the reported period: those that could date an outlook."""
    reported = periods.parse(view.transcript.fiscal_period)
    if reported is None:
        return near
    now = reported.end_quarter()
    dated = [(each, _readings(each)) for each in near if each.kind != "comparison"]
    return [each for each, readings in dated if any(period.end_quarter() > now for period in readings)]


def _readings(phrase: PeriodMention) -> list[Period]:
    return [each for each in map(periods.parse, (phrase.period, *phrase.alternatives)) if each]


def _around(view: View, start: int, end: int) -> list[PeriodMention]:
    """The period phrases of the sentence, else of the paragraph so far, that name a period."""
    near = [each for each in view.periods_in(start, end) if each.period]
    return near or [each for each in view.periods_in(view.locator.stretch(start)[0], end) if each.period]


def _names(ours: Period, phrase: PeriodMention, claim: Claim, view: View) -> bool:
    """Whether a phrase can mean the period: it names it, ends with it for a stock, or is too loose to tell.

    A month and a calendar word are loose; a quarter is not the year that holds it for a flow.
    """
    theirs = _readings(phrase)
    if str(ours) in map(str, theirs) or any(each.kind == "month" for each in (ours, *theirs)):
        return True
    if ours.kind in ("span", "half") and any(each.contains(ours) for each in theirs):
        return True
    metric = view.catalogue.metrics.get(claim.metric)
    loose = (
        phrase.kind == "year word" or metric is None or metric.nature != "flow" or ours.kind in ("ttm", "years", "qtd")
    )
    if loose and any(ours.contains(each) or each.contains(ours) for each in theirs):
        return True
    return loose and any(ours.end_quarter() == each.end_quarter() for each in theirs)


_BASE = re.compile(r"\b(?:from|versus|vs\.?|compared (?:to|with)|against|than)\s+(?:\w+\s+){0,4}$")
_TURN = re.compile(r"\b(?:from|than|versus|compared|over|above|below|against|since|before|last)\b")
_BETWEEN = re.compile(r"\s*(?:\S+\s+){0,3}(?:in|for|during|reported in|as of|at the end of|at)?\s*(?:the\s+)?")


def _bound(view: View, claim: Claim, start: int, end: int) -> PeriodMention | None:
    """The period phrase right after the number of a level or share, or after "from" or "versus" and the number."""
    if claim.measure in ("growth", "change"):
        return None
    points = view.points(claim)
    last = points[-1].end
    after = [each for each in view.periods_in(last, min(view.window(claim)[1] + 1, end)) if each.period]
    if not after:
        return None
    lead = view.text[max(start, points[0].start - 60) : points[0].start].lower()
    between = view.text[last : after[0].start].lower()
    if _BASE.search(lead) or (_BETWEEN.fullmatch(between) and not _TURN.search(between)):
        return after[0]
    return None


def _leading(view: View, claim: Claim, start: int) -> PeriodMention | None:
    """The last period phrase before the number that is no base of comparison and names the time of an amount."""
    first = view.points(claim)[0].start
    before = [each for each in view.periods_in(start, first) if each.period and each.kind != "comparison"]
    plain = [each for each in before if not _TURN.search(view.text[max(start, each.start - 30) : each.start].lower())]
    return plain[-1] if plain and plain[-1].kind != "year word" else None


_OUTLOOK = re.compile(
    r"\b(?:expect\w*|will|should|would|could|guid(?:e|ing|ance|ed)|outlook|target\w*|goals?|model|plan\w*|anticipat\w*|"
    r"forecast\w*|assum\w*|impl(?:y|ies|ied)|project\w*|estimat\w*|aim\w*|ambition|long-term|medium.term|going forward|"
    r"on track|intend\w*|see|look(?:ing)? (?:for|to|ahead)|path|commit\w*|continue to|may|by (?:20\d\d|fiscal)|pace|"
    r"want to|next (?:\w+ )?(?:years?|quarters?|months)|remain\w*|believe|objective|think|to be|going to|lands?|"
    r"toward)\b|['’]ll\b"
    r"|預[計期估]|预[计期估]|目標|目标|指引|將|将",
    re.I,
)
_FIRM = re.compile(
    r"\b(?:we|i|you|they|management)\s+(?:now\s+|also\s+|still\s+|currently\s+|continue to\s+|would\s+|do\s+)*"
    r"(?:expect|anticipate|forecast|project|target|plan for|guide to|are guiding|are targeting)\b"
    r"|\b(?:is|are) (?:now |currently )?(?:expected|projected|forecast) to\b"
    r"|\b(?:providing|issuing|raising|lowering|reaffirming|reiterating|maintaining|updating) (?:our )?(?:\w+ ){0,4}"
    r"(?:guidance|outlook)\b",
    re.I,
)


_TO_COME = frozenset(["rpo", "crpo", "backlog", "deferred_revenue"])
"""What stands now and is turned into revenue later: "we expect to recognize 60%" is a fact of today."""


def status_words(claim: Claim, view: View) -> Check:
    """An outlook needs words of outlook nearby, a result none that govern it, and what is recalled is not new."""
    start, end = view.sentence(claim)
    first = view.points(claim)[0].start
    recalled = wording.recalls_outlook(view.text, (max(view.window(claim)[0], first - 90), first))
    sentence = ""
    if claim.status == "guidance" and claim.measure == "level" and recalled:
        sentence = "The words before the number recall an earlier outlook."
    elif claim.status in ("guidance", "target") and not _speaks_of_outlook(view, start, end):
        sentence = "Nothing around the number speaks of an outlook."
    elif (
        claim.status == "actual"
        and claim.metric not in _TO_COME
        and not recalled
        and _FIRM.search(view.text, start, first)
    ):
        sentence = "The words before the number make it an outlook."
    return Check(
        name="status words", passed=not sentence, sentence=sentence or "The words around the number fit the status."
    )


def _speaks_of_outlook(view: View, start: int, end: int) -> bool:
    if _OUTLOOK.search(view.text, start, end):
        return True
    near = [span for span in view.locator.sentences(start) if span[0] < start][-SENTENCES_BACK:]
    return any(_OUTLOOK.search(view.text, *span) for span in near or _question_sentences(view, start))


SOFT: tuple[CheckFunction, ...] = (metric_words, measure_words, period_words, status_words)
