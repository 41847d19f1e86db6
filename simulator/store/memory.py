"""The log in memory: it is gone with the process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from simulator.store import Conflict, Row, Shares


class MemoryStore:
    """Rows in lists."""

    shares: Shares | None = None

    def __init__(self) -> None:
        self._births: dict[str, dict[str, Any]] = {}
        self._rows: dict[str, list[Row]] = {}
        self._uses: dict[str, str] = {}
        self._key: bytes | None = None
        self._number = 0

    def create(self, sandbox: str, birth: dict[str, Any]) -> None:
        """Keep a new sandbox; raises `Conflict` if the id is taken."""
        if sandbox in self._births:
            raise Conflict(f"a sandbox with the id {sandbox!r} exists already")
        self._births[sandbox] = birth
        self._rows[sandbox] = []

    def append(self, sandbox: str, row: Row) -> None:
        """Keep a row; raises `Conflict` if its number is taken."""
        rows = self._rows.get(sandbox, [])
        if row.number != len(rows) + 1:
            raise Conflict(f"sandbox {sandbox!r} has {len(rows)} rows; row {row.number} cannot be written")
        rows.append(row)

    def rows(self, sandbox: str, after: int = 0) -> Iterator[Row]:
        """Answer the rows of a sandbox in order, those after row number `after`."""
        return iter(self._rows.get(sandbox, [])[after:])

    def cells(self, sandbox: str) -> None:
        """Answer None: what is gone with the process needs no snapshot."""

    def sandboxes(self) -> list[tuple[str, dict[str, Any]]]:
        """Answer every sandbox with its birth."""
        return list(self._births.items())

    def copy(self, source: str, sandbox: str, birth: dict[str, Any], rows: int) -> None:
        """Keep a new sandbox with the first so many rows of another; raises `Conflict` if the id is taken."""
        self.create(sandbox, birth)
        self._rows[sandbox] = self._rows.get(source, [])[:rows]

    def bring(self, sandbox: str, birth: dict[str, Any], rows: Iterable[Row]) -> None:
        """Keep a new sandbox with rows that were kept elsewhere; raises `Conflict` if the id is taken."""
        brought = list(rows)
        self.create(sandbox, birth)
        self._rows[sandbox] = brought

    def use(self, sandbox: str, until: str) -> None:
        """Keep until when a sandbox counts as used."""
        self._uses[sandbox] = until

    def uses(self) -> dict[str, str]:
        """Answer until when sandboxes count as used."""
        return dict(self._uses)

    def remove(self, sandbox: str) -> None:
        """Forget a sandbox."""
        self._uses.pop(sandbox, None)
        self._births.pop(sandbox, None)
        self._rows.pop(sandbox, None)

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
