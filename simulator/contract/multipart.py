"""Multipart bodies: from bytes to parts, with bounds on how many there may be."""

from __future__ import annotations

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from simulator.journal import Part

MOST_PARTS = 200
MOST_HEADER_BYTES = 16 * 1024


class Broken(Exception):
    """A body that is not multipart, or has more parts than are taken."""


class _Collector:
    """Gathers what the parser announces, part by part."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.ended = False
        self._headers: dict[str, bytes] = {}
        self._field = bytearray()
        self._value = bytearray()
        self._content = bytearray()

    def callbacks(self) -> dict[str, object]:
        """What the parser calls."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._field.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
            "on_header_end": self._header,
            "on_part_data": lambda data, start, end: self._content.extend(data[start:end]),
            "on_part_end": self._end,
            "on_end": self._finish,
        }

    def _begin(self) -> None:
        if len(self.parts) >= MOST_PARTS:
            raise Broken(f"it has more than {MOST_PARTS} parts")
        self._headers = {}
        self._content = bytearray()

    def _header(self) -> None:
        if len(self._field) + len(self._value) > MOST_HEADER_BYTES:
            raise Broken(f"a part's header has more than {MOST_HEADER_BYTES} bytes")
        self._headers[self._field.decode("latin-1").lower()] = bytes(self._value)
        self._field = bytearray()
        self._value = bytearray()

    def _end(self) -> None:
        _, options = parse_options_header(self._headers.get("content-disposition", b""))
        if b"name" not in options:
            raise Broken(f"part {len(self.parts) + 1} has no name in its Content-Disposition")
        filename = options.get(b"filename")
        media = self._headers.get("content-type")
        self.parts.append(
            Part(
                name=options[b"name"].decode("utf-8", "replace"),
                filename=filename.decode("utf-8", "replace") if filename is not None else None,
                content_type=media.decode("latin-1") if media is not None else None,
                content=bytes(self._content),
            )
        )

    def _finish(self) -> None:
        self.ended = True


def seen(content_type: str | None, body: bytes) -> list[Part]:
    """Answer the parts of a body that nobody has read; none where it has none, or they cannot be told."""
    if not (content_type or "").lower().startswith("multipart/"):
        return []
    try:
        return parse(str(content_type), body)
    except Broken:
        return []


def parse(content_type: str, body: bytes) -> list[Part]:
    """Answer the parts of a body; raises `Broken`."""
    _, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if not boundary:
        raise Broken("its Content-Type names no boundary")
    collector = _Collector()
    try:
        parser = MultipartParser(boundary, collector.callbacks())  # type: ignore[arg-type]  # its own TypedDict is private
        parser.write(body)
        parser.finalize()
    except FormParserError as error:
        raise Broken(str(error)) from error
    if not collector.ended:
        raise Broken("it ends before its last boundary")
    return collector.parts
