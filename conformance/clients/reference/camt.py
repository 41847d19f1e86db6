"""Reads bank statements in camt.053: entries and their rows, of any version of the message's namespace.

Source: ISO 20022, BankToCustomerStatement; the elements used are those of camt.053.001.02.
"""

import re
from dataclasses import dataclass
from datetime import date
from xml.etree import ElementTree

from conformance.clients.reference.money import to_cents

Element = ElementTree.Element


@dataclass(frozen=True)
class Row:
    """One transaction of an entry. Amount in cents, negative when money left the account."""

    amount: int
    reference: str | None
    text: str
    payer: str


@dataclass(frozen=True)
class Entry:
    """One booked movement: the bank's own reference for it, its day, its amount in cents and its rows."""

    bank_reference: str
    day: date
    amount: int
    currency: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Statement:
    """One account's statement: IBAN and booked entries, in the bank's order."""

    account: str
    entries: tuple[Entry, ...]


def read(content: str) -> list[Statement]:
    """The statements in a camt.053 document. Raises ValueError saying what is wrong with it."""
    if "<!DOCTYPE" in content:
        # A bank sends none, and the standard library's parser expands the entities one may define.
        raise ValueError("the bank statement has a DOCTYPE; a camt.053 document has none")
    try:
        root = ElementTree.fromstring(content)  # noqa: S314  (no DOCTYPE: no entities to expand)
    except ElementTree.ParseError as problem:
        raise ValueError(f"the bank statement is not well-formed XML: {problem}") from None
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    statements = [_statement(found) for found in root.iterfind("BkToCstmrStmt/Stmt")]
    if not statements:
        raise ValueError("no statement (BkToCstmrStmt/Stmt) in the document")
    return statements


def national_reference(reference: str) -> str:
    """A creditor reference in the form that all its spellings share.

    Without spaces and leading zeros; of an international (RF) one the national part.
    """
    plain = re.sub(r"\s", "", reference).upper()
    if re.fullmatch(r"RF\d{2}[0-9A-Z]+", plain):
        plain = plain[4:]
    return plain.lstrip("0")


def _statement(found: Element) -> Statement:
    account = _text(found, "Acct/Id/IBAN")
    name = _text(found, "Id")
    entries = [
        _entry(entry, f"{name}/{place}")
        for place, entry in enumerate(found.iterfind("Ntry"), start=1)
        if (_text(entry, "Sts/Cd") or _text(entry, "Sts")) == "BOOK"
    ]
    return Statement(account, tuple(entries))


def _entry(found: Element, fallback: str) -> Entry:
    amount = found.find("Amt")
    if amount is None:
        raise ValueError(f"entry {fallback} has no amount")
    sign = -1 if _text(found, "CdtDbtInd") == "DBIT" else 1
    cents = sign * to_cents((amount.text or "").strip())
    return Entry(
        bank_reference=_text(found, "AcctSvcrRef") or fallback,
        day=date.fromisoformat((_text(found, "BookgDt/Dt") or _text(found, "BookgDt/DtTm"))[:10]),
        amount=cents,
        currency=amount.get("Ccy", ""),
        rows=_rows(found, cents),
    )


def _rows(entry: Element, total: int) -> tuple[Row, ...]:
    """The entry's rows; where they do not add up to it, one row of the whole that nothing can match."""
    details = entry.findall("NtryDtls/TxDtls")
    if len(details) == 1:
        return (_row(details[0], total),)
    amounts = [_row_amount(detail, -1 if total < 0 else 1) for detail in details]
    if details and sum(amount or 0 for amount in amounts) == total and None not in amounts:
        return tuple(_row(detail, amount or 0) for detail, amount in zip(details, amounts, strict=True))
    return (Row(total, None, _text(entry, "AddtlNtryInf"), ""),)


def _row_amount(detail: Element, sign: int) -> int | None:
    places = ("AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt", "Amt")
    written = next((text for text in (_text(detail, place) for place in places) if text), None)
    return sign * to_cents(written) if written else None


def _row(detail: Element, amount: int) -> Row:
    reference = _text(detail, "RmtInf/Strd/CdtrRefInf/Ref")
    return Row(
        amount=amount,
        reference=national_reference(reference) or None,
        text=" ".join((found.text or "").strip() for found in detail.iterfind("RmtInf/Ustrd")),
        payer=_text(detail, "RltdPties/Dbtr/Nm") or _text(detail, "RltdPties/Dbtr/Pty/Nm"),
    )


def _text(element: Element, path: str) -> str:
    return (element.findtext(path) or "").strip()
