"""What databases have in common: how a row of the log is written, and read again, its facts and its command as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import orjson

from simulator.domain import codec
from simulator.domain.codec import decode_command, decode_fact, encode
from simulator.store import Row, StoreError, Unreadable

EVERY = 100
"""After how many rows of its log the snapshot of a sandbox is brought up to date."""

COPIED_AT_ONCE = 200  # rows: a few milliseconds
ROWS = (
    "SELECT number, at, command, facts FROM log WHERE sandbox = ? AND number > ? ORDER BY number LIMIT 1000"
)

Page = Iterable[tuple[int, str, bytes | str, bytes | str]]
"""Rows as a database has them: number, virtual time, command, facts."""


def written(row: Row) -> tuple[int, str, bytes, bytes]:
    """Answer a row as it is to be written: number, virtual time, command, facts."""
    facts = orjson.dumps([encode(fact) for fact in row.facts])
    return row.number, row.at.isoformat(), orjson.dumps(encode(row.command)), facts


def read(sandbox: str, page: Page, place: object) -> Iterator[Row]:
    """Answer rows as they were written; raises `Unreadable` for one that this version cannot read. `place` has them."""
    for number, at, command, facts in page:
        try:
            yield _row(number, at, orjson.loads(command), orjson.loads(facts))
        except (codec.Unreadable, ValueError, TypeError, AttributeError) as error:
            raise Unreadable(
                f"row {number} of sandbox {sandbox!r} in {place} cannot be read: {error}; open it with "
                "the version of dunbox that wrote it"
            ) from error


def _row(number: int, at: str, command: Any, facts: Any) -> Row:
    decoded = tuple(decode_fact(fact) for fact in facts)
    return Row(number, datetime.fromisoformat(at), decode_command(command), decoded)


USED = "used "  # what stands before the id of a sandbox where it is written until when it counts as used


def births(found: Iterable[Sequence[Any]], place: object, hint: str) -> list[Any]:
    """Answer rows with their last value read, which is what a sandbox was made from.

    Raises `StoreError` with a hint where that cannot be read.
    """
    try:
        return [(*each, orjson.loads(birth)) for *each, birth in found]
    except ValueError as error:
        raise StoreError(
            f"what a sandbox in {place} was made from cannot be read: {error}; {hint}"
        ) from error
