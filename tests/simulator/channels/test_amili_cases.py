"""Visma Amili's surface for an ERP: cases and what is done with them, the list, settlements, webhooks."""

from __future__ import annotations

import base64
import hmac
from hashlib import sha256
from typing import Any

import orjson
import pytest

from simulator import World
from simulator.domain.commands import RegisterWebhook
from tests.simulator.organization import ADDRESS, HOOK, Organization
from tests.simulator.stage import KEY
from tests.simulator.store.narrow import Narrow

OVERDUE = "2026-02-04T09:00"


@pytest.fixture
def ready() -> Organization:
    return Organization(OVERDUE).active()


# --- cases --------------------------------------------------------------------------------------------------


def test_cases_are_found_by_each_filter_and_by_all_of_them_together(ready: Organization) -> None:
    ready.send("1001", customer={"customerNumber": "42"})
    ready.until("2026-02-05T09:00")
    notice: dict[str, Any] = {"type": "NOTICE", "collectionNoticeDate": "2026-02-03"}
    ready.send("1002", customer={"name": "Toinen Oy", "customerNumber": "43"}, **notice)
    one, other = (ready.case(number)["caseNumber"] for number in ("1001", "1002"))

    def found(query: str) -> list[str]:
        return [row["caseNumber"] for row in ready.done("GET", "/cases", query=query)]

    assert found("") == [one, other]
    assert found("Type=COLLECTION_NOTICE") == [other]
    assert found("Status=OPEN") == [one, other]
    assert found("Status=CLOSED") == []
    assert found(f"CaseNumber={one}") == [one]
    assert found("CustomerNumber=43") == [other]
    assert found("SearchTerm=toinen") == [other]
    assert found("SearchTerm=1001") == [one]
    assert found("FromCreatedAt=2026-02-05") == [other]
    assert found("ToCreatedAt=2026-02-05") == [one]
    assert found("FromCreatedAt=2026-02-04T07:00:00Z&ToCreatedAt=2026-02-04T08:00:00Z") == [one]
    assert found("SearchTerm=1001&CustomerNumber=43") == []


@pytest.mark.parametrize("token", ["x", "eDox", "ZnJvbTotMQ%3D%3D", "ä"])
def test_a_page_token_that_no_answer_had_is_refused(ready: Organization, token: str) -> None:
    heard = ready.call("GET", "/cases", query=f"PageToken={token}")
    assert heard.status == 400
    assert "page token" in heard.json["summary"]["errors"][0]


def test_a_case_is_paused_and_resumed(ready: Organization) -> None:
    case = ready.send()["caseNumber"]
    paused = ready.done("POST", f"/cases/{case}/pause", {"comment": "Asked for time"})
    assert paused["status"] == "PAUSED"
    assert ready.call("POST", f"/cases/{case}/pause", {}).status == 403
    ready.until("2026-03-31T12:00")
    assert [each["type"] for each in ready.read(paused["invoices"][0]["invoiceId"])["events"]] == [
        "CREATED",
        "PAUSED",
    ]
    assert ready.done("POST", f"/cases/{case}/resume")["status"] == "OPEN"
    assert ready.call("POST", f"/cases/{case}/resume").status == 403
    ready.until("2026-04-02T12:00")
    assert ready.case()["balance"]["fees"] == 12.0


def test_a_pause_ends_after_the_day_that_it_names(ready: Organization) -> None:
    case = ready.send()["caseNumber"]
    ready.done("POST", f"/cases/{case}/pause", {"pauseUntil": "2026-02-20"})
    ready.until("2026-02-20T12:00")
    assert ready.case()["status"] == "PAUSED"
    ready.until("2026-02-23T12:00")
    assert ready.case()["status"] == "OPEN"
    assert ready.call("POST", f"/cases/{case}/pause", {"pauseUntil": "2026-02-01"}).status == 422


def test_a_case_is_not_withdrawn_through_the_interface_but_where_the_sandbox_is_set_to_it() -> None:
    organization = Organization(OVERDUE).active()
    case = organization.send()["caseNumber"]
    heard = organization.call("POST", f"/cases/{case}/withdraw")
    assert heard.status == 403
    assert "contact Visma Amili" in heard.json["summary"]["errors"][0]
    assert organization.case()["status"] == "OPEN"
    norway = Organization(OVERDUE, settings={"amili.withdrawals": "taken"}).active()
    case = norway.send()["caseNumber"]
    assert norway.done("POST", f"/cases/{case}/withdraw")["closedReason"] == "cancelled"
    assert norway.call("POST", f"/cases/{case}/withdraw").status == 403


def test_amili_itself_stops_what_was_sent_by_mistake(ready: Organization) -> None:
    case = ready.send()["caseNumber"]
    ready.sandbox.decide(case, "stop")
    assert (ready.case()["status"], ready.case()["closedReason"]) == ("CLOSED", "cancelled")


def test_what_is_done_to_an_unknown_case_is_not_found(ready: Organization) -> None:
    for path, body in (("pause", {}), ("resume", None), ("withdraw", None)):
        assert ready.call("POST", f"/cases/4711/{path}", body).status == 404


def test_cases_wait_on_the_collection_list_for_the_companys_word_where_they_are_asked_for() -> None:
    organization = Organization(OVERDUE, settings={"amili.collection_list": "asked"}).active()
    cases = [organization.send(number)["caseNumber"] for number in ("1001", "1002", "1003")]
    # Reminded on Monday 9 February; ten days later is Thursday the 19th.
    heard = organization.call("POST", "/debtcollectionlist/accept", {"caseIds": cases[:1]})
    assert heard.status == 409
    organization.until("2026-03-31T12:00")
    listed = organization.done("GET", "/cases", query="Type=COLLECTION_LIST")
    assert [row["caseId"] for row in listed] == cases
    assert organization.done("POST", "/debtcollectionlist/accept", {"caseIds": cases[:1] * 2}) == {
        "caseIds": cases[:1]
    }
    assert organization.case("1001")["type"] == "COLLECTION_NOTICE"
    assert (
        organization.case("1001")["balance"]["fees"] == 12.0 + 70.0
    )  # a reminder, and a demand of 500 to 2,500
    organization.done("POST", "/debtcollectionlist/reject", {"caseIds": cases[1:2]})
    rejected = organization.case("1002")
    assert (rejected["status"], rejected["closedReason"]) == ("CLOSED", "rejected")
    mixed = organization.call("POST", "/debtcollectionlist/reject", {"caseIds": [cases[2], cases[0]]})
    assert mixed.status == 409
    assert organization.case("1003")["type"] == "COLLECTION_LIST"


def test_a_case_takes_its_words_along(ready: Organization) -> None:
    contact = {"name": "Kaija Kontakti", "email": "kaija@example.fi", "phone": "+358409"}
    ready.send(auxiliaryName="Esimerkin Verkkokauppa", customer={"contactPerson": contact})
    shown = ready.case()
    assert shown["auxiliaryName"] == "Esimerkin Verkkokauppa"
    assert shown["customer"]["contactPerson"] == contact
    assert shown["portalUrl"] == f"http://stage/amili/portal/cases/{shown['caseId']}"


def test_a_temporary_customer_needs_no_address_until_legal_collection_completes_it(
    ready: Organization,
) -> None:
    assert "no address" in ready.why("1002", customer={"address": None})
    ready.send(customer={"temporary": True, "address": None})
    assert ready.case()["customer"]["temporary"]
    ready.until("2026-06-30T12:00")
    shown = ready.case()
    assert (shown["type"], shown["customer"]["temporary"]) == ("ENFORCEMENT", False)


def test_customers_abroad_and_consumers_are_taken(ready: Organization) -> None:
    abroad = {**ADDRESS, "city": "Tallinn", "country": "EE"}
    ready.send("1001", customer={"address": abroad})
    ready.send("1002", customer={"type": "PERSON", "organizationNumber": None})
    kinds = [case.opened.debtor_kind for case in ready.state.cases.values()]
    assert kinds == ["company", "consumer"]


# --- settlements --------------------------------------------------------------------------------------------


def test_settlements_are_listed_by_day_and_read_one_by_one() -> None:
    organization = Organization(OVERDUE, settings={"amili.settlement_banking_days": [2, 2]}).active()
    for number, total in (("1001", 1240.0), ("1002", 60.0)):
        organization.hold(number, f"{total:.2f}")
        organization.send(number, total)
    organization.until("2026-02-05T10:00")
    organization.sandbox.pay("1001", to="agency")
    organization.until("2026-02-06T10:00")
    organization.sandbox.pay("1002", to="agency")
    organization.until("2026-02-28T12:00")
    rows = organization.done("GET", "/settlements")
    assert [(row["settlementDate"], row["amount"], row["invoiceNumber"]) for row in rows] == [
        ("2026-02-09", 1240.0, "1001"),
        ("2026-02-10", 60.0, "1002"),
    ]
    assert {(row["kind"], row["collectionType"], row["currency"]) for row in rows} == {
        ("CAPITAL", "REMINDER", "EUR")
    }
    assert rows[0]["customerReference"] == organization.state.held["1001"].invoice["reference"]
    assert organization.done("GET", f"/settlements/{rows[0]['settlementId']}") == rows[0]
    assert organization.done("GET", "/settlements", query="fromDate=2026-02-10") == rows[1:]
    assert organization.done("GET", "/settlements", query="toDate=2026-02-09") == rows[:1]
    first = organization.call("GET", "/settlements", query="pageSize=1").json
    token = first["summary"]["nextPageToken"].replace("=", "%3D")
    assert organization.done("GET", "/settlements", query=f"pageSize=1&pageToken={token}") == rows[1:]
    assert organization.call("GET", "/settlements/none").status == 404


# --- webhooks -----------------------------------------------------------------------------------------------


def test_subscribers_are_told_of_batches_cases_changes_and_settlements() -> None:
    organization = Organization(OVERDUE).active()
    hook = organization.listen()
    organization.hold()
    case = organization.send()["caseNumber"]
    organization.until("2026-02-10T10:00")
    organization.sandbox.pay("1001", to="agency")
    organization.until("2026-02-16T12:00")
    told = [orjson.loads(message.body) for message in organization.messages()]
    assert [each["eventType"] for each in told] == [
        "CASE",
        "BATCH_COMPLETED",
        "CASE_UPDATED",
        "CASE_UPDATED",
        "CASE_UPDATED",
        "SETTLEMENT_CREATED",
    ]
    assert {each["source"] for each in told} == {"COLLECTION"}
    assert {each["data"]["organizationId"] for each in told} == {organization.words["organization_id"]}
    assert told[1]["data"]["status"] == "SUCCESS"
    assert [each["data"]["fields"] for each in told[2:5]] == [
        ["type", "balance"],
        ["balance"],
        ["status", "balance"],
    ]
    assert {each["data"]["caseNumber"] for each in told if "caseNumber" in each["data"]} == {case}
    settlement = organization.done("GET", f"/settlements/{told[5]['data']['settlementId']}")
    assert settlement["invoiceNumber"] == told[5]["data"]["invoiceNumber"] == "1001"
    assert {message.webhook for message in organization.messages()} == {hook["webhookId"]}


@pytest.mark.parametrize("written_as", ["hex", "base64"])
def test_a_message_bears_its_event_its_ids_and_its_signature_in_headers(written_as: str) -> None:
    organization = Organization(OVERDUE, settings={"amili.signature": written_as}).active()
    organization.listen("CASE", secret="s3cret")
    organization.send()
    (message,) = organization.messages()
    headers = message.headers
    assert headers["X-Amili-Event"] == "CASE"
    assert headers["IdempotencyKey"] == orjson.loads(message.body)["id"] == message.id
    assert headers["X-Amili-Request-Id"] not in ("", message.id)
    digest = hmac.new(b"s3cret", message.body, sha256).digest()
    expected = digest.hex() if written_as == "hex" else base64.b64encode(digest).decode()
    assert headers["X-Webhook-Signature"] == expected


def test_an_address_that_is_subscribed_again_is_told_other_things_with_another_secret(
    ready: Organization,
) -> None:
    one = ready.listen("CASE")
    other = ready.listen("BATCH_COMPLETED", "BATCH_COMPLETED", secret="other")
    assert ready.done("GET", "/webhooks") == [
        {"webhookId": other["webhookId"], "url": HOOK, "events": ["BATCH_COMPLETED"]}
    ]
    assert ready.call("DELETE", f"/webhooks/{one['webhookId']}").status == 404
    ready.send()
    assert [message.event for message in ready.messages()] == ["BATCH_COMPLETED"]
    assert ready.call("DELETE", f"/webhooks/{other['webhookId']}").status == 204
    assert ready.done("GET", "/webhooks") == []


@pytest.mark.parametrize("kept", [0, 1])
def test_an_address_is_subscribed_again_as_a_whole_or_not_at_all_however_much_the_store_keeps(
    kept: int,
) -> None:
    store = Narrow()
    organization = Organization(OVERDUE, world=World(key=KEY, store=store)).active()
    one = organization.listen("CASE")["webhookId"]
    assert organization.token
    store.left = kept
    body = {"url": HOOK, "secret": "other", "events": ["BATCH_COMPLETED"]}
    assert organization.raw("POST", "/webhooks", body).status == (201 if kept else 503)
    (webhook,) = organization.state.webhooks.values()
    assert (webhook.webhook == one, webhook.events) == (
        (False, ("BATCH_COMPLETED",)) if kept else (True, ("CASE",))
    )


def test_a_subscription_of_another_channel_is_not_shown_or_removed(ready: Organization) -> None:
    ready.sandbox.handle(
        RegisterWebhook(channel="maventa", destination=HOOK, destination_type="WEBHOOK", events=("CASE",))
    )
    (foreign,) = ready.state.webhooks
    assert ready.done("GET", "/webhooks") == []
    assert ready.call("DELETE", f"/webhooks/{foreign}").status == 404
    ready.send()
    assert ready.messages("CASE") == []
