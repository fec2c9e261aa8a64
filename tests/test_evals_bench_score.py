"""The benchmark of scoring and reporting: what it writes, and when it fails."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from evals import bench_score, gold, runs
from evals.bench_score import Sample, Took


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    """The sample calls as the benchmark reads them."""
    return bench_score.samples()


def test_every_call_has_a_transcript_labels_and_a_line(samples: list[Sample], tmp_path: Path) -> None:
    """More calls than samples: each has a name and a transcript of its own, about a hundred facts, and is complete."""
    bench_score.write(tmp_path, samples, 5)
    calls = gold.load(tmp_path / "gold")
    assert len({call.sha256 for call in calls}) == len(list((tmp_path / "transcripts").iterdir())) == 5
    assert all(80 <= len(call.facts) <= 160 for call in calls)
    assert runs.missing(runs.read_plan(tmp_path / "run"), runs.read_endings(tmp_path / "run")) == []


def test_both_commands_are_timed(samples: list[Sample]) -> None:
    """A run is scored and reported by the commands themselves."""
    assert bench_score.measure(samples, 1).processor > 0


@pytest.mark.parametrize(("seconds", "code"), [((2, 4, 8), 0), ((2, 4, 10), 1), ((6, 12, 24), 1)])
def test_the_exit_code_says_whether_it_is_fast_and_linear(
    seconds: Sequence[float], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too slow a run fails, and so does a doubling that costs more than its share."""
    took = iter(seconds)
    monkeypatch.setattr(bench_score, "samples", list)
    monkeypatch.setattr(bench_score, "measure", lambda *_: Took(next(took), 0))
    assert bench_score.main(["--calls", "1", "2", "4"]) == code
