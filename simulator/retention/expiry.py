"""Expiry: a sandbox that nobody has called for so long is archived, where there is a folder for that, and removed.

Until when a sandbox counts as used is kept in the store, an hour ahead, and written again when that hour is over: so no
call waits for it, and no sandbox goes early, however the server ends.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread

from simulator import clock
from simulator.refused import Refused
from simulator.retention import filing
from simulator.retention.archive import Unfit
from simulator.retention.restoring import archived, verified
from simulator.sandbox import Sandbox
from simulator.sharing import Elsewhere
from simulator.store import StoreError
from simulator.world import World

EVERY_SECONDS = 60.0
_AHEAD = timedelta(hours=1)
_JUMP = timedelta(minutes=5)  # by which the machine's clock may be put right without a word
_LOG = logging.getLogger("dunbox")


@dataclass(frozen=True, slots=True)
class Rules:
    """When sandboxes expire: `after` so long without a call; those whose clock runs only with `running`.

    They are archived in the folder `to` before they are removed, if there is one.
    """

    after: timedelta
    to: Path | None = None
    running: bool = False


class Expiry:
    """Who looks after the sandboxes of a world. `now` is the machine's time, `seconds` are real ones that passed."""

    def __init__(
        self,
        world: World,
        rules: Rules,
        now: Callable[[], datetime] = clock.real_now,
        seconds: Callable[[], float] = clock.real_seconds,
    ) -> None:
        self._world = world
        self._rules = rules
        self._now = now
        self._seconds = seconds
        self._looked = now(), seconds()
        self._until: dict[Sandbox, datetime] = {}  # not by name: another may have the name next
        world.retention.expires = self.expires

    def expires(self, sandbox: Sandbox) -> datetime | None:
        """Answer when a sandbox expires if nobody calls it until then; None for one that does not."""
        if sandbox.id in self._world.retention.lasting or (
            sandbox.pace is not None and not self._rules.running
        ):
            return None
        return self._used_until(sandbox) + self._rules.after

    def _used_until(self, sandbox: Sandbox) -> datetime:
        """Until when a sandbox counts as used, also one that has come here since we last looked."""
        known = self._until.get(sandbox)
        if known is None and self._world.sharing is not None:  # another server may have written it down
            kept = self._world.store.uses().get(sandbox.id)
            known = datetime.fromisoformat(kept) if kept else None
        return known or self._now() + _AHEAD

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Look after the sandboxes now and every minute, in a thread of its own, until this is left."""
        stop = Event()
        thread = Thread(target=self._watch, args=(stop,), name="expiry", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def _watch(self, stop: Event) -> None:
        while True:
            self.look()
            if stop.wait(EVERY_SECONDS):
                return

    def look(self) -> None:
        """Note which sandboxes were called since, and let those expire whose time has come."""
        try:
            self._heed_jump()
            here = self._world.sandboxes
            self._know(here)
            for sandbox in here:
                self._look_at(sandbox)
        except StoreError as error:
            _LOG.warning("which sandboxes expire is not known at the moment: %s", error)

    def _know(self, here: list[Sandbox]) -> None:
        """Read of sandboxes that were not here before until when they count as used: where nobody knows, as of now."""
        known = self._until
        self._until = {sandbox: known[sandbox] for sandbox in here if sandbox in known}
        if new := [sandbox for sandbox in here if sandbox not in known]:
            kept = self._world.store.uses()
            for sandbox in new:
                if sandbox.id in kept:
                    self._until[sandbox] = datetime.fromisoformat(kept[sandbox.id])
                else:
                    self._use(sandbox, self._looked[0] + _AHEAD)

    def _heed_jump(self) -> None:
        """If the machine's clock was set anew, move what is known of its time by as much: nobody slept so long."""
        before, at = self._looked
        self._looked = now, seconds = self._now(), self._seconds()
        jumped = now - before - timedelta(seconds=seconds - at)
        if abs(jumped) > _JUMP:
            _LOG.warning("the machine's clock jumped by %s; sandboxes expire as if it had not", jumped)
            for sandbox in self._world.sandboxes:
                if sandbox in self._until:
                    self._use(sandbox, self._until[sandbox] + jumped)

    def _look_at(self, sandbox: Sandbox) -> None:
        now = self._looked[0]
        called, sandbox.journal.called = sandbox.journal.called, False
        if called or sandbox.round.locked():
            if now >= self._until[sandbox]:
                self._use(sandbox, now + _AHEAD)
            return
        due = self.expires(sandbox)
        if due is not None and now >= due:
            self._expire(sandbox)

    def _use(self, sandbox: Sandbox, until: datetime) -> None:
        self._world.store.use(sandbox.id, until.isoformat(timespec="seconds"))
        self._until[sandbox] = until

    def _expire(self, sandbox: Sandbox) -> None:
        """Archive a sandbox and remove it, unless somebody comes between."""
        rows = sandbox.rows
        try:
            place = self._filed(sandbox, rows)
        except (OSError, Refused, Unfit) as error:
            _LOG.warning("sandbox %s has expired, and stays: it cannot be archived: %s", sandbox.id, error)
            return

        def may_go(found: Sandbox) -> bool:
            is_as_it_was = found is sandbox and found.rows == rows
            return is_as_it_was and not found.journal.called and not found.round.locked()

        with suppress(Refused, Elsewhere):  # it has gone meanwhile, or is another server's
            if self._world.remove(sandbox.id, may_go):
                self._until.pop(sandbox, None)
                _LOG.warning("sandbox %s has expired: %s", sandbox.id, place)

    def _filed(self, sandbox: Sandbox, rows: int) -> str:
        """Archive a sandbox on the disk, and see that it can be restored; answers where it is, in words."""
        if self._rules.to is None:
            return "it was removed, as no folder for archives is named"
        path = filing.add(
            self._rules.to,
            sandbox.id,
            lambda file: archived(self._world.store, self._world.key, sandbox.id, file, rows),
            lambda file: verified(file, filing.name_of(sandbox.id)),
        )
        return f"its archive is {path}"
