// Maventa's API as this client uses it. A token is kept until it expires or is refused; what cannot be done now is
// told by `Later`, what the provider refuses by `Refused`, with all that it said.

export class Later extends Error {
  constructor(message, wait = null) {
    super(message);
    this.wait = wait; // milliseconds that the provider asked for, or null
  }
}

export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const SCOPE = 'company:read company:write invoice:send invoice:receive receivables:assignments';
const PAGE = 100;
const MOST_REAL_MILLISECONDS = 20_000;

export class Maventa {
  #token = null;
  #tokenEnds = null;

  constructor(endpoint, agency) {
    this.endpoint = endpoint;
    this.agency = agency;
    this.now = null; // set by whoever uses it: the only clock
  }

  /** How the service stands; one of the same agreement and another type is none of ours. */
  async service() {
    const found = await this.#json('GET', this.agency.service);
    return this.agency.isMine(found) ? found : { status: 'DISABLED' };
  }

  activate(order) { return this.#json('PUT', this.agency.service, order); }

  closeService() { return this.#json('DELETE', this.agency.service); }

  /** Send an invoice's document; it gets the id given, so that a repetition is not a second invoice. */
  send(id, format, document) {
    const form = new FormData();
    form.set('format', format);
    form.set('uuid', id);
    form.set('file', new Blob([document], { type: 'application/xml' }), 'invoice.xml');
    return this.#call('POST', `${this.endpoint.base_url}/v1/invoices`, form);
  }

  invoice(id) { return this.#found(this.#json('GET', `/v1/invoices/${id}`)); }

  transfer(id, body) { return this.#json('POST', `/v2/invoices/${id}/assignment/${this.agency.assignment}`, body); }

  transferState(id) { return this.#found(this.#json('GET', `/v2/invoices/${id}/assignment`)); }

  case(id) { return this.#json('GET', `/v1/assignments/${id}`, undefined, this.endpoint.receivables_base_url); }

  events(since) { return this.#list('/v1/events', { created_at_start: since }); }

  eventsOf(id) { return this.#list(`/v1/assignments/${id}/events`, {}); }

  report(id, body) {
    return this.#json('POST', `/v1/assignments/${id}/events`, body, this.endpoint.receivables_base_url);
  }

  /** Every page of a list, each item once: pages may shift while they are read. */
  async #list(path, filters) {
    const found = new Map();
    for (let page = 1; ; page += 1) {
      const query = new URLSearchParams({ ...filters, page, per_page: PAGE });
      const items = await this.#json('GET', `${path}?${query}`, undefined, this.endpoint.receivables_base_url);
      if (!Array.isArray(items)) throw new Later(`${path}: a list was asked for, and the answer is none`);
      items.forEach((item) => found.set(item.id, item));
      if (items.length < PAGE) return [...found.values()];
    }
  }

  async #found(call) {
    try {
      return await call;
    } catch (error) {
      if (error instanceof Refused && error.status === 404) return null;
      throw error;
    }
  }

  #json(method, path, body, base = this.endpoint.base_url) {
    return this.#call(method, base + path, body === undefined ? undefined : JSON.stringify(body));
  }

  /** One call with a token; a token that is refused is renewed once. */
  async #call(method, url, body) {
    for (const again of [true, false]) {
      const headers = { authorization: `Bearer ${await this.#currentToken()}` };
      if (typeof body === 'string') headers['content-type'] = 'application/json';
      const answer = await this.#fetch(url, { method, body, headers });
      if (answer.status !== 401) return judged(`${method} ${new URL(url).pathname}`, answer, this.now);
      this.#token = null;
      if (!again) throw new Refused(401, said(answer));
    }
    return null;
  }

  async #currentToken() {
    if (this.#token && this.now < this.#tokenEnds) return this.#token;
    const { client_id, client_secret, vendor_api_key, token_url } = this.endpoint;
    const form = { grant_type: 'client_credentials', scope: SCOPE, client_id, client_secret, vendor_api_key };
    const answer = await this.#fetch(token_url, { method: 'POST', body: new URLSearchParams(form) });
    if (answer.status === 401) throw new Refused(401, said(answer));
    const body = judged('POST token', answer, this.now);
    if (!body?.access_token) throw new Later('the answer to the token request holds no token');
    this.#token = body.access_token;
    this.#tokenEnds = new Date(this.now.getTime() + (body.expires_in - 60) * 1000);
    return this.#token;
  }

  /** The answer, read. No answer at all, or one that breaks off, leaves the outcome unknown. */
  async #fetch(url, options) {
    try {
      const signal = AbortSignal.timeout(MOST_REAL_MILLISECONDS);
      const response = await fetch(url, { ...options, redirect: 'manual', signal });
      return { status: response.status, retryAfter: response.headers.get('retry-after'), text: await response.text() };
    } catch (error) {
      throw new Later(`${options.method} ${new URL(url).pathname}: no answer (${error.cause?.code ?? error.name})`);
    }
  }
}

function judged(call, answer, now) {
  if (answer.status >= 200 && answer.status < 300) return parsed(call, answer.text);
  if ([429, 503].includes(answer.status)) throw new Later(`${call}: ${answer.status}`, waited(answer.retryAfter, now));
  if (answer.status >= 500 || [408, 425].includes(answer.status)) throw new Later(`${call}: ${answer.status}`);
  throw new Refused(answer.status, said(answer));
}

function parsed(call, content) {
  if (!content) return null;
  try {
    return JSON.parse(content);
  } catch {
    throw new Later(`${call}: the answer is not JSON`);
  }
}

/** Milliseconds that Retry-After asks for, written in seconds or as a date. */
function waited(header, now) {
  if (!header) return null;
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(wait) ? Math.max(wait, 0) : null;
}

/** Everything that the provider says about a refusal. */
function said(answer) {
  let body = {};
  try {
    body = JSON.parse(answer.text) ?? {};
  } catch { /* a text of another kind: only its status is shown */ }
  const texts = [body.message, ...[body.details ?? []].flat()].filter(Boolean);
  return texts.join('; ') || `the provider answered ${answer.status} without a text`;
}
