"""What the client had been told about transferring by itself: the setting `auto_transfer`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.checks._registry import Looking
from conformance.trace import Record

Settings = Mapping[str, Any]


def wished(looking: Looking, number: str, call: Record) -> bool:
    """Whether the user asked for an invoice's transfer, up to the op of a call, and the client did not refuse."""
    return any(
        act.request.get("number") == number and (act.ok is None or act.ok.get("outcome") != "refused")
        for act in looking.trace.acts("transfer_invoice")
        if act.id <= (call.op or call.id)
    )


def settings_at(looking: Looking, call: Record) -> list[Settings]:
    """What the setting may be taken to say at a call; each reading is right.

    A change says all of the setting, or only what changes in it. In the op that changes it, what held before
    holds as well. Empty if the client was never told of it.
    """
    before: list[Settings] = []
    held: list[Settings] = []
    for op in looking.trace.ops("configure", "act"):
        words = (op.request.get("settings") or {}).get("auto_transfer")
        if words is None or op.id > (call.op or call.id) or (op.ok or {}).get("outcome") == "refused":
            continue
        before = held if op.id == call.op else []
        held = [words, *({**one, **words} for one in held)]
    return [*before, *held]
