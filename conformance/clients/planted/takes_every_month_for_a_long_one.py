"""A client that counts days in months of 31 days."""

import sys
from calendar import monthrange
from datetime import date, timedelta

from conformance.clients.planted import PlantedClient
from conformance.clients.reference.protocol import serve


class Client(PlantedClient):
    """Is early where the waiting days cross the end of a shorter month."""

    id = "takes-every-month-for-a-long-one"
    mistake = (
        "It takes every month for one of 31 days, and transfers too early across the end of a shorter one."
    )
    takes = "a due date close to the end of a short month, and a wish to transfer before the day has come"

    def transfer_opens(self, due: date, days: int, days_setting: int | None) -> date:
        """As many days earlier as the month lacks."""
        opens = super().transfer_opens(due, days, days_setting)
        lacking = 31 - monthrange(due.year, due.month)[1]
        return opens - timedelta(days=lacking) if opens.month != due.month else opens


if __name__ == "__main__":
    sys.exit(serve(Client()))
