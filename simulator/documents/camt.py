"""Writes a bank statement as ISO 20022 camt.053.001.02, as Nordic banks deliver it.

The same statement gives the same bytes. Texts are cut to the lengths of the schema, and characters
that XML does not allow become spaces.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from simulator.domain.money import Money

FORMAT = "camt.053.001.02"
_NAMESPACE = f"urn:iso:std:iso:20022:tech:xsd:{FORMAT}"
# XML 1.0, production 2: what may not stand in a document.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ID, _NAME, _LINE = 35, 70, 140  # lengths: Max35Text, Max70Text, Max140Text


@dataclass(frozen=True, slots=True)
class Account:
    """The account that a statement is of; `bic` is that of its bank."""

    iban: str
    currency: str
    owner: str
    bic: str


@dataclass(frozen=True, slots=True)
class Row:
    """One transaction of an entry: a positive amount, who paid or was paid, and for what.

    `reference` is structured (a national one or RF), `text` is free; `party_id` is a business ID.
    """

    amount: Money
    party: str
    party_id: str | None = None
    reference: str | None = None
    text: str | None = None
    end_to_end_id: str = "NOTPROVIDED"


@dataclass(frozen=True, slots=True)
class Entry:
    """A booked movement: what came to the account, or went from it if not `credit`.

    Its amount is the sum of its rows. `reference` is the bank's own (archive) reference.
    """

    rows: tuple[Row, ...]
    booked: date
    valued: date
    reference: str
    credit: bool = True

    @property
    def amount(self) -> Money:
        """The sum of the rows, not negative."""
        return Money.total((row.amount for row in self.rows), self.rows[0].amount.currency)


@dataclass(frozen=True, slots=True)
class Statement:
    """All movements of one account on one day. `number` counts the account's statements."""

    identification: str
    number: int
    account: Account
    day: date
    created: datetime
    opening: Money
    entries: tuple[Entry, ...]

    @property
    def closing(self) -> Money:
        """The opening balance and all movements."""
        return self.opening + _sum(self, credit=True) - _sum(self, credit=False)


def write(statement: Statement) -> str:
    """The statement as an XML document with its declaration.

    Raises ValueError for an entry without rows, an amount that is not positive, or one in another
    currency than the account's.
    """
    for entry in statement.entries:
        _check(entry, statement)
    document = Element("Document", xmlns=_NAMESPACE)
    message = SubElement(document, "BkToCstmrStmt")
    header = SubElement(message, "GrpHdr")
    _put(header, "MsgId", statement.identification, _ID)
    _put(header, "CreDtTm", _moment(statement.created))
    _put_statement(message, statement)
    indent(document, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(document, encoding="unicode")}\n'


def _check(entry: Entry, statement: Statement) -> None:
    currency = statement.account.currency
    if not entry.rows:
        raise ValueError(f"Entry {entry.reference} of statement {statement.identification} has no rows.")
    for row in entry.rows:
        if row.amount.minor <= 0 or row.amount.currency != currency:
            raise ValueError(
                f"Entry {entry.reference} has a row of {row.amount}: more than 0 {currency} is allowed."
            )


def _put_statement(message: Element, statement: Statement) -> None:
    element = SubElement(message, "Stmt")
    _put(element, "Id", statement.identification, _ID)
    _put(element, "ElctrncSeqNb", str(statement.number))
    _put(element, "CreDtTm", _moment(statement.created))
    _put_account(element, statement.account)
    _put_balance(element, "OPBD", statement.opening, statement.day)
    _put_balance(element, "CLBD", statement.closing, statement.day)
    summary = SubElement(element, "TxsSummry")
    for name, credit in (("TtlCdtNtries", True), ("TtlDbtNtries", False)):
        total = SubElement(summary, name)
        _put(total, "NbOfNtries", str(sum(entry.credit is credit for entry in statement.entries)))
        _put(total, "Sum", _sum(statement, credit=credit).text)
    for entry in statement.entries:
        _put_entry(element, entry)


def _put_account(parent: Element, account: Account) -> None:
    element = SubElement(parent, "Acct")
    _put(SubElement(element, "Id"), "IBAN", account.iban)
    _put(element, "Ccy", account.currency)
    _put(SubElement(element, "Ownr"), "Nm", account.owner, _NAME)
    _put(SubElement(SubElement(element, "Svcr"), "FinInstnId"), "BIC", account.bic)


def _put_balance(parent: Element, code: str, amount: Money, day: date) -> None:
    element = SubElement(parent, "Bal")
    _put(SubElement(SubElement(element, "Tp"), "CdOrPrtry"), "Cd", code)
    _put_amount(element, abs(amount))
    _put_direction(element, credit=amount.minor >= 0)
    _put(SubElement(element, "Dt"), "Dt", day.isoformat())


def _put_entry(parent: Element, entry: Entry) -> None:
    element = SubElement(parent, "Ntry")
    _put(element, "NtryRef", entry.reference, _ID)
    _put_amount(element, entry.amount)
    _put_direction(element, credit=entry.credit)
    _put(element, "Sts", "BOOK")
    _put(SubElement(element, "BookgDt"), "Dt", entry.booked.isoformat())
    _put(SubElement(element, "ValDt"), "Dt", entry.valued.isoformat())
    _put(element, "AcctSvcrRef", entry.reference, _ID)
    _put_transaction_code(element, entry)
    details = SubElement(element, "NtryDtls")
    if len(entry.rows) > 1:
        _put(SubElement(details, "Btch"), "NbOfTxs", str(len(entry.rows)))
    for row in entry.rows:
        _put_row(details, row, entry)


def _put_transaction_code(parent: Element, entry: Entry) -> None:
    """A credit transfer, received or issued: of SEPA in euros, else a domestic one (ISO 20022 transaction codes)."""
    domain = SubElement(SubElement(parent, "BkTxCd"), "Domn")
    _put(domain, "Cd", "PMNT")
    family = SubElement(domain, "Fmly")
    _put(family, "Cd", "RCDT" if entry.credit else "ICDT")
    _put(family, "SubFmlyCd", "ESCT" if entry.amount.currency == "EUR" else "DMCT")


def _put_row(parent: Element, row: Row, entry: Entry) -> None:
    element = SubElement(parent, "TxDtls")
    references = SubElement(element, "Refs")
    _put(references, "AcctSvcrRef", entry.reference, _ID)
    _put(references, "EndToEndId", row.end_to_end_id, _ID)
    _put_amount(SubElement(SubElement(element, "AmtDtls"), "TxAmt"), row.amount)
    party = SubElement(SubElement(element, "RltdPties"), "Dbtr" if entry.credit else "Cdtr")
    _put(party, "Nm", row.party, _NAME)
    if row.party_id:
        organisation = SubElement(SubElement(party, "Id"), "OrgId")
        _put(SubElement(organisation, "Othr"), "Id", row.party_id, _ID)
    if row.reference or row.text:
        _put_remittance(element, row)


def _put_remittance(parent: Element, row: Row) -> None:
    element = SubElement(parent, "RmtInf")
    if row.text:
        _put(element, "Ustrd", row.text, _LINE)
    if row.reference:
        creditor = SubElement(SubElement(element, "Strd"), "CdtrRefInf")
        kind = SubElement(creditor, "Tp")
        _put(SubElement(kind, "CdOrPrtry"), "Cd", "SCOR")
        if row.reference.startswith("RF"):
            _put(kind, "Issr", "ISO")
        _put(creditor, "Ref", row.reference, _ID)


def _put_amount(parent: Element, amount: Money) -> None:
    element = SubElement(parent, "Amt", Ccy=amount.currency)
    element.text = amount.text


def _put_direction(parent: Element, *, credit: bool) -> None:
    _put(parent, "CdtDbtInd", "CRDT" if credit else "DBIT")


def _put(parent: Element, name: str, text: str, limit: int | None = None) -> None:
    """A child with a text; a question mark where nothing of the text is left, for the schema wants one."""
    SubElement(parent, name).text = _NOT_XML.sub(" ", text)[:limit].strip() or "?"


def _moment(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _sum(statement: Statement, *, credit: bool) -> Money:
    amounts = (entry.amount for entry in statement.entries if entry.credit is credit)
    return Money.total(amounts, statement.account.currency)
