"""The hand-labelled facts of each call: read, checked, entered and compared.

In: `gold/<stem>.jsonl`, one fact a line by the labelling guide, and `gold/calls.jsonl`, one call a line (which
transcript, how and by whom labelled). Out: `GoldCall` values, and problems as sentences. Nothing here matches a
reading with the gold.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from evals import printed
from extractor.errors import InputError
from extractor.records import Basis, Measure, Number, Qualifier, Status, Versus

FOLDER = Path(__file__).parent / "gold"
LOOSELY = Decimal("0.05")
BEFORE, AFTER = 1200, 400
"""How many characters around its number the words of a label may stand in."""
WORD = re.compile(r"[a-z][a-z&]{3,}|[\u4e00-\u9fff]+")
UNSAID = frozenset("with from than over into that this their which when where".split())
T = TypeVar("T", bound=BaseModel)
NOUN = r"[a-z]+(?: [a-z]+)*"
UNITS = re.compile(rf"[A-Z]{{3}}(/{NOUN})?|{NOUN}(/{NOUN})?")


class Point(NamedTuple):
    """A place in the guide's grid; what a fact is about, without its number."""

    metric: str
    segment: str
    measure: str
    versus: str
    share_of: str
    period: str
    status: str
    basis: str


class Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class GoldPlace(Row):
    """One place where a fact is said."""

    line: int = Field(ge=1)
    """Line of the transcript, counting from 1."""
    text: list[str] = Field(min_length=1, max_length=3)
    """The number as printed; both ends for a range."""


class Accepted(Row):
    """Another grid point that counts as right; a field left out is the fact's own."""

    metric: str | None = None
    segment: str | None = None
    measure: Measure | None = None
    versus: Versus | None = None
    share_of: str | None = None
    period: str | None = None
    status: Status | None = None
    basis: Basis | None = None


class GoldFact(Row):
    """One labelled fact: a line of a gold file, by the labelling guide."""

    metric: str
    """Id from the catalogue, or "other"."""
    label: str
    """The words the speaker used for the metric."""
    segment: str = ""
    """The part of the company, or of the metric, that it is about; empty for the whole."""
    measure: Measure
    versus: Versus = ""
    share_of: str = ""
    period: str = ""
    """Fiscal period the value belongs to, in the guide's notation."""
    status: Status
    basis: Basis = ""
    value: Number | None = None
    """The value in base units, signed; null for a range."""
    low: Number | None = None
    high: Number | None = None
    unit: str
    qualifier: Qualifier = "exact"
    tier: str = Field(default="core", pattern="^(core|optional)$")
    """optional: neither missing nor reporting it costs anything."""
    suspect: str = ""
    """Why what is said cannot be right, where it cannot."""
    evidence: list[GoldPlace] = Field(min_length=1)
    accept: list[Accepted] = []
    """Other grid points that count as right."""

    @model_validator(mode="after")
    def _one_number(self) -> GoldFact:
        ends = (self.low is not None, self.high is not None)
        if (self.value is not None) == any(ends) or any(ends) != all(ends):
            raise ValueError("give either value, or low and high")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("low is above high")
        return self

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """The fact's own grid point first, then the accepted ones."""
        own = Point(*(getattr(self, name) for name in Point._fields))
        return own, *(own._replace(**each.model_dump(exclude_none=True)) for each in self.accept)

    @property
    def core(self) -> bool:
        """Whether missing it costs anything."""
        return self.tier == "core"


class Provenance(Row):
    """Where a call's gold comes from: a line of `gold/calls.jsonl`."""

    call: str
    """Stem of the gold file."""
    transcript_sha256: str = Field(pattern="^[0-9a-f]{64}$")
    """Of the text the labels were made from."""
    guide_version: str
    """First twelve digits of the guide's sha256."""
    labelled: str
    """How it was labelled, in a sentence."""
    labelled_by: list[str]
    """Who labelled it: a person, or what kind of program."""


class GoldCall(NamedTuple):
    """One call: its name, where its labels come from, and the labels."""

    call: str
    provenance: Provenance
    facts: tuple[GoldFact, ...]

    @property
    def sha256(self) -> str:
        """Of the transcript's text."""
        return self.provenance.transcript_sha256


def read_facts(path: Path) -> tuple[GoldFact, ...]:
    """The facts of one gold file; raises `InputError` naming the line."""
    return tuple(_parsed(GoldFact, path, number, line) for number, line in _lines(path))


def read_provenance(folder: Path = FOLDER) -> dict[str, Provenance]:
    """The lines of calls.jsonl by call; empty when there is none."""
    path = folder / "calls.jsonl"
    rows = [_parsed(Provenance, path, number, line) for number, line in _lines(path)] if path.is_file() else []
    return {row.call: row for row in rows}


def load(folder: Path = FOLDER, only: str = "*") -> list[GoldCall]:
    """The calls of the folder whose provenance is entered, sorted by name."""
    if not folder.is_dir():
        raise InputError(f"There is no gold folder {folder}; give --gold FOLDER.")
    known = read_provenance(folder)
    paths = [path for path in files(folder) if path.stem in known and path.match(f"{only}.jsonl")]
    return [GoldCall(path.stem, known[path.stem], read_facts(path)) for path in paths]


def files(folder: Path = FOLDER) -> list[Path]:
    """The gold files of the folder, sorted."""
    return sorted(path for path in folder.glob("*.jsonl") if path.name != "calls.jsonl")


def fingerprint(calls: list[GoldCall]) -> str:
    """Twelve digits that change with any label, call or transcript."""
    rows = [[each.call, each.sha256, *(fact.model_dump_json() for fact in each.facts)] for each in calls]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:12]


def enter(folder: Path, row: Provenance) -> None:
    """Writes the call's line into calls.jsonl, in place of an older one."""
    rows = {**read_provenance(folder), row.call: row}
    text = "".join(rows[call].model_dump_json() + "\n" for call in sorted(rows))
    (folder / "calls.jsonl").write_text(text, encoding="utf-8")


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a gold line."""
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, **GoldFact.model_json_schema(mode="validation")}


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read ({error}).") from None
    return ((number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip())


def _parsed(kind: type[T], path: Path, number: int, line: str) -> T:
    try:
        return kind.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InputError(f"{path}, line {number}: {where or 'the line'}: {first['msg']}.") from None


# Deciding


def from_claim(claim: Any, tier: str) -> GoldFact:
    """A reader's fact as a gold line: what a person who reviewed it puts into the gold."""
    names = set(GoldFact.model_fields) & set(type(claim).model_fields) - {"evidence"}
    places = [GoldPlace(line=place.line, text=[each.text for each in place.numbers]) for place in claim.evidence]
    return GoldFact(tier=tier, evidence=places, **{name: getattr(claim, name) for name in names})


def add(folder: Path, call: str, facts: Sequence[GoldFact]) -> None:
    """Appends the facts to the call's gold file."""
    with (folder / f"{call}.jsonl").open("a", encoding="utf-8") as file:
        file.writelines(fact.model_dump_json() + "\n" for fact in facts)


# Checking


def check(call: GoldCall, metrics: set[str], text: str | None) -> list[str]:
    """What is wrong with the call's labels, each a sentence; without the transcript only what can be seen."""
    problems = [*_repeats(call.facts)]
    lines = text.split("\n") if text is not None else None
    for number, fact in enumerate(call.facts, 1):
        found = [*_names(fact, metrics), *_unsaid(fact)]
        found += [*_misplaced(fact, lines), *_paraphrased(fact, lines)] if lines else []
        problems += [f"{call.call}, fact {number} ({fact.label}): {each}" for each in found]
    return problems


def _repeats(facts: tuple[GoldFact, ...]) -> list[str]:
    seen = Counter((fact.points[0], fact.label if fact.metric == "other" else "", numbers(fact)) for fact in facts)
    return [f"labelled {n} times: {key[0].metric} {key[0].period} {key[2]}" for key, n in seen.items() if n > 1]


def _names(fact: GoldFact, metrics: set[str]) -> list[str]:
    named = [point.metric for point in fact.points] + [point.share_of for point in fact.points if point.share_of]
    found = [f"{name} is no metric of the catalogue" for name in named if name not in metrics]
    if not UNITS.fullmatch(fact.unit):
        found.append(f"the unit {fact.unit!r} is none of the guide's")
    if (fact.measure in ("growth", "change")) != bool(fact.versus):
        found.append(f"versus {fact.versus!r} does not go with {fact.measure}")
    if fact.measure == "share" and not fact.share_of:
        found.append("a share needs share_of")
    return found


def _unsaid(fact: GoldFact) -> list[str]:
    """A fact needs one place whose characters say its number; the other places may say it more loosely."""
    if not any(printed.says(numbers(fact), place.text, fact.unit) for place in fact.evidence):
        return [f"no place says {_number(fact)}: {fact.evidence[0].text}"]
    far = [each for each in fact.evidence if not printed.says(numbers(fact), each.text, fact.unit, LOOSELY)]
    return [f"line {place.line} does not say {_number(fact)}: {place.text}" for place in far]


def _number(fact: GoldFact) -> str:
    return f"{' to '.join(map(str, numbers(fact)))} {fact.unit}"


def _misplaced(fact: GoldFact, lines: list[str]) -> list[str]:
    places = [(place.line, text) for place in fact.evidence for text in place.text]
    return [
        f"line {line} does not hold {text!r}" for line, text in places if text not in "".join(lines[line - 1 : line])
    ]


def _paraphrased(fact: GoldFact, lines: list[str]) -> list[str]:
    """A label is the words the speaker used: they stand around the number, at one of its places."""
    words = {word.removesuffix("s") for word in WORD.findall(fact.label.lower())} - UNSAID
    unsaid = [sorted(word for word in words if word not in said) for said in _around(fact, lines)]
    fewest = min(unsaid, key=len, default=[])
    return [f"the speaker does not use the words {fewest} near {fact.evidence[0].text}"] if fewest else []


def _around(fact: GoldFact, lines: list[str]) -> Iterator[str]:
    """The words around each place where the fact's number stands, in lower case."""
    for place in fact.evidence:
        line = "".join(lines[place.line - 1 : place.line])
        earlier = "\n".join(lines[max(0, place.line - 5) : place.line - 1])[-BEFORE:]
        later = "\n".join(lines[place.line : place.line + 2])[:AFTER]
        for found in re.finditer(re.escape(place.text[0]), line):
            said = f"{earlier}\n{line}\n{later}".lower()
            at = len(earlier) + 1 + found.start()
            yield said[max(0, at - BEFORE) : at + AFTER]


def numbers(fact: Any) -> tuple[Decimal, ...]:
    """The value, or both ends of the range."""
    if fact.value is not None:
        return (fact.value,)
    return tuple(end for end in (fact.low, fact.high) if end is not None)
