"""Batches of invoices, payments and corrections: taken in at once, and worked off some minutes later, item by item.

Each item is a step of its own, so that it meets what those before it have made; one that is refused fails, and the
others go on. Rules: NETV-COL-1, NETV-COL-8, NETV-PAY-1, NETV-PAY-8 for the first agency that takes batches.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from simulator.domain import collecting, invoicing
from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.agency import Agency
from simulator.domain.batches import Batch
from simulator.domain.commands import Command, Refusal
from simulator.domain.following import agency_of
from simulator.domain.money import Money
from simulator.domain.onboarding import agency
from simulator.domain.record import record
from simulator.domain.state import Appliers, Case, Deciders, Reachers, State

MOST_ITEMS = 10_000
"""How many items a batch may have."""

Item = Mapping[str, Any]


@record(kw_only=True)
class SubmitBatch(Command):
    """The company sends many things of one `type` at once: `invoices`, `payments` or `corrections`.

    The words of an item are those of `RegisterCase`, or `invoice`, `amount`, `currency`, `date` and `text`. Amounts are
    JSON numbers, dates ISO 8601.
    """

    provider: str
    type: str
    items: tuple[dict[str, Any], ...]


def submit(state: State, command: SubmitBatch) -> list[f.Fact]:
    """Take a batch in; raises `Refusal` for one of no items or too many, and for invoices without an active service."""
    found = agency(state, command.provider)
    if not 0 < len(command.items) <= MOST_ITEMS:
        raise Refusal(
            "invalid",
            f"the batch has {len(command.items)} items; a batch has at least 1 and at most {MOST_ITEMS}",
        )
    if command.type == "invoices":
        _takes_invoices(state, found)
    batch = state.draw.uuid("batch", f"{found.name}/{len(state.timeline)}")
    low, high = state.settings[found.setting("batch_minutes")]
    due = state.later(state.draw("batch minutes", batch, low, high))
    taken = f.BatchTaken(
        batch=batch,
        provider=found.name,
        type=command.type,
        items=command.items,
        deadlines=(f.Deadline(due, f"batch:{batch}", "work"),),
    )
    return [taken]


def _takes_invoices(state: State, found: Agency) -> None:
    status = state.service(found.name).status
    if status != "active":
        rule = "service_closed_to_transfers" if status == "closed" else "service_not_active"
        raise Refusal(
            "forbidden",
            f"no invoice can be transferred: the service is {status}, and only an active one takes transfers",
            *found.rules[rule],
        )


def work(state: State, batch_id: str, name: str) -> list[f.Fact]:
    """Carry out the next item of a batch, or say why it cannot be; after the last one the batch is finished."""
    batch = state.sent_batches[batch_id]
    taken, nth = batch.taken, len(batch.results)
    is_last = nth + 1 == len(taken.items)
    deadlines = () if is_last else (f.Deadline(state.now, f"batch:{batch_id}", name),)
    try:
        made, case = _WORK[taken.type](state, state.agencies[taken.provider], taken.items[nth])
    except (Refusal, ValueError) as error:
        rules = error.rules if isinstance(error, Refusal) else ()
        failed = f.BatchItemFailed(batch=batch_id, reason=str(error), rules=rules, deadlines=deadlines)
        return [failed, *_finished(batch, is_last)]
    done = f.BatchItemDone(batch=batch_id, invoice=case.invoice, case=case.case, deadlines=deadlines)
    return [*made, done, *_finished(batch, is_last)]


def _finished(batch: Batch, is_last: bool) -> list[f.Fact]:
    taken = batch.taken
    return [f.BatchFinished(batch=taken.batch, provider=taken.provider)] if is_last else []


Made = tuple[list[f.Fact], f.CaseOpened]
"""What an item led to, and the case that it is about."""


def _invoice(state: State, found: Agency, item: Item) -> Made:
    """Open a case; one that was opened for the same id of the company's own stays as it is."""
    known = state.own_ids.get(f"{found.name}/{item['own_id']}")
    if known is not None:
        return [], _the_same(state.cases[known].opened, item)
    _is_complete(found, item)
    _is_reminded(state, found, item)
    command = _registration(found.name, item)
    made = invoicing.register(state, command)
    case = next(fact for fact in made if isinstance(fact, f.CaseOpened))
    return [*made, *_credentials(state, found)], case


def _the_same(opened: f.CaseOpened, item: Item) -> f.CaseOpened:
    """The case of an id, if the item is the one that it was opened for; raises `Refusal` for another invoice."""
    if opened.number == item["number"] and opened.principal == _money(item, "amount"):
        return opened
    raise Refusal(
        "conflict",
        f"{item['own_id']} is the id of invoice {opened.number} over {opened.principal}, which has case {opened.case}:"
        f" it cannot be that of invoice {item['number']} over {_money(item, 'amount')} too",
    )


def _is_complete(found: Agency, item: Item) -> None:
    """Refuse a debtor without an address, unless it is a temporary customer: the agency looks for that one's."""
    for payer in item["payers"]:
        if not payer.get("address") and not payer.get("temporary"):
            raise Refusal(
                "invalid",
                f"invoice {item['number']}: {payer['name']} has no address; only a temporary customer can lack one",
                *found.rules["details_missing"],
            )


def _is_reminded(state: State, found: Agency, item: Item) -> None:
    """Refuse what is handed over for collection and was not reminded of before."""
    if item["collection_type"] not in found.reminded_first:
        return
    day = date.fromisoformat(item["noticed"]) if item.get("noticed") else None
    due = date.fromisoformat(item["due_date"])
    if day is None or not due < day <= state.today:
        said = f"was on {day}" if day else "is not there"
        raise Refusal(
            "forbidden",
            f"invoice {item['number']} cannot go to collection: the notice that comes before it {said}; it has to be"
            f" after the due date, {due}, and today, {state.today}, at the latest",
            *found.rules["not_reminded"],
        )


def _registration(provider: str, item: Item) -> c.RegisterCase:
    return c.RegisterCase(
        provider=provider,
        own_id=item["own_id"],
        number=item["number"],
        date=date.fromisoformat(item["date"]),
        due_date=date.fromisoformat(item["due_date"]),
        principal=_money(item, "amount"),
        total=_money(item, "total"),
        collection_type=item["collection_type"],
        receivables_type=item["receivables_type"],
        payers=tuple(item["payers"]),
        summary=item.get("summary"),
        reference=item.get("reference"),
        auxiliary_name=item.get("auxiliary_name"),
    )


def _credentials(state: State, found: Agency) -> list[f.Fact]:
    """The portal's credentials, which follow the first case."""
    service = state.service(found.name)
    rules = found.rules.get("credentials_sent")
    if rules is None or service.has_credentials:
        return []
    return [f.CredentialsSent(provider=found.name, email=service.details["contact_email"], rules=rules)]


def _payment(state: State, found: Agency, item: Item) -> Made:
    case, money = _case(state, found, item), _money(item, "amount")
    if money.minor < 0:
        raise Refusal(
            "invalid",
            f"a payment of {money} cannot be reported: what was reported is not taken back here, the agency has to be"
            " contacted",
            *found.rules["payment_taken_back"],
        )
    day, text = date.fromisoformat(item["date"]), item.get("text")
    command = c.ReportPayment(case=case.id, amount=money, date=day, text=text)
    return collecting.report_payment(state, command), case.opened


def _correction(state: State, found: Agency, item: Item) -> Made:
    case = _case(state, found, item)
    command = c.ReportCredit(
        case=case.id,
        amount=_money(item, "amount"),
        date=date.fromisoformat(item["date"]),
        credit_note=None,
        text=item.get("text"),
    )
    return collecting.report_credit(state, command), case.opened


def _case(state: State, found: Agency, item: Item) -> Case:
    """The case of an invoice that the agency has; raises `Refusal`."""
    transfer = state.transfers.get(item["invoice"])
    case = state.cases.get(transfer.case) if transfer and transfer.case else None
    if case is None or agency_of(state, case) is not found:
        raise Refusal("not_found", f"the agency has no invoice with the id {item['invoice']}")
    return case


def _money(item: Item, name: str) -> Money:
    return Money.from_number(item[name], item["currency"])


_WORK = {"invoices": _invoice, "payments": _payment, "corrections": _correction}
TYPES = tuple(_WORK)


def _apply_taken(state: State, fact: f.BatchTaken) -> None:
    state.sent_batches[fact.batch] = Batch(fact, state.now)


def _apply_item(state: State, fact: f.BatchItemDone | f.BatchItemFailed) -> None:
    state.sent_batches[fact.batch].results.append(fact)


def _apply_finished(state: State, fact: f.BatchFinished) -> None:
    state.sent_batches[fact.batch].finished_at = state.now


def _apply_credentials(state: State, fact: f.CredentialsSent) -> None:
    state.services[fact.provider].has_credentials = True


DECIDE: Deciders = {SubmitBatch: submit}
REACH: Reachers = {"batch": work}
APPLY: Appliers = {
    f.BatchTaken: _apply_taken,
    f.BatchItemDone: _apply_item,
    f.BatchItemFailed: _apply_item,
    f.BatchFinished: _apply_finished,
    f.CredentialsSent: _apply_credentials,
}
