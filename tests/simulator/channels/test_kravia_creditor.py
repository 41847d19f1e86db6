"""A creditor at Kravia: its onboarding step by step, the people it invites, and its settings."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.domain.facts import PersonInvited, SettingsChanged
from tests.simulator.creditor import Creditor

DEFAULTS = {
    "reminders": 1,
    "startFromCollection": False,
    "approveBeforePaymentDemand": False,
    "approveBeforeLegalCollection": True,
    "includeAdditionalInfo": False,
    "includeExternalInvoiceNo": True,
    "eInvoiceReminders": True,
    "batchPayments": False,
    "batchAccount": "1719",
}
ACCOUNTANT = {
    "name": "Tiina Tilit",
    "email": "tilit@example.fi",
    "organizationNumber": "7654321-2",
    "countryCode": "FI",
}


def invited(creditor: Creditor) -> list[PersonInvited]:
    facts = (happened.fact for happened in creditor.sandbox.state.timeline)
    return [fact for fact in facts if isinstance(fact, PersonInvited)]


def test_a_template_is_enriched_with_what_is_known_of_the_company_and_keeps_what_was_filled_in() -> None:
    creditor = Creditor()
    company = creditor.sandbox.company
    template = creditor.done("POST", "/onboarding/init", {"accountingSystem": "Procountor"})
    named = {**template, "organizationNumber": company["business_id"], "contact": {"email": "a@example.fi"}}
    before = creditor.sandbox.facts_total
    known = creditor.done("POST", "/onboarding/enrich", named)
    assert set(known) == set(template)
    assert (known["name"], known["countryCode"]) == (company["name"], "FI")
    assert known["postalAddress"]["addressCity"] == company["address"]["city"]
    assert (known["contact"], known["bankAccount"]) == ({"email": "a@example.fi"}, None)
    assert creditor.done("POST", "/onboarding/enrich", {**named, "name": "Own Name"})["name"] == "Own Name"
    assert creditor.sandbox.facts_total == before


def test_nothing_is_known_of_another_company() -> None:
    heard = Creditor().call("POST", "/onboarding/enrich", {"organizationNumber": "1234567-1"})
    assert heard.status == 404


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ({"termsAccepted": False}, 403),
        ({"termsAccepted": "no"}, 400),
        ({"contact": {"email": "nobody"}}, 400),
        ({"contact": None}, 400),
        ({"kyc": "later"}, 400),
        ({"accountant": {**ACCOUNTANT, "email": "nobody"}}, 400),
        ({"accountant": {**ACCOUNTANT, "organizationNumber": " "}}, 400),
        ({"accountant": {"name": "Tiina Tilit"}}, 400),
        ({"bankAccount": {}}, 400),
        ({"postalAddress": {}}, 400),
    ],
)
def test_a_form_that_is_not_whole_makes_nobody_a_creditor(words: dict[str, Any], status: int) -> None:
    creditor = Creditor()
    heard = creditor.call("POST", "/onboarding/activate", creditor.form(**words))
    assert (heard.status, creditor.sandbox.facts_total) == (status, 0)
    assert heard.json["errors"]


def test_the_technical_part_takes_two_minutes_and_nothing_can_be_registered_before() -> None:
    creditor = Creditor("2026-02-04T09:00")
    made = creditor.done("POST", "/onboarding/activate", creditor.form())
    creditor.id = made["creditorId"]
    assert made["isReady"] is False
    early = creditor.call("POST", "/invoice/register", creditor.invoice())
    assert (early.status, early.json["status"]) == (403, 403)
    creditor.until("2026-02-04T09:00")
    assert creditor.done("GET", f"/creditor/{creditor.id}")["isReady"] is True
    creditor.register()


def test_an_accountant_named_with_the_order_is_invited_and_the_contact_needs_no_invitation() -> None:
    creditor = Creditor()
    creditor.id = creditor.done("POST", "/onboarding/activate", creditor.form(accountant=ACCOUNTANT))[
        "creditorId"
    ]
    (person,) = invited(creditor)
    assert (person.email, person.accountant, person.business_id) == ("tilit@example.fi", True, "7654321-2")
    contact = {"email": "talous@example.fi", "name": "Maija Malli", "isAccountant": "false"}
    creditor.done("POST", f"/creditor/{creditor.id}/invite", contact)
    assert invited(creditor) == [person]


@pytest.mark.parametrize("flag", [True, "true", "True"])
def test_people_are_invited_once_each_in_whatever_form_the_flag_stands(flag: Any) -> None:
    creditor = Creditor().order()
    path = f"/creditor/{creditor.id}/invite"
    words = {**ACCOUNTANT, "isAccountant": flag}
    for _ in range(2):
        answer = creditor.done("POST", path, words)
        assert answer == {"email": "tilit@example.fi", "name": "Tiina Tilit", "isAccountant": True}
    creditor.done("POST", path, {"Email": "johto@example.fi", "Name": "Jouni Johtaja"})
    assert [(each.email, each.accountant) for each in invited(creditor)] == [
        ("tilit@example.fi", True),
        ("johto@example.fi", False),
    ]


@pytest.mark.parametrize(
    "words",
    [{"email": "x"}, {"email": None}, {"name": ""}, {"isAccountant": "yes"}, {"organizationNumber": None}],
)
def test_an_invitation_that_cannot_be_meant_invites_nobody(words: dict[str, Any]) -> None:
    creditor = Creditor().order()
    body = {**ACCOUNTANT, "isAccountant": True, **words}
    assert creditor.call("POST", f"/creditor/{creditor.id}/invite", body).status == 400
    assert invited(creditor) == []


def test_the_settings_are_those_that_are_assumed_until_they_are_changed() -> None:
    creditor = Creditor(settings={"kravia.reminders": 2}).order()
    path = f"/creditor/{creditor.id}/settings"
    assert creditor.done("GET", path) == {**DEFAULTS, "reminders": 2}
    changes = {"reminders": 1, "ApproveBeforePaymentDemand": True, "batchAccount": "1720"}
    now = creditor.done("PATCH", path, changes)
    assert now == {**DEFAULTS, "approveBeforePaymentDemand": True, "batchAccount": "1720"}
    assert creditor.done("GET", path) == now


def test_settings_that_stay_as_they_are_are_no_change_and_the_portal_changes_the_same_ones() -> None:
    creditor = Creditor().order()
    path = f"/creditor/{creditor.id}/settings"
    before = creditor.sandbox.facts_total
    creditor.done("PATCH", path, {"reminders": 1, "batchPayments": False})
    assert creditor.sandbox.facts_total == before
    decision = {"decision": "change_settings", "settings": {"reminders": 2}}
    where = f"/sandboxes/{creditor.sandbox.id}/services/kravia/decisions"
    assert creditor.stage.control("POST", where, decision).status < 300
    assert creditor.done("GET", path)["reminders"] == 2
    changed = [
        each.fact for each in creditor.sandbox.state.timeline if isinstance(each.fact, SettingsChanged)
    ]
    assert [fact.changes for fact in changed] == [{"reminders": 2}]


@pytest.mark.parametrize(
    "words",
    [
        {},
        {"reminders": 3},
        {"reminders": "2"},
        {"reminders": True},
        {"reminders": 2, "approveBeforePaymentDemand": "true"},
        {"reminders": 2, "batchAccount": "17-19"},
        {"reminders": 2, "batchAccount": 1719},
        {"reminders": 2, "eInvoiceReminders": False},
        [],
        None,
    ],
)
def test_settings_that_cannot_be_are_refused_all_together(words: Any) -> None:
    creditor = Creditor().order()
    path = f"/creditor/{creditor.id}/settings"
    heard = creditor.call("PATCH", path, words)
    assert heard.status == 400
    assert heard.json["errors"]
    assert creditor.done("GET", path) == DEFAULTS


def test_kravias_user_in_the_books_is_removed_and_made_anew() -> None:
    creditor = Creditor().order()
    path = f"/creditor/{creditor.id}"
    assert creditor.done("GET", path)["apiUser"] is True
    assert creditor.done("PUT", f"{path}/apiuser", {"enabled": False}) == {"enabled": False}
    assert creditor.done("GET", path)["apiUser"] is False
    creditor.done("PUT", f"{path}/apiuser", {"Enabled": True})
    assert creditor.done("GET", path)["apiUser"] is True


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/settings"),
        ("PATCH", "/settings"),
        ("PUT", "/apiuser"),
        ("POST", "/invite"),
        ("PUT", "/webhook"),
    ],
)
def test_a_creditor_that_is_not_there_has_nothing_to_set(method: str, path: str) -> None:
    known = Creditor().order().id
    bodies = {
        "/settings": {"reminders": 2},
        "/apiuser": {"enabled": False},
        "/invite": ACCOUNTANT,
        "/webhook": {"secret": "x", "enabled": True, "url": "http://127.0.0.1:9/"},
    }
    for creditor, wanted in ((Creditor(), known), (Creditor().order(), known + 1)):
        body = None if method == "GET" else bodies[path]
        assert creditor.call(method, f"/creditor/{wanted}{path}", body).status == 404
