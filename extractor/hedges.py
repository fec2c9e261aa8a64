"""The words that may stand between what a number is said of and the number: "of just over $4 million".

A piece of regular expression for the patterns of others: any number of hedges, each with the space after it.
"""

from __future__ import annotations

HEDGES = (
    r"(?:(?:about|approximately|around|roughly|nearly|almost|over|under|just|some|only|well|slightly|"
    r"more than|less than|at least|another|an additional|a further)\s+)*"
)
