"""A client that remembers one report when the agency is busy."""

import sys
from datetime import datetime
from typing import Any

from conformance.clients.planted import PlantedClient
from conformance.clients.reference.protocol import serve


class Client(PlantedClient):
    """Drops all but the first of the reports that wait, when it is told to come back later."""

    id = "keeps-one-report-for-later"
    mistake = "Of several reports that the agency had no time for, only the first is made later."
    takes = "two payments or credit notes to report at one time, and an agency that has had too many requests"

    def _tick(self, request: dict[str, Any]) -> dict[str, Any]:
        """The work of a tick; where the agency is busy, one report is kept."""
        reply = super()._tick(request)
        books = self.desk.books
        until = books.note("hold_until")
        if until is not None and self.desk.now < datetime.fromisoformat(until):
            for report in books.reports("state IN ('waiting', 'posting')")[1:]:
                books.set_report(report.id, "dropped")
        return reply


if __name__ == "__main__":
    sys.exit(serve(Client()))
