"""Handing overdue invoices over to the agency: when the user asked for it, or by the automation."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from conformance.clients.reference.books import Invoice
from conformance.clients.reference.desk import Desk, outcome
from conformance.clients.reference.money import to_cents
from conformance.clients.reference.provider import Batching, Claim
from conformance.clients.reference.web import Interrupted, Refused

Json = dict[str, Any]

DEFAULT_TYPE = "reminder_and_collection"

ALREADY = {
    "posting": ("pending", "on its way to"),
    "pending": ("pending", "on its way to"),
    "sent": ("done", "with"),
    "followed": ("done", "with"),
}
"""What a user hears that wants an invoice collected whose transfer stands so."""


def transfer_invoice(desk: Desk, words: Json) -> Json:
    """The user wants an invoice collected."""
    invoice = desk.books.invoice(str(words["number"]))
    if invoice is None:
        return outcome("refused", f"There is no invoice {words['number']}.")
    if invoice.transfer in ALREADY:
        word, how = ALREADY[invoice.transfer]
        return outcome(word, f"Invoice {invoice.number} is {how} {desk.agency} already.")
    obstacle = _obstacle(desk, invoice)
    if obstacle:
        return outcome("refused", obstacle)
    wish = desk.policy.collection_type(words.get("collection_type"), _collection_type(desk))
    desk.books.set_invoice(invoice.number, wish=wish)
    why_later = _why_later(desk, invoice)
    if why_later:
        return outcome("pending", why_later)
    objection = desk.provider.objection(invoice, wish)
    if objection:
        _is_refused(desk, invoice, objection)
        return desk.refused(objection)
    try:
        done = desk.attempt(_hand_over, desk, desk.books.invoice(invoice.number))
    except Refused as refusal:
        return desk.refused(str(refusal))
    if not done:
        return desk.unanswered(
            f"{desk.agency} does not answer now. Invoice {invoice.number} is transferred later."
        )
    return outcome("pending", f"Invoice {invoice.number} is on its way to {desk.agency}.")


def carry_on(desk: Desk) -> None:
    """Transfer what is due: the user's wishes, and what the automation finds."""
    if not _is_served(desk, by_hand=True):
        for invoice in desk.books.invoices("transfer = 'posting'"):
            desk.attempt_unasked(_settle_unknown, desk, invoice)
        return
    found = list(_to_hand_over(desk))
    provider = desk.provider
    if isinstance(provider, Batching) and len(found) > 1:
        desk.attempt_unasked(_hand_over_together, desk, provider, found)
        return
    for invoice in found:
        desk.attempt_unasked(_hand_over_unasked, desk, invoice)


def _to_hand_over(desk: Desk) -> Iterator[Invoice]:
    """The invoices that are due to be handed over now."""
    for invoice in desk.books.invoices("sending = 'sent'"):
        if not desk.policy.hands_over(invoice.transfer, bool(invoice.wish)):
            continue
        if invoice.wish and desk.standing(invoice).open <= 0:
            desk.books.set_invoice(invoice.number, wish=None)
        elif _is_due(desk, invoice) and (invoice.wish or invoice.transfer or _automatic(desk, invoice)):
            yield invoice


def follow(desk: Desk) -> None:
    """See what became of the transfers that were taken."""
    # One that was handed over at this very moment cannot have been looked at by the provider yet.
    for invoice in desk.books.invoices("transfer = 'pending' AND transferred_at <> ?", desk.now.isoformat()):
        desk.attempt_unasked(look, desk, invoice)


def look(desk: Desk, invoice: Invoice) -> bool:
    """See what became of one transfer; answers whether the provider knows of any."""
    found = desk.provider.transfer_state(invoice.uuid)
    if found is None:
        return False
    status = str(found.get("status"))
    if invoice.transfer == "posting" and status != "error":
        _taken(desk, invoice)  # and the answer was lost
    if status == "sent":
        url = found.get("url")
        case_id = str(url).rstrip("/").rpartition("/")[2] if url else None
        desk.books.set_invoice(invoice.number, transfer="sent", case_url=url, case_id=case_id)
    elif status == "error":
        with desk.books.transaction():
            desk.books.set_invoice(invoice.number, transfer="error", action_needed=1)
            reason = str(found.get("error_reason") or "The transfer failed.")
            desk.tell_refused(reason, invoice.number)
    return True


def _obstacle(desk: Desk, invoice: Invoice) -> str | None:
    """Why an invoice is never transferred as things stand, or None."""
    number = invoice.number
    if invoice.sending == "error":
        return f"Invoice {number} was not sent: it is in error."
    if desk.standing(invoice).open <= 0:
        return f"Nothing is open of invoice {number}."
    if invoice.debtor.get("collection_prohibited") and desk.policy.heeds_prohibition():
        name = invoice.debtor["name"]
        return f"Collection is prohibited for {name}: allow it in the customer's details first."
    left_alone = [
        why for why, holds in _by_the_agency(desk, invoice, desk.standing(invoice).open).items() if holds
    ]
    if not desk.policy.by_hand(left_alone):
        return f"Invoice {number} cannot be transferred ({', '.join(left_alone)}): another agency has it."
    service = desk.service
    if service.state not in ("pending", "active") and service.wish != "activate":
        return f"The {desk.agency} service is {service.state}: activate it before invoices are transferred."
    return None


def _is_served(desk: Desk, *, by_hand: bool) -> bool:
    """Whether the agency takes transfers: with an active service, and some take before it what a person asks for."""
    state = desk.service.state
    return desk.policy.transfers_under(state) or (
        by_hand and state == "pending" and desk.provider.takes_unsigned
    )


def _why_later(desk: Desk, invoice: Invoice) -> str | None:
    """Why an invoice has to wait for its transfer, or None."""
    if invoice.sending != "sent":
        return f"Invoice {invoice.number} is transferred once it is sent and overdue."
    if not _is_served(desk, by_hand=True):
        return f"Invoice {invoice.number} is transferred when the {desk.agency} service is active."
    if not _is_due(desk, invoice):
        days = desk.provider.days_after_due[_kind(invoice)]
        opens = desk.policy.transfer_opens(desk.policy.waits_from(invoice.words), days, None)
        opens = max(opens, _by_hand(desk, invoice))
        return f"Invoice {invoice.number} is transferred on {opens}: {desk.agency} does not take it earlier."
    return None


def _is_due(desk: Desk, invoice: Invoice) -> bool:
    """Whether the day has come. The automation may wait longer than the provider demands; a wish does not."""
    kind = _kind(invoice)
    setting = (
        None if invoice.wish else _automation(desk).get("b2c_days" if kind == "consumer" else "b2b_days")
    )
    since, days = desk.policy.waits_from(invoice.words), desk.provider.days_after_due[kind]
    opens = max(
        desk.policy.transfer_opens(since, days, int(setting) if setting else None), _by_hand(desk, invoice)
    )
    return desk.policy.has_opened(opens, since, desk.now, desk.zone)


def _by_hand(desk: Desk, invoice: Invoice) -> date:
    """The first day on which the provider wants a transfer that a person asks for, counted from the invoice date."""
    days = desk.provider.days_after_invoice.get(_kind(invoice), 0) if invoice.wish else 0
    return date.fromisoformat(str(invoice.words["date"])) + timedelta(days=days)


def _automatic(desk: Desk, invoice: Invoice) -> bool:
    """Whether the automation takes an invoice (whose day has come)."""
    settings = _automation(desk)
    debtor = invoice.debtor
    group = settings.get("prevented_group")
    still_open = desk.standing(invoice).open
    exempt = {
        "group": group is not None and debtor.get("group") == group,
        "prohibited": bool(debtor.get("collection_prohibited")),
        "small": still_open < to_cents(settings.get("minimum_amount") or 0),
        **_by_the_agency(desk, invoice, still_open),
    }
    return bool(
        desk.policy.transfers_by_itself(bool(settings.get("enabled")))
        and _is_served(desk, by_hand=False)
        and not any(desk.policy.spares(why) for why, holds in exempt.items() if holds)
        and still_open > 0
    )


def _by_the_agency(desk: Desk, invoice: Invoice, still_open: int) -> dict[str, bool]:
    """What the agency's own rules keep out of the automation, and whether that holds of an invoice."""
    words, minimum = invoice.words, _automation(desk).get("minimum_amount")
    found = {
        "minimum": minimum is not None and still_open <= to_cents(minimum),
        "due_before": invoice.due_date.isoformat() < str(desk.books.note("automatic_since") or ""),
        "financed": bool(words.get("financed")),
        "reminded": bool(words.get("reminders_sent")) or words.get("collection_status") == "reminded",
        "given_away": bool(words.get("given_to")),
    }
    return {why: holds for why, holds in found.items() if why in desk.provider.leaves_alone}


def _hand_over_unasked(desk: Desk, invoice: Invoice) -> None:
    """Transfer at a tick. A refusal stands in the books and is not repeated; the user was told of it."""
    try:
        _hand_over(desk, invoice)
    except Refused:
        return


def _hand_over(desk: Desk, invoice: Invoice) -> None:
    """Transfer an invoice; if that was tried before and its outcome is unknown, look first."""
    if _is_there(desk, invoice):
        return
    claim = _claim(desk, invoice)
    try:
        desk.provider.transfer(claim.invoice, claim.kind, claim.collection_type, claim.principal)
    except Refused as refusal:
        _is_refused(desk, invoice, str(refusal))
        raise
    except Interrupted as interruption:
        _put_off(desk, [invoice], interruption)
        raise
    _taken(desk, invoice)


def _hand_over_together(desk: Desk, provider: Batching, invoices: Sequence[Invoice]) -> None:
    """Transfer invoices in one batch. Where that is refused as a whole, each goes alone: one was bad."""
    claims = [_claim(desk, invoice) for invoice in invoices if not _is_there(desk, invoice)]
    try:
        if claims:
            provider.transfer_all(claims)
    except Refused:
        for claim in claims:
            desk.attempt_unasked(_hand_over_unasked, desk, claim.invoice)
        return
    except Interrupted as interruption:
        _put_off(desk, invoices, interruption)
        raise
    for claim in claims:
        _taken(desk, claim.invoice)


def _is_refused(desk: Desk, invoice: Invoice, why: str) -> None:
    with desk.books.transaction():
        desk.books.set_invoice(invoice.number, transfer="refused", wish=None, action_needed=1)
        desk.tell_refused(why, invoice.number)


def _put_off(desk: Desk, invoices: Sequence[Invoice], interruption: Interrupted) -> None:
    """What is known not to have been done is as it was before, and nobody need look for it."""
    for invoice in invoices if interruption.undone else ():
        if invoice.transfer != "posting":
            desk.books.set_invoice(invoice.number, transfer=invoice.transfer, wish=invoice.wish)


def _is_there(desk: Desk, invoice: Invoice) -> bool:
    """Whether the provider has an invoice already, of which it was tried before with an unknown outcome."""
    return invoice.transfer == "posting" and desk.policy.looks_first("transfer") and look(desk, invoice)


def _claim(desk: Desk, invoice: Invoice) -> Claim:
    """What is claimed with an invoice, kept in the books before it is."""
    if invoice.transfer != "posting":
        invoice = _begun(desk, invoice)
    kind = desk.policy.receivable_of(_kind(invoice))
    debtor = desk.policy.debtor_of(invoice.debtor, desk.company)
    rent = desk.policy.rent_of(invoice.words, str(desk.company.get("country")))
    named = replace(invoice, words={**invoice.words, "debtor": debtor, "rental": rent})
    return Claim(named, kind, str(invoice.transfer_type), invoice.transfer_amount or 0)


def _begun(desk: Desk, invoice: Invoice) -> Invoice:
    """The invoice, with what is about to be handed over kept in the books: a repetition says the same."""
    columns: Json = {
        "transfer": "posting",
        "transfer_type": invoice.wish or _collection_type(desk),
        "transfer_amount": desk.policy.principal(invoice.total, desk.standing(invoice).open),
        "wish": None,
        "action_needed": False,
    }
    if desk.policy.notes_before_calling():
        desk.books.set_invoice(invoice.number, **columns)
    return replace(invoice, **columns)


def _settle_unknown(desk: Desk, invoice: Invoice) -> None:
    """Find out whether a transfer of unknown outcome was taken, where it cannot be repeated."""
    if not look(desk, invoice):
        desk.books.set_invoice(invoice.number, transfer=None)


def _taken(desk: Desk, invoice: Invoice) -> None:
    desk.books.set_invoice(invoice.number, transfer="pending", wish=None, transferred_at=desk.now.isoformat())


def _kind(invoice: Invoice) -> str:
    return "consumer" if invoice.debtor.get("kind") == "consumer" else "company"


def _automation(desk: Desk) -> Json:
    return desk.books.note("settings", {}).get("auto_transfer") or {}


def _collection_type(desk: Desk) -> str:
    return str(desk.books.note("settings", {}).get("collection_type") or DEFAULT_TYPE)
