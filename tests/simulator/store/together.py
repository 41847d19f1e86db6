"""A store in memory that several members share: what the port promises of that, in its shortest form."""

from __future__ import annotations

from typing import Any

from simulator.store import Missing, NotOurs, Row, Shares
from simulator.store.memory import MemoryStore


class Together:
    """What the members have in common. Let one join by `member`."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.owners: dict[str, Member] = {}
        self.numbers: dict[str, int] = {}
        self.members: list[Member] = []
        self.last = 0

    def member(self, address: str) -> Member:
        made = Member(self, address)
        self.members.append(made)
        return made


class Member(MemoryStore):
    """The store as one member has it. `lose` its connection: then it is back at its next use; `close` ends it."""

    def __init__(self, together: Together, address: str) -> None:
        super().__init__()
        self.address = address
        self.lives = True
        self.together = together
        self.shares: Shares | None = MemberShares(self)

    def lose(self) -> None:
        """End its connection: until it uses the store again, others may have what it has."""
        self.lives = False

    def close(self) -> None:
        self.together.members.remove(self)
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
