"""A world: the sandboxes of one process, the key that their credentials are made from, and the store they live in.

Nothing is global: two worlds know nothing of each other.
"""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from datetime import UTC, datetime
from functools import lru_cache, partial
from itertools import takewhile
from threading import RLock
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from simulator import clock, ids, pace, people
from simulator.agencies import agencies
from simulator.assumed import settings_with
from simulator.channels import channels
from simulator.domain import commands as c
from simulator.domain.codec import plain
from simulator.domain.draw import Draw
from simulator.domain.state import State
from simulator.journal import Exchange, Journal, Observer, veiled
from simulator.keeping.keeper import Keeper
from simulator.law import LAWS, law_of
from simulator.outbox import Outbox
from simulator.post_offices import post_offices
from simulator.refused import Refused, told
from simulator.sandbox import Sandbox
from simulator.store import Conflict, Row, Store
from simulator.store.memory import MemoryStore

_TOKENS = 256  # that are read once, not for each call; whether one has expired, or whose it is, is looked at each time
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
        self._secrets: dict[str, Sandbox] = {}
        self._hidden: dict[str | None, list[str]] = {}
        self.removed: deque[str] = deque(maxlen=_REMEMBERED)
        self._observers: list[Observer] = []
        self._lock = RLock()
        with _without_a_search_for_circles():
            for sandbox_id, birth in self.store.sandboxes():
                self._enter(self._restored(sandbox_id, birth))

    # --- sandboxes --------------------------------------------------------------------------------------

    def create(
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
    ) -> Sandbox:
        """Make a sandbox. `start` without an offset is local time of the account's zone; raises `Refused`.

        Its id is the `name`, or the next number. `company` says what is given of it, the rest is drawn from the
        seed; `settings` overrides named assumptions; `credentials` gives a client's own secrets. With a `rate` its
        clock runs: so many virtual seconds pass in a real one.
        """
        given = dict(company or {})
        country = str(given.get("country", country))
        if country not in LAWS:
            raise Refused(f"a sandbox cannot be in {country!r}; it can be in: {', '.join(LAWS)}")
        law = law_of(country)
        zone = _zone(str(given.get("time_zone", law.zone)))
        draw = Draw(seed)
        birth = {
            "seed": seed,
            "start": _start(zone, start).isoformat(),
            "company": plain(_company(draw, country, str(zone), law.currency, given)),
            "settings": plain(dict(settings or {})),
            "credentials": plain(dict(credentials or {})),
            "rate": _rate(rate),
        }
        settings_with(birth["settings"])  # refuses an unknown one before anything is kept
        self._check_credentials(birth["credentials"])
        with self._lock:
            sandbox_id = self._keep(name, lambda given: self.store.create(given, birth))
            return self._enter(self.built(sandbox_id, birth, self.store))

    def fork(self, sandbox: Sandbox, name: str | None = None) -> Sandbox:
        """Make a sandbox that goes on from this moment of another; neither ever learns of what the other does.

        It has the log, so all that the log tells: the faults that are set, too. It has an id and secrets of its own, an
        empty journal, and tells nobody anything until somebody subscribes to it: the other's subscriptions end in it,
        and what was queued for them is not sent. Its id is the `name`, or the next number; raises `Refused`.
        """
        with sandbox.lock:
            birth, rows = self._birth_of_fork(sandbox), sandbox.rows
            counted = deepcopy(sandbox.armed)
        sandbox_id = self._keep(name, lambda given: self.store.copy(sandbox.id, given, birth, rows))
        made = self._restored(sandbox_id, birth)
        made.armed.count_on(counted)
        return self._enter(made)

    def _birth_of_fork(self, sandbox: Sandbox) -> dict[str, Any]:
        """What a sandbox was made from, but for the secrets that find it."""
        birth = deepcopy(dict(self.store.sandboxes())[self.get(sandbox.id).id])
        for channel, words in birth["credentials"].items():
            words.pop(channels()[channel].credential, None)
        return {**birth, "forked_after": sandbox.rows}

    def _keep(self, name: str | None, keep: Callable[[str], None]) -> str:
        """Have a new sandbox kept under its id, and answer that: the name, or a number. Raises `Refused`.

        No sandbox has or had the number: the credentials of an old one open no new one.
        """
        while True:
            sandbox_id = name or str(self.store.number())
            try:
                keep(sandbox_id)
            except Conflict:
                if name:
                    raise Refused(f"a sandbox with the name {name!r} exists already", "conflict") from None
            else:
                return sandbox_id

    def _restored(self, sandbox_id: str, birth: dict[str, Any]) -> Sandbox:
        """Answer a sandbox as its log left it, in no list yet; one whose log is all another's goes its own way."""
        sandbox = self.built(sandbox_id, birth, self.store)
        sandbox.restore(self.store.rows(sandbox_id, after=sandbox.rows))
        if sandbox.rows == birth.get("forked_after"):
            sandbox.handle(c.GoOnApart())
        return sandbox

    def _check_credentials(self, given: dict[str, dict[str, str]]) -> None:
        """Refuse credentials of a channel that there is not, or that would find another sandbox."""
        for channel, words in given.items():
            if channel not in channels():
                raise Refused(
                    f"there are no credentials for {channel!r}; there are for: {', '.join(channels())}"
                )
            secret = channels()[channel].credential
            if words.get(secret) in self._secrets:
                raise Refused(f"another sandbox has this {secret} for {channel} already", "conflict")

    def _enter(self, sandbox: Sandbox) -> Sandbox:
        """Let a sandbox be found, and its time run if it does so by itself."""
        if sandbox.pace is not None:
            sandbox.pace.run_from(sandbox.state.now)
        with self._lock:
            self._sandboxes = {**self._sandboxes, sandbox.id: sandbox}
            self._secrets |= {sandbox.secret(channel): sandbox for channel in channels()}
            self._hidden[sandbox.id] = _written(sandbox)
        return sandbox

    def built(self, sandbox_id: str, birth: dict[str, Any], store: Store) -> Sandbox:
        """Answer a sandbox as it was born, or as its snapshot says, in no list yet."""
        start = datetime.fromisoformat(birth["start"]).astimezone(UTC)
        law = law_of(birth["company"]["country"])
        state = State(
            draw=Draw(int(birth["seed"])),
            company=birth["company"],
            law=law,
            post_offices=post_offices,
            agencies=agencies(),
            settings=settings_with(birth["settings"]),
            born=start.astimezone(ZoneInfo(birth["company"]["time_zone"])).date(),
            now=start,
            credentials=birth["credentials"],
        )
        keeper = self._keeper(sandbox_id, birth, state, store)
        made = Sandbox(sandbox_id, sandbox_id, state, store, self.key, channels().values(), keeper)
        if store is self.store:
            made.mender.rebuilt = partial(self._restored, sandbox_id, birth)
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
        """Answer a sandbox; raises `Refused` naming how to see those that there are."""
        found = self._sandboxes.get(sandbox_id)
        if found is None:
            sentence = (
                f"there is no sandbox {sandbox_id!r}; those that there are stand in the list of sandboxes"
            )
            raise Refused(sentence, "not_found")
        return found

    def find(self, sandbox_id: str) -> Sandbox | None:
        """Answer a sandbox, or None."""
        return self._sandboxes.get(sandbox_id)

    def remove(self, sandbox_id: str) -> None:
        """Forget a sandbox and everything in it; raises `Refused` for one that is not there."""
        with self._lock:
            sandbox = self.get(sandbox_id)
            self.store.remove(sandbox_id)
            self.removed.append(sandbox_id)
            self._sandboxes = {each: kept for each, kept in self._sandboxes.items() if each != sandbox_id}
            del self._hidden[sandbox_id]
            self._secrets = {secret: each for secret, each in self._secrets.items() if each is not sandbox}

    @property
    def sandboxes(self) -> list[Sandbox]:
        """Every sandbox, in the order in which they were made."""
        return list(self._sandboxes.values())

    # --- how a channel finds the sandbox of a request ---------------------------------------------------

    def by_secret(self, secret: str) -> Sandbox | None:
        """Answer the sandbox whose client secret this is, with its time where its clock is."""
        found = self._secrets.get(secret)
        if found is not None:
            pace.catch_up(found)
        return found

    def by_token(self, token: str) -> tuple[Sandbox, dict[str, Any]] | None:
        """Answer the sandbox that a token belongs to, with the token's claims; None for a token of nobody here.

        Its time is where its clock is.
        """
        found = self._by_claims(token)
        return None if found is None or "link" in found[1] else found

    def by_link(self, token: str) -> tuple[Sandbox, int] | None:
        """Answer the sandbox and the number of a link that a person was given; None for one that nobody here made."""
        found = self._by_claims(token)
        return None if found is None or "link" not in found[1] else (found[0], int(found[1]["link"]))

    def _by_claims(self, token: str) -> tuple[Sandbox, dict[str, Any]] | None:
        claims = self._claims(token)
        sandbox = self._sandboxes.get(str(claims.get("sandbox"))) if claims else None
        if sandbox is None or claims is None:
            return None
        pace.catch_up(sandbox)
        return sandbox, claims

    def hide(self, secret: str) -> None:
        """Let nobody be shown a secret that is no sandbox's."""
        self._hidden.setdefault(None, []).append(secret)

    def veiled(self, text: str) -> str:
        """Answer a text of an exchange without tokens, and without the secrets of any sandbox, wherever they stand."""
        for secrets in list(self._hidden.values()):
            for secret in secrets:
                text = text.replace(secret, "…")
        return veiled(text)

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


@contextmanager
def _without_a_search_for_circles() -> Iterator[None]:
    """Read what stays: Python's garbage collector finds nothing in it, and takes half of the time to look."""
    searches = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searches:
            gc.enable()


def _company(draw: Draw, country: str, zone: str, currency: str, given: dict[str, Any]) -> dict[str, Any]:
    with told():
        return people.company(draw, country, zone, currency, given)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise Refused(f"{name!r} is no time zone; one is written like Europe/Helsinki") from None


def _start(zone: ZoneInfo, start: datetime | None) -> datetime:
    try:
        return clock.instant(zone, start or clock.DEFAULT_START)
    except ValueError as error:
        raise Refused(f"a sandbox cannot start then: {error}") from error


def _rate(rate: int | None) -> int | None:
    if rate is None or 1 <= rate <= pace.FASTEST:
        return rate
    raise Refused(f"a clock cannot run {rate} times as fast as real time; 1 to {pace.FASTEST} times it can")


_SHORTEST = 8  # a secret of few letters, which a tester may choose, would be found in every second word


def _written(sandbox: Sandbox) -> list[str]:
    """The secrets of a sandbox that its clients are configured with, as they stand in texts and in addresses."""
    words = [each for channel in sandbox.endpoints("").values() for each in channel.items()]
    secrets = {value for name, value in words if name.endswith(("secret", "key")) and len(value) >= _SHORTEST}
    return sorted({*secrets, *(quote(each, safe="") for each in secrets)})
