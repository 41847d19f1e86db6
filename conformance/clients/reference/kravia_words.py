"""What this client tells Kravia and hears of it, from the words of the one into those of the other. No calls."""

from typing import Any

from conformance.clients.reference.books import Invoice
from conformance.clients.reference.money import to_cents, to_number

Json = dict[str, Any]

CREDIT_NOTE = "Credit note "
"""How the text begins by which a reported credit note is known on a case's timeline; its number follows."""

SETTINGS = {
    "reminders": "reminders",
    "start_from_collection": "startFromCollection",
    "approve_before_demand": "approveBeforePaymentDemand",
    "approve_before_legal": "approveBeforeLegalCollection",
    "include_info": "includeAdditionalInfo",
    "include_external_number": "includeExternalInvoiceNo",
    "batch_payments": "batchPayments",
    "batch_account": "batchAccount",
}
"""The company's settings at Kravia: the driver's words, and Kravia's."""

_SERVICE = {"AwaitingSignature": "PENDING", "Active": "ACTIVE"}
_CASE = {"CapitalPaid": "partially_closed", "Closed": "closed"}
_EVENTS = {
    "Registered": "created",
    "ReminderSent": "reminder_sent",
    "PaymentDemandSent": "payment_demand_sent",
    "Payment": "paid",
    "DirectPayment": "paid",
    "CreditNote": "credit_note",
    "Closed": "close",
}


def order(company: Json, contact_email: str, accountant: Json | None) -> Json:
    """What Kravia's template is filled in with: the company, its account, its contact person, and its accountant."""
    accounts = company["bank_accounts"]
    account = next((one for one in accounts if one.get("active", True)), accounts[0])
    contact = {**(company.get("contact") or {}), "email": contact_email}
    return {
        "name": company["name"],
        "organizationNumber": company["business_id"],
        "countryCode": company["country"],
        "postalAddress": _address(company["address"]),
        "bankAccount": {"iban": account["iban"], "bic": account["bic"]},
        "contact": {key: contact[key] for key in ("name", "email", "phone") if contact.get(key)},
        "accountant": _accountant(company, accountant) if accountant else None,
    }


def _accountant(company: Json, accountant: Json) -> Json:
    return {
        "name": accountant["name"],
        "email": accountant["email"],
        "organizationNumber": accountant["business_id"],
        "countryCode": company["country"],
    }


def status(creditor: Json) -> str:
    """How the service stands, by its creditor."""
    return _SERVICE.get(str(creditor.get("status")), "DISABLED")


def claim(invoice: Invoice, kind: str, principal: int) -> Json:
    """An overdue invoice of a `kind` of debtor as a case; what is claimed is in cents."""
    debtor = invoice.debtor
    return {
        "claimType": "CollectionCase",
        "accountingInvoiceId": invoice.uuid,
        "debtorName": debtor["name"],
        "debtorNumber": debtor.get("customer_number"),
        "email": debtor.get("email"),
        "organizationNumber": debtor.get("business_id") if kind == "company" else None,
        "isPrivateIndividual": "true" if kind == "consumer" else "false",
        "postalAddress": _address(debtor["address"]),
        "invoiceNo": invoice.number,
        "invoiceDate": invoice.words["date"],
        "dueDate": invoice.due_date.isoformat(),
        "originalAmount": to_number(principal),
        "currencyCode": invoice.currency,
    }


def _address(address: Json) -> Json:
    names = {
        "street": "addressAddressLine1",
        "postal_code": "addressPostalCode",
        "city": "addressCity",
        "country": "addressCountryCode",
    }
    return {theirs: address[ours] for ours, theirs in names.items()}


def lacking(company: Json) -> list[str]:
    """What of the company has to be there before Kravia is ordered, and is not, in words for the user."""
    address = company.get("address") or {}
    accounts = [one for one in company.get("bank_accounts") or [] if one.get("active", True)]
    needed = {
        "the business ID": company.get("business_id"),
        "the street, or the P.O. box": address.get("street"),
        "the postal code": address.get("postal_code"),
        "the city": address.get("city"),
        "an active bank account": accounts,
        "the BIC of each active account": all(one.get("bic") for one in accounts),
    }
    return [what for what, there in needed.items() if not there]


def settings(found: Json) -> Json:
    """The company's settings, of Kravia's answer."""
    return {ours: found.get(theirs) for ours, theirs in SETTINGS.items()}


def journal(found: Json) -> Json:
    """A journal: its sum on an account of the company's books, against the invoices that it pays."""
    rows = found["bookkeepingSuggestion"]
    return {
        "id": str(found["settlementId"]),
        "day": found["date"],
        "amount": found["amount"],
        "currency": found["currencyCode"],
        "account": next(row["ledgerAccount"] for row in rows if row.get("invoiceNo") is None),
        "rows": [
            {"number": row["invoiceNo"], "day": row["bookingDate"], "amount": -row["amount"]}
            for row in rows
            if row.get("invoiceNo") is not None
        ],
    }


def further(invoice: Invoice) -> Json:
    """What Kravia is told of how the company sent the invoice, and reminded of it itself."""
    sent = invoice.words.get("reminders_sent") or []
    electronic = invoice.words.get("channel") == "einvoice"
    return {
        "externalInvoiceNo": invoice.words.get("external_number"),
        "isEInvoice": "true" if electronic else "false",
        "eInvoiceAddress": invoice.debtor.get("einvoice_address"),
        "sentReminders": [
            {"date": one["date"], "cost": to_number(to_cents(one.get("cost") or 0))} for one in sent
        ],
    }


def case(found: Json) -> Json:
    """A case with its `events`; among these one for its last update."""
    events = [_event(str(found["invoiceId"]), one) for one in found.get("timeline") or []]
    return {
        "invoice_id": found.get("accountingInvoiceId"),
        "status": _CASE.get(str(found.get("status")), "open"),
        "collection_status": found.get("status"),
        "action_needed": bool(found.get("actionNeeded")),
        "url": found.get("url"),
        "events": [*events, update(found)],
    }


def update(row: Json) -> Json:
    """That a case was updated, as an event of its own: its id says when, and what came of it."""
    return {
        "id": f"{row['invoiceId']}@{row['lastUpdatedTime']}:{row.get('status')}",
        "assignment_id": str(row["invoiceId"]),
        "invoice_id": row.get("accountingInvoiceId"),
        "type": "update",
        "created_at": f"{str(row['lastUpdatedTime'])[:19]}Z",
    }


def _event(case_id: str, activity: Json) -> Json:
    """An activity of a case's timeline as an event."""
    by_creditor = activity.get("actor") == "Creditor"
    amount, text = activity.get("amount"), activity.get("description")
    note = str(text).removeprefix(CREDIT_NOTE) if activity.get("type") == "CreditNote" else None
    return {
        "id": str(activity.get("id")),
        "assignment_id": case_id,
        "type": _EVENTS.get(str(activity.get("type")), str(activity.get("type"))),
        "actor": "company" if by_creditor else "agency",
        "amount": None if amount is None else to_number(abs(to_cents(amount))),
        "capital_amount": activity.get("capital"),
        "date": activity.get("date"),
        "credit_note_number": note,
        "text": None if note else text,
    }
