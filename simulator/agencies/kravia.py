"""Kravia: one reminder, payment demands, and legal collection that waits for the company's approval.

What the sources say is in `specs/rules/kravia.yaml`; the waiting times between letters are assumptions, listed
in the channel's `sources.yaml` under the names used here. What a person decides in Kravia's portal is not
played: a case that waits for it stays where it is until the debtor pays or the company reports a payment.
"""

from __future__ import annotations

from simulator.domain.agency import Agency
from simulator.domain.lifecycle import Lifecycle, Timer, Transition

REMIND = Timer("send_reminder", "kravia.first_reminder_banking_days", "banking_days")
DEMAND = Timer("send_demand", "kravia.demand_after_reminder_days", "days")
ASK = Timer("ask_for_approval", "kravia.approval_after_demand_days", "days")
GIVE_UP = Timer("write_off_charges", "kravia.charges_written_off_after_days", "days")

_OPEN = ("unapproved", "opened", "reminded", "demanded", "awaiting_approval")

LIFECYCLE = Lifecycle(
    start="new",
    transitions=(
        Transition("new", "open_unsigned", "unapproved", rules=("KRAV-ACT-5",)),
        Transition("new", "open_with_reminders", "opened", timers=(REMIND,), rules=("KRAV-TRF-4",)),
        Transition(
            "opened", "send_reminder", "reminded", "reminder", timers=(DEMAND,), rules=("KRAV-TRF-4",)
        ),
        Transition("reminded", "send_demand", "demanded", "demand", timers=(ASK,)),
        # Legal collection begins with the company's approval, which is given in the portal.
        Transition("demanded", "ask_for_approval", "awaiting_approval"),
        *(Transition(state, "principal_cleared", "charges_open", timers=(GIVE_UP,)) for state in _OPEN),
        *(Transition(state, "paid", "closed", closes="paid") for state in (*_OPEN, "charges_open")),
        Transition("charges_open", "write_off_charges", "closed", closes="charges_written_off"),
    ),
    groups={"collecting": _OPEN},
)

AGENCY = Agency(
    name="kravia",
    lifecycle=LIFECYCLE,
    currencies={"FI": "EUR"},
    kyc=frozenset(),
    receivables={"b2b": "company", "b2c": "consumer"},
    opens_after={"company": 7, "consumer": 14},
    starts={"reminder_and_collection": "open_with_reminders"},
    activates="signed",
    unsigned_start="open_unsigned",
    answers="at once",
    case_ids="number",
    settles="each",
    keeps_interest=True,
    rules={
        "agreement_sent": ("KRAV-ACT-4",),
        "agreement_signed": ("KRAV-ACT-4",),
        "service_activated": ("KRAV-ACT-4",),
        "service_declined": (),
        "service_not_active": (),
        "service_closed_to_transfers": (),
        "country_not_served": (),
        "currency_not_served": (),
        "number_known": ("KRAV-DUP-1",),
        "transfer_too_early:company": ("KRAV-TRF-1",),
        "transfer_too_early:consumer": ("KRAV-TRF-2",),
        "transfer_requested:company": ("KRAV-TRF-1", "KRAV-TRF-3"),
        "transfer_requested:consumer": ("KRAV-TRF-2", "KRAV-TRF-3"),
        "direct_payment_reported": ("KRAV-PAY-1",),
        "payment_received": (),
        "principal_settled": ("KRAV-STL-1",),
    },
)
