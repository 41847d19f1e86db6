"""Where the log is kept: one row a command, with the facts that it led to. All else is rebuilt from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Protocol

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


class Store(Protocol):
    """The port. `birth` is what a sandbox was made from, as plain JSON values."""

    def create(self, sandbox: str, birth: dict[str, Any]) -> None:
        """Keep a new sandbox; raises `Conflict` if the id is taken."""

    def append(self, sandbox: str, row: Row) -> None:
        """Keep a row, durably, before it is answered; raises `Conflict` if its number is taken."""

    def rows(self, sandbox: str) -> Iterator[Row]:
        """Answer the rows of a sandbox in order."""

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
