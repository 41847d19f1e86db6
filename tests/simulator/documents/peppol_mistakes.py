"""What can be wrong with an invoice in Peppol BIS Billing 3.0, and what is said of it: a mistake at a time."""

from __future__ import annotations

LEGAL = "cac:PartyLegalEntity/cbc:"
TOTALS = "Invoice/cac:LegalMonetaryTotal/cbc:"
SELLER = "Invoice/cac:AccountingSupplierParty/cac:Party/"
BUYER = "Invoice/cac:AccountingCustomerParty/cac:Party/"

# The parts, between dots, of the sentence that refuses it -> what stands in the Finnish invoice, and what in its place.
REFUSED: dict[str, tuple[str, str]] = {
    # The specification and the process.
    "Invoice/cbc:CustomizationID (line 5) is 'urn: … billing:3.0' is allowed … (BT-24, PEPPOL-EN16931-R004).":
        ("billing:3.0<", "selfbilling:3.0<"),
    "Invoice/cbc:CustomizationID (line 4) is missing … (BT-24, BR-01).":
        ("CustomizationID", "UBLVersionID"),
    ("Invoice/cbc:ProfileID (line 6) is 'urn:fdc:peppol.eu:2017:poacc:bis:01:1.0' … NN being the number … "
     "(BT-23, PEPPOL-EN16931-R007)."):
        ("billing:01:1.0", "bis:01:1.0"),
    "Invoice/cbc:ProfileID (line 4) is missing … (BT-23, PEPPOL-EN16931-R001).":
        ("ProfileID", "ProfileExecutionID"),
    # Number, dates, type, currency.
    "Invoice/cbc:ID (line 7) is missing … (BT-1, BR-02).":
        (" <cbc:ID>1001<", " <cbc:ID> <"),
    "Invoice/cbc:IssueDate (line 4) is missing … (BT-2, BR-03).":
        ("IssueDate", "TaxPointDate"),
    ("Invoice/cbc:IssueDate (line 8) is '2026-02-30' … a date of the calendar as YYYY-MM-DD is … "
     "(BT-2, PEPPOL-EN16931-F001)."):
        ("2026-01-14", "2026-02-30"),
    "Invoice/cbc:IssueDate (line 8) is '20260114' … YYYY-MM-DD … (BT-2, PEPPOL-EN16931-F001).":
        ("2026-01-14", "20260114"),
    "Invoice/cbc:DueDate (line 9) is '2026-01-28+02:00' … YYYY-MM-DD … (BT-9, PEPPOL-EN16931-F001).":
        ("2026-01-28", "2026-01-28+02:00"),
    "Invoice/cbc:InvoiceTypeCode (line 10) is missing … (BT-3, BR-04).":
        ("InvoiceTypeCode>380<", "InvoiceTypeCode><"),
    "Invoice/cbc:InvoiceTypeCode (line 10) is '381' … 380, 382, 383, … (BT-3, PEPPOL-EN16931-P0100).":
        ("InvoiceTypeCode>380", "InvoiceTypeCode>381"),
    ("Invoice/cbc:DocumentCurrencyCode (line 11) is 'euro' … a currency of three capital letters is … "
     "(BT-5, BR-CL-04)."):
        ("CurrencyCode>EUR", "CurrencyCode>euro"),
    "Invoice/cbc:DocumentCurrencyCode (line 11) is missing … (BT-5, BR-05).":
        ("CurrencyCode>EUR<", "CurrencyCode><"),
    # The parties.
    f"{SELLER}{LEGAL}RegistrationName (line 22) is missing … (BT-27, BR-06).":
        ("<cbc:RegistrationName>Tukku Oy", "<cbc:RegistrationName>"),
    f"{BUYER}{LEGAL}RegistrationName (line 31) is missing … (BT-44, BR-07).":
        ("<cbc:RegistrationName>Kund AB", "<cbc:RegistrationName>"),
    f"{SELLER}{LEGAL}RegistrationName (line 4) is missing … (BT-27, BR-06).":
        ("AccountingSupplierParty", "SellerSupplierParty"),
    f"{BUYER}{LEGAL}RegistrationName (line 4) is missing … (BT-44, BR-07).":
        ("AccountingCustomerParty", "BuyerCustomerParty"),
    f"{SELLER}cac:PostalAddress/cac:Country/cbc:IdentificationCode (line 16) is missing … (BT-40, BR-09).":
        ("<cbc:IdentificationCode>FI", "<cbc:IdentificationCode>"),
    (f"{BUYER}cac:PostalAddress/cac:Country/cbc:IdentificationCode (line 28) is 'Sweden' … "
     "two capital letters is … "
     "(BT-55, BR-CL-14)."):
        ("<cbc:IdentificationCode>SE", "<cbc:IdentificationCode>Sweden"),
    f"{SELLER}cbc:EndpointID/@schemeID (line 14) is missing … (BT-34-1, BR-62).":
        (' schemeID="0216"', ""),
    f"{BUYER}cbc:EndpointID/@schemeID (line 26) is missing … (BT-49-1, BR-63).":
        ('ID schemeID="0007"', "ID"),
    (f"{SELLER}cbc:EndpointID/@schemeID (line 14) is 'FI:OVT' … four digits (EAS) is … "
     "(BT-34-1, PEPPOL-EN16931-CL008)."):
        ('schemeID="0216"', 'schemeID="FI:OVT"'),
    (f"{BUYER}cbc:EndpointID (line 26) is '559900-0014' … a Swedish organisation number, ten digits … "
     "(BT-49, PEPPOL-COMMON-R049)."):
        ('"0007">5599000014</cbc:End', '"0007">559900-0014</cbc:End'),
    f"{BUYER}{LEGAL}CompanyID (line 31) is '5599000015' … right check digit … (BT-47, PEPPOL-COMMON-R049).":
        ('"0007">5599000014</cbc:Comp', '"0007">5599000015</cbc:Comp'),
    (f"{SELLER}{LEGAL}CompanyID (line 22) is '310000018' … a Norwegian organisation number, nine digits … "
     "(BT-30, PEPPOL-COMMON-R041)."):
        ('"0212">0112038-9', '"0192">310000018'),
    # The tax.
    "Invoice/cac:TaxTotal/cac:TaxSubtotal (line 4) is missing … (BG-23, BR-CO-18).":
        ("TaxSubtotal", "TaxPart"),
    ("Invoice/cac:TaxTotal (line 48) stands there 2 times with a cac:TaxSubtotal … once is allowed … "
     "(BG-22, PEPPOL-EN16931-R053)."):
        ("</cac:TaxTotal>", "</cac:TaxTotal><cac:TaxTotal><cac:TaxSubtotal/></cac:TaxTotal>"),
    "Invoice/cac:TaxTotal/cbc:TaxAmount (line 39) is missing … (BT-110, BR-CO-15).":
        ('  <cbc:TaxAmount currencyID="EUR">255.00</cbc:TaxAmount>\n  <', "  <"),
    "Invoice/cac:TaxTotal/cac:TaxSubtotal/cbc:TaxAmount (line 41) is missing … (BT-117, BR-46).":
        ('   <cbc:TaxAmount currencyID="EUR">255.00</cbc:TaxAmount>\n', ""),
    ("Invoice/cac:TaxTotal/cbc:TaxAmount (line 40) is '255.00' … 254.99 (the sum of its parts) is … "
     "(BT-110, BR-CO-14)."):
        ('   <cbc:TaxAmount currencyID="EUR">255.00', '   <cbc:TaxAmount currencyID="EUR">254.99'),
    ("Invoice/cac:TaxTotal/cbc:TaxAmount/@currencyID (line 40) is 'SEK' … "
     "the currency of the invoice, EUR, … "
     "(BT-110, PEPPOL-EN16931-R051)."):
        ('TaxAmount currencyID="EUR"', 'TaxAmount currencyID="SEK"'),
    ("Invoice/cbc:TaxCurrencyCode (line 12) is 'EUR' … another currency than that of the invoice, EUR, is … "
     "(BT-6, PEPPOL-EN16931-R005)."):
        (" <cbc:BuyerReference>42<", " <cbc:TaxCurrencyCode>EUR</cbc:TaxCurrencyCode><cbc:BuyerReference>42<"),
    "Invoice/cbc:TaxCurrencyCode (line 12) is 'SEK' … a currency in which a cac:TaxTotal … (BT-6, BR-53).":
        (" <cbc:BuyerReference>42<", " <cbc:TaxCurrencyCode>SEK</cbc:TaxCurrencyCode><cbc:BuyerReference>42<"),
    # Lines and totals.
    "Invoice/cac:InvoiceLine (line 4) is missing … (BG-25, BR-16).":
        ("InvoiceLine>", "InvoiceRow>"),
    "Invoice/cac:LegalMonetaryTotal (line 4) is missing … (BG-22, BR-12).":
        ("LegalMonetaryTotal", "AnticipatedMonetaryTotal"),
    "Invoice/cac:InvoiceLine/cbc:LineExtensionAmount (line 55) is missing … (BT-131, BR-24).":
        ('  <cbc:LineExtensionAmount currencyID="EUR">1000.00</cbc:LineExtensionAmount>\n  <cac:Item', "  <cac:Item"),
    ("Invoice/cac:InvoiceLine/cbc:LineExtensionAmount (line 58) is '1000.001' … at most 2 decimals is … "
     "(BT-131, BR-DEC-23)."):
        ("1000.00</cbc:LineExtensionAmount>\n  <cac:Item", "1000.001</cbc:LineExtensionAmount>\n  <cac:Item"),
    (f"{TOTALS}LineExtensionAmount (line 50) is '1000.00' … 999.99 (the sum of the lines) is … "
     "(BT-106, BR-CO-10)."):
        ("1000.00</cbc:LineExtensionAmount>\n  <cac:Item", "999.99</cbc:LineExtensionAmount>\n  <cac:Item"),
    ("Invoice/cac:InvoiceLine/cbc:LineExtensionAmount (line 58) is '1e3' … "
     "a number with a decimal point, as 1240.00 is … "
     "(BT-131, UBL 2.1)."):
        ("1000.00</cbc:LineExtensionAmount>\n  <cac:Item", "1e3</cbc:LineExtensionAmount>\n  <cac:Item"),
    f"{TOTALS}LineExtensionAmount (line 49) is missing … (BT-106, BR-12).":
        ('  <cbc:LineExtensionAmount currencyID="EUR">1000.00</cbc:LineExtensionAmount>\n  <cbc:TaxEx', "  <cbc:TaxEx"),
    f"{TOTALS}TaxExclusiveAmount (line 49) is missing … (BT-109, BR-13).":
        ("TaxExclusiveAmount", "TaxFreeAmount"),
    f"{TOTALS}TaxInclusiveAmount (line 49) is missing … (BT-112, BR-14).":
        ("TaxInclusiveAmount", "TaxedAmount"),
    f"{TOTALS}PayableAmount (line 49) is missing … (BT-115, BR-15).":
        ("PayableAmount", "PaidAmount"),
    (f"{TOTALS}TaxExclusiveAmount (line 51) is '900.00' … "
     "1000.00 (the lines less allowances and with charges) is … "
     "(BT-109, BR-CO-13)."):
        ("1000.00</cbc:TaxEx", "900.00</cbc:TaxEx"),
    (f"{TOTALS}TaxInclusiveAmount (line 52) is '1240.00' … 1255.00 (the total without tax and the tax) is … "
     "(BT-112, BR-CO-15)."):
        ("1255.00</cbc:TaxIn", "1240.00</cbc:TaxIn"),
    (f"{TOTALS}PayableAmount (line 53) is '1250.00' … "
     "1255.00 (the total with tax less what is paid, and rounded) is … "
     "(BT-115, BR-CO-16)."):
        ("1255.00</cbc:Pay", "1250.00</cbc:Pay"),
    f"{TOTALS}PayableAmount (line 53) is '1255.000' … at most 2 decimals is … (BT-115, BR-DEC-18).":
        ("1255.00</cbc:Pay", "1255.000</cbc:Pay"),
    f"{TOTALS}PayableAmount (line 53) is '1255,00' … a number with a decimal point … (BT-115, UBL 2.1).":
        ("1255.00</cbc:Pay", "1255,00</cbc:Pay"),
    f"{TOTALS}PayableAmount (line 53) is 'NaN' … a number with a decimal point … (BT-115, UBL 2.1).":
        ("1255.00</cbc:Pay", "NaN</cbc:Pay"),
    (f"{TOTALS}PayableAmount (line 53): The amount … is too large: at most 100000000000.00 EUR … "
     "(BT-115)."):
        ("1255.00</cbc:Pay", "999999999999.00</cbc:Pay"),
    (f"{TOTALS}PayableAmount/@currencyID (line 53) is '' … the currency of the invoice, EUR, … "
     "(BT-115, PEPPOL-EN16931-R051)."):
        ('<cbc:PayableAmount currencyID="EUR"', "<cbc:PayableAmount"),
    # Twice.
    "Invoice/cbc:DueDate (line 10) stands there 2 times … once is allowed … (UBL 2.1).":
        (" <cbc:DueDate>", " <cbc:DueDate>2026-02-28</cbc:DueDate>\n <cbc:DueDate>"),
}  # fmt: skip
