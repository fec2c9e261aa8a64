"""Where the transcript and its translation say different numbers.

`python -m evals.cross_language [CALL.txt ...]` prints the disagreements of each call with their lines, and how many
numbers were compared; without arguments, of every transcript at hand.
"""

from __future__ import annotations

import sys
from pathlib import Path

from evals import sources
from extractor import languages, numbers, transcript
from extractor.errors import ExtractorError


def report(path: Path) -> list[str]:
    """The lines of one call."""
    call = transcript.load(path)
    mentions = numbers.find(call.text)
    found = languages.language_disagreements(call, mentions)
    spans = [each.translation for turn in call.turns for each in turn.paragraphs if each.translation]
    lines = [f"{path.stem}: {len(spans)} translated paragraphs, {len(found)} disagreements"]
    lines += [
        f"  line {each.line}: {each.said.text!r} against {each.translated.text!r} ({each.differs})" for each in found
    ]
    return lines


def main(arguments: list[str]) -> int:
    """Prints the report; returns the exit code."""
    paths = [Path(each) for each in arguments] or sorted(
        path for folder in sources.folders() for path in folder.glob("*.txt")
    )
    for path in paths:
        try:
            print("\n".join(report(path)))
        except ExtractorError as error:
            print(error, file=sys.stderr)
            return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
