"""Clients that send too much, too slowly, or nothing at all: what one connection may take, and how many there may be.

Time is counted in looks, so that nothing here waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from uvicorn.server import ServerState

from simulator import World
from simulator.http import connection
from simulator.http.connection import (
    HEAD_LIMIT,
    LOOKS_FOR_A_HEAD,
    LOOKS_FOR_ANOTHER,
    LOOKS_FOR_THE_REST,
    MOST_HEADERS,
    Connection,
)
from simulator.http.server import application, config
from tests.simulator.stage import KEY

ASKED = b"GET /health HTTP/1.1\r\nHost: stage\r\n"
SENT = b"POST /maventa/oauth2/token HTTP/1.1\r\nHost: stage\r\nContent-Length: 500\r\n\r\n"


class Wire(asyncio.Transport):
    """What the server writes to one client, and whether it has ended the connection."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.pieces: list[bytes] = []
        self.ended = ""

    def write(self, data: Any) -> None:
        self.pieces.append(bytes(data))
        self.written += bytes(data)

    def write_eof(self) -> None:
        self.ended = "eof"

    def abort(self) -> None:
        self.ended = "abort"

    def close(self) -> None:
        self.ended = "close"

    def is_closing(self) -> bool:
        return self.ended in ("abort", "close")

    def pause_reading(self) -> None:
        """Nothing is on its way."""

    resume_reading = pause_reading

    @property
    def told(self) -> Any:
        """The status and the detail of the answer."""
        head, _, body = self.written.partition(b"\r\n\r\n")
        assert b"\r\nconnection: close" in head
        assert f"content-length: {len(body)}".encode() in head
        return int(head.split()[1]), orjson.loads(body)["detail"]


class House:
    """A server without a socket: its connections, and the loop that they live in."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.state = ServerState()
        self.config = config(application(World(key=KEY), control=False))

    def client(self) -> tuple[Connection, Wire]:
        """Somebody connects."""
        made, wire = Connection(self.config, self.state, {}, self.loop), Wire()
        made.connection_made(wire)
        return made, wire

    def run(self) -> None:
        """Let everything happen that can happen now."""
        for _ in range(10):
            self.loop.run_until_complete(_turn())


async def _turn() -> None:
    await asyncio.get_running_loop().run_in_executor(None, lambda: None)


@pytest.fixture
def house() -> Iterator[House]:
    made = House()
    yield made
    for each in list(made.state.connections):
        each.connection_lost(None)
    made.run()
    made.loop.run_until_complete(made.loop.shutdown_default_executor())
    made.loop.close()


def look(client: Connection, times: int) -> None:
    for _ in range(times):
        client.look()


def test_a_head_that_does_not_end_is_answered_431_and_no_longer_heard(house: House) -> None:
    client, wire = house.client()
    client.data_received(ASKED)
    for number in range(HEAD_LIMIT // 1000 + 1):
        client.data_received(b"X-%d: " % number + b"x" * 1000 + b"\r\n")
    assert wire.told == (431, connection._TOO_LARGE[1])
    said = wire.written
    client.data_received(b"\r\n" + ASKED + b"\r\n")
    house.run()
    assert (wire.written, wire.ended) == (said, "eof")
    look(client, 1)
    assert wire.ended == "abort"


@pytest.mark.parametrize(
    "more",
    [b"X: " + b"x" * HEAD_LIMIT + b"\r\n", b"".join(b"X%d: y\r\n" % n for n in range(MOST_HEADERS))],
    ids=["large", "many"],
)
@pytest.mark.parametrize("piece", [10**6, 50_000], ids=["at once", "in pieces"])
def test_a_head_that_is_too_large_is_answered_431(house: House, more: bytes, piece: int) -> None:
    client, wire = house.client()
    head = ASKED + more + b"\r\n"
    for start in range(0, len(head), piece):
        client.data_received(head[start : start + piece])
    assert wire.told[0] == 431


def test_a_head_within_bounds_is_heard_and_so_are_many_at_once(house: House) -> None:
    client, wire = house.client()
    client.data_received(ASKED + b"X: " + b"x" * (HEAD_LIMIT - 200) + b"\r\n\r\n")
    house.run()
    assert wire.written.startswith(b"HTTP/1.1 200 OK")
    client.data_received((ASKED + b"\r\n") * (2 * HEAD_LIMIT // len(ASKED)) + ASKED[:20])
    client.data_received(ASKED[20:] + b"\r\n")
    house.run()
    assert b"431" not in wire.written
    assert wire.ended == ""


def test_what_is_no_request_is_answered_400_as_a_problem(house: House) -> None:
    client, wire = house.client()
    client.data_received(b"hello\r\n\r\n")
    assert wire.told == (400, "this is no HTTP request")


def test_a_request_is_answered_before_the_connection_ends_for_what_follows_it(house: House) -> None:
    client, wire = house.client()
    client.data_received(ASKED + b"\r\nhello\r\n\r\n")
    look(client, 1)
    house.run()
    assert wire.written.startswith(b"HTTP/1.1 200 OK")
    assert wire.written.endswith(b'{"status":"ok"}')
    assert wire.ended == "close"


def test_a_body_that_goes_wrong_is_answered_once(house: House) -> None:
    client, wire = house.client()
    client.data_received(
        SENT.replace(b"Content-Length: 500", b"Transfer-Encoding: chunked") + b"5\r\ngrant\r\n"
    )
    house.run()
    client.data_received(b"no length\r\n")
    house.run()
    assert wire.told == (400, "this is no HTTP request")


def test_who_says_that_it_is_done_is_still_answered(house: House) -> None:
    client, wire = house.client()
    client.data_received(ASKED)
    client.data_received(b"\r\n")
    assert client.eof_received()
    house.run()
    assert wire.written.endswith(b'{"status":"ok"}')
    assert wire.ended == "close"


def test_who_is_done_before_it_has_asked_has_to_go(house: House) -> None:
    for said in (b"", ASKED, SENT):
        client, _ = house.client()
        client.data_received(said)
        assert not client.eof_received()


def test_who_is_gone_before_its_answer_is_told_nothing(house: House) -> None:
    client, wire = house.client()
    client.data_received(ASKED)
    client.data_received(b"\r\n")
    wire.close()
    house.loop.call_soon(client.connection_lost, None)
    house.run()
    assert wire.written == b""


@pytest.mark.parametrize(
    "last", [b"hello\r\n\r\n", SENT + b"x", SENT.replace(b"500", b"5;")], ids=["none", "half", "bad"]
)
def test_requests_in_a_row_of_which_the_last_is_wrong_leave_nothing_behind(house: House, last: bytes) -> None:
    client, wire = house.client()
    client.data_received((ASKED + b"\r\n") * 3 + last)
    if not client.eof_received():
        wire.abort()
    client.connection_lost(None)
    house.run()
    assert house.state.tasks == set()
    assert b"HTTP/1.1 5" not in wire.written


def test_a_head_that_drips_is_answered_408(house: House) -> None:
    client, wire = house.client()
    for byte in ASKED[: LOOKS_FOR_A_HEAD + 1]:
        assert wire.ended == ""
        client.data_received(bytes([byte]))
        look(client, 1)
    assert wire.told == (408, "the request's head did not arrive in time")


def test_a_body_that_drips_is_answered_408_and_nothing_is_done(house: House) -> None:
    client, wire = house.client()
    client.data_received(SENT)
    house.run()
    for _ in range(LOOKS_FOR_THE_REST + 1):
        assert wire.ended == ""
        client.data_received(b"x")
        look(client, 1)
    assert wire.told == (408, "the request's body did not arrive in time")


def test_who_says_nothing_is_told_nothing_and_has_to_go(house: House) -> None:
    client, wire = house.client()
    look(client, LOOKS_FOR_A_HEAD)
    assert wire.ended == ""
    look(client, 1)
    assert (wire.written, wire.ended) == (b"", "close")


def test_who_does_not_read_its_answer_has_to_go(house: House) -> None:
    client, wire = house.client()
    client.pause_writing()
    client.data_received(ASKED + b"\r\n")
    house.run()
    look(client, LOOKS_FOR_THE_REST)
    assert wire.ended == ""
    look(client, 1)
    assert wire.ended == "abort"
    client.resume_writing()


def test_who_asks_again_and_again_may_stay(house: House) -> None:
    client, wire = house.client()
    for _ in range(3 * LOOKS_FOR_A_HEAD):
        client.data_received(ASKED + b"\r\n")
        house.run()
        look(client, 1)
    assert wire.written.count(b"200 OK") == 3 * LOOKS_FOR_A_HEAD
    assert wire.ended == ""


def test_who_was_answered_and_asks_no_more_has_to_go(house: House) -> None:
    client, wire = house.client()
    client.data_received(ASKED + b"\r\n")
    said = wire.written
    look(client, LOOKS_FOR_ANOTHER)
    assert wire.ended == ""
    look(client, 1)
    assert (wire.written, wire.ended) == (said, "close")


def test_where_too_many_are_connected_those_go_that_have_dawdled_longest(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "most_connections", lambda: 16)
    early = [house.client() for _ in range(4)]
    for client, _ in early:
        look(client, 3)
    later = [house.client() for _ in range(13)]
    assert sum(wire.ended == "abort" for _, wire in early) == 3
    assert not any(wire.ended for _, wire in later)


def test_as_many_may_be_connected_as_the_process_may_open_files_and_no_more() -> None:
    assert 16 <= connection.most_connections() <= connection.MOST_CONNECTIONS


def test_an_answer_is_written_at_once_its_head_with_its_body(house: House) -> None:
    client, wire = house.client()
    for method in (b"GET", b"HEAD", b"GET"):
        client.data_received(method + b" /health HTTP/1.1\r\nHost: stage\r\n\r\n")
        house.run()
    assert [piece.partition(b"\r\n\r\n")[2] for piece in wire.pieces] == [
        b'{"status":"ok"}',
        b"",
        b'{"status":"ok"}',
    ]


def test_who_waits_with_a_body_until_it_is_told_to_send_it_is_told_so_before_the_answer(house: House) -> None:
    client, wire = house.client()
    client.data_received(SENT[:-2] + b"Expect: 100-continue\r\n\r\n")
    house.run()
    assert wire.pieces == [b"HTTP/1.1 100 Continue\r\n\r\n"]
    client.data_received(b"x" * 500)
    house.run()
    assert [piece.split()[1] for piece in wire.pieces] == [b"100", b"415"]
