"""What a world does where several servers have its store: each sandbox is one server's, which has it in memory.

Whoever is asked first for a sandbox that nobody has takes it. A server asked for another's raises `Elsewhere`: finding
its sandbox is the first thing that a request does, so nothing has happened then, and the request is passed on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from math import ceil
from threading import Lock, local
from typing import TYPE_CHECKING, Any, NoReturn

from simulator.sandbox import Sandbox
from simulator.store import Missing, NotOurs, Row, Shares, Store, StoreError, Unreadable
from simulator.turns import Taken

if TYPE_CHECKING:
    from simulator.world import World

_THOROUGH = 30  # each so many sweeps find what others have removed: nothing of it is to stay in memory
_LOG = logging.getLogger("dunbox")

Ask = Callable[[str, Any], list[Any]]
"""What asks every other server something: a word and what belongs to it -> what each of them answers, as JSON."""


class Elsewhere(Exception):
    """A sandbox is another server's, which is reached at `address`."""

    def __init__(self, sandbox: str, address: str) -> None:
        super().__init__(f"sandbox {sandbox} is in the hands of the server at {address}")
        self.sandbox = sandbox
        self.address = address


class Moved(Exception):
    """A sandbox has come into other hands while it was asked, and nothing was done: who asks again finds it."""


class Hurried:
    """How a call that may not wait finds its sandbox: it raises `Taken` where the store has to be asked."""

    def __init__(self, world: World) -> None:
        self._world = world

    def by_secret(self, secret: str) -> Sandbox | None:
        """Answer the sandbox whose client secret this is."""
        return self._world.by_secret(secret, wait=False)

    def by_token(self, token: str) -> tuple[Sandbox, dict[str, Any]] | None:
        """Answer the sandbox that this token belongs to, with the token's claims."""
        return self._world.by_token(token, wait=False)


class Log:
    """What sandboxes write to: the store, and a note of whether the request that a thread is at has written a row."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._now = local()

    def begin(self) -> None:
        """This thread begins with a request."""
        self._now.has_rows = False

    @property
    def has_rows(self) -> bool:
        """Whether this thread has written a row for its request."""
        return bool(getattr(self._now, "has_rows", False))

    def append(self, sandbox: str, row: Row) -> None:
        """Keep a row; raises as the store does."""
        self._store.append(sandbox, row)
        self._now.has_rows = True


class Sharing:
    """Which sandboxes there are in the store, and who has them, as one of its servers knows."""

    def __init__(self, world: World, shares: Shares) -> None:
        self._world = world
        self._shares = shares
        self.log = Log(world.store)
        self._births: dict[str, tuple[int, dict[str, Any]]] = {}  # by id, with their numbers, in their order
        self._last = 0
        self._owners: dict[str, str] = {}  # addresses of others, by id, as they were when the store was asked
        self._learning = Lock()
        self._settling = Lock()
        self._is_settled = True
        self._sweeps = count(1)
        self.others = shares.others
        self.ask: Ask = lambda what, words: []

    def begin(self) -> None:
        """Have in memory what is ours already, since a server that was at our place has ended."""
        self.learn()
        for sandbox in self._shares.ours():
            with suppress(Unreadable):
                self.have(sandbox)

    # --- who has a sandbox ------------------------------------------------------------------------------

    def have(self, sandbox: str, *, wait: bool = True) -> Sandbox | None:
        """Answer a sandbox that is ours, or that nobody has; None if there is none. Raises `Elsewhere`.

        Without `wait`, raises `Taken` where the store has to be asked.
        """
        if not (self._is_settled and self._shares.held()):
            _may(wait)
            self._settle()
        found = self._world.find(sandbox)
        if found is not None:
            return found
        if sandbox in self._owners:
            raise Elsewhere(sandbox, self._owners[sandbox])
        _may(wait)
        if sandbox not in self._births:
            self.learn()
        return self._claimed(sandbox) if sandbox in self._births else None

    def _claimed(self, sandbox: str) -> Sandbox | None:
        with self._world.turn(sandbox):
            found = self._world.find(sandbox)
            if found is not None or sandbox not in self._births:
                return found
            try:
                address = self._shares.claim(sandbox)
            except Missing:
                self._drop(sandbox)
                return None
            if address is not None:
                self._owners[sandbox] = address
                raise Elsewhere(sandbox, address)
            return self._world.wake(sandbox, self._births[sandbox][1])

    def doubt(self, found: Elsewhere) -> None:
        """Ask the store again who has a sandbox: it was not where it had been."""
        if self._owners.get(found.sandbox) == found.address:
            del self._owners[found.sandbox]

    def _settle(self) -> None:
        """Let go of what is in memory and is others' by now; until that is done, nothing in memory is believed."""
        with self._settling:
            if self._is_settled and self._shares.held():
                return
            self._is_settled = False
            believed = self._world.sandboxes  # who comes into memory later is ours by the store
            ours = self._shares.ours()
            for each in believed:
                if each.id not in ours:
                    self._leave(each)
            self._is_settled = True

    def _leave(self, sandbox: Sandbox) -> None:
        """Have a sandbox in memory no more; whoever waits for it finds its new owner."""
        with self._world.turn(sandbox.id):
            if self._world.find(sandbox.id) is sandbox:
                self._world.let_go(sandbox.id)
        sandbox.lock.shut(_moved)

    # --- which there are --------------------------------------------------------------------------------

    def learn(self, *, wait: bool = True) -> None:
        """Know the sandboxes that were born since we last asked. Without `wait`, raises `Taken`."""
        _may(wait)
        with self._learning:
            self._note(self._shares.born(self._last))

    def look_again(self) -> None:
        """Know all the sandboxes that there are, and no other."""
        with self._learning:
            found = self._shares.born(0)
            there = {sandbox for _, sandbox, _ in found}
            for sandbox in [each for each in self._births if each not in there]:
                self._drop(sandbox)
            self._note(found)

    def _note(self, found: list[tuple[int, str, dict[str, Any]]]) -> None:
        for number, sandbox, birth in found:
            self._last = max(self._last, number)
            known = self._births.get(sandbox)
            if known is not None and known[0] == number:
                continue
            mine = self._world.find(sandbox)
            if mine is None:
                if known is not None:
                    self._drop(sandbox)  # one of the same name was there before
                self._owners.pop(sandbox, None)
                self._world.learn_of(sandbox, birth)
            self._births[sandbox] = (number, birth)

    def _drop(self, sandbox: str) -> None:
        found = self._world.find(sandbox)
        self._world.drop(sandbox)
        if found is not None:
            found.lock.shut(_moved)

    def forget(self, sandbox: str) -> None:
        """Know nothing more of a sandbox that there is no more."""
        self._births.pop(sandbox, None)
        self._owners.pop(sandbox, None)

    def is_earlier(self, sandbox: str, other: str | None) -> bool:
        """Whether a sandbox that there is was born before another; before one that is not there, each was."""
        if sandbox not in self._births or sandbox == other:
            return False
        return other not in self._births or self._births[sandbox][0] < self._births[other][0]

    @property
    def all(self) -> list[str]:
        """The ids of all sandboxes that we know of, in the order in which they were born."""
        return list(self._births)

    # --- what is done now and then ----------------------------------------------------------------------

    def sweep(self) -> None:
        """Take up sandboxes that nobody has, as far as our part of them all goes: their clocks may run."""
        try:
            if next(self._sweeps) % _THOROUGH:
                self.learn()
            else:
                self.look_again()
            self._settle()
            free = self._shares.free()
            most = ceil(len(self._births) / (1 + len(self._shares.others())))
            for sandbox in free:
                if len(self._world.sandboxes) < most:
                    with suppress(Elsewhere, Unreadable):
                        self.have(sandbox)
        except StoreError as error:
            _LOG.warning("what other servers have left is not taken up: %s", error)


def check_moved(world: World, error: StoreError) -> None:
    """Raise `Moved` if what stopped a request is that its sandbox is another server's, and nothing of it was done."""
    if isinstance(error, NotOurs) and world.sharing is not None and not world.sharing.log.has_rows:
        raise Moved(str(error)) from error


def _may(wait: bool) -> None:
    if not wait:
        raise Taken


def _moved() -> NoReturn:
    raise NotOurs("the sandbox has come into the hands of another server")
