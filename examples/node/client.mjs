// The driver protocol: a request a line on stdin, its reply a line on stdout, logs on stderr.
//
// This file is what an integrator writes around software that exists already; the other files are that software.

import { createInterface } from 'node:readline';

import { AGENCIES } from './agencies.mjs';
import { Books } from './books.mjs';
import { Collection } from './collection.mjs';

const ACTIONS = [
  'activate', 'close_service', 'send_invoice', 'transfer_invoice', 'record_payment', 'reverse_payment', 'credit_invoice', 'comment',
  'change_settings',
];

const HELLO = {
  client: 'dunbox-example-node',
  version: '1.0.0',
  protocol: 1,
  providers: Object.keys(AGENCIES),
  actions: ACTIONS,
  settings: ['auto_transfer'],
  webhooks: 'none', // it polls; what a webhook would say it finds at its next tick
  bank: ['camt.053.001.02'],
  views: ['services', 'invoices', 'ledger', 'messages'],
  reuse: true, // `configure` makes it as new
};

class Unsupported extends Error {}

let life = null;

const OPS = {
  hello: () => HELLO,
  configure(request) {
    const books = new Books(request.state_dir, request.fresh);
    life = new Collection(books, request.company, request.endpoints.maventa);
    return {};
  },
  act(request) {
    if (!ACTIONS.includes(request.action) || !life.takes(request.provider)) {
      throw new Unsupported(`${request.action} for ${request.provider} is not something this client can do`);
    }
    return life[request.action](request);
  },
  tick: () => life.tick(),
  bank: (request) => life.bank(request.content),
  view: () => life.view(),
  bye: () => ({}),
};

async function answer(request) {
  const op = OPS[request.op];
  if (!op) throw new Unsupported(`${request.op} is not something this client can do`);
  if (request.op === 'hello' || request.op === 'bye' || request.op === 'configure') return op(request);
  life.begin(new Date(request.now));
  const ok = (await op(request)) ?? {};
  life.books.save(); // before the reply: what was answered has been kept
  const wake = life.wakeAt();
  return wake ? { ...ok, wake_at: wake.toISOString() } : ok;
}

async function reply(line) {
  const request = JSON.parse(line);
  try {
    return { id: request.id, ok: await answer(request) };
  } catch (error) {
    console.error(error);
    const kind = error instanceof Unsupported ? 'unsupported' : 'failed';
    return { id: request.id, error: { kind, message: error.message } };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const answered = await reply(line);
  process.stdout.write(`${JSON.stringify(answered)}\n`);
  if (JSON.parse(line).op === 'bye') break;
}
process.exit(0); // connections that are kept alive would keep the process alive too
