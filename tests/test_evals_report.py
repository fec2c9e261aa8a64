"""The report: one file, nothing loaded, nothing that a transcript holds can break it."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from gold_facts import gold_call, line, reading, spoiled

from evals import comparing, report, scoring, tables
from evals.comparing import Change
from evals.scoring import Score

RUN = {"reader": "rules", "model": "", "started": "2026-01-01T00:00:00+00:00", "replay": ""}


def score(worse: bool = False) -> Score:
    """Six calls, one fact of each with another period if worse."""
    facts = spoiled(0, period="2019Q1", label="</script><b>&") if worse else reading()
    names = [f"call-{n}" for n in range(6)]
    return scoring.score(RUN, [line(facts, name) for name in names], [gold_call(name=name) for name in names])


def change() -> Change:
    """From faultless to worse."""
    return comparing.compare(score(), score(worse=True))


def page_json(text: str) -> dict[str, object]:
    """The data that the page draws."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    data: dict[str, object] = json.loads(found[1])
    return data


def test_the_page_stands_alone(tmp_path: Path) -> None:
    """No address, no file: everything is inside, and the policy forbids loading."""
    text = report.write(tmp_path, score(worse=True), change(), "2026-01-02").read_text(encoding="utf-8")
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:|//)|@import|url\(|fetch\(|XMLHttp", text)
    assert "default-src 'none'" in text
    assert "innerHTML" not in text


def test_data_cannot_break_out_of_the_page(tmp_path: Path) -> None:
    """A label with a closing script element stays data."""
    text = report.write(tmp_path, score(worse=True), None, "2026-01-02").read_text(encoding="utf-8")
    assert "</script><b>" not in text
    items = page_json(text)["items"]
    assert isinstance(items, list)
    assert any(item.get("claim") and item["claim"]["label"] == "</script><b>&" for item in items)


def test_the_page_says_what_changed(tmp_path: Path) -> None:
    """fixed, broke and still wrong are positions among the outcomes shown."""
    data = report.page_data(score(worse=True), change(), "2026-01-02")
    broke = data["change"]["broke"]
    assert len(broke) == 6
    assert {data["items"][n]["kind"] for n in broke} == {"wrong_period"}
    assert data["change"]["levels"]["strict"]["sentence"] == "worse"
    assert data["calls"][0]["before"] == 1


def test_junit_counts_every_core_fact(tmp_path: Path) -> None:
    """One case for each core fact, a failure for each that is not met."""
    report.write(tmp_path, score(worse=True), None, "2026-01-02")
    root = ElementTree.parse(tmp_path / "junit.xml").getroot()
    assert len(root.findall(".//testcase")) == 30
    assert {each.get("type") for each in root.findall(".//failure")} == {"wrong_period"}
    assert [each.get("failures") for each in root] == ["1"] * 6


def test_markdown_holds_the_figures(tmp_path: Path) -> None:
    """The levels with intervals, the verdict, the errors and the calls."""
    text = report.markdown(score(worse=True), change())
    assert "| strict | 80.0% | 80.0% to 80.0% |" in text
    assert "**worse**" in text
    assert "| wrong_period | 6 | 100.0% |" in text


def test_report_json_has_the_seed(tmp_path: Path) -> None:
    """Whoever reads the figures can compute them again."""
    report.write(tmp_path, score(), None, "2026-01-02")
    data = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert data["totals"]["seed"]
    assert data["totals"]["confidence"] == 0.95
    assert "items" not in data


def test_a_score_survives_its_file(tmp_path: Path) -> None:
    """What is written and read again compares as the same."""
    path = tmp_path / "score.json"
    path.write_text(json.dumps(score(worse=True).to_json()), encoding="utf-8")
    again = scoring.load(path)
    assert again.counts() == score(worse=True).counts()
    assert comparing.compare(again, score(worse=True)).verdict.difference.value == 0


@pytest.mark.parametrize("n", [1, 6])
def test_the_overview_is_plain_about_few_calls(n: int) -> None:
    """Below five calls it says that there is no interval."""
    few = scoring.score(
        RUN, [line(reading(), f"call-{k}") for k in range(n)], [gold_call(name=f"call-{k}") for k in range(n)]
    )
    assert ("no interval" in tables.overview(few)) == (n < 5)
