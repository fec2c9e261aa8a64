"""Runs a reader over the gold calls, one line a call written at once, so that a run that stops can go on.

In: a plan, gold calls whose transcripts are here, settings. Out: a folder with run.json (the plan) and calls.jsonl.
Nothing here scores.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

import extractor
from evals import perfect, sources
from evals.gold import GoldCall
from extractor.errors import ExtractorError, InputError, UsageError
from extractor.records import CallFacts, Run
from extractor.settings import Settings

LINES = "calls.jsonl"
PLAN = "run.json"
CODE = (".py", ".yaml", ".md", ".txt", ".json")
T = TypeVar("T", bound=BaseModel)


class Line(BaseModel):
    """One call read once: what came out, or why nothing did."""

    call: str
    repeat: int
    seconds: float
    error: str = ""
    facts: CallFacts | None = None


class Receipt(BaseModel):
    """Of a call's facts, only how they came about."""

    run: Run


class Ending(BaseModel):
    """A line without what was read: enough to know whether the call is done, and parsed in a fifth of the time."""

    call: str
    repeat: int
    facts: Receipt | None = None


class Plan(BaseModel):
    """What a run is; a folder resumes only the same plan."""

    reader: str
    model: str = ""
    repeat: int = 1
    calls: list[str]
    gold: str
    code: str = ""
    started: str
    replay: str = ""


Job = tuple[GoldCall, int]
Read = Callable[[Job, Settings], CallFacts]


def open_folder(folder: Path, plan: Plan) -> bool:
    """Makes the folder ready for the plan; whether earlier lines were set aside since the code has changed.

    Raises `UsageError` where the folder holds another run.
    """
    aside = False
    if (folder / PLAN).is_file():
        earlier = read_plan(folder)
        same = plan.model_copy(update={"started": earlier.started, "gold": earlier.gold, "code": earlier.code})
        if same != earlier:
            raise UsageError(f"{folder} holds another run ({earlier.reader} {earlier.model}); give another --out.")
        if plan.code == earlier.code:
            return False
        aside = (folder / LINES).is_file()
        (folder / LINES).replace(folder / f"{LINES}.old") if aside else None
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PLAN).write_text(plan.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return aside


def code_fingerprint() -> str:
    """Twelve digits that change with any line of the extractor, its prompts or its catalogue."""
    package = Path(extractor.__file__).parent
    data = [package.parent / name for name in ("prompts", "schemas")]
    paths = [path for folder in (package, *data) for path in folder.rglob("*") if path.suffix in CODE]
    texts = (path.read_bytes() for path in sorted(paths))
    return hashlib.sha256(b"\0".join(texts)).hexdigest()[:12]


def read_plan(folder: Path) -> Plan:
    """The plan of a run folder; raises `InputError`."""
    try:
        return Plan.model_validate_json((folder / PLAN).read_text(encoding="utf-8"))
    except (OSError, ValidationError) as error:
        raise InputError(f"{folder} is no run: {str(error).splitlines()[0]}.") from None


def read_lines(folder: Path) -> Iterator[Line]:
    """The lines of `read_endings`, one at a time: parsed together, those of a long run take gigabytes."""
    return (_parsed(Line, folder, number, row) for _, number, row in _finished(folder))


def read_endings(folder: Path) -> list[Ending]:
    """The last ending for each call and repeat; a line cut short by a crash is left out."""
    return [ending for ending, _, _ in _finished(folder)]


def _finished(folder: Path) -> list[tuple[Ending, int, bytes]]:
    """Each ending with the number and the text of its line."""
    path = folder / LINES
    rows = path.read_bytes().split(b"\n")[:-1] if path.is_file() else []
    found = [(_parsed(Ending, folder, number, row), number, row) for number, row in enumerate(rows, 1)]
    return list({(each[0].call, each[0].repeat): each for each in found}.values())


def _parsed(kind: type[T], folder: Path, number: int, row: bytes) -> T:
    try:
        return kind.model_validate_json(row)
    except ValidationError as error:
        raise InputError(f"{folder / LINES}, line {number}: {error.errors()[0]['msg']}.") from None


def missing(plan: Plan, endings: Sequence[Ending]) -> list[tuple[str, int]]:
    """The (call, repeat) that have no good line yet; a call that failed or is incomplete is read again."""
    done = {(each.call, each.repeat) for each in endings if each.facts and not each.facts.run.incomplete}
    every = [(call, repeat) for call in plan.calls for repeat in range(plan.repeat)]
    return [each for each in every if each not in done]


def execute(jobs: Sequence[Job], settings: Settings, folder: Path, parallel: int = 1) -> Iterator[Line]:
    """Reads each job and yields its line once it is on disk; order is as they finish."""
    purse = Purse(settings.budget.max_cost, parallel)
    _mend(folder / LINES)
    with (folder / LINES).open("a", encoding="utf-8") as out, ThreadPoolExecutor(parallel) as pool:
        waiting = [pool.submit(_read_once, job, settings, purse) for job in jobs]
        for future in as_completed(waiting):
            line = future.result()
            out.write(line.model_dump_json() + "\n")
            out.flush()
            yield line


def _mend(path: Path) -> None:
    """Ends a line that a crash cut short, so that the next one starts on its own."""
    if path.is_file() and (data := path.read_bytes()) and not data.endswith(b"\n"):
        path.write_bytes(data[: data.rfind(b"\n") + 1])


class Purse:
    """The money of a run, shared by the calls in flight."""

    def __init__(self, whole: Decimal | None, hands: int) -> None:
        self.left = whole
        self.hands = hands
        self.lock = threading.Lock()

    def share(self) -> Decimal | None:
        """What the next call may spend: its part of what is left; None without a limit."""
        with self.lock:
            return None if self.left is None else self.left / self.hands

    def spend(self, cost: Decimal | None) -> None:
        """Takes what a call has cost."""
        with self.lock:
            if self.left is not None and cost is not None:
                self.left = max(Decimal(0), self.left - cost)


def _read_once(job: Job, settings: Settings, purse: Purse) -> Line:
    call, repeat = job
    began = time.monotonic()
    budget = replace(settings.budget, max_cost=purse.share())
    try:
        facts = _read(call, replace(settings, budget=budget, repeat=repeat))
    except Exception as error:  # a reader that crashes is a result of this call: all of its gold is missed
        return Line(call=call.call, repeat=repeat, seconds=time.monotonic() - began, error=_reason(error))
    purse.spend(facts.run.cost)
    return Line(call=call.call, repeat=repeat, seconds=time.monotonic() - began, facts=facts)


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, ExtractorError) else f"crashed: {type(error).__name__}: {error}"


def _read(call: GoldCall, settings: Settings) -> CallFacts:
    path = sources.locate(call.sha256)
    if path is None:
        raise InputError(f"the transcript of {call.call} is not on this machine")
    if settings.reader == "gold":
        return perfect.read(call, sources.read(path))
    return extractor.extract(path, settings)


def dump(path: Path, value: Any) -> None:
    """Writes a value as JSON."""
    path.write_text(json.dumps(value, default=str, ensure_ascii=False) + "\n", encoding="utf-8")
