"""Runs scenarios against a client, and judges it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from conformance import __version__
from conformance.drivers import Hello
from conformance.preflight import PreflightError, preflight
from conformance.requirements import RequirementSet
from conformance.runner.attach.client import CLIENT
from conformance.runner.backend import simulator_of_this_installation
from conformance.runner.client import Client
from conformance.runner.options import Options
from conformance.runner.pool import Source, play
from conformance.runner.port import Simulator
from conformance.runner.scenario import Scenario, why_not
from conformance.sharding import Shard
from conformance.stopwatch import Stopwatch, moment_of_day
from conformance.verdict import exit_code, summary, unlooked

__all__ = ["Options", "PreflightError", "exit_code", "run"]


def run(
    scenarios: Iterable[Scenario], options: Options, source: Source = simulator_of_this_installation
) -> dict[str, Any]:
    """Run scenarios, and answer the result of the run, as the documentation of results has it.

    Raises `PreflightError` before the first scenario if the client cannot be used at all. `source` makes
    the simulator; it is called in every process that plays, so with several jobs it has to be a module's
    function.
    """
    watch, started = Stopwatch(), moment_of_day()
    chosen = sorted(scenarios, key=lambda scenario: scenario.id)
    simulator = source()
    attach = options.attach
    hello = preflight(lambda: Client(options), simulator.providers) if attach is None else None
    results = play(chosen, options, source)
    days = sum(result.pop("virtual_days") for result in results)
    return {
        "dunbox": __version__,
        "seed": options.seed,
        "client": {"name": hello.client, "version": hello.version} if hello is not None else CLIENT,
        "started": started,
        "seconds": watch.seconds(),
        "virtual_days": round(days, 1),
        **({"faults": options.faults} if options.faults else {}),
        **({"crash": options.crash} if options.crash else {}),
        **({"shard": _shard(options.shard, chosen, options.elsewhere, hello)} if options.shard else {}),
        "summary": summary(results),
        "unlooked": unlooked(
            _rules_at_stake((*chosen, *options.elsewhere), simulator, options.judged_by), results
        ),
        "scenarios": results,
        **({"preflight": [one.words() for one in attach.preflight.ended()]} if attach is not None else {}),
    }


def _shard(
    shard: Shard, mine: Sequence[Scenario], elsewhere: Sequence[Scenario], hello: Hello | None
) -> dict[str, Any]:
    """Which shard it is, of how many scenarios, and whether it is idle: what the client can play, other shards play."""

    def applies(scenario: Scenario) -> bool:
        return hello is None or not why_not(scenario, hello)

    idle = not any(map(applies, mine)) and any(map(applies, elsewhere))
    return {"nth": shard.nth, "of": shard.of, "chosen": len(mine) + len(elsewhere), "idle": idle}


def _rules_at_stake(
    scenarios: Iterable[Scenario], simulator: Simulator, judged_by: RequirementSet | None
) -> list[str]:
    """The rules that a client of these scenarios' providers can break: every client's, theirs, their channels'."""
    channels = set(simulator.documents) - set(simulator.providers)
    found = simulator.catalogue.for_clients_of({"client", *channels, *(one.provider for one in scenarios)})
    return found if judged_by is None else [rule for rule in found if rule in judged_by.rules]
