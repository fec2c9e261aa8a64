"""What the rule reader holds while it reads: the call, one sentence of it, what was decided, what is remembered.

Values only. `Draft` grows field by field into a claim; `Memory` is what later sentences may lean on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.catalogue import Catalogue
from extractor.readers import parts
from extractor.readers.binding import Bound
from extractor.readers.dating import Calendar
from extractor.readers.lexing import Item, Named, Row
from extractor.readers.measuring import Role
from extractor.records import Mention
from extractor.view import kind_of

_CENTS = re.compile(r"(?<![$€£¥\d.])\d+ cents?$", re.I)
_LISTED = re.compile(r"(?:,N)*,?&N|,N(?:,N)+")
_REPEATED = re.compile(r"[vh]o?(?P<before>N)[YTKicx]{0,3},?(?:&|&?[vh])$")
_LARGE, _HUGE = 10**6, 10**9
_POINTS = ("percent", "bps")
_PER_SHARE = re.compile(r"\s+(?:per|an?|each)\s+(?:[a-z]+\s+){0,3}share\b", re.I)


@dataclass(frozen=True, slots=True)
class Draft:
    """One number with what has been decided about it."""

    at: int
    numbers: tuple[int, ...]
    role: Role
    bound: Bound
    segment: str = ""
    share_of: str = ""
    period: str = ""
    status: str = "actual"
    versus: str = ""


@dataclass
class Memory:
    """What later sentences may lean on: the last numbers and in which sentence they were `told`, the things last
    counted, the numbers that an analyst asked about, and the period, part (for as many sentences as are `left`) and
    outlook the passage is about. A section whose heading stands inside a paragraph `runs_on` into the next, where it
    is `carried`; `lead` is the part whose revenue was told last, which "segment margin" then means."""

    recent: tuple[Draft, ...] = ()
    told: int = 0
    period: str = ""
    age: int = 0
    segment: str = ""
    major: str = ""
    lead: str = ""
    left: int = 0
    sentences: int = 0
    runs_on: bool = False
    carried: bool = False
    since: int = 0
    counted: Named | None = None
    asked: tuple[Draft, ...] = ()
    outlook: bool = False
    back: int = 0
    passage: str = ""
    target: str = ""


@dataclass(frozen=True)
class Scene:
    """The call: its text and numbers, the catalogue, the periods it names, the money it speaks of, whether the company
    takes interest, and the nouns that it counts again and again."""

    text: str
    mentions: Sequence[Mention]
    catalogue: Catalogue
    calendar: Calendar
    parts: parts.Reader
    money: str = ""
    lends: bool = True
    counted: frozenset[str] = frozenset()


@dataclass
class Sheet:
    """One sentence: its row, its numbers as groups of mentions, what was decided so far."""

    scene: Scene
    row: Row
    groups: Sequence[tuple[int, ...]]
    memory: Memory
    drafts: list[Draft] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    spoken_for: set[int] = field(default_factory=set)
    given: dict[int, int] = field(default_factory=dict)
    given_periods: dict[int, int] = field(default_factory=dict)

    def mention(self, at: int) -> Mention:
        """The (first) mention of the number at `at`."""
        return self.scene.mentions[self.groups[self.row.items[at].of][0]]

    def unit(self, at: int) -> str:
        """The unit of the number at `at`; an amount "per diluted common share" is per share."""
        unit, end = self.mention(at).unit, self.span(at)[1]
        value = self.mention(at).value
        if unit == "count" and value is not None and abs(value) < 1 and not self.mention(at).text[:1].isdigit():
            return "percent"
        unit = self._lent(at) or unit
        per = kind_of(unit) == "money" and _PER_SHARE.match(self.scene.text, end)
        return f"{unit}/share" if per else unit

    def _lent(self, at: int) -> str:
        """The unit that the words around lend a number printed without one: that of the list it stands in, or the
        money of the call for "1.2 billion" of nothing that is counted, and for cents."""
        mention, tags = self.mention(at), self.row.tags
        if self.scene.money and _CENTS.search(mention.text):
            return self.scene.money
        if mention.unit != "count":
            return ""
        if "." in mention.text and mention.scale == 1 and self._times(at):
            return "multiple"
        listed = _LISTED.match(tags, at + 1)
        last = self.mention(listed.end() - 1).unit if listed else self._repeated(at)
        if last in _POINTS and mention.scale == 1 and not mention.noun:
            return last
        bare = mention.scale >= _LARGE and not self._of_things(at) and not listed
        return self.scene.money if bare and not any(self._counts(item, mention) for item in self.row.items) else ""

    def _repeated(self, at: int) -> str:
        """The unit of the number before, where both say how far the same thing moved: "down 6% and down three"."""
        found = _REPEATED.search(self.row.tags[:at])
        alone = found is not None and self.row.tags[at + 1 : at + 2] not in tuple("xMNV")
        return self.mention(found.start("before")).unit if found and alone else ""

    def _of_things(self, at: int) -> bool:
        """Whether the words after the number may be what it counts."""
        following = self.row.tags[at + 1 : at + 2]
        return following in ("x", "N") or (following == "M" and bool(self.mention(at).noun))

    def _times(self, at: int) -> bool:
        """Whether the metric named last is only ever a multiple: "a book-to-bill of 1.1"."""
        name = next((item.name for item in self.row.items[at::-1] if item.name), None)
        own = self.scene.catalogue.units_of(name.metric) if name else ()
        return bool(name) and "multiple" in own and "count" not in own

    def _counts(self, item: Item, mention: Mention) -> bool:
        """Whether the item is a metric that may be such a count; billions of orders or backlog are money."""
        own = self.scene.catalogue.units_of(item.name.metric) if item.name and item.name.metric != "other" else ()
        return "count" in own and not ("money" in own and mention.scale >= _HUGE)

    def span(self, at: int) -> tuple[int, int]:
        """The characters of the number at `at`, both ends of a range."""
        group = self.groups[self.row.items[at].of]
        return self.scene.mentions[group[0]].start, self.scene.mentions[group[-1]].end

    @property
    def before(self) -> Draft | None:
        """The number decided last in this sentence."""
        return self.drafts[-1] if self.drafts else None
