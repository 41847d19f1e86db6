"""One life of the client: its books, its provider, its company, and the moment that it acts in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from conformance.clients.reference.books import Books, Invoice, Service
from conformance.clients.reference.policy import Policy
from conformance.clients.reference.provider import Provider
from conformance.clients.reference.states import Balance, balance
from conformance.clients.reference.web import Interrupted, Refused

Json = dict[str, Any]

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)


def outcome(word: str, message: str, contact: str | None = None) -> Json:
    """The answer to an act: `done`, `pending` or `refused`, and what the user is told."""
    return {"outcome": word, "message": message} | ({"contact": contact} if contact else {})


@dataclass
class Desk:
    """What every piece of work needs. `now` is set anew for each request."""

    books: Books
    provider: Provider
    policy: Policy
    company: Json
    hook_url: str | None
    now: datetime
    interrupted: bool = field(default=False, init=False)
    said: str | None = field(default=None, init=False)
    """What the provider said when it interrupted."""

    @property
    def zone(self) -> ZoneInfo:
        """The company's time zone: deadlines are counted in it."""
        return ZoneInfo(self.company["time_zone"])

    @property
    def today(self) -> date:
        """The day in the company's time zone."""
        return self.now.astimezone(self.zone).date()

    @property
    def agency(self) -> str:
        """The agency's name, as the user knows it."""
        return self.provider.agency_name

    @property
    def service(self) -> Service:
        """How the agency's service stands."""
        return self.books.service(self.provider.agency)

    def close(self) -> None:
        """Close the books and the connections."""
        self.provider.close()
        self.books.close()

    def begin(self, now: datetime) -> None:
        """Turn to a new request."""
        self.now = self.provider.now = now
        self.interrupted = False
        self.said = None

    def standing(self, invoice: Invoice) -> Balance:
        """What is open of an invoice."""
        return balance(invoice.total, self.books.ledger(invoice.number))

    # What the user is told

    def tell(self, text: str, number: str | None = None, contact: str | None = None) -> None:
        """Tell the user something, about an invoice or at large."""
        self.books.add_message(self.now.isoformat(), number, text, self.policy.contact(contact))

    def tell_once(self, text: str, number: str | None = None, contact: str | None = None) -> None:
        """Tell the user something unless it was said before, of the same invoice."""
        if all((said["number"], said["text"]) != (number, text) for said in self.books.messages()):
            self.tell(text, number, contact)

    def unanswered(self, text: str) -> Json:
        """The answer to an act that the provider did not answer, or not now: it goes on by itself."""
        told = f"{text} {self.agency} says: {self.said}" if self.said else text
        return outcome("pending", self.policy.told_when_unanswered(told, self.provider.endpoint))

    def tell_refused(self, text: str, number: str, *, contact: bool = True) -> None:
        """Tell the user what the provider said was wrong with an invoice."""
        where = self.policy.shown_at(number)
        self.tell(self.policy.told_of_refusal(text), where, "provider" if contact else None)

    def refused(self, text: str, before: str = "", *, contact: bool = True) -> Json:
        """The answer to an act that the provider refused; `before` is what the user reads first."""
        message = before + self.policy.told_of_refusal(text)
        turn_to = self.policy.contact("provider" if contact else None)
        return outcome(self.policy.outcome_of_refusal(), message, turn_to)

    # What is tried at the provider

    def attempt(self, work: Callable[..., object], *arguments: object) -> bool:
        """Do a piece of work now; False when it has to be done later. Refused is the caller's to handle."""
        if self._held():
            return False
        try:
            work(*arguments)
        except Interrupted as interruption:
            self._come_back(interruption)
            return False
        return True

    def attempt_unasked(self, work: Callable[..., object], *arguments: object) -> bool:
        """As `attempt`; a refusal that nobody handled is told to the user, once."""
        try:
            return self.attempt(work, *arguments)
        except Refused as refusal:
            self.tell_once(str(refusal))
            return True

    def finish(self) -> None:
        """End a round of all periodic work: without an interruption there is nothing to come back for."""
        if not self.interrupted and not self._held() and self.books.note("failures", 0):
            self.books.set_note("failures", 0)
            self.books.set_note("retry_at", None)

    def retry_at(self) -> datetime | None:
        """When to come back because of what was interrupted."""
        noted = self.books.note("retry_at")
        return datetime.fromisoformat(noted) if noted else None

    def _held(self) -> bool:
        """Whether the provider asked for no calls until later."""
        until = self.books.note("hold_until")
        return until is not None and self.now < datetime.fromisoformat(until)

    def _come_back(self, interruption: Interrupted) -> None:
        """Note when to try again: at the time that the provider named, else after ever longer pauses."""
        self.said = self.said or interruption.said
        if self.interrupted and not interruption.busy:
            return
        failures = self.books.note("failures", 0)
        pause = interruption.wait
        if pause is None:
            pause = min(FIRST_PAUSE * 2 ** min(failures, 10), LONGEST_PAUSE)
        at = self.policy.comes_back(self.now, pause, self.zone).isoformat()
        with self.books.transaction():
            self.books.set_note("failures", failures + 1)
            self.books.set_note("retry_at", at)
            if interruption.busy:
                self.books.set_note("hold_until", at)
        self.interrupted = True
