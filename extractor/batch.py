"""Many calls, one after the other: each read, each written, none stopping the others.

Goes in: sources, settings, and what is wanted of each. Comes out: one `Outcome` a call, as soon as it is written. It
prints nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from extractor import pipeline, reading, views
from extractor.errors import EXIT_DONE, EXIT_INCOMPLETE, ExtractorError, UsageError
from extractor.reading import Progress, Session
from extractor.records import CallFacts
from extractor.settings import Settings


@dataclass(frozen=True)
class Wanted:
    """What to write of each call: the folder, and the views beside the JSON; no folder writes nothing."""

    folder: Path | None
    views: tuple[str, ...] = ("markdown",)


@dataclass(frozen=True)
class Outcome:
    """One call: its facts and the files written, or the error that stopped it, with the exit code of either."""

    source: str
    call: CallFacts | None = None
    files: tuple[Path, ...] = ()
    error: ExtractorError | None = None

    @property
    def exit_code(self) -> int:
        """What the command line returns for this call alone."""
        if self.error:
            return self.error.exit_code
        return EXIT_INCOMPLETE if self.call and self.call.run.incomplete else EXIT_DONE


def views_named(listed: str) -> tuple[str, ...]:
    """The views in a comma-separated list; "none" names none. Raises `UsageError` for a name that is no view."""
    names = tuple(name.strip() for name in listed.split(",") if name.strip() and name.strip() != "none")
    unknown = sorted(set(names) - set(views.NAMES))
    if unknown:
        raise UsageError(f"There is no view {', '.join(unknown)}; the views are {', '.join(views.NAMES)}.")
    return names


def process(sources: Iterable[str], options: Settings, wanted: Wanted, progress: Progress) -> Iterator[Outcome]:
    """An outcome a source, in order; budget and pace hold for all of them together.

    Raises `UsageError` at once where the settings can't be used for any call.
    """
    options = pipeline.usable(options)
    taken: set[str] = set()
    with reading.session(options, progress) as session:
        for source in sources:
            yield _outcome(source, options, wanted, session, taken)


def _outcome(source: str, options: Settings, wanted: Wanted, session: Session, taken: set[str]) -> Outcome:
    try:
        call = pipeline.read_source(source, options, session)
    except UsageError:
        raise
    except ExtractorError as error:
        return Outcome(source, error=error)
    try:
        return Outcome(source, call, _write(call, _stem(call.call.name or "call", taken), wanted))
    except ExtractorError as error:
        return Outcome(source, call, error=error)


def _stem(name: str, taken: set[str]) -> str:
    """A file stem no earlier call of this batch has: the second call of one name becomes name-2."""
    stem, number = name, 1
    while stem in taken:
        number += 1
        stem = f"{name}-{number}"
    taken.add(stem)
    return stem


def _write(call: CallFacts, stem: str, wanted: Wanted) -> tuple[Path, ...]:
    if wanted.folder is None:
        return ()
    try:
        wanted.folder.mkdir(parents=True, exist_ok=True)
        path = wanted.folder / f"{stem}.json"
        path.write_text(call.to_json() + "\n", encoding="utf-8")
        return (path, *(views.write(name, call, wanted.folder / stem) for name in wanted.views))
    except OSError as error:
        raise UsageError(f"{wanted.folder} cannot be written ({error.strerror}); choose another --output.") from None
