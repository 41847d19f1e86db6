"""The life of an invoice: who did what towards whom, from the records of its sandbox alone.

Of what is very long the beginning and the end are told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeVar

from simulator.console.telling import money, told
from simulator.domain import facts as f
from simulator.domain.calendar import at_local
from simulator.domain.money import Money
from simulator.domain.state import Case, CaseEvent, Invoice, Movement, State
from simulator.outbox import Message

LANES = ("client", "provider", "debtor", "bank")
CLIENT, PROVIDER, DEBTOR, BANK = range(4)
ASKED, PAID, REACHED = range(3)
MOST = 400
"""How many events of a case, and entries at the bank, are told."""

T = TypeVar("T")
Moves = tuple[tuple[int, Money], ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened at a lane, or went from it to another.

    `kind` is `call`, `hook`, `letter`, `money`, `state` or `refused`; `moves` are what it adds to what was `ASKED` of
    the debtor, `PAID` by it, and has `REACHED` the company. `letter` is where the letter that went out can be read.
    """

    at: datetime
    kind: str
    source: int
    target: int
    words: str
    moves: Moves = ()
    letter: tuple[str, int] | None = None

    @property
    def who(self) -> str:
        """Whose lane it is, or from whom to whom."""
        source, target = LANES[self.source], LANES[self.target]
        return source if self.source == self.target else f"{source} → {target}"


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that a sandbox has of one invoice number."""

    number: str
    invoices: Sequence[Invoice]
    cases: Sequence[Case]
    movements: Sequence[Movement]
    messages: Sequence[Message]


def life(state: State, dossier: Dossier) -> list[Happening]:
    """Answer what happened to an invoice, in the order of time."""
    found = [
        *(each for invoice in dossier.invoices for each in _sent(state, invoice)),
        *(each for case in dossier.cases for each in _collected(case, bool(dossier.invoices))),
        *(_booked(state, each, dossier.number) for each in ends(dossier.movements)),
        *(each for message in dossier.messages for each in _told(message)),
    ]
    return sorted(found, key=lambda each: each.at)


def ends(items: Sequence[T], most: int = MOST) -> list[T]:
    """Answer all of a list, or its beginning and its end if it is very long."""
    return list(items) if len(items) <= most else [*items[: most // 2], *items[-most // 2 :]]


def _sent(state: State, invoice: Invoice) -> Iterator[Happening]:
    total = invoice.sent.total
    yield Happening(
        invoice.at, "call", CLIENT, PROVIDER, f"Sends the invoice of {money(total)}", ((ASKED, total),)
    )
    for at, what in ends(invoice.actions):
        if what == "created":
            continue  # which the line above has told
        kind, source, target, words = _ACTIONS.get(
            what, ("call", CLIENT, PROVIDER, f"Hands the invoice over: {what.replace('_', ' ')}")
        )
        yield Happening(at, kind, source, target, words)


_ACTIONS: Mapping[str, tuple[str, int, int, str]] = {
    "delivered": ("letter", PROVIDER, DEBTOR, "Delivers the invoice"),
    "routed": ("letter", PROVIDER, DEBTOR, "Sends the invoice on, to be paid to the agency"),
    "failed": ("refused", PROVIDER, CLIENT, "Does not send the invoice"),
    "rerouted": ("call", CLIENT, PROVIDER, "Sends the invoice to another recipient"),
}


def _collected(case: Case, asked_already: bool) -> Iterator[Happening]:
    opened = case.opened
    yield Happening(
        case.opened_at,
        "state",
        PROVIDER,
        PROVIDER,
        f"Opens the case of {money(opened.principal)}",
        () if asked_already else ((ASKED, opened.principal),),
    )
    for event in ends(case.events):
        if not isinstance(event.fact, f.CaseOpened | f.EventSeen):
            yield _event(case, event)


def _event(case: Case, event: CaseEvent) -> Happening:
    fact = event.fact
    kind, source, target = _PLACES.get(type(fact), ("state", PROVIDER, PROVIDER))
    if isinstance(fact, f.CommentMade) and fact.by != "company":
        source, target = PROVIDER, CLIENT
    letter = (case.id, event.nth) if isinstance(fact, f.LetterSent) else None
    return Happening(event.at, kind, source, target, told(fact), tuple(_moved(fact)), letter)


_PLACES: Mapping[type[f.Fact], tuple[str, int, int]] = {
    f.LetterSent: ("letter", PROVIDER, DEBTOR),
    f.PaymentReceived: ("money", DEBTOR, PROVIDER),
    f.DebtorAsked: ("letter", DEBTOR, PROVIDER),
    f.RequestRefused: ("letter", PROVIDER, DEBTOR),
    f.MeasureAsked: ("letter", PROVIDER, CLIENT),
    **dict.fromkeys(
        (
            *(f.DirectPaymentReported, f.CreditReported, f.PaymentTakenBack, f.DueDateAsked, f.EndAsked),
            *(f.CommentMade, f.FileAttached, f.BadDebtRecorded),
        ),
        ("call", CLIENT, PROVIDER),
    ),
}


def _moved(fact: f.Fact) -> Iterator[tuple[int, Money]]:
    """What a case's fact adds to the three sums."""
    match fact:
        case f.LetterSent() | f.FeeCharged():
            yield ASKED, fact.fee
        case f.LegalStepTaken():
            yield ASKED, fact.expense
        case f.CreditReported():
            yield ASKED, -fact.amount
        case f.DirectPaymentReported() | f.PaymentTakenBack():
            yield ASKED, fact.accrued
        case f.PaymentReceived():
            yield ASKED, fact.accrued
            yield PAID, fact.amount - fact.returned


def _booked(state: State, movement: Movement, number: str) -> Happening:
    """An entry at the company's bank, at the end of the day on which it was booked."""
    at, fact = _end_of(state, movement.booked), movement.fact
    if isinstance(fact, f.CreditorPaid):
        words = f"Pays {money(fact.amount)} to the company"
        return Happening(at, "money", DEBTOR, BANK, words, ((PAID, fact.amount), (REACHED, fact.amount)))
    mine = Money.total((row.amount for row in fact.rows if row.number == number), fact.total.currency)
    what = "interest" if isinstance(fact, f.InterestSettled) else "principal"
    return Happening(at, "money", PROVIDER, BANK, f"Pays out {money(mine)} of {what}", ((REACHED, mine),))


def _end_of(state: State, day: date) -> datetime:
    return at_local(state.zone, day, time(23, 59))


def _told(message: Message) -> Iterable[Happening]:
    if not message.tries:
        return
    first, last = message.tries[0], message.tries[-1]
    answered = f"answered {last.status}" if last.status is not None else "without an answer"
    tries = f" after {len(message.tries)} tries" if len(message.tries) > 1 else ""
    kind = "hook" if message.acknowledged else "refused"
    yield Happening(first.at, kind, PROVIDER, CLIENT, f"Webhook {message.event}, {answered}{tries}")
