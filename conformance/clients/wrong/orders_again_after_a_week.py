"""A client that takes a form which nobody has finished for a week for a lost one."""

import sys
from datetime import timedelta

from conformance.clients.reference.desk import Desk
from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient

WEEK = timedelta(days=7)


class Client(WrongClient):
    """Orders anew what is still pending on the seventh day, when the agency reminds of it by itself."""

    id = "orders-again-after-a-week"
    mistake = "It orders the service again when it has been pending for a week."
    must = ("activation.once",)
    on = ("kassavirta/form-left-for-a-week",)

    def should_activate(self, state: str, wished: bool) -> bool:
        """Also when the wish is a week old."""
        return super().should_activate(state, wished) or (state == "pending" and self._is_old(self.desk))

    def _is_old(self, desk: Desk) -> bool:
        since = desk.books.note("pending_since") or desk.today.isoformat()
        desk.books.set_note("pending_since", since)
        return (desk.today - desk.today.fromisoformat(since)) >= WEEK


if __name__ == "__main__":
    sys.exit(serve(Client()))
