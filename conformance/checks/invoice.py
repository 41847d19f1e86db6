"""Whether an invoice reaches its provider once, and says there what its user finished."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.checks import Looking, check
from conformance.checks._books import decimal_of, national_reference, shown
from conformance.checks._finished import Finished
from conformance.trace import Record
from conformance.verdict import Finding


@check(
    "invoice.once",
    topic="invoice",
    reads=("wire", "books"),
    acts_alone=True,
    right="The user finishes invoice 1001; it is sent, and taken. Or the answer is lost, the client looks, finds "
    "nothing, and sends it again.",
    wrong="It is sent twice under two ids, and the debtor has two invoices of one number.",
)
def invoice_once(looking: Looking) -> Iterator[Finding]:
    """An invoice whose sending was taken is not sent again.

    The provider has to have taken both, under two ids: one that knows the id of the client's own again, and
    refuses the second or answers it like the first, has one invoice. To send again what nobody answered is
    another matter, and judged by itself. Where the user finishes two invoices of a number, two are right, and
    where the user has one sent again too.
    """
    for number, calls in sorted(_sent(looking).items()):
        looking.at()
        wanted = sum(_number(act) == number for act in looking.trace.acts("send_invoice", "resend_invoice"))
        if len(calls) > max(1, wanted):
            again = calls[max(1, wanted)]
            yield Finding(
                message=f"invoice {number} was sent again",
                expected=f"one sending: that of {calls[0].at.isoformat()} was taken",
                actual="another one, under another id, which was taken too",
                at=again.at.isoformat(),
                evidence=(calls[0].id, again.id),
            )


def _sent(looking: Looking) -> dict[str, list[Record]]:
    """The sendings that were taken and whose answer came, by number; each id of the client's own once."""
    found: dict[str, list[Record]] = {}
    for call in looking.trace.exchanges("send_invoice"):
        number = looking.books.number_of(call.means) if call.accepted else None
        if number is not None:
            mine = found.setdefault(number, [])
            once = call.means.get("once")
            if once is None or all(other.means.get("once") != once for other in mine):
                mine.append(call)
    return found


def _number(act: Record) -> str:
    return str((act.request.get("invoice") or act.request).get("number"))


@check(
    "invoice.as-told",
    topic="invoice",
    reads=("wire", "books"),
    acts_alone=True,
    right="The user finishes invoice 1001 of 1240.00, due on 28 January, with the reference 10016; the provider holds "
    "it with just these.",
    wrong="The document that the client made says 988.05, the total without tax, or is due two weeks earlier.",
)
def invoice_as_told(looking: Looking) -> Iterator[Finding]:
    """What the provider holds of an invoice is what its user finished: number, total, due date and reference.

    And it goes to its recipient, unless the company delivers it itself. It is looked up in the facts; where there are
    none, in the answers to the sendings. What is not told of an invoice is not judged. A reference may be written in
    the international way or in the national one, with blanks or without.
    """
    finished = looking.trace.derived(Finished).versions
    for record, held in _held(looking) if finished else ():
        looking.at()
        number = str(held.get("number"))
        wrong = _other_number(number, finished)
        differing = [_differing(held, version) for version in finished.get(number, ())]
        if wrong is None and differing and None not in differing:
            wrong = differing[-1]
        if wrong is not None:
            what, wanted, found = wrong
            yield Finding(
                message=f"the provider holds invoice {number} with another {what} than its user finished it with",
                expected=wanted,
                actual=found,
                at=record.at.isoformat(),
                evidence=(record.id,),
            )


def _held(looking: Looking) -> list[tuple[Record, Mapping[str, Any]]]:
    """The invoices that the client sent, as the provider has them, each with what tells of it."""
    calls = looking.trace.exchanges("send_invoice")
    if looking.trace.of("fact"):
        return [(fact, fact.data) for fact in looking.trace.facts("invoice_sent")] if calls else []
    return [(call, call.means) for call in calls if call.accepted and call.means.get("number")]


def _other_number(number: str, finished: Mapping[str, Any]) -> tuple[str, str, str] | None:
    return None if number in finished else ("number", " or ".join(sorted(finished)), number)


def _differing(held: Mapping[str, Any], words: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """What is held otherwise than it was finished: its name, what is right, and what is held."""
    amount = held.get("amount") if held.get("total") is None else held.get("total")
    wanted, found = decimal_of(words.get("total")), decimal_of(amount)
    if wanted is not None and found is not None and wanted != found:
        return "total", shown(wanted), shown(found)
    due, day = str(words.get("due_date") or ""), str(held.get("due_date") or "")[:10]
    if due and day and due != day:
        return "due date", due, day
    reference = str(words.get("reference") or "")
    if (
        reference
        and "reference" in held
        and national_reference(str(held["reference"] or "")) != national_reference(reference)
    ):
        return "reference", reference, str(held["reference"] or "none")
    goes, sent = words.get("channel") not in (None, "none"), held.get("routed")
    if words.get("channel") and sent is not None and goes != bool(sent):
        return "way to its recipient", _WAYS[goes], _WAYS[bool(sent)]
    return None


_WAYS = {True: "through the provider", False: "by the company itself"}
