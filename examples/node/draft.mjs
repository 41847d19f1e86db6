// What every document of an invoice is made of: its rows with their sums, the account to pay to, and elements of XML.

import { cents, divided, text } from './money.mjs';

const escaped = (value) => String(value).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** An element with a text, or nothing without one: none is to be empty. */
export const tag = (name, value, attributes = '') => (value ? `<${name}${attributes}>${escaped(value)}</${name}>` : '');

/** The invoice ready to be written. Throws an error for the user if its rows do not come to its total. */
export function drafted(invoice, company) {
  const rows = invoice.rows.map(worked);
  const sum = (part, among = rows) => among.reduce((all, row) => all + row[part], 0);
  if (sum('gross') !== cents(invoice.total)) {
    throw new Error(`the rows of invoice ${invoice.number} come to ${text(sum('gross'))}, its total is ${invoice.total}`);
  }
  const account = company.bank_accounts.find((one) => one.currency === invoice.currency && one.active !== false);
  if (!account) throw new Error(`the company has no active bank account in ${invoice.currency}`);
  const percents = [...new Set(rows.map((row) => row.percent))].sort((a, b) => a - b);
  const rates = percents.map((percent) => {
    const same = rows.filter((row) => row.percent === percent);
    return { percent, net: sum('net', same), vat: sum('vat', same) };
  });
  const reference = String(invoice.reference ?? '').replaceAll(' ', '');
  return { rows, rates, net: sum('net'), vat: sum('vat'), gross: sum('gross'), account, reference };
}

/** A row with its sums in cents; its total is with tax. */
function worked(row) {
  const percent = Number(row.vat_percent ?? 0);
  const gross = cents(row.total);
  const net = divided(gross * 100_000, 100_000 + Math.round(percent * 1000));
  return { description: row.description, quantity: Number(row.quantity ?? 1), percent, gross, net, vat: gross - net };
}
