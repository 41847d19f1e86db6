"""A Finvoice 3.0 document to read, and to spoil."""

FINVOICE = """<?xml version="1.0" encoding="{encoding}"?>
<Finvoice Version="3.0">
 <MessageTransmissionDetails>
  <MessageSenderDetails>
   <FromIdentifier>003701120389</FromIdentifier><FromIntermediator>003721291126</FromIntermediator>
  </MessageSenderDetails>
  <MessageReceiverDetails>
   <ToIdentifier>003722625095</ToIdentifier><ToIntermediator>BAWCFI22</ToIntermediator>
  </MessageReceiverDetails>
  <MessageDetails>
   <MessageIdentifier>1001-1</MessageIdentifier><MessageTimeStamp>2026-01-14T09:00:00Z</MessageTimeStamp>
  </MessageDetails>
 </MessageTransmissionDetails>
 <SellerPartyDetails>
  <SellerPartyIdentifier>0112038-9</SellerPartyIdentifier>
  <SellerOrganisationName>Tukku &amp; Kauppa Oy</SellerOrganisationName>
  <SellerOrganisationTaxCode>FI01120389</SellerOrganisationTaxCode>
 </SellerPartyDetails>
 <SellerInformationDetails>
  <SellerAccountDetails>
   <SellerAccountID IdentificationSchemeName="IBAN">FI2112345600000785</SellerAccountID>
   <SellerBic IdentificationSchemeName="BIC">NDEAFIHH</SellerBic>
  </SellerAccountDetails>
 </SellerInformationDetails>
 <InvoiceRecipientLanguageCode>SV</InvoiceRecipientLanguageCode>
 <BuyerPartyDetails>
  <BuyerPartyIdentifier>2262509-5</BuyerPartyIdentifier>
  <BuyerOrganisationName>Äyräs Öljy Oy</BuyerOrganisationName>
  <BuyerPostalAddressDetails>
   <BuyerStreetName>Hämeentie 1</BuyerStreetName><BuyerStreetName>B 2</BuyerStreetName>
   <BuyerTownName>Helsinki</BuyerTownName>
   <BuyerPostCodeIdentifier>00500</BuyerPostCodeIdentifier>
   <CountryCode>FI</CountryCode>
  </BuyerPostalAddressDetails>
 </BuyerPartyDetails>
 <BuyerCommunicationDetails>
  <BuyerPhoneNumberIdentifier>+358401234567</BuyerPhoneNumberIdentifier>
  <BuyerEmailaddressIdentifier>laskut@ayras.example</BuyerEmailaddressIdentifier>
 </BuyerCommunicationDetails>
 <InvoiceDetails>
  <InvoiceTypeCode>INV01</InvoiceTypeCode><InvoiceTypeText>LASKU</InvoiceTypeText>
  <OriginCode>Original</OriginCode>
  <InvoiceNumber>1001</InvoiceNumber>
  <InvoiceDate Format="CCYYMMDD">20260114</InvoiceDate>
  <SellersBuyerIdentifier>C-77</SellersBuyerIdentifier>
  <InvoiceTotalVatExcludedAmount AmountCurrencyIdentifier="EUR">988,05</InvoiceTotalVatExcludedAmount>
  <InvoiceTotalVatAmount AmountCurrencyIdentifier="EUR">251,95</InvoiceTotalVatAmount>
  <InvoiceTotalVatIncludedAmount AmountCurrencyIdentifier="EUR">1240,00</InvoiceTotalVatIncludedAmount>
  <PaymentTermsDetails>
   <InvoiceDueDate Format="CCYYMMDD">20260128</InvoiceDueDate>
  </PaymentTermsDetails>
 </InvoiceDetails>
 <InvoiceRow>
  <ArticleName>Öljy</ArticleName>
  <InvoicedQuantity QuantityUnitCode="kpl">2,5</InvoicedQuantity>
  <UnitPriceAmount AmountCurrencyIdentifier="EUR">395,22</UnitPriceAmount>
  <RowVatRatePercent>25,5</RowVatRatePercent>
  <RowVatAmount AmountCurrencyIdentifier="EUR">251,95</RowVatAmount>
  <RowVatExcludedAmount AmountCurrencyIdentifier="EUR">988,05</RowVatExcludedAmount>
  <RowAmount AmountCurrencyIdentifier="EUR">1240,00</RowAmount>
 </InvoiceRow>
 <InvoiceRow><ArticleName>Kiitos tilauksesta</ArticleName></InvoiceRow>
 <EpiDetails>
  <EpiIdentificationDetails>
   <EpiDate Format="CCYYMMDD">20260114</EpiDate><EpiReference></EpiReference>
  </EpiIdentificationDetails>
  <EpiPartyDetails>
   <EpiBfiPartyDetails>
    <EpiBfiIdentifier IdentificationSchemeName="BIC">NDEAFIHH</EpiBfiIdentifier>
   </EpiBfiPartyDetails>
   <EpiBeneficiaryPartyDetails>
    <EpiAccountID IdentificationSchemeName="IBAN">FI2112345600000785</EpiAccountID>
   </EpiBeneficiaryPartyDetails>
  </EpiPartyDetails>
  <EpiPaymentInstructionDetails>
   <EpiRemittanceInfoIdentifier
     IdentificationSchemeName="SPY">00000000000001234561</EpiRemittanceInfoIdentifier>
   <EpiInstructedAmount AmountCurrencyIdentifier="EUR">1240,00</EpiInstructedAmount>
   <EpiCharge ChargeOption="SHA">SHA</EpiCharge>
   <EpiDateOptionDate Format="CCYYMMDD">20260128</EpiDateOptionDate>
  </EpiPaymentInstructionDetails>
 </EpiDetails>
</Finvoice>
"""

FRAME = """<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/">
 <SOAP-ENV:Header/>
 <SOAP-ENV:Body/>
</SOAP-ENV:Envelope>
"""


def document(encoding: str = "UTF-8", *changes: tuple[str, str]) -> bytes:
    """The document in an encoding, with texts replaced: each has to be there."""
    text = FINVOICE.format(encoding=encoding)
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text.encode(encoding)
