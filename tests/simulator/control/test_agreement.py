"""What people decide about an agreement through the control API: about its form, and the account that is paid to."""

from __future__ import annotations

from typing import Any

import pytest

from simulator import Refused
from tests.simulator.agreement import OTHER, Agreement
from tests.simulator.stage import Heard

SERVICES = "/sandboxes/1/services"


@pytest.fixture
def company() -> Agreement:
    made = Agreement()
    made.order()
    return made


def onboard(company: Agreement, words: Any, provider: str = "kassavirta") -> Heard:
    return company.stage.control("POST", f"{SERVICES}/{provider}/onboarding", words)


def decide(company: Agreement, words: Any, provider: str = "kassavirta") -> Heard:
    return company.stage.control("POST", f"{SERVICES}/{provider}/decisions", words)


def test_a_form_is_forwarded_and_then_finished(company: Agreement) -> None:
    heard = onboard(company, {"action": "forward", "email": "toimitusjohtaja@example.fi"})
    assert heard.json == {"provider": "kassavirta", "state": "pending"}
    assert company.facts("form_forwarded")[0]["rules"] == ["KASSA-ACT-6"]
    assert onboard(company, {"action": "pass_kyc"}).status == 200
    assert onboard(company, {"action": "forward", "email": "a@example.fi"}).status == 409


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ({"action": "forward"}, 400),
        ({"action": "forward", "email": "nobody"}, 400),
        ({"action": "forward", "email": ""}, 400),
        ({"action": "forward", "email": "a" * 256}, 400),
        ({"action": "pass_kyc", "email": "a@example.fi"}, 400),
        ({"action": "forward", "email": ["a@example.fi"]}, 400),
    ],
)
def test_a_form_is_not_forwarded_to_what_is_no_address(
    company: Agreement, words: dict[str, Any], status: int
) -> None:
    assert onboard(company, words).status == status
    assert company.facts("form_forwarded") == []


def test_the_account_is_changed_and_the_fact_is_answered(company: Agreement) -> None:
    heard = decide(company, {"decision": "change_bank_account", **OTHER})
    assert heard.status == 201
    (fact,) = heard.json["facts"]
    assert (fact["kind"], fact["rules"], fact["iban"]) == (
        "bank_account_changed",
        ["KASSA-ACT-8"],
        OTHER["iban"],
    )
    assert company.service["iban"] == OTHER["iban"]


@pytest.mark.parametrize(
    ("provider", "changed", "status"),
    [
        ("kassavirta", {"iban": "FI4250001510000024"}, 400),
        ("kassavirta", {"bic": "x"}, 400),
        ("kassavirta", {"bank": ""}, 400),
        ("kassavirta", {"bank": None}, 400),
        ("kassavirta", {"decision": "close"}, 400),
        ("kassavirta", {"until": "2026-02-02"}, 400),
        ("perinta", {}, 409),
        ("ropo", {}, 409),
        ("nobody", {}, 404),
    ],
)
def test_an_account_that_cannot_be_is_refused(
    company: Agreement, provider: str, changed: dict[str, Any], status: int
) -> None:
    assert decide(company, {"decision": "change_bank_account", **OTHER, **changed}, provider).status == status
    assert company.facts("bank_account_changed") == []


def test_both_can_be_made_to_happen_behind_a_call_of_the_client(company: Agreement) -> None:
    forward = {"call": "onboarding", "provider": "kassavirta", "action": "forward", "email": "a@example.fi"}
    change = {
        "call": "service_decisions",
        "provider": "kassavirta",
        "decision": "change_bank_account",
        **OTHER,
    }
    company.sandbox.put_fault({"kind": "meanwhile", "calls": [forward, change]})
    company.client.get("/v1/company/notifications")
    assert [len(company.facts(kind)) for kind in ("form_forwarded", "bank_account_changed")] == [1, 1]
    with pytest.raises(Refused, match="iban"):
        company.sandbox.put_fault({"kind": "meanwhile", "calls": [{**change, "iban": 7}]})
