"""A client for measurements: one company that sends an invoice, reads it, sends the next. It speaks to Maventa."""

from __future__ import annotations

from typing import Any

import requests

from conformance.clients.reference import finvoice

_SECONDS = 600


class Steady:
    """The calls of one sandbox's client, as the control API shows that sandbox."""

    def __init__(self, sandbox: dict[str, Any]) -> None:
        self._company = sandbox["company"]
        self._words = sandbox["endpoints"]["maventa"]
        self._session = requests.Session()
        self._session.trust_env = False
        names = ("client_id", "client_secret")
        form = {"grant_type": "client_credentials", "scope": "company:read invoice:send"}
        form |= {name: self._words[name] for name in names}
        token = self._answer(self._session.post(self._words["token_url"], data=form, timeout=_SECONDS))
        self._session.headers["Authorization"] = f"Bearer {token['access_token']}"

    def send(self, nth: int) -> str:
        """Send an invoice; answers its id."""
        document = finvoice.write(drafted(str(1000 + nth)), self._company)
        files = {"file": ("invoice.xml", document, "application/xml")}
        url = f"{self._words['base_url']}/v1/invoices"
        sent = self._session.post(url, data={"format": "FINVOICE30"}, files=files, timeout=_SECONDS)
        return str(self._answer(sent)["id"])

    def read(self, invoice: str) -> None:
        """Read an invoice that was sent."""
        self._answer(self._session.get(f"{self._words['base_url']}/v1/invoices/{invoice}", timeout=_SECONDS))

    def _answer(self, response: requests.Response) -> dict[str, Any]:
        response.raise_for_status()
        answer: dict[str, Any] = response.json()
        return answer


def drafted(number: str) -> dict[str, Any]:
    """An invoice in the driver's words."""
    row = {
        "description": "Work",
        "quantity": "1",
        "unit_price": "100.00",
        "vat_percent": "0",
        "total": "100.00",
    }
    debtor = {
        "kind": "company",
        "name": "Esimerkki Oy",
        "address": {"street": "Mallitie 2", "postal_code": "33100", "city": "Tampere", "country": "FI"},
    }
    return {
        "number": number,
        "date": "2026-01-14",
        "due_date": "2026-01-28",
        "currency": "EUR",
        "total": "100.00",
        "rows": [row],
        "debtor": debtor,
    }
