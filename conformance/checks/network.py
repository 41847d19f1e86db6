"""Whether the client does as a refusing or a busy provider says: comes back in time, and does not insist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from conformance.checks import Looking, check
from conformance.checks._calls import (
    acted,
    answered,
    asks,
    first,
    place,
    request,
    restarted,
    shown_as,
    subject,
)
from conformance.checks._chances import Chances, due_again, is_busy, retry_after
from conformance.checks._money import DIRECT
from conformance.checks._reports import amount_of
from conformance.checks._waiting import is_early
from conformance.trace import Record
from conformance.verdict import Finding

_UNAUTHORISED = 401
# Refusals of a moment: the same request can be right a little later.
_PASSING = (408, 409, 425, 429)
# What else tells what a read would have told.
_TELLS_TOO = {
    "read_invoice": ("list_invoices",),
    "list_invoices": ("read_invoice",),
    "read_case": ("list_cases", "list_events"),
}
# Told to come back and not when, a client comes back after a time of its own.
_PAUSE = timedelta(hours=1)
_OVERTAKING = ("case_opened", "case_closed", "service_closed", "service_declined")


@check(
    "network.retry-after",
    topic="network",
    reads=("wire",),
    right="A transfer at 09:00 is answered 429 with Retry-After: 120. The client asks to be woken at 09:02, and "
    "transfers then.",
    wrong="It sends the transfer again at 09:00, five times, and is answered 429 each time; or it never does again.",
    rules=("CLIENT-NET-1",),
)
def network_retry_after(looking: Looking) -> Iterator[Finding]:
    """What is answered 429 or 503, or 423 with a Retry-After, is tried again, and not before the time that this names.

    The time is virtual, and stands while a request of the harness is open: to try again within the same request
    is too early, however long the client slept. The same call has the same method and path; within one
    request of the harness also the same query and body, since another page or another report is another call.
    A client that was killed meanwhile may have forgotten the time. It has two ticks for the new try, counted
    from the time that was named, or from an hour later where none was; one in which another answer was lost or
    spoiled is none of them. Made good for is a read also by another about the same, or by a list that shows it, and
    for a list by the same list with other filters. Not required is what became needless: the invoice was paid, its
    case began or ended, the service closed.
    """
    for call in looking.trace.exchanges():
        if not is_busy(call):
            continue
        again = due_again(call)
        early = first(_early(looking, call, again))
        since = again if retry_after(call) else call.at + _PAUSE
        tick = looking.trace.derived(Chances).second_from(call.id, since)
        tried = first(_later(looking, call)) is not None
        looking.at(early is not None or tick is not None or again > call.at or tried)
        if early is not None:
            yield _too_early(call, early, again)
        elif tick is not None and not _tried(looking, call, tick):
            yield _given_up(looking, call, tick)


def _later(looking: Looking, call: Record) -> Iterator[Record]:
    """The same call made again: for a later op one to the same place, within one op the same request."""
    for other in looking.trace.exchanges():
        alike = request(other) == request(call) or (other.op != call.op and place(other) == place(call))
        if other.id > call.id and alike:
            yield other


def _early(looking: Looking, call: Record, again: datetime) -> Iterator[Record]:
    return (
        other
        for other in _later(looking, call)
        if other.at < again and not restarted(looking.trace, call, other)
    )


def _tried(looking: Looking, call: Record, tick: int) -> bool:
    """Whether a call was made again, made good for, or overtaken, by the end of a tick."""
    end = looking.trace.end_of(tick)
    since = [record for record in looking.trace.records if call.id < record.id <= end]
    return (
        any(other.id <= end for other in _later(looking, call))
        or (asks(call) and _read_otherwise(looking, call, since))
        or _overtaken(looking, call, end)
    )


def _read_otherwise(looking: Looking, call: Record, since: Iterable[Record]) -> bool:
    about = subject(looking, call)
    for other in since:
        told = other.kind == "delivery" or (other.kind == "exchange" and asks(other) and other.accepted)
        if told and (
            other.duty in (call.duty, *_TELLS_TOO.get(call.duty, ()))
            or (about is not None and subject(looking, other) == about)
        ):
            return True
    return False


def _overtaken(looking: Looking, call: Record, end: int) -> bool:
    about = subject(looking, call)
    happened = [fact for fact in looking.trace.facts(*_OVERTAKING) if call.id < fact.id <= end]
    if any(fact.data.get("number") in (None, about) for fact in happened):
        return True
    acts = [act for act in looking.trace.ops("act") if call.id < act.id <= end]
    paid = [one for one in looking.money.movements if call.id < one.known <= end and one.number == about]
    return about is not None and bool(paid or [act for act in acts if act.request.get("number") == about])


def _too_early(call: Record, early: Record, again: datetime) -> Finding:
    status = answered(call)
    return Finding(
        message=f"the client was told by a {status} to come back later, and did not wait",
        expected=f"the next try at {again.isoformat()} or later",
        actual=f"one at {early.at.isoformat()}",
        at=early.at.isoformat(),
        evidence=(call.id, early.id),
    )


def _given_up(looking: Looking, call: Record, tick: int) -> Finding:
    when = looking.trace.get(tick)
    return Finding(
        message=f"what was answered {answered(call)} was never tried again: {shown_as(call)}",
        expected="another try at the second tick after the time that the provider named, at the latest",
        actual="none",
        at=when.at.isoformat() if when else "",
        evidence=(call.id,),
    )


@check(
    "network.not-repeated-unchanged",
    topic="network",
    reads=("wire", "books"),
    acts_alone=True,
    right="A transfer is answered 400 with a reason. The client shows the reason to its user, who corrects the "
    "invoice and asks for the transfer once more.",
    wrong="It sends the same transfer at each of the next ten ticks, and is answered 400 each time.",
    rules=("CLIENT-NET-1",),
)
def network_not_repeated_unchanged(looking: Looking) -> Iterator[Finding]:
    """A POST or PATCH that was refused is not sent again unchanged, unless the user acts.

    Refused is what was answered 4xx, other than what passes with time: 408, 409, 425 and 429, and 423 with a
    Retry-After. After a 401 it may be sent once more, with a new token. Unchanged are method, path, query and body.
    After any new act of the user the client may try everything again, and a transfer that came too early once its day
    has come. Reports of equal payments are equal: so many of them as there were payments are no repetition.
    """
    same: dict[tuple[Any, ...], list[Record]] = {}
    # A call about several things is as many records, with one id.
    for call in {call.id: call for call in looking.trace.exchanges()}.values():
        if call.data.get("method") in ("POST", "PATCH"):
            same.setdefault(request(call), []).append(call)
    for calls in same.values():
        yield from _insisted(looking, calls)


def _insisted(looking: Looking, calls: list[Record]) -> Iterator[Finding]:
    """What was sent again among calls that are all the same request."""
    refused: Record | None = None
    renewed = False
    for nth, call in enumerate(calls):
        if refused is not None and (
            acted(looking.trace, refused, call)
            or _ripened(looking, refused, call)
            or _is_another(looking, call, calls[:nth])
        ):
            refused, renewed = None, False
        if refused is not None:
            if renewed or not _renews(looking, refused, call):
                yield _again(refused, call)
            renewed = True
        status = answered(call)
        if status is not None and 400 <= status < 500 and status not in _PASSING and not is_busy(call):
            looking.at()
            refused = call
        elif status is not None and status < 400:
            refused, renewed = None, False


def _ripened(looking: Looking, refused: Record, call: Record) -> bool:
    """Whether a transfer that was too early is sent again on its day or later."""
    return call.duty == "transfer" and is_early(looking, refused) and not is_early(looking, call)


def _is_another(looking: Looking, call: Record, before: list[Record]) -> bool:
    """Whether a report is of a payment that none of the equal ones before it can have been of."""
    number = looking.books.number_of(call.means)
    if call.duty != "report_payment" or number is None:
        return False
    paid = looking.money.of(DIRECT, number, before=call.id)
    reported = sum(answered(one) is not None for one in before)
    return sum(one.amount == amount_of(call) for one in paid) > reported


def _renews(looking: Looking, refused: Record, call: Record) -> bool:
    """Whether a call is the one that may follow a 401: with a token that was fetched since, or for one."""
    tokens = [(one.data.get("headers") or {}).get("authorization") for one in (refused, call)]
    fetched = [one for one in looking.trace.exchanges("authenticate") if refused.id < one.id < call.id]
    other = tokens[0] is None or tokens[0] != tokens[1] or any(one.accepted for one in fetched)
    return answered(refused) == _UNAUTHORISED and other


def _again(refused: Record, call: Record) -> Finding:
    return Finding(
        message=f"the client sent again, unchanged, what had been refused: {shown_as(refused)}",
        expected="no second time without an act of the user",
        actual=f"one at {call.at.isoformat()}",
        at=call.at.isoformat(),
        evidence=(refused.id, call.id),
    )
