"""A HAR entry as a call of a client to a provider, in the terms in which the simulator tells its own."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.policy import HTTP
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from conformance.recorded.routes import Routes


class NotACall(Exception):
    """An entry that is not judged; the sentence says why, the same for all that are left out for that reason."""


class Part(NamedTuple):
    """A part of a multipart body."""

    name: str
    filename: str | None
    content_type: str | None
    content: bytes


@dataclass(frozen=True, slots=True)
class Call:
    """A recorded call, as `conformance.runner.port.Exchange` has it, and when it was made."""

    at: datetime
    base: str
    surface: str
    operation: str | None
    method: str
    path: str
    query: str
    headers: Sequence[tuple[str, str]]
    body: bytes
    parts: Sequence[Part]
    status: int
    answer_headers: Sequence[tuple[str, str]]
    answer_body: bytes
    sandbox: str | None = None
    contract: Sequence[str] = ()
    rules: Sequence[str] = ()
    harness_error: bool = False
    fault: str | None = None
    size: int = field(default=0, compare=False)

    @property
    def committed(self) -> bool:
        """Whether the provider did it: as far as its answer says."""
        return 200 <= self.status < 300


def call_of(entry: Mapping[str, Any], routes: Routes, size: int) -> Call:
    """The call of an entry; raises `NotACall` for one to somebody else, or that lacks what a call needs."""
    request, response = _object(entry, "request"), _object(entry, "response")
    place = routes.place(str(request.get("url") or ""))
    if place is None:
        raise NotACall(f"to {_host(request)}")
    base, surface, path, query = place
    method = str(request.get("method") or "").upper()
    headers = _headers(request)
    body, parts = _sent(request.get("postData"), headers)
    kind = str(_maybe(response.get("content")).get("mimeType") or "")
    answer_headers = _headers(response)
    if kind and not any(name == "content-type" for name, _ in answer_headers):
        answer_headers.append(("content-type", kind))
    return Call(
        at=_moment(entry),
        base=base,
        surface=surface,
        operation=routes.operation(surface, method, path),
        method=method,
        path=path,
        query=query,
        headers=headers,
        body=body,
        parts=parts,
        status=_status(response),
        answer_headers=answer_headers,
        answer_body=_content(_maybe(response.get("content"))),
        size=size,
    )


def _host(request: Mapping[str, Any]) -> str:
    try:
        return urlsplit(str(request.get("url") or "")).netloc or "no host"
    except ValueError:
        return "no host"


def _object(entry: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = entry.get(name)
    if not isinstance(found, Mapping):
        raise NotACall(f"without a {name}")
    return found


def _maybe(found: Any) -> Mapping[str, Any]:
    return found if isinstance(found, Mapping) else {}


def _moment(entry: Mapping[str, Any]) -> datetime:
    try:
        moment = datetime.fromisoformat(str(entry.get("startedDateTime")))
    except ValueError:
        raise NotACall("without a time (startedDateTime)") from None
    if moment.tzinfo is None:
        raise NotACall("with a time that does not say its zone (startedDateTime)")
    return moment


def _status(response: Mapping[str, Any]) -> int:
    """The status; 0, as browsers write it, where no answer came."""
    status = response.get("status")
    return status if isinstance(status, int) and 100 <= status <= 599 else 0


def _headers(side: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (str(one["name"]).lower(), str(one["value"]))
        for one in _list(side.get("headers"))
        if "name" in one and "value" in one
    ]


def _list(found: Any) -> list[Mapping[str, Any]]:
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _sent(posted: Any, headers: list[tuple[str, str]]) -> tuple[bytes, Sequence[Part]]:
    """What was sent: its bytes, and its parts if it is of several. Completes headers that lack the content type."""
    data = _maybe(posted)
    kind = str(data.get("mimeType") or "")
    told = next((value for name, value in headers if name == "content-type"), None)
    if kind and told is None:
        headers.append(("content-type", kind))
    kind = (told or kind).strip()
    body, fields = _content(data), _list(data.get("params"))
    if kind.lower().startswith("multipart/"):
        return body, _parts(body, kind) if body else _parts_of(fields)
    if not body and fields:
        body = urlencode([(str(one.get("name")), str(one.get("value") or "")) for one in fields]).encode()
    return body, ()


def _content(content: Mapping[str, Any]) -> bytes:
    """A body; what says that it is base64 and is not stays as it is written."""
    raw = content.get("text")
    text = raw.encode("utf-8", "replace") if isinstance(raw, str) else b""
    if content.get("encoding") == "base64":
        try:
            return base64.b64decode(text, validate=True)
        except binascii.Error:
            return text
    return text


def _parts_of(fields: Iterable[Mapping[str, Any]]) -> list[Part]:
    return [
        Part(
            str(one.get("name")),
            str(one["fileName"]) if one.get("fileName") else None,
            str(one["contentType"]) if one.get("contentType") else None,
            str(one.get("value") or "").encode("utf-8", "replace"),
        )
        for one in fields
    ]


def _parts(body: bytes, kind: str) -> list[Part]:
    """The parts of a multipart body; none if it has no such form."""
    head = f"Content-Type: {' '.join(kind.split())}\r\n\r\n".encode("ascii", "replace")
    message = message_from_bytes(head + body, policy=HTTP)
    return [
        Part(
            str(part.get_param("name", "", "content-disposition")),
            part.get_filename(),
            part.get_content_type(),
            _payload(part),
        )
        for part in (message.iter_parts() if message.is_multipart() else ())
    ]


def _payload(part: Any) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""
