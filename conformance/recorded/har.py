"""Finds the entries of a HAR file, one by one: the file can be larger than the memory.

Source: HAR 1.2, http://www.softwareishard.com/blog/har-12-spec/: an object `log` with a list `entries`. The file is
mapped into memory rather than read, and only the entry that is looked at is ever decoded.
"""

from __future__ import annotations

import json
import mmap
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LARGEST_ENTRY = 8 * 1024 * 1024
"""An entry of more bytes is not decoded: what a provider answers is far smaller."""

_SPACE = re.compile(rb"[ \t\r\n]*")
_STRUCTURE = re.compile(rb'["{}\[\]]')
# To the end of a text, from behind its first quotation mark; possessive, so that no place to go back to is kept.
_REST_OF_STRING = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_SCALAR = re.compile(rb"[^\s,\]}]+")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class HarError(Exception):
    """A file that is no HAR file; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: its place in the list from 1 on, its size in bytes, and itself, or why it cannot be used."""

    number: int
    size: int
    value: dict[str, Any] | None = None
    wrong: str = ""


@contextmanager
def opened(file: Path) -> Iterator[mmap.mmap]:
    """The bytes of a file, as they are needed; raises `HarError` for one without any, `OSError` as `open` does."""
    with file.open("rb") as stream:
        try:
            mapped = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError:
            raise HarError("it is empty") from None
        with mapped:
            yield mapped


def entries(data: mmap.mmap) -> Iterator[Entry]:
    """The entries, in the order of the file; raises `HarError` where it stops being one.

    A file that ends in the middle of an entry, as a recorder leaves it that was ended, has a last one that says so.
    """
    at = _list_of_entries(data)
    number = 0
    while (at := _space(data, at)) < len(data) and data[at : at + 1] != b"]":
        number += 1
        try:
            end = _end_of_value(data, at)
        except EOFError:
            yield Entry(number, len(data) - at, wrong="it is cut off: the file ends in the middle of it")
            return
        yield _entry(number, data, at, end)
        at = _space(data, end)
        if data[at : at + 1] == b",":
            at += 1
        elif data[at : at + 1] not in (b"]", b""):
            raise HarError(
                f"behind entry {number} neither a comma nor the end of the list stands (byte {at})"
            )


def _entry(number: int, data: mmap.mmap, at: int, end: int) -> Entry:
    size = end - at
    if size > LARGEST_ENTRY:
        return Entry(number, size, wrong=f"it is larger than {LARGEST_ENTRY // 1024**2} MB")
    try:
        value = json.loads(data[at:end])
    except (ValueError, RecursionError):
        return Entry(number, size, wrong="it is no JSON")
    return (
        Entry(number, size, value)
        if isinstance(value, dict)
        else Entry(number, size, wrong="it is no object")
    )


def _list_of_entries(data: mmap.mmap) -> int:
    """Where the list of entries begins, behind its bracket."""
    at = _space(data, len(_BYTE_ORDER_MARK) if data[:3] == _BYTE_ORDER_MARK else 0)
    for name in ("log", "entries"):
        if data[at : at + 1] != b"{":
            raise HarError(
                f"no object stands where {name!r} is looked for (byte {at}); a HAR file is JSON in UTF-8"
            )
        try:
            at = _member(data, at + 1, name)
        except EOFError:
            raise HarError(f"it ends before {name!r}") from None
    if data[at : at + 1] != b"[":
        raise HarError(f"'entries' is no list (byte {at})")
    return at + 1


def _member(data: mmap.mmap, at: int, wanted: str) -> int:
    """Where the value of a member of an object begins."""
    while data[at : at + 1] != b"}":
        at = _space(data, at)
        if data[at : at + 1] != b'"':
            raise HarError(f"no name of a member stands where {wanted!r} is looked for (byte {at})")
        end = _end_of_string(data, at)
        name, at = data[at + 1 : end - 1], _space(data, end)
        if data[at : at + 1] != b":":
            raise HarError(f"no colon follows a name (byte {at})")
        at = _space(data, at + 1)
        if name == wanted.encode():
            return at
        at = _space(data, _end_of_value(data, at))
        at = _space(data, at + (data[at : at + 1] == b","))
    raise HarError(f"it has no {wanted!r}")


def _end_of_value(data: mmap.mmap, at: int) -> int:
    """Where a value ends; raises `EOFError` if the file does before."""
    first = data[at : at + 1]
    if first == b'"':
        return _end_of_string(data, at)
    if first in (b"{", b"["):
        return _end_of_nest(data, at)
    found = _SCALAR.match(data, at)
    if found is None:
        raise HarError(f"no value stands at byte {at}") if first else EOFError
    return found.end()


def _end_of_nest(data: mmap.mmap, at: int) -> int:
    depth = 0
    while (found := _STRUCTURE.search(data, at)) is not None:
        at = found.end()
        if found[0] == b'"':
            at = _end_of_string(data, found.start())
            continue
        depth += 1 if found[0] in b"{[" else -1
        if depth == 0:
            return at
    raise EOFError


def _end_of_string(data: mmap.mmap, at: int) -> int:
    """Where a text ends whose first quotation mark stands at a place."""
    found = _REST_OF_STRING.match(data, at + 1)
    if found is None:
        raise EOFError
    return found.end()


def _space(data: mmap.mmap, at: int) -> int:
    found = _SPACE.match(data, at)
    return found.end() if found else at
