"""What subscribers are told: facts as notifications. Names and shapes are assumed, see `sources.yaml`."""

from __future__ import annotations

from typing import Any, TypeGuard

from simulator.channels.maventa import wire
from simulator.channels.maventa.access import company_id
from simulator.channels.maventa.events import event_type
from simulator.channels.maventa.services import is_carried
from simulator.domain import facts as f
from simulator.domain.happened import Happened
from simulator.domain.state import Case, State
from simulator.port import News

_SERVICE = {
    f.ServiceActivated: "RECEIVABLES.SERVICE.ACTIVATED",
    f.ServiceDeclined: "RECEIVABLES.SERVICE.REJECTED",
}
_BY_AGENCY = (
    f.LetterSent,
    f.PaymentReceived,
    f.CaseClosed,
    f.LegalStepTaken,
    f.DebtorAsked,
    f.RequestRefused,
    f.FeeCharged,
    f.CollectionPaused,
    f.CollectionResumed,
    f.CommentMade,
    f.DueDateMoved,
    f.CaseRegrouped,
)


def news(state: State, happened: Happened) -> list[News]:
    """Answer what a fact is to subscribers; what the company did itself is no news to it."""
    fact = happened.fact
    if not _is_ours(state, fact):
        return []
    if isinstance(fact, f.ServiceActivated | f.ServiceDeclined):
        return [_news(state, happened, _SERVICE[type(fact)], {"service": fact.provider})]
    if isinstance(fact, f.InvoiceDelivered):
        return [_news(state, happened, "DOCUMENTS.INVOICE.DELIVERED", {"invoice_id": fact.invoice})]
    if isinstance(fact, f.InvoiceFailed):
        return [_news(state, happened, "DOCUMENTS.INVOICE.FAILED", {"invoice_id": fact.invoice})]
    if isinstance(fact, f.CaseOpened):
        return [_news(state, happened, "RECEIVABLES.ASSIGNMENT.CREATED", _of_event(state.cases[fact.case]))]
    if _is_the_agencys(fact):
        return [_news(state, happened, "RECEIVABLES.ASSIGNMENT.EVENT", _of_event(state.cases[fact.case]))]
    return []


def _is_the_agencys(fact: f.Fact) -> TypeGuard[f.CaseFact]:
    """Whether a fact is an event of a case that is not the company's own doing."""
    if isinstance(fact, f.CaseWaits):
        return fact.text is not None
    return isinstance(fact, _BY_AGENCY) and getattr(fact, "by", "agency") != "company"


def _is_ours(state: State, fact: f.Fact) -> bool:
    """Whether what a fact is about is reached through this channel; what is about no agency is."""
    if isinstance(fact, f.CaseFact):
        return is_carried(state, state.cases[fact.case].opened.provider)
    provider = getattr(fact, "provider", None)
    return provider is None or is_carried(state, provider)


def _of_event(case: Case) -> dict[str, Any]:
    """The event that was just written on a case."""
    event = case.events[-1]
    return {
        "assignment_id": case.id,
        "invoice_id": case.opened.invoice,
        "event_id": event.id,
        "type": event_type(event),
    }


def _news(state: State, happened: Happened, event: str, data: dict[str, Any]) -> News:
    body = {
        "event": event,
        "company_id": company_id(state),
        "created_at": wire.moment(happened.at),
        "data": data,
    }
    return News(event, lambda message, _: {"id": message, **body})
