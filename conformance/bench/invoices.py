"""Invoices of any length as documents: what the reading of uploads is measured with."""

from __future__ import annotations

# Of each row: 2.5 x 395.22 = 988.05, tax of 251.95 at 25.5 %, together 1240.00.
_NET, _TAX, _TOTAL = 98805, 25195, 124000
_CURRENCY = 'AmountCurrencyIdentifier="EUR"'
_ROW = f"""<InvoiceRow>
 <ArticleIdentifier>A-{{nth}}</ArticleIdentifier><ArticleName>Öljy, erä {{nth}}</ArticleName>
 <DeliveredQuantity QuantityUnitCode="l">2,5</DeliveredQuantity>
 <InvoicedQuantity QuantityUnitCode="l">2,5</InvoicedQuantity>
 <UnitPriceAmount {_CURRENCY}>395,22</UnitPriceAmount>
 <RowIdentifier>T-{{nth}}</RowIdentifier>
 <RowFreeText>Toimitettu varastolta</RowFreeText>
 <RowVatRatePercent>25,5</RowVatRatePercent>
 <RowVatAmount {_CURRENCY}>251,95</RowVatAmount>
 <RowVatExcludedAmount {_CURRENCY}>988,05</RowVatExcludedAmount>
 <RowAmount {_CURRENCY}>1240,00</RowAmount>
</InvoiceRow>
"""
_DOCUMENT = f"""<?xml version="1.0" encoding="UTF-8"?>
<Finvoice Version="3.0">
<SellerPartyDetails>
 <SellerPartyIdentifier>0112038-9</SellerPartyIdentifier>
 <SellerOrganisationName>Tukku &amp; Kauppa Oy</SellerOrganisationName>
</SellerPartyDetails>
<BuyerPartyDetails>
 <BuyerPartyIdentifier>2262509-5</BuyerPartyIdentifier>
 <BuyerOrganisationName>Äyräs Öljy Oy</BuyerOrganisationName>
 <BuyerPostalAddressDetails>
  <BuyerStreetName>Hämeentie 1</BuyerStreetName><BuyerTownName>Helsinki</BuyerTownName>
  <BuyerPostCodeIdentifier>00500</BuyerPostCodeIdentifier><CountryCode>FI</CountryCode>
 </BuyerPostalAddressDetails>
</BuyerPartyDetails>
<InvoiceDetails>
 <InvoiceTypeCode>INV01</InvoiceTypeCode><InvoiceTypeText>LASKU</InvoiceTypeText>
 <OriginCode>Original</OriginCode><InvoiceNumber>1001</InvoiceNumber>
 <InvoiceDate Format="CCYYMMDD">20260114</InvoiceDate>
 <InvoiceTotalVatExcludedAmount {_CURRENCY}>{{net}}</InvoiceTotalVatExcludedAmount>
 <InvoiceTotalVatAmount {_CURRENCY}>{{tax}}</InvoiceTotalVatAmount>
 <InvoiceTotalVatIncludedAmount {_CURRENCY}>{{total}}</InvoiceTotalVatIncludedAmount>
 <PaymentTermsDetails><InvoiceDueDate Format="CCYYMMDD">20260128</InvoiceDueDate></PaymentTermsDetails>
</InvoiceDetails>
{{rows}}<EpiDetails>
 <EpiIdentificationDetails>
  <EpiDate Format="CCYYMMDD">20260114</EpiDate><EpiReference></EpiReference>
 </EpiIdentificationDetails>
 <EpiPartyDetails>
  <EpiBfiPartyDetails><EpiBfiIdentifier IdentificationSchemeName="BIC">NDEAFIHH</EpiBfiIdentifier></EpiBfiPartyDetails>
  <EpiBeneficiaryPartyDetails>
   <EpiAccountID IdentificationSchemeName="IBAN">FI2112345600000785</EpiAccountID>
  </EpiBeneficiaryPartyDetails>
 </EpiPartyDetails>
 <EpiPaymentInstructionDetails>
  <EpiRemittanceInfoIdentifier IdentificationSchemeName="SPY">00000000000001234561</EpiRemittanceInfoIdentifier>
  <EpiInstructedAmount {_CURRENCY}>{{total}}</EpiInstructedAmount><EpiCharge ChargeOption="SHA">SHA</EpiCharge>
  <EpiDateOptionDate Format="CCYYMMDD">20260128</EpiDateOptionDate>
 </EpiPaymentInstructionDetails>
</EpiDetails>
</Finvoice>
"""


def finvoice(rows: int) -> bytes:
    """A Finvoice 3.0 with some rows that add up to its total, in UTF-8."""
    return _DOCUMENT.format(
        rows="".join(_ROW.format(nth=nth) for nth in range(1, rows + 1)),
        net=_euros(_NET * rows),
        tax=_euros(_TAX * rows),
        total=_euros(_TOTAL * rows),
    ).encode()


def _euros(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02d}"
