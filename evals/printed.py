"""Whether printed characters say a number: in go the characters of a label, out comes yes or no.

Written apart from the extractor's own number reading, so that a mistake there cannot vouch for itself. It tries
every scale the words allow. A number in words ("doubled", "a dollar five") is taken on trust.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from itertools import permutations
from typing import NamedTuple

FRACTION = re.compile(r"(\d+) ?/ ?(\d+)")
DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?|\.\d+")
POWERS = {
    "hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12, "lakh": 5, "lakhs": 5, "crore": 7,
    "crores": 7, "lakh crore": 12, "lakh crores": 12, "k": 3, "m": 6, "mm": 6, "mn": 6, "b": 9, "bn": 9, "t": 12,
    "千": 3, "萬": 4, "万": 4, "百萬": 6, "百万": 6, "億": 8, "亿": 8,
    "十億": 9, "十亿": 9, "兆": 12, "萬億": 12, "万亿": 12,
}  # fmt: skip
SCALE = re.compile(f"(?<![a-z])(?:{'|'.join(sorted(POWERS, key=len, reverse=True))})(?![a-z])")
WORDS = "one two three four five six seven eight nine ten".split()
BEFORE_SCALE = re.compile(rf"(?<![\w-])({'|'.join(WORDS)}) (?=(?:{'|'.join(POWERS)})\b)")
CONVERSIONS = {"bps": 2, "percent": -2}
CENTS = -2


class Said(NamedTuple):
    """A value the characters may say, and one unit of its last digit."""

    value: Decimal
    quantum: Decimal

    def loosened(self, slack: Decimal) -> Said:
        """The same, taken less exactly."""
        return Said(self.value, max(self.quantum, abs(self.value) * slack))


def says(numbers: tuple[Decimal, ...], texts: list[str], unit: str, slack: Decimal = Decimal(0)) -> bool:
    """Whether the texts can be read as these numbers, in some order, within the precision as spoken.

    `slack` is a share of the number by which a looser saying may miss it.
    """
    plain = [_in_digits(unicodedata.normalize("NFKC", text).lower()) for text in texts]
    powers = _powers(" ".join(plain), unit)
    readings = [[said.loosened(slack) for said in _readings(text, powers)] for text in plain]
    if not all(readings):
        return True
    if len(numbers) == len(readings) == 2:
        return _ends(numbers, readings) or _plus_or_minus(numbers, readings)
    together = [each for reading in readings for each in reading]
    return all(_any(number, together) for number in numbers)


def _in_digits(text: str) -> str:
    """ "one trillion 270.1 billion" as "1 trillion 270.1 billion"; a number all in words stays."""
    return BEFORE_SCALE.sub(lambda found: f"{WORDS.index(found[1]) + 1} ", text) if DIGITS.search(text) else text


def find(said: str, line: str) -> int:
    """Where the characters stand on the line, as a number of their own if they can ("7%" not within "97%"); or -1."""
    alone = re.search(rf"(?<![\d.,$]){re.escape(said)}(?![\d]|[.,]\d)", line)
    return alone.start() if alone else line.find(said)


def _powers(around: str, unit: str) -> set[int]:
    """Powers of ten that may apply; a scale word may stand at the other end of a range only."""
    powers = {0, CONVERSIONS.get(unit, 0)} | {POWERS[word] for word in SCALE.findall(around)}
    return powers | ({CENTS} if unit[:3].isupper() else set())


def _readings(text: str, powers: set[int]) -> list[Said]:
    if fraction := FRACTION.fullmatch(text):
        return [Said(100 * Decimal(fraction[1]) / Decimal(fraction[2]), Decimal(1))]
    found = [each.replace(",", "") for each in DIGITS.findall(text)]
    single = [_said(each, power) for each in found for power in powers]
    scales = [POWERS[word] for word in SCALE.findall(text)]
    if len(found) < 2 or len(found) != len(scales):
        return single
    parts = [_said(each, power) for each, power in zip(found, scales, strict=True)]
    return [*single, Said(sum((part.value for part in parts), Decimal(0)), min(part.quantum for part in parts))]


def _said(digits: str, power: int) -> Said:
    places = len(digits.partition(".")[2])
    return Said(Decimal(digits).scaleb(power), Decimal(1).scaleb(power - places))


def _any(number: Decimal, readings: list[Said]) -> bool:
    return any(abs(abs(number) - said.value) <= said.quantum for said in readings)


def _ends(numbers: tuple[Decimal, ...], readings: list[list[Said]]) -> bool:
    return any(all(map(_any, numbers, order)) for order in permutations(readings))


def _plus_or_minus(numbers: tuple[Decimal, ...], readings: list[list[Said]]) -> bool:
    low, high = numbers
    middle, spread = (low + high) / 2, (high - low) / 2
    return any(_any(middle, first) and _any(spread, second) for first, second in permutations(readings))
