"""The published JSON Schema of a call (2020-12), generated from the records.

`python -m extractor.schema FOLDER` writes it. A test pins the file in `schemas/` to what is generated here.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from extractor.records import SCHEMA_VERSION, CallFacts

FILE_NAME = "call-facts.schema.json"


def call_schema() -> dict[str, Any]:
    """The JSON Schema of `CallFacts` as it is written, with its version in `$id`."""
    body = CallFacts.model_json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:kpi-extractor:call-facts:{SCHEMA_VERSION}",
        **body,
    }


def write(folder: Path) -> Path:
    """The schema as a file in `folder`."""
    path = folder / FILE_NAME
    path.write_text(json.dumps(call_schema(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


if __name__ == "__main__":
    write(Path(sys.argv[1]))
