"""The core: route, find the sandbox, validate, carry out, validate our own answer, record. Bytes in, bytes out.

It knows no web framework; fronts bring requests and take answers away.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http import HTTPStatus

import orjson

from simulator.contract.document import Document, Match
from simulator.contract.document import Operation as Described
from simulator.contract.reading import JSON_LIMIT, MULTIPART_LIMIT, Unsound, body_limit, read
from simulator.contract.reading import Request as Read
from simulator.faults import Spoilable, Visit
from simulator.http.answers import head, written, written_date
from simulator.http.exchanges import exchange_of, hints
from simulator.http.mishaps import Cut, Mishaps
from simulator.http.remembered import Known, Question, Remembered
from simulator.journal import Exchange, Stamp
from simulator.port import Answer, Call, Operation, Problem, SandboxPort, Scopes
from simulator.sandbox import Sandbox
from simulator.sharing import Elsewhere, Moved, check_moved
from simulator.store import StoreError
from simulator.turns import Taken
from simulator.world import World

HARNESS_ERROR = "X-Dunbox-Harness-Error"
HEALTH = "/health"
MOST_BYTES = MULTIPART_LIMIT + 64 * 1024
"""Of a body with more bytes than these nothing is read: it is `overlong`."""
_REFUSED = frozenset((400, 401, 403, 404, 405))
_LOG = logging.getLogger("dunbox")


@dataclass(frozen=True, slots=True)
class Surface:
    """A document with what carries it out, below a prefix. `is_api`: programs speak to it, by a document in `specs`."""

    name: str
    prefix: str
    hosts: tuple[str, ...]
    document: Callable[[], Document]
    operations: Mapping[str, Operation]
    authenticate: Callable[[Call, Scopes], SandboxPort | None]
    problem: Callable[[Problem, str | None], Answer]
    is_api: bool = True


@dataclass(slots=True)
class Request:
    """An HTTP request. `path` is as it was sent, without the query; header names are in lower case.

    `overlong` says that the body was larger than what is taken, `crowded` that there was no room for it beside those of
    others; it was not read then. `held` are the bytes for which room was made. A server that watches gives a `stamp`.
    """

    method: str
    path: str
    query: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    base_url: str = "http://localhost"
    overlong: bool = False
    crowded: bool = False
    held: int = 0
    stamp: Stamp | None = None

    def header(self, name: str) -> str | None:
        """Answer the first header of this name."""
        for each, value in self.headers:
            if each == name:
                return value
        return None


@dataclass(slots=True)
class Response:
    """An HTTP answer. `cut`: none arrives, the connection ends; `delay`: it comes only after so many seconds."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    sandbox: str | None = None
    cut: bool = False
    delay: float = 0.0


_NO_MATCH = Match(None, {})


@dataclass(slots=True)
class Passage:
    """One request on its way through the core."""

    request: Request
    surface: Surface
    path: str
    wait: bool
    match: Match = _NO_MATCH
    call: Call | None = None
    read: Read = field(default_factory=Read)
    rules: tuple[str, ...] = ()
    failed: str | None = None
    store_error: str | None = None
    done: bool = False
    mishaps: Mishaps | None = None
    question: Question | None = None
    sound: bool = False  # its answer was checked before

    @property
    def operation(self) -> Described | None:
        """The operation that the request is for."""
        return self.match.operation

    def problem(self, problem: Problem) -> Answer:
        """Put an error into the surface's envelope."""
        return self.surface.problem(problem, _id(self.operation))

    @property
    def sandbox(self) -> SandboxPort | None:
        """The sandbox that the request belongs to."""
        return self.call.sandbox if self.call else None


class Core:
    """All surfaces of a world. `own` are the paths that it answers itself."""

    own = frozenset((HEALTH,))

    def __init__(self, world: World, surfaces: list[Surface]) -> None:
        self.world = world
        self._remembered = Remembered()
        self._surfaces = {surface.prefix: surface for surface in surfaces}
        self._hosts = {host: surface for surface in surfaces for host in surface.hosts}

    def handle(self, request: Request, *, wait: bool = True) -> Response:
        """Answer a request; whatever it is, there is an answer in the right envelope.

        Without `wait`, one whose sandbox somebody else holds at the moment raises `Taken`.
        """
        if request.path == HEALTH:
            return Response(200, [("Content-Type", "application/json")], orjson.dumps({"status": "ok"}))
        surface, path = self.surface_of(request)
        if surface is None:
            return plain(404, f"nothing is served here; try: {', '.join(sorted(self._surfaces))}")
        if self.world.sharing is not None:
            self.world.sharing.log.begin()
        passage = Passage(request, surface, path, wait)
        answer = self._answer(passage)
        if answer.status >= 400 and passage.sandbox is None and self.world.sharing is not None:
            # Before it is told: its text may have the secret of a sandbox that another server has just made.
            with suppress(StoreError):
                self.world.sharing.learn(wait=wait)
        return self._finish(passage, answer)

    def body_limit(self, request: Request) -> int:
        """How many bytes a request's body may have, by its head alone."""
        surface, path = self.surface_of(request)
        operation = surface.document().match(request.method, path).operation if surface else None
        return body_limit(operation, request.header("content-type")) if operation else JSON_LIMIT

    def surface_of(self, request: Request) -> tuple[Surface | None, str]:
        """Answer the surface of a request, by prefix or by the name of the host, and the path below it."""
        first, _, rest = request.path[1:].partition("/")
        if f"/{first}" in self._surfaces:
            return self._surfaces[f"/{first}"], f"/{rest}"
        two, _, deeper = rest.partition("/")
        if f"/{first}/{two}" in self._surfaces:
            return self._surfaces[f"/{first}/{two}"], f"/{deeper}"
        host = (request.header("host") or "").partition(":")[0].lower().removesuffix(".")
        return self._hosts.get(host), request.path

    def _answer(self, passage: Passage) -> Answer:
        try:
            return self._carry_out(passage)
        except (Taken, Elsewhere, Moved):
            raise
        except Cut:
            return Answer(0)
        except Problem as problem:
            passage.rules = problem.rules
            return passage.problem(problem)
        except Unsound as unsound:
            passage.read.unknown = unsound.unknown
            return passage.problem(Problem(unsound.status, "", "", unsound.details))
        except StoreError as error:
            check_moved(self.world, error)
            passage.store_error = str(error)
            return passage.problem(Problem(503, "", "", [str(error)]))
        except Exception as error:  # noqa: BLE001 - a defect of ours is answered, marked as ours, and logged
            _LOG.exception("the simulator failed on %s %s", passage.request.method, passage.path)
            passage.failed = f"{type(error).__name__} in {_id(passage.operation)}"
            return passage.problem(Problem(500, "", "", []))

    def _carry_out(self, passage: Passage) -> Answer:
        request, surface = passage.request, passage.surface
        passage.match = surface.document().match(request.method, passage.path)
        operation = passage.operation
        if operation is None:
            raise _unrouted(passage)
        passage.call = call = self._call(passage, operation)
        if operation.scopes:
            call.sandbox = surface.authenticate(call, operation.scopes)
        if request.crowded:
            raise Problem(
                503, "", "", ["there is no room for this body beside those of others; send it again later"]
            )
        if operation.bodies and (request.overlong or len(request.body) > JSON_LIMIT):
            _check_length(request, body_limit(operation, request.header("content-type")))
        if call.sandbox is None:
            answer = self._work(passage, call, operation)
            owner = passage.sandbox  # a call for a token tells only now whose it is
            if owner is not None:
                _meet_faults(passage, operation, self._found(owner))
        else:
            sandbox = self._found(call.sandbox)
            sandbox.lock.take(wait=passage.wait)
            try:
                _meet_faults(passage, operation, sandbox)
                answer = self._asked(passage, call, operation, sandbox)
            finally:
                sandbox.lock.give_back()
        passage.done = answer.status < 400
        return answer

    def _asked(self, passage: Passage, call: Call, operation: Described, sandbox: Sandbox) -> Answer:
        """Answer as the same read was answered, if nothing has happened since; else carry the request out."""
        request = passage.request
        if request.method != "GET" or request.body or passage.mishaps is not None:
            return self._work(passage, call, operation)
        words = (passage.path, request.query, call.base_url)
        question = Question(sandbox, operation, words, sandbox.rows, sandbox.state.now)
        known = self._remembered.find(question)
        if known is None:
            passage.question = question
            return self._work(passage, call, operation)
        passage.read.unknown = [*known.unknown]
        passage.sound = True
        return known.answer

    def _work(self, passage: Passage, call: Call, operation: Described) -> Answer:
        """Read a request and carry it out; where a fault says so, as things stood some time ago."""
        request = passage.request
        passage.read = read(
            operation,
            passage.match.parameters,
            request.query,
            request.header("content-type"),
            request.body,
        )
        call.path, call.query = passage.read.path, passage.read.query
        call.body, call.parts = passage.read.body, passage.read.parts
        met = passage.mishaps
        if met is not None and met.as_of is not None:
            call = replace(call, sandbox=self.world.as_of(met.sandbox, met.as_of))
        return passage.surface.operations[operation.id](call)

    def _found(self, sandbox: SandboxPort) -> Sandbox:
        found = self.world.find(sandbox.id)
        if found is None and self.world.sharing is not None:
            raise Moved
        if found is None:
            raise Problem(404, "", "", [f"sandbox {sandbox.id} was removed while it was being asked"])
        return found

    def _call(self, passage: Passage, operation: Described) -> Call:
        base = passage.request.base_url
        by_prefix = passage.request.path.startswith(passage.surface.prefix)
        return Call(
            operation=operation.id,
            path={},
            query={},
            headers=dict(reversed(passage.request.headers)),
            body=None,
            parts={},
            base_url=base + passage.surface.prefix if by_prefix else base,
            directory=self.world if passage.wait else self.world.hurried,
        )

    def _finish(self, passage: Passage, answer: Answer) -> Response:
        """Check our own answer, write it, let faults strike it, and record the exchange."""
        body, media = written(answer)
        met = passage.mishaps
        stopped = met is not None and met.visit.stopped
        if not passage.sound and passage.operation is not None and passage.failed is None and not stopped:
            passage.failed = passage.operation.answer_problem(answer.status, media, answer.body)
        if (
            passage.question is not None
            and answer.status == HTTPStatus.OK
            and media
            and passage.failed is None
        ):
            kept = Answer(answer.status, body, media, answer.headers)
            self._remembered.keep(passage.question, Known(kept, tuple(passage.read.unknown)))
        if met is not None:
            body, media = _struck(met, passage, answer.status, body, media)
        response = self._response(passage, answer, body, media)
        exchange = exchange_of(passage, response)
        if answer.status in _REFUSED:
            exchange.near = list(hints(self.world, passage, answer.status))
        if (
            met is not None
        ):  # before anybody is told: whoever watches finds what happened behind this exchange
            met.meanwhile()
        self.record(exchange)
        return response

    def record(self, exchange: Exchange) -> None:
        """Have an exchange kept, and told to who watches."""
        self.world.record(exchange)

    def _response(self, passage: Passage, answer: Answer, body: bytes, media: str | None) -> Response:
        """Answer what goes out; of an answer that is cut, nothing does."""
        sandbox, met = passage.sandbox, passage.mishaps
        owner = sandbox.id if sandbox else None
        if met is not None and met.cut:
            return Response(0, [], b"", owner, cut=True, delay=met.delay)
        headers = head(answer, media)
        if passage.failed is not None:
            headers.append((HARNESS_ERROR, passage.failed.encode("ascii", "backslashreplace").decode()[:500]))
        if sandbox is not None:
            headers.append(("Date", written_date(sandbox.state.now)))
        return Response(answer.status, headers, body, owner, delay=met.delay if met else 0.0)


def _check_length(request: Request, limit: int) -> None:
    """Refuse a body that is longer than it may be."""
    if request.overlong or len(request.body) > limit:
        raise Unsound(413, [f"the body has more than {limit} bytes, which is the most here"])


def _id(operation: Described | None) -> str | None:
    return operation.id if operation else None


def _unrouted(passage: Passage) -> Problem:
    """The answer to a path or a method that the document has not."""
    path, allowed = passage.path, passage.match.allowed
    if not allowed:
        return Problem(404, "", "", [f"{passage.surface.name} has no path {path[:200]}"])
    problem = Problem(
        405, "", "", [f"{path[:200]} has no {passage.request.method}; it has: {', '.join(allowed)}"]
    )
    problem.headers["Allow"] = ", ".join(allowed)
    return problem


def plain(status: int, detail: str) -> Response:
    """Answer an error that is in no surface's envelope (RFC 9457)."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return Response(status, [("Content-Type", "application/problem+json")], orjson.dumps(body))


def _meet_faults(passage: Passage, operation: Described, sandbox: Sandbox) -> None:
    """Let the faults of a request's sandbox strike it on its arrival; raises `Problem` or `Cut`."""
    if sandbox.armed.calls:
        visit = Visit(passage.surface.name, operation.id, reads=passage.request.method == "GET")
        passage.mishaps = Mishaps(sandbox, visit)
        with sandbox.lock:
            passage.mishaps.arrive()


def _struck(
    met: Mishaps, passage: Passage, status: int, body: bytes, media: str | None
) -> tuple[bytes, str | None]:
    """Answer what faults leave of an answer's body, and its media type."""
    met.visit.done = passage.done
    schema = passage.operation.answer_schema(status, media) if passage.operation and media else {}
    with met.sandbox.lock:
        left = met.leave(Spoilable(body, media, schema))
    return left.body, left.media
