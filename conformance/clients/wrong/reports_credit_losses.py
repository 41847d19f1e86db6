"""A client that tells its agency of everything that lowers what is open."""

import sys
from collections.abc import Mapping
from typing import Any, ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Reports a credit loss as if it had been paid."""

    id = "reports-credit-losses"
    mistake = "It reports a credit loss to the agency as a payment, and the debtor is asked for nothing more."
    must = ("payment.direct-reported",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the agency ends the case, and the debtor does not pay",
    }
    on = ("amili/credit-loss-is-not-told",)

    def _act(self, request: dict[str, Any]) -> dict[str, Any]:
        if request.get("action") == "bad_debt":
            self._lose(str(request["number"]))
        return super()._act(request)

    def _lose(self, number: str) -> None:
        desk = self.desk
        invoice = desk.books.invoice(number)
        if invoice is not None:
            told = {"amount": desk.standing(invoice).open, "date": desk.today.isoformat()}
            desk.books.add_report(number=number, kind="direct_payment", source=f"loss:{number}", **told)


if __name__ == "__main__":
    sys.exit(serve(Client()))
