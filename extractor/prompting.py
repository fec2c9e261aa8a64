"""What the model sees: the static instructions, and a page of the call with its numbers numbered.

Goes in: the prompt files, the catalogue, the fields of a reply, and a chunk of a call. Comes out: text. The static part
is the same, byte for byte, for every chunk of every call, so that a provider can cache it; the page comes last, fenced
as data. Text of the transcript is joined in, never formatted in: braces and dollar signs mean nothing here.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from pydantic import BaseModel

from extractor import resources
from extractor.catalogue import Catalogue, Metric
from extractor.records import Chunk, Mention, Transcript, Turn

READ = "read-v5"
RECHECK = "recheck-v1"
NUMBERED = ("quantity", "time_span")
SILENT_SIDES = ("analyst", "operator", "publisher")
MOST_NAME = 80
OWN = "own"
_QUARTER = re.compile(r"(\d{4})Q([1-4])")
_SLOT = re.compile(r"<<(metrics|ids|fields)>>\n?")
_LOOKALIKES = str.maketrans({"«": "‹", "»": "›"})
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff]")
_GAP = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Prompt:
    """Static instructions: their version, their text, and a fingerprint that changes with every byte of it."""

    version: str
    text: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the call as the model sees it. `ids` are the indices of its numbers: the first is number 1."""

    text: str
    ids: tuple[int, ...]


def prompt(version: str, catalogue: Catalogue, fields: type[BaseModel]) -> Prompt:
    """The prompt file `version` with the catalogue's metrics and the reply's fields joined in."""
    described = tuple((name, field.description or "") for name, field in fields.model_fields.items())
    return _prompt(version, tuple(catalogue.metrics.values()), described)


@cache
def _prompt(version: str, metrics: tuple[Metric, ...], fields: tuple[tuple[str, str], ...]) -> Prompt:
    slots = {
        "metrics": _metrics(metrics),
        "ids": ", ".join((*(metric.id for metric in metrics), "other")),
        "fields": "".join(f"- `{name}`: {text}\n" for name, text in fields),
    }
    parts = _SLOT.split(resources.read("prompts", f"{version}.md"))
    text = "".join(slots[part] if index % 2 else part for index, part in enumerate(parts))
    return Prompt(version, text, fingerprint(text))


def _metrics(metrics: Iterable[Metric]) -> str:
    """The catalogue, a line a group; a metric of the user's own with its definition and the words for it."""
    lines = []
    for group, members in groupby(metrics, key=lambda each: each.group):
        lines.append(f"- {group.replace('_', ' ')}: {', '.join(map(_metric, members))}\n")
    return "".join(lines) + "- other: none of these; `label` then carries the meaning\n"


def _metric(metric: Metric) -> str:
    said = [metric.definition.rstrip(".")] if metric.definition else []
    if metric.group == OWN:
        said.append("said as " + ", ".join((*metric.synonyms, *metric.synonyms_zh)))
    return metric.id + (f" ({'; '.join(said)})" if said else "")


def page(transcript: Transcript, chunk: Chunk, mentions: Sequence[Mention]) -> Page:
    """The chunk with its context before it: company, fiscal period, section, speakers; its numbers numbered from 1.

    Numbers of analysts, operators and publishers get no number: what cannot be pointed at cannot be claimed.
    """
    ids: list[int] = []
    lines = []
    last = -1
    for turn, start, end in chunk.pieces:
        if turn != last:
            lines.append(_speaker(transcript.turns[turn]))
        last = turn
        lines.append(_numbered(transcript, turn, (start, end), mentions, ids))
    return Page(f"{_context(transcript, chunk)}\n{fenced(chr(10).join(lines))}", tuple(ids))


def excerpt(transcript: Transcript, span: tuple[int, int], mentions: Sequence[Mention], ids: Sequence[int]) -> str:
    """A stretch of the call on one line, its numbers numbered as they are on the page with those `ids`."""
    known = {index: number for number, index in enumerate(ids, 1)}
    return _GAP.sub(
        " ", _marked(transcript.text, span, [(i, known[i]) for i in _within(span, mentions) if i in known], mentions)
    )


def fenced(text: str) -> str:
    """The text between two fences that it cannot contain: they carry its own hash."""
    mark = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]
    return f"<<<transcript {mark}\n{text}\ntranscript {mark}>>>"


def cleaned(text: str) -> str:
    """Text of the transcript without what could pass for a mark of ours or hide from a reader."""
    return _CONTROL.sub("", text.translate(_LOOKALIKES))


def calendar(fiscal_period: str) -> str:
    """The call's own quarter and its neighbours, spelled out; empty where the call's period is no quarter."""
    match = _QUARTER.fullmatch(fiscal_period)
    if match is None:
        return ""
    year, quarter = int(match[1]), int(match[2])
    before = f"{year - (quarter == 1)}Q{quarter - 1 or 4}"
    after = f"{year + (quarter == 4)}Q{quarter % 4 + 1}"
    current = f"FY{year + (quarter == 4)}"
    return (
        f"The quarter reported is {fiscal_period}. A year before: {year - 1}Q{quarter}. The quarter before: {before}. "
        f"The next quarter: {after}. The fiscal year it belongs to: FY{year}; "
        f"outlook for the full year is mostly {current}."
    )


def _context(transcript: Transcript, chunk: Chunk) -> str:
    sections = sorted({transcript.turns[turn].section for turn, _, _ in chunk.pieces})
    names = {"prepared_remarks": "prepared remarks", "qa": "questions and answers", "other": "not known"}
    lines = [
        f"Company: {_name(transcript.company) or 'not known'}",
        f"Fiscal period of the call: {_name(transcript.fiscal_period) or 'not known'}",
        calendar(transcript.fiscal_period),
        f"Section: {', '.join(names[each] for each in sections)}",
    ]
    return "\n".join(line for line in lines if line)


def _speaker(turn: Turn) -> str:
    name = _name(turn.speaker) or "Speaker"
    title = f", {_name(turn.title)}" if turn.title else ""
    return f"## {name}{title} ({turn.side})"


def _name(text: str) -> str:
    return _GAP.sub(" ", cleaned(text)).strip()[:MOST_NAME]


def _numbered(
    transcript: Transcript, turn: int, span: tuple[int, int], mentions: Sequence[Mention], ids: list[int]
) -> str:
    marks = []
    if transcript.turns[turn].side not in SILENT_SIDES:
        for index in _within(span, mentions):
            if mentions[index].kind in NUMBERED:
                ids.append(index)
                marks.append((index, len(ids)))
    return _marked(transcript.text, span, marks, mentions)


def _within(span: tuple[int, int], mentions: Sequence[Mention]) -> list[int]:
    first = bisect_left(mentions, span[0], key=lambda each: each.start)
    last = bisect_left(mentions, span[1], key=lambda each: each.start)
    return [index for index in range(first, last) if mentions[index].end <= span[1]]


def _marked(text: str, span: tuple[int, int], marks: Sequence[tuple[int, int]], mentions: Sequence[Mention]) -> str:
    parts = []
    at = span[0]
    for index, number in marks:
        mention = mentions[index]
        if mention.start < at:
            continue
        parts += [cleaned(text[at : mention.start]), f"«{number}|{cleaned(text[mention.start : mention.end])}»"]
        at = mention.end
    return "".join([*parts, cleaned(text[at : span[1]])])


def fingerprint(text: str) -> str:
    """The first twelve hex digits of the text's sha256."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]
