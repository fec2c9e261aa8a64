"""Every number a company says on its earnings call: named, dated, checked, traced to its characters.

The road, one file a step: `transcript` (text to turns), `numbers` (every mention), `reading` (claims, by
`readers.rules` and `readers.model`), `verifying` (facts), `merging`, `auditing`, `ledger`, `summary`, and `views`.
`pipeline` walks it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extractor.errors import ExtractorError, InputError, ModelError, UsageError
    from extractor.pipeline import extract, extract_text, load, verify_claims
    from extractor.records import CallFacts, Fact
    from extractor.settings import Settings

_HOMES = {
    "extract": "pipeline",
    "extract_text": "pipeline",
    "load": "pipeline",
    "verify_claims": "pipeline",
    "CallFacts": "records",
    "Fact": "records",
    "Settings": "settings",
    "ExtractorError": "errors",
    "InputError": "errors",
    "ModelError": "errors",
    "UsageError": "errors",
}
__all__ = [
    "CallFacts",
    "ExtractorError",
    "Fact",
    "InputError",
    "ModelError",
    "Settings",
    "UsageError",
    "extract",
    "extract_text",
    "load",
    "verify_claims",
]


def __getattr__(name: str) -> Any:
    """What is public, loaded when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'extractor' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"extractor.{_HOMES[name]}"), name)
