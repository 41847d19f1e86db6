"""The console of a server: every page for whoever runs its sandboxes, and the form behind an activation's link.

A page is drawn while its sandbox is locked, so that it shows one moment. An action is not: it takes the lock itself, as
messages that it sets off are sent with the sandbox unlocked.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from http import HTTPStatus

from simulator import pace
from simulator.console import routes as form_routes
from simulator.console.books import Shelf
from simulator.console.gate import Gate
from simulator.console.routing import Route, described, written
from simulator.console.surface import Console
from simulator.console.tools import Tools
from simulator.console.views import ROUTES
from simulator.console.visit import Visit
from simulator.contract.document import Document
from simulator.courier import Courier
from simulator.port import Answer, Call, Operation, Problem, SandboxPort, Scopes
from simulator.refused import Refused
from simulator.sandbox import Sandbox
from simulator.world import World

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
"""What every page is sent with: all of it comes from here, and nobody else shows it or keeps it."""

_STATUS = {"invalid": 400, "forbidden": 409, "not_found": 404, "conflict": 409}

_NONE = Tools()


class Desk:
    """All pages of a world. `form` is what is behind the links of activations, which asks for no `token`."""

    def __init__(
        self, form: Console, world: World, courier: Courier, token: str | None = None, tools: Tools = _NONE
    ) -> None:
        self.form = form
        self._tools = tools
        self._world = world
        self._courier = courier
        self._gate = Gate(world.key, token)
        self._shelf = Shelf()
        self._forms = form.operations

    @cached_property
    def document(self) -> Document:
        """All pages as the core takes them."""
        return Document(written({**form_routes.routes().raw["paths"], **described(ROUTES)}))

    @property
    def operations(self) -> dict[str, Operation]:
        """Every page by its name."""
        return {**self._forms, **{route.name: self._operation(route) for route in ROUTES}}

    def authenticate(self, call: Call, scopes: Scopes) -> SandboxPort | None:
        """Let in who has logged in, or anybody on this machine where no token is set; raises `Problem`."""
        self._gate.check(call)
        return None

    def problem(self, problem: Problem, operation: str | None) -> Answer:
        """Say on a page what is wrong; to whoever has yet to log in, ask for the token."""
        if operation in self._forms:
            return self.form.problem(problem, operation)
        call = Call(operation or "", {}, {}, {}, None, {}, "", self._world)
        visit = self._visit(call)
        visit.status = problem.status
        said = "; ".join(problem.details) or "something went wrong here, and it is not your doing"
        template = "login.html" if problem.status == 401 else "problem.html"
        answer = visit.shown(template, title=HTTPStatus(problem.status).phrase, said_why=_sentence(said))
        answer.headers = {**HEADERS, **problem.headers}
        return answer

    def _operation(self, route: Route) -> Operation:
        def carry_out(call: Call) -> Answer:
            try:
                answer = self._carried_out(route, call)
            except Refused as refused:
                raise Problem(_STATUS[refused.kind], "", "", [str(refused)]) from refused
            answer.headers = {**HEADERS, **answer.headers}
            return answer

        return carry_out

    def _carried_out(self, route: Route, call: Call) -> Answer:
        session = None if route.free else self._gate.session(call)
        if route.method == "POST":
            self._gate.check_form(call, session)
        visit = self._visit(call)
        visit.session, visit.found = session, self._sandbox(call)
        answer = self._acted(route, visit) if route.method == "POST" else _looked(route, visit)
        if session is not None and session.new:
            answer.headers.setdefault("Set-Cookie", self._gate.cookie_of(call, session))
        return answer

    def _visit(self, call: Call) -> Visit:
        return Visit(self._world, self._courier, self._gate, self._shelf, call, self._tools)

    def _acted(self, route: Route, visit: Visit) -> Answer:
        """Take an action; what refuses it is said on the page that it was taken on."""
        try:
            return route.view(visit)
        except Refused as refused:
            if route.page is None:
                raise
            visit.wrong, visit.status = _sentence(str(refused)), _STATUS[refused.kind]
            self._sandbox(visit.call)  # which may have been removed meanwhile
            return _looked(route.page, visit)

    def _sandbox(self, call: Call) -> Sandbox | None:
        """The sandbox that a path names, with its time where its clock is; raises `Refused`."""
        wanted = call.path.get("id")
        if wanted is None:
            return None
        try:
            found = self._world.get(wanted)  # another server may have made one of this name since
        except Refused:
            if wanted not in self._world.removed:
                raise
            raise Refused(f"sandbox {wanted!r} was deleted, with everything in it", "not_found") from None
        pace.catch_up(found)
        return found


def _looked(route: Route, visit: Visit) -> Answer:
    if visit.found is None:
        return route.view(visit)
    with visit.found.lock:
        return route.view(visit)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?')) else '.'}"
