"""Visma Amili for an ERP: reminders and collection of invoices that the ERP hands over itself, in batches.

What the sources say is in `specs/rules/amili.yaml`; the table is that of `_amili.py`, with a beginning for each of the
two materials, and with a list on which cases can wait for the company's word before they go on to
collection.
"""

from __future__ import annotations

from dataclasses import replace

from simulator.agencies import _amili
from simulator.domain.agency import Agency, Break
from simulator.domain.lifecycle import Timer, Transition

_LIST = "amili.collection_list"
BY_ITSELF = replace(_amili.DEMAND, when=(_LIST, "automatic"))
ON_THE_LIST = Timer("put_on_the_list", _amili.DEMAND.after, _amili.DEMAND.unit, when=(_LIST, "asked"))
COLLECT = Timer("send_demand", "amili.collection_starts_after_banking_days", "banking_days")

_WAITS = {**_amili.ALIKE, "reminded": (BY_ITSELF, ON_THE_LIST)}
_PHASE = ("NETV-COL-2", "NETV-COL-10")
_RULES: dict[str, tuple[str, ...]] = {
    "reminder": _PHASE,
    "demand": (*_PHASE, "NETV-COL-7"),
    "legal": ("NETV-COL-2", "NETV-REM-3"),
    "due_date": (),
    "cancelled": ("NETV-COL-9",),
    "credited": (),
    "paid": (),
}
_ASKED = ("NETV-COL-2",)

LIFECYCLE = _amili.table(
    _RULES,
    _WAITS,
    Transition(
        "new",
        "open_with_reminders",
        "opened",
        timers=_WAITS["opened"],
        rules=("NETV-REM-1", "NETV-REM-3", "NETV-COL-4"),
    ),
    Transition(
        "new",
        "open_for_collection",
        "assigned",
        timers=(COLLECT,),
        rules=("NETV-COL-1", "NETV-REM-3", "NETV-COL-4"),
    ),
    Transition(
        "assigned", "send_demand", "demanded", "demand", timers=_WAITS["demanded"], rules=_RULES["demand"]
    ),
    Transition(
        "reminded",
        "put_on_the_list",
        "listed",
        rules=_ASKED,
        text="The case is on the list of those that go on to collection once they are accepted",
    ),
    Transition("listed", "accepted", "demanded", "demand", timers=_WAITS["demanded"], rules=_RULES["demand"]),
    Transition("listed", "rejected", "closed", closes="rejected", bills=True, rules=_ASKED),
    monitored=("opened", "reminded", "demanded", "assigned", "listed"),
)

AGENCY = Agency(
    name="amili",
    lifecycle=LIFECYCLE,
    currencies={"FI": "EUR"},
    kyc=frozenset({"FI"}),
    receivables={"b2b": "company", "b2c": "consumer"},
    opens_after={"company": 1, "consumer": 1},
    starts={"reminder_and_collection": "open_with_reminders", "collection": "open_for_collection"},
    activates="signed",
    one_visit=True,
    asks=("role", "contact_email", "contact_phone_number"),
    ordered_by=frozenset(
        {
            "user administrator",
            "accounting office administrator",
            "company administrator",
            "company user profile",
            "all rights profile",
        }
    ),
    resets_after=3,
    rests=Break("22:00", "05:00", "Europe/Helsinki"),
    reminded_first=frozenset({"collection"}),
    answers="at once",
    case_ids="number",
    settles="each",
    asks_interest_at_once=False,
    rules=_amili.promises(
        {
            "agreement_sent": ("NETV-ACT-1", "NETV-ACT-2", "NETV-ACT-3"),
            "agreement_signed": "NETV-ACT-3",
            "kyc_passed": ("NETV-ACT-3", "NETV-KYC-1"),
            "form_forwarded": "NETV-KYC-1",
            "power_of_attorney_missing": "NETV-KYC-1",
            "activation_reset": "NETV-ACT-4",
            "activation_stuck": "NETV-ACT-6",
            "order_in_the_break": "NETV-ACT-5",
            "role_refused": "NETV-ACT-1",
            "service_activated": ("NETV-ACT-3", "NETV-FEE-1"),
            "service_declined": (),
            "service_closed": ("NETV-CLS-1", "NETV-CLS-2"),
            "service_not_active": "NETV-ACT-4",
            "service_closed_to_transfers": (),
            "country_not_served": (),
            "currency_not_served": "NETV-COL-8",
            "number_known": (),
            "not_reminded": "NETV-COL-1",
            "transfer_too_early:company": "NETV-REM-1",
            "transfer_too_early:consumer": "NETV-REM-1",
            "transfer_requested:company": ("NETV-COL-3", "NETV-COL-4", "NETV-COL-5"),
            "transfer_requested:consumer": ("NETV-COL-3", "NETV-COL-4", "NETV-COL-5"),
            "credentials_sent": "NETV-POR-1",
            "direct_payment_reported": "NETV-PAY-1",
            "payment_taken_back": "NETV-PAY-8",
            "credit_reported": (),
            "comment_made": (),
            "hold_requested": (),
            "due_date_asked": (),
            "details_missing": "NETV-REM-3",
            "list_answered": (),
            "cancelled": "NETV-COL-9",
            "bank_account_changed": (),
            "requests_after_closing": "NETV-CLS-2",
            "principal_settled": "NETV-PLN-1",
        }
    ),
)
