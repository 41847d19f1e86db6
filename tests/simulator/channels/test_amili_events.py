"""What a company asks Visma Amili for on the wire, what it hears of it, and the lists of its assignments.

The days are those of `tests.simulator.engine.test_requests`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import orjson
import pytest

from tests.simulator.company import Company
from tests.simulator.desk import RECIPIENT, Desk
from tests.simulator.engine.test_groups import put
from tests.simulator.engine.test_requests import BEFORE, REMINDED, kassavirta
from tests.simulator.stage import Client, Heard, Stage

CUSTOMER = str(RECIPIENT["business_id"])
HOOK = "http://127.0.0.1:9000/hooks"


class Wire:
    """A desk with a client on its wire."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.client = Client(desk.sandbox, Stage(desk.world, post=lambda message: 200))
        self._heard: list[str] = []

    @property
    def path(self) -> str:
        return f"/v1/assignments/{self.desk.case().id}"

    def post(self, kind: str, **words: Any) -> Heard:
        return self.client.call("POST", f"{self.path}/events", {"type": kind, **words})

    def events(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.client.get(f"{self.path}/events", "per_page=100")
        return found

    def told(self) -> list[tuple[str, str]]:
        return [(event["type"], event["actor"]) for event in self.events()]

    def listen(self) -> None:
        words = {
            "destination_type": "WEBHOOK",
            "destination": HOOK,
            "events": ["RECEIVABLES.ASSIGNMENT.EVENT"],
        }
        assert self.client.call("POST", "/v1/company/notifications", words).status == 201

    def news(self) -> list[str]:
        """The types of the events that subscribers were told of until now, in order."""
        while due := self.desk.sandbox.due_messages():
            for message in due:
                self._heard.append(orjson.loads(message.body)["data"]["type"])
                self.desk.sandbox.answered(message.id, 200)
        return self._heard

    def until(self, moment: str) -> None:
        """Let time pass to a local time, on which messages wait for nobody."""
        goal = datetime.fromisoformat(moment).replace(tzinfo=self.desk.sandbox.zone)
        while self.desk.sandbox.run_until(goal) < goal:
            self.news()

    def numbers(self, query: str) -> list[str]:
        return [each["invoice_number"] for each in self.client.get("/v1/assignments", query)]


@pytest.fixture
def wire() -> Wire:
    return Wire(kassavirta())


def problem(heard: Heard, status: int) -> str:
    assert heard.status == status, heard.body
    assert heard.json["code"] == {400: "invalid_parameters", 403: "forbidden"}[status]
    return str(heard.json["details"][0])


# --- events both ways ---------------------------------------------------------------------------------------


def test_a_later_due_date_is_asked_for_and_granted_as_two_events(wire: Wire) -> None:
    wire.listen()
    heard = wire.post("due_date_change", due_date="2026-02-18", text="They asked for two weeks.")
    assert (heard.status, heard.json["type"], heard.json["actor"]) == (201, "due_date_change", "company")
    assert (heard.json["due_date"], heard.json["text"]) == ("2026-02-18", "They asked for two weeks.")
    assert wire.told() == [
        ("created", "agency"),
        ("due_date_change", "company"),
        ("due_date_accepted", "agency"),
    ]
    assert wire.events()[-1]["due_date"] == "2026-02-18"
    assert wire.client.get(wire.path)["due_date"] == "2026-02-18"
    assert wire.news() == ["due_date_accepted"]


def test_a_refused_due_date_is_an_event_of_the_agency() -> None:
    wire = Wire(kassavirta(REMINDED))
    wire.listen()
    assert wire.post("due_date_change", due_date="2026-03-18").status == 201
    assert wire.told()[-2:] == [("due_date_change", "company"), ("due_date_refused", "agency")]
    assert wire.news() == ["due_date_refused"]


def test_a_due_date_that_a_person_decides_on_is_answered_when_it_is_decided() -> None:
    wire = Wire(kassavirta(due_date_requests="asked"))
    wire.post("due_date_change", due_date="2026-02-18")
    assert wire.told()[-1] == ("due_date_change", "company")
    wire.desk.decide("1001", "accept_due_date")
    assert wire.told()[-1] == ("due_date_accepted", "agency")


def test_a_hold_is_added_changed_and_lifted(wire: Wire) -> None:
    wire.listen()
    added = wire.post("hold_added", until="2026-02-20", text="We look into a complaint.")
    assert (added.json["type"], added.json["until"]) == ("hold_added", "2026-02-20")
    assert wire.post("hold_changed", until="2026-02-27").json["type"] == "hold_changed"
    assert wire.post("hold_lifted").json["type"] == "hold_lifted"
    assert {actor for _, actor in wire.told()[1:]} == {"company"}
    assert wire.news() == []  # what the company did itself is no news to it


def test_the_end_of_a_hold_and_a_hold_of_the_agencys_are_its_comments(wire: Wire) -> None:
    wire.listen()
    wire.post("hold_added", until="2026-02-13")
    wire.until("2026-02-17T12:00")
    # It is over on Monday 16 February, and the reminder leaves with it.
    assert wire.told()[-2:] == [("comment", "agency"), ("reminder_sent", "agency")]
    wire.desk.decide("1001", "suspend")
    assert wire.events()[-1]["text"] == "Collection is on hold"
    assert wire.news() == ["comment", "reminder_sent", "comment"]


def test_a_cancellation_is_recorded_and_followed_by_the_close(wire: Wire) -> None:
    wire.listen()
    heard = wire.post("cancellation", text="A mistake of ours.")
    assert (heard.status, heard.json["type"], heard.json["text"]) == (
        201,
        "cancellation",
        "A mistake of ours.",
    )
    assert wire.told()[-2:] == [("cancellation", "company"), ("close", "agency")]
    assert wire.client.get(wire.path)["close_reason"] == "cancelled"
    assert wire.news() == ["close"]
    assert "is closed (cancelled)" in problem(wire.post("hold_added", until="2026-03-01"), 403)
    assert wire.post("comment", text="Thank you.").status == 201


def test_a_bad_debt_is_recorded_and_the_assignment_goes_on(wire: Wire) -> None:
    assert wire.post("bad_debt", text="Written off.").json["type"] == "bad_debt"
    wire.until(REMINDED)
    assert wire.client.get(wire.path)["collection_status"] == "reminder_sent"


def test_an_event_of_the_agency_is_seen_once_it_is_marked(wire: Wire) -> None:
    wire.post("due_date_change", due_date="2026-02-18")
    event = wire.events()[-1]["id"]
    for _ in range(2):
        assert wire.client.call("POST", f"{wire.path}/events/{event}/seen").status == 204
    assert wire.events()[-1]["seen_at"] is not None


@pytest.mark.parametrize(
    ("kind", "words", "says"),
    [
        ("due_date_change", {}, "due_date"),
        ("due_date_change", {"due_date": "2026-02-30"}, "due_date"),
        ("due_date_change", {"due_date": "2026-02-05"}, "today is 2026-02-06"),
        ("hold_added", {}, "until"),
        ("hold_added", {"until": "2026-02-05"}, "today is 2026-02-06"),
        ("hold_added", {"until": "tomorrow"}, "until"),
        ("pause", {}, "type"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_the_providers_envelope(
    wire: Wire, kind: str, words: dict[str, Any], says: str
) -> None:
    assert says in problem(wire.post(kind, **words), 400)
    assert wire.told() == [("created", "agency")]


def test_a_due_date_no_later_than_the_claims_is_refused() -> None:
    wire = Wire(kassavirta("2026-01-20T12:00"))
    assert "is due on 2026-01-28" in problem(wire.post("due_date_change", due_date="2026-01-28"), 400)


def test_ropos_assignments_take_only_payments_credit_notes_and_comments() -> None:
    company = Company().activate()
    invoice = company.open_case()
    for kind, words in (
        ("due_date_change", {"due_date": "2026-03-18"}),
        ("hold_added", {"until": "2026-03-18"}),
        ("hold_lifted", {}),
        ("cancellation", {}),
        ("bad_debt", {}),
    ):
        assert "ropo takes no events about" in problem(company.report(invoice, type=kind, **words), 403)
    assert [event["type"] for event in company.case(invoice)["events"]] == ["created"]


# --- lists --------------------------------------------------------------------------------------------------


def test_assignments_are_listed_by_how_far_they_have_come_and_whether_somebody_wrote() -> None:
    desk = kassavirta(REMINDED)
    desk.send("1002", due=date(2026, 3, 20))
    desk.send("1003", due=date(2026, 3, 20))
    desk.until("2026-02-20T12:00")
    wire = Wire(desk)
    desk.pay("1002")
    wire.post("comment", text="The customer has moved.")
    assert wire.numbers("status=open") == ["1001", "1003"]
    assert wire.numbers("status=closed") == ["1002"]
    assert wire.numbers("has_messages=true") == ["1001"]
    assert wire.numbers("has_messages=false") == ["1002", "1003"]
    assert wire.numbers("collection_status=payment_demand_sent,legal_collection,post_collection") == ["1001"]
    assert wire.numbers("collection_status=open,closed") == ["1002", "1003"]
    assert wire.client.call("GET", "/v1/assignments", query="collection_status=asleep").status == 400
    # The demand to 1001 of 19 February falls due on 1 March: beyond a week.
    counts = wire.client.get("/v1/assignments/overview")
    assert counts == {"open": 2, "soon_due": 0, "overdue": 0}
    desk.until("2026-03-02T08:00")
    assert wire.client.get("/v1/assignments/overview") == {"open": 2, "soon_due": 0, "overdue": 1}


def test_an_assignment_shows_both_references_and_its_way_to_post_collection() -> None:
    wire = Wire(kassavirta(BEFORE))
    shown = wire.client.get(wire.path)
    invoice = wire.desk.state.invoices[wire.desk.case().opened.invoice]
    assert invoice.routed is not None
    assert (shown["reference"], shown["payment_reference"]) == ("10016", invoice.routed.reference)
    assert (shown["service"], shown["service_level"]) == ("kassavirta", None)
    seen = []
    for day in ("2026-03-03", "2026-06-01", "2027-06-01"):
        wire.until(f"{day}T12:00")
        seen.append(wire.client.get(wire.path)["collection_status"])
    # Legal collection on 2 March, enforcement sixty days later, and post-collection a year after that.
    assert seen == ["legal_collection", "legal_collection", "post_collection"]
    assert wire.events()[-1]["text"] == "Enforcement has found nothing: post-collection begins"


# --- service levels -----------------------------------------------------------------------------------------


def level(wire: Wire, customer: str, kind: str | None) -> Heard:
    path = f"/v1/service_levels/{customer}"
    return (
        wire.client.call("DELETE", path)
        if kind is None
        else wire.client.call("PUT", path, {"service_level": kind})
    )


def test_a_customer_is_put_into_a_level_moved_and_taken_out(wire: Wire) -> None:
    wire.listen()
    assert wire.client.get("/v1/service_levels") == []
    assert level(wire, CUSTOMER, "vip").json == {"business_id": CUSTOMER, "service_level": "vip"}
    assert level(wire, CUSTOMER, "premium").status == 200
    level(wire, "1234567-1", "service_bypass")
    assert [row["service_level"] for row in wire.client.get("/v1/service_levels")] == [
        "premium",
        "service_bypass",
    ]
    assert wire.client.get("/v1/service_levels", "page=2&per_page=1")[0]["business_id"] == "1234567-1"
    wire.until("2026-02-06T14:01")
    assert wire.client.get(wire.path)["service_level"] == "premium"
    assert wire.events()[-1]["text"] == "The customer's service level is premium now"
    for _ in range(2):
        assert level(wire, CUSTOMER, None).status == 204
    assert [row["business_id"] for row in wire.client.get("/v1/service_levels")] == ["1234567-1"]
    wire.until("2026-02-06T16:02")
    assert wire.client.get(wire.path)["service_level"] is None
    assert wire.news() == ["comment", "comment"]


@pytest.mark.parametrize("customer", ["7654321-3", "FI76543212", "76543212", "x"])
def test_a_business_id_of_a_wrong_form_has_no_level(wire: Wire, customer: str) -> None:
    for kind in ("vip", None):
        assert "check digit" in problem(level(wire, customer, kind), 400)


def test_there_are_three_levels(wire: Wire) -> None:
    problem(level(wire, CUSTOMER, "gold"), 400)
    assert wire.client.get("/v1/service_levels") == []


@pytest.mark.parametrize("provider", ["perinta", "ropo"])
def test_only_kassavirta_has_service_levels(provider: str) -> None:
    wire = Wire(Desk(provider).activate())
    assert wire.client.get("/v1/service_levels") == []
    for kind in ("vip", None):
        problem(level(wire, CUSTOMER, kind), 403)


def test_a_closed_service_has_none_any_more(wire: Wire) -> None:
    put(wire.desk, "vip")
    assert wire.client.call("DELETE", "/v2/services/amili/receivables").status == 204
    assert wire.client.get("/v1/service_levels") == []
    assert "the service is closed" in problem(level(wire, CUSTOMER, "premium"), 403)
