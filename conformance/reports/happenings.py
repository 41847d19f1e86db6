"""What of a trace belongs into a picture of the case's life: who did what towards whom.

Left out is what says little: calls that only look, periodic work, and facts that repeat what a call or a webhook in the
same trace shows already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from conformance.reports import timeline

Record = Mapping[str, Any]
LANES = ("client", "provider", "debtor", "bank")
CLIENT, PROVIDER, DEBTOR, BANK = range(4)


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened at a lane, or went from it to another.

    `kind` is `act` (of the user), `call`, `refused` (a call), `hook`, `letter`, `money`, `state`, `expect` (of the
    story), or `broken` (a client that failed or was killed); `words` say it in a line.
    """

    record: int
    at: datetime
    kind: str
    source: int
    target: int
    words: str

    @property
    def who(self) -> str:
        """Whose lane it is, or from whom to whom: `client → provider`."""
        if self.kind == "act":
            return "user"
        if self.kind == "expect":
            return "story"
        source, target = LANES[self.source], LANES[self.target]
        return source if self.source == self.target else f"{source} → {target}"


def happenings(records: Iterable[Record]) -> Iterator[Happening]:
    """What happened, in order."""
    started = False
    for record in timeline.named(records):
        if record["kind"] == "process" and record.get("event") == "started" and not started:
            started = True  # which says nothing: later starts are what follows a death
            continue
        place = _PLACES.get(record["kind"], _nowhere)(record)
        said = timeline.words(record) if place else None
        if place and said:
            kind, source, target = place
            at = datetime.fromisoformat(record["at"])
            yield Happening(int(record["id"]), at, kind, source, target, said[1])


Place = tuple[str, int, int]


def _nowhere(_: Record) -> Place | None:
    return None


def _exchange(record: Record) -> Place | None:
    if timeline.only_looks(record):
        return None
    status = int((record.get("answer") or {}).get("status") or 0)
    return ("call" if 200 <= status < 400 else "refused"), CLIENT, PROVIDER


def _op(record: Record) -> Place | None:
    reply = record.get("reply") or {}
    if reply.get("fault") or reply.get("error"):
        return "broken", CLIENT, CLIENT
    return ("act", CLIENT, CLIENT) if record.get("name") == "act" else None


def _fact(record: Record) -> Place | None:
    fact = str(record.get("fact"))
    return None if fact in _REPEATED else _FACTS.get(fact, ("state", PROVIDER, PROVIDER))


_PLACES: dict[str, Callable[[Record], Place | None]] = {
    "exchange": _exchange,
    "op": _op,
    "fact": _fact,
    "delivery": lambda _: ("hook", PROVIDER, CLIENT),
    "statement": lambda _: ("letter", BANK, CLIENT),
    "expect": lambda _: ("expect", CLIENT, CLIENT),
    "process": lambda _: ("broken", CLIENT, CLIENT),
}
_FACTS: dict[str, Place] = {
    "letter_sent": ("letter", PROVIDER, DEBTOR),
    "invoice_routed": ("letter", PROVIDER, DEBTOR),
    "payment_received": ("money", DEBTOR, PROVIDER),
    "creditor_paid": ("money", DEBTOR, BANK),
    "principal_settled": ("money", PROVIDER, BANK),
    "interest_settled": ("money", PROVIDER, BANK),
    "fees_invoiced": ("letter", PROVIDER, CLIENT),
    "debtor_asked": ("letter", DEBTOR, PROVIDER),
    "debtor_bankrupt": ("state", DEBTOR, DEBTOR),
}
# What the story prepares, what a debtor has only in mind, and what the client's call or the webhook beside it tells.
_REPEATED = frozenset(
    (
        *("debtor_set", "invoice_held", "payment_planned", "act_planned"),
        *("webhook_registered", "webhook_removed", "message_answered", "message_queued_again"),
        *(
            "agreement_sent",
            "invoice_sent",
            "transfer_requested",
            "direct_payment_reported",
            "credit_reported",
        ),
        *("due_date_asked", "end_asked", "event_seen", "settlement_bookkept", "api_user_set"),
    )
)
