"""Whether the client shows services, transfers and cases as they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from conformance.checks import Looking, check
from conformance.checks._chances import is_spoiled
from conformance.checks._standing import CLOSED, OPEN, Look, Standing
from conformance.trace import Record
from conformance.verdict import Finding


@check(
    "activation.shown",
    topic="activation",
    reads=("wire", "books"),
    right="The service is ordered on Monday, and shown as pending; on Wednesday 09:00 the agency confirms it, and the"
    " view of Wednesday noon shows it as active.",
    wrong="The view shows active from Monday on, although nobody has signed; or still pending on Thursday, a day after"
    " the signatory has declined.",
    duties=("activate+transfer",),
)
def activation_shown(looking: Looking) -> Iterator[Finding]:
    """The client shows a service as it stands: pending, active, declined or closed.

    A view may show what was true until the client had two ticks to learn otherwise. Declined, closed and
    inactive are told apart only where the wire does; `pending` is right from the user's order on, `closed`
    from its wish to close.
    """
    yield from _judged(looking, Standing(looking).services())


@check(
    "transfer.shown-as-pending",
    topic="transfer",
    reads=("wire", "books"),
    right="Invoice 1001 is transferred at 09:00, and shown as transfer_pending; the agency opens its case at 09:12, and"
    " the view of noon shows in_collection.",
    wrong="The view of 09:00 shows in_collection, before there is a case; or the invoice is shown as sent all day,"
    " although the agency has its transfer.",
    duties=("transfer+read_transfer",),
)
def transfer_shown_as_pending(looking: Looking) -> Iterator[Finding]:
    """A transfer is shown as pending until the agency has a case, and no longer if it failed.

    `in_collection` is never right without a case. `transfer_pending` has to be there by the second tick after
    the provider took the transfer, and gone by the second tick after it failed, unless the user asked anew.
    What the company's own books show as paid or credited may be shown as that.
    """
    looks = Standing(looking).invoices()
    yield from _judged(looking, (look for look in looks if look.stands not in (OPEN, CLOSED)))


@check(
    "case.followed",
    topic="case",
    reads=("wire", "books"),
    right="The agency sends its reminder on Thursday 09:00; the client reads that at its tick, and the view of noon"
    " shows in_collection and reminder_sent. The case ends on Monday, and by Tuesday it is shown as paid.",
    wrong="Two days after the payment demand the view still shows reminder_sent; or a case that ended on Monday is"
    " shown as in_collection on Friday.",
    duties=("list_cases+read_case", "close"),
)
def case_followed(looking: Looking) -> Iterator[Finding]:
    """The client follows each case to its end, and shows how it stands, also when the service was closed.

    Judged are `state`, and `collection_status` where it is shown in the agency's own words; a view may show
    what was true until the client had two ticks at which the provider could be asked. A client that follows
    by webhooks, by lists or by reading each case is equally right. Where an end is not shown because a
    settlement is on its way, nothing is judged.
    """
    standing = Standing(looking)
    looks = [look for look in standing.invoices() if look.stands in (OPEN, CLOSED)]
    yield from _judged(looking, [*looks, *standing.stages()])


@check(
    "case.action-shown",
    topic="case",
    reads=("wire", "books"),
    right="The case of invoice 1001 waits for the company to approve its payment demand; the client has read that, and"
    " shows the invoice with action_needed.",
    wrong="The client shows the invoice like any other in collection, and the case waits for months.",
    duties=("read_case",),
    figure="waiting_shown",
)
def case_action_shown(looking: Looking) -> Iterator[Finding]:
    """Where a case waits for its company to do something, the client shows that something has to be done.

    Judged by what the client was told when it last read the case. That nothing has to be done is not judged: the
    client may have reasons of its own.
    """
    for view in looking.trace.views():
        for row in view.rows("invoices") or ():
            told = _action_told(looking, str(row.get("number")), view.record)
            if told is None or row.get("action_needed") is None:
                continue
            looking.at()
            if not row["action_needed"]:
                yield Finding(
                    message=f"the case of invoice {row['number']} waits for the company, and its user is not told",
                    expected=f"action_needed, since the agency waits: {told.means['action']}",
                    actual="nothing has to be done",
                    at=view.record.at.isoformat(),
                    evidence=(told.id, view.record.id),
                )


def _action_told(looking: Looking, number: str, view: Record) -> Record | None:
    """The call in which the client last read an invoice's case before a view, if that case waited for the company."""
    read = [
        call
        for call in looking.trace.exchanges("read_case")
        if call.id < view.id
        and call.accepted
        and not is_spoiled(call)
        and looking.books.number_of(call.means) == number
    ]
    return read[-1] if read and read[-1].means.get("action") else None


def _judged(looking: Looking, looks: Iterable[Look]) -> Iterator[Finding]:
    for look in looks:
        looking.at()
        if not look.right:
            yield untrue(look)


def untrue(look: Look, why: str = "", evidence: tuple[int, ...] = ()) -> Finding:
    """The finding that a view shows what is not so; `why` says what has to do with it."""
    since = (look.since,) if look.since is not None else ()
    return Finding(
        message=f"{look.what} is not shown as it stands{why}",
        expected=" or ".join(look.allowed) or "another word: the agency has one since",
        actual=look.shown,
        at=look.view.record.at.isoformat(),
        evidence=(*evidence, *since, look.view.record.id),
    )
