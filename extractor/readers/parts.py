"""Which part of the company a number is about: a segment, a region, a product, a kind of customer.

Goes in: a row and the place of a number and of its metric. Comes out: the part's name as printed, or nothing for the
whole. A metric's own modifiers are read in `naming`, what a sentence opens with in `turning`; here are the names that
stand further off: "up 3% in Canada", "$43 million for Orchestration", "Canada added $146 million".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from extractor.readers.lexing import Item, Row, lists, stem

NOUN = re.compile(
    r"segment|business|businesses?|division|unit|region|market|markets|stores|operations?|group|platform|brand|franchise"
    r"|portfolio|customers|clients|products|app|application|subsidiary"
)
_OWNED = "segment|business|division|unit|revenue|sales|order|backlog|service|product|margin|earnings|volume"
OFTEN, MOST_NAMES = 2, 500
_UNIT = re.compile(r"segment|business|division|unit|operations?|group")
_OBJECT = re.compile("[x&iVbmTa]*")
_LEADING = ("in", "for", "at", "within", "from", "of", "across")
_USING = frozenset("use used adopt adopted run leverage leveraged deployed deploy have now".split())


@cache
def places() -> frozenset[str]:
    return frozenset(stem(word) for phrase in lists()["places"] for word in phrase.split())


@cache
def _not_parts() -> frozenset[str]:
    return frozenset(stem(word) for word in lists()["not_parts"])


@cache
def _whole() -> frozenset[str]:
    return frozenset(stem(word) for word in lists()["whole"])


@cache
def _neutral() -> frozenset[str]:
    return frozenset(stem(word) for word in lists()["neutral"])


def _clause(row: Row, at: int) -> int:
    """Where the clause with the number begins."""
    begin = max((row.tags.rfind(edge, 0, at) for edge in ";w,"), default=-1) + 1
    return begin + 1 if begin < at and row.tags[begin] == "&" else begin


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads parts in one text; `names` are words of people and of the company, which name no part; `proper` are
    words that the text writes with a capital inside its sentences; `lower` is the text in lower case, `known` what was
    found out about names."""

    text: str
    names: frozenset[str] = frozenset()
    proper: frozenset[str] = frozenset()
    lower: str = ""
    known: dict[str, bool] = field(default_factory=dict)

    def is_name(self, item: Item, start: int) -> bool:
        """Whether an item is a capitalised word that can name a part; a sentence's first word only if it is a place."""
        shown = self.text[item.start : item.end]
        if item.tag != "x" or not shown[0].isupper() or item.words[0] in _whole() or item.words[0] in self.names:
            return False
        known = item.words[0] in places() or item.words[0] in self.proper
        return item.start > start or known or (len(shown) > 1 and shown.isupper())

    def is_known(self, name: str) -> bool:
        """Whether the call says the name again, and of what a part of a company has: "timber sales".

        The text is searched for so many names and no more: a long one must not cost its length squared.
        """
        name = name.lower()
        if name not in self.known and len(self.known) < MOST_NAMES:
            owned = rf"\b{re.escape(name)}['’s]* (?:{_OWNED})"
            self.known[name] = self.lower.count(name) >= OFTEN and re.search(owned, self.lower) is not None
        return self.known.get(name, False)

    def says_again(self, name: str) -> bool:
        """Whether the call says the name more than once."""
        found = re.compile(rf"\b{re.escape(name.lower())}\b").finditer(self.lower)
        return next(found, None) is not None and next(found, None) is not None

    def after_number(self, row: Row, at: int) -> str:
        """The part named by a preposition right after the number, or after its comparison: "down 1.2% in Canada"."""
        index = at + 1
        while index < len(row.items) and row.tags[index] in "YKTgh" and index - at < 4:
            index += 1
        if index >= len(row.items) or row.items[index].words[0] not in ("in", "for", "at", "within", "from", "across"):
            return ""
        return self.phrase_at(row, index + 1) or self._unit_at(row, index + 1)

    def _unit_at(self, row: Row, index: int) -> str:
        """The plain words before a "business" or the like from `index` on: "up 4% in our domestic business"."""
        found = re.match("x{2,4}", row.tags[index:])
        items = row.items[index : index + found.end()] if found else ()
        end = next((at for at, item in enumerate(items) if at and _UNIT.fullmatch(item.words[0])), 0)
        if not end or items[0].words[0] in _neutral() | {"new"}:
            return ""
        return self.text[items[0].start : items[end - 1].end]

    def after_metric(self, row: Row, metric: int) -> str:
        """The part named by a preposition right after the metric: "revenue in Europe was"."""
        index = metric + 1
        if re.match(r",?w", row.tags[index:]):
            return self._excluding(row, index + (row.tags[index] == ","))
        name = row.items[metric].name
        if name and name.metric in ("customers", "users", "subscribers") and row.tags[index : index + 1] in ("x", "V"):
            return self._doing(row, index)
        word = row.items[index].words[0] if index < len(row.items) else ""
        if word == "ex" and (apart := self.phrase_at(row, index + 1)):
            return f"excluding {apart}"
        return self.phrase_at(row, index + 1) if word in _LEADING else ""

    def _doing(self, row: Row, index: int) -> str:
        """What customers use or do that are counted apart: "customers using our analytics"."""
        if row.items[index].words[0] in _USING:
            return self._used(row, index + 1)
        if not row.items[index].words[0].endswith("ing"):
            return ""
        end = index + 1
        while end < len(row.items) and row.tags[end] in "x&" and end - index < 6:
            end += 1
        return self.text[row.items[index + 1].start : row.items[end - 1].end] if end > index + 1 else ""

    def _used(self, row: Row, index: int) -> str:
        """The first name among the few words after a verb of using: "customers now use both Harvester and Tiller"."""
        stop = _OBJECT.match(row.tags, index)
        ends = range(index, min(stop.end(), index + 7)) if stop else ()
        return next((name for at in ends if (name := self.phrase_at(row, at))), "")

    def _excluding(self, row: Row, index: int) -> str:
        """ "excluding SMB customers", where what is left out is named."""
        if row.items[index].words[0] not in ("excluding", "exclusive"):
            return ""
        following = row.items[index + 1] if index + 1 < len(row.items) else None
        name = following.name.label if following and following.name else self.phrase_at(row, index + 1)
        name = name if name[:1].isupper() else self._left_out(row, index + 1)
        return f"excluding {name}" if name else ""

    def _left_out(self, row: Row, index: int) -> str:
        """One or two plain nouns between "excluding" and a comma, unless they are no part: charges, effects."""
        found = re.match(r"x{1,2}(?=,)", row.tags[index:])
        items = row.items[index : index + found.end()] if found else ()
        if not items or any(item.words[0] in _not_parts() for item in items):
            return ""
        return self.text[items[0].start : items[-1].end]

    def phrase_at(self, row: Row, index: int) -> str:
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
            numbered = taken and item.tag == "x" and item.words[0].isdigit()
            if not (self.is_name(item, row.start) or joins or numbered):
                break
            taken.append(item)
            index += 1
        return self.text[taken[0].start : taken[-1].end] if taken else ""

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

    def listed_before(self, row: Row, at: int) -> list[str]:
        """The last two names before the item at `at` that an "and" joins."""
        for joint in range(at - 1, 0, -1):
            after = self.phrase_at(row, joint + 1) if row.tags[joint] == "&" else ""
            start = joint
            while after and start > 0 and self.is_name(row.items[start - 1], row.start):
                start -= 1
            if start < joint:
                return [self.text[row.items[start].start : row.items[joint - 1].end], after]
        return []

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
        while end > begin and row.tags[end - 1] == "h":
            end -= 1
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

    def _of_a_unit(self, row: Row, at: int) -> bool:
        """Whether the item names the unit after it though it is no name elsewhere: "our VR business", or the word that
        opens the sentence: "Discontinued operations"."""
        item = row.items[at]
        capital = self.text[item.start].isupper() and item.tag == "x"
        return capital and item.words[0] not in _neutral() and (not at or self.text[item.start : item.end].isupper())

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
        while end > 0 and row.tags[end - 1] == "x" and NOUN.fullmatch(row.items[end - 1].words[0]):
            end -= 1
        unit = end < verb and _UNIT.fullmatch(row.items[end].words[0]) is not None
        start = self._name_start(row, end, unit)
        if start == end or (start > 0 and row.tags[start - 1] in "ijoftaNM" and end == verb):
            return ""
        start = self.joined_start(row, start)
        return self.text[row.items[start].start : row.items[end - 1].end]

    def _name_start(self, row: Row, end: int, unit: bool) -> int:
        """Where the name that ends before `end` begins; a sentence's first word belongs to it only beside another."""
        start = end
        while start > 0 and end - start < 5 and self._in_name(row, start - 1, unit):
            start -= 1
        first = row.items[0]
        begins = start == 1 < end and first.tag == "x" and self.text[first.start].isupper()
        alone = first.end + 1 < row.items[start].start if start < end else True
        return 0 if begins and not alone and first.words[0] not in _neutral() | _whole() | self.names else start

    def joined_start(self, row: Row, start: int) -> int:
        """Where the name begins whose last half begins at `start`: the sentence opens with "Paper & Pulp delivered"."""
        before = row.items[:start]
        if not 0 < start < 6 or row.tags[0] != "x" or set(row.tags[:start]) - set("x&"):
            return start
        joint = self.text[before[-1].end : row.items[start].start].strip()
        joined = joint == "&" or before[-1].tag == "&"
        return 0 if joined and all(self.text[each.start].isupper() or each.tag == "&" for each in before) else start

    def _in_name(self, row: Row, at: int, unit: bool) -> bool:
        return self.is_name(row.items[at], row.start) or (unit and self._of_a_unit(row, at))
