"""Stores that several members share: one in memory, the port's promises in their shortest form; and how to join any."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from simulator.store import Missing, NotOurs, Row, Share, Shares, Store
from simulator.store.holding import Hold
from simulator.store.memory import MemoryStore
from simulator.store.postgres import PostgresStore
from simulator.store.sqlite import SqliteStore
from tests.postgres import Postgres

ADDRESSES = ("unix:a", "unix:b", "unix:c", "unix:d")


class Ground(Protocol):
    """Where members meet."""

    def join(self, address: str) -> Store:
        """Answer the store as a new member has it."""


class Losing(Ground, Protocol):
    """Where a member can be lost for a while."""

    def lose(self, store: Any) -> None:
        """End a member's connection behind its back."""


class OnFile:
    """Members are the workers of this process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.hold = Hold(path)

    def share(self, address: str) -> Share:
        return Share(address, ADDRESSES, self.hold.guard)

    def join(self, address: str) -> SqliteStore:
        return SqliteStore(self.path, share=self.share(address))


class OnDatabase:
    """Members are wherever they are."""

    def __init__(self, postgres: Postgres, url: str) -> None:
        self.postgres = postgres
        self.url = url

    def join(self, address: str) -> PostgresStore:
        return PostgresStore(self.url, seconds=lambda: 0.0, share=Share(address))

    def lose(self, store: PostgresStore) -> None:
        process = store._session._process
        assert process is not None
        self.postgres.ask(self.url, "SELECT pg_terminate_backend(%s, 10000)", process[0])


def shares(store: Store) -> Shares:
    assert store.shares is not None
    return store.shares


@contextmanager
def closed_after(*stores: Store) -> Iterator[None]:
    """Close stores in the end."""
    try:
        yield
    finally:
        for each in stores:
            each.close()


class Together:
    """What the members of a store in memory have in common. Let one join by `join`."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.owners: dict[str, Member] = {}
        self.numbers: dict[str, int] = {}
        self.members: list[Member] = []
        self.last = 0

    def join(self, address: str) -> Member:
        made = Member(self, address)
        self.members.append(made)
        return made

    def lose(self, store: Member) -> None:
        store.lives = False


class Member(MemoryStore):
    """The store as one member has it. One that was lost is back at its next use; `close` ends it."""

    def __init__(self, together: Together, address: str) -> None:
        super().__init__()
        self.address = address
        self.lives = True
        self.together = together
        self.shares: Shares | None = MemberShares(self)

    def close(self) -> None:
        self.together.members = [each for each in self.together.members if each is not self]
        self.lives = False

    def used(self) -> Together:
        self.lives = self in self.together.members
        return self.together

    def have(self, sandbox: str) -> None:
        together = self.used()
        together.last += 1
        together.numbers[sandbox] = together.last
        together.owners[sandbox] = self

    def _checked(self, sandbox: str) -> MemoryStore:
        together = self.used()
        if sandbox in together.numbers and together.owners.get(sandbox) is not self:
            raise NotOurs(f"sandbox {sandbox!r} is another member's")
        return together.store

    def create(self, sandbox: str, birth: dict[str, Any]) -> None:
        self.used().store.create(sandbox, birth)
        self.have(sandbox)

    def append(self, sandbox: str, row: Row) -> None:
        if sandbox not in self.used().numbers:
            raise NotOurs(f"there is no sandbox {sandbox!r} any more")
        self._checked(sandbox).append(sandbox, row)

    def rows(self, sandbox: str, after: int = 0) -> Any:
        return self.used().store.rows(sandbox, after)

    def sandboxes(self) -> list[tuple[str, dict[str, Any]]]:
        return self.used().store.sandboxes()

    def copy(self, source: str, sandbox: str, birth: dict[str, Any], rows: int) -> None:
        self.used().store.copy(source, sandbox, birth, rows)
        self.have(sandbox)

    def remove(self, sandbox: str) -> None:
        self._checked(sandbox).remove(sandbox)
        self.together.owners.pop(sandbox, None)
        self.together.numbers.pop(sandbox, None)

    def key(self, fresh: bytes) -> bytes:
        return self.used().store.key(fresh)

    def number(self) -> int:
        return self.used().store.number()


class MemberShares:
    """Who has which sandbox, as one member sees it."""

    def __init__(self, member: Member) -> None:
        self._member = member

    def claim(self, sandbox: str) -> str | None:
        together = self._member.used()
        if sandbox not in together.numbers:
            raise Missing(f"there is no sandbox {sandbox!r}")
        owner = together.owners.get(sandbox)
        if owner is not None and owner is not self._member and owner.lives:
            return owner.address
        together.owners[sandbox] = self._member
        return None

    def ours(self) -> set[str]:
        return {name for name, owner in self._member.used().owners.items() if owner is self._member}

    def held(self) -> bool:
        return self._member.lives

    def free(self) -> list[str]:
        together = self._member.used()
        living = {name for name, owner in together.owners.items() if owner.lives}
        return [name for name in together.numbers if name not in living]

    def others(self) -> list[str]:
        members = self._member.used().members
        return [each.address for each in members if each.lives and each is not self._member]

    def born(self, after: int) -> list[tuple[int, str, dict[str, Any]]]:
        together = self._member.used()
        births = dict(together.store.sandboxes())
        numbered = sorted((number, name) for name, number in together.numbers.items() if number > after)
        return [(number, name, births[name]) for number, name in numbered]
