"""The tables of the books."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS notes (          -- single facts, as JSON: settings, how far the events were read
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS services (
    provider TEXT PRIMARY KEY,
    state TEXT NOT NULL,                    -- inactive, pending, active, declined, closed
    wish TEXT,                              -- activate or close: asked by the user, not yet answered
    contact_email TEXT,
    read_on TEXT                            -- the day on which the provider was last asked for the state
);
CREATE TABLE IF NOT EXISTS invoices (
    number TEXT PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,              -- chosen before it is sent: sending twice is sending once
    attempt INTEGER NOT NULL DEFAULT 0,     -- how often it was corrected and sent again
    words TEXT NOT NULL,                    -- the invoice as the user finished it, as JSON
    total INTEGER NOT NULL,                 -- cents
    currency TEXT NOT NULL,
    due_date TEXT NOT NULL,
    reference TEXT,                         -- in the form that all its spellings share
    sent_iban TEXT,                         -- what the debtor was told in place of the company's account,
    sent_reference TEXT,                    -- and of the reference
    sending TEXT NOT NULL,                  -- draft, posting (outcome not known yet), sent, error
    delivery TEXT,                          -- Maventa's status: PENDING, DELIVERED, FAILED
    wish TEXT,                              -- the collection type the user asked for, until handed over
    transfer TEXT,                          -- posting (outcome unknown), pending, sent, refused, error; followed
    transfer_type TEXT,
    transfer_amount INTEGER,                -- the principal handed over, in cents
    transferred_at TEXT,
    case_id TEXT UNIQUE,
    case_url TEXT,
    case_status TEXT,                       -- open, partially_closed, closed
    collection_status TEXT,
    action_needed INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS invoices_by_reference ON invoices (reference);
CREATE INDEX IF NOT EXISTS invoices_by_sent_reference ON invoices (sent_reference);
CREATE TABLE IF NOT EXISTS ledger (
    id INTEGER PRIMARY KEY,
    date TEXT NOT NULL,
    number TEXT,
    kind TEXT NOT NULL,
    amount INTEGER NOT NULL,                -- cents
    currency TEXT NOT NULL,
    reference TEXT,
    account TEXT,
    source TEXT NOT NULL UNIQUE,            -- what it was booked from: the same thing is booked once
    confirmed_by TEXT UNIQUE                -- the same payment, seen from the other side: bank or user
);
CREATE INDEX IF NOT EXISTS ledger_by_number ON ledger (number);
CREATE TABLE IF NOT EXISTS reports (        -- what the agency has to be told
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL,
    kind TEXT NOT NULL,                     -- direct_payment, credit, comment (and what a policy adds)
    amount INTEGER,
    date TEXT,
    credit_note_number TEXT,
    text TEXT,
    state TEXT NOT NULL,                    -- waiting, posting (outcome not known yet), done, dropped
    source TEXT NOT NULL UNIQUE
);
CREATE TABLE IF NOT EXISTS events (         -- the agency's events, kept whole, also those of unknown types
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL,
    type TEXT NOT NULL,
    words TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS hooks (          -- webhooks received, kept whole, also those of unknown types
    id TEXT PRIMARY KEY,
    event TEXT NOT NULL,
    words TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS messages (       -- what the user was told
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    number TEXT,
    text TEXT NOT NULL,
    contact TEXT
);
"""
