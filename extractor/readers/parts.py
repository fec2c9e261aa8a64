"""Which part of the company a number is about: a segment, a region, a product, a kind of customer.

Goes in: a row and the place of a number and of its metric. Comes out: the part's name as printed, or nothing for the
whole. A metric's own modifiers are read in `naming`; here are the names that stand further off: "up 3% in Canada",
"$43 million for Orchestration", "In our Casualty segment, ...", "Canada added $146 million".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extractor.readers.lexing import Item, Row, lists, stem

_NOUN = re.compile(
    r"segment|business|businesses|division|unit|region|market|markets|stores|operations|group|platform|brand|franchise|portfolio|customers|clients|products"
)
_BUSINESS = re.compile("business|segment|division")
_LEAD = ("i", "j", "f", "a", "o")


@cache
def _places() -> frozenset[str]:
    return frozenset(stem(word) for phrase in lists()["places"] for word in phrase.split())


@cache
def _resets() -> frozenset[str]:
    return frozenset(stem(word) for word in lists()["resets"])


@cache
def _not_parts() -> frozenset[str]:
    return frozenset(stem(word) for word in lists()["not_parts"])


@cache
def _whole() -> frozenset[str]:
    return frozenset(stem(word) for word in lists()["whole"])


@cache
def _not_topics() -> frozenset[str]:
    return frozenset(stem(word) for word in lists()["not_topics"])


_INTRODUCE = (
    "now",
    "getting",
    "look",
    "looking",
    "moving",
    "turning",
    "coming",
    "next",
    "let",
    "on",
    "few",
    "word",
    "finally",
    "as",
    "in",
    "regarding",
)


def _tells(row: Row) -> bool:
    return any(item.tag == "V" and item.words[0] in ("reported", "delivered", "posted") for item in row.items)


def _clause(row: Row, at: int) -> int:
    """Where the clause with the number begins."""
    begin = max((row.tags.rfind(edge, 0, at) for edge in ";w,"), default=-1) + 1
    return begin + 1 if begin < at and row.tags[begin] == "&" else begin


@dataclass(frozen=True, slots=True)
class Topic:
    """A part that a sentence opens with; `brief` when it holds for that sentence alone, `major` when it reports."""

    name: str
    brief: bool
    major: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads parts in one text; `names` are words of people and of the company, which name no part; `proper` are
    words that the text writes with a capital inside its sentences."""

    text: str
    names: frozenset[str] = frozenset()
    proper: frozenset[str] = frozenset()

    def is_name(self, item: Item, start: int) -> bool:
        """Whether an item is a capitalised word that can name a part; a sentence's first word only if it is a place."""
        shown = self.text[item.start : item.end]
        if item.tag != "x" or not shown[0].isupper() or item.words[0] in _whole() or item.words[0] in self.names:
            return False
        known = item.words[0] in _places() or item.words[0] in self.proper
        return item.start > start or known or (len(shown) > 1 and shown.isupper())

    def after_number(self, row: Row, at: int) -> str:
        """The part named by a preposition right after the number, or after its comparison: "down 1.2% in Canada"."""
        index = at + 1
        while index < len(row.items) and row.tags[index] in "YKTgh" and index - at < 4:
            index += 1
        if index >= len(row.items) or row.items[index].words[0] not in ("in", "for", "at", "within", "from", "across"):
            return ""
        return self._phrase(row, index + 1)

    def after_metric(self, row: Row, metric: int) -> str:
        """The part named by a preposition right after the metric: "revenue in Europe was"."""
        index = metric + 1
        if re.match(r",?w", row.tags[index:]):
            return self._excluding(row, index + (row.tags[index] == ","))
        name = row.items[metric].name
        if name and name.metric in ("customers", "users", "subscribers") and row.tags[index : index + 1] in ("x", "V"):
            return self._doing(row, index)
        if index >= len(row.items) or row.items[index].words[0] not in (
            "in",
            "for",
            "at",
            "within",
            "from",
            "of",
            "across",
        ):
            return ""
        return self._phrase(row, index + 1)

    def _doing(self, row: Row, index: int) -> str:
        """What customers do that are counted apart: "customers using our analytics"."""
        if not row.items[index].words[0].endswith("ing"):
            return ""
        end = index + 1
        while end < len(row.items) and row.tags[end] in "x&" and end - index < 6:
            end += 1
        return self.text[row.items[index + 1].start : row.items[end - 1].end] if end > index + 1 else ""

    def _excluding(self, row: Row, index: int) -> str:
        """ "excluding SMB customers", where what is left out is named."""
        if row.items[index].words[0] not in ("excluding", "exclusive"):
            return ""
        following = row.items[index + 1] if index + 1 < len(row.items) else None
        name = following.name.label if following and following.name else self._phrase(row, index + 1)
        name = name if name[:1].isupper() else self._left_out(row, index + 1)
        return f"excluding {name}" if name else ""

    def _left_out(self, row: Row, index: int) -> str:
        """One or two plain nouns between "excluding" and a comma, unless they are no part: charges, effects."""
        found = re.match(r"x{1,2}(?=,)", row.tags[index:])
        items = row.items[index : index + found.end()] if found else ()
        if not items or any(item.words[0] in _not_parts() for item in items):
            return ""
        return self.text[items[0].start : items[-1].end]

    def _phrase(self, row: Row, index: int) -> str:
        """The capitalised words from `index` on, with a noun such as "segment" where one follows."""
        taken: list[Item] = []
        while index < len(row.items) and len(taken) < 5:
            item = row.items[index]
            joins = (
                item.tag == "&"
                and taken
                and index + 1 < len(row.items)
                and self.is_name(row.items[index + 1], row.start)
            )
            if not (self.is_name(item, row.start) or joins):
                break
            taken.append(item)
            index += 1
        return self.text[taken[0].start : taken[-1].end] if taken else ""

    def topic(self, row: Row) -> Topic | None:
        """The part that the sentence opens with; an empty one for the whole company, None where none is said."""
        major = self._reports(row)
        for index in self._openings(row):
            turns = row.items[index - 1].words[0] == "to"
            named = row.items[index].name
            if turns and ((named and not named.segment) or row.items[index].words[0] in _not_topics()):
                return Topic("", False)
            name = self._phrase(row, index)
            if name and (self._is_topic(row, index, name) or turns):
                return Topic(major or name, False, bool(major) or (turns and _tells(row)))
            if name := self._set_off(row, index):
                return Topic(major or name, not turns, bool(major) or (turns and _tells(row)))
        if name := self._business(row):
            return Topic(name, False)
        if major or (major := self._introduced(row)):
            return Topic(major, False, True)
        first = {word for item in row.items[:6] for word in item.words}
        return Topic("", False) if first & _resets() else None

    def _reports(self, row: Row) -> str:
        """A part that the sentence says reports something: "CIB reported net income of"."""
        for index, item in enumerate(row.items):
            if item.tag == "V" and item.words[0] in ("reported", "delivered", "posted") and index:
                start = index
                while start > 0 and row.tags[start - 1] == "x" and _NOUN.fullmatch(row.items[start - 1].words[0]):
                    start -= 1
                index = start
                while start > 0 and self.is_name(row.items[start - 1], row.start):
                    start -= 1
                if start < index:
                    return self.text[row.items[start].start : row.items[index - 1].end]
        return ""

    def _business(self, row: Row) -> str:
        """The business that a sentence without numbers is about: "Crop and seed businesses saw good demand"."""
        found = re.match(r"(?:x|x&x|xx&x|x&xx|xx)x[Vvb]", row.tags)
        if "N" in row.tags or found is None or not _BUSINESS.fullmatch(row.items[found.end() - 2].words[0]):
            return ""
        return self.text[row.items[0].start : row.items[found.end() - 3].end]

    def _introduced(self, row: Row) -> str:
        """A part that a short sentence without numbers introduces: "Now a few words on HSL"."""
        if "N" in row.tags or len(row.items) > 14 or (row.items[:1] and row.items[0].words[0] not in _INTRODUCE):
            return ""
        for index, item in enumerate(row.items[1:], 1):
            shown = self.text[item.start : item.end]
            if (
                shown.isupper()
                and len(shown) > 2
                and self.is_name(item, row.start)
                and row.items[index - 1].words[0] in ("on", "to", "about")
            ):
                return shown
        return ""

    def _openings(self, row: Row) -> Iterator[int]:
        """Where a topic can begin: after an opening preposition, or after "turning to"."""
        for index, item in enumerate(row.items[:5]):
            word = item.words[0]
            turned = (
                word == "to"
                and index
                and row.items[index - 1].words[0] in ("turning", "turn", "moving", "move", "shifting", "switching")
            )
            opens = index == 0 or (index == 1 and row.tags[0] in "&w,")
            if ((opens and word in ("in", "within", "at", "for", "across")) or turned) and index + 1 < len(row.items):
                yield index + 1

    def _set_off(self, row: Row, index: int) -> str:
        """The few words between an opening preposition and a comma: "In home lending, revenue was"."""
        end = index
        while end < len(row.items) and row.tags[end] in "x&M" and end - index < 6:
            end += 1
        words = {word for item in row.items[index:end] for word in item.words}
        if (
            end == index
            or end >= len(row.items)
            or row.tags[end] != ","
            or words & _not_topics()
            or row.tags[index] == "&"
        ):
            return ""
        if row.tags[index:end] == "M" and not row.items[index].name.segment:  # type: ignore[union-attr]
            return ""
        return self.text[row.items[index].start : row.items[end - 1].end]

    def _is_topic(self, row: Row, index: int, name: str) -> bool:
        end = self.text.find(name, row.items[index].start) + len(name)
        following = self.text[end : end + 24].lstrip()
        words = {stem(word) for word in name.split()}
        return bool(_NOUN.match(following) or words & _places())

    def names_before(self, row: Row, at: int) -> list[str]:
        """The capitalised names, one after another, before the item at `at`."""
        names: list[str] = []
        start = -1
        for index in range(at + 1):
            item = row.items[index]
            named = index < at and (self.is_name(item, row.start) or (not index and self._heads(row)))
            if named and start < 0:
                start = index
            elif not named and start >= 0:
                names.append(self.text[row.items[start].start : row.items[index - 1].end])
                start = -1
        return names

    def _heads(self, row: Row) -> bool:
        """Whether the first word heads a list of names: "Coatings and Adhesives"."""
        return row.tags[:1] == "x" and row.tags[1:2] in (",", "&") and row.items[0].words[0] not in _whole()

    def phrase(self, row: Row, at: int) -> str:
        """The words, up to five, that are the subject of the clause with the number, as printed: "our own brands"."""
        if joined := re.search(r"&(x{1,3})r$", row.tags[:at]):
            return self.text[row.items[joined.start(1)].start : row.items[joined.end(1) - 1].end]
        begin = _clause(row, at)
        if row.tags[begin : begin + 1] == "r" and begin > 1:
            begin = _clause(row, begin - 1)
        end = begin
        while end < at and row.tags[end] in "xM&h" and end - begin < 5:
            end += 1
        return self.text[row.items[begin].start : row.items[end - 1].end] if end > begin else ""

    def subject(self, row: Row, at: int, metric: int = -1) -> str:
        """The part that is the subject of the clause with the number: "Canada added $146 million"."""
        begin = _clause(row, at)
        first = row.items[begin].name if begin < at else None
        between = row.tags[begin + 1 : min(at, metric) if metric >= 0 else at]
        if (
            first
            and first.segment
            and metric != begin
            and between.lstrip("x")[:1] in tuple("vVr")
            and not set(between) & set("N,;w")
        ):
            return first.label
        return self._actor(row, at)

    def _actor(self, row: Row, at: int) -> str:
        """The name right before the last verb before the number, unless a preposition leads to it."""
        verb = at - 1 if row.tags[at - 1 : at] == "h" else max(row.tags.rfind(tag, 0, at) for tag in "bvVr")
        verb = verb - 1 if verb == at - 1 and row.tags[verb - 1 : verb] == "b" else verb
        if verb < 1 or "N" in row.tags[verb:at]:
            return ""
        if row.tags[verb - 1] == "&":  # "X brought 40 people and contributed $2 million": X did both
            found = re.match(r"[iT,]*x+[VvbrT]", row.tags[:verb])
            verb = found.end() - 1 if found else verb
        end = verb - len(",q") * row.tags[:verb].endswith(",q")
        while end > 0 and row.tags[end - 1] == "x" and _NOUN.fullmatch(row.items[end - 1].words[0]):
            end -= 1
        start = end
        while start > 0 and end - start < 5 and self.is_name(row.items[start - 1], row.start):
            start -= 1
        if start == end or (start > 0 and row.tags[start - 1] in "ijoftaNM" and end == verb):
            return ""
        return self.text[row.items[start].start : row.items[end - 1].end]
