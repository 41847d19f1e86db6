"""A world: the sandboxes of one process, the key that their credentials are made from, and the store they live in.

Nothing is global: two worlds know nothing of each other.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, suppress
from copy import deepcopy
from datetime import datetime
from functools import lru_cache, partial
from itertools import takewhile
from threading import Lock, RLock
from typing import Any, NoReturn

from simulator import clock, ids, pace
from simulator.aside import Aside
from simulator.births import birth_of, state_of
from simulator.channels import channels
from simulator.credentials import Credentials, alone_with_its_credentials, check_credentials
from simulator.domain import commands as c
from simulator.domain.state import State
from simulator.journal import Exchange, Journal, Observer
from simulator.keeping.keeper import Keeper
from simulator.memory import without_a_search_for_circles
from simulator.outbox import Outbox
from simulator.port import Directory
from simulator.refused import Refused
from simulator.retention.lasting import Retention
from simulator.sandbox import Sandbox
from simulator.sharing import Hurried, Sharing
from simulator.store import Conflict, Row, Store, StoreError, Unreadable
from simulator.store.memory import MemoryStore

_TOKENS = 256  # that are read once, not for each call; whether one has expired, or whose it is, is looked at each time
_TURNS = 64  # of ids; two that share one only wait for each other
_REMEMBERED = 100  # ids of sandboxes that were removed, so that who still calls one can be told


class World:
    """Many sandboxes. `key` signs tokens and makes secrets; without one it is drawn, or read from the store.

    `seconds` is the real time, for sandboxes whose clock runs.
    """

    def __init__(
        self,
        *,
        key: bytes | None = None,
        store: Store | None = None,
        seconds: Callable[[], float] = clock.real_seconds,
    ) -> None:
        self.store: Store = store or MemoryStore()
        self.key = self.store.key(key or ids.fresh_key())
        self.journal = Journal()
        self._claims = lru_cache(_TOKENS)(partial(ids.read_token, self.key))
        self._seconds = seconds
        self._sandboxes: dict[str, Sandbox] = {}
        self.credentials = Credentials()
        self.removed: deque[str] = deque(maxlen=_REMEMBERED)
        self.unread = Aside()
        self.retention = Retention()
        self._observers: list[Observer] = []
        self._lock = RLock()
        self._making = Lock()
        self._turns = [Lock() for _ in range(_TURNS)]
        self.sharing = Sharing(self, self.store.shares) if self.store.shares else None
        self.hurried: Directory = Hurried(self) if self.sharing else self
        with without_a_search_for_circles():
            if self.sharing is not None:
                self.sharing.begin()
            else:
                for sandbox_id, birth in self.store.sandboxes():
                    with suppress(Unreadable):
                        self.wake(sandbox_id, birth)

    # --- sandboxes --------------------------------------------------------------------------------------

    def create(  # noqa: PLR0913 - each is a word of its own for whoever asks for a sandbox
        self,
        *,
        seed: int = 0,
        start: datetime | None = None,
        country: str = "FI",
        name: str | None = None,
        company: Mapping[str, Any] | None = None,
        settings: Mapping[str, Any] | None = None,
        credentials: Mapping[str, Mapping[str, str]] | None = None,
        rate: int | None = None,
        keep: bool = False,
    ) -> Sandbox:
        """Make a sandbox. `start` without an offset is local time of the account's zone; raises `Refused`.

        Its id is the `name`, or the next number. `company` says what is given of it, the rest is drawn from the
        seed; `settings` overrides named assumptions; `credentials` gives a client's own secrets. With a `rate` its
        clock runs: so many virtual seconds pass in a real one. One to `keep` never expires.
        """
        birth = birth_of(
            seed=seed,
            start=start,
            country=country,
            company=company,
            settings=settings,
            credentials=credentials,
            rate=rate,
            keep=keep,
        )

        def make(sandbox_id: str) -> Sandbox:
            self.store.create(sandbox_id, birth)
            return self._enter(self.built(sandbox_id, birth, self.store))

        with self._making:
            check_credentials(self, birth["credentials"])
            return alone_with_its_credentials(self, self._keep(name, make))

    def fork(self, sandbox: Sandbox, name: str | None = None) -> Sandbox:
        """Make a sandbox that goes on from this moment of another; neither ever learns of what the other does.

        It has the log, so all that the log tells: the faults that are set, too. It has an id and secrets of its own, an
        empty journal, and tells nobody anything until somebody subscribes to it: the other's subscriptions end in it,
        and what was queued for them is not sent. Its id is the `name`, or the next number; raises `Refused`.
        """
        with sandbox.lock:
            birth, rows = self._birth_of_fork(sandbox), sandbox.rows
            counted = deepcopy(sandbox.armed)

        def make(sandbox_id: str) -> Sandbox:
            self.store.copy(sandbox.id, sandbox_id, birth, rows)
            made = self._restored(sandbox_id, birth)
            made.armed.count_on(counted)
            return self._enter(made)

        return self._keep(name, make)

    def take_in(self, name: str, birth: dict[str, Any], rows: Iterable[Row]) -> Sandbox:
        """Make a sandbox of a log that was kept elsewhere and is sound, all of it or nothing; raises `Refused`."""

        def make(sandbox_id: str) -> Sandbox:
            self.store.bring(sandbox_id, birth, rows)
            return self.wake(sandbox_id, birth)

        with self._making:
            check_credentials(self, birth["credentials"])
            return alone_with_its_credentials(self, self._keep(name, make))

    def _birth_of_fork(self, sandbox: Sandbox) -> dict[str, Any]:
        """What a sandbox was made from, but for the secrets that find it."""
        birth = deepcopy(dict(self.store.sandboxes())[self.get(sandbox.id).id])
        for channel, words in birth["credentials"].items():
            words.pop(channels()[channel].credential, None)
        return {**birth, "forked_after": sandbox.rows}

    def _keep(self, name: str | None, make: Callable[[str], Sandbox]) -> Sandbox:
        """Have a new sandbox made under its id, the name or a number, and answer it. Raises `Refused`.

        The number was given to none before: the credentials of an old one open no new one, if that was not named so.
        """
        while True:
            sandbox_id = name or str(self.store.number())
            try:
                with self.turn(sandbox_id):
                    return make(sandbox_id)
            except Conflict:
                if name:
                    raise Refused(f"a sandbox with the name {name!r} exists already", "conflict") from None

    def turn(self, sandbox_id: str) -> AbstractContextManager[object]:
        """Let one thread at a time make a sandbox of this id, read it from the store, or take it away."""
        return self._turns[hash(sandbox_id) % len(self._turns)]

    def wake(self, sandbox_id: str, birth: dict[str, Any]) -> Sandbox:
        """Have a sandbox in memory as its log left it; raises `Unreadable`, and it is set aside then."""
        with self.unread.reading(sandbox_id):
            return self._enter(self._restored(sandbox_id, birth))

    def _restored(self, sandbox_id: str, birth: dict[str, Any]) -> Sandbox:
        """Answer a sandbox as its log left it, in no list yet; one whose log is all another's goes its own way."""
        sandbox = self.built(sandbox_id, birth, self.store)
        sandbox.restore(self.store.rows(sandbox_id, after=sandbox.rows))
        if sandbox.rows == birth.get("forked_after"):
            sandbox.handle(c.GoOnApart())
        return sandbox

    def _enter(self, sandbox: Sandbox) -> Sandbox:
        """Let a sandbox be found, and its time run if it does so by itself."""
        if sandbox.pace is not None:
            sandbox.pace.run_from(sandbox.state.now)
        self.credentials.note(sandbox)
        with self._lock:
            self._sandboxes = {**self._sandboxes, sandbox.id: sandbox}
        return sandbox

    def learn_of(self, sandbox_id: str, birth: dict[str, Any]) -> None:
        """Let a sandbox that may be another server's be known by its secrets."""
        self.credentials.note(
            Sandbox(sandbox_id, sandbox_id, state_of(birth), MemoryStore(), self.key, channels().values())
        )

    def drop(self, sandbox_id: str) -> None:
        """Forget a sandbox that there is no more, as far as it is known here."""
        self.let_go(sandbox_id)
        self.credentials.drop(sandbox_id)
        if self.sharing is not None:
            self.sharing.forget(sandbox_id)

    def let_go(self, sandbox_id: str) -> None:
        """Have a sandbox in memory no more; it is in the store, and may be another server's."""
        with self._lock:
            self._sandboxes = {each: kept for each, kept in self._sandboxes.items() if each != sandbox_id}

    def built(self, sandbox_id: str, birth: dict[str, Any], store: Store) -> Sandbox:
        """Answer a sandbox as it was born, or as its snapshot says, in no list yet."""
        state = state_of(birth)
        keeper = self._keeper(sandbox_id, birth, state, store)
        log = self.sharing.log if self.sharing is not None and store is self.store else store
        made = Sandbox(sandbox_id, sandbox_id, state, log, self.key, channels().values(), keeper)
        if store is self.store:
            made.mender.rebuilt = partial(self._restored, sandbox_id, birth)
            self.retention.note(sandbox_id, birth)
        if birth.get("rate"):
            made.pace = pace.Pace(birth["rate"], made.zone, self._seconds)
        return made

    def _keeper(self, sandbox_id: str, birth: dict[str, Any], state: State, store: Store) -> Keeper | None:
        """Answer who keeps a sandbox's snapshot, if this store has any."""
        cells = store.cells(sandbox_id)
        if cells is None:
            return None

        def original(number: int) -> tuple[State, Outbox]:
            found = self.apart(
                sandbox_id, birth, takewhile(lambda row: row.number <= number, store.rows(sandbox_id))
            )
            return found.state, found.outbox

        return Keeper(cells, state, lambda number: store.rows(sandbox_id, after=number), original)

    def apart(self, sandbox_id: str, birth: dict[str, Any], rows: Iterable[Row]) -> Sandbox:
        """Answer a sandbox that nobody else knows, as these rows of a log make it; what is done in it stays in it."""
        store = MemoryStore()
        store.create(sandbox_id, birth)
        copy = self.built(sandbox_id, deepcopy(birth), store)
        copy.restore(_also_to(store, sandbox_id, rows))
        return copy

    def as_of(self, sandbox: Sandbox, moment: datetime) -> Sandbox:
        """Answer a sandbox as it stood at a moment: a copy that nobody else knows, rebuilt from the log until then.

        What is done in the copy stays in it. Of a time before the sandbox began, it is as it was then.
        """
        with sandbox.lock:
            birth = dict(self.store.sandboxes())[sandbox.id]
            rows = takewhile(lambda row: row.at <= moment, self.store.rows(sandbox.id))
            copy = self.apart(sandbox.id, birth, rows)
        copy.state.now = max(copy.state.now, moment)
        return copy

    def get(self, sandbox_id: str) -> Sandbox:
        """Answer a sandbox; raises `Refused` naming how to see those that there are, `Unreadable`, or `Elsewhere`."""
        found = self._there(sandbox_id)
        if found is None:
            raise _missing(sandbox_id)
        return found

    def _there(self, sandbox_id: str, *, wait: bool = True) -> Sandbox | None:
        self.unread.check(sandbox_id)
        if self.sharing is not None:
            return self.sharing.have(sandbox_id, wait=wait)
        return self._sandboxes.get(sandbox_id)

    def find(self, sandbox_id: str) -> Sandbox | None:
        """Answer a sandbox that is in memory, or None."""
        return self._sandboxes.get(sandbox_id)

    def knows(self, sandbox_id: str) -> bool:
        """Whether there is a sandbox, here or at another server, as far as is known here."""
        return sandbox_id in self._sandboxes or (self.sharing is not None and sandbox_id in self.sharing.all)

    def remove(self, sandbox_id: str, may: Callable[[Sandbox], bool] = lambda sandbox: True) -> bool:
        """Forget a sandbox and everything in it, if it `may` go; raises `Refused` for one that is not there.

        Who is at work in it comes to the end of a step first, and finds it gone then. That `may` is asked after it.
        """
        if self.unread.why.pop(sandbox_id, None) is not None:
            self._remove(sandbox_id)
            return True
        sandbox = self.get(sandbox_id)
        with self.turn(sandbox_id):
            if self.find(sandbox_id) is not sandbox:
                raise _missing(sandbox_id)
            with sandbox.lock:
                if not may(sandbox):
                    return False
                self._remove(sandbox_id)
                sandbox.lock.shut(partial(_gone, sandbox_id))
        return True

    def _remove(self, sandbox_id: str) -> None:
        self.store.remove(sandbox_id)
        self.removed.append(sandbox_id)
        self.retention.lasting.discard(sandbox_id)
        self.drop(sandbox_id)

    @property
    def sandboxes(self) -> list[Sandbox]:
        """Every sandbox, in the order in which they were made."""
        return list(self._sandboxes.values())

    # --- how a channel finds the sandbox of a request ---------------------------------------------------

    def by_secret(self, secret: str, *, wait: bool = True) -> Sandbox | None:
        """Answer the sandbox whose client secret this is, with its time where its clock is.

        Raises `Elsewhere` for another server's. Without `wait`, raises `Taken` where the store has to be asked.
        """
        whose = self.credentials.whose(secret)
        if whose is None and self.sharing is not None:
            self.sharing.learn(wait=wait)
            whose = self.credentials.whose(secret)
        found = self._there(whose[0], wait=wait) if whose else None
        if found is not None:
            pace.catch_up(found)
        return found

    def by_token(self, token: str, *, wait: bool = True) -> tuple[Sandbox, dict[str, Any]] | None:
        """Answer the sandbox that a token belongs to, with the token's claims; None for a token of nobody here.

        Its time is where its clock is. Raises as `by_secret` does.
        """
        found = self._by_claims(token, wait)
        return None if found is None or "link" in found[1] else found

    def by_link(self, token: str) -> tuple[Sandbox, int] | None:
        """Answer the sandbox and the number of a link that a person was given; None for one that nobody here made."""
        found = self._by_claims(token)
        return None if found is None or "link" not in found[1] else (found[0], int(found[1]["link"]))

    def _by_claims(self, token: str, wait: bool = True) -> tuple[Sandbox, dict[str, Any]] | None:
        claims = self._claims(token)
        sandbox = self._there(str(claims.get("sandbox")), wait=wait) if claims else None
        if sandbox is None or claims is None:
            return None
        pace.catch_up(sandbox)
        return sandbox, claims

    def hide(self, secret: str) -> None:
        """Let nobody be shown a secret that is no sandbox's."""
        self.credentials.hide(secret)

    def veiled(self, text: str) -> str:
        """Answer a text of an exchange without tokens, and without the secrets of any sandbox, wherever they stand."""
        return self.credentials.veiled(text)

    # --- who watches ------------------------------------------------------------------------------------

    def listen(self, observer: Observer) -> Callable[[], None]:
        """Have every HTTP exchange told to `observer` before its answer leaves; answers how to end that."""
        self._observers.append(observer)
        return lambda: self._observers.remove(observer)

    def record(self, exchange: Exchange) -> None:
        """Keep an exchange in the journal of its sandbox, or in the world's own, and tell who watches.

        The tester's own calls are told and not kept: a journal shows what a client did.
        """
        sandbox = self._sandboxes.get(exchange.sandbox or "")
        if exchange.surface in channels():
            (sandbox.journal if sandbox else self.journal).write(exchange)
        for observer in list(self._observers):
            observer(exchange)

    def close(self) -> None:
        """Close the store, ready for a quick start."""
        for sandbox in self.sandboxes:
            sandbox.rest()
        self.store.close()


def _also_to(store: Store, sandbox_id: str, rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        store.append(sandbox_id, row)
        yield row


def _missing(sandbox_id: str) -> Refused:
    sentence = f"there is no sandbox {sandbox_id!r}; those that there are stand in the list of sandboxes"
    return Refused(sentence, "not_found")


def _gone(sandbox_id: str) -> NoReturn:
    raise StoreError(f"sandbox {sandbox_id!r} was removed meanwhile; nothing more happened in it")
