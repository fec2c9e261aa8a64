"""The questions of a call and their answers: who asked, from which firm, about what, who answered, with which facts.

In: the transcript, its facts and absences. Out: one `Exchange` a question turn. Where the layout does not
name the speakers' sides nothing is returned: a guess would put words into somebody's mouth. No wording is made up: the
question is a stretch of the analyst's own words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from extractor.catalogue import Catalogue
from extractor.locating import sentences
from extractor.records import Absence, Exchange, Fact, Paragraph, Transcript, Turn

SHORT_QUESTION = 9
MOST_FROM_ANSWERS = 3
LONG_QUESTION = 60
MOST_METRICS = 5
REMARK_WORDS = 25
_ASKS = re.compile(
    r"\?|？|\b(?:can|could|would|will) you\b|\bwonder(?:ing)?\b|\bcurious\b|\bhow (?:much|many|do|does|are|is|should)\b"
    r"|\bwhat(?:'s| is| are| do| does)\b|\btalk (?:about|through)\b|\bany (?:color|colour|update|thoughts)\b",
    re.I,
)
_PLEASANTRY = re.compile(
    r"\b(?:can you (?:guys )?hear (?:me|us)[^.?!]*|"
    r"how are you(?: doing)?(?: today)?|thank(?:s| you)|congrat\w*|good (?:morning|afternoon|evening)|hear me|if i may|"
    r"one more|follow[- ]?up)\b",
    re.I,
)
_ROLE = re.compile(
    r"\b(?:analyst|director|md|associate|vp|svp|evp|vice president|principal|research division|equity research|"
    r"head of|partner|executive|president|strategist|member|officer)\b",
    re.I,
)
_FIRM = (
    r"\s*,?\s+(?:with|of|from|at|representing|out of)\s+(?:the\s+)?"
    r"(?P<firm>[A-Z0-9][\w&'’.-]*(?:,?\s+(?:[A-Z0-9][\w&'’.-]*|&|and(?=\s+[A-Z])|of(?=\s+[A-Z])|de|du|la|und))*)"
)
_DASHES = r"\s+-+\s+|\s+[–—|]\s+"
_POINTS_BACK = re.compile(r"\b(?:that|it|this|those|these|they|them|there|so)\b", re.I)
_NAME = r"(?P<name>[A-Z][\w.'’-]+(?:\s+[A-Z][\w.'’-]*){1,3}?)"
_LABEL = re.compile(r"Speaker\s*\d+", re.I)
_ANNOUNCED = re.compile(
    r"\b(?:from|line of|to|is|with|welcome)\s+(?:the\s+line\s+of\s+)?(?:Mr\.?\s+|Ms\.?\s+)?"
    + _NAME + _FIRM
)  # fmt: skip
_FIRM_FIRST = re.compile(
    r"\b[Ff]rom\s+(?P<firm>[A-Z][\w&'’. -]{2,60}?),\s+(?:we have|it's|this is)\s+" + _NAME + r"(?=[.,;!]|$)"
)
_UNNAMED = re.compile(r"unidentified|unknown|participant|\banalyst\b", re.I)


@dataclass(eq=False)
class _Open:
    """An exchange while its turns are being read."""

    asked: Turn
    operator: str
    answers: list[Turn] = field(default_factory=list)


@dataclass(frozen=True)
class _Said:
    """Where facts are said: (offset, position in `facts`), sorted."""

    places: list[tuple[int, int]]
    facts: Sequence[Fact]

    def within(self, spans: list[tuple[int, int]]) -> list[Fact]:
        """The facts said in the spans, each once, in the order of the text."""
        found = [
            position
            for start, end in spans
            for _, position in self.places[bisect_left(self.places, (start, 0)) : bisect_left(self.places, (end, 0))]
        ]
        return [self.facts[position] for position in dict.fromkeys(found)]


def find(
    transcript: Transcript, facts: Sequence[Fact], absences: Sequence[Absence], catalogue: Catalogue
) -> list[Exchange]:
    """The call's questions in order, each with its answer; empty where the layout does not say who asks."""
    opened = [each for each in _exchanges(transcript) if each.answers]
    said = _Said(sorted((place.numbers[0].start, n) for n, fact in enumerate(facts) for place in fact.evidence), facts)
    names = _names(catalogue)
    return [_exchange(each, transcript.text, said, absences, names) for each in opened]


def _exchanges(transcript: Transcript) -> list[_Open]:
    """The questions with their answers; an analyst who asks nothing opens none."""
    operator, heard = "", dict[str, str]()
    opened: list[_Open] = []
    current: _Open | None = None
    for turn in (each for each in transcript.turns if each.paragraphs):
        if turn.side == "operator":
            operator = _words(transcript.text, turn)
        elif turn.side == "analyst":
            heard.setdefault(turn.speaker, operator)
            operator = ""
            current = _after(current, turn, heard[turn.speaker], transcript.text)
            if current and current not in opened[-1:]:
                opened.append(current)
        elif turn.side == "company" and current:
            current.answers.append(turn)
    return opened


def _after(current: _Open | None, turn: Turn, announced: str, text: str) -> _Open | None:
    """The exchange under way once the analyst has spoken: a new one, the same, or none."""
    new = current is None or current.asked.speaker != turn.speaker
    if _is_question(text, turn) or (new and len(_words(text, turn).split()) >= REMARK_WORDS):
        return _Open(turn, announced)
    return None if new else current


def _words(text: str, turn: Turn) -> str:
    return " ".join(text[each.start : each.end] for each in turn.paragraphs)


def _is_question(text: str, turn: Turn) -> bool:
    said = _words(text, turn)
    return len(said.split()) >= 5 and _ASKS.search(said) is not None and len(_PLEASANTRY.sub("", said).split()) >= 4


def _exchange(each: _Open, text: str, said: _Said, absences: Sequence[Absence], names: _Names) -> Exchange:
    turn = each.asked
    analyst, house = asker(turn, each.operator)
    spans = [_span(answer) for answer in each.answers]
    given = said.within(spans)
    asked = _topics(_words(text, turn), names)
    answered = [fact.metric for fact in given if fact.metric != "other"]
    inside = [(_span(turn)[0], spans[-1][1])]
    return Exchange(
        analyst=analyst,
        firm=house,
        question=question(text, turn),
        metrics=asked[:MOST_METRICS] or list(dict.fromkeys(answered))[:MOST_FROM_ANSWERS],
        answered_by=list(dict.fromkeys(answer.speaker for answer in each.answers if answer.speaker)),
        facts=[fact.id for fact in given],
        declined=[n for n, absence in enumerate(absences) if any(a <= absence.start < b for a, b in inside)],
        line=turn.paragraphs[0].line,
    )


def _span(turn: Turn) -> tuple[int, int]:
    return turn.paragraphs[0].start, turn.paragraphs[-1].end


def question(text: str, turn: Turn) -> str:
    """The turn's first question in its own words, with the sentence before where it is too short to stand alone."""
    cut = [(paragraph, span) for paragraph in turn.paragraphs for span in _sentences(text, paragraph)]
    said = [text[start:end] for _, (start, end) in cut]
    asking = [n for n, each in enumerate(said) if each.rstrip("\"'”’) ")[-1:] in ("?", "？")]
    asking = asking or [n for n, each in enumerate(said) if _ASKS.search(each)]
    real = [n for n in asking if not _PLEASANTRY.search(said[n]) or len(said[n].split()) > SHORT_QUESTION]
    chosen = next(iter(real or asking), 0)
    start, end = cut[chosen][1]
    if chosen and cut[chosen - 1][0] is cut[chosen][0] and _leans(said[chosen], said[chosen - 1]):
        start = cut[chosen - 1][1][0]
    return _shortened(" ".join(text[start:end].split()))


def _leans(asked: str, before: str) -> bool:
    """Whether a question can't be understood without the sentence before it."""
    words = asked.split()
    points_back = _POINTS_BACK.search(" ".join(words[:SHORT_QUESTION])) is not None
    return (points_back or len(words) < SHORT_QUESTION) and not _PLEASANTRY.search(before)


def _sentences(text: str, paragraph: Paragraph) -> list[tuple[int, int]]:
    return sentences(text, paragraph.start, paragraph.end)


def _shortened(said: str) -> str:
    words = said.split(" ")
    return said if len(words) <= LONG_QUESTION else " ".join(words[:LONG_QUESTION]) + " …"


def asker(turn: Turn, operator: str) -> tuple[str, str]:
    """The analyst and the firm; where the layout has only a label, as the operator announced them."""
    if not _LABEL.fullmatch(turn.speaker):
        return turn.speaker, firm(turn, operator)
    found = _FIRM_FIRST.search(operator) or _ANNOUNCED.search(operator)
    return (found["name"].strip(" .,"), _house(found["firm"])) if found else (turn.speaker, "")


def firm(turn: Turn, operator: str) -> str:
    """The analyst's firm from the speaker's title, or else from the operator's words; empty when neither says it."""
    listed = re.search(r",\s+and\s", turn.title)
    for part in re.split(_DASHES if listed else rf"{_DASHES}|,\s+", turn.title):
        if part.strip() and not _ROLE.search(part):
            return part.strip()
    return _announced(turn.speaker, operator)


def _announced(speaker: str, operator: str) -> str:
    if not speaker or _UNNAMED.search(speaker):
        return ""
    last = speaker.split()[-1]
    found = re.search(re.escape(last) + _FIRM, operator)
    return _house(found["firm"]) if found else ""


def _house(said: str) -> str:
    words = re.split(r"(?<=[a-z]{2})\.\s", said)[0]
    return re.sub(r"\s+(?:Please|Your|You|Go|The)$|[.,]+$", "", words).strip(" .,")


def topics(said: str, catalogue: Catalogue) -> list[str]:
    """Ids of the metrics the words speak of, in the order of the words, longest name first where names overlap."""
    return _topics(said, _names(catalogue))


_Names = tuple[re.Pattern[str], dict[str, str]]


def _topics(said: str, names: _Names) -> list[str]:
    pattern, named = names
    return list(dict.fromkeys(named[found.group()] for found in pattern.finditer(said.lower())))


@cache
def _lookup(synonyms: tuple[tuple[str, str], ...]) -> _Names:
    """A pattern for lower-case words: one that ignores case tries every name at every place."""
    named = dict(reversed(synonyms))
    latin = _any_of(each for each in named if each.isascii())
    other = _any_of(each for each in named if not each.isascii())
    return re.compile(rf"(?<![a-z0-9])(?:{latin})(?![a-z0-9])" + (f"|{other}" if other else "")), named


def _any_of(words: Iterable[str]) -> str:
    """A pattern for the words, longest first, by their first character: the others are passed over at once."""
    first: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words, key=len, reverse=True):
        first[word[0]].append(re.escape(word[1:]))
    return "|".join(f"{re.escape(letter)}(?:{'|'.join(rests)})" for letter, rests in first.items())


def _names(catalogue: Catalogue) -> _Names:
    rows = [
        (synonym.lower(), metric.id)
        for metric in catalogue.metrics.values()
        for synonym in (*metric.synonyms, *metric.synonyms_zh)
    ]
    return _lookup(tuple(rows))
