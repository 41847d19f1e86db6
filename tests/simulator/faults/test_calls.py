"""What faults do to calls, as a real client library sees it over a real connection."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import httpx
import pytest
import requests

from simulator import Exchange, Sandbox, Server, World
from tests.simulator.stage import ALL_SCOPES, KEY, finvoice

INVOICES, EVENTS = "getV1Invoices", "getV1Events"


class Wire:
    """A sandbox of its own on a running server, with a client's calls and what was recorded of them."""

    def __init__(self, world: World, url: str) -> None:
        self.sandbox: Sandbox = world.create(seed=7, start=datetime(2026, 1, 12, 9))
        self.words = self.sandbox.endpoints(url)["maventa"]
        self.told: list[Exchange] = []
        self.hush = world.listen(self.told.append)
        self.headers = {"Authorization": f"Bearer {self.token().json()['access_token']}"}

    def token(self) -> requests.Response:
        form = {"grant_type": "client_credentials", "scope": ALL_SCOPES}
        form |= {name: self.words[name] for name in ("client_id", "client_secret")}
        return requests.post(self.words["token_url"], data=form, timeout=20)

    def get(self, path: str = "/v1/invoices?direction=SENT", **options: Any) -> requests.Response:
        return requests.get(self.words["base_url"] + path, headers=self.headers, timeout=20, **options)

    def send(self, number: str) -> requests.Response:
        url, document = f"{self.words['base_url']}/v1/invoices", {"file": ("i.xml", finvoice(number))}
        return requests.post(url, files=document, headers=self.headers, timeout=20)

    def fault(self, kind: str, **words: Any) -> str:
        return self.sandbox.put_fault({"kind": kind, **words})

    @property
    def last(self) -> tuple[str | None, bool, int]:
        return self.told[-1].fault, self.told[-1].committed, self.told[-1].status

    @property
    def sent(self) -> list[Any]:
        return [fact["number"] for fact in self.sandbox.facts() if fact["kind"] == "invoice_sent"]


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[World, str]]:
    world = World(key=KEY)
    with Server(world, control=True) as serving:
        yield world, serving.url


@pytest.fixture
def wire(server: tuple[World, str]) -> Iterator[Wire]:
    made = Wire(*server)
    yield made
    made.hush()


# Each kind


def test_latency_holds_an_answer_back_and_nothing_else(wire: Wire) -> None:
    wire.fault("latency", milliseconds=30_000)
    with pytest.raises(requests.ReadTimeout):
        requests.get(f"{wire.words['base_url']}/v1/invoices", headers=wire.headers, timeout=(5, 0.05))
    assert wire.last == ("latency", True, 200)
    assert wire.get().status_code == 200  # the server answers others meanwhile


def test_a_late_answer_is_the_same_answer(wire: Wire) -> None:
    wire.fault("latency", milliseconds=60)
    heard = wire.get()
    assert (heard.status_code, heard.json()) == (200, [])
    assert heard.elapsed.total_seconds() >= 0.06


def test_a_status_is_answered_in_the_providers_envelope_and_nothing_is_done(wire: Wire) -> None:
    wire.fault("status", status=503, message="Maintenance", details=["until ten"], retry_after="PT10M")
    heard = wire.send("1001")
    assert (heard.status_code, heard.headers["Retry-After"]) == (503, "600")
    assert heard.json() == {"code": "service_unavailable", "message": "Maintenance", "details": ["until ten"]}
    assert (wire.last, wire.sent) == (("status", False, 503), [])
    assert wire.told[-1].harness_error is False


def test_a_failing_server_does_not_speak_of_the_sandbox(wire: Wire) -> None:
    wire.fault("status", status=500)
    assert wire.get().json()["message"] == "Internal Server Error"


def test_a_rate_limit_says_in_seconds_or_as_a_date_when_to_come_back(wire: Wire) -> None:
    wire.fault("rate_limit", retry_after=90)
    wire.fault("rate_limit", retry_after="PT2M", **{"as": "date"})
    assert [wire.get().headers["Retry-After"] for _ in range(2)] == ["90", "Mon, 12 Jan 2026 07:02:00 GMT"]
    assert wire.last == ("rate_limit", False, 429)
    assert wire.get().status_code == 200


def test_a_reset_cuts_the_connection_and_nothing_is_done(wire: Wire) -> None:
    wire.fault("reset", operation="postV1Invoices")
    with pytest.raises(requests.ConnectionError):
        wire.send("1001")
    assert (wire.last, wire.sent) == (("reset", False, 0), [])
    assert (wire.told[-1].answer_headers, wire.told[-1].answer_body) == ([], b"")
    assert [part.filename for part in wire.told[-1].parts] == ["i.xml"]
    assert wire.send("1001").status_code == 201


def test_a_cut_after_commit_leaves_the_work_done_and_the_client_without_a_byte(wire: Wire) -> None:
    wire.fault("cut_after_commit", operation="postV1Invoices")
    with pytest.raises(requests.ConnectionError):
        wire.send("1001")
    assert (wire.last, wire.sent) == (("cut_after_commit", True, 0), ["1001"])


def test_another_client_library_sees_a_cut_too(wire: Wire) -> None:
    wire.fault("cut_after_commit")
    with (
        httpx.Client(headers=wire.headers, base_url=wire.words["base_url"]) as client,
        pytest.raises(httpx.RemoteProtocolError, match="disconnected"),
    ):
        client.get("/v1/invoices")


def test_what_the_provider_refuses_is_no_commit_to_be_cut(wire: Wire) -> None:
    wire.fault("cut_after_commit", times=9)
    assert wire.get("/v1/invoices/nobody").status_code == 404
    assert wire.sandbox.faults()[0]["seen"] == 0


@pytest.mark.parametrize(
    ("how", "media", "body"),
    [
        ("truncated", "application/json", b'{"id"'),
        ("html", "text/html", b"<!DOCTYPE html>"),
        ("empty", "application/json", b""),
    ],
)
def test_a_malformed_answer_comes_after_the_work(wire: Wire, how: str, media: str, body: bytes) -> None:
    wire.fault("malformed", how=how)
    heard = wire.send("1001")
    assert (heard.status_code, heard.headers["Content-Type"], wire.sent) == (201, media, ["1001"])
    assert heard.content.startswith(body)
    assert wire.last == ("malformed", True, 201)
    with pytest.raises(requests.JSONDecodeError):
        heard.json()


def test_an_unfamiliar_answer_is_sound_and_has_new_fields_items_and_words(wire: Wire) -> None:
    for number in ("1001", "1002"):
        wire.send(number)
    plain = wire.get().json()
    wire.fault(
        "malformed", how="unfamiliar", items=True, value={"/0/status": "HELD", "/0/nothing": 1, "/9/id": "x"}
    )
    heard = wire.get().json()
    assert len(heard) == 3
    assert all(one["added_later"] for one in heard)
    assert heard[0]["status"] == "HELD"
    assert {name: heard[1][name] for name in ("id", "status", "number")} == {
        name: plain[1][name] for name in ("id", "status", "number")
    }
    assert [one["type"] for one in heard[1]["actions"]] == ["CREATED", "UNHEARD_OF"]
    assert heard[2]["id"] not in {one["id"] for one in plain}
    assert (heard[2]["status"], heard[2]["number"]) == ("UNHEARD_OF", plain[1]["number"])
    assert wire.told[-1].harness_error is False


def test_a_stale_read_is_answered_as_things_stood_and_leaves_things_as_they_are(wire: Wire) -> None:
    wire.send("1001")
    wire.sandbox.run_until(wire.sandbox.now.replace(minute=30))
    wire.send("1002")
    before = wire.sandbox.facts()
    wire.fault("stale_read", age="PT15M", times=2)
    assert [one["number"] for one in wire.get().json()] == ["1001"]
    assert wire.last == ("stale_read", True, 200)
    assert wire.send("1003").status_code == 201  # a write is never stale
    assert [one["number"] for one in wire.get().json()] == ["1001"]
    assert sorted(one["number"] for one in wire.get().json()) == ["1001", "1002", "1003"]
    told = [fact for fact in wire.sandbox.facts() if fact["kind"] != "fault_set"]
    assert told[: len(before)] == before


def test_a_read_from_before_the_sandbox_began_finds_it_new(wire: Wire) -> None:
    wire.send("1001")
    wire.fault("stale_read", age="P9999W")
    assert wire.get().json() == []


def test_meanwhile_something_happens_after_the_answer_and_before_the_next(wire: Wire) -> None:
    wire.sandbox.put_debtor("acme", {"kind": "company"})
    held = wire.sandbox.draft_invoice(
        {"debtor": "acme", "number": "1001", "total": "100.00", "due_date": "2026-01-28"}
    )
    wire.sandbox.put_invoice("1001", held, "acme", sent=True)
    calls = [{"call": "payments", "number": "1001", "amount": "40.00"}, {"call": "payments", "number": "9"}]
    fault = wire.fault("meanwhile", operation=INVOICES, nth=2, calls=calls)
    wire.get()
    assert "creditor_paid" not in [fact["kind"] for fact in wire.sandbox.facts()]
    wire.get()
    assert wire.last == ("meanwhile", True, 200)
    paid = [fact["amount"] for fact in wire.sandbox.facts() if fact["kind"] == "creditor_paid"]
    assert paid == [{"amount": "40.00", "currency": "EUR"}]
    (shown,) = wire.sandbox.faults()
    assert (shown["id"], shown["seen"], shown["struck"]) == (fault, 2, 1)
    assert len(shown["failed"]) == 1
    assert shown["failed"][0].startswith("payments: ")


# Which calls


def test_a_fault_strikes_the_nth_call_that_matches_and_so_many_after_it(wire: Wire) -> None:
    wire.fault("status", status=500, operations=[INVOICES], nth=2, times=2)
    assert [wire.get().status_code for _ in range(5)] == [200, 500, 500, 200, 200]


def test_calls_of_other_operations_neither_count_nor_are_struck(wire: Wire) -> None:
    wire.fault("status", status=500, operations=[EVENTS], channel="maventa", nth=2)
    codes = [wire.get(path).status_code for path in ("/v1/events", "/v1/invoices", "/v1/events")]
    assert codes == [200, 200, 500]


def test_a_call_that_belongs_to_nobody_does_not_count(wire: Wire) -> None:
    wire.fault("status", status=500)
    url = f"{wire.words['base_url']}/v1/invoices"
    assert requests.get(url, headers={"Authorization": "Bearer x"}, timeout=20).status_code == 401
    assert wire.get().status_code == 500


def test_a_call_for_a_token_can_be_struck(wire: Wire) -> None:
    wire.fault("reset", operation="postOauth2Token")
    with pytest.raises(requests.ConnectionError):
        wire.token()
    assert wire.last == ("reset", False, 0)
    assert wire.token().status_code == 200


def test_another_sandbox_knows_nothing_of_a_fault(wire: Wire, server: tuple[World, str]) -> None:
    wire.fault("status", status=500, times=9)
    other = Wire(*server)
    assert other.get().status_code == 200
    other.hush()


def test_a_fault_that_was_removed_strikes_no_more(wire: Wire) -> None:
    fault = wire.fault("status", status=500, times=9)
    assert wire.get().status_code == 500
    wire.sandbox.remove_fault(fault)
    assert (wire.get().status_code, wire.sandbox.faults()) == (200, [])


def test_the_control_api_is_struck_by_nothing(wire: Wire) -> None:
    wire.fault("status", status=500, times=9)
    control = f"{wire.words['base_url'].removesuffix('/maventa')}/control/v1/sandboxes/{wire.sandbox.id}"
    assert requests.get(f"{control}/clock", timeout=20).status_code == 200


# Several on one call


def test_of_two_faults_that_stop_a_call_each_has_its_own_call(wire: Wire) -> None:
    wire.fault("rate_limit", retry_after=5)
    wire.fault("status", status=500)
    assert [wire.get().status_code for _ in range(3)] == [429, 500, 200]


def test_a_call_that_was_stopped_is_not_one_that_was_done(wire: Wire) -> None:
    wire.fault("cut_after_commit")
    wire.fault("status", status=503)
    assert wire.get().status_code == 503
    with pytest.raises(requests.ConnectionError):
        wire.get()


def test_faults_that_go_together_strike_together(wire: Wire) -> None:
    wire.send("1001")
    wire.fault("stale_read", age="P1D")
    wire.fault("latency", milliseconds=40)
    wire.fault("malformed", how="html")
    heard = wire.get()
    assert heard.text.startswith("<!DOCTYPE")
    assert heard.elapsed.total_seconds() >= 0.04
    assert [fault["struck"] for fault in wire.sandbox.faults()] == [1, 1, 1]
    assert wire.last == ("malformed", True, 200)
