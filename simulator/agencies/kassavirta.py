"""Amili Kassavirta: every invoice that the company sends goes through Visma Amili, which follows its payment.

What the sources say is in `specs/rules/kassavirta.yaml`; the table is that of `_amili.py`, with the beginning
that a sent invoice has.
"""

from __future__ import annotations

from simulator.agencies import _amili
from simulator.domain.agency import Agency, Group
from simulator.domain.lifecycle import BACK, Timer, Transition

LEFT_IN_ERROR = Timer("left_in_error", "kassavirta.error_hold_after_days", "days")
_NOT_DEALT_WITH = (
    "The invoice ended in error and was neither sent anew nor credited. Please send it anew, credit it, or let us know"
    " what is to become of it"
)

_IN_ERROR = ("in_error", "error_answered", "error_on_hold")
_RULES = {
    "reminder": ("KASSA-COL-1", "KASSA-COL-2", "KASSA-COL-3", "KASSA-COL-4", "KASSA-DATA-6"),
    "demand": ("KASSA-COL-3",),
    "legal": ("KASSA-COL-3",),
    "due_date": ("KASSA-EVT-4",),
    "cancelled": ("KASSA-EVT-6", "KASSA-FEE-1"),
    "credited": ("KASSA-EVT-3",),
    "paid": ("KASSA-PAY-1",),
}

_OPENING = (
    Transition(
        "new",
        "open_routed",
        "opened",
        timers=_amili.BY_GROUP["opened"],
        rules=("KASSA-INV-1", "KASSA-INV-5", "KASSA-GRP-4"),
    ),
    Transition(
        "new", "open_in_error", "in_error", timers=(LEFT_IN_ERROR,), rules=("KASSA-INV-5", "KASSA-ERR-4")
    ),
)
# An invoice in error: sent anew, credited, or held until somebody says what is to become of it. Once the company has
# said it, nothing is waited for.
_ERRORS = (
    Transition(
        "in_error",
        "commented",
        "error_answered",
        rules=("KASSA-ERR-7",),
        when=(("kassavirta.comment_answers_error", True),),
    ),
    Transition(
        "in_error",
        "left_in_error",
        "error_on_hold",
        timers=(_amili.HOLD_OVER,),
        rules=("KASSA-ERR-6",),
        text=_NOT_DEALT_WITH,
    ),
    *(Transition(state, "suspended", "error_on_hold", timers=(_amili.HOLD_OVER,)) for state in _IN_ERROR),
    Transition("error_on_hold", "hold_over", BACK),
    Transition("error_on_hold", "resumed", BACK),
    *(
        Transition(state, "sent_anew", "closed", closes="sent_anew", rules=("KASSA-ERR-4", "KASSA-DUP-4"))
        for state in _IN_ERROR
    ),
    *(row for state in _IN_ERROR for row in _amili.ends(state, _RULES)),
)

LIFECYCLE = _amili.table(
    _RULES,
    _amili.BY_GROUP,
    *_OPENING,
    *_ERRORS,
    *_amili.grouped(("KASSA-GRP-1", "KASSA-GRP-2", "KASSA-GRP-3", "KASSA-GRP-4")),
    groups={"in_error": _IN_ERROR},
)

AGENCY = Agency(
    name="kassavirta",
    lifecycle=LIFECYCLE,
    currencies={"FI": "EUR"},
    kyc=frozenset({"FI"}),
    receivables={},
    opens_after={},
    starts={"routed": "open_routed", "failed": "open_in_error"},
    one_visit=True,
    routes=True,
    settles="each",
    asks_interest_at_once=False,
    assumed_as="amili",
    agreement="visma_amili",
    groups={
        "premium": Group(unpaid_cost="amili.premium_unpaid_charge"),
        "vip": Group(free_letters=True, letter_cost="amili.vip_reminder_charge"),
        "service_bypass": Group(),
    },
    # The first, the third and the fifth are the provider's own words; the others are assumed.
    faults={
        "format": "Invoice format {format} is not supported",
        "duplicate": "Invoice already exists",
        "consumer_bank": "Consumer's bank has not been told of the account number",
        "due_date": "The due date is within three days or has passed",
        "address": "Recipient's postal address is not complete",
        "postal_code": "Postal code for {city} could not be found",
        "rows": "Invoice total does not match the sum of the rows",
        "reference": "Reference number is missing",
    },
    rules=_amili.promises(
        {
            "agreement_sent": (
                *(f"KASSA-ACT-{n}" for n in (1, 2, 3, 4, 5, 6)),
                "KASSA-B2C-5",
                "KASSA-GEO-1",
            ),
            "agreement_signed": "KASSA-ACT-6",
            "kyc_passed": "KASSA-ACT-6",
            "form_forwarded": "KASSA-ACT-6",
            "form_reminded": "KASSA-ACT-6",
            "service_activated": ("KASSA-ACT-7", "KASSA-FEE-1"),
            "service_declined": "KASSA-ACT-6",
            "service_closed": "KASSA-CLS-1",
            "bank_account_changed": "KASSA-ACT-8",
            "accountable_party_changed": "KASSA-ACT-8",
            "service_not_active": "KASSA-ACT-7",
            "service_closed_to_transfers": "KASSA-CLS-1",
            "country_not_served": "KASSA-GEO-1",
            "invoice_routed": (
                *("KASSA-INV-1", "KASSA-INV-2", "KASSA-INV-3", "KASSA-INV-5"),
                *("KASSA-DATA-2", "KASSA-DATA-3", "KASSA-DATA-4", "KASSA-DATA-5", "KASSA-DATA-7"),
            ),
            "number_again:other_date": "KASSA-DUP-2",
            "number_again:ended": "KASSA-DUP-3",
            "invoice_rerouted": "KASSA-ERR-4",
            "past:currency": "KASSA-DATA-1",
            "past:consumer_grace": "KASSA-B2C-2",
            "fault:format": "KASSA-DATA-7",
            "fault:duplicate": ("KASSA-DUP-1", "KASSA-ERR-1"),
            "fault:consumer_bank": "KASSA-B2C-3",
            "fault:due_date": ("KASSA-DATA-2", "KASSA-ERR-2"),
            "fault:address": "KASSA-DATA-3",
            "fault:postal_code": ("KASSA-DATA-3", "KASSA-ERR-3"),
            "fault:rows": "KASSA-DATA-4",
            "fault:reference": "KASSA-DATA-5",
            "bank_messages_sent": ("KASSA-B2C-1", "KASSA-B2C-3"),
            "group_set": ("KASSA-GRP-5", "KASSA-GRP-6", "KASSA-GRP-7"),
            "group_charges_invoiced": ("KASSA-GRP-2", "KASSA-GRP-3", "KASSA-FEE-1"),
            "cancelled_fees_invoiced": ("KASSA-EVT-6", "KASSA-FEE-1"),
            "expenses_invoiced": "KASSA-FEE-1",
            "direct_payment_reported": "KASSA-EVT-2",
            "credit_reported": ("KASSA-EVT-3", "KASSA-ERR-5"),
            "comment_made": "KASSA-EVT-1",
            "due_date_asked": "KASSA-EVT-4",
            "hold_requested": "KASSA-EVT-5",
            "cancelled": "KASSA-EVT-6",
            "bad_debt_recorded": "KASSA-EVT-7",
            "requests_after_closing": "KASSA-CLS-2",
            "payment_received": ("KASSA-PAY-1", "KASSA-PAY-2", "KASSA-EVT-8"),
            "principal_settled": "KASSA-SET-1",
        }
    ),
)
