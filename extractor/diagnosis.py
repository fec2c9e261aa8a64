"""What is configured, whether it works, and what to do about what is missing: what `extractor doctor` says.

Goes in: settings. Comes out: findings, each with what was found and, where it is not well, what to do. The endpoint is
asked only where a model is named.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from extractor import catalogue, pricing, resources
from extractor.errors import ExtractorError
from extractor.settings import Settings

ADVICE = "Check EXTRACTOR_BASE_URL, EXTRACTOR_API_KEY, EXTRACTOR_MODEL, and that the server runs."


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `do` says what to do about it, or what could be done."""

    ok: bool
    what: str
    do: str = ""


def examine(options: Settings) -> list[Finding]:
    """Every finding, in the order in which they matter."""
    return [_program(), _catalogue(options), _cache(options.replies.cache_dir), *_endpoint(options)]


def _program() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    try:
        prompts = len(list(resources.folder("prompts").glob("*-v*.md")))
    except FileNotFoundError as error:
        return Finding(False, f"Python {version}; {error}", "Install kpi-extractor again.")
    return Finding(True, f"Python {version}, {prompts} prompt files.")


def _catalogue(options: Settings) -> Finding:
    try:
        loaded = catalogue.load(options.catalogue)
    except ExtractorError as error:
        return Finding(False, str(error), "Mend the file, or leave --catalogue out.")
    return Finding(True, f"The catalogue has {len(loaded.metrics)} metrics and {len(loaded.relations)} relations.")


def _cache(folder: Path | None) -> Finding:
    if folder is None:
        return Finding(True, "No cache: every question is sent again.")
    existing = next(each for each in (folder, *folder.parents) if each.exists())
    if existing.is_dir() and os.access(existing, os.W_OK):
        return Finding(True, f"Replies are kept in {folder}.")
    return Finding(False, f"The cache folder {folder} cannot be written.", "Name another with EXTRACTOR_CACHE_DIR.")


def _endpoint(options: Settings) -> list[Finding]:
    endpoint = options.endpoint
    if not endpoint.model:
        do = "To use a model, set EXTRACTOR_MODEL, and EXTRACTOR_BASE_URL for any OpenAI-compatible server."
        return [Finding(True, "No model is named: calls are read by the rules.", do)]
    from extractor import model

    try:
        asked = model.doctor(options)
    except ExtractorError as error:
        return [Finding(False, str(error), "Set it, then run doctor again.")]
    key = "with a key" if endpoint.api_key else "without a key"
    found = [Finding(True, f"The model is {endpoint.model} at {endpoint.where}, {key}."), _price(options)]
    return found + [Finding(each.well, each.sentence, "" if each.well else ADVICE) for each in asked]


def _price(options: Settings) -> Finding:
    price = pricing.find(options.endpoint.model, options.prices)
    if price:
        return Finding(True, f"Its price is known, as of {price.as_of}.")
    do = "To see what runs cost and to use --max-cost, name a price file with EXTRACTOR_PRICES."
    return Finding(True, "Its price is unknown.", do)
