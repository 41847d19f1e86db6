"""Whether the client copes with an agency that every invoice goes through: what it needs, refuses and changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from conformance.checks import Looking, check
from conformance.checks._books import decimal_of, national_reference, own_accounts, same_reference, shown
from conformance.checks._chances import Chances
from conformance.checks._finished import Finished
from conformance.trace import Record, View
from conformance.verdict import Finding

_ADDRESS = ("street", "postal_code", "city")
_TEXTS = ("number", "date", "due_date")
# What an invoice in error may have become besides: the user may have ended it otherwise.
_NOT_SENT = ("error", "draft", "credited", "paid", "closed")


@check(
    "invoice.complete",
    topic="invoice",
    reads=("wire", "books", "truth"),
    duties=("send_invoice",),
    right="The debtor of invoice 1001 lives at Mallitie 2, 33100 Tampere, and reads Swedish; so the document says.",
    wrong="The document leaves the address out, or asks for Finnish.",
)
def invoice_complete(looking: Looking) -> Iterator[Finding]:
    """An invoice that goes through an agency has the debtor's whole address, its language, and rows that add up.

    It has a company's business ID too, as a VAT number or not, and none of a consumer, who is taken for a company else.
    Judged where the agency has rules for what is sent, by the facts. What the user finished without is not judged,
    nor an invoice whose rows do not come to its total: the client may refuse it or leave that to the provider.
    """
    finished = looking.trace.derived(Finished).versions if _has_rules(looking, "send_invoice") else {}
    for fact in looking.trace.facts("invoice_sent") if looking.trace.exchanges("send_invoice") else ():
        versions = finished.get(str(fact.data.get("number"))) or []
        wrong = [_incomplete(fact.data, words) for words in versions]
        if not versions:
            continue
        looking.at()
        if None not in wrong:
            what, wanted, found = next(one for one in reversed(wrong) if one)
            yield Finding(
                message=f"invoice {fact.data.get('number')} was sent with another {what} than it was finished with",
                expected=wanted,
                actual=found,
                at=fact.at.isoformat(),
                evidence=(fact.id,),
            )


def _is_told(own: object, told: object, is_consumer: bool) -> bool:
    """Whether a business ID is told as the debtor has it; a VAT number has a country before it, and no hyphen."""
    known, found = ("".join(one for one in str(each or "") if one.isdigit()) for each in (own, told))
    return found.endswith(known) if known else not (is_consumer and found)


def _has_rules(looking: Looking, duty: str) -> bool:
    provider = looking.trace.start.get("provider")
    return any(rule.folder == provider for rule in looking.catalogue.sharing((duty,)))


def _incomplete(held: Mapping[str, Any], words: Mapping[str, Any]) -> tuple[str, str, str] | None:
    address = (words.get("debtor") or {}).get("address") or {}
    has = (held.get("recipient") or {}).get("address") or {}
    for part in _ADDRESS:
        if address.get(part) and address[part] != has.get(part):
            return part.replace("_", " "), str(address[part]), str(has.get(part) or "none")
    own, told = ((party or {}).get("business_id") for party in (words.get("debtor"), held.get("recipient")))
    is_consumer = (words.get("debtor") or {}).get("kind") == "consumer"
    if held.get("recipient") and not _is_told(own, told, is_consumer):
        return "business ID of its debtor", str(own or "none"), str(told or "none")
    language, asked = str(words.get("language") or "")[:2], str(held.get("language") or "fi")[:2]
    if language in ("sv", "en") and language != asked:
        return "language", language, asked
    total, rows = decimal_of(words.get("total")), decimal_of(held.get("rows_total"))
    adds_up = (
        sum((decimal_of(row.get("total")) or Decimal(0) for row in words.get("rows") or ()), Decimal(0))
        == total
    )
    if adds_up and total is not None and rows is not None and rows != total:
        return "sum of its rows", shown(total), shown(rows)
    return None


@check(
    "invoice.sent",
    topic="invoice",
    reads=("wire", "books"),
    duties=("send_invoice",),
    right="Invoice 1001 has no reference: the client says that it is not sent. Or it sends it, and shows that it "
    "failed.",
    wrong="The client answers `done`, and sends nothing.",
)
def invoice_sent(looking: Looking) -> Iterator[Finding]:
    """An invoice that its user is told is sent is sent, or shown as one that is not.

    Judged from the second tick on after the act, where the provider has rules for what is sent and had last told the
    client that its service is active. An attempt is enough: what came of it, others judge.
    """
    chances = looking.trace.derived(Chances)
    for act in looking.trace.acts("send_invoice") if _has_rules(looking, "send_invoice") else ():
        number = str((act.request.get("invoice") or {}).get("number"))
        if (act.ok or {}).get("outcome") != "done" or not _is_active(looking, act):
            continue
        views = [view for view in looking.trace.views() if chances.missed(act.id, view.record.id)]
        if _was_tried(looking, act, number):
            looking.at()
        elif any(not _shows_as_unsent(view, number) for view in views):
            looking.at()
            yield Finding(
                message=f"the user is told that invoice {number} is sent, and it is not",
                expected="a sending, or the invoice shown as a draft or in error",
                actual="neither",
                at=act.at.isoformat(),
                evidence=(act.id,),
            )


def _is_active(looking: Looking, act: Record) -> bool:
    """Whether the client had last been told that the service is active."""
    told = [
        call.means["state"]
        for call in looking.trace.exchanges("read_service")
        if call.id < act.id and call.accepted and call.means.get("state")
    ]
    return told[-1:] == ["active"]


def _was_tried(looking: Looking, act: Record, number: str) -> bool:
    """Whether there was a sending after an act that was of this invoice, as far as anybody can tell."""
    calls = looking.trace.exchanges("send_invoice", "resend_invoice")
    return any(
        looking.books.number_of(call.means) in (None, number)
        for call in calls
        if call.op == act.id or call.id > act.id
    )


def _shows_as_unsent(view: View, number: str) -> bool:
    row = _row(view, number)
    rows = view.rows("invoices")
    return rows is None or (row is not None and row.get("state") in (None, *_NOT_SENT))


@check(
    "invoice.corrected",
    topic="invoice",
    reads=("wire", "books"),
    duties=("resend_invoice",),
    right="Invoice 1001 is in error for its postal code; the user corrects the address and has it sent again. It goes "
    "out as 1001 with the same date, to the new address.",
    wrong="It goes out unchanged, as 1001-2, or dated today.",
)
def invoice_corrected(looking: Looking) -> Iterator[Finding]:
    """An invoice that its user has sent again goes out as it was corrected, under its number and its date.

    By these two the provider knows that it takes the place of the one in error. Judged is the next sending that is
    taken after the user asked for it; where the client says that it is done, there has to be one. To reroute it is
    as good.
    """
    for act in looking.trace.acts("resend_invoice"):
        if (act.ok or {}).get("outcome") not in ("done", "pending"):
            continue
        call = next((call for call in _sendings(looking) if call.op == act.id or call.id > act.id), None)
        if call is None:
            if (act.ok or {}).get("outcome") == "done":
                looking.at()
                yield _not_sent(act)
        elif call.duty == "send_invoice":
            looking.at()
            yield from _otherwise(looking, act, call)


def _sendings(looking: Looking) -> list[Record]:
    calls = looking.trace.exchanges("send_invoice", "resend_invoice")
    return [call for call in calls if call.accepted]


def _not_sent(act: Record) -> Finding:
    return Finding(
        message=f"invoice {act.request.get('number')} was not sent again, and its user is told that it was",
        expected="a sending that was taken",
        actual="none",
        at=act.at.isoformat(),
        evidence=(act.id,),
    )


def _otherwise(looking: Looking, act: Record, call: Record) -> Iterator[Finding]:
    """What is sent otherwise than it was corrected."""
    words = looking.trace.derived(Finished).at(str(act.request.get("number")), act.id + 1)
    held: dict[str, Any] = {**call.means, **_fact_of(looking, call)}
    wanted: dict[str, Any] = {name: str(words[name]) for name in _TEXTS if words.get(name)}
    found = {
        name: str(held[name])[:10] if "date" in name else str(held[name]) for name in _TEXTS if held.get(name)
    }
    address = (words.get("debtor") or {}).get("address") or {}
    has = (held.get("recipient") or {}).get("address")
    if has:
        wanted |= {part: str(address[part]) for part in _ADDRESS if address.get(part)}
        found |= {part: str(has.get(part) or "none") for part in _ADDRESS}
    for name, value in wanted.items():
        if name in found and found[name] != value:
            yield Finding(
                message=f"invoice {words.get('number')} was sent again with another {name.replace('_', ' ')}",
                expected=value,
                actual=found[name],
                at=call.at.isoformat(),
                evidence=(act.id, call.id),
            )
            return


def _fact_of(looking: Looking, call: Record) -> Mapping[str, Any]:
    """What the provider holds of the invoice that a call sent, if the trace has it."""
    sent = call.means.get("invoice")
    found = (fact for fact in looking.trace.facts("invoice_sent") if fact.data.get("invoice") == sent)
    return next((fact.data for fact in found), {})


@check(
    "invoice.error-shown",
    topic="invoice",
    reads=("wire", "books"),
    duties=("read_invoice",),
    right="The provider answers that invoice 1001 failed; the client shows it in error, with a message about it.",
    wrong="The client shows it as sent.",
)
def invoice_error_shown(looking: Looking) -> Iterator[Finding]:
    """An invoice that the provider says it could not send is shown as that, with a message at it.

    Judged from the second tick on after an answer said so, and until it is sent again. What was credited, paid or ended
    meanwhile may be shown so.
    """
    chances = looking.trace.derived(Chances)
    for number, told in sorted(_failed(looking).items()):
        again = [act.id for act in looking.trace.acts("resend_invoice") if _is_about(act, number)]
        for view in looking.trace.views():
            number_of_view = view.record.id
            if any(told.id < act < number_of_view for act in again) or not chances.missed(
                told.id, number_of_view
            ):
                continue
            row = _row(view, number)
            if row is not None and row.get("state") is not None:
                looking.at()
                yield from _unseen(view, number, row, told)


def _failed(looking: Looking) -> dict[str, Record]:
    """The answers that told of a failure last, by the number of the invoice."""
    found = {}
    for call in looking.trace.exchanges("read_invoice", "list_invoices"):
        for means in (call.means, *(call.means.get("items") or ())) if call.accepted else ():
            number = looking.books.number_of(means) if means.get("state") == "failed" else None
            if number is not None:
                found[number] = call
    return found


def _is_about(act: Record, number: str) -> bool:
    return str(act.request.get("number")) == number


def _row(view: View, number: str) -> Mapping[str, Any] | None:
    return next((row for row in view.rows("invoices") or () if str(row.get("number")) == number), None)


def _unseen(view: View, number: str, row: Mapping[str, Any], told: Record) -> Iterator[Finding]:
    shows_messages = "messages" in row or view.rows("messages") is not None
    about = (one for one in view.rows("messages") or () if str(one.get("number")) == str(row.get("number")))
    said = [*(row.get("messages") or ()), *about]
    if row["state"] not in _NOT_SENT:
        wrong, found = "error", str(row["state"])
    elif shows_messages and not said:
        wrong, found = "a message that says what is wrong", "none"
    else:
        return
    yield Finding(
        message=f"invoice {number} could not be sent, and its user does not see it",
        expected=wrong,
        actual=found,
        at=view.record.at.isoformat(),
        evidence=(told.id, view.record.id),
    )


@check(
    "invoice.payment-details",
    topic="invoice",
    reads=("wire", "books", "truth"),
    duties=("read_file",),
    right="The agency has put its own account and reference on invoice 1001; these the client shows as what the "
    "debtor was given.",
    wrong="It shows the company's account, from the copy that it kept.",
)
def invoice_payment_details(looking: Looking) -> Iterator[Finding]:
    """The account and the reference that the client shows as the debtor's are those of the invoice that was sent.

    Those that the agency put on it; of an invoice that went to its recipient past an agency that every invoice goes
    through, those that it was sent with, and where its account cannot be read, any of the company's own.
    Judged from the second tick on after the client could know that the invoice was delivered, until it is sent again.
    A client that shows neither is not judged.
    """
    chances = looking.trace.derived(Chances)
    for given in _all_given(looking):
        told = next((call for call in _delivered(looking, given.number) if call.id > given.fact.id), None)
        for view in looking.trace.views() if told else ():
            row, at = _row(view, given.number), view.record.id
            if told is None or row is None or _went_again(looking, given, at):
                continue
            if chances.missed(told.id, at):
                yield from _other_details(looking, view, row, given)


@dataclass(frozen=True, slots=True)
class _Given:
    """What the debtor was given to pay by: to any of the accounts, with the reference. `fact` tells of it."""

    number: str
    fact: Record
    accounts: frozenset[str]
    reference: str


def _all_given(looking: Looking) -> Iterator[_Given]:
    routed = {fact.data.get("invoice"): fact for fact in looking.trace.facts("invoice_routed")}
    for fact in routed.values():
        accounts = frozenset({same_reference(str(fact.data.get("iban")))})
        yield _Given(str(fact.data.get("number")), fact, accounts, str(fact.data.get("reference") or ""))
    sent = {fact.data.get("invoice"): fact for fact in looking.trace.facts("invoice_sent")}
    for fact in looking.trace.facts("invoice_delivered") if _has_rules(looking, "read_file") else ():
        invoice = fact.data.get("invoice")
        if invoice in sent and invoice not in routed:
            held = sent[invoice].data
            written = frozenset({same_reference(str(held["iban"]))}) if held.get("iban") else None
            accounts, reference = written or own_accounts(looking.trace), str(held.get("reference") or "")
            yield _Given(str(fact.data.get("number")), fact, accounts, reference)


def _went_again(looking: Looking, given: _Given, by: int) -> bool:
    acts = looking.trace.acts("resend_invoice")
    return any(given.fact.id < act.id < by and _is_about(act, given.number) for act in acts)


def _delivered(looking: Looking, number: str) -> Iterator[Record]:
    for call in looking.trace.exchanges("read_invoice", "list_invoices"):
        for means in (call.means, *(call.means.get("items") or ())) if call.accepted else ():
            if means.get("state") == "delivered" and looking.books.number_of(means) == number:
                yield call


def _other_details(looking: Looking, view: View, row: Mapping[str, Any], given: _Given) -> Iterator[Finding]:
    references = frozenset({national_reference(given.reference)} - {""})
    for word, name, plain, right in (
        ("iban", "payment_iban", same_reference, given.accounts),
        ("reference", "payment_reference", national_reference, references),
    ):
        if row.get(name) is None or not right:
            continue
        looking.at()
        if plain(str(row[name])) not in right:
            yield Finding(
                message=f"the {word} that the debtor of invoice {given.number} was given is not the one shown",
                expected=" or ".join(sorted(right)),
                actual=str(row[name]),
                at=view.record.at.isoformat(),
                evidence=(given.fact.id, view.record.id),
            )
