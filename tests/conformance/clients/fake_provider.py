"""A provider at the HTTP port, in memory: just enough of one to lose answers, be busy, and be asked again.

It knows no rules and no calendar. What is true of the real thing is tested against the simulator.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from conformance.clients.reference.wire import NoAnswer, Reply

BASE = "http://provider.example/api"
Json = dict[str, Any]


@dataclass
class Fault:
    """What befalls the next call of a method whose path ends so.

    `lost` cuts the connection after the call was carried out; else `status` is answered and nothing done.
    """

    method: str
    ending: str
    status: int = 0
    lost: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    body: Json = field(default_factory=dict)


class FakeProvider:
    """Its state, what was called, and the faults still to come. `exchange` stands in for a wire's."""

    def __init__(self) -> None:
        self.status = "ACTIVE"
        self.invoices: dict[str, Json] = {}
        self.transfers: dict[str, Json] = {}
        self.events: list[Json] = []
        self.hooks: list[Json] = []
        self.levels: list[tuple[str, str, str | None]] = []
        self.case_status = "open"
        self.collection_status = "open"
        self.faults: list[Fault] = []
        self.calls: list[str] = []
        self.queries: list[dict[str, list[str]]] = []
        self.tokens = 0

    def count(self, call: str) -> int:
        """How often a call was made, such as "POST /v1/invoices"."""
        return self.calls.count(call)

    def exchange(self, method: str, target: str, _headers: object, body: bytes | None) -> Reply:
        """Carry a request out, or let its fault befall it."""
        url = urlsplit(target)
        path = url.path.removeprefix("/api")
        self.calls.append(f"{method} {path}")
        self.queries.append(parse_qs(url.query))
        fault = self._fault(method, path)
        if fault is not None and not fault.lost:
            return self._response(fault.status, fault.body, fault.headers)
        status, answer = self._carry_out(method, path, _body(body), parse_qs(url.query))
        if fault is not None:
            raise NoAnswer("cut")
        return self._response(status, answer, {})

    def _fault(self, method: str, path: str) -> Fault | None:
        for fault in self.faults:
            if fault.method == method and path.endswith(fault.ending):
                self.faults.remove(fault)
                return fault
        return None

    def _carry_out(self, method: str, path: str, body: Any, query: Json) -> tuple[int, Any]:
        if path == "/oauth2/token":
            self.tokens += 1
            return 200, {"access_token": f"t{self.tokens}", "token_type": "bearer", "expires_in": 3600}
        parts = path.strip("/").split("/")
        handlers: dict[tuple[str, str], Callable[[list[str], Any, Json], tuple[int, Any]]] = {
            ("v2", "services"): lambda *_: (200, {"status": self.status}),
            ("v1", "company"): self._hooks,
            ("v1", "invoices"): self._invoice,
            ("v2", "invoices"): self._transfer,
            ("v1", "assignments"): self._case,
            ("v1", "events"): self._events,
            ("v1", "service_levels"): self._level,
        }
        return handlers[parts[0], parts[1]]([method, *parts[2:]], body, query)

    def _hooks(self, call: list[str], body: Any, _query: Json) -> tuple[int, Any]:
        if call[0] == "GET":
            return 200, self.hooks
        self.hooks.append({"id": str(len(self.hooks)), **body})
        return 201, self.hooks[-1]

    def _invoice(self, call: list[str], body: Any, query: Json) -> tuple[int, Any]:
        if call[0] == "POST":
            identity = _field(body, "uuid")
            conflict = identity in self.invoices
            found = {"id": identity, "number": "1001", "status": "DELIVERED"}
            self.invoices.setdefault(identity, found)
            return (409, {"message": "exists"}) if conflict else (201, found)
        if len(call) == 1:
            return 200, _page(list(self.invoices.values()), query)
        return (200, self.invoices[call[1]]) if call[1] in self.invoices else (404, {})

    def _transfer(self, call: list[str], body: Any, _query: Json) -> tuple[int, Any]:
        identity = call[1]
        if call[0] == "POST":
            if identity in self.transfers:
                return 403, {"message": "already transferred"}
            self.transfers[identity] = body
            return 202, None
        if identity not in self.transfers:
            return 404, {}
        return 200, {"status": "sent", "url": f"{BASE}/v1/assignments/case-{identity}"}

    def _case(self, call: list[str], body: Any, query: Json) -> tuple[int, Any]:
        identity = call[1]
        mine = [event for event in self.events if event["assignment_id"] == identity]
        if call[-1] == "seen":
            return 204, None
        if call[0] == "POST":
            self.add_event(identity, actor="company", **body)
            return 201, self.events[-1]
        if len(call) == 3:
            return 200, _page(mine, query)
        return 200, {
            "id": identity,
            "invoice_id": identity.removeprefix("case-"),
            "status": self.case_status,
            "collection_status": self.collection_status,
            "events": mine,
        }

    def _events(self, _call: list[str], _body: Any, query: Json) -> tuple[int, Any]:
        return 200, _page(self.events, query)

    def _level(self, call: list[str], body: Any, _query: Json) -> tuple[int, Any]:
        self.levels.append((call[0], call[1], body["service_level"] if call[0] == "PUT" else None))
        return (200, {}) if call[0] == "PUT" else (204, None)

    def add_event(self, case_id: str, **words: Any) -> None:
        """Let something happen to a case."""
        identity = f"e{len(self.events)}"
        created = {"id": identity, "assignment_id": case_id, "created_at": "2026-02-05T07:00:00Z"}
        self.events.append({**created, "invoice_id": case_id.removeprefix("case-"), **words})

    @staticmethod
    def _response(status: int, body: Any, headers: Mapping[str, str]) -> Reply:
        content = b"" if body is None else json.dumps(body).encode()
        return Reply(status, {name.lower(): value for name, value in headers.items()}, content)


def _page(items: list[Json], query: Json) -> list[Json]:
    page, size = int(query["page"][0]), int(query["per_page"][0])
    return items[(page - 1) * size : page * size]


def _body(sent: bytes | None) -> Any:
    content = sent or b""
    try:
        return json.loads(content)
    except ValueError:
        return content


def _field(body: bytes, name: str) -> str:
    """A field of a multipart body."""
    rest = body.partition(f'name="{name}"\r\n\r\n'.encode())[2]
    return rest.partition(b"\r\n")[0].decode()
