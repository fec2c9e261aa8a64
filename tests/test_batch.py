"""Runs as a user starts them: many calls, killed and started again, recorded and replayed, and with a secret key."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from scripted_server import Action, Exchange, ScriptedServer, completion, envelope, fails, says

from extractor.cli import main

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "evals" / "samples" / "brackenmoor-2025q3.txt"
KEY = "sk-7h1s-1s-s3cr3t"
MARK = re.compile(r"«(\d+)\|([^»]*)»")


def honest(exchange: Exchange) -> None:
    """Every amount of money is revenue; good enough to have facts, rejected items and second questions."""
    plain = dict.fromkeys(("segment", "versus", "share_of", "basis", "unit", "per"), "")
    said = {"label": "revenue", "metric": "revenue", "measure": "level", "period": "", "status": "actual"}
    marks = MARK.findall(exchange.body["messages"][-1]["content"])
    items = [
        {"numbers": [int(number)], "read": read, "sign": "positive", "item": place, **plain, **said}
        for place, (number, read) in enumerate(marks, 1)
    ]
    exchange.send(200, envelope(json.dumps({"items": items, "left_out": []})))


def slowly(exchange: Exchange) -> None:
    """The same after a moment."""
    time.sleep(0.1)
    honest(exchange)


def arguments(folder: Path, *more: str) -> list[str]:
    """A run of the sample in many small questions, one at a time."""
    return ["run", str(SAMPLE), "-o", str(folder / "out"), "--chunk-tokens", "400", "--concurrency", "1", *more]


def environment(server: ScriptedServer, folder: Path) -> dict[str, str]:
    """What names that server, the key, and a cache in that folder."""
    return {
        "EXTRACTOR_MODEL": "scripted",
        "EXTRACTOR_BASE_URL": server.url,
        "EXTRACTOR_API_KEY": KEY,
        "EXTRACTOR_CACHE_DIR": str(folder / "cache"),
    }


def run(server: ScriptedServer, folder: Path, *more: str) -> Result:
    """What the run did."""
    return CliRunner().invoke(main, arguments(folder, *more), env=environment(server, folder))


def killed(server: ScriptedServer, folder: Path, after: int) -> None:
    """A run that is killed without warning when that many requests have arrived."""
    line = [sys.executable, "-m", "extractor.cli", *arguments(folder, "-q")]
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **environment(server, folder)}
    process = subprocess.Popen(line, env=variables)
    while len(server.bodies) < after and process.poll() is None:
        time.sleep(0.01)
    process.kill()
    process.wait()


def saved(folder: Path) -> dict[str, Any]:
    """The result that was written into that folder."""
    read: dict[str, Any] = json.loads((folder / "out" / f"{SAMPLE.stem}.json").read_text(encoding="utf-8"))
    return read


def test_a_killed_run_asks_only_what_was_not_answered(tmp_path: Path) -> None:
    """What was answered before the kill is not asked again; a third run asks nothing and says the same."""
    with ScriptedServer(otherwise=slowly) as server:
        killed(server, tmp_path, after=5)
        assert not (tmp_path / "out").exists()
        answered, before = server.bodies[:4], len(server.bodies)
        assert run(server, tmp_path).exit_code == 0
        again = server.bodies[before:]
        assert again
        assert not [body for body in again if body in answered]
        first, asked = saved(tmp_path), len(server.bodies)
        assert run(server, tmp_path).exit_code == 0
        assert len(server.bodies) == asked
    second = saved(tmp_path)
    assert (second["run"]["requests"], second["run"]["tokens_out"]) == (0, 0)
    assert second["run"]["cache_hits"] == first["run"]["cache_hits"] + first["run"]["requests"]
    assert second["facts"] == first["facts"]


def test_a_recorded_run_is_replayed_without_an_endpoint(tmp_path: Path) -> None:
    """Offline, without cache, with the same facts; the receipt says how the replies were made."""
    recordings = str(tmp_path / "recordings")
    with ScriptedServer(otherwise=honest) as server:
        assert run(server, tmp_path, "--record", recordings, "--no-cache").exit_code == 0
        first, asked = saved(tmp_path), len(server.bodies)
        done = run(server, tmp_path, "--replay", recordings, "--no-cache", "--offline")
        second = saved(tmp_path)
        nothing = run(server, tmp_path, "--offline", "--no-cache", "-q")
    assert (done.exit_code, len(server.bodies)) == (0, asked)
    assert not (tmp_path / "cache").exists()
    assert second["facts"] == first["facts"]
    assert "replies of scripted" in second["run"]["replay"]
    assert nothing.exit_code == 4
    assert "--offline" in nothing.stderr


def echoes_the_key(exchange: Exchange) -> None:
    """An error that prints the key it was sent, as some servers do."""
    exchange.send(401, {"error": {"message": f"Incorrect API key: {exchange.headers['authorization']}"}})


SCRIPTS = {
    "all well": ([], honest),
    "faults at first": ([fails(500), fails(429, {"retry-after": "0"}), says("<html>")], honest),
    "an error that echoes the key": ([], echoes_the_key),
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_key_is_written_nowhere(tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str) -> None:
    """Not in JSON, Markdown, tables, receipts, errors, the doctor, debug logs, the cache or recordings.

    Cache and recordings do not hold the question either.
    """
    caplog.set_level(logging.DEBUG)
    script, otherwise = SCRIPTS[name]
    with ScriptedServer(script, otherwise=otherwise) as server:
        done = run(server, tmp_path, "--record", str(tmp_path / "recordings"), "--views", "markdown,jsonl,csv,workbook")
        said = CliRunner().invoke(main, ["doctor"], env=environment(server, tmp_path))
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    assert done.exit_code == (4 if otherwise is echoes_the_key else 0)
    assert KEY not in done.output + said.output + caplog.text
    held = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert held
    assert not [path for path, data in held.items() if KEY.encode() in data]
    assert not [path for path, data in held.items() if b"Fiscal period of the call" in data]


def test_two_calls_are_two_lines_of_json(tmp_path: Path) -> None:
    """One call is an indented object, several are an object a line, on standard output and in a file alike."""
    calls = [str(path) for path in sorted(SAMPLE.parent.glob("*.txt"))[:2]]
    to_file = tmp_path / "calls.jsonl"
    told = CliRunner().invoke(main, ["run", *calls, "-q", "--reader", "rules", "--json", "-"]).stdout
    CliRunner().invoke(main, ["run", *calls, "-q", "--reader", "rules", "--json", str(to_file)])
    for lines in (told.splitlines(), to_file.read_text(encoding="utf-8").splitlines()):
        assert [json.loads(line)["call"]["name"] for line in lines] == [Path(call).stem for call in calls]


def test_an_estimate_goes_on_after_a_call_that_cannot_be_read(tmp_path: Path) -> None:
    """It asks nothing, keeps nothing, counts every pass, and returns the code of the bad call."""
    missing = str(tmp_path / "missing.txt")
    with ScriptedServer() as server:
        line = ["run", missing, str(SAMPLE), "--dry-run", "--passes", "3"]
        done = CliRunner().invoke(main, line, env=environment(server, tmp_path))
    assert done.exit_code == 3
    assert "requests: 3;" in done.stdout
    assert "no price for this model" in done.stdout
    assert (server.bodies, list(tmp_path.iterdir())) == ([], [])


def test_a_budget_in_money_needs_a_price(tmp_path: Path) -> None:
    """An unknown price is never guessed: nothing is sent."""
    with ScriptedServer() as server:
        done = run(server, tmp_path, "--max-cost", "1")
    assert (done.exit_code, server.bodies) == (2, [])
    assert "price" in done.stderr


def test_the_cache_is_counted_and_cleared(tmp_path: Path) -> None:
    """What a run kept is told, and gone after clearing: the next run asks again."""
    with ScriptedServer(otherwise=honest) as server:
        run(server, tmp_path)
        asked = len(server.bodies)
        told = [CliRunner().invoke(main, ["cache", verb], env=environment(server, tmp_path)).stdout
                for verb in ("info", "clear", "info")]  # fmt: skip
        run(server, tmp_path)
    assert f"holds {asked} replies" in told[0]
    assert f"Deleted {asked} replies" in told[1]
    assert "holds 0 replies" in told[2]
    assert len(server.bodies) == 2 * asked


DOCTORS = {
    "well": ({}, [], 0, "answers in the given schema"),
    "a bad key": ({}, [fails(401)], 2, "refused the API key"),
    "an unknown model": ({}, [fails(404)], 2, "does not know the model"),
    "nobody there": ({"EXTRACTOR_BASE_URL": "http://127.0.0.1:9/v1"}, [], 2, "cannot be reached"),
    "no address": ({"EXTRACTOR_BASE_URL": "localhost:8000"}, [], 2, "no address"),
    "a key that is none": ({"EXTRACTOR_API_KEY": "sk-…"}, [], 2, "no key has"),
    "a cache that is a file": ({"EXTRACTOR_CACHE_DIR": str(SAMPLE)}, [], 2, "cannot be written"),
    "no price file": ({"EXTRACTOR_PRICES": "nowhere.yaml"}, [], 2, "nowhere.yaml"),
}


@pytest.mark.parametrize("name", DOCTORS)
def test_the_doctor_tells_what_to_do(tmp_path: Path, name: str) -> None:
    """What is wrong, in a line that begins with FIX, and what to do; exit code 2."""
    changed, script, code, words = DOCTORS[name]
    pong: Action = completion({"answer": "yes"})
    with ScriptedServer(script, otherwise=pong) as server:
        done = CliRunner().invoke(main, ["doctor"], env={**environment(server, tmp_path), **changed})
    assert done.exit_code == code, done.output
    assert words in done.output
    assert ("FIX " in done.output) == (code == 2)


def test_the_doctor_prints_no_password(tmp_path: Path) -> None:
    """An address may hold one."""
    with ScriptedServer(otherwise=completion({"answer": "yes"})) as server:
        url = server.url.replace("//", "//user:p4ssw0rd@")
        changed = {**environment(server, tmp_path), "EXTRACTOR_BASE_URL": url, "EXTRACTOR_API_KEY": f" {KEY}\n"}
        done = CliRunner().invoke(main, ["doctor"], env=changed)
    assert done.exit_code == 0, done.output
    assert "p4ssw0rd" not in done.output
