"""How services and cases truly stood, and what the client's views showed of them.

What happened is taken from the facts, or where a trace has none, from what the client was told. A view may show
what is true, and what was true until the client had two ticks to learn otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from conformance.checks._chances import Chances, is_spoiled
from conformance.checks._registry import Looking
from conformance.trace import Record, View

NONE, PENDING, FAILED, OPEN, CLOSED = "none", "pending", "failed", "open", "closed"
FOLLOWED = "followed"  # a case of an invoice that nobody handed over, and of which nobody was reminded yet

_SERVICE_FACTS = {
    "agreement_sent": "pending",
    "activation_reset": "inactive",
    "service_activated": "active",
    "service_declined": "declined",
    "service_closed": "closed",
}
_MOVED = "service_moved"
_TRANSFER_FACTS = {
    "transfer_requested": PENDING,
    "transfer_failed": FAILED,
    "case_opened": OPEN,
    "case_closed": CLOSED,
}
_BEGINNINGS = ("letter_sent", "legal_step_taken")  # with which collecting begins, if it had not
_TOLD_BY_HOOK = {"service_activated": "active", "service_rejected": "declined"}
_TOLD_OF_CASE = {"open": OPEN, "partially_closed": OPEN, "closed": CLOSED}
_PHASES = ("read_transfer", "list_cases", "read_case")
_TOLD_OF_TRANSFER = {"error": FAILED, "sent": OPEN, "pending": PENDING}

Change = tuple[int, tuple[str, str], str]

# What an invoice may be shown as while its transfer, or its case, stands so. What is paid or credited is so by
# the company's own books, whatever the agency does.
_SETTLED = {"paid", "credited"}
_SHOWN = {
    NONE: {"draft", "sent", "error", "transfer_pending"} | _SETTLED,
    PENDING: {"transfer_pending"} | _SETTLED,
    FAILED: {"error", "sent"} | _SETTLED,
    FOLLOWED: {"sent", "error", "in_collection"} | _SETTLED,
    OPEN: {"in_collection"} | _SETTLED,
    CLOSED: {"closed"} | _SETTLED,
}
# What the wire cannot tell apart.
_ALIKE = ({"inactive", "declined"}, {"inactive", "closed"})
# The facts after which an agency's own word for where a case stands is another one.
_MILESTONES = ("letter_sent", "legal_step_taken", "case_closed")


@dataclass(frozen=True, slots=True)
class Look:
    """What a view showed of something, and what it may show; `since` is the record from which that holds.

    `about` is `("service", provider)` or `("invoice", number)`; `stands` is the last state that the client could
    know, `""` for the agency's own words.
    """

    view: View
    about: tuple[str, str]
    what: str
    shown: str
    allowed: tuple[str, ...]
    stands: str
    since: int | None

    @property
    def right(self) -> bool:
        """Whether the view shows what it may."""
        return self.shown in self.allowed


class Standing:
    """What a trace tells of how things stood, beside what was shown of it."""

    def __init__(self, looking: Looking) -> None:
        self._looking = looking
        self._trace = looking.trace
        self._chances = looking.trace.derived(Chances)
        found = _by_facts(looking) if looking.trace.of("fact") else _by_wire(looking)
        self._changes: dict[tuple[str, str], list[tuple[int, str]]] = {}
        for number, about, state in found:
            mine = self._changes.setdefault(about, [])
            if not mine or mine[-1][1] != state:
                mine.append((number, state))

    def services(self) -> Iterator[Look]:
        """What views showed of services that something had happened to."""
        for view in self._trace.views():
            for row in view.rows("services") or ():
                about = ("service", str(row.get("provider")))
                if self._happened(about, view):
                    states, since, stands = self._possible(about, view, "inactive")
                    allowed = {*states, *self._wished(about[1], since or 0, view)}
                    shown = str(row.get("state"))
                    alike = {shown} if any({shown, one} in _ALIKE for one in allowed) else set()
                    yield Look(
                        view, about, f"the service {about[1]}", shown, _sorted(allowed | alike), stands, since
                    )

    def invoices(self) -> Iterator[Look]:
        """What views showed of invoices that were handed over, or that they show as if they had been."""
        for view in self._trace.views():
            for row in view.rows("invoices") or ():
                about, shown = ("invoice", str(row.get("number"))), row.get("state")
                claims = shown in ("in_collection", CLOSED)
                if shown is None or not (claims or self._happened(about, view)):
                    continue
                states, since, stands = self._possible(about, view, NONE)
                if stands == CLOSED and self._looking.money.on_the_way(about[1], view.record.id):
                    continue
                allowed = set().union(*(_SHOWN[state] for state in states))
                if self._asked_again(about[1], since or 0, view):
                    allowed |= {"transfer_pending"}
                yield Look(view, about, f"invoice {about[1]}", str(shown), _sorted(allowed), stands, since)

    def stages(self) -> Iterator[Look]:
        """What views showed of how far collection has come, where they use the agency's own words for it."""
        words = {word for _, _, word in self._tellings}
        for view in self._trace.views():
            for row in view.rows("invoices") or ():
                shown, number = row.get("collection_status"), str(row.get("number"))
                if shown in words:
                    yield from self._stage(view, number, str(shown))

    def _stage(self, view: View, number: str, shown: str) -> Iterator[Look]:
        told = [(at, word) for at, of, word in self._tellings if of == number and at < view.record.id]
        if not told:
            return
        last, word = told[-1]
        # That a word was told once more gives nobody more time.
        first = max(
            (following for (_, before), (following, _) in pairwise(told) if before != word),
            default=told[0][0],
        )
        newer = [fact.id for fact in self._milestones(number) if last < fact.id < view.record.id]
        about, what = ("invoice", number), f"the collection status of invoice {number}"
        if newer and shown == word:
            stale = self._chances.missed(newer[0], view.record.id)
            allowed: tuple[str, ...] = () if stale else (shown,)
            yield Look(view, about, what, shown, allowed, "", newer[0])
        elif not newer and (shown == word or self._chances.missed(first, view.record.id)):
            yield Look(view, about, what, shown, (word,), "", first)

    def _milestones(self, number: str) -> list[Record]:
        """The facts of an invoice's case after which its agency says something new of it."""
        found: list[Record] = []
        for fact in self._trace.facts(*_MILESTONES):
            if fact.data.get("number") == number and not (found and _word(found[-1]) == _word(fact)):
                found.append(fact)
        return found

    @cached_property
    def _tellings(self) -> list[tuple[int, str, str]]:
        """The agency's words for where cases stand, as the client was told them: record, number, word."""
        found = []
        for call in filter(_is_answer, self._trace.of("exchange")):
            for means in (call.means, *(call.means.get("items") or ())):
                number = self._looking.books.number_of(means)
                if number is not None and means.get("stage"):
                    found.append((call.id, number, str(means["stage"])))
        return found

    def _happened(self, about: tuple[str, str], view: View) -> bool:
        return any(number < view.record.id for number, _ in self._changes.get(about, ()))

    def _possible(self, about: tuple[str, str], view: View, first: str) -> tuple[set[str], int | None, str]:
        """The states that a view may show, from when the last of them holds that it has to know, and that state."""
        stands, since = first, None
        allowed = {first}
        for number, state in self._changes.get(about, ()):
            if number > view.record.id:
                break
            if self._chances.missed(number, view.record.id):
                allowed, stands, since = set(), state, number
            allowed.add(state)
        return allowed, since, stands

    def _wished(self, provider: str, since: int, view: View) -> Iterator[str]:
        """What a service may be shown as because its user asked for it."""
        words = {"activate": "pending", "close_service": "closed"}
        for act in self._trace.acts(*words):
            mine = act.request.get("provider") in (None, provider) and since < act.id < view.record.id
            if mine and (act.ok or {}).get("outcome") != "refused":
                yield words[str(act.request["action"])]

    def _asked_again(self, number: str, since: int, view: View) -> bool:
        return any(
            since < act.id < view.record.id and (act.ok or {}).get("outcome") != "refused"
            for act in self._trace.acts("transfer_invoice")
            if act.request.get("number") == number
        )


def _word(fact: Record) -> tuple[object, object]:
    """What of a milestone makes the agency's word another one: a second letter of a kind, or legal step, does not."""
    return fact.data.get("fact"), fact.data.get("letter")


def _sorted(words: set[str]) -> tuple[str, ...]:
    return tuple(sorted(words))


def _by_facts(looking: Looking) -> Iterator[Change]:
    yield from _services_by_facts(looking)
    for fact in looking.trace.facts(*_TRANSFER_FACTS, *_BEGINNINGS):
        kind, number = str(fact.data["fact"]), str(fact.data.get("number"))
        followed = kind == "case_opened" and not _takes_transfers(looking, fact.data)
        yield fact.id, ("invoice", number), FOLLOWED if followed else _TRANSFER_FACTS.get(kind, OPEN)


def _services_by_facts(looking: Looking) -> Iterator[Change]:
    services: dict[str, str] = {}
    for fact in looking.trace.facts(*_SERVICE_FACTS, _MOVED):
        kind, provider = str(fact.data["fact"]), str(fact.data.get("provider"))
        if kind == _MOVED:
            to, state = str(fact.data.get("to")), services.pop(provider, "inactive")
            services[to] = state
            yield from ((fact.id, ("service", provider), "inactive"), (fact.id, ("service", to), state))
        else:
            services[provider] = _SERVICE_FACTS[kind]
            yield fact.id, ("service", provider), services[provider]


def _by_wire(looking: Looking) -> Iterator[Change]:
    """The same from what the client was told, where nobody tells what truly happened."""
    for record in looking.trace.records:
        means = record.means
        if record.kind == "delivery" and means.get("kind") in _TOLD_BY_HOOK:
            yield record.id, ("service", str(means.get("provider"))), _TOLD_BY_HOOK[str(means["kind"])]
        elif _is_answer(record):
            if record.duty in ("activate", "read_service", "close"):
                state = "closed" if record.duty == "close" else str(means.get("state"))
                yield record.id, ("service", str(means.get("provider"))), state
            for told in (means, *(means.get("items") or ())):
                number, phase = looking.books.number_of(told), _phase(record.duty, told)
                if number is not None and phase is not None:
                    followed = phase == OPEN and not _takes_transfers(looking, told)
                    yield record.id, ("invoice", number), FOLLOWED if followed else phase


def _phase(duty: str, told: Mapping[str, Any]) -> str | None:
    """Where a transfer or its case stands by one answer, or one row of a list."""
    if duty == "transfer":
        return PENDING
    words = _TOLD_OF_TRANSFER if duty == "read_transfer" else _TOLD_OF_CASE
    return words.get(str(told.get("state"))) if duty in _PHASES else None


def _takes_transfers(looking: Looking, told: Mapping[str, Any]) -> bool:
    """Whether a provider's cases are handed over to it, as rules of its own say.

    Else they come with the invoices, long before collecting begins.
    """
    provider = told.get("provider") or looking.trace.start.get("provider")
    rules = [rule for rule in looking.catalogue if rule.folder == provider]
    return not rules or any("transfer" in rule.duties for rule in rules)


def _is_answer(record: Record) -> bool:
    """Whether a record is a call whose answer told the client something true."""
    accepted = record.kind == "exchange" and record.means.get("outcome") == "accepted"
    return accepted and record.op is not None and not is_spoiled(record)
