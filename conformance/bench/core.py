"""Creates within one process, without sockets: requests as bytes in, validated answers as bytes out, logged in memory.

`python -m conformance.bench.core rate|profile CALLS` measures them in this process.
"""

from __future__ import annotations

import cProfile
import json
import pstats
import statistics
import sys
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from typing import Any

from conformance.bench import Column, NotMeasured, apart
from conformance.clients import measured as client
from conformance.stopwatch import Stopwatch
from simulator import Core, Request, World, channel_surfaces, crowded, hold_much

ID = "profile"
TITLE = "where the time of a create goes, in process, by the profiler"
COLUMNS = (
    Column("own_us", "own µs", ",.1f"),
    Column("all_us", "with callees", ",.1f"),
    Column("calls", "calls", ",.1f"),
    Column("function", "function", least=60),
)
CASES = 2_000
ROUNDS = 5
_SHOWN = 25


def rows(calls: int) -> Iterator[dict[str, Any]]:
    """The functions that most of a create's own time goes to, by create; the profiler makes all of it slower."""
    yield from apart(__name__, ["profile", str(calls)])["functions"]


def in_process(calls: int) -> dict[str, Any]:
    """Creates a second, `rate`: the median of some rounds."""
    return apart(__name__, ["rate", str(calls)])


def rate(calls: int) -> dict[str, Any]:
    """Measure in this process."""
    create, rates = _creates(calls), list[float]()
    for _ in range(ROUNDS):
        watch = Stopwatch()
        create()
        rates.append(calls / max(watch.milliseconds(), 0.001) * 1000)
    return {"rate": round(statistics.median(rates), 1)}


def profile(calls: int) -> dict[str, Any]:
    """Profile creates in this process, by the time in each function itself."""
    create, profiler = _creates(calls), cProfile.Profile()
    profiler.runcall(create)
    return {"functions": functions(pstats.Stats(profiler), calls)}


def functions(found: pstats.Stats, calls: int) -> list[dict[str, Any]]:
    """The rows of a profile of so many calls: the functions that most of their own time goes to, by call."""
    profiles = found.get_stats_profile().func_profiles
    most = sorted(profiles.items(), key=lambda each: -each[1].tottime)[:_SHOWN]
    return [_row(name, each, calls) for name, each in most]


def _row(name: str, each: pstats.FunctionProfile, calls: int) -> dict[str, Any]:
    module = each.file_name.rpartition("/")
    where = f"{module[0].rpartition('/')[2]}/{module[2]}:{each.line_number} " if module[1] else ""
    own, whole = each.tottime / calls * 1e6, each.cumtime / calls * 1e6
    times = int(str(each.ncalls).partition("/")[0]) / calls
    return {"own_us": own, "all_us": whole, "calls": times, "function": where + name}


def _creates(calls: int) -> Callable[[], None]:
    """A function that makes so many creates, in a sandbox that has cases already."""
    hold_much()
    world = World()
    sandbox = crowded(CASES, world)
    core = Core(world, channel_surfaces())

    def ask(asked: client.Ask, wanted: int) -> Any:
        response = core.handle(request_of(asked, client.PREFIX))
        if response.status != wanted:
            raise NotMeasured(
                f"{asked.method} {asked.target} was answered with {response.status}, not {wanted}"
            )
        return json.loads(response.body)

    token = ask(client.for_a_token(sandbox.endpoints("http://127.0.0.1")[client.CHANNEL]), 200)[
        "access_token"
    ]
    creates = client.to_compare(token, list(sandbox.state.cases))["create"]
    ask(creates[0], 201)
    requests = list(islice(cycle([request_of(each, client.PREFIX) for each in creates]), calls))

    def create() -> None:
        for request in requests:
            core.handle(request)

    return create


def request_of(asked: client.Ask, prefix: str) -> Request:
    """A call of a client as the program takes it, below the prefix of its surface."""
    path, _, query = asked.below(prefix).target.partition("?")
    return Request(asked.method, path, query, [("host", "127.0.0.1"), *asked.headers], asked.body)


if __name__ == "__main__":
    print(json.dumps({"rate": rate, "profile": profile}[sys.argv[1]](int(sys.argv[2]))))
