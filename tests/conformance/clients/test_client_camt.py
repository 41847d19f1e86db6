"""The reference client's reader of bank statements."""

import pytest

from conformance.clients.reference import camt
from tests.conformance.clients.samples import IBAN, entry, statement, transaction


def test_a_settlement_is_one_entry_with_a_row_an_invoice() -> None:
    rows = (
        transaction("100.00", "Ropo Capital Oy", "10016"),
        transaction("24.50", "Ropo Capital Oy", "10029"),
    )
    (found,) = camt.read(statement(entry("B1", "124.50", *rows)))
    (only,) = found.entries
    assert (found.account, only.bank_reference, only.amount, only.currency) == (IBAN, "B1", 12450, "EUR")
    assert [(row.amount, row.reference, row.payer) for row in only.rows] == [
        (10000, "10016", "Ropo Capital Oy"),
        (2450, "10029", "Ropo Capital Oy"),
    ]


def test_a_statement_without_movements_has_no_entries() -> None:
    assert camt.read(statement())[0].entries == ()


def test_an_entry_that_is_not_booked_yet_is_left_for_a_later_statement() -> None:
    pending = entry("B1", "10.00", transaction("10.00", "Someone"), status="PDNG")
    assert camt.read(statement(pending))[0].entries == ()


def test_money_that_left_the_account_is_negative() -> None:
    (found,) = camt.read(statement(entry("B1", "10.00", direction="DBIT")))[0].entries
    assert (found.amount, found.rows[0].amount) == (-1000, -1000)


def test_rows_that_do_not_add_up_to_their_entry_become_one_that_nothing_matches() -> None:
    rows = (
        transaction("100.00", "Ropo Capital Oy", "10016"),
        transaction("20.00", "Ropo Capital Oy", "10029"),
    )
    (found,) = camt.read(statement(entry("B1", "124.50", *rows)))[0].entries
    assert [(row.amount, row.reference) for row in found.rows] == [(12450, None)]


def test_free_text_and_a_missing_reference_are_read() -> None:
    row = transaction("3.10", "Ropo Capital Oy", text="Late payment interest 2026-02")
    (found,) = camt.read(statement(entry("B1", "3.10", row)))[0].entries
    assert (found.rows[0].reference, found.rows[0].text) == (None, "Late payment interest 2026-02")


@pytest.mark.parametrize("spelling", ["10016", "0000 0000 0000 0010 016", "RF3310016", "rf33 1001 6"])
def test_a_reference_is_the_same_in_all_its_spellings(spelling: str) -> None:
    assert camt.national_reference(spelling) == "10016"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<Document>", "not well-formed"),
        ("<Document/>", "no statement"),
        ('<!DOCTYPE d [<!ENTITY a "b">]><Document>&a;</Document>', "DOCTYPE"),
        (statement("<Ntry><Sts>BOOK</Sts></Ntry>"), "no amount"),
    ],
)
def test_a_broken_statement_is_refused_with_its_reason(content: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        camt.read(content)
