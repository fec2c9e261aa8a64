"""Whose side each stretch of a call is on, and where the questions begin.

In go the stretches of a layout; out come turns. The evidence is weighed by speaker: lists of participants, titles, the
operator's introductions, self-introductions, who holds the prepared remarks, who answers whom. Where nothing is plain
the side stays `unknown`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from extractor.layouts import Layout, Stretch
from extractor.records import Section, Side, Turn
from extractor.speakers import is_label, side_of_name, side_of_title

_SURE = 20  # weight of a title, a list of participants, a name that says it
_ENOUGH = 2  # weight below which a side is not plain
_HEAR = 700  # characters at either end of a stretch in which people say who they are
_INTRODUCTION = re.compile(
    r"(?:\b(?:question|one|caller|analyst)s?\b.{0,40}?\b(?:comes?|coming|is|from)\b.{0,30}?|\bline of |"
    r"\bfrom [\w.&' ]{2,40},? we have |\bhear from |\bnext up,? )"
    r"((?:[A-Z][\w.'’-]* ?){1,4})(?:,? (?:from|with|of|at|representing|on behalf of|the line)\b|[.,])"
)


@dataclass(frozen=True, eq=False, slots=True)
class _Cue:
    """A pattern, and lower-case words of which every match holds one: most turns hold none and are not searched."""

    pattern: re.Pattern[str]
    words: tuple[str, ...]

    def search(self, words: str) -> bool:
        """Whether the cue stands in the words."""
        lower = words.lower()
        return any(word in lower for word in self.words) and self.pattern.search(words) is not None


_NEXT = _Cue(
    re.compile(
        r"\b(?:(?<!my )(?:first|next|last|final|following|another) (?:one|question|caller|questioner)\b.{0,60}"
        r"\b(?:from (?:the line of )?(?-i:[A-Z<])|the line of\b)|"
        r"questions? (?:today |now |will |that )*(?:comes?|is coming|coming) (?:from|to us)|"
        r"(?:has|have) the (?:first|next|last|final) (?:one|question)|"
        r"(?:go|move|turn) (?:next )?to the line of\b|next up,? |(?:now|next) hear from |"
        r"line (?:of [\w.' -]{2,50}|is)(?: is)? (?:now )?(?:open|live|unmuted)|"
        r"from [\w.&' ]{2,60}\. ?please,? (?:go ahead|ask your question)|"
        r"(?:question|from)\b.{2,80}\bplease,? (?:go ahead|proceed)\W*$)|"
        r"^(?:and |okay\.? |sure\.? )*from\.? .{2,60}\bwe,? have\b|"
        r"(?:next|last) question,? (?:we have|please|from)|"
        r"(?:第一|下一|下[个個]|接下[来來]|最[后後]一?)[个個位]*.{0,4}(?:问题|問題|提问|提問)|"
        r"有[请請].{1,30}(?:提问|提問|发问|發問)",
        re.I,
    ),
    (
        *("question", "caller", "first one", "next one", "last one", "final one", "following one", "another one"),
        *("line of", "line is", "next up", "hear from", "we have", "we, have", "go ahead", "proceed"),
        *("问题", "問題", "提问", "提問", "发问", "發問"),
    ),
)
_OPERATES = _Cue(
    re.compile(
        r"\b(?:your (?:conference |event |moderator and )?operator\b|"
        r"press(?:ing)?,? (?:the )?(?:star|pound|\*|#|keys?|\d)|"
        r"you may (?:now )?disconnect|(?:this|that) concludes (?:today|our|the|this)|"
        r"call is being recorded|your line is (?:now )?(?:open|live)|"
        r"further instructions will\b|hand you over to\b)|"
        r"operator instructions|listen-? ?only|is being recorded|接[线線]員說明|操作[员員][说說]明",
        re.I,
    ),
    (
        *("operator", "listen", "press", "disconnect", "concludes", "recorded", "line is", "instructions", "hand you"),
        *("說明", "说明"),
    ),
)
_ASKS = _Cue(
    re.compile(
        r"\b(?:(?:taking|take) (?:my|our|the) questions?\b|"
        r"my (?:first |second |third |next |last |other |main |final |only |one |quick )*questions?\b|"
        r"(?:want(?:ed)?|like|hoping|love|curious|had|have) (?:to |a |one |two |a couple (?:of )?|some )?"
        r"(?:quick |couple )?(?:ask|questions?|follow-?ups?)\b|"
        r"quick (?:follow-?up|question|one)\b|congrat(?:s|ulations)\b|squeez\w+ me in\b|"
        r"(?:could|can) you (?:guys )?(?:please |maybe |just |perhaps |also )*"
        r"(?:talk|give|share|help|elaborate|comment|walk|discuss|tell|provide|speak|remind|clarify|update|"
        r"quantify)\b|"
        r"wondering if\b|for (?:your|the) color\b)|请教|請教|我的问题|我的問題|想[问問]",
        re.I,
    ),
    (
        *("question", "ask", "follow", "quick one", "congrat", "squeez", "could you", "can you", "wondering", "color"),
        *("请教", "請教", "问题", "問題", "想问", "想問"),
    ),
)
_OWN_QUESTION = re.compile(r"\b(?:taking|take) (?:my|our|the) questions?\b|\bmy (?:\w+ )?question\b", re.I)
_ANSWERS = re.compile(
    r"\b(?:(?:thanks?|thank you|appreciate)(?: (?:very|so) much)?(?: a lot)? for (?:your|those|these|that|"
    r"asking)\b.{0,20}\bquestions?|"
    r"(?:thanks?|thank you) for the questions\b|you(?:'ve| have)? asked (?:about|two|three|four|whether)\b|"
    r"(?:respond|responding|answer) to (?:your|the|that) questions?\b|"
    r"(?:good|great|excellent|fair|important|valid) question\b|i'?ll (?:take|start|answer|let|hand|"
    r"turn)\b|as (?:i|we) (?:said|mentioned|noted|outlined)\b|"
    r"our (?:results|guidance|customers|clients|business|strategy|outlook|quarter|team|performance|"
    r"investors)\b|"
    r"we(?:'re| are| have|'ve) (?:expect|confident|seeing|continu|pleased|proud|guid)\w*|we expect\b)|"
    r"谢谢您的提问|謝謝您的提問|感[谢謝].{0,6}提[问問]",
    re.I,
)
_OFFICER = re.compile(
    r"\b(?:i am|i'm|this is|here)\b[^.?!]{0,60}\b(?:C[EFOTI]O|chief \w+ officer|chairman|president|"
    r"head of (?:IR|investor relations)|investor relations)\b",
    re.I,
)
_GUEST = re.compile(
    r"\b(?:i am|i'm|this is|it's) [^.?!]{2,50}? (?:from|with|at|of|on for|in for|"
    r"for) (?:[A-Z][\w.&' ]{2,40}(?:Securities|Capital|Research|Bank|"
    r"Markets|Partners|Investment)|[A-Z]\w+ here)|\b(?:is|this is) [\w<>\[\] ]{2,40} (?:on|in)? ?for [A-Z]\w+"
)
_QUESTIONS_BEGIN = re.compile(
    r"\b(?:begin|start|open|conduct|commence|proceed|move)\w*\b.{0,60}\b(?:q ?(?:and|&) ?a|"
    r"question(?:s)?[ -]*(?:and|&)[ -]*answer)|"
    r"\b(?:open|take|ready|poll|go)\w*\b[^.]{0,60}\bfor (?:any |your )?questions\b|\bif you (?:have|"
    r"would like to ask|wish to ask) a question\b|"
    r"(?:开始|開始|进入|進入).{0,8}(?:问答|問答|提问|提問)",
    re.I,
)


@dataclass(eq=False)
class _Voice:
    """One stretch with what is weighed about it."""

    key: str
    words: str
    stretch: Stretch

    @cached_property
    def announces(self) -> bool:
        """Whether the next question is announced in it."""
        return _NEXT.search(self.words)


def turns(text: str, layout: Layout, company: str = "") -> tuple[Turn, ...]:
    """The stretches as turns, with side and section; speaker and title as the layout names them."""
    voices = [_voice(text, stretch, number) for number, stretch in enumerate(layout.stretches)]
    begins = _questions_begin(voices)
    sides = _sides(voices, layout, company, begins)
    titles = layout.titles | {s.speaker.lower(): s.title for s in layout.stretches if s.title}
    found: list[Turn] = []
    for number, (voice, side) in enumerate(zip(voices, sides, strict=True)):
        section = _section(voice.stretch, number, begins)
        title = voice.stretch.title or titles.get(voice.key, "")
        found.append(Turn(voice.stretch.speaker, title, side, section, tuple(voice.stretch.paragraphs)))
    return tuple(found)


def _voice(text: str, stretch: Stretch, number: int) -> _Voice:
    name = stretch.speaker.lower() or stretch.side
    ends = [text[p.start : p.end] for p in stretch.paragraphs[:6]]
    joined = "\n".join(ends)
    words = joined if len(joined) <= 2 * _HEAR else f"{joined[:_HEAR]}\n{joined[-_HEAR:]}"
    return _Voice(name, words.replace("’", "'"), stretch)


def _section(stretch: Stretch, number: int, begins: int) -> Section:
    if stretch.part == "publisher":
        return "other"
    return "qa" if stretch.part == "qa" or number >= begins else "prepared_remarks"


def _questions_begin(voices: list[_Voice]) -> int:
    """Index of the stretch in which the questions begin; beyond the last where there are none."""
    spoken = [i for i, v in enumerate(voices) if v.stretch.part != "publisher"]
    for place, index in enumerate(spoken):
        voice = voices[index]
        if voice.stretch.part == "qa" or voice.stretch.side == "analyst":
            return index
        if place == 0:
            continue
        operated = side_of_name(voice.key) == "operator" or is_label(voice.key) or not voice.key
        if len(voice.words) < _HEAR and voice.announces:
            return index
        if operated and _QUESTIONS_BEGIN.search(voice.words[:_HEAR]) and _OPERATES.search(voice.words):
            return index
        if operated and place > 1 and _QUESTIONS_BEGIN.search(voice.words[:200]):
            return index
    return len(voices)


def _sides(voices: list[_Voice], layout: Layout, company: str, begins: int) -> list[Side]:
    votes: dict[str, Counter[Side]] = defaultdict(Counter)
    for voice in voices:
        _vote_by_name(voice, layout, company, votes[voice.key])
    for number, voice in enumerate(voices):
        if voice.stretch.part != "publisher" and voice.stretch.speaker:
            _vote_by_words(voice, number < begins, votes[voice.key])
    _vote_by_introduction(voices, votes, begins)
    _vote_by_exchange(voices, votes, begins)
    return [_decided(voice, votes) for voice in voices]


def _vote_by_name(voice: _Voice, layout: Layout, company: str, votes: Counter[Side]) -> None:
    named = side_of_name(voice.stretch.speaker) if voice.stretch.speaker else None
    listed = layout.sides.get(voice.key)
    titled = side_of_title(voice.stretch.title, company) if voice.stretch.title else None
    for side in (named, listed, titled, voice.stretch.side):
        if side in ("company", "analyst", "operator"):
            votes[side] = max(votes[side], _SURE)  # type: ignore[index]


def _vote_by_words(voice: _Voice, prepared: bool, votes: Counter[Side]) -> None:
    operator = 8 if _OPERATES.search(voice.words) else 3 if len(voice.words) < 2 * _HEAR and voice.announces else 0
    if operator and not (_GUEST.search(voice.words) or _OWN_QUESTION.search(voice.words)):
        votes["operator"] += operator
        return
    if prepared:
        votes["company"] += 6 if len(voice.words) > 300 else 3
    if _OFFICER.search(voice.words):
        votes["company"] += 4
    if not prepared:
        votes["company"] += _count(_ANSWERS, voice.words, 2)
        asks = _count(_ASKS.pattern, voice.words, 3) if _ASKS.search(voice.words) else 0
        votes["analyst"] += asks + 3 * bool(_GUEST.search(voice.words))


def _count(pattern: re.Pattern[str], words: str, most: int) -> int:
    return sum(1 for _ in islice(pattern.finditer(words), most))


def _vote_by_introduction(voices: list[_Voice], votes: dict[str, Counter[Side]], begins: int) -> None:
    """The first voice after an introduction that is nobody known is the analyst introduced."""
    known = {voice.key for voice in voices[:begins] if voice.stretch.part != "publisher"}
    waiting = 0
    names: set[str] = set()
    for voice in voices[begins:]:
        if _introduces(voice, votes[voice.key]):
            waiting = 4
            names = {word.lower() for match in _INTRODUCTION.finditer(voice.words) for word in match[1].split()}
        elif waiting and voice.key and voice.key not in known:
            waiting = 0 if _vote_as_introduced(voice, votes[voice.key], names) else waiting - 1


def _introduces(voice: _Voice, votes: Counter[Side]) -> bool:
    operates = votes["operator"] >= max(votes.values(), default=0)
    return operates and (voice.announces or side_of_name(voice.key) == "operator")


def _vote_as_introduced(voice: _Voice, votes: Counter[Side], names: set[str]) -> bool:
    """Whether the voice is taken for the analyst: by the name the operator gave, or for want of a better reason."""
    if votes["operator"] >= 3 or _OFFICER.search(voice.words):
        return False
    if voice.key.split()[-1] in names and not is_label(voice.key):
        votes["analyst"] += 2 * _SURE  # the operator's word goes before a title such as "Co-Head of ..."
        return True
    if votes["company"] < max(3, votes["analyst"] + 1):
        votes["analyst"] += 5
        return True
    return False


def _vote_by_exchange(voices: list[_Voice], votes: dict[str, Counter[Side]], begins: int) -> None:
    """Who speaks between two turns of the same analyst answers; who speaks between two of the company's asks."""
    asked = [_leading(votes[v.key]) for v in voices]
    gains: list[tuple[str, Side]] = []
    for (before, voice, after), (left, own, right) in zip(
        zip(voices[begins:], voices[begins + 1 :], voices[begins + 2 :], strict=False),
        zip(asked[begins:], asked[begins + 1 :], asked[begins + 2 :], strict=False),
        strict=True,
    ):
        if own == "unknown" and left == right and before.key == after.key != voice.key:
            if left == "analyst":
                gains.append((voice.key, "company"))
            elif left == "company":
                gains.append((voice.key, "analyst"))
    for key, side in gains:
        votes[key][side] += 1


def _leading(votes: Counter[Side]) -> Side:
    ranked = votes.most_common(2)
    if not ranked or ranked[0][1] < _ENOUGH:
        return "unknown"
    if len(ranked) == 2 and ranked[0][1] < ranked[1][1] * 1.5:
        return "unknown"
    return ranked[0][0]


def _decided(voice: _Voice, votes: dict[str, Counter[Side]]) -> Side:
    if voice.stretch.part == "publisher":
        return "publisher"
    if is_label(voice.key) and len(voice.words) < _HEAR and voice.announces:
        return "operator"  # a transcriber's label may cover two voices
    return _leading(votes[voice.key])
