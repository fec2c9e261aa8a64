"""Rules of the terminal page, and of the views as a family."""

import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from extractor import views
from extractor.errors import UsageError
from extractor.records import CallFacts, ChunkFailure, Rejected, Run
from extractor.views import jsonlines, terminal
from tests import gold_calls


def printed(call: CallFacts, width: int = 160) -> str:
    console = Console(width=width, record=True, file=open("/dev/null", "w"), highlight=False)  # noqa: SIM115
    terminal.render(call, console)
    console.file.close()
    return console.export_text()


def test_headline_guidance_doubts_and_receipt_are_shown() -> None:
    """An analyst sees the figures with their lines, and what not to rely on and why."""
    page = printed(gold_calls.sample())
    wanted = ("Headline", "$68.4 million", "+26%", "Guidance", "$276–279 million", "raised", "Suspect (marked ?): 3")
    for words in wanted:
        assert words in page
    assert "82.9% (line 50). line 52 says the ratio fell 170 basis points" in page
    assert "Receipt: read by gold" in page


def test_an_outlook_for_the_company_comes_before_parts_and_effects() -> None:
    """A screen has few lines: the effect of a currency is not what an analyst looks for first."""
    call = gold_calls.sample()
    level = next(line for line in call.guidance if line.measure == "level" and not line.segment)
    effect = level.model_copy(update={"measure": "change", "segment": "FX"})
    part = level.model_copy(update={"segment": "Harbor"})
    page = printed(call.model_copy(update={"guidance": [effect, part, level]}))
    table = page[page.index("Guidance") : page.index("Suspect")]
    rows = [line.split(":")[0].split()[0] for line in table.splitlines() if "Revenue" in line]
    assert rows == ["Revenue", "Harbor", "FX"]


def test_a_figure_does_not_repeat_what_its_row_says() -> None:
    """On a narrow screen "$1.20 per share" of earnings per share would break over two lines."""
    page = printed(gold_calls.sample("brackenmoor-2025q3"), width=80)
    rows = [line for line in page.splitlines() if line.lstrip().startswith("Earnings per share")]
    assert rows
    assert not [row for row in rows if row.count("per share") > 1]


def test_rejected_claims_are_told_with_the_reason() -> None:
    """What was refused does not disappear."""
    refused = Rejected(
        reason="“$5.1 million” reads as 5,100,000, not 5.1.", check="value", metric="share_repurchases",
        label="buyback", segment="", measure="level", versus="", share_of="", period="2024Q2", status="actual",
        basis="", value="5.1",
        unit="USD", line=58, text="$5.1 million", read_by="model",
    )  # fmt: skip
    page = printed(gold_calls.sample().model_copy(update={"rejected": [refused]}))
    assert "Rejected: 1" in page
    assert "Share repurchases, Q2 2024: $5.1 million (line 58). “$5.1 million” reads as 5,100,000, not 5.1." in page


def test_an_incomplete_run_says_so() -> None:
    """The receipt tells chunks, tokens, cost, and what is missing."""
    run = Run(
        extractor_version="1", reader="model", model="m-1", chunks=3, chunks_ok=2, requests=4, tokens_in=1200,
        chunks_failed=[ChunkFailure(chunk=2, line=9, reason="refused")], incomplete=["chunk 3 was refused"],
    )  # fmt: skip
    page = printed(gold_calls.sample().model_copy(update={"run": run}))
    assert "read by model (m-1), 2 of 3 chunks read, 4 requests, 0 from the cache, 1,200 tokens in" in page
    assert "cost unknown" in page
    assert "Incomplete: chunk 3 was refused" in page


def test_words_of_the_call_are_no_markup() -> None:
    """Square brackets in a label or a name are printed as they stand."""
    call = gold_calls.sample()
    about = call.call.model_copy(update={"company": "[red]Acme[/red] [link=x]"})
    assert "[red]Acme[/red] [link=x]" in printed(call.model_copy(update={"call": about}))


@pytest.mark.parametrize("name", views.NAMES)
def test_every_view_writes_its_file(tmp_path: Path, name: str) -> None:
    """The suffix is added to a stem, dots and all, and not twice."""
    written = views.write(name, gold_calls.sample(), tmp_path / "call.v1")
    assert written == tmp_path / f"call.v1{views.SUFFIXES[name]}"
    assert written.stat().st_size > 1000
    assert views.write(name, gold_calls.sample(), written) == written


@pytest.mark.parametrize("name", views.TEXT)
def test_text_views_are_the_same_on_a_screen_and_in_a_file(tmp_path: Path, name: str) -> None:
    """What `show` prints is what `run` writes."""
    written = views.write(name, gold_calls.sample(), tmp_path / "call")
    assert written.read_bytes().decode() == views.text(name, gold_calls.sample())


def test_a_view_that_is_none_is_told() -> None:
    """One sentence that lists what there is."""
    with pytest.raises(UsageError, match="the views are json, markdown, workbook, csv, parquet, jsonl"):
        views.write("pdf", gold_calls.sample(), Path("x"))
    with pytest.raises(UsageError, match="no text"):
        views.text("workbook", gold_calls.sample())


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """No traceback for a folder that is not there."""
    with pytest.raises(UsageError, match="cannot be written"):
        views.write("markdown", gold_calls.sample(), tmp_path / "no" / "call")
    with pytest.raises(UsageError, match="cannot be written"):
        views.write("workbook", gold_calls.sample(), tmp_path / "no" / "call")


def test_json_lines_hold_one_call_a_line(tmp_path: Path) -> None:
    """Each line loads as the call it was made from."""
    calls = [gold_calls.sample(), gold_calls.sample()]
    jsonlines.write(calls, tmp_path / "calls.jsonl")
    lines = (tmp_path / "calls.jsonl").read_text(encoding="utf-8").split("\n")
    assert lines[2:] == [""]
    assert [CallFacts.model_validate_json(line) for line in lines[:2]] == calls


def test_no_library_is_loaded_before_its_view_is_asked_for() -> None:
    """Naming the views costs no import of rich, XlsxWriter or pyarrow."""
    code = "import sys, extractor.views; print([m for m in ('rich', 'xlsxwriter', 'pyarrow') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
