"""Whether the client sends the agency what its user has to say of a case, and nothing once the case is over."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from conformance.checks import Looking, check
from conformance.checks._books import Case, decimal_of, shown
from conformance.checks._chances import Chances, is_spoiled
from conformance.checks._money import DIRECT
from conformance.trace import Record
from conformance.verdict import Finding, counted

_NOTHING = Decimal()
_ACTS = {
    "report_credit": "credit_invoice",
    "report_comment": "comment",
    **{wish: wish for wish in ("request_due_date", "hold", "release", "cancel", "bad_debt")},
}
"""What is sent about a case besides payments, and the act of the user that it comes from."""
_REPORTS = ("report_payment", *_ACTS)
_WITH_AMOUNTS = ("report_payment", "report_credit")
_TRIED = ("accepted", "refused")


@check(
    "case.nothing-after-end",
    topic="case",
    reads=("wire", "books"),
    acts_alone=True,
    right="The case of invoice 1001 ended on Monday. On Friday its debtor pays 12.00 more to the company's account:"
    " they are booked, and the agency is told nothing.",
    wrong="The 12.00 are reported to the agency, which has closed the case; the report is refused, and tried again.",
    rules=("CLIENT-END-1",),
)
def case_nothing_after_end(looking: Looking) -> Iterator[Finding]:
    """When a case is over, the client sends nothing about it any more but corrections.

    It knows of the end once an answer told it, or after the second tick at which it could have asked. Right
    then are reads, marking events as seen, and reports of what was booked, or said by the user, before it
    could know. What the user asks for in the same act is a warning at most. A report that was refused counts:
    the client tried.
    """
    for case in looking.books.cases.values():
        known = _known(looking, case)
        if known is None:
            continue
        looking.at()
        for duty in _REPORTS:
            yield from _after(looking, case, duty, known)


def _known(looking: Looking, case: Case) -> int | None:
    """The record from which on the client knows that a case is over."""
    if case.closed is None:
        return None
    told = [
        call.id for call in looking.trace.exchanges() if call.id > case.closed and _tells_the_end(call, case)
    ]
    tick = looking.trace.derived(Chances).second_after(case.closed)
    late = [looking.trace.end_of(tick)] if tick is not None else []
    return min((*told, *late), default=None)


def _tells_the_end(call: Record, case: Case) -> bool:
    if not call.accepted or is_spoiled(call):
        return False
    rows = (call.means, *(call.means.get("items") or ()))
    return any(row.get("case") == case.id and row.get("state") == "closed" for row in rows)


def _after(looking: Looking, case: Case, duty: str, known: int) -> Iterator[Finding]:
    """The reports of a kind that nothing explains which the client had before it knew of the end."""
    calls = [call for call in looking.trace.exchanges(duty) if _is_about(looking, call, case)]
    room = _had(looking, case, duty, known)
    for call in calls:
        amount = _size(call)
        if call.id > known and call.means.get("outcome") in _TRIED and amount > room:
            yield _too_late(looking, case, call, known)
        elif call.accepted:
            room -= amount


def _is_about(looking: Looking, call: Record, case: Case) -> bool:
    named = call.means.get("case")
    return named == case.id if named else looking.books.number_of(call.means) == case.number


def _size(call: Record) -> Decimal:
    """How much of what the client had to tell a report uses up: its amount; a comment or a wish is one."""
    if call.duty not in _WITH_AMOUNTS:
        return Decimal(1)
    return decimal_of(call.means.get("amount")) or _NOTHING


def _had(looking: Looking, case: Case, duty: str, known: int) -> Decimal:
    """What the client had to tell the agency before it knew of the end."""
    if duty == "report_payment":
        paid = [*looking.money.of(DIRECT, case.number, before=known), *looking.money.unmatched(before=known)]
        return sum((one.amount for one in paid), _NOTHING)
    acts = [
        act
        for act in looking.trace.acts(_ACTS[duty])
        if act.id < known and act.request.get("number") == case.number
    ]
    if duty not in _WITH_AMOUNTS:
        return Decimal(len(acts))
    return sum((decimal_of(act.request.get("amount")) or _NOTHING for act in acts), _NOTHING)


def _too_late(looking: Looking, case: Case, call: Record, known: int) -> Finding:
    op = looking.trace.get(call.op)
    asked = op is not None and op.data.get("name") == "act" and op.request.get("number") == case.number
    what = call.duty.removeprefix("report_").replace("_", " ")
    size = f" of {shown(_size(call))}" if call.duty in _WITH_AMOUNTS else ""
    return Finding(
        message=f"a {what}{size} was sent about invoice {case.number} after its case had ended"
        + (", as the user asked" if asked else ""),
        expected="nothing more but corrections",
        actual=f"a report, {call.means.get('outcome')}",
        at=call.at.isoformat(),
        evidence=(*((case.closed,) if case.closed else ()), known, call.id),
        warning=asked,
    )


@check(
    "case.comment-sent",
    topic="case",
    reads=("wire", "books"),
    acts_alone=True,
    right="The user writes `The customer has moved.` about invoice 1001, the client answers `done`, and the agency has"
    " the comment.",
    wrong="The client answers `done`, and keeps the comment in its own notes.",
    duties=("read_events+list_events",),
)
def case_comment_sent(looking: Looking) -> Iterator[Finding]:
    """A comment that the client took reaches the agency, whole, and no more often than the user wrote it.

    It is late after the second tick at which the client had both the comment and the case. One that it
    refused, that the provider refused, or that the end of the case overtook need not be sent.
    """
    yield from _too_often(looking)
    chances = looking.trace.derived(Chances)
    end = len(looking.trace.records) + 1
    for act in looking.trace.acts("comment"):
        cases = looking.books.cases_of(str(act.request.get("number")))
        if (act.ok or {}).get("outcome") not in ("done", "pending") or not cases:
            continue
        from_on = max(act.id, cases[-1].opened)
        calls = [call for call in looking.trace.exchanges("report_comment") if _says(looking, call, act)]
        sent = [call for call in calls if call.accepted or call.data.get("committed") or _is_no(call)]
        due = chances.second_after(from_on)
        last = looking.trace.end_of(due) if due is not None else end
        closed = cases[-1].closed
        if (due is None and not sent) or (closed is not None and closed <= last and not sent):
            continue
        looking.at()
        if not sent or sent[0].id > last:
            yield _unsent(act, sent)


def _too_often(looking: Looking) -> Iterator[Finding]:
    """The findings that the agency got a comment more often than the user wrote it."""
    written = [
        (str(act.request.get("number")), _plain(act.request.get("text")))
        for act in looking.trace.acts("comment")
    ]
    took = [call for call in looking.trace.exchanges("report_comment") if call.accepted or call.committed]
    for number, text in dict.fromkeys(written):
        often = sum(of == number and text in other for of, other in written)
        sent = [call for call in took if looking.books.number_of(call.means) == number and _holds(call, text)]
        if len(sent) > often:
            yield Finding(
                message=f"a comment on invoice {number} was sent more often than the user wrote it",
                expected=f"{counted(often, 'time')}: {text}",
                actual=counted(len(sent), "time"),
                at=sent[often].at.isoformat(),
                evidence=tuple(call.id for call in sent),
            )


def _holds(call: Record, text: str) -> bool:
    """Whether a comment has a text in it; where the channel shows none, it may."""
    return call.means.get("text") is None or text in _plain(call.means["text"])


def _plain(text: object) -> str:
    return " ".join(str(text).split())


def _is_no(call: Record) -> bool:
    return call.means.get("outcome") == "refused" and not is_spoiled(call)


def _says(looking: Looking, call: Record, act: Record) -> bool:
    """Whether a call passes a comment on; a channel that has no text in it passes on any."""
    about = looking.books.number_of(call.means) == act.request.get("number")
    return call.id > act.id and about and _holds(call, _plain(act.request.get("text")))


def _unsent(act: Record, sent: list[Record]) -> Finding:
    return Finding(
        message=f"a comment on invoice {act.request.get('number')} was {'sent late' if sent else 'never sent'}",
        expected=f"{act.request.get('text')}, at the agency by the second tick",
        actual=f"a report at {sent[0].at.isoformat()}" if sent else "no report",
        at=act.at.isoformat(),
        evidence=(act.id, *(call.id for call in sent[:1])),
    )
