"""A month of a company with very many invoices, for whoever measures how long one takes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from simulator.agencies import agencies
from simulator.domain import commands as c
from simulator.domain.facts import PrincipalSettled
from simulator.domain.identifiers import payment_reference
from simulator.domain.money import Money
from simulator.sandbox import Sandbox
from simulator.world import World

DAYS = 31
"""How many days of the clock it is."""

_SENDING = 3  # banking days on which invoices are sent: all that comes of them comes within the month
_DUE_AFTER = 6  # of these at least four are banking days
_CUSTOMERS = 1000
_LARGEST, _STEP = 500_000, 7_919  # minor units, and a prime: principals vary
_DETAILS: dict[str, Any] = {
    "iban": "FI2112345600000785",
    "bic": "NDEAFIHH",
    "bank": "Bank",
    "contact_person": "Contact",
    "contact_email": "office@company.example",
    "contact_phone_number": "+358501234567",
    "customer_service_email": "service@company.example",
    "customer_service_phone_number": "+358501234567",
    "billing_address": {"streets": ["Street 1"], "zip_code": "33100", "city": "Tampere", "country": "FI"},
}
_ADDRESS = {"street": "Street 1", "postal_code": "33100", "city": "Tampere", "country": "FI"}
_PAYS: tuple[dict[str, Any], ...] = (
    *({"pays": {"before": "due", "days": 1}},) * 6,
    *({"pays": {"after": "reminder", "days": 1}},) * 3,
    {"pays": "never"},
)
"""What customers do, in turns: of ten six pay in time, three once they are reminded, and one does not."""


def about_to_send() -> Sandbox:
    """Answer a sandbox whose company sends its invoices through an agency, and has not sent any yet."""
    sandbox = World().create()
    agency = next(each for each in agencies().values() if each.routes)
    order = c.ActivateService(provider=agency.name, email="office@company.example", details=_DETAILS)
    sandbox.handle(order)
    sandbox.onboarding(agency.name, "pass_kyc")
    while sandbox.state.service(agency.name).status != "active" and (due := sandbox.next_due()):
        sandbox.run_until(due)
    return sandbox


def live_a_month(sandbox: Sandbox, invoices: int) -> int:
    """Let a month pass: so many invoices are sent in its first days, and reminded of, paid and settled in the others.

    Answers how many of them were paid out to the company. Every third customer is a consumer.
    """
    began = sandbox.now
    customers = min(_CUSTOMERS, invoices)
    for nth in range(customers):
        details = {"kind": _kind(nth), "name": f"Customer {nth}", "country": sandbox.state.country}
        sandbox.handle(c.SetDebtor(key=str(nth), details=details, behaviour=_PAYS[nth % len(_PAYS)]))
    for day in range(_SENDING):
        sandbox.run_until(sandbox.add_banking_days(began, day) if day else sandbox.now)
        for nth in range(day, invoices, _SENDING):
            _send(sandbox, nth, nth % customers)
    sandbox.run_until(began + timedelta(days=DAYS))
    return sum(isinstance(movement.fact, PrincipalSettled) for movement in sandbox.state.movements)


def _kind(customer: int) -> str:
    return "company" if customer % 3 else "consumer"


def _send(sandbox: Sandbox, nth: int, customer: int) -> None:
    """Send an invoice to a customer that holds it then."""
    state, number = sandbox.state, str(1000 + nth)
    total, due = Money(100 + nth * _STEP % _LARGEST, state.currency), state.today + timedelta(days=_DUE_AFTER)
    words = {"total": total.text, "currency": total.currency, "due_date": due.isoformat()}
    held = {"number": number, "date": state.today.isoformat(), **words}
    sandbox.handle(c.HoldInvoice(number=number, debtor=str(customer), invoice=held, sent=False))
    company = {"business_id": f"{customer:07d}-0"} if _kind(customer) == "company" else {}
    sandbox.handle(
        c.SendInvoice(
            invoice=None,
            number=number,
            date=state.today,
            due_date=due,
            total=total,
            total_without_tax=total,
            reference=payment_reference(state.country, number),
            sender={},
            recipient={
                "name": f"Customer {customer}",
                "kind": _kind(customer),
                "address": _ADDRESS,
                **company,
            },
            format="FINVOICE30",
            filename="",
            document="",
            routed=True,
            comment=None,
            rows_total=total,
        )
    )
