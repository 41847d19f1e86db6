"""A sandbox for tests in Python: its doors are open while it is, and its people and its clock are at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from importlib import import_module
from importlib.util import find_spec
from threading import Lock
from types import TracebackType
from typing import Any

from simulator.channels import channels
from simulator.courier import Courier
from simulator.doors import HOUSE, Door
from simulator.doors.requests import diverted
from simulator.doors.words import sound
from simulator.goal import goal, moment
from simulator.letters import sent
from simulator.letters.text import text
from simulator.ordered import create_with
from simulator.outbox import Message
from simulator.refused import Refused
from simulator.sandbox import Sandbox
from simulator.world import World

Receiver = Callable[[Message], int]

# Nobody but this process can use its credentials: they may be the same in every run.
_KEY = b"the key of a sandbox for tests.."
# The libraries that calls are led away from are the process's own: one sandbox at a time has them.
_LIBRARIES = Lock()


class Clock:
    """The virtual clock of a sandbox. It stands still until it is told to go."""

    def __init__(self, sandbox: Sandbox, courier: Courier) -> None:
        self._sandbox = sandbox
        self._courier = courier

    @property
    def now(self) -> datetime:
        """The virtual time, in the account's zone."""
        return self._sandbox.now

    def advance(
        self, to: datetime | str | None = None, *, by: str | None = None, banking_days: int | None = None
    ) -> list[dict[str, Any]]:
        """Let time pass and answer the facts of that time; messages are delivered as they fall due.

        `to` is a time (without an offset it is local); `by` an ISO 8601 duration, in which `P1D` is a day of the
        calendar; `banking_days` keeps the time of day. Raises `Refused` for the past, or if not just one is given.
        """
        words = {"to": str(to) if to else None, "by": by, "banking_days": banking_days}
        given = {name: value for name, value in words.items() if value is not None}
        if len(given) != 1:
            said = ", ".join(given) or "nothing"
            raise Refused(f"the clock was told {said}; tell it one of: {', '.join(words)}")
        before = self._sandbox.facts_total
        self._courier.advance(self._sandbox, goal(self._sandbox, given))
        return self._sandbox.facts(before)


class Dunbox:
    """A sandbox that `requests` and `httpx` of this process reach at the providers' own addresses.

    `with Dunbox(seed=7, start="2026-01-12T09:00") as dunbox:`; inside, every session and client whose call goes to a
    provider's host is answered here, without a socket, and all others are left alone. The words are those of
    `World.create`: `seed`, `start`, `country`, `company`, `settings`, `credentials`. With an `agency` its service is
    active at the start: the company ordered it 14 days before. With `socket` it is also served on a free port of
    loopback, and `endpoints` have those addresses. Raises `Refused`, also where another one is open: a second company
    is a second sandbox of its `world`.
    """

    def __init__(self, **words: Any) -> None:
        given = sound(words)
        if isinstance(given.get("start"), str):
            given["start"] = moment(given["start"])
        self._is_served = bool(given.pop("socket", False))
        agency = given.pop("agency", None)
        self.world = World(key=_KEY)
        self.sandbox = (
            create_with(self.world, agency, **given) if agency is not None else self.world.create(**given)
        )
        self.url = f"https://{HOUSE}"
        self._receiver: Receiver | None = None
        self._courier = Courier(self._post)
        self._open = ExitStack()
        self.clock = Clock(self.sandbox, self._courier)

    def __enter__(self) -> Dunbox:
        door = Door(self.world)
        with ExitStack() as opening:
            opening.enter_context(_alone())
            opening.enter_context(diverted(door))
            if find_spec("httpx"):
                opening.enter_context(import_module("simulator.doors.httpx").diverted(door))
            if self._is_served:
                server = import_module("simulator.http.server").Server(self.world)
                self.url = opening.enter_context(server).url
            self._open = opening.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    # --- what a client is configured with ---------------------------------------------------------------

    @property
    def endpoints(self) -> dict[str, dict[str, str]]:
        """What a client is configured with, by channel: credentials, and addresses: the provider's real ones.

        Of one with `socket` they are those on loopback.
        """
        found = self.sandbox.endpoints(self.url)
        for name, channel in channels().items() if not self._is_served else ():
            if channel.hosts:
                below, real = f"{self.url}/{name}", f"https://{channel.hosts[0]}"
                found[name] = {word: value.replace(below, real) for word, value in found[name].items()}
        return found

    # --- what people do ---------------------------------------------------------------------------------

    def sign(self, provider: str) -> None:
        """A person at the company signs the agreement with a provider."""
        self.onboard(provider, "sign")

    def pass_kyc(self, provider: str) -> None:
        """A person at the company is identified."""
        self.onboard(provider, "pass_kyc")

    def onboard(self, provider: str, action: str, email: str | None = None, **more: str | None) -> None:
        """Do what a person does to get a service; raises `Refused`.

        `sign`, `decline`, `pass_kyc`, `fail_kyc`, or `forward`, which takes the `email` of who gets the form;
        `pass_kyc` may say how it is with a `power_of_attorney`.
        """
        self.sandbox.onboarding(provider, action, email, **more)
        self.deliver()

    def change_bank_account(self, provider: str, *, iban: str, bic: str, bank: str) -> None:
        """A person at the agency changes the account to which it pays; raises `Refused`."""
        self.sandbox.decide_service(provider, "change_bank_account", iban=iban, bic=bic, bank=bank)

    def debtor(self, key: str, **words: Any) -> dict[str, Any]:
        """Say who a debtor is and how it behaves, in the words of a scenario; answers its details."""
        return self.sandbox.put_debtor(key, words)

    def invoice(
        self, number: str, debtor: str, total: str | Decimal, *, sent: bool = False, **words: Any
    ) -> dict[str, Any]:
        """Say whose invoice a number is, and answer it whole. `sent`: the debtor has it without the client's doing."""
        made = self.sandbox.draft_invoice(
            {"number": number, "debtor": debtor, "total": _exact(total), **words}
        )
        self.sandbox.put_invoice(number, made, debtor, sent)
        return made

    def pay(
        self,
        number: str,
        amount: str | int | Decimal | None = None,
        *,
        to: str | None = None,
        reference: str | None = None,
    ) -> None:
        """The debtor pays an invoice now: all that it owes unless an amount is named. `to`: agency or creditor."""
        exact = None if amount is None else _exact(amount)
        self.sandbox.pay(number, amount=exact, to=to, reference=reference)
        self.deliver()

    def decide(self, number: str, decision: str, *, until: date | str | None = None, **words: Any) -> None:
        """A person at the agency decides about the case of an invoice; raises `Refused`, also where it leads nowhere.

        `start`, `combine` (with `others`, numbers of invoices), `approve_demand`, `approve_legal`,
        `take_payment_back`, `suspend` (may have `until` and `text`), `resume`, `stop`, `record_consent` (may have
        `until`), `accept_due_date` (may have `until`), `refuse_due_date`, `comment` (with `text`).
        """
        said = {**words, **({} if until is None else {"until": _day(until)})}
        if "others" in said:
            said["others"] = tuple(self.sandbox.case_id(other) for other in said["others"])
        self.sandbox.decide(self.sandbox.case_id(number), decision, **said)
        self.deliver()

    def decide_service(self, provider: str, decision: str, **words: Any) -> None:
        """A person decides about the agreement.

        `change_settings` (with `settings`), `remove_api_user`, `end_service` (with `open_cases`).
        """
        self.sandbox.decide_service(provider, decision, **words)
        self.deliver()

    def fault(self, kind: str, **words: Any) -> str:
        """Let something go wrong from now on, in the words of the control API's faults; answers the fault's id."""
        return self.sandbox.put_fault({"kind": kind, **words})

    # --- what the client is told ------------------------------------------------------------------------

    def deliver_to(self, receiver: Receiver | None) -> None:
        """Hand webhooks to a function from now on, which takes a message and answers an HTTP status.

        A message has `url`, `headers` and `body`. Nobody receives until this is said, or after None, and messages are
        tried again as the provider does. What the function raises reaches the test; so does `Refused`, where it
        answers what is no status.
        """
        if receiver is not None and not callable(receiver):
            raise Refused(
                f"deliver_to takes a function of one message, or None for nobody; it was given {receiver!r}"
            )
        self._receiver = receiver

    def deliver(self) -> None:
        """Deliver what is due now. What a client's own call sets off waits for this, or for the clock."""
        self._courier.deliver(self.sandbox)

    def _post(self, message: Message) -> int | None:
        if self._receiver is None:
            return None
        status: object = self._receiver(message)
        if isinstance(status, int) and 100 <= status <= 599:
            return status
        raise Refused(
            f"the function of deliver_to answered {status!r} to {message.event}; it has to answer an HTTP status, a "
            "whole number from 100 to 599, such as 200"
        )

    # --- what can be seen -------------------------------------------------------------------------------

    @property
    def facts(self) -> list[dict[str, Any]]:
        """Everything that happened: `seq`, `at` (local time), `kind`, `rules`, and what belongs to the kind."""
        return self.sandbox.facts()

    def letters(self, number: str) -> list[str]:
        """Answer the letters about an invoice as its debtor got them, oldest first, as plain text."""
        with self.sandbox.lock:
            state = self.sandbox.state
            about = [each for each in sent.letters(state) if each[1].number == number]
            return [text(sent.letter(state, at.at, fact)) for at, fact in about]

    def statement(self, day: date | str, account: str | None = None) -> str:
        """Answer the bank statement (camt.053) of a closed banking day, of the first account unless one is named.

        Raises `Refused` for what is no day, a day that is not closed, and an account that the company has not.
        """
        found = self.sandbox.statements(_day(day))
        for statement in found:
            if account in (None, statement.account):
                return statement.content
        known = ", ".join(statement.account for statement in found) or "none"
        raise Refused(f"the company has no active account {account or ''!r}; it has: {known}", "not_found")


@contextmanager
def _alone() -> Iterator[None]:
    """Have the libraries of the process, one at a time; raises `Refused`."""
    if not _LIBRARIES.acquire(blocking=False):
        raise Refused(
            "a Dunbox is open in this process already, and has all calls to the providers' hosts: leave it first, or "
            "make a second company beside its own with dunbox.world.create(seed=9)",
            "conflict",
        )
    try:
        yield
    finally:
        _LIBRARIES.release()


def _day(day: object) -> date:
    """Read a day; of a moment, its own."""
    if isinstance(day, datetime):
        return day.date()
    if isinstance(day, date):
        return day
    try:
        return date.fromisoformat(str(day))
    except ValueError as error:
        raise Refused(f"{day!r} is no day: {error}; it is written like 2026-02-10") from None


def _exact(amount: object) -> Decimal:
    """An amount as it was written, digit by digit; raises `Refused` for what is none."""
    try:
        return Decimal(str(amount))
    except InvalidOperation:
        sentence = (
            f"{amount!r} is no amount; it is written as text, with a point before decimals, such as '1240.00'"
        )
        raise Refused(sentence) from None
