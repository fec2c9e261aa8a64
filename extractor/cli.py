"""The command line: the only place that prints and exits.

Standard output carries what was asked for as data; everything else goes to standard error. Exit codes: 0 done, 1 a gate
failed, 2 usage or settings, 3 input, 4 incomplete.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from extractor import errors
from extractor.errors import ExtractorError, InputError, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from extractor.batch import Outcome
    from extractor.records import CallFacts, MentionRecord
    from extractor.settings import Settings

EXIT_CODES = """\b
Exit codes: 0 done, 1 a gate failed, 2 usage or settings, 3 input that cannot
be read, 4 incomplete (what is missing is in the output)."""

ENVIRONMENT = """\b
Environment:
  EXTRACTOR_MODEL        the model to ask; none is asked unless one is named
  EXTRACTOR_BASE_URL     any OpenAI-compatible endpoint (vLLM, Ollama,
                         llama.cpp, Azure), e.g. http://127.0.0.1:8000/v1
  EXTRACTOR_API_KEY      its key (else OPENAI_API_KEY)
  EXTRACTOR_API_VERSION  the version that Azure asks for
  EXTRACTOR_CACHE_DIR    where replies are kept
  EXTRACTOR_PRICES       a price file of your own"""

KEPT = "Replies lie in EXTRACTOR_CACHE_DIR (else the user's cache folder); they hold neither questions nor keys."

OWN_METRICS = "Your own metrics, synonyms and relations, as YAML."


class Amount(click.ParamType[Any]):
    """An amount of money as a decimal."""

    name = "amount"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """The amount; a plain sentence for anything that is none."""
        try:
            amount = Decimal(value)
        except InvalidOperation:
            self.fail(f"{value!r} is no amount; give a number such as 0.50.", param, ctx)
        if not amount.is_finite() or amount < 0:
            self.fail(f"{value!r} is no amount; give a number such as 0.50.", param, ctx)
        return amount


def _console() -> Console:
    from rich.console import Console

    return Console(stderr=True, highlight=False)


@contextmanager
def _failing() -> Iterator[None]:
    """Turns an error of ours into its sentence and exit code, and an interruption into 130."""
    try:
        yield
    except ExtractorError as error:
        click.echo(f"extractor: {error}", err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        click.echo("extractor: interrupted; what was answered is kept in the cache, run again to go on.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}, epilog=EXIT_CODES)
@click.version_option(package_name="kpi-extractor", prog_name="extractor")
def main() -> None:
    """Read earnings-call transcripts: every number the company said about itself, named, dated, checked, and traced
    to its characters.

    \b
    Start with:   extractor run CALL.txt
    With a model: EXTRACTOR_MODEL=NAME extractor run CALL.txt
    """


def _reading_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say how a call is read; `run` and `estimate` share them."""
    options = [
        click.option(
            "--reader",
            type=click.Choice(["auto", "model", "rules", "both"]),
            default="auto",
            show_default=True,
            help="Who names the numbers. auto: the model when one is named, otherwise the rules; both: agreement of "
            "the two raises a fact's confidence, disagreement lowers it.",
        ),
        click.option("--model", metavar="NAME", help="The model to ask (else EXTRACTOR_MODEL)."),
        click.option("--base-url", metavar="URL", help="The endpoint (else EXTRACTOR_BASE_URL)."),
        click.option(
            "--strict/--no-strict",
            "strict",
            default=True,
            show_default=True,
            help="Send a strict schema; --no-strict for servers that refuse it.",
        ),
        click.option("--company", metavar="NAME", help="The company, over what the first lines say."),
        click.option("--period", metavar="PERIOD", help="The fiscal period reported, e.g. 2024Q3."),
        click.option("--catalogue", type=click.Path(path_type=Path), help=OWN_METRICS),
        click.option("--chunk-tokens", type=click.IntRange(50), help="Transcript tokens a request (default 12000)."),
        click.option(
            "--passes",
            type=click.IntRange(1, 9),
            help="Ask the model so often (default 1); agreement is confidence.",
        ),
        click.option("--concurrency", type=click.IntRange(1, 256), help="Requests under way at once (default 8)."),
        click.option("--requests-per-minute", type=click.IntRange(1), help="Stay below the endpoint's request limit."),
        click.option("--tokens-per-minute", type=click.IntRange(1), help="Stay below the endpoint's token limit."),
        click.option(
            "--max-cost", type=Amount(), help="Never spend more on all calls together (USD); needs a known price."
        ),
        click.option("--max-tokens", type=click.IntRange(1), help="Never use more tokens on all calls together."),
        click.option(
            "--timeout",
            "timeout_seconds",
            type=click.FloatRange(0.1, 86_400),
            help="Seconds to wait for one reply (default 300).",
        ),
        click.option(
            "--record",
            "record_dir",
            type=click.Path(path_type=Path, file_okay=False),
            help="Keep raw replies in this folder too, without the questions.",
        ),
        click.option(
            "--replay",
            "replay_dir",
            type=click.Path(path_type=Path, file_okay=False, exists=True),
            help="Answer from replies recorded in this folder; what is missing there is asked, unless --offline.",
        ),
        click.option("--offline", is_flag=True, help="Never send anything; use the cache and recordings only."),
        click.option("--no-cache", is_flag=True, help="Neither read nor keep replies in the cache."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def _settings(given: dict[str, Any]) -> Settings:
    """The environment's settings with the command line's on top."""
    from extractor import settings

    base = settings.from_environment()
    named = {name: value for name, value in given.items() if value is not None}
    endpoint, budget, replies = (_over(part, named) for part in (base.endpoint, base.budget, base.replies))
    if named.get("no_cache"):
        replies = replace(replies, cache_dir=None)
    whole: Settings = replace(_over(base, named), endpoint=endpoint, budget=budget, replies=replies)
    return whole


def _over(part: Any, named: dict[str, Any]) -> Any:
    """The part of the settings with every field of it that was named."""
    return replace(part, **{field.name: named[field.name] for field in fields(part) if field.name in named})


@main.command(epilog=ENVIRONMENT + "\n\n" + EXIT_CODES)
@click.argument("calls", nargs=-1, required=True, metavar="CALL...")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("out"),
    show_default=True,
    help="Folder for the files.",
)
@click.option(
    "--views",
    default="markdown",
    show_default=True,
    metavar="LIST",
    help="What to write beside the JSON, with commas: markdown, workbook, csv, parquet, jsonl; or none.",
)
@click.option(
    "--json",
    "json_to",
    metavar="PATH",
    help="Write the JSON here and no other files; - is standard output. One call: an indented object. Several: one "
    "object a line.",
)
@click.option("--brief", is_flag=True, help="Have the model write a brief from verified facts, and check it.")
@click.option("--dry-run", is_flag=True, help="Estimate requests, tokens and cost; ask nothing.")
@click.option("--quiet", "-q", is_flag=True, help="No tables and no progress; only errors and what is missing.")
@_reading_options
def run(calls: tuple[str, ...], **given: Any) -> None:
    """Read each CALL (a text file, or - for standard input) and write <call>.json and its views.

    Prints the headline facts, the guidance, what was rejected or is suspect and why, and a receipt.
    One call that fails does not stop the others; the exit code is the highest of all calls. A run that was stopped
    and is started again asks the model only what was not answered.
    """
    with _failing():
        from extractor import batch

        options = _settings(given)
        if given["dry_run"]:
            sys.exit(max(_estimate(call, options) for call in calls))
        to_stdout = given["json_to"] is not None
        wanted = batch.Wanted(None if to_stdout else given["output"], batch.views_named(given["views"]))
        with _progress(given["quiet"]) as (console, progress), _json_target(given["json_to"], calls) as write_json:
            codes = [0]
            for outcome in batch.process(calls, options, wanted, progress):
                codes.append(outcome.exit_code)
                _report(outcome, console, given["quiet"])
                if outcome.call:
                    write_json(outcome.call)
        sys.exit(max(codes))


@contextmanager
def _progress(quiet: bool) -> Iterator[tuple[Console, Callable[[str], None]]]:
    """A console on standard error, and what to call with each step in words."""
    console = _console()
    from rich.markup import escape

    if quiet or not console.is_terminal:
        yield console, lambda step: None
        return
    with console.status("starting") as status:
        yield console, lambda step: status.update(escape(step))


@contextmanager
def _json_target(path: str | None, calls: Sequence[str]) -> Iterator[Callable[[CallFacts], None]]:
    """What to call with each result: nothing, standard output, or a file; several calls are one JSON object a line."""
    if path is None:
        yield lambda call: None
    elif path == "-":
        yield lambda call: click.echo(_json(call, len(calls)))
    else:
        try:
            with Path(path).open("w", encoding="utf-8") as file:
                yield lambda call: click.echo(_json(call, len(calls)), file)
        except OSError as error:
            raise UsageError(f"{path} cannot be written ({error.strerror}); choose another --json.") from None


def _json(call: CallFacts, calls: int) -> str:
    return call.to_json() if calls == 1 else call.model_dump_json()


def _report(outcome: Outcome, console: Console, quiet: bool) -> None:
    if outcome.error:
        click.echo(f"extractor: {outcome.error}", err=True)
    if outcome.call is None:
        return
    if not quiet:
        from extractor.views import terminal

        terminal.render(outcome.call, console)
        for path in outcome.files:
            console.print(f"wrote {path}", style="dim", markup=False)
        return
    for missing in outcome.call.run.incomplete:
        click.echo(f"extractor: {outcome.source} is incomplete: {missing}", err=True)


def _estimate(source: str, options: Settings) -> int:
    """The exit code for one call whose estimate is told."""
    from extractor import pipeline

    try:
        click.echo(pipeline.estimate(source, options))
    except InputError as error:
        click.echo(f"extractor: {error}", err=True)
        return error.exit_code
    return errors.EXIT_DONE


@main.command(epilog=EXIT_CODES)
@click.argument("call", metavar="CALL")
@click.option("--json", "json_to", type=click.Choice(["-"]), help="One JSON object a line on standard output.")
def numbers(call: str, json_to: str | None) -> None:
    """List every number of CALL: its characters, value, unit and class.

    \b
    With --json - each line holds: line start end text value unit qualifier class,
    and partner (the position in this list of the other end of a range).
    """
    with _failing():
        from extractor import pipeline

        for row in pipeline.list_numbers(call):
            click.echo(json.dumps(row, ensure_ascii=False) if json_to else _number_line(row))


def _number_line(row: dict[str, Any]) -> str:
    value = "" if row["value"] is None else row["value"]
    return f"{row['line']:>6}  {row['text']:<24} {value:>20} {row['unit']:<10} {row['qualifier']:<6} {row['class']}"


@main.command(epilog=EXIT_CODES)
@click.argument("call", metavar="CALL")
@click.option("--state", type=click.Choice(["used", "excluded", "unexplained"]), help="Only the numbers in this state.")
@click.option("--json", "json_to", type=click.Choice(["-"]), help="One JSON object a line on standard output.")
@_reading_options
def ledger(call: str, state: str | None, json_to: str | None, **given: Any) -> None:
    """Account for every number of CALL: used by which facts, excluded with the reason, or unexplained.

    CALL is a transcript, or the JSON of a call that was read before.
    """
    with _failing():
        from extractor import pipeline
        from extractor.views.page import described

        result = pipeline.saved_or_read(call, _settings(given))
        names = {fact.id: described(fact) for fact in result.facts}
        for number in result.mentions:
            if state in (None, number.state):
                click.echo(number.model_dump_json() if json_to else _ledger_line(number, names))
        if result.run.coverage is not None:
            click.echo(f"{result.run.coverage}% of the company-spoken quantities are explained.", err=True)


def _ledger_line(number: MentionRecord, names: dict[str, str]) -> str:
    why = "; ".join(names.get(fact, fact) for fact in number.facts) or number.reason
    return f"{number.line:>6}  {number.text:<24} {number.kind:<13} {number.state:<11} {why}"


@main.command(epilog=EXIT_CODES)
@click.argument("call", metavar="CALL.json")
@click.option(
    "--view",
    default="terminal",
    show_default=True,
    metavar="NAME",
    help="terminal, markdown, json, jsonl, csv, parquet or workbook.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    help="File or stem to write; text views default to standard output.",
)
def show(call: str, view: str, output: Path | None) -> None:
    """Render a saved result as any view, without reading the call again.

    CALL.json is what `extractor run` wrote; nothing is asked of any model.
    """
    with _failing():
        from extractor import pipeline, views

        result = pipeline.load(call)
        if view == "terminal":
            from rich.console import Console

            from extractor.views import terminal

            terminal.render(result, Console(highlight=False))
            return
        if output is None and view in views.TEXT:
            click.echo(views.text(view, result))
            return
        click.echo(f"wrote {views.write(view, result, output or Path(call).with_suffix(''))}", err=True)


@main.command(epilog=EXIT_CODES)
@click.argument("earlier", metavar="EARLIER.json")
@click.argument("later", metavar="LATER.json")
@click.option(
    "--view",
    type=click.Choice(["terminal", "markdown", "json"]),
    default="terminal",
    show_default=True,
    help="How to show it, on standard output.",
)
@click.option("--catalogue", type=click.Path(path_type=Path), help=OWN_METRICS)
def compare(earlier: str, later: str, view: str, **given: Any) -> None:
    """Compare two calls of one company: movements, restatements, guidance then, now and delivered.

    EARLIER and LATER are results that `extractor run` wrote.
    """
    with _failing():
        from extractor import pipeline
        from extractor.views import comparison

        found = pipeline.compare(earlier, later, _settings(given))
        if view == "terminal":
            from rich.console import Console
            from rich.markdown import Markdown

            Console(highlight=False).print(Markdown(comparison.to_markdown(found)))
            return
        click.echo(found.model_dump_json(indent=1) if view == "json" else comparison.to_markdown(found))


@main.command(epilog=ENVIRONMENT + "\n\n" + EXIT_CODES)
@click.option("--model", metavar="NAME", help="The model to ask (else EXTRACTOR_MODEL).")
@click.option("--base-url", metavar="URL", help="The endpoint (else EXTRACTOR_BASE_URL).")
@click.option("--catalogue", type=click.Path(path_type=Path), help=OWN_METRICS)
def doctor(**given: Any) -> None:
    """Say what is configured, try the endpoint, and tell what to do about what is missing.

    The endpoint is asked for its models and for one tiny reply, and only where a model is named. Exit code 2 says that
    something needs mending.
    """
    with _failing():
        from extractor import diagnosis

        findings = diagnosis.examine(_settings(given))
        for finding in findings:
            click.echo(
                f"{'ok  ' if finding.ok else 'FIX '} {finding.what}" + (f"\n     {finding.do}" if finding.do else "")
            )
        sys.exit(0 if all(finding.ok for finding in findings) else errors.EXIT_USAGE)


@main.group(epilog=KEPT)
def cache() -> None:
    """The model's raw replies, kept so that nothing is asked and paid twice: what there is, and clearing it."""


@cache.command("info", epilog=KEPT)
def cache_info() -> None:
    """Where replies are kept, how many, and how large."""
    with _failing():
        from extractor import pipeline, settings

        click.echo(pipeline.cache_info(settings.from_environment()))


@cache.command("clear", epilog=KEPT)
def cache_clear() -> None:
    """Delete every kept reply."""
    with _failing():
        from extractor import pipeline, settings

        click.echo(pipeline.cache_clear(settings.from_environment()))


if __name__ == "__main__":
    main()
