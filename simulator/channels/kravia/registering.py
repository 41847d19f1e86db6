"""A case registered: an overdue invoice, with all that Kravia is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from simulator.channels.kravia import wire
from simulator.channels.kravia.access import KRAVIA, carry_out, creditor_id, forbidden, invalid, not_found
from simulator.domain.commands import RegisterCase
from simulator.domain.facts import CaseOpened
from simulator.domain.money import Money
from simulator.domain.state import State
from simulator.port import Answer, Call

_COMPANIES_OF = ("FI", "SE", "DK")
_ADDRESS = {
    "addressAddressLine1": "street",
    "addressPostalCode": "postal_code",
    "addressCity": "city",
    "addressCountryCode": "country",
}


def register(call: Call) -> Answer:
    """Open a case for an overdue invoice."""
    made = carry_out(call, _registration(call.world.state, call.body))
    (case,) = (fact.case for fact in made if isinstance(fact, CaseOpened))
    return Answer(200, {"invoiceId": int(case)})


def _registration(state: State, body: dict[str, Any]) -> RegisterCase:
    if body["creditorId"] != creditor_id(state):
        raise not_found(f"creditorId: this partner has no creditor {body['creditorId']}")
    if body["claimType"] != "CollectionCase":
        raise forbidden(
            f"claimType: {body['claimType']} is for invoices that Kravia sends, and this sandbox only collects; "
            "CollectionCase is taken"
        )
    address = _address(state, body.get("postalAddress"))
    company = _is_company(body, address)
    try:
        return RegisterCase(
            provider=KRAVIA,
            collection_type="reminder_and_collection",
            receivables_type="b2b" if company else "b2c",
            payers=(_payer(body, address, company),),
            **_invoice(body),
            **_sent_before(body),
        )
    except ValueError as error:
        raise invalid(f"the invoice cannot be read: {error}") from error


def _address(state: State, given: dict[str, Any] | None) -> dict[str, str]:
    """The debtor's address, as far as it was given; where it names no country it is in the company's."""
    address = {ours: str((given or {}).get(theirs) or "") for theirs, ours in _ADDRESS.items()}
    return {**address, "country": address["country"] or state.country}


def _is_company(body: dict[str, Any], address: dict[str, str]) -> bool:
    """Whether a debtor is handled as a company (KRAV-TRF-3)."""
    return bool(body.get("organizationNumber")) and address["country"] in _COMPANIES_OF


def _payer(body: dict[str, Any], address: dict[str, str], company: bool) -> dict[str, Any]:
    words = {
        "type": "company" if company else "person",
        "name": body["debtorName"],
        "business_id": body.get("organizationNumber"),
        "customer_number": body.get("debtorNumber"),
        "email": body.get("email"),
        "einvoice_address": body.get("eInvoiceAddress"),
        "address": address,
    }
    return {name: value for name, value in words.items() if value}


def _invoice(body: dict[str, Any]) -> dict[str, Any]:
    """The invoice itself; raises ValueError for amounts and dates that are none."""
    amount = wire.money(body["originalAmount"], body["currencyCode"])
    rows = body.get("orderLines") or ()
    return {
        "own_id": body.get("accountingInvoiceId"),
        "number": body["invoiceNo"],
        "date": date.fromisoformat(body["invoiceDate"]),
        "due_date": date.fromisoformat(body["dueDate"]),
        "principal": amount,
        "summary": body.get("description"),
        "einvoice": wire.flag(body.get("isEInvoice")),
        "external_number": body.get("externalInvoiceNo"),
        "products": tuple(_product(row) for row in rows),
        "ledger_account": _account(body.get("bookkeepingDetails") or (), amount),
    }


def _product(row: dict[str, Any]) -> str:
    """A row of the invoice as people read it: the product and what was said of it."""
    return ": ".join(text for text in (row["description"], row.get("comment")) if text)


def _account(rows: Sequence[dict[str, Any]], total: Money) -> str | None:
    """The account of the company's books on which the whole invoice stands; None where not exactly one does."""
    whole = {row["ledgerAccount"] for row in rows if wire.money(row["amount"], total.currency) == total}
    return str(whole.pop()) if len(whole) == 1 else None


def _sent_before(body: dict[str, Any]) -> dict[str, Any]:
    """The reminders that the company has sent itself, and what they cost."""
    sent = body.get("sentReminders") or ()
    costs = [wire.money(each["cost"], body["currencyCode"]) for each in sent if each.get("cost") is not None]
    return {
        "reminders": len(sent),
        "costs": Money.total(costs, body["currencyCode"]) if costs else None,
    }


OPERATIONS = {"postApiV2InvoiceRegister": register}
