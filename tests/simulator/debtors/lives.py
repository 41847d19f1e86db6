"""What becomes of debtors, for tests: one invoice of 1,240.00 due on Wednesday 28 January 2026, at Ropo.

It is transferred on Thursday 12 February, 09:00; the case opens at 09:30, and on Friday 13 February, 09:00, the
reminder goes out. Unpaid, a company gets the demand ten days later, on Monday 23 February, a consumer on Friday the
27th.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from jsonschema_rs import Draft202012Validator

from simulator.debtors import behave, words
from simulator.domain.paying import Act, Intention, Occasion
from tests.simulator.company import Company

DUE = date(2026, 1, 28)
TRANSFERRED = "2026-02-12T09:00"
REMINDED = date(2026, 2, 13)  # a Friday


def fits(word: str, value: Any) -> bool:
    """Whether a word can have this value."""
    return Draft202012Validator(words()[word]).is_valid(value)


def meant(
    behaviour: dict[str, Any], name: str = "reminder", day: date = REMINDED, **more: Any
) -> list[Intention | Act]:
    """What a debtor makes of an occasion."""
    assert all(fits(word, value) for word, value in behaviour.items())
    return behave(behaviour, Occasion(name, day, DUE, **more))


def lived(
    until: str = "2026-06-30T12:00",
    *,
    settings: Mapping[str, Any] | None = None,
    kind: str = "company",
    seed: int = 7,
    **behaviour: Any,
) -> Company:
    """The life of a debtor that behaves so."""
    assumed = {"ropo.transfer_minutes": [30, 30], **(settings or {})}
    company = Company(seed=seed, settings=assumed).activate()
    company.sandbox.put_debtor("acme", {"kind": kind, **behaviour})
    invoice = company.send("1001")
    held(company, "1001")
    if until > TRANSFERRED:
        company.until(TRANSFERRED)
        assert company.transfer(invoice, "b2b" if kind == "company" else "b2c").status == 202
    company.until(until)
    return company


def held(company: Company, number: str, key: str = "acme") -> None:
    """Say whose invoice it is."""
    invoice = {
        "number": number,
        "due_date": DUE.isoformat(),
        "total": "1240.00",
        "currency": "EUR",
        "reference": "10016",
    }
    company.sandbox.put_invoice(number, invoice, key, False)


_TOLD = {
    "letter_sent": ("letter", "fee"),
    "fee_charged": ("what", "fee"),
    "debtor_asked": ("what", "until"),
    "request_refused": ("what",),
    "collection_paused": ("state", "until"),
    "collection_resumed": ("state", "why"),
    "payment_received": ("amount", "principal", "interest", "fees", "returned"),
    "creditor_paid": ("amount",),
    "direct_payment_reported": ("principal",),
    "debtor_bankrupt": ("debtor",),
    "case_closed": ("reason", "fees", "interest", "principal"),
}


def told(company: Company, after: str = "") -> list[tuple[str, ...]]:
    """What happened after a local time: month, day and hour, what it was, and what of it matters."""
    return [
        (fact["at"][5:16], fact["kind"], *(_shown(fact[name]) for name in _TOLD[fact["kind"]]))
        for fact in company.sandbox.facts()
        if fact["kind"] in _TOLD and fact["at"] > after
    ]


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return str(value["amount"])
    return "-" if value is None else str(value)
