"""What a company reports on an assignment, tells its agency or asks of it: events as they are posted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from simulator.channels.maventa.refusals import invalid
from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.money import Money
from simulator.domain.state import Case

Body = Mapping[str, Any]

MADE = (
    f.DirectPaymentReported,
    f.CreditReported,
    f.CommentMade,
    f.DueDateAsked,
    f.CollectionPaused,
    f.CollectionResumed,
    f.EndAsked,
    f.BadDebtRecorded,
)
"""The facts that such events become; others may follow on them."""


def read(case: Case, body: Body) -> c.Command:
    """Answer the command that an event is; raises `Problem` for an amount or a day that there is not."""
    try:
        return _COMMANDS[body["type"]](case, body)
    except ValueError as error:
        raise invalid(f"{body['type']}: {error}") from error


def _payment(case: Case, body: Body) -> c.Command:
    amount, day = _amount(case, body), date.fromisoformat(body["date"])
    return c.ReportPayment(case=case.id, amount=amount, date=day, text=body.get("text"))


def _credit(case: Case, body: Body) -> c.Command:
    return c.ReportCredit(
        case=case.id,
        amount=_amount(case, body),
        date=date.fromisoformat(body["date"]),
        credit_note=body["credit_note_number"],
        text=body.get("text"),
    )


def _amount(case: Case, body: Body) -> Money:
    return Money.from_number(body["amount"], case.opened.principal.currency)


def _due_date(case: Case, body: Body) -> c.Command:
    return c.AskDueDate(case=case.id, due_date=date.fromisoformat(body["due_date"]), text=body.get("text"))


def _hold(case: Case, body: Body) -> c.Command:
    until, changed = date.fromisoformat(body["until"]), body["type"] == "hold_changed"
    return c.HoldCase(case=case.id, until=until, text=body.get("text"), changed=changed)


_COMMANDS: Mapping[str, Callable[[Case, Body], c.Command]] = {
    "paid": _payment,
    "credit_note": _credit,
    "comment": lambda case, body: c.MakeComment(case=case.id, text=body["text"]),
    "due_date_change": _due_date,
    "hold_added": _hold,
    "hold_changed": _hold,
    "hold_lifted": lambda case, body: c.ReleaseCase(case=case.id),
    "cancellation": lambda case, body: c.CancelCase(case=case.id, text=body.get("text")),
    "bad_debt": lambda case, body: c.RecordBadDebt(case=case.id, text=body.get("text")),
}
"""By the type of event; the document has no others."""
