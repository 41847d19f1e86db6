"""What becomes of an invoice and of its payments once an agency has it: they are not written anew."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from conformance.checks import Looking, check
from conformance.checks._books import decimal_of, shown
from conformance.checks._ledger import taken_back
from conformance.checks._money import DIRECT
from conformance.checks._reports import amount_of, notes_as_payments, reports_on
from conformance.checks._wishes import turns_to_the_agency
from conformance.trace import Record
from conformance.verdict import Finding

_TAKEN_BACK = ("reverse_payment", "delete_payment")


@check(
    "transfer.due-date",
    topic="transfer",
    reads=("wire", "books"),
    acts_alone=True,
    right="Invoice 1001 was due on 28 January; its user gave it until 11 February. The transfer names 11 February, and"
    " after it the user can change nothing more.",
    wrong="The transfer names 28 January; or the client takes a change after the transfer, of which the agency knows"
    " nothing.",
    duties=("transfer",),
    figure="due_date",
)
def transfer_due_date(looking: Looking) -> Iterator[Finding]:
    """A transfer names the due date that the invoice has by then, which is not changed any more afterwards."""
    transferred = _first_transfers(looking)
    for number, call in transferred.items() if _figure(looking, "transfer", "due_date") else ():
        due = _due_at(looking, number, call)
        named = call.means.get("due_date")
        if due is not None and named is not None:
            looking.at()
            if str(named)[:10] != due:
                yield _finding(
                    call, f"the transfer of invoice {number} names another due date", due, str(named)
                )
    yield from _changed_after(looking, "change_due_date", "due_date", "its due date was changed")


@check(
    "transfer.no-way-back",
    topic="transfer",
    reads=("wire", "books"),
    right="The user wants to go on writing invoice 1001, which is with the agency: the client refuses.",
    wrong="It shows the invoice as a draft, while the agency goes on collecting it.",
    duties=("transfer",),
    figure="reopened",
)
def transfer_no_way_back(looking: Looking) -> Iterator[Finding]:
    """An invoice that was transferred does not become an unfinished one again."""
    yield from _changed_after(looking, "reopen_invoice", "reopened", "it was opened for writing")


@check(
    "transfer.without-the-note",
    topic="transfer",
    reads=("wire", "books"),
    acts_alone=True,
    right="The seller has noted `Ask Maija first` on invoice 1001: no transfer has these words.",
    wrong="The note goes along as the description of the claim.",
    duties=("transfer",),
    figure="leaves_out",
)
def transfer_without_the_note(looking: Looking) -> Iterator[Finding]:
    """What the seller noted on an invoice for the company alone is not sent to the agency."""
    for call in looking.trace.exchanges("transfer") if _figure(looking, "transfer", "leaves_out") else ():
        number = looking.books.number_of(call.means)
        note = looking.books.words_of(number or "").get("seller_note")
        if note:
            looking.at()
            if any(str(note) in text for text in _texts(call.data.get("body"))):
                yield _finding(
                    call, f"the seller's note on invoice {number} was sent along", "no note", str(note)
                )


@check(
    "transfer.carries",
    topic="transfer",
    reads=("wire", "books"),
    right="Invoice 1001 has the external number E-77: its transfer has it too.",
    wrong="The transfer leaves it out, and the debtor does not find it on the reminder.",
    duties=("transfer",),
    figure="carries",
)
def transfer_carries(looking: Looking) -> Iterator[Finding]:
    """What an agency takes of an invoice besides the claim goes along with its transfer: its external number."""
    carries = _figure(looking, "transfer", "carries") or ()
    for call in looking.trace.exchanges("transfer"):
        number = looking.books.number_of(call.means)
        words = looking.books.words_of(number or "")
        for name in (name for name in carries if words.get(name)):
            looking.at()
            if str(words[name]) not in _texts(call.data.get("body")):
                what = name.replace("_", " ")
                yield _finding(
                    call, f"the transfer of invoice {number} lacks its {what}", str(words[name]), "none"
                )


@check(
    "payment.taken-back",
    topic="payment",
    reads=("wire", "books"),
    right="The user recorded 100.00 for invoice 1001, and the agency was told. The 100.00 were none: the client takes"
    " them back, and tells its user to write to the agency.",
    wrong="It takes them back, and says nothing; or it reports -100.00, or 100.00 once more.",
    duties=("report_payment",),
    figure="taken_back",
)
def payment_taken_back(looking: Looking) -> Iterator[Finding]:
    """A payment that was none does not reach the agency by itself: the user is told to turn to it, and no call is made.

    Judged where the agency had taken the report of such a payment, and of every other of its sum that could have been
    meant. What the client refuses is right as well, if it tells its user the same.
    """
    for act in looking.trace.acts(*_TAKEN_BACK) if _figure(looking, "report_payment", "taken_back") else ():
        number, amount = str(act.request.get("number")), decimal_of(act.request.get("amount"))
        told = [one for one in reports_on(looking, "report_payment", number) if one.id < act.id]
        reported = sum(amount_of(one) == amount for one in told)
        if amount is None or reported == 0 or _alike(looking, act, number, amount) > reported:
            continue
        looking.at()
        if not turns_to_the_agency(looking, act, number):
            yield _finding(
                act,
                f"a payment of {shown(amount)} for invoice {number} was taken back, and its user not told what to do",
                "contact: provider, in the act's answer or in a message of the invoice",
                str((act.ok or {}).get("message")),
            )
        after = [one for one in reports_on(looking, "report_payment", number) if one.op == act.id]
        if after:
            yield _finding(
                after[0], "a payment that was none was reported anew", "no call", shown(amount_of(after[0]))
            )


def _alike(looking: Looking, act: Record, number: str, amount: Decimal) -> int:
    """How often a sum was there to be reported of an invoice, as a payment, before its user took a payment back."""
    paid = sum(one.amount == amount for one in looking.money.of(DIRECT, number, before=act.id))
    notes = sum(one.amount == amount and one.known < act.id for one in notes_as_payments(looking, number))
    return paid + notes - sum(back == amount for _, back in taken_back(looking, number, act.id))


@check(
    "payment.taken-back-first",
    topic="payment",
    reads=("wire", "books"),
    right="The user records 100.00 for invoice 1001, and takes them back before the next tick: no report is made.",
    wrong="The report of the 100.00 waits for that tick already, and goes out.",
    rules=("CLIENT-PAY-1",),
    duties=("report_payment",),
)
def payment_taken_back_first(looking: Looking) -> Iterator[Finding]:
    """A payment that its user took back before anything was reported of its invoice is not reported afterwards.

    Judged where no other money could be meant: all that the client knew of as paid or credited directly was taken back.
    What was refused counts too: the client tried.
    """
    for act in looking.trace.acts(*_TAKEN_BACK):
        number, amount = str(act.request.get("number")), decimal_of(act.request.get("amount"))
        told = reports_on(looking, "report_payment", number, accepted=False)
        if (act.ok or {}).get("outcome") != "done" or any(one.id < act.id for one in told):
            continue
        if amount is None or _other_money(looking, number):
            continue
        looking.at()
        for report in told[:1]:
            if report.id > looking.trace.end_of(act.id) and amount_of(report) == amount:
                message = f"a payment for invoice {number} was reported after its user had taken it back"
                yield _finding(report, message, "no report of it", shown(amount))


def _other_money(looking: Looking, number: str) -> bool:
    """Whether anything is left that a report of an invoice could be about, once what was taken back is off."""
    end = looking.trace.records[-1].id + 1
    paid = [one.amount for one in looking.money.of(DIRECT, number, before=end)]
    paid += [one.amount for one in notes_as_payments(looking, number)]
    back = [amount for _, amount in taken_back(looking, number, end)]
    unsure = looking.money.unmatched(before=end) or looking.money.unsure(DIRECT, number)
    return sorted(paid) != sorted(back) or bool(unsure)


@check(
    "payment.stays",
    topic="payment",
    reads=("books",),
    right="The 100.00 that were recorded for invoice 1001, which is with the agency, were none. Its user wants them"
    " deleted: the ledger has them still, and a reversal of -100.00; or the client refuses.",
    wrong="They are gone from the ledger, and nobody sees what the agency had been told.",
    duties=("report_payment",),
    figure="deleted",
)
def payment_stays(looking: Looking) -> Iterator[Finding]:
    """A payment of an invoice that an agency has is not deleted: it stays in the ledger, whatever reverses it."""
    transferred = _first_transfers(looking)
    for act in looking.trace.acts("delete_payment") if _figure(looking, "report_payment", "deleted") else ():
        number, amount = str(act.request.get("number")), decimal_of(act.request.get("amount"))
        recorded = [
            one for one in looking.trace.acts("record_payment") if _is_same(one, act) and one.id < act.id
        ]
        if not recorded or number not in transferred or transferred[number].id > recorded[-1].id:
            continue
        views = [view for view in looking.trace.views() if view.record.id > act.id]
        ledgers = [(view, rows) for view in views if (rows := view.rows("ledger")) is not None]
        looking.at(bool(ledgers) or (act.ok or {}).get("outcome") == "refused")
        for view, rows in ledgers[:1]:
            mine = [decimal_of(row.get("amount")) for row in rows if row.get("number") == number]
            if amount not in mine:
                message = f"a payment for invoice {number} was deleted, which the agency has"
                yield _finding(view.record, message, f"a row of {shown(amount or Decimal())}", "none")


def _is_same(one: Record, act: Record) -> bool:
    """Whether two acts are about the same amount of the same invoice."""
    names = ("number", "amount")
    return [str(one.request.get(name)) for name in names] == [str(act.request.get(name)) for name in names]


def _changed_after(looking: Looking, action: str, figure: str, what: str) -> Iterator[Finding]:
    """The acts that the client took although the agency had the invoice."""
    transferred = _first_transfers(looking)
    for act in looking.trace.acts(action) if _figure(looking, "transfer", figure) else ():
        number = str(act.request.get("number"))
        call = transferred.get(number)
        if call is None or call.id > act.id:
            continue
        looking.at()
        outcome = (act.ok or {}).get("outcome")
        if outcome != "refused":
            yield _finding(act, f"invoice {number} is with the agency, and {what}", "refused", str(outcome))


def _first_transfers(looking: Looking) -> dict[str, Record]:
    """By number, the first transfer that the provider took."""
    found: dict[str, Record] = {}
    for call in looking.trace.exchanges("transfer"):
        number = looking.books.number_of(call.means)
        if number is not None and (call.accepted or call.committed):
            found.setdefault(number, call)
    return found


def _due_at(looking: Looking, number: str, call: Record) -> str | None:
    """The due date of an invoice as its user had made it when it was transferred."""
    due = looking.books.words_of(number).get("due_date")
    for act in looking.trace.acts("change_due_date"):
        if (
            act.request.get("number") == number
            and act.id < call.id
            and (act.ok or {}).get("outcome") == "done"
        ):
            due = act.request.get("due_date")
    return None if due is None else str(due)


def _figure(looking: Looking, duty: str, name: str) -> Any:
    return looking.catalogue.value(str(looking.trace.start.get("provider")), duty, name)


def _texts(body: Any) -> list[str]:
    """Every text and number in a body, whatever it is called there."""
    if isinstance(body, dict):
        return [text for value in body.values() for text in _texts(value)]
    if isinstance(body, list):
        return [text for value in body for text in _texts(value)]
    return [] if body is None else [str(body)]


def _finding(record: Record, message: str, expected: str, actual: str) -> Finding:
    return Finding(
        message=message, expected=expected, actual=actual, at=record.at.isoformat(), evidence=(record.id,)
    )
