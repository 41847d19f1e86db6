"""A lock that threads take in turns, so that long work in many steps keeps nobody waiting for its end."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock, RLock


class Taken(Exception):
    """Somebody else has the lock, and it was not to be waited for."""


class Turns:
    """A lock, which its holder can take again. Who takes it again and again lets others in between by `give_way`.

    Python's own locks are not fair: a thread that lets go of one and takes it at once nearly always gets it, whoever
    waits. Whoever has taken it calls `ready` first; if that raises, the lock was not taken.
    """

    def __init__(self, ready: Callable[[], None] = lambda: None) -> None:
        self._lock = RLock()
        self._line = Lock()  # held by the first of those that wait
        self._ready = ready
        self._depth = 0  # how many times its holder has it

    def take(self, *, wait: bool = True) -> None:
        """Take the lock; without `wait`, raises `Taken` if somebody else has it."""
        if not self._lock.acquire(blocking=False):
            if not wait:
                raise Taken
            with self._line:
                self._lock.acquire()
        self._depth += 1
        if self._depth == 1:
            try:
                self._ready()
            except BaseException:
                self.give_back()
                raise

    def give_back(self) -> None:
        """Let go of the lock, once for each time that it was taken."""
        self._depth -= 1
        self._lock.release()

    def shut(self, refuse: Callable[[], None]) -> None:
        """Have nobody take the lock any more: who tries, or waits already, is told so by what `refuse` raises."""
        self._ready = refuse

    def give_way(self) -> None:
        """Let whoever waits have the lock first; who calls this does not hold it."""
        with self._line:
            pass

    def __enter__(self) -> None:
        self.take()

    def __exit__(self, *raised: object) -> None:
        self.give_back()


class Line:
    """A lock that is given to those who wait before its last holder has it again. Its holder cannot take it twice."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._next = Lock()  # held by the first of those that wait

    def __enter__(self) -> None:
        with self._next:
            self._lock.acquire()

    def __exit__(self, *raised: object) -> None:
        self._lock.release()
