"""Which number about a metric a number is: level, growth, change or share, from the row around it.

Goes in: a row and the place of a number in it, with its kind of unit. Comes out: a `Role`. Which metric it is about is
decided elsewhere. The patterns match the tags of schemas/cues.yaml: left of the number they end at it, right of it
they begin there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.readers.lexing import Item, Row

RELATIVE = ("percent", "multiple")
WHEN = "(?:[ijo]?[TKYS])*"


@dataclass(frozen=True, slots=True)
class Role:
    """What a number does: its measure; `base` when it is what something is compared with; the rule that said so.

    `direction` is the index of the item that says which way, or -1.
    """

    measure: str
    rule: str
    base: bool = False
    direction: int = -1


_PATTERNS: list[tuple[str, str, str, str, str]] = [
    # kinds, measure, rule, left, right
    ("percent multiple", "share", "share of", r"(?<![vgh])(?<![vgh][oy])$", rf"^(?:o|s|os){WHEN}M"),
    ("percent", "share", "metric as a share of another", r"M[^NMw;]*?sM[^NMw;]*$", r""),
    ("percent multiple", "growth", "compared growth", r"c$", rf"^{WHEN}[gh]"),
    ("any", "base", "from", r"f(?:M?[oa])?$", r""),
    ("any", "base", "compared with", r"c[^vhrbw;p]*$", r""),
    ("any", "base", "compared with", r"cqb?$", r""),
    ("percent multiple", "growth", "direction before", rf"[vgh]x?{WHEN}[yo]?x?{WHEN}$", r""),
    ("percent multiple", "growth", "direction before", rf"[v]M{WHEN}[yo]?$", r""),
    ("percent multiple", "growth", "direction after", r"", rf"^{WHEN}M?[gh]"),
    ("percent multiple", "growth", "time comparison after", r"", r"^,?Y"),
    ("bps", "change", "points", r"[^b]$|(?<!M)b$|^$", r""),
    ("bps", "change", "points", r"", rf"^{WHEN}o?[gh]"),
    ("amount", "level", "to", r"t$", r""),
    ("amount", "change", "direction before", rf"(?:h|[vg]x?{WHEN}[yo]|v){WHEN}$", r""),
    ("amount", "change", "direction before", rf"[v]M{WHEN}[y]$", r""),
    ("amount", "change", "direction after", r"", rf"^{WHEN}(?:og|g|h)(?!M)"),
]
_COMPILED = [(kinds.split(), measure, rule, re.compile(left), re.compile(right)) for kinds, measure, rule, left, right in _PATTERNS]


def role(row: Row, at: int, kind: str) -> Role:
    """What the number at `at`, of that kind of unit, does in its sentence."""
    left, right = row.tags[:at], row.tags[at + 1 :]
    names = {kind, "any", "amount"} if kind not in ("percent", "multiple", "bps") else {kind, "any"}
    for kinds, measure, rule, before, after in _COMPILED:
        if names.isdisjoint(kinds) or not before.search(left) or not after.match(right):
            continue
        base = measure == "base"
        return Role("level" if base else measure, rule, base, _direction(row, at))
    return Role("level", "named", False, _direction(row, at))


def _direction(row: Row, at: int) -> int:
    """The direction word nearest to the number: before it within its part of the sentence, else right after it."""
    for index in range(at - 1, max(-1, at - 8), -1):
        tag = row.tags[index]
        if tag in "vgh":
            return index
        if tag in "Nw;":
            break
    for index in range(at + 1, min(len(row.tags), at + 5)):
        if row.tags[index] in "gh":
            return index
        if row.tags[index] in "N,;w&":
            break
    return -1


def continued(row: Row, at: int, before: int) -> bool:
    """Whether the number at `at` only adds to the one at `before`: "up $4.8 million or 2.3%"."""
    return row.tags[before + 1 : at] in ("&", ",&", ",")


def word(row: Row, index: int) -> Item | None:
    """The item at `index`, None for -1."""
    return row.items[index] if index >= 0 else None
