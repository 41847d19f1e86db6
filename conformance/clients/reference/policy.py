"""The decisions of the client that an integrator gets wrong most easily, one method each.

The reference client decides them as the providers' guides say. A wrong client overrides exactly one.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

WAITING_DAYS = {"company": 7, "consumer": 14}
"""Days after the due date before Ropo takes an invoice. Source: Maventa, collection services: Ropo."""

PAGE_SIZE = 10
"""Items in a full page: the default of Maventa's lists."""


class Policy:
    """What the client decides by itself."""

    def should_activate(self, state: str, wished: bool) -> bool:
        """Whether to ask the provider for the service now.

        `state` is the service's, `wished` says that the user asked and the provider has not answered yet.
        A pending activation waits for people: asking again would send the agreement again.
        """
        return wished and state not in ("pending", "active")

    def transfer_opens(self, due: date, debtor_kind: str, days_setting: int | None) -> date:
        """The day from whose first minute, in the company's zone, an invoice may be transferred.

        `days_setting` is the user's own waiting time; it can be longer than the provider's, never shorter.
        """
        return due + timedelta(days=max(WAITING_DAYS[debtor_kind], days_setting or 0))

    def transfers_by_itself(self, enabled: bool) -> bool:
        """Whether overdue invoices are transferred without a wish of the user; `enabled` is the user's setting."""
        return enabled

    def money_in_event(self, event: dict[str, Any]) -> object | None:
        """The amount to book because of a provider's event, or None.

        Always None: a `paid` event is news about the debtor. The money comes with the settlement and is
        booked from the bank statement.
        """
        return None

    def reports_to_agency(self, kind: str, with_agency: bool) -> bool:
        """Whether the agency has to be told of something booked here, or said by the user.

        `kind` is the ledger's, or `comment`; `with_agency` says that the invoice is in collection and its
        case has not ended. A settlement came from the agency: it knows.
        """
        return with_agency and kind in ("direct_payment", "credit", "comment")

    def reads_on(self, items: Sequence[object]) -> bool:
        """Whether a list may go on after a page with these items."""
        return len(items) >= PAGE_SIZE
