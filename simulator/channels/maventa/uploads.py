"""Documents that are uploaded: which formats are read, by what, and what one needs so that it can be collected."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from simulator.documents import archive, finvoice, peppol, readers, teapps
from simulator.documents.archive import Archive, Attachment
from simulator.documents.invoice import Invoice
from simulator.documents.safe_xml import DocumentError
from simulator.domain.calendar import LATEST_DUE_DATE
from simulator.port import Problem

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}")  # other account numbers have no country before them


@dataclass(frozen=True, slots=True)
class Upload:
    """A document that can be used: the name of its format, what it says, and until when is to be paid.

    `document` is the XML as it came; `name` is its name in a ZIP, and `attachments` are the files beside it there.
    """

    format: str
    invoice: Invoice
    due_date: datetime.date
    document: bytes
    name: str | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class _Kind:
    """Documents of a kind: the names of their formats by their versions, and where they have their due date.

    A version may be that of several formats: a document that states none is of any of them.
    """

    formats: Mapping[str, tuple[str, ...]]
    due_date: str


_FINVOICE = _Kind(
    {"1.3": ("FINVOICE13",), "2.0": ("FINVOICE20",), "2.01": ("FINVOICE20",), "3.0": ("FINVOICE30",)},
    "InvoiceDetails/PaymentTermsDetails/InvoiceDueDate",
)
_TEAPPS = _Kind(
    {"2.7": ("TEAPPS27",), "3.0": ("TEAPPS30",), teapps.UNSTATED: ("TEAPPS30", "TEAPPS27")},
    "INVOICE/HEADER/DUE_DATE/DATE",
)
_PEPPOL = _Kind({peppol.VERSION: ("PEPPOLBIS30",)}, "Invoice/cbc:DueDate (BT-9)")
# By the name of a document's first element.
_KINDS: Mapping[str, _Kind] = {
    finvoice.ROOT: _FINVOICE,
    teapps.ROOT: _TEAPPS,
    **dict.fromkeys(peppol.ROOTS, _PEPPOL),
}

LONGEST = 255
"""How many letters a number, a name or another text that stands in lists and letters may have."""

READ = tuple(
    dict.fromkeys(name for kind in _KINDS.values() for names in kind.formats.values() for name in names)
)
"""The names of the formats that are read here."""


def read(content: bytes, stated: str | None) -> Upload:
    """Read a document or a ZIP with one, of the format that is stated or of any that is read here.

    Raises `Problem` in the words of the call for one that cannot be used, or that is of another format.
    """
    if stated is not None and stated not in READ:
        raise _unusable(f"FORMAT {stated} IS NOT READ HERE, ONLY {', '.join(READ)}")
    try:
        packed = archive.unpack(content) if archive.is_archive(content) else Archive(None, content, ())
        element, invoice = readers.read(packed.document)
    except DocumentError as error:
        raise _unusable(str(error)) from error
    kind = _KINDS[str(element.tag)]
    _is_of_size(invoice)
    _is_payable(invoice)
    format_, due_date = _format(kind, invoice, stated), _due_date(kind, invoice)
    if invoice.total.minor <= 0:
        raise _unusable(f"INVOICE TOTAL IS {invoice.total}: MORE THAN ZERO IS ALLOWED")
    return Upload(format_, invoice, due_date, packed.document, packed.name, packed.attachments)


def _is_of_size(invoice: Invoice) -> None:
    texts = {"NUMBER": invoice.number, "REFERENCE": invoice.reference, "LANGUAGE": invoice.language}
    for role, party in (("SELLER", invoice.seller), ("BUYER", invoice.buyer)):
        texts |= {f"{role} {part}": text for part, text in asdict(party).items() if isinstance(text, str)}
        address = asdict(party.address) if party.address else {}
        texts |= {f"{role} ADDRESS {part}": text for part, text in address.items()}
    for name, text in texts.items():
        if text and len(text) > LONGEST:
            what = name.upper().replace("_", " ")
            raise _unusable(f"INVOICE {what} HAS {len(text)} LETTERS: {LONGEST} ARE THE MOST THAT IS ALLOWED")


def _is_payable(invoice: Invoice) -> None:
    if invoice.iban and _IBAN.match(invoice.iban) and not invoice.has_sound_iban:
        raise _unusable(
            f"INVALID IBAN: {invoice.iban[:40]} HAS WRONG CHECK DIGITS OR A WRONG LENGTH, RIGHT ONES ARE ALLOWED"
        )


def _format(kind: _Kind, invoice: Invoice, stated: str | None) -> str:
    found = kind.formats[invoice.version]
    if stated not in (None, *found):
        raise _unusable(f"THE DOCUMENT IS {found[0]}, NOT {stated}")
    return stated or found[0]


def _due_date(kind: _Kind, invoice: Invoice) -> datetime.date:
    if invoice.due_date is None:
        raise _unusable(f"INVOICE DUE DATE NOT FOUND: {kind.due_date} IS NEEDED FOR COLLECTION")
    if invoice.due_date > LATEST_DUE_DATE:
        raise _unusable(
            f"INVOICE DUE DATE IS {invoice.due_date}: {LATEST_DUE_DATE} IS THE LATEST THAT IS ALLOWED"
        )
    return invoice.due_date


def _unusable(why: str) -> Problem:
    return Problem(400, "invoice_create_api_error", "Error while creating invoice", [f"ERROR: {why}"])
