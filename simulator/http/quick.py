"""The short way of a request: one that came whole is answered while its bytes are read, without a task of its own.

A server that speaks ASGI makes a task, a scope and two messages of each request, which takes longer than to read a
case. Whatever may have to wait, or is not as most requests are, takes the long way; nothing has happened to it before.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from simulator.http.core import Request, Response

if TYPE_CHECKING:
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

BEGUN = "dunbox.begun"
"""Where a scope's state has a request that comes the long way after all: with its answer, or the error that it
ended in, if there is one already."""

_TARGET = re.compile(
    rb"/[!\"$-~]*"
)  # a path and perhaps a query: all that a URL may be made of, but a fragment
_UNUSUAL = frozenset((b"expect", b"transfer-encoding", b"upgrade", b"x-forwarded-proto", b"x-forwarded-for"))
_UNSENDABLE = re.compile("[\x00-\x08\x0a-\x1f\x7f]|[^\x00-\xff]")  # what no header of an answer may have
_LINES = {status.value: f"HTTP/1.1 {status.value} {status.phrase}" for status in HTTPStatus}


def is_usual(connection: HttpToolsProtocol, after_head: int) -> bool:
    """Whether a request, of which the head was read, is as most are; `after_head` are the bytes that came behind it."""
    parser = connection.parser
    stated = b"0"
    for name, value in connection.headers:
        if name in _UNUSUAL:
            return False
        if name == b"content-length":
            stated = value
    return (
        stated == str(after_head).encode()
        and parser.get_http_version() == "1.1"
        and parser.should_keep_alive()
        and parser.get_method() != b"HEAD"
        and _TARGET.fullmatch(connection.url) is not None
    )


def request_of(connection: HttpToolsProtocol, body: bytes) -> Request:
    """Answer a usual request."""
    path, _, query = connection.url.decode("latin-1").partition("?")
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in connection.headers]
    request = Request(connection.parser.get_method().decode("ascii"), path, query, headers, body)
    request.base_url = f"{connection.scheme}://{request.header('host') or 'localhost'}"
    return request


def written(response: Response) -> bytes | None:
    """Answer an answer as it goes out; None for one that cannot go at once, or not like this."""
    if response.cut or response.delay:
        return None
    lines = [f"{name.lower()}: {value}" for name, value in response.headers]
    if response.status != 204:
        lines.append(f"content-length: {len(response.body)}")
    if response.status not in _LINES or _UNSENDABLE.search("".join(lines)):
        return None
    head = "\r\n".join((_LINES[response.status], *lines, "\r\n"))
    return head.encode("latin-1") + response.body
