"""English against Chinese: where the numbers of a paragraph and of its translation disagree.

`python -m evals.numbers_bilingual [CALL ...]` compares, paragraph by paragraph, the quantities that carry a unit (and
counts of a thousand or more) by magnitude and unit, and prints each that stands on one side only. It cannot tell a
slip of the translation from one of the finder: that takes a look at the lines it prints.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from decimal import Decimal

from evals.numbers_score import read_text
from extractor import transcript
from extractor.numbers import find

CALLS = ("alkami-2023q1", "alkami-2023q3", "sprout-social-2023q4", "mediatek-2025q4", "microsoft-2026q3")
Amount = tuple[Decimal, str]


def main(arguments: list[str] | None = None) -> int:
    """Prints the disagreements and, for each call, how many there are among how many quantities."""
    parser = argparse.ArgumentParser(prog="python -m evals.numbers_bilingual")
    parser.add_argument("calls", nargs="*", default=CALLS)
    for name in parser.parse_args(arguments).calls:
        _compare(name, read_text(name))
    return 0


def _compare(name: str, text: str) -> None:
    said = alone = 0
    call = transcript.parse(text, name=name)
    for paragraph in (paragraph for turn in call.turns for paragraph in turn.paragraphs if paragraph.translation):
        start, end = paragraph.translation or (0, 0)
        english, chinese = _amounts(text[paragraph.start : paragraph.end]), _amounts(text[start:end])
        said += english.total() + chinese.total()
        for side, only in (("English", english - chinese), ("Chinese", chinese - english)):
            alone += only.total()
            for value, unit in only.elements():
                print(f"  {name} line {paragraph.line}: {format(value, 'f')} {unit} in the {side} only")
    share = 100 * alone / said if said else 0
    print(f"{name}: {alone} of {said} quantities on one side only ({share:.2f}%)")


def _amounts(text: str) -> Counter[Amount]:
    """Magnitude and unit, without the per-unit form, of what both languages say in figures."""
    return Counter(
        (abs(mention.value), mention.unit.partition("/")[0])
        for mention in find(text)
        if mention.kind == "quantity"
        and mention.value is not None
        and (mention.unit != "count" or abs(mention.value) >= 1000)
    )


if __name__ == "__main__":
    sys.exit(main())
