"""Ropo: reminders, payment demands, and no legal collection by itself.

What the sources say is in `specs/rules/ropo.yaml`; the waiting times between letters are assumptions, listed
in the channel's `sources.yaml` under the names used here.
"""

from __future__ import annotations

from simulator.domain.agency import Agency
from simulator.domain.lifecycle import Lifecycle, Timer, Transition

REMIND = Timer("send_reminder", "ropo.first_reminder_banking_days", "banking_days")
DEMAND_AT_ONCE = Timer("send_demand", "ropo.first_demand_banking_days", "banking_days")
DEMAND_LATER = Timer("send_demand", "ropo.demand_after_reminder_days", "days")
WAIT = Timer("wait_for_authorisation", "ropo.authorisation_after_demand_days", "days")
GIVE_UP = Timer("write_off_charges", "ropo.charges_written_off_after_days", "days")

_OPEN = ("opened", "reminded", "demanded", "awaiting_authorisation")
_LETTER_RULES = ("ROPO-COL-1", "ROPO-COL-2")
_TRANSFER_RULES = ("ROPO-TRF-3", "ROPO-TRF-5", "ROPO-GEO-2", "ROPO-GEO-3", "ROPO-GEO-4")

LIFECYCLE = Lifecycle(
    start="new",
    transitions=(
        Transition(
            "new", "open_with_reminders", "opened", timers=(REMIND,), rules=("ROPO-TRF-3", "ROPO-TRF-4")
        ),
        Transition(
            "new", "open_with_demand", "opened", timers=(DEMAND_AT_ONCE,), rules=("ROPO-TRF-3", "ROPO-TRF-4")
        ),
        Transition(
            "opened", "send_reminder", "reminded", "reminder", timers=(DEMAND_LATER,), rules=_LETTER_RULES
        ),
        Transition("opened", "send_demand", "demanded", "demand", timers=(WAIT,), rules=_LETTER_RULES),
        Transition("reminded", "send_demand", "demanded", "demand", timers=(WAIT,), rules=_LETTER_RULES),
        # Legal collection never starts by itself: the case stays here until somebody pays or credits.
        Transition("demanded", "wait_for_authorisation", "awaiting_authorisation", rules=("ROPO-COL-1",)),
        *(Transition(state, "principal_cleared", "charges_open", timers=(GIVE_UP,)) for state in _OPEN),
        *(Transition(state, "paid", "closed", closes="paid") for state in (*_OPEN, "charges_open")),
        *(
            Transition(state, "credited", "closed", closes="credited", rules=("ROPO-EVT-3",))
            for state in (*_OPEN, "charges_open")
        ),
        Transition("charges_open", "write_off_charges", "closed", closes="charges_written_off"),
    ),
)

AGENCY = Agency(
    name="ropo",
    lifecycle=LIFECYCLE,
    currencies={"FI": "EUR", "SE": "SEK", "NO": "NOK"},
    kyc=frozenset({"FI"}),
    receivables={"b2b": "company", "b2b_rental": "company", "b2c": "consumer", "b2c_rental": "consumer"},
    only_in=dict.fromkeys(("b2b_rental", "b2c_rental"), frozenset({"FI"})),
    opens_after={"company": 7, "consumer": 14},
    starts={"reminder_and_collection": "open_with_reminders", "collection": "open_with_demand"},
    rules={
        "agreement_sent": ("ROPO-ACT-1", "ROPO-ACT-2", "ROPO-EVT-4", "ROPO-GEO-1"),
        "agreement_signed": ("ROPO-ACT-2",),
        "kyc_passed": ("ROPO-ACT-3",),
        "service_activated": ("ROPO-ACT-3", "ROPO-ACT-4", "ROPO-ACT-5", "ROPO-TRF-5"),
        "service_declined": ("ROPO-ACT-6",),
        "service_closed": ("ROPO-CLS-1", "ROPO-EVT-4"),
        "service_not_active": ("ROPO-ACT-5",),
        "service_closed_to_transfers": ("ROPO-CLS-1",),
        "country_not_served": ("ROPO-GEO-1",),
        "currency_not_served": ("ROPO-GEO-2", "ROPO-GEO-3"),
        "type_not_served": ("ROPO-GEO-4",),
        "transfer_too_early:company": ("ROPO-TRF-1",),
        "transfer_too_early:consumer": ("ROPO-TRF-2",),
        "transfer_requested:company": ("ROPO-TRF-1", *_TRANSFER_RULES),
        "transfer_requested:consumer": ("ROPO-TRF-2", *_TRANSFER_RULES),
        "direct_payment_reported": ("ROPO-EVT-2", "ROPO-EVT-5"),
        "credit_reported": ("ROPO-EVT-3", "ROPO-EVT-5"),
        "comment_made": ("ROPO-EVT-1",),
        "payment_received": ("ROPO-COL-2",),
        "principal_settled": ("ROPO-SET-1",),
        "interest_settled": ("ROPO-SET-2",),
    },
)
