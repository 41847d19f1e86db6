// An invoice as Finvoice 3.0. Source: Finance Finland, Finvoice 3.0, implementation guidelines.

import { drafted, tag } from './draft.mjs';
import { text } from './money.mjs';

const day = (name, value) => tag(name, value.replaceAll('-', ''), ' Format="CCYYMMDD"');
const decimal = (value) => String(value).replace('.', ',');

/** The document. Throws an error for the user if the rows do not come to the total. */
export function finvoice(invoice, company) {
  const { rows, rates, net, vat, gross, account, reference } = drafted(invoice, company);
  const amount = (name, value) => tag(name, decimal(text(value)), ` AmountCurrencyIdentifier="${invoice.currency}"`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<Finvoice Version="3.0">
<SellerPartyDetails>${tag('SellerPartyIdentifier', company.business_id)}${tag('SellerOrganisationName', company.name)}${
  tag('SellerOrganisationTaxCode', company.vat_number)}${address('Seller', company.address)}</SellerPartyDetails>
<BuyerPartyDetails>${tag('BuyerPartyIdentifier', invoice.debtor.business_id)}${
  tag('BuyerOrganisationName', invoice.debtor.name)}${tag('BuyerCode', invoice.debtor.customer_number)}${
  address('Buyer', invoice.debtor.address)}</BuyerPartyDetails>
<InvoiceDetails><InvoiceTypeCode>INV01</InvoiceTypeCode><InvoiceTypeText>LASKU</InvoiceTypeText><OriginCode>Original</OriginCode>${
  tag('InvoiceNumber', invoice.number)}${day('InvoiceDate', invoice.date)}${
  amount('InvoiceTotalVatExcludedAmount', net)}${amount('InvoiceTotalVatAmount', vat)}${
  amount('InvoiceTotalVatIncludedAmount', gross)}${rates.map((rate) =>
    `<VatSpecificationDetails>${amount('VatBaseAmount', rate.net)}${
      tag('VatRatePercent', decimal(rate.percent))}${amount('VatRateAmount', rate.vat)}</VatSpecificationDetails>`).join('')}
<PaymentTermsDetails>${day('InvoiceDueDate', invoice.due_date)}</PaymentTermsDetails></InvoiceDetails>
${rows.map((row) => `<InvoiceRow>${tag('ArticleName', row.description)}${tag('InvoicedQuantity', decimal(row.quantity))}${
    tag('RowVatRatePercent', decimal(row.percent))}${amount('RowVatAmount', row.vat)}${
    amount('RowVatExcludedAmount', row.net)}${amount('RowAmount', row.gross)}</InvoiceRow>`).join('\n')}
<EpiDetails><EpiIdentificationDetails>${day('EpiDate', invoice.date)}<EpiReference></EpiReference></EpiIdentificationDetails>
<EpiPartyDetails><EpiBfiPartyDetails>${tag('EpiBfiIdentifier', account.bic, ' IdentificationSchemeName="BIC"')}</EpiBfiPartyDetails>
<EpiBeneficiaryPartyDetails>${tag('EpiNameAddressDetails', company.name.slice(0, 35))}${
  tag('EpiAccountID', account.iban.replaceAll(' ', ''), ' IdentificationSchemeName="IBAN"')}</EpiBeneficiaryPartyDetails></EpiPartyDetails>
<EpiPaymentInstructionDetails>${tag('EpiRemittanceInfoIdentifier', reference, scheme(reference, account))}${
  amount('EpiInstructedAmount', gross)}<EpiCharge ChargeOption="SHA">SHA</EpiCharge>${
  day('EpiDateOptionDate', invoice.due_date)}</EpiPaymentInstructionDetails></EpiDetails>
</Finvoice>
`;
}

function address(role, given) {
  if (!given) return '';
  const { street, city, postal_code: code, country } = given;
  return `<${role}PostalAddressDetails>${tag(`${role}StreetName`, street.slice(0, 35))}${tag(`${role}TownName`, city)}${
    tag(`${role}PostCodeIdentifier`, code)}${tag('CountryCode', country)}</${role}PostalAddressDetails>`;
}

/** What a reference is called: the format names the international one and Finland's, and no other. */
function scheme(reference, account) {
  if (reference.startsWith('RF')) return ' IdentificationSchemeName="ISO"';
  return account.iban.startsWith('FI') ? ' IdentificationSchemeName="SPY"' : '';
}
