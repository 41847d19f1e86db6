"""A client that reports the wrong amount of a credit note."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Books what the credit note says, and reports what the invoice says."""

    id = "reports-the-total-as-credited"
    mistake = "It books a credit note of a part, and tells the agency that the whole invoice was credited."
    must = ("credit.reported",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the agency ends the case, and nobody pays it any more",
    }
    on = ("ropo/two-cases-a-credit-note-and-a-comment",)

    def reported(self, kind: str, amount: int, total: int) -> int:
        """Of a credit note, the invoice's total."""
        return total if kind == "credit" else super().reported(kind, amount, total)


if __name__ == "__main__":
    sys.exit(serve(Client()))
