"""The wheel alone, in an empty environment, loads a prompt and a schema and reads a call."""

import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROBE = """
import json, sys
from extractor import Settings, extract, resources
from extractor.schema import FILE_NAME
assert "/site-packages/" in resources.__file__.replace("\\\\", "/")
assert resources.read("prompts", "CHANGELOG.md")
assert json.loads(resources.read("schemas", FILE_NAME))
call = extract(sys.argv[1], Settings(reader="rules"))
assert call.facts
print(len(call.facts))
"""


@pytest.mark.timeout(900)
def test_the_wheel_stands_alone(tmp_path: Path) -> None:
    """Built, installed with its dependencies in an empty environment, and used outside the checkout."""
    run = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(run, check=True, capture_output=True)
    wheel = next(tmp_path.glob("kpi_extractor-*.whl"))
    venv.create(tmp_path / "empty", with_pip=True)
    python = tmp_path / "empty" / "bin" / "python"
    install = [python, "-m", "pip", "install", "-q", "-c", ROOT / "constraints.txt", wheel]
    subprocess.run(install, check=True, capture_output=True)
    sample = next((ROOT / "evals" / "samples").glob("*.txt"))
    done = subprocess.run([python, "-c", PROBE, sample], check=True, capture_output=True, text=True, cwd=tmp_path)
    assert int(done.stdout) > 20
