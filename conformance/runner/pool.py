"""Plays the scenarios of a run: in this process, or shared out to several.

Which process plays a scenario changes nothing in its result or trace. A process that dies takes no other
with it: what it had yet to play is the harness's error.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import Any

from conformance.runner.bench import Bench
from conformance.runner.judging import result_of
from conformance.runner.options import Options
from conformance.runner.port import Simulator
from conformance.runner.scenario import Scenario, selector
from conformance.runner.workers import Died, shared_out
from conformance.verdict import CONFIG_ERROR, FAILED, HARNESS_ERROR
from simulator import hold_much

Result = dict[str, Any]
Source = Callable[[], Simulator]


def play(scenarios: Sequence[Scenario], options: Options, source: Source) -> list[Result]:
    """The results of scenarios, in the order of their ids. `source` makes a simulator, in each process anew."""
    shared = min(options.jobs, len(scenarios))
    found = (
        _alone(scenarios, options, source) if shared <= 1 else _together(scenarios, options, source, shared)
    )
    results = []
    with closing(found):
        for result in found:
            results.append(result)
            if options.progress is not None:
                options.progress(result)
    return sorted(results, key=lambda result: str(result["id"]))


def _stops(result: Result, options: Options) -> bool:
    return options.fail_fast and result["verdict"] in (FAILED, CONFIG_ERROR, HARNESS_ERROR)


def _alone(scenarios: Sequence[Scenario], options: Options, source: Source) -> Generator[Result, None, None]:
    simulator = source()
    with Bench(simulator, options) as bench:
        for scenario in scenarios:
            result = result_of(bench, scenario, options, simulator.catalogue)
            yield result
            if _stops(result, options):
                return


def _in_a_process(
    scenarios: Sequence[Scenario], options: Options, source: Source
) -> Generator[Result, None, None]:
    hold_much()  # the process is for this alone
    yield from _alone(scenarios, options, source)


def _together(
    scenarios: Sequence[Scenario], options: Options, source: Source, jobs: int
) -> Generator[Result, None, None]:
    """Share them out; a process plays all of its scenarios on one bench."""
    work = partial(_in_a_process, options=replace(options, progress=None), source=source)
    lots = [tuple(scenarios[nth::jobs]) for nth in range(jobs)]
    told: set[str] = set()
    with closing(shared_out(lots, work, jobs)) as found:
        for lot, result in found:
            if isinstance(result, Died):
                yield from lost((one for one in lot if one.id not in told), options, result)
                continue
            told.add(str(result["id"]))
            yield result
            if _stops(result, options):
                return


def lost(scenarios: Iterable[Scenario], options: Options, died: Died) -> Generator[Result, None, None]:
    """The results of scenarios of which nobody will tell any more: the harness's error."""
    for scenario in scenarios:
        yield {
            "id": scenario.id,
            "provider": scenario.provider,
            "title": scenario.title,
            "verdict": HARNESS_ERROR,
            "seconds": 0.0,
            "reproduce": options.reproduce(*selector(scenario)),
            "checks": [],
            "message": f"the process that was to play it ended with exit code {died.code}",
            "virtual_days": 0.0,
        }
