"""Lots of work, shared out to processes: each gets the next lot when it is done with its last.

A process that dies takes no lot but its own with it. However the work ends, by itself, by an exception or by a signal,
no process is left, nor what one had started: told to stop, it first unwinds what it is at.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from conformance.stopping import unwind_at
from conformance.stopwatch import Deadline

Lot = TypeVar("Lot")
Result = TypeVar("Result")
Work = Callable[[Lot], Generator[Result, None, None]]

SIGNALS = (signal.SIGINT, signal.SIGTERM)
# A process that is told to stop, or has nothing more to do, leaves at once; on a busy machine it may take so long.
_STOPPING_SECONDS, _LEAVING_SECONDS = 5.0, 10.0
# Of two signals that come together, a thread that waits can miss both: it is told again, so often.
_TOLD_EVERY_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Died:
    """What comes of a lot whose process ended before it was done: its exit code."""

    code: int | None


def shared_out(
    lots: Sequence[Lot], work: Work[Lot, Result], processes: int
) -> Generator[tuple[Lot, Result | Died], None, None]:
    """Each lot with each thing that comes of it, as they come.

    `work` is called in a process of its own, which imports it: it has to be a module's function, or a `partial` of one.
    Close the generator to stop the work.
    """
    crew = _Crew(lots, work)
    try:
        for _ in range(min(processes, len(lots))):
            crew.hire()
        while crew.busy():
            for worker in crew.heard():
                yield from crew.results(worker)
    finally:
        crew.end()


@dataclass(slots=True)
class _Worker(Generic[Lot]):
    """A process, and the lot that it is at; `busy` until it is done with its last."""

    process: Any
    pipe: Connection
    lot: Lot
    busy: bool = True


class _Crew(Generic[Lot, Result]):
    """The processes, and the lots that none of them has yet."""

    def __init__(self, lots: Sequence[Lot], work: Work[Lot, Result]) -> None:
        self._lots = deque(lots)
        self._work = work
        self._workers: list[_Worker[Lot]] = []
        self._context = multiprocessing.get_context("spawn")

    def hire(self) -> None:
        """Start a process with the next lot."""
        here, there = self._context.Pipe()
        lot = self._lots.popleft()
        process = self._context.Process(target=_serve, args=(self._work, lot, there), name="dunbox-worker")
        with _undisturbed():
            self._workers.append(_Worker(process, here, lot))
            process.start()
        there.close()

    def busy(self) -> list[_Worker[Lot]]:
        """Those that are not done."""
        return [worker for worker in self._workers if worker.busy]

    def heard(self) -> list[_Worker[Lot]]:
        """Those that have something to tell; waits for one."""
        speaking = {worker.pipe: worker for worker in self.busy()}
        return [speaking[pipe] for pipe in wait(list(speaking)) if isinstance(pipe, Connection)]

    def results(self, worker: _Worker[Lot]) -> Iterator[tuple[Lot, Result | Died]]:
        """What a worker tells: a result, or that it is done with its lot, or by its silence that it has died."""
        try:
            said = worker.pipe.recv()
        except (EOFError, OSError):
            self._dismiss(worker)
            worker.process.join(_LEAVING_SECONDS)
            yield worker.lot, Died(worker.process.exitcode)
            if self._lots:
                self.hire()
            return
        if said:
            yield worker.lot, said[0]
        elif self._lots:
            worker.lot = self._lots.popleft()
            with contextlib.suppress(OSError):  # it has died just now, and is heard of next
                worker.pipe.send(worker.lot)
        else:
            self._dismiss(worker)

    def _dismiss(self, worker: _Worker[Lot]) -> None:
        worker.busy = False
        worker.pipe.close()

    def end(self) -> None:
        """Stop those that are at something, and wait for all; end those that linger."""
        stopped = self.busy()
        for worker in stopped:
            self._dismiss(worker)
        deadline = Deadline(_STOPPING_SECONDS if stopped else _LEAVING_SECONDS)
        started = [worker for worker in self._workers if worker.process.pid is not None]
        while not deadline.passed() and (there := [one for one in started if one.process.exitcode is None]):
            for worker in there:
                if worker in stopped:
                    worker.process.terminate()
            there[0].process.join(min(deadline.left(), _TOLD_EVERY_SECONDS))
        for worker in started:
            worker.process.kill()
            worker.process.join()


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """No signal comes between here: a process that is started inherits that, and is ready for signals when it says."""
    resource_tracker.ensure_running()  # it would let signals come again, if it had to be started below
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(work: Work[Lot, Result], lot: Lot | None, pipe: Connection) -> None:
    """What a worker does: the work of each lot, and tell each result; then it hears of the next."""
    unwind_at(SIGNALS, lambda number: SystemExit(128 + number))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    with pipe, contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while lot is not None:
            with contextlib.closing(work(lot)) as results:
                for result in results:
                    pipe.send((result,))
            pipe.send(None)
            lot = pipe.recv()
