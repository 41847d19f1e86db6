"""Visma Amili's service on Maventa's wire: what is asked for, what is answered, by both of its addresses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.agreement import OLDER, PATH, Agreement
from tests.simulator.stage import DETAILS


def details_of(company: Agreement, **words: Any) -> str:
    heard = company.order(**words)
    assert (heard.status, heard.json["code"]) == (400, "invalid_parameters")
    assert company.service == {"status": "DISABLED"}
    return str(heard.json["details"])


def test_a_service_that_nobody_ordered_is_disabled_at_both_addresses() -> None:
    company = Agreement()
    assert company.client.get(PATH) == company.client.get(OLDER) == {"status": "DISABLED"}


def test_an_ordered_service_shows_its_details_the_agency_s_account_and_where_its_form_is() -> None:
    company = Agreement()
    answer = company.order(authorization_email="toimitusjohtaja@example.fi").json
    url = answer.pop("activation_url")
    assert url.startswith("http://stage/console/kyc/")
    settings = company.sandbox.state.settings
    assert answer == {
        "status": "PENDING",
        "service_type": "full",
        **DETAILS,
        "authorization_email": "toimitusjohtaja@example.fi",
        "accountable_party": "vfsfi",
        "vfsfi": {"iban": settings["amili.iban"], "bic": settings["amili.bic"]},
    }
    assert company.service["activation_url"] == url
    (sent,) = company.facts("agreement_sent")
    assert sent["email"] == "toimitusjohtaja@example.fi"


def test_without_an_address_nobody_is_written_to() -> None:
    company = Agreement()
    company.order()
    assert [fact["email"] for fact in company.facts("agreement_sent")] == [None]


@pytest.mark.parametrize("name", [each for each in DETAILS if each != "customer_service_phone_number"])
def test_a_detail_that_is_left_out_is_named(name: str) -> None:
    assert name in details_of(Agreement(), **{name: None})


@pytest.mark.parametrize(
    "name", ["iban", "bic", "bank", "contact_person", "contact_email", "contact_phone_number"]
)
def test_a_detail_that_is_empty_is_named(name: str) -> None:
    assert f"{name}: is required" in details_of(Agreement(), **{name: "  "})


@pytest.mark.parametrize("part", ["streets", "zip_code", "city", "country"])
def test_a_part_of_the_billing_address_that_is_missing_or_empty_is_named(part: str) -> None:
    whole = DETAILS["billing_address"]
    lacking = {name: value for name, value in whole.items() if name != part}
    assert part in details_of(Agreement(), billing_address=lacking)
    empty: Any = [] if part == "streets" else ""
    assert f"billing_address.{part}" in details_of(Agreement(), billing_address={**whole, part: empty})


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"iban": "FI2112345600000786"}, "check digits"),
        ({"iban": "FI21"}, "no account number"),
        ({"iban": "FI2112345600000785\x00"}, "no account number"),
        ({"bic": "NORDEA"}, "no bank's code"),
        ({"contact_email": "talous"}, "contact_email"),
        ({"contact_email": "a@b\n.fi"}, "contact_email"),
        ({"customer_service_email": "a b@example.fi"}, "customer_service_email"),
        ({"authorization_email": "<a@example.fi>"}, "authorization_email"),
        ({"bank": "x" * 256}, "255 are the most"),
        ({"billing_address": {**DETAILS["billing_address"], "country": "Suomi"}}, "two capital letters"),
        ({"billing_address": {**DETAILS["billing_address"], "streets": ["x" * 256]}}, "255 letters"),
        ({"contact_person": "Tiina\x01Talous"}, "characters that cannot be shown"),
        ({"customer_service_phone_number": "+358\n1"}, "characters that cannot be shown"),
        (
            {"billing_address": {**DETAILS["billing_address"], "city": "Hel\x00sinki"}},
            "billing_address: a part",
        ),
        ({"billing_address": {**DETAILS["billing_address"], "streets": ["\x9f"]}}, "billing_address: a part"),
        ({"postal_address": {"country": "fi"}}, "postal_address.country"),
        ({"service_type": "half"}, "service_type"),
        ({"accountable_party": "vfs"}, "accountable_party"),
        ({"iban": 7}, "iban"),
        ({"billing_address": "Katu 1"}, "billing_address"),
    ],
)
def test_a_detail_that_is_wrong_is_named_and_nothing_is_ordered(words: dict[str, Any], said: str) -> None:
    assert said in details_of(Agreement(), **words)


def test_all_that_is_wrong_is_said_at_once() -> None:
    said = details_of(Agreement(), iban="FI00", bic="x", contact_email="y")
    assert [name for name in ("iban", "bic", "contact_email") if name in said] == [
        "iban",
        "bic",
        "contact_email",
    ]


def test_an_account_may_be_written_with_blanks() -> None:
    company = Agreement()
    assert company.order(iban="fi21 1234 5600 0007 85").json["iban"] == "FI2112345600000785"


def test_the_phone_of_customer_service_may_be_left_out() -> None:
    company = Agreement()
    answer = company.order(customer_service_phone_number=None)
    assert (answer.status, "customer_service_phone_number" in answer.json) == (200, False)


def test_a_pending_order_takes_new_details_and_keeps_its_link() -> None:
    company = Agreement()
    link = company.order(service_type="express").json["activation_url"]
    answer = company.order(bank="OP").json
    assert (answer["bank"], answer["activation_url"], answer["service_type"]) == ("OP", link, "express")
    assert len(company.facts("agreement_sent")) == 2


@pytest.mark.parametrize("days", [0, 5])
def test_after_the_form_is_finished_the_details_stand_fast(days: int) -> None:
    company = Agreement()
    company.order()
    company.answer(company.page, action="pass_kyc")
    company.banking_days(days)
    before = company.service
    assert company.order(bank="OP", contact_email="toinen@example.fi").json == before
    assert company.service["bank"] == "Nordea"


def test_a_change_is_of_the_type_and_the_accountable_party_and_of_nothing_else() -> None:
    company = Agreement().active()
    before = company.service
    assert company.change(service_type="express", accountable_party="company", iban="FI00").status == 204
    assert company.service == {**before, "service_type": "express", "accountable_party": "company"}
    facts = company.sandbox.facts_total
    assert company.change(service_type="express", accountable_party="company").status == 204
    assert company.change().status == 204
    assert company.sandbox.facts_total == facts


def test_what_is_not_there_is_not_changed() -> None:
    company = Agreement()
    assert company.change(service_type="express").status == 403
    company.active().close()
    assert company.change(service_type="express").status == 403


def test_the_older_address_is_the_same_service() -> None:
    company = Agreement()
    assert company.order(OLDER, service_type="express").json["service_type"] == "express"
    assert company.client.call("PATCH", OLDER, {"service_type": "full"}).status == 204
    assert company.service["service_type"] == "full"
    assert company.client.call("DELETE", OLDER).status == 204
    assert company.service["status"] == "DISABLED"


@pytest.mark.parametrize("kind", ["full", "express"])
def test_a_closed_service_can_be_ordered_anew(kind: str) -> None:
    company = Agreement().active(kind)
    assert (company.close().status, company.close().status) == (204, 204)
    assert company.service["status"] == "DISABLED"
    assert company.order().json["status"] == "PENDING"
    company.active(kind)


def test_without_the_scope_nothing_is_ordered() -> None:
    company = Agreement()
    company.client.scope = "company:read"
    assert company.order().status == 403
    assert company.client.get(PATH)["status"] == "DISABLED"


@pytest.mark.parametrize(
    ("kind", "name"), [("full", "kassavirta"), ("express", "perinta")], ids=["kassavirta", "perinta"]
)
def test_the_client_is_told_that_a_service_is_active(kind: str, name: str) -> None:
    company = Agreement()
    hook = {"destination_type": "WEBHOOK", "destination": "http://127.0.0.1:9/x"}
    events = ["RECEIVABLES.SERVICE.ACTIVATED", "RECEIVABLES.SERVICE.REJECTED"]
    company.client.call("POST", "/v1/company/notifications", {**hook, "events": events})
    company.active(kind)
    (message,) = company.sandbox.outbox.messages.values()
    assert message.event == "RECEIVABLES.SERVICE.ACTIVATED"
    assert f'"service":"{name}"'.encode() in message.body
