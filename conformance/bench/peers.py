"""dunbox beside others in one run: servers that answer by the same document without a state, and one that has a state.

Bursts of the same calls go to the servers in turns, so that what else the machine does meets all of them alike.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import requests

from conformance.bench import Column, NotMeasured, apart, core, isolation, servers, share
from conformance.bench.load import Generator, generator
from conformance.bench.others import OTHERS, Asks, Given, command
from conformance.clients import measured as client
from conformance.clients.measured import Ask
from simulator.resources import specs

CASES = 2_000
ROUNDS = 5
CONNECTIONS = (1, 16)
_CONSTANT, _UVICORN = "constant", "uvicorn"
_WAIT = 60


@dataclass(frozen=True, slots=True)
class Table:
    """A section whose rows were measured."""

    ID: str
    TITLE: str
    COLUMNS: tuple[Column, ...]
    rows: list[dict[str, Any]]


@dataclass(slots=True)
class _Met:
    """What one server did with one kind of call: all its times; and its rates, 99th percentiles, and how many
    microseconds of a processor a call took, a burst each."""

    rates: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)


_Figures = dict[tuple[str, int, str], _Met]


def measured(commands: Mapping[str, str], calls: int) -> Iterator[Table]:
    """Measure, with so many calls a burst; raises `NotMeasured`. A command that is not installed is said, not run.

    `commands` are those of the others by their options; without one, the usual.
    """
    with TemporaryDirectory(prefix="dunbox-") as name, ExitStack() as stack:
        send = stack.enter_context(generator())
        started, asks = _start(stack, Path(name), commands)
        figures = _bursts(send, started, asks, calls)
        yield Table("servers", "the servers", _SERVERS, [*_shown(started, commands)])
    yield Table("peers", "the same calls, in turns", _RATES, [*_rates(figures)])
    rate = core.in_process(calls * ROUNDS)["rate"]
    yield Table("speed", "what dunbox is to be", _LINES, [*_lines(figures, rate)])


# --- the servers, and what each is asked ------------------------------------------------------------------


def _start(
    stack: ExitStack, folder: Path, commands: Mapping[str, str]
) -> tuple[list[servers.Started], dict[str, Asks]]:
    """Start what is installed; answers that, and what is asked of each by its name."""
    store = folder / "store.db"
    apart(isolation.__name__, ["make", str(store), str(CASES)])
    own = stack.enter_context(servers.running(servers.dunbox(str(store)), folder))
    ours, document = asked_of_us(own, folder)
    below = {kind: [each.below(client.PREFIX) for each in ours[kind]] for kind in ours}
    answers = {kind: _answer(own, below[kind][0]) for kind in ours}
    given = Given(folder, document, ours, answers)
    started, asks = [own], {own.name: below}
    for other in OTHERS:
        words = command(other, given, commands.get(other.option) or other.command)
        if words:
            server = stack.enter_context(servers.running(servers.Program(other.name, words), folder))
            started.append(server)
            asks[other.name] = other.asks(given)
            for each in other.first:
                _answer(server, each)
    for program in (servers.constant(), servers.constant_in_uvicorn()):
        started.append(stack.enter_context(servers.running(program, folder)))
        asks[program.name] = ours
    return started, asks


def asked_of_us(own: servers.Started, folder: Path) -> tuple[Asks, Path]:
    """What dunbox is asked, and the document whose examples answer the same."""
    [sandbox] = requests.get(f"http://{own.host}/control/v1/sandboxes", timeout=_WAIT).json()
    words = sandbox["endpoints"][client.CHANNEL]
    token = _answer(own, client.for_a_token(words).below(client.PREFIX))["access_token"]
    listed = _answer(own, client.for_a_list(token).below(client.PREFIX))
    document = folder / "openapi.json"
    document.write_text(client.document_answering(specs() / client.DOCUMENT, listed), "utf-8")
    pages = range(1, CASES // client.MOST_LISTED + 1)
    asked = [client.for_a_list(token, page, client.MOST_LISTED).below(client.PREFIX) for page in pages]
    cases = [case["id"] for page in asked for case in _answer(own, page)]
    return client.to_compare(token, cases), document


def _answer(server: servers.Started, asked: Ask) -> Any:
    """Make one call, whose answer is needed."""
    url = f"http://{server.host}{asked.target}"
    got = requests.request(asked.method, url, headers=dict(asked.headers), data=asked.body, timeout=_WAIT)
    if not got.ok:
        raise NotMeasured(
            f"{server.name} answered {asked.method} {asked.target} with {got.status_code}: {got.text}"
        )
    return got.json()


# --- the bursts -------------------------------------------------------------------------------------------


def _bursts(send: Generator, started: list[servers.Started], asks: dict[str, Asks], calls: int) -> _Figures:
    """Send every kind of call to all servers in turns, some rounds; a first burst that does not count warms them up."""
    figures: _Figures = {}
    for number, kind, connections in product(
        range(ROUNDS + 1), ("create", "read", "list", "mixed"), CONNECTIONS
    ):
        for server in started:
            if kind not in asks[server.name]:
                continue
            lines = [asked.wire(server.host) for asked in asks[server.name][kind]]
            before = server.processor_seconds()
            came = send.send(server.port, lines, calls=calls, connections=connections)
            worked = server.processor_seconds() - before
            refused = {status for status in came["statuses"] if not status.startswith("2")}
            if refused:
                raise NotMeasured(
                    f"{server.name} answered the calls {kind} with {', '.join(sorted(refused))}"
                )
            if number:
                met = figures.setdefault((kind, connections, server.name), _Met())
                met.rates.append(calls / max(came["seconds"], 1e-6))
                met.times += came["times"]
                met.late.append(share(came["times"], 0.99))
                met.processor.append(worked / calls * 1e6)
    return figures


# --- the tables -------------------------------------------------------------------------------------------

_SERVERS = (
    Column("server", "server"),
    Column("start_seconds", "start s", ",.2f"),
    Column("memory_mib", "memory MiB", ",.0f"),
    Column("note", "note", least=50),
)
_RATES = (
    Column("call", "call"),
    Column("connections", "connections"),
    Column("server", "server"),
    Column("calls", "calls"),
    Column("rate", "a second", ",.0f"),
    Column("p50_ms", "p50 ms", ",.2f"),
    Column("p99_ms", "p99 ms", ",.2f"),
    Column("ratio", "dunbox is", ",.2f"),
    Column("processor_us", "processor µs", ",.0f"),
    Column("share", "dunbox takes", ",.3f"),
)
_LINES = (
    Column("line", "line", least=45),
    Column("wanted", "wanted", ",.1f"),
    Column("found", "found", ",.2f"),
    Column("met", "met", least=12),
)


def _shown(started: list[servers.Started], commands: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """The servers, with their memory after all calls; of what is not installed, how it can be."""
    notes = {
        "dunbox": f"with a file, {CASES:,} cases",
        _CONSTANT: "always the same answer: what the load can be",
        _UVICORN: "the same in the server that dunbox runs in",
        **{other.name: other.note for other in OTHERS},
    }
    for server in started:
        yield _server(server.name, server.seconds, server.memory_mib(), notes[server.name])
    running = {server.name for server in started}
    for other in OTHERS:
        if other.name not in running:
            words = commands.get(other.option) or other.command
            note = f"{words!r} is not installed ({other.package}); --{other.option} says where"
            yield _server(other.name, None, None, note)


def _server(name: str, seconds: float | None, memory: float | None, note: str) -> dict[str, Any]:
    return {"server": name, "start_seconds": seconds, "memory_mib": memory, "note": note}


def _rates(figures: _Figures) -> Iterator[dict[str, Any]]:
    for (kind, connections, server), met in figures.items():
        times = sorted(met.times)
        yield {
            "call": kind,
            "connections": connections,
            "server": server,
            "calls": len(times),
            "rate": round(statistics.median(met.rates), 1),
            "p50_ms": share(times, 0.5),
            "p99_ms": share(times, 0.99),
            "ratio": None if server == "dunbox" else _ratio(figures, kind, server, connections),
            "processor_us": round(statistics.median(met.processor), 1),
            "share": None if server == "dunbox" else _share(figures, kind, server, connections),
        }


def _lines(figures: _Figures, in_process: float) -> Iterator[dict[str, Any]]:
    """Each line that the speed of dunbox is measured by, and whether it is met; not, where nothing was compared."""
    for kind, server, wanted in (
        ("create", "Prism", 4.0),
        ("create", "moto", 20.0),
        ("read", "Prism", 6.0),
        ("read", "moto", 40.0),
        ("read", _UVICORN, 0.5),
        ("list", "Prism", 3.0),
    ):
        for connections in CONNECTIONS:
            name = f"{kind}, {_over(connections)}: times {_NAMES.get(server, server)}"
            found = _ratio(figures, kind, server, connections)
            yield _line(name, wanted, found, met=found is not None and found >= wanted)
    for kind in ("create", "read", "list"):
        found = _late(figures, kind)
        line = f"{kind}, p99, {_over(CONNECTIONS[-1])}: of Prism's"
        yield _line(line, 0.5, found, met=found is not None and found <= 0.5)
    yield _line("create, in process: a second", 25_000.0, in_process, met=in_process >= 25_000)


_NAMES = {_UVICORN: "constant bytes in uvicorn"}


def _over(connections: int) -> str:
    return "1 connection" if connections == 1 else f"{connections} connections"


def _line(line: str, wanted: float, found: float | None, *, met: bool) -> dict[str, Any]:
    said = "not measured" if found is None else "met" if met else "not met"
    return {"line": line, "wanted": wanted, "found": found, "met": said}


def _ratio(figures: _Figures, kind: str, server: str, connections: int) -> float | None:
    """How many times as many calls dunbox answers: the median of the rounds, each compared with its neighbour."""
    own, other = figures[kind, connections, "dunbox"], figures.get((kind, connections, server))
    if other is None:
        return None
    return round(statistics.median(a / b for a, b in zip(own.rates, other.rates, strict=True)), 3)


def _share(figures: _Figures, kind: str, server: str, connections: int) -> float | None:
    """What share of another's work at a processor dunbox's is: the median of the rounds; None if it is not told."""
    own, other = (figures[kind, connections, name].processor for name in ("dunbox", server))
    if not all(other):
        return None
    return round(statistics.median(a / b for a, b in zip(own, other, strict=True)), 4)


def _late(figures: _Figures, kind: str) -> float | None:
    """What share of Prism's 99th percentile dunbox's is, over most connections: the median of the rounds."""
    own, other = (figures.get((kind, CONNECTIONS[-1], name)) for name in ("dunbox", "Prism"))
    if own is None or other is None:
        return None
    return round(statistics.median(a / b for a, b in zip(own.late, other.late, strict=True)), 3)
