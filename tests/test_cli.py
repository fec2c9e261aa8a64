"""The command line: what it writes, what it says, and which code it returns."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from extractor.cli import main

ROOT = Path(__file__).parent.parent
SAMPLES = sorted((ROOT / "evals" / "samples").glob("*.txt"))
SAMPLE = str(SAMPLES[0])


@pytest.fixture(autouse=True)
def _no_model_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("EXTRACTOR_MODEL", "EXTRACTOR_BASE_URL", "EXTRACTOR_API_KEY", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("EXTRACTOR_CACHE_DIR", str(tmp_path / "cache"))


def call(*arguments: str, given: bytes | str | None = None) -> Result:
    """What the command does with `arguments`."""
    return CliRunner().invoke(main, list(arguments), input=given)


def test_a_run_writes_json_and_markdown_and_prints_a_receipt(tmp_path: Path) -> None:
    """Each call gets its files, named after it; the tables go to standard error."""
    done = call("run", *map(str, SAMPLES), "-o", str(tmp_path))
    assert done.exit_code == 0, done.output
    assert {path.name for path in tmp_path.iterdir()} >= {f"{p.stem}{s}" for p in SAMPLES for s in (".json", ".md")}
    assert done.stdout == ""
    assert "rules" in done.stderr


def test_json_goes_to_standard_output_alone(tmp_path: Path) -> None:
    """`--json -` leaves standard output to the JSON."""
    done = call("run", SAMPLE, "--json", "-", "-o", str(tmp_path / "out"))
    assert json.loads(done.stdout)["facts"]
    assert not (tmp_path / "out").exists()


def test_a_call_on_standard_input_is_read() -> None:
    """`-` reads the transcript from standard input."""
    done = call("run", "-", "--json", "-", "-q", given=Path(SAMPLE).read_bytes())
    assert json.loads(done.stdout)["facts"]
    assert done.stderr == ""


def test_company_and_period_override_what_the_text_says() -> None:
    """What the user says of the call stands over the opening lines."""
    done = call("run", SAMPLE, "--json", "-", "-q", "--company", "Elsewhere", "--period", "2031Q1")
    told = json.loads(done.stdout)["call"]
    assert (told["company"], told["fiscal_period"]) == ("Elsewhere", "2031Q1")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"   \n \n", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x00\x01\x02\x03" * 40, "binary"),
        ("Revenue was £5 million.".encode("utf-16"), "UTF-16"),
        (b"1,2,3\n4,5,6\n", "speech"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_3(tmp_path: Path, data: bytes, words: str) -> None:
    """Empty, binary, another format or encoding, or no speech: said plainly, no traceback."""
    bad = tmp_path / "bad.txt"
    bad.write_bytes(data)
    done = call("run", str(bad), "-o", str(tmp_path / "out"))
    assert done.exit_code == 3
    assert "bad.txt" in done.stderr
    assert words.lower() in done.stderr.lower()
    assert len(done.stderr.strip().splitlines()) == 1


def test_one_bad_call_does_not_stop_the_others(tmp_path: Path) -> None:
    """The good ones are written, and the worst exit code is returned."""
    done = call("run", str(tmp_path / "missing.txt"), SAMPLE, "-o", str(tmp_path))
    assert done.exit_code == 3
    assert (tmp_path / f"{SAMPLES[0].stem}.json").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--reader", "model"], "needs a model"),
        (["--views", "hologram"], "no view hologram"),
        (["--catalogue", "nowhere.yaml"], "cannot be read"),
        (["--period", "the third"], "period"),
        (["--max-cost", "much"], "no amount"),
        (["--no-such-option"], "No such option"),
    ],
)
def test_bad_usage_is_one_sentence_and_exit_code_2(arguments: list[str], words: str) -> None:
    """Settings that cannot be used are named before anything is read."""
    done = call("run", SAMPLE, "-q", "--json", "-", *arguments)
    assert done.exit_code == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_two_calls_of_one_name_do_not_overwrite_each_other(tmp_path: Path) -> None:
    """The second gets a name of its own."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    for folder in "ab":
        (tmp_path / folder / "call.txt").write_bytes(Path(SAMPLE).read_bytes())
    call("run", str(tmp_path / "a" / "call.txt"), str(tmp_path / "b" / "call.txt"), "-q", "-o", str(tmp_path / "out"))
    assert {path.name for path in (tmp_path / "out").glob("*.json")} == {"call.json", "call-2.json"}


def test_numbers_are_one_object_a_line() -> None:
    """Line, start, end, text, value, unit, qualifier, class, partner."""
    rows = [json.loads(line) for line in call("numbers", SAMPLE, "--json", "-").stdout.splitlines()]
    text = Path(SAMPLE).read_text(encoding="utf-8-sig")
    assert all(text[row["start"] : row["end"]] == row["text"] for row in rows)
    assert set(rows[0]) == {"line", "start", "end", "text", "value", "unit", "qualifier", "class", "partner"}


def test_the_ledger_accounts_for_every_number() -> None:
    """Every mention has a state, and what is excluded has a reason."""
    rows = [json.loads(line) for line in call("ledger", SAMPLE, "--json", "-").stdout.splitlines()]
    assert len(rows) == len(call("numbers", SAMPLE, "--json", "-").stdout.splitlines())
    assert all(row["reason"] for row in rows if row["state"] == "excluded")
    assert all(row["facts"] for row in rows if row["state"] == "used")


def test_a_saved_result_is_shown_without_reading_again(tmp_path: Path) -> None:
    """The same Markdown comes from the file as from the run."""
    call("run", SAMPLE, "-q", "-o", str(tmp_path))
    saved = tmp_path / f"{SAMPLES[0].stem}.json"
    shown = call("show", str(saved), "--view", "markdown")
    assert shown.stdout.strip() == saved.with_suffix(".md").read_text(encoding="utf-8").strip()


def test_a_file_that_is_no_result_is_exit_code_3(tmp_path: Path) -> None:
    """One sentence says so."""
    bad = tmp_path / "bad.json"
    bad.write_text('{"facts": 3}')
    done = call("show", str(bad))
    assert done.exit_code == 3
    assert "not a result" in done.stderr


@pytest.mark.parametrize("command", ["run", "numbers", "ledger", "show", "compare", "doctor", "cache"])
def test_every_command_explains_itself(command: str) -> None:
    """--help says what goes in, what comes out, and the exit codes."""
    done = call(command, "--help")
    assert done.exit_code == 0
    assert len(done.output.splitlines()) > 5


def test_rules_alone_load_no_model_library() -> None:
    """A run by rules starts without openai, instructor or pydantic-heavy clients."""
    probe = (
        "import sys; from extractor import extract, Settings; extract(sys.argv[1], Settings(reader='rules'));"
        "print([m for m in ('openai', 'instructor', 'tenacity', 'pyarrow', 'xlsxwriter') if m in sys.modules])"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", probe, SAMPLE], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout.strip() == "[]"


def test_doctor_says_what_to_do_when_no_model_is_named() -> None:
    """Without a model the rules are in use, and doctor tells how to name one."""
    done = call("doctor")
    assert done.exit_code == 0
    assert "EXTRACTOR_MODEL" in done.output
