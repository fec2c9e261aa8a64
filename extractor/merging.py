"""The same fact said twice becomes one fact with two places; different values at one grid point become a conflict.

Goes in: verified facts in any order. Comes out: facts in the order of the text and the conflicts between them. Nothing
is dropped: a looser saying becomes evidence, a contradiction stays a fact of its own. Grid point and kinds of
agreement are the labelling guide's.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from extractor import figures
from extractor.records import Conflict, Fact
from extractor.view import kind_of

Grid = tuple[str, ...]
LOOSE = Decimal("0.04")
SECTION_ORDER = {"prepared_remarks": 0, "qa": 1, "other": 2}


def merge(facts: Iterable[Fact]) -> tuple[list[Fact], list[Conflict]]:
    """Facts with one entry a fact, and a conflict for each grid point that holds different values.

    An empty basis agrees with any; where both bases are said at a grid point, it joins the first in the text.
    """
    groups: dict[Grid, list[Fact]] = defaultdict(list)
    for fact in sorted(facts, key=_order):
        groups[_grid(fact)].append(fact)
    merged: list[Fact] = []
    conflicts: list[Conflict] = []
    for group in groups.values():
        for agreeing in _by_basis(group):
            distinct = _distinct(agreeing)
            merged += distinct
            conflicts += _conflict(distinct)
    return sorted(merged, key=_place), conflicts


def _place(fact: Fact) -> tuple[int, int, str]:
    """Where the fact is first said; it stays where it is when further places join."""
    return *min((place.numbers[0].start, place.start) for place in fact.evidence), fact.id


def _order(fact: Fact) -> tuple[tuple[int, int, str], float, str, str, str]:
    """By place; of several readers at one place the surest first: it does not matter who read first."""
    return _place(fact), -fact.confidence, fact.read_by[0], fact.label, fact.qualifier


def _grid(fact: Fact) -> Grid:
    unit = fact.unit if kind_of(fact.unit) in ("money", "per_share", "per_unit") else kind_of(fact.unit)
    label = _letters(fact.label) if fact.metric == "other" else ""
    return (
        fact.metric,
        label,
        _part(fact.segment),
        fact.measure,
        fact.versus,
        fact.share_of,
        fact.period,
        fact.status,
        unit,
    )


_PLAIN = frozenset(
    "segment business total our new customer customers client clients product products "
    "the a an and of for in its".split()
)


def _part(segment: str) -> str:
    """The letters of the segment without words that tell no part from another; all where no others are in it.

    >>> _part("Non-core customers"), _part("noncore"), _part("Products")
    ('noncore', 'noncore', 'products')
    """
    words = re.findall(r"[^\W_]+", segment.casefold())
    return "".join([word for word in words if word not in _PLAIN] or words)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _by_basis(group: list[Fact]) -> list[list[Fact]]:
    named = list(dict.fromkeys(basis for _, basis in sorted((_place(fact)[:2], fact.basis) for fact in group) if basis))
    if len(named) < 2:
        return [group]
    return [[fact for fact in group if (fact.basis or named[0]) == basis] for basis in named]


def _distinct(group: list[Fact]) -> list[Fact]:
    """One fact a value: the more precise saying leads, equal and looser ones join it as evidence."""
    ordered = sorted(group, key=lambda fact: (-_precision(fact), fact.value is None, _section(fact), _order(fact)))
    distinct: list[Fact] = []
    values: list[tuple[Decimal, int]] = []
    for fact in ordered:
        home = next((index for index in _near(values, fact) if _says_the_same(distinct[index], fact)), None)
        if home is None:
            insort(values, (_ends(fact)[0], len(distinct)))
            distinct.append(fact)
        else:
            distinct[home] = _joined(distinct[home], fact)
    return sorted(distinct, key=_place)


def _near(values: Sequence[tuple[Decimal, int]], fact: Fact) -> list[int]:
    """Indices, in order, of the values (sorted) that could be the same as the fact's."""
    low = _ends(fact)[0]
    reach = max(abs(low) * LOOSE * 2, _said_to(low))
    first, last = bisect_left(values, (low - reach, 0)), bisect_right(values, (low + reach, len(values)))
    return sorted(index for _, index in values[first:last])


def _section(fact: Fact) -> int:
    return min(SECTION_ORDER[place.section] for place in fact.evidence)


def _precision(fact: Fact) -> int:
    return max(len(number.normalize().as_tuple().digits) for number in _ends(fact))


def _ends(fact: Fact) -> tuple[Decimal, Decimal]:
    if fact.value is not None:
        return fact.value, fact.value
    assert fact.low is not None
    assert fact.high is not None
    return fact.low, fact.high


def _says_the_same(precise: Fact, loose: Fact) -> bool:
    """Equal values; or a looser one that the precise one rounds to, or that a qualifier allows.

    Of two equally precise sayings either may be the loose one. What happened may be said again as a range around it
    ("1.7 to 1.8 million"); an outlook's range is more than a point in it.
    """
    ours, theirs = _ends(precise), _ends(loose)
    if ours == theirs:
        return True
    if (precise.value is None) != (loose.value is None):
        happened = precise.status == "actual" and precise.value is not None
        return happened and theirs[0] <= ours[0] <= theirs[1]
    if all(_rounds(a, b, loose.qualifier) for a, b in zip(ours, theirs, strict=True)):
        return True
    equally = _precision(precise) == _precision(loose)
    return equally and all(_rounds(b, a, precise.qualifier) for a, b in zip(ours, theirs, strict=True))


def _rounds(precise: Decimal, loose: Decimal, qualifier: str) -> bool:
    """Whether the precise value rounds to the loose one, or that one's qualifier allows it within a few percent."""
    apart = abs(precise - loose)
    if apart <= _said_to(loose) / 2:
        return True
    further = abs(precise) - abs(loose)
    allowed = qualifier == "about" or (qualifier == "over" and further > 0) or (qualifier == "under" and further < 0)
    return allowed and apart <= abs(precise) * LOOSE


def _said_to(number: Decimal) -> Decimal:
    """The unit of the last digit said, for numbers are said in ones, thousands, millions, and "1,700" in hundreds.

    So 16.9 million is no "20 million", whose first zero was said too, but 19.8 million is; and $0.60 is said in cents.

    >>> _said_to(Decimal("20000000")), _said_to(Decimal("16.9")), _said_to(Decimal("10")), _said_to(Decimal("1700"))
    (Decimal('1000000'), Decimal('0.1'), Decimal('1'), Decimal('100'))
    """
    plain = number.normalize()
    digits = len(plain.as_tuple().digits)
    exponent = plain.adjusted() - digits + 1
    printed = number.as_tuple().exponent
    if abs(number) < 1000 and isinstance(printed, int):
        exponent = min(exponent, printed)
    if exponent > 0 and (exponent != 2 or digits == 1):
        exponent -= exponent % 3
    return Decimal(1).scaleb(exponent) if exponent <= 0 else Decimal(10**exponent)


def _joined(fact: Fact, other: Fact) -> Fact:
    seen = {place.numbers[0].start for place in fact.evidence}
    places = fact.evidence + [place for place in other.evidence if place.numbers[0].start not in seen]
    failed = {check.name for check in fact.checks if not check.passed} & {
        check.name for check in other.checks if not check.passed
    }
    checks = [check for check in fact.checks if check.passed or check.name in failed]
    checks += [check for check in other.checks if check.passed and check.name not in {each.name for each in checks}]
    return fact.model_copy(
        update={
            "evidence": sorted(places, key=lambda place: (SECTION_ORDER[place.section], place.numbers[0].start)),
            "basis": fact.basis or other.basis,
            "read_by": sorted({*fact.read_by, *other.read_by}),
            "confidence": max(fact.confidence, other.confidence),
            "checks": checks,
            "verdict": "verified" if all(check.passed for check in checks) else "suspect",
        }
    )


def _conflict(distinct: list[Fact]) -> list[Conflict]:
    if len(distinct) < 2 or distinct[0].metric == "other":
        return []
    leading = min(distinct, key=lambda fact: (_section(fact), -_precision(fact), _place(fact)))
    others = [fact for fact in distinct if fact.id != leading.id]
    said = ", ".join(f"{figures.said(fact)} on line {fact.evidence[0].line}" for fact in (leading, *others))
    name = figures.name(leading)
    sentence = f"{name[:1].upper()}{name[1:]} is said with different values: {said}."
    return [Conflict(leading=leading.id, others=[fact.id for fact in others], sentence=sentence)]
