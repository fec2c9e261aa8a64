"""Runs and the command line: resume, repeats, budget, exit codes; no reader but the labels themselves."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from gold_facts import FACTS, line, reading, write_call

from evals import __main__ as command
from evals import perfect, runs
from extractor.errors import ExtractorError, InputError, UsageError
from extractor.settings import Settings

NAMES = ("fenwick", "harrow", "kite", "lark", "marram", "nettle")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with six invented calls, where `evals run --reader gold` works."""
    for name in NAMES:
        write_call(tmp_path, name, text=f"{reading_text()}\nThe end of {name}.")
    monkeypatch.setenv("EXTRACTOR_TRANSCRIPTS", str(tmp_path / "transcripts"))
    return tmp_path


def reading_text() -> str:
    """The invented transcript."""
    from gold_facts import TEXT

    return TEXT


def call(*arguments: object) -> Result:
    """What a command prints and its exit code; errors the user can act on keep theirs."""
    try:
        return CliRunner().invoke(command.cli, [str(each) for each in arguments], catch_exceptions=False)
    except ExtractorError as error:
        return Result(CliRunner(), str(error).encode(), b"", str(error).encode(), None, error.exit_code, error)


def run(place: Path, out: str = "run", *more: object) -> Result:
    """A run of the labels themselves."""
    return call("run", "--reader", "gold", "--out", place / out, "--gold", place / "gold", *more)


def spoil(folder: Path, **fields: Any) -> None:
    """Changes the first fact of every call of a run."""
    lines = list(runs.read_lines(folder))
    for each in lines:
        assert each.facts
        first, *rest = each.facts.facts
        each.facts = each.facts.model_copy(update={"facts": [first.model_copy(update=fields), *rest]})
    text = "".join(each.model_dump_json() + "\n" for each in lines)
    (folder / runs.LINES).write_text(text, encoding="utf-8")


def claim_more(folder: Path, **fields: Any) -> None:
    """Adds to every call of a run a copy of its first fact with other fields."""
    lines = list(runs.read_lines(folder))
    for each in lines:
        assert each.facts
        more = [*each.facts.facts, each.facts.facts[0].model_copy(update=fields)]
        each.facts = each.facts.model_copy(update={"facts": more})
    text = "".join(each.model_dump_json() + "\n" for each in lines)
    (folder / runs.LINES).write_text(text, encoding="utf-8")


def test_the_labels_themselves_score_in_full(place: Path) -> None:
    """A faultless reader has F1 1 at every level, and the run is complete."""
    found = run(place)
    assert found.exit_code == 0
    score = json.loads((place / "run" / "score.json").read_text(encoding="utf-8"))
    assert {score["totals"]["levels"][level]["f1"]["value"] for level in ("found", "named", "strict")} == {1.0}
    assert len(score["calls"]) == len(NAMES)


def test_a_run_that_stopped_goes_on(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Finished calls are not read again, and a line cut short by a crash is read anew."""
    run(place)
    path = place / "run" / runs.LINES
    rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(rows[:2]) + "\n" + rows[2][:50], encoding="utf-8")
    read: list[str] = []
    faithful = perfect.read
    monkeypatch.setattr(perfect, "read", lambda gold, text: read.append(gold.call) or faithful(gold, text))
    assert run(place).exit_code == 0
    assert len(read) == len(NAMES) - 2
    assert len(path.read_text(encoding="utf-8").splitlines()) == len(NAMES)


def test_another_run_needs_another_folder(place: Path) -> None:
    """A folder keeps one plan: another reader, model or repeat is refused."""
    run(place)
    assert run(place, "run", "--repeat", 2).exit_code == 2


def test_repeats_are_lines_of_their_own(place: Path) -> None:
    """Each call is read as often as asked."""
    run(place, "run", "--repeat", 3, "-j", 2)
    lines = runs.read_lines(place / "run")
    assert sorted((each.call, each.repeat) for each in lines) == [(name, n) for name in NAMES for n in range(3)]


def test_an_absent_transcript_is_reported_not_failed(place: Path) -> None:
    """The gold of a call whose transcript is not here is left out, and said to be."""
    (place / "transcripts" / "lark.txt").unlink()
    found = run(place)
    assert found.exit_code == 0
    assert "lark" in found.stderr


def test_a_reader_that_crashes_makes_the_run_incomplete(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The call counts as all missed, the others stand, and the exit code is 4."""
    faithful = perfect.read

    def read(gold: Any, text: str) -> Any:
        if gold.call == "kite":
            raise ValueError("surprise")
        return faithful(gold, text)

    monkeypatch.setattr(perfect, "read", read)
    found = run(place)
    assert found.exit_code == 4
    assert "kite" in found.stderr
    assert "surprise" in found.stderr
    assert call("errors", place / "run", "--class", "call_failed").output.count("kite") == len(FACTS)


def test_scoring_again_needs_no_reader(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`score` uses the lines and the gold as it is now."""
    run(place)
    monkeypatch.setattr(perfect, "read", lambda *_: pytest.fail("asked a reader"))
    fact = FACTS[0].model_copy(update={"period": "2019Q1"})
    write_call(place, "kite", (fact, *FACTS[1:]), f"{reading_text()}\nThe end of kite.")
    found = call("score", place / "run", "--gold", place / "gold")
    assert found.exit_code == 0
    assert "wrong_period" in found.output


@pytest.mark.parametrize(
    ("fields", "code", "says"),
    [
        ({}, 0, "cannot tell"),
        ({"status": "guidance"}, 1, "new wrong_status"),
        ({"value": Decimal(40500)}, 1, "new wrong_scale"),
        ({"evidence": []}, 1, "new ungrounded"),
        ({"period": "2019Q1"}, 1, "worse"),
    ],
)
def test_the_gate(place: Path, fields: dict[str, Any], code: int, says: str) -> None:
    """It fails a run that is surely worse, and any new wrong status, wrong scale or ungrounded fact."""
    run(place, "before")
    run(place, "after")
    baseline = place / "baseline.json"
    assert call("bless", place / "before", baseline, "--gold", place / "gold").exit_code == 0
    spoil(place / "after", **fields)
    call("score", place / "after", "--gold", place / "gold")
    found = call("gate", place / "after", baseline)
    assert found.exit_code == code
    assert says in found.output


def test_a_dangerous_error_that_the_baseline_has_is_not_new(place: Path) -> None:
    """The gate guards against what is new."""
    run(place, "before")
    spoil(place / "before", status="guidance")
    call("score", place / "before", "--gold", place / "gold")
    call("bless", place / "before", place / "baseline.json", "--gold", place / "gold")
    assert call("gate", place / "before", place / "baseline.json").exit_code == 0


def test_a_baseline_holds_no_words_of_a_transcript(place: Path) -> None:
    """What is committed has figures and grid points, no context."""
    run(place)
    spoil(place / "run", status="guidance")
    call("score", place / "run", "--gold", place / "gold")
    call("bless", place / "run", place / "baseline.json", "--gold", place / "gold")
    text = (place / "baseline.json").read_text(encoding="utf-8")
    assert "up 12%" in (place / "run" / "score.json").read_text(encoding="utf-8")
    assert "up 12%" not in text


def test_bless_refuses_part_of_the_gold_and_failed_runs(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A baseline is a complete run on the gold that is here."""
    run(place, "part", "--calls", "k*")
    assert call("bless", place / "part", place / "b.json", "--gold", place / "gold").exit_code == 2
    monkeypatch.setattr(perfect, "read", lambda *_: 1 / 0)
    run(place, "failed")
    assert call("bless", place / "failed", place / "b.json", "--gold", place / "gold").exit_code == 2
    assert not (place / "b.json").exists()


def test_runs_on_different_gold_are_not_compared(place: Path) -> None:
    """A label that changed between two scores is no difference between two runs."""
    run(place, "before")
    write_call(place, "kite", FACTS[1:], f"{reading_text()}\nThe end of kite.")
    run(place, "after")
    found = call("compare", place / "before", place / "after")
    assert (found.exit_code, "kite" in found.output) == (2, True)


def test_compare_says_how_sure_it_is(place: Path) -> None:
    """The change of each level, with p and the word."""
    run(place, "before")
    run(place, "after")
    spoil(place / "after", period="2019Q1")
    call("score", place / "after", "--gold", place / "gold")
    found = call("compare", place / "before", place / "after")
    assert "worse" in found.output
    assert "6 broke" in found.output


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["score", "nowhere"], 3),
        (["report", "nowhere"], 3),
        (["compare", "nowhere", "elsewhere"], 3),
        (["headlines", "nowhere"], 3),
        (["gold", "check", "--gold", "nowhere"], 3),
        (["gold", "agree", "nowhere", "elsewhere"], 3),
    ],
)
def test_what_is_not_there_is_a_sentence(arguments: list[str], code: int) -> None:
    """A path that does not exist ends with exit code 3 and no traceback."""
    found = call(*arguments)
    assert found.exit_code == code
    assert found.output.endswith(".")


def test_gold_check_fails_on_a_faulty_label(place: Path) -> None:
    """The exit code is 1, so that a build notices."""
    assert call("gold", "check", "--gold", place / "gold").exit_code == 0
    write_call(
        place, "kite", (FACTS[0].model_copy(update={"value": Decimal(1)}),), f"{reading_text()}\nThe end of kite."
    )
    assert call("gold", "check", "--gold", place / "gold").exit_code == 1


def test_the_money_of_a_run_is_shared() -> None:
    """Calls in flight get equal parts of what is left, so that together they cannot overspend."""
    purse = runs.Purse(Decimal(4), 2)
    assert purse.share() == 2
    purse.spend(Decimal("1.5"))
    assert purse.share() == Decimal("1.25")
    purse.spend(Decimal(9))
    assert purse.share() == 0
    assert runs.Purse(None, 2).share() is None


def test_an_incomplete_call_is_read_again(tmp_path: Path) -> None:
    """A line whose receipt says that something is missing is not done."""
    plan = runs.Plan(reader="model", calls=["fenwick", "kite", "lark"], gold="", started="")
    whole = reading()
    partial = whole.model_copy(update={"run": whole.run.model_copy(update={"incomplete": ["chunk 2 failed"]})})
    lines = [line(whole), line(partial, "kite"), line(None, "lark", error="no answer")]
    (tmp_path / runs.LINES).write_text("".join(each.model_dump_json() + "\n" for each in lines), encoding="utf-8")
    assert runs.missing(plan, runs.read_endings(tmp_path)) == [("kite", 0), ("lark", 0)]


def test_lines_are_parsed_one_at_a_time(tmp_path: Path) -> None:
    """The first line is had before the second is looked into: no run is too long to hold."""
    good, bad = line(reading()).model_dump_json(), '{"call": "kite", "repeat": 0}'
    (tmp_path / runs.LINES).write_text(f"{good}\n{bad}\n", encoding="utf-8")
    lines = runs.read_lines(tmp_path)
    assert next(lines).call == "fenwick"
    with pytest.raises(InputError, match="line 2: Field required"):
        next(lines)


def test_the_last_line_of_a_call_and_repeat_counts(tmp_path: Path) -> None:
    """A call that was read again stands where it stood, with what was read last; a cut line counts for nothing."""
    lines = [line(None, error="no answer"), line(reading(name="kite"), "kite"), line(reading())]
    text = "".join(each.model_dump_json() + "\n" for each in lines) + '{"call": "kite", "rep'
    (tmp_path / runs.LINES).write_text(text, encoding="utf-8")
    assert [(each.call, each.error) for each in runs.read_lines(tmp_path)] == [("fenwick", ""), ("kite", "")]
    assert len(runs.read_endings(tmp_path)) == 2


def test_a_folder_with_another_plan_is_refused(tmp_path: Path) -> None:
    """Lines of two runs never mix."""
    plan = runs.Plan(reader="rules", calls=["fenwick"], gold="x", started="now")
    runs.open_folder(tmp_path, plan)
    runs.open_folder(tmp_path, plan.model_copy(update={"started": "later"}))
    with pytest.raises(UsageError, match="another --out"):
        runs.open_folder(tmp_path, plan.model_copy(update={"reader": "model"}))


def test_changed_code_reads_every_call_anew(tmp_path: Path) -> None:
    """Lines of an older extractor are set aside, never mixed with new ones."""
    plan = runs.Plan(reader="rules", calls=["fenwick"], gold="x", code="a", started="now")
    runs.open_folder(tmp_path, plan)
    (tmp_path / runs.LINES).write_text(line(reading()).model_dump_json() + "\n", encoding="utf-8")
    assert not runs.open_folder(tmp_path, plan)
    assert runs.missing(plan, runs.read_endings(tmp_path)) == []
    assert runs.open_folder(tmp_path, plan.model_copy(update={"code": "b"}))
    assert runs.missing(plan, runs.read_endings(tmp_path)) == [("fenwick", 0)]


def test_every_command_explains_itself() -> None:
    """Each command has a sentence of help."""
    groups = [command.cli, command.gold]
    assert all(each.help for group in groups for each in group.commands.values())


def test_settings_come_from_the_options() -> None:
    """Model, cost, replay and offline reach the extractor as one value."""
    made = command._settings("model", "m-1", Decimal(3), Path("answers"), False)
    assert isinstance(made, Settings)
    assert (made.reader, made.endpoint.model, made.budget.max_cost) == ("model", "m-1", Decimal(3))
    assert made.replies.offline
    assert made.replies.replay_dir == Path("answers")


def test_a_reviewed_claim_becomes_gold(place: Path) -> None:
    """What no label explains is listed with a key; accepted by that key, it is right from then on."""
    run(place)
    claim_more(place / "run", metric="billings", value=Decimal("42000000"), id="new")
    call("score", place / "run", "--gold", place / "gold")
    listed = call("gold", "queue", place / "run", "--calls", "kite").output
    key = listed.split(" | ")[0]
    assert key == "kite:new"
    assert call("gold", "accept", place / "run", key, "--tier", "optional", "--gold", place / "gold").exit_code == 0
    call("score", place / "run", "--gold", place / "gold")
    assert call("gold", "queue", place / "run", "--calls", "kite").output == ""
    assert call("gold", "queue", place / "run", "--calls", "lark").output.startswith("lark:new")


def test_only_claims_of_the_run_can_be_accepted(place: Path) -> None:
    """A wrong key changes nothing and says where the keys are."""
    run(place)
    refused = call("gold", "accept", place / "run", "kite:none", "--gold", place / "gold")
    assert refused.exit_code == 2
    assert "gold queue" in str(refused.output)
