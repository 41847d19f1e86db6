"""Whether the client's books agree with the money: every payment once, and the open amount that follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product
from typing import Any

from conformance.checks import Looking, check
from conformance.checks._books import decimal_of, nets, parts_of, shown
from conformance.checks._ledger import (
    PAYMENT,
    PRINCIPAL,
    REVERSAL,
    UNMATCHED,
    credited,
    in_another_currency,
    is_ripe,
    numbers_in,
    rows_of,
    taken_back,
    total_of,
)
from conformance.checks._money import DIRECT, SETTLEMENT, Movement
from conformance.checks._owing import left_of
from conformance.trace import View
from conformance.verdict import Finding, counted

_NOTHING = Decimal()
Ledger = Sequence[Mapping[str, Any]]


@check(
    "payment.booked-once",
    topic="payment",
    reads=("books",),
    right="The bank shows 800.00 with the reference of invoice 1001, of which 760.00 were open: the ledger has a "
    "direct_payment of 800.00; or one of 760.00, and 40.00 unmatched.",
    wrong="The user records 760.00 for 1001, the bank's statement shows them the next day, and the ledger has both; "
    "or the 40.00 that were paid too much are in no row.",
    rules=("CLIENT-PAY-1",),
)
def payment_booked_once(looking: Looking) -> Iterator[Finding]:
    """Every direct payment stands in the ledger exactly once: under its invoice, or as unmatched.

    Compared are sums an invoice, wherever the story looks and at its end, between what the client was told (by
    statements and by its user, what both tell being one payment) and its ledger. What was paid beyond the invoice may
    stand under it or as unmatched. What came without an invoice's reference is unmatched, until the user records
    as much for an invoice; a client that finds by other means whose it was is right too. Rows that a
    reversal took back count as not there. Nothing is judged before the client has had two ticks.
    Where rows show a currency, it is that of the statements or of an invoice.
    """
    if not looking.money.from_bank and not looking.money.of(DIRECT):
        return
    for view in looking.trace.views():
        ledger = view.rows("ledger")
        if ledger is not None:
            yield from _Receipts(looking, view, ledger).judged()
            yield from in_another_currency(looking, view, (PAYMENT, UNMATCHED))


class _Receipts:
    """The direct payments that a client knew of when it showed its ledger, and what the ledger has of them."""

    def __init__(self, looking: Looking, view: View, ledger: Ledger) -> None:
        self.looking = looking
        self.view = view
        self.before = view.record.id
        self.ledger = ledger
        self.paid = looking.money.of(DIRECT, before=self.before)
        kinds = (DIRECT, SETTLEMENT)
        self.loose = [one for kind in kinds for one in looking.money.unmatched(kind, before=self.before)]
        self.spare = _NOTHING
        self.placed = _NOTHING
        # What may have no unmatched row any more: recorded for an invoice, and taken back there or never answered.
        self.joined: list[Decimal] = []

    def judged(self) -> Iterator[Finding]:
        """What is wrong with the ledger: by invoice, then of what belongs to none."""
        numbers = numbers_in(self.ledger, PAYMENT) | {str(one.number) for one in self.paid if one.number}
        for number in sorted(numbers):
            mine = [one for one in self.paid if one.number == number]
            loose = [one for one in self.loose if one.owner == number and one.kind == DIRECT]
            if is_ripe(self.looking, [one.since for one in (*mine, *loose)], self.before):
                self.looking.at()
                yield from self._under(number, mine, loose)
        known = [*(one.since for one in self.loose), *(one.known for one in self.paid)]
        if is_ripe(self.looking, known, self.before):
            yield from self._without()

    def _under(self, number: str, paid: list[Movement], loose: list[Movement]) -> Iterator[Finding]:
        """Compare what is booked under an invoice; what of it is booked elsewhere is looked for there."""
        due, most = total_of(paid), total_of(paid) + total_of(loose)
        back = sum((amount for _, amount in taken_back(self.looking, number, self.before)), _NOTHING)
        least = due - min(due, self._beyond(number) + back)
        booked = rows_of(self.ledger, PAYMENT, number)
        found = nets(booked, rows_of(self.ledger, REVERSAL, number), least)
        unsure = parts_of(one.amount for one in self.looking.money.unsure(DIRECT, number, before=self.before))
        for placed, maybe in sorted(product(parts_of(one.amount for one in loose), unsure)):
            fits = [net - placed - maybe for net in found if least <= net - placed - maybe <= due]
            if fits:
                self.spare += max(_NOTHING, due - back - max(fits))
                self.placed += placed
                self.joined += [maybe, min(back, max(_NOTHING, sum(booked, _NOTHING) - due - placed))]
                return
        total = sum(booked, _NOTHING)
        how = "too little" if total < least else "more than once" if most else "without one"
        yield self._differs(f"what was paid directly for invoice {number} is booked {how}", due, booked, paid)

    def _beyond(self, number: str) -> Decimal:
        """What was paid and credited beyond an invoice's total; nothing if that is not known."""
        invoice = self.looking.books.invoices.get(number)
        if invoice is None or invoice.total is None:
            return _NOTHING
        settled = self.looking.money.of(SETTLEMENT, number, before=self.before)
        paid = [one for one in self.paid if one.number == number]
        notes = [amount for _, amount in credited(self.looking, number, self.before)]
        return max(_NOTHING, total_of(paid) + total_of(settled) + sum(notes, _NOTHING) - invoice.total)

    def _without(self) -> Iterator[Finding]:
        """Compare what belongs to no invoice, or is more than one."""
        due = total_of(self.loose) + self.spare - self.placed - self._settled_elsewhere()
        booked = [*self._amounts(UNMATCHED)]
        booked += [amount for kind in (PAYMENT, PRINCIPAL) for amount in rows_of(self.ledger, kind, None)]
        if not (booked or due):
            return
        self.looking.at()
        taken_back = self._amounts(REVERSAL, {None, *numbers_in(self.ledger, UNMATCHED)})
        wanted = {due - some for some in parts_of([*self._recorded_before(), *self.joined])}
        if not wanted & nets(booked, taken_back, min(wanted)):
            total = sum(booked, _NOTHING)
            how = (
                "in no row of the ledger"
                if total < min(wanted)
                else "in more rows of the ledger than it came in"
            )
            yield self._differs(
                f"money that came without an invoice, or beyond it, is {how}", due, booked, self.loose
            )

    def _amounts(self, kind: str, numbers: set[str | None] | None = None) -> list[Decimal]:
        return [
            decimal_of(row.get("amount")) or _NOTHING
            for row in self.ledger
            if row.get("kind") == kind and (numbers is None or (row.get("number") or None) in numbers)
        ]

    def _settled_elsewhere(self) -> Decimal:
        """What the ledger has of unmatched settlements under the invoices that they truly are of."""
        found = _NOTHING
        for owner in {one.owner for one in self.loose if one.kind == SETTLEMENT and one.owner}:
            mine = [one.amount for one in self.loose if one.kind == SETTLEMENT and one.owner == owner]
            matched = total_of(self.looking.money.of(SETTLEMENT, owner, before=self.before))
            more = sum(rows_of(self.ledger, PRINCIPAL, owner), _NOTHING) - matched
            found += more if more in parts_of(mine) else _NOTHING
        return found

    def _recorded_before(self) -> list[Decimal]:
        """What the user had recorded before the bank showed as much without an invoice: it may be the same."""
        left = [one.amount for one in self.loose]
        found = []
        for one in self.looking.money.movements:
            if one.told == "user" and one.known < self.before and one.amount in left:
                left.remove(one.amount)
                found.append(one.amount)
        return found

    def _differs(self, what: str, due: Decimal, booked: list[Decimal], told: list[Movement]) -> Finding:
        return Finding(
            message=what,
            expected=f"{shown(due)} in all, of {counted(len(told), 'payment')} that the client was told of",
            actual=f"{shown(sum(booked, _NOTHING))} in {counted(len(booked), 'row')} of the ledger",
            at=self.view.record.at.isoformat(),
            evidence=(*(one.evidence for one in told), self.before),
        )


@check(
    "payment.open-amount",
    topic="payment",
    reads=("books",),
    right="Of 1000.00 the debtor paid 400.00 directly, and the agency settled 384.84: the client shows 215.16 open. "
    "Of 760.00 it paid 800.00: the client shows 0.00, or -40.00.",
    wrong="The client shows 760.00 open although 400.00 of them were paid; or 40.00, because it takes an "
    "overpayment for a new debt.",
    rules=("CLIENT-PAY-2",),
)
def payment_open_amount(looking: Looking) -> Iterator[Finding]:
    """The open amount is the invoice's total less all that was paid, settled and credited.

    Compared wherever the story looks and at its end, with what the client was told by then: after a part, after too
    much, after the case's end. The agency's fees and the debtor's interest are not in it. Of an invoice that
    was paid beyond its total either 0.00 or the negative amount is right. What came without a reference may be taken
    off the invoice that it truly is of, or not. Nothing is judged while a settlement is on the way, before
    the client has had two ticks, or after a credit note that it refused.
    """
    for view in looking.trace.views():
        for row in view.rows("invoices") or ():
            found = decimal_of(row.get("open_amount"))
            if found is not None:
                yield from _open(looking, view, str(row.get("number")), found)


def _open(looking: Looking, view: View, number: str, found: Decimal) -> Iterator[Finding]:
    left = left_of(looking, number, view.record.id)
    if left is None:
        return
    looking.at()
    wanted = left.possible
    if found not in wanted | {_NOTHING for one in wanted if one < 0}:
        right = wanted | ({_NOTHING} if left.due < 0 else set())
        yield Finding(
            message=f"the open amount of invoice {number} is not what is left of it",
            expected=" or ".join(shown(one) for one in sorted(right)),
            actual=shown(found),
            at=view.record.at.isoformat(),
            evidence=(*left.evidence, view.record.id),
        )
