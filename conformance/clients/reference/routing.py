"""What an invoice needs before it goes through an agency that has every invoice, and what such an agency made of it.

Source: Maventa, collection services: Amili Kassavirta, transfer of invoices.
"""

from datetime import date
from typing import Any
from xml.etree import ElementTree

from conformance.clients.reference.banking import days_later
from conformance.clients.reference.books import Invoice
from conformance.clients.reference.camt import national_reference
from conformance.clients.reference.desk import Desk

Json = dict[str, Any]

BANKING_DAYS = 4
"""How many banking days have to be left until the due date."""

CURRENCY = "EUR"


def obstacle(desk: Desk, invoice: Json) -> str | None:
    """Why an invoice (in the driver's words) would end in error, as far as can be known before it is sent; or None."""
    if not is_followed(desk, invoice):
        return None
    number = invoice["number"]
    first = days_later(desk.today, BANKING_DAYS)
    if date.fromisoformat(str(invoice["due_date"])) < first:
        return (
            f"{desk.agency} takes invoice {number} only if it is due on {first} or later: move its due date."
        )
    address = invoice["debtor"].get("address") or {}
    missing = [part for part in ("street", "postal_code", "city") if not address.get(part)]
    if missing:
        return f"{desk.agency} needs the whole address of invoice {number}: {', '.join(missing)} is missing."
    if not invoice.get("reference"):
        return f"{desk.agency} needs a reference number on invoice {number}."
    return None


def is_followed(desk: Desk, invoice: Json) -> bool:
    """Whether the agency would follow the payment of an invoice that is sent now."""
    routes = desk.provider.follows_all and desk.service.state == "active"
    return routes and invoice["currency"] == CURRENCY


def learn(desk: Desk, invoice: Invoice, found: Json) -> None:
    """Keep what the recipient was told to pay to: read from the last document of a sent invoice, if it has several."""
    files = [file for file in found.get("files") or [] if file.get("mimetype") == "application/xml"]
    if invoice.sent_reference is not None or len(files) < 2 or found.get("status") != "DELIVERED":
        return
    details = payment_details(desk.provider.file(invoice.uuid, str(files[-1]["id"])))
    if details is not None:
        iban, reference = details
        desk.books.set_invoice(invoice.number, sent_iban=iban, sent_reference=reference)


def payment_details(document: bytes) -> tuple[str, str] | None:
    """The account and the reference that a Finvoice tells its recipient; None where it tells none."""
    try:
        root = ElementTree.fromstring(document)  # noqa: S314 - it comes from the provider, over an authenticated call
    except ElementTree.ParseError:
        return None
    payment = "EpiDetails/EpiPartyDetails/EpiBeneficiaryPartyDetails/EpiAccountID"
    iban = root.findtext(payment)
    reference = root.findtext("EpiDetails/EpiPaymentInstructionDetails/EpiRemittanceInfoIdentifier")
    return (iban, national_reference(reference)) if iban and reference else None
