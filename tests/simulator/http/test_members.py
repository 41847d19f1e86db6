"""What servers that share a store say to each other: only to whoever has the store's key, and each request once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any

import pytest

from simulator.http import members
from simulator.http.core import Request, Response
from simulator.http.members import Broken, Members, Unreached, host_and_port
from simulator.http.membership import door_at
from simulator.http.stream import _LENGTHS, Stream
from simulator.sharing import Elsewhere

KEY, OTHER = b"k" * 32, b"o" * 32
OK = Response(
    200, [("Content-Type", "text/plain"), ("Set-Cookie", "a"), ("Set-Cookie", "b")], b"\x00\xff", delay=0.5
)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder whose name is short enough for a socket."""
    with TemporaryDirectory(prefix="dunbox-") as name:
        yield Path(name)


class Server:
    """One of several servers: what it was asked, and what it answers."""

    def __init__(self, key: bytes = KEY) -> None:
        self.asked: list[Request] = []
        self.answer: Callable[[Request], Response | None] = lambda request: OK
        self.slowly: Callable[[Request], Awaitable[Response]]
        self.sent: list[Response] = []
        self.members = Members(key, self.at_once, self.at_length, self.sent.append, self.told)
        self.address = ""

    def at_once(self, request: Request) -> Response | None:
        self.asked.append(request)
        return self.answer(request)

    async def at_length(self, request: Request) -> Response:
        return await self.slowly(request)

    def told(self, what: str, words: Any) -> Any:
        if what == "wrong":
            raise LookupError("nothing is known of that")
        return {what: words}

    async def listen(self, place: str) -> None:
        door, self.address = door_at(place)
        await self.members.listen(door)


def together(
    folder: Path, story: Callable[[Server, Server], Awaitable[None]], *keys: bytes, tcp: bool = False
) -> None:
    """Let a story happen between two servers that are reached."""

    async def happen() -> None:
        left, right = (Server(key) for key in keys or (KEY, KEY))
        for server, name in ((left, "left"), (right, "right")):
            await server.listen("tcp:127.0.0.1:0" if tcp else f"unix:{folder}/{name}")
        try:
            await story(left, right)
        finally:
            await left.members.close()
            await right.members.close()

    asyncio.run(happen())


@pytest.mark.parametrize("tcp", [False, True])
def test_a_request_and_its_answer_come_as_they_were(folder: Path, tcp: bool) -> None:
    asks = Request(
        "POST", "/a%20b", "x=1", [("host", "ä"), ("x", "1")], b"\xff" * 3_000_000, "http://h", overlong=True
    )

    async def story(left: Server, right: Server) -> None:
        assert await left.members.passed(asks, right.address) == OK
        assert right.asked == [asks]
        assert right.sent == [OK]

    together(folder, story, tcp=tcp)


def test_many_ask_over_one_connection_and_each_gets_its_own_answer(folder: Path) -> None:
    async def story(left: Server, right: Server) -> None:
        right.answer = lambda request: Response(200, [], request.path.encode()) if request.query else None

        async def slowly(request: Request) -> Response:
            await asyncio.get_running_loop().run_in_executor(None, lambda: None)
            return Response(201, [], request.path.encode())

        right.slowly = slowly
        requests = [Request("GET", f"/{number}", "q" * (number % 2)) for number in range(50)]
        answers = await asyncio.gather(*(left.members.passed(each, right.address) for each in requests))
        assert [each.body.decode() if each else "" for each in answers] == [each.path for each in requests]

    together(folder, story)


def test_a_server_whose_threads_all_wait_tells_others_what_they_ask(folder: Path) -> None:
    async def story(left: Server, right: Server) -> None:
        loop, told = asyncio.get_running_loop(), Event()
        loop.set_default_executor(ThreadPoolExecutor(1))
        waits = loop.run_in_executor(None, told.wait)
        try:
            assert await left.members.asked(right.address, "number", 7) == {"number": 7}
        finally:
            told.set()
            await waits

    together(folder, story)


def test_what_is_not_the_others_either_is_said_to_be_so_and_goes_no_further(folder: Path) -> None:
    async def story(left: Server, right: Server) -> None:
        def elsewhere(request: Request) -> Response:
            raise Elsewhere("one", left.address)

        right.answer = elsewhere
        assert await left.members.passed(Request("GET", "/"), right.address) is None
        assert left.asked == []

    together(folder, story)


def test_who_ends_while_it_is_asked_leaves_a_client_whose_connection_is_cut(folder: Path) -> None:
    async def story(left: Server, right: Server) -> None:
        async def end(request: Request) -> Response:
            for stream in list(right.members._callers):
                stream.close()
            return OK

        right.answer, right.slowly = lambda request: None, end
        answer = await left.members.passed(Request("GET", "/"), right.address)
        assert answer is not None
        assert answer.cut
        right.answer = lambda request: OK
        assert await left.members.passed(Request("GET", "/"), right.address) == OK

    together(folder, story)


def test_who_is_not_there_is_not_reached(folder: Path) -> None:
    async def story(left: Server, right: Server) -> None:
        for address in (f"unix:{folder}/nobody", "tcp:127.0.0.1:1"):
            with pytest.raises(Unreached):
                await left.members.passed(Request("GET", "/"), address)

    together(folder, story)


def test_who_says_nothing_is_not_reached_and_that_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "SECONDS_TO_PROVE", 0.05)
    door, address = door_at(f"unix:{folder}/silent")

    async def story(left: Server, right: Server) -> None:
        with pytest.raises(Unreached, match=r"cannot be reached: it has not answered within 0\.05 seconds"):
            await left.members.passed(Request("GET", "/"), address)

    with door:
        together(folder, story)


def test_who_has_another_key_neither_asks_nor_is_asked(folder: Path) -> None:
    async def story(left: Server, right: Server) -> None:
        for one, other in ((left, right), (right, left)):
            with pytest.raises(Unreached, match="has not proven"):
                await one.members.passed(Request("GET", "/"), other.address)
            assert other.asked == []

    together(folder, story, KEY, OTHER)


@pytest.mark.parametrize(
    "said",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        _LENGTHS.pack(2, 0) + b"{}",
        _LENGTHS.pack(1, 0) + b"[",
        _LENGTHS.pack(4, 0) + b"null",
        _LENGTHS.pack(10_000_000, 0),
        _LENGTHS.pack(17, 0) + b'["dunbox 2","ab"]',
        _LENGTHS.pack(14, 0) + b'["dunbox 1",""]',
        _LENGTHS.pack(17, 0) + b'["dunbox 1","ab"]' + _LENGTHS.pack(9, 0) + b'["proof"]',
        _LENGTHS.pack(17, 0) + b'["dunbox 1","ab"]' + _LENGTHS.pack(20, 0) + b'[1,"asked","noted",0]',
    ],
)
def test_a_stranger_is_cut_off(folder: Path, said: bytes) -> None:
    async def story(left: Server, right: Server) -> None:
        reader, writer = await asyncio.open_unix_connection(right.address.removeprefix("unix:"))
        writer.write(said)
        assert b"asked" not in await reader.read()
        writer.close()
        assert right.asked == []

    together(folder, story)


def test_a_proof_is_good_for_the_other_side_only(folder: Path) -> None:
    """Whoever answers a caller with what it has from another caller proves nothing."""

    async def story(left: Server, right: Server) -> None:
        loop = asyncio.get_running_loop()
        caller = Stream(KEY, calls=True, heard=lambda head, body: None, ended=lambda: None)
        mirror = await loop.create_unix_server(Mirror, path=str(folder / "mirror"))
        await loop.create_unix_connection(lambda: caller, str(folder / "mirror"))
        with pytest.raises(ConnectionError):
            await caller.proven
        mirror.close()

    together(folder, story)


class Mirror(asyncio.Protocol):
    """Sends back what it is sent."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._transport.write(data)  # type: ignore[attr-defined]  # it is a transport that writes


def test_servers_tell_each_other_what_they_are_asked_of_themselves(folder: Path) -> None:
    async def story(left: Server, right: Server) -> None:
        assert await left.members.asked(right.address, "noted", [1, "ä"]) == {"noted": [1, "ä"]}
        with pytest.raises(Broken, match="nothing is known of that"):
            await left.members.asked(right.address, "wrong", None)

    together(folder, story)


def test_of_one_that_ends_while_it_is_asked_of_itself_it_is_said_so(folder: Path) -> None:
    async def story(left: Server, right: Server) -> None:
        loop = asyncio.get_running_loop()

        def told(what: str, words: Any) -> Any:
            for stream in list(right.members._callers):
                loop.call_soon_threadsafe(stream.close)
            return what

        right.members._told = told
        with pytest.raises(Broken, match="its connection ended before it had answered"):
            await left.members.asked(right.address, "noted", None)

    together(folder, story)


def test_addresses_are_hosts_and_ports() -> None:
    assert host_and_port("tcp:10.0.0.5:81") == ("10.0.0.5", 81)
    assert host_and_port("tcp:[::1]:0") == ("::1", 0)
    assert host_and_port("tcp:::1:0") == ("::1", 0)
