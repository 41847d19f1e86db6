"""A client that takes the agency's user out of the books whenever its user wants that."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Does not look whether cases are open."""

    id = "removes-the-user-of-open-cases"
    mistake = "It removes the agency's user from the company's books while cases are open."
    must = ("closing.user-stays",)
    on = ("kravia/service-ends-with-an-open-case",)

    def keeps_user(self, open_cases: int) -> bool:
        """Never."""
        return False


if __name__ == "__main__":
    sys.exit(serve(Client()))
