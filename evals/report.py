"""The report of a run in four forms: a page for people, Markdown for a change, JSON for programs, JUnit for a build.

In: a score, and the change against a baseline where there is one. Out: texts. The page holds its data, style and
script, and loads nothing. It shows transcript text only where the score was made with the transcript at hand, so a
report is never committed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from evals import intervals, scoring, tables
from evals.comparing import Change
from evals.errors import FINE
from evals.scoring import LEVELS, CallScore, Score, error_table, totals

TEMPLATE = Path(__file__).with_name("report.html")
SLOT = "/*DATA*/"
SHOWN = ("kind", "core", "gold", "claim", "context", "differs", "note", "repeat")


def write(folder: Path, score: Score, change: Change | None, made: str) -> Path:
    """Writes report.html, .md, .json and junit.xml into the folder; returns the page."""
    data = page_data(score, change, made)
    page = folder / "report.html"
    page.write_text(html(data), encoding="utf-8")
    (folder / "report.md").write_text(markdown(score, change), encoding="utf-8")
    figures = {name: value for name, value in data.items() if name != "items"}
    (folder / "report.json").write_text(json.dumps(figures, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "junit.xml").write_text(junit(score), encoding="utf-8")
    return page


def page_data(score: Score, change: Change | None, made: str) -> dict[str, Any]:
    """What the page holds; report.json holds the same without the single outcomes, which are in score.json."""
    before = change.before if change else {}
    return {
        **{name: getattr(score, name) for name in ("run", "gold", "absent", "incomplete")},
        "made": made,
        "totals": totals(score),
        "calls": [_call(call, before.get(call.call)) for call in score.calls],
        "items": [_shown(call.call, item) for call in score.calls for item in call.items],
        "change": _changed(change, score) if change else None,
    }


def _shown(call: str, item: dict[str, Any]) -> dict[str, Any]:
    """The outcome without what the page does not show; a claim that is right repeats its gold."""
    kept = {name: item[name] for name in SHOWN if item.get(name)} | {"call": call}
    return {**kept, "claim": None} if item["kind"] in FINE else kept


def _call(call: CallScore, before: float | None) -> dict[str, Any]:
    plain = {name: value for name, value in vars(call).items() if name not in ("items", "counts", "fields")}
    plain["f1"] = {level: intervals.f1(call.counts[level]) for level in LEVELS}
    return {**plain, "gold": call.counts["strict"].right + call.counts["strict"].missed, "before": before}


def _changed(change: Change, score: Score) -> dict[str, Any]:
    """The change with its lists as positions among the items, so that nothing is held twice."""
    keys = [(call.call, item.get("gold_key")) for call in score.calls for item in call.items]
    places = {key: n for n, key in enumerate(keys)}
    found = change.to_json()
    for name in ("fixed", "broke", "still"):
        found[name] = [places[item["call"], item["gold_key"]] for item in getattr(change, name)]
    return {**found, "dangerous": len(change.dangerous)}


def html(data: dict[str, Any]) -> str:
    """The page; data can't end its script element, whatever a transcript holds."""
    plain = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    return TEMPLATE.read_text(encoding="utf-8").replace(SLOT, plain.replace("\u2028", "\\u2028"), 1)


def markdown(score: Score, change: Change | None) -> str:
    """The figures for a change's description."""
    name = " ".join(part for part in (score.run["reader"], score.run.get("model", "")) if part)
    parts = [f"# {name} on {len(score.calls)} calls", "", *_levels(score), ""]
    if change:
        parts += [f"Against the baseline, strict: **{change.verdict.sentence}**.", ""]
        parts += [f"- {len(getattr(change, each))} {each}" for each in ("fixed", "broke", "still")] + [""]
    parts += [f"- incomplete: {each}" for each in score.incomplete]
    return "\n".join([*parts, *_errors(score), "", *_calibrated(score), "", *_calls(score), ""])


def _table(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> list[str]:
    titles = list(head)
    lines = [titles, ["---"] * len(titles), *rows]
    return ["| " + " | ".join(str(each) for each in line) + " |" for line in lines]


def _levels(score: Score) -> list[str]:
    rows = []
    for level in LEVELS:
        found = [score.estimate(level, measure) for measure in ("f1", "precision", "recall")]
        shares = [tables.percent(each.value) for each in found]
        rows.append([level, shares[0], tables.interval(found[0]), *shares[1:]])
    return _table(("level", "F1", "95% interval", "precision", "recall"), rows)


def _errors(score: Score) -> list[str]:
    rows = [row for row in error_table(score) if row["number"]]
    head = ("error", "how many", "strict F1 without")
    return _table(head, ([row["kind"], row["number"], tables.percent(row["fixed"])] for row in rows))


def _calibrated(score: Score) -> list[str]:
    found = scoring.calibrated(score)
    rows = [
        [row["name"], row["facts"], tables.percent(row["promised"]), tables.percent(row["right"]["value"])]
        for row in (*found["bands"], *found["verdicts"])
    ]
    return _table(("confidence", "facts", "promised", "right"), rows) if rows else []


def _calls(score: Score) -> list[str]:
    ranked = sorted(score.calls, key=lambda call: intervals.f1(call.counts["strict"]))
    rows = ([call.call, *(tables.percent(intervals.f1(call.counts[level])) for level in LEVELS)] for call in ranked)
    return _table(("call", *LEVELS), rows)


def junit(score: Score) -> str:
    """One suite a call, one case for each core fact of the gold; a fact that is not met fails."""
    root = ElementTree.Element("testsuites", name="evals")
    for call in score.calls:
        core = [item for item in call.items if item["core"]]
        failures = sum(not item["met"] for item in core)
        plain = {"name": call.call, "tests": str(len(core)), "failures": str(failures), "time": f"{call.seconds:.2f}"}
        suite = ElementTree.SubElement(root, "testsuite", plain)
        for item in core:
            _case(suite, call.call, item)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _case(suite: ElementTree.Element, call: str, item: dict[str, Any]) -> None:
    fact = item["gold"]
    name = " ".join(
        each for each in (fact["metric"], fact["segment"], fact["measure"], fact["period"], fact["number"]) if each
    )
    case = ElementTree.SubElement(suite, "testcase", classname=call, name=_printable(name))
    if not item["met"]:
        claimed = f"; claimed {item['claim']['number']} {item['claim']['unit']}" if item["claim"] else ""
        message = f"{item['kind']}{claimed} {item['note']}".strip()
        ElementTree.SubElement(case, "failure", type=item["kind"], message=_printable(message))


def _printable(text: str) -> str:
    """The text without characters that XML can't hold."""
    return text if text.isprintable() else "".join(filter(str.isprintable, text))
