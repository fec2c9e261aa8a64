"""Where the talk turns: the part of the company that a sentence puts what follows under, or the whole of it.

Goes in: the row of a sentence and the reader of parts. Comes out: a `Topic`, or None where the talk goes on as it was.
A heading ("Turning to Timber.", "Next, the Coatings segment.") stands over a section of the call, an opening ("In
Timber, revenue was") over its sentence. What a number is about is decided elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from extractor.readers.lexing import Item, Row, lists, stem
from extractor.readers.parts import NOUN, Reader, places

LONGEST_NAME = 6
_BUSINESS = re.compile("business|segment|division")
_TELLING = ("reported", "delivered", "posted")
_BEFORE = (
    "now|next|and|so|then|okay|finally|lastly|first|second|third|if|as|i|we|i[’']ll|we[’']ll|i[’']d|will|would"
    "|let me|let[’']s|let us|like to|want to"
)
_ADVERBS = "now next on over off out back briefly first gears?".replace(" ", "|")
_START = re.compile(rf"(?:(?:{_BEFORE})(?:, | )){{0,4}}", re.I)
_AFTER_NEXT = "(?<=now )|(?<=next )|(?<=next, )|(?<=finally, )|(?<=lastly, )"
_TURN = re.compile(
    rf"(?:(?P<strong>(?:turn|mov|shift|switch|transition|pivot)(?:e|ing)?(?: (?:{_ADVERBS}))* (?:to|into)"
    rf"|(?:{_AFTER_NEXT})(?:to|on|on to|is|is on|are|for)"
    r"|(?:(?<=let me )|(?<=ll ))(?:address|discuss|review|cover|touch on|comment on|speak to|talk about))"
    rf"|(?:start|begin|look|open)(?:ning|ing)?(?: (?:{_ADVERBS}))* (?:with|at|in|by)"
    r"|regarding|as for|as to|with (?:respect|regard) to)\s+",
    re.I,
)
_FRAME = re.compile(
    r"(?:(?:discussing|reviewing|looking at) )?(?:the |our |a |an )?(?:[\w-]+ ){0,2}?"
    r"(?:results|performance|update|review) (?:in|of|for|from|on|at) ",
    re.I,
)
_THEN = re.compile(r"\b(?:start|begin)(?:ning|ing)? (?:off |first )?(?:with|in)\s+(?:the |our )?", re.I)
_SEGMENT = re.compile(r"\s+(?:segment|division)\b", re.I)
_AGAIN_WHOLE = re.compile(
    r"\b(?:total|whole|overall|entire) (?:company|group|firm|enterprise)\b"
    r"|\b(?:company|group|firm|enterprise|corporate) level\b",
    re.I,
)
_SUBJECT = re.compile(r"(?:x|x&x|xx&x|x&xx|xx)x[Vvb]")
_COMPANY = frozenset(("company", "group", "firm", "enterprise", "corporate"))
_FIRST = ("starting", "beginning", "start with", "begin with")
_IS_ONE = re.compile(
    r"(?:is|was|are|were|remains?|remained)(?: again)?(?: our| the)? (?:[\w-]+ ){0,3}(?:segment|division)\b", re.I
)
_ONE = re.compile(r"segment|division")
_CLAUSE_SUBJECT = re.compile(r"(?:^|,)(x{1,3}(?:&x{1,2})?)b")
_ACTS = re.compile(r"[a-z]+ed|continues|benefits|leads")
"""Verbs that the lexicon has no tag for and a part of the company is often the subject of."""
_NAMED = re.compile(r"\b[TtOo](?:he|ur) [A-Z]")
_HAS_ARTICLE = re.compile(r"\b(?:the|our)\s+$", re.I)
_PLACED = re.compile("h?ix")
_SEVERAL = ("segments", "divisions")
_WITHIN = ("in", "within", "at", "for", "across")
_INTRODUCE = tuple(
    "now getting look looking moving turning coming next let on few word finally as in regarding".split()
)
_RESULTS = ("result", "performance", "update")


@dataclass(frozen=True, slots=True)
class Topic:
    """A part that a sentence opens with, empty for the whole company, and for how many more sentences it `holds`;
    `major` when it stands over a section, `headed` when a heading announces it, which ends the section before. A
    heading that holds for no sentence names a part only where it follows the section of another."""

    name: str
    holds: int = 0
    major: bool = False
    headed: bool = False


HOLDS = 3
WHOLE = Topic("")


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(stem(word) for word in lists()[name])


def topic(reader: Reader, row: Row) -> Topic | None:
    """The part that the sentence opens with; an empty one for the whole company, None where none is said."""
    text, major = reader.text, _reports(reader, row) or _is_one(reader, row)
    start = _START.match(text, row.start, row.end)
    begin = start.end() if start else row.start
    heading = _heading(reader, row, begin)
    if heading is not None:
        return replace(heading, name=major or heading.name, major=bool(major) or heading.major)
    if opening := _opening(reader, row, begin):
        return replace(opening, name=major or opening.name, major=bool(major))
    if name := _business(reader, row):
        return Topic(name, HOLDS)
    if major or (major := _introduced(reader, row)):
        return Topic(major, HOLDS, True)
    if name := _of_a_segment(row):
        return Topic(name, 1)
    if name := _actor(reader, row):
        return Topic(name)
    first = {word for item in row.items[:6] for word in item.words}
    company = first & _COMPANY or (row.items[-1:] and row.items[-1].words == ("level",))
    again = first & _words("resets") or (company and _AGAIN_WHOLE.search(reader.text, row.start, row.end))
    return WHOLE if again else None


# Headings


def _heading(reader: Reader, row: Row, begin: int) -> Topic | None:
    """The topic of a sentence that announces what comes next: "Turning to Timber", "Next, the Coatings segment."."""
    turn = _TURN.match(reader.text, begin, row.end)
    if turn is None:
        return _bare(reader, row, begin) or _last(reader, row)
    frame = _FRAME.match(reader.text, turn.end(), row.end)
    found = _headed(reader, row, _at(row, frame.end() if frame else turn.end()), bool(turn["strong"]))
    then = _THEN.search(reader.text, turn.end(), row.end) if found == WHOLE else None
    return (_headed(reader, row, _at(row, then.end()), True) if then else None) or found


def _at(row: Row, begin: int) -> int:
    """The index of the first item from the character `begin` on."""
    return next((at for at, item in enumerate(row.items) if item.start >= begin), len(row.items))


def _bare(reader: Reader, row: Row, begin: int) -> Topic | None:
    """The part that stands alone after "Next," or "Now,": "Next, the Coatings segment."."""
    if begin == row.start or len(row.items) > LONGEST_NAME + 3 or set(row.tags) & set("NVbvp"):
        return None
    name, end = _name(reader, row, _at(row, begin))
    return Topic(name, HOLDS, True, True) if name and name[0].isupper() and end >= len(row.items) - 1 else None


def _last(reader: Reader, row: Row) -> Topic | None:
    """The part that a sentence without numbers ends with as the first to come: "by segment, starting with Timber."."""
    if "N" in row.tags or not any(reader.text.find(word, row.start, row.end) >= 0 for word in _FIRST):
        return None
    then = _THEN.search(reader.text, row.start, row.end)
    if then is None:
        return None
    name, end = _name(reader, row, _at(row, then.end()))
    closes = end >= len(row.items) - 1
    return Topic(name, HOLDS, True, True) if closes and (name[:1].isupper() or reader.is_known(name)) else None


def _headed(reader: Reader, row: Row, index: int, strong: bool) -> Topic | None:
    """The topic whose name begins at `index`; a strong heading without a part turns to the whole company."""
    otherwise = WHOLE if strong else None
    named = row.items[index].name if index < len(row.items) else None
    if named:
        part = named.segment if named.segment[:1].isupper() else ""
        announced = WHOLE if "N" not in row.tags else otherwise
        return Topic(part, HOLDS, headed=strong) if part else announced
    name, end = _name(reader, row, index)
    if not name:
        return otherwise
    follows = row.items[end].words[0] if end < len(row.items) else ""
    if follows and reader.text[row.items[end].start : row.items[end].end].lower() in _SEVERAL:
        return otherwise
    unit, plain = bool(_BUSINESS.match(follows)), "N" not in row.tags
    tells = strong and any(item.tag == "V" and item.words[0] in _TELLING for item in row.items)
    set_off = not follows or row.tags[end] in ",;iw" or follows in _RESULTS or unit
    if name[0].isupper():
        return Topic(name, HOLDS, strong or plain, strong or plain) if strong or set_off else None
    known = unit or reader.is_known(name)
    if strong and plain and not follows and not known:
        return Topic(name, 0, headed=True) if reader.says_again(name) else otherwise
    if not set_off or not (known or (strong and follows == ",")):
        return otherwise
    return Topic(name, HOLDS, tells or (known and plain), tells or (strong and plain))


def _name(reader: Reader, row: Row, index: int) -> tuple[str, int]:
    """The words that can name a part from `index` on, as printed, and the index after them; "" where none can."""
    end = index
    while (
        end < len(row.items)
        and end - index < LONGEST_NAME
        and row.tags[end] in "x&M"
        and not (end > index and _closes(row, end))
    ):
        end += 1
    while end > index and row.tags[end - 1] == "&":
        end -= 1
    items = row.items[index:end]
    if not items or row.tags[index] == "M" or items[0].words[0] in reader.names:
        return "", end
    words = {word for item in items for word in item.words}
    shown = reader.text[items[0].start : items[-1].end]
    proper = reader.phrase_at(row, index)
    if proper:
        count = sum(item.end <= items[0].start + len(proper) for item in items)
        return ("", end) if words <= _words("not_topics") else (proper, index + count)
    if (
        words <= _words("neutral")
        or words & (_words("not_topics") | _words("whole"))
        or shown[0].isupper()
        or _BUSINESS.match(items[0].words[0])
    ):
        return "", end
    return shown, end


def _closes(row: Row, at: int) -> bool:
    word = row.items[at].words[0]
    return word in _RESULTS or NOUN.fullmatch(word) is not None


# Openings


def _opening(reader: Reader, row: Row, begin: int) -> Topic | None:
    """The part that a sentence opens with by a preposition: "In our Timber segment, revenue grew"."""
    index = 1 if row.tags[:1] in tuple("&w,") else _at(row, begin)
    if index + 1 >= len(row.items) or row.items[index].words[0] not in _WITHIN:
        return None
    name = reader.phrase_at(row, index + 1)
    if name and _is_topic(reader, row, index + 1, name):
        segment = (
            _SEGMENT.match(reader.text, reader.text.find(name, row.items[index + 1].start) + len(name)) is not None
        )
        return Topic(name, HOLDS, headed=segment)
    name = _set_off(reader, row, index + 1)
    if name.endswith((" segment", " division")):
        return Topic(name, HOLDS, headed=True)
    leads = name[:1].isupper() and "N" not in row.tags and row.items[index].words[0] != "at"  # numbers are to follow
    return Topic(name, int(leads)) if name else None


def _is_topic(reader: Reader, row: Row, index: int, name: str) -> bool:
    end = reader.text.find(name, row.items[index].start) + len(name)
    following = reader.text[end : end + 24].lstrip()
    return bool(NOUN.match(following)) or not places().isdisjoint(stem(word) for word in name.split())


def _set_off(reader: Reader, row: Row, index: int) -> str:
    """The few words between an opening preposition and a comma: "In home lending, revenue was"."""
    end = index
    while end < len(row.items) and row.tags[end] in "x&M" and end - index < LONGEST_NAME:
        end += 1
    items = row.items[index:end]
    if not items or row.tags[end : end + 1] != "," or row.tags[index] == "&" or _is_no_part(reader, items):
        return ""
    name = row.items[index].name
    if row.tags[index:end] == "M" and name and not name.segment:
        return ""
    return reader.text[row.items[index].start : row.items[end - 1].end]


def _is_no_part(reader: Reader, items: tuple[Item, ...]) -> bool:
    """Whether the words name none: one of them opens no topic, or all of them where they are printed as a name."""
    words = {word for item in items for word in item.words}
    named = len(items) > 1 and all(item.tag == "&" or reader.text[item.start].isupper() for item in items)
    return words <= _words("not_topics") if named else bool(words & _words("not_topics"))


# Sentences about a part


def _reports(reader: Reader, row: Row) -> str:
    """A part that the sentence says reports something: "Timber reported net income of"."""
    if "V" not in row.tags:
        return ""
    for index, item in enumerate(row.items):
        if item.tag == "V" and item.words[0] in _TELLING and index:
            end = index
            while end > 0 and row.tags[end - 1] == "x" and NOUN.fullmatch(row.items[end - 1].words[0]):
                end -= 1
            start = end
            while start > 0 and reader.is_name(row.items[start - 1], row.start):
                start -= 1
            if start < end:
                start = reader.joined_start(row, start)
                return reader.text[row.items[start].start : row.items[end - 1].end]
    return ""


def _business(reader: Reader, row: Row) -> str:
    """The business that a sentence without numbers is about: "Crop and seed businesses saw good demand"."""
    found = _SUBJECT.match(row.tags)
    if found is None or "N" in row.tags or not _BUSINESS.fullmatch(row.items[found.end() - 2].words[0]):
        return ""
    return reader.text[row.items[0].start : row.items[found.end() - 3].end]


def _is_one(reader: Reader, row: Row) -> str:
    """A part that the sentence says is a segment: "timber was our fastest-growing segment"."""
    if "b" not in row.tags or _ONE.search(reader.text, row.start, row.end) is None:
        return ""
    for found in _CLAUSE_SUBJECT.finditer(row.tags):
        if _IS_ONE.match(reader.text, row.items[found.end() - 1].start):
            name, end = _name(reader, row, found.start(1))
            return name if end == found.end(1) else ""
    return ""


def _of_a_segment(row: Row) -> str:
    """The segment whose figure the sentence opens with: "Coatings segment earnings were"."""
    name = next((item.name for item in row.items[:3] if item.name), None)
    if name is None or not name.segment:
        return ""
    unit = name.segment.lower().endswith((" segment", " division")) or f"{name.segment} segment" in name.label
    return name.segment if unit else ""


def _actor(reader: Reader, row: Row) -> str:
    """A name with an article that is the subject of a verb before all numbers: "The Harvester Inn had 92% occupancy".

    The company itself goes by its name alone.
    """
    stop = row.tags.find("N")
    if stop < 2 or _NAMED.search(reader.text, row.start, row.items[stop].start) is None:
        return ""
    for at in range(stop - 1):
        if row.tags[at] != "x" or not reader.text[row.items[at].start].isupper():
            continue
        if not _HAS_ARTICLE.search(reader.text, max(0, row.items[at].start - 5), row.items[at].start):
            continue
        name = reader.phrase_at(row, at)
        ends = row.items[at].start + len(name)
        after = next(index for index in range(at, len(row.items)) if row.items[index].start >= ends)
        if _PLACED.match(row.tags, after) and (place := reader.phrase_at(row, row.tags.index("i", after) + 1)):
            after = _at(row, reader.text.index(place, row.items[after].start) + len(place))
        if name and (_acts(reader, row, after) or _acts(reader, row, after + 1)):
            return name if reader.says_again(name.split()[0]) else ""
    return ""


def _acts(reader: Reader, row: Row, at: int) -> bool:
    """Whether the item at `at` is a verb that a name can be the subject of."""
    if at >= len(row.items):
        return False
    item = row.items[at]
    return item.tag in "Vvb" or (item.tag == "x" and _ACTS.fullmatch(reader.text, item.start, item.end) is not None)


def _introduced(reader: Reader, row: Row) -> str:
    """A part that a short sentence without numbers introduces: "Now a few words on KTL"."""
    if "N" in row.tags or len(row.items) > 14 or (row.items[:1] and row.items[0].words[0] not in _INTRODUCE):
        return ""
    for index, item in enumerate(row.items[1:], 1):
        shown = reader.text[item.start : item.end]
        if (
            shown.isupper()
            and len(shown) > 2
            and reader.is_name(item, row.start)
            and row.items[index - 1].words[0] in ("on", "to", "about")
        ):
            return shown
    return ""
