"""Whether a number happened, is expected, was expected earlier, or is a long-term aim; and whose number it is.

Goes in: a sentence, the span of a number, the number's period. Comes out: a status, or the reason why the number is not
the company's own. Word lists are data: schemas/cues.yaml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from extractor import wording
from extractor.hedges import HEDGES
from extractor.readers import dating
from extractor.readers.lexing import lists

Span = tuple[int, int]


@cache
def words(name: str) -> re.Pattern[str]:
    """One pattern for a list of phrases of schemas/cues.yaml.

    It opens with the letters that a phrase can open with, in both cases: only then does the regex engine skip to them.
    """
    phrases = sorted(lists()[name], key=len, reverse=True)
    first = "".join(sorted({letter for phrase in phrases for letter in (phrase[0].lower(), phrase[0].upper())}))
    rests: dict[str, list[str]] = {}
    for phrase in phrases:
        rests.setdefault(phrase[0], []).append(re.escape(phrase[1:]))
    rest = "|".join(f"(?<={re.escape(letter)})(?:{'|'.join(each)})" for letter, each in rests.items())
    return re.compile(rf"[{re.escape(first)}](?<!\w.)(?i:{rest})(?!\w)", re.S)


_WHY = re.compile(
    r"[,;]|\b(?:due|driven|because|as|reflect\w*|offset|despite|given|thanks|to|with|for|at|from|by|when|while|and)\b"
)
_TO_WHOM = re.compile(
    r"(?<!according )\b(?:to|with|for|at|by|above|below|than|from|of|goods sold|average daily|given|despite|offset)\s+"
    r"(?:(?:the|our|their|new|low|lower|higher|increasing|market)\s+){0,3}$",
    re.I,
)
_OWN = re.compile(r"\b(?:we|our|us|ours|company(?:'s)?|i)\b", re.I)
_OUTLOOK_OF = r"\b[^.]{0,40}\b(?:guidance|outlook|expectations|forecast|20\d\d)\b"
_TURN_TO_OUTLOOK = re.compile(
    r"\b(?:turn\w*|mov\w+|as for|look\w* (?:ahead|forward)|brings? (?:me|us)|let me|shift\w*"
    rf"|now (?:walk|outline|share|discuss|provide|give|cover|review|address|take)){_OUTLOOK_OF}",
    re.I,
)
_NOW_OUTLOOK = re.compile(rf"(?:(?:and|so|okay),? )?now{_OUTLOOK_OF}", re.I)


_RENEWS = re.compile(
    r"\bwe(?: are| have|['’]re|['’]ve) (?:now )?"
    r"(?:rais|lower|increas|updat|maintain|reaffirm|reiterat|narrow|revis|initiat|introduc|provid)(?:ing|ed)"
    r" our (?:[\w-]+ ){0,3}(?:guidance|outlook)\b",
    re.I,
)


def renews_outlook(text: str, sentence: Span) -> bool:
    """Whether the company gives, keeps or changes its outlook here: "we are raising our full-year guidance"."""
    return _RENEWS.search(text, *sentence) is not None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the sentence says about time: it speaks of the future, of long-term aims; `carried` from the passage."""

    ahead: bool
    aims: bool
    carried: bool = False


def outlook(text: str, sentence: Span, number: Span, carried: bool) -> Outlook:
    """What is said about the future up to the end of the number's clause; `carried` in a passage of guidance."""
    start, end = wording.clause(text, sentence, number)
    ahead = words("outlook").search(text, sentence[0], end) is not None or _gives_guidance(text, sentence)
    before = sentence[0] if start - sentence[0] < 60 else start
    aims = words("target").search(text, before, end) is not None
    return Outlook(ahead or (carried and not looks_back(text, sentence)), aims, carried)


_SUPPOSING = re.compile(
    r"\bif you(?! (?:just |also |really )?(?:look|think|will|recall|remember|compare|go (?:back|to)|see|exclude)\b)",
    re.I,
)
_GUIDANCE = re.compile(r"\b(?:guidance|outlook|guide)\b", re.I)


def _gives_guidance(text: str, sentence: Span) -> bool:
    """Whether the sentence speaks of guidance without holding results against it."""
    if wording.recalls_outlook(text, sentence) or words("prior_outlook").search(text, *sentence):
        return False
    if _AGAINST.search(text, *sentence):
        return False
    return _GUIDANCE.search(text, *sentence) is not None


def names_target(text: str, sentence: Span) -> bool:
    """Whether the sentence speaks of a target by name: then the year given with it before still holds."""
    return re.search(r"\b(?:targets?|objectives?|goals?)\b", text[slice(*sentence)], re.I) is not None


def looks_back(text: str, sentence: Span) -> bool:
    """Whether the sentence tells what happened, and nothing of what is expected."""
    if words("outlook").search(text, *sentence) or words("prior_outlook").search(text, *sentence):
        return False
    return words("past").search(text, *sentence) is not None and _GUIDANCE.search(text, *sentence) is None


def opens_outlook(text: str, sentence: Span) -> bool:
    """Whether the sentence opens a passage of guidance ("Now turning to guidance")."""
    return _NOW_OUTLOOK.match(text, *sentence) is not None or _TURN_TO_OUTLOOK.search(text, *sentence) is not None


def status(said: Outlook, period: str, call: str, dated: bool) -> str:
    """The status of a number of that period; `dated` when its own sentence or passage named the period."""
    future = dating.is_ahead(period, call) and not period.startswith("QTD")
    if dated and period and not future and period != call:
        return "actual"
    far = dating.years_ahead(period, call) > 1
    if said.aims and (far or not dated or (future and not said.carried)):
        return "target"
    if future:
        return "target" if far else "guidance"
    return "guidance" if said.ahead and not dated else "actual"


_AGAINST = re.compile(
    r"\b(?:compare[sd]?|against|versus|vs|than|above|below|over|exceed\w*)\b[^.;,]{0,24}"
    r"\b(?:guidance|outlook|guided range|forecast)\b",
    re.I,
)


_WITH = re.compile(r"\b(?:guidance|outlook|guided range|forecast)\s+with\b", re.I)


_ANEW = re.compile(
    r"\b(?:rais|lower|increas|narrow|updat|revis|reduc|cut)\w*\b[^.;]{0,60}?"
    r"\b(?:guidance|outlook|forecast|guide)\b[^.;\d]{0,30}\bto(?: a| an| the| our)?(?: new| updated)?(?: range of)?"
    rf"\s+{HEDGES}$",
    re.I,
)
_LEADS = re.compile(rf"\b(?:to|of|for)(?: an?)?\s+{HEDGES}$", re.I)
_STANDING = re.compile(rf"\b(?:guidance|outlook|forecast) (?:range )?(?:of|for)\s+{HEDGES}$", re.I)
_EARLIER = re.compile(r"\b(?:prior|previous|earlier|original|initial|old|last)\b", re.I)
_STANDS = re.compile(r"\s+(?:is|remains|reflects|assumes|includes|implies|represents)\b", re.I)


def gives_anew(text: str, sentence: Span, number: Span) -> bool:
    """Whether the number is an outlook given now: "we raised our sales outlook to 4%", "our guidance of 4% assumes"."""
    if _LEADS.search(text, max(sentence[0], number[0] - 20), number[0]) is None:
        return False
    before = text[sentence[0] : number[0]]
    if _ANEW.search(before):
        return True
    stands = _STANDING.search(before) and _STANDS.match(text, number[1], sentence[1])
    return bool(stands) and _EARLIER.search(before) is None


def recalled(text: str, sentence: Span, number: Span, before: int) -> bool:
    """Whether the words between the number before and this one, or right after it, recall an outlook given earlier."""
    if gives_anew(text, sentence, number):
        return False
    start, end = wording.clause(text, sentence, number)
    near = (max(sentence[0], before, number[0] - 90), number[0])
    near = (max([near[0], *(found.end() for found in _WITH.finditer(text, *near))]), near[1])
    if wording.recalls_outlook(text, near) or words("prior_outlook").search(text, max(start, near[0]), number[0]):
        return True
    if _AGAINST.search(text, near[0], number[0]):
        return True
    after = words("prior_outlook").search(text, number[1], min(end, number[1] + 30))
    return after is not None and not re.search(r"[,;]|from|compared|versus|\bup\b", text[number[1] : after.start()])


def _is_aside(text: str, start: int, number: Span, word: int) -> bool:
    """Whether a word of others only tells to whom, than what or why: "sales to government customers rose 4%"."""
    if word >= number[1]:
        return _WHY.search(text, number[1], word) is not None
    return _TO_WHOM.search(text[start:word]) is not None


def other_party(text: str, sentence: Span, number: Span) -> str:
    """Why the number is not about the company; empty when it may be."""
    _, end = wording.clause(text, sentence, number)
    if words("hypothetical").search(text, sentence[0], end) or _SUPPOSING.search(text, sentence[0], end):
        return "hypothetical"
    told = words("others").finditer(text, sentence[0], end)
    others = max(
        (found.start() for found in told if not _is_aside(text, sentence[0], number, found.start())), default=-1
    )
    own = max((found.start() for found in _OWN.finditer(text, sentence[0], number[0])), default=-1)
    return "a figure of the market or of others" if others > own else ""
