"""What the user of a client asks it to transfer."""

from __future__ import annotations

from conformance.trace import Record


def is_wish(act: Record, number: str) -> bool:
    """Whether an op is the user's act to transfer the invoice with this number."""
    return act.request.get("action") == "transfer_invoice" and act.request.get("number") == number
