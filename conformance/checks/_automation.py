"""What the client had been told about transferring by itself: the setting `auto_transfer`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
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


def switched_on(looking: Looking, by: Record) -> date | None:
    """The day on which the automation was switched on that is on at a record, the earlier where that can be read so.

    Settings with which a life goes on after a restart switch nothing.
    """
    since: date | None = None
    for op in looking.trace.ops("configure", "act"):
        words = (op.request.get("settings") or {}).get("auto_transfer")
        goes_on = op.data.get("name") == "configure" and not op.request.get("fresh")
        refused = (op.ok or {}).get("outcome") == "refused"
        if words is None or goes_on or refused or op.id > (by.op or by.id):
            continue
        if not words.get("enabled", since is not None):
            since = None if op.id != by.op else since
        else:
            since = since or op.at.astimezone(looking.trace.zone).date()
    return since


def left_out(looking: Looking, number: str, by: Record) -> Collection[str]:
    """Why the agency's rules keep an invoice out of the automation, as things were at a record."""
    invoice, since = looking.books.invoices.get(number), switched_on(looking, by)
    early = invoice is not None and invoice.due is not None and since is not None and invoice.due < since
    leaves = (
        *(figure(looking, "automation_leaves") or ()),
        *(["due_before"] if figure(looking, "due_from") else []),
    )
    found = [*kinds_of(looking.books.words_of(number)), *(["due_before"] if early else [])]
    return [why for why in found if why in leaves]


def kinds_of(words: Mapping[str, Any]) -> Collection[str]:
    """What an invoice is that an automation may have to leave, in the catalogue's words."""
    reminded = words.get("reminders_sent") or words.get("collection_status") == "reminded"
    found = {"financed": words.get("financed"), "reminded": reminded, "given_away": words.get("given_to")}
    return [name for name, holds in found.items() if holds]


def only_above(looking: Looking) -> bool:
    """Whether the automation takes only what is above the smallest amount, and not that very amount."""
    return bool(figure(looking, "automatic_amount") == "above the minimum")


def figure(looking: Looking, name: str) -> Any:
    """A figure of the provider's rules about transfers."""
    return looking.catalogue.value(str(looking.trace.start.get("provider")), "transfer", name)
