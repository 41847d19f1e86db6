"""The server on a real socket: bodies beyond the limit, chunked ones, cut ones, and what is no HTTP."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import pytest
import requests

from simulator import Server, World
from simulator.contract.reading import JSON_LIMIT, MULTIPART_LIMIT
from tests.simulator.stage import ALL_SCOPES, BOUNDARY, JSON, KEY, finvoice, multipart

MEDIA = f"multipart/form-data; boundary={BOUNDARY}"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    world = World(key=KEY)
    world.create(seed=7)
    with Server(world, control=True) as serving:
        yield serving


@pytest.fixture(scope="module")
def bearer(server: Server) -> str:
    words = requests.get(f"{server.url}/control/v1/sandboxes/1", timeout=10).json()["endpoints"]["maventa"]
    form = {"grant_type": "client_credentials", "scope": ALL_SCOPES}
    form |= {name: words[name] for name in ("client_id", "client_secret")}
    return f"Bearer {requests.post(words['token_url'], data=form, timeout=10).json()['access_token']}"


@contextmanager
def connected(server: Server) -> Iterator[socket.socket]:
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=10) as made:
        yield made


def status_of(wire: socket.socket) -> int:
    answer = http.client.HTTPResponse(wire)
    answer.begin()
    assert answer.headers.get("X-Dunbox-Harness-Error") is None
    return answer.status


def head(path: str, bearer: str, *more: str) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: stage", f"Authorization: {bearer}", *more, "", ""]
    return "\r\n".join(lines).encode()


def still_serves(server: Server) -> None:
    assert requests.get(f"{server.url}/health", timeout=10).json() == {"status": "ok"}


def test_an_invoice_is_taken_over_the_socket(server: Server, bearer: str) -> None:
    heard = requests.post(
        f"{server.url}/maventa/v1/invoices",
        files={"file": ("ä.xml", finvoice("1001"))},
        headers={"Authorization": bearer},
        timeout=10,
    )
    assert heard.status_code == 201
    assert heard.headers["Date"] == "Mon, 05 Jan 2026 06:00:00 GMT"


def test_a_body_that_is_announced_beyond_all_bounds_is_answered_413_without_being_read(
    server: Server, bearer: str
) -> None:
    with connected(server) as wire:
        announced = f"Content-Length: {MULTIPART_LIMIT * 2}"
        wire.sendall(head("/maventa/v1/invoices", bearer, f"Content-Type: {MEDIA}", announced) + b"--")
        assert status_of(wire) == 413
    still_serves(server)


def test_a_json_body_above_its_limit_is_answered_413(server: Server, bearer: str) -> None:
    url = f"{server.url}/maventa/v2/services/ropo/receivables"
    headers = {"Authorization": bearer, "Content-Type": JSON}
    assert requests.put(url, b" " * (JSON_LIMIT + 1), headers=headers, timeout=10).status_code == 413
    chunks = (b" " * 65536 for _ in range(JSON_LIMIT // 65536 + 1))
    assert requests.put(url, chunks, headers=headers, timeout=10).status_code == 413
    assert requests.put(url, iter([b"{", b"}"]), headers=headers, timeout=10).status_code == 400


def test_a_chunked_body_beyond_all_bounds_is_answered_413(server: Server, bearer: str) -> None:
    chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    with connected(server) as wire:
        more = (f"Content-Type: {MEDIA}", "Transfer-Encoding: chunked")
        wire.sendall(head("/maventa/v1/invoices", bearer, *more))
        # The server stops reading once it has had enough; what it does not read cannot be sent.
        with suppress(ConnectionError):
            for _ in range(51):
                wire.sendall(chunk)
        assert status_of(wire) == 413
    still_serves(server)


def test_a_chunked_upload_is_taken(server: Server, bearer: str) -> None:
    body = multipart({"file": finvoice("1002")})
    pieces = (body[start : start + 100] for start in range(0, len(body), 100))
    headers = {"Authorization": bearer, "Content-Type": MEDIA}
    heard = requests.post(f"{server.url}/maventa/v1/invoices", pieces, headers=headers, timeout=10)
    assert heard.status_code == 201


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\r\n\r\n",
        b"hello\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01",
        b"GET /maventa/v1/events HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET " + b"/x" * 100_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"x" * 200_000 + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: nine\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST /maventa/oauth2/token HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\ncut",
    ],
    ids=lambda said: repr(said[:24]),
)
def test_what_is_no_request_or_is_cut_hurts_nobody_else(server: Server, said: bytes) -> None:
    # A server that has had enough may end the connection while it is still written to.
    with connected(server) as wire, suppress(OSError):
        wire.sendall(said)
        wire.shutdown(socket.SHUT_WR)
        while heard := wire.recv(65536):
            assert b" 500 " not in heard
    still_serves(server)


def test_head_and_options_are_answered_with_what_a_path_has(server: Server, bearer: str) -> None:
    for method in ("HEAD", "OPTIONS"):
        heard = requests.request(method, f"{server.url}/maventa/v1/invoices", timeout=10)
        assert (heard.status_code, heard.headers["Allow"]) == (405, "GET, POST")
    assert requests.head(f"{server.url}/health", timeout=10).content == b""


def test_one_connection_serves_many_requests(server: Server) -> None:
    with requests.Session() as session:
        codes = {session.get(f"{server.url}/maventa/v1/events", timeout=10).status_code for _ in range(20)}
    assert codes == {401}


def test_a_server_without_the_control_api_serves_none() -> None:
    with Server(World(key=KEY)) as serving:
        assert requests.get(f"{serving.url}/control/v1/sandboxes", timeout=10).status_code == 404
        assert requests.get(f"{serving.url}/health", timeout=10).status_code == 200
