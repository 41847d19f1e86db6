"""Right clients that are built otherwise than the reference client: no check may fail them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from conformance.clients.reference import Client, routing
from conformance.clients.reference.banking import days_later
from conformance.clients.reference.books import Books, Invoice
from conformance.clients.reference.desk import outcome
from conformance.clients.reference.maventa_amili import MaventaAmili
from conformance.clients.reference.money import to_cents, to_number
from conformance.clients.reference.provider import Provider
from conformance.clients.reference.web import Refused
from simulator.post_offices import post_offices

Json = dict[str, Any]


class _Older(MaventaAmili):
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


class KnowsBeforehand(Client):
    """Sends nothing of which it can know that it would end in error.

    It has a table of postal codes, adds rows up, knows whether the banks were told, and looks at the due date again
    whenever it tries. What it refused, `refused` tells.
    """

    refused: ClassVar[list[str]] = []

    def _act(self, request: Json) -> Json:
        obstacle = self._foreseen(request) if self.desk.provider.follows_all else None
        if obstacle:
            self.refused.append(obstacle)
            return outcome("refused", obstacle)
        return super()._act(request)

    def _tick(self, request: Json) -> Json:
        found = super()._tick(request)
        if self.desk.service.state == "active" and self.desk.books.note("active_since") is None:
            self.desk.books.set_note("active_since", self.desk.today.isoformat())
        return found

    def accounts_told(self, own: Sequence[str], agencys: str | None) -> list[str]:
        self.desk.books.set_note("banks_told", True)
        return super().accounts_told(own, agencys)

    def document_of(self, invoice: Json) -> Json:
        obstacle = routing.obstacle(self.desk, invoice)
        if obstacle:
            self.desk.books.set_invoice(invoice["number"], sending="error", action_needed=1)
            self.desk.tell_refused(obstacle, invoice["number"], contact=False)
            raise Refused(400, obstacle)
        return invoice

    def _foreseen(self, request: Json) -> str | None:
        """What is wrong with an invoice that is to be sent now."""
        words = request.get("invoice") if request.get("action") == "send_invoice" else None
        if request.get("action") == "resend_invoice":
            known = self.desk.books.invoice(str(request["number"]))
            words = self.corrected(known.words, request.get("corrections") or {}) if known else None
        if words is None or not routing.is_followed(self.desk, words):
            return None
        debtor, rows = words["debtor"], words.get("rows") or ()
        names = post_offices(str((debtor.get("address") or {}).get("postal_code")))
        if (debtor.get("country") or "FI") == "FI" and not names:
            return "There is no such postal code."
        if rows and sum(to_cents(row["total"]) for row in rows) != to_cents(words["total"]):
            return "The rows do not come to the total."
        return "The banks have not been told." if self._is_untold(debtor) else None

    def _is_untold(self, debtor: Json) -> bool:
        """Whether an e-invoice would come to a consumer's bank that has had its five banking days."""
        notes = self.desk.books.note
        since = notes("active_since")
        by_bank = debtor.get("kind") == "consumer" and debtor.get("einvoice_operator")
        if not by_bank or since is None or notes("banks_told"):
            return False
        return self.desk.today > days_later(date.fromisoformat(since), 5)
