"""Numbers in the order of what they belong to: "A and B were 5 and 7, respectively", "5% and 7% in 2021 and 2022".

Goes in: a row. Comes out: for each such number the index of its metric, or of its period.
"""

from __future__ import annotations

import re

from extractor.readers.lexing import Row

_PAIRED = [
    re.compile(r"(?P<metrics>M(?:,?M)*,?&M)[^NM;w]{0,4}(?P<numbers>N(?:,?N)*,?&N)"),
    re.compile(r"(?P<numbers>N(?:,N)*,?&N)[oijf](?P<metrics>M(?:,M)*,?&M)(?![oba]?N)"),
]
_PERIODS = [re.compile(r"(?P<numbers>N(?:,N)*,?&N)[ijf]{0,2}(?P<metrics>[TK](?:,[TK])*,?&[TK])")]


def pair(row: Row) -> dict[int, int]:
    """For numbers and metrics named in the same order ("A and B were 5 and 7"): the metric of each number."""
    return _pairs(row, _PAIRED)


def pair_periods(row: Row) -> dict[int, int]:
    """The same for periods: "5% and 7% in 2021 and 2022"."""
    return _pairs(row, _PERIODS)


def _pairs(row: Row, patterns: list[re.Pattern[str]]) -> dict[int, int]:
    given: dict[int, int] = {}
    for pattern in patterns:
        for found in pattern.finditer(row.tags):
            named = [found.start("metrics") + i for i, tag in enumerate(found["metrics"]) if tag in "MTK"]
            numbers = [found.start("numbers") + i for i, tag in enumerate(found["numbers"]) if tag == "N"]
            if len(named) == len(numbers):
                given.update(zip(numbers, named, strict=True))
    return given
