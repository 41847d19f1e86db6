"""Steps that anybody takes in a sandbox: commands of every kind, worded by what there is in it at that moment.

A `Step` is a few small numbers. What it comes to depends on them and on the sandbox alone, so that the same step in two
sandboxes that stand alike is the same command. One that is refused has done nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from simulator import Sandbox
from simulator.agencies import agencies
from simulator.channels import channels
from simulator.domain import commands as c
from simulator.domain.batching import SubmitBatch
from simulator.domain.commands import Refusal
from simulator.domain.deciding import DECISIONS, available
from simulator.domain.money import Money
from simulator.domain.state import Case
from simulator.ordered import order
from simulator.refused import Refused
from tests.simulator.desk import RECIPIENT, Desk
from tests.simulator.engine.test_a_year_of_debtors import DEBTORS, GROUPS
from tests.simulator.stage import ADDRESS

PROVIDERS = ("ropo", "kravia", "kassavirta", "amili")
"""The agencies that collect for the company from the beginning; `perinta` shares the agreement of the third."""
CURRENCIES = ("EUR", "EUR", "EUR", "SEK", "JPY", "KWD")
STATUSES = (200, 200, 500, 429, None)
EVENTS: Mapping[str, tuple[str, ...]] = {
    "maventa": (
        "RECEIVABLES.SERVICE.ACTIVATED",
        "RECEIVABLES.ASSIGNMENT.EVENT",
        "DOCUMENTS.INVOICE.DELIVERED",
    ),
    "kravia": ("CaseUpdate",),
    "amili": ("BATCH_COMPLETED", "SETTLEMENT_CREATED", "CASE", "CASE_UPDATED"),
}
FAULTS: tuple[dict[str, Any], ...] = (
    {"kind": "duplicate", "event": "*"},
    {"kind": "reorder", "event": "*"},
    {"kind": "drop", "event": "*", "nth": 2},
    {"kind": "delay", "event": "*", "by": "P1D"},
    {"kind": "forge", "event": "*", "times": 2},
    {"kind": "status", "status": 503},
)
CHOSEN: tuple[dict[str, Any], ...] = (
    {"reminders": 2},
    {"start_from_collection": True},
    {"approve_before_demand": True},
    {"approve_before_legal": False},
    {"batch_payments": True},
    {"batch_payments": False},
)
ACCOUNTS = [
    {"iban": "FI2112345600000785", "bic": "NDEAFIHH", "currency": "EUR"},
    {"iban": "FI5542345670000081", "bic": "OKOYFIHH", "currency": "SEK"},
]
"""The company's accounts: one that collects in a third currency has nowhere to pay it to."""


@dataclass(frozen=True)
class Step:
    """What is done, and small numbers by which it chooses among what there is."""

    kind: str
    which: int = 0
    choice: int = 0
    minor: int = 1
    days: int = 1


def begin(sandbox: Sandbox) -> None:
    """Have the services of all agencies active, and a debtor of each kind of behaviour."""
    for provider in PROVIDERS:
        order(sandbox, agencies()[provider])
    sandbox.run_until(sandbox.add_banking_days(sandbox.now, 3))
    assert {service.status for service in sandbox.state.services.values()} == {"active"}
    for nth, behaviour in enumerate(DEBTORS):
        words = {name: value for name, value in behaviour.items() if name != "weight"}
        details = {"kind": ("company", "consumer")[nth % 2], "name": f"Debtor {nth}", "country": "FI"}
        sandbox.handle(c.SetDebtor(key=f"debtor-{nth}", details=details, behaviour=words))
    for nth in range(len(channels())):
        take(sandbox, Step("listen", choice=nth))


def take(sandbox: Sandbox, step: Step) -> bool:
    """Take a step; answers whether it led to anything."""
    rows = sandbox.rows
    with suppress(Refusal, Refused):
        STEPS[step.kind](sandbox, step)
    return sandbox.rows > rows


def _desk(sandbox: Sandbox, provider: str) -> Desk:
    desk = object.__new__(Desk)
    desk.provider, desk.sandbox, desk.state = provider, sandbox, sandbox.state
    return desk


def _case(sandbox: Sandbox, step: Step, nth: int = 0) -> Case:
    cases = list(sandbox.state.cases.values())
    if not cases:
        raise Refused("there is no case yet")
    return cases[(step.which + nth) % len(cases)]


def _number(sandbox: Sandbox, step: Step) -> str:
    """The number of any invoice."""
    numbers = list(sandbox.state.held)
    return numbers[step.which % len(numbers)]


def _collected(sandbox: Sandbox, step: Step) -> str:
    """The number of an invoice that its debtor does something about: mostly of one that an agency collects."""
    cases = [case.opened.number for case in sandbox.state.cases.values() if case.closed_at is None]
    return cases[step.which % len(cases)] if cases and step.days % 5 else _number(sandbox, step)


def _until(sandbox: Sandbox, step: Step) -> Any:
    return sandbox.state.today + timedelta(days=step.days - 3)


# --- invoices, and how they come to an agency -----------------------------------------------------------


def _send(sandbox: Sandbox, step: Step) -> None:
    """An invoice that a debtor holds; one that is not overdue goes through the agency that has every invoice."""
    state = sandbox.state
    number, nth = str(1001 + len(state.held)), step.which % len(DEBTORS)
    money = Money(step.minor, CURRENCIES[step.choice % len(CURRENCIES)])
    due = state.today + timedelta(days=step.days - 30)
    first = due - timedelta(days=14)
    held = {"number": number, "date": f"{first}", "due_date": f"{due}"}
    held |= {"total": money.text, "currency": money.currency}
    is_held_only = step.choice % 4 == 0
    sandbox.handle(c.HoldInvoice(number=number, debtor=f"debtor-{nth}", invoice=held, sent=is_held_only))
    if is_held_only:
        return
    recipient = {**RECIPIENT, "kind": ("company", "consumer")[nth % 2]}
    asked = c.SendInvoice(
        invoice=None,
        number=number,
        date=first,
        due_date=due,
        total=money,
        total_without_tax=money.share(10_000, 12_550),
        reference="10016",
        sender={"name": "Company"},
        recipient=recipient,
        format="FINVOICE30",
        filename="invoice.xml",
        document="",
        routed=step.days > 30,
        comment=None,
    )
    sandbox.handle(asked)


def _transfer(sandbox: Sandbox, step: Step) -> None:
    is_perintas = "perinta" in sandbox.state.services and step.choice % 3
    provider = "perinta" if is_perintas else "ropo"
    how = ("reminder_and_collection", "collection")[step.choice % 2]
    capital = None if step.choice % 5 else Money(step.minor, "EUR").text
    number = _number(sandbox, step)
    _desk(sandbox, provider).transfer(number, ("b2b", "b2c")[step.choice % 2], how, capital)


def _register(sandbox: Sandbox, step: Step) -> None:
    number = _number(sandbox, step)
    words = sandbox.state.held[number].invoice
    days = {name: date.fromisoformat(words[name]) for name in ("date", "due_date")}
    money = Money.parse(words["total"], words["currency"])
    costs = Money(step.minor % 2000, money.currency) if step.choice % 3 == 0 else None
    kind = ("b2b", "b2c")[step.choice % 2]
    _desk(sandbox, "kravia").register(
        number, None, kind, principal=money, costs=costs, reminders=step.choice % 3, **days
    )


def _batch(sandbox: Sandbox, step: Step) -> None:
    """Two items in one batch: invoices to be collected, or payments and corrections of those that are."""
    kind = ("invoices", "invoices", "payments", "corrections")[step.choice % 4]
    make = _claim if kind == "invoices" else _paid
    items = tuple(make(sandbox, step, nth) for nth in range(2))
    sandbox.handle(SubmitBatch(provider="amili", type=kind, items=items))


def _claim(sandbox: Sandbox, step: Step, nth: int) -> dict[str, Any]:
    number = f"A{len(sandbox.state.sent_batches)}-{nth * (step.choice % 3)}"
    today, amount = sandbox.state.today, step.minor % 10**9 / 100
    return {
        "own_id": number,
        "number": number,
        "date": f"{today - timedelta(days=20)}",
        "due_date": f"{today - timedelta(days=6)}",
        "amount": amount,
        "total": amount,
        "currency": "EUR",
        "collection_type": ("reminder_and_collection", "collection")[step.which % 2],
        "noticed": f"{today - timedelta(days=step.days % 7)}",
        "receivables_type": ("b2b", "b2c")[step.which % 2],
        "payers": [{"type": "company", "name": "Debtor", "address": ADDRESS}],
    }


def _paid(sandbox: Sandbox, step: Step, nth: int) -> dict[str, Any]:
    case = _case(sandbox, step, nth)
    words = {"date": f"{sandbox.state.today}", "currency": "EUR", "amount": step.minor % 10**7 / 100}
    return {"invoice": case.opened.invoice, **words}


# --- money ----------------------------------------------------------------------------------------------


def _pay(sandbox: Sandbox, step: Step) -> c.Command:
    """Pay something, or all that is owed; to the agency, to the company, or to whom one thinks that it is owed."""
    number = _collected(sandbox, step)
    currency = sandbox.state.currency_of(number)
    amount = Money(step.minor, currency) if step.choice % 3 else None
    reference = ("wrong", "none", None, None, None, None)[step.choice % 6]
    to = ("agency", "agency", "creditor", None)[step.days % 4]
    return c.PayNow(number=number, amount=amount, to=to, reference=reference)


def _report(sandbox: Sandbox, step: Step) -> c.Command:
    case = _case(sandbox, step)
    money = Money(step.minor, case.open_principal.currency)
    day = sandbox.state.today - timedelta(days=step.days % 5)
    return c.ReportPayment(case=case.id, amount=money, date=day, text=None)


def _credit(sandbox: Sandbox, step: Step) -> c.Command:
    case = _case(sandbox, step)
    part = case.opened.principal.share(1 + step.choice % 11, 10)
    today = sandbox.state.today
    return c.ReportCredit(case=case.id, amount=part, date=today, credit_note="H-1", text=None)


# --- what debtors, the company and people at the agencies do --------------------------------------------


def _act(sandbox: Sandbox, step: Step) -> c.Command:
    number = _collected(sandbox, step)
    if step.choice % 2:
        return c.ActNow(number=number, act="ask_more_time", words={"days": step.days})
    return c.ActNow(number=number, act="dispute", words={"text": "Not mine"})


def _decide(sandbox: Sandbox, step: Step) -> c.Command:
    case = _case(sandbox, step)
    known = (available(sandbox.state, case) if step.days % 5 else []) or DECISIONS
    decision = known[step.choice % len(known)]
    until = _until(sandbox, step) if step.days % 2 else None
    others = (_case(sandbox, step, 1).id,) if decision == "combine" else ()
    return c.Decide(case=case.id, decision=decision, until=until, text="So be it", others=others)


def _ask(sandbox: Sandbox, step: Step) -> c.Command:
    """Something that the company asks of its agency, or lets it know."""
    case, until = _case(sandbox, step).id, _until(sandbox, step)
    asked: tuple[Callable[[], c.Command], ...] = (
        lambda: c.HoldCase(case=case, until=until),
        lambda: c.HoldCase(case=case, until=until, changed=True),
        lambda: c.HoldCase(case=case, until=None),
        lambda: c.ReleaseCase(case=case),
        lambda: c.CancelCase(case=case),
        lambda: c.RecordBadDebt(case=case),
        lambda: c.AskDueDate(case=case, due_date=until),
        lambda: c.MakeComment(case=case, text="The debtor has moved."),
    )
    return asked[step.choice % len(asked)]()


def _company(sandbox: Sandbox, step: Step) -> None:
    """Something about the company's agreements."""
    business_id = ("7654321-2", "0112038-9")[step.which % 2]
    done: tuple[Callable[[], c.Command], ...] = (
        lambda: c.SetGroup(
            provider="kassavirta", business_id=business_id, group=GROUPS[step.days % len(GROUPS)]
        ),
        lambda: c.ChangeSettings(provider="kravia", changes=CHOSEN[step.days % len(CHOSEN)]),
        lambda: c.AmendService(provider="kassavirta", to="perinta"),
        lambda: c.AmendService(provider="perinta", to="kassavirta"),
        lambda: c.CloseService(provider=PROVIDERS[step.which % len(PROVIDERS)]),
        lambda: c.ActivateService(provider=PROVIDERS[step.which % len(PROVIDERS)], email="a@example.fi"),
    )
    sandbox.handle(done[step.choice % len(done)]())


# --- messages, what goes wrong with them, and time ------------------------------------------------------


def _listen(sandbox: Sandbox, step: Step) -> None:
    channel = list(channels())[step.choice % len(channels())]
    asked = c.RegisterWebhook(
        channel=channel,
        destination=f"http://127.0.0.1:9/{step.which}",
        destination_type="WEBHOOK",
        events=EVENTS[channel],
        secret="a secret",
    )
    sandbox.handle(asked)


def _deafen(sandbox: Sandbox, step: Step) -> None:
    known = [*sandbox.state.webhooks, "none"]
    sandbox.handle(c.RemoveWebhook(webhook=known[step.which % len(known)]))


def _answer(sandbox: Sandbox, step: Step) -> None:
    """The receiver of each message that is due answers, or does not."""
    for nth, message in enumerate(sandbox.due_messages()):
        sandbox.answered(message.id, STATUSES[(step.choice + nth) % len(STATUSES)])


def _redeliver(sandbox: Sandbox, step: Step) -> None:
    known = [*sandbox.outbox.messages, "none"]
    sandbox.redeliver(known[step.which % len(known)])


def _fault(sandbox: Sandbox, step: Step) -> None:
    set_ = [*sandbox.armed.all]
    if set_ and step.which % 3 == 0:
        sandbox.remove_fault(set_[step.choice % len(set_)])
    else:
        sandbox.put_fault(FAULTS[step.choice % len(FAULTS)])


def _wait(sandbox: Sandbox, step: Step) -> None:
    """Let days pass, or the time until a message is due; mostly somebody takes the messages on the way."""
    goal = sandbox.now + timedelta(days=step.days)
    while sandbox.run_until(goal) < goal and step.choice % 4:
        for message in sandbox.due_messages():
            sandbox.answered(message.id, STATUSES[step.choice % len(STATUSES)])


def _go_on(sandbox: Sandbox, step: Step) -> None:
    """Let time pass to what happens next by itself."""
    due = sandbox.next_due()
    if due is not None:
        sandbox.run_until(due)


OF_ONE_CASE: Mapping[str, Callable[[Sandbox, Step], c.Command]] = {
    "pay": _pay,
    "report": _report,
    "credit": _credit,
    "act": _act,
    "ask": _ask,
}
"""What a step comes to that is about one debtor's invoice or case, and nothing else."""


def _given(worded: Callable[[Sandbox, Step], c.Command]) -> Callable[[Sandbox, Step], object]:
    return lambda sandbox, step: sandbox.handle(worded(sandbox, step))


STEPS: Mapping[str, Callable[[Sandbox, Step], object]] = {
    **{kind: _given(worded) for kind, worded in OF_ONE_CASE.items()},
    "send": _send,
    "transfer": _transfer,
    "register": _register,
    "batch": _batch,
    "decide": _given(_decide),
    "company": _company,
    "listen": _listen,
    "deafen": _deafen,
    "answer": _answer,
    "redeliver": _redeliver,
    "fault": _fault,
    "wait": _wait,
    "go on": _go_on,
}
