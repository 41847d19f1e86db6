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


class Unreadable(StoreError):
    """A row that this version of dunbox cannot read; the rest of the store can be used."""


class Missing(StoreError):
    """There is no such sandbox in the store."""


class NotOurs(StoreError):
    """A sandbox is in the hands of another member, or of nobody: nothing was written, and what is in memory is old."""


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


@dataclass(frozen=True, slots=True)
class Share:
    """How a process shares a store with others, as one *member* of those that are on it.

    `address` is where the other members reach it; the store keeps it and does not read it. A file is shared only by
    the workers of one supervisor: `slots` are the addresses of all of them, this one's among them, in an order that
    stays; and `guard` is the descriptor that the supervisor's hold on the file has, which each of them inherits.
    """

    address: str
    slots: tuple[str, ...] = ()
    guard: int | None = None


class Shares(Protocol):
    """Who has which sandbox of a store that several processes share: each has one owner at most, a living member.

    All raise `StoreError` while the store cannot be used.
    """

    def claim(self, sandbox: str) -> str | None:
        """Have a sandbox, if it has no living owner. Answers None if it is ours now, or was, else its owner's address.

        It may have been in other hands before: it is to be read from the store anew, unless it was ours all the time.
        Raises `Missing` if there is none.
        """

    def ours(self) -> set[str]:
        """Answer which sandboxes are ours; what else is still in memory is not to be used any more."""

    def held(self) -> bool:
        """Answer whether all that was ours surely still is. Waits for nothing and asks nobody: for each request.

        It is not once our connection to a database has ended: the next use of the store makes another, and until then
        any member may claim what was ours. `ours` then says what is left, and from then on it is held again.
        """

    def free(self) -> list[str]:
        """Answer which sandboxes have no living owner.

        After a database was away, its members come back one after the other, each when it uses it next.
        """

    def others(self) -> list[str]:
        """Answer the addresses of the other living members."""

    def born(self, after: int) -> list[tuple[int, str, dict[str, Any]]]:
        """Answer the sandboxes that were born after the one of number `after` (0: all): number, id and birth, in order.

        None turns up later with a smaller number. Numbers are not answered again when a sandbox was removed.
        """


class Log(Protocol):
    """What a sandbox writes to."""

    def append(self, sandbox: str, row: Row) -> None:
        """Keep a row, durably, before it is answered; raises `Conflict` if its number is taken."""


class Store(Protocol):
    """The port. `birth` is what a sandbox was made from, as plain JSON values.

    Where it is shared, what changes a sandbox that is not ours raises `NotOurs`, and so does what reads its snapshot;
    a sandbox that is created or copied is ours at once.
    """

    @property
    def shares(self) -> Shares | None:
        """Who has which sandbox; None if this process has the store to itself."""

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

    def bring(self, sandbox: str, birth: dict[str, Any], rows: Iterable[Row]) -> None:
        """Keep a new sandbox with rows that were kept elsewhere, all of them or nothing.

        Others can use the store meanwhile. Raises `Conflict` if the id is taken.
        """

    def use(self, sandbox: str, until: str) -> None:
        """Keep until when, in real time, a sandbox counts as used, as long as it is there."""

    def uses(self) -> dict[str, str]:
        """Answer until when sandboxes count as used, as far as that was kept."""

    def remove(self, sandbox: str) -> None:
        """Forget a sandbox."""

    def key(self, fresh: bytes) -> bytes:
        """Answer the server's key: the one kept here, or `fresh`, which is then kept."""

    def number(self) -> int:
        """Answer the next number for a sandbox without a name: one that was not answered before."""

    def close(self) -> None:
        """Give everything back."""
