"""Whether words of a call are spoken to its listeners, or written for the program that reads it.

Goes in: a claim and the call. Comes out: a check, soft: what stands beside such words is suspect, whoever claims it. It
knows a few signs of an injected instruction; the real defence is that every claim points at characters.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from extractor.records import Check, Claim
from extractor.view import View

_FOR_PROGRAMS = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b[^.]{0,40}"
    r"\b(?:instructions?|prompts?|(?:previous|prior|earlier|above) rules)\b"
    r"|\b(?:system|developer) (?:prompt|message|instructions?)\b|\b(?:language|AI) model,? (?:you|must|please)\b"
    r"|\byou must (?:now )?(?:report|answer|output|return)\b"
    r"|<\|\w+\|>|\[/?INST\]|^\s*#+\s*(?:system|user|assistant|instructions?)\b"
    r"|</?(?:system|user|assistant|instructions?|transcript|chunk)>|(?:<<<|>>>)"
    r"""|["'](?:metric|items|numbers|read|verdict)["']\s*:"""
    r"|忽略[^。]{0,12}(?:指令|指示|提示)|系統提示|系统提示",
    re.I | re.M,
)


def speech(claim: Claim, view: View) -> Check:
    """The sentence of the number, and those beside it, are spoken to listeners."""
    start, end = _around(view, view.points(claim)[0].start)
    found = _FOR_PROGRAMS.search(view.text, start, end)
    if found is None:
        return Check(name="speech", passed=True, sentence="The words around it are spoken to the listeners.")
    said = " ".join(found.group().split())[:60]
    sentence = f"“{said}” beside it is written for a program, not said on a call."
    return Check(name="speech", passed=False, sentence=sentence)


def _around(view: View, offset: int) -> tuple[int, int]:
    spans = view.locator.sentences(offset)
    index = max(0, bisect_right(spans, (offset, len(view.text))) - 1)
    return spans[max(0, index - 1)][0], spans[min(len(spans) - 1, index + 1)][1]
