// An invoice as Peppol BIS Billing 3.0. Source: OpenPEPPOL, the syntax of its UBL invoice, and its rules.

import { drafted, tag } from './draft.mjs';
import { text } from './money.mjs';

const UBL = 'urn:oasis:names:specification:ubl:schema:xsd';
const REGISTERS = { FI: '0212', SE: '0007', NO: '0192' }; // by ISO 6523, whose numbers companies have

const cbc = (name, value, attributes) => tag(`cbc:${name}`, value, attributes);
const cac = (name, ...parts) => `<cac:${name}>${parts.join('')}</cac:${name}>`;
const scheme = (id) => ` schemeID="${id}"`;

/** The document. Throws an error for the user if rows and total differ, or somebody has no electronic address. */
export function peppol(invoice, company) {
  const { rows, rates, net, vat, gross, account, reference } = drafted(invoice, company);
  const { currency, debtor } = invoice;
  const amount = (name, value) => cbc(name, text(value), ` currencyID="${currency}"`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="${UBL}:Invoice-2" xmlns:cac="${UBL}:CommonAggregateComponents-2" xmlns:cbc="${UBL}:CommonBasicComponents-2">
${cbc('CustomizationID', 'urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0')}
${cbc('ProfileID', 'urn:fdc:peppol.eu:2017:poacc:billing:01:1.0')}
${cbc('ID', invoice.number)}${cbc('IssueDate', invoice.date)}${cbc('DueDate', invoice.due_date)}${
  cbc('InvoiceTypeCode', 380)}${cbc('DocumentCurrencyCode', currency)}${
  cbc('BuyerReference', debtor.customer_number ?? invoice.number)}
${cac('AccountingSupplierParty', party(company, company.vat_number))}
${cac('AccountingCustomerParty', party(debtor))}
${cac('PaymentMeans', cbc('PaymentMeansCode', 30), cbc('PaymentID', reference), payee(account))}
${cac('TaxTotal', amount('TaxAmount', vat), ...rates.map((rate) =>
    cac('TaxSubtotal', amount('TaxableAmount', rate.net), amount('TaxAmount', rate.vat), category('TaxCategory', rate.percent))))}
${cac('LegalMonetaryTotal', amount('LineExtensionAmount', net), amount('TaxExclusiveAmount', net),
    amount('TaxInclusiveAmount', gross), amount('PayableAmount', gross))}
${rows.map((row, place) => line(row, place + 1, amount)).join('\n')}
</Invoice>
`;
}

function party(words, vatNumber) {
  const { street, city, postal_code: code, country = words.country } = words.address ?? {};
  const [id, value] = electronicAddress(words);
  const number = words.country === 'FI' ? words.business_id : words.business_id?.replace(/\D/g, '');
  return cac('Party',
    cbc('EndpointID', value, scheme(id)),
    cac('PostalAddress', cbc('StreetName', street), cbc('CityName', city), cbc('PostalZone', code),
      cac('Country', cbc('IdentificationCode', country))),
    vatNumber ? taxed(vatNumber, 'VAT') : '',
    vatNumber && words.country === 'NO' ? taxed('Foretaksregisteret', 'TAX') : '',
    cac('PartyLegalEntity', cbc('RegistrationName', words.name), cbc('CompanyID', number, scheme(REGISTERS[words.country]))));
}

const taxed = (number, kind) => cac('PartyTaxScheme', cbc('CompanyID', number), cac('TaxScheme', cbc('ID', kind)));

/** Scheme and address: "0192:310000019" as Peppol writes it, "003712345671" as Finland does (0216, OVT). */
function electronicAddress({ name, einvoice_address: address = '' }) {
  const found = /^(\d{4}):(.+)$/.exec(address) ?? /^()(0037\d{8}.*)$/.exec(address);
  if (!found) throw new Error(`${name} has no electronic address, and Peppol BIS needs one`);
  return [found[1] || '0216', found[2]];
}

function payee({ iban, bic }) {
  const bank = bic ? cac('FinancialInstitutionBranch', cbc('ID', bic)) : '';
  return cac('PayeeFinancialAccount', cbc('ID', iban.replaceAll(' ', '')), bank);
}

/** The standard rate, or zero; 0 is a percentage too, and stands there. */
function category(name, percent) {
  return cac(name, cbc('ID', percent ? 'S' : 'Z'), cbc('Percent', String(percent)), cac('TaxScheme', cbc('ID', 'VAT')));
}

/** A row. Its price is that of the whole quantity, so that no rounding comes between the two; it is never negative. */
function line(row, place, amount) {
  const quantity = Math.abs(row.quantity) || 1;
  const piece = ' unitCode="C62"';
  return cac('InvoiceLine', cbc('ID', place), cbc('InvoicedQuantity', row.net < 0 ? -quantity : quantity, piece),
    amount('LineExtensionAmount', row.net),
    cac('Item', cbc('Name', row.description), category('ClassifiedTaxCategory', row.percent)),
    cac('Price', amount('PriceAmount', Math.abs(row.net)), cbc('BaseQuantity', quantity, piece)));
}
