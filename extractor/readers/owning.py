"""Nouns the catalogue does not know, when a number is theirs: "fees were up 7%", "inflows of $5 billion".

Goes in: a row and the place of a number. Comes out: whether such a noun owns the number, and its name where it is that
of a figure companies report ("the coverage ratio").
"""

from __future__ import annotations

import re
from functools import cache

from extractor.readers.lexing import Named, Row, lists, stem


def governed(row: Row, at: int) -> bool:
    """Whether an unknown noun owns the number at `at`."""
    return any(governs(row, index, at) for index in range(at - 1, max(-1, at - 6), -1) if "N" not in row.tags[index:at])


def unknown(row: Row, at: int, text: str) -> Named | None:
    """The name of a figure that has no id of its own and owns the number: "the backlog ratio was at 83%"."""
    head = re.search(r"x(?:[ij][TK]|[TK])*(?:[ao]|b[ah]?|bh[y]?)?$", row.tags[:at])
    if head is None or row.items[head.start()].words[-1] not in _kpi_heads():
        return None
    start = head.start()
    while (
        start > 0
        and row.tags[start - 1] in "xM"
        and head.start() - start < 4
        and row.items[start - 1].words[0] not in _neutral()
    ):
        start -= 1
    if start == head.start() and row.items[start].words[-1] in _measures() | {"ratio", "share", "income"}:
        return None
    return Named("other", text[row.items[start].start : row.items[head.start()].end])


def business(row: Row, at: int, text: str) -> Named | None:
    """The revenue of a part of the company that is said to have grown itself: "our pump business was up 7%"."""
    subject = _GREW.search(row.tags[:at])
    if subject is None:
        return None
    first, last = subject.span("part")
    if row.items[last - 1].words[-1] not in _PARTS:
        return None
    part = text[row.items[first].start : row.items[last - 2].end]
    return Named("revenue", text[row.items[first].start : row.items[last - 1].end], part)


_GREW = re.compile(r"(?:^|[,;w&j])(?P<part>x{2,4})(?:v|bh|bv)[hoy]*$")
_PARTS = frozenset(stem(word) for word in ("business", "segment", "channel", "division"))


def governs(row: Row, at: int, number: int) -> bool:
    """Whether the item at `at` makes the number somebody else's: an unknown noun that is the subject of the verb
    before it ("fees were up 7%"), or that it is of ("inflows of $5 billion")."""
    if row.tags[at] == "o" and at == number - 1:
        return row.tags[at - 1 : at] == "x" and row.items[at - 1].words[0] not in _measures()
    if row.tags[at] == "g" and row.tags[at + 1 : number] == "o":
        return (
            row.tags[at - 1 : at] == "x"
            and row.items[at - 1].words[0] not in _neutral()
            and row.items[at - 1].end + 1 == row.items[at].start
        )
    if row.tags[at] in "vb" and row.tags[at - 1 : at] == "V" and row.items[at - 1].words[0] in ("has", "have", "had"):
        at -= 1
    if row.tags[at] not in "bvhV" or row.tags[at - 1 : at] != "x" or row.items[at - 1].words == ("there",):
        return False
    if row.tags[at] == "V" and row.items[at].words[0] not in ("has", "have", "had"):
        return False
    start = at - 1
    while start > 0 and row.tags[start - 1] in "x&TKYi" and start > at - 8:
        start -= 1
    if row.tags[start - 1 : start] == "q" and start > 1 and row.tags[start - 2] in "ijofta":
        return False
    joined = row.tags[start - 1 : start + 1] == "N&"  # "up 5% and timber was down 3%"
    if (start > 0 and not joined and row.tags[start - 1] in "jftaoMVrspbN") or row.tags[start] in "ij":
        return False
    return not row.items[at - 1].words[0].endswith("ly")


@cache
def _neutral() -> frozenset[str]:
    return frozenset(stem(word) for word in lists()["neutral"])


@cache
def _measures() -> frozenset[str]:
    return frozenset(lists()["measures"])


@cache
def _kpi_heads() -> frozenset[str]:
    return frozenset(stem(word) for word in lists()["kpi_heads"])
