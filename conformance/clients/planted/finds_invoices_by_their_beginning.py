"""A client that looks invoices up by how their numbers begin."""

import sys
from typing import Any

from conformance.clients.planted import PlantedClient
from conformance.clients.reference.protocol import serve


class Client(PlantedClient):
    """Books what its user records under the last invoice whose number begins so."""

    id = "finds-invoices-by-their-beginning"
    mistake = "A payment that is recorded for invoice 501 is booked under invoice 5011."
    takes = "two invoices, one's number the beginning of the other's, and a payment recorded for the first"

    def _act(self, request: dict[str, Any]) -> dict[str, Any]:
        """What is recorded goes to whichever invoice is found."""
        if request.get("action") == "record_payment":
            numbers = [invoice.number for invoice in self.desk.books.invoices()]
            found = [number for number in numbers if number.startswith(str(request["number"]))]
            request = {**request, "number": found[-1]} if found else request
        return super()._act(request)


if __name__ == "__main__":
    sys.exit(serve(Client()))
