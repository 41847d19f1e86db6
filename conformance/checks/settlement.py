"""Whether the client books what its agency pays it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from conformance.checks import Looking, check
from conformance.checks._books import balances, day_of, decimal_of, nets, parts_of, shown
from conformance.checks._ledger import INTEREST as INTEREST_ROW
from conformance.checks._ledger import (
    PAYMENT,
    PRINCIPAL,
    REVERSAL,
    UNMATCHED,
    in_another_currency,
    is_ripe,
    numbers_in,
    rows_of,
    total_of,
)
from conformance.checks._money import DIRECT, INTEREST, SETTLEMENT, Movement
from conformance.trace import View
from conformance.verdict import Finding, counted

_NOTHING = Decimal()
_KINDS = {SETTLEMENT: PRINCIPAL, INTEREST: INTEREST_ROW, DIRECT: PAYMENT}
_WHAT = {SETTLEMENT: "a settlement", INTEREST: "settled interest", DIRECT: "a direct payment"}


@check(
    "settlement.booked-once",
    topic="settlement",
    reads=("books",),
    right="The statement shows 300.00 settled: 100.00 for invoice 1001 and 200.00 for 1002; the ledger has "
    "settlement_principal of 100.00 and of 200.00.",
    wrong="The same statement is read twice, and 1001 has settlement_principal of 200.00; or 4.10 of "
    "settled interest are booked under 1001.",
    rules=("CLIENT-PAY-1", "CLIENT-SET-1"),
    duties=("settle_principal", "settle_interest"),
)
def settlement_booked_once(looking: Looking) -> Iterator[Finding]:
    """A settlement is booked exactly once: its principal by invoice, its interest by itself.

    Compared are sums an invoice, between the statements that the client was handed (or what its user
    recorded as paid by the agency) and its ledger, wherever the story looks and at its end: one row or
    several are equally right, and so is a double booking that a reversal of the same invoice took back.
    Interest belongs to no invoice, and its rows name none. Nothing is judged while
    a settlement is on the way: not on a statement yet, or on one of which the client has not had two ticks
    to make something. Where rows show a currency, it is that of the statements or of an invoice.
    """
    if not looking.money.from_bank and not looking.money.of(SETTLEMENT):
        return
    for view in looking.trace.views():
        ledger = view.rows("ledger")
        if ledger is not None:
            yield from _principal(looking, view, ledger)
            yield from _interest(looking, view, ledger)
            yield from in_another_currency(looking, view, (PRINCIPAL, INTEREST_ROW))


def _principal(looking: Looking, view: View, ledger: list[Mapping[str, Any]]) -> Iterator[Finding]:
    settled = looking.money.of(SETTLEMENT, before=view.record.id)
    unmatched = looking.money.unmatched(SETTLEMENT, before=view.record.id)
    for number in sorted(numbers_in(ledger, PRINCIPAL) | {one.number for one in settled if one.number}):
        mine = [one for one in settled if one.number == number]
        loose = [one for one in unmatched if one.owner == number]
        known = [*(one.known for one in mine), *(one.since for one in loose)]
        if is_ripe(looking, known, view.record.id) and not looking.money.on_the_way(number, view.record.id):
            looking.at()
            booked, back = rows_of(ledger, PRINCIPAL, number), rows_of(ledger, REVERSAL, number)
            maybe = [*loose, *looking.money.unsure(SETTLEMENT, number, before=view.record.id)]
            if not any(balances(total_of(mine) + some, booked, back) for some in _sums(maybe)):
                yield _differing(view, mine, booked, number)


def _interest(looking: Looking, view: View, ledger: list[Mapping[str, Any]]) -> Iterator[Finding]:
    settled = looking.money.of(INTEREST, before=view.record.id)
    numbers = sorted(numbers_in(ledger, INTEREST_ROW))
    booked = rows_of(ledger, INTEREST_ROW, None)
    ripe = is_ripe(looking, [one.known for one in settled], view.record.id)
    if not (settled or booked or numbers) or not ripe:
        return
    looking.at()
    under = [number for number in numbers if _stands(ledger, number)]
    if under:
        yield _under_an_invoice(view, settled, under)
    elif not balances(total_of(settled), booked, rows_of(ledger, REVERSAL, None)):
        yield _differing(view, settled, booked, None)


def _stands(ledger: list[Mapping[str, Any]], number: str) -> bool:
    """Whether interest is booked under an invoice, and no reversal took it back."""
    return not balances(_NOTHING, rows_of(ledger, INTEREST_ROW, number), rows_of(ledger, REVERSAL, number))


def _under_an_invoice(view: View, settled: list[Movement], numbers: list[str]) -> Finding:
    return Finding(
        message="settled interest is booked under an invoice, and it belongs to none",
        expected="rows of interest without a number",
        actual=f"rows of interest with the number {' and '.join(numbers)}",
        at=view.record.at.isoformat(),
        evidence=(*(one.evidence for one in settled), view.record.id),
    )


def _sums(loose: list[Movement]) -> set[Decimal]:
    return parts_of(one.amount for one in loose)


def _differing(view: View, settled: list[Movement], booked: list[Decimal], number: str | None) -> Finding:
    due, total = total_of(settled), sum(booked, _NOTHING)
    what = f"principal of invoice {number}" if number else "interest"
    beyond = "more than once" if len(booked) > len(settled) else "with more than was paid out"
    return Finding(
        message=f"the settled {what} is booked "
        + ("too little" if total < due else beyond if due else "without one"),
        expected=f"{shown(due)} in all, as on {counted(len(settled), 'row')} of the bank's statements",
        actual=f"{shown(total)} in {counted(len(booked), 'row')} of the ledger",
        at=view.record.at.isoformat(),
        evidence=(*(one.evidence for one in settled), view.record.id),
    )


@check(
    "settlement.no-guess",
    topic="settlement",
    reads=("books",),
    right="A row of a settlement has a reference that no invoice has: the ledger has it as unmatched, without an "
    "invoice, and the user is told.",
    wrong="It is booked under invoice 1001, whose open amount is the same; or the row is passed over in silence.",
    rules=("CLIENT-SET-2",),
)
def settlement_no_guess(looking: Looking) -> Iterator[Finding]:
    """A row of a settlement that names no invoice is shown to the user, and booked under none by guessing.

    It is shown by a row `unmatched` of the ledger, or by a message to the user after it came. Judged wherever the
    story looks and at its end, once the client has had two ticks, until the user says whose it is. A client that
    books it under the invoice that it truly is of has found that out, and is right.
    """
    for view in looking.trace.views():
        rows = looking.money.unmatched(SETTLEMENT, before=view.record.id)
        ripe = [one for one in rows if is_ripe(looking, [one.since], view.record.id)]
        ledger = view.rows("ledger")
        for one in ripe if ledger is not None else ():
            looking.at()
            if not _found_out(looking, view, ledger or [], one):
                yield from _guessed(looking, view, ledger or [], one)
                yield from _hidden(looking, view, ledger or [], one)


def _beyond(looking: Looking, view: View, ledger: list[Mapping[str, Any]], number: str) -> Decimal:
    """What is booked under an invoice as settled beyond what the client can know to be its."""
    matched = total_of(looking.money.of(SETTLEMENT, number, before=view.record.id))
    return max(nets(rows_of(ledger, PRINCIPAL, number), rows_of(ledger, REVERSAL, number), matched)) - matched


def _found_out(looking: Looking, view: View, ledger: list[Mapping[str, Any]], row: Movement) -> bool:
    return row.owner is not None and _beyond(looking, view, ledger, row.owner) >= row.amount


def _guessed(
    looking: Looking, view: View, ledger: list[Mapping[str, Any]], row: Movement
) -> Iterator[Finding]:
    for number in sorted(numbers_in(ledger, PRINCIPAL)):
        if _beyond(looking, view, ledger, number) > 0:
            yield Finding(
                message=f"a row of a settlement that names no invoice was booked under invoice {number}",
                expected=f"{shown(row.amount)} shown to the user as unmatched",
                actual=f"{shown(_beyond(looking, view, ledger, number))} booked there by guessing",
                at=view.record.at.isoformat(),
                evidence=(row.evidence, view.record.id),
            )


def _hidden(
    looking: Looking, view: View, ledger: list[Mapping[str, Any]], row: Movement
) -> Iterator[Finding]:
    statement = looking.trace.get(row.evidence)
    messages = view.rows("messages")
    told = [one for one in messages or () if statement is not None and _is_after(one, statement.at)]
    if rows_of(ledger, UNMATCHED, None) or told or messages is None:
        return
    yield Finding(
        message="a row of a settlement that names no invoice was not shown to the user",
        expected=f"{shown(row.amount)} as unmatched in the ledger, or a message",
        actual="neither",
        at=view.record.at.isoformat(),
        evidence=(row.evidence, view.record.id),
    )


def _is_after(message: Mapping[str, Any], moment: datetime) -> bool:
    """Whether a message came at a moment or later; one without a time may have."""
    try:
        return datetime.fromisoformat(str(message["at"])) >= moment
    except (KeyError, ValueError, TypeError):
        return True


@check(
    "settlement.in-its-year",
    topic="settlement",
    reads=("books",),
    right="The bank booked 620.00 on 31 December, and its statement came on 1 January: the ledger's row is dated "
    "31 December; so is that of a debtor's 150.00 on the same statement.",
    wrong="The row is dated 1 January, so the money is missing from the old year's accounts.",
    rules=("CLIENT-SET-1",),
    duties=("settle_principal", "settle_interest"),
)
def settlement_in_its_year(looking: Looking) -> Iterator[Finding]:
    """Money is booked in the year in which the bank booked it, though its statement comes in the next.

    Looked at are settlements and direct payments whose statement came in another year than they were booked in, by
    the dates of the ledger's rows; rows without a date are not judged, nor is money that the user recorded too.
    Which day of the year it is dated is the client's affair.
    """
    for view in looking.trace.views():
        late = [one for one in _receipts(looking, view) if _came_late(looking, one)]
        ledger = view.rows("ledger")
        for one in late if ledger is not None else ():
            kind = _KINDS[one.kind]
            rows = [
                row
                for row in ledger or ()
                if (row.get("kind"), row.get("number") or None) == (kind, one.number)
                and decimal_of(row.get("amount")) == one.amount
                and day_of(row.get("date"))
            ]
            if rows and is_ripe(looking, [one.known], view.record.id):
                looking.at()
                yield from _in_another_year(view, one, rows)


def _receipts(looking: Looking, view: View) -> list[Movement]:
    return [one for kind in _KINDS for one in looking.money.of(kind, before=view.record.id)]


def _came_late(looking: Looking, one: Movement) -> bool:
    """Whether the statement came in a later year than the bank booked what it shows."""
    statement = looking.trace.get(one.evidence)
    if statement is None or one.day is None or one.told != "bank":
        return False
    return statement.at.astimezone(looking.trace.zone).year > one.day.year


def _in_another_year(view: View, one: Movement, rows: list[Mapping[str, Any]]) -> Iterator[Finding]:
    years = {day.year for row in rows if (day := day_of(row.get("date")))}
    if one.day is not None and one.day.year not in years:
        yield Finding(
            message=f"{_WHAT[one.kind]} is booked in another year than the bank booked it in",
            expected=f"{shown(one.amount)} dated in {one.day.year}: the bank booked it on {one.day.isoformat()}",
            actual=f"dated {', '.join(sorted(str(row['date']) for row in rows))}",
            at=view.record.at.isoformat(),
            evidence=(one.evidence, view.record.id),
        )
