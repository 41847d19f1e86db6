"""What every door has of its own: hosts, time limits, cut connections, bodies, and the words of its library."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from itertools import repeat
from typing import Any

import httpx
import pytest
import requests
import responses
from urllib3 import Timeout

from simulator import HttpxTransport, RequestsAdapter, ResponsesDoor, Sandbox, Server, World, requests_session
from simulator.http.core import MOST_BYTES
from tests.simulator.stage import ALL_SCOPES, BOUNDARY, JSON, KEY

HOST = "https://ax.maventa.com"
SERVICE = f"{HOST}/v2/services/ropo/receivables"
ELSEWHERE = "https://erp.example/v1/invoices"


@pytest.fixture
def world() -> World:
    made = World(key=KEY)
    made.create(seed=7)
    return made


@pytest.fixture
def sandbox(world: World) -> Sandbox:
    return world.sandboxes[0]


def form(sandbox: Sandbox) -> dict[str, str]:
    words = sandbox.endpoints("http://any")["maventa"]
    return {
        "grant_type": "client_credentials",
        "scope": ALL_SCOPES,
        "client_id": words["client_id"],
        "client_secret": words["client_secret"],
    }


def me(world: World) -> dict[str, str]:
    session = requests_session(world)
    found = session.post(f"{HOST}/oauth2/token", data=form(world.sandboxes[0])).json()
    return {"Authorization": f"Bearer {found['access_token']}"}


Get = Callable[..., Any]


def with_requests(world: World) -> Get:
    return requests_session(world).get


def with_responses(world: World) -> Get:
    def get(url: str, **words: Any) -> requests.Response:
        with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
            mock.add(ResponsesDoor(world))
            return requests.Session().get(url, **words)

    return get


def with_httpx(world: World) -> Get:
    return httpx.Client(transport=HttpxTransport(world)).get


def with_async_httpx(world: World) -> Get:
    async def asked(url: str, **words: Any) -> httpx.Response:
        async with httpx.AsyncClient(transport=HttpxTransport(world)) as client:
            return await client.get(url, **words)

    return lambda url, **words: asyncio.run(asked(url, **words))


REFUSED = {
    with_requests: (requests.ConnectionError, requests.ConnectionError, requests.ReadTimeout),
    with_responses: (requests.ConnectionError, requests.ConnectionError, requests.ReadTimeout),
    with_httpx: (httpx.ConnectError, httpx.RemoteProtocolError, httpx.ReadTimeout),
    with_async_httpx: (httpx.ConnectError, httpx.RemoteProtocolError, httpx.ReadTimeout),
}
each_door = pytest.mark.parametrize("door", REFUSED, ids=lambda door: door.__name__)


@each_door
def test_a_providers_own_address_is_answered(door: Any, world: World) -> None:
    answer = door(world)(SERVICE, headers=me(world))
    assert (answer.status_code, answer.json()) == (200, {"status": "DISABLED"})


@each_door
def test_a_hosts_full_name_with_its_dot_is_the_same_host(door: Any, world: World) -> None:
    dotted = SERVICE.replace("maventa.com/", "maventa.com./")
    assert dotted != SERVICE
    assert door(world)(dotted, headers=me(world)).json() == {"status": "DISABLED"}


@each_door
@pytest.mark.parametrize("url", [ELSEWHERE, "http://127.0.0.1:9/", "https://ax.maventa.com.evil.example/"])
def test_a_host_of_nobody_is_refused_with_the_names_of_the_hosts(door: Any, url: str, world: World) -> None:
    with pytest.raises(REFUSED[door][0], match=r"ax-stage\.maventa\.com, ax\.maventa\.com, dunbox\.test"):
        door(world)(url)


@each_door
def test_a_cut_connection_is_the_librarys_own_error(door: Any, world: World, sandbox: Sandbox) -> None:
    headers = me(world)
    sandbox.put_fault({"kind": "reset"})
    with pytest.raises(REFUSED[door][1]):
        door(world)(SERVICE, headers=headers)
    assert door(world)(SERVICE, headers=headers).status_code == 200


@each_door
def test_an_answer_that_comes_too_late_is_a_timeout_and_nobody_waits_for_it(
    door: Any, world: World, sandbox: Sandbox
) -> None:
    headers = me(world)
    sandbox.put_fault({"kind": "latency", "milliseconds": 60_000, "times": 2})
    with pytest.raises(REFUSED[door][2], match="takes 60 s, the client waits 5 s"):
        door(world)(SERVICE, headers=headers, timeout=5)
    assert door(world)(SERVICE, headers=headers, timeout=None).status_code == 200


@pytest.mark.parametrize(
    "timeout", [5, 5.0, (60, 5), Timeout(connect=60, read=5), Timeout(total=5), Timeout(total=5, read=60)]
)
def test_requests_waits_as_long_as_it_was_told_for_the_answer(
    timeout: Any, world: World, sandbox: Sandbox
) -> None:
    headers = me(world)
    sandbox.put_fault({"kind": "latency", "milliseconds": 6000})
    with pytest.raises(requests.ReadTimeout):
        requests_session(world).get(SERVICE, headers=headers, timeout=timeout)


@pytest.mark.parametrize("timeout", [None, 60, (1, None), (1, 60), Timeout(connect=1, read=None)])
def test_requests_that_waits_longer_gets_the_answer(timeout: Any, world: World, sandbox: Sandbox) -> None:
    headers = me(world)
    sandbox.put_fault({"kind": "latency", "milliseconds": 6000})
    assert requests_session(world).get(SERVICE, headers=headers, timeout=timeout).status_code == 200


BODY = b'{"agreement_contact_email": "talous@example.fi"}'


@pytest.mark.parametrize(
    "body",
    [
        BODY,
        BODY.decode(),
        bytearray(BODY),
        io.BytesIO(BODY),
        io.StringIO(BODY.decode()),
        iter([BODY[:9], BODY[9:]]),
    ],
    ids=lambda body: type(body).__name__,
)
def test_a_body_may_be_all_that_requests_takes(body: Any, world: World) -> None:
    headers = {**me(world), "Content-Type": JSON}
    assert requests_session(world).put(SERVICE, data=body, headers=headers).json()["status"] == "PENDING"


@pytest.mark.parametrize("pieces", [False, True])
def test_a_body_of_httpx_may_come_in_pieces(pieces: bool, world: World) -> None:
    headers = {**me(world), "Content-Type": JSON}
    body: Any = iter([BODY[:9], BODY[9:]]) if pieces else BODY
    with httpx.Client(transport=HttpxTransport(world)) as client:
        assert client.put(SERVICE, content=body, headers=headers).json()["status"] == "PENDING"


@contextmanager
def over_loopback(world: World) -> Iterator[Any]:
    with Server(world) as server, requests.Session() as session:
        yield lambda **words: session.post(f"{server.url}/maventa/v1/invoices", **words)


def chunks(size: int = 1 << 20) -> Iterator[bytes]:
    """A body without end, or the next thing to it."""
    return repeat(b" " * size)


class Unending(io.RawIOBase):
    """A file without end."""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return b" " * size


@pytest.mark.parametrize("media", [JSON, f"multipart/form-data; boundary={BOUNDARY}"])
def test_of_a_body_without_end_no_more_is_read_than_a_server_reads(media: str, world: World) -> None:
    headers = {**me(world), "Content-Type": media}
    with over_loopback(world) as post:
        served = post(data=b" " * (MOST_BYTES + 1), headers=headers)
    assert served.status_code == 413
    url = f"{HOST}/v1/invoices"
    for body in (chunks(), Unending(), b" " * (MOST_BYTES + 1)):
        answer = requests_session(world).post(url, data=body, headers=headers)
        assert (answer.status_code, answer.content) == (413, served.content)
        assert answer.headers["Connection"] == served.headers["Connection"] == "close"


def test_httpx_stops_reading_a_body_without_end_too(world: World) -> None:
    headers = {**me(world), "Content-Type": JSON}
    url = f"{HOST}/v1/invoices"

    async def pieces() -> AsyncIterator[bytes]:
        for piece in chunks():
            yield piece

    async def asked() -> int:
        async with httpx.AsyncClient(transport=HttpxTransport(world)) as client:
            return (await client.post(url, content=pieces(), headers=headers)).status_code

    with httpx.Client(transport=HttpxTransport(world)) as client:
        assert client.post(url, content=chunks(), headers=headers).status_code == 413
    assert asyncio.run(asked()) == 413


@pytest.mark.parametrize("timeout", [0, "x", "5", (1, 2, 3), -1, (0, 5), (5, -1), True, [1, 2], (1,)])
def test_what_is_no_time_limit_is_the_error_of_requests_before_anything_is_read(
    timeout: Any, world: World
) -> None:
    with pytest.raises(ValueError, match="imeout") as real:
        requests.get("http://127.0.0.1:9/", timeout=timeout)
    with pytest.raises(ValueError, match="imeout") as ours:
        requests_session(world).post(SERVICE, data=chunks(), timeout=timeout)
    assert (type(ours.value), str(ours.value)) == (type(real.value), str(real.value))
    with pytest.raises(ValueError, match="imeout"):
        with_responses(world)(SERVICE, timeout=timeout)


def test_how_long_an_answer_took_is_known_of_httpx(world: World) -> None:
    headers = me(world)

    async def asked() -> httpx.Response:
        async with httpx.AsyncClient(transport=HttpxTransport(world)) as client:
            return await client.get(SERVICE, headers=headers)

    with httpx.Client(transport=HttpxTransport(world)) as client:
        for answer in (client.get(SERVICE, headers=headers), asyncio.run(asked())):
            assert answer.elapsed.total_seconds() >= 0
            assert answer.is_closed
        with client.stream("GET", SERVICE, headers=headers) as streamed:
            assert not streamed.is_closed
            with pytest.raises(httpx.ResponseNotRead):
                streamed.content  # noqa: B018 - to look at it is what is tried
            assert streamed.read() == b'{"status":"DISABLED"}'


def test_an_answer_can_be_read_as_a_stream(world: World) -> None:
    headers = me(world)
    with requests_session(world).get(SERVICE, headers=headers, stream=True) as answer:
        assert b"".join(answer.iter_content(5)) == b'{"status":"DISABLED"}'
    with (
        httpx.Client(transport=HttpxTransport(world)) as client,
        client.stream("GET", SERVICE, headers=headers) as streamed,
    ):
        assert b"".join(streamed.iter_bytes(5)) == b'{"status":"DISABLED"}'


def test_an_adapter_can_be_mounted_for_one_host_of_many(world: World) -> None:
    session = requests.Session()
    session.mount("https://ax-stage.maventa.com", RequestsAdapter(world))
    answer = session.get("https://ax-stage.maventa.com/v1/invoices")
    assert (answer.status_code, answer.reason) == (401, "Unauthorized")
    assert answer.url == "https://ax-stage.maventa.com/v1/invoices"


def test_a_session_with_a_door_reads_no_credentials_of_the_machine(
    world: World, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine ax.maventa.com login somebody password secret\n", "utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    assert requests_session(world).get(SERVICE, headers=me(world)).status_code == 200


def test_what_responses_registers_itself_stays_beside_the_door(world: World) -> None:
    with responses.RequestsMock() as mock:
        mock.add(ResponsesDoor(world))
        mock.add("GET", ELSEWHERE, json={"mine": True})
        assert requests.get(ELSEWHERE, timeout=10).json() == {"mine": True}
        assert requests.get(SERVICE, timeout=10).status_code == 401


def test_the_providers_are_told_by_the_name_in_the_url_and_the_path_below_it(world: World) -> None:
    session = requests_session(world)
    assert session.get("https://dunbox.test/maventa/v1/invoices").status_code == 401
    assert session.get("https://dunbox.test/v1/invoices").status_code == 404
    assert session.get("https://user:secret@AX.maventa.com:443/v1/invoices#part").status_code == 401
