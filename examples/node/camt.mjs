// Bank statements, camt.053. The reader knows as much of XML as banks write: elements, attributes, text, comments,
// the five named entities and numbered ones. It refuses a DOCTYPE, which no bank sends and which could define more.

const TOKENS = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([^\s/>]+)((?:\s+[^\s=>]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)/g;
const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The booked entries of every statement: { account, entries: [{ id, day, amount, currency, rows }] }. */
export function statements(content) {
  if (content.includes('<!DOCTYPE')) throw new Error('the bank statement has a DOCTYPE; a camt.053 document has none');
  const root = tree(content);
  return every(root, 'Document', 'BkToCstmrStmt', 'Stmt').map((statement) => ({
    account: said(statement, 'Acct', 'Id', 'IBAN'),
    entries: every(statement, 'Ntry').filter(isBooked).map((entry, place) => read(entry, `${said(statement, 'Id')}/${place}`)),
  }));
}

const isBooked = (entry) => (said(entry, 'Sts', 'Cd') || said(entry, 'Sts')) === 'BOOK';

function read(entry, fallback) {
  const sign = said(entry, 'CdtDbtInd') === 'DBIT' ? '-' : '';
  const amount = sign + said(entry, 'Amt');
  const details = every(entry, 'NtryDtls', 'TxDtls');
  return {
    id: said(entry, 'AcctSvcrRef') || fallback,
    day: said(entry, 'BookgDt', 'Dt') || said(entry, 'BookgDt', 'DtTm').slice(0, 10),
    amount,
    currency: every(entry, 'Amt')[0]?.attributes.Ccy,
    rows: details.map((row) => ({
      amount: details.length === 1 ? amount : sign + (said(row, 'AmtDtls', 'TxAmt', 'Amt') || said(row, 'Amt')),
      reference: plain(said(row, 'RmtInf', 'Strd', 'CdtrRefInf', 'Ref')),
      text: every(row, 'RmtInf', 'Ustrd').map((one) => one.text).join(' '),
      payer: said(row, 'RltdPties', 'Dbtr', 'Nm') || said(row, 'RltdPties', 'Dbtr', 'Pty', 'Nm'),
    })),
  };
}

/** A payment reference as all its spellings share it: without blanks and leading zeros, of an RF one the national part. */
export function plain(reference) {
  return String(reference ?? '').replace(/\s/g, '').toUpperCase().replace(/^RF\d\d(?=.)/, '').replace(/^0+/, '');
}

function tree(content) {
  const root = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  for (const [, cdata, closing, name, attributes, empty, words] of content.matchAll(TOKENS)) {
    const here = open.at(-1);
    if (words !== undefined) here.text += decoded(words).trim();
    else if (cdata !== undefined) here.text += cdata;
    else if (closing) open.pop();
    else if (name) {
      const element = { name: name.split(':').at(-1), attributes: named(attributes), children: [], text: '' };
      here.children.push(element);
      if (!empty) open.push(element);
    }
  }
  if (open.length !== 1) throw new Error('the bank statement is not well-formed XML');
  return root;
}

function named(attributes) {
  const found = attributes.matchAll(/([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g);
  return Object.fromEntries([...found].map(([, name, one, other]) => [name, decoded(one ?? other)]));
}

function decoded(words) {
  return words.replace(/&(#x?)?([0-9A-Za-z]+);/g, (whole, numbered, code) => {
    if (!numbered) return NAMED[code] ?? whole;
    return String.fromCodePoint(parseInt(code, numbered === '#x' ? 16 : 10));
  });
}

/** The elements at the end of a path. */
function every(element, ...path) {
  return path.reduce((found, name) => found.flatMap((one) => one.children.filter((child) => child.name === name)), [element]);
}

/** The text at the end of a path, or "". */
function said(element, ...path) {
  return every(element, ...path)[0]?.text ?? '';
}
