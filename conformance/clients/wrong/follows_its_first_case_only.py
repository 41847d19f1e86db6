"""A client that was tried out with one invoice."""

import sys
from collections.abc import Mapping, Sequence
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Reads the first of its cases, whichever has something new."""

    id = "follows-its-first-case-only"
    mistake = "It polls one case, and shows the others as they were when a webhook last told of them."
    must = ("webhook.made-up-for",)
    may: ClassVar[Mapping[str, str]] = {
        "webhook.once": "after the forged webhooks it shows the other case as it was as well",
        "case.followed": "what the agency tells of the other case is never read",
    }
    on = ("ropo/a-case-is-said-to-be-over",)

    def cases_to_read(self, cases: Sequence[str], all_cases: Sequence[str]) -> Sequence[str]:
        """The first."""
        return [case for case in cases if case in all_cases[:1]]


if __name__ == "__main__":
    sys.exit(serve(Client()))
