"""Several servers in processes of their own, on one listening socket: started, started again, ended together.

Whoever starts them serves nothing. It speaks with each over a line (see `membership`); when the line ends, so does the
server, however its supervisor has ended. They are forked, so none takes long to be there again after it was killed.
"""

from __future__ import annotations

import gc
import logging
import os
import select
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType

from simulator import clock
from simulator.http.membership import DRAINED, END, GO, INTRODUCE, READY

SECONDS_BETWEEN_STARTS = 1.0
"""How long at least from one start of a worker to the next at its place, so that one that always fails harms nobody."""
SECONDS_TO_END = 20.0
"""How long workers may take to end before they are killed."""
_FAILED = 3
_LOG = logging.getLogger("dunbox")

Work = Callable[[int, int, socket.socket], int]
"""What a worker does: its place, from 0 on, its number among all that are started, its line -> its exit code."""


@dataclass(slots=True)
class _Worker:
    place: int
    number: int
    pid: int
    line: socket.socket
    began: float
    came: bytes = b""
    is_ready: bool = False
    is_going: bool = False
    is_drained: bool = False


class Supervisor:
    """Runs so many workers, each of which does `work`. Only the thread that forks may be there."""

    def __init__(self, count: int, work: Work) -> None:
        self._count = count
        self._work = work
        self._workers: dict[int, _Worker] = {}  # by place
        self._again: dict[int, float] = {}  # places that are empty, and when to start there
        self._numbers = 0
        self._all_were_ready = False
        self._code: int | None = None  # with which all is to end
        self._signals: list[int] = []
        self._deadline = 0.0

    def run(self) -> int:
        """Run until a signal comes, or a first worker fails to start; answers the exit code.

        A signal is given on once all have ended.
        """
        gc.freeze()  # what is in memory now stays, and is shared with the workers
        waker, woken = socket.socketpair()
        waker.setblocking(False)
        heard = [each for each in (signal.SIGINT, signal.SIGTERM) if signal.getsignal(each) != signal.SIG_IGN]
        before = {each: signal.signal(each, self._hear) for each in heard}
        signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
        self._before, self._waker, self._woken = before, waker, woken
        try:
            self._start(0)
            while self._workers or self._again:
                self._wait()
                self._care()
        finally:
            self._quiet()
            for worker in self._workers.values():
                _kill(worker)
        for number in self._signals[:1]:
            signal.raise_signal(number)
        return self._code or 0

    def _hear(self, number: int, _: FrameType | None) -> None:
        self._signals.append(number)

    def _quiet(self) -> None:
        """Hear signals as before."""
        signal.set_wakeup_fd(-1)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._waker.close()
        self._woken.close()

    # --- workers ----------------------------------------------------------------------------------------

    def _start(self, place: int) -> None:
        ours, theirs = socket.socketpair()
        self._numbers += 1
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            ours.close()
            self._become_worker(place, theirs)
        theirs.close()
        self._workers[place] = _Worker(place, self._numbers, pid, ours, clock.real_seconds())

    def _become_worker(self, place: int, line: socket.socket) -> None:
        """Be the worker, and never come back. Signals of the terminal are its supervisor's."""
        code = _FAILED
        try:
            os.setsid()
            self._quiet()
            for other in self._workers.values():
                other.line.close()
            code = self._work(place, self._numbers, line)
            sys.stdout.flush()
        except BaseException:  # noqa: BLE001 - nothing goes further than this process
            traceback.print_exc()
        finally:
            with suppress(OSError, ValueError):
                sys.stderr.flush()
            os._exit(code)

    def _wait(self) -> None:
        """Wait until a worker says something or ends, a signal comes, or it is time for something."""
        lines = {worker.line: worker for worker in self._workers.values()}
        moments = [*self._again.values(), *([self._deadline] if self._is_ending else [])]
        timeout = max(0.0, min(moments) - clock.real_seconds()) if moments else None
        for readable in select.select([*lines, self._woken], [], [], timeout)[0]:
            if readable is self._woken:
                self._woken.recv(4096)
            else:
                self._read(lines[readable])

    def _read(self, worker: _Worker) -> None:
        try:
            came = worker.line.recv(4096)
        except OSError:
            came = b""
        if not came:
            self._ended(worker)
            return
        *words, worker.came = (worker.came + came).split(b"\n")
        for word in words:
            worker.is_ready = worker.is_ready or word == READY.encode()
            worker.is_drained = worker.is_drained or word == DRAINED.encode()

    def _ended(self, worker: _Worker) -> None:
        """A worker has ended: another takes its place, unless all is to end."""
        worker.line.close()
        del self._workers[worker.place]
        code = os.waitstatus_to_exitcode(os.waitpid(worker.pid, 0)[1])
        if self._is_ending:
            return
        if not worker.is_ready and not self._all_were_ready:
            self._end(code if code > 0 else _FAILED)
            return
        _LOG.warning(
            "worker %s (process %s) has ended with %s; another is started", worker.number, worker.pid, code
        )
        self._again[worker.place] = max(clock.real_seconds(), worker.began + SECONDS_BETWEEN_STARTS)

    # --- what there is to do ----------------------------------------------------------------------------

    @property
    def _is_ending(self) -> bool:
        return self._code is not None

    def _care(self) -> None:
        """Do what is to be done by now."""
        if self._signals and not self._is_ending:
            self._end(0)
        if self._is_ending:
            self._care_for_the_end()
            return
        self._fill_places(clock.real_seconds())
        if not self._all_were_ready and self._are_all_ready:
            self._all_were_ready = True
            self._say(self._workers[0], INTRODUCE)
        for worker in self._workers.values():
            if worker.is_drained:
                _let_go(worker)  # it was told to end by somebody else
            elif self._all_were_ready and worker.is_ready and not worker.is_going:
                worker.is_going = True
                self._say(worker, GO)

    def _fill_places(self, now: float) -> None:
        """Start workers at places that are empty: the first one alone, so that the others find all that it makes."""
        for place in [place for place, moment in self._again.items() if moment <= now]:
            del self._again[place]
            self._start(place)
        if any(worker.is_ready for worker in self._workers.values()):
            for place in set(range(self._count)) - self._workers.keys() - self._again.keys():
                self._start(place)

    @property
    def _are_all_ready(self) -> bool:
        ready = [worker for worker in self._workers.values() if worker.is_ready]
        return len(ready) == self._count

    def _end(self, code: int) -> None:
        """Have every worker end."""
        self._code = code
        self._deadline = clock.real_seconds() + SECONDS_TO_END
        self._again.clear()
        for worker in self._workers.values():
            self._say(worker, END)

    def _care_for_the_end(self) -> None:
        """Let all go as soon as none has a client any more; or at once, if that is asked for again, or takes long."""
        if len(self._signals) > 1 or clock.real_seconds() >= self._deadline:
            for worker in self._workers.values():
                _kill(worker)
        elif all(worker.is_drained or not worker.is_ready for worker in self._workers.values()):
            for worker in self._workers.values():
                _let_go(worker)

    @staticmethod
    def _say(worker: _Worker, word: str) -> None:
        with suppress(OSError):  # it has just ended, as will be noticed
            worker.line.send(f"{word}\n".encode())


def _let_go(worker: _Worker) -> None:
    with suppress(OSError):
        worker.line.shutdown(socket.SHUT_WR)


def _kill(worker: _Worker) -> None:
    with suppress(ProcessLookupError):
        os.kill(worker.pid, signal.SIGKILL)
