"""What orchestration costs: our asker against instructor's own client in a plain thread pool, on the same requests.

    python -m evals.bench_orchestration                                       # scaled down, about 10 s
    python -m evals.bench_orchestration --chunks 1000 --seconds 2 --concurrency 32

A server on loopback, in a process of its own, answers every request after so many seconds. Each side runs in a fresh
process; printed are wall time against the ideal, processor time a request, and peak memory.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from pydantic import create_model

from extractor import catalogue, model, numbers, prompting
from extractor.readers import model as reader
from extractor.records import Chunk, Paragraph, Transcript, Turn
from extractor.settings import Budget, Endpoint, Replies, Settings

FILLER = "We kept hiring in both regions and opened the new warehouse on time, and customers told us so. " * 12


@dataclass(frozen=True)
class Load:
    """How much to ask, of whom."""

    url: str
    chunks: int
    concurrency: int


def call(chunks: int) -> tuple[Transcript, list[Chunk]]:
    """A call of so many paragraphs, and one chunk for each."""
    lines = [f"{FILLER}Revenue was $4.{each} million." for each in range(chunks)]
    paragraphs, at = [], 0
    for number, line in enumerate(lines, 1):
        paragraphs.append(Paragraph(at, at + len(line), number))
        at += len(line) + 1
    turn = Turn("Ada Reed", "CFO", "company", "prepared_remarks", tuple(paragraphs))
    transcript = Transcript("\n".join(lines), "", "bench", "plain", "Fictional", "2024Q2", "", "en", (turn,))
    return transcript, [Chunk(n, ((0, each.start, each.end),)) for n, each in enumerate(paragraphs)]


def ours(load: Load) -> None:
    """All chunks through the model reader, cache on."""
    transcript, chunks = call(load.chunks)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            endpoint=Endpoint(model="bench", base_url=load.url),
            budget=Budget(concurrency=load.concurrency),
            replies=Replies(cache_dir=Path(folder)),
        )
        reading = reader.read(
            transcript, numbers.find(transcript.text), chunks, catalogue.load(), model.asker(settings)
        )
    assert reading.chunks_ok == load.chunks, reading.failures[:1]


def theirs(load: Load) -> None:
    """The same requests through instructor's own client in a thread pool."""
    import instructor
    import openai

    transcript, chunks = call(load.chunks)
    mentions = numbers.find(transcript.text)
    metrics = catalogue.load()
    prompt = reader.forms(metrics).prompt.text
    item, _ = reader._items((*metrics.metrics, "other"))
    reply = create_model("Facts", items=(list[item], ...), left_out=(list[reader.LeftOut], ...))  # type: ignore[valid-type] # made from the catalogue
    client = instructor.from_openai(
        openai.OpenAI(base_url=load.url, api_key="none", max_retries=0), mode=instructor.Mode.JSON_SCHEMA
    )

    def ask(chunk: Chunk) -> Any:
        user = prompting.page(transcript, chunk, mentions).text
        messages: Any = [{"role": "system", "content": prompt}, {"role": "user", "content": user}]
        return client.chat.completions.create(
            model="bench", response_model=reply, messages=messages, max_tokens=2000, temperature=0, strict=False
        )

    with ThreadPoolExecutor(load.concurrency) as pool:
        assert len(list(pool.map(ask, chunks))) == load.chunks


def serve(pipe: Connection, seconds: float) -> None:
    """Answer every request after `seconds`; the port goes into the pipe."""
    item = {"numbers": [1], "read": "", "label": "revenue", "metric": "revenue", "segment": "", "measure": "level"}
    item |= {"versus": "", "share_of": "", "period": "2024Q2", "status": "actual", "basis": "", "sign": "positive"}
    item |= {"unit": "", "per": ""}

    async def connected(incoming: asyncio.StreamReader, outgoing: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await incoming.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
                body = await incoming.readexactly(length)
                await asyncio.sleep(seconds)
                outgoing.write(_answer(body, item))
                await outgoing.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            outgoing.close()

    async def main() -> None:
        server = await asyncio.start_server(connected, "127.0.0.1", 0, limit=1 << 22, backlog=512)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


def _answer(body: bytes, item: dict[str, Any]) -> bytes:
    user = json.loads(body)["messages"][1]["content"]
    read = user.rsplit("«1|", 1)[1].split("»", 1)[0]
    content = json.dumps({"items": [{**item, "read": read}], "left_out": []})
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}
    usage = {"prompt_tokens": 4000, "completion_tokens": 90, "total_tokens": 4090}
    made = {"id": "b", "object": "chat.completion", "created": 1, "model": "bench", "choices": [choice], "usage": usage}
    data = json.dumps(made).encode()
    return b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(data) + data


def _measured(pipe: Connection, run: Callable[[Load], None], load: Load) -> None:
    run(Load(load.url, min(load.chunks, load.concurrency), load.concurrency))
    wall, cpu = time.perf_counter(), time.process_time()
    run(load)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    pipe.send((time.perf_counter() - wall, time.process_time() - cpu, peak))


def measured(run: Callable[[Load], None], load: Load) -> tuple[float, float, float]:
    """Wall seconds, processor seconds and peak megabytes of `run`, warmed up, in a process of its own."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_measured, args=(there, run, load))
    process.start()
    there.close()
    result: tuple[float, float, float] = here.recv()
    process.join()
    return result


def main() -> None:
    """Measure both sides and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--chunks", type=int, default=160)
    parser.add_argument("--seconds", type=float, default=0.5)
    parser.add_argument("--concurrency", type=int, default=16)
    options = parser.parse_args()
    multiprocessing.set_start_method("spawn")
    here, there = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(there, options.seconds), daemon=True)
    server.start()
    load = Load(f"http://127.0.0.1:{here.recv()}/v1", options.chunks, options.concurrency)
    ideal = options.chunks * options.seconds / options.concurrency
    print(
        f"{load.chunks} chunks, {load.concurrency} at a time, answered after {options.seconds} s: ideal {ideal:.1f} s"
    )
    rows = {"extractor": measured(ours, load), "instructor's client": measured(theirs, load)}
    for name, (wall, cpu, peak) in rows.items():
        each = 1000 * cpu / load.chunks
        print(f"{name:20} {wall:6.1f} s ({wall / ideal:.2f}x ideal) {each:6.1f} ms CPU a request {peak:6.0f} MB")
    own, other = rows.values()
    print(f"CPU ratio {own[1] / other[1]:.2f}")
    server.terminate()


if __name__ == "__main__":
    main()
