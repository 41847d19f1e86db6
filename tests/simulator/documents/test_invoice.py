"""What an invoice tells of its buyer, its account and its address, whatever its format."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.documents.finvoice import read
from simulator.documents.invoice import Address, is_bank
from tests.simulator.documents.invoices import document

COMPANY = read(document())
NOBODY = replace(COMPANY.buyer, business_id=None, tax_code=None)


def test_a_buyer_with_a_business_id_or_a_vat_number_is_no_consumer() -> None:
    assert COMPANY.buyer.is_consumer is False
    assert replace(NOBODY, tax_code="FI22625095", operator="NDEAFIHH").is_consumer is False


def test_a_buyer_with_a_personal_identity_code_or_at_a_bank_is_a_consumer() -> None:
    assert replace(NOBODY, is_person=True).is_consumer is True
    assert replace(NOBODY, operator="OKOYFIHH").is_consumer is True


def test_of_a_buyer_without_any_id_nothing_is_known() -> None:
    assert NOBODY.is_consumer is None
    assert replace(NOBODY, operator=None).is_consumer is None


@pytest.mark.parametrize(
    ("operator", "is_one"),
    [
        ("NDEAFIHH", True),
        ("ndeafihhXXX", True),
        ("AABAFI22", True),
        ("BAWCFI22", False),
        ("003721291126", False),
        ("", False),
        (None, False),
    ],
)
def test_a_bank_is_known_by_its_bic_and_other_operators_may_have_one_too(
    operator: str | None, is_one: bool
) -> None:
    assert is_bank(operator) is is_one


def test_an_address_is_full_with_street_postal_code_and_city() -> None:
    assert Address("Hämeentie 1", "00500", "Helsinki", None).is_full
    assert not Address("", "00500", "Helsinki", "FI").is_full
    assert not Address("Hämeentie 1", "", "Helsinki", "FI").is_full
    assert not Address("Hämeentie 1", "00500", "", "FI").is_full
