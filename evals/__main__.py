"""The command line of the evals. Exit codes: 0 done, 1 a gate failed, 2 usage, 3 input, 4 incomplete."""

from __future__ import annotations

import datetime
import gc
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from decimal import Decimal
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import click

from evals import comparing, errors, intervals, mutations, runs, scoring, sources, tables
from evals import gold as goldfiles
from evals import headlines as headline_recall
from evals import report as reports
from evals.gold import GoldCall
from extractor import catalogue, settings
from extractor.errors import EXIT_GATE, EXIT_INCOMPLETE, ExtractorError, UsageError
from extractor.settings import Settings

COLLECT_AFTER = 100_000
"""Objects made before cycles are looked for: labels and outcomes are trees, all of which every search walks through."""
FOLDER = click.Path(path_type=Path)
READERS = click.Choice(["rules", "model", "both", "auto", "gold"])


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Score readers against hand-labelled calls, and say how sure the score is."""


def gold_option(command: Any) -> Any:
    """The folder of labels."""
    return click.option("--gold", "folder", type=FOLDER, default=goldfiles.FOLDER, help="Folder of gold files.")(
        command
    )


@cli.command()
@click.option(
    "--reader", type=READERS, default="rules", show_default=True, help='"gold" returns the labels themselves.'
)
@click.option("--model", default="", help="Model to ask; EXTRACTOR_MODEL otherwise.")
@click.option("--out", type=FOLDER, required=True, help="Folder of the run; an unfinished one goes on.")
@click.option("--calls", "only", default="*", help="Only gold calls whose name fits this pattern.")
@click.option("--repeat", type=click.IntRange(1), default=1, help="Read each call so many times.")
@click.option("-j", "parallel", type=click.IntRange(1), default=1, help="Calls in flight.")
@click.option("--max-cost", type=Decimal, default=None, help="Stop asking at this cost.")
@click.option("--replay", type=FOLDER, default=None, help="Answer from this folder of recorded replies.")
@click.option("--offline", is_flag=True, help="Send nothing.")
@gold_option
def run(out: Path, only: str, repeat: int, parallel: int, folder: Path, **options: Any) -> None:
    """Read the gold calls and score what comes out."""
    every = goldfiles.load(folder, only)
    here = [call for call in every if sources.locate(call.sha256)]
    _report_absent(every, here)
    chosen = _settings(**options)
    plan = _plan(chosen, here, repeat, options["replay"])
    if runs.open_folder(out, plan):
        _say("the extractor has changed since this run began: all calls are read anew")
    wanted = set(runs.missing(plan, runs.read_endings(out)))
    jobs = [(call, number) for call in here for number in range(repeat) if (call.call, number) in wanted]
    for line in runs.execute(jobs, chosen, out, parallel):
        _say(
            f"{line.call}: {line.error or f'{len(line.facts.facts) if line.facts else 0} facts'}, {line.seconds:.1f} s"
        )
    _finish(_scored(out, folder))


def _settings(reader: str, model: str, max_cost: Decimal | None, replay: Path | None, offline: bool) -> Settings:
    named = settings.from_environment()
    endpoint = replace(named.endpoint, model=model or named.endpoint.model)
    replies = replace(named.replies, replay_dir=replay, offline=offline or replay is not None)
    return replace(
        named, reader=reader, endpoint=endpoint, replies=replies, budget=replace(named.budget, max_cost=max_cost)
    )


def _plan(chosen: Settings, calls: Sequence[GoldCall], repeat: int, replay: Path | None) -> runs.Plan:
    asked = chosen.endpoint.model if chosen.reader not in ("rules", "gold") else ""
    names = [call.call for call in calls]
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    return runs.Plan(
        reader=chosen.reader, model=asked, repeat=repeat, calls=names, started=now,
        gold=goldfiles.fingerprint(list(calls)), code=runs.code_fingerprint(), replay=replay.name if replay else "",
    )  # fmt: skip


def _report_absent(every: Sequence[GoldCall], here: Sequence[GoldCall]) -> None:
    absent = sorted({call.call for call in every} - {call.call for call in here})
    if absent:
        _say(f"no transcript on this machine, left out: {', '.join(absent)} (set EXTRACTOR_TRANSCRIPTS)")


def _scored(out: Path, folder: Path) -> scoring.Score:
    """The score of a run folder on the gold as it is now, written beside it."""
    plan = runs.read_plan(out)
    result = scoring.score(plan.model_dump(), runs.read_lines(out), goldfiles.load(folder))
    unread = runs.missing(plan, runs.read_endings(out))
    result.incomplete += [f"{call}, repeat {number}: not read" for call, number in unread]
    runs.dump(out / "score.json", result.to_json())
    return result


def _finish(result: scoring.Score) -> None:
    click.echo(tables.overview(result))
    if result.incomplete:
        _say("\n".join(["incomplete:", *result.incomplete]))
        sys.exit(EXIT_INCOMPLETE)


@cli.command()
@click.argument("out", type=FOLDER)
@gold_option
def score(out: Path, folder: Path) -> None:
    """Score a run again, on the gold as it is now, without any request."""
    _finish(_scored(out, folder))


@cli.command()
@click.argument("before", type=FOLDER)
@click.argument("after", type=FOLDER)
def compare(before: Path, after: Path) -> None:
    """Say whether the run AFTER is better than BEFORE; each a run folder or a baseline file."""
    change = comparing.compare(_load(before), _load(after))
    click.echo(tables.change(change))


def _load(place: Path) -> scoring.Score:
    return scoring.load(place / "score.json" if place.is_dir() else place)


@cli.command()
@click.argument("out", type=FOLDER)
@click.option("--baseline", type=FOLDER, default=None, help="Compare with this baseline file or run folder.")
def report(out: Path, baseline: Path | None) -> None:
    """Write report.html, report.md, report.json and junit.xml beside a scored run."""
    result = _load(out)
    change = comparing.compare(_load(baseline), result) if baseline else None
    made = datetime.datetime.now(datetime.UTC).date().isoformat()
    click.echo(str(reports.write(out, result, change, made)))


@cli.command("errors")
@click.argument("out", type=FOLDER)
@click.option("--class", "kind", type=click.Choice(errors.CLASSES), default=None, help="Only this error class.")
@click.option("--calls", "only", default="*", help="Only calls whose name fits this pattern.")
def list_errors(out: Path, kind: str | None, only: str) -> None:
    """List what is wrong, one outcome a line."""
    for call in _load(out).calls:
        if fnmatch(call.call, only):
            for item in call.items:
                if item["kind"] == kind or (kind is None and item["kind"] in errors.CLASSES):
                    click.echo(tables.outcome(call.call, item))


@cli.command()
@click.argument("out", type=FOLDER)
@click.argument("baseline", type=FOLDER)
@gold_option
def bless(out: Path, baseline: Path, folder: Path) -> None:
    """Make a scored run the baseline that the gate compares with."""
    result = _load(out)
    here = [call for call in goldfiles.load(folder) if sources.locate(call.sha256)]
    objections = comparing.objections(result, goldfiles.fingerprint(here))
    if objections:
        raise UsageError("Not blessed: " + "; ".join(objections) + ".")
    baseline.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(comparing.baseline(result), indent=1, ensure_ascii=False)
    baseline.write_text(text + "\n", encoding="utf-8")
    click.echo(f"{baseline}: strict F1 {tables.percent(result.estimate().value)} on {len(result.calls)} calls")


@cli.command()
@click.argument("out", type=FOLDER)
@click.argument("baseline", type=FOLDER)
def gate(out: Path, baseline: Path) -> None:
    """Fail (1) when the run is worse than the baseline or has a new dangerous error; 4 when it is incomplete."""
    result = _load(out)
    change = comparing.compare(_load(baseline), result)
    reasons = comparing.gate(change)
    click.echo("\n".join([f"strict F1: {change.verdict.sentence}", *reasons]))
    if reasons:
        sys.exit(EXIT_GATE)
    if result.incomplete:
        _say("\n".join(["incomplete:", *result.incomplete]))
        sys.exit(EXIT_INCOMPLETE)


@cli.command()
@click.option("--trials", type=click.IntRange(100), default=1000, show_default=True)
@click.option("--seed", type=int, default=intervals.SEED, show_default=True)
def simulate(trials: int, seed: int) -> None:
    """Show how often the intervals hold the truth, on invented calls whose true F1 is known."""
    click.echo(tables.coverage(intervals.simulate((5, 6, 8, 12, 20, 30), trials, seed)))


@cli.command()
@click.option("--seed", type=int, default=intervals.SEED, show_default=True)
@click.option("--list", "kind", default="", help='List the claims of this kind that went wrong, e.g. "true".')
@click.option("--json", "as_json", is_flag=True, help="Print the table as JSON.")
@gold_option
def mutate(seed: int, kind: str, as_json: bool, folder: Path) -> None:
    """Spoil true claims in known ways and count how many the verifier still calls verified."""
    texts = [(call, sources.text_of(call.sha256)) for call in goldfiles.load(folder)]
    outcomes = mutations.suite([(call, text) for call, text in texts if text is not None], seed)
    fates = mutations.fates(outcomes)
    click.echo(json.dumps([asdict(each) for each in fates], indent=1) if as_json else tables.fates(fates))
    for each in outcomes if kind else ():
        if each.kind == kind and (each.verdict == "verified") != (kind == "true"):
            click.echo(tables.mutated(each))


@cli.command()
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the weights here.")
@click.option(
    "--gold",
    "folders",
    type=FOLDER,
    multiple=True,
    default=[goldfiles.FOLDER, goldfiles.FOLDER / "once", goldfiles.FOLDER / "unasked"],
    help="Folder of gold files; may be given again.",
)
def learn(out: Path | None, folders: Sequence[Path]) -> None:
    """Say what the weights of words are worth on calls they were not fitted on; with --out fit them on all."""
    from evals import learning

    calls = [call for folder in folders for call in goldfiles.load(folder)]
    texts = [(call, text) for call in calls if (text := sources.text_of(call.sha256)) is not None]
    if len(texts) < learning.CALLS:
        raise UsageError(f"Only {len(texts)} of the calls have a transcript here; {learning.CALLS} are needed.")
    found = learning.examples(texts)
    click.echo(tables.worth(learning.worth(found)))
    if out:
        out.write_text(json.dumps(learning.as_json(found), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
        _say(f"{out}: fitted on {len(texts)} calls")


@cli.command()
@click.argument("folder", type=FOLDER, required=False)
@click.option("--reader", type=READERS, default="rules", show_default=True)
@click.option("-j", "parallel", type=click.IntRange(1), default=1, help="Calls read at a time.")
@click.option(
    "--most",
    type=click.IntRange(1),
    default=headline_recall.MOST,
    show_default=True,
    help="Look among so many facts of a call, the most salient first.",
)
@click.option("--json", "as_json", is_flag=True, help="Print every call as JSON.")
@click.option("--missed", is_flag=True, help="List the headline numbers that no fact has.")
def headlines(folder: Path | None, reader: str, parallel: int, most: int, as_json: bool, missed: bool) -> None:
    """Share of a news agency's headline numbers that are among our facts, over foreign calls."""
    place = folder or sources.shared() / "ectsum-dev"
    chosen = replace(settings.from_environment(), reader=reader)
    heard = headline_recall.hear(place, chosen, parallel, most)
    found = headline_recall.shares(heard)
    click.echo(json.dumps(found, indent=1) if as_json else tables.headlines(found))
    for each in heard if missed else ():
        left = [f"{bullet.value} {bullet.unit} ({bullet.category})" for bullet, hit in each.bullets if not hit]
        click.echo(f"{each.call}: {'; '.join(left)}")


@cli.group()
def gold() -> None:
    """The hand-labelled calls."""


@gold.command("check")
@gold_option
def gold_check(folder: Path) -> None:
    """Say what is wrong with the labels; 1 when something is."""
    known = {*catalogue.load().metrics, "other"}
    calls = goldfiles.load(folder)
    entered = {call.call for call in calls}
    problems = [
        f"{path.stem} has no line in calls.jsonl" for path in goldfiles.files(folder) if path.stem not in entered
    ]
    for call in calls:
        text = sources.text_of(call.sha256)
        problems += goldfiles.check(call, known, text)
        _say(f"{call.call}: {len(call.facts)} facts{'' if text is not None else ', transcript absent'}")
    click.echo("\n".join(problems) or "nothing wrong")
    if problems:
        sys.exit(EXIT_GATE)


@gold.command("enter")
@click.argument("call")
@click.argument("transcript", type=FOLDER)
@click.option("--guide", required=True, type=FOLDER, help="The labelling guide that was followed.")
@click.option("--labelled", required=True, help="How it was labelled, in a sentence.")
@click.option("--by", multiple=True, required=True, help="Who labelled it.")
@gold_option
def gold_enter(call: str, transcript: Path, guide: Path, labelled: str, by: tuple[str, ...], folder: Path) -> None:
    """Enter where a call's labels come from."""
    version = sources.digest(sources.read(guide))[:12]
    sha256 = sources.digest(sources.read(transcript))
    row = goldfiles.Provenance(
        call=call, transcript_sha256=sha256, guide_version=version, labelled=labelled, labelled_by=list(by)
    )
    goldfiles.enter(folder, row)


@gold.command("queue")
@click.argument("out", type=FOLDER)
@click.option("--calls", "only", default="*", help="Only calls whose name fits this pattern.")
def gold_queue(out: Path, only: str) -> None:
    """List the claims of a scored run that no gold fact explains, each with its key, for a person to decide."""
    for call in _load(out).calls:
        if fnmatch(call.call, only):
            for item in call.items:
                if item["kind"] == "spurious":
                    click.echo(f"{item['claim_key']} | {tables.outcome(call.call, item)}")


@gold.command("accept")
@click.argument("out", type=FOLDER)
@click.argument("keys", nargs=-1, required=True)
@click.option("--tier", type=click.Choice(["core", "optional"]), default="core", show_default=True)
@gold_option
def gold_accept(out: Path, keys: tuple[str, ...], tier: str, folder: Path) -> None:
    """Put the claims with these keys of `gold queue` into the gold; what stays in the queue is the reader's error."""
    read = [(line.call, fact) for line in runs.read_lines(out) if line.facts for fact in line.facts.facts]
    known = {f"{call}:{fact.id}": (call, fact) for call, fact in read}
    unknown = [key for key in keys if key not in known]
    if unknown:
        raise UsageError(f"No claim of {out.name} has the key {', '.join(unknown)}; `gold queue` lists them.")
    for call, fact in (known[key] for key in dict.fromkeys(keys)):
        goldfiles.add(folder, call, [goldfiles.from_claim(fact, tier)])
        _say(f"{call}: {tables.fact_line(fact)} is {tier} gold now")


@gold.command("agree")
@click.argument("first", type=FOLDER)
@click.argument("second", type=FOLDER)
def gold_agree(first: Path, second: Path) -> None:
    """Labeller against labeller, by the rule readers are scored with: the ceiling."""
    ours, theirs = goldfiles.read_facts(first), goldfiles.read_facts(second)
    click.echo(tables.agreement(ours, theirs))


@gold.command("diff")
@click.argument("first", type=FOLDER)
@click.argument("second", type=FOLDER)
def gold_diff(first: Path, second: Path) -> None:
    """List where two gold files differ, fact by fact."""
    for line in tables.differences(goldfiles.read_facts(first), goldfiles.read_facts(second)):
        click.echo(line)


@gold.command("schema")
def gold_schema() -> None:
    """Print the JSON Schema of a gold line."""
    click.echo(json.dumps(goldfiles.schema(), indent=2, ensure_ascii=False))


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)


def main() -> None:
    """Runs a command; an error the user can act on is a sentence and its exit code."""
    gc.set_threshold(COLLECT_AFTER)
    try:
        cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(EXIT_INCOMPLETE)
    except ExtractorError as error:
        _say(str(error))
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
