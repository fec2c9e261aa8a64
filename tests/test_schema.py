"""The published schema is the generated one, and outputs validate against it."""

import json
from pathlib import Path

import jsonschema

from extractor import Settings, extract, resources
from extractor.schema import FILE_NAME, call_schema

SAMPLES = Path(__file__).parent.parent / "evals" / "samples"


def test_the_published_schema_is_the_generated_one() -> None:
    """`make schemas` was run after the last change of the records."""
    assert json.loads(resources.read("schemas", FILE_NAME)) == call_schema()


def test_what_is_written_validates() -> None:
    """A call read by the rules is an instance of the schema."""
    validator = jsonschema.Draft202012Validator(call_schema())
    for sample in sorted(SAMPLES.glob("*.txt")):
        written = json.loads(extract(sample, Settings(reader="rules")).to_json())
        assert list(validator.iter_errors(written)) == []
