"""Visma Amili's surface for an ERP: token and envelope, batches, invoices and what is reported of them."""

from __future__ import annotations

from typing import Any

import pytest

from simulator import World
from tests.simulator.organization import Organization
from tests.simulator.stage import KEY

OVERDUE = "2026-02-04T09:00"


@pytest.fixture
def ready() -> Organization:
    return Organization(OVERDUE).active()


# --- token and envelope -------------------------------------------------------------------------------------


def test_a_token_says_from_when_and_until_when_it_is_valid_and_of_what() -> None:
    organization = Organization()
    heard = organization.ask_token().json
    assert set(heard) == {"access_token", "token_type", "not_before", "expires_in", "expires_on", "resource"}
    assert (heard["token_type"], heard["expires_in"]) == ("Bearer", 3600)
    assert heard["not_before"] == int(organization.sandbox.now.timestamp())
    assert heard["expires_on"] == heard["not_before"] + 3600


def test_a_token_is_refused_when_it_has_expired() -> None:
    organization = Organization()
    bearer = f"Bearer {organization.token}"
    organization.until("2026-01-12T09:59")
    assert organization.call("GET", "/activation", authorization=bearer).status == 200
    organization.until("2026-01-12T10:00")
    heard = organization.call("GET", "/activation", authorization=bearer)
    assert heard.status == 401
    assert "valid until 2026-01-12T08:00:00Z" in heard.json["summary"]["errors"][0]


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer nobody's", "{secret}", "Bearer {other}"])
def test_a_call_without_a_token_of_this_channel_is_refused(given: str) -> None:
    organization = Organization()
    other = organization.sandbox.token({"scope": ["company:read"], "exp": 10**11})
    bearer = given.format(secret=organization.words["client_secret"], other=other)
    heard = organization.call("GET", "/cases", authorization=bearer)
    assert (heard.status, heard.json["summary"]["status"]) == (401, "FAILED")
    assert heard.json["summary"]["code"] == "UNAUTHORIZED"


@pytest.mark.parametrize("fields", [{"client_secret": "x"}, {"client_id": "x"}])
def test_a_token_is_given_to_nobody_else(fields: dict[str, str]) -> None:
    heard = Organization().ask_token(**fields)
    assert heard.status == 401
    assert next(iter(fields)) in heard.json["summary"]["errors"][0]


def test_an_organization_is_found_by_its_own_id_only() -> None:
    world = World(key=KEY)
    organization, other = Organization(world=world), Organization(world=world, seed=8)
    heard = organization.stage.call(
        "GET", f"{other.path}/cases", headers={"authorization": f"Bearer {organization.token}"}
    )
    assert (heard.status, heard.json["summary"]["code"]) == (404, "NOT_FOUND")


def test_every_good_answer_has_a_summary_and_data(ready: Organization) -> None:
    heard = ready.call("GET", "/cases")
    assert heard.json == {"summary": {"status": "SUCCESS", "nextPageToken": None}, "data": []}


# --- batches ------------------------------------------------------------------------------------------------


def test_a_batch_is_taken_at_once_and_worked_off_some_minutes_later(ready: Organization) -> None:
    heard = ready.call("POST", "/invoices", {"invoices": [ready.invoice()]})
    assert heard.status == 202
    taken = heard.json["data"]
    assert taken["batchUrl"] == f"http://stage{ready.path}/batches/{taken['batchId']}"
    queued = ready.done("GET", f"/batches/{taken['batchId']}")
    assert (queued["status"], queued["type"], queued["finishedAt"]) == ("QUEUED", "INVOICE", None)
    assert (queued["succeeded"], queued["failed"]) == ([], [])
    assert ready.done("GET", "/cases") == []
    ready.until("2026-02-04T09:05")
    done = ready.done("GET", f"/batches/{taken['batchId']}")
    assert (done["status"], done["failed"]) == ("SUCCESS", [])
    (made,) = done["succeeded"]
    assert (made["index"], made["uniqueSourceInvoiceId"]) == (0, "own-1001")
    assert "2026-02-04T07:01:00Z" <= done["finishedAt"] <= "2026-02-04T07:05:00Z"
    assert ready.case()["caseNumber"] == made["caseNumber"]


def test_a_batch_of_nothing_or_of_too_much_is_refused_whole(ready: Organization) -> None:
    for count in (0, 10_001):
        heard = ready.call("POST", "/invoices", {"invoices": [ready.invoice()] * count})
        assert heard.status == 422
        assert f"{count} items" in heard.json["summary"]["errors"][0]


def test_ten_thousand_invoices_are_taken_in_one_batch_and_listed_page_by_page(ready: Organization) -> None:
    done = ready.batch("invoices", *(ready.invoice(str(number)) for number in range(10_000)))
    assert (done["status"], len(done["succeeded"])) == ("SUCCESS", 10_000)
    numbers: list[str] = []
    token = ""
    while True:
        page = ready.call("GET", "/invoices", query=f"PageSize=500{token}").json
        numbers += [row["invoiceNumber"] for row in page["data"]]
        if page["summary"]["nextPageToken"] is None:
            break
        token = f"&PageToken={page['summary']['nextPageToken'].replace('=', '%3D')}"
    assert numbers == [str(number) for number in range(10_000)]


def test_a_body_above_the_limit_of_a_batch_is_refused(ready: Organization) -> None:
    note = "x" * 1000
    heard = ready.call("POST", "/invoices", {"invoices": [ready.invoice(description=note)] * 14_000})
    assert heard.status == 413
    assert "16777216" in heard.json["summary"]["errors"][0]
    pause = ready.call("POST", "/cases/1/pause", {"comment": "x" * 1_100_000})
    assert "1048576" in pause.json["summary"]["errors"][0]


def test_half_of_a_batch_can_fail_and_each_item_says_why(ready: Organization) -> None:
    good, other = ready.invoice("1001"), ready.invoice("1002")
    kronor, early = ready.invoice("1003", currency="SEK"), ready.invoice("1004", dueDate="2026-02-04")
    done = ready.batch("invoices", kronor, good, early, other)
    assert done["status"] == "PARTIAL"
    assert [(row["index"], row["invoiceNumber"]) for row in done["succeeded"]] == [(1, "1001"), (3, "1002")]
    failed = {row["index"]: row["errors"][0] for row in done["failed"]}
    assert "SEK" in failed[0]
    assert "can be transferred on the day after that" in failed[2]


def test_a_batch_of_which_everything_fails_has_failed(ready: Organization) -> None:
    done = ready.batch("invoices", ready.invoice(currency="NOK"))
    assert (done["status"], done["succeeded"]) == ("FAILED", [])


def test_the_same_batch_twice_makes_each_case_once(ready: Organization) -> None:
    items = [ready.invoice(str(number)) for number in (1001, 1002)]
    first, again = ready.batch("invoices", *items), ready.batch("invoices", *items)
    assert again["batchId"] != first["batchId"]
    assert again["succeeded"] == first["succeeded"]
    assert len(ready.done("GET", "/cases")) == 2
    assert ready.batch("invoices", items[0], items[0])["status"] == "SUCCESS"  # and within one batch


def test_an_id_of_another_invoice_and_a_number_of_another_id_fail(ready: Organization) -> None:
    ready.send("1001")
    assert "own-1001 is the id of invoice 1001" in ready.why("1002", uniqueSourceInvoiceId="own-1001")
    assert "own-1001 is the id of invoice 1001" in ready.why("1001", 1239.0)
    assert "already a case" in ready.why("1001", uniqueSourceInvoiceId="another")


def test_invoices_are_refused_before_the_service_is_active() -> None:
    organization = Organization(OVERDUE)
    for prepare in (lambda: None, organization.order):
        prepare()
        heard = organization.call("POST", "/invoices", {"invoices": [organization.invoice()]})
        assert (heard.status, heard.json["summary"]["code"]) == (403, "FORBIDDEN")


@pytest.mark.parametrize(
    "words",
    [
        {"type": "INVOICE"},
        {"originalInvoiceAmount": 0},
        {"originalInvoiceAmount": -1.0},
        {"originalInvoiceAmount": "1240.00"},
        {"originalInvoiceAmount": 1.001},
        {"customer": {"type": "PRIVATE"}},
        {"customer": {"name": None}},
        {"customer": {"temporary": "yes"}},
        {"uniqueSourceInvoiceId": None},
        {"invoiceNumber": 1001},
        {"currency": "euro"},
    ],
)
def test_an_item_that_is_not_as_documented_stops_its_batch(
    ready: Organization, words: dict[str, Any]
) -> None:
    bad = ready.invoice(**words)
    heard = ready.call("POST", "/invoices", {"invoices": [ready.invoice("1002"), bad]})
    assert heard.status == 400
    assert heard.json["summary"]["errors"]


def test_a_batch_that_was_never_sent_is_not_there(ready: Organization) -> None:
    assert ready.call("GET", "/batches/none").status == 404


# --- invoices and what is reported of them ------------------------------------------------------------------


def test_an_invoice_shows_what_it_is_and_what_happened_to_it(ready: Organization) -> None:
    ready.hold()
    made = ready.send()
    ready.until("2026-02-11T12:00")
    shown = ready.read(made["invoiceId"])
    assert shown["organization"]["organizationNumber"] == ready.sandbox.company["business_id"]
    assert (shown["collectionCaseNumber"], shown["type"]) == (made["caseNumber"], "PAYMENT_REMINDER")
    assert (shown["status"], shown["remainingAmount"], shown["currency"]) == ("OPEN", 1240.0, "EUR")
    # Ten days after Wednesday 28 January is a Saturday: reminded on Monday.
    events = [(each["date"], each["type"], each["actor"], each["amount"]) for each in shown["events"]]
    assert events == [
        ("2026-02-04", "CREATED", "ORGANIZATION", 1240.0),
        ("2026-02-09", "REMINDER", "AMILI", 12.0),
    ]
    assert ready.call("GET", "/invoices/nothing").status == 404


def test_a_payment_to_the_company_lowers_the_capital_and_what_is_above_it_is_passed_over(
    ready: Organization,
) -> None:
    invoice = ready.send()["invoiceId"]
    assert ready.pay(invoice, 400.0)["status"] == "SUCCESS"
    assert ready.read(invoice)["remainingAmount"] == 840.0
    assert ready.pay(invoice, 900.0)["status"] == "SUCCESS"
    shown = ready.read(invoice)
    assert (shown["remainingAmount"], shown["status"]) == (0.0, "CLOSED")
    last = [each for each in shown["events"] if each["type"] == "DIRECT_PAYMENT"][-1]
    assert (last["amount"], last["capital"]) == (900.0, 840.0)


def test_two_payments_in_one_batch_meet_each_other(ready: Organization) -> None:
    invoice = ready.send()["invoiceId"]
    done = ready.batch("payments", *(ready.payment(invoice, 700.0) for _ in range(3)))
    assert (done["status"], done["type"]) == ("PARTIAL", "PAYMENT")
    assert [row["index"] for row in done["failed"]] == [2]
    assert "closed (paid)" in done["failed"][0]["errors"][0]


def test_a_payment_is_not_taken_back_by_a_negative_one(ready: Organization) -> None:
    invoice = ready.send()["invoiceId"]
    ready.pay(invoice, 400.0)
    done = ready.pay(invoice, -400.0)
    assert done["status"] == "FAILED"
    assert "contacted" in done["failed"][0]["errors"][0]
    assert ready.read(invoice)["remainingAmount"] == 840.0


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({"date": "2026-02-05"}, "today is 2026-02-04"),
        ({"currency": "SEK"}, "in EUR"),
        ({"amount": 0.0}, "more than zero"),
        ({"invoiceId": "unknown"}, "no invoice with the id unknown"),
    ],
)
def test_a_payment_that_cannot_be_meant_fails(ready: Organization, words: dict[str, Any], why: str) -> None:
    invoice = ready.send()["invoiceId"]
    done = ready.batch("payments", {**ready.payment(invoice, 10.0), **words})
    assert done["status"] == "FAILED"
    assert why in done["failed"][0]["errors"][0]


def test_a_correction_takes_its_amount_off_and_ends_the_case_when_nothing_is_left(
    ready: Organization,
) -> None:
    invoice = ready.send()["invoiceId"]
    item = {name: value for name, value in ready.payment(invoice, 240.0).items() if name != "type"}
    assert ready.batch("corrections", item)["type"] == "CORRECTION"
    assert ready.read(invoice)["remainingAmount"] == 1000.0
    ready.batch("corrections", {**item, "amount": 1000.0, "description": "Credit note 2001"})
    shown = ready.read(invoice)
    assert (shown["status"], [each["type"] for each in shown["events"]][-2:]) == (
        "CLOSED",
        ["CORRECTION", "CLOSED"],
    )
    assert ready.case()["closedReason"] == "credited"
