"""Money: the company's bank statements, and what agencies paid out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from simulator import bank
from simulator.console.books import Books
from simulator.console.lists import SIZE, Page, newest
from simulator.console.routing import NUMBER, WORD, page
from simulator.console.visit import Visit
from simulator.domain import facts as f
from simulator.domain.money import Money
from simulator.domain.state import Movement, State
from simulator.port import Answer
from simulator.refused import Refused, told
from simulator.sandbox import Sandbox

XML = "application/xml"


@dataclass(frozen=True, slots=True)
class Day:
    """A banking day: how many entries it has, and what they come to by currency."""

    day: date
    entries: int
    totals: Sequence[Money]


@page("/sandboxes/{id}/statements", page=NUMBER)
def statements(visit: Visit) -> Answer:
    """List the banking days that are over, the newest first."""
    sandbox = visit.sandbox
    books = visit.shelf.of(sandbox)
    days = newest(list(_closed(sandbox)), visit.number(), "the bank statements")
    rows = [_day(books, each) for each in days.rows]
    return visit.shown(
        "statements.html", page=Page(rows, days.total, days.number, days.pages), unread=books.unread
    )


def _closed(sandbox: Sandbox) -> Iterator[date]:
    """The banking days that are over, in their order."""
    day = sandbox.state.born
    while day < sandbox.state.today:
        if sandbox.is_banking_day(day):
            yield day
        day += timedelta(days=1)


def _day(books: Books, day: date) -> Day:
    return Day(day, len(books.days.get(day, ())), list(books.sums.get(day, {}).values()))


@page("/sandboxes/{id}/statements/{day}", page=NUMBER)
def statement(visit: Visit) -> Answer:
    """Show the entries of a banking day, on all accounts."""
    sandbox, day = visit.sandbox, _date(visit)
    with told():
        bank.check_day(sandbox.state, day)
    books = visit.shelf.of(sandbox)
    listed = newest(books.days.get(day, []), visit.number(), f"the entries of {day}")
    rows = [sandbox.state.movements[place] for place in listed.rows]
    accounts = [each for each in sandbox.company["bank_accounts"] if each.get("active", True)]
    return visit.shown(
        "statement.html",
        day=day,
        page=Page([_entry(each) for each in rows], listed.total, listed.number, listed.pages),
        accounts=accounts,
        unread=books.unread,
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a statement: who paid, and for which invoice or settlement."""

    movement: Movement
    payer: str
    number: str | None
    settlement: str | None
    reference: str | None


def _entry(movement: Movement) -> Entry:
    fact = movement.fact
    if isinstance(fact, f.CreditorPaid):
        return Entry(movement, fact.payer, fact.number, None, fact.reference)
    return Entry(movement, fact.provider, None, fact.settlement, None)


@page("/sandboxes/{id}/statements/{day}/camt", media=(XML,), account=WORD)
def camt(visit: Visit) -> Answer:
    """Answer an account's statement of a day as its bank sends it, camt.053 in XML."""
    day, account = _date(visit), visit.query.get("account")
    for each in visit.sandbox.statements(day):
        if account in (None, each.account):
            name = f'attachment; filename="camt053-{day}.xml"'
            return Answer(200, each.content.encode(), XML, {"Content-Disposition": name})
    raise Refused(f"the company has no active account {account!r}", "not_found")


def _date(visit: Visit) -> date:
    text = str(visit.call.path["day"])
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"{text[:40]!r} is no date: {error}", "not_found") from error


@page("/sandboxes/{id}/settlements", page=NUMBER)
def settlements(visit: Visit) -> Answer:
    """List what agencies paid to the company, the newest first."""
    sandbox = visit.sandbox
    books = visit.shelf.of(sandbox)
    listed = newest(list(books.settlements.values()), visit.number(), "the settlements")
    rows = [_settled(sandbox.state, place) for place in listed.rows]
    return visit.shown(
        "settlements.html", page=Page(rows, listed.total, listed.number, listed.pages), unread=books.unread
    )


@page("/sandboxes/{id}/settlements/{settlement}", page=NUMBER)
def settlement(visit: Visit) -> Answer:
    """Show a settlement with the invoices that it is of."""
    sandbox, wanted = visit.sandbox, str(visit.call.path["settlement"])
    place = visit.shelf.of(sandbox).settlements.get(wanted)
    if place is None:
        raise Refused(f"there is no settlement {wanted[:80]!r} in sandbox {sandbox.id}", "not_found")
    fact, number = _settled(sandbox.state, place), visit.number()
    pages = max(1, -(-len(fact.rows) // SIZE))
    if number > pages:
        raise Refused(f"there is no page {number} of this settlement; the last one is {pages}", "not_found")
    rows = fact.rows[(number - 1) * SIZE : number * SIZE]
    return visit.shown("settlement.html", fact=fact, page=Page(rows, len(fact.rows), number, pages))


def _settled(state: State, place: int) -> f.PrincipalSettled | f.InterestSettled:
    """The settlement at a place of the bank's entries."""
    fact = state.movements[place].fact
    if isinstance(fact, f.CreditorPaid):
        raise LookupError(f"entry {place} is no settlement")
    return fact
