"""A creditor at the second channel, in a server's sandbox, with cases and a settlement."""

from __future__ import annotations

from typing import Any

import requests

from tests.fuzz.serving import PATIENCE, Customer

ADDRESS = {
    "addressAddressLine1": "Mallitie 2",
    "addressPostalCode": "33100",
    "addressCity": "Tampere",
    "addressCountryCode": "FI",
}
FORM = {
    "accountingSystem": "Procountor",
    "countryCode": "FI",
    "postalAddress": ADDRESS,
    "bankAccount": {"iban": "FI2112345600000785"},
    "contact": {"email": "talous@example.fi"},
}
INVOICE = {
    "claimType": "CollectionCase",
    "debtorName": "Esimerkki Oy",
    "organizationNumber": "7654321-2",
    "postalAddress": ADDRESS,
    "invoiceDate": "2026-01-14",
    "dueDate": "2026-01-28",
    "originalAmount": 5000,
    "currencyCode": "EUR",
}
HELD = {
    "date": "2026-01-14",
    "due_date": "2026-01-28",
    "currency": "EUR",
    "total": "5000.00",
    "rows": [],
    "debtor": {"kind": "company", "name": "Esimerkki Oy"},
}


class Creditor:
    """A company whose agreement is signed; `number` is its id."""

    def __init__(self, company: Customer) -> None:
        self.company = company
        own = company.sandbox["company"]
        self.business_id = str(own["business_id"])
        form = {**FORM, "name": own["name"], "organizationNumber": self.business_id}
        self.number = self.call("POST", "/onboarding/activate", form)["creditorId"]
        company.control("POST", "/services/kravia/onboarding", {"action": "sign"})
        self.call("PATCH", f"/creditor/{self.number}/settings", {"batchPayments": True})
        company.control("POST", "/clock/advance", {"by": "PT5M"})

    def call(self, method: str, path: str, body: Any = None) -> Any:
        base = self.company.sandbox["endpoints"]["kravia"]["base_url"]
        headers = {"Authorization": self.company.secret}
        url = f"{base}/api/v2{path}"
        heard = requests.request(method, url, json=body, headers=headers, timeout=PATIENCE)
        assert heard.ok, heard.text
        return heard.json()

    def register(self, number: str) -> str:
        """Register a case; answers its id."""
        body = {**INVOICE, "creditorId": self.number, "invoiceNo": number}
        return str(self.call("POST", "/invoice/register", body)["invoiceId"])

    def settle(self) -> str:
        """Have a case paid and settled; answers the settlement's id."""
        held = {"number": "K-9", **HELD}
        self.company.control("PUT", "/invoices/K-9", {"invoice": held, "debtor_key": "acme", "sent": True})
        self.register("K-9")
        self.company.control("POST", "/invoices/K-9/payments", {"to": "agency"})
        self.company.control("POST", "/clock/advance", {"to": "2026-02-12T12:00"})
        (settlement,) = self.call("GET", "/settlements")["settlements"]
        return str(settlement["settlementId"])

    def ids(self) -> dict[str, str]:
        """The ids of the document's examples, with those in their place that are this creditor's."""
        return {
            "10759": str(self.number),
            "1553199": self.register("K-1"),
            "1553198": self.register("K-2"),
            "1234567-1": self.business_id,
            "0f3b7c52-6d0e-4c7f-9d57-3a1f7d0c5b11": self.settle(),
        }
