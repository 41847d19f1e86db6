"""One conversation of a client with a provider, and what it must hear: every front is asked all of it.

It is a generator: it gives a request, is sent what was heard, and does in between what people do.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import orjson

from simulator import Sandbox, World
from simulator.http.core import Core, Request
from simulator.http.surfaces import channel_surfaces
from tests.simulator.stage import ALL_SCOPES, BOUNDARY, FORM, JSON, KEY, PAYER, finvoice, multipart

BASE = "http://dunbox.test/maventa"
SERVICE = "/v2/services/ropo/receivables"
CUT = 0
MEDIA = f"multipart/form-data; boundary={BOUNDARY}"
# What a server adds of its own accord, and what it does to the connection, is not the answer.
_OF_THE_CONNECTION = {"connection", "server", "transfer-encoding"}


@dataclass(frozen=True)
class Sent:
    """A request. `path` is below `BASE`, with its query; `about` is what it is for."""

    about: str
    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def url(self) -> str:
        return f"{BASE}{self.path}"


@dataclass(frozen=True)
class Heard:
    """An answer; the status is `CUT` if the connection ended without one."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)


def heard(status: int, headers: Any, body: bytes) -> Heard:
    """An answer with what matters of its headers, sorted, names in lower case."""
    named = ((name.lower(), value) for name, value in headers)
    kept = sorted((name, value) for name, value in named if name not in _OF_THE_CONNECTION)
    return Heard(status, tuple(kept), body)


Conversation = Generator[Sent, Heard, None]
Ask = Callable[[Sent], Heard]


def new_world() -> tuple[World, Sandbox]:
    """A world like every other of this function."""
    world = World(key=KEY)
    return world, world.create(seed=7)


def talk(ask: Ask, sandbox: Sandbox) -> list[tuple[Sent, Heard]]:
    """Have the whole conversation."""
    said: list[tuple[Sent, Heard]] = []
    conversation = everything(sandbox)
    sent = next(conversation)
    while True:
        answer = ask(sent)
        said.append((sent, answer))
        try:
            sent = conversation.send(answer)
        except StopIteration:
            return said


def ask_the_core(world: World) -> Ask:
    """The bare core: what all fronts are compared with."""
    core = Core(world, channel_surfaces())

    def ask(sent: Sent) -> Heard:
        path, _, query = sent.path.partition("?")
        named = [(name.lower(), value) for name, value in sent.headers.items()]
        request = Request(sent.method, f"/maventa{path}", query, named, sent.body, "http://dunbox.test")
        response = core.handle(request)
        if response.cut:
            return Heard(CUT)
        length = [] if response.status == 204 else [("content-length", str(len(response.body)))]
        body = b"" if sent.method == "HEAD" else response.body
        return heard(response.status, [*response.headers, *length], body)

    return ask


def everything(sandbox: Sandbox) -> Conversation:
    token = (yield asked_for_token(sandbox)).json["access_token"]
    mine = {"Authorization": f"Bearer {token}"}
    yield from activation(sandbox, mine)
    # A token lives for an hour, and activation takes two banking days.
    token = (yield asked_for_token(sandbox)).json["access_token"]
    mine = {"Authorization": f"Bearer {token}"}
    yield from invoices(mine)
    sandbox.run_until(sandbox.now + timedelta(hours=4))
    token = (yield asked_for_token(sandbox)).json["access_token"]
    mine = {"Authorization": f"Bearer {token}"}
    yield from cases(mine)
    yield from odd_bodies(mine)
    yield from odd_routes(mine)
    yield from strangers(sandbox)
    yield from faults(sandbox, mine)


def asked_for_token(sandbox: Sandbox, **words: str) -> Sent:
    endpoints = sandbox.endpoints("http://any")["maventa"]
    form = {"grant_type": "client_credentials", "scope": ALL_SCOPES}
    form |= {name: endpoints[name] for name in ("client_id", "client_secret", "vendor_api_key")}
    body = urlencode({**form, **words}).encode()
    return Sent("token", "POST", "/oauth2/token", {"Content-Type": FORM}, body)


def activation(sandbox: Sandbox, mine: dict[str, str]) -> Conversation:
    yield Sent("inactive", "GET", SERVICE, mine)
    asking = orjson.dumps({"agreement_contact_email": "talous@example.fi"})
    yield Sent("activate", "PUT", SERVICE, {**mine, "Content-Type": JSON}, asking)
    sandbox.onboarding("ropo", "sign")
    sandbox.onboarding("ropo", "pass_kyc")
    sandbox.run_until(sandbox.add_banking_days(sandbox.now, 2))
    yield Sent("token expired", "GET", SERVICE, mine)


def invoices(mine: dict[str, str]) -> Conversation:
    upload = {**mine, "Content-Type": MEDIA}
    document = multipart({"file": finvoice("1001", due="2025-12-10", date="2025-11-26")})
    invoice = (yield Sent("send an invoice", "POST", "/v1/invoices", upload, document)).json["id"]
    words = {"collection_type": "reminder_and_collection", "receivables_type": "b2b", "payers": [PAYER]}
    path = f"/v2/invoices/{invoice}/assignment/ropo"
    yield Sent("transfer it", "POST", path, {**mine, "Content-Type": JSON}, orjson.dumps(words))
    yield Sent("transfer it again", "POST", path, {**mine, "Content-Type": JSON}, orjson.dumps(words))
    yield Sent("look where it is", "GET", f"/v2/invoices/{invoice}/assignment", mine)


def cases(mine: dict[str, str]) -> Conversation:
    (case,) = (yield Sent("list the cases", "GET", "/v1/assignments?page=1&per_page=100", mine)).json
    yield Sent("look at the link to it", "GET", f"/v2/invoices/{case['invoice_id']}/assignment", mine)
    yield Sent("list invoices", "GET", "/v1/invoices?", mine)
    yield Sent("a page that is none", "GET", "/v1/assignments?page=one", mine)
    hook = {
        "destination_type": "WEBHOOK",
        "destination": "http://127.0.0.1:9/x",
        "events": ["DOCUMENTS.INVOICE.DELIVERED"],
    }
    made = yield Sent(
        "subscribe",
        "POST",
        "/v1/company/notifications",
        {**mine, "Content-Type": JSON},
        orjson.dumps(hook),
    )
    yield Sent("unsubscribe", "DELETE", f"/v1/company/notifications/{made.json['id']}", mine)


def odd_bodies(mine: dict[str, str]) -> Conversation:
    as_json = {**mine, "Content-Type": JSON}
    yield Sent("bad JSON", "PUT", SERVICE, as_json, b'{"agreement_contact_email": ')
    yield Sent("not UTF-8", "PUT", SERVICE, as_json, b'{"agreement_contact_email": "\xe4@example.fi"}')
    yield Sent("no body", "PUT", SERVICE, mine)
    yield Sent("wrong type", "PUT", SERVICE, {**mine, "Content-Type": "text/plain"}, b"hello")
    yield Sent("a form that is not UTF-8", "POST", "/oauth2/token", {"Content-Type": FORM}, b"scope=\xff")
    long = orjson.dumps({"agreement_contact_email": "talous@example.fi", "note": "x" * 100_000})
    yield Sent("100 kB", "PUT", SERVICE, as_json, long)
    yield Sent("600 kB of form", "POST", "/oauth2/token", {"Content-Type": FORM}, b"note=" + b"x" * 600_000)
    yield Sent("2000 fields", "POST", "/oauth2/token", {"Content-Type": FORM}, b"&".join([b"a=1"] * 2000))
    yield Sent("too much JSON", "PUT", SERVICE, as_json, b" " * (1024 * 1024 + 1))
    parts = {f"part{number}": "x" for number in range(1100)}
    yield Sent("1100 parts", "POST", "/v1/invoices", {**mine, "Content-Type": MEDIA}, multipart(parts))
    broken = multipart({"file": finvoice("1002")})[:-40]
    yield Sent("broken multipart", "POST", "/v1/invoices", {**mine, "Content-Type": MEDIA}, broken)
    bare = {**mine, "Content-Type": "multipart/form-data"}
    yield Sent("multipart without its boundary", "POST", "/v1/invoices", bare, b"x")


def odd_routes(mine: dict[str, str]) -> Conversation:
    yield Sent("wrong method", "PATCH", "/v1/invoices", mine)
    yield Sent("HEAD", "HEAD", "/v1/invoices", mine)
    yield Sent("OPTIONS", "OPTIONS", "/v1/invoices", mine)
    yield Sent("unknown path", "GET", "/v1/invoice", mine)
    yield Sent("slash too many", "GET", "/v1/invoices/", mine)
    yield Sent("two slashes", "GET", "//v1/invoices", mine)
    yield Sent("escaped slash", "GET", "/v1/invoices/a%2Fb%20%C3%A4%FF", mine)
    yield Sent("escaped slash at the end", "GET", "/v1/invoices/a%2F", mine)
    yield Sent("odd query", "GET", "/v1/assignments?page=1&page=2&x[]=%FF&=&;", mine)
    yield Sent("HEAD of what is not there", "HEAD", "/nothing", mine)


def strangers(sandbox: Sandbox) -> Conversation:
    yield Sent("no token", "GET", SERVICE)
    yield Sent("wrong token", "GET", SERVICE, {"Authorization": "Bearer nobody's"})
    yield Sent("no bearer", "GET", SERVICE, {"Authorization": "Basic eDp5"})
    yield asked_for_token(sandbox, client_secret="guessed")
    poor = (yield asked_for_token(sandbox, scope="lookup")).json["access_token"]
    yield Sent("wrong scope", "GET", SERVICE, {"Authorization": f"Bearer {poor}"})


def faults(sandbox: Sandbox, mine: dict[str, str]) -> Conversation:
    look = Sent("look", "GET", SERVICE, mine)
    sandbox.put_fault({"kind": "status", "status": 503, "retry_after": 30})
    yield look
    sandbox.put_fault({"kind": "rate_limit", "retry_after": 60})
    yield look
    for how in ("truncated", "html", "empty", "unfamiliar"):
        sandbox.put_fault({"kind": "malformed", "how": how})
        yield look
    sandbox.put_fault({"kind": "reset"})
    yield look
    yield look
    sandbox.put_fault({"kind": "cut_after_commit"})
    hook = {"destination_type": "WEBHOOK", "destination": "http://127.0.0.1:9/x", "events": []}
    hook["events"] = ["DOCUMENTS.INVOICE.DELIVERED"]
    as_json = {**mine, "Content-Type": JSON}
    yield Sent("subscribe", "POST", "/v1/company/notifications", as_json, orjson.dumps(hook))
    yield Sent("what was done", "GET", "/v1/company/notifications", mine)
    sandbox.put_fault({"kind": "latency", "milliseconds": 1})
    yield look
