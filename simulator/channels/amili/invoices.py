"""Invoices that the agency has: listed, and read with all that happened to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simulator.channels.amili import wire
from simulator.channels.amili.access import AMILI, not_found, organization_id, own_state, success
from simulator.channels.amili.paging import paged
from simulator.domain.state import Case, State
from simulator.port import Answer, Call


def cases_of(state: State) -> Iterator[Case]:
    """The agency's cases, oldest first."""
    return (case for case in state.cases.values() if case.opened.provider == AMILI)


def listed(call: Call) -> Answer:
    """List the invoices that the agency has."""
    state, query = own_state(call), call.query
    number = query.get("InvoiceNumber")
    found = (case for case in cases_of(state) if number in (None, case.opened.number))
    return paged(found, lambda case: _invoice(state, case), query["PageSize"], query.get("PageToken"))


def read(call: Call) -> Answer:
    """Answer an invoice with what happened to it."""
    state, asked = own_state(call), call.path["invoiceId"]
    transfer = state.transfers.get(asked)
    case = state.cases.get(transfer.case) if transfer and transfer.case else None
    if case is None or case.opened.provider != AMILI:
        raise not_found(f"invoiceId: this organization has no invoice {asked} here")
    events = [wire.event(each, state.zone) for each in case.events]
    return success({**_invoice(state, case), "events": events})


def _invoice(state: State, case: Case) -> dict[str, Any]:
    opened, company = case.opened, state.company
    return {
        "id": opened.invoice,
        "organization": {
            "id": organization_id(state),
            "organizationNumber": company["business_id"],
            "name": company["name"],
        },
        "invoiceNumber": opened.number,
        "uniqueSourceInvoiceId": opened.own_id,
        "collectionCaseNumber": case.id,
        "type": wire.MATERIALS[opened.collection_type],
        "status": wire.status(case),
        "createdAt": wire.moment(case.opened_at),
        "dueDate": case.due_date.isoformat(),
        "originalInvoiceAmount": state.invoices[opened.invoice].sent.total.number,
        "remainingAmount": case.open_principal.number,
        "currency": opened.principal.currency,
    }


OPERATIONS = {
    "getCollectionV1OrgsOrganizationIdInvoices": listed,
    "getCollectionV1OrgsOrganizationIdInvoicesInvoiceId": read,
}
