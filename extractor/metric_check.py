"""Whether the words around a number speak of the metric claimed.

Goes in: a claim and the `View` of the call. Comes out: a `Check`. A number belongs to the name it leads to ("7 new
clients", "a gain of 40% in ARR"), else to the nearest name before it, else to what was spoken of just before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extractor import clues, metric_clues, naming, weights
from extractor.hedges import HEDGES
from extractor.named import cues_in, is_akin, is_ours, names
from extractor.naming import Name
from extractor.records import Check, Claim, Mention
from extractor.view import Names, View, kind_of
from extractor.weights import ENOUGH, Weights

UNLIKELY = 0.06
"""Up to which probability a number is not of the metric claimed, though no rule says so."""
SENTENCES_BACK = 3
_NEAR = 60
_OPENING = 40
"""A number within so many characters of its sentence's head has no subject before it."""
_SHORT = 12
"""Sentences of so few characters ("Sure.") are no step back."""
_MODIFIES = re.compile(
    r"\b(?:driven by|due to|because of|thanks to|helped by|led by|offset by|reflect(?:s|ing)|result(?:s|ed|"
    r"ing) from|despite|"
    r"exclud(?:es|ing)|includ(?:es|ing)|benefit(?:s|ed|ing)? from|based on|on the back of|as a result of|"
    r"attributable to|"
    r"on (?:higher|lower|strong\w*|weak\w*)|from (?:higher|lower|strong\w*|weak\w*)|given|without|net of|before)"
    r"\s+(?:\w+\s+){0,4}$"
)
_TO_OURS = re.compile(
    r"[a-z'’-]+(?: [a-z'’-]+)? (?:of|on|for|toward|towards|against|in|to) (?:the |our |its |total |gross |net )?"
)
_THIS = re.compile(
    r"\W*(?:and |but |so )?(?:this|that|it|these|those|they|which)(?: (?:is|was|are|were|has|had|have)\b|['’]s\b)"
)
_THRESHOLD = re.compile(
    r"\b(?:than|over|above|least|exceeding|under|below) [$€£¥]?[\d.,]+ ?(?:k|m|thousand|million|billion)? ?(?:in|of) "
    r"(?:[a-z]+ )?$"
)
"""Before a name that only says which customers are meant: "with more than $100,000 in"."""
_MEANS = re.compile(r", (?:that is|that[’']s|i\.e\.|meaning|defined as),? [^,]{0,40}$")
"""Before a name that only says what another is made of: "net debt, that is debt less cash"."""
_APPOSED = re.compile(r",? or [$€£¥]?[\d.,]*\d(?:%| (?:percent|basis points|thousand|million|billion))?,?")
_AND_THEN = re.compile(r"[a-z]* and\b")
_AND_BEFORE = re.compile(r"\band (?:the |our )?$")
_BREAK = re.compile(r", .*\d(?![\d.,]* ?months)|; ")
_BOTH = re.compile(r"\bboth\b")
_GOODS = frozenset("orders backlog volume production inventory capacity bookings".split())
"""Metrics that count whatever the company makes."""
_ANYTHING = frozenset(("", "ones", "more", "others", "new", "net"))
"""Words after a number that do not say what it counts."""
_APART = re.compile(r"\s*(?:and|but|while|whereas|despite|versus|compared|from|than|as|due|because|driven|helped)\b")
_NEXT = re.compile(r"\b(?:and|but|while|whereas)\b")
_PAUSE = re.compile(
    r",|;|\b(?:was|were|is|are|rose|grew|fell|declined|increased|decreased|came|reached|totaled|totalled)\b"
)
_PAUSE_VERB = re.compile(
    r"\b(?:was|were|is|are|rose|grew|fell|declined|increased|decreased|came|reached|totaled|totalled|improved|"
    r"ended|stood|finished|remained|closed|exceeded|averaged)\b"
)
_SUBJECT = re.compile(
    r"[\w&'’/-]*(?: [\w&'’/-]+){0,3}? (?:(?:has|have|had|also|then|again|further) )*(?:increased|increasing|"
    r"increase|grew|growing|"
    r"grow|rose|rising|rise|fell|falling|fall|declined|declining|decline|decreased|decreasing|decrease|improved|improving|"
    r"was|were|is|are|totaled|totalled|reached|expanded|contracted|dropped|advanced|climbed) "
    rf"(?:(?:by|up|down|at|to) )?(?:an? )?(?:(?:record|modest|strong|solid|healthy|slight) )?{HEDGES}"
)
"""From the name that is the subject of a verb to the number right after that."""
_DEED = re.compile(rf"[a-z-]*(?:ed|ght|old|ent|on|et)(?: back)? (?:(?:an?|our|record|total|new|combined) )*{HEDGES}")
"""From a verb of ours to the number that is its object: "booked a record $3 million in revenue"."""
_OBJECT = re.compile(
    rf"[a-z-]*(?:ed|ght|old|ent) (?:(?:an?|our|record|total|"
    rf"new) )*{HEDGES}[$€£¥]?[\d.,]*\d(?: [mb]illion)? (?:worth of|of|in) "
    r"(?:[\w'’-]+ ){0,3}"
)
"""From a verb of ours to what its object is made of: "originated $300 million of mortgage loans"."""
_TO_VERB = (
    r"(?:was|were|is|are|has|have|had|will|would|can|rose|grew|fell|declin\w+|increas\w+|decreas\w+|came|reached|"
    r"total(?:l?ed)|improv\w+|ended|stood|remain\w*|drove|generat\w+|deliver\w+|contribut\w+|produc\w+|report\w+|up|down)"
)
_INSIDE = re.compile(
    rf"(?:(?!\b{_TO_VERB}\b)[^.;\d])*\b(?:of|on|for|from|in|to|with|including|at|by|across|within|under) "
    rf"(?:(?!\b{_TO_VERB}\b|\band (?:our|the)\b)[^.;\d])*"
)
"""From the head of a subject to a name that only completes it: "reserves from cash and the bank's capacity were"."""
_LEAVES_OUT = re.compile(r"[^.;\d]*\b(?:excluding|including|net of|without|before|adjusted for)\b[^.;\d]*")
_COPULA = re.compile(
    r"\b(?:was|were|is|are|came|totaled|totalled|grew|rose|fell|increased|decreased|declined|improved)\b"
)
_DEFINES = re.compile(
    r"[^.;,]{0,50}?,? (?:which|that) (?:(?:we|is|are|also) )*"
    r"(?:defined?|excludes?|includes?|represents?|reflects?|adjusts?)\b(?: as)?[^.;]{0,120}"
)
_CARRIES_ON = re.compile(r"\s*,?\s*(?:which|that|who)\b")
_STOPPERS = frozenset(
    (
        "is was were are and or to from versus compared with by up down which that due driven as for on at in of than"
        " quarter year month half fiscal last this prior over while but we reflecting including representing bringing"
        " supporting based against because since after before through respectively yoy so if when it they i you who"
        " whereas had has have will would should can be been includes included excludes excluding basis measured"
        " despite amid produced generated drove delivered yielded"
    ).split()
)
_ADJECTIVES = frozenset("monthly quarterly yearly weekly daily hourly early family supply assembly only".split())
_LEADS = re.compile(
    r"[\s-]*(?:year[ -]o(?:ver|n)[ -]year )?"
    r"(?:(?:worth of|of|in|for|from an?|related to|relating to|associated with) )?"
    r"(?:(?P<adjectives>(?:[a-z0-9'’&/()-]+ ){0,2})"
    r"(?:growth|gains?|increase|decrease|decline|improvement|reduction|rise|drop|expansion|headwind|tailwind) (?:in|"
    r"of) )?"
    r"(?P<words>(?:[a-z0-9'’&/()-]+ ){0,3})"
)


def metric_words(claim: Claim, view: View) -> Check:
    """The number belongs to the metric claimed, by the words of its sentence or else of those just before."""
    sentence = by_rules(claim, view) or weighed(claim, view, weights.load("metric"))
    return Check(
        name="metric words", passed=not sentence, sentence=sentence or "The words around the number name the metric."
    )


def by_rules(claim: Claim, view: View) -> str:
    """What speaks against the metric by the rules of this module; empty where nothing does."""
    told = _is_told(claim, view)
    return "" if told else f"The words nearest to the number do not speak of “{claim.label or claim.metric}”."


def weighed(claim: Claim, view: View, model: Weights) -> str:
    """What speaks against the metric when the places of the names and of the label's words are weighed."""
    if clues.is_foreign(view, view.sentence(claim)):
        return ""
    found = metric_clues.of_metric(claim, view)
    if model.known(found) < ENOUGH or model.probability(found) > UNLIKELY:
        return ""
    return f"What stands around the number hardly weighs for “{claim.label or claim.metric}”."


def _is_told(claim: Claim, view: View) -> bool:
    span = view.sentence(claim)
    named = names(claim, view, span)
    if _counts_others(named, claim, view):
        return False
    told = _in_list(claim, view)
    if told is None:
        told = _in_sentence(named, claim, view)
    unknown = _is_unnamed(claim, view)
    if not told and _is_labelled(claim, view):
        return True
    if told is None or (not told and unknown and not _adjacent(named, claim, view)):
        return _named_before(claim, view, span[0])
    return told


def _is_labelled(claim: Claim, view: View) -> bool:
    """Whether a label that says more than the metric's name follows the number closely, with no comma between."""
    last = view.points(claim)[-1].end
    end = min(view.window(claim)[1], last + _NEAR)
    said = view.said((last, max(last, end))).partition(",")[0]
    metric = view.catalogue.metrics.get(claim.metric)
    words = naming.content(claim.label)
    telling = words - naming.content(" ".join(metric.synonyms)) if metric else words
    if not telling or not words <= naming.content(said):
        return False
    return not _APART.match(said) or (
        said.startswith(" from ") and words <= naming.content(said[: 12 + len(claim.label)])
    )


def _in_sentence(named: Names, claim: Claim, view: View) -> bool | None:
    """Whether the number is ours by the names of its sentence; None where they leave it open."""
    start, said, points = view.sentence(claim)[0], view.said(view.sentence(claim)), view.points(claim)
    number = (points[0].start - start, points[-1].end - start)
    if _goes_on(named, number[0], said) or (_is_unnamed(claim, view) and _is_late(named, number, said)):
        return None
    return belongs(named, number, said)


def _is_unnamed(claim: Claim, view: View) -> bool:
    return claim.metric not in view.catalogue.metrics


def _is_late(named: Names, number: tuple[int, int], said: str) -> bool:
    """Whether a label stands only after a number that something else comes before, and the number leads not to it."""
    if any(start < number[0] for start, _ in (*named.ours, *named.others)) or number[0] < _OPENING:
        return False
    return bool(named.ours) and _led_to(named, number, said) is None


def belongs(named: Names, number: tuple[int, int], said: str) -> bool | None:
    """Whether the number is ours by the names of its sentence; None where no name takes it."""
    named = Names(
        [ours for ours in named.ours if not _only_defines(ours, named.others, number[0], said)],
        [other for other in named.others if not _only_completes(other, named.ours, number[0], said)],
    )
    if any(_governs(span, number[0], said) for span in named.ours):
        return True
    led = _led_to(named, number, said)
    if led is not None:
        return led
    if _led_to(named, _with_apposed(number, said), said):
        return True
    before = _last(named.ours, number, said), _last(named.others, number, said)
    if max(before) >= 0:
        both = before[0] >= 0 and _BOTH.search(said, max(before), number[0]) is not None
        return both or before[0] >= before[1]
    return _after(named, _with_apposed(number, said), said)


def _governs(name: tuple[int, int], number: int, said: str) -> bool:
    """Whether the name is the subject of the verb right before the number, or a verb whose object the number is."""
    if _modifies(said, *name, number):
        return False
    return any(each.fullmatch(said, name[0], number) for each in (_SUBJECT, _DEED))


def _counts_others(named: Names, claim: Claim, view: View) -> bool:
    """Whether the noun right after a count is none of the claim's words: "39 institutions" are no users."""
    point, start = view.points(claim)[-1], view.sentence(claim)[0]
    if claim.metric not in view.catalogue.metrics:
        return False
    if point.kind == "time_span":
        return point.unit not in claim.unit
    if claim.metric in _GOODS:
        return False
    if kind_of(claim.unit) != "count" or point.noun in _ANYTHING:
        return False
    metric = view.catalogue.metrics[claim.metric]
    words = f"{claim.label} {claim.segment} {' '.join(metric.synonyms)}"
    if point.noun.split()[0] in claim.unit or naming.content(point.noun) <= naming.content(words):
        return False
    after = [start + place for place, _ in named.ours if 0 <= start + place - point.end < _NEAR]
    return not any(not view.quantities(point.end, place) for place in after)


def _goes_on(named: Names, first: int, said: str) -> bool:
    """Whether the sentence speaks of what the one before named: "It was down 3 million on fewer sales"."""
    return _THIS.match(said) is not None and not any(start < first for start, _ in (*named.ours, *named.others))


def _complements(other: tuple[int, int], ours: list[tuple[int, int]], said: str) -> bool:
    """Whether the other name only completes ours: "the provision toward loans was"."""
    return any(
        start < other[0] and each.fullmatch(said, start, other[0]) for start, _ in ours for each in (_TO_OURS, _OBJECT)
    )


def _only_completes(other: tuple[int, int], ours: list[tuple[int, int]], number: int, said: str) -> bool:
    if _complements(other, ours, said) or _only_defines(other, ours, number, said):
        return True
    inside = _PAUSE_VERB.search(said, other[1], number) and any(
        start < other[0] and _INSIDE.fullmatch(said, start, other[0]) for start, _ in ours
    )
    return bool(inside) or _is_left_out(other, ours, number, said)


def _is_left_out(other: tuple[int, int], ours: list[tuple[int, int]], number: int, said: str) -> bool:
    """Whether the other name stands in what ours leaves out: "gross margin excluding the costs of the move was"."""
    if not _COPULA.search(said, other[1], number):
        return False
    return any(start < other[0] and _LEAVES_OUT.fullmatch(said, start, other[0]) for start, _ in ours)


def _only_defines(name: tuple[int, int], rest: list[tuple[int, int]], number: int, said: str) -> bool:
    """Whether a name stands in a clause that only says what another is: "cash flow, which excludes X, was"."""
    if not _PAUSE_VERB.search(said, name[1], number):
        return False
    return any(start < name[0] and _DEFINES.fullmatch(said, start, name[0]) for start, _ in rest)


def _in_list(claim: Claim, view: View) -> bool | None:
    """Whether the number stands in a list in the place where ours stands among the names; None where it is in none.

    "R&D and G&A fell by 210 and 180 basis points, respectively", "up 35% and 30% for users and ARR".
    """
    start, end = view.sentence(claim)
    run = view.listed(claim)
    if len(run) < 2:
        return None
    named = view.names((start, end))
    before = _leading_to(named, view, start, run[0].start)[-len(run) :]
    after = [each for each in named if start + each.start >= run[-1].end][: len(run)]
    said = view.said((start, end))
    if "respectively" not in said:
        lead = said[run[-1].end - start : after[0].start] if after else "."
        before = (
            after
            if re.fullmatch(r"\s*(?:for|in|of|on)\s+(?:the |our |both |\w+ )?", lead) and _joined(after, said)
            else []
        )
    if len(before) < len(run):
        return _among_two(claim, view, run) if "respectively" in said else None
    place = [each.start for each in run].index(view.points(claim)[0].start)
    name = before[place]
    return is_ours(name, claim, said, view.catalogue) or is_akin(name, claim, cues_in(claim, said))


def _leading_to(named: list[Name], view: View, start: int, first: int) -> list[Name]:
    """The names before an offset; where some stand after the last number before it, those only."""
    told = [each for each in named if start + each.end <= first]
    edge = max((each.end for each in view.quantities(start, first)), default=start)
    return [each for each in told if start + each.start >= edge] or told


def _among_two(claim: Claim, view: View, run: Sequence[Mention]) -> bool | None:
    """Whether ours, joined by "and" to something that has no name, stands in the number's place of two."""
    start, end = view.sentence(claim)
    said = view.said((start, end))[: run[0].start - start]
    ours = [span for span in names(claim, view, (start, end)).ours if span[0] < len(said)]
    if len(run) != 2 or not ours:
        return True if names(claim, view, (start, end)).ours else None
    first = any(_AND_THEN.match(said, place) for _, place in ours)
    second = any(_AND_BEFORE.search(said, 0, place) for place, _ in ours)
    here = view.points(claim)[0].start == run[0].start
    return first in (second, here)


def _joined(named: list[Name], said: str) -> bool:
    """Whether only commas and "and" stand between the names."""
    return all(
        re.fullmatch(r"\s*(?:,|and|, and)\s*(?:the |our )?", said[one.end : other.start])
        for one, other in pairwise(named)
    )


def _led_to(named: Names, number: tuple[int, int], said: str) -> bool | None:
    """Whether the words after the number lead to a name of ours or of another: "7 new clients", "5% growth in ARR"."""
    ours = min((span[0] for span in named.ours if span[0] >= number[1]), default=len(said) + 1)
    other = min((span[0] for span in named.others if span[0] >= number[1]), default=len(said) + 1)
    nearest = min(ours, other)
    if nearest > len(said) or not _leads(said[number[1] : nearest]):
        return None
    return ours <= other


def _leads(between: str) -> bool:
    """Whether only a few plain words stand between a number and a name."""
    found = _LEADS.fullmatch(between)
    if found is None:
        return False
    words = f"{found['adjectives'] or ''}{found['words']}".split()
    return not set(words) & _STOPPERS and not any(map(_is_adverb, words))


def _is_adverb(word: str) -> bool:
    """Whether a word only says how: "up 10% organically" leads to nothing."""
    return word.endswith("ly") and word not in _ADJECTIVES


def _last(spans: list[tuple[int, int]], number: tuple[int, int], said: str) -> int:
    """Where the last name before the number starts that does not only modify another; -1 where there is none."""
    before = [span for span in spans if span[0] < number[0]]
    return next((start for start, end in reversed(before) if not _modifies(said, start, end, number[0])), -1)


def _modifies(said: str, start: int, end: int, number: int) -> bool:
    """Whether a name only gives a reason ("revenue, driven by higher volume, was") or tells which part is meant."""
    if _THRESHOLD.search(said, max(0, start - 60), start) or _MEANS.search(said, max(0, start - 60), start):
        return True
    if _CARRIES_ON.match(said, end):
        return False
    return _MODIFIES.search(said, max(0, start - 60), start) is not None and bool(_PAUSE.search(said, end, number))


def _with_apposed(number: tuple[int, int], said: str) -> tuple[int, int]:
    """The number with another way of saying it: "52%, or $177 million,"."""
    found = _APPOSED.match(said, number[1])
    return (number[0], found.end()) if found else number


def _after(named: Names, number: tuple[int, int], said: str) -> bool | None:
    """Whether the first name after the number is ours; None where none is in its clause."""
    ours = min((span[0] for span in named.ours if span[0] >= number[1]), default=len(said))
    other = min((span[0] for span in named.others if span[0] >= number[1]), default=len(said))
    nearest = min(ours, other)
    if nearest == len(said) or _BREAK.search(said[number[1] : nearest + 30]):
        return None
    if _NEXT.search(said, number[1], nearest):
        return None
    return ours < other


def _adjacent(named: Names, claim: Claim, view: View) -> bool:
    """Whether another metric's name stands right before the number, in its own part of the sentence."""
    start = view.sentence(claim)[0]
    first, last = view.window(claim)
    return any(first <= start + place < last for place, _ in named.others)


def _named_before(claim: Claim, view: View, start: int) -> bool:
    """Whether the nearest words before that name any metric, in the paragraph or the question, name the claim's.

    The growth of parts is told in long lists whose head alone names the metric: "the North was up 8%".
    """
    known = claim.metric in view.catalogue.metrics
    listed = claim.measure == "growth" and claim.segment != ""
    back = SENTENCES_BACK if known and not listed else 4 * SENTENCES_BACK
    near = [span for span in view.locator.sentences(start) if span[0] < start and span[1] - span[0] > _SHORT][-back:]
    spans = [*(view.before(start) if len(near) < SENTENCES_BACK else []), *near]
    for span in reversed(spans):
        found = names(claim, view, span)
        if found.ours:
            return True
        if found.others and known and span in near[:-1]:
            return False
    return False
