"""Notifications go over a real socket to a real receiver, in order, and are tried again in virtual time."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from simulator import Server, World
from tests.simulator.control.receiver import Receiver, Taken
from tests.simulator.stage import ALL_SCOPES, KEY, PAYER, finvoice

EVENTS = [
    "RECEIVABLES.SERVICE.ACTIVATED",
    "RECEIVABLES.SERVICE.REJECTED",
    "RECEIVABLES.ASSIGNMENT.CREATED",
    "RECEIVABLES.ASSIGNMENT.EVENT",
    "DOCUMENTS.INVOICE.DELIVERED",
]
HARNESS = "x-dunbox-harness-error"


class Both:
    """A served sandbox, as its tester and as its client see it."""

    def __init__(self, server: Server, settings: dict[str, Any] | None = None) -> None:
        words = {"seed": 7, "start": "2026-01-12T09:00", "settings": settings or {}}
        made = requests.post(f"{server.url}/control/v1/sandboxes", json=words, timeout=20).json()
        self.tester = f"{server.url}/control/v1/sandboxes/{made['id']}"
        self.words = made["endpoints"]["maventa"]

    def control(self, method: str, path: str, words: Any = None) -> requests.Response:
        return self._sound(requests.request(method, self.tester + path, json=words, timeout=20))

    def client(self, method: str, path: str, words: Any = None, **options: Any) -> requests.Response:
        form = {"grant_type": "client_credentials", "scope": ALL_SCOPES}
        form |= {name: self.words[name] for name in ("client_id", "client_secret")}
        token = requests.post(self.words["token_url"], data=form, timeout=20).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        url = self.words["base_url"] + path
        return self._sound(requests.request(method, url, json=words, headers=headers, timeout=20, **options))

    def _sound(self, heard: requests.Response) -> requests.Response:
        assert HARNESS not in heard.headers, heard.headers[HARNESS]
        assert heard.status_code < 500
        return heard

    def advance(self, **words: Any) -> requests.Response:
        return self.control("POST", "/clock/advance", words)

    def subscribe(self, url: str, events: list[str] | None = None) -> str:
        body = {"destination_type": "WEBHOOK", "destination": url, "events": events or EVENTS}
        heard = self.client("POST", "/v1/company/notifications", body)
        assert heard.status_code == 201
        return str(heard.json()["id"])

    def ask(self) -> None:
        self.client("PUT", "/v2/services/ropo/receivables", {"agreement_contact_email": "a@example.fi"})

    def activate(self) -> None:
        self.ask()
        for action in ("sign", "pass_kyc"):
            self.control("POST", "/services/ropo/onboarding", {"action": action})
        self.advance(banking_days=2)

    def decline(self) -> None:
        self.ask()
        self.control("POST", "/services/ropo/onboarding", {"action": "decline"})

    @property
    def deliveries(self) -> list[Any]:
        found: list[Any] = self.control("GET", "/webhooks").json()
        return found


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(World(key=KEY), control=True) as serving:
        yield serving


@pytest.fixture
def both(server: Server) -> Both:
    return Both(server)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as made:
        yield made


def nobodys_url() -> str:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{made.getsockname()[1]}/gone"


def statuses(delivery: Any) -> list[int | None]:
    return [attempt["status"] for attempt in delivery["attempts"]]


def test_a_whole_story_is_told_in_order(both: Both, receiver: Receiver) -> None:
    both.subscribe(receiver.url)
    both.activate()
    invoice = both.client("POST", "/v1/invoices", files={"file": ("i.xml", finvoice("1001"))}).json()["id"]
    both.advance(to="2026-02-04T09:00")
    words = {"collection_type": "reminder_and_collection", "receivables_type": "b2b", "payers": [PAYER]}
    both.client("POST", f"/v2/invoices/{invoice}/assignment/ropo", words)
    both.advance(to="2026-02-09T10:00")
    both.control("POST", "/invoices/1001/payments", {})
    assert [
        (each.json["event"].split(".")[1:], each.json["data"].get("type")) for each in receiver.taken
    ] == [
        (["SERVICE", "ACTIVATED"], None),
        (["INVOICE", "DELIVERED"], None),
        (["ASSIGNMENT", "CREATED"], "created"),
        (["ASSIGNMENT", "EVENT"], "reminder_sent"),
        (["ASSIGNMENT", "EVENT"], "paid"),
        (["ASSIGNMENT", "EVENT"], "close"),
    ]
    assert {each.path for each in receiver.taken} == {"/hooks?from=dunbox"}
    assert {each.headers["content-type"] for each in receiver.taken} == {"application/json"}
    assert {each.json["company_id"] for each in receiver.taken} == {both.words["client_id"]}
    assert len({each.json["id"] for each in receiver.taken}) == 6
    for taken in receiver.taken[2:]:
        data = taken.json["data"]
        events = both.client("GET", f"/v1/assignments/{data['assignment_id']}").json()["events"]
        [event] = [each for each in events if each["id"] == data["event_id"]]
        assert (event["type"], data["invoice_id"], taken.json["created_at"]) == (
            data["type"],
            invoice,
            event["created_at"],
        )
    assert [statuses(each) for each in both.deliveries] == [[200]] * 6
    assert {(each["acknowledged"], each["due"]) for each in both.deliveries} == {(True, None)}


def test_what_the_company_reports_itself_is_no_news_to_it(both: Both, receiver: Receiver) -> None:
    both.activate()
    invoice = both.client("POST", "/v1/invoices", files={"file": ("i.xml", finvoice("1001"))}).json()["id"]
    both.advance(to="2026-02-04T09:00")
    words = {"collection_type": "collection", "receivables_type": "b2b", "payers": [PAYER]}
    both.client("POST", f"/v2/invoices/{invoice}/assignment/ropo", words)
    both.advance(to="2026-02-04T12:00")
    both.subscribe(receiver.url)
    case = both.client("GET", "/v1/assignments").json()[0]["id"]
    for report in ({"type": "comment", "text": "x"}, {"type": "paid", "amount": 5, "date": "2026-02-04"}):
        assert both.client("POST", f"/v1/assignments/{case}/events", report).status_code == 201
    both.advance(by="PT1H")
    assert receiver.taken == []


def test_a_rejection_is_told_at_once(both: Both, receiver: Receiver) -> None:
    both.subscribe(receiver.url)
    both.decline()
    assert receiver.events == ["RECEIVABLES.SERVICE.REJECTED"]


def test_only_the_events_that_were_asked_for_are_sent_to_each_destination(
    both: Both, receiver: Receiver
) -> None:
    both.subscribe(receiver.url, ["RECEIVABLES.SERVICE.ACTIVATED", "SOMETHING.ELSE"])
    both.subscribe(
        receiver.url.replace("hooks", "other"),
        ["RECEIVABLES.SERVICE.ACTIVATED", "RECEIVABLES.SERVICE.REJECTED"],
    )
    both.decline()
    assert [(each.path[:6], each.json["event"][-8:]) for each in receiver.taken] == [("/other", "REJECTED")]


@pytest.mark.parametrize("answer", [500, 404, 302, 429, None])
def test_what_is_not_taken_is_tried_again_in_virtual_time(
    both: Both, receiver: Receiver, answer: int | None
) -> None:
    receiver.answers = [answer] * 3
    both.subscribe(receiver.url)
    both.decline()
    assert len(receiver.taken) == 1
    [waiting] = both.deliveries
    assert (waiting["acknowledged"], waiting["due"]) == (False, "2026-01-12T09:01:00+02:00")
    both.advance(to="2026-01-12T09:00:59")
    assert len(receiver.taken) == 1
    both.advance(to="2026-01-13T09:00")
    [delivery] = both.deliveries
    assert statuses(delivery) == [answer, answer, answer, 200]
    assert [attempt["at"][11:16] for attempt in delivery["attempts"]] == ["09:00", "09:01", "09:11", "10:11"]
    assert len({each.body for each in receiver.taken}) == 1


def test_after_the_last_try_it_is_given_up(both: Both, receiver: Receiver) -> None:
    receiver.answers = [500] * 50
    both.subscribe(receiver.url)
    both.decline()
    both.advance(by="P30D")
    [delivery] = both.deliveries
    assert (statuses(delivery), delivery["acknowledged"], delivery["due"]) == ([500] * 6, False, None)
    assert delivery["attempts"][-1]["at"] == "2026-01-13T16:11:00+02:00"


@pytest.mark.parametrize(("waits", "tries"), [([], 1), ([1], 2), ([60, 60, 60], 4)])
def test_a_tester_can_assume_another_rhythm(
    server: Server, receiver: Receiver, waits: list[int], tries: int
) -> None:
    both = Both(server, {"webhook.retry_minutes": waits})
    receiver.answers = [500] * 50
    both.subscribe(receiver.url)
    both.decline()
    both.advance(by="P2D")
    assert len(receiver.taken) == tries


@pytest.mark.parametrize(
    "url", ["gone", "http://[::1]:9/x", "http://h:99999/", "http:///x", "http://127.0.0.1:1/\u00e4"]
)
def test_a_destination_that_cannot_be_reached_does_not_stop_time(both: Both, url: str) -> None:
    body = {
        "destination_type": "WEBHOOK",
        "destination": nobodys_url() if url == "gone" else url,
        "events": EVENTS,
    }
    if both.client("POST", "/v1/company/notifications", body).status_code == 400:
        return
    both.decline()
    assert both.advance(by="P3D").status_code == 200
    [delivery] = both.deliveries
    assert set(statuses(delivery)) == {None}


def test_a_delivery_is_sent_once_more_when_it_is_asked_for(both: Both, receiver: Receiver) -> None:
    both.subscribe(receiver.url)
    both.decline()
    [delivery] = both.deliveries
    again = both.control("POST", f"/webhooks/{delivery['id']}/redeliver")
    assert (again.status_code, statuses(again.json())) == (202, [200, 200])
    assert receiver.taken[0].body == receiver.taken[1].body
    missing = both.control("POST", "/webhooks/nothing/redeliver")
    assert (missing.status_code, missing.headers["content-type"]) == (404, "application/problem+json")


def test_a_delivery_that_was_given_up_can_be_sent_again(both: Both, receiver: Receiver) -> None:
    receiver.answers = [500] * 6
    both.subscribe(receiver.url)
    both.decline()
    both.advance(by="P30D")
    both.control("POST", f"/webhooks/{both.deliveries[0]['id']}/redeliver")
    assert both.deliveries[0]["acknowledged"] is True


def test_an_ended_subscription_gets_nothing_more(both: Both, receiver: Receiver) -> None:
    receiver.answers = [500]
    webhook = both.subscribe(receiver.url)
    both.decline()
    assert both.client("DELETE", f"/v1/company/notifications/{webhook}").status_code == 204
    assert both.client("GET", "/v1/company/notifications").json() == []
    both.decline()
    both.advance(by="P3D")
    assert len(receiver.taken) == 1
    assert both.deliveries[0]["due"] is None


def test_a_receiver_may_call_the_provider_while_it_is_told(server: Server, receiver: Receiver) -> None:
    both = Both(server, {"ropo.confirmation_banking_days": [1, 1]})
    seen: list[Any] = []

    def look(taken: Taken) -> None:
        seen.append(both.client("GET", "/v2/services/ropo/receivables").json()["status"])
        seen.append(both.control("GET", "/clock").json()["now"])

    receiver.then = look
    both.subscribe(receiver.url)
    both.activate()
    assert seen == ["ACTIVE", "2026-01-13T09:00:00+02:00"]


def test_a_receiver_that_gives_its_subscription_up_while_it_is_told_gets_nothing_more(
    both: Both, receiver: Receiver
) -> None:
    webhook = both.subscribe(receiver.url)
    receiver.then = lambda taken: both.client("DELETE", f"/v1/company/notifications/{webhook}")
    receiver.answers = [500]
    both.decline()
    both.advance(by="P3D")
    assert len(receiver.taken) == 1
    assert both.deliveries[0]["due"] is None


def test_a_receiver_cannot_let_time_pass_while_it_passes(both: Both, receiver: Receiver) -> None:
    heard: list[tuple[int, str]] = []

    def advance(taken: Taken) -> None:
        answer = both.advance(by="P1D")
        heard.append((answer.status_code, answer.headers["content-type"]))

    receiver.then = advance
    both.subscribe(receiver.url)
    both.activate()
    assert heard == [(409, "application/problem+json")]
    assert both.control("GET", "/clock").json()["now"] == "2026-01-14T09:00:00+02:00"


def test_a_receiver_of_one_sandbox_may_let_time_pass_in_another(server: Server, receiver: Receiver) -> None:
    one, other = Both(server), Both(server)
    receiver.then = lambda taken: other.advance(by="P1D")
    one.subscribe(receiver.url)
    one.activate()
    assert other.control("GET", "/clock").json()["now"] == "2026-01-13T09:00:00+02:00"


def test_what_a_receiver_does_is_told_after_what_it_is_being_told(both: Both, receiver: Receiver) -> None:
    done: list[str] = []

    def decline_anew(taken: Taken) -> None:
        if not done:
            done.append("")
            both.decline()

    receiver.then = decline_anew
    both.subscribe(receiver.url)
    both.decline()
    assert receiver.events == ["RECEIVABLES.SERVICE.REJECTED"] * 2
    assert [statuses(each) for each in both.deliveries] == [[200], [200]]


def test_news_of_a_removed_sandbox_are_no_longer_sent(both: Both, receiver: Receiver) -> None:
    receiver.answers = [500] * 9
    both.subscribe(receiver.url)
    both.decline()
    assert both.control("DELETE", "").status_code == 204
    assert both.advance(by="P1D").status_code == 404
    assert len(receiver.taken) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"destination": "ftp://example.fi/x"},
        {"destination": "example.fi/x"},
        {"destination": ""},
        {"destination": "http://"},
        {"destination": "http://a b/"},
        {"destination": 5},
        {"destination_type": "EMAIL"},
        {"events": "ALL"},
        {"events": [5]},
    ],
    ids=str,
)
def test_a_subscription_that_cannot_be_meant_is_refused(both: Both, change: dict[str, Any]) -> None:
    body = {"destination_type": "WEBHOOK", "destination": "http://127.0.0.1/x", "events": EVENTS, **change}
    heard = both.client("POST", "/v1/company/notifications", body)
    assert (heard.status_code, heard.json()["code"]) == (400, "invalid_parameters")


def test_subscriptions_are_listed_read_and_removed(both: Both) -> None:
    url = "http://127.0.0.1:9/x"
    one = both.subscribe(url)
    body = {"destination_type": "VENDOR_WEBHOOK", "destination": url, "events": [], "vendor_key": "k"}
    other = both.client("POST", "/v1/company/notifications", body).json()
    assert other == {**body, "id": other["id"]}
    assert [each["id"] for each in both.client("GET", "/v1/company/notifications").json()] == [
        one,
        other["id"],
    ]
    assert both.client("GET", f"/v1/company/notifications/{other['id']}").json() == other
    assert both.client("DELETE", f"/v1/company/notifications/{one}").content == b""
    assert both.client("DELETE", f"/v1/company/notifications/{one}").status_code == 404


def test_where_nothing_may_be_sent_to_is_subscribed_as_ever_and_each_try_says_why_it_failed(
    both: Both,
) -> None:
    both.subscribe("http://169.254.169.254/latest/meta-data/")
    both.decline()
    both.advance(by="P3D")
    [delivery] = both.deliveries
    assert statuses(delivery) == [None] * 6
    (reason,) = {attempt["reason"] for attempt in delivery["attempts"]}
    assert reason.startswith("not sent: 169.254.169.254 is link-local")
    page = requests.get(both.tester.replace("/control/v1", "/console") + "/webhooks", timeout=20).text
    assert "169.254.169.254 is link-local" in page
