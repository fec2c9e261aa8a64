"""What reading a call costs in tokens, beside what langextract sends for the same call. Nothing is sent.

    python -m evals.bench_cost                # also makes an environment in a temporary folder for langextract
    python -m evals.bench_cost --alone        # installs nothing, leaves langextract out
    python -m evals.bench_cost --vocabulary   # counts by OpenAI's o200k_base instead of the characters' estimate

Calls are the transcripts at hand and our samples. `own` is the call's own words: the paragraphs the model reader sends,
without translations. `fresh` is what differs from request to request (context and fenced chunk), `prefix` what every
request repeats (instructions and the schema as sent), over all requests. Second questions and re-asks are left out:
how many there are is not known beforehand. `out` is the estimate of the dry run, with either way of counting.

langextract has its defaults, a description of the same fields in a few words, one example, and a model of ours that
notes its prompts and finds nothing; the schema that it makes of the example for its default model is counted with
every request. It is given the same paragraphs, and the file as it stands.
"""

from __future__ import annotations

import argparse
import json
import socket
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

PACKAGES = ("langextract", "bpe-openai")
FRESH_AIM, ALL_AIM = 1.5, 3.0
DESCRIPTION = """\
Extract every quantity that the company states about itself on this earnings call, in order of appearance. Use exact
text for extractions; do not paraphrase. Give as attributes the metric, the segment, the measure (level, growth, change
or share), what a growth or change is measured against, what a share is of, the fiscal period, the status (actual,
guidance, prior guidance or target), the basis (gaap or non_gaap), the value in base units and the unit."""
EXAMPLE = "Revenue for the third quarter was $48.2 million, up 19% year over year."
FOUND = {
    "$48.2 million": {
        "metric": "revenue", "measure": "level", "period": "2031Q3", "status": "actual", "value": "48200000",
        "unit": "USD",
    },
    "19%": {
        "metric": "revenue", "measure": "growth", "versus": "yoy", "period": "2031Q3", "status": "actual",
        "value": "19", "unit": "percent",
    },
}  # fmt: skip
Counter = Callable[[str], int]


# What runs in the other environment


def langextract_sends(texts: Sequence[str]) -> dict[str, Any]:
    """Its version, the schema that goes with every request, and for each text the prompts it would send."""
    lx, base = import_module("langextract"), import_module("langextract.core.base_model")
    kinds, gemini = import_module("langextract.core.types"), import_module("langextract.providers.schemas.gemini")
    found = [lx.data.Extraction("quantity", text, attributes=said) for text, said in FOUND.items()]
    examples = [lx.data.ExampleData(EXAMPLE, found)]
    schema = gemini.GeminiSchema.from_examples(examples)
    prompts: list[str] = []

    def infer(self: Any, batch_prompts: Sequence[str], **_: Any) -> Any:
        prompts.extend(batch_prompts)
        return [[kinds.ScoredOutput(1.0, '{"extractions": []}')] for _ in batch_prompts]

    model = type("Noting", (base.BaseLanguageModel,), {"infer": infer})()
    model.apply_schema(schema)
    sent = []
    for text in texts:
        lx.extract(text, DESCRIPTION, examples, model=model, use_schema_constraints=False, show_progress=False)
        sent.append(prompts.copy())
        prompts.clear()
    return {"version": metadata.version("langextract"), "schema": json.dumps(schema.schema_dict), "prompts": sent}


def count_o200k(texts: Sequence[str]) -> list[int]:
    """The tokens of each text in the vocabulary of OpenAI's models since gpt-4o."""
    encoding = import_module("bpe_openai").get_encoding("o200k_base")
    return [len(encoding.encode_ordinary(text)) for text in texts]


WORKERS: dict[str, Callable[[Sequence[str]], Any]] = {"langextract": langextract_sends, "o200k": count_o200k}


def work(name: str) -> None:
    """Answers on standard output the texts on standard input; a connection to anywhere ends it."""

    def refuse(*_: Any) -> None:
        raise RuntimeError("nothing may be sent")

    socket.socket.connect = refuse  # type: ignore[method-assign] # the guard is the point
    json.dump(WORKERS[name](json.load(sys.stdin)), sys.stdout)


def asked(python: str, name: str, texts: Sequence[str]) -> Any:
    """What the worker in the other environment makes of the texts."""
    command = [python, "-W", "ignore", __file__, "--worker", name]
    reply = subprocess.run(command, input=json.dumps(texts), stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(reply.stdout)


def environment(folder: Path) -> str:
    """The interpreter of a new environment with the packages."""
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES]
    subprocess.run(command, check=True, stdout=sys.stderr)
    return python


# What runs here


@dataclass(frozen=True)
class Sent:
    """A call as the model reader would send it: its own paragraphs, what each request repeats, and each page."""

    name: str
    file: str
    own: list[str]
    prefix: list[str]
    pages: list[str]
    tokens_out: int


def sent(path: Path) -> Sent:
    """What reading the call would send by the default settings."""
    from extractor import catalogue, chunking, numbers, prompting, reading, request, transcript
    from extractor.readers import model
    from extractor.settings import Endpoint, Replies, Settings

    options = Settings(endpoint=Endpoint(model="none"), replies=Replies(offline=True))
    call, metrics = transcript.load(path), catalogue.load(None)
    mentions, made = numbers.find(call.text), model.forms(metrics)
    pages = [prompting.page(call, chunk, mentions) for chunk in chunking.split(call, options.chunk_tokens)]
    own = [call.text[each.start : each.end] for turn in call.turns for each in turn.paragraphs]
    schema = json.dumps(request.strict_schema(made.reply.model_json_schema()))
    asked_pages = [page.text for page in pages if page.ids]
    out = reading.estimate(call, metrics, options).tokens_out
    return Sent(path.stem, call.text, own, [made.prompt.text, schema], asked_pages, out)


HEAD = (
    "call", "own", "requests", "fresh", "prefix", "out", "fresh/own", "all/own",
    "langextract requests", "in", "in/own", "the file: requests", "in", "in/own",
)  # fmt: skip


def ours(call: Sent, count: Counter) -> list[int]:
    """Tokens of the call's own words; requests, tokens fresh, of the prefix over all requests, and out."""
    prefix = sum(map(count, call.prefix)) * len(call.pages)
    return [sum(map(count, call.own)), len(call.pages), sum(map(count, call.pages)), prefix, call.tokens_out]


def theirs(prompts: Sequence[str], schema: str, count: Counter) -> list[int]:
    """Requests, and tokens in over all of them."""
    return [len(prompts), count(schema) * len(prompts) + sum(map(count, prompts))]


def row(name: str, figures: Sequence[int]) -> str:
    """The figures of `ours`, and twice those of `theirs` where there are any, with their ratios, as a table row."""
    own, requests, fresh, prefix, out, *others = figures
    cells = [f"{each:,}" for each in (own, requests, fresh, prefix, out)]
    cells += [f"{fresh / own:.2f}", f"{(fresh + prefix) / own:.2f}"]
    for at in range(0, len(others), 2):
        cells += [f"{others[at]:,}", f"{others[at + 1]:,}", f"{others[at + 1] / own:.2f}"]
    return f"| {' | '.join([name, *cells])} |"


def table(rows: dict[str, list[int]]) -> str:
    """The rows in Markdown, with their sum, and a sentence on the calls above the aims."""
    made = [row(name, figures) for name, figures in rows.items()]
    made.append(row("all", [sum(column) for column in zip(*rows.values(), strict=True)]))
    head = HEAD[: made[0].count("|") - 1]
    above = [name for name, (own, _, fresh, prefix, *_) in rows.items() if exceeds(own, fresh, prefix)]
    aims = f"Aims: fresh/own at most {FRESH_AIM}, all/own at most {ALL_AIM}; above: {', '.join(above) or 'none'}."
    return "\n".join([f"| {' | '.join(head)} |", "| --- |" + " --: |" * (len(head) - 1), *made, "", aims])


def exceeds(own: int, fresh: int, prefix: int) -> bool:
    """Whether the tokens are above an aim."""
    return fresh > FRESH_AIM * own or fresh + prefix > ALL_AIM * own


def measured(calls: Sequence[Sent], python: str, vocabulary: bool) -> str:
    """The table for the calls; langextract beside it where an interpreter that has it is named."""
    given = [text for call in calls for text in ("\n".join(call.own), call.file)]
    other: Any = asked(python, "langextract", given) if python else {"version": "left out", "schema": "", "prompts": []}
    count = counter(calls, other, python if vocabulary else "")
    rows = {call.name: ours(call, count) for call in calls}
    for at, prompts in enumerate(other["prompts"]):
        rows[calls[at // 2].name] += theirs(prompts, other["schema"], count)
    return f"{table(rows)}\nlangextract: {other['version']}."


def counter(calls: Sequence[Sent], other: Any, python: str) -> Counter:
    """The estimate from characters; with an interpreter, the vocabulary's count of every text, taken at once."""
    from extractor import chunking

    if not python:
        return chunking.count_tokens
    texts = [text for call in calls for text in (*call.own, *call.prefix, *call.pages)]
    texts += [other["schema"], *(prompt for prompts in other["prompts"] for prompt in prompts)]
    return dict(zip(texts, asked(python, "o200k", texts), strict=True)).__getitem__


def main(arguments: list[str] | None = None) -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench_cost")
    parser.add_argument("--worker", choices=WORKERS, help=argparse.SUPPRESS)
    parser.add_argument("--python", default="", help=f"an interpreter that has {' and '.join(PACKAGES)}")
    parser.add_argument("--alone", action="store_true", help="leave langextract out and install nothing")
    parser.add_argument("--vocabulary", action="store_true", help="count by o200k_base")
    options = parser.parse_args(arguments)
    if options.worker:
        work(options.worker)
        return 0
    if options.alone and options.vocabulary:
        parser.error("--vocabulary needs the other environment; leave --alone away")
    from evals import sources

    calls = [sent(path) for folder in sources.folders() for path in sorted(folder.glob("*.txt"))]
    with tempfile.TemporaryDirectory() as folder:
        python = "" if options.alone else options.python or environment(Path(folder))
        print(measured(calls, python, options.vocabulary))
    return 0


if __name__ == "__main__":
    sys.exit(main())
