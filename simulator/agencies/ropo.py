"""Ropo: reminders, payment demands, and legal collection that the company has to authorise.

What the sources say is in `specs/rules/ropo.yaml`; how many letters there are, the waiting times between them, and
what a debtor is granted are assumptions, listed in the channel's `sources.yaml` under the names used here.
"""

from __future__ import annotations

from simulator.domain.agency import Agency
from simulator.domain.lifecycle import BACK, Lifecycle, Timer, Transition

REMIND = Timer("send_reminder", "ropo.first_reminder_banking_days", "banking_days")
REMIND_AGAIN = Timer("send_reminder", "ropo.reminder_after_reminder_days", "days", when=("ropo.reminders", 2))
DEMAND_AT_ONCE = Timer("send_demand", "ropo.first_demand_banking_days", "banking_days")
DEMAND = Timer("send_demand", "ropo.demand_after_reminder_days", "days")
DEMAND_AFTER_ONE = Timer("send_demand", "ropo.demand_after_reminder_days", "days", when=("ropo.reminders", 1))
DEMAND_AGAIN = Timer("send_demand", "ropo.demand_after_demand_days", "days", when=("ropo.demands", 2))
WAIT = Timer("wait_for_authorisation", "ropo.authorisation_after_demand_days", "days")
WAIT_AFTER_ONE = Timer(
    "wait_for_authorisation", "ropo.authorisation_after_demand_days", "days", when=("ropo.demands", 1)
)
WRITE_OFF = Timer("write_off_charges", "ropo.charges_written_off_after_days", "days")
GIVE_UP = Timer("give_up", "ropo.uncollectable_after_days", "days")
JUDGMENT = Timer("judgment_given", "ropo.judgment_after_days", "days")
ENFORCED = Timer("give_up", "ropo.enforcement_ends_after_days", "days")
DISPUTE_STANDS = Timer("dispute_stands", "ropo.dispute_given_back_after_days", "days")


def _until(name: str) -> Timer:
    """A pause that is over some banking days after the day until which it was given."""
    return Timer(name, "ropo.pause_over_after_banking_days", "given")


_COLLECTING = ("opened", "reminded", "reminded_twice", "demanded", "demanded_twice", "awaiting_authorisation")
_PAUSED = ("disputed", "more_time", "promised", "payment_plan", "on_hold")
_LEGAL = ("legal_collection", "enforcement")
_OPEN = (*_COLLECTING, *_PAUSED, *_LEGAL)
_LETTER_RULES = ("ROPO-COL-1", "ROPO-COL-2")
_TRANSFER_RULES = ("ROPO-TRF-3", "ROPO-TRF-5", "ROPO-GEO-2", "ROPO-GEO-3", "ROPO-GEO-4")
_OPENING_RULES = ("ROPO-TRF-3", "ROPO-TRF-4")

_OPENING = (
    Transition("new", "open_with_reminders", "opened", timers=(REMIND,), rules=_OPENING_RULES),
    Transition("new", "open_with_demand", "opened", timers=(DEMAND_AT_ONCE,), rules=_OPENING_RULES),
)
_LETTERS = (
    Transition(
        "opened",
        "send_reminder",
        "reminded",
        "reminder",
        timers=(REMIND_AGAIN, DEMAND_AFTER_ONE),
        rules=_LETTER_RULES,
    ),
    Transition(
        "reminded", "send_reminder", "reminded_twice", "reminder", timers=(DEMAND,), rules=_LETTER_RULES
    ),
    *(
        Transition(
            state,
            "send_demand",
            "demanded",
            "demand",
            timers=(DEMAND_AGAIN, WAIT_AFTER_ONE),
            rules=_LETTER_RULES,
        )
        for state in ("opened", "reminded", "reminded_twice")
    ),
    Transition("demanded", "send_demand", "demanded_twice", "demand", timers=(WAIT,), rules=_LETTER_RULES),
)
# Legal collection never starts by itself: without a word from the company the case is given up in the end.
_LEGAL_ROWS = (
    *(
        Transition(
            state,
            "wait_for_authorisation",
            "awaiting_authorisation",
            timers=(GIVE_UP,),
            rules=("ROPO-COL-1",),
        )
        for state in ("demanded", "demanded_twice")
    ),
    Transition(
        "awaiting_authorisation",
        "authorised",
        "legal_collection",
        expense="summons",
        timers=(JUDGMENT,),
        rules=("ROPO-COL-1", "ROPO-FEE-3"),
    ),
    Transition(
        "legal_collection",
        "judgment_given",
        "enforcement",
        expense="enforcement",
        timers=(ENFORCED,),
        rules=("ROPO-FEE-3",),
    ),
    *(
        Transition(state, "give_up", "closed", closes="uncollectable")
        for state in ("awaiting_authorisation", "enforcement")
    ),
)
_PAUSES = tuple(
    row
    for state in (*_COLLECTING, *_PAUSED)
    for row in (
        Transition(state, "disputed", "disputed", timers=(DISPUTE_STANDS,)),
        Transition(state, "more_time_given", "more_time", timers=(_until("time_over"),)),
        Transition(state, "promised", "promised", timers=(_until("promise_over"),)),
        Transition(state, "plan_agreed", "payment_plan", timers=(_until("plan_broken"),)),
        Transition(state, "suspended", "on_hold", timers=(_until("hold_over"),)),
    )
)
_WAYS_BACK = (
    Transition("more_time", "time_over", BACK),
    Transition("promised", "promise_over", BACK),
    Transition("payment_plan", "plan_broken", BACK),
    Transition("on_hold", "hold_over", BACK),
    *(Transition(state, "resumed", BACK) for state in _PAUSED),
)
_ENDS = (
    *(Transition(state, "principal_cleared", "charges_open", timers=(WRITE_OFF,)) for state in _OPEN),
    *(Transition(state, "paid", "closed", closes="paid") for state in (*_OPEN, "charges_open")),
    *(
        Transition(
            state, "credited", "closed", closes="credited", bills=True, rules=("ROPO-EVT-3", "ROPO-FEE-2")
        )
        for state in (*_OPEN, "charges_open")
    ),
    *(
        Transition(state, "stopped", "closed", closes="cancelled", bills=True, rules=("ROPO-FEE-2",))
        for state in (*_OPEN, "charges_open")
    ),
    *(Transition(state, "bankrupt", "closed", closes="bankruptcy") for state in (*_OPEN, "charges_open")),
    # The creditor's own matter from here: a disputed claim is for a court, not for letters.
    Transition("disputed", "dispute_stands", "closed", closes="disputed"),
    Transition("charges_open", "write_off_charges", "closed", closes="charges_written_off"),
)

LIFECYCLE = Lifecycle(
    start="new",
    transitions=(*_OPENING, *_LETTERS, *_LEGAL_ROWS, *_PAUSES, *_WAYS_BACK, *_ENDS),
    groups={"collecting": _COLLECTING, "paused": _PAUSED, "legal": _LEGAL},
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
        "fee_charged": ("ROPO-COL-2",),
        "vat_share_invoiced": ("ROPO-FEE-1",),
        "cancelled_fees_invoiced": ("ROPO-FEE-2",),
        "expenses_invoiced": ("ROPO-FEE-3",),
        "principal_settled": ("ROPO-SET-1",),
        "interest_settled": ("ROPO-SET-2",),
    },
)
