"""Where the log is kept: one row a command, with the facts that it led to. All else is rebuilt from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from simulator.domain.commands import Command
from simulator.domain.facts import Fact
from simulator.domain.record import record


class StoreError(Exception):
    """A store that cannot be used; the message says which, why, and what can be done."""


class Conflict(StoreError):
    """A row with this number is there already: somebody else wrote it."""


@record()
class Row:
    """One command of a sandbox: its number from 1 on, the virtual time (UTC), and its facts in order."""

    number: int
    at: datetime
    command: Command
    facts: tuple[Fact, ...]


class Cell(NamedTuple):
    """An entry of a snapshot, in one of its parts; `number` says where in its order."""

    part: str
    number: int
    key: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """What a snapshot is of: the log until row `number`, which has so many facts; `rest` is what is in no cell."""

    number: int
    facts: int
    rest: bytes


class Cells(Protocol):
    """The snapshot of one sandbox, which it may have or not; its log is the truth.

    It is brought up to date after `every` so many rows.
    """

    every: int

    def head(self) -> Head | None:
        """Answer what there is a snapshot of, or None."""

    def keys(self, part: str) -> list[tuple[str, int]]:
        """Answer the keys of a part with their numbers, in the order of these."""

    def values(self, part: str) -> list[tuple[str, int, bytes]]:
        """Answer all entries of a part, in order: key, number, value."""

    def read(self, part: str, key: str, number: int) -> bytes | None:
        """Answer the value of one entry, or None."""

    def write(self, head: Head, cells: Iterable[Cell], gone: Iterable[Cell], *, anew: bool) -> None:
        """Bring the snapshot up to a row, all of it or nothing; `anew` if nothing of an earlier one is to stay."""

    def drop(self) -> None:
        """Throw the snapshot away."""

    def check_sum(self, number: int) -> int | None:
        """Answer a sum of what row `number` of the log says, or None if there is no such row."""

    def mark(self, facts: int) -> tuple[int, int]:
        """Answer a row up to which the log has at most so many facts, and how many; the last one that is known."""


class Store(Protocol):
    """The port. `birth` is what a sandbox was made from, as plain JSON values."""

    def create(self, sandbox: str, birth: dict[str, Any]) -> None:
        """Keep a new sandbox; raises `Conflict` if the id is taken."""

    def append(self, sandbox: str, row: Row) -> None:
        """Keep a row, durably, before it is answered; raises `Conflict` if its number is taken."""

    def rows(self, sandbox: str, after: int = 0) -> Iterator[Row]:
        """Answer the rows of a sandbox in order, those after row number `after`."""

    def cells(self, sandbox: str) -> Cells | None:
        """Answer where the snapshot of a sandbox is kept; None if this store keeps none."""

    def sandboxes(self) -> list[tuple[str, dict[str, Any]]]:
        """Answer every sandbox with its birth, in the order in which they were made."""

    def copy(self, source: str, sandbox: str, birth: dict[str, Any], rows: int) -> None:
        """Keep a new sandbox with the first so many rows of another, all of them or nothing.

        Others can use the store meanwhile. Raises `Conflict` if the id is taken. What is written to one of the two
        later is not in the other.
        """

    def remove(self, sandbox: str) -> None:
        """Forget a sandbox."""

    def key(self, fresh: bytes) -> bytes:
        """Answer the server's key: the one kept here, or `fresh`, which is then kept."""

    def number(self) -> int:
        """Answer the next number for a sandbox without a name: one that none has or had."""

    def close(self) -> None:
        """Give everything back."""
