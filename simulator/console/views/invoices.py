"""Invoices and cases: lists of them, and the whole of one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice

from simulator.console.life import MOST, Dossier, ends, life
from simulator.console.lists import Found, Page, keys, newest, sought
from simulator.console.picture import NAMES, picture
from simulator.console.routing import COUNT, NUMBER, WORD, page
from simulator.console.visit import Visit
from simulator.domain.state import Case, Invoice, State
from simulator.outbox import Message
from simulator.port import Answer
from simulator.refused import Refused
from simulator.sandbox import Sandbox

_MOST_OF_A_NUMBER = 20  # invoices and cases that one page shows; the newest of them
_MOST_MESSAGES = 2000  # that are looked through for those about one invoice, the newest of all


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """An invoice in a list, with its last case if it has one."""

    invoice: Invoice
    case: Case | None


@page("/sandboxes/{id}/invoices", page=NUMBER)
def invoices(visit: Visit) -> Answer:
    """List the invoices that the company has sent, the newest first."""
    state = visit.sandbox.state
    shown = newest(keys(state.invoices), visit.number(), "the invoices")
    rows = [_row(state, each) for each in shown.rows]
    return visit.shown("invoices.html", page=Page(rows, shown.total, shown.number, shown.pages))


def _row(state: State, invoice: str) -> InvoiceRow:
    found = state.invoices[invoice]
    return InvoiceRow(found, state.case_of(found.sent.number))


@page("/sandboxes/{id}/cases", page=NUMBER, state=WORD, before=COUNT)
def cases(visit: Visit) -> Answer:
    """List the cases, the newest first; perhaps those in one state only."""
    state, wanted = visit.sandbox.state, visit.query.get("state") or None
    every = keys(state.cases)
    states = _states(state)
    if wanted is None:
        shown = newest(every, visit.number(), "the cases")
        rows = [state.cases[each] for each in shown.rows]
        found, listed = None, Page(rows, shown.total, shown.number, shown.pages)
    else:
        found = _standing(state, every, wanted, visit.query.get("before"))
        listed, rows = None, list(found.rows)
    return visit.shown("cases.html", rows=rows, page=listed, found=found, wanted=wanted, states=states)


def _standing(state: State, every: list[str], wanted: str, before: int | None) -> Found[Case]:
    """The newest cases in a state."""
    found = sought(every, lambda case: state.cases[case].state == wanted, before)
    return Found([state.cases[each] for each in found.rows], found.total, found.looked, found.on)


def _states(state: State) -> list[str]:
    """Every state that a case can be in, by its agencies' tables."""
    tables = (agency.lifecycle for agency in state.agencies.values())
    return sorted({name for table in tables for name in table.states})


@page("/sandboxes/{id}/search", q=WORD)
def search(visit: Visit) -> Answer:
    """Find an invoice by its number, or by the id of itself or of its case, and lead to it."""
    wanted = str(visit.query.get("q", "")).strip()
    if not wanted:
        raise Refused("write the number of an invoice, or the id of a case or an invoice, to find it")
    return visit.gone_to(visit.at("invoice", number=_number(visit.sandbox, wanted)))


def _number(sandbox: Sandbox, wanted: str) -> str:
    """The number of the invoice that has this number or this id; raises `Refused`."""
    state = sandbox.state
    if wanted in state.case_ids or wanted in state.invoice_ids or wanted in state.held:
        return wanted
    if wanted in state.cases:
        return state.cases[wanted].opened.number
    if wanted in state.invoices:
        return state.invoices[wanted].sent.number
    raise Refused(
        f"nothing in sandbox {sandbox.id} has the number or the id {wanted[:100]!r}; a number is written as it "
        "stands on the invoice, and an id as the provider answered it",
        "not_found",
    )


@page("/sandboxes/{id}/invoice", number=WORD)
def invoice(visit: Visit) -> Answer:
    """Show all that there is of an invoice number."""
    sandbox = visit.sandbox
    state, number = sandbox.state, _number(sandbox, str(visit.query.get("number", "")))
    books = visit.shelf.of(sandbox)
    dossier = Dossier(
        number=number,
        invoices=[state.invoices[each] for each in _newest_of(state.invoice_ids.get(number, ()))],
        cases=[state.cases[each] for each in _newest_of(state.case_ids.get(number, ()))],
        movements=[state.movements[place] for place in ends(books.numbers.get(number, ()))],
        messages=list(_about(sandbox, number)),
    )
    happenings = life(state, dossier)
    return visit.shown(
        "invoice.html",
        dossier=dossier,
        held=state.held.get(number),
        transfers=[state.transfers.get(each.sent.invoice) for each in dossier.invoices],
        happenings=happenings,
        picture=picture(happenings, sandbox.zone, state.currency_of(number)),
        names=NAMES,
        unread=books.unread,
        looked=min(_MOST_MESSAGES, len(sandbox.outbox.messages)),
        total=state.total_of(number),
        paid=state.paid_to_company(number, state.currency_of(number)),
    )


def _newest_of(found: Collection[str]) -> list[str]:
    return list(found)[-_MOST_OF_A_NUMBER:]


def _about(sandbox: Sandbox, number: str) -> Iterator[Message]:
    """The messages about an invoice, among the newest of all, in their order: those whose body names it or its case."""
    state, messages = sandbox.state, sandbox.outbox.messages
    ids = {number, *state.invoice_ids.get(number, ()), *state.case_ids.get(number, ())}
    words = b"|".join(re.escape(each.encode()) for each in sorted(ids))
    names = re.compile(rb'"(?:' + words + rb')"|[iI]d":(?:' + words + rb")[,}]")
    fitting = (
        message for each in keys(messages)[-_MOST_MESSAGES:] if names.search((message := messages[each]).body)
    )
    return islice(fitting, MOST)
