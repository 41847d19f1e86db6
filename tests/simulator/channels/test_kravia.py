"""Kravia's surface: who may call, how a creditor begins, what a case shows, and what is told of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from simulator import World
from simulator.agencies.kravia import LIFECYCLE
from simulator.channels.kravia import wire
from simulator.channels.kravia.timeline import TYPES
from simulator.contract.document import document
from simulator.domain.state import Case
from simulator.store.memory import MemoryStore
from tests.simulator.creditor import Creditor
from tests.simulator.stage import KEY, Client

PAYMENT = {"date": "2026-02-10", "amount": 100.0}


@pytest.mark.parametrize("token", ["", "nobody's", "Bearer {secret}", "{other}"])
def test_a_call_without_the_partners_token_as_it_is_is_refused(token: str) -> None:
    creditor = Creditor()
    other = creditor.sandbox.endpoints("http://stage")["maventa"]["client_secret"]
    given = token.format(secret=creditor.words["secret"], other=other)
    heard = creditor.call("GET", "/invoice/search", authorization=given)
    assert (heard.status, heard.json["status"]) == (401, 401)
    assert heard.json["errors"]
    assert creditor.words["secret"] not in heard.body.decode()


def test_a_template_is_answered_filled_in_and_submitted() -> None:
    creditor = Creditor()
    template = creditor.done("POST", "/onboarding/init", {"accountingSystem": "Procountor"})
    assert set(template) == set(creditor.form())
    assert (template["accountingSystem"], template["name"]) == ("Procountor", None)
    made = creditor.done("POST", "/onboarding/activate", {**template, **creditor.form()})
    assert made["status"] == "AwaitingSignature"
    assert creditor.done("POST", "/onboarding/activate", creditor.form()) == made
    creditor.sandbox.onboarding("kravia", "sign")
    read = creditor.done("GET", f"/creditor/{made['creditorId']}")
    assert read == {**made, "status": "Active"}


def test_a_company_that_is_not_the_sandboxs_own_cannot_become_a_creditor() -> None:
    creditor = Creditor()
    heard = creditor.call("POST", "/onboarding/activate", creditor.form(organizationNumber="1234567-1"))
    assert heard.status == 403
    assert "1234567-1" in heard.json["errors"][0]


def test_a_creditor_that_was_not_onboarded_is_not_there_and_can_register_nothing() -> None:
    creditor = Creditor("2026-02-04T09:00")
    known = creditor.order().id
    fresh = Creditor("2026-02-04T09:00")
    assert fresh.call("GET", f"/creditor/{known}").status == 404
    heard = fresh.call("POST", "/invoice/register", fresh.invoice(creditorId=known))
    assert heard.status == 403
    assert "inactive" in heard.json["errors"][0]


def test_a_case_opens_in_the_answer_and_shows_its_way() -> None:
    creditor = Creditor().sign()
    creditor.hold()
    creditor.until("2026-02-04T09:00")
    case = creditor.register()
    assert creditor.details(case)["status"] == "Registered"
    creditor.until("2026-02-05T12:00")
    shown = creditor.details(case)
    assert (shown["status"], shown["accountingInvoiceId"]) == ("ReminderSent", "own-1001")
    assert shown["outstanding"] == {"capital": 1240.0, "fees": 12.0, "interest": 0.0}
    assert [each["type"] for each in shown["timeline"]] == ["Registered", "ReminderSent"]
    assert shown["lastUpdatedTime"] == "2026-02-05T07:00:00.0000000"
    # Ten days after the reminder is Sunday 15 February, so the demand leaves on Monday; ten days later Kravia waits.
    creditor.until("2026-02-16T12:00")
    assert creditor.details(case)["status"] == "PaymentDemandSent"
    creditor.until("2026-02-26T12:00")
    waiting = creditor.details(case)
    assert (waiting["status"], waiting["actionNeeded"]) == ("AwaitingLegalApproval", "ApproveLegalCollection")
    assert waiting["availableActions"] == ["ApproveLegalCollection", "Suspend", "Stop"]


def test_what_is_registered_before_the_signature_waits_for_approval_and_the_debtor_hears_nothing() -> None:
    creditor = Creditor("2026-02-04T09:00").order()
    case = creditor.register()
    creditor.sandbox.onboarding("kravia", "sign")
    creditor.until("2026-03-31T12:00")
    shown = creditor.details(case)
    assert (shown["status"], shown["actionNeeded"]) == ("AwaitingApproval", "Approve")
    assert "ReminderSent" not in [each["type"] for each in shown["timeline"]]


@pytest.mark.parametrize(
    ("words", "opens"),
    [
        ({}, "2026-02-04"),
        ({"isPrivateIndividual": True}, "2026-02-04"),  # the business ID decides
        ({"organizationNumber": None, "isPrivateIndividual": "false"}, "2026-02-11"),
        ({"organizationNumber": ""}, "2026-02-11"),
    ],
)
def test_a_company_is_whoever_has_a_business_id_and_waits_seven_days_all_others_fourteen(
    words: dict[str, Any], opens: str
) -> None:
    creditor = Creditor("2026-01-12T09:00").sign()
    day_before = date.fromordinal(date.fromisoformat(opens).toordinal() - 1)
    creditor.until(f"{day_before}T23:59")
    early = creditor.call("POST", "/invoice/register", creditor.invoice(**words))
    assert early.status == 403
    creditor.until(f"{opens}T00:00")
    creditor.register(**words)


def test_an_early_case_is_taken_where_the_sandbox_is_set_to_it() -> None:
    creditor = Creditor(settings={"kravia.early_transfer": "taken"}).sign()
    assert creditor.details(creditor.register())["status"] == "Registered"


def test_a_company_elsewhere_is_handled_as_a_consumer() -> None:
    creditor = Creditor("2026-02-04T09:00").sign()
    abroad = {**creditor.invoice()["postalAddress"], "addressCountryCode": "DE"}
    assert creditor.call("POST", "/invoice/register", creditor.invoice(postalAddress=abroad)).status == 403


def test_a_number_that_there_is_a_case_for_makes_no_second_one() -> None:
    creditor = Creditor("2026-02-04T09:00").sign()
    case = creditor.register()
    again = creditor.call("POST", "/invoice/register", creditor.invoice(accountingInvoiceId="another"))
    assert (again.status, again.json["message"]) == (
        409,
        "There is already a case found for the invoice number",
    )
    assert str(case) in again.json["errors"][0]
    (row,) = creditor.done("GET", "/invoice/search")["items"]
    assert (row["invoiceId"], row["accountingInvoiceId"]) == (case, "own-1001")


def test_a_case_in_another_currency_is_taken_and_shown_in_it() -> None:
    creditor = Creditor("2026-02-04T09:00").sign()
    shown = creditor.details(creditor.register(currencyCode="SEK"))
    assert (shown["currencyCode"], shown["outstanding"]["capital"]) == ("SEK", 1240.0)


def test_a_search_goes_on_from_the_last_update_and_page_by_page() -> None:
    creditor = Creditor("2026-02-04T09:00").sign()
    cases = [creditor.register(str(number)) for number in range(1001, 1004)]
    creditor.until("2026-02-04T10:00")
    later = creditor.register("1004")

    def ids(query: str) -> list[int]:
        return [row["invoiceId"] for row in creditor.done("GET", "/invoice/search", query=query)["items"]]

    assert ids("top=2") == cases[:2]
    assert ids("top=2&skip=2") == [cases[2], later]
    assert ids("byAscending=False") == [later, *reversed(cases)]
    assert ids("lastUpdatedTime=2026-02-04T07:00:00.0000001") == [
        *cases,
        later,
    ]  # the seventh decimal is not kept
    assert ids("lastUpdatedTime=2026-02-04T07:00:00.000001") == [later]
    assert ids("lastUpdatedTime=2026-02-04T08:00:00") == [later]
    assert ids("lastUpdatedTime=2026-02-04T08:00:01") == []


def test_a_case_that_is_updated_again_comes_last_whatever_its_number() -> None:
    creditor = Creditor("2026-02-10T09:00").sign()
    first, second, third = (creditor.register(str(number), 100.0) for number in range(1001, 1004))
    for case in (second, first):
        part = {"invoiceId": case, "amount": 10.0}
        creditor.done("POST", "/invoice/payment", {**PAYMENT, "invoices": [part]})

    def ids(query: str) -> list[int]:
        return [row["invoiceId"] for row in creditor.done("GET", "/invoice/search", query=query)["items"]]

    assert ids("") == [third, second, first]
    assert ids("byAscending=false&skip=1") == [second, third]
    assert ids("byAscending=false&skip=5") == ids("skip=5") == []
    assert ids("skip=2147483647") == []


def test_a_page_looks_at_few_cases_however_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    creditor = Creditor("2026-02-04T09:00").sign()
    for number in range(1001, 1201):
        creditor.register(str(number))
    asked: list[str] = []
    real = wire.updated

    def counted(case: Case) -> datetime:
        asked.append(case.id)
        return real(case)

    monkeypatch.setattr(wire, "updated", counted)
    query = "lastUpdatedTime=2026-02-04T07:00:00&skip=150&top=5"
    assert len(creditor.done("GET", "/invoice/search", query=query)["items"]) == 5
    assert len(asked) < 20


def test_a_search_leaves_out_the_time_itself_where_the_sandbox_is_set_to_it() -> None:
    creditor = Creditor("2026-02-04T09:00", settings={"kravia.search_boundary": "exclusive"}).sign()
    creditor.register()
    found = creditor.done("GET", "/invoice/search", query="lastUpdatedTime=2026-02-04T07:00:00")
    assert found == {"items": [], "totalCount": 0}


def test_a_direct_payment_lowers_the_capital_and_what_is_above_it_is_passed_over() -> None:
    creditor = Creditor("2026-02-04T09:00").sign()
    one, other = creditor.register("1001", 300.0), creditor.register("1002", 100.0)
    creditor.until("2026-02-10T12:00")
    parts = [{"invoiceId": one, "amount": 100.0}, {"invoiceId": other, "amount": 150.0}]
    taken = creditor.done("POST", "/invoice/payment", {**PAYMENT, "amount": 250.0, "invoices": parts})
    assert taken["invoices"] == [{"invoiceId": one, "capital": 100.0}, {"invoiceId": other, "capital": 100.0}]
    assert creditor.details(one)["outstanding"]["capital"] == 200.0
    assert creditor.details(other)["status"] == "CapitalPaid"
    reported = creditor.details(one)["timeline"][-1]
    assert (reported["type"], reported["actor"], reported["amount"]) == ("DirectPayment", "Creditor", 100.0)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ({"date": "2026-02-11"}, 403),
        ({"date": "2026-02-30"}, 400),
        ({"amount": 99.99}, 403),
        ({"amount": 0}, 400),
        ({"amount": "99.99"}, 403),
        ({"amount": "100,00"}, 400),
        ({"amount": "-100"}, 400),
        ({"amount": "+100"}, 400),
        ({"amount": " 100"}, 400),
        ({"amount": "1e2"}, 400),
        ({"amount": "0.00"}, 400),
        ({"amount": "100.001"}, 400),
        ({"amount": True}, 400),
        ({"amount": None}, 400),
        ({"amount": 100.001}, 400),
        ({"invoices": []}, 400),
        ({"invoices": [{"invoiceId": 1, "amount": 100.0}]}, 404),
        ({"invoices": None}, 400),
    ],
)
def test_a_payment_that_cannot_be_meant_is_refused_and_nothing_of_it_is_done(
    words: dict[str, Any], status: int
) -> None:
    creditor = Creditor("2026-02-04T09:00").sign()
    case = creditor.register()
    creditor.until("2026-02-10T12:00")
    body = {**PAYMENT, "invoices": [{"invoiceId": case, "amount": 100.0}], **words}
    if isinstance(words.get("invoices"), list) and words["invoices"]:
        body["invoices"] = [*words["invoices"], *body["invoices"]]
    assert creditor.call("POST", "/invoice/payment", body).status == status
    assert creditor.details(case)["outstanding"]["capital"] == 1240.0


def pascal(body: Any) -> Any:
    """A body with its names in PascalCase."""
    if isinstance(body, list):
        return [pascal(each) for each in body]
    if not isinstance(body, dict):
        return body
    return {name[0].upper() + name[1:]: pascal(value) for name, value in body.items()}


def test_names_are_taken_in_any_case_and_amounts_as_text() -> None:
    creditor = Creditor("2026-02-10T09:00").sign()
    body = creditor.invoice(originalAmount="1240.50", isPrivateIndividual=False)
    case = creditor.done("POST", "/invoice/register", pascal(body))["invoiceId"]
    payment = {**PAYMENT, "amount": "100.5", "invoices": [{"invoiceId": case, "amount": "100.50"}]}
    creditor.done("POST", "/invoice/payment", pascal(payment))
    shown = creditor.details(case)
    assert (shown["originalAmount"], shown["outstanding"]["capital"]) == (1240.5, 1140.0)
    assert (shown["accountingInvoiceId"], shown["debtorName"]) == ("own-1001", "Esimerkki Oy")


def test_of_a_name_that_stands_there_twice_the_last_counts() -> None:
    creditor = Creditor("2026-02-10T09:00").sign()
    case = creditor.done("POST", "/invoice/register", {**creditor.invoice(), "ORIGINALAMOUNT": 7})[
        "invoiceId"
    ]
    assert creditor.details(case)["originalAmount"] == 7


def test_a_case_twice_in_one_payment_and_a_closed_case_are_refused() -> None:
    creditor = Creditor("2026-02-04T09:00").sign()
    case = creditor.register()
    part = {"invoiceId": case, "amount": 10.0}
    body = {**PAYMENT, "date": "2026-02-04", "invoices": [part, part]}
    assert creditor.call("POST", "/invoice/payment", body).status == 403
    whole = {**body, "amount": 1240.0, "invoices": [{"invoiceId": case, "amount": 1240.0}]}
    creditor.done("POST", "/invoice/payment", whole)
    assert creditor.details(case)["status"] == "CapitalPaid"  # the interest of seven days is open
    creditor.until("2026-03-31T12:00")
    assert creditor.details(case)["status"] == "Closed"
    assert creditor.call("POST", "/invoice/payment", {**whole, "date": "2026-03-31"}).status == 403


def test_a_partners_own_token_is_taken_and_opens_its_sandbox_alone() -> None:
    creditor = Creditor()
    words = {"name": "own", "credentials": {"kravia": {"secret": "my-own-token"}}}
    made = creditor.stage.control("POST", "/sandboxes", words).json
    assert made["endpoints"]["kravia"]["secret"] == "my-own-token"
    assert creditor.call("GET", "/invoice/search", authorization="my-own-token").status == 200
    assert creditor.stage.control("POST", "/sandboxes", {**words, "name": "other"}).status == 409


def test_a_case_of_one_channel_is_not_seen_through_the_other() -> None:
    creditor = Creditor("2026-02-04T09:00").sign()
    creditor.register()
    from_elsewhere = Client(creditor.sandbox, creditor.stage)
    assert from_elsewhere.get("/v1/assignments") == []
    assert from_elsewhere.get("/v1/events") == []
    assert from_elsewhere.get("/v1/assignments/overview")["open"] == 0


def test_every_state_of_a_case_has_a_status_and_every_pause_a_type_in_the_document() -> None:
    assert LIFECYCLE.problems() == []
    assert set(LIFECYCLE.states) - {"new"} == set(wire.STATUS)
    found = document("kravia").raw["components"]["schemas"]
    assert found["CaseStatus"]["enum"] == list(dict.fromkeys(wire.STATUS.values()))
    assert found["Activity"]["properties"]["type"]["enum"] == TYPES
    assert Creditor("2026-02-04T09:00").order().done("GET", "/invoice/search") == {
        "items": [],
        "totalCount": 0,
    }


def played(world: World) -> Creditor:
    """A case from its registration to its end, with webhooks."""
    creditor = Creditor(world=world).sign()
    creditor.listen()
    creditor.hold()
    creditor.until("2026-02-04T09:00")
    case = creditor.register()
    creditor.until("2026-02-09T10:00")
    creditor.sandbox.pay("1001", to="agency")
    creditor.until("2026-02-10T09:00")
    assert creditor.details(case)["status"] == "Closed"
    return creditor


def test_the_servers_key_changes_nothing_but_the_token() -> None:
    one, other = played(World(key=KEY)), played(World(key=b"another key"))
    assert one.words["secret"] != other.words["secret"]
    assert one.sandbox.facts() == other.sandbox.facts()
    assert one.bodies() == other.bodies()


def test_a_sandbox_is_rebuilt_from_its_log_with_its_cases_and_messages() -> None:
    store = MemoryStore()
    creditor = played(World(key=KEY, store=store))
    again = World(key=KEY, store=store).get(creditor.sandbox.id)
    assert again.facts() == creditor.sandbox.facts()
    assert [message.body for message in again.outbox.messages.values()] == [
        message.body for message in creditor.sandbox.outbox.messages.values()
    ]
    assert again.state.ledger.balances == creditor.sandbox.state.ledger.balances
