// An invoice as Finvoice 3.0. Source: Finance Finland, Finvoice 3.0, implementation guidelines.

import { cents, divided, text } from './money.mjs';

const escaped = (value) => String(value).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const tag = (name, value, attributes = '') => (value ? `<${name}${attributes}>${escaped(value)}</${name}>` : '');
const day = (name, value) => tag(name, value.replaceAll('-', ''), ' Format="CCYYMMDD"');
const decimal = (value) => String(value).replace('.', ',');

/** The document. Throws an error for the user if the rows do not come to the total. */
export function finvoice(invoice, company) {
  const amount = (name, value) => tag(name, decimal(text(value)), ` AmountCurrencyIdentifier="${invoice.currency}"`);
  const rows = invoice.rows.map(worked);
  const sum = (part) => rows.reduce((all, row) => all + row[part], 0);
  if (sum('gross') !== cents(invoice.total)) {
    throw new Error(`the rows of invoice ${invoice.number} come to ${text(sum('gross'))}, its total is ${invoice.total}`);
  }
  const account = company.bank_accounts.find((one) => one.currency === invoice.currency && one.active !== false);
  if (!account) throw new Error(`the company has no active bank account in ${invoice.currency}`);
  const rates = [...new Set(rows.map((row) => row.percent))].sort((a, b) => a - b);
  const base = (rate, part) => rows.filter((row) => row.percent === rate).reduce((all, row) => all + row[part], 0);
  return `<?xml version="1.0" encoding="UTF-8"?>
<Finvoice Version="3.0">
<SellerPartyDetails>${tag('SellerPartyIdentifier', company.business_id)}${tag('SellerOrganisationName', company.name)}${
  tag('SellerOrganisationTaxCode', company.vat_number)}${address('Seller', company.address)}</SellerPartyDetails>
<BuyerPartyDetails>${tag('BuyerPartyIdentifier', invoice.debtor.business_id)}${
  tag('BuyerOrganisationName', invoice.debtor.name)}${tag('BuyerCode', invoice.debtor.customer_number)}${
  address('Buyer', invoice.debtor.address)}</BuyerPartyDetails>
<InvoiceDetails><InvoiceTypeCode>INV01</InvoiceTypeCode><InvoiceTypeText>LASKU</InvoiceTypeText><OriginCode>Original</OriginCode>${
  tag('InvoiceNumber', invoice.number)}${day('InvoiceDate', invoice.date)}${
  amount('InvoiceTotalVatExcludedAmount', sum('net'))}${amount('InvoiceTotalVatAmount', sum('vat'))}${
  amount('InvoiceTotalVatIncludedAmount', sum('gross'))}${rates.map((rate) =>
    `<VatSpecificationDetails>${amount('VatBaseAmount', base(rate, 'net'))}${
      tag('VatRatePercent', decimal(rate))}${amount('VatRateAmount', base(rate, 'vat'))}</VatSpecificationDetails>`).join('')}
<PaymentTermsDetails>${day('InvoiceDueDate', invoice.due_date)}</PaymentTermsDetails></InvoiceDetails>
${rows.map((row) => `<InvoiceRow>${tag('ArticleName', row.description)}${tag('InvoicedQuantity', decimal(row.quantity))}${
    tag('RowVatRatePercent', decimal(row.percent))}${amount('RowVatAmount', row.vat)}${
    amount('RowVatExcludedAmount', row.net)}${amount('RowAmount', row.gross)}</InvoiceRow>`).join('\n')}
<EpiDetails><EpiIdentificationDetails>${day('EpiDate', invoice.date)}<EpiReference></EpiReference></EpiIdentificationDetails>
<EpiPartyDetails><EpiBfiPartyDetails>${tag('EpiBfiIdentifier', account.bic, ' IdentificationSchemeName="BIC"')}</EpiBfiPartyDetails>
<EpiBeneficiaryPartyDetails>${tag('EpiNameAddressDetails', company.name.slice(0, 35))}${
  tag('EpiAccountID', account.iban.replaceAll(' ', ''), ' IdentificationSchemeName="IBAN"')}</EpiBeneficiaryPartyDetails></EpiPartyDetails>
<EpiPaymentInstructionDetails>${tag('EpiRemittanceInfoIdentifier', reference(invoice),
    scheme(invoice, account))}${
  amount('EpiInstructedAmount', cents(invoice.total))}<EpiCharge ChargeOption="SHA">SHA</EpiCharge>${
  day('EpiDateOptionDate', invoice.due_date)}</EpiPaymentInstructionDetails></EpiDetails>
</Finvoice>
`;
}

/** A row with its sums in cents; its total is with tax. */
function worked(row) {
  const percent = Number(row.vat_percent ?? 0);
  const gross = cents(row.total);
  const net = divided(gross * 100_000, 100_000 + Math.round(percent * 1000));
  return { description: row.description, quantity: Number(row.quantity ?? 1), percent, gross, net, vat: gross - net };
}

function address(role, given) {
  if (!given) return '';
  const { street, city, postal_code: code, country } = given;
  return `<${role}PostalAddressDetails>${tag(`${role}StreetName`, street.slice(0, 35))}${tag(`${role}TownName`, city)}${
    tag(`${role}PostCodeIdentifier`, code)}${tag('CountryCode', country)}</${role}PostalAddressDetails>`;
}

/** What a reference is called: the format names the international one and Finland's, and no other. */
function scheme(invoice, account) {
  if (reference(invoice).startsWith('RF')) return ' IdentificationSchemeName="ISO"';
  return account.iban.startsWith('FI') ? ' IdentificationSchemeName="SPY"' : '';
}

function reference(invoice) {
  return String(invoice.reference ?? '').replaceAll(' ', '');
}
