"""Rules of the promise to programs downstream (schemas/COMPATIBILITY.md)."""

import json
from pathlib import Path

import pytest

from extractor import pipeline, views
from extractor.errors import InputError
from extractor.records import SCHEMA_VERSION, CallFacts

DATA = Path(__file__).parent / "data"
OLDER = sorted(DATA.glob("call-*.json"))


def test_every_minor_version_has_its_file() -> None:
    """The version now written is among the files that must go on loading."""
    assert DATA / f"call-{SCHEMA_VERSION}.json" in OLDER


@pytest.mark.parametrize("path", OLDER, ids=lambda path: path.name)
def test_an_older_file_still_loads(path: Path) -> None:
    """What was saved is still there after loading: every field of the file, with its value."""
    saved = json.loads(path.read_text(encoding="utf-8"))
    assert _within(saved, json.loads(pipeline.load(path).to_json()))


def _within(old: object, new: object) -> bool:
    """Whether everything in `old` stands in `new`; `new` may have more fields."""
    if isinstance(old, dict) and isinstance(new, dict):
        return all(key in new and _within(value, new[key]) for key, value in old.items())
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(_within, old, new))
    return old == new


@pytest.mark.parametrize("path", OLDER, ids=lambda path: path.name)
@pytest.mark.parametrize("name", views.NAMES)
def test_every_view_of_an_older_file_is_written(tmp_path: Path, path: Path, name: str) -> None:
    """No view needs a field that the file does not have."""
    if name == "parquet":
        pytest.importorskip("pyarrow", reason="Parquet is written with pyarrow")
    assert views.write(name, pipeline.load(path), tmp_path / "call").stat().st_size > 0


def test_fields_that_were_added_have_defaults() -> None:
    """A file without any of the fields that have a default is still a call."""
    saved = json.loads(OLDER[0].read_text(encoding="utf-8"))
    bare = {key: saved[key] for key in ("schema_version", "call", "facts", "rejected", "mentions", "run")}
    assert CallFacts.model_validate(bare).summary.headline == []


def test_what_is_unknown_is_refused_in_one_sentence(tmp_path: Path) -> None:
    """A file of a later version is not loaded with parts of it dropped."""
    saved = json.loads(OLDER[0].read_text(encoding="utf-8"))
    path = tmp_path / "later.json"
    path.write_text(json.dumps({**saved, "schema_version": "9.0", "new_field": 1}), encoding="utf-8")
    with pytest.raises(InputError):
        pipeline.load(path)
