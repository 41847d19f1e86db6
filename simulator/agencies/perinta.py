"""Amili Perintä: overdue invoices are handed over to Visma Amili one by one.

What the sources say is in `specs/rules/perinta.yaml`; the table is that of `_amili.py`, with the two beginnings that a
transfer has.
"""

from __future__ import annotations

from simulator.agencies import _amili
from simulator.domain.agency import Agency
from simulator.domain.lifecycle import Timer, Transition

_STARTS_WITH = "perinta.collection_starts_with"
REMIND_FIRST = Timer(
    "send_reminder",
    "perinta.collection_starts_after_banking_days",
    "banking_days",
    when=(_STARTS_WITH, "reminder"),
)
DEMAND_FIRST = Timer(
    "send_demand",
    "perinta.collection_starts_after_banking_days",
    "banking_days",
    when=(_STARTS_WITH, "demand"),
)

_RULES: dict[str, tuple[str, ...]] = {
    "reminder": ("PERI-TRF-3", "PERI-TRF-4"),
    "demand": (),
    "legal": (),
    "due_date": ("PERI-EVT-1",),
    "cancelled": ("PERI-EVT-1", "PERI-FEE-1"),
    "credited": ("PERI-EVT-1",),
    "paid": (),
}

LIFECYCLE = _amili.table(
    _RULES,
    _amili.ALIKE,
    Transition(
        "new",
        "open_with_reminders",
        "opened",
        timers=_amili.ALIKE["opened"],
        rules=("PERI-TRF-1", "PERI-TRF-7"),
    ),
    Transition(
        "new",
        "open_for_collection",
        "opened",
        timers=(REMIND_FIRST, DEMAND_FIRST),
        rules=("PERI-TRF-1", "PERI-TRF-5", "PERI-TRF-7"),
    ),
    Transition("opened", "send_demand", "demanded", "demand", timers=_amili.ALIKE["demanded"]),
)

AGENCY = Agency(
    name="perinta",
    called="Perintä",
    lifecycle=LIFECYCLE,
    currencies={"FI": "EUR"},
    kyc=frozenset({"FI"}),
    receivables={"b2b": "company", "b2b_rental": "company", "b2c": "consumer", "b2c_rental": "consumer"},
    opens_after={"company": 1, "consumer": 1},
    starts={"reminder_and_collection": "open_with_reminders", "collection": "open_for_collection"},
    one_visit=True,
    settles="each",
    asks_interest_at_once=False,
    assumed_as="amili",
    agreement="visma_amili",
    faults={
        "currency": "Only invoices in EUR are accepted",
        "format": "Invoice format {format} is not supported",
        "duplicate": "Invoice already exists",
        "address": "Recipient's postal address is not complete",
        "postal_code": "Postal code for {city} could not be found",
        "rows": "Invoice total does not match the sum of the rows",
    },
    rules=_amili.promises(
        {
            "agreement_sent": ("PERI-ACT-1", "PERI-GEO-1"),
            "agreement_signed": "PERI-ACT-1",
            "kyc_passed": "PERI-ACT-1",
            "form_forwarded": "PERI-ACT-1",
            "form_reminded": "PERI-ACT-1",
            "service_activated": ("PERI-ACT-1", "PERI-FEE-1"),
            "service_declined": "PERI-ACT-1",
            "service_closed": "PERI-CLS-1",
            "bank_account_changed": "PERI-ACT-1",
            "accountable_party_changed": "PERI-ACT-1",
            "service_not_active": "PERI-ACT-1",
            "service_closed_to_transfers": "PERI-CLS-1",
            "country_not_served": "PERI-GEO-1",
            "type_not_served": (),
            "transfer_too_early:company": "PERI-TRF-2",
            "transfer_too_early:consumer": "PERI-TRF-2",
            "transfer_requested:company": ("PERI-TRF-1", "PERI-TRF-2", "PERI-TRF-6"),
            "transfer_requested:consumer": ("PERI-TRF-1", "PERI-TRF-2", "PERI-TRF-6"),
            "fault:currency": "PERI-DATA-1",
            "fault:format": "PERI-DATA-2",
            "fault:duplicate": "PERI-DATA-2",
            "fault:address": "PERI-DATA-2",
            "fault:postal_code": "PERI-DATA-2",
            "fault:rows": "PERI-DATA-2",
            "group_set": "PERI-GRP-1",
            "cancelled_fees_invoiced": "PERI-FEE-1",
            "expenses_invoiced": "PERI-FEE-1",
            "direct_payment_reported": "PERI-EVT-1",
            "credit_reported": "PERI-EVT-1",
            "comment_made": "PERI-EVT-1",
            "due_date_asked": "PERI-EVT-1",
            "hold_requested": "PERI-EVT-1",
            "cancelled": "PERI-EVT-1",
            "bad_debt_recorded": "PERI-EVT-1",
            "requests_after_closing": "PERI-CLS-1",
            "principal_settled": ("PERI-SET-1", "PERI-SET-2"),
        }
    ),
)
