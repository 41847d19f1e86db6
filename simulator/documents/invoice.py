"""An invoice as a document tells of it, whatever format the document has."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from simulator.domain.identifiers import is_iban
from simulator.domain.money import Money

# The banks that carry e-invoices to consumers in Finland, by the BIC that is their operator's id (Finance Finland,
# Finnish bank codes and BICs). An operator that is no bank may have an id that looks like one: BAWCFI22.
_BANKS = (
    "AABAFI22", "DABAFIHH", "DABAFIHX", "DNBAFIHX", "HANDFIHH", "HELSFIHH", "ITELFIHH", "NDEAFIHH", "OKOYFIHH",
    "POPFFI22", "SBANFIHH",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; `country` is a code of two letters. A part that the document leaves out is empty."""

    street: str
    postal_code: str
    city: str
    country: str | None

    @property
    def is_full(self) -> bool:
        """Whether it has street, postal code and city: a letter can be sent to it."""
        return bool(self.street and self.postal_code and self.city)


@dataclass(frozen=True, slots=True)
class Party:
    """Seller or buyer as the document names it. `eia` is its e-invoice address, `operator` who carries it.

    A Peppol address is written with its scheme, as "0192:310000005". `is_person` is True where the document has a
    personal identity code for it; no document says of somebody that it is none.
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
    is_person: bool = False

    @property
    def is_consumer(self) -> bool | None:
        """Whether it is a consumer: so a personal identity code, or an account at a bank without a company's id, say.

        A company has a business id or a VAT number. None where the document says nothing of all that.
        """
        if self.business_id or self.tax_code:
            return False
        return True if self.is_person or is_bank(self.operator) else None


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
class Tax:
    """What an invoice says of one rate of VAT: what it is of, and how much. What is left out is None."""

    percent: Decimal | None
    base: Decimal | None
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice. `version` and `type_code` are in the words of its format; `total` is what is to be paid.

    `reference` has no spaces, and a Finnish one no leading zeros; `iban` and `bic` are as they stand there, without
    spaces, right or wrong. `charges` are those on the whole invoice less its discounts, without tax; `paid` is what
    was paid before, less what the total was rounded by. Both are in the currency of the total.
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
    taxes: tuple[Tax, ...] = ()
    charges: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)

    @property
    def currency(self) -> str:
        """The currency of the total, ISO 4217."""
        return self.total.currency

    @property
    def rows_sum(self) -> Decimal | None:
        """What is to be paid by the rows: with tax, and with what the invoice adds to them as a whole, exactly.

        Tax is the rows' own, or that of the invoice where they have none or where it adds something that is taxed.
        None where the document says too little: no row a sum, or one only without tax and the invoice no tax.
        """
        charged = [row for row in self.rows if row.net is not None or row.total is not None]
        with_tax = [row.gross for row in charged if row.gross is not None]
        if charged and len(with_tax) == len(charged) and not self.charges:
            return sum(with_tax, -self.paid)
        without = [row.net for row in charged if row.net is not None]
        if charged and len(without) == len(charged) and self.vat is not None:
            return sum(without, self.charges + self.vat.decimal - self.paid)
        return None

    @property
    def has_sound_iban(self) -> bool:
        """Whether it names an account, and the account's check digits are right."""
        return self.iban is not None and is_iban(self.iban)


def is_bank(operator: str | None) -> bool:
    """Whether an operator of e-invoices is a bank, which carries those of consumers, by its BIC."""
    return operator is not None and operator.strip().upper().removesuffix("XXX") in _BANKS


def account(text: str | None) -> str | None:
    """An account number or a BIC as it is written in payments: without spaces, in capital letters."""
    return "".join((text or "").split()).upper() or None
