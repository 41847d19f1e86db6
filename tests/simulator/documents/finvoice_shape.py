"""What a Finvoice 3.0 that is written has to look like: which elements stand where, and what may stand in them.

It is said here once more, by hand, and by nothing that the writer uses; of the schema of Finance Finland only what the
writer may write is in it, so that every other element is a mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

# What stands below an element, in this order: "?" at most once, "*" any number of times, "+" at least once.
_BELOW = {
    "Finvoice": "SellerPartyDetails SellerCommunicationDetails? SellerInformationDetails"
    " InvoiceRecipientLanguageCode? BuyerPartyDetails BuyerCommunicationDetails? InvoiceDetails"
    " FactoringAgreementDetails InvoiceRow+ EpiDetails InvoiceUrlNameText InvoiceUrlText",
    "SellerPartyDetails": "SellerPartyIdentifier? SellerOrganisationName+ SellerOrganisationTaxCode?"
    " SellerPostalAddressDetails?",
    "SellerPostalAddressDetails": "SellerStreetName{1,3} SellerTownName SellerPostCodeIdentifier CountryCode?",
    "SellerCommunicationDetails": "SellerPhoneNumberIdentifier? SellerEmailaddressIdentifier?",
    "SellerInformationDetails": "SellerAccountDetails",
    "SellerAccountDetails": "SellerAccountID SellerBic SellerAccountName",
    "BuyerPartyDetails": "BuyerPartyIdentifier? BuyerOrganisationName+ BuyerOrganisationTaxCode?"
    " BuyerPostalAddressDetails?",
    "BuyerPostalAddressDetails": "BuyerStreetName{1,3} BuyerTownName BuyerPostCodeIdentifier CountryCode?",
    "BuyerCommunicationDetails": "BuyerPhoneNumberIdentifier? BuyerEmailaddressIdentifier?",
    "InvoiceDetails": "InvoiceTypeCode InvoiceTypeText OriginCode InvoiceNumber InvoiceDate"
    " SellersBuyerIdentifier? DiscountsTotalVatExcludedAmount? ChargesTotalVatExcludedAmount?"
    " InvoiceTotalVatExcludedAmount? InvoiceTotalVatAmount? InvoiceTotalVatIncludedAmount InvoicePaidAmount?"
    " VatSpecificationDetails* InvoiceFreeText* PaymentTermsDetails?",
    "VatSpecificationDetails": "VatBaseAmount? VatRatePercent? VatRateAmount?",
    "PaymentTermsDetails": "InvoiceDueDate",
    "FactoringAgreementDetails": "FactoringAgreementIdentifier FactoringFreeText* FactoringPartyName",
    "InvoiceRow": "ArticleName? ArticleDescription? InvoicedQuantity? UnitPriceAmount? RowVatRatePercent?"
    " RowVatAmount? RowVatExcludedAmount? RowAmount?",
    "EpiDetails": "EpiIdentificationDetails EpiPartyDetails EpiPaymentInstructionDetails",
    "EpiIdentificationDetails": "EpiDate EpiReference",
    "EpiPartyDetails": "EpiBfiPartyDetails EpiBeneficiaryPartyDetails",
    "EpiBfiPartyDetails": "EpiBfiIdentifier",
    "EpiBeneficiaryPartyDetails": "EpiNameAddressDetails EpiAccountID",
    "EpiPaymentInstructionDetails": "EpiRemittanceInfoIdentifier EpiInstructedAmount EpiCharge EpiDateOptionDate",
}

# What may stand in an element that has none below it: how many characters, or a form.
_LENGTHS: dict[str, tuple[int, int]] = {
    **dict.fromkeys(("SellerPartyIdentifier", "BuyerPartyIdentifier"), (0, 35)),
    **dict.fromkeys(("SellerOrganisationTaxCode", "BuyerOrganisationTaxCode"), (0, 35)),
    **dict.fromkeys(("SellerPhoneNumberIdentifier", "BuyerPhoneNumberIdentifier"), (0, 35)),
    **dict.fromkeys(("SellerEmailaddressIdentifier", "BuyerEmailaddressIdentifier"), (0, 70)),
    **dict.fromkeys(("SellerOrganisationName", "BuyerOrganisationName"), (2, 70)),
    **dict.fromkeys(("SellerStreetName", "SellerTownName", "SellerPostCodeIdentifier"), (2, 35)),
    **dict.fromkeys(("BuyerStreetName", "BuyerTownName", "BuyerPostCodeIdentifier"), (2, 35)),
    **dict.fromkeys(
        ("InvoiceFreeText", "InvoiceUrlNameText", "InvoiceUrlText", "ArticleDescription"), (0, 512)
    ),
    "SellerAccountName": (1, 70),
    "InvoiceTypeText": (1, 35),
    "InvoiceNumber": (1, 20),
    "SellersBuyerIdentifier": (0, 70),
    "FactoringAgreementIdentifier": (0, 35),
    "FactoringFreeText": (0, 70),
    "FactoringPartyName": (0, 35),
    "ArticleName": (0, 100),
    "InvoicedQuantity": (0, 14),
    "EpiNameAddressDetails": (2, 35),
    "EpiReference": (0, 0),
}
_CODE = "[A-Za-z]{2}"
_BIC = "[A-Z0-9]{8,11}"
_PERCENT = "[1-9]?[0-9]{1,2}(,[0-9]{1,3})?"
_FORMS: dict[str, str] = {
    "CountryCode": _CODE,
    "InvoiceRecipientLanguageCode": _CODE,
    "SellerAccountID": "[A-Z0-9]{15,34}",
    "EpiAccountID": "[A-Z0-9]{15,34}",
    "SellerBic": _BIC,
    "EpiBfiIdentifier": _BIC,
    "InvoiceTypeCode": "(REQ|QUO|ORD|ORC|INV|DEV|TES|INF|PRI|DEN|SEI|REC|RES|SDD)[0-9]{2}",
    "OriginCode": "Original",
    "VatRatePercent": _PERCENT,
    "RowVatRatePercent": _PERCENT,
    "EpiRemittanceInfoIdentifier": "[0-9]{2,20}|RF[0-9]{2}[0-9A-Za-z]{1,21}",
    "EpiInstructedAmount": "-?[0-9]{1,15},[0-9]{2}",
    "EpiCharge": "SHA",
}
_AMOUNT, _DATE = "-?[0-9]{1,15}(,[0-9]{2,5})?", "[0-9]{8}"
# The one attribute that an element has to have; the others have none.
_ATTRIBUTES = {
    "Finvoice": {"Version": "3.0"},
    "SellerAccountID": {"IdentificationSchemeName": "IBAN"},
    "EpiAccountID": {"IdentificationSchemeName": "IBAN"},
    "SellerBic": {"IdentificationSchemeName": "BIC"},
    "EpiBfiIdentifier": {"IdentificationSchemeName": "BIC"},
    "EpiRemittanceInfoIdentifier": {"IdentificationSchemeName": "SPY|ISO"},
    "EpiCharge": {"ChargeOption": "SHA"},
}


def mistakes(element: _Element) -> Iterator[str]:
    """What is wrong with an element and those below it, in words; nothing for one that is right."""
    name = str(element.tag)
    if name in _BELOW:
        order = "".join(re.sub(r"(\w+)(\S*)", r"(?:\1 )\2", each) for each in _BELOW[name].split())
        below = "".join(f"{child.tag} " for child in element)
        if not re.fullmatch(order, below):
            yield f"below {name} stands {below}"
    elif len(element) or not _is_text(name, element.text or ""):
        yield f"{name} is {element.text!r}"
    wanted = _ATTRIBUTES.get(name) or _by_kind(name)
    if set(wanted) != set(element.attrib) or not all(
        re.fullmatch(form, str(element.get(key))) for key, form in wanted.items()
    ):
        yield f"{name} has the attributes {element.items()}"
    for child in element:
        yield from mistakes(child)


def _is_text(name: str, text: str) -> bool:
    if name in _LENGTHS:
        least, most = _LENGTHS[name]
        return least <= len(text) <= most
    form = _FORMS.get(name) or {"Amount": _AMOUNT, "Date": _DATE}.get(_kind(name), "(?!)")
    return bool(re.fullmatch(form, text, re.ASCII))


def _kind(name: str) -> str:
    return next((kind for kind in ("Amount", "Date") if name.endswith(kind)), "")


def _by_kind(name: str) -> dict[str, str]:
    kinds = {"Amount": {"AmountCurrencyIdentifier": "[A-Z]{3}"}, "Date": {"Format": "CCYYMMDD"}}
    return kinds.get(_kind(name), {})
