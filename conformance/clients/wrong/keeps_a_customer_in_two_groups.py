"""A client that thinks in labels."""

import sys
from collections.abc import Mapping, Sequence
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Adds a group to those that a customer has."""

    id = "keeps-a-customer-in-two-groups"
    mistake = (
        "It puts a customer into a new group, and then into the old one again, so as to have it in both."
    )
    must = ("group.set",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the customer is followed as before",
    }
    on = ("kassavirta/customers-moved-and-taken-out",)

    def groups_to_set(self, group: str | None, before: str | None) -> Sequence[str | None]:
        """Both."""
        return (group, before) if before else (group,)


if __name__ == "__main__":
    sys.exit(serve(Client()))
