"""The client's books in SQLite: what it was told, what it did, and what it still has to do.

Everything is written in a transaction that is committed before the next call to a provider and before the
reply. So nothing is lost with a process that is killed: what the books say has happened or is under way.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from conformance.clients.reference.schema import SCHEMA

Json = dict[str, Any]

FILE = "books.sqlite3"


@dataclass(frozen=True)
class Invoice:
    """An invoice's row; the columns are described in `schema`. Amounts in cents."""

    number: str
    uuid: str
    attempt: int
    words: Json
    total: int
    currency: str
    due_date: date
    reference: str | None
    sent_iban: str | None
    sent_reference: str | None
    sending: str
    delivery: str | None
    wish: str | None
    transfer: str | None
    transfer_type: str | None
    transfer_amount: int | None
    transferred_at: str | None
    case_id: str | None
    case_url: str | None
    case_status: str | None
    collection_status: str | None
    action_needed: bool

    @property
    def debtor(self) -> Json:
        """The debtor, in the driver's words."""
        return dict(self.words["debtor"])

    @property
    def with_agency(self) -> bool:
        """Whether the agency has it or is about to, as far as is known, and its case has not ended."""
        return self.transfer in ("posting", "pending", "sent", "followed") and self.case_status != "closed"


@dataclass(frozen=True)
class Service:
    """The collection service's row."""

    provider: str
    state: str
    wish: str | None
    contact_email: str | None
    read_on: str | None


@dataclass(frozen=True)
class Report:
    """Something that the agency has to be told."""

    id: int
    number: str
    kind: str
    amount: int | None
    date: str | None
    credit_note_number: str | None
    text: str | None
    state: str
    source: str


@dataclass(frozen=True)
class Booking:
    """A line for the ledger. Amount in cents; `source` is what it is booked from, the same thing once."""

    date: str
    number: str | None
    kind: str
    amount: int
    currency: str
    source: str
    reference: str | None = None
    account: str | None = None


def forget(folder: Path) -> None:
    """Remove the books kept in a folder."""
    for file in folder.glob(FILE + "*"):
        file.unlink()


class Books:
    """The books under a folder, made where there are none."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(folder / FILE, isolation_level=None, timeout=30)
        self._db.row_factory = sqlite3.Row
        # With the log, a commit survives the process being killed without waiting for the disk.
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(SCHEMA)
        self._notes = self._kept_notes()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write all of the block or nothing; inside another transaction it is part of that one."""
        if self._db.in_transaction:
            yield
            return
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            self._notes = self._kept_notes()
            raise
        self._db.execute("COMMIT")

    # Single facts

    def note(self, key: str, otherwise: Any = None) -> Any:
        """A single fact."""
        kept = self._notes.get(key)
        return otherwise if kept is None else json.loads(kept)

    def set_note(self, key: str, value: Any) -> None:
        """Keep a single fact (anything that JSON can hold)."""
        text = json.dumps(value)
        if self._notes.get(key) != text:
            self._db.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (key, text))
            self._notes[key] = text

    def _kept_notes(self) -> dict[str, str]:
        """Every note as it is in the file: they are asked for all the time, and nobody else writes them."""
        return {
            str(row["key"]): str(row["value"]) for row in self._db.execute("SELECT key, value FROM notes")
        }

    def counted(self, key: str) -> int:
        """The next number of a count."""
        number = int(self.note(key, 0)) + 1
        self.set_note(key, number)
        return number

    # Services

    def service(self, provider: str) -> Service:
        """A service; inactive until something is known."""
        row = self._db.execute("SELECT * FROM services WHERE provider = ?", (provider,)).fetchone()
        return Service(provider, "inactive", None, None, None) if row is None else Service(**row)

    def services(self) -> list[Service]:
        """Every service of which something is known."""
        return [Service(**row) for row in self._db.execute("SELECT * FROM services ORDER BY provider")]

    def set_service(self, provider: str, **columns: str | None) -> None:
        """Change columns of a service."""
        statement = "INSERT OR IGNORE INTO services (provider, state) VALUES (?, 'inactive')"
        self._db.execute(statement, (provider,))
        self._update("services", "provider", provider, columns)

    # Invoices

    def add_invoice(self, row: Json) -> None:
        """Keep a new invoice: a value for each of the columns that are not empty."""
        values = {**row, "words": json.dumps(row["words"])}
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        statement = f"INSERT INTO invoices ({names}) VALUES ({marks})"  # noqa: S608  (names of columns, ours)
        self._db.execute(statement, tuple(values.values()))

    def set_invoice(self, number: str, **columns: object) -> None:
        """Change columns of an invoice."""
        values = {key: json.dumps(value) if key == "words" else value for key, value in columns.items()}
        self._update("invoices", "number", number, values)

    def invoice(self, number: str) -> Invoice | None:
        """An invoice by its number."""
        return next(iter(self.invoices("number = ?", number)), None)

    def invoices(self, where: str = "1", *values: object) -> list[Invoice]:
        """Invoices that a condition holds for, by number. The condition is SQL of this program's own."""
        statement = f"SELECT * FROM invoices WHERE {where} ORDER BY number"  # noqa: S608  (conditions are ours)
        return [_invoice(row) for row in self._db.execute(statement, values)]

    def cases(self) -> list[str]:
        """The cases of all invoices, by the invoices' numbers."""
        return [str(one.case_id) for one in self.invoices("case_id IS NOT NULL")]

    # The ledger

    def book(self, line: Booking) -> bool:
        """Book a line, unless its source was booked before; answers whether it was booked now."""
        statement = (
            "INSERT OR IGNORE INTO ledger (date, number, kind, amount, currency, reference, account, source)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        )
        values = (line.date, line.number, line.kind, line.amount, line.currency, line.reference, line.account)
        return self._db.execute(statement, (*values, line.source)).rowcount == 1

    def unbook(self, source: str) -> None:
        """Take what was booked from a source out of the ledger."""
        self._db.execute("DELETE FROM ledger WHERE source = ?", (source,))

    def confirm(self, line: Booking) -> bool:
        """Whether a payment was booked before from the other side: by hand, and now by the bank, or reversed.

        The same are invoice, kind and amount. Each line is found again once; what was booked first stands.
        """
        confirmed = "SELECT 1 FROM ledger WHERE confirmed_by = ?"
        if self._db.execute(confirmed, (line.source,)).fetchone():
            return True
        other = "user:%" if line.source.startswith("bank:") else "bank:%"
        statement = (
            "UPDATE ledger SET confirmed_by = ? WHERE id = (SELECT min(id) FROM ledger"
            " WHERE source LIKE ? AND confirmed_by IS NULL AND number = ? AND kind = ? AND amount = ?)"
        )
        values = (line.source, other, line.number, line.kind, line.amount)
        return self._db.execute(statement, values).rowcount == 1

    def claim(self, line: Booking) -> bool:
        """Whether what the user recorded is money that the bank showed without an invoice: then its line gets one."""
        statement = (
            "UPDATE ledger SET number = ?, kind = ?, confirmed_by = ? WHERE id = (SELECT min(id) FROM ledger"
            " WHERE source LIKE 'bank:%' AND kind = 'unmatched' AND amount = ? AND currency = ?)"
        )
        values = (line.number, line.kind, line.source, line.amount, line.currency)
        return self._db.execute(statement, values).rowcount == 1

    def ledger(self, number: str | None = None) -> list[Booking]:
        """The ledger, or an invoice's part of it, in order of booking."""
        condition, values = ("number = ?", (number,)) if number is not None else ("1", ())
        columns = "date, number, kind, amount, currency, source, reference, account"
        statement = f"SELECT {columns} FROM ledger WHERE {condition} ORDER BY id"  # noqa: S608  (both are ours)
        return [Booking(**row) for row in self._db.execute(statement, values)]

    # Reports

    def add_report(self, **columns: object) -> None:
        """Keep something that the agency has to be told, unless its source was kept before."""
        values = {**columns, "state": "waiting"}
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        statement = f"INSERT OR IGNORE INTO reports ({names}) VALUES ({marks})"  # noqa: S608  (columns, ours)
        self._db.execute(statement, tuple(values.values()))

    def set_report(self, identity: int, state: str) -> None:
        """Change a report's state."""
        self._update("reports", "id", identity, {"state": state})

    def reports(self, where: str = "1", *values: object) -> list[Report]:
        """Reports that a condition holds for, oldest first. The condition is SQL of this program's own."""
        statement = f"SELECT * FROM reports WHERE {where} ORDER BY id"  # noqa: S608  (conditions are ours)
        return [Report(**row) for row in self._db.execute(statement, values)]

    # Events and webhooks

    def keep_event(self, event: Json) -> bool:
        """Keep an agency's event; answers whether it is new."""
        words = json.dumps(event, default=str)
        values = (str(event.get("id")), str(event.get("assignment_id")), str(event.get("type")), words)
        return self._db.execute("INSERT OR IGNORE INTO events VALUES (?, ?, ?, ?)", values).rowcount == 1

    def events_of(self, case_id: str | None, event_type: str) -> list[Json]:
        """The kept events of a case that are of one type."""
        statement = "SELECT words FROM events WHERE case_id = ? AND type = ?"
        return [json.loads(row["words"]) for row in self._db.execute(statement, (case_id, event_type))]

    def knows_event(self, identity: str) -> bool:
        """Whether an event was kept before."""
        return self._db.execute("SELECT 1 FROM events WHERE id = ?", (identity,)).fetchone() is not None

    def keep_hook(self, identity: str, event: str, body: str) -> None:
        """Keep a webhook as it came; again is once."""
        self._db.execute("INSERT OR IGNORE INTO hooks VALUES (?, ?, ?)", (identity, event, body))

    # Messages

    def add_message(self, at: str, number: str | None, text: str, contact: str | None) -> None:
        """Keep what the user is told."""
        values = (at, number, text, contact)
        self._db.execute("INSERT INTO messages (at, number, text, contact) VALUES (?, ?, ?, ?)", values)

    def messages(self) -> list[Json]:
        """What the user was told, oldest first: `at`, `number`, `text`, `contact`."""
        statement = "SELECT at, number, text, contact FROM messages ORDER BY id"
        return [dict(row) for row in self._db.execute(statement)]

    def _update(self, table: str, key: str, value: object, columns: Json | dict[str, object]) -> None:
        changes = ", ".join(f"{name} = ?" for name in columns)
        statement = f"UPDATE {table} SET {changes} WHERE {key} = ?"  # noqa: S608  (names of columns, ours)
        self._db.execute(statement, (*columns.values(), value))


def _invoice(row: sqlite3.Row) -> Invoice:
    columns: Json = {key: row[key] for key in row.keys()}  # noqa: SIM118  (a Row iterates over its values)
    columns["words"] = json.loads(columns["words"])
    columns["due_date"] = date.fromisoformat(columns["due_date"])
    columns["action_needed"] = bool(columns["action_needed"])
    return Invoice(**columns)
