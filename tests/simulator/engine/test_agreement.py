"""An agreement of two services: ordered with details, finished in one visit, moved, closed, paid to another account."""

from __future__ import annotations

from typing import Any

import pytest

from simulator import Refused
from tests.simulator.agreement import DAYS, OTHER, Agreement
from tests.simulator.company import Company
from tests.simulator.stage import DETAILS

KINDS = pytest.mark.parametrize(("kind", "name"), [("full", "kassavirta"), ("express", "perinta")])


def refusal(company: Company, provider: str, action: str, email: str | None = None) -> str:
    with pytest.raises(Refused) as refused:
        company.sandbox.onboarding(provider, action, email)
    return str(refused.value)


def ordered(**words: Any) -> Agreement:
    company = Agreement(settings={DAYS: [2, 2]})
    assert company.order(**words).status == 200
    return company


@KINDS
def test_who_passes_the_identification_has_signed_too_and_the_service_is_active_two_days_later(
    kind: str, name: str
) -> None:
    company = ordered(service_type=kind)
    company.sandbox.onboarding(name, "pass_kyc")
    company.until("2026-01-14T08:59")
    assert company.service["status"] == "PENDING"
    company.until("2026-01-14T09:00")
    assert company.service["status"] == "ACTIVE"
    kinds = ["agreement_sent", "agreement_signed", "kyc_passed", "service_activated"]
    assert [fact["kind"] for fact in company.sandbox.facts()] == kinds
    assert company.sandbox.state.service(name).activated_at == company.sandbox.state.now


def test_who_has_signed_still_has_to_be_identified() -> None:
    company = ordered()
    company.sandbox.onboarding("kassavirta", "sign")
    company.banking_days(5)
    assert company.service["status"] == "PENDING"
    company.sandbox.onboarding("kassavirta", "pass_kyc")
    assert len(company.facts("agreement_signed")) == 1


@pytest.mark.parametrize("action", ["decline", "fail_kyc"])
def test_a_declined_agreement_can_be_ordered_anew(action: str) -> None:
    company = ordered()
    company.sandbox.onboarding("kassavirta", action)
    assert company.service["status"] == "DISABLED"
    assert refusal(company, "kassavirta", "pass_kyc").startswith("cannot pass_kyc for kassavirta")
    assert company.order(service_type="express").json["status"] == "PENDING"
    assert company.sandbox.state.service("kassavirta").status == "inactive"


def test_a_form_that_nobody_finishes_is_sent_to_the_contact_once_after_a_week() -> None:
    company = ordered(authorization_email="toimitusjohtaja@example.fi")
    company.until("2026-02-16T09:00")
    assert company.times("form_reminded") == ["2026-01-19T09:00"]
    assert [fact["email"] for fact in company.facts("form_reminded")] == ["talous@example.fi"]
    assert company.service["status"] == "PENDING"


@pytest.mark.parametrize("action", ["pass_kyc", "decline"])
def test_nobody_is_reminded_of_a_form_that_was_answered(action: str) -> None:
    company = ordered()
    company.sandbox.onboarding("kassavirta", action)
    company.until("2026-02-16T09:00")
    assert company.facts("form_reminded") == []


def test_the_week_counts_from_the_new_order_where_the_first_was_declined() -> None:
    company = ordered()
    company.sandbox.onboarding("kassavirta", "decline")
    company.until("2026-01-15T09:00")
    company.order()
    company.until("2026-02-16T09:00")
    assert company.times("form_reminded") == ["2026-01-22T09:00"]


def test_a_form_is_forwarded_and_stays_to_be_finished() -> None:
    company = ordered()
    before = company.service["activation_url"]
    company.sandbox.onboarding("kassavirta", "forward", "  toimitusjohtaja@example.fi ")
    assert [fact["email"] for fact in company.facts("form_forwarded")] == ["toimitusjohtaja@example.fi"]
    assert company.service["status"] == "PENDING"
    assert company.service["activation_url"] != before


def test_a_form_is_forwarded_only_to_an_address_and_only_while_it_is_open() -> None:
    company = ordered()
    assert "no e-mail address" in refusal(company, "kassavirta", "forward", "toimitusjohtaja")
    assert "no e-mail address" in refusal(company, "kassavirta", "forward")
    assert "only forward takes it" in refusal(company, "kassavirta", "decline", "a@example.fi")
    company.sandbox.onboarding("kassavirta", "pass_kyc")
    assert "finished already" in refusal(company, "kassavirta", "forward", "a@example.fi")


def test_an_agency_without_such_a_form_forwards_nothing() -> None:
    company = Company()
    company.ask()
    assert refusal(company, "ropo", "forward", "a@example.fi").startswith("ropo has no form")


def test_a_pending_agreement_moves_and_keeps_the_day_of_its_confirmation() -> None:
    company = ordered()
    company.sandbox.onboarding("kassavirta", "pass_kyc")
    company.until("2026-01-13T12:00")
    assert company.change(service_type="express").status == 204
    company.until("2026-01-20T09:00")
    assert company.times("service_activated") == ["2026-01-14T09:00"]
    assert company.sandbox.state.service("perinta").status == "active"
    assert company.sandbox.state.service("kassavirta").status == "inactive"


def test_an_active_agreement_moves_at_once_and_what_follows_an_activation_begins_then() -> None:
    company = ordered(service_type="express")
    company.sandbox.onboarding("perinta", "pass_kyc")
    company.until("2026-01-20T12:00")
    company.order(service_type="full", iban=OTHER["iban"])
    assert company.service["service_type"] == "full"
    assert company.service["status"] == "ACTIVE"
    assert company.service["iban"] == DETAILS["iban"]
    assert company.sandbox.state.service("kassavirta").activated_at == company.sandbox.state.now


def test_the_account_changes_through_customer_service_alone() -> None:
    company = ordered().sandbox
    company.decide_service("kassavirta", "change_bank_account", **OTHER)
    state = company.state
    assert state.payee("kassavirta", "EUR") == state.payee("perinta", "EUR") == OTHER["iban"]
    (changed,) = [fact for fact in company.facts() if fact["kind"] == "bank_account_changed"]
    assert {name: changed[name] for name in OTHER} == OTHER
    assert changed["rules"] == ["KASSA-ACT-8"]
    company.decide_service("kassavirta", "change_bank_account", **OTHER)
    assert company.facts()[-1] == changed


@pytest.mark.parametrize(
    ("provider", "words", "said"),
    [
        ("kassavirta", {**OTHER, "iban": "FI4250001510000024"}, "check digits"),
        ("kassavirta", {**OTHER, "bic": "OP"}, "no bank's code"),
        ("kassavirta", {**OTHER, "bank": " "}, "bank: is required"),
        ("perinta", OTHER, "its service is inactive"),
        ("ropo", OTHER, "was given no bank account"),
        ("nobody", OTHER, "there is no provider"),
    ],
)
def test_an_account_that_cannot_be_is_refused(provider: str, words: dict[str, str], said: str) -> None:
    company = ordered()
    with pytest.raises(Refused, match=said):
        company.sandbox.decide_service(provider, "change_bank_account", **words)
    assert company.facts("bank_account_changed") == []


def test_a_company_of_another_country_is_not_served() -> None:
    company = Agreement(words={"country": "SE"})
    heard = company.order()
    assert heard.status == 403
    assert company.sandbox.facts() == []


def test_a_sandbox_that_is_rebuilt_has_the_agreement_as_it_was() -> None:
    company = ordered(service_type="express")
    company.sandbox.onboarding("perinta", "forward", "a@example.fi")
    company.sandbox.onboarding("perinta", "pass_kyc")
    company.banking_days(2)
    company.change(service_type="full", accountable_party="company")
    company.sandbox.decide_service("kassavirta", "change_bank_account", **OTHER)
    fork = company.world.fork(company.sandbox)
    assert fork.state.services == company.sandbox.state.services
