"""The calls with which cases are registered, paid and searched by their last update, for whoever measures a search.

They are Kravia's: nobody else has such a search.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from conformance.clients.measured import Ask

AGENCY = "kravia"
PREFIX = f"/{AGENCY}"
PAGE = 100
"""How many cases a page has."""
_WAITS = timedelta(days=30)
_ADDRESS = {
    "addressAddressLine1": "Esimerkkikatu 1",
    "addressPostalCode": "00100",
    "addressCity": "Helsinki",
    "addressCountryCode": "FI",
}


class Calls:
    """The calls of one creditor, with a sandbox's words for this channel."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._headers = (("authorization", words["secret"]), ("content-type", "application/json"))

    def order(self, company: Mapping[str, Any]) -> Ask:
        """Ask to become a creditor; the answer has its `creditorId`."""
        account = company["bank_accounts"][0]
        return self._post(
            "/onboarding/activate",
            accountingSystem="Procountor",
            name=company["name"],
            organizationNumber=company["business_id"],
            countryCode=company["country"],
            postalAddress=_ADDRESS,
            bankAccount={name: account[name] for name in ("iban", "bic")},
            contact={"email": "office@company.example"},
        )

    def register(self, creditor: int, number: int, today: date) -> Ask:
        """Register an overdue invoice; the answer has its `invoiceId`. Every third debtor is a consumer."""
        due, kind = today - _WAITS, {} if number % 3 == 0 else {"organizationNumber": "7654321-2"}
        return self._post(
            "/invoice/register",
            claimType="CollectionCase",
            creditorId=creditor,
            accountingInvoiceId=f"own-{number}",
            debtorName=f"Debtor {number}",
            isPrivateIndividual=not kind,
            postalAddress=_ADDRESS,
            invoiceNo=str(number),
            invoiceDate=(due - _WAITS).isoformat(),
            dueDate=due.isoformat(),
            originalAmount=100.0 + number % 1000,
            currencyCode="EUR",
            **kind,
        )

    def pay(self, case: int, today: date) -> Ask:
        """Report that a debtor has paid a euro of a case to the company: an update."""
        words = {"date": today.isoformat(), "description": "Payment", "amount": 1.0}
        return self._post("/invoice/payment", **words, invoices=[{"invoiceId": case, "amount": 1.0}])

    def search(self, since: str | None, skip: int = 0, *, ascending: bool = True) -> Ask:
        """Ask for a page of the cases that were updated since a time, or ever."""
        query = {"orderBy": 11, "byAscending": str(ascending), "skip": skip, "top": PAGE}
        query |= {} if since is None else {"lastUpdatedTime": since}
        return Ask("GET", f"/api/v2/invoice/search?{urlencode(query)}", self._headers)

    def _post(self, path: str, **words: Any) -> Ask:
        return Ask("POST", f"/api/v2{path}", self._headers, json.dumps(words).encode())
