"""What a server notes of its requests: an id for each, how long it took, and counts of them for Prometheus.

A run of scenarios is not watched: ids, the machine's time and counts are in none of its answers and traces.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate, chain, count
from operator import itemgetter
from threading import Lock
from typing import TYPE_CHECKING, Any

from simulator import clock
from simulator.control.surface import has_token
from simulator.http.core import Core, Request, Response, Surface, plain
from simulator.journal import Exchange, Stamp
from simulator.loopback import is_named_here
from simulator.world import World

if TYPE_CHECKING:
    from prometheus_client import Metric

METRICS = "/metrics"
REQUEST_ID = "X-Request-Id"
BOUNDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""The upper bounds of the latencies that are counted together, in seconds; what took longer is counted too."""

_MEDIA = (
    "text/plain; version=0.0.4; charset=utf-8"  # https://prometheus.io/docs/instrumenting/exposition_formats/
)
_SANE = re.compile(r"[!-~]{1,128}")  # an id that a caller gives: visible ASCII, no spaces

_BOUNDS = (*(str(bound) for bound in BOUNDS), "+Inf")

NOTED = "noted"
"""By this word servers that share a store ask each other for what they have noted."""
Noted = dict[str, Any]
"""What one server has noted, as JSON."""

_Of = tuple[str, str]  # a surface and its operation; "" where none matched
_Kind = tuple[str, str | None, int]  # a surface, its operation, and the status of the answer


@dataclass(slots=True)
class _Kept:
    """How long requests of one kind took: how many up to each bound (and longer), and the sum."""

    buckets: list[int] = field(default_factory=lambda: [0] * len(_BOUNDS))
    seconds: float = 0.0

    def add(self, other: _Kept) -> None:
        self.buckets = [one + more for one, more in zip(self.buckets, other.buckets, strict=True)]
        self.seconds += other.seconds


class Watch:
    """What one server has noted. `token` is what whoever reads the metrics has to send, if there is one.

    `server` tells it from the others that share its store: their numbers are counted apart.
    """

    def __init__(self, token: str | None = None, server: str = "") -> None:
        self._token = token
        self._prefix = f"{server}-" if server else ""
        self._numbers = count(1)
        self._lock = Lock()
        self._kinds: defaultdict[_Kind, _Kept] = defaultdict(_Kept)
        self._store_errors = 0

    def stamped(self, request: Request) -> Stamp:
        """Answer the stamp of a request that has just come: its caller's own id if that is sane, else the next number.

        Numbers and not draws: the same requests get the same ids from a server that has just been started.
        """
        name = request.header("x-request-id")
        if name is not None and _SANE.fullmatch(name):
            return Stamp(name, True, clock.real_now(), clock.real_seconds())
        return Stamp(f"{self._prefix}{next(self._numbers)}", False, clock.real_now(), clock.real_seconds())

    def note(self, exchange: Exchange, seconds: float) -> None:
        """Count an exchange."""
        with self._lock:
            kept = self._kinds[exchange.surface, exchange.operation, exchange.status]
            kept.buckets[bisect_left(BOUNDS, seconds)] += 1
            kept.seconds += seconds
            if exchange.store_error is not None:
                self._store_errors += 1

    def shown(self, world: World, request: Request) -> Response:
        """Answer a request for the metrics; whoever may call the control API may read them."""
        if request.method not in ("GET", "HEAD"):
            return _refused(405, f"{METRICS} has no {request.method}; it has: GET, HEAD", Allow="GET, HEAD")
        if self._token is None and not is_named_here(request.base_url):
            return _refused(
                403, "the metrics are open without a token, and only under an address of this machine"
            )
        if not has_token(request.header("authorization") or "", self._token):
            said = "the control token is missing or wrong; send it as a bearer token"
            return _refused(401, said, **{"WWW-Authenticate": "Bearer"})
        return Response(200, [("Content-Type", _MEDIA)], self._written(world))

    def _written(self, world: World) -> bytes:
        from prometheus_client import CollectorRegistry, generate_latest

        registry = CollectorRegistry()
        noted = [self.noted(world)]
        if world.sharing is not None:
            noted += world.sharing.ask(NOTED, None)
        shared = world.sharing is not None
        registry.register(_Collector(lambda: [*_of_requests(noted), *_of_sandboxes(noted, shared=shared)]))
        return generate_latest(registry)

    def noted(self, world: World) -> Noted:
        """Answer what this server has noted until now, and what there is in its sandboxes: for itself or another."""
        backlogs = [sandbox.outbox.backlog() for sandbox in world.sandboxes]
        with self._lock:
            kinds = [(*kind, kept.buckets.copy(), kept.seconds) for kind, kept in self._kinds.items()]
            failed = self._store_errors
        return {
            "requests": kinds,
            "store_errors": failed,
            "sandboxes": len(world.sandboxes),
            "facts": sum(sandbox.facts_total for sandbox in world.sandboxes),
            "deadlines": sum(len(sandbox.agenda) for sandbox in world.sandboxes),
            "new": sum(new for new, _ in backlogs),
            "retried": sum(retried for _, retried in backlogs),
        }


class Watched(Core):
    """A core whose requests are watched; it answers what Prometheus asks for at `/metrics`.

    Whoever opens the server's bare address in a browser is led to the console.
    """

    own = frozenset((*Core.own, METRICS, "/"))

    def __init__(self, world: World, surfaces: list[Surface], watch: Watch) -> None:
        super().__init__(world, surfaces)
        self.watch = watch

    def handle(self, request: Request, *, wait: bool = True) -> Response:
        """Answer a request as any core does, with its id in a header."""
        if request.stamp is None:  # one that finds its sandbox taken comes twice
            request.stamp = self.watch.stamped(request)
        if request.path == METRICS:
            response = self.watch.shown(self.world, request)
        elif request.path == "/" and self.surface_of(request)[0] is None:
            response = Response(303, [("Location", "/console")], b"")
        else:
            response = super().handle(request, wait=wait)
        if not response.cut:
            response.headers.append((REQUEST_ID, request.stamp.id))
        return response

    def record(self, exchange: Exchange) -> None:
        """Count an exchange, and record it with the time that it took."""
        if exchange.stamp is not None:
            exchange.stamp.seconds = clock.real_seconds() - exchange.stamp.began
            self.watch.note(exchange, exchange.stamp.seconds)
        super().record(exchange)


class _Collector:
    """What a registry asks for its metrics."""

    def __init__(self, collect: Callable[[], list[Metric]]) -> None:
        self.collect = collect


def _of_requests(noted: list[Noted]) -> Iterator[Metric]:
    """What there is to say of the requests until now, over all servers."""
    from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily

    answered: Counter[tuple[str, str, str]] = Counter()
    took: defaultdict[_Of, _Kept] = defaultdict(_Kept)
    for surface, operation, status, buckets, seconds in chain.from_iterable(
        each["requests"] for each in noted
    ):
        of = (surface, operation or "")
        answered[(*of, _class_of(status))] += sum(buckets)
        took[of].add(_Kept(buckets, seconds))
    requests = CounterMetricFamily(
        "dunbox_requests", "Requests that were answered.", labels=["surface", "operation", "status"]
    )
    for labels, number in sorted(answered.items()):
        requests.add_metric(labels, number)
    latency = HistogramMetricFamily(
        "dunbox_request_duration_seconds",
        "Real time from a request's arrival to its answer, without what a fault lets it wait.",
        labels=["surface", "operation"],
    )
    for of, kept in sorted(took.items(), key=itemgetter(0)):
        latency.add_metric(of, list(zip(_BOUNDS, accumulate(kept.buckets), strict=True)), kept.seconds)
    yield requests
    yield latency
    yield CounterMetricFamily(
        "dunbox_store_errors",
        "Requests that were answered 503 as the store refused them.",
        _sum(noted, "store_errors"),
    )


def _of_sandboxes(noted: list[Noted], *, shared: bool) -> Iterator[Metric]:
    """What there is in the sandboxes now."""
    from prometheus_client.core import GaugeMetricFamily

    if shared:
        yield GaugeMetricFamily("dunbox_servers", "Servers that share the store and were asked.", len(noted))
    yield GaugeMetricFamily("dunbox_sandboxes", "Sandboxes that there are.", _sum(noted, "sandboxes"))
    yield GaugeMetricFamily("dunbox_facts", "Facts in the logs of all sandboxes.", _sum(noted, "facts"))
    waiting = _sum(noted, "deadlines")
    yield GaugeMetricFamily("dunbox_deadlines", "Deadlines that wait in all sandboxes.", waiting)
    messages = GaugeMetricFamily("dunbox_webhooks", "Webhooks that have yet to be taken.", labels=["state"])
    for state in ("new", "retried"):
        messages.add_metric([state], _sum(noted, state))
    yield messages


def _sum(noted: list[Noted], name: str) -> int:
    return sum(each[name] for each in noted)


def _class_of(status: int) -> str:
    return f"{status // 100}xx" if status else "cut"


def _refused(status: int, detail: str, **headers: str) -> Response:
    response = plain(status, detail)
    response.headers += headers.items()
    return response
