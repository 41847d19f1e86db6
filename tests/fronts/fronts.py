"""Every front of the core, each as a function that asks it. Those with a socket are real servers."""

from __future__ import annotations

import asyncio
import http.client
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from urllib.parse import urlsplit

import httpx
import requests
import responses

from simulator import HttpxTransport, ResponsesDoor, Server, World, requests_session
from tests.fronts.conversation import CUT, Ask, Heard, Sent, heard


def _over_a_socket(front: str) -> Callable[[World], AbstractContextManager[Ask]]:
    @contextmanager
    def opened(world: World) -> Iterator[Ask]:
        with Server(world, front=front) as server:
            yield lambda sent: _asked(server.url, sent)

    return opened


def _asked(url: str, sent: Sent) -> Heard:
    """Ask a server as if its name were the one in `Sent`, with nothing between that could mend a request."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)
    target = urlsplit(sent.url)
    try:
        path = sent.url.partition(target.netloc)[2]
        headers = {**sent.headers, "Host": target.netloc}
        connection.request(sent.method, path, sent.body or None, headers)
        answer = connection.getresponse()
        return heard(answer.status, answer.getheaders(), answer.read())
    except http.client.RemoteDisconnected:
        return Heard(CUT)
    finally:
        connection.close()


@contextmanager
def _requests(world: World) -> Iterator[Ask]:
    with requests_session(world) as session:
        yield lambda sent: _by_requests(session, sent)


@contextmanager
def _responses(world: World) -> Iterator[Ask]:
    with responses.RequestsMock() as mock, requests.Session() as session:
        mock.add(ResponsesDoor(world))
        yield lambda sent: _by_requests(session, sent)


def _by_requests(session: requests.Session, sent: Sent) -> Heard:
    try:
        answer = session.request(sent.method, sent.url, data=sent.body, headers=sent.headers, timeout=20)
    except requests.ConnectionError:
        return Heard(CUT)
    return heard(answer.status_code, answer.headers.items(), answer.content)


@contextmanager
def _httpx(world: World) -> Iterator[Ask]:
    with httpx.Client(transport=HttpxTransport(world)) as client:

        def ask(sent: Sent) -> Heard:
            try:
                answer = client.request(sent.method, sent.url, content=sent.body, headers=sent.headers)
            except httpx.RemoteProtocolError:
                return Heard(CUT)
            return heard(answer.status_code, answer.headers.items(), answer.content)

        yield ask


@contextmanager
def _httpx_async(world: World) -> Iterator[Ask]:
    async def asked(sent: Sent) -> Heard:
        async with httpx.AsyncClient(transport=HttpxTransport(world)) as client:
            try:
                answer = await client.request(sent.method, sent.url, content=sent.body, headers=sent.headers)
            except httpx.RemoteProtocolError:
                return Heard(CUT)
            return heard(answer.status_code, answer.headers.items(), answer.content)

    yield lambda sent: asyncio.run(asked(sent))


FRONTS: dict[str, Callable[[World], AbstractContextManager[Ask]]] = {
    "asgi": _over_a_socket("asgi"),
    "connexion": _over_a_socket("connexion"),
    "requests": _requests,
    "responses": _responses,
    "httpx": _httpx,
    "httpx-async": _httpx_async,
}
