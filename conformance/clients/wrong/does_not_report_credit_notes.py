"""A client that keeps a credit note to itself."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Books credit notes, and lets the agency go on collecting what was credited."""

    id = "does-not-report-credit-notes"
    mistake = "It does not report a credit note to the agency, so the case goes on."
    must = ("credit.reported",)
    on = ("ropo/credit-note-ends-the-case",)

    def reports_to_agency(self, kind: str, with_agency: bool) -> bool:
        """Anything but credit notes."""
        return kind != "credit" and super().reports_to_agency(kind, with_agency)


if __name__ == "__main__":
    sys.exit(serve(Client()))
