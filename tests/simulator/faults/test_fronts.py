"""Faults at the edges: servers that give no transport, and what the journal shows."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest

from simulator import World
from simulator.http.server import application
from tests.simulator.stage import KEY, Client, Stage

Message = MutableMapping[str, Any]


class Transport:
    """A connection that knows whether it was cut."""

    def __init__(self) -> None:
        self.aborted = False

    def abort(self) -> None:
        self.aborted = True


def served(state: dict[str, Any], **words: Any) -> list[Message]:
    """Ask for invoices once, on a server that keeps `state` for a connection; answers what was sent."""
    stage = Stage(World(key=KEY))
    sandbox = stage.world.create(seed=7)
    token = Client(sandbox, stage).token
    sandbox.put_fault(words)
    messages: list[Message] = [{"type": "http.request", "body": b""}, {"type": "http.disconnect"}]
    sent: list[Message] = []

    async def receive() -> Message:
        return messages.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"authorization", f"Bearer {token}".encode())]
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/maventa/v1/invoices",
        "query_string": b"",
        "headers": headers,
    }
    asyncio.run(application(stage.world, control=True)({**scope, "state": state}, receive, send))
    return sent


def test_a_connection_is_cut_through_its_transport_without_a_byte() -> None:
    transport = Transport()
    assert served({"dunbox.transport": transport}, kind="cut_after_commit") == []
    assert transport.aborted


def test_where_there_is_no_transport_an_answer_is_broken_off() -> None:
    with pytest.raises(ConnectionAbortedError, match="a fault cuts this connection"):
        served({}, kind="reset")


def test_a_front_holds_an_answer_back_and_then_sends_it() -> None:
    start, body = served({}, kind="latency", milliseconds=1)
    assert (start["status"], body["body"]) == (200, b"[]")


def test_the_journal_shows_which_fault_struck_and_whether_it_was_done() -> None:
    stage = Stage(World(key=KEY))
    client = Client(stage.world.create(seed=7), stage)
    client.get("/v1/invoices")
    for kind in ("reset", "cut_after_commit"):
        client.sandbox.put_fault({"kind": kind})
        with pytest.raises(AssertionError, match="b''"):
            client.get("/v1/invoices")
    shown = stage.control("GET", "/sandboxes/1/journal").json["exchanges"]
    assert [(each["fault"], each["committed"], each["status"]) for each in shown[1:]] == [
        (None, True, 200),
        ("reset", False, 0),
        ("cut_after_commit", True, 0),
    ]
