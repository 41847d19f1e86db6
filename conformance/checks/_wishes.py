"""What the user of a client wants of it, and is told."""

from __future__ import annotations

from conformance.checks._registry import Looking
from conformance.trace import Record


def is_wish(act: Record, number: str) -> bool:
    """Whether an op is the user's act to transfer the invoice with this number."""
    return act.request.get("action") == "transfer_invoice" and act.request.get("number") == number


def turns_to_the_agency(looking: Looking, act: Record, number: str) -> bool:
    """Whether the user was told to turn to the agency: by an act's answer, or by a message after it."""
    if (act.ok or {}).get("contact") == "provider":
        return True
    views = [view for view in looking.trace.views() if view.record.id > act.id]
    return any(
        row.get("contact") == "provider" and row.get("number") in (None, number)
        for view in views
        for row in view.rows("messages") or ()
    )
