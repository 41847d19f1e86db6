// What accounting software does with a collection service: it orders it, hands overdue invoices over, follows the cases,
// books what comes in, and tells the agency what the agency cannot see.
//
// Each wish of the user is written down first and then carried out, at once if the provider answers, else at a
// later tick. Before anything is sent a second time, the provider is asked whether the first time has arrived.

import { createHash } from 'node:crypto';

import { AGENCIES } from './agencies.mjs';
import { plain, statements } from './camt.mjs';
import { finvoice } from './finvoice.mjs';
import { Later, Maventa, Refused } from './maventa.mjs';
import { cents, text } from './money.mjs';
import { peppol } from './peppol.mjs';

const WRITERS = { FINVOICE30: finvoice, PEPPOLBIS30: peppol }; // by Maventa's names of the formats
const PAID_ENDS = ['paid', 'credited', 'charges_written_off']; // after which nothing of the principal is open
const HOUR = 3_600_000;
const outcome = (word, message, contact) => ({ outcome: word, message, ...(contact ? { contact } : {}) });

export class Collection {
  constructor(books, company, endpoint) {
    this.books = books;
    this.company = company;
    this.endpoint = endpoint;
    this.calendar = new Intl.DateTimeFormat('sv-SE', { timeZone: company.time_zone });
    if (books.agency) this.#workWith(books.agency);
  }

  /** The agency that an act is about; a company has one. Answers whether this is it. */
  takes(provider) {
    if (!this.books.agency && AGENCIES[provider]) this.#workWith(provider);
    return this.books.agency === provider;
  }

  #workWith(provider) {
    this.books.agency = provider;
    this.agency = AGENCIES[provider];
    this.maventa = new Maventa(this.endpoint, this.agency);
    this.maventa.now = this.now;
  }

  begin(now) {
    this.now = now;
    if (this.maventa) this.maventa.now = now;
    this.interrupted = false;
  }

  /** Work that can be done now is done; answers whether it was. A refusal is the caller's to handle. */
  async attempt(work) {
    if (this.books.retryAt && new Date(this.books.retryAt) > this.now) return false;
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof Later)) throw error;
      const pause = error.wait ?? Math.min(60_000 * 2 ** this.books.failures, HOUR);
      this.books.failures += 1;
      this.books.retryAt = new Date(this.now.getTime() + pause).toISOString();
      this.interrupted = true;
      return false;
    }
  }

  wakeAt() {
    const { retryAt, invoices } = this.books;
    if (retryAt && new Date(retryAt) > this.now) return new Date(retryAt);
    const waits = Object.values(invoices).some((one) => one.transfer === 'pending' && this.now - new Date(one.takenAt) < 6 * HOUR);
    return waits ? new Date(this.now.getTime() + HOUR) : null;
  }

  get today() { return this.calendar.format(this.now); }

  // What the user does

  async activate(words) {
    const contact = words.signatory_email ?? words.user?.email ?? this.company.contact?.email;
    if (!contact) return outcome('refused', `${this.agency.name} needs an e-mail address for its agreement.`);
    Object.assign(this.books.service, { wish: 'activate', contact });
    return this.#wished(() => this.#watchService(), `The ${this.agency.name} service`, () => {
      this.books.service.wish = null;
    }, () => (this.books.service.state === 'active' ? 'done' : 'pending'));
  }

  async close_service() {
    this.books.service.wish = 'close';
    return this.#wished(() => this.#watchService(), `The closing of the ${this.agency.name} service`, () => {
      this.books.service.wish = null;
    }, () => 'done');
  }

  async send_invoice({ invoice }) {
    const { number } = invoice;
    if (this.books.invoices[number]) return outcome('refused', `There is an invoice ${number} already.`);
    try {
      written(invoice, this.company);
    } catch (problem) {
      return outcome('refused', problem.message);
    }
    const mine = {
      number,
      id: idOf(this.company, number),
      words: invoice,
      total: cents(invoice.total),
      reference: plain(invoice.reference),
      sending: 'draft',
      transfer: null,
      wish: null,
    };
    this.books.invoices[number] = mine;
    return this.#wished(() => this.#send(mine), `Invoice ${number}`, () => {}, () => 'done');
  }

  async transfer_invoice({ number, collection_type: type }) {
    const invoice = this.books.invoices[number];
    const obstacle = this.#obstacle(invoice, number);
    if (obstacle) return outcome('refused', obstacle);
    if (invoice.transfer === 'sent') return outcome('done', `Invoice ${number} is with ${this.agency.name} already.`);
    if (invoice.transfer === 'pending' || invoice.wish) return outcome('pending', `Invoice ${number} is on its way to ${this.agency.name}.`);
    invoice.wish = type ?? 'reminder_and_collection';
    if (!this.#isDue(invoice)) return outcome('pending', `Invoice ${number} is transferred once it is sent, and from ${this.#opens(invoice)} on.`);
    return this.#wished(() => this.#transfer(invoice), `The transfer of invoice ${number}`, () => {}, () => 'pending');
  }

  async record_payment({ number, amount, date, from_agency: fromAgency }) {
    if (!this.books.invoices[number]) return outcome('refused', `There is no invoice ${number}.`);
    const line = this.#line(number, fromAgency ? 'settlement_principal' : 'direct_payment', cents(amount), date);
    const seen = this.books.ledger.find((one) => isSame(one, line) && one.source.startsWith('bank:') && !one.confirmed);
    if (seen) {
      seen.confirmed = true;
      return outcome('done', 'The payment is booked already, from the bank statement.');
    }
    // What came without a usable reference and waited for the user: now it is known whose it is.
    const unmatched = this.books.ledger.findIndex((one) => one.kind === 'unmatched' && one.amount === line.amount);
    const [found] = unmatched < 0 ? [] : this.books.ledger.splice(unmatched, 1);
    this.books.payments += 1;
    this.#book({ ...line, source: found?.source ?? `user:payment/${this.books.payments}`, confirmed: Boolean(found) });
    return this.#told(number, 'The payment is booked.');
  }

  /** A payment that was recorded was none: it is reversed, and what the agency has not been told it is not told any more. */
  reverse_payment({ number, amount, date }) {
    const line = this.books.ledger.findLast(
      (one) => one.number === number && one.kind === 'direct_payment' && one.amount === cents(amount) && !one.reversed,
    );
    if (!line) return outcome('refused', `No payment of ${amount} is booked for ${number}.`);
    line.reversed = true;
    this.books.book({ ...line, date: date ?? this.today, kind: 'reversal', amount: -line.amount, source: `reversal:${line.source}` });
    const report = this.books.reports.find((one) => one.source === line.source);
    if (report?.state === 'waiting') report.state = 'dropped';
    if (!['posting', 'done'].includes(report?.state)) return outcome('done', 'The payment is taken back.');
    const message = `The payment is taken back here. ${this.agency.name} has to be told of it: write to it.`;
    this.books.tell(this.now, message, number, 'provider');
    return outcome('done', message, 'provider');
  }

  async credit_invoice({ number, amount, date, credit_note_number: note }) {
    if (!this.books.invoices[number]) return outcome('refused', `There is no invoice ${number}.`);
    const line = { ...this.#line(number, 'credit', cents(amount), date), source: `credit:${note}` };
    if (!this.#book(line, { credit_note_number: note })) return outcome('refused', `Credit note ${note} is booked already.`);
    return this.#told(number, 'The credit note is booked.');
  }

  async comment({ number, text: words }) {
    if (!this.#isWithAgency(this.books.invoices[number])) return outcome('refused', `Invoice ${number} is not with ${this.agency.name}.`);
    this.books.comments += 1;
    this.books.reports.push({ number, state: 'waiting', body: { type: 'comment', text: words } });
    return this.#told(number, 'The comment is written down.');
  }

  change_settings({ settings }) {
    const { auto_transfer: before } = this.books.settings;
    this.books.settings.auto_transfer = { ...before, ...settings.auto_transfer };
    return outcome('done', 'The settings are changed.');
  }

  // What is done by itself

  async tick() {
    if (!this.agency) return; // nobody has asked for anything yet
    const invoices = Object.values(this.books.invoices);
    await this.#quietly(() => this.#watchService());
    for (const one of invoices.filter((each) => each.sending === 'draft')) await this.#quietly(() => this.#send(one));
    for (const one of invoices.filter((each) => this.#isDue(each))) await this.#quietly(() => this.#transfer(one));
    const pending = invoices.filter((one) => one.transfer === 'pending' && one.takenAt !== this.now.toISOString());
    for (const one of pending) await this.#quietly(() => this.#look(one));
    await this.#quietly(() => this.#followCases());
    for (const report of this.books.reports) await this.#quietly(() => this.#report(report));
    if (!this.interrupted && this.books.failures && !(new Date(this.books.retryAt) > this.now)) {
      Object.assign(this.books, { failures: 0, retryAt: null });
    }
  }

  /** A bank statement: what the agency settled, what debtors paid directly, and what nobody can match. */
  bank(content) {
    const ours = this.company.bank_accounts.map((one) => one.iban);
    for (const statement of statements(content).filter((one) => ours.includes(one.account))) {
      for (const entry of statement.entries) {
        entry.rows.forEach((row, place) => this.#bookRow(statement.account, entry, row, place));
      }
    }
  }

  view() {
    const { service, invoices, ledger, messages } = this.books;
    return {
      services: this.agency ? [{ provider: this.books.agency, state: service.state, settings: this.books.settings }] : [],
      invoices: Object.values(invoices).map((one) => this.#shown(one)),
      ledger: ledger.map((line) => ({ ...line, amount: text(line.amount) })),
      messages,
    };
  }

  // The service

  async #watchService() {
    const { service } = this.books;
    if (service.wish === 'close') {
      await this.maventa.closeService();
      Object.assign(service, { wish: null, state: 'closed' });
      this.#giveUp(`The ${this.agency.name} service was closed: this invoice is not transferred.`);
      return;
    }
    if (!service.wish && service.state !== 'pending' && service.readOn === this.today) return;
    this.#learnService(await this.maventa.service());
    // A pending activation waits for people: asking again would send them the agreement again.
    if (service.wish && !['pending', 'active'].includes(service.state)) {
      this.#learnService(await this.maventa.activate(this.agency.order(this.company, service.contact)));
    }
    service.wish = null;
  }

  #learnService({ status }) {
    const { service } = this.books;
    const before = service.state;
    const off = { pending: 'declined', active: 'closed' }[before] ?? before;
    service.state = { PENDING: 'pending', ACTIVE: 'active', DISABLED: off }[status] ?? before;
    service.readOn = this.today;
    if (service.state !== before && off === service.state) {
      this.books.tell(this.now, `${this.agency.name} has ${off} the service.`, null, 'provider');
      this.#giveUp(`${this.agency.name} has ${off} the service: this invoice is not transferred.`);
    }
  }

  #giveUp(why) {
    for (const invoice of Object.values(this.books.invoices).filter((one) => one.wish && !one.tried)) {
      invoice.wish = null;
      this.books.tell(this.now, why, invoice.number, 'provider');
    }
  }

  // Invoices and their transfers

  async #send(invoice) {
    const there = invoice.sendTried ? await this.maventa.invoice(invoice.id) : null;
    if (!there) {
      invoice.sendTried = true;
      this.books.save();
      const [format, document] = written(invoice.words, this.company);
      await this.#refusable(invoice, () => this.maventa.send(invoice.id, format, document), 'sending');
    }
    invoice.sending = 'sent';
  }

  #obstacle(invoice, number) {
    if (!invoice) return `There is no invoice ${number}.`;
    if (this.books.open(invoice) <= 0) return `Nothing is open of invoice ${number}.`;
    if (invoice.words.debtor.collection_prohibited) return 'Collection is prohibited for this customer.';
    const { state, wish } = this.books.service;
    return ['pending', 'active'].includes(state) || wish === 'activate' ? null : `The ${this.agency.name} service is ${state}: activate it first.`;
  }

  /** The first day, in the company's zone, on which the agency takes the invoice; the user may want to wait longer. */
  #opens(invoice, days = 0) {
    const day = new Date(`${invoice.words.due_date}T00:00:00Z`);
    day.setUTCDate(day.getUTCDate() + Math.max(this.agency.waits[invoice.words.debtor.kind], days));
    return day.toISOString().slice(0, 10);
  }

  /** Whether an invoice is to be handed over: its day has come, and the user or the automation wants it. */
  #isDue(invoice) {
    if (invoice.tried) return true;
    if (invoice.sending !== 'sent' || ['pending', 'sent'].includes(invoice.transfer) || this.books.service.state !== 'active') return false;
    if (invoice.wish) return this.today >= this.#opens(invoice);
    if (invoice.transfer) return false; // it failed once: only the user has it tried again
    const { enabled, minimum_amount: least, prevented_group: group, ...days } = this.books.settings.auto_transfer ?? {};
    const { debtor } = invoice.words;
    const waits = Number(days[debtor.kind === 'consumer' ? 'b2c_days' : 'b2b_days'] ?? 0);
    const isWanted = enabled && !debtor.collection_prohibited && !(group && debtor.group === group)
      && this.books.open(invoice) >= Math.max(cents(least ?? '0'), 1) && this.today >= this.#opens(invoice, waits);
    if (isWanted) invoice.wish = 'reminder_and_collection';
    return isWanted;
  }

  async #transfer(invoice) {
    if (invoice.tried && (await this.#look(invoice))) return;
    if (this.books.service.state !== 'active' || this.books.open(invoice) <= 0) {
      Object.assign(invoice, { wish: null, tried: false }); // closed, or paid, while it waited
      return;
    }
    const body = transferred(invoice, this.books.open(invoice), this.company.country, this.agency);
    invoice.tried = true;
    this.books.eventsSince ??= utc(this.now);
    this.books.save();
    await this.#refusable(invoice, () => this.maventa.transfer(invoice.id, body), 'transfer');
    this.#taken(invoice);
  }

  #taken(invoice) {
    Object.assign(invoice, { transfer: 'pending', takenAt: this.now.toISOString(), wish: null, tried: false });
  }

  /** What became of a transfer; answers whether the provider knows of one. */
  async #look(invoice) {
    const found = await this.maventa.transferState(invoice.id);
    if (!found) return false;
    if (invoice.transfer !== 'pending') this.#taken(invoice);
    if (found.status === 'sent') {
      Object.assign(invoice, { transfer: 'sent', caseId: found.url?.split('/').at(-1), caseUrl: found.url });
    } else if (found.status === 'error') {
      invoice.transfer = 'error';
      this.books.tell(this.now, found.error_reason ?? 'The transfer failed.', invoice.number, 'provider');
    }
    return true;
  }

  // The agency's cases

  async #followCases() {
    if (!this.books.eventsSince) return;
    const events = await this.maventa.events(this.books.eventsSince);
    const fresh = events.filter((event) => !this.books.events[event.id]);
    for (const caseId of new Set(fresh.map((event) => event.assignment_id))) await this.#readCase(caseId);
    for (const event of fresh) {
      this.books.events[event.id] = event.type; // of unknown types too: they change nothing
      const about = Object.values(this.books.invoices).find((one) => one.caseId === event.assignment_id);
      if (event.type === 'comment' && event.actor === 'agency') this.books.tell(this.now, event.text, about?.number);
    }
    const last = events.map((event) => event.created_at).sort().at(-1);
    // An hour is read again: an event may become visible late.
    if (last) this.books.eventsSince = utc(new Date(Math.max(Date.parse(this.books.eventsSince), Date.parse(last) - HOUR)));
  }

  async #readCase(caseId) {
    const found = await this.maventa.case(caseId);
    const invoice = Object.values(this.books.invoices).find((one) => one.caseId === caseId || one.id === found.invoice_id);
    if (!invoice) return;
    const { status: caseStatus, collection_status: collectionStatus, close_reason: reason } = found;
    if (caseStatus === 'closed' && invoice.caseStatus !== 'closed' && !PAID_ENDS.includes(reason)) {
      // No money comes of it: what is open stays open, and it is for the user to say what is done about it.
      this.books.tell(this.now, `${this.agency.name} has closed the case (${reason}); what is open of the invoice stays open.`, invoice.number, 'provider');
    }
    Object.assign(invoice, { transfer: 'sent', caseId, caseStatus, collectionStatus });
  }

  #isWithAgency(invoice) {
    return Boolean(invoice) && (invoice.tried || ['pending', 'sent'].includes(invoice.transfer)) && invoice.caseStatus !== 'closed';
  }

  /** Tell the agency something, once. */
  async #report(report) {
    const invoice = this.books.invoices[report.number];
    if (report.state === 'done' || report.state === 'dropped') return;
    if (!this.#isWithAgency(invoice)) {
      report.state = 'dropped'; // after an end nothing more is sent
      return;
    }
    if (!invoice.caseId) return;
    if (report.state === 'waiting' || !(await this.#isThere(report, invoice.caseId))) {
      report.state = 'posting';
      this.books.save();
      await this.#refusable(invoice, () => this.maventa.report(invoice.caseId, report.body), null, report);
    }
    report.state = 'done';
  }

  /** Whether a report arrived after all: the agency has more of the same than are known to have. */
  async #isThere(report, caseId) {
    const alike = (body) => ['type', 'amount', 'date', 'credit_note_number', 'text'].every(
      (key) => (body[key] ?? null) === (report.body[key] ?? null) || (key === 'date' && report.body.type === 'comment'),
    );
    const arrived = (await this.maventa.eventsOf(caseId)).filter((event) => event.actor === 'company' && alike(event));
    const known = this.books.reports.filter((one) => one.number === report.number && one.state === 'done' && alike(one.body));
    return arrived.length > known.length;
  }

  // Money

  #line(number, kind, amount, date) {
    return { date: date ?? this.today, number, kind, amount, currency: this.books.invoices[number].words.currency };
  }

  /** Book a line, and write down with it what the agency has to be told. */
  #book(line, more = {}) {
    if (!this.books.book(line)) return false;
    const type = { direct_payment: 'paid', credit: 'credit_note' }[line.kind];
    if (type && this.#isWithAgency(this.books.invoices[line.number])) {
      const body = { type, amount: line.amount / 100, date: line.date, ...more };
      this.books.reports.push({ number: line.number, state: 'waiting', body, source: line.source });
    }
    return true;
  }

  #bookRow(account, entry, row, place) {
    const amount = cents(row.amount);
    const found = Object.values(this.books.invoices).filter((one) => row.reference && one.reference === row.reference);
    const invoice = found.length === 1 && found[0].words.currency === entry.currency ? found[0] : null;
    const kind = kindOf(row, amount, invoice, this.agency?.payer.test(row.payer));
    const line = {
      date: entry.day,
      number: kind === 'unmatched' ? null : (invoice?.number ?? null),
      kind,
      amount,
      currency: entry.currency,
      reference: row.reference || null,
      account,
      source: `bank:${account}/${entry.id}/${place}`,
    };
    if (this.books.ledger.some((one) => one.source === line.source || one.confirmed === line.source)) return;
    const byHand = this.books.ledger.find((one) => isSame(one, line) && one.source.startsWith('user:') && !one.confirmed);
    if (byHand) {
      byHand.confirmed = line.source;
      return;
    }
    if (this.#book(line) && kind === 'unmatched') {
      const from = row.payer ? ` from ${row.payer}` : '';
      this.books.tell(this.now, `${row.amount} ${entry.currency}${from} on ${entry.day} matches no invoice: book it by hand.`);
    }
  }

  // How things are tried and told

  /** Carry a wish out now, and say how that went. */
  async #wished(work, what, forget, word) {
    try {
      const done = await this.attempt(work);
      return done ? outcome(word(), `${what}: ${word()}.`) : outcome('pending', `${what} waits until the provider answers.`);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      forget();
      return outcome('refused', error.message, 'provider');
    }
  }

  async #told(number, message) {
    for (const report of this.books.reports.filter((one) => one.number === number && one.state === 'waiting')) {
      const told = await this.#wished(() => this.#report(report), message, () => {}, () => 'done');
      if (told.outcome !== 'done') return told;
    }
    const waits = this.books.reports.some((one) => one.number === number && ['waiting', 'posting'].includes(one.state));
    return waits ? outcome('pending', `${message} ${this.agency.name} is told as soon as it has the case.`) : outcome('done', message);
  }

  /** A call that the provider may refuse for good: then the user reads why, at the invoice, and it is not repeated. */
  async #refusable(invoice, call, what, report = null) {
    try {
      await call();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (what) Object.assign(invoice, { [what]: 'error', wish: null, tried: false });
      if (report) report.state = 'dropped';
      this.books.tell(this.now, error.message, invoice.number, 'provider');
      throw error;
    }
  }

  /** Periodic work: a refusal has been told or is told now, and does not stop the rest. */
  async #quietly(work) {
    try {
      await this.attempt(work);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const said = this.books.messages.some((one) => one.text === error.message);
      if (!said) this.books.tell(this.now, error.message, null, 'provider');
    }
  }

  #shown(invoice) {
    return {
      number: invoice.number,
      state: this.#state(invoice),
      collection_status: invoice.collectionStatus ?? null,
      open_amount: text(this.books.open(invoice)),
      currency: invoice.words.currency,
      case_url: invoice.caseUrl ?? null,
      messages: this.books.messages.filter((one) => one.number === invoice.number),
    };
  }

  #state(invoice) {
    if (invoice.sending !== 'sent') return invoice.sending;
    if (this.books.open(invoice) <= 0) {
      const last = this.books.ledger.findLast((line) => line.number === invoice.number);
      return last.kind === 'credit' ? 'credited' : 'paid';
    }
    if (invoice.wish || invoice.transfer === 'pending') return 'transfer_pending';
    if (invoice.transfer === 'sent') return invoice.caseStatus === 'closed' ? 'closed' : 'in_collection';
    return invoice.transfer ?? 'sent';
  }
}

/** An invoice's format, and it as a document of that format. Throws an error for the user if that cannot be. */
function written(invoice, company) {
  const { number, format = 'FINVOICE30' } = invoice;
  const writer = WRITERS[format];
  if (!writer) throw new Error(`invoice ${number} cannot be made as ${format}, only as ${Object.keys(WRITERS).join(', ')}`);
  return [format, writer(invoice, company)];
}

/** What a row of a statement is. Nothing is guessed: a row belongs to an invoice by its reference, or to none. */
function kindOf(row, amount, invoice, fromAgency) {
  if (amount <= 0) return 'unmatched';
  if (invoice) return fromAgency ? 'settlement_principal' : 'direct_payment';
  return fromAgency && !row.reference && /interest/i.test(row.text) ? 'settlement_interest' : 'unmatched';
}

/** Whether two lines can be one payment, seen from two sides. */
function isSame(one, other) {
  return one.number !== null && ['number', 'kind', 'amount'].every((key) => one[key] === other[key]);
}

/** The transfer as Maventa takes it; `open` in cents. Where the agency takes no rent, it is a claim like any other. */
function transferred(invoice, open, home, { rentIn, noted }) {
  const { debtor, language } = invoice.words;
  const rental = rentIn.includes(home) ? invoice.words.rental : undefined;
  const isConsumer = debtor.kind === 'consumer';
  const { street, postal_code, city, country } = debtor.address;
  const payer = {
    type: isConsumer ? 'person' : 'company',
    name: debtor.name,
    business_id: debtor.business_id,
    customer_number: debtor.customer_number,
    email: debtor.email,
    phone: debtor.phone,
    language,
    address: { street, postal_code, city, country },
  };
  return {
    collection_type: invoice.wish,
    receivables_type: (isConsumer ? 'b2c' : 'b2b') + (rental ? '_rental' : ''),
    payers: [Object.fromEntries(Object.entries(payer).filter(([, value]) => value))],
    amounts: { capital_amount: open / 100, ...noted },
    ...(rental ? { industry_specific_options: { rental } } : {}),
  };
}

/** The same id for the same invoice of the same company, in the form of a UUID: repeating cannot send it twice. */
function idOf(company, number) {
  const digest = createHash('sha256').update(`${company.business_id}/${number}`).digest('hex');
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-4${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}

function utc(moment) {
  return moment.toISOString().replace(/\.\d+Z$/, 'Z');
}
