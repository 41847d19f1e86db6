"""A sandbox: one world with its own company, clock, debtors, cases and money. Many live in one process.

Every change goes one way: a command is decided, its facts are written to the log, and only then applied.
Time passes in `run_until` alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

from simulator import armed, bank, clock, errands, ids, outbox, people, timeline
from simulator.agenda import Agenda
from simulator.debtors import behave
from simulator.domain import calendar, engine
from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.amending import decision
from simulator.domain.codec import plain
from simulator.domain.deciding import check_words
from simulator.domain.disturbing import FaultRemoved, FaultSet, FaultUsedUp
from simulator.domain.happened import Happened
from simulator.domain.money import Money
from simulator.domain.state import State
from simulator.faults import Moment
from simulator.journal import Journal
from simulator.keeping.keeper import Keeper, Unkept
from simulator.mender import Mender
from simulator.outbox import Message
from simulator.pace import Pace
from simulator.port import Channel
from simulator.refused import Refused, told
from simulator.store import Log, Row, StoreError
from simulator.turns import Turns


class Sandbox:
    """One world. Its methods are safe to call from several threads; each holds the sandbox's own lock."""

    def __init__(
        self,
        sandbox_id: str,
        name: str,
        state: State,
        store: Log,
        key: bytes,
        channels: Iterable[Channel],
        keeper: Keeper | None = None,
    ) -> None:
        self.id = sandbox_id
        self.name = name
        self.state = state
        self.journal = Journal()
        self._keeper = kept = keeper or Unkept()
        self.outbox, self.armed = kept.outbox, kept.armed
        self.mender = Mender(self)
        self.lock = Turns(self.mender.mend)
        self.round = Lock()  # of whoever takes its messages to their receivers
        self.pace: Pace | None = None  # of a clock that runs
        self.agenda: Agenda = kept.agenda
        self._store = store
        self._key = key
        self._channels = {channel.name: channel for channel in channels}
        self.rows = kept.number  # of its log, which have made the sandbox what it is
        self._logged_at = state.now

    # --- what happens -----------------------------------------------------------------------------------

    def handle(self, command: c.Command) -> list[f.Fact]:
        """Carry a command out: decide, write, apply. Raises `Refusal`, or `StoreError` with nothing changed."""
        with self.lock:
            return self._carry_out(command)

    def _carry_out(self, command: c.Command) -> list[f.Fact]:
        facts = engine.decide(self.state, command, behave)
        if facts or isinstance(command, c.WITHOUT_FACTS):
            self._store.append(self.id, Row(self.rows + 1, self.state.now, command, tuple(facts)))
            self.rows += 1
            self._logged_at = self.state.now
        try:
            self._apply(command, facts)
        except StoreError as error:
            self.mender.torn(error)
        self._keeper.after(self.rows)
        return facts

    def restore(self, rows: Iterable[Row]) -> None:
        """Become what these rows of the log say, which follow those that have made it what it is."""
        with self.lock:
            for row in rows:
                self.rows = row.number
                self._logged_at = self.state.now = row.at
                self._apply(row.command, row.facts)
            self._keeper.after(self.rows)

    def rest(self) -> None:
        """Be ready to be left: a snapshot of the last row, where this store keeps any, makes the next start short."""
        with self.lock:
            self._keeper.save(self.rows)

    def _apply(self, command: c.Command, facts: Iterable[f.Fact]) -> None:
        if isinstance(command, c.Reach):
            self.agenda.reached(command.subject, command.name)
        elif isinstance(command, c.AdvanceClock):
            self.agenda.passed(self.state.now)
        elif isinstance(command, c.GoOnApart):
            self.state.webhooks.clear()
            self.outbox.clear()
        applying = self._keeper.applying
        for fact in facts:
            applying.now = True
            try:
                engine.apply(self.state, fact)
                if type(fact) in _HEARD:
                    _HEARD[type(fact)](self, fact)
            finally:
                applying.now = False
            if fact.deadlines:
                self.agenda.add(fact.deadlines)
            if self.state.webhooks:
                self._queue_news(self.state.timeline[-1])

    def _queue_news(self, happened: Happened) -> None:
        """Queue what the last fact means to each subscription, or what faults make of that."""
        for message in outbox.told(self.state, happened, self._channels):
            if self.armed.messages:
                for each in self.armed.tamper(message, self.moment(message.channel)):
                    self.outbox.queue(each)
            else:
                self.outbox.queue(message)

    def moment(self, channel: str) -> Moment:
        """Answer this moment as faults need it, for the clients of a channel."""
        own = frozenset(self._channels[channel].endpoints(self, "").values())
        return Moment(self.state.now, self.zone, self.state.draw, own)

    # --- time -------------------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        """The virtual time, in the account's zone."""
        return self.state.now.astimezone(self.zone)

    @property
    def zone(self) -> ZoneInfo:
        """The account's zone."""
        return self.state.zone

    def run_until(self, moment: datetime) -> datetime:
        """Let time pass until `moment`, or until a message is due, whichever is first; answers the time reached.

        All that falls due at one moment happens before its messages are due. A moment in the past is refused.
        """
        self.run_a_while(moment, sys.maxsize)
        return self.now

    def run_a_while(self, moment: datetime, most: int) -> bool:
        """Let time pass as `run_until` does, but stop after so many deadlines; answers whether it came to its end.

        Where it stops, time has come to the last of them, and others may fall due at that very moment.
        """
        with self.lock:
            goal = self._within(moment)
            if goal < self.state.now:
                raise Refused(f"time only goes forward: it is {self.now.isoformat()}", "conflict")
            for _ in range(most):
                deadline, message = self.agenda.next(), self.outbox.next_due()
                if deadline is None or deadline.due > (min(goal, message) if message else goal):
                    break
                reach = c.Reach(subject=deadline.subject, name=deadline.name)
                self._at(max(self.state.now, deadline.due), reach)
            else:
                return False
            reached = min(goal, max(message, self.state.now)) if message else goal
            if reached > self._logged_at:
                self._at(reached, c.AdvanceClock())
            return True

    def _within(self, moment: datetime) -> datetime:
        """A moment in UTC; one that the calendar does not reach is refused."""
        try:
            return clock.within(self.zone, moment)
        except ValueError as error:
            raise Refused(f"time cannot pass until then: {error}") from error

    def _at(self, moment: datetime, command: c.Command) -> None:
        """Carry a command out at a moment; if it cannot be kept, neither has time passed."""
        before, self.state.now = self.state.now, moment
        try:
            self._carry_out(command)
        except BaseException:
            self.state.now = before
            raise

    def next_due(self) -> datetime | None:
        """Answer when something happens next by itself, in the account's zone; None if nothing is to come."""
        with self.lock:
            deadline = self.agenda.next()
            moments = [deadline.due if deadline else None, self.outbox.next_due()]
            first = min((moment for moment in moments if moment is not None), default=None)
            # A wait of no days may end at an hour of today that is past: then it happens now.
            return max(first, self.state.now).astimezone(self.zone) if first else None

    def deadlines(self) -> list[f.Deadline]:
        """Answer all that is to come by itself, by time; what falls due at one moment by subject and name."""
        with self.lock:
            return self.agenda.all()

    def is_banking_day(self, day: date) -> bool:
        """Whether banks of the account's country are open on a day."""
        return calendar.is_banking_day(self.state.country, day)

    def add_banking_days(self, moment: datetime, n: int) -> datetime:
        """Answer the same time of day, n banking days later."""
        later = calendar.add_banking_days_to_moment(self.state.country, self.zone, moment, n)
        return later.astimezone(self.zone)

    # --- messages ---------------------------------------------------------------------------------------

    def due_messages(self) -> list[Message]:
        """Answer the messages that are to be tried now, in queue order."""
        with self.lock:
            return self.outbox.due(self.state.now)

    def answered(self, message_id: str, status: int | None, reason: str | None = None) -> None:
        """Write down what the receiver of a message answered; None if it did not, with the reason if it is known."""
        with self.lock:
            of = self._message(message_id)
            tried = c.RecordAnswer(
                message=of.id, webhook=of.webhook, attempt=of.attempt, status=status, reason=reason
            )
            self.handle(tried)

    def redeliver(self, message_id: str) -> None:
        """Queue a message once more, whatever came of it."""
        with self.lock:
            self.handle(c.Redeliver(message=self._message(message_id).id))

    def _message(self, message_id: str) -> Message:
        if message_id not in self.outbox.messages:
            raise Refused(f"there is no message {message_id!r} in this sandbox", "not_found")
        return self.outbox.messages[message_id]

    # --- who is who -------------------------------------------------------------------------------------

    @property
    def seed(self) -> int:
        """The seed that everything in this sandbox comes from."""
        return self.state.draw.seed

    @property
    def company(self) -> dict[str, Any]:
        """The company whose account this is, in the words of the driver protocol."""
        return self.state.company

    def endpoints(self, base_url: str) -> dict[str, dict[str, str]]:
        """Answer what a client is configured with, by channel; `base_url` is where the server listens."""
        return {name: channel.endpoints(self, base_url) for name, channel in self._channels.items()}

    def secret(self, channel: str) -> str:
        """Answer the secret that clients of a channel use: the one it was made with, or the sandbox's own."""
        given = self.state.credentials.get(channel, {}).get(self._channels[channel].credential)
        return given or ids.secret_of(self._key, self.id, channel)

    def token(self, claims: dict[str, Any]) -> str:
        """Answer a signed token of this sandbox."""
        return ids.signed_token(self._key, {"sandbox": self.id, **claims})

    # --- what a script or a person does -----------------------------------------------------------------

    def put_debtor(self, key: str, words: Mapping[str, Any]) -> dict[str, Any]:
        """Say who a debtor is and how it behaves; answers it in the words of an invoice's debtor."""
        with self.lock, told():
            details, behaviour = people.debtor(self.state, key, words)
            self._do(c.SetDebtor(key=key, details=details, behaviour=plain(behaviour)))
            return details

    def draft_invoice(self, words: Mapping[str, Any]) -> dict[str, Any]:
        """Answer the complete invoice that a script's few words mean, for its debtor."""
        with self.lock, told():
            return people.invoice(self.state, words)

    def put_invoice(self, number: str, invoice: Mapping[str, Any], debtor_key: str, sent: bool) -> None:
        """Say which debtor an invoice is for; `sent` if it has it already, without a document from the client."""
        self._do(c.HoldInvoice(number=number, debtor=debtor_key, invoice=plain(dict(invoice)), sent=sent))

    def onboarding(self, provider: str, action: str, email: str | None = None, **more: str | None) -> None:
        """Do what a person at the company does to get a service; the words are those of the command."""
        self._do(c.Onboard(provider=provider, action=action, email=email, **more))

    def decide_service(self, provider: str, decided: str, **words: Any) -> None:
        """Let a person decide about the agreement with an agency: its settings, the account to which it pays."""
        with told():
            self.handle(decision(provider, decided, words))

    def pay(
        self,
        number: str,
        *,
        amount: Decimal | None = None,
        to: str | None = None,
        reference: str | None = None,
    ) -> None:
        """Let the debtor pay now: all that it owes unless an amount is named."""
        try:
            money = None if amount is None else Money.parse(amount, self.state.currency_of(number))
        except ValueError as error:
            raise Refused(str(error)) from error
        self._do(c.PayNow(number=number, amount=money, to=to, reference=reference))

    def case_id(self, number: str) -> str:
        """Answer the id of an invoice's open case, or of its last one; raises `Refused` where there is none."""
        case = self.state.case_of(number)
        if case is None:
            raise Refused(
                f"no agency has a case of invoice {number!r}; one begins after a transfer, or a registration",
                "not_found",
            )
        return case.id

    def decide(self, case_id: str, decided: str, **words: Any) -> None:
        """Let a person at the agency decide about a case, in words of `domain.deciding`; `others` are ids of cases."""
        with told():
            check_words(decided, words)
            self.handle(c.Decide(case=case_id, decision=decided, **words))

    def run_errand(self, call: str, words: Mapping[str, Any]) -> None:
        """Do what the control API would do for a call with these words; raises `Refused`."""
        errands.run(self, call, words)

    # --- what goes wrong on the wire --------------------------------------------------------------------

    def put_fault(self, words: Mapping[str, Any]) -> str:
        """Let something go wrong on the wire from now on; answers the fault's id. Raises `Refused`."""
        with self.lock:
            if len(self.armed.all) >= armed.MOST_FAULTS:
                raise Refused(
                    f"this sandbox has {armed.MOST_FAULTS} faults, the most; take one back first", "conflict"
                )
            with told():
                kept = armed.sound(words, self._channels)
            self._do(c.SetFault(words=kept))
            return list(self.armed.all)[-1]

    def faults(self) -> list[dict[str, Any]]:
        """Answer the faults that are set.

        Each has `id`, `words`, `seen` and `struck` (how many calls or messages), `failures` (how many of the calls that
        it was to make were refused) and `failed` (the last of these, and why).
        """
        with self.lock:
            return [fault.shown() for fault in self.armed.all.values()]

    def remove_fault(self, fault: str) -> None:
        """Take a fault back; raises `Refused` for one that is not set."""
        with self.lock:
            if fault not in self.armed.all:
                known = ", ".join(self.armed.all) or "none"
                raise Refused(f"there is no fault {fault!r} in this sandbox; there are: {known}", "not_found")
            self._do(c.RemoveFault(fault=fault))

    def _do(self, command: c.Command) -> None:
        with told():
            self.handle(command)

    # --- what can be seen -------------------------------------------------------------------------------

    def statements(self, day: date) -> list[bank.Statement]:
        """Answer the bank statements of a closed banking day, one an account."""
        with self.lock, told():
            return bank.statements(self.state, day)

    def facts(self, after: int = 0, limit: int | None = None) -> list[dict[str, Any]]:
        """Answer what happened after fact number `after`: `seq`, `at` (local), `kind`, `rules`, and its own fields."""
        with self.lock:
            end = None if limit is None else after + limit
            return [timeline.described(self.zone, happened) for happened in self.state.timeline[after:end]]

    @property
    def facts_total(self) -> int:
        """How many facts there are."""
        return len(self.state.timeline)


# What the outbox and the faults make of a fact. A table, since almost every fact of a large sandbox is none of these.
_HEARD: Mapping[type[f.Fact], Callable[[Sandbox, Any], None]] = {
    f.MessageAnswered: lambda sandbox, fact: sandbox.outbox.answered(sandbox.state.now, fact),
    f.MessageQueuedAgain: lambda sandbox, fact: sandbox.outbox.queued_again(sandbox.state.now, fact),
    f.WebhookRemoved: lambda sandbox, fact: sandbox.outbox.forget(fact.webhook),
    FaultSet: lambda sandbox, fact: sandbox.armed.set(fact),
    FaultRemoved: lambda sandbox, fact: sandbox.armed.remove(fact),
    FaultUsedUp: lambda sandbox, fact: sandbox.armed.use_up(fact),
}
