"""Which invoices an agency's rules keep from being handed over, and what has to be told of one that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.checks import Looking, check
from conformance.trace import Record
from conformance.verdict import Finding

Words = Mapping[str, Any]


def _transfers(looking: Looking) -> Iterator[tuple[str, Record, Words]]:
    """The transfers that were answered or taken, with what the user said of the invoice; empty for nobody's."""
    for call in looking.trace.exchanges("transfer"):
        number = looking.books.number_of(call.means)
        if number is not None and (call.means.get("outcome") in ("accepted", "refused") or call.committed):
            yield number, call, looking.books.words_of(number)


def _figure(looking: Looking, name: str) -> Any:
    return looking.catalogue.value(str(looking.trace.start.get("provider")), "transfer", name)


def _debtor(words: Words) -> Words:
    debtor = words.get("debtor")
    return debtor if isinstance(debtor, Mapping) else {}


def _finding(call: Record, message: str, expected: str, actual: str, *before: int) -> Finding:
    return Finding(
        message=message,
        expected=expected,
        actual=actual,
        at=call.at.isoformat(),
        evidence=(*before, call.id),
    )


@check(
    "transfer.not-prohibited",
    topic="transfer",
    reads=("wire", "books"),
    right="Collection is prohibited for the debtor of invoice 1001; the user asks for it, and is told to allow it"
    " first.",
    wrong="The invoice is handed over, since a person asked for it.",
    duties=("transfer",),
    figure="prohibited",
)
def transfer_not_prohibited(looking: Looking) -> Iterator[Finding]:
    """No invoice is transferred of a customer under collection prohibition, whoever asks for it.

    Looked at are transfers, and what the user asked for of such a customer. What was refused counts too.
    """
    if not _figure(looking, "prohibited"):
        return
    for act in looking.trace.acts("transfer_invoice"):
        debtor = _debtor(looking.books.words_of(str(act.request.get("number"))))
        looking.at(bool(debtor.get("collection_prohibited")))
    for number, call, words in _transfers(looking):
        if _debtor(words).get("collection_prohibited"):
            message = f"invoice {number} was transferred, and collection is prohibited for its debtor"
            yield _finding(call, message, "no transfer", f"one, {call.means.get('outcome')}")


@check(
    "transfer.reminded-first",
    topic="transfer",
    reads=("wire", "books"),
    right="The company has sent a reminder and a payment notice of invoice 1001: it is transferred for collection.",
    wrong="It is transferred for collection on the day after it was due, and its debtor had no letter before the first"
    " one that costs 70.00.",
    duties=("transfer",),
    figure="reminded_first",
)
def transfer_reminded_first(looking: Looking) -> Iterator[Finding]:
    """An invoice is transferred for collection only after all the letters of the company's that its agency wants first.

    Judged by the letters that the user told of; an invoice that the user set to reminded by hand is right as well.
    What was refused counts too.
    """
    wanted = _figure(looking, "reminded_first") or ()
    for number, call, words in _transfers(looking):
        if call.means.get("kind") != "collection" or not words or not wanted:
            continue
        looking.at()
        sent = [str(one.get("kind")) for one in words.get("reminders_sent") or ()]
        missing = [kind for kind in wanted if kind not in sent]
        if missing and words.get("collection_status") != "reminded":
            message = f"invoice {number} was transferred for collection before its debtor was reminded"
            yield _finding(call, message, f"a {' and a '.join(wanted)} before", " and ".join(sent) or "none")


@check(
    "transfer.tells",
    topic="transfer",
    reads=("wire", "books"),
    right="Invoice 1001 was made in the name of Mallin Kukka, and Maija Malli looks after it at the customer: its"
    " transfer names both, with her e-mail address and phone number.",
    wrong="It leaves them out; or a customer for once is transferred like any other.",
    duties=("transfer",),
    figure="tells",
)
def transfer_tells(looking: Looking) -> Iterator[Finding]:
    """A transfer tells what its agency's rules have told of an invoice and its customer, if the user said it.

    The auxiliary business name, the contact person's e-mail address and phone number, whether the customer is a
    temporary one. Case and blanks do not count. What was refused counts too.
    """
    provider = str(looking.trace.start.get("provider"))
    rules = [rule for rule in looking.catalogue.sharing(["transfer"], "tells") if rule.folder == provider]
    names = [name for rule in rules for name in rule.values["tells"]]
    for number, call, words in _transfers(looking):
        said = _said(words)
        for name in (name for name in names if said.get(name)):
            looking.at()
            told = call.means.get(name)
            if _plain(told) != _plain(said[name]):
                what = name.replace("_", " ")
                message = f"the transfer of invoice {number} does not tell what the user said: {what}"
                yield _finding(call, message, str(said[name]), "nothing" if told is None else str(told))


def _said(words: Words) -> Words:
    debtor = _debtor(words)
    person = debtor.get("contact_person") or {}
    return {
        "auxiliary_name": words.get("auxiliary_name"),
        "temporary": debtor.get("temporary"),
        "contact_email": person.get("email"),
        "contact_phone": person.get("phone"),
    }


def _plain(value: Any) -> str:
    return "".join(str(value).split()).casefold()


@check(
    "transfer.no-interest-invoice",
    topic="transfer",
    reads=("wire", "books"),
    right="Invoice 1001 is with the agency, which reckons its interest: the client transfers 1001 and nothing else.",
    wrong="It makes an invoice of 5.35 of interest for 1001, and transfers that as well: the debtor pays it twice.",
    duties=("transfer",),
    figure="interest_invoices",
)
def transfer_no_interest_invoice(looking: Looking) -> Iterator[Finding]:
    """No invoice is transferred that no user finished: the agency reckons interest itself.

    Judged where the trace tells which invoices there are.
    """
    finished = looking.trace.acts("send_invoice") or looking.trace.facts("invoice_held")
    for number, call, words in _transfers(looking):
        if not finished or not _figure(looking, "interest_invoices"):
            continue
        looking.at()
        if not words:
            message = f"invoice {number} was transferred, which no user has made"
            yield _finding(call, message, "no invoice of the client's own", str(call.means.get("amount")))


@check(
    "transfer.currency-once",
    topic="transfer",
    reads=("wire", "books"),
    right="Invoice 1001 is in Swedish kronor, and its transfer ended in an error. The user asks again, and is told to"
    " collect it by other means.",
    wrong="It is transferred again, in kronor or as so many euros.",
    duties=("transfer",),
    figure="currency",
)
def transfer_currency_once(looking: Looking) -> Iterator[Finding]:
    """An invoice in a currency that its agency does not collect is not transferred again after it was taken in once.

    Nor is it transferred in another currency than its own, which cannot be changed any more.
    """
    currency = _figure(looking, "currency")
    before: dict[str, Record] = {}
    for number, call, words in _transfers(looking):
        own = words.get("currency")
        if not currency or own in (None, currency):
            continue
        looking.at()
        if call.means.get("currency") not in (None, own):
            message = f"invoice {number} was transferred in another currency than its own"
            yield _finding(call, message, str(own), str(call.means.get("currency")))
        elif number in before:
            message = f"invoice {number} in {own} was transferred again"
            yield _finding(call, message, "other means of collecting it", "a transfer", before[number].id)
        if call.accepted:
            before.setdefault(number, call)
