"""Booking bank statements: settlements by the agency, payments by debtors, and what nobody can match.

Nothing is guessed: a row is matched by its reference or not at all, and the user is shown what was not.
"""

from conformance.clients.reference import camt, reports
from conformance.clients.reference.books import Booking, Invoice
from conformance.clients.reference.camt import Entry, Row
from conformance.clients.reference.desk import Desk
from conformance.clients.reference.money import to_text

AGENCY_PAYERS = ("ropo capital",)
"""How the names begin under which the agency pays, in lower case."""

INTEREST_WORD = "interest"
"""What the text of a month's interest says; it has no reference."""


def book_statement(desk: Desk, content: str) -> None:
    """Book every entry of a document, each once however often it comes."""
    ours = {account.get("iban") for account in desk.company.get("bank_accounts") or []}
    for statement in camt.read(content):
        if statement.account not in ours:
            desk.tell_once(f"A bank statement of {statement.account} came: no account of the company.")
            continue
        for entry in statement.entries:
            with desk.books.transaction():
                for place, row in enumerate(entry.rows, start=1):
                    _book_row(desk, statement.account, entry, row, place)


def _book_row(desk: Desk, account: str, entry: Entry, row: Row, place: int) -> None:
    invoice = _invoice_of(desk, row, entry.currency)
    kind = kind_of(row, invoice is not None)
    line = Booking(
        date=entry.day.isoformat(),
        number=invoice.number if invoice and kind != "unmatched" else None,
        kind=kind,
        amount=row.amount,
        currency=entry.currency,
        source=f"bank:{account}/{entry.bank_reference}/{place}",
        reference=row.reference,
        account=account,
    )
    if desk.books.confirm(line):
        return
    if reports.book(desk, line) and kind == "unmatched":
        sender = f" from {row.payer}" if row.payer else ""
        desk.tell(
            f"{to_text(row.amount)} {entry.currency}{sender} on {entry.day} matches nothing"
            f" (reference {row.reference or 'none'}): book it by hand."
        )


def kind_of(row: Row, matched: bool) -> str:
    """What a row is, in the ledger's words. `matched`: its reference is that of an invoice."""
    from_agency = row.payer.lower().startswith(AGENCY_PAYERS)
    if row.amount <= 0:
        return "unmatched"
    if matched:
        return "settlement_principal" if from_agency else "direct_payment"
    if from_agency and row.reference is None and INTEREST_WORD in row.text.lower():
        return "settlement_interest"
    return "unmatched"


def _invoice_of(desk: Desk, row: Row, currency: str) -> Invoice | None:
    """The one invoice with the row's reference and currency."""
    if row.reference is None:
        return None
    found = desk.books.invoices("reference = ? AND currency = ?", row.reference, currency)
    return found[0] if len(found) == 1 else None
