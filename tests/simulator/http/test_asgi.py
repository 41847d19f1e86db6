"""The ASGI front without a server: what it does with what a server hands it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import pytest

from simulator import Sandbox, World
from simulator.contract.reading import MULTIPART_LIMIT
from simulator.http.asgi import Application
from simulator.http.server import application
from tests.simulator.stage import KEY

Message = MutableMapping[str, Any]


def serve(scope: dict[str, Any], *messages: dict[str, Any]) -> list[Message]:
    """Call the application once; answers what it sent."""
    waiting, sent = list(messages), []

    async def receive() -> Message:
        return waiting.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(application(World(key=KEY), control=True)(scope, receive, send))
    return sent


def http(
    path: str, method: str = "GET", headers: list[tuple[bytes, bytes]] | None = None, **more: Any
) -> dict[str, Any]:
    return {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": headers or [],
        **more,
    }


BODY = {"type": "http.request", "body": b"", "more_body": False}


def test_a_request_is_answered_with_its_length() -> None:
    start, body = serve(http("/health"), BODY)
    assert (start["status"], body["body"]) == (200, b'{"status":"ok"}')
    assert (b"content-length", b"15") in start["headers"]


def test_an_answer_to_head_has_the_length_and_no_body() -> None:
    start, body = serve(http("/health", "HEAD"), BODY)
    assert (b"content-length", b"15") in start["headers"]
    assert body["body"] == b""


def test_an_answer_without_content_says_no_length() -> None:
    world_has_none = serve(http("/control/v1/sandboxes/1", "DELETE"), BODY)
    assert world_has_none[0]["status"] == 404


def test_a_client_that_goes_away_is_answered_nothing() -> None:
    assert serve(http("/health", "POST"), {"type": "http.disconnect"}) == []
    assert (
        serve(
            http("/health", "POST"),
            {"type": "http.request", "body": b"x", "more_body": True},
            {"type": "http.disconnect"},
        )
        == []
    )


@pytest.mark.parametrize(
    "length", [b"", b"x", b"-5", b"\xb2", b"1e9", b"9" * 5000, str(MULTIPART_LIMIT * 3).encode()]
)
def test_whatever_length_is_announced_is_answered(length: bytes) -> None:
    sent = serve(http("/maventa/oauth2/token", "POST", [(b"content-length", length)]), BODY)
    assert sent[0]["status"] in (400, 413)


def test_a_body_comes_in_pieces() -> None:
    pieces = [{"type": "http.request", "body": bytes([each]), "more_body": True} for each in b'{"seed": 7']
    sent = serve(
        http(
            "/control/v1/sandboxes",
            "POST",
            [(b"content-type", b"application/json"), (b"host", b"127.0.0.1:5")],
        ),
        *pieces,
        {"type": "http.request", "body": b"}"},
    )
    assert sent[0]["status"] == 201
    assert b"http://127.0.0.1:5/maventa" in sent[1]["body"]


def test_the_life_of_a_server_is_acknowledged() -> None:
    sent = serve({"type": "lifespan"}, {"type": "lifespan.startup"}, {"type": "lifespan.shutdown"})
    assert [each["type"] for each in sent] == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_what_is_not_http_is_not_answered() -> None:
    assert serve({"type": "websocket"}) == []


@contextmanager
def at_work(sandbox: Sandbox) -> Iterator[Event]:
    """A thread that has the sandbox until it is told to let go of it."""
    has_it, let_go = Event(), Event()

    def work() -> None:
        with sandbox.lock:
            has_it.set()
            let_go.wait(30)

    worker = Thread(target=work, daemon=True)
    worker.start()
    assert has_it.wait(30)
    yield let_go
    worker.join(30)


async def ask(app: Application, sandbox: Sandbox, answers: list[tuple[str, int]]) -> None:
    """Make a call as the client of a sandbox, and write down whose was answered how."""
    token = sandbox.token({"scope": ["company:read"], "exp": 2**33})
    headers = [(b"authorization", f"Bearer {token}".encode())]

    async def receive() -> Message:
        return BODY

    async def send(message: Message) -> None:
        if "status" in message:
            answers.append((sandbox.id, message["status"]))

    await app(http("/maventa/v1/company/notifications", headers=headers), receive, send)


def test_a_call_to_a_sandbox_that_is_at_work_waits_and_calls_to_others_do_not() -> None:
    world = World(key=KEY)
    busy, idle, answers = world.create(), world.create(), list[tuple[str, int]]()

    async def converse(let_go: Event) -> None:
        app = application(world, control=True)
        waits = asyncio.ensure_future(ask(app, busy, answers))
        for _ in range(3):
            await ask(app, idle, answers)
        assert not waits.done()
        let_go.set()
        await waits

    with at_work(busy) as let_go:
        asyncio.run(converse(let_go))
    assert answers == [(idle.id, 200)] * 3 + [(busy.id, 200)]
