"""Asking a model: what is sent, what is kept, what it may cost, and every fault an endpoint can have."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from scripted_server import (
    Action,
    ScriptedServer,
    completion,
    crawls,
    cuts,
    drips,
    envelope,
    fails,
    refusal,
    resets,
    says,
    waits,
)

from extractor import model, recording, replies, request
from extractor.errors import BudgetError, ModelError, RefusedError, TruncatedError, UsageError
from extractor.metering import Pace
from extractor.model import Asker, Patience, Question
from extractor.settings import Budget, Endpoint, Settings

KEY = "sk-not-a-real-key"
QUICK = Patience(attempts=4, first_seconds=0.01, longest_seconds=0.02)


class Answer(BaseModel):
    """A reply small enough to see through."""

    word: str
    counts: list[int]


GOOD = {"word": "yes", "counts": [1, 2]}


def settings_for(url: str, **changes: Any) -> Settings:
    """Settings for a scripted server; `changes` go to the endpoint, the budget or the replies by their names."""
    made = Settings(endpoint=Endpoint("scripted", url, KEY, timeout_seconds=2, total_seconds=6))
    for part in ("endpoint", "budget", "replies"):
        value: Any = getattr(made, part)
        own = {name: each for name, each in changes.items() if hasattr(value, name)}
        made = replace(made, **{part: replace(value, **own)})
    return replace(made, prices=changes.get("prices"))


def asker_for(server: ScriptedServer, **changes: Any) -> Asker:
    """An asker of that server that loses no time; it is closed with the server."""
    asker = model.asker(settings_for(server.url, **changes), QUICK)
    server.guests.append(asker)
    return asker


def question(user: str = "What is it?", repeat: int = 0) -> Question[Answer]:
    """A question with a short reply."""
    return Question("Answer.", user, Answer, 50, repeat)


# What is sent


def test_the_body_on_the_wire_is_strict_and_closed() -> None:
    """Servers that honour strict schemas are sent one; instructor by itself never sends it."""
    with ScriptedServer([completion(GOOD)]) as server:
        assert asker_for(server).ask(question()).model_dump() == GOOD
        sent = server.bodies[0]["response_format"]["json_schema"]
    assert sent["strict"] is True
    assert sent["schema"]["additionalProperties"] is False
    assert sent["schema"]["required"] == ["word", "counts"]
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"


def test_a_server_without_strict_support_is_not_sent_the_flag() -> None:
    """The setting turns the flag off; the reply is validated all the same."""
    with ScriptedServer([completion(GOOD)]) as server:
        asker_for(server, strict=False).ask(question())
    assert "strict" not in server.bodies[0]["response_format"]["json_schema"]


def test_strict_schemas_close_every_object_and_keep_properties_of_any_name() -> None:
    """A property may be called like a keyword of JSON Schema."""
    inner = {"type": "object", "properties": {"title": {"type": "string", "title": "T", "default": ""}}}
    made = request.strict_schema(
        {"$defs": {"A": inner}, "type": "object", "properties": {"description": {"$ref": "#"}}}
    )
    assert made["$defs"]["A"]["additionalProperties"] is False
    assert made["$defs"]["A"]["properties"] == {"title": {"type": "string"}}
    assert made["required"] == ["description"]


@pytest.mark.parametrize("text", ["It cost $4.2 and {this}", "{{ call.secret }} {% raw %}", "100% %s $name ${x} \\n"])
def test_text_reaches_the_server_as_it_stands(text: str) -> None:
    """No template language runs over a transcript."""
    with ScriptedServer([completion(GOOD)]) as server:
        asker_for(server).ask(question(text))
    assert server.bodies[0]["messages"][1]["content"] == text


def test_a_pass_differs_by_its_seed_alone() -> None:
    """The first pass is as repeatable as the server allows; later ones carry their number as seed."""
    with ScriptedServer(otherwise=completion(GOOD)) as server:
        asker = asker_for(server)
        asker.ask(question())
        asker.ask(question(repeat=2))
    assert [(body.get("temperature"), body.get("seed")) for body in server.bodies] == [(0, None), (None, 2)]


@pytest.mark.parametrize(
    ("message", "gone"),
    [
        ("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.", "max_tokens"),
        ("Unsupported value: 'temperature' does not support 0.", "temperature"),
        ("response_format of type json_schema is not supported", "response_format"),
    ],
)
def test_a_parameter_that_the_endpoint_does_not_take_is_left_out_from_then_on(message: str, gone: str) -> None:
    """It is found out once, not at every request."""
    with ScriptedServer([fails(400, message=message)], otherwise=completion(GOOD)) as server:
        asker = asker_for(server)
        asker.ask(question())
        asker.ask(question("And then?"))
    assert [gone in body for body in server.bodies] == [True, False, False]
    assert asker.usage.requests == 3


def test_azure_is_asked_in_its_own_dialect() -> None:
    """The api-version goes into the address, the key into its own header."""
    with ScriptedServer([completion(GOOD)]) as server:
        asker_for(server, api_version="2024-10-21").ask(question())
    assert server.paths[0].endswith("/chat/completions?api-version=2024-10-21")
    assert server.headers[0]["api-key"] == KEY


# Faults

ERRORS: dict[str, type[Exception]] = {"refused": RefusedError, "cut": TruncatedError, "failed": ModelError}
FAULTS: list[tuple[str, Callable[[], list[Action]], str, int]] = [
    ("429 without Retry-After", lambda: [fails(429)] * 2 + [completion(GOOD)], "recovered", 3),
    ("429 with Retry-After in seconds", lambda: [fails(429, {"retry-after": "0"}), completion(GOOD)], "recovered", 2),
    (
        "429 with Retry-After as a date",
        lambda: [fails(429, {"retry-after": soon(0)}), completion(GOOD)],
        "recovered",
        2,
    ),
    (
        "429 with an unreadable Retry-After",
        lambda: [fails(429, {"retry-after": "soon"}), completion(GOOD)],
        "recovered",
        2,
    ),
    ("429 that asks for an hour", lambda: [fails(429, {"retry-after": "3600"})], "failed", 1),
    ("429 for good", lambda: [fails(429)] * 4, "failed", 4),
    ("500, 502, 503", lambda: [fails(500), fails(502), fails(503), completion(GOOD)], "recovered", 4),
    ("500 for good", lambda: [fails(500)] * 4, "failed", 4),
    ("connection reset", lambda: [resets, completion(GOOD)], "recovered", 2),
    ("slow headers", lambda: [waits(0.8), completion(GOOD)], "recovered", 2),
    ("headers byte by byte", lambda: [crawls(1.2), completion(GOOD)], "recovered", 2),
    ("slow body", lambda: [drips(1.2), completion(GOOD)], "recovered", 2),
    ("body cut short", lambda: [cuts, completion(GOOD)], "recovered", 2),
    ("malformed envelope", lambda: [says('{"choices": [', "application/json"), completion(GOOD)], "recovered", 2),
    ("no choices", lambda: [completion("", choices=[]), completion(GOOD)], "recovered", 2),
    ("choices of the wrong type", lambda: [completion("", choices=[3]), completion(GOOD)], "recovered", 2),
    ("HTML error page with 200", lambda: [says("<html>Bad gateway</html>"), completion(GOOD)], "recovered", 2),
    ("HTML error page for good", lambda: [says("<html>Bad gateway</html>")] * 4, "failed", 4),
    ("malformed JSON", lambda: [completion('{"word": '), completion(GOOD)], "recovered", 2),
    ("malformed JSON twice", lambda: [completion('{"word": ')] * 2, "failed", 2),
    ("JSON in a code fence", lambda: [completion(f"```json\n{json.dumps(GOOD)}\n```")], "recovered", 1),
    ("cut at the token limit", lambda: [completion('{"word": "ye', "length")], "cut", 1),
    ("content filter", lambda: [completion("", "content_filter")], "refused", 1),
    ("refusal", lambda: [refusal("I can't help with that.")], "refused", 1),
    ("empty content", lambda: [completion(""), completion(GOOD)], "recovered", 2),
    ("null content", lambda: [completion(None), completion(GOOD)], "recovered", 2),
    ("wrong schema", lambda: [completion({"facts": []}), completion(GOOD)], "recovered", 2),
    ("extra fields", lambda: [completion({**GOOD, "more": {"a": 1}})], "recovered", 1),
    ("numbers as text", lambda: [completion({**GOOD, "counts": ["1", "2"]})], "recovered", 1),
    ("a reply in another language", lambda: [completion("抱歉，我無法回答。"), completion(GOOD)], "recovered", 2),
    ("5 MB reply", lambda: [completion({**GOOD, "more": "x" * 5_000_000})], "recovered", 1),
    ("bad key", lambda: [fails(401, message=f"Incorrect API key provided: {KEY}")], "failed", 1),
    ("unknown model", lambda: [fails(404)], "failed", 1),
    ("no credit left", lambda: [lambda x: x.send(429, {"error": {"code": "insufficient_quota"}})], "failed", 1),
    ("a request it can't accept", lambda: [fails(422)], "failed", 1),
]


SLOW = ("slow headers", "headers byte by byte", "slow body")


def soon(seconds: int) -> str:
    """An HTTP date so many seconds from now."""
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize(("name", "script", "outcome", "requests"), FAULTS, ids=[row[0] for row in FAULTS])
def test_every_fault_has_a_named_outcome(
    name: str, script: Callable[[], list[Action]], outcome: str, requests: int
) -> None:
    """Recovered, or an error with a sentence: never a trace, never the key, never an endless wait."""
    with ScriptedServer(script(), otherwise=fails(500)) as server:
        asker = asker_for(server, timeout_seconds=0.4 if name in SLOW else 2)
        started = time.monotonic()
        if outcome == "recovered":
            assert asker.ask(question()).model_dump() == GOOD
        else:
            with pytest.raises(ERRORS[outcome]) as caught:
                asker.ask(question())
            assert KEY not in str(caught.value)
            assert str(caught.value).endswith(".")
            assert caught.value.__cause__ is None
        assert len(server.bodies) == requests
        assert asker.usage.requests == requests
        assert time.monotonic() - started < 6


def test_an_endpoint_that_is_not_there_is_tried_patiently_once() -> None:
    """The questions after the first don't wait again for a server that was never reached."""
    with ScriptedServer() as server:
        url = server.url
    asker = model.asker(settings_for(url), QUICK)
    with pytest.raises(ModelError, match="cannot be reached"):
        asker.ask(question())
    assert asker.usage.requests == 4
    with pytest.raises(ModelError, match="cannot be reached"):
        asker.ask(question("Again?"))
    assert asker.usage.requests == 4


@pytest.mark.parametrize("fault", [fails(401), fails(404), fails(429, {"retry-after": "3600"})])
def test_what_fails_for_all_is_asked_once(fault: Action) -> None:
    """A bad key, an unknown model or an hour's pause does not cost a request for every chunk."""
    with ScriptedServer(otherwise=fault) as server:
        asker = asker_for(server, concurrency=1)
        for user in ("one", "two", "three"):
            with pytest.raises(ModelError):
                asker.ask(question(user))
    assert len(server.bodies) == 1


def test_a_pause_asked_of_one_worker_holds_all() -> None:
    """After a 429 with Retry-After no other request leaves before the time is over."""
    with ScriptedServer([fails(429, {"retry-after": "0.5"})], otherwise=completion(GOOD)) as server:
        asker = asker_for(server, concurrency=3)
        asker.map(lambda user: asker.ask(question(str(user))), range(9))
    after = [each - server.times[0] for each in server.times[1:]]
    assert [each for each in after if each > 0.45]
    assert not [each for each in after if 0.2 < each < 0.45]


# What is kept


def test_a_reply_is_paid_once(tmp_path: Path) -> None:
    """A later run, with another key and another client, finds it; another pass does not."""
    with ScriptedServer(otherwise=completion(GOOD)) as server:
        asker_for(server, cache_dir=tmp_path).ask(question())
        later = asker_for(server, cache_dir=tmp_path, api_key="another")
        assert later.ask(question()).model_dump() == GOOD
        assert (len(server.bodies), later.usage.cache_hits, later.usage.tokens()) == (1, 1, 0)
        later.ask(question(repeat=1))
    assert len(server.bodies) == 2


def test_a_reply_of_no_use_is_asked_for_again_in_the_next_run(tmp_path: Path) -> None:
    """Malformed replies and refusals are not kept: they would fail for ever."""
    bad = [completion("{"), completion("{"), refusal("no")]
    with ScriptedServer(bad, otherwise=completion(GOOD)) as server:
        for _ in range(2):
            with pytest.raises(ModelError):
                asker_for(server, cache_dir=tmp_path).ask(question())
        assert asker_for(server, cache_dir=tmp_path).ask(question()).model_dump() == GOOD
    assert len(server.bodies) == 4


def test_a_cut_reply_is_kept(tmp_path: Path) -> None:
    """What was paid for to learn that the chunk is too long is not paid for again."""
    with ScriptedServer(otherwise=completion("{", "length")) as server:
        for _ in range(2):
            with pytest.raises(TruncatedError):
                asker_for(server, cache_dir=tmp_path).ask(question())
    assert len(server.bodies) == 1


def test_recordings_replay_without_an_endpoint(tmp_path: Path) -> None:
    """They hold the reply, the model, the date and how it was made; no key, no question."""
    with ScriptedServer([completion(GOOD)]) as server:
        asker_for(server, record_dir=tmp_path, made="a test").ask(question("A secret sentence?"))
    offline = model.asker(settings_for("http://127.0.0.1:1/v1", replay_dir=tmp_path, offline=True, api_key=""))
    assert offline.ask(question("A secret sentence?")).model_dump() == GOOD
    assert (offline.usage.replayed, offline.usage.requests, offline.usage.tokens()) == (1, 0, 0)
    text = "".join(path.read_text() for path in tmp_path.iterdir())
    assert KEY not in text
    assert "secret" not in text
    assert recording.about(tmp_path).sentence().endswith(": a test")


def test_offline_never_sends() -> None:
    """What is not recorded or cached stays unanswered, and says so."""
    with ScriptedServer() as server, pytest.raises(ModelError, match="--offline"):
        asker_for(server, offline=True).ask(question())
    assert server.bodies == []


def test_a_damaged_recording_is_named(tmp_path: Path) -> None:
    """Which file, and what to do."""
    with ScriptedServer([completion(GOOD)]) as server:
        asker_for(server, record_dir=tmp_path).ask(question())
        path = next(tmp_path.glob("*.json"))
        path.write_text("{")
        with pytest.raises(UsageError, match=path.name):
            asker_for(server, replay_dir=tmp_path).ask(question())


# What it may cost

PRICES = """
as_of: 2026-01-01
models:
  - {model: scripted, input: "1000", cached_input: "500", output: "2000"}
"""


def priced(folder: Path) -> Path:
    """A price file in which the scripted model costs a dollar for a thousand tokens in."""
    (folder / "prices.yaml").write_text(PRICES)
    return folder / "prices.yaml"


def test_usage_sums_every_request_and_knows_what_the_provider_cached(tmp_path: Path) -> None:
    """Malformed replies are paid for too."""
    with ScriptedServer([completion("{"), completion(GOOD)]) as server:
        asker = asker_for(server, prices=priced(tmp_path))
        asker.ask(question())
    usage = asker.usage
    assert (usage.requests, usage.tokens_in, usage.tokens_in_cached, usage.tokens_out) == (2, 1600, 400, 200)
    assert asker.cost == Decimal("1.6") + Decimal("0.2") + Decimal("0.4")


def test_an_unknown_price_is_no_price() -> None:
    """Nothing is guessed from a similar name; a limit in money needs a price."""
    with ScriptedServer([completion(GOOD)]) as server:
        asker = asker_for(server)
        asker.ask(question())
        assert asker.cost is None
        with pytest.raises(UsageError, match="price"):
            asker_for(server, max_cost=Decimal(1))


@pytest.mark.parametrize("price", ["NaN", "-1", "free", "Infinity"])
def test_a_price_that_is_none_is_named(tmp_path: Path, price: str) -> None:
    """Nothing is ever reckoned with it."""
    path = priced(tmp_path)
    path.write_text(PRICES.replace('"2000"', f'"{price}"'))
    with pytest.raises(UsageError, match=path.name):
        model.asker(settings_for("http://127.0.0.1:9/v1", prices=path))


def usage_of(tokens: int) -> dict[str, int]:
    """What a server says it billed."""
    return {"prompt_tokens": tokens, "completion_tokens": 0}


def test_a_run_does_not_overshoot_its_tokens() -> None:
    """Tokens are set aside before a request leaves, so workers side by side can't spend the same ones."""
    with ScriptedServer(otherwise=completion(GOOD, usage=usage_of(100))) as server:
        asker = asker_for(server, max_tokens=700, concurrency=8)
        outcomes = asker.map(lambda user: outcome(asker, str(user)), range(20))
    assert asker.usage.tokens() <= 700
    assert BudgetError in outcomes
    assert Answer in outcomes


def outcome(asker: Asker, user: str) -> type:
    """The type of what comes back, answer or error."""
    try:
        asker.ask(question(user))
        return Answer
    except ModelError as error:
        return type(error)


def test_a_run_does_not_overshoot_its_money(tmp_path: Path) -> None:
    """The price decides, output at its limit included."""
    with ScriptedServer(otherwise=completion(GOOD, usage=usage_of(100))) as server:
        asker = asker_for(server, max_cost=Decimal("0.9"), prices=priced(tmp_path), concurrency=4)
        outcomes = asker.map(lambda user: outcome(asker, str(user)), range(20))
    assert asker.cost is not None
    assert asker.cost <= Decimal("0.9")
    assert {BudgetError, Answer} <= set(outcomes)


def test_requests_per_minute_are_kept() -> None:
    """The third of two allowed waits for its minute."""
    pace = Pace(Budget(requests_per_minute=2))
    passed: list[int] = []

    def enter() -> None:
        for number in range(3):
            pace.enter(1)
            passed.append(number)

    threading.Thread(target=enter, daemon=True).start()
    time.sleep(0.3)
    assert passed == [0, 1]


def test_a_request_larger_than_the_tokens_of_a_minute_still_passes() -> None:
    """It waits for a whole minute's share, not for ever."""
    Pace(Budget(tokens_per_minute=1_000_000)).enter(2_000_000)


def test_faults_are_answered_by_an_envelope_like_a_real_one() -> None:
    """The scripted server and the parser agree on what a completion is."""
    assert replies.parsed(json.dumps(envelope("{}")).encode()).tokens_in == 1000


# The doctor


def test_the_doctor_finds_a_model_that_answers_in_the_schema() -> None:
    """Two requests: the list of models and a tiny question."""
    with ScriptedServer([completion({"answer": "yes"})]) as server:
        findings = model.doctor(settings_for(server.url))
    assert [each.well for each in findings] == [True, True]
    assert server.visits == ["/v1/models"]


@pytest.mark.parametrize("action", [fails(401), says("<html>"), completion("no JSON"), refusal("no")])
def test_the_doctor_says_what_is_wrong(action: Action) -> None:
    """In a sentence, without the key."""
    with ScriptedServer(otherwise=action) as server:
        findings = model.doctor(settings_for(server.url))
    assert not findings[-1].well
    assert findings[-1].sentence.endswith(".")
    assert KEY not in findings[-1].sentence


def test_the_doctor_stops_where_nobody_answers() -> None:
    """Asking on would only take time."""
    with ScriptedServer() as server:
        url = server.url
    [finding] = model.doctor(settings_for(url))
    assert "cannot be reached" in finding.sentence
