"""What a channel answers for that which it does not have."""

from collections.abc import Sequence
from typing import Any

from conformance.clients.reference.web import Refused

Json = dict[str, Any]


class WithoutInvoices:
    """A channel that carries no invoices, only cases."""

    agency_name: str

    def send(self, invoice_id: str, filename: str, document: bytes, form: Json) -> Json:
        """Refuse: invoices go another way."""
        raise Refused(0, f"{self.agency_name} takes no invoices, only cases.")

    def file(self, invoice_id: str, file_id: str) -> bytes:
        """Refuse: no invoice was sent here."""
        raise Refused(0, f"{self.agency_name} has no files of invoices.")

    def tell_banks(self, document: bytes) -> None:
        """Refuse: messages go another way."""
        raise Refused(0, f"{self.agency_name} sends no messages to banks.")

    def invoice(self, invoice_id: str) -> Json | None:
        """None: no invoice was sent here."""
        return None

    def invoices(self, ids: Sequence[str]) -> list[Json]:
        """None: no invoices were sent here."""
        return []

    def errors(self, invoice_id: str) -> list[str]:
        """None."""
        return []


class WithoutSettings:
    """A channel without settings and batches, of an agency that has no user in the company's books."""

    agency_name: str

    def read_settings(self) -> Json:
        """None."""
        return {}

    def change_settings(self, changes: Json) -> Json:
        """Refuse: there are none."""
        raise Refused(0, f"{self.agency_name} has no settings that can be changed from here.")

    def journals(self) -> list[Json]:
        """None: each invoice is paid out by itself."""
        return []

    def mark_booked(self, journal: str, own: str) -> None:
        """Nothing: there are no journals."""

    def remove_user(self) -> None:
        """Refuse: there is none."""
        raise Refused(0, f"{self.agency_name} has no user here that could be removed.")
