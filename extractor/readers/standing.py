"""Whether a number happened, is expected, was expected earlier, or is a long-term aim; and whose number it is.

Goes in: a sentence, the stretch right before a number, the number's period. Comes out: a status, or the reason why the number
is not the company's own. Word lists are data: schemas/cues.yaml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from extractor import wording
from extractor.readers import dating
from extractor.readers.lexing import lists

Span = tuple[int, int]


@cache
def words(name: str) -> re.Pattern[str]:
    """One pattern for a list of phrases of schemas/cues.yaml."""
    phrases = sorted(lists()[name], key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, phrases))})(?!\w)", re.I)


_OWN = re.compile(r"\b(?:we|our|us|ours|company(?:'s)?)\b", re.I)
_TURN_TO_OUTLOOK = re.compile(
    r"\b(?:turn\w*|mov\w+|now|as for|regarding|look\w* (?:ahead|forward)|update|provid\w+|on|to|with)\b[^.]{0,40}\b(?:guidance|outlook|expectations|forecast)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the sentence says about time: it looks ahead, it speaks of long-term aims, it goes on with guidance."""

    ahead: bool
    aims: bool
    carried: bool


def outlook(text: str, sentence: Span, carried: bool) -> Outlook:
    """What a sentence says about the future; `carried` when the passage is one of guidance."""
    ahead = words("outlook").search(text, *sentence) is not None
    aims = words("target").search(text, *sentence) is not None
    return Outlook(ahead, aims, carried)


def opens_outlook(text: str, sentence: Span) -> bool:
    """Whether the sentence opens a passage of guidance ("Now turning to guidance")."""
    return _TURN_TO_OUTLOOK.search(text, *sentence) is not None


def status(said: Outlook, period: str, call: str, recalled: bool) -> str:
    """The status of a number of that period."""
    if recalled:
        return "prior_guidance"
    future = dating.is_ahead(period, call)
    if period and not future and period != call:
        return "actual"
    if said.aims and (dating.years_ahead(period, call) > 1 or not future):
        return "target"
    if future and dating.years_ahead(period, call) > 1:
        return "target"
    if future:
        return "guidance"
    return "actual"


def recalled(text: str, start: int, number: int) -> bool:
    """Whether the words from `start` to the number recall an outlook given earlier."""
    return wording.recalls_outlook(text, (max(start, number - 90), number))


def other_party(text: str, sentence: Span, number: Span) -> str:
    """Why the number is not about the company; empty when it may be."""
    if words("hypothetical").search(text, *sentence):
        return "hypothetical"
    start, end = wording.clause(text, sentence, number)
    if words("others").search(text, sentence[0], number[0]) and not _OWN.search(text, sentence[0], end):
        return "a figure of the market or of others"
    return ""
