"""A shelf: one part of a snapshot, as values of one form. Each entry is checked when it is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from zlib import crc32

import orjson

from simulator.domain.packing import Form
from simulator.store import Cell, Cells

_SUM = 4  # bytes of a checksum


class Damaged(Exception):
    """A snapshot that is not as it was written; the log has all that is in it."""


def sealed(value: Any) -> bytes:
    """Answer plain values as bytes that tell later whether they are as they were written."""
    written = orjson.dumps(value)
    return crc32(written).to_bytes(_SUM, "big") + written


def unsealed(given: bytes | None) -> Any:
    """Answer the values that `sealed` wrote; raises `Damaged`."""
    if given is None or crc32(given[_SUM:]).to_bytes(_SUM, "big") != given[:_SUM]:
        raise Damaged("a part of the snapshot is missing, or not as it was written")
    return orjson.loads(given[_SUM:])


NAMES = Form()
"""Keys that are names."""

ROWS = Form(lambda key: orjson.dumps(key).decode(), lambda name: tuple(orjson.loads(name)))
"""Keys that are tuples of names."""


class Shelf:
    """The entries of one part. `count` is how many there have to be; `keys` says how their keys are written."""

    def __init__(self, cells: Cells, part: str, form: Form, count: int = 0, keys: Form = NAMES) -> None:
        self._cells = cells
        self._names = keys
        self._part = part
        self._form = form
        self.count = count

    def keys(self) -> dict[Any, int]:
        """Answer all keys with their numbers, in order; raises `Damaged` if there are too few."""
        found = self._cells.keys(self._part) if self.count else []
        self._check(len(found))
        return {self._names.unpacked(name): number for name, number in found}

    def values(self, before: int | None = None) -> Iterator[tuple[int, Any]]:
        """Answer all entries with their numbers, in order, or those with a number below `before`; raises `Damaged`."""
        found = self._cells.values(self._part) if self.count else []
        self._check(len(found))
        for _, number, value in found:
            if before is None or number < before:
                yield number, self._unpacked(value)

    def read(self, key: Any, number: int) -> Any:
        """Answer the entry with this key; raises `Damaged`."""
        return self._unpacked(self._cells.read(self._part, self._names.packed(key), number))

    def _unpacked(self, written: bytes | None) -> Any:
        try:
            return self._form.unpacked(unsealed(written))
        except (TypeError, ValueError, LookupError, AttributeError) as error:
            raise Damaged(f"{self._part}: {error}") from error

    def _check(self, found: int) -> None:
        if found != self.count:
            raise Damaged(f"{self._part}: there are {found} of {self.count} entries")

    def again(self, value: Any) -> Any:
        """Answer a value as it would be after it had been written and read."""
        return self._unpacked(sealed(self._form.packed(value)))

    def cell(self, key: Any, number: int, value: Any) -> Cell:
        """Answer an entry as it is to be written."""
        return Cell(self._part, number, self._names.packed(key), sealed(self._form.packed(value)))

    def empty(self, number: int, key: Any = "") -> Cell:
        """Answer an entry that is to be taken out."""
        return Cell(self._part, number, self._names.packed(key), b"")
