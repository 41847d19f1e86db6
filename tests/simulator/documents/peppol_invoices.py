"""Invoices in Peppol BIS Billing 3.0 to read, and to spoil: a Norwegian (EHF) and a Finnish one, and a credit note."""

from __future__ import annotations

_HEAD = """<?xml version="1.0" encoding="{encoding}"?>
<{root} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{root}-2"
  xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
  xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
 <cbc:CustomizationID>urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0</cbc:CustomizationID>
 <cbc:ProfileID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</cbc:ProfileID>
"""

# Two lines with 25 % and one with 15 %, a discount of 100.00 and freight of 60.00, both with 25 %:
#   lines 1200.00 + 800.00 + 200.00 = 2200.00, without tax 2200.00 - 100.00 + 60.00 = 2160.00,
#   tax (2000.00 - 100.00 + 60.00) x 25 % = 490.00 and 200.00 x 15 % = 30.00, together 520.00,
#   with tax 2680.00; 680.40 were paid before, and 0.40 are rounded up to whole kroner: 2000.00 are due.
NORWEGIAN = (
    _HEAD
    + """ <cbc:ID>F-2026/17</cbc:ID>
 <cbc:IssueDate>2026-01-14</cbc:IssueDate>
 <cbc:DueDate>2026-01-28</cbc:DueDate>
 <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
 <cbc:DocumentCurrencyCode>NOK</cbc:DocumentCurrencyCode>
 <cbc:BuyerReference>Avdeling 7</cbc:BuyerReference>
 <cac:AccountingSupplierParty><cac:Party>
  <cbc:EndpointID schemeID="0192">310000019</cbc:EndpointID>
  <cac:PartyName><cbc:Name>Fjordens</cbc:Name></cac:PartyName>
  <cac:PostalAddress>
   <cbc:StreetName>Storgata 1</cbc:StreetName><cbc:CityName>Bodø</cbc:CityName>
   <cbc:PostalZone>8001</cbc:PostalZone>
   <cac:Country><cbc:IdentificationCode>NO</cbc:IdentificationCode></cac:Country>
  </cac:PostalAddress>
  <cac:PartyTaxScheme>
   <cbc:CompanyID>Foretaksregisteret</cbc:CompanyID><cac:TaxScheme><cbc:ID>TAX</cbc:ID></cac:TaxScheme>
  </cac:PartyTaxScheme>
  <cac:PartyTaxScheme>
   <cbc:CompanyID>NO310000019MVA</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>
  </cac:PartyTaxScheme>
  <cac:PartyLegalEntity>
   <cbc:RegistrationName>Fjordens Båt &amp; Bøye AS</cbc:RegistrationName>
   <cbc:CompanyID schemeID="0192">310000019</cbc:CompanyID>
  </cac:PartyLegalEntity>
  <cac:Contact><cbc:Telephone>+4741234567</cbc:Telephone></cac:Contact>
 </cac:Party></cac:AccountingSupplierParty>
 <cac:AccountingCustomerParty><cac:Party>
  <cbc:EndpointID schemeID="0192">310000027</cbc:EndpointID>
  <cac:PartyIdentification><cbc:ID>K-42</cbc:ID></cac:PartyIdentification>
  <cac:PostalAddress>
   <cbc:StreetName>Havnegata 2</cbc:StreetName><cbc:AdditionalStreetName>Brygge B</cbc:AdditionalStreetName>
   <cbc:CityName>Ålesund</cbc:CityName><cbc:PostalZone>6002</cbc:PostalZone>
   <cac:Country><cbc:IdentificationCode>NO</cbc:IdentificationCode></cac:Country>
  </cac:PostalAddress>
  <cac:PartyLegalEntity>
   <cbc:RegistrationName>Ærlig Øl AS</cbc:RegistrationName>
   <cbc:CompanyID schemeID="0192">310000027</cbc:CompanyID>
  </cac:PartyLegalEntity>
  <cac:Contact>
   <cbc:Name>Kari</cbc:Name><cbc:Telephone>+4747654321</cbc:Telephone>
   <cbc:ElectronicMail>faktura@aerlig.example</cbc:ElectronicMail>
  </cac:Contact>
 </cac:Party></cac:AccountingCustomerParty>
 <cac:PaymentMeans>
  <cbc:PaymentMeansCode name="Credit transfer">30</cbc:PaymentMeansCode>
  <cbc:PaymentID>00000123455</cbc:PaymentID>
  <cac:PayeeFinancialAccount>
   <cbc:ID>NO9386011117947</cbc:ID>
   <cac:FinancialInstitutionBranch><cbc:ID>DNBANOKK</cbc:ID></cac:FinancialInstitutionBranch>
  </cac:PayeeFinancialAccount>
 </cac:PaymentMeans>
 <cac:AllowanceCharge>
  <cbc:ChargeIndicator>false</cbc:ChargeIndicator><cbc:AllowanceChargeReason>Rabatt</cbc:AllowanceChargeReason>
  <cbc:Amount currencyID="NOK">100</cbc:Amount>
  <cac:TaxCategory>
   <cbc:ID>S</cbc:ID><cbc:Percent>25</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>
  </cac:TaxCategory>
 </cac:AllowanceCharge>
 <cac:AllowanceCharge>
  <cbc:ChargeIndicator>true</cbc:ChargeIndicator><cbc:AllowanceChargeReason>Frakt</cbc:AllowanceChargeReason>
  <cbc:Amount currencyID="NOK">60</cbc:Amount>
  <cac:TaxCategory>
   <cbc:ID>S</cbc:ID><cbc:Percent>25</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>
  </cac:TaxCategory>
 </cac:AllowanceCharge>
 <cac:TaxTotal>
  <cbc:TaxAmount currencyID="NOK">520.00</cbc:TaxAmount>
  <cac:TaxSubtotal>
   <cbc:TaxableAmount currencyID="NOK">1960.00</cbc:TaxableAmount>
   <cbc:TaxAmount currencyID="NOK">490.00</cbc:TaxAmount>
   <cac:TaxCategory>
    <cbc:ID>S</cbc:ID><cbc:Percent>25</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>
   </cac:TaxCategory>
  </cac:TaxSubtotal>
  <cac:TaxSubtotal>
   <cbc:TaxableAmount currencyID="NOK">200.00</cbc:TaxableAmount>
   <cbc:TaxAmount currencyID="NOK">30.00</cbc:TaxAmount>
   <cac:TaxCategory>
    <cbc:ID>S</cbc:ID><cbc:Percent>15</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>
   </cac:TaxCategory>
  </cac:TaxSubtotal>
 </cac:TaxTotal>
 <cac:LegalMonetaryTotal>
  <cbc:LineExtensionAmount currencyID="NOK">2200.00</cbc:LineExtensionAmount>
  <cbc:TaxExclusiveAmount currencyID="NOK">2160.00</cbc:TaxExclusiveAmount>
  <cbc:TaxInclusiveAmount currencyID="NOK">2680.00</cbc:TaxInclusiveAmount>
  <cbc:AllowanceTotalAmount currencyID="NOK">100.00</cbc:AllowanceTotalAmount>
  <cbc:ChargeTotalAmount currencyID="NOK">60.00</cbc:ChargeTotalAmount>
  <cbc:PrepaidAmount currencyID="NOK">680.40</cbc:PrepaidAmount>
  <cbc:PayableRoundingAmount currencyID="NOK">0.40</cbc:PayableRoundingAmount>
  <cbc:PayableAmount currencyID="NOK">2000.00</cbc:PayableAmount>
 </cac:LegalMonetaryTotal>
 <cac:InvoiceLine>
  <cbc:ID>1</cbc:ID>
  <cbc:InvoicedQuantity unitCode="HUR">24</cbc:InvoicedQuantity>
  <cbc:LineExtensionAmount currencyID="NOK">1200.00</cbc:LineExtensionAmount>
  <cac:Item>
   <cbc:Name>Båtpuss</cbc:Name>
   <cac:ClassifiedTaxCategory>
    <cbc:ID>S</cbc:ID><cbc:Percent>25</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>
   </cac:ClassifiedTaxCategory>
  </cac:Item>
  <cac:Price>
   <cbc:PriceAmount currencyID="NOK">600</cbc:PriceAmount>
   <cbc:BaseQuantity unitCode="HUR">12</cbc:BaseQuantity>
  </cac:Price>
 </cac:InvoiceLine>
 <cac:InvoiceLine>
  <cbc:ID>2</cbc:ID>
  <cbc:InvoicedQuantity unitCode="C62">1</cbc:InvoicedQuantity>
  <cbc:LineExtensionAmount currencyID="NOK">800</cbc:LineExtensionAmount>
  <cac:Item>
   <cbc:Name>Bøye</cbc:Name>
   <cac:ClassifiedTaxCategory>
    <cbc:ID>S</cbc:ID><cbc:Percent>25</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>
   </cac:ClassifiedTaxCategory>
  </cac:Item>
  <cac:Price><cbc:PriceAmount currencyID="NOK">800</cbc:PriceAmount></cac:Price>
 </cac:InvoiceLine>
 <cac:InvoiceLine>
  <cbc:ID>3</cbc:ID>
  <cbc:InvoicedQuantity unitCode="C62">10</cbc:InvoicedQuantity>
  <cbc:LineExtensionAmount currencyID="NOK">200.0</cbc:LineExtensionAmount>
  <cac:Item>
   <cbc:Name>Matpakke</cbc:Name>
   <cac:ClassifiedTaxCategory>
    <cbc:ID>S</cbc:ID><cbc:Percent>15</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>
   </cac:ClassifiedTaxCategory>
  </cac:Item>
  <cac:Price><cbc:PriceAmount currencyID="NOK">20</cbc:PriceAmount></cac:Price>
 </cac:InvoiceLine>
</Invoice>
"""
)

# One line: 1000.00 without tax, 25.5 % of it are 255.00, 1255.00 are due. The reference is filled up to twenty digits.
FINNISH = (
    _HEAD
    + """ <cbc:ID>1001</cbc:ID>
 <cbc:IssueDate>2026-01-14</cbc:IssueDate>
 <cbc:DueDate>2026-01-28</cbc:DueDate>
 <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
 <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
 <cbc:BuyerReference>42</cbc:BuyerReference>
 <cac:AccountingSupplierParty><cac:Party>
  <cbc:EndpointID schemeID="0216">003701120389</cbc:EndpointID>
  <cac:PostalAddress>
   <cac:Country><cbc:IdentificationCode>FI</cbc:IdentificationCode></cac:Country>
  </cac:PostalAddress>
  <cac:PartyTaxScheme>
   <cbc:CompanyID>FI01120389</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>
  </cac:PartyTaxScheme>
  <cac:PartyLegalEntity>
   <cbc:RegistrationName>Tukku Oy</cbc:RegistrationName><cbc:CompanyID schemeID="0212">0112038-9</cbc:CompanyID>
  </cac:PartyLegalEntity>
 </cac:Party></cac:AccountingSupplierParty>
 <cac:AccountingCustomerParty><cac:Party>
  <cbc:EndpointID schemeID="0007">5599000014</cbc:EndpointID>
  <cac:PostalAddress>
   <cac:Country><cbc:IdentificationCode>SE</cbc:IdentificationCode></cac:Country>
  </cac:PostalAddress>
  <cac:PartyLegalEntity>
   <cbc:RegistrationName>Kund AB</cbc:RegistrationName><cbc:CompanyID schemeID="0007">5599000014</cbc:CompanyID>
  </cac:PartyLegalEntity>
 </cac:Party></cac:AccountingCustomerParty>
 <cac:PaymentMeans>
  <cbc:PaymentMeansCode>30</cbc:PaymentMeansCode>
  <cbc:PaymentID>00000 00000 00000 10016</cbc:PaymentID>
  <cac:PayeeFinancialAccount><cbc:ID>FI2112345600000785</cbc:ID></cac:PayeeFinancialAccount>
 </cac:PaymentMeans>
 <cac:TaxTotal>
  <cbc:TaxAmount currencyID="EUR">255.00</cbc:TaxAmount>
  <cac:TaxSubtotal>
   <cbc:TaxableAmount currencyID="EUR">1000.00</cbc:TaxableAmount>
   <cbc:TaxAmount currencyID="EUR">255.00</cbc:TaxAmount>
   <cac:TaxCategory>
    <cbc:ID>S</cbc:ID><cbc:Percent>25.5</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>
   </cac:TaxCategory>
  </cac:TaxSubtotal>
 </cac:TaxTotal>
 <cac:LegalMonetaryTotal>
  <cbc:LineExtensionAmount currencyID="EUR">1000.00</cbc:LineExtensionAmount>
  <cbc:TaxExclusiveAmount currencyID="EUR">1000.00</cbc:TaxExclusiveAmount>
  <cbc:TaxInclusiveAmount currencyID="EUR">1255.00</cbc:TaxInclusiveAmount>
  <cbc:PayableAmount currencyID="EUR">1255.00</cbc:PayableAmount>
 </cac:LegalMonetaryTotal>
 <cac:InvoiceLine>
  <cbc:ID>1</cbc:ID>
  <cbc:InvoicedQuantity unitCode="C62">2</cbc:InvoicedQuantity>
  <cbc:LineExtensionAmount currencyID="EUR">1000.00</cbc:LineExtensionAmount>
  <cac:Item>
   <cbc:Name>Öljy</cbc:Name>
   <cac:ClassifiedTaxCategory>
    <cbc:ID>S</cbc:ID><cbc:Percent>25.5</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>
   </cac:ClassifiedTaxCategory>
  </cac:Item>
  <cac:Price><cbc:PriceAmount currencyID="EUR">500.00</cbc:PriceAmount></cac:Price>
 </cac:InvoiceLine>
</Invoice>
"""
)

Change = tuple[str, str]


def norwegian(*changes: Change, encoding: str = "UTF-8") -> bytes:
    """The Norwegian invoice with texts replaced: each has to be there."""
    return _changed(NORWEGIAN, changes, encoding, "Invoice")


def finnish(*changes: Change, encoding: str = "UTF-8") -> bytes:
    """The Finnish invoice with texts replaced: each has to be there."""
    return _changed(FINNISH, changes, encoding, "Invoice")


def credit_note() -> bytes:
    """The Finnish invoice taken back by a credit note."""
    names = ("InvoiceTypeCode>380", "CreditNoteTypeCode>381"), ("InvoiceTypeCode", "CreditNoteTypeCode")
    more = (
        ("InvoiceLine", "CreditNoteLine"),
        ("InvoicedQuantity", "CreditedQuantity"),
        ("</Invoice", "</CreditNote"),
    )
    due = (" <cbc:DueDate>2026-01-28</cbc:DueDate>\n", "")  # a credit note says it elsewhere
    return _changed(FINNISH, (*names, *more, due), "UTF-8", "CreditNote")


def _changed(text: str, changes: tuple[Change, ...], encoding: str, root: str) -> bytes:
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text.replace("{encoding}", encoding).replace("{root}", root).encode(encoding)
