"""Writes the invoice that its recipient gets when somebody else collects it: to be paid to them, by their reference.

It is a Finvoice 3.0. One that came as such is kept but for its payment: account, payee and reference, what is made of
them (bar code, checksums), and what is added: the clause of the transfer and how to reach the online service. Of
another format a new document is written.

Sources: Finvoice 3.0, schema of Finance Finland; bank bar code guide, versions 4 and 5, Finance Finland.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.documents import finvoice, finvoice_new, readers
from simulator.documents.finvoice_new import add, add_date, cut, lines
from simulator.documents.invoice import Invoice
from simulator.domain.identifiers import is_iban

if TYPE_CHECKING:
    from lxml.etree import _Element

_BIC = re.compile("[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?", re.ASCII)
_REFERENCE = re.compile("[0-9]{2,20}|RF[0-9]{2}[0-9A-Za-z]{1,21}", re.ASCII)
_LINK = re.compile(r"[!-~]{1,512}", re.ASCII)
# What comes after an element that may have to be put in, among those beside it; a link comes before other links.
_END = (
    "InvoiceUrlNameText", "InvoiceUrlText", "StorageUrlText", "LayOutIdentifier", "InvoiceSegmentIdentifier",
    "ControlChecksum", "MessageChecksum", "ControlStampText", "AcceptanceStampText", "OriginalInvoiceFormat",
    "AttachmentMessageDetails",
)  # fmt: skip
_ROWS = ("VirtualBankBarcode", "InvoiceRow", "SpecificationDetails", "EpiDetails", *_END)
_BUYER = (
    "InvoiceSenderPartyDetails", "InvoiceRecipientPartyDetails", "InvoiceRecipientOrganisationUnitNumber",
    "InvoiceRecipientSiteCode", "InvoiceRecipientContactPersonName", "InvoiceRecipientContactPersonFunction",
    "InvoiceRecipientContactPersonDepartment", "InvoiceRecipientLanguageCode",
    "InvoiceRecipientCommunicationDetails", "BuyerPartyDetails",
)  # fmt: skip
_AFTER = {
    "SellerInformationDetails": _BUYER,
    "SellerAccountDetails": ("InvoiceRecipientDetails",),
    "InvoiceFreeText": (
        "InvoiceVatFreeText",
        "PaymentTermsDetails",
        "DiscountDetails",
        "ChargeDetails",
        "TenderReference",
    ),
    "FactoringAgreementDetails": _ROWS,
    "EpiDetails": _END,
    "EpiPartyDetails": ("EpiPaymentInstructionDetails",),
    "InvoiceUrlNameText": _END,
    "InvoiceUrlText": _END[1:],
    "EpiRemittanceInfoIdentifier": ("EpiInstructedAmount",),
}


@dataclass(frozen=True, slots=True)
class Payment:
    """Whom the recipient pays, and what it is told: texts in its language, the link and the login of their own.

    `reference` is a Finnish one or RF. Raises ValueError for what cannot be paid by.
    """

    iban: str
    bic: str
    payee: str
    reference: str
    clause: str
    online_text: str
    link: str
    login: str

    def __post_init__(self) -> None:
        """Refuse what has no place in a payment."""
        named = (
            ("iban", self.iban, is_iban(self.iban), "an IBAN with the right check digits, without spaces,"),
            ("bic", self.bic, _BIC.fullmatch(self.bic), "a BIC of 8 or 11 capital letters and digits"),
            ("payee", self.payee, len(self.payee.strip()) > 1, "a name of two characters or more"),
            (
                "reference",
                self.reference,
                _REFERENCE.fullmatch(self.reference),
                "2 to 20 digits, or an RF reference,",
            ),
            ("link", self.link, _LINK.fullmatch(self.link), "1 to 512 ASCII characters without spaces"),
        )
        for name, value, is_sound, allowed in named:
            if not is_sound:
                raise ValueError(f"The payment's {name} is {value[:60]!r}: {allowed} is allowed.")


def write(content: bytes, payment: Payment) -> bytes:
    """What the recipient gets of a document: Finvoice 3.0 in UTF-8.

    Raises DocumentError for a document that cannot be read. One in Finvoice 3.0 that does not follow its schema stays
    what it is.
    """
    element, invoice = readers.read(content)
    if element.tag == finvoice.ROOT and invoice.version == finvoice_new.VERSION:
        return _transferred(element, invoice, payment)
    return new(invoice, payment)


def new(invoice: Invoice, payment: Payment) -> bytes:
    """A new document of what an invoice says, to be paid to somebody else."""
    return _transferred(finvoice_new.written(invoice), invoice, payment)


def _transferred(root: _Element, invoice: Invoice, payment: Payment) -> bytes:
    from lxml import etree

    _transfer(root, invoice, payment)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _transfer(root: _Element, invoice: Invoice, payment: Payment) -> None:
    _account(_put(root, "SellerInformationDetails"), payment)
    _epi(root, invoice, payment)
    _clause(root, payment)
    for text in (payment.online_text, payment.link, payment.login):
        for line in lines(text, 512):
            _put_new(_put(root, "InvoiceDetails"), "InvoiceFreeText").text = line
    _link(root, payment)
    for reference in root.iterfind("PartialPaymentDetails/PartialPaymentReferenceIdentifier"):
        reference.text = payment.reference
    _bar_code(root, invoice, payment)
    for checksum in ("ControlChecksum", "MessageChecksum"):
        _remove(root, checksum)


def _account(part: _Element, payment: Payment) -> None:
    _remove(part, "SellerAccountDetails")
    account = _put_new(part, "SellerAccountDetails")
    add(account, "SellerAccountID", payment.iban, IdentificationSchemeName="IBAN")
    add(account, "SellerBic", payment.bic, IdentificationSchemeName="BIC")
    add(account, "SellerAccountName", cut(payment.payee, 70))


def _epi(root: _Element, invoice: Invoice, payment: Payment) -> None:
    """The payment's instruction: for a document that has none, a new one."""
    if root.find("EpiDetails") is None:
        _new_epi(_put_new(root, "EpiDetails"), invoice)
    epi = _put(root, "EpiDetails")
    parties = _put(epi, "EpiPartyDetails")
    parties.clear()
    bank = add(parties, "EpiBfiPartyDetails")
    add(bank, "EpiBfiIdentifier", payment.bic, IdentificationSchemeName="BIC")
    payee = add(parties, "EpiBeneficiaryPartyDetails")
    add(payee, "EpiNameAddressDetails", cut(payment.payee, 35))
    add(payee, "EpiAccountID", payment.iban, IdentificationSchemeName="IBAN")
    instruction = _put(epi, "EpiPaymentInstructionDetails")
    _remove(instruction, "EpiRemittanceInfoIdentifier")
    reference = _put_new(instruction, "EpiRemittanceInfoIdentifier")
    is_national = payment.reference.isdecimal()
    # A national reference is filled up with zeros, as in the form for a transfer.
    reference.text = payment.reference.zfill(20) if is_national else payment.reference
    reference.set("IdentificationSchemeName", "SPY" if is_national else "ISO")


def _new_epi(epi: _Element, invoice: Invoice) -> None:
    identification = add(epi, "EpiIdentificationDetails")
    add_date(identification, "EpiDate", invoice.date)
    add(identification, "EpiReference")
    add(epi, "EpiPartyDetails")
    instruction = add(epi, "EpiPaymentInstructionDetails")
    total = f"{invoice.total.decimal:.2f}".replace(".", ",")
    add(instruction, "EpiInstructedAmount", total, AmountCurrencyIdentifier=invoice.currency)
    add(instruction, "EpiCharge", "SHA", ChargeOption="SHA")
    add_date(instruction, "EpiDateOptionDate", invoice.due_date or invoice.date)


def _clause(root: _Element, payment: Payment) -> None:
    """The clause of the transfer, in the place that the schema has for that of a factor."""
    _remove(root, "FactoringAgreementDetails")
    agreement = _put_new(root, "FactoringAgreementDetails")
    add(agreement, "FactoringAgreementIdentifier")
    for line in lines(payment.clause, 70):
        add(agreement, "FactoringFreeText", line)
    add(agreement, "FactoringPartyName", cut(payment.payee, 35))


def _link(root: _Element, payment: Payment) -> None:
    """The link before all others: names and links belong together by their order."""
    for name, text in (("InvoiceUrlNameText", payment.payee), ("InvoiceUrlText", payment.link)):
        _put_new(root, name).text = cut(text, 512)


def _bar_code(root: _Element, invoice: Invoice, payment: Payment) -> None:
    """A document that has a bar code gets a new one; it goes where there can be none."""
    found = root.find("VirtualBankBarcode")
    code = bar_code(payment, invoice)
    if found is not None and code is None:
        root.remove(found)
    elif found is not None:
        found.text = code


def bar_code(payment: Payment, invoice: Invoice) -> str | None:
    """The bank bar code of a payment, 54 digits: version 4, or 5 for an RF reference.

    None for an account that is not Finnish, another currency, and an RF reference with letters. An amount of a million
    euros or more is zeros: the payer types it.
    """
    number = payment.iban[2:]
    rf, reference = payment.reference[2:4], payment.reference[4:]
    is_national = payment.reference.isdecimal()
    is_finnish = payment.iban.startswith("FI") and len(number) == 16 and invoice.currency == "EUR"
    if not is_finnish or not (is_national or reference.isdecimal()):
        return None
    cents = f"{invoice.total.minor if 0 <= invoice.total.minor < 10**8 else 0:08d}"
    due = (invoice.due_date or invoice.date).isoformat().replace("-", "")[2:]
    if is_national:
        return f"4{number}{cents}000{payment.reference.zfill(20)}{due}"
    return f"5{number}{cents}{rf}{reference.zfill(21)}{due}"


def _put(parent: _Element, name: str) -> _Element:
    """The element of a name, or a new one in its place."""
    found = parent.find(name)
    return found if found is not None else _put_new(parent, name)


def _put_new(parent: _Element, name: str) -> _Element:
    """A new element, before the first of what comes after it."""
    new = add(parent, name)
    following = next((child for child in parent if child.tag in _AFTER.get(name, ())), None)
    if following is not None:
        following.addprevious(new)
    return new


def _remove(parent: _Element, name: str) -> None:
    for found in parent.findall(name):
        parent.remove(found)
