"""The invoices and cases that a trace tells of, joined from whatever names them.

The client's acts name an invoice by number, the provider by its own id, a case by another: what was sent,
what lists and reads answered and, where the trace has them, facts say which belong together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from conformance.trace import Record, Trace

# So many sums are tried at most: no books hold more, and a client that lies could fill the memory.
_MANY = 10_000


@dataclass(frozen=True, slots=True)
class Invoice:
    """What is known of an invoice. `due`, `reference` and `issued`, its own date, may be missing."""

    number: str
    due: date | None = None
    reference: str | None = None
    total: Decimal | None = None
    debtor_kind: str | None = None
    issued: date | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A case at the agency. `opened` and `closed` are records; `principal` what it was opened with, if known."""

    id: str
    number: str
    opened: int
    closed: int | None = None
    principal: Decimal | None = None


class Books:
    """Invoices by number, cases by id, and which invoice a record is about."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self.invoices: dict[str, Invoice] = {}
        self.cases: dict[str, Case] = {}
        self._numbers: dict[str, str] = {}
        # What debtors were told in place of an invoice's own reference.
        self._told = {
            same_reference(fact.data.get("reference")): str(fact.data.get("number"))
            for fact in trace.facts("invoice_routed")
        }
        for words in _invoices(trace):
            self._invoice(words, issued=day_of(words.get("date")))
        for means in _meanings(trace):
            self._join(means)
        for fact in trace.facts("invoice_sent", "case_opened", "transfer_requested"):
            self._join(fact.data)
        self._redated()
        self._cases()

    def number_of(self, means: Mapping[str, Any]) -> str | None:
        """The number of the invoice that something is about: by number, by the provider's id, or by its case."""
        if means.get("number"):
            return str(means["number"])
        if means.get("invoice") in self._numbers:
            return self._numbers[str(means["invoice"])]
        case = self.cases.get(str(means.get("case")))
        return case.number if case else None

    def by_reference(self, reference: str | None) -> str | None:
        """The number of the one invoice with a payment reference, its own or the one that its debtor was told."""
        wanted = same_reference(reference)
        found = [
            one.number for one in self.invoices.values() if wanted and same_reference(one.reference) == wanted
        ]
        return found[0] if len(found) == 1 else self._told.get(wanted)

    def words_of(self, number: str) -> Mapping[str, Any]:
        """An invoice as its user finished it, or as it was sent for the client; empty if the trace has none."""
        return next((words for words in _finished(self._trace) if str(words.get("number")) == number), {})

    def cases_of(self, number: str) -> list[Case]:
        """The cases of an invoice, as they were opened."""
        return sorted(
            (case for case in self.cases.values() if case.number == number), key=lambda case: case.opened
        )

    def _invoice(self, words: Mapping[str, Any], issued: date | None = None) -> None:
        number = words.get("number")
        if not number:
            return
        known = self.invoices.get(str(number)) or Invoice(str(number))
        debtor = words.get("debtor")
        self.invoices[known.number] = replace(
            known,
            due=known.due or day_of(words.get("due_date")),
            issued=known.issued or issued,
            reference=known.reference or words.get("reference"),
            total=known.total if known.total is not None else decimal_of(words.get("total")),
            debtor_kind=known.debtor_kind or (debtor.get("kind") if isinstance(debtor, Mapping) else None),
        )

    def _join(self, means: Mapping[str, Any]) -> None:
        invoice, number = means.get("invoice"), means.get("number")
        if number:
            self._invoice(means)
        if invoice and number:
            self._numbers.setdefault(str(invoice), str(number))

    def _redated(self) -> None:
        """Give invoices the due dates that their user gave them before any agency had them."""
        taken = [
            (call.id, self.number_of(call.means))
            for call in self._trace.exchanges("transfer")
            if call.accepted or call.committed
        ]
        for act in self._trace.acts("change_due_date"):
            known = self.invoices.get(str(act.request.get("number")))
            done = (act.ok or {}).get("outcome") == "done"
            if known and done and all(at > act.id for at, number in taken if number == known.number):
                self.invoices[known.number] = replace(known, due=day_of(act.request.get("due_date")))

    def _cases(self) -> None:
        for fact in self._trace.facts("case_opened"):
            words = fact.data
            principal = decimal_of(words.get("principal"))
            self.cases[words["case"]] = Case(words["case"], words["number"], fact.id, None, principal)
        for fact in self._trace.facts("case_closed"):
            if fact.data["case"] in self.cases:
                self.cases[fact.data["case"]] = replace(self.cases[fact.data["case"]], closed=fact.id)
        if not self._trace.of("fact"):
            self._cases_on_the_wire()

    def _cases_on_the_wire(self) -> None:
        """Without facts, a case begins and ends where the client was told so."""
        for record, means in _told(self._trace):
            number = self.number_of(means)
            if means.get("case") and number:
                known = self.cases.setdefault(means["case"], Case(means["case"], number, record.id))
                if means.get("state") == "closed" and known.closed is None:
                    self.cases[known.id] = replace(known, closed=record.id)


def _finished(trace: Trace) -> Iterator[Mapping[str, Any]]:
    for act in trace.acts("send_invoice"):
        yield act.request.get("invoice") or {}
    for fact in trace.facts("invoice_held"):
        yield {**(fact.data.get("invoice") or {}), "number": fact.data.get("number")}


def _invoices(trace: Trace) -> Iterator[Mapping[str, Any]]:
    yield from _finished(trace)
    for fact in trace.facts("invoice_sent"):
        yield fact.data


def _meanings(trace: Trace) -> Iterator[Mapping[str, Any]]:
    return (means for _, means in _told(trace))


def _told(trace: Trace) -> Iterator[tuple[Record, Mapping[str, Any]]]:
    """Each thing that an answer or delivery told of, with its record; a list's rows one by one."""
    for record in trace.records:
        if record.kind == "delivery" or (record.kind == "exchange" and record.accepted):
            yield record, record.means
            yield from ((record, row) for row in record.means.get("items") or ())


def decimal_of(value: Any) -> Decimal | None:
    """An amount as a trace has it: a decimal string, a number, or an object with `amount`; else None."""
    if isinstance(value, Mapping):
        value = value.get("amount")
    try:
        found = None if value is None else Decimal(str(value))
    except InvalidOperation:
        return None
    # Beyond this no money is meant, and some of it does not even compare.
    return found if found is not None and found.is_finite() and -30 < found.adjusted() < 30 else None


def shown(amount: Decimal) -> str:
    """An amount for people, with two decimals at least."""
    whole = amount.quantize(Decimal("0.01"))
    return format(whole if whole == amount else amount, "f")


def nets(booked: Iterable[Decimal], reversed_: Iterable[Decimal], least: Decimal) -> set[Decimal]:
    """What rows of one kind come to, by themselves or less what some of the reversals took back; `least` or more.

    A reversal counts with either sign. It takes back rows that are there, and stands for none of its own.
    """
    found = {sum(booked, Decimal())}
    for amount in reversed_:
        found |= {net - abs(amount) for net in found if net - abs(amount) >= least}
        if len(found) > _MANY:
            break
    return found


def balances(due: Decimal, booked: Iterable[Decimal], reversed_: Iterable[Decimal]) -> bool:
    """Whether rows of one kind come to what is due, by themselves or less what some of the reversals took back."""
    return due in nets(booked, reversed_, due)


def parts_of(amounts: Iterable[Decimal]) -> set[Decimal]:
    """The sums of all choices of some amounts; nothing is one of them."""
    found = {Decimal()}
    for amount in amounts:
        found |= {some + amount for some in found}
        if len(found) > _MANY:
            break
    return found


def day_of(value: Any) -> date | None:
    """A date as a trace has it, or None."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def same_reference(reference: str | None) -> str:
    """A payment reference without blanks and leading zeros, so that two ways of writing it are equal."""
    return "".join((reference or "").split()).lstrip("0").upper()


def national_reference(reference: str | None) -> str:
    """A reference as it is written nationally: without blanks, leading zeros, and the international one's head."""
    plain = same_reference(reference)
    return plain[4:].lstrip("0") if plain.startswith("RF") and plain[2:4].isdecimal() else plain


def own_accounts(trace: Trace) -> frozenset[str]:
    """The company's own bank accounts, as `same_reference` writes them."""
    accounts = (trace.start.get("company") or {}).get("bank_accounts") or ()
    return frozenset(same_reference(str(one.get("iban"))) for one in accounts)
