"""The judge's own reading of bank statements."""

from datetime import date
from decimal import Decimal

import pytest

from conformance.statement import entries
from tests.conformance.judge.traces import statement_xml


def test_a_settlement_is_one_entry_with_a_row_an_invoice() -> None:
    content = statement_xml(
        date(2026, 2, 9), [("100.50", [("60.00", "1009", "Agency Oy"), ("40.50", "RF18 1", "Agency Oy")])]
    )
    [entry] = entries(content)
    assert (entry.day, entry.amount, entry.currency) == (date(2026, 2, 9), Decimal("100.50"), "EUR")
    assert [(row.amount, row.reference) for row in entry.rows] == [
        (Decimal("60.00"), "1009"),
        (Decimal("40.50"), "RF18 1"),
    ]
    assert entry.payers == {"Agency Oy"}


def test_an_entry_without_details_is_one_row() -> None:
    content = statement_xml(date(2026, 2, 9), [("12.00", [])])
    [entry] = entries(content)
    assert [(row.amount, row.reference, row.payer) for row in entry.rows] == [(Decimal("12.00"), None, None)]


def test_money_that_goes_out_is_negative() -> None:
    content = statement_xml(date(2026, 2, 9), [("12.00", [])]).replace("CRDT", "DBIT")
    assert entries(content)[0].amount == Decimal("-12.00")


def test_a_statement_without_entries_has_none() -> None:
    assert entries(statement_xml(date(2026, 2, 9), [])) == []


@pytest.mark.parametrize(
    "content",
    [
        "",
        "<Document>",
        '<!DOCTYPE x [<!ENTITY a "b">]><Document/>',
        statement_xml(date(2026, 2, 9), [("12,00", [])]),
        statement_xml(date(2026, 2, 9), [("12.00", [])]).replace("2026-02-09", "2026-02-30"),
        statement_xml(date(2026, 2, 9), [("12.00", [])]).replace("Amt", "Amount"),
    ],
)
def test_what_cannot_be_read_is_refused(content: str) -> None:
    with pytest.raises(ValueError, match="the statement"):
        entries(content)
