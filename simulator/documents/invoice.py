"""An invoice as a document tells of it, whatever format the document has."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from simulator.domain.money import Money


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; `country` is a code of two letters."""

    street: str
    postal_code: str
    city: str
    country: str | None


@dataclass(frozen=True, slots=True)
class Party:
    """Seller or buyer as the document names it. `eia` is its e-invoice address, `operator` who carries it.

    A Peppol address is written with its scheme, as "0192:310000005".
    """

    name: str
    business_id: str | None
    tax_code: str | None
    eia: str | None
    operator: str | None
    address: Address | None
    email: str | None
    phone: str | None
    customer_number: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """An invoice row; what the document leaves out is None. `total` is with tax, `net` without."""

    description: str | None
    quantity: Decimal | None
    unit_price: Decimal | None
    vat_percent: Decimal | None
    net: Decimal | None
    vat: Decimal | None
    total: Decimal | None

    @property
    def gross(self) -> Decimal | None:
        """With tax, as the row says it or as net and tax together; None where it says neither."""
        if self.total is None and self.net is not None and self.vat is not None:
            return self.net + self.vat
        return self.total


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice. `version` and `type_code` are in the words of its format; `total` is what is to be paid.

    `reference` has no spaces, and a Finnish one no leading zeros.
    """

    version: str
    number: str
    type_code: str
    date: datetime.date
    due_date: datetime.date | None
    total: Money
    total_without_vat: Money | None
    vat: Money | None
    seller: Party
    buyer: Party
    iban: str | None
    bic: str | None
    reference: str | None
    language: str | None
    rows: tuple[Row, ...]

    @property
    def currency(self) -> str:
        """The currency of the total, ISO 4217."""
        return self.total.currency

    @property
    def rows_sum(self) -> Decimal | None:
        """The rows with tax, added up exactly; None where no row says a sum, or one only without tax."""
        charged = [row for row in self.rows if row.net is not None or row.total is not None]
        sums = [row.gross for row in charged if row.gross is not None]
        return sum(sums, Decimal()) if sums and len(sums) == len(charged) else None
