"""The benchmark of whole calls: what it prints, and when it fails."""

from __future__ import annotations

import pytest

from evals import bench_calls
from evals.bench_calls import Row
from evals.sources import SAMPLES


def test_a_figure_over_its_limit_says_so() -> None:
    """A row shows the limit, and that it is passed; a figure without a limit is only shown."""
    assert str(Row("import", 0.81, "s", 0.7)) == "| import | 0.81 s | 0.7 s | too much |"
    assert Row("import", 0.7, "s", 0.7).kept
    assert str(Row("slowest", 99, "ms", None)) == "| slowest | 99 ms |  |  |"


def test_the_exit_code_says_whether_every_limit_is_kept(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One figure over its limit fails the run, and the table is printed all the same."""
    monkeypatch.setattr(bench_calls, "rows", lambda *_: [Row("a", 1, "s", 2), Row("b", 3, "s", 2)])
    assert bench_calls.main([]) == 1
    assert "| b | 3 s | 2 s | too much |" in capsys.readouterr().out


def test_a_read_of_every_sample_is_timed() -> None:
    """Each call named has as many times as rounds were asked for."""
    sample = sorted(SAMPLES.glob("*.txt"))[0]
    (found,) = bench_calls.times([sample], 2).values()
    assert len(found) == 2
    assert min(found) > 0
