"""Right clients that are built otherwise than the reference client: no check may fail them."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from conformance.clients.reference import Client
from conformance.clients.reference.amili import Amili
from conformance.clients.reference.books import Books, Invoice
from conformance.clients.reference.money import to_number
from conformance.clients.reference.provider import Provider

Json = dict[str, Any]


class _Older(Amili):
    """Perintä by the calls of version 1: the debtor is the one whom the invoice names."""

    def transfer(self, invoice: Invoice, kind: str, collection_type: str, principal: int) -> None:
        body = {"collection_type": collection_type, "assignment_summary": f"Invoice {invoice.number}"}
        if principal == invoice.total:
            whole: Mapping[str, Any] = {}
        elif invoice.number.endswith("1"):
            whole = {"collectable_amount": to_number(principal)}
        else:
            split = {"capital_amount": to_number(principal), "reminder_amount": 0, "interest_amount": 0}
            whole = {"amounts": split}
        self._call("POST", f"{self._invoice(1, invoice.uuid)}/assignment", json={**body, **whole})

    def transfer_state(self, invoice_id: str) -> Json | None:
        return self._found(f"{self._invoice(1, invoice_id)}/assignment")


class CallsTheOlderWay(Client):
    """Hands over by version 1, which answers until the summer of 2027."""

    def _channel(self, agency: str, kept: Books, company: Json) -> Provider:
        if agency == "perinta":
            return _Older(agency, self._endpoints["maventa"], self)
        return super()._channel(agency, kept, company)


class WaitsAsForOthers(Client):
    """Waits as long as another agency wants it to, unless its user says how long."""

    def transfer_opens(self, due: date, days: int, days_setting: int | None) -> date:
        return due + timedelta(days=days_setting or 14)
