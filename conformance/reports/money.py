"""Money in a case's life: what was asked of the debtor, what it paid, and what of that reached the company.

Three running sums of the amounts that stand on the facts of a trace. Nothing is worked out anew: interest is what a
payment's fact says had accrued, and a claim is the invoice's total where the trace first has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from conformance.reports.bounds import line

Record = Mapping[str, Any]
NAMES = ("asked of debtors", "paid by debtors", "reached the company")
_ASKED, _PAID, _REACHED = range(3)
_CURRENCY = 3
# Where the trace can first have an invoice's total; the first of them counts, for the others repeat it.
_CLAIMS = {
    "invoice_sent": "total",
    "transfer_requested": "principal",
    "case_opened": "principal",
}


@dataclass(frozen=True, slots=True)
class Step:
    """The three sums from a record on, in major units of a currency."""

    record: int
    sums: tuple[Decimal, Decimal, Decimal]


def steps(records: Iterable[Record]) -> dict[str, list[Step]]:
    """The steps of each currency, in order; a currency without any amount is not there."""
    found: dict[str, list[Step]] = {}
    for record, which, money, sign in _moved(records):
        amount = sign * _decimal(money["amount"])
        if amount:
            _add(found.setdefault(line(money["currency"], _CURRENCY), []), int(record["id"]), which, amount)
    return found


def _decimal(text: Any) -> Decimal:
    """An amount; nothing for what is none, as a trace from elsewhere may have it."""
    try:
        amount = Decimal(str(text))
    except InvalidOperation:
        return Decimal()
    return amount if amount.is_finite() else Decimal()


def _add(steps: list[Step], record: int, which: int, amount: Decimal) -> None:
    """Go on with the sums: in a step of its own, or in that of the same record."""
    sums = list(steps[-1].sums if steps else (Decimal(),) * 3)
    sums[which] += amount
    step = Step(record, (sums[_ASKED], sums[_PAID], sums[_REACHED]))
    if steps and steps[-1].record == record:
        steps.pop()
    steps.append(step)


def _moved(records: Iterable[Record]) -> Iterator[tuple[Record, int, Record, int]]:
    claimed: set[str] = set()
    for record in records:
        fact = str(record.get("fact") or "")
        for which, field, sign in (*_first_claim(record, fact, claimed), *_MOVES.get(fact, ())):
            money = record.get(field)
            if isinstance(money, Mapping) and {"amount", "currency"} <= money.keys():
                yield record, which, money, sign


def _first_claim(record: Record, fact: str, claimed: set[str]) -> list[tuple[int, str, int]]:
    field, number = _CLAIMS.get(fact, ""), str(record.get("number"))
    if not record.get(field) or number in claimed:
        return []
    claimed.add(number)
    return [(_ASKED, field, 1)]


_MOVES: dict[str, tuple[tuple[int, str, int], ...]] = {
    "letter_sent": ((_ASKED, "fee", 1),),
    "fee_charged": ((_ASKED, "fee", 1),),
    "legal_step_taken": ((_ASKED, "expense", 1),),
    "credit_reported": ((_ASKED, "amount", -1),),
    "direct_payment_reported": ((_ASKED, "accrued", 1),),
    "payment_received": ((_ASKED, "accrued", 1), (_PAID, "amount", 1), (_PAID, "returned", -1)),
    "creditor_paid": ((_PAID, "amount", 1), (_REACHED, "amount", 1)),
    "principal_settled": ((_REACHED, "total", 1),),
    "interest_settled": ((_REACHED, "total", 1),),
}
