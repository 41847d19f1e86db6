"""Kravia: reminders as the company chose, a payment demand, and legal collection that waits for the company.

What the sources say is in `specs/rules/kravia.yaml`; the waiting times between letters, and what a debtor is granted,
are assumptions, listed in the channel's `sources.yaml` under the names used here. So are the defaults of the company's
own settings, on which the rows with `when` depend: each is looked at when it comes to that, not when the case began.
Timers of which one alone leads on, by a setting, therefore run out at the same moment.
"""

from __future__ import annotations

from dataclasses import replace

from simulator.domain.agency import Agency, Choice, Intake
from simulator.domain.lifecycle import BACK, Lifecycle, Timer, Transition

REMIND = Timer("send_reminder", "kravia.first_reminder_banking_days", "banking_days")
DEMAND_AT_ONCE = (replace(REMIND, name="send_demand"), replace(REMIND, name="ask_for_demand"))
DEMAND = Timer("send_demand", "kravia.demand_after_reminder_days", "days")
DEMANDS = (DEMAND, replace(DEMAND, name="ask_for_demand"))
REMIND_AGAIN = replace(DEMAND, name="send_reminder")
ASK = Timer("ask_for_approval", "kravia.approval_after_demand_days", "days")
GO_LEGAL = replace(ASK, name="start_legal_collection")
JUDGMENT = Timer("judgment_given", "kravia.judgment_after_days", "days")
ENFORCED = Timer("give_up", "kravia.enforcement_ends_after_days", "days")
WRITE_OFF = Timer("write_off_charges", "kravia.charges_written_off_after_days", "days")
DISPUTE_STANDS = Timer("dispute_stands", "kravia.dispute_given_back_after_days", "days")


def _until(name: str) -> Timer:
    """A pause that is over some banking days after the day until which it was given."""
    return Timer(name, "kravia.pause_over_after_banking_days", "given")


_WAITING = ("unapproved", "not_started", "combined")
_APPROVALS = ("awaiting_demand_approval", "awaiting_approval")
_COLLECTING = ("opened", "reminded", "reminded_twice", *_APPROVALS[:1], "demanded", *_APPROVALS[1:])
_PAUSED = ("disputed", "more_time", "promised", "payment_plan", "on_hold")
_LEGAL = ("legal_collection", "enforcement")
_OPEN = (*_WAITING, *_COLLECTING, *_PAUSED, *_LEGAL)

_ONE, _TWO = ("kravia.reminders", 1), ("kravia.reminders", 2)
_UNASKED, _ASKED = ("kravia.approve_before_demand", False), ("kravia.approve_before_demand", True)
_AT_ONCE, _APPROVED = ("kravia.approve_before_legal", False), ("kravia.approve_before_legal", True)

# Whether the company has reminded its debtor itself says how a case begins: by itself, or once somebody starts it.
_OPENING = (
    Transition("new", "open_unsigned", "unapproved", rules=("KRAV-ACT-5",)),
    Transition("new", "open_unstarted", "not_started"),
    *(
        row
        for state, rules in (
            ("new", ()),
            ("unapproved", ("KRAV-ACT-5",)),
            ("not_started", ("KRAV-TRF-11",)),
            ("combined", ("KRAV-TRF-11",)),
        )
        for row in (
            Transition(
                state, "open_with_reminders", "opened", timers=(REMIND,), rules=(*rules, "KRAV-TRF-4")
            ),
            Transition(
                state,
                "open_with_second_reminder",
                "reminded",
                timers=(REMIND, *DEMAND_AT_ONCE),
                rules=(*rules, "KRAV-SET-2"),
            ),
            Transition(
                state,
                "open_with_demand",
                "reminded_twice",
                timers=DEMAND_AT_ONCE,
                rules=(*rules, "KRAV-TRF-4", "KRAV-SET-2"),
            ),
        )
    ),
    Transition("not_started", "combined", "combined", rules=("KRAV-TRF-11",)),
)
_LETTERS = (
    Transition(
        "opened",
        "send_reminder",
        "reminded",
        "reminder",
        timers=(REMIND_AGAIN, *DEMANDS),
        rules=("KRAV-TRF-4", "KRAV-SET-1"),
    ),
    Transition(
        "reminded",
        "send_reminder",
        "reminded_twice",
        "reminder",
        timers=DEMANDS,
        rules=("KRAV-SET-1",),
        when=(_TWO,),
    ),
    *(
        row
        for state, reminders in (("reminded", (_ONE,)), ("reminded_twice", ()))
        for row in (
            Transition(
                state,
                "send_demand",
                "demanded",
                "demand",
                timers=(ASK, GO_LEGAL),
                when=(*reminders, _UNASKED),
            ),
            Transition(
                state,
                "ask_for_demand",
                "awaiting_demand_approval",
                asks="approve_demand",
                rules=("KRAV-SET-3",),
                when=(*reminders, _ASKED),
            ),
        )
    ),
    Transition(
        "awaiting_demand_approval",
        "demand_approved",
        "demanded",
        "demand",
        timers=(ASK, GO_LEGAL),
        rules=("KRAV-SET-3",),
    ),
)
# A case that waits for the company waits until that approves, stops it, or is paid.
_LEGAL_ROWS = (
    Transition(
        "demanded",
        "ask_for_approval",
        "awaiting_approval",
        asks="approve_legal",
        rules=("KRAV-SET-4",),
        when=(_APPROVED,),
    ),
    *(
        Transition(
            state,
            on,
            "legal_collection",
            expense="summons",
            timers=(JUDGMENT,),
            rules=("KRAV-SET-4",),
            when=when,
        )
        for state, on, when in (
            ("demanded", "start_legal_collection", (_AT_ONCE,)),
            ("awaiting_approval", "authorised", ()),
        )
    ),
    Transition(
        "legal_collection", "judgment_given", "enforcement", expense="enforcement", timers=(ENFORCED,)
    ),
    Transition("enforcement", "give_up", "closed", closes="uncollectable"),
)
_PAUSES = tuple(
    row
    for state in (*_COLLECTING, *_PAUSED)
    for row in (
        Transition(state, "disputed", "disputed", timers=(DISPUTE_STANDS,)),
        Transition(state, "more_time_given", "more_time", timers=(_until("time_over"),)),
        Transition(state, "promised", "promised", timers=(_until("promise_over"),)),
        Transition(state, "plan_agreed", "payment_plan", timers=(_until("plan_broken"),)),
        Transition(state, "suspended", "on_hold", timers=(_until("hold_over"),), rules=("KRAV-COL-5",)),
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
    *(
        row
        for state in (*_OPEN, "charges_open")
        for row in (
            Transition(state, "paid", "closed", closes="paid"),
            Transition(state, "credited", "closed", closes="credited", rules=("KRAV-PAY-2",)),
            Transition(state, "stopped", "closed", closes="cancelled", rules=("KRAV-COL-5",)),
            Transition(state, "bankrupt", "closed", closes="bankruptcy"),
        )
    ),
    Transition("disputed", "dispute_stands", "closed", closes="disputed"),
    Transition("charges_open", "write_off_charges", "closed", closes="charges_written_off"),
)

LIFECYCLE = Lifecycle(
    start="new",
    transitions=(*_OPENING, *_LETTERS, *_LEGAL_ROWS, *_PAUSES, *_WAYS_BACK, *_ENDS),
    groups={"waiting": _WAITING, "collecting": _COLLECTING, "paused": _PAUSED, "legal": _LEGAL},
)

AGENCY = Agency(
    name="kravia",
    lifecycle=LIFECYCLE,
    currencies={"FI": "EUR"},
    any_currency=True,
    kyc=frozenset(),
    receivables={"b2b": "company", "b2c": "consumer"},
    opens_after={"company": 7, "consumer": 14},
    starts={"reminder_and_collection": "open_with_reminders"},
    activates="signed",
    prepares=True,
    returns=True,
    unsigned_start="open_unsigned",
    intake=Intake(
        second_reminder="open_with_second_reminder",
        demand="open_with_demand",
        unstarted="open_unstarted",
        least="1.00",
        started_years=3,
        taken_years=6,
        costs={"company": "12.00", "consumer": "5.00"},
    ),
    choices={
        "reminders": Choice(values=(1, 2)),
        "start_from_collection": Choice(),
        "approve_before_demand": Choice(),
        "approve_before_legal": Choice(),
        "include_info": Choice(),
        "include_external_number": Choice(),
        "einvoice_reminders": Choice(of_agency=True),
        "batch_payments": Choice(),
        "batch_account": Choice(digits=True),
    },
    channels={
        "reminder:company": ("e-invoice", "e-mail", "post"),
        "reminder:consumer": ("post",),
        "demand:company": ("post",),
        "demand:consumer": ("post",),
    },
    consented=("e-invoice", "e-mail", "post"),
    files_limit=30 * 1024 * 1024,
    batches=True,
    answers="at once",
    case_ids="number",
    settles="each",
    keeps_interest=True,
    rules={
        "agreement_sent": ("KRAV-ACT-2", "KRAV-ACT-4", "KRAV-ACT-7"),
        "agreement_signed": ("KRAV-ACT-4",),
        "service_prepared": ("KRAV-ACT-6",),
        "service_activated": ("KRAV-ACT-4",),
        "service_returned": ("KRAV-CLS-3",),
        "service_declined": (),
        "service_closed": ("KRAV-CLS-1",),
        "service_not_active": (),
        "service_closed_to_transfers": ("KRAV-CLS-1",),
        "person_invited": ("KRAV-ACT-3",),
        "api_user_set": ("KRAV-CLS-2",),
        "country_not_served": (),
        "currency_not_served": (),
        "number_known": ("KRAV-DUP-1",),
        "due_date_replaced": ("KRAV-TRF-8",),
        "invoice_too_old": ("KRAV-TRF-10",),
        "invoice_old": ("KRAV-TRF-9",),
        "sum_small": ("KRAV-TRF-11",),
        "address_missing": ("KRAV-TRF-6",),
        "costs_limited": ("KRAV-TRF-5",),
        "file_attached": ("KRAV-TRF-7",),
        "transfer_too_early:company": ("KRAV-TRF-1",),
        "transfer_too_early:consumer": ("KRAV-TRF-2",),
        "transfer_requested:company": ("KRAV-TRF-1", "KRAV-TRF-3", "KRAV-TRF-12", "KRAV-TRF-14"),
        "transfer_requested:consumer": ("KRAV-TRF-2", "KRAV-TRF-3", "KRAV-TRF-12", "KRAV-TRF-14"),
        "asked:start": ("KRAV-COL-6",),
        "asked:approve_demand": ("KRAV-COL-6", "KRAV-SET-3"),
        "asked:approve_legal": ("KRAV-COL-6", "KRAV-SET-4"),
        "asked:invoice_copy": ("KRAV-COL-6", "KRAV-TRF-7"),
        "letter_channel:reminder:company": ("KRAV-COL-1",),
        "letter_channel:reminder:consumer": ("KRAV-COL-3",),
        "letter_channel:demand:company": ("KRAV-COL-2",),
        "letter_channel:demand:consumer": ("KRAV-COL-3",),
        "letter_notice": ("KRAV-COL-4",),
        "letter_info": ("KRAV-SET-6",),
        "letter_external_number": ("KRAV-SET-7",),
        "consent_given": ("KRAV-COL-3",),
        "chosen:reminders": ("KRAV-SET-1", "KRAV-SET-5"),
        "chosen:start_from_collection": ("KRAV-SET-2", "KRAV-SET-5"),
        "chosen:approve_before_demand": ("KRAV-SET-3", "KRAV-SET-5"),
        "chosen:approve_before_legal": ("KRAV-SET-4", "KRAV-SET-5"),
        "chosen:include_info": ("KRAV-SET-5", "KRAV-SET-6"),
        "chosen:include_external_number": ("KRAV-SET-5", "KRAV-SET-7"),
        "chosen:einvoice_reminders": ("KRAV-COL-1",),
        "chosen:batch_payments": ("KRAV-STL-2",),
        "chosen:batch_account": ("KRAV-STL-3",),
        "direct_payment_reported": ("KRAV-PAY-1",),
        "credit_reported": ("KRAV-PAY-2",),
        "payment_received": (),
        "fee_charged": (),
        "expenses_invoiced": (),
        "principal_settled": ("KRAV-STL-1",),
        "batch_settled": ("KRAV-STL-2", "KRAV-STL-4"),
        "batch_paid": ("KRAV-STL-2", "KRAV-STL-3"),
        "settlement_bookkept": ("KRAV-STL-2",),
    },
)
