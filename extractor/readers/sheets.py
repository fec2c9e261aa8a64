"""What the rule reader holds while it reads: the call, one sentence of it, what was decided, what is remembered.

Values only. `Draft` grows field by field into a claim; `Memory` is what later sentences may lean on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor import checks
from extractor.catalogue import Catalogue
from extractor.readers import parts
from extractor.readers.binding import Bound
from extractor.readers.dating import Calendar
from extractor.readers.lexing import Row
from extractor.readers.measuring import Role
from extractor.records import Mention

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
    """What later sentences may lean on: the last number, and the period, part and outlook the passage is about."""

    recent: tuple[Draft, ...] = ()
    period: str = ""
    age: int = 0
    segment: str = ""
    major: str = ""
    brief: bool = False
    since: int = 0
    outlook: bool = False
    back: int = 0
    passage: str = ""
    target: str = ""


@dataclass(frozen=True)
class Scene:
    """The call: its text and numbers, the catalogue, the periods it names."""

    text: str
    mentions: Sequence[Mention]
    catalogue: Catalogue
    calendar: Calendar
    parts: parts.Reader


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
        per = checks.kind_of(unit) == "money" and _PER_SHARE.match(self.scene.text, end)
        return f"{unit}/share" if per else unit

    def span(self, at: int) -> tuple[int, int]:
        """The characters of the number at `at`, both ends of a range."""
        group = self.groups[self.row.items[at].of]
        return self.scene.mentions[group[0]].start, self.scene.mentions[group[-1]].end

    @property
    def before(self) -> Draft | None:
        """The number decided last in this sentence."""
        return self.drafts[-1] if self.drafts else None
