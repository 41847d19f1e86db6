"""What Kravia pays out, as its wire shows it: each invoice by itself, or a day's journal; each booked once."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from tests.simulator.creditor import Creditor

ROWS = [{"amount": 1240.0, "ledgerAccount": 1701}, {"amount": -1000.0, "ledgerAccount": 3000}]


def paid(creditor: Creditor, *, batch: bool = False) -> tuple[int, int]:
    """Two cases that debtors pay on 9 February; the first was registered with its rows of bookkeeping."""
    if batch:
        creditor.done("PATCH", f"/creditor/{creditor.id}/settings", {"batchPayments": True})
    for number in ("1001", "1002"):
        creditor.hold(number)
    cases = creditor.register("1001", bookkeepingDetails=ROWS), creditor.register("1002")
    creditor.until("2026-02-09T10:00")
    for number in ("1001", "1002"):
        creditor.sandbox.pay(number, to="agency")
    return cases


def settlements(creditor: Creditor, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = creditor.done("GET", "/settlements", query=query)["settlements"]
    return found


@pytest.fixture
def creditor() -> Creditor:
    return Creditor("2026-02-04T09:00").sign()


def test_each_invoice_is_paid_by_itself_with_its_own_reference(creditor: Creditor) -> None:
    first, second = paid(creditor)
    creditor.until("2026-02-11T12:00")
    one, other = settlements(creditor)
    assert {each["form"] for each in (one, other)} == {"ReferencePayment"}
    assert (one["amount"], one["currencyCode"], one["status"], one["pdfUrl"]) == (1240.0, "EUR", "Open", None)
    reference = creditor.sandbox.state.cases[str(first)].opened.reference
    assert one["bankTransaction"] == {
        "payer": "Kravia Finland Oy",
        "account": creditor.sandbox.company["bank_accounts"][0]["iban"],
        "bookingDate": one["date"],
        "amount": 1240.0,
        "reference": reference,
    }
    (row,) = other["bookkeepingSuggestion"]
    assert (row["invoiceId"], row["invoiceNo"], row["amount"]) == (second, "1002", -1240.0)
    assert creditor.call("GET", f"/settlements/{one['settlementId']}/pdf").status == 404


def test_a_days_journal_is_there_before_the_bank_pays_it_and_says_which_invoices_it_pays(
    creditor: Creditor,
) -> None:
    first, second = paid(creditor, batch=True)
    creditor.until("2026-02-10T07:00")
    (journal,) = settlements(creditor)
    assert (journal["form"], journal["date"], journal["amount"]) == ("DailyBatch", "2026-02-09", 2480.0)
    assert journal["bankTransaction"] is None
    rows = [
        (row["ledgerAccount"], row["amount"], row.get("invoiceId"))
        for row in journal["bookkeepingSuggestion"]
    ]
    assert rows == [("1719", 2480.0, None), ("1701", -1240.0, first), (None, -1240.0, second)]
    creditor.until("2026-02-11T12:00")
    (again,) = settlements(creditor)
    assert again["bankTransaction"]["amount"] == 2480.0
    assert again["bankTransaction"]["reference"] is None
    assert {**again, "bankTransaction": None} == journal


def test_the_journals_account_is_the_one_that_the_settings_name(creditor: Creditor) -> None:
    creditor.done("PATCH", f"/creditor/{creditor.id}/settings", {"batchAccount": "1725"})
    paid(creditor, batch=True)
    creditor.until("2026-02-10T07:00")
    assert settlements(creditor)[0]["bookkeepingSuggestion"][0]["ledgerAccount"] == "1725"


def test_a_settlement_that_is_booked_twice_stays_closed(creditor: Creditor) -> None:
    paid(creditor)
    creditor.until("2026-02-11T12:00")
    one, other = settlements(creditor)
    path = f"/settlements/{one['settlementId']}/bookkeep"
    booked = creditor.done("PATCH", path, query="internalAccountingId=XYZ3")
    assert (booked["status"], booked["internalAccountingId"]) == ("Closed", "XYZ3")
    assert creditor.done("PATCH", path, query="internalAccountingId=XYZ3") == booked
    total = creditor.sandbox.facts_total
    another = creditor.call("PATCH", path, query="internalAccountingId=XYZ4")
    assert (another.status, another.json["status"]) == (409, 409)
    assert creditor.sandbox.facts_total == total
    assert settlements(creditor, "ExcludeClosed=true") == [other]
    assert settlements(creditor, "ExcludeClosed=True") == [other]
    assert settlements(creditor, "ExcludeClosed=false") == settlements(creditor) == [booked, other]


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 400), ("internalAccountingId=", 400), ("internalAccountingId=" + "x" * 256, 400)],
)
def test_a_settlement_is_booked_under_an_id_that_the_creditor_can_find(
    creditor: Creditor, query: str, status: int
) -> None:
    paid(creditor)
    creditor.until("2026-02-11T12:00")
    path = f"/settlements/{settlements(creditor)[0]['settlementId']}/bookkeep"
    assert creditor.call("PATCH", path, query=query).status == status


def test_a_settlement_that_is_not_there_cannot_be_booked_or_read(creditor: Creditor) -> None:
    assert creditor.call("PATCH", "/settlements/x/bookkeep", query="internalAccountingId=1").status == 404
    assert creditor.call("GET", "/settlements/x/pdf").status == 404
    assert creditor.call("GET", "/settlements", query="ExcludeClosed=maybe").status == 400


def test_a_journal_is_a_pdf_with_its_invoices_and_the_account(creditor: Creditor) -> None:
    paid(creditor, batch=True)
    creditor.until("2026-02-10T07:00")
    (journal,) = settlements(creditor)
    path = journal["pdfUrl"].removeprefix("http://stage/kravia/api/v2")
    heard = creditor.call("GET", path)
    assert (heard.status, heard.headers["content-type"]) == (200, "application/pdf")
    assert heard.body == creditor.call("GET", path).body
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(heard.body)).pages)
    assert all(word in text for word in ("1001", "1002", "1719", "1240.00 EUR", "2480.00 EUR", "2026-02-09"))
