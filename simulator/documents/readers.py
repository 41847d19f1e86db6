"""The formats of invoices that are read, by the first element of their documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from simulator.documents import finvoice, peppol, teapps
from simulator.documents.invoice import Invoice
from simulator.documents.safe_xml import parse

if TYPE_CHECKING:
    from lxml.etree import _Element

READERS: Mapping[str, Callable[[Any], Invoice]] = {
    finvoice.ROOT: finvoice.understood,
    teapps.ROOT: teapps.understood,
    **dict.fromkeys(peppol.ROOTS, peppol.understood),
}
"""What understands a document, by the name of its first element."""


def read(content: bytes) -> tuple[_Element, Invoice]:
    """A document of any format that is read, and the invoice in it. Raises DocumentError, nothing else."""
    element = parse(content, *READERS)
    return element, READERS[str(element.tag)](element)
