"""A client that looks whether a report has arrived, and takes an equal one for it."""

import sys
from typing import Any

from conformance.clients.planted import PlantedClient
from conformance.clients.reference.protocol import serve


class Client(PlantedClient):
    """Strikes a report of unknown outcome off its list where an earlier one says the same."""

    id = "takes-an-equal-report-for-the-lost-one"
    mistake = "A report that broke off is taken for done if as much was reported before."
    takes = "two equal payments, one after the other, and a report of the second that breaks off before it is taken"

    def _tick(self, request: dict[str, Any]) -> dict[str, Any]:
        """Strike off what seems to be there, and then work as ever."""
        books = self.desk.books
        done = {(one.number, one.kind, one.amount) for one in books.reports("state = 'done'")}
        for report in books.reports("state = 'posting' AND amount IS NOT NULL"):
            if (report.number, report.kind, report.amount) in done:
                books.set_report(report.id, "done")
        return super()._tick(request)


if __name__ == "__main__":
    sys.exit(serve(Client()))
