"""Whether the client finds out what became of a call whose answer it never got, before it makes it again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from conformance.checks import Looking, check
from conformance.checks._books import decimal_of
from conformance.checks._calls import answered, asks, document_of, first, shown_as, subject
from conformance.checks._money import DIRECT
from conformance.trace import Record
from conformance.verdict import Finding

# What must not be made twice, and where one can see whether it was made.
_LOOKS = {
    "transfer": ("read_transfer", "read_case", "list_cases", "read_events", "list_events"),
    "report_payment": ("read_events", "list_events", "read_case", "list_cases"),
    "report_credit": ("read_events", "list_events", "read_case", "list_cases"),
    "activate": ("read_service",),
    "send_invoice": ("read_invoice", "list_invoices"),
}
# 503 says that nothing was done, and when to come back: another check has that.
_UNAVAILABLE = 503
_OVER = ("error", "closed", "inactive", "declined", "failed")


@check(
    "network.unknown-outcome",
    topic="network",
    reads=("wire", "truth"),
    right="The connection breaks after a transfer was sent. At its next tick the client reads how the transfer "
    "stands, finds that it was taken, and sends nothing.",
    wrong="It sends the transfer again at once, and the agency, which has it already, refuses it or opens a second "
    "case.",
    rules=("CLIENT-NET-2",),
)
def network_unknown_outcome(looking: Looking) -> Iterator[Finding]:
    """After a POST whose outcome is unknown the client looks before it sends again, and makes nothing twice.

    Unknown is the outcome if no answer came, none that can be read, or a 5xx other than 503. It is about
    transfers, reports of payments and credit notes, activations and invoices. To look is to read something
    that would show it, and to get an answer, be it 404. Who sends again without a look fails if the provider
    had taken the first; if it had not, that was luck, and is a warning. Who looked fails only if the provider
    took both, for want of a second payment or credit note of that amount. Repeating is right for PUT and
    DELETE, and where the request carries an id of the client's own and keeps it.
    """
    posts = [
        call
        for call in looking.trace.exchanges(*_LOOKS)
        if call.data.get("method") == "POST" and not call.data.get("harness_error")
    ]
    things = [_thing(looking, call) for call in posts]
    for call, thing in zip(posts, things, strict=True):
        if _is_unknown(call):
            looking.at()
            same = [one for one, made in zip(posts, things, strict=True) if made == thing]
            yield from _judged(looking, call, same)


def _is_unknown(call: Record) -> bool:
    status = answered(call)
    return (
        status is None or call.means.get("outcome") == "unknown" or (status >= 500 and status != _UNAVAILABLE)
    )


def _thing(looking: Looking, call: Record) -> tuple[Any, ...]:
    """What a call makes: two calls that make the same are equal."""
    means = call.means
    if call.duty == "transfer":
        return call.duty, subject(looking, call) or _body(call)
    if call.duty == "activate":
        return call.duty, means.get("provider")
    if call.duty == "send_invoice":
        return call.duty, document_of(call) or _body(call)
    return call.duty, subject(looking, call), decimal_of(means.get("amount")), means.get("date")


def _body(call: Record) -> str:
    return json.dumps(call.data.get("body"), sort_keys=True)


def _keeps_its_id(call: Record, again: Record) -> bool:
    kept = call.means.get("once")
    return kept is not None and again.means.get("once") == kept


def _judged(looking: Looking, call: Record, same: list[Record]) -> Iterator[Finding]:
    """What is wrong with the next calls that make the same, once there are more of them than there is to make."""
    more = [one for one in same if one.id > call.id and _made(same, one) >= _wanted(looking, one)]
    again = first(more)
    if again is None or _keeps_its_id(call, again):
        return
    had = call.data.get("committed") is True
    excess = first(one for one in more if had and _is_too_many(looking, same, one))
    looks = [one for one in looking.trace.exchanges(*_LOOKS[call.duty]) if call.id < one.id < again.id]
    seen = [one for one in looks if _shows(looking, one, again)]
    if not seen:
        yield _finding(
            call, again, "without a look at what had become of it", _truth(had, again is excess), not had
        )
    elif excess and not any(one.data.get("fault") or one.means.get("state") in _OVER for one in seen):
        yield _finding(call, excess, "although it had looked", _truth(had, True), False)


def _is_too_many(looking: Looking, same: list[Record], last: Record) -> bool:
    """Whether the provider took a call, and with it more of these than there were to make."""
    taken = sum(one.id <= last.id and one.data.get("committed") is True for one in same)
    return last.data.get("committed") is True and taken > _wanted(looking, last)


def _made(same: list[Record], before: Record) -> int:
    """How many of these calls before one may have been taken: what was refused was not."""
    return sum(one.id < before.id and (one.accepted or _is_unknown(one)) for one in same)


def _shows(looking: Looking, look: Record, again: Record) -> bool:
    """Whether a read got an answer that would show what was sent."""
    about = subject(looking, look)
    told = look.accepted or answered(look) == 404
    return asks(look) and told and about in (None, subject(looking, again))


def _wanted(looking: Looking, call: Record) -> int:
    """How many of a thing there are to make, by what the client knew: payments, credit notes, invoices sent anew."""
    number, amount = subject(looking, call), decimal_of(call.means.get("amount"))
    if call.duty == "report_payment":
        paid = looking.money.of(DIRECT, number, before=call.id)
        return max(1, sum(one.amount == amount for one in paid))
    if call.duty == "report_credit":
        acts = [act for act in looking.trace.acts("credit_invoice") if act.id < call.id]
        mine = [act for act in acts if act.request.get("number") == number]
        return max(1, sum(decimal_of(act.request.get("amount")) == amount for act in mine))
    if call.duty == "send_invoice":
        acts = looking.trace.acts("send_invoice", "resend_invoice")
        return max(1, sum(act.id < call.id and _sends(act) == str(call.means.get("number")) for act in acts))
    return 1


def _sends(act: Record) -> str:
    """The number of the invoice that an act wants sent."""
    return str((act.request.get("invoice") or act.request).get("number"))


def _truth(had: bool, both: bool) -> str:
    if both:
        return "the provider took both"
    return (
        "the provider had taken the first" if had else "the provider had not taken the first: that was luck"
    )


def _finding(call: Record, again: Record, how: str, truth: str, warning: bool) -> Finding:
    return Finding(
        message=f"the client got no answer that says what became of a {call.duty}, and made it again {how}; {truth}",
        expected="a read that shows whether it was taken, and another call only if it was not",
        actual=f"{shown_as(call)}; then {shown_as(again)}",
        at=again.at.isoformat(),
        evidence=(call.id, again.id),
        warning=warning,
    )
