"""An OpenAI-compatible server on loopback that plays a script: each request takes the next action of the queue.

It keeps every request it got, headers and body, and can play every fault that the tests name. No request leaves the
machine.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Action = Callable[["Exchange"], None]


class Exchange(BaseHTTPRequestHandler):
    """One request and what is played in answer to it."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: ScriptedServer
    body: dict[str, Any]

    def log_message(self, *_: Any) -> None:
        """Nothing: the tests look at the history."""

    def do_GET(self) -> None:
        """The list of models."""
        self.server.visits.append(self.path)
        self.send(200, {"object": "list", "data": [{"id": name, "object": "model"} for name in self.server.models]})

    def do_POST(self) -> None:
        """The next action of the script."""
        self.body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        action = self.server.next_action(self)
        action(self)

    def send(self, code: int, body: Any, headers: dict[str, str] | None = None, kind: str = "application/json") -> None:
        """Answer with `body`: text as it is, anything else as JSON."""
        data = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(code)
        for name, value in {"content-type": kind, "content-length": str(len(data)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


class ScriptedServer(ThreadingHTTPServer):
    """Use as a context manager. `script` is the queue; when it is empty, `otherwise` answers."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, script: Iterable[Action] = (), otherwise: Action | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Exchange)
        self.script = deque(script)
        self.otherwise = otherwise or completion('{"items":[],"left_out":[]}')
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.visits: list[str] = []
        self.times: list[float] = []
        self.models = ["scripted"]
        self.guests: list[Any] = []
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        """The base address for a client."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def next_action(self, exchange: Exchange) -> Action:
        """The action for this request, which goes into the history."""
        with self._lock:
            self.bodies.append(exchange.body)
            self.headers.append({name.lower(): each for name, each in exchange.headers.items()})
            self.paths.append(exchange.path)
            self.times.append(time.monotonic())
            return self.script.popleft() if self.script else self.otherwise

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: clients that hang up are part of the script."""

    def __enter__(self) -> ScriptedServer:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: Any) -> None:
        for guest in self.guests:
            guest.close()
        self.shutdown()
        self.server_close()


def envelope(content: Any, finish: str = "stop", **more: Any) -> dict[str, Any]:
    """A chat completion around `content`; `more` overrides its fields."""
    message = {"role": "assistant", "content": content}
    usage = {"prompt_tokens": 1000, "completion_tokens": 100, "prompt_tokens_details": {"cached_tokens": 200}}
    choice = {"index": 0, "message": message, "finish_reason": finish}
    made = {
        "id": "x",
        "object": "chat.completion",
        "created": 1,
        "model": "scripted",
        "choices": [choice],
        "usage": usage,
    }
    return {**made, **more}


def completion(content: Any, finish: str = "stop", **more: Any) -> Action:
    """A reply with that content; anything but text becomes JSON."""
    text = content if isinstance(content, str) or content is None else json.dumps(content)
    return lambda exchange: exchange.send(200, envelope(text, finish, **more))


def refusal(words: str) -> Action:
    """A reply that declines."""
    message = {"role": "assistant", "content": None, "refusal": words}
    return completion("", choices=[{"index": 0, "message": message, "finish_reason": "stop"}])


def fails(code: int, headers: dict[str, str] | None = None, message: str = "played") -> Action:
    """An error status with the usual error body."""
    return lambda exchange: exchange.send(code, {"error": {"message": message, "type": "played"}}, headers)


def says(text: str, kind: str = "text/html") -> Action:
    """Status 200 with something that is no chat completion."""
    return lambda exchange: exchange.send(200, text, kind=kind)


def resets(exchange: Exchange) -> None:
    """The connection is reset instead of an answer."""
    exchange.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    exchange.close_connection = True
    exchange.connection.close()


def promise(exchange: Exchange, data: bytes) -> None:
    """The headers of an answer that holds the data."""
    exchange.send_response(200)
    exchange.send_header("content-type", "application/json")
    exchange.send_header("content-length", str(len(data)))
    exchange.end_headers()


def cuts(exchange: Exchange) -> None:
    """The body ends before it is complete."""
    data = json.dumps(envelope("{}")).encode()
    promise(exchange, data)
    exchange.wfile.write(data[: len(data) // 2])
    exchange.close_connection = True


def waits(seconds: float) -> Action:
    """Silence before the headers."""

    def action(exchange: Exchange) -> None:
        time.sleep(seconds)
        exchange.send(200, envelope('{"items":[],"left_out":[]}'))

    return action


def trickle(exchange: Exchange, data: bytes, seconds: float) -> None:
    """Send the data byte by byte over that time."""
    for byte in data:
        exchange.wfile.write(bytes([byte]))
        exchange.wfile.flush()
        time.sleep(seconds / len(data))


def crawls(seconds: float) -> Action:
    """Headers that arrive byte by byte."""

    def action(exchange: Exchange) -> None:
        exchange.close_connection = True
        trickle(exchange, b"HTTP/1.1 200 OK\r\nx-padding: " + b"x" * 200, seconds)

    return action


def drips(seconds: float) -> Action:
    """A body that arrives byte by byte, never silent for long."""

    def action(exchange: Exchange) -> None:
        data = json.dumps(envelope('{"items":[],"left_out":[]}')).encode()
        promise(exchange, data)
        trickle(exchange, data, seconds)

    return action
