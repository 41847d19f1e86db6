"""A client whose user never hears no."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Reads the answer to a request, and shows it to nobody."""

    id = "keeps-a-refusal-to-itself"
    mistake = "It does not tell its user that the agency refused a later due date."
    must = ("request.answer-told",)
    on = (
        "kassavirta/due-date-refused-after-the-reminder",
        "perinta/due-date-refused-after-the-reminder",
    )

    def told_of_answer(self, text: str, event_type: str) -> str | None:
        """Nothing of a refusal."""
        return None if event_type == "due_date_refused" else text


if __name__ == "__main__":
    sys.exit(serve(Client()))
