"""What a document of an invoice is made of, whatever its format: rows with their sums, and the account to pay to."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from conformance.clients.reference.money import half_up, to_cents, to_text

Json = dict[str, Any]


class Unwritable(ValueError):
    """An invoice that no correct document can be written of; str() tells the user why."""


@dataclass(frozen=True)
class Line:
    """A row with its sums worked out, in cents; `vat_percent` as it was given."""

    words: Json
    vat_percent: Decimal
    net: int
    vat: int

    @property
    def gross(self) -> int:
        """The row with its tax."""
        return self.net + self.vat


def worked_out(invoice: Json) -> list[Line]:
    """The rows with net sums and taxes, whether their totals were given with tax or without.

    Raises Unwritable when they come to the invoice's total in neither way.
    """
    rows = invoice.get("rows") or []
    if not rows:
        raise Unwritable(f"invoice {invoice['number']} has no rows; an invoice needs at least one")
    total = to_cents(invoice["total"])
    for with_tax in (True, False):
        lines = [_line(row, with_tax) for row in rows]
        if sum(line.gross for line in lines) == total:
            return lines
    found = to_text(sum(to_cents(row["total"]) for row in rows))
    number = invoice["number"]
    raise Unwritable(f"the rows of invoice {number} come to {found}, its total is {to_text(total)}")


def account_in(company: Json, currency: str) -> Json:
    """The company's account in a currency. Raises Unwritable when it has none that is active."""
    for account in company.get("bank_accounts") or []:
        if account.get("currency") == currency and account.get("active", True):
            return dict(account)
    raise Unwritable(f"the company has no active bank account in {currency}; add one to invoice in it")


def _line(row: Json, with_tax: bool) -> Line:
    percent = Decimal(str(row.get("vat_percent") or 0))
    given = to_cents(row["total"])
    thousandths = int(percent * 1000)
    if with_tax:
        net = half_up(given * 100_000, 100_000 + thousandths)
        return Line(row, percent, net, given - net)
    return Line(row, percent, given, half_up(given * thousandths, 100_000))


def storable(text: str) -> str:
    """A text without what XML cannot hold at all, such as a pasted form feed."""
    return re.sub(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]", "", text)
