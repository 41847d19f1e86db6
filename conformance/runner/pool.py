"""Plays the scenarios of a run: in this process, or shared out to several.

Which process plays a scenario changes nothing in its result or trace. A process that dies takes no other
with it: what it had yet to play is the harness's error.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from types import FrameType
from typing import Any

from conformance.runner.bench import Bench
from conformance.runner.judging import result_of
from conformance.runner.options import Options
from conformance.runner.port import Simulator
from conformance.runner.scenario import Scenario
from conformance.verdict import CONFIG_ERROR, FAILED, HARNESS_ERROR

Result = dict[str, Any]
Source = Callable[[], Simulator]
_ENDING_SECONDS = 30.0


def play(scenarios: Sequence[Scenario], options: Options, source: Source) -> list[Result]:
    """The results of scenarios, in the order of their ids. `source` makes a simulator, in each process anew."""
    shared = min(options.jobs, len(scenarios))
    found = (
        _alone(scenarios, options, source) if shared <= 1 else _shared_out(scenarios, options, source, shared)
    )
    results = []
    for result in found:
        results.append(result)
        if options.progress is not None:
            options.progress(result)
    return sorted(results, key=lambda result: str(result["id"]))


def _stops(result: Result, options: Options) -> bool:
    return options.fail_fast and result["verdict"] in (FAILED, CONFIG_ERROR, HARNESS_ERROR)


def _alone(scenarios: Sequence[Scenario], options: Options, source: Source) -> Iterator[Result]:
    simulator = source()
    with Bench(simulator, options) as bench:
        for scenario in scenarios:
            result = result_of(bench, scenario, options, simulator.catalogue)
            yield result
            if _stops(result, options):
                return


@dataclass(slots=True)
class _Worker:
    """A process that plays some of the scenarios, and those of which nothing has been heard yet."""

    process: Any
    results: Connection
    waiting: list[Scenario]


def _shared_out(
    scenarios: Sequence[Scenario], options: Options, source: Source, jobs: int
) -> Iterator[Result]:
    context = multiprocessing.get_context("spawn")
    workers = [_worker(context, scenarios[nth::jobs], options, source) for nth in range(jobs)]
    try:
        open_: dict[Any, _Worker] = {worker.results: worker for worker in workers}
        while open_:
            for connection in wait(list(open_)):
                worker = open_[connection]
                for result in _heard(worker, options):
                    yield result
                    if _stops(result, options):
                        return
                if worker.results.closed:
                    del open_[worker.results]
    finally:
        for worker in workers:
            _end(worker)


def _worker(context: Any, scenarios: Sequence[Scenario], options: Options, source: Source) -> _Worker:
    here, there = context.Pipe(duplex=False)
    words = (list(scenarios), replace(options, progress=None), source, there)
    process = context.Process(target=_work, args=words, name="dunbox-worker", daemon=False)
    process.start()
    there.close()
    return _Worker(process, here, list(scenarios))


def _work(scenarios: Sequence[Scenario], options: Options, source: Source, results: Connection) -> None:
    """What a worker does: play, and tell each result. Told to stop, it ends its client first."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    with results, contextlib.suppress(BrokenPipeError):
        for result in _alone(scenarios, options, source):
            results.send(result)
        results.send(None)


def _stop(number: int, _: FrameType | None) -> None:
    sys.exit(128 + number)


def _heard(worker: _Worker, options: Options) -> list[Result]:
    """What a worker tells: a result, or its end; for a death, that which nobody will tell any more."""
    try:
        result = worker.results.recv()
    except (EOFError, OSError):
        worker.results.close()
        worker.process.join(_ENDING_SECONDS)
        return [_lost(scenario, options, worker.process.exitcode) for scenario in worker.waiting]
    if result is None:
        worker.results.close()
        return []
    worker.waiting = [scenario for scenario in worker.waiting if scenario.id != result["id"]]
    return [result]


def _lost(scenario: Scenario, options: Options, code: int | None) -> Result:
    return {
        "id": scenario.id,
        "provider": scenario.provider,
        "title": scenario.title,
        "verdict": HARNESS_ERROR,
        "seconds": 0.0,
        "reproduce": options.reproduce(scenario.id),
        "checks": [],
        "message": f"the process that was to play it ended with exit code {code}",
        "virtual_days": 0.0,
    }


def _end(worker: _Worker) -> None:
    """Wait for a worker that is done; end one that is not needed any more."""
    if not worker.results.closed:
        worker.results.close()
        worker.process.terminate()
    worker.process.join(_ENDING_SECONDS)
    if worker.process.exitcode is None:
        worker.process.kill()
        worker.process.join()
