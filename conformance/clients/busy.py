"""A company with much to do, for whoever watches a server for hours: all that one sandbox sees between birth and end.

A life is the same calls each time: services ordered, invoices sent and handed over, years that pass, payments, lists,
documents, pages, forks, faults put and taken back. It speaks to Maventa and Kravia, and for people to the control API.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from conformance.clients.measured import Ask
from conformance.clients.reference import finvoice
from conformance.clients.searched import AGENCY, PREFIX, Calls
from conformance.clients.steady import drafted

OK = (200, 201, 202, 204)
CUT = 0
"""What stands for the status where a connection was cut before an answer."""
CONTROL = "/control/v1"
_MAVENTA = "/maventa"
_BOUNDARY = "----dunbox-busy"
_SCOPES = "company:read company:write invoice:send receivables:assignments fi_bank_message:send"
_HEARD = ("DOCUMENTS.INVOICE.DELIVERED", "RECEIVABLES.ASSIGNMENT.CREATED", "RECEIVABLES.ASSIGNMENT.EVENT")
_INVOICES = 6
_CASES = 4
_DEBTORS: Mapping[str, Mapping[str, Any]] = {
    "prompt": {"kind": "company", "pays": {"after": "reminder", "days": 2}},
    "slow": {"kind": "company", "pays": {"after": "demand", "days": 5}},
    "never": {"kind": "company"},
}
_PAYER = {
    "type": "company",
    "name": "Esimerkki Oy",
    "business_id": "7654321-2",
    "address": {"street": "Mallitie 2", "postal_code": "33100", "city": "Tampere", "country": "FI"},
}
_PAGES = (
    "",
    "/services",
    "/invoices",
    "/cases",
    "/facts",
    "/journal",
    "/journal/1",
    "/webhooks",
    "/statements",
    "/settlements",
    "/letters",
    "/faults",
    "/faults/new/latency",
    "/api",
    "/scenario",
    "/pulse",
    "/search?q=1",
)
_FAULTS: Sequence[tuple[dict[str, Any], tuple[int, ...]]] = (
    ({"kind": "rate_limit", "retry_after": 60}, (429,)),
    ({"kind": "status", "status": 503, "message": "Maintenance"}, (503,)),
    ({"kind": "reset"}, (CUT,)),
    ({"kind": "cut_after_commit"}, (CUT,)),
    ({"kind": "latency", "milliseconds": 20}, OK),
    ({"kind": "malformed", "how": "truncated"}, OK),
    ({"kind": "stale_read", "age": "P30D"}, OK),
)
"""What is put on the next call, a list of cases, and what it is answered then."""


class Heard(Protocol):
    """An answer."""

    @property
    def status(self) -> int:
        """Its status."""

    @property
    def body(self) -> bytes:
        """Its body."""

    @property
    def json(self) -> Any:
        """The same, read."""


class Asking(Protocol):
    """How a call is made; what is answered otherwise than is wanted is an error of the server, and ends the life."""

    def __call__(self, asked: Ask, wanted: tuple[int, ...] = OK) -> Heard:
        """Make a call, and answer what came back."""


@dataclass(frozen=True, slots=True)
class _Own:
    """One sandbox's control API and pages."""

    ask: Asking
    id: str

    def do(self, method: str, path: str, words: Any = None, wanted: tuple[int, ...] = OK) -> Any:
        """Call the control API of the sandbox; answers the JSON, if any."""
        heard = self.ask(_json(method, f"{CONTROL}/sandboxes/{self.id}{path}", words), wanted)
        return heard.json if heard.body.startswith((b"{", b"[")) else None

    def pass_time(self, **how: Any) -> None:
        """Let time pass; again where messages are under way."""
        asked = _json("POST", f"{CONTROL}/sandboxes/{self.id}/clock/advance", how)
        while self.ask(asked, (*OK, 409)).status == 409:
            pass

    def pages(self) -> None:
        """Look at every page, and let a day pass from one of them."""
        for page in _PAGES:
            self.ask(Ask("GET", f"/console/sandboxes/{self.id}{page}"), (200, 404, 409))
        self.ask(Ask("GET", "/console/"))

    @contextmanager
    def fault(self, words: Mapping[str, Any]) -> Iterator[None]:
        """Let something go wrong for a while."""
        fault = self.do("POST", "/faults", words)["id"]
        yield
        self.do("DELETE", f"/faults/{fault}")


def born(ask: Asking, hook: str, seed: int, *, runs: bool = False) -> Company:
    """A company in a new sandbox, whose clock may run by itself."""
    words = {"seed": seed, **({"clock": "running", "rate": 900} if runs else {})}
    return Company(ask, hook, ask(_json("POST", f"{CONTROL}/sandboxes", words)).json)


def first(ask: Asking, hook: str) -> Company:
    """The company in the first sandbox of a server."""
    return Company(ask, hook, ask(Ask("GET", f"{CONTROL}/sandboxes")).json[0])


def stray(ask: Asking) -> None:
    """Make a call that belongs to nobody."""
    ask(Ask("GET", f"{_MAVENTA}/v1/assignments", (("authorization", "Bearer nobody"),)), (401,))


class Company:
    """One sandbox, as the control API shows it. `hook` is where it wants to be told what happens."""

    def __init__(self, ask: Asking, hook: str, sandbox: dict[str, Any]) -> None:
        self._made, self._ask, self._hook = sandbox, ask, hook
        self._own = _Own(ask, sandbox["id"])
        self._known = 0
        self._words = self._made["endpoints"]["maventa"]
        self._bearer = ""
        self._sent: list[str] = []
        self._registered: list[int] = []

    def live(self) -> None:
        """All that happens to it."""
        self.begin()
        self._own.pass_time(by="P60D")
        self.look()
        self._people_act()
        self._own.pass_time(by="P365D")
        self._things_go_wrong()
        self._is_forked()
        self._own.pass_time(by="P365D")
        self.look()

    @property
    def remembered(self) -> int:
        """The number of the last call of its client that is still known."""
        last = self._own.do("GET", f"/journal?after={self._known}&limit=1000")["exchanges"]
        self._known = last[-1]["seq"] if last else self._known
        return self._known

    def end(self) -> None:
        """Have it deleted; its credentials are nobody's then."""
        self._own.do("DELETE", "")
        self._ask(Ask("GET", f"{_MAVENTA}/v1/assignments", (("authorization", self._bearer),)), (401,))
        self._own.do("GET", "", wanted=(404,))

    # --- what a client does -----------------------------------------------------------------------------

    def begin(self) -> None:
        """Have services and debtors, send invoices, and have both agencies collect."""
        self._order()
        self._send()
        self._register()

    def _order(self) -> None:
        """Have a service, debtors, and webhooks."""
        self._client("PUT", "/v2/services/ropo/receivables", {"agreement_contact_email": "talous@example.fi"})
        for action in ("sign", "pass_kyc"):
            self._own.do("POST", "/services/ropo/onboarding", {"action": action})
        self._own.pass_time(banking_days=3)
        for key, words in _DEBTORS.items():
            self._own.do("PUT", f"/debtors/{key}", words)
        hook = {"destination_type": "WEBHOOK", "destination": self._hook, "events": list(_HEARD)}
        self._fetch_token()
        self._client("POST", "/v1/company/notifications", hook)

    def _send(self) -> None:
        """Send invoices which debtors hold, and hand each over."""
        for nth in range(_INVOICES):
            number, debtor = str(1000 + nth), list(_DEBTORS)[nth % len(_DEBTORS)]
            held = {"number": number, "date": "2025-12-01", "due_date": "2025-12-15", "total": "100.00"}
            words = {"invoice": {**held, "currency": "EUR"}, "debtor_key": debtor, "sent": False}
            self._own.do("PUT", f"/invoices/{number}", words)
            invoice = {**drafted(number), "date": held["date"], "due_date": held["due_date"]}
            sent = self._upload(finvoice.write(invoice, self._made["company"]))
            self._sent.append(sent["id"])
            body = {
                "collection_type": "reminder_and_collection",
                "receivables_type": "b2b",
                "payers": [_PAYER],
            }
            self._client("POST", f"/v2/invoices/{sent['id']}/assignment/ropo", body)

    def _register(self) -> None:
        """Be a creditor at the other agency too, and have it collect."""
        calls = Calls(self._made["endpoints"][AGENCY])
        creditor = self._elsewhere(calls.order(self._made["company"]))["creditorId"]
        self._own.do("POST", f"/services/{AGENCY}/onboarding", {"action": "sign"})
        self._own.pass_time(by="P1D")
        today = date.fromisoformat(self._own.do("GET", "/clock")["now"][:10])
        for nth in range(_CASES):
            case = self._elsewhere(calls.register(creditor, 2000 + nth, today))["invoiceId"]
            self._registered.append(case)
        self._elsewhere(calls.pay(self._registered[0], today))
        self._elsewhere(calls.search(None))

    def look(self) -> None:
        """Read whatever can be read, and look at every page."""
        self._fetch_token()
        for path in (
            "/v1/invoices?direction=SENT&per_page=50",
            "/v1/assignments?per_page=50",
            "/v1/events?per_page=100",
            "/v1/company/notifications",
            "/v2/services/ropo/receivables",
        ):
            self._client("GET", path)
        for invoice in self._sent:
            self._client("GET", f"/v1/invoices/{invoice}")
            self._client("GET", f"/v2/invoices/{invoice}/assignment")
        for case in self._client("GET", "/v1/assignments?per_page=3").json:
            self._client("GET", f"/v1/assignments/{case['id']}")
        self._read_the_record()
        self._own.pages()

    def _read_the_record(self) -> None:
        now = self._own.do("GET", "/clock")["now"]
        for path in ("", "/facts?limit=1000", "/journal?limit=100", "/settlements", "/webhooks", "/faults"):
            self._own.do("GET", path)
        self._own.do("GET", f"/bank/statements/{now[:10]}", wanted=(200, 404, 409))
        for letter in self._own.do("GET", "/letters?limit=2")["letters"]:
            self._own.do("GET", f"/letters/{letter['seq']}.txt")
            self._own.do("GET", f"/letters/{letter['seq']}.pdf")

    def _people_act(self) -> None:
        """Debtors and people at the agency do things; where a case takes none of it, that is refused."""
        self._own.do("POST", "/invoices/1002/payments", {"amount": "10.00"})
        self._own.do("POST", "/invoices/1005/acts", {"act": "dispute", "text": "It came broken."}, (201, 409))
        for case in self._client("GET", "/v1/assignments?per_page=2").json:
            self._own.do(
                "POST", f"/cases/{case['id']}/decisions", {"decision": "comment", "text": "Hei"}, (201, 409)
            )
            comment = {"type": "comment", "text": "Hei"}
            self._client("POST", f"/v1/assignments/{case['id']}/events", comment, (201, 422))
        for message in self._own.do("GET", "/webhooks")[:1]:
            self._own.do("POST", f"/webhooks/{quote(message['id'], safe='')}/redeliver", {}, (*OK, 409))

    def _things_go_wrong(self) -> None:
        """Faults are put, strike, and are taken back; calls are made that are refused."""
        self._fetch_token()
        for words, answered in _FAULTS:
            with self._own.fault({**words, "operation": "getV1Assignments"}):
                self._client("GET", "/v1/assignments?per_page=5", wanted=answered)
        with self._own.fault({"kind": "duplicate", "event": "RECEIVABLES.*", "times": 3}):
            self._own.pass_time(by="P30D")
        self._own.do("POST", "/clock/advance", {"by": "-P1D"}, (400,))
        self._own.do("POST", "/faults", {"kind": "earthquake"}, (400,))
        self._fetch_token()
        self._client("GET", "/v1/invoices/nobody-has-this", wanted=(404,))
        self._client("POST", "/v1/invoices", {"file": "no form"}, (415,))

    def _is_forked(self) -> None:
        """Its future is tried out twice; one of the two is forked once more, and outlives it by a little."""
        first = _Own(self._ask, self._own.do("POST", "/fork", {})["id"])
        second = _Own(self._ask, first.do("POST", "/fork", {})["id"])
        first.pass_time(by="P30D")
        first.do("DELETE", "")
        second.pass_time(by="P365D")
        second.pages()
        second.do("GET", "/facts?limit=1000")
        second.do("DELETE", "")

    # --- how it calls -----------------------------------------------------------------------------------

    def _fetch_token(self) -> None:
        form = {"grant_type": "client_credentials", "scope": _SCOPES}
        form |= {name: self._words[name] for name in ("client_id", "client_secret")}
        kind = (("content-type", "application/x-www-form-urlencoded"),)
        token = self._ask(Ask("POST", f"{_MAVENTA}/oauth2/token", kind, urlencode(form).encode())).json
        self._bearer = f"Bearer {token['access_token']}"

    def _client(self, method: str, path: str, words: Any = None, wanted: tuple[int, ...] = OK) -> Heard:
        if not self._bearer:
            self._fetch_token()
        return self._asked(_json(method, _MAVENTA + path, words), wanted)

    def _asked(self, asked: Ask, wanted: tuple[int, ...] = OK) -> Heard:
        heard = self._ask(self._with_token(asked), (*wanted, 401))
        if heard.status == 401 and 401 not in wanted:  # time has passed, and a token is good for an hour
            self._fetch_token()
            heard = self._ask(self._with_token(asked), wanted)
        return heard

    def _with_token(self, asked: Ask) -> Ask:
        headers = (*asked.headers, ("authorization", self._bearer))
        return Ask(asked.method, asked.target, headers, asked.body)

    def _upload(self, document: bytes) -> Any:
        parts = (
            f"--{_BOUNDARY}\r\n"
            'Content-Disposition: form-data; name="format"\r\n\r\nFINVOICE30\r\n'
            f"--{_BOUNDARY}\r\n"
            'Content-Disposition: form-data; name="file"; filename="i.xml"\r\n\r\n'
        )
        body = parts.encode() + document + f"\r\n--{_BOUNDARY}--\r\n".encode()
        kind = ("content-type", f"multipart/form-data; boundary={_BOUNDARY}")
        asked = Ask("POST", f"{_MAVENTA}/v1/invoices", (kind,), body)
        return self._asked(asked).json

    def _elsewhere(self, asked: Ask) -> Any:
        return self._ask(asked.below(PREFIX)).json


def _json(method: str, target: str, words: Any = None) -> Ask:
    """A call with a body in JSON, if any."""
    if words is None:
        return Ask(method, target)
    return Ask(method, target, (("content-type", "application/json"),), json.dumps(words).encode())
