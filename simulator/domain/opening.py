"""An agency opens a case: the first row of its table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from simulator.domain import facts as f
from simulator.domain.agency import Agency
from simulator.domain.attaching import copy_asked
from simulator.domain.intake import start, unstarted
from simulator.domain.money import Money
from simulator.domain.state import State
from simulator.domain.waiting import Since, case_deadlines


@dataclass(frozen=True, slots=True)
class Claim:
    """What an agency is to collect of an invoice, and from whom; `own_id` is the company's own id of it.

    `costs` is how much of the principal the company's own reminders cost.
    """

    debtor_kind: str
    debtor_name: str
    collection_type: str
    receivables_type: str
    principal: Money
    due_date: date
    own_id: str | None = None
    costs: Money | None = None


def opened(
    state: State, found: Agency, start: str, sent: f.InvoiceSent, claim: Claim, later: str | None = None
) -> f.CaseOpened:
    """Answer a case of a sent invoice, which begins its agency's table with what happens at its `start`.

    `later` is what happens once somebody starts it, if it does not start by itself.
    """
    row = found.lifecycle.find(found.lifecycle.start, start)
    if row is None:
        raise LookupError(f"the table of {found.name} has no row for {start!r} in its first state")
    case = _case_id(state, found, sent)
    debtor_id = sent.recipient.get("business_id")
    group = state.group_of(debtor_id) if found.groups else None
    begin = Since(claim.debtor_kind, claim.due_date, group=group)
    return f.CaseOpened(
        case=case,
        invoice=sent.invoice,
        number=sent.number,
        provider=found.name,
        debtor_kind=claim.debtor_kind,
        debtor_name=claim.debtor_name,
        debtor_id=debtor_id,
        group=group,
        collection_type=claim.collection_type,
        receivables_type=claim.receivables_type,
        principal=claim.principal,
        due_date=claim.due_date,
        reference=sent.reference,
        own_id=claim.own_id,
        state=row.to,
        rules=row.rules,
        costs=claim.costs,
        start=later,
        deadlines=(*case_deadlines(state, found, row, case, begin), *copy_asked(state, found, case)),
    )


def opened_by(state: State, found: Agency, request: f.TransferRequested, sent: f.InvoiceSent) -> list[f.Fact]:
    """Answer the case that a transfer asks for; where it does not start by itself the company is asked to start it."""
    begins = start(state, found, found.starts[request.collection_type], request.reminders)
    unsigned = state.service(found.name).status == "pending" and found.unsigned_start
    waits, rules = unstarted(state, found, sent.date, request.principal) or (None, ())
    first = unsigned or waits or begins
    case = opened(state, found, first, sent, _claim(request), None if first == begins else begins)
    further = (*(rules if first == waits else ()), *(found.rules["costs_limited"] if case.costs else ()))
    case = replace(case, rules=tuple(dict.fromkeys((*case.rules, *further))))
    return [case, *([_start_asked(state, found, case)] if case.start else [])]


def _start_asked(state: State, found: Agency, case: f.CaseOpened) -> f.Fact:
    return f.MeasureAsked(
        case=case.case,
        number=case.number,
        state=case.state,
        what="start",
        email=state.service(found.name).email,
        rules=found.rules["asked:start"],
    )


def _claim(request: f.TransferRequested) -> Claim:
    """What is to be collected: with the costs of the company's own reminders, as far as they are."""
    nothing = request.principal - request.principal
    return Claim(
        debtor_kind=request.debtor_kind,
        debtor_name=str(request.payers[0]["name"]),
        collection_type=request.collection_type,
        receivables_type=request.receivables_type,
        principal=request.principal + (request.costs or nothing),
        due_date=request.due_date,
        own_id=request.own_id,
        costs=request.costs,
    )


def _case_id(state: State, found: Agency, sent: f.InvoiceSent) -> str:
    """A new case's id: a UUID, or the next number of a count that began long ago."""
    if found.case_ids == "uuid":
        earlier = [case for case in state.case_ids.get(sent.number, ()) if _is_of(state, case, sent.invoice)]
        return state.draw.uuid("case", "/".join([sent.invoice, *([str(len(earlier))] if earlier else ())]))
    return str(state.draw("first case", found.name, 1_000_000, 8_999_999) + len(state.cases))


def _is_of(state: State, case: str, invoice: str) -> bool:
    return state.cases[case].opened.invoice == invoice
