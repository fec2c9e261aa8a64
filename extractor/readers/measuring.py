"""Which number about a metric a number is: level, growth, change or share, from the row around it.

Goes in: a row and the place of a number in it, with its kind of unit. Comes out: a `Role`. Which metric it is about is
decided elsewhere. The patterns match the tags of schemas/cues.yaml: left of the number they end at it, right of it
they begin there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.readers.lexing import Row

WHEN = "(?:[ijo]?[TKYS])*"


@dataclass(frozen=True, slots=True)
class Role:
    """What a number does: its measure, and the rule that said so. `plain` when nothing but the default said it.

    `base` when the number is what another one is compared with; `direction` is the index of the item that says which
    way the number goes, or -1.
    """

    measure: str
    rule: str
    plain: bool = False
    base: bool = False
    direction: int = -1


_PATTERNS: list[tuple[str, str, str, str, str]] = [
    # kinds, measure, rule, left of the number, right of it
    ("percent multiple", "share", "share of", r"(?<![vgh])(?<![vgh][oy])$", rf"^(?:,?&N)?(?:o|s|os|so|is)x?{WHEN}M"),
    ("multiple", "share", "multiple of", r"(?<![vgh])(?<![vgh][oy])$", r"^x?M(?!g)"),
    ("percent", "share", "metric as a share of another", r"M[^NMw;]*?sM(?:[^NMw;cf]*|[^Mw;cf]*t)$", r""),
    ("percent multiple", "growth", "direction after", r"", rf"^{WHEN}(?:g|h(?!f))(?!M?[,w]?N)"),
    ("percent multiple", "growth", "direction after", r"", rf"^&N{WHEN}g"),
    ("amount bps", "change", "direction after", r"", rf"^{WHEN}(?:[oi]?g|h(?!M|N))"),
    ("amount", "level", "to", r"t$", r""),
    ("percent multiple", "growth", "direction before", rf"[vgh]x?{WHEN}[yo]?x?{WHEN}$", r""),
    ("percent multiple", "growth", "direction before", rf"vx?Mx?{WHEN}y?$", r""),
    ("percent multiple", "growth", "direction before", rf"g[oij]x?M{WHEN}[ob]$", r""),
    ("amount", "change", "direction before", rf"g[oij]x?M{WHEN}[ob]$", r""),
    ("percent multiple", "growth", "time comparison after", r"", r"^,?Y"),
    ("bps", "change", "points", r"(?:[^b]|[^M]b)$|^$", r""),
    ("amount", "change", "direction before", rf"(?:h|[vg]x?{WHEN}[yo]|v){WHEN}$", r""),
    ("amount", "change", "direction before", r"v[^NMw;,v]{0,4}M[^NMw;,v]{0,3}y$", r""),
]
_COMPILED = [
    (frozenset(kinds.split()), measure, rule, re.compile(left), re.compile(right))
    for kinds, measure, rule, left, right in _PATTERNS
]
_FROM = re.compile(r"f(?:M?[oa])?$")
_COMPARED = re.compile(r"c[^vhrbw;pN&,]*$|cqb?$")


def role(row: Row, at: int, kind: str) -> Role:
    """What the number at `at`, of that kind of unit, does in its sentence."""
    left, right = row.tags[:at], row.tags[at + 1 :]
    names = {kind} if kind in ("percent", "multiple", "bps") else {kind, "amount"}
    base = _is_base(left, right)
    for kinds, measure, rule, before, after in _COMPILED:
        if names & kinds and before.search(left) and after.match(right) and not (base and rule == "direction before"):
            return Role(measure, rule, False, base, direction(row, at))
    return Role("level", "compared with" if base else "named", True, base, direction(row, at))


def _is_base(left: str, right: str) -> bool:
    """Whether what stands before the number says that another one is compared with it."""
    if left[-2:] in ("hT", "hK"):
        return True
    if _FROM.search(left):
        return bool(re.search("[vghN]", left)) or right.startswith(("tN", "tM"))
    return _COMPARED.search(left) is not None


_MOVED = re.compile(r"(?:[YTK]?M|&N[YTK]?)(?=g)")


def direction(row: Row, at: int) -> int:
    """The direction word nearest to the number: right after it, or after its metric ("an 8% volume decline") or the
    number it is joined to ("a 6% or $5 million reduction"), else before it within its part of the sentence."""
    if moved := _MOVED.match(row.tags, at + 1):
        return moved.end()
    for index in range(at + 1, min(len(row.tags), at + 4)):
        if row.tags[index] in "gh":
            return index
        if row.tags[index] not in "oTKYi":
            break
    for index in range(at - 1, max(-1, at - 9), -1):
        if row.tags[index] in "vgh":
            return index
        if row.tags[index] in "w;":
            break
    return -1


def continued(row: Row, at: int, before: int) -> bool:
    """Whether the number at `at` only adds to the one at `before`: "up $4.8 million or 2.3%"."""
    return re.fullmatch(r"(?:[ij]?[YTK])?,?&?,?(?:[ij]?[TK])?", row.tags[before + 1 : at]) is not None
