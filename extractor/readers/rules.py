"""The rule reader: names the numbers of a call without any model.

Goes in: the transcript, its number mentions and the catalogue. Comes out: a `Reading`: a claim for every number the
words settle, each with the rule and the words that decided, and a reason for every number left out. It would rather be
silent than wrong, and nothing here knows any company.

How it reads: each sentence becomes a row of tagged items (`lexing`), its metrics get their names (`naming`), and each
number is decided from left to right (`drafting`): its role (`measuring`), its metric (`binding`, `owning`, `sharing`,
`coming`), its part (`parts`), its period (`dating`), its status (`standing`, `placing`); then it is written down, as
adjusted as it was said (`adjusting`, `claiming`). What a sentence leaves for the next ones is kept in `remembering`;
`turning` tells which part of the company the talk turns to. The words are data: schemas/cues.yaml.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from extractor import locating, periods
from extractor.catalogue import Catalogue
from extractor.hedges import HEDGES
from extractor.readers import drafting, lexing, naming, parts, remembering
from extractor.readers.adjusting import adjusted
from extractor.readers.claiming import claim
from extractor.readers.dating import Calendar
from extractor.readers.lexing import Lexicon, Pieces
from extractor.readers.pairing import pair, pair_periods
from extractor.readers.sheets import Draft, Memory, Scene, Sheet
from extractor.records import Claim, Mention, Paragraph, Reading, Transcript, Turn
from extractor.view import READABLE, View

LONGEST_SENTENCE = 1500
OPENING = 200
SCORE = 20
_LEXICONS: dict[str, Lexicon] = {}


@dataclass
class Desk:
    """Everything the reader looks at while it reads one call, and what it has written down."""

    scene: Scene
    words: Lexicon
    starts: list[int]
    period_starts: list[int]
    view: View
    claims: list[Claim] = field(default_factory=list)
    excluded: dict[int, str] = field(default_factory=dict)
    target: str = ""
    asked: tuple[Draft, ...] = ()
    aside: bool = False
    banking: bool = False


def read(transcript: Transcript, mentions: Sequence[Mention], catalogue: Catalogue) -> Reading:
    """Claims for the numbers that the words around them name, and reasons for the rest."""
    found = periods.find(transcript.text, transcript.fiscal_period)
    lead = periods.year_end_lead(transcript.text, transcript.fiscal_period)
    calendar = Calendar(found, transcript.fiscal_period, lead)
    view = View(transcript, mentions, catalogue)
    lower = transcript.text.lower()
    reader = parts.Reader(transcript.text, _names(transcript), _proper(transcript.text), lower)
    scene = Scene(transcript.text, mentions, catalogue, calendar, reader, view.money, _lends(lower), _counted(mentions))
    desk = Desk(
        scene,
        _lexicon(catalogue),
        [each.start for each in mentions],
        [each.start for each in found],
        view,
    )
    desk.banking = "net interest income" in lower
    for turn in transcript.turns:
        _turn(desk, turn)
    return Reading(tuple(_unified(desk.claims)), desk.excluded)


COUNTED = ("customers", "users", "subscribers", "headcount", "store_count")


def _unified(claims: list[Claim]) -> list[Claim]:
    """The claims, a count said with and without a describing word told once: "platform clients", "clients"."""
    plain = {_count(claim) for claim in claims if claim.metric in COUNTED and not claim.segment}
    return [replace(claim, segment="") if _described(claim) and _count(claim) in plain else claim for claim in claims]


def _described(claim: Claim) -> bool:
    return claim.segment.islower() and claim.label.lower().startswith(claim.segment)


def _count(claim: Claim) -> tuple[str, str, str, str]:
    return claim.metric, claim.measure, claim.period, str(claim.value)


def _names(transcript: Transcript) -> frozenset[str]:
    """Stems of the words in the names of the company and of the speakers."""
    said = " ".join([transcript.company, *(turn.speaker for turn in transcript.turns)])
    return frozenset(lexing.stem(found.group()) for found in lexing.WORD.finditer(said))


_LENDING = re.compile(r"\b(?:net interest (?:income|margin)|interest income|loan book|our (?:loans?|deposits?))\b")
_BALANCES, _SALES = re.compile(r"\b(?:deposit|loan)s?\b"), re.compile(r"\b(?:revenues?|sales)\b")


def _lends(lower: str) -> bool:
    """Whether the company speaks as a lender, or of lending more than of sales: only then are deposits its own."""
    return _LENDING.search(lower) is not None or len(_BALANCES.findall(lower)) > len(_SALES.findall(lower))


def _counted(mentions: Sequence[Mention]) -> frozenset[str]:
    """Stems of the nouns that the call counts at least twice, by dozens: aircraft, cards, homes."""
    nouns = Counter(
        lexing.stem(each.noun)
        for each in mentions
        if each.kind == "quantity" and each.noun and each.value is not None and abs(each.value) >= SCORE
    )
    return frozenset(noun for noun, count in nouns.items() if count > 1)


_INSIDE = re.compile(r"[a-z,] ([A-Z][A-Za-z&-]{2,})\b")


def _proper(text: str) -> frozenset[str]:
    """Stems of the words that stand with a capital inside sentences at least twice."""
    counted = Counter(_INSIDE.findall(text))
    return frozenset(lexing.stem(word) for word, count in counted.items() if count > 1)


def _lexicon(catalogue: Catalogue) -> Lexicon:
    if catalogue.fingerprint not in _LEXICONS:
        _LEXICONS[catalogue.fingerprint] = lexing.lexicon(catalogue)
    return _LEXICONS[catalogue.fingerprint]


def _turn(desk: Desk, turn: Turn) -> None:
    memory = Memory(target=desk.target, asked=desk.asked)
    if turn.side == "analyst":
        desk.asked = _asked(desk, turn)
    for paragraph in turn.paragraphs:
        reason = _unread(turn, paragraph)
        if reason:
            _exclude(desk, (paragraph.start, paragraph.end), reason)
        else:
            memory = _paragraph(desk, paragraph, memory)
        if paragraph.translation:
            _exclude(desk, paragraph.translation, "translation")
    desk.target = memory.target


def _asked(desk: Desk, turn: Turn) -> tuple[Draft, ...]:
    """What an analyst's numbers are about, for an answer that repeats them without a name; no claim comes of them."""
    aside, memory = replace(desk, claims=[], excluded={}, aside=True), Memory()
    spans = [(each.start, each.end) for each in turn.paragraphs if each.language != "zh"]
    drafts: list[Draft] = []
    for start, end in spans:
        sentences = locating.sentences(desk.scene.text, start, end) if _within(desk.starts, (start, end)) else ()
        for span in sentences:
            drafts += _sentence(aside, span, memory) if _within(desk.starts, span) else ()
    return tuple(drafts)


def _unread(turn: Turn, paragraph: Paragraph) -> str:
    if paragraph.language == "zh":
        return "language"
    if turn.side in ("company", "unknown"):
        return ""
    return {"analyst": "an analyst's number", "operator": "the operator's words"}.get(
        turn.side, "not the company's words"
    )


def _exclude(desk: Desk, span: tuple[int, int], reason: str) -> None:
    for index in _within(desk.starts, span):
        if desk.scene.mentions[index].kind in READABLE:
            desk.excluded[index] = reason


def _within(starts: list[int], span: tuple[int, int]) -> range:
    return range(bisect_left(starts, span[0]), bisect_left(starts, span[1]))


def _paragraph(desk: Desk, paragraph: Paragraph, memory: Memory) -> Memory:
    """Read a paragraph; a paragraph of several sentences starts afresh, lines of one sentence go on."""
    sentences = locating.sentences(desk.scene.text, paragraph.start, paragraph.end)
    if len(sentences) > 1:
        memory = remembering.afresh(memory)
    first, known = len(desk.claims), memory.target
    for start, end in sentences:
        for span in _bounded(desk.scene.text, start, end):
            _sentence(desk, span, memory)
    if memory.target != known:
        desk.claims[first:] = [_aimed(claim, memory.target) for claim in desk.claims[first:]]
    return memory


def _aimed(claim: Claim, year: str) -> Claim:
    """A target whose sentence names no year takes the one that its paragraph names later."""
    return replace(claim, period=year) if claim.status == "target" and not claim.period else claim


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span itself, or pieces of it cut at spaces: a text without full stops must not cost its length squared."""
    while end - start > LONGEST_SENTENCE:
        cut = text.rfind(" ", start + 1, start + LONGEST_SENTENCE)
        cut = cut if cut > start else start + LONGEST_SENTENCE
        yield start, cut
        start = cut
    yield start, end


def _sentence(desk: Desk, span: tuple[int, int], memory: Memory) -> list[Draft]:
    """Read a sentence and return what was decided about its numbers."""
    text = desk.scene.text
    groups = list(_groups(desk, span))
    _leave_out_spans(desk, span)
    if not groups:
        span = span[0], min(span[1], span[0] + OPENING)  # without numbers only the opening can matter
    row = naming.name(lexing.row(text, span, _pieces(desk, span, groups), desk.words), text, desk.scene.parts.names)
    row = naming.at_home(row, desk.banking)
    remembering.remember(desk.scene, row, memory)
    if not desk.aside and text[span[1] - 1] == "?" and not _TAG_QUESTION.search(text, *span):
        _exclude(desk, span, "asked, not stated")
        return []
    sheet = Sheet(desk.scene, row, groups, memory, given=pair(row), given_periods=pair_periods(row))
    if groups:
        _numbers(desk, sheet)
    else:
        _count_on(sheet)
    return sheet.drafts


_TAG_QUESTION = re.compile(r", (?:right|okay|ok|correct|you know)\?$", re.I)


def _leave_out_spans(desk: Desk, span: tuple[int, int]) -> None:
    for index in _within(desk.starts, span):
        if desk.scene.mentions[index].kind == "time_span":
            desk.excluded[index] = "time span"


def _pieces(desk: Desk, span: tuple[int, int], groups: list[tuple[int, ...]]) -> Pieces:
    mentions = desk.scene.mentions
    numbers = [("N", index, mentions[group[0]].start, mentions[group[-1]].end) for index, group in enumerate(groups)]
    spans = [index for index in _within(desk.starts, span) if mentions[index].kind == "time_span"]
    numbers += [("S", index, mentions[index].start, mentions[index].end) for index in spans]
    found = desk.scene.calendar.mentions
    return Pieces(numbers, [(index, found[index]) for index in _within(desk.period_starts, span)])


def _groups(desk: Desk, span: tuple[int, int]) -> Iterator[tuple[int, ...]]:
    """The quantities of a sentence, both ends of a range together."""
    for index in _within(desk.starts, span):
        mention = desk.scene.mentions[index]
        if mention.kind != "quantity":
            continue
        if (end := _other_end(desk, index)) is not None:
            yield (index, end)
        elif _other_end(desk, index - 1) is not None:
            continue
        elif mention.partner is None or desk.scene.mentions[mention.partner].kind != "quantity":
            yield (index,)
        elif mention.partner > index:
            yield (index, mention.partner)


_RANGE = re.compile(rf"\b(?:range of|between|rang(?:e|ed|es|ing) from)\s+{HEDGES}$", re.I)


_FROM, _BEFORE = re.compile(r"\bfrom $", re.I), re.compile(r"\s+(?:previously|before|prior)\b", re.I)


def _other_end(desk: Desk, index: int) -> int | None:
    """The number after this one where the two are said as a range: "in the range of $0.70 and $0.75"."""
    mentions = desk.scene.mentions
    if (
        not 0 <= index < len(mentions) - 1
        or mentions[index].partner is not None
        or mentions[index + 1].partner is not None
    ):
        return None
    one, other = mentions[index], mentions[index + 1]
    if (
        one.unit != other.unit
        or one.kind != "quantity"
        or desk.scene.text[one.end : other.start].strip() not in ("and", "to")
    ):
        return None
    if _BEFORE.match(desk.scene.text, other.end) and _FROM.search(desk.scene.text, max(0, one.start - 6), one.start):
        return index + 1
    return index + 1 if _RANGE.search(desk.scene.text, max(0, one.start - 30), one.start) else None


def _count_on(sheet: Sheet) -> None:
    """Remember what was counted last, since "we opened eight" may follow."""
    for item in sheet.row.items:
        if item.name and item.name.metric in COUNTED and not item.name.compound:
            sheet.memory.counted = replace(item.name, segment="")


def _numbers(desk: Desk, sheet: Sheet) -> None:
    for at, item in enumerate(sheet.row.items):
        if item.tag not in "NH":
            continue
        group = sheet.groups[item.of]
        draft = drafting.decide(sheet, at) if item.tag == "N" else "a size threshold"
        if isinstance(draft, str):
            desk.excluded.update(dict.fromkeys(group, draft))
        else:
            said = adjusted(sheet, draft)
            sheet.drafts.append(draft)
            desk.claims.append(claim(sheet, said, desk.view))
    _count_on(sheet)
    if sheet.drafts:
        sheet.memory.told = sheet.memory.sentences
        sheet.memory.recent = tuple(draft for draft in reversed(sheet.drafts) if not draft.role.base) or tuple(
            sheet.drafts
        )
