"""Booking bank statements: settlements by the agency, payments by debtors, and what nobody can match.

Nothing is guessed: a row is matched by its reference or not at all, and the user is shown what was not.
"""

from collections.abc import Sequence

from conformance.clients.reference import camt, journals, reports
from conformance.clients.reference.accounting import Part
from conformance.clients.reference.books import Booking, Invoice
from conformance.clients.reference.camt import Entry, Row
from conformance.clients.reference.desk import Desk
from conformance.clients.reference.money import to_text

INTEREST_WORD = "interest"
"""What the text of a month's interest says; it has no reference."""


def book_statement(desk: Desk, content: str) -> None:
    """Book every entry of a document, each once however often it comes."""
    own = [str(account.get("iban")) for account in desk.company.get("bank_accounts") or []]
    ours = desk.policy.accounts_read(own)
    for statement in camt.read(content):
        if statement.account not in ours:
            desk.tell_once(f"A bank statement of {statement.account} came: no account of the company.")
            continue
        for entry in statement.entries:
            with desk.books.transaction():
                for place, row in enumerate(entry.rows, start=1):
                    _book_row(desk, statement.account, entry, row, place)


def _book_row(desk: Desk, account: str, entry: Entry, row: Row, place: int) -> None:
    if _clears_a_journal(desk, account, entry, row):
        return
    invoice = _invoice_of(desk, row, entry.currency)
    if desk.policy.is_agency(row.payer):
        invoice = desk.policy.invoice_of(invoice, _alike(desk, row, entry.currency))
    kind = kind_of(row, invoice is not None, desk.policy.is_agency(row.payer))
    for nth, (booked_as, number, amount) in enumerate(_parts(desk, row, kind, invoice), start=1):
        line = Booking(
            date=desk.policy.booking_day(entry.day, desk.today, booked_as).isoformat(),
            number=number,
            kind=booked_as,
            amount=amount,
            currency=entry.currency,
            source=f"bank:{account}/{entry.bank_reference}/{place}" + (f"/{nth}" if nth > 1 else ""),
            reference=row.reference,
            account=account,
        )
        if desk.policy.joins_what_the_user_recorded() and desk.books.confirm(line):
            continue
        if number is not None and desk.policy.is_repeated(amount, _booked(desk, number)):
            continue
        if reports.book(desk, line) and booked_as == "unmatched":
            _show(desk, entry, row)


def _clears_a_journal(desk: Desk, account: str, entry: Entry, row: Row) -> bool:
    """Whether a row is the agency's payment of a journal, whose invoices are booked as paid already."""
    by_agency = desk.policy.is_agency(row.payer) and row.reference is None
    return (
        by_agency
        and desk.policy.knows_journals_at_the_bank()
        and journals.clears(desk, f"{account}/{entry.bank_reference}", row.amount, entry.currency)
    )


def _booked(desk: Desk, number: str) -> list[int]:
    """What was booked for an invoice from the bank, row by row."""
    return [line.amount for line in desk.books.ledger(number) if line.source.startswith("bank:")]


def _parts(desk: Desk, row: Row, kind: str, invoice: Invoice | None) -> Sequence[Part]:
    """What a row is booked as."""
    if kind == "settlement_interest":
        in_collection = desk.books.invoices("transfer = 'sent'")
        return desk.policy.interest_rows(row.amount, [one.number for one in in_collection])
    if kind == "unmatched" or invoice is None:
        return desk.policy.unmatched_rows(row.amount)
    if kind == "direct_payment":
        return desk.policy.payment_rows(invoice.number, row.amount, desk.standing(invoice).open)
    told = desk.books.events_of(invoice.case_id, "paid")
    return ((kind, invoice.number, desk.policy.settled(row.amount, told)),)


def _show(desk: Desk, entry: Entry, row: Row) -> None:
    """Tell the user of a row that matches nothing."""
    sender = f" from {row.payer}" if row.payer else ""
    desk.tell(
        f"{to_text(row.amount)} {entry.currency}{sender} on {entry.day} matches nothing"
        f" (reference {row.reference or 'none'}): record it for the invoice that it belongs to."
    )


def _alike(desk: Desk, row: Row, currency: str) -> list[Invoice]:
    """The invoices in collection of which just the row's amount is open."""
    there = desk.books.invoices("transfer = 'sent' AND currency = ?", currency)
    return [one for one in there if desk.standing(one).open == row.amount]


def kind_of(row: Row, matched: bool, from_agency: bool) -> str:
    """What a row is, in the ledger's words. `matched`: its reference is that of an invoice."""
    if row.amount <= 0:
        return "unmatched"
    if matched:
        return "settlement_principal" if from_agency else "direct_payment"
    if from_agency and row.reference is None and INTEREST_WORD in row.text.lower():
        return "settlement_interest"
    return "unmatched"


def _invoice_of(desk: Desk, row: Row, currency: str) -> Invoice | None:
    """The one invoice with the row's reference and currency: its own, or the one that its debtor was told."""
    if row.reference is None:
        return None
    which = " OR ".join(f"{name} = ?" for name in desk.policy.references())
    values = [row.reference] * len(desk.policy.references())
    found = desk.books.invoices(f"({which}) AND currency = ?", *values, currency)
    return found[0] if len(found) == 1 else None
