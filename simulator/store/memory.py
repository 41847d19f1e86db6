"""The log in memory: it is gone with the process."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from simulator.domain.commands import Command
from simulator.domain.facts import Fact
from simulator.store import Conflict, Row, Shares


class _Log:
    """The rows of one sandbox, part by part: so a row takes a third of the memory, and is made when it is read."""

    def __init__(self, sandbox: str, rows: Iterable[Row] = ()) -> None:
        self._sandbox = sandbox
        self._moments: list[datetime] = []
        self._commands: list[Command] = []
        self._facts: list[Fact] = []  # of all rows
        self._ends = array("Q", [0])  # where the facts of each row end among these
        for row in rows:
            self.append(row)

    def __len__(self) -> int:
        return len(self._commands)

    def append(self, row: Row) -> None:
        """Keep the next row; raises `Conflict` if it has another number."""
        if row.number != len(self._commands) + 1:
            raise Conflict(
                f"sandbox {self._sandbox!r} has {len(self)} rows; row {row.number} cannot be written"
            )
        self._moments.append(row.at)
        self._commands.append(row.command)
        self._facts += row.facts
        self._ends.append(len(self._facts))

    def rows(self, after: int, last: int) -> Iterator[Row]:
        """Answer the rows after one number until another."""
        for nth in range(after, last):
            facts = self._facts[self._ends[nth] : self._ends[nth + 1]]
            yield Row(nth + 1, self._moments[nth], self._commands[nth], tuple(facts))


class MemoryStore:
    """Logs by sandbox."""

    shares: Shares | None = None

    def __init__(self) -> None:
        self._births: dict[str, dict[str, Any]] = {}
        self._logs: dict[str, _Log] = {}
        self._uses: dict[str, str] = {}
        self._key: bytes | None = None
        self._number = 0

    def create(self, sandbox: str, birth: dict[str, Any]) -> None:
        """Keep a new sandbox; raises `Conflict` if the id is taken."""
        if sandbox in self._births:
            raise Conflict(f"a sandbox with the id {sandbox!r} exists already")
        self._births[sandbox] = birth
        self._logs[sandbox] = _Log(sandbox)

    def append(self, sandbox: str, row: Row) -> None:
        """Keep a row; raises `Conflict` if its number is taken."""
        if sandbox not in self._logs:
            raise Conflict(f"there is no sandbox {sandbox!r}; row {row.number} cannot be written")
        self._logs[sandbox].append(row)

    def rows(self, sandbox: str, after: int = 0) -> Iterator[Row]:
        """Answer the rows of a sandbox in order, those after row number `after`."""
        log = self._logs.get(sandbox)
        return log.rows(after, len(log)) if log else iter(())

    def cells(self, sandbox: str) -> None:
        """Answer None: what is gone with the process needs no snapshot."""

    def sandboxes(self) -> list[tuple[str, dict[str, Any]]]:
        """Answer every sandbox with its birth."""
        return list(self._births.items())

    def copy(self, source: str, sandbox: str, birth: dict[str, Any], rows: int) -> None:
        """Keep a new sandbox with the first so many rows of another; raises `Conflict` if the id is taken."""
        self.create(sandbox, birth)
        self._logs[sandbox] = _Log(sandbox, islice(self.rows(source), rows))

    def bring(self, sandbox: str, birth: dict[str, Any], rows: Iterable[Row]) -> None:
        """Keep a new sandbox with rows that were kept elsewhere; raises `Conflict` if the id is taken."""
        brought = _Log(sandbox, rows)
        self.create(sandbox, birth)
        self._logs[sandbox] = brought

    def use(self, sandbox: str, until: str) -> None:
        """Keep until when a sandbox counts as used."""
        if sandbox in self._births:
            self._uses[sandbox] = until

    def uses(self) -> dict[str, str]:
        """Answer until when sandboxes count as used."""
        return dict(self._uses)

    def remove(self, sandbox: str) -> None:
        """Forget a sandbox."""
        self._uses.pop(sandbox, None)
        self._births.pop(sandbox, None)
        self._logs.pop(sandbox, None)

    def key(self, fresh: bytes) -> bytes:
        """Answer the server's key."""
        self._key = self._key or fresh
        return self._key

    def number(self) -> int:
        """Answer the next number for a sandbox without a name."""
        self._number += 1
        return self._number

    def close(self) -> None:
        """Nothing is held."""
