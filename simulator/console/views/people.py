"""What people outside the client do: debtors, the agency's desk, the company's signatory. Each is an errand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from simulator import errands, worded
from simulator.console.forms import said
from simulator.console.offers import DEBTOR, DRAFT, service_words
from simulator.console.routing import action
from simulator.console.views import invoices as looked
from simulator.console.views.services import services as looked_services
from simulator.console.visit import Visit
from simulator.debtors import words as behaviours
from simulator.domain.amending import DECISIONS as AGREED
from simulator.domain.deciding import DECISIONS, WORDS
from simulator.port import Answer
from simulator.refused import Refused

Doing = Callable[[Visit], None]


@action("/sandboxes/{id}/invoice", looked.invoice, more=True)
def invoice(visit: Visit) -> Answer:
    """Let the debtor of an invoice, or a person at its agency, do something now."""
    doing = visit.field("doing")
    if doing not in (*_AT_INVOICE, *DECISIONS):
        raise Refused(f"nobody can {doing!r} about an invoice; load the page anew, it shows what can be done")
    number = str(visit.query.get("number", ""))
    return _done(visit, _AT_INVOICE.get(doing, _decide), visit.at("invoice", number=number))


@action("/sandboxes/{id}/invoices", looked.invoices, more=True)
def invoices(visit: Visit) -> Answer:
    """Make a debtor, or let one hold an invoice."""
    doing = visit.field("doing")
    if doing not in _NEW:
        raise Refused(f"there is no new {doing!r} to be made here; there is: {', '.join(_NEW)}")
    return _done(visit, _NEW[doing], visit.at("invoices"))


@action("/sandboxes/{id}/services", looked_services, more=True)
def services(visit: Visit) -> Answer:
    """Let the company's signatory, or a person at the agency, do something about an agreement."""
    return _done(visit, _agree if visit.field("doing") in AGREED else _onboard, visit.at("services"))


def _done(visit: Visit, do: Doing, place: str) -> Answer:
    """Do something, send what follows from it, and show that on a page."""
    before = visit.sandbox.facts_total
    do(visit)
    visit.courier.deliver(visit.sandbox)
    return visit.done(place, before, "Done.")


def _run(visit: Visit, call: str, words: dict[str, Any]) -> None:
    """Run an errand; what its words cannot be is said before it is."""
    _check(call, words)
    errands.run(visit.sandbox, call, words)


def _check(call: str, words: dict[str, Any]) -> None:
    wrong = errands.wrong({"call": call, **words})
    if wrong:
        raise Refused(wrong)


def _number(visit: Visit) -> str:
    return str(visit.query.get("number", ""))


def _pay(visit: Visit) -> None:
    words = said(visit.call.body, errands.words("payments"))
    _run(visit, "payments", {**words, "number": _number(visit)})


def _act(visit: Visit) -> None:
    taken = {name: each for name, each in errands.words("acts").items() if name in ("text", "days")}
    words = said(visit.call.body, taken)
    _run(visit, "acts", {**words, "number": _number(visit), "act": visit.field("doing")})


def _debtor(visit: Visit) -> None:
    words = said(visit.call.body, {**DEBTOR, **behaviours()})
    wrong = worded.wrong("the debtor", words, {**DEBTOR, **behaviours()}, ("kind",))
    if wrong:
        raise Refused(wrong)
    _run(visit, "debtors", {**words, "key": visit.field("key")})


def _decide(visit: Visit) -> None:
    decision = visit.field("doing")
    schemas = errands.words("decisions")
    words = said(visit.call.body, {name: schemas[name] for name in WORDS.get(decision, ())})
    if isinstance(words.get("others"), list):
        words["others"] = [str(each) for each in words["others"]]
    _check("decisions", {**words, "number": _number(visit), "decision": decision})
    if "until" in words:
        words["until"] = date.fromisoformat(words["until"])
    if "others" in words:
        words["others"] = tuple(visit.sandbox.case_id(each) for each in words["others"])
    visit.sandbox.decide(visit.field("case"), decision, **words)


def _onboard(visit: Visit) -> None:
    schemas = errands.words("onboarding")
    words = said(visit.call.body, {name: schemas[name] for name in ("email", "power_of_attorney")})
    about = {"provider": visit.field("provider"), "action": visit.field("doing")}
    _run(visit, "onboarding", {**words, **about})


def _agree(visit: Visit) -> None:
    decision, provider = visit.field("doing"), visit.field("provider")
    found = visit.sandbox.state.agencies.get(provider)
    if found is None:
        known = ", ".join(visit.sandbox.state.agencies)
        raise Refused(f"there is no agency {provider!r}; there are: {known}", "not_found")
    words = said(visit.call.body, service_words(found, decision))
    if decision == "change_settings":
        by = {"by": visit.field("by")} if visit.field("by") else {}
        words = {"settings": words, **by}
    _run(visit, "service_decisions", {**words, "provider": provider, "decision": decision})


def _hold(visit: Visit) -> None:
    """Let a debtor hold an invoice of which a few words are known; the rest is made from the seed."""
    words = said(visit.call.body, DRAFT)
    wrong = worded.wrong("the invoice", words, DRAFT, ("number", "debtor", "total", "due_date"))
    if wrong:
        raise Refused(wrong)
    words["total"] = Decimal(words["total"])
    sent = words.pop("sent", False)
    drafted = visit.sandbox.draft_invoice(words)
    visit.sandbox.put_invoice(str(words["number"]), drafted, str(words["debtor"]), sent)


_AT_INVOICE: dict[str, Doing] = {"pay": _pay, "dispute": _act, "ask_more_time": _act, "debtor": _debtor}
_NEW: dict[str, Doing] = {"debtor": _debtor, "hold": _hold}
