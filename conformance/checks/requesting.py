"""Whether what the user wants of the agency for an invoice gets there as it was said, and the answer comes back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from conformance.checks import Looking, check
from conformance.checks._chances import Chances, is_spoiled
from conformance.checks._lacking import BOOKS, TRUTH, WIRE
from conformance.checks._wishes import turns_to_the_agency
from conformance.trace import Record, View
from conformance.verdict import Finding, counted

WISHES = {
    "request_due_date": "due_date",
    "hold": "until",
    "release": None,
    "cancel": None,
    "bad_debt": None,
}
"""The acts with which a user wants something of an agency, and the day that each is about; duties are named alike."""

_TAKEN = ("done", "pending")


@check(
    "request.sent",
    topic="request",
    reads=(WIRE, BOOKS),
    right="The user wants the collection of invoice 1001 to rest through 27 February, the client answers `done`, and"
    " the agency has a hold until that day.",
    wrong="The agency has a hold until 6 March; or none, and its reminder goes out.",
    duties=tuple(WISHES),
)
def request_sent(looking: Looking) -> Iterator[Finding]:
    """What the user wants of the agency reaches it once, as it was said: for that invoice, and with that day.

    It is late after the second tick at which the client had both the wish and the case. What the client or the
    provider refused, and what the end of the case overtook, need not be sent.
    """
    for duty in WISHES:
        yield from _too_often(looking, duty)
    for act in looking.trace.acts(*WISHES):
        if (act.ok or {}).get("outcome") in _TAKEN:
            yield from _reached(looking, act)


def _too_often(looking: Looking, duty: str) -> Iterator[Finding]:
    """The findings that the agency was asked for something more often than the user wanted it."""
    took = [call for call in looking.trace.exchanges(duty) if call.accepted or call.committed]
    for number in dict.fromkeys(looking.books.number_of(call.means) for call in took):
        mine = [call for call in took if looking.books.number_of(call.means) == number]
        # To hold again can be done in two steps, the first of which lifts what there was.
        wanted = (duty, "hold") if duty == "release" else (duty,)
        often = sum(act.request.get("number") == number for act in looking.trace.acts(*wanted))
        if len(mine) > often:
            yield Finding(
                message=f"{_named(duty)} of invoice {number} was sent more often than the user wanted it",
                expected=counted(often, "time"),
                actual=counted(len(mine), "time"),
                at=mine[often].at.isoformat(),
                evidence=tuple(call.id for call in mine),
            )


def _reached(looking: Looking, act: Record) -> Iterator[Finding]:
    duty, number = str(act.request["action"]), str(act.request.get("number"))
    cases = looking.books.cases_of(number)
    if not cases:
        return
    chances = looking.trace.derived(Chances)
    due = chances.second_after(max(act.id, cases[-1].opened))
    last = looking.trace.end_of(due) if due is not None else len(looking.trace.records) + 1
    calls = [
        call
        for call in looking.trace.exchanges(duty)
        if call.id > act.id and looking.books.number_of(call.means) == number
    ]
    tried = [call for call in calls if call.accepted or call.committed or _is_no(call)]
    closed = cases[-1].closed
    if not tried and (due is None or (closed is not None and closed <= last)):
        return
    looking.at()
    if not tried or tried[0].id > last:
        yield _unsent(act, tried)
    elif _day(act, duty) not in (None, *(call.means.get(str(WISHES[duty])) for call in tried)):
        yield _other_day(act, duty, tried[0])


def _is_no(call: Record) -> bool:
    return call.means.get("outcome") == "refused" and not is_spoiled(call)


def _day(act: Record, duty: str) -> str | None:
    word = WISHES[duty]
    return str(act.request[word]) if word and act.request.get(word) else None


def _named(duty: str) -> str:
    return duty.replace("_", " ")


def _unsent(act: Record, sent: list[Record]) -> Finding:
    what = _named(str(act.request["action"]))
    return Finding(
        message=f"{what} of invoice {act.request.get('number')} was {'sent late' if sent else 'never sent'}",
        expected=f"{what}, at the agency by the second tick",
        actual=f"a call at {sent[0].at.isoformat()}" if sent else "no call",
        at=act.at.isoformat(),
        evidence=(act.id, *(call.id for call in sent[:1])),
    )


def _other_day(act: Record, duty: str, call: Record) -> Finding:
    return Finding(
        message=f"{_named(duty)} of invoice {act.request.get('number')} was sent with another day",
        expected=str(_day(act, duty)),
        actual=str(call.means.get(str(WISHES[duty]))),
        at=call.at.isoformat(),
        evidence=(act.id, call.id),
    )


@check(
    "request.awaited",
    topic="request",
    reads=(WIRE, TRUTH),
    right="The agency takes a request for a later due date, and decides two days later: until then it is `pending`.",
    wrong="The client answers `done` at once, and the agency refuses the request.",
    duties=("request_due_date",),
)
def request_awaited(looking: Looking) -> Iterator[Finding]:
    """A later due date that was asked for is not granted before the agency has said so.

    An act that is answered `done` needs an agency that has moved the due date by then, and one that is answered
    `refused` an agency that has not. One that is answered `pending` is right here.
    """
    for act in looking.trace.acts("request_due_date"):
        outcome, number = (act.ok or {}).get("outcome"), act.request.get("number")
        moved = [
            fact
            for fact in looking.trace.facts("due_date_moved")
            if _is_of(looking, act, fact) and fact.data.get("number") == number
        ]
        if outcome == "refused" and moved:
            looking.at()
            yield Finding(
                message=f"the due date of invoice {number} was moved, and its user is told that it was refused",
                expected="done",
                actual="refused",
                at=act.at.isoformat(),
                evidence=(act.id, moved[0].id),
            )
        if outcome not in _TAKEN or not looking.trace.of("fact"):
            continue
        looking.at()
        if outcome == "done" and not moved:
            yield Finding(
                message=f"the client takes the due date that was asked for invoice {number} for granted",
                expected="pending, until the agency has decided",
                actual="done",
                at=act.at.isoformat(),
                evidence=(act.id,),
            )


def _is_of(looking: Looking, act: Record, fact: Record) -> bool:
    """Whether something happened while the client carried an act out: a trace tells of it before the next op."""
    following = next(
        (op.id for op in looking.trace.of("op") if op.id > act.id), len(looking.trace.records) + 1
    )
    return act.id < fact.id < following


@check(
    "request.answer-told",
    topic="request",
    reads=(TRUTH, BOOKS),
    right="The agency refuses a later due date of invoice 1001; the next morning there is a message at the invoice.",
    wrong="The agency refuses it, and the user goes on believing in the new day.",
    duties=("request_due_date",),
)
def request_answer_told(looking: Looking) -> Iterator[Finding]:
    """A refused due date is told to the user, at the invoice, within two ticks at which the client could know.

    The message need not say it in any words; it may be the act's own, where that was answered `refused`. Views without
    messages, and messages without a time, tell nothing.
    """
    chances = looking.trace.derived(Chances)
    for fact in looking.trace.facts("request_refused"):
        if fact.data.get("what") != "due_date":
            continue
        number = str(fact.data.get("number"))
        ripe = [view for view in looking.trace.views() if chances.missed(fact.id, view.record.id)]
        told = [at for view in ripe[:1] for at in _told_at(view, number)]
        if not ripe or None in told or not _shows_messages(ripe[0]):
            continue
        looking.at()
        in_time = any(at is not None and at >= fact.at for at in told)
        if not in_time and not _refused_in_the_act(looking, fact):
            yield Finding(
                message=f"the user is not told that the later due date of invoice {number} was refused",
                expected=f"a message at invoice {number} since {fact.at.isoformat()}",
                actual="none",
                at=ripe[0].record.at.isoformat(),
                evidence=(fact.id, ripe[0].record.id),
            )


def _shows_messages(view: View) -> bool:
    return view.rows("messages") is not None


def _told_at(view: View, number: str) -> Iterator[datetime | None]:
    """When each message about an invoice was told; None for one that does not say."""
    for row in view.rows("messages") or ():
        if str(row.get("number")) == number:
            try:
                yield datetime.fromisoformat(str(row.get("at")))
            except ValueError:
                yield None


def _refused_in_the_act(looking: Looking, fact: Record) -> bool:
    return any(
        _is_of(looking, act, fact) and (act.ok or {}).get("outcome") == "refused"
        for act in looking.trace.acts("request_due_date")
        if act.request.get("number") == fact.data.get("number")
    )


@check(
    "request.by-contact",
    topic="request",
    reads=(BOOKS,),
    right="Invoice 1001 was handed over by mistake. No call takes it back: the client tells its user to turn to the"
    " agency.",
    wrong="It answers `done`, and the agency goes on; or it answers that it is not possible, and not what is.",
    duties=("cancel",),
    figure="by_contact",
)
def request_by_contact(looking: Looking) -> Iterator[Finding]:
    """Where a transfer is undone by turning to the agency alone, the client says so to the user who wants it undone.

    In the act's answer, or in a message. A client that had the case ended all the same is right.
    """
    provider = str(looking.trace.start.get("provider"))
    by_contact = looking.catalogue.value(provider, "cancel", "by_contact")
    for act in looking.trace.acts("cancel") if by_contact else ():
        number = str(act.request.get("number"))
        cases = [case for case in looking.books.cases_of(number) if case.opened < act.id]
        if not cases or (cases[-1].closed is not None and cases[-1].closed <= looking.trace.end_of(act.id)):
            continue
        looking.at()
        if not turns_to_the_agency(looking, act, number):
            yield Finding(
                message=f"invoice {number} was to be taken back, and its user is not told to turn to the agency",
                expected="contact: provider, in the act's answer or in a message",
                actual=f"{(act.ok or {}).get('outcome')}: {(act.ok or {}).get('message')}",
                at=act.at.isoformat(),
                evidence=(act.id,),
            )
