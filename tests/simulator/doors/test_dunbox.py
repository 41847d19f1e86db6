"""A sandbox for tests in Python: open doors at the providers' addresses, people, the clock, and what is to be seen."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
import requests
import responses
from requests.adapters import HTTPAdapter

from simulator import Dunbox, Message, Refused, ResponsesDoor
from tests.simulator.stage import PAYER

HOST = "https://ax.maventa.com"
DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "python-tests.md"
SCOPES = "company:read company:write invoice:send receivables:assignments"
SERVICE = "/v2/services/ropo/receivables"


def call(dunbox: Dunbox, method: str, path: str, **words: Any) -> requests.Response:
    """A call of a client that fetches a token each time: virtual hours pass in between."""
    ours = dunbox.endpoints["maventa"]
    keys = {name: ours[name] for name in ("client_id", "client_secret", "vendor_api_key")}
    form = {"grant_type": "client_credentials", "scope": SCOPES, **keys}
    token = requests.post(ours["token_url"], data=form, timeout=10).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    return requests.request(method, HOST + path, headers=headers, timeout=10, **words)


def activate(dunbox: Dunbox) -> None:
    call(dunbox, "PUT", SERVICE, json={"agreement_contact_email": "talous@example.fi"})
    dunbox.sign("ropo")
    dunbox.pass_kyc("ropo")
    dunbox.clock.advance(banking_days=2)


@pytest.fixture
def dunbox() -> Iterator[Dunbox]:
    with Dunbox(seed=7, start="2026-01-12T09:00") as made:
        yield made


@pytest.fixture
def another_server() -> Iterator[str]:
    """The address of a server that is no provider."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"mine")

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_its_endpoints_are_the_providers_real_addresses(dunbox: Dunbox) -> None:
    ours = dunbox.endpoints["maventa"]
    assert (ours["base_url"], ours["token_url"]) == (HOST, f"{HOST}/oauth2/token")
    assert call(dunbox, "GET", SERVICE).json() == {"status": "DISABLED"}


def test_any_session_and_any_client_reach_it_while_it_is_open() -> None:
    with Dunbox():
        assert requests.Session().get(HOST + SERVICE, timeout=10).status_code == 401
        with httpx.Client() as client:
            assert client.get(HOST + SERVICE).status_code == 401


def test_a_client_that_was_made_before_it_reaches_it_too() -> None:
    with requests.Session() as session, httpx.Client() as client, Dunbox():
        assert session.get(HOST + SERVICE, timeout=10).status_code == 401
        assert client.get(HOST + SERVICE).status_code == 401


def test_an_async_client_reaches_it() -> None:
    async def asked() -> int:
        async with httpx.AsyncClient() as client:
            return (await client.get(HOST + SERVICE)).status_code

    with Dunbox():
        assert asyncio.run(asked()) == 401


def test_no_socket_is_opened_and_no_proxy_asked(dunbox: Dunbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    assert call(dunbox, "GET", SERVICE).status_code == 200


def test_other_hosts_are_left_alone(dunbox: Dunbox, another_server: str) -> None:
    assert requests.get(another_server, timeout=10).text == "mine"
    with httpx.Client() as client:
        assert client.get(another_server).text == "mine"


def test_nothing_is_left_of_it_when_it_is_closed() -> None:
    before = libraries()
    with Dunbox():
        assert HTTPAdapter.send is not before[0]
    assert libraries() == before


def test_an_adapter_of_the_clients_own_keeps_its_time_limit(dunbox: Dunbox) -> None:
    class Impatient(HTTPAdapter):
        def send(self, request: requests.PreparedRequest, *args: Any, **words: Any) -> requests.Response:
            return super().send(request, *args, **{**words, "timeout": 1})

    session = requests.Session()
    session.mount("https://", Impatient())
    assert call(dunbox, "GET", SERVICE).status_code == 200
    dunbox.fault("latency", milliseconds=2000)
    ours = dunbox.endpoints["maventa"]
    form = {"grant_type": "client_credentials", "scope": SCOPES, "client_secret": ours["client_secret"]}
    with pytest.raises(requests.ReadTimeout):
        session.post(ours["token_url"], data={**form, "client_id": ours["client_id"]})


def libraries() -> tuple[Any, ...]:
    """What of the libraries is changed while a sandbox is open."""
    of_httpx = httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request
    return HTTPAdapter.send, requests.Session.merge_environment_settings, *of_httpx


@pytest.mark.parametrize("seed", [7, 9])
def test_a_second_one_is_refused_while_one_is_open_and_the_first_goes_on(dunbox: Dunbox, seed: int) -> None:
    second = Dunbox(seed=seed)
    with pytest.raises(Refused, match=r"a Dunbox is open in this process already.*world\.create"), second:
        raise AssertionError("it was opened")
    assert call(dunbox, "GET", SERVICE).status_code == 200
    with pytest.raises(Refused, match="open in this process already"):
        dunbox.__enter__()


@pytest.mark.parametrize("order", [(0, 1), (1, 0), (0, 0, 1), (1, 1, 0)])
def test_whatever_the_order_in_which_they_are_left_everything_is_as_before(order: tuple[int, ...]) -> None:
    before = libraries()
    both = Dunbox(seed=1), Dunbox(seed=2)
    both[0].__enter__()
    with pytest.raises(Refused):
        both[1].__enter__()
    for which in order:
        both[which].__exit__(None, None, None)
    assert libraries() == before
    for one in both:
        with one:
            assert call(one, "GET", SERVICE).status_code == 200
    assert libraries() == before


def test_one_that_could_not_be_opened_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(door: Any) -> Any:
        raise RuntimeError("no httpx today")

    before = libraries()
    with monkeypatch.context() as patched:
        patched.setattr("simulator.doors.httpx.diverted", broken)
        with pytest.raises(RuntimeError, match="no httpx today"):
            Dunbox().__enter__()
    assert libraries() == before
    with Dunbox():
        assert requests.get(HOST + SERVICE, timeout=10).status_code == 401


def test_a_second_company_is_a_second_sandbox_of_its_world(dunbox: Dunbox) -> None:
    second = dunbox.world.create(seed=9).endpoints("https://dunbox.test")["maventa"]
    form = {"grant_type": "client_credentials", "scope": SCOPES}
    form |= {name: second[name] for name in ("client_id", "client_secret", "vendor_api_key")}
    token = requests.post(second["token_url"], data=form, timeout=10).json()["access_token"]
    body = {"agreement_contact_email": "talous@example.fi"}
    headers = {"Authorization": f"Bearer {token}"}
    assert requests.put(HOST + SERVICE, json=body, headers=headers, timeout=10).json()["status"] == "PENDING"
    assert call(dunbox, "GET", SERVICE).json()["status"] == "DISABLED"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"seeed": 4}, "a sandbox has no word 'seeed'; did you mean 'seed'? It has: seed, start, country, "),
        ({"zzz": 4}, "no word 'zzz'; it has: seed, start, country, company, settings, credentials"),
        ({"seed": "x"}, 'seed: "x" is not of type "integer"'),
        ({"seed": -1}, "seed: -1 is less than the minimum of 0"),
        ({"seed": True}, 'seed: true is not of type "integer"'),
        ({"start": 5}, "start is a datetime, or text like 2026-01-12T09:00; it cannot be 5"),
        (
            {"company": {"nam": "x"}},
            "the company of a sandbox has no word 'nam'; did you mean 'name'? It has",
        ),
        ({"company": {"contact": {"emial": "x"}}}, "the contact of the company .* did you mean 'email'"),
        ({"company": "x"}, 'company: "x" is not of type "object"'),
        ({"company": {"name": 5}}, 'company.name: 5 is not of type "string"'),
        ({"company": {"name": object()}}, "text, numbers, lists and objects: .* not JSON"),
        ({"settings": 5}, 'settings: 5 is not of type "object"'),
        ({"credentials": {"maventa": {"client_secre": "x"}}}, "client_secre"),
    ],
)
def test_words_that_a_sandbox_has_not_are_refused_with_those_that_it_has(words: Any, said: str) -> None:
    with pytest.raises(Refused, match=said.replace("?", r"\?")):
        Dunbox(**words)


def test_words_that_are_none_are_as_if_left_out() -> None:
    bare = Dunbox(seed=None, company=None, start=None)
    assert (bare.sandbox.seed, bare.sandbox.company) == (0, Dunbox().sandbox.company)
    assert Dunbox(seed=7.0).endpoints == Dunbox(seed=7).endpoints


def test_a_case_goes_from_activation_to_the_statement(dunbox: Dunbox) -> None:
    activate(dunbox)
    assert call(dunbox, "GET", SERVICE).json()["status"] == "ACTIVE"
    acme = dunbox.debtor("acme", kind="company", name="Esimerkki Oy")
    made = dunbox.invoice("1001", "acme", "1240.00", due_date="2026-01-28", sent=True)
    assert (made["total"], made["debtor"]) == ("1240.00", acme)
    dunbox.clock.advance(to="2026-02-04T09:00")
    (sent,) = call(dunbox, "GET", "/v1/invoices", params={"direction": "SENT"}).json()
    transfer = {
        "collection_type": "reminder_and_collection",
        "receivables_type": "b2b",
        "payers": [{**PAYER, "business_id": acme["business_id"]}],
    }
    assert (
        call(dunbox, "POST", f"/v2/invoices/{sent['id']}/assignment/ropo", json=transfer).status_code == 202
    )
    dunbox.clock.advance(to=datetime(2026, 2, 10, 11, 0))
    (reminder,) = dunbox.letters("1001")
    assert reminder.splitlines()[3] == "Esimerkki Oy"
    assert dunbox.letters("1002") == []
    dunbox.decide("1001", "suspend", until="2026-03-02")
    dunbox.decide("1001", "resume")
    assert [fact["kind"] for fact in dunbox.facts][-2:] == ["collection_paused", "collection_resumed"]
    dunbox.pay("1001", "240.00")
    dunbox.pay("1001", Decimal("0.50"))
    dunbox.pay("1001")
    happened = [fact["kind"] for fact in dunbox.clock.advance(by="P1D")]
    assert "principal_settled" in happened
    assert [fact["seq"] for fact in dunbox.facts] == list(range(1, len(dunbox.facts) + 1))
    assert '<Amt Ccy="EUR">1240.00</Amt>' in dunbox.statement("2026-02-10")
    account = dunbox.sandbox.company["bank_accounts"][0]["iban"]
    assert dunbox.statement(date(2026, 2, 10), account) == dunbox.statement("2026-02-10")


def test_a_statement_of_no_account_of_the_company_is_refused(dunbox: Dunbox) -> None:
    dunbox.clock.advance(by="P1D")
    with pytest.raises(Refused, match="no active account 'FI00'; it has: FI"):
        dunbox.statement("2026-01-12", "FI00")


@pytest.mark.parametrize("day", ["x", "2026-13-01", 5, None])
def test_a_statement_of_what_is_no_day_is_refused(dunbox: Dunbox, day: Any) -> None:
    with pytest.raises(Refused, match=r"is no day: .*written like 2026-02-10"):
        dunbox.statement(day)


def test_a_statement_of_a_moment_is_that_of_its_day(dunbox: Dunbox) -> None:
    began = dunbox.clock.now
    dunbox.clock.advance(by="P1D")
    assert dunbox.statement(began) == dunbox.statement("2026-01-12")


def subscribed(dunbox: Dunbox) -> None:
    words = {
        "destination_type": "WEBHOOK",
        "destination": "https://erp.example/hooks?from=dunbox",
        "events": ["RECEIVABLES.SERVICE.ACTIVATED"],
    }
    assert call(dunbox, "POST", "/v1/company/notifications", json=words).status_code == 201


def test_webhooks_are_handed_to_a_function(dunbox: Dunbox) -> None:
    subscribed(dunbox)
    taken: list[Message] = []

    def receive(message: Message) -> int:
        taken.append(message)
        return 204

    dunbox.deliver_to(receive)
    activate(dunbox)
    assert [(message.url, message.event) for message in taken] == [
        ("https://erp.example/hooks?from=dunbox", "RECEIVABLES.SERVICE.ACTIVATED")
    ]
    dunbox.clock.advance(by="P1D")
    assert len(taken) == 1


def test_a_webhook_that_nobody_receives_is_tried_again(dunbox: Dunbox) -> None:
    subscribed(dunbox)
    activate(dunbox)
    taken: list[int] = []

    def receive(message: Message) -> int:
        taken.append(message.attempt)
        return 200

    dunbox.deliver_to(receive)
    dunbox.clock.advance(by="P1D")
    assert len(taken) == 1
    assert taken[0] > 1


def test_what_a_receiver_raises_reaches_the_test(dunbox: Dunbox) -> None:
    subscribed(dunbox)
    dunbox.deliver_to(lambda message: int("no number"))
    with pytest.raises(ValueError, match="no number"):
        activate(dunbox)


@pytest.mark.parametrize("receiver", [5, "https://erp.example/hooks"])
def test_a_receiver_that_cannot_be_called_is_refused_at_once(dunbox: Dunbox, receiver: Any) -> None:
    with pytest.raises(Refused, match="deliver_to takes a function of one message, or None for nobody"):
        dunbox.deliver_to(receiver)


@pytest.mark.parametrize("status", ["200", None, True, 0, 700])
def test_a_receiver_that_answers_no_status_is_told_so(dunbox: Dunbox, status: Any) -> None:
    subscribed(dunbox)
    dunbox.deliver_to(lambda message: status)
    said = rf"answered {status!r} to RECEIVABLES\.SERVICE\.ACTIVATED; it has to answer an HTTP status"
    with pytest.raises(Refused, match=said):
        activate(dunbox)


def test_after_none_nobody_receives(dunbox: Dunbox) -> None:
    subscribed(dunbox)
    dunbox.deliver_to(lambda message: int("no number"))
    dunbox.deliver_to(None)
    activate(dunbox)
    assert dunbox.sandbox.outbox.next_due() is not None


@responses.activate
def test_a_test_that_fakes_other_hosts_with_responses_adds_the_door_of_the_same_world(dunbox: Dunbox) -> None:
    responses.add(ResponsesDoor(dunbox.world))
    responses.add("GET", "https://erp.example/v1", json={"mine": True})
    assert requests.get("https://erp.example/v1", timeout=10).json() == {"mine": True}
    assert call(dunbox, "GET", SERVICE).json() == {"status": "DISABLED"}


@pytest.mark.parametrize("words", [{}, {"by": "P1D", "banking_days": 1}, {"to": "2026-01-11T09:00"}])
def test_the_clock_refuses_what_is_no_way_forward(dunbox: Dunbox, words: Any) -> None:
    before = dunbox.clock.now
    with pytest.raises(Refused, match=r"one of: to, by, banking_days|only goes forward"):
        dunbox.clock.advance(**words)
    assert dunbox.clock.now == before


def test_the_actions_that_the_documentation_names_are_those_that_there_are(dunbox: Dunbox) -> None:
    (named,) = re.findall(r"the other actions are (.+?) \|", DOCUMENT.read_text("utf-8"))
    call(dunbox, "PUT", SERVICE, json={"agreement_contact_email": "talous@example.fi"})
    with pytest.raises(Refused) as refused:
        dunbox.onboard("ropo", "cancel")
    for action in ["sign", "pass_kyc", *re.findall(r"`(\w+)`", named)]:
        assert action in str(refused.value)


def test_a_person_may_also_decline(dunbox: Dunbox) -> None:
    call(dunbox, "PUT", SERVICE, json={"agreement_contact_email": "talous@example.fi"})
    dunbox.onboard("ropo", "decline")
    with pytest.raises(Refused):
        dunbox.sign("ropo")


def test_a_fault_strikes_the_call_that_it_names(dunbox: Dunbox) -> None:
    dunbox.fault("cut_after_commit", operation="putV2ServicesRopoReceivables")
    asking = {"agreement_contact_email": "talous@example.fi"}
    with pytest.raises(requests.ConnectionError):
        call(dunbox, "PUT", SERVICE, json=asking)
    assert call(dunbox, "GET", SERVICE).json()["status"] == "PENDING"


def test_the_same_words_make_the_same_world() -> None:
    def answers() -> list[bytes]:
        with Dunbox(seed=7, start=datetime(2026, 1, 12, 9, 0), company={"name": "Oma Oy"}) as made:
            asked = call(made, "PUT", SERVICE, json={"agreement_contact_email": "talous@example.fi"})
            return [asked.content, repr(made.endpoints).encode(), repr(made.facts).encode()]

    assert answers() == answers()
