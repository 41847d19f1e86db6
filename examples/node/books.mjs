// The books: one JSON file, always whole. It is written before each call that changes something at the provider,
// and before each reply, so that a client that is killed at any moment knows what it may have done.

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const EMPTY = {
  agency: null, // the one that the user's first act named
  service: { state: 'inactive', wish: null, contact: null },
  settings: {},
  invoices: {}, // by number
  ledger: [],
  messages: [],
  reports: [], // what the agency has to be told
  events: {}, // the agency's events that were taken in, by id
  eventsSince: null,
  payments: 0, // how many the user has recorded by hand
  comments: 0,
  retryAt: null,
  failures: 0,
};

export class Books {
  #written = null; // what stands in the file, if it was written by this process

  constructor(folder, fresh) {
    mkdirSync(folder, { recursive: true });
    this.file = join(folder, 'books.json');
    if (fresh) rmSync(this.file, { force: true });
    Object.assign(this, structuredClone(EMPTY), this.#kept());
  }

  #kept() {
    try {
      return JSON.parse(readFileSync(this.file, 'utf8'));
    } catch (error) {
      if (error.code === 'ENOENT') return {};
      throw error;
    }
  }

  /** Write everything down, all of it or nothing; most of what is asked changes nothing, and is not written again. */
  save() {
    const text = JSON.stringify(Object.fromEntries(Object.keys(EMPTY).map((key) => [key, this[key]])));
    if (text === this.#written) return;
    writeFileSync(`${this.file}.new`, text);
    renameSync(`${this.file}.new`, this.file);
    this.#written = text;
  }

  /** Book a line, unless its source was booked before; answers whether it was booked now. */
  book(line) {
    if (this.ledger.some((one) => one.source === line.source)) return false;
    this.ledger.push(line);
    return true;
  }

  /** What is open of an invoice, in cents; below zero when too much was paid. */
  open(invoice) {
    const lowering = ['direct_payment', 'settlement_principal', 'credit', 'reversal'];
    return this.ledger
      .filter((line) => line.number === invoice.number && lowering.includes(line.kind))
      .reduce((open, line) => open - line.amount, invoice.total);
  }

  tell(at, text, number = null, contact = null) {
    this.messages.push({ at: at.toISOString(), number, text, contact });
  }
}
