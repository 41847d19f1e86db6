"""A reader of bank statements (camt.053) for the judge's own use: entries, their rows, references and payers.

Of any version of camt.053, by local names. Written against the message's definition (ISO 20022,
BankToCustomer Statement), with the standard library alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from xml.etree import ElementTree as ET

Element = ET.Element


@dataclass(frozen=True, slots=True)
class Row:
    """One transaction of an entry. `amount` is positive for money that came in."""

    amount: Decimal
    reference: str | None
    payer: str | None
    text: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One booking on the account, with at least one row. `amount` is positive for money that came in."""

    account: str
    day: date
    amount: Decimal
    currency: str
    rows: tuple[Row, ...]

    @property
    def payers(self) -> frozenset[str]:
        """Who paid, as the bank names them."""
        return frozenset(row.payer for row in self.rows if row.payer)


def entries(content: str) -> list[Entry]:
    """The booked entries of a statement message; raises `ValueError` if it cannot be read."""
    if "<!DOCTYPE" in content or "<!ENTITY" in content:
        raise ValueError("the statement declares a document type; bank statements have none")
    try:
        root = ET.fromstring(content)  # noqa: S314 - without a document type there are no entities to expand
        return [entry for statement in _all(root, "Stmt") for entry in _entries(statement)]
    except (ET.ParseError, InvalidOperation, ValueError, TypeError) as error:
        raise ValueError(f"the statement cannot be read: {error}") from None


def _entries(statement: Element) -> Iterator[Entry]:
    account = _text(statement, "Acct/Id/IBAN") or _text(statement, "Acct/Id/Othr/Id") or ""
    for node in _children(statement, "Ntry"):
        amount = _first(node, "Amt")
        if amount is None:
            raise ValueError("an entry has no amount")
        sign = _sign(node)
        value = sign * Decimal((amount.text or "").strip())
        day = _text(node, "BookgDt/Dt") or (_text(node, "BookgDt/DtTm") or "")[:10]
        rows = tuple(_rows(node, value, sign))
        yield Entry(account, date.fromisoformat(day), value, amount.get("Ccy", ""), rows)


def _rows(entry: Element, total: Decimal, sign: int) -> Iterator[Row]:
    details = [row for part in _children(entry, "NtryDtls") for row in _children(part, "TxDtls")]
    for node in details or [entry]:
        yield Row(
            amount=_row_amount(node, total, sign, alone=len(details) < 2),
            reference=_text(node, "RmtInf/Strd/CdtrRefInf/Ref"),
            payer=_text(node, "RltdPties/Dbtr/Nm") or _text(node, "RltdPties/Dbtr/Pty/Nm"),
            text=_text(node, "RmtInf/Ustrd"),
        )


def _row_amount(node: Element, total: Decimal, sign: int, *, alone: bool) -> Decimal:
    """A row's amount: its own (camt.053.001.03 and later), that of its details, or the entry's if it stands alone."""
    if _local(node) == "TxDtls":
        for path in ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt"):
            found = _text(node, path)
            if found:
                return sign * Decimal(found)
    if not alone:
        raise ValueError("a row of an entry with several rows has no amount")
    return total


def _sign(node: Element) -> int:
    credit = _text(node, "CdtDbtInd") != "DBIT"
    reversal = _text(node, "RvslInd") == "true"
    return 1 if credit != reversal else -1


def _local(node: Element) -> str:
    return node.tag.rpartition("}")[2]


def _children(node: Element, name: str) -> list[Element]:
    return [child for child in node if _local(child) == name]


def _all(node: Element, name: str) -> Iterator[Element]:
    return (found for found in node.iter() if _local(found) == name)


def _first(node: Element, path: str) -> Element | None:
    found: Element | None = node
    for name in path.split("/"):
        if found is None:
            return None
        found = next(iter(_children(found, name)), None)
    return found


def _text(node: Element, path: str) -> str | None:
    found = _first(node, path)
    text = (found.text or "").strip() if found is not None else ""
    return text or None
