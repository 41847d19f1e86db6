"""A client that reports payments of whatever was ever in collection."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Goes on reporting when the case has long ended."""

    id = "reports-after-the-end"
    mistake = "It reports a direct payment to the agency although the case is over."
    must = ("case.nothing-after-end",)
    on = ("ropo/paid-again-after-the-end", "kassavirta/cancelled-before-the-reminder")

    def reports_to_agency(self, kind: str, with_agency: bool) -> bool:
        """Open or not."""
        return super().reports_to_agency(kind, True)


if __name__ == "__main__":
    sys.exit(serve(Client()))
