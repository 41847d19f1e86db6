"""`dunbox serve --workers N`: servers in processes of their own that share a store, alone or with other machines'."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Lock
from typing import Protocol

from conformance.cli import Trouble, code_of
from simulator import (
    Membership,
    Share,
    StoreError,
    Supervisor,
    World,
    door_at,
    hold_store,
    is_database,
    open_store,
)

if sys.platform != "win32":
    import fcntl

_UNIX = "unix:"
_LAST_PORT = 65535
_OTHERS = (
    "servers of another machine share the database of --db and cannot be reached from here; start all of them, and "
    "this one, with --reachable-at HOST, an address of their machine"
)


class Serves(Protocol):
    """What serves a world, as one of several or alone."""

    def serve(
        self,
        world: World,
        membership: Membership | None = None,
        turn: AbstractContextManager[object] = ...,
        *,
        first: bool = True,
    ) -> None:
        """Serve until the process is told to stop."""


class Together:
    """So many servers on a store; with `reachable_at` a host, and perhaps a port, others of other machines too."""

    def __init__(self, db: str | None, sync: str | None, workers: int, reachable_at: str | None) -> None:
        self._db = db or ""
        self._sync = sync or "normal"
        self._workers = workers
        self._reachable_at = reachable_at
        self._option = f"--workers {workers}" if workers > 1 else f"--reachable-at {reachable_at}"

    def check(self, front: str) -> None:
        """Raise `Trouble` for what does not go together."""
        if sys.platform == "win32":
            raise Trouble(f"{self._option}: on Windows one process serves; leave it out")
        if front != "asgi":
            raise Trouble(f"{self._option} is for --front asgi; {front} serves in one process alone")
        if not self._db:
            raise Trouble(
                f"{self._option} needs --db: what several processes share is a store; without one each would have "
                "sandboxes of its own"
            )
        if self._reachable_at is not None:
            if not is_database(self._db):
                raise Trouble(
                    f"--reachable-at {self._reachable_at} is for servers of several machines, which share a database, "
                    "--db postgresql://…; a file has one machine's --workers"
                )
            _, port = self._host_and_port(self._reachable_at)
            if port + self._workers - 1 > _LAST_PORT:
                raise Trouble(
                    f"--reachable-at {self._reachable_at}: {self._workers} workers have a port each, from that one on, "
                    f"and {_LAST_PORT} is the last there is; name {_LAST_PORT - self._workers + 1} or one before it"
                )

    @staticmethod
    def _host_and_port(place: str) -> tuple[str, int]:
        host, colon, port = place.rpartition(":")
        if not colon or place.endswith("]") or (":" in host.strip("[]") and not host.startswith("[")):
            return place, 0
        if not (port.isascii() and port.isdigit() and int(port) <= _LAST_PORT and host):
            raise Trouble(
                f"--reachable-at {place} is no address; it is written like 10.0.0.5 or 10.0.0.5:8100"
            )
        return host, int(port)

    def run(self, serving: Serves) -> int:
        """Serve in this many processes until they are told to stop; answers the exit code."""
        with self._held() as guard, tempfile.TemporaryDirectory(prefix="dunbox-") as folder:
            places = self._places(folder)
            slots = () if is_database(self._db) else tuple(places)
            turn = Turn(Path(folder) / "printing")

            def work(place: int, number: int, line: socket.socket) -> int:
                return code_of(lambda: one(places[place], number, line))

            def one(place: str, number: int, line: socket.socket) -> None:
                door, address = _door(place)
                world = self._world(Share(address, slots, guard))
                if number == 1 and not slots:
                    _check_others(world)
                name = f"{address.partition(':')[2]}-{number}" if self._reachable_at else str(number)
                serving.serve(world, Membership(name, door, line), turn, first=number == 1)

            return Supervisor(self._workers, work).run()

    @contextmanager
    def _held(self) -> Iterator[int | None]:
        try:
            hold = hold_store(self._db)
        except StoreError as error:
            raise Trouble(f"--db: {error}") from None
        try:
            yield hold.guard
        finally:
            hold.close()

    def _places(self, folder: str) -> list[str]:
        """Where each worker is reached."""
        if self._reachable_at is None:
            return [f"{_UNIX}{folder}/{place}" for place in range(self._workers)]
        host, port = self._host_and_port(self._reachable_at)
        return [f"tcp:{host}:{port + place if port else 0}" for place in range(self._workers)]

    def _world(self, share: Share) -> World:
        try:
            return World(store=open_store(self._db, self._sync, share))
        except StoreError as error:
            raise Trouble(f"--db: {error}") from None


class Turn(AbstractContextManager[None]):
    """Processes print one after the other: a line is never in the middle of another. Locks a file, made here."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        self._lock = Lock()  # of the threads of this process, which the file's lock is not

    def __enter__(self) -> None:
        self._lock.acquire()
        fcntl.lockf(self._file, fcntl.LOCK_EX)

    def __exit__(self, *raised: object) -> None:
        fcntl.lockf(self._file, fcntl.LOCK_UN)
        self._lock.release()


def _door(place: str) -> tuple[socket.socket, str]:
    try:
        return door_at(place)
    except OSError as error:
        what = "--reachable-at" if not place.startswith(_UNIX) else "the folder for temporary files"
        raise Trouble(
            f"other servers cannot reach this one at {place}: {error.strerror or error}; see {what}"
        ) from None


def _check_others(world: World) -> None:
    """Refuse to share a database with servers that are on another machine and reached on that one only."""
    others = world.sharing.others() if world.sharing is not None else []
    here = [each.removeprefix(_UNIX) for each in others if each.startswith(_UNIX)]
    if not all(Path(each).exists() for each in here):
        world.close()
        raise Trouble(_OTHERS)
