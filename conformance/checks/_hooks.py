"""The webhooks of a trace: what each was about, which came otherwise than the provider sent them, which never came.

Every webhook has one cause among the facts. One that has none was forged; one that came again, or behind one
that is younger, or later than what it tells of, was disturbed; a cause without a webhook was lost.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property

from conformance.checks._books import Books
from conformance.checks._registry import Looking
from conformance.trace import Record

# What a webhook can tell of, by its kind, as facts.
CAUSES = {
    "service_activated": ("service_activated",),
    "service_rejected": ("service_declined",),
    "case_opened": ("case_opened",),
    "case_event": ("letter_sent", "payment_received", "case_closed", "comment_made"),
}
_AT_ONCE = timedelta(minutes=1)

Subject = tuple[str, str]


class Hooks:
    """The webhooks that came to a client, in order."""

    def __init__(self, looking: Looking) -> None:
        self._trace = looking.trace
        self._books = looking.books
        self.all = [one for one in looking.trace.of("delivery") if one.duty == "webhook"]

    def subject(self, record: Record) -> Subject | None:
        """What a webhook or a fact is about: `("invoice", number)` or `("service", provider)`, if it is known."""
        return _subject(record, self._books)

    def is_forged(self, delivery: Record) -> bool:
        """Whether nothing had happened that a webhook can tell of. Without facts nobody can say."""
        causes = CAUSES.get(str(delivery.means.get("kind")))
        if causes is None or not self._trace.of("fact"):
            return False
        about = self.subject(delivery)
        return about is None or not any(
            fact.id < delivery.id and self.subject(fact) == about for fact in self._trace.facts(*causes)
        )

    @cached_property
    def disturbed(self) -> list[Record]:
        """The webhooks that came again, late, behind a younger one, or from somebody else."""
        return [
            one
            for nth, one in enumerate(self.all)
            if self.is_forged(one) or self._is_odd(one, self.all[:nth])
        ]

    def _is_odd(self, delivery: Record, before: list[Record]) -> bool:
        told = _date(delivery)
        if told is not None and delivery.at - told > _AT_ONCE:
            return True
        return any(
            _name(other) == _name(delivery)
            or ((_date(other) or delivery.at) > (told or delivery.at) and not self.is_forged(other))
            for other in before
        )

    def is_lost(self, fact: Record, before: int) -> bool:
        """Whether a webhook should have told of a fact, and none had by a record."""
        kinds = [kind for kind, causes in CAUSES.items() if fact.data.get("fact") in causes]
        if not kinds or not self._registered(fact):
            return False
        about = self.subject(fact)
        return not any(
            fact.id < one.id < before
            and one.means.get("kind") in kinds
            and self.subject(one) == about
            and (_date(one) is None or abs(one.at - fact.at) < _AT_ONCE or _date(one) == fact.at)
            for one in self.all
        )

    def _registered(self, fact: Record) -> bool:
        """Whether the client took webhooks by then."""
        mine = [one.id for one in (*self._trace.facts("webhook_registered"), *self.all)]
        return bool(mine) and min(mine) < fact.id


def _subject(record: Record, books: Books) -> Subject | None:
    words = record.data if record.kind == "fact" else record.means
    number = books.number_of(words)
    if number is not None:
        return "invoice", number
    if words.get("case") or words.get("invoice"):
        return None  # about a case or an invoice that nobody knows
    provider = words.get("provider")
    return ("service", str(provider)) if provider else None


def _name(delivery: Record) -> object:
    """What is the same when a webhook comes again."""
    return delivery.means.get("message") or delivery.means.get("event") or delivery.id


def _date(delivery: Record) -> datetime | None:
    """When the webhook says that it happened; None for a mere date, which says too little."""
    try:
        moment = datetime.fromisoformat(str(delivery.means.get("date")))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
