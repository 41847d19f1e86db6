"""The decisions of the client that an integrator gets wrong most easily, one method each.

The reference client decides them as the providers' guides say. A wrong client overrides exactly one.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from conformance.clients.reference.accounting import Accounting
from conformance.clients.reference.books import Books
from conformance.clients.reference.listening import Listening

RENT_COUNTRIES = ("FI",)
"""Where Ropo takes receivables of rent. Source: Maventa, product changelog: Ropo, availability."""

PAGE_SIZE = 10
"""Items in a full page: the default of Maventa's lists."""

PASSING = (408, 423, 425, 429)
"""Refusals that pass with time: the same request may be made again."""

OVERLAP = timedelta(hours=1)
"""Events are read again from this long before the newest one known: one may become visible late."""

WISHES = ("due_date", "hold", "hold_change", "release", "cancel", "bad_debt")
"""What a user can want of an agency for an invoice that it follows."""

EVENT_TYPES = {
    "created": False,
    "reminder_sent": False,
    "payment_demand_sent": False,
    "paid": False,
    "credit_note": False,
    "comment": True,
    "close": False,
}
"""The types of events that Maventa documents, and whether their text is for the user."""


class Policy(Accounting, Listening):
    """What the client decides by itself."""

    def should_activate(self, state: str, wished: bool) -> bool:
        """Whether to ask the provider for the service now.

        `state` is the service's, `wished` says that the user asked and the provider has not answered yet.
        A pending activation waits for people: asking again would send the agreement again.
        """
        return wished and state not in ("pending", "active")

    def transfer_opens(self, due: date, days: int, days_setting: int | None) -> date:
        """The day from whose first minute, in the company's zone, an invoice may be transferred.

        `days` after the due date the provider takes it; `days_setting` is the user's own waiting time, which can be
        longer than that, never shorter.
        """
        return due + timedelta(days=max(days, days_setting or 0))

    def rent_of(self, invoice: Mapping[str, Any], country: str) -> Any:
        """What is let, if an invoice (in the driver's words) is handed over as rent.

        None if it is none, and where the agency takes no rent: there it is a receivable like any other.
        """
        return invoice.get("rental") if country in RENT_COUNTRIES else None

    def waits_from(self, invoice: Mapping[str, Any]) -> date:
        """The day from which the waiting days of an invoice (in the driver's words) are counted."""
        return date.fromisoformat(str(invoice["due_date"]))

    def has_opened(self, opens: date, since: date, now: datetime, zone: ZoneInfo) -> bool:
        """Whether a day that is counted from `since` has come: by the calendar of the account's zone."""
        return now.astimezone(zone).date() >= opens

    def hands_over(self, transfer: str | None, wished: bool) -> bool:
        """Whether an invoice may be handed over as its transfer stands: one that was taken is not, again."""
        return transfer in (None, "posting") or (wished and transfer not in ("pending", "sent", "followed"))

    def receivable_of(self, debtor_kind: str) -> str:
        """The kind of debtor that a receivable is transferred under."""
        return debtor_kind

    def debtor_of(self, debtor: Mapping[str, Any], company: Mapping[str, Any]) -> Mapping[str, Any]:
        """Whom a transfer names as the debtor: the invoice's, not the `company` that sent it."""
        return debtor

    def document_of(self, invoice: dict[str, Any]) -> dict[str, Any]:
        """The invoice (in the driver's words) that the document is made of: as the user finished it."""
        return invoice

    def taken(self, invoice: dict[str, Any]) -> dict[str, Any]:
        """The invoice (in the driver's words) that is taken from the user who finished it: as it is."""
        return invoice

    def outcome_of_obstacle(self) -> str:
        """What came of an invoice that is not sent since it would end in error: `refused`."""
        return "refused"

    def obstacle_seen(self, obstacle: str | None) -> str | None:
        """What of an invoice that would end in error the user is told before it is sent: all that is known."""
        return obstacle

    def corrected(self, invoice: dict[str, Any], corrections: Mapping[str, Any]) -> dict[str, Any]:
        """An invoice (in the driver's words) that is sent again: what the user corrected, under its number and date.

        An address is the debtor's.
        """
        address = corrections.get("address")
        debtor = invoice["debtor"] | ({"address": address} if address else {})
        rest = {key: value for key, value in corrections.items() if key != "address"}
        return {**invoice, **rest, "debtor": debtor}

    def is_failed(self, status: object) -> bool:
        """Whether an invoice of this status at Maventa was not sent."""
        return status == "FAILED"

    def told_debtor(self, own: Any, changed: str | None) -> Any:
        """What is shown as the account or the reference that the debtor was given: the changed one, if any."""
        return changed or own

    def references(self) -> Sequence[str]:
        """The columns of the references by which a payment is known: the invoice's own, and the one sent."""
        return ("reference", "sent_reference")

    def accounts_told(self, own: Sequence[str], agencys: str | None) -> list[str]:
        """The accounts that consumers' banks are told of: the agency's beside the company's own, which stay."""
        return [*own, *([agencys] if agencys else [])]

    def kind_of_message(self, asked: str) -> str:
        """The kind of a message to consumers' banks: the one that the user asked for."""
        return asked

    def ids_of_invoice(self, own: str) -> Sequence[str]:
        """The ids under which an invoice is sent: one, so that its debtor gets it once."""
        return (own,)

    def after_restart(self, books: Books) -> None:
        """What is done with the books when the process goes on where another was killed: nothing. They hold all."""

    def collection_type(self, asked: str | None, usual: str) -> str:
        """How an invoice is collected: as the user asked, else as it usually is."""
        return asked or usual

    def transfers_by_itself(self, enabled: bool) -> bool:
        """Whether overdue invoices are transferred without a wish of the user; `enabled` is the user's setting."""
        return enabled

    def spares(self, why: str) -> bool:
        """Whether the automation leaves an invoice alone, by what its user or its agency keeps out of it.

        `small`, of the prevented `group`, `prohibited`; by an agency's rules also `minimum` (not above the smallest
        amount), `due_before` (before it was switched on), `financed`, `reminded`, `given_away`.
        """
        return True

    def description_of(self, invoice: Mapping[str, Any]) -> str:
        """What an agency is told that an invoice (in the driver's words) is for. The seller's note stays here."""
        return f"Invoice {invoice['number']}"

    def sent_along(self, further: dict[str, Any]) -> dict[str, Any]:
        """What an agency is told besides the claim itself: all that there is."""
        return further

    def batches_of(self, items: list[dict[str, Any]]) -> Sequence[list[dict[str, Any]]]:
        """The batches in which invoices are sent: one, each in it once, with no interest invoice beside it."""
        return [items]

    def reminds_before_collection(self) -> bool:
        """Whether an invoice goes to collection only after a reminder and a notice, where an agency wants it."""
        return True

    def heeds_prohibition(self) -> bool:
        """Whether an invoice stays here whose debtor is under collection prohibition, also if the user asks for it."""
        return True

    def sends_currency_again(self) -> bool:
        """Whether an invoice is transferred anew that ended in an error for its currency, which does not change."""
        return False

    def switched_on(self, known: str | None, today: date) -> str:
        """The day from which the automation counts, when it is on; `known` is that of before, if it was on already."""
        return known or today.isoformat()

    def goes_back(self, handed_over: bool) -> bool:
        """Whether an invoice can be made unfinished again; one that was handed over cannot."""
        return not handed_over

    def by_hand(self, left_alone: Collection[str]) -> bool:
        """Whether the user can have an invoice transferred that the automation leaves alone, for these reasons.

        All but what another agency has.
        """
        return "given_away" not in left_alone

    def due_date_stands(self, handed_over: bool) -> bool:
        """Whether an invoice's due date can be changed no more: the agency counts from the one that it was given."""
        return handed_over

    def lacking_for_an_order(self, lacking: Sequence[str]) -> Sequence[str]:
        """What the service is not ordered without: all that is `lacking`."""
        return lacking

    def user_given(self, user: dict[str, Any]) -> dict[str, Any]:
        """The user in whose name the service is ordered: who asked for it."""
        return user

    def comes_back(self, now: datetime, pause: timedelta, zone: ZoneInfo) -> datetime:
        """When a call is made again after a pause; `zone` is the company's."""
        return now + pause

    def keeps_an_order(self) -> bool:
        """Whether an order for which the agency had no time is placed later."""
        return True

    def service_heard(self, before: str, told: str) -> str:
        """The service's state after the provider `told` one; `before` is the state until then."""
        return told

    def is_stuck(self, late: bool) -> bool:
        """Whether the user is told that an activation waits; `late` says that it should have been reset."""
        return late

    def sends_user_to_agency_at_the_end(self) -> bool:
        """Whether the user is told to contact an agency that hears nothing of the end of its service."""
        return True

    def tells_settings(self) -> bool:
        """Whether the agency is told what its customer sets here."""
        return True

    def reads_settings(self) -> bool:
        """Whether the agency's settings are read again: they change in its portal too."""
        return True

    def contact_for_what_was_taken_back(self) -> str | None:
        """Whom the user is told to turn to about a payment that was none, and that an agency was told of."""
        return "provider"

    def still_reports_what_was_taken_back(self) -> bool:
        """Whether a report that waits goes out although its payment was taken back."""
        return False

    def keeps_user(self, open_cases: int) -> bool:
        """Whether the agency's user stays in the books although its removal is asked for: while cases are open."""
        return open_cases > 0

    def money_in_event(self, event: dict[str, Any]) -> object | None:
        """The amount to book because of a provider's event, or None.

        Always None: a `paid` event is news about the debtor. The money comes with the settlement and is
        booked from the bank statement.
        """
        return None

    def reports_to_agency(self, kind: str, with_agency: bool) -> bool:
        """Whether the agency has to be told of something booked here, or said by the user.

        `kind` is the ledger's, `comment`, or a wish's; `with_agency` says that the invoice is in collection and its
        case has not ended. A settlement came from the agency: it knows.
        """
        return with_agency and kind in ("direct_payment", "credit", "comment", *WISHES)

    def reads_on(self, items: Sequence[object]) -> bool:
        """Whether a list may go on after a page with these items."""
        return len(items) >= PAGE_SIZE

    def reads_from(self, newest: datetime | None, now: datetime) -> datetime | None:
        """From when on events are read the next time, or None for no change; `newest` is of the newest one read.

        Not from now: what arrived while the list was read is of this very moment, and not known yet.
        """
        return None if newest is None else newest - OVERLAP

    def is_final(self, status: int) -> bool:
        """Whether an answer means no, so that the same request is not made again. What is not comes back later."""
        return status < 500 and status not in PASSING

    def tries_again_at_once(self, tries: int) -> bool:
        """Whether a call that was not answered, or is to come later, is made again now; `tries` were made.

        Never: time stands while a request of the harness is open, and a provider that is busy stays so.
        """
        return False

    def looks_first(self, what: str) -> bool:
        """Whether to see what became of an `invoice`, `transfer` or `report` of unknown outcome, before a next try."""
        return True

    def notes_before_calling(self) -> bool:
        """Whether the books say that a transfer is under way before it is: the process may be killed any moment."""
        return True

    def keeps_token(self) -> bool:
        """Whether a token is used until it expires or is refused."""
        return True

    def token_in_url(self) -> bool:
        """Whether the token is put into the URL as well as into its header."""
        return False

    def told_when_unanswered(self, text: str, endpoint: Mapping[str, str]) -> str:
        """What the user reads when the provider does not answer; `endpoint` is how the client reaches it."""
        return text

    def is_for_the_user(self, event_type: str) -> bool:
        """Whether the text of an event is told to the user; of a type that nobody has documented it is not."""
        return EVENT_TYPES.get(event_type, False)
