"""The door for `requests`: `requests_session(world)`, or an adapter that you mount yourself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from http.client import RemoteDisconnected
from io import BytesIO
from typing import Any
from unittest.mock import patch

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPHeaderDict, Timeout
from urllib3.exceptions import ProtocolError
from urllib3.response import HTTPResponse

from simulator.doors import Cut, Door, Late, NoAnswer, gathered
from simulator.http.core import Response
from simulator.world import World

_PHRASES = {status.value: status.phrase for status in HTTPStatus}
_BLOCK = 64 * 1024


class RequestsAdapter(HTTPAdapter):
    """An adapter that knows a world's providers and no network: any other host is a `requests.ConnectionError`."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._door = Door(world)

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Answer a request; `timeout` is compared with a simulated delay, and nobody waits."""
        return self.build_response(request, raw_answer(self._door, request, timeout))


def requests_session(world: World, session: requests.Session | None = None) -> requests.Session:
    """Answer a session, or make this one into one, whose calls all go to a world.

    It reads no proxies and no .netrc of the machine, which have no say here and cost half the time of a call.
    """
    made = session or requests.Session()
    made.trust_env = False
    adapter = RequestsAdapter(world)
    for scheme in ("https://", "http://"):
        made.mount(scheme, adapter)
    return made


@contextmanager
def diverted(door: Door) -> Iterator[None]:
    """Lead what goes to a provider's host through the door, whatever session it is called with; the rest goes out.

    Adapters of a client's own that end in `HTTPAdapter.send` keep what they add, such as a time limit.
    """
    real_send, real_merge = HTTPAdapter.send, requests.Session.merge_environment_settings

    def send(
        self: HTTPAdapter,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        *others: Any,
        **words: Any,
    ) -> requests.Response:
        if not door.knows(request.url or ""):
            return real_send(self, request, stream, timeout, *others, **words)
        return self.build_response(request, raw_answer(door, request, timeout))

    def merge(
        self: requests.Session, url: Any, proxies: Any, stream: Any, verify: Any, cert: Any
    ) -> dict[str, Any]:
        # No proxy stands between a client and this process, and to look for one costs half the time of a call.
        if not door.knows(_text(url)):
            return dict(real_merge(self, url, proxies, stream, verify, cert))
        return {"proxies": proxies or {}, "stream": stream or self.stream, "verify": verify, "cert": cert}

    with (
        patch.object(HTTPAdapter, "send", send),
        patch.object(requests.Session, "merge_environment_settings", merge),
    ):
        yield


def raw_answer(door: Door, request: requests.PreparedRequest, timeout: Any) -> HTTPResponse:
    """Answer what came off the wire, as `requests` has it from urllib3; raises what it would raise."""
    method, url = request.method or "GET", request.url or ""
    patience = _seconds(timeout)
    headers = [(_text(name), _text(value)) for name, value in request.headers.lower_items()]
    try:
        response = door.call(method, url, headers, gathered(_pieces(request.body)), patience)
    except Late as late:
        raise requests.ReadTimeout(str(late), request=request) from None
    except Cut as cut:
        aborted = ProtocolError("Connection aborted.", RemoteDisconnected(str(cut)))
        raise requests.ConnectionError(aborted, request=request) from None
    except NoAnswer as other:
        raise requests.ConnectionError(str(other), request=request) from None
    return _raw(response, method)


def _raw(response: Response, method: str) -> HTTPResponse:
    return HTTPResponse(
        body=BytesIO(response.body),
        headers=HTTPHeaderDict(response.headers),
        status=response.status,
        reason=_PHRASES.get(response.status),
        preload_content=False,
        request_method=method,
    )


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("latin-1")


def _pieces(body: Any) -> Iterator[bytes]:
    """A body as it is sent: text or bytes whole, a file in blocks, anything else as it comes."""
    if body is None:
        return
    if isinstance(body, str | bytes | bytearray | memoryview):
        yield _octets(body)
    elif hasattr(body, "read"):
        while block := body.read(_BLOCK):
            yield _octets(block)
    else:
        yield from map(_octets, body)


def _octets(piece: Any) -> bytes:
    return piece.encode("utf-8") if isinstance(piece, str) else memoryview(piece).tobytes()


def _seconds(timeout: Any) -> float | None:
    """How long a client waits for an answer; for what is no time limit, the `ValueError` that `requests` raises."""
    limit = _limit(timeout)
    # With a total, urllib3 would count from the moment of a connection, which there is not.
    total, limit.total = limit.total, None
    ends = [float(each) for each in (total, limit.read_timeout) if isinstance(each, int | float)]
    return min(ends, default=None)


def _limit(timeout: Any) -> Timeout:
    """What `HTTPAdapter.send` makes of a time limit, in its words."""
    if isinstance(timeout, Timeout):
        return timeout.clone()
    if not isinstance(timeout, tuple):
        return Timeout(connect=timeout, read=timeout)
    try:
        connect, read = timeout
        return Timeout(connect=connect, read=read)
    except ValueError:
        raise ValueError(
            f"Invalid timeout {timeout}. Pass a (connect, read) timeout tuple, or a single float to set both "
            "timeouts to the same value."
        ) from None
