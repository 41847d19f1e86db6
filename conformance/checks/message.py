"""Whether the client tells its user what the provider said, and what truly came of an act."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.checks import Looking, check
from conformance.checks._chances import Chances, is_busy
from conformance.trace import Record, View
from conformance.verdict import Finding

# What a client does about an invoice or a service; to read, and to set itself up, are other things.
_DOINGS = (
    "send_invoice",
    "resend_invoice",
    "send_bank_messages",
    "transfer",
    "report_payment",
    "report_credit",
    "report_comment",
    "report_other",
    "request_due_date",
    "hold",
    "release",
    "cancel",
    "bad_debt",
    "set_customer_group",
    "activate",
    "close",
)
# These ask for a new token, for patience, or say that it was done before: no news for a user.
_NO_NEWS = (401, 408, 409, 425, 429)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a provider said was wrong: with which call, about which invoice (None: a service), in which texts."""

    call: Record
    number: str | None
    texts: tuple[str, ...]


@check(
    "message.whole",
    topic="message",
    reads=("wire", "books"),
    right="The provider refuses a transfer of invoice 1001: `Requested operation is not allowed`, with the detail `the"
    " service is pending`. Both sentences stand in the act's message, or among the messages of invoice 1001.",
    wrong="The user reads `Transfer failed`; or the two sentences stand among the messages, under no invoice.",
    rules=("CLIENT-MSG-1",),
    duties=("transfer",),
    figure="shown_refused",
)
def message_whole(looking: Looking) -> Iterator[Finding]:
    """What the provider says is wrong reaches the user whole, at the invoice that it is about.

    Judged are refusals of what the client does, and transfers and invoices that failed later. Every text of the
    answer has to stand in the message of the act that was refused, in a message of the invoice, or in one of the view
    with its number, two ticks later; white space, and what the client puts before and behind, do not count.
    Where no invoice is concerned any message will do. What the client refuses before the call, and what was
    done after all before anybody looked, is not judged.
    """
    chances = looking.trace.derived(Chances)
    done: set[tuple[str | None, tuple[str, ...]]] = set()
    for said in (*_refusals(looking), *_failures(looking)):
        if (said.number, said.texts) in done:
            continue
        done.add((said.number, said.texts))
        views = [view for view in looking.trace.views() if _can_show(view) and view.record.id > said.call.id]
        ripe = [view for view in views if chances.missed(said.call.id, view.record.id)]
        act = _act_of(looking, said)
        if _is_whole(said, act, views):
            looking.at()
        elif (ripe and not _overtaken(looking, said, ripe[0])) or (act is not None and not views):
            looking.at()
            yield _withheld(said, ripe[0].record if ripe else act)


def _refusals(looking: Looking) -> Iterator[_Said]:
    for call in looking.trace.exchanges(*_DOINGS):
        status = (call.data.get("answer") or {}).get("status")
        is_news = status not in _NO_NEWS and not is_busy(call)
        if call.means.get("outcome") == "refused" and is_news and call.means.get("problem"):
            yield _Said(call, _number(looking, call), tuple(call.means["problem"]))


def _failures(looking: Looking) -> Iterator[_Said]:
    for call in looking.trace.exchanges("read_transfer"):
        if call.accepted and call.means.get("state") == "error" and call.means.get("text"):
            yield _Said(call, _number(looking, call), (str(call.means["text"]),))
    for call in looking.trace.exchanges("read_invoice"):
        texts = tuple(str(item["text"]) for item in call.means.get("items") or () if item.get("text"))
        if call.accepted and texts:
            yield _Said(call, _number(looking, call), texts)


def _number(looking: Looking, call: Record) -> str | None:
    """The invoice that a call is about: by itself, or by the act in which it was made."""
    number = looking.books.number_of(call.means)
    op = looking.trace.get(call.op)
    return number or (_number_in(op.request) if op is not None else None)


def _number_in(request: Mapping[str, Any]) -> str | None:
    number = request.get("number") or (request.get("invoice") or {}).get("number")
    return str(number) if number is not None else None


def _act_of(looking: Looking, said: _Said) -> Record | None:
    """The act whose answer has to hold the texts if nothing else does: the one that was refused."""
    op = looking.trace.get(said.call.op)
    if op is None or op.data.get("name") != "act" or (op.ok or {}).get("outcome") == "pending":
        return None
    return op if op.ok is not None and _number_in(op.request) in (None, said.number) else None


def _can_show(view: View) -> bool:
    return view.rows("messages") is not None or any("messages" in row for row in view.rows("invoices") or ())


def _is_whole(said: _Said, act: Record | None, views: Iterable[View]) -> bool:
    if act is not None and _holds([str((act.ok or {}).get("message") or "")], said.texts):
        return True
    return any(_holds(list(_messages(view, said.number)), said.texts) for view in views)


def _messages(view: View, number: str | None) -> Iterator[str]:
    """The messages of a view about an invoice; all of them where none is concerned."""
    for row in view.rows("messages") or ():
        if number is None or str(row.get("number")) == number:
            yield str(row.get("text") or "")
    for row in view.rows("invoices") or ():
        if number is None or str(row.get("number")) == number:
            for one in row.get("messages") or ():
                yield str(one.get("text") or "") if isinstance(one, Mapping) else str(one)


def _holds(messages: list[str], texts: tuple[str, ...]) -> bool:
    shown = [_plain(message) for message in messages]
    return all(any(_plain(text) in message for message in shown) for text in texts)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _overtaken(looking: Looking, said: _Said, view: View) -> bool:
    """Whether the same was done after all before the client had to show why not."""
    return any(
        said.call.id < call.id < view.record.id and call.accepted and _number(looking, call) == said.number
        for call in looking.trace.exchanges(said.call.duty if said.call.duty in _DOINGS else "transfer")
    )


def _withheld(said: _Said, where: Record | None) -> Finding:
    about = f"invoice {said.number}" if said.number else "the service"
    return Finding(
        message=f"the user is not told what the provider said was wrong with {about}",
        expected="; ".join(said.texts),
        actual="no message with all of that" + (f" at {about}" if said.number else ""),
        at=(where or said.call).at.isoformat(),
        evidence=(said.call.id, *((where.id,) if where is not None else ())),
    )


_DUTY_OF = {
    "activate": "activate",
    "close_service": "close",
    "transfer_invoice": "transfer",
    "comment": "report_comment",
    **{
        wish: wish
        for wish in ("request_due_date", "hold", "release", "cancel", "bad_debt", "set_customer_group")
    },
}


@check(
    "outcome.true",
    topic="message",
    reads=("wire", "books"),
    right="The provider answers the order with `pending`, and so does the client; it refuses a transfer with 403, and"
    " the client answers `refused`.",
    wrong="The client answers `done` to both.",
    rules=("CLIENT-MSG-1",),
    duties=("activate+transfer",),
)
def outcome_true(looking: Looking) -> Iterator[Finding]:
    """The client does not say that something is done which the provider refused, failed at, or has yet to do.

    Judged by the last call of the act that was to do it, and for an order or a transfer also by what the last
    look within the act was answered. `refused` is untrue if the provider took it, but for a transfer, which
    `transfer.asked` judges, and for a later due date where the client looked what was decided. An act without such
    a call is not judged.
    """
    for act in looking.trace.acts(*_DUTY_OF):
        outcome = (act.ok or {}).get("outcome")
        duty = _DUTY_OF[str(act.request["action"])]
        calls = [call for call in looking.trace.exchanges(duty) if call.op == act.id]
        if outcome not in ("done", "refused") or not calls:
            continue
        looking.at()
        word = _came_of(looking, act, calls[-1])
        if (outcome == "done" and word in ("refused", "failed", "pending")) or (
            outcome == "refused"
            and word != "refused"
            and calls[-1].accepted
            and duty != "transfer"
            and not _decided(looking, act, calls[-1])
        ):
            yield Finding(
                message=f"the client answered {outcome} to {act.request['action']}, and that is not what came of it",
                expected="pending" if word == "pending" else f"what the provider answered: {word}",
                actual=str(outcome),
                at=act.at.isoformat(),
                evidence=(calls[-1].id, act.id),
            )


def _decided(looking: Looking, act: Record, last: Record) -> bool:
    """Whether the client looked, in the act, what was decided on a request: `request.awaited` judges that."""
    looks = looking.trace.exchanges("read_case", "read_events", "list_events", "list_cases")
    return last.duty == "request_due_date" and any(
        call.op == act.id and call.id > last.id and call.accepted for call in looks
    )


def _came_of(looking: Looking, act: Record, last: Record) -> str:
    """What an act came to: the outcome of its last call, or the state that it or a later look was answered."""
    looks = [
        call
        for call in looking.trace.exchanges("read_service", "read_transfer")
        if call.op == act.id and call.id > last.id and call.accepted
    ]
    state = [call.means.get("state") for call in (last, *looks) if call.means.get("state")]
    outcome = str(last.means.get("outcome"))
    return "pending" if outcome == "accepted" and state and state[-1] == "pending" else outcome
