"""A real llama.cpp server on loopback, asked over real HTTP with a strict schema.

The model has 135 million parameters: it proves the wire, not the reading. What it answers is mostly wrong, and the rule
is that nothing wrong gets through. `tests/fetch_llama.py` fetches server and weights; without them the test skips.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any

import fetch_llama
import pytest
from calls import call, found
from pydantic import Field, WrapValidator, create_model

from extractor import catalogue, chunking, model, verifying
from extractor.readers import model as reader
from extractor.settings import Endpoint, Settings
from extractor.view import View

SERVER = """
import sys, threading, xllamacpp
params = xllamacpp.CommonParams()
params.model.path, params.port = sys.argv[1], int(sys.argv[2])
params.n_ctx, params.n_parallel = 4096, 1
server = xllamacpp.Server(params)
threading.Event().wait(300)
"""
METRICS = ("revenue", "gross_margin", "adjusted_ebitda")
TEXT = "Revenue was $67.7 million. Gross margin was 59%."
START_SECONDS = 60


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The address of a running server."""
    if not fetch_llama.fetched():
        pytest.skip("tests/fetch_llama.py could not fetch the llama.cpp server")
    port = free_port()
    environment = {**os.environ, "PYTHONPATH": str(fetch_llama.FOLDER)}
    command = [sys.executable, "-c", SERVER, str(fetch_llama.weights()), str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        if not healthy(process, port):
            pytest.skip("the llama.cpp server does not run on this machine")
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.kill()
        process.wait()


def healthy(process: subprocess.Popen[bytes], port: int) -> bool:
    """Whether the server comes up in time."""
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    return False


def brief(item: type[reader.Fields]) -> Any:
    """Exactly one item of short words: the model knows no end."""
    words = {
        name: (Annotated[str, Field(max_length=8)], ...)
        for name, field in item.model_fields.items()
        if field.annotation is str
    }
    words["numbers"] = (Annotated[list[int], Field(min_length=1, max_length=1)], ...)  # type: ignore[assignment]
    short = create_model("Item", __base__=item, **words)  # type: ignore[call-overload]
    return Annotated[list[short], Field(min_length=1, max_length=1), WrapValidator(reader._each_alone)]


def brief_forms(small: catalogue.Catalogue) -> reader.Forms:
    """The reader's forms with one item a reply, and its shorter prompt: the model reads slowly."""
    made = reader.forms(small)
    item, again = reader._items((*small.metrics, "other"))
    none = Annotated[list[reader.LeftOut], Field(max_length=0), WrapValidator(reader._each_alone)]
    return replace(
        made,
        prompt=made.recheck,
        reply=create_model("Facts", items=(brief(item), ...), left_out=(none, ...)),
        second=create_model("Corrections", items=(brief(again), ...)),
    )


@pytest.mark.timeout(240)
def test_nothing_wrong_of_a_poor_model_gets_through(url: str) -> None:
    """Every fact has value, scale, unit and sign of the characters it points at; the rest is rejected or reported."""
    shipped = catalogue.load()
    small = replace(shipped, metrics={name: shipped.metrics[name] for name in METRICS})
    endpoint = Endpoint(model="smollm2", base_url=url, reply_tokens=220, timeout_seconds=90)
    transcript, mentions = call(TEXT), found(TEXT)
    with model.asker(Settings(endpoint=endpoint)) as asker:
        job = reader.Job(View(transcript, mentions, small), brief_forms(small), asker, 0)
        reading = reader.read_job(job, chunking.split(transcript, 500))
    facts, rejected = verifying.verify(transcript, mentions, reading.reading.claims, small)
    printed = {(mention.value, mention.unit) for mention in mentions}
    assert all((fact.value, fact.unit) in printed for fact in facts)
    assert facts or rejected or reading.failures
    assert 0 < reading.usage.requests <= 8
    assert reading.usage.tokens_in + reading.usage.tokens_in_cached > 500
