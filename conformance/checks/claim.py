"""Whether a transfer claims what is owed, of whom it is owed: the amount, the debtor, no costs that nobody charged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from conformance.checks import Looking, check
from conformance.checks._books import decimal_of, parts_of, shown
from conformance.checks._finished import Finished
from conformance.checks._ledger import credited, taken_back
from conformance.checks._money import DIRECT, SETTLEMENT
from conformance.trace import Record
from conformance.verdict import Finding

_NOTHING = Decimal()
_TOO_MANY = 429
_ANSWERED = ("accepted", "refused")
_ADDRESS = ("street", "postal_code", "city", "country")

Part = tuple[int, Decimal]
"""Something that lessens what is owed: the record that tells of it, and its amount."""


def _claims(looking: Looking) -> Iterator[tuple[str, Record]]:
    """The transfers of invoices that the trace tells of, those too whose answer was lost on the way."""
    for call in looking.trace.exchanges("transfer"):
        number = looking.books.number_of(call.means)
        if number is not None and (call.means.get("outcome") in _ANSWERED or call.committed):
            yield number, call


@check(
    "transfer.amount",
    topic="transfer",
    reads=("wire", "books"),
    acts_alone=True,
    right="Of 1000.00 the debtor had paid 900.00 five days before; the invoice is transferred with a principal of "
    "100.00.",
    wrong="It is transferred with 1000.00, so that the debtor is sent a reminder for 900.00 that it does not owe.",
    rules=("CLIENT-PAY-2",),
    duties=("transfer",),
    figure="claims",
)
def transfer_amount(looking: Looking) -> Iterator[Finding]:
    """The principal of a transfer is the invoice's total less the payments and credit notes that the client knew of.

    What the client had had for two ticks has to be off it. What it was told later may be off or not; so may what it
    heard of between a try that nobody answered and the next, what came without a reference, and a credit note that it
    refused. A payment that its user took back is none. What was refused counts too. Not judged are a transfer that
    names no amount, one of an invoice of which nothing may be left, and one that follows an earlier case of it.
    """
    for number, call in _claims(looking):
        claimed, owed = decimal_of(call.means.get("amount")), _owed(looking, number, call)
        if claimed is None or not owed or min(owed) <= 0:
            continue
        looking.at()
        if claimed not in owed:
            yield Finding(
                message=f"the principal that was transferred of invoice {number} is not what was open of it",
                expected=" or ".join(shown(one) for one in sorted(owed)),
                actual=shown(claimed),
                at=call.at.isoformat(),
                evidence=(*(record for record, _ in _known(looking, number, call.id)), call.id),
            )


def _owed(looking: Looking, number: str, call: Record) -> set[Decimal]:
    """What may be claimed of an invoice; empty if that is not known."""
    invoice = looking.books.invoices.get(number)
    earlier = any(case.opened < call.id for case in looking.books.cases_of(number))
    if invoice is None or invoice.total is None or earlier:
        return set()
    begun = _first_try(looking, number, call)
    known = _known(looking, number, call.id)
    ripe = [part for part in known if _is_ripe(looking, part[0], begun)]
    left = invoice.total - sum((amount for _, amount in ripe), _NOTHING)
    maybe = [amount for record, amount in known if (record, amount) not in ripe]
    return {left - some for some in parts_of([*maybe, *_unsure(looking, number, call.id)])}


def _first_try(looking: Looking, number: str, call: Record) -> Record:
    """The first of the calls up to this one since the last that was decided: a repetition may say the same."""
    first = call
    for other in reversed(looking.trace.exchanges("transfer")):
        if other.id < call.id and looking.books.number_of(other.means) == number:
            if other.means.get("outcome") in _ANSWERED and not _is_busy(other):
                break
            first = other
    return first


def _is_busy(call: Record) -> bool:
    return (call.data.get("answer") or {}).get("status") == _TOO_MANY


def _known(looking: Looking, number: str, before: int) -> list[Part]:
    """The payments and credit notes of an invoice that the client knew to be its, each with its record.

    What was taken back of them is below zero.
    """
    money = looking.money
    paid = [one for kind in (DIRECT, SETTLEMENT) for one in money.of(kind, number, before=before)]
    back = [(act, -amount) for act, amount in taken_back(looking, number, before)]
    return [*((one.known, one.amount) for one in paid), *credited(looking, number, before), *back]


def _unsure(looking: Looking, number: str, before: int) -> list[Decimal]:
    """What may be off or not: money that may be this invoice's, and credit notes that the client refused."""
    money = looking.money
    loose = [
        one
        for one in money.movements
        if number in (one.number, one.owner) and one.since < before <= one.known
    ]
    loose += [
        one for one in money.movements if one.owner == number and one.number is None and one.since < before
    ]
    loose += [one for kind in (DIRECT, SETTLEMENT) for one in money.unsure(kind, number, before=before)]
    taken = {act for act, _ in credited(looking, number, before)}
    refused = [
        decimal_of(act.request.get("amount")) or _NOTHING
        for act in looking.trace.acts("credit_invoice")
        if act.id < before and act.id not in taken and act.request.get("number") == number
    ]
    return [*(one.amount for one in loose), *refused]


def _is_ripe(looking: Looking, known: int, call: Record) -> bool:
    """Whether two whole ticks lay between what the client was told and a call."""
    tick = looking.trace.second_tick_after(known)
    return tick is not None and looking.trace.end_of(tick) < call.id and tick != call.op


@check(
    "transfer.debtor",
    topic="transfer",
    reads=("wire", "books"),
    acts_alone=True,
    right="The debtor of invoice 1001 is Esimerkki Oy, Esimerkkikatu 1, 00100 Helsinki; so says the transfer.",
    wrong="The transfer has the debtor's name with the address of the company that sent the invoice, and the letters "
    "go there.",
    duties=("transfer",),
    figure="types",
)
def transfer_debtor(looking: Looking) -> Iterator[Finding]:
    """A transfer names the debtor of the invoice, by its name and its address.

    Upper and lower case, blanks, punctuation and the order of a name's words make no difference, and neither does
    a street of which only a part stands in the first line. What the transfer or the invoice leaves out is not judged.
    What was refused counts too.
    """
    for number, call in _claims(looking):
        words = _debtor(looking, number, call)
        named = {name: call.means.get(f"debtor_{name}") for name in ("name", *_ADDRESS)}
        wanted = {"name": words.get("name"), **_address(words)}
        both = [name for name in named if named[name] and wanted.get(name)]
        looking.at(bool(both))
        for name in both:
            if not _agree(name, str(wanted[name]), str(named[name])):
                yield Finding(
                    message=f"invoice {number} was transferred with another {name.replace('_', ' ')} than its "
                    "debtor's",
                    expected=str(wanted[name]),
                    actual=str(named[name]),
                    at=call.at.isoformat(),
                    evidence=(call.id,),
                )
                break


@check(
    "transfer.whole-address",
    topic="transfer",
    reads=("wire", "books"),
    acts_alone=True,
    right="The rule wants street, postal code and city; the transfer of invoice 1001 has its debtor's Esimerkkikatu 1, "
    "00100 and Helsinki.",
    wrong="It has street and city, and the postal code, which the user had given, stands nowhere.",
    duties=("transfer",),
    figure="address",
)
def transfer_whole_address(looking: Looking) -> Iterator[Finding]:
    """A transfer leaves nothing out of the debtor's address that the provider asks for and the user gave.

    A transfer that names no debtor is about the one whom the invoice was sent to: there the address counts that the
    provider read in the invoice, where the facts tell of it. What was refused counts too.
    """
    for number, call in _claims(looking):
        provider = str(call.means.get("provider") or looking.trace.start.get("provider"))
        wanted = looking.catalogue.value(provider, "transfer", "address") or ()
        given = _address(_debtor(looking, number, call))
        named = _named(looking, number, call)
        looking.at(bool(wanted and given and named))
        missing = [
            part for part in wanted if given.get(part) and not str((named or given).get(part) or "").strip()
        ]
        if missing:
            yield Finding(
                message=f"the debtor's address in the transfer of invoice {number} is not whole",
                expected=", ".join(f"{part.replace('_', ' ')} {given[part]}" for part in missing),
                actual="left out",
                at=call.at.isoformat(),
                evidence=(call.id,),
            )


def _debtor(looking: Looking, number: str, call: Record) -> Mapping[str, Any]:
    """The debtor of an invoice as its user had last said, in finishing or correcting it."""
    words = looking.trace.derived(Finished).at(number, call.id) or looking.books.words_of(number)
    debtor = words.get("debtor")
    return debtor if isinstance(debtor, Mapping) else {}


def _named(looking: Looking, number: str, call: Record) -> Mapping[str, Any]:
    """The debtor's address as the provider was given it; empty if nothing tells."""
    named = {part: call.means.get(f"debtor_{part}") for part in ("name", *_ADDRESS)}
    if any(named.values()):
        return named
    sent = [fact for fact in looking.trace.facts("invoice_sent") if fact.data.get("number") == number]
    recipient = sent[-1].data.get("recipient") if sent else None
    return {"name": "the invoice's", **_address(recipient)} if isinstance(recipient, Mapping) else {}


def _address(debtor: Mapping[str, Any]) -> dict[str, Any]:
    address = debtor.get("address")
    return {name: address.get(name) for name in _ADDRESS} if isinstance(address, Mapping) else {}


def _agree(name: str, wanted: str, found: str) -> bool:
    """Whether two ways of writing a part of an address, or a name, say the same."""
    mine, theirs = _plain(wanted), _plain(found)
    if name in ("name", "street"):
        return mine <= theirs or (name == "street" and theirs <= mine)
    return "".join(sorted(mine)) == "".join(sorted(theirs)) or _letters(found).endswith(_letters(wanted))


def _plain(text: str) -> set[str]:
    """The words of a text, without case and punctuation."""
    return set("".join(one if one.isalnum() else " " for one in text.casefold()).split())


def _letters(text: str) -> str:
    """A text without anything but letters and digits, so that `00 100` is `00100`."""
    return "".join(one for one in text.casefold() if one.isalnum())


@check(
    "transfer.own-costs",
    topic="transfer",
    reads=("wire", "books"),
    acts_alone=True,
    right="The company has sent no reminder of its own for invoice 1001: its transfer has no reminder costs and no "
    "interest, or 0.00 of both.",
    wrong="The transfer has 5.00 of reminder costs, which nobody has charged.",
)
def transfer_own_costs(looking: Looking) -> Iterator[Finding]:
    """A transfer claims no reminder costs and no interest of the creditor's own, unless it has sent reminders.

    What it sent stands in the invoice's `reminders_sent`: up to the sum of their costs may be claimed, and with any
    the interest is not judged. What was refused counts too.
    """
    for number, call in _claims(looking):
        words = looking.books.words_of(number)
        sent = words.get("reminders_sent") or ()
        most = sum((decimal_of(one.get("cost")) or _NOTHING for one in sent), _NOTHING)
        costs, interest = _costs_told(call), decimal_of(call.means.get("own_interest"))
        looking.at(bool(words) and (costs is not None or interest is not None))
        if words and costs is not None and costs > most:
            yield _charged(call, number, "reminder costs", most, costs)
        if words and interest is not None and interest > 0 and not sent:
            yield _charged(call, number, "interest", _NOTHING, interest)


def _charged(call: Record, number: str, what: str, most: Decimal, found: Decimal) -> Finding:
    return Finding(
        message=f"the transfer of invoice {number} claims {what} that nobody has charged",
        expected=f"{shown(most)} at the most",
        actual=shown(found),
        at=call.at.isoformat(),
        evidence=(call.id,),
    )


@check(
    "transfer.own-costs-told",
    topic="transfer",
    reads=("wire", "books"),
    right="The company has reminded a consumer twice, for 5.00 each. The agency collects 5.00 of it at the most: the"
    " transfer tells of 10.00, or of 5.00.",
    wrong="The transfer tells of no reminder, and the company never gets what its reminders have cost.",
    duties=("transfer",),
    figure="company_eur|consumer_eur",
)
def transfer_own_costs_told(looking: Looking) -> Iterator[Finding]:
    """What the company's own reminders have cost goes along with the transfer, as far as the agency takes it.

    Whether the client or the agency cuts what is above the limit is the same. Not judged are invoices in another
    currency than that of the account, in which the limit is. What was refused counts too.
    """
    provider = str(looking.trace.start.get("provider"))
    for number, call in _claims(looking):
        words, invoice = looking.books.words_of(number), looking.books.invoices.get(number)
        limit = looking.catalogue.value(
            provider, "transfer", f"{invoice.debtor_kind if invoice else None}_eur"
        )
        charged = sum(
            (decimal_of(one.get("cost")) or _NOTHING for one in words.get("reminders_sent") or ()), _NOTHING
        )
        if limit is None or not charged or words.get("currency") != "EUR":
            continue
        looking.at()
        least, told = min(charged, Decimal(limit)), _costs_told(call) or _NOTHING
        if told < least:
            yield Finding(
                message=f"the transfer of invoice {number} leaves out what the company's own reminders have cost",
                expected=f"{shown(least)} at the least",
                actual=shown(told),
                at=call.at.isoformat(),
                evidence=(call.id,),
            )


def _costs_told(call: Record) -> Decimal | None:
    """What a transfer says of the costs of reminders, as one sum or reminder by reminder; None if it says nothing."""
    each = [decimal_of(row.get("amount")) or _NOTHING for row in call.means.get("items") or ()]
    return decimal_of(call.means.get("own_costs")) or (sum(each, _NOTHING) if each else None)
