"""The creditor's settings of reminders, approvals and payments; its portal changes the same ones."""

from __future__ import annotations

from typing import Any

from simulator.channels.kravia.access import KRAVIA, carry_out, check_creditor
from simulator.domain.choosing import choices
from simulator.domain.commands import ChangeSettings
from simulator.domain.state import State
from simulator.port import Answer, Call

NAMES = {
    "reminders": "reminders",
    "startFromCollection": "start_from_collection",
    "approveBeforePaymentDemand": "approve_before_demand",
    "approveBeforeLegalCollection": "approve_before_legal",
    "includeAdditionalInfo": "include_info",
    "includeExternalInvoiceNo": "include_external_number",
    "eInvoiceReminders": "einvoice_reminders",
    "batchPayments": "batch_payments",
    "batchAccount": "batch_account",
}
"""What the settings are called on the wire, and by the agency."""


def read(call: Call) -> Answer:
    """Answer the settings as they are now."""
    check_creditor(call)
    return Answer(200, _settings(call.world.state))


def change(call: Call) -> Answer:
    """Change those settings that are named, all or none."""
    check_creditor(call)
    changes = {NAMES[name]: value for name, value in call.body.items() if name in NAMES}
    carry_out(call, ChangeSettings(provider=KRAVIA, changes=changes))
    return Answer(200, _settings(call.world.state))


def _settings(state: State) -> dict[str, Any]:
    chosen = choices(state, KRAVIA)
    return {theirs: chosen[ours] for theirs, ours in NAMES.items()}


OPERATIONS = {
    "getApiV2CreditorIdSettings": read,
    "patchApiV2CreditorIdSettings": change,
}
