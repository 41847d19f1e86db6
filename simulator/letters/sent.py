"""The letters of a sandbox, from its facts: what stood in each of them on the day on which it was sent.

Where an agency's account and reference are not on the invoice already, they are drawn (`specs/control/sources.yaml`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from simulator.domain import facts as f
from simulator.domain.agency import Agency
from simulator.domain.calendar import local_date
from simulator.domain.happened import Happened
from simulator.domain.identifiers import payment_reference
from simulator.domain.money import Money
from simulator.domain.state import Case, Invoice, State
from simulator.letters.letter import Fee, Letter
from simulator.letters.texts import language_for
from simulator.localities import LOCALITIES


def letters(state: State, after: int = 0) -> Iterator[tuple[Happened, f.LetterSent]]:
    """Every letter, oldest first, with its place on the timeline; of those after a place."""
    for happened in state.timeline[after:]:
        if isinstance(happened.fact, f.LetterSent):
            yield happened, happened.fact


def letter_at(state: State, place: int) -> f.LetterSent | None:
    """The letter at a place of the timeline, or None if none was sent there."""
    fact = state.timeline[place - 1].fact if 0 < place <= len(state.timeline) else None
    return fact if isinstance(fact, f.LetterSent) else None


def language_of(state: State, fact: f.LetterSent) -> str:
    """The language of a letter: that of the invoice, that of its debtor, or the country's.

    An agency through which invoices go knows of the debtor what stands in the invoice.
    """
    case = state.cases[fact.case]
    asked = state.invoices[case.opened.invoice].sent.language
    held = state.held.get(fact.number)
    if not asked and held and not state.agencies[case.opened.provider].routes:
        asked = held.invoice.get("language")
    return language_for(state.country, asked)


def letter(state: State, at: datetime, fact: f.LetterSent) -> Letter:
    """What stands in a letter that was sent at a moment."""
    case = state.cases[fact.case]
    found, invoice = state.agencies[case.opened.provider], state.invoices[case.opened.invoice]
    day = local_date(state.zone, at)
    kind = case.opened.debtor_kind
    claim = _claim_on(state, case, fact)
    costs = case.opened.costs
    capital = claim.principal - min(costs, claim.principal) if costs else claim.principal
    open_since = state.law.late_interest(capital, kind, claim.interest_from, day)
    return Letter(
        name=fact.letter,
        nth=fact.nth,
        language=language_of(state, fact),
        day=day,
        pay_by=_pay_by(state, found, kind, day),
        creditor=str(state.company["name"]),
        debtor=case.opened.debtor_name,
        address=_address(state, case, invoice),
        number=fact.number,
        invoice_day=invoice.sent.date,
        due_date=claim.due_date,
        principal=case.opened.principal,
        interest=claim.interest + open_since.money,
        rate=state.law.interest_rate(kind, day).basis_points,
        fees=tuple(claim.fees),
        paid=claim.paid,
        disputable=kind == "consumer",
        contact=_contact(state, found),
        **_paid_to(state, found, case, invoice),
    )


@dataclass(slots=True)
class _Claim:
    """What a case comes to, as its events go by: `principal` is what is open, `interest` what was posted."""

    principal: Money
    interest: Money
    paid: Money
    due_date: date
    interest_from: date
    fees: list[Fee] = field(default_factory=list)

    def take(self, fact: f.Fact, day: date) -> None:
        """Take an event of a day in."""
        match fact:
            case f.LetterSent():
                self._charge(fact.letter, day, fact.fee)
            case f.FeeCharged():
                self._charge(fact.what, day, fact.fee)
            case f.PaymentReceived():
                self._accrue(fact)
                self.paid += fact.principal + fact.interest + fact.fees
            case f.DirectPaymentReported():
                self._accrue(fact)
                self.paid += fact.principal
            case f.CreditReported():
                self.principal -= fact.principal
                self.paid += fact.principal
            case f.DueDateMoved():
                self.due_date = fact.due_date
                self.interest_from = max(self.interest_from, fact.due_date + timedelta(days=1))

    def _charge(self, what: str, day: date, amount: Money) -> None:
        if amount.minor:
            self.fees.append(Fee(what, day, amount))

    def _accrue(self, fact: f.PaymentReceived | f.DirectPaymentReported) -> None:
        self.interest += fact.accrued
        self.interest_from = fact.interest_to + timedelta(days=1)
        self.principal -= fact.principal


def _claim_on(state: State, case: Case, fact: f.LetterSent) -> _Claim:
    """What a case comes to with one of its letters, which is the last of what counts."""
    opened = case.opened
    nothing = opened.principal - opened.principal
    first = opened.due_date + timedelta(days=1)
    claim = _Claim(opened.principal, nothing, nothing, opened.due_date, first)
    for event in case.events:
        claim.take(event.fact, local_date(state.zone, event.at))
        if event.fact == fact:
            break
    return claim


def _pay_by(state: State, found: Agency, kind: str, day: date) -> date:
    """When a letter of a day falls due: by the agency's assumption, or after the time that a demand leaves by law."""
    wait = state.settings.get(found.setting("letter_due_days"), {"term_of": "demand"})
    if isinstance(wait, Mapping):
        wait = state.law.term(wait["term_of"], kind, day) if "term_of" in wait else wait[kind]
    return day + timedelta(days=int(wait))


def _paid_to(state: State, found: Agency, case: Case, invoice: Invoice) -> dict[str, Any]:
    """Payee, account and reference: those that the invoice carries already, where it went through the agency."""
    settings, there, routed = state.settings, LOCALITIES[state.country], invoice.routed
    drawn = str(state.draw("letter reference", case.id, 10**9, 10**10 - 1))
    account = settings.get(found.setting("iban")) or there.iban(state.draw, f"agency/{found.party}")
    name = str(settings.get(found.setting("payee")) or settings[found.setting("payer_name")])
    return {
        "agency": name,
        "payee": routed.payee if routed else name,
        "iban": routed.iban if routed else str(account),
        "bic": routed.bic if routed else str(settings.get(found.setting("bic")) or there.bic),
        "reference": routed.reference if routed else payment_reference(state.country, drawn),
    }


def _address(state: State, case: Case, invoice: Invoice) -> tuple[str, ...]:
    """Where the letter goes: to the address of the invoice, of its transfer, or of whoever holds it."""
    transfer, held = state.transfers.get(case.opened.invoice), state.held.get(case.opened.number)
    payers = transfer.request.payers if transfer else ()
    parties = (invoice.sent.recipient, *payers[:1], held.invoice.get("debtor") if held else None)
    address: Mapping[str, Any] = next(
        (party["address"] for party in parties if party and party.get("address")), {}
    )
    place = " ".join(str(address[part]) for part in ("postal_code", "city") if address.get(part))
    return tuple(str(line) for line in (address.get("street"), place) if line)


def _contact(state: State, found: Agency) -> tuple[str, ...]:
    """E-mail and phone of the company's customer service: as it gave them to the agency, or its own."""
    agreement = state.agreement(found.party)
    given = agreement.details if agreement else {}
    own = state.company.get("customer_service") or {}
    ways = ("customer_service_email", "email"), ("customer_service_phone_number", "phone")
    known = (given.get(asked) if found.one_visit else own.get(word) for asked, word in ways)
    return tuple(str(each) for each in known if each)
