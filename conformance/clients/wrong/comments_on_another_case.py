"""A client that sends what its user writes to the wrong case."""

import sys
from collections.abc import Sequence

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Takes the last case that it has, whichever invoice its user wrote about."""

    id = "comments-on-another-case"
    mistake = "What its user writes about one invoice it tells the agency of another one's case."
    must = ("case.comment-sent",)
    on = ("ropo/two-cases-a-credit-note-and-a-comment",)

    def case_to_tell(self, kind: str, own: str, all_cases: Sequence[str]) -> str:
        """The last one for a comment."""
        return all_cases[-1] if kind == "comment" else own


if __name__ == "__main__":
    sys.exit(serve(Client()))
