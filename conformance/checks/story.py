"""Whether the client shows what the story's author worked out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from conformance.checks import Looking, check
from conformance.checks._books import balances, decimal_of, shown
from conformance.checks._chances import Chances
from conformance.checks._ledger import credit_notes, has_refused_credit, in_flux
from conformance.trace import Record, View
from conformance.verdict import Finding, counted

_NOTHING = Decimal()
# What the wire cannot tell apart: either passes for the other.
_ALIKE = ({"inactive", "declined"}, {"inactive", "closed"})
# The state `closed` says that the case has ended, not how: a client may show it of what is paid or credited.
_CLOSED_FOR = ("paid", "credited")
_MONEY = ("open_amount", "state")


@check(
    "story.expect",
    topic="story",
    reads=("books", "truth"),
    right="The story expects invoice 1001 to be paid with 0.00 open; the client's view shows just that.",
    wrong="The view shows 1001 as in collection with 100.00 open, two ticks after its settlement.",
)
def story_expect(looking: Looking) -> Iterator[Finding]:
    """The client shows what the story says that it must: services, invoices, bookings and messages.

    The story's figures are literals of its author. Bookings are compared as sums an invoice and kind, less
    what a reversal of the same invoice took back. What
    a client's view leaves out is not judged, nor is what it shows of an invoice's money while a settlement
    of it is on the way, nor bookings of a bank statement that it takes none of. Where the wire cannot tell
    two states of a service apart, either passes; `pending` passes for `declined` after a new order. An invoice's
    `closed` passes for `paid` and `credited`, as does `in_collection` while its case is open; these two pass for
    each other where some of it was paid and some credited; `in_collection` passes for `sent` while the agency that
    every invoice goes through has an open case of it; `sent` passes for `transfer_pending` until two ticks
    after the user's wish; `draft` passes for `error` of what no provider has seen. Of an overpaid invoice 0.00
    and a negative open amount pass for each other.
    Nothing is judged of an invoice whose credit note the client refused, nor, from there on, of what was to
    happen at a call that the client never made. It fails where the story could not go on, because something
    that the client was told to do never reached the provider.
    """
    for expect in looking.trace.of("expect"):
        if expect.data.get("unmet"):
            looking.at()
            yield _stuck(looking, expect)
        view = next(
            (view for view in looking.trace.views() if view.record.id == expect.data.get("view")), None
        )
        if view is not None:
            place = _Place(looking, expect, view)
            words = expect.data.get("words") or {}
            yield from place.services(words.get("services") or {})
            yield from place.invoices(words.get("invoices") or {})
            yield from place.ledger(words.get("ledger") or ())
            yield from place.no_ledger(words.get("no_ledger") or ())
            yield from place.messages(words.get("messages") or ())


def _stuck(looking: Looking, expect: Record) -> Finding:
    return Finding(
        message=f"the story could not go on in line {expect.data.get('line')}: {expect.data['unmet']}",
        expected="that what the client was told to do before had reached the provider",
        actual="it had not",
        at=expect.at.isoformat(),
        evidence=(*_refused(looking, expect.id), expect.id),
    )


def _refused(looking: Looking, before: int, number: str | None = None) -> tuple[int, ...]:
    """The client's last call (about an invoice) that the provider refused, unless its like was taken later."""
    last: dict[str, Record] = {}
    for call in looking.trace.exchanges():
        if call.id < before and number in (None, _invoice_of(looking, call)):
            last[call.duty] = call
    refused = [call.id for call in last.values() if call.means.get("outcome") == "refused"]
    return (max(refused),) if refused else ()


def _invoice_of(looking: Looking, call: Record) -> str | None:
    """The number of the invoice that a call is about, or that the user's act is about in which it was made."""
    asked = looking.trace.get(call.op)
    return looking.books.number_of(call.means) or (_number_in(asked) if asked else None)


class _Place:
    """A place in the story where something is expected, and what the client showed there."""

    def __init__(self, looking: Looking, expect: Record, view: View) -> None:
        self.looking = looking
        self.expect = expect
        self.view = view

    def services(self, wanted: Mapping[str, str]) -> Iterator[Finding]:
        """The states of services, by provider."""
        rows = self.view.rows("services")
        for provider, state in wanted.items() if rows is not None and not self._passed_over(None) else ():
            found = next((str(row["state"]) for row in rows or () if row["provider"] == provider), "inactive")
            self.looking.at()
            if found != state and {found, state} not in _ALIKE and not self._anew(provider, state, found):
                yield self._differs(f"the service {provider}", state, found)

    def _anew(self, provider: str, wanted: str, found: str) -> bool:
        """Whether a service that was declined is pending because the client ordered it once more since."""
        facts = [
            fact
            for fact in self.looking.trace.facts("agreement_sent", "service_declined")
            if fact.id < self.view.record.id and fact.data.get("provider") in (None, provider)
        ]
        kinds = [fact.data.get("fact") for fact in facts]
        ordered = "service_declined" in kinds and kinds[-1] == "agreement_sent"
        return ordered and (wanted, found) == ("declined", "pending")

    def invoices(self, wanted: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
        """What is shown of invoices, by number."""
        rows = self.view.rows("invoices")
        for number, fields in wanted.items() if rows is not None else ():
            row = next((row for row in rows or () if row["number"] == number), None)
            if row is None:
                yield from self._not_shown(number)
            elif not self._passed_over(number):
                yield from self._fields(number, fields, row)

    def _not_shown(self, number: str) -> Iterator[Finding]:
        acts = [
            op
            for op in self.looking.trace.ops("act")
            if _number_in(op) == number and op.id < self.view.record.id
        ]
        if acts:
            self.looking.at()
            yield self._differs(f"invoice {number}", "it in the view", "the view has no such invoice", number)

    def _fields(self, number: str, fields: Mapping[str, Any], row: Mapping[str, Any]) -> Iterator[Finding]:
        for name, wanted in fields.items():
            found = row.get(name)
            if found is None or (name in _MONEY and self._is_open(number)):
                continue
            self.looking.at()
            if not (
                _equal(wanted, found) or _alike(name, wanted, found) or self._as_right(row, wanted, found)
            ):
                yield self._differs(f"{name} of invoice {number}", wanted, found, number)

    def _as_right(self, row: Mapping[str, Any], wanted: Any, found: Any) -> bool:
        """Whether another state of an invoice is as right: because of its case, its money, or a wish of just now."""
        number = str(row["number"])
        if (wanted, found) == ("transfer_pending", "sent"):
            acts = self.looking.trace.acts("transfer_invoice")
            mine = [
                act.id for act in acts if act.request.get("number") == number and act.id < self.view.record.id
            ]
            return any(map(self._is_fresh, mine))
        if found == "in_collection" and wanted in _CLOSED_FOR and not self._is_owed(row):
            cases = self.looking.books.cases_of(number)
            return any(
                case.opened < self.view.record.id and (case.closed is None or self._is_fresh(case.closed))
                for case in cases
            )
        if (wanted, found) == ("sent", "in_collection"):
            now = self.view.record.id
            cases = self.looking.books.cases_of(number)
            return any(case.opened < now and (case.closed is None or case.closed > now) for case in cases)
        if (wanted, found) == ("error", "draft"):
            sent = self.looking.trace.facts("invoice_sent")
            return not any(str(fact.data.get("number")) == number for fact in sent)
        return {wanted, found} == set(_CLOSED_FOR) and self._is_of_both(number)

    def _is_owed(self, row: Mapping[str, Any]) -> bool:
        """Whether an invoice is shown with something open, and no settlement that may be on its way explains it."""
        amount = decimal_of(row.get("open_amount"))
        return amount is not None and amount > 0 and not self._is_open(str(row["number"]))

    def _is_fresh(self, number: int) -> bool:
        """Whether the client has not had two ticks yet since a record."""
        return not self.looking.trace.derived(Chances).missed(number, self.view.record.id)

    def _is_of_both(self, number: str) -> bool:
        """Whether an invoice came to nothing open by payments and by credit notes."""
        paid = [one for one in self.looking.money.movements if number in (one.number, one.owner)]
        return bool(paid and credit_notes(self.looking, number))

    def _passed_over(self, number: str | None) -> bool:
        """Whether nothing can be said of an invoice, or with None of all else: the story has gone another way."""
        return self._never_came(number) or (
            number is not None and has_refused_credit(self.looking, number, self.view.record.id)
        )

    def _never_came(self, number: str | None) -> bool:
        """Whether something was to happen to an invoice, or to all, at a call that the client did not make."""
        line = self.expect.data.get("line")
        loose = [one for end in self.looking.trace.of("end") for one in end.data.get("never_struck") or ()]
        missed = [one["then"] for one in loose if one.get("then") and (line is None or one["line"] < line)]
        about = [
            (words.get("number")) for then in missed for step in then.values() for words in step.values()
        ]
        return any(one in (None, number) for one in about)

    def _is_open(self, number: str) -> bool:
        """Whether the invoice's money cannot be judged now: on the way, or told by a bank that the client has not."""
        return in_flux(self.looking, number, self.view.record.id)

    def ledger(self, wanted: Any) -> Iterator[Finding]:
        """Bookings: their sums by number and kind."""
        sums: dict[tuple[str | None, str], Decimal] = {}
        for row in wanted:
            key = (row.get("number") or None, str(row["kind"]))
            sums[key] = sums.get(key, _NOTHING) + (decimal_of(row["amount"]) or _NOTHING)
        for (number, kind), amount in sums.items():
            booked = self._booked(kind, {number})
            if booked is None or not self._can_book(number, kind) or self._passed_over(number):
                continue
            self.looking.at()
            if not balances(amount, booked, self._booked("reversal", {number}) or ()):
                found = f"{shown(sum(booked, _NOTHING))} in {counted(len(booked), 'row')}"
                what = f"{kind} of {_invoice(number)} in the ledger"
                yield self._differs(what, f"{shown(amount)} in all", found, number)

    def no_ledger(self, wanted: Any) -> Iterator[Finding]:
        """Kinds of booking that must not be there."""
        for row in wanted:
            numbers = {row["number"]} if row.get("number") else None
            booked = self._booked(str(row["kind"]), numbers)
            if booked is None or (row.get("number") and self._passed_over(row["number"])):
                continue
            self.looking.at()
            if not balances(_NOTHING, booked, self._booked("reversal", numbers) or ()):
                what = f"{row['kind']} of {_invoice(row.get('number'))} in the ledger"
                found = f"{shown(sum(booked, _NOTHING))} in {counted(len(booked), 'row')}"
                yield self._differs(what, "none", found, row.get("number"))

    def _booked(self, kind: str, numbers: set[str | None] | None) -> list[Decimal] | None:
        """The amounts of a kind in the ledger, of these numbers (None is no invoice) or of any."""
        rows = self.view.rows("ledger")
        if rows is None:
            return None
        mine = [
            row
            for row in rows
            if row["kind"] == kind
            and (
                (row.get("number") or None) in numbers
                if numbers
                else not self._passed_over(row.get("number"))
            )
        ]
        return [decimal_of(row["amount"]) or _NOTHING for row in mine]

    def _can_book(self, number: str | None, kind: str) -> bool:
        """Whether the client was told of money of this kind at all, by a bank or its user."""
        money = self.looking.money
        if kind not in ("direct_payment", "settlement_principal", "settlement_interest", "unmatched"):
            return True
        if number is not None and self._is_open(number):
            return False
        return money.from_bank or any(one.number == number for one in money.movements)

    def messages(self, wanted: Any) -> Iterator[Finding]:
        """Messages to the user: that there is one. Their wording is the client's own."""
        said = self._messages()
        for row in wanted if said is not None else ():
            if self._passed_over(row.get("number")):
                continue
            self.looking.at()
            if not any(_fits(row, message) for message in said or ()):
                number = row.get("number")
                wanted_one = "one that sends the user to the provider" if row.get("contact") else "one"
                yield self._differs(f"a message about {_invoice(number)}", wanted_one, "none such", number)

    def _messages(self) -> list[Mapping[str, Any]] | None:
        """All that the client said to its user so far; None if its views leave messages out."""
        said, invoices = self.view.rows("messages"), self.view.rows("invoices")
        if said is None:
            return None
        acts = [
            op
            for op in self.looking.trace.ops("act")
            if op.id < self.view.record.id and (op.ok or {}).get("message")
        ]
        return [
            *said,
            *({"number": row["number"]} for row in invoices or () if row.get("messages")),
            *({"number": _number_in(op), "contact": (op.ok or {}).get("contact")} for op in acts),
        ]

    def _differs(self, what: str, wanted: Any, found: Any, number: str | None = None) -> Finding:
        line = f" (line {self.expect.data['line']} of the story)" if self.expect.data.get("line") else ""
        where = "at the end" if self.view.last else "at the story's look"
        refused = _refused(self.looking, self.view.record.id, number) if number is not None else ()
        return Finding(
            message=f"{what} is not as the story has it {where}{line}",
            expected=str(wanted),
            actual=str(found),
            at=self.view.record.at.isoformat(),
            evidence=(*refused, self.view.record.id, self.expect.id),
        )


def _number_in(op: Record) -> str | None:
    number = op.request.get("number") or (op.request.get("invoice") or {}).get("number")
    return str(number) if number is not None else None


def _invoice(number: str | None) -> str:
    return f"invoice {number}" if number is not None else "any invoice"


def _alike(name: str, wanted: Any, found: Any) -> bool:
    """Whether two ways of showing a field are equally right. By how much an invoice is overpaid, others judge."""
    if name == "open_amount":
        amounts = decimal_of(wanted), decimal_of(found)
        return all(amount is not None and amount <= 0 for amount in amounts)
    return name == "state" and found == "closed" and wanted in _CLOSED_FOR


def _equal(wanted: Any, found: Any) -> bool:
    if isinstance(wanted, bool) or isinstance(found, bool):
        return wanted is found
    amounts = decimal_of(wanted), decimal_of(found)
    return str(wanted) == str(found) or (amounts[0] is not None and amounts[0] == amounts[1])


def _fits(wanted: Mapping[str, Any], message: Mapping[str, Any]) -> bool:
    return all(message.get(name) == value for name, value in wanted.items())
