"""The short way of a request that came whole: the same bytes as by a task of its own. All else takes the long way."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from uvicorn.server import ServerState

from simulator import Sandbox, World
from simulator.http.connection import Connection
from simulator.http.core import Request, Response
from simulator.http.server import application, config
from simulator.turns import Taken
from tests.simulator.http.test_connections import Wire
from tests.simulator.stage import KEY

FORM = "content-type: application/x-www-form-urlencoded"
TOKEN = "/maventa/oauth2/token"


class Line:
    """A connection to a world with one sandbox: what is said over it, in how many pieces, and what is answered."""

    def __init__(self) -> None:
        self.world = World(key=KEY)
        self.sandbox: Sandbox = self.world.create(seed=1)
        self.application = application(self.world, control=True)
        self.loop = asyncio.new_event_loop()
        self.state, self.wire = ServerState(), Wire()
        self.client = Connection(config(self.application), self.state, {}, self.loop)
        self.client.connection_made(self.wire)
        self.tasks = 0
        begun = self.client._start_asgi_task

        def counted(*given: Any) -> None:
            self.tasks += 1
            begun(*given)

        setattr(self.client, "_start_asgi_task", counted)  # noqa: B010 - it is no other method to the checker

    def say(self, *pieces: bytes) -> bytes:
        """Say this, piece by piece; answers what was answered."""
        before = len(self.wire.written)
        for piece in pieces:
            self.client.data_received(piece)
        turns = 0
        while turns < 10 or (self.state.tasks and not self._is_held_up):
            self.loop.run_until_complete(self._turn())
            turns += 1
        return self.wire.written[before:]

    @property
    def _is_held_up(self) -> bool:
        client = self.client
        return self.wire.is_closing() or client.flow.write_paused or client.waits_for == "body"

    async def _turn(self) -> None:
        await asyncio.get_running_loop().run_in_executor(None, lambda: None)

    def close(self) -> None:
        self.client.connection_lost(None)
        self.say()
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()


@pytest.fixture
def line() -> Iterator[Line]:
    made = Line()
    yield made
    made.close()


def asked(method: str, path: str, *headers: str, body: str = "") -> bytes:
    length = [f"content-length: {len(body)}"] if body else []
    lines = "\r\n".join([f"{method} {path} HTTP/1.1", "host: stage", *headers, *length])
    return f"{lines}\r\n\r\n{body}".encode()


def for_a_token(sandbox: Sandbox) -> str:
    words = sandbox.endpoints("")["maventa"]
    return (
        f"grant_type=client_credentials&client_id={words['client_id']}&client_secret={words['client_secret']}"
    )


def of_a_client(line: Line) -> list[bytes]:
    """Calls of a client, good ones and bad ones."""
    asks = Request("POST", TOKEN, "", [("content-type", FORM[14:])], for_a_token(line.sandbox).encode())
    answer = line.application.at_once(asks)
    assert answer is not None
    token = orjson.loads(answer.body)["access_token"]
    bearer = f"authorization: Bearer {token}"
    return [
        asked("GET", "/health"),
        asked("GET", "/health?a=1&b=%20"),
        asked("GET", "/nowhere"),
        asked("GET", "/maventa/v1/assignments", "X-Request-Id: mine"),
        asked("GET", "/maventa/v1/services", bearer),
        asked("POST", "/maventa/v1/services", bearer),
        asked("GET", "/maventa/v1/invoices/none", bearer),
        asked("GET", "/maventa/v1/none", bearer),
        asked("POST", TOKEN, FORM, body=for_a_token(line.sandbox)),
        asked("POST", TOKEN, FORM, body="grant_type=none"),
        asked("POST", TOKEN, "content-type: text/plain", body="x" * 1000),
        asked("DELETE", "/maventa/v1/notifications/none", bearer),
    ]


def test_what_comes_whole_is_answered_without_a_task_and_with_the_same_bytes(line: Line) -> None:
    other = Line()
    try:
        calls = of_a_client(line)
        assert calls == of_a_client(other)
        for call in calls:
            short, long = line.say(call), other.say(call[:20], call[20:])
            assert short == long
            assert short.startswith(b"HTTP/1.1 ")
        assert (line.tasks, other.tasks) == (0, len(calls))
    finally:
        other.close()


@pytest.mark.parametrize(
    "call",
    [
        asked("GET", "/health").replace(b"HTTP/1.1", b"HTTP/1.0"),
        asked("GET", "/health", "connection: close"),
        asked("HEAD", "/health"),
        asked("GET", "/health", "expect: 100-continue"),
        asked("GET", "/health", "connection: upgrade", "upgrade: h2c"),
        asked("GET", "/health", "x-forwarded-proto: https"),
        asked("POST", "/health", "transfer-encoding: chunked") + b"1\r\na\r\n0\r\n\r\n",
        asked("GET", "http://stage/health"),
        asked("GET", "/health#here"),
        asked("GET", "/health") * 3,
        asked("POST", TOKEN, FORM, body="grant_type=none") + asked("GET", "/health"),
        asked("GET", "/control/v1/sandboxes"),
        asked("GET", "/metrics"),
    ],
)
def test_what_is_not_as_most_requests_are_takes_the_long_way(line: Line, call: bytes) -> None:
    other = Line()
    try:
        short, long = line.say(call), other.say(call[:20], call[20:])
        assert short.startswith(b"HTTP/1.1 ")
        assert len(short.split(b"\r\n")) == len(long.split(b"\r\n"))
        assert line.tasks == other.tasks == call.count(b"stage\r\n")
    finally:
        other.close()


def test_a_call_to_a_sandbox_that_is_at_work_waits_in_a_thread(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle, waited = line.application.core.handle, list[tuple[bool, str | None]]()

    def busy(request: Any, *, wait: bool = True) -> Response:
        response = handle(request, wait=wait)  # as far as its stamp
        waited.append((wait, request.stamp.id))
        if not wait:
            raise Taken
        return response

    monkeypatch.setattr(line.application.core, "handle", busy)
    said = line.say(asked("GET", "/health"))
    assert said.endswith(b'{"status":"ok"}')
    assert waited[0] == (False, "1")
    assert waited[-1] == (True, "1")
    assert line.tasks == 1


@pytest.mark.parametrize(
    ("response", "said"),
    [
        (Response(200, [("X", "a\r\nSet-Cookie: b")], b"{}"), b""),
        (Response(0, [], b"", cut=True), b""),
        (Response(204, [], b""), b"HTTP/1.1 204 No Content\r\n\r\n"),
        (Response(299, [], b""), b"HTTP/1.1 299 \r\ncontent-length: 0\r\n\r\n"),
    ],
)
def test_an_answer_that_cannot_go_at_once_takes_the_long_way_and_is_made_once(
    line: Line, monkeypatch: pytest.MonkeyPatch, response: Response, said: bytes
) -> None:
    calls = list[object]()

    def handle(request: object, *, wait: bool) -> Response:
        calls.append(request)
        return response

    monkeypatch.setattr(line.application.core, "handle", handle)
    found = line.say(asked("GET", "/health"))
    assert found.startswith(said)
    assert b"Set-Cookie" not in found
    assert len(calls) == 1
    assert line.tasks == (0 if response.status == 204 else 1)


def test_a_body_that_is_not_all_there_yet_is_waited_for(line: Line) -> None:
    # The empty lines before it look like its head's end: behind them are as many bytes as its body is to have.
    start = b"\n\r\n\r\n"
    head = asked("POST", TOKEN, FORM).removesuffix(b"\r\n")
    length = next(n for n in range(100, 999) if len(head) + len(b"content-length: 123\r\n\r\n") == n)
    head += b"content-length: %d\r\n\r\n" % length
    assert len(head) == length
    assert line.say(start + head) == b""
    assert line.say(b"x" * length).startswith(b"HTTP/1.1 4")


def test_a_defect_of_ours_is_answered_500_and_told(
    line: Line, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def handle(request: object, *, wait: bool) -> Response:
        raise LookupError("a defect")

    monkeypatch.setattr(line.application.core, "handle", handle)
    assert line.say(asked("GET", "/health")).startswith(b"HTTP/1.1 500 Internal Server Error\r\n")
    assert "LookupError: a defect" in caplog.text
    assert line.wire.ended == "close"


def test_whoever_is_not_read_to_its_end_is_not_answered_at_once(line: Line) -> None:
    line.client.pause_writing()
    line.say(asked("GET", "/health"))
    assert line.wire.written == b""
    line.client.resume_writing()
    assert line.say().endswith(b'{"status":"ok"}')


def test_what_a_call_leaves_to_be_sent_is_sent_after_its_answer(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[bytes] = []

    def tell(response: Response) -> None:
        told.append(line.wire.written)

    monkeypatch.setattr(line.application, "send_news", tell)
    line.say(asked("GET", "/health"))
    assert [said.endswith(b'{"status":"ok"}') for said in told] == [True]
