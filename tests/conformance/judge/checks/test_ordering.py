"""The details in an order are the company's own, in whatever way they are written."""

from typing import Any

import pytest

from tests.conformance.judge.traces import Telling, called

OWN = "activation.own-details"
COMPANY: dict[str, Any] = {
    "bank_accounts": [{"iban": "FI2112345600000785"}, {"iban": "FI5810171000000122"}],
    "contact": {"email": "talous@example.fi", "phone": "+358401234567"},
    "customer_service": {"email": "palvelu@example.fi", "phone": "+358207654321"},
    "address": {"postal_code": "00100", "city": "Helsinki"},
}


def ordered(means: dict[str, Any], company: dict[str, Any] = COMPANY) -> Telling:
    told = Telling(company=company)
    told.act("activate", called("activate", state="pending", **means))
    return told


@pytest.mark.parametrize(
    "means",
    [
        {"iban": "FI21 1234 5600 0007 85"},
        {"iban": "FI5810171000000122"},
        {"service_email": "Palvelu@Example.fi", "service_phone": "020 765 4321"},
        {"service_email": "talous@example.fi", "service_phone": "040-1234567"},
        {"billing_postal_code": "00100", "billing_city": "HELSINKI", "contact_email": "other@example.fi"},
    ],
)
def test_what_is_the_companys_is_right_however_it_is_written(means: dict[str, str]) -> None:
    assert ordered(means).verdict(OWN) == "passed"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("iban", "FI4250001510000023"),
        ("service_email", "support@program.example"),
        ("service_phone", "+358401111111"),
        ("billing_postal_code", "33470"),
        ("billing_city", "Turku"),
    ],
)
def test_what_is_not_the_companys_is_wrong(name: str, value: str) -> None:
    assert ordered({name: value}).verdict(OWN) == "failed"


def test_a_billing_address_of_its_own_is_right() -> None:
    billed = {**COMPANY, "billing_address": {"postal_code": "33470", "city": "Ylöjärvi"}}
    assert (
        ordered({"billing_postal_code": "33470", "billing_city": "Ylöjärvi"}, billed).verdict(OWN) == "passed"
    )


def test_an_order_without_details_and_a_company_that_has_none_are_not_looked_at() -> None:
    assert ordered({}).verdict(OWN) == "not_applicable"
    assert ordered({"iban": "FI4250001510000023"}, {}).verdict(OWN) == "not_applicable"
