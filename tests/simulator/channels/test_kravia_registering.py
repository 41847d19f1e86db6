"""What Kravia is told with an invoice: every field of the guides, in every form that a client may write it."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.domain.commands import RegisterCase
from simulator.domain.money import Money
from tests.simulator.creditor import ADDRESS, Creditor
from tests.simulator.stage import Client

TAKEN = "2026-02-12T09:00"  # company or consumer, an invoice of 28 January can be handed over
LINE = {
    "description": "Consulting",
    "unitPrice": "100.00",
    "count": 10,
    "vatInPercent": "24",
    "unit": "h",
    "total": 1240.0,
    "discountInPercent": None,
}
ROW = {
    "amount": 1240.0,
    "description": "1001",
    "bookingDate": "2026-01-14",
    "ledgerAccount": 1701,
    "vatCode": 0,
}


def told(creditor: Creditor, monkeypatch: pytest.MonkeyPatch, **words: Any) -> RegisterCase:
    """What the agency is told of a case that is registered with these words."""
    heard: list[RegisterCase] = []
    real = creditor.sandbox.handle

    def handle(command: Any) -> Any:
        heard.append(command)
        return real(command)

    monkeypatch.setattr(creditor.sandbox, "handle", handle)
    creditor.register(**words)
    return heard[-1]


def test_whatever_the_guides_show_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    creditor = Creditor(TAKEN).sign()
    words = {
        "debtorNumber": "42",
        "email": "laskut@example.fi",
        "ssn": None,
        "description": "Work of January",
        "orderLines": [LINE, {**LINE, "description": "Travel", "comment": "Tampere"}],
        "bookkeepingDetails": [ROW, {**ROW, "amount": "-1000.00", "ledgerAccount": 3000}],
        "sentReminders": [{"date": "2026-02-05", "cost": "5.00"}, {"date": "2026-02-10"}, {"cost": 3}],
        "externalInvoiceNo": "E-77",
        "isEInvoice": "True",
        "eInvoiceAddress": "003712345671",
    }
    heard = told(creditor, monkeypatch, **words)
    assert heard.products == ("Consulting", "Travel: Tampere")
    assert (heard.summary, heard.ledger_account) == ("Work of January", "1701")
    assert (heard.reminders, heard.costs) == (3, Money(800, "EUR"))
    assert (heard.external_number, heard.einvoice) == ("E-77", True)
    (payer,) = heard.payers
    assert (payer["email"], payer["customer_number"]) == ("laskut@example.fi", "42")
    assert payer["einvoice_address"] == "003712345671"


@pytest.mark.parametrize(
    ("rows", "account"),
    [
        ([], None),
        (None, None),
        ([{**ROW, "amount": 1000.0}], None),
        ([ROW, {**ROW, "ledgerAccount": 1709}], None),  # it cannot be told which
        ([ROW, ROW], "1701"),
        ([{**ROW, "amount": "1240"}], "1701"),
    ],
)
def test_the_account_of_an_invoice_is_the_one_on_which_all_of_it_stands(
    rows: Any, account: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    creditor = Creditor(TAKEN).sign()
    assert told(creditor, monkeypatch, bookkeepingDetails=rows).ledger_account == account


@pytest.mark.parametrize(
    "words",
    [
        {"orderLines": None, "sentReminders": None, "isEInvoice": False},
        {"orderLines": [], "sentReminders": [], "isEInvoice": "false"},
        {"orderLines": [{"description": ""}], "accountingInvoiceId": None, "description": None},
        {"nobodyKnowsThis": {"deep": [1]}},
    ],
)
def test_what_is_empty_or_unknown_is_no_reason_to_refuse(words: dict[str, Any]) -> None:
    creditor = Creditor(TAKEN).sign()
    assert creditor.register(**words)


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ({"postalAddress": None}, 403, "address"),
        ({"postalAddress": {}}, 403, "city"),
        ({"postalAddress": {**ADDRESS, "addressPostalCode": " "}}, 403, "postal"),
        ({"postalAddress": {**ADDRESS, "addressCity": None}}, 403, "city"),
        ({"postalAddress": {**ADDRESS, "addressCountryCode": "Finland"}}, 400, "addressCountryCode"),
        ({"claimType": "Invoice"}, 403, "claimType"),
        ({"claimType": "Reminder"}, 400, "claimType"),
        ({"claimType": None}, 400, "claimType"),
        ({"originalAmount": "1240,00"}, 400, "originalAmount"),
        ({"originalAmount": "1 240"}, 400, "originalAmount"),
        ({"originalAmount": 0}, 400, "originalAmount"),
        ({"originalAmount": -1240}, 400, "originalAmount"),
        ({"originalAmount": "1e9"}, 400, "originalAmount"),
        ({"originalAmount": 10**12}, 400, "originalAmount"),
        ({"originalAmount": 1.001}, 400, "originalAmount"),
        ({"originalAmount": [1240]}, 400, "originalAmount"),
        ({"isPrivateIndividual": "yes"}, 400, "isPrivateIndividual"),
        ({"isPrivateIndividual": 1}, 400, "isPrivateIndividual"),
        ({"isEInvoice": "maybe"}, 400, "isEInvoice"),
        ({"invoiceDate": "14.1.2026"}, 400, "invoiceDate"),
        ({"dueDate": "2026-02-30"}, 400, "dueDate"),
        ({"currencyCode": "euro"}, 400, "currencyCode"),
        ({"currencyCode": "JPY", "originalAmount": 0.5}, 400, "decimals"),
        ({"invoiceNo": ""}, 400, "invoiceNo"),
        ({"invoiceNo": 1001}, 400, "invoiceNo"),
        ({"orderLines": [{"unit": "h"}]}, 400, "orderLines"),
        ({"orderLines": {"description": "x"}}, 400, "orderLines"),
        ({"bookkeepingDetails": [{**ROW, "ledgerAccount": "1701"}]}, 400, "ledgerAccount"),
        ({"sentReminders": [{"cost": -5}]}, 400, "sentReminders"),
        ({"creditorId": 1}, 404, "creditorId"),
        ({"creditorId": "10759"}, 400, "creditorId"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_the_envelope_and_nothing_is_kept(
    words: dict[str, Any], status: int, said: str
) -> None:
    creditor = Creditor(TAKEN).sign()
    before = creditor.sandbox.facts_total
    heard = creditor.call("POST", "/invoice/register", creditor.invoice(**words))
    assert (heard.status, heard.json["status"]) == (status, status)
    assert any(said in error for error in heard.json["errors"]), heard.json
    assert creditor.sandbox.facts_total == before


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'"x"', b"{", b"\xff", b'{"claimType":' * 3000])
def test_a_body_that_is_no_object_is_refused(body: bytes) -> None:
    creditor = Creditor(TAKEN).sign()
    headers = {"authorization": creditor.words["secret"], "content-type": "application/json"}
    heard = creditor.stage.call("POST", "/kravia/api/v2/invoice/register", body, headers=headers)
    assert heard.status == 400
    assert heard.json["errors"]


def test_an_address_that_is_missing_is_refused_by_its_rule() -> None:
    creditor = Creditor(TAKEN).sign()
    creditor.call("POST", "/invoice/register", creditor.invoice(postalAddress=None))
    (_, exchange) = creditor.sandbox.journal.read()[-1]
    assert exchange.rules == ("KRAV-TRF-6",)


def test_a_debtor_without_a_business_id_is_shown_without_one_by_a_channel_that_lists_the_same_invoices() -> (
    None
):
    creditor = Creditor(TAKEN).sign()
    creditor.register(organizationNumber=None, isPrivateIndividual="true")
    [shown] = Client(creditor.sandbox, creditor.stage).get("/v1/invoices", "direction=SENT")
    assert shown["recipient"] == {"name": "Esimerkki Oy", "country": "FI"}
