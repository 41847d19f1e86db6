"""Documents that are uploaded: which formats are read, by what, and what one needs so that it can be collected."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from simulator.documents import finvoice, peppol
from simulator.documents.invoice import Invoice
from simulator.documents.safe_xml import DocumentError, parse
from simulator.port import Problem


@dataclass(frozen=True, slots=True)
class Upload:
    """A document that can be used: the name of its format, what it says, and until when is to be paid."""

    format: str
    invoice: Invoice
    due_date: datetime.date


@dataclass(frozen=True, slots=True)
class _Reader:
    """What understands documents of a kind, and where they have their due date; `formats` by their versions."""

    understood: Callable[[Any], Invoice]
    formats: Mapping[str, str]
    due_date: str


_FINVOICE = _Reader(
    finvoice.understood,
    {"1.3": "FINVOICE13", "2.0": "FINVOICE20", "2.01": "FINVOICE20", "3.0": "FINVOICE30"},
    "InvoiceDetails/PaymentTermsDetails/InvoiceDueDate",
)
_PEPPOL = _Reader(peppol.understood, {peppol.VERSION: "PEPPOLBIS30"}, "Invoice/cbc:DueDate (BT-9)")
# By the name of a document's first element.
_READERS: Mapping[str, _Reader] = {finvoice.ROOT: _FINVOICE, **dict.fromkeys(peppol.ROOTS, _PEPPOL)}

READ = tuple(dict.fromkeys(name for reader in _READERS.values() for name in reader.formats.values()))
"""The names of the formats that are read here."""


def read(content: bytes, stated: str | None) -> Upload:
    """Read a document, of the format that is stated or of any that is read here.

    Raises `Problem` in the words of the call for one that cannot be used, or that is of another format.
    """
    if stated is not None and stated not in READ:
        raise _unusable(f"FORMAT {stated} IS NOT READ HERE, ONLY {', '.join(READ)}")
    try:
        element = parse(content, *_READERS)
        reader = _READERS[str(element.tag)]
        invoice = reader.understood(element)
    except DocumentError as error:
        raise _unusable(str(error)) from error
    found = reader.formats[invoice.version]
    if stated not in (None, found):
        raise _unusable(f"THE DOCUMENT IS {found}, NOT {stated}")
    if invoice.due_date is None:
        raise _unusable(f"INVOICE DUE DATE NOT FOUND: {reader.due_date} IS NEEDED FOR COLLECTION")
    if invoice.total.minor <= 0:
        raise _unusable(f"INVOICE TOTAL IS {invoice.total}: MORE THAN ZERO IS ALLOWED")
    return Upload(found, invoice, invoice.due_date)


def _unusable(why: str) -> Problem:
    return Problem(400, "invoice_create_api_error", "Error while creating invoice", [f"ERROR: {why}"])
