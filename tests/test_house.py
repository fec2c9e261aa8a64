"""The rules of the house: layers, fences, and what the project must not contain."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "extractor"
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))
TOP = ("cli", "__main__", "batch", "pipeline", "__init__")
STEPS = ("transcript", "readers.rules", "readers.model", "verifying", "merging", "auditing", "ledger", "summary")
GROUND = ("errors", "records", "resources", "settings")
FENCES = {
    "openai": "model",
    "instructor": "model",
    "tenacity": "model",
    "diskcache": "cache",
    "click": "cli",
    "xlsxwriter": "views.workbook",
    "pyarrow": "views.tables",
}


def name_of(path: Path) -> str:
    """The module's name below the package."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


def imports(path: Path) -> set[str]:
    """Every module a file imports, wherever in the file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_flow_down(path: Path) -> None:
    """A step imports no other step and nothing above it; the ground imports only the ground."""
    name = name_of(path)
    ours = {each.removeprefix("extractor.") for each in imports(path) if each.startswith("extractor.")}
    if name not in TOP and not name.startswith("views"):
        assert not ours & {"cli", "pipeline", "batch"}, f"{name} imports what stands above it"
    if name in STEPS:
        assert not ours & (set(STEPS) - {name}), f"{name} imports another step"
    if name in GROUND:
        assert ours <= {*GROUND, *(each for each in ours if each.split(".")[0] in GROUND)}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_each_library_has_one_home(path: Path) -> None:
    """The libraries that touch the world are imported by one file each."""
    used = {each.split(".")[0] for each in imports(path)}
    misplaced = {library for library, home in FENCES.items() if library in used and name_of(path) != home}
    assert not misplaced


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_command_line_prints_and_only_settings_reads_the_environment(path: Path) -> None:
    """No module but the command line prints or exits; none but settings looks at os.environ."""
    text, name = path.read_text(encoding="utf-8"), name_of(path)
    if name != "cli":
        assert not re.search(r"^\s*print\(|sys\.exit\(", text, re.M)
    if name != "settings":
        assert "os.environ" not in text


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_pickle_no_float_money_no_marks_of_haste(path: Path) -> None:
    """No pickle, no TODO, and every module says what it is for."""
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\b(?:TODO|FIXME|XXX)\b", text)
    assert "pickle" not in imports(path)
    if path.name != "__init__.py" or text.strip():
        assert ast.get_docstring(ast.parse(text)), "a module opens with what goes in and what comes out"


@pytest.mark.parametrize("step", [*STEPS, "numbers", "periods", "model", "cache", "prompting", "catalogue", "cli"])
def test_every_step_has_its_tests(step: str) -> None:
    """What stands on the road has a test file of its name."""
    assert (ROOT / "tests" / f"test_{step.replace('.', '_')}.py").exists()


def test_nothing_names_a_machine_or_a_registry() -> None:
    """The project speaks of itself alone."""
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if tracked.returncode:
        pytest.skip("not a git checkout")
    marks = re.compile("/" + "work/|/" + "tmp/|py" + "pi\\.org|python" + "hosted|registry\\.npm" + "js")
    named = [name for name in tracked.stdout.split() if _matches(ROOT / name, marks)]
    assert not named


def _matches(path: Path, pattern: re.Pattern[str]) -> bool:
    try:
        return pattern.search(path.read_text(encoding="utf-8")) is not None
    except (UnicodeDecodeError, OSError):
        return False
