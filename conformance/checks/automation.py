"""Whether the client's automation leaves alone what its user does not want transferred."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from conformance.checks import Looking, check
from conformance.checks._automation import Settings, only_above, settings_at, wished
from conformance.checks._books import decimal_of, shown
from conformance.trace import Record
from conformance.verdict import Finding


@check(
    "transfer.as-set",
    topic="transfer",
    reads=("wire", "books"),
    acts_alone=True,
    right="The user's smallest amount is 50.00: the automation transfers 9001 of 50.00, and leaves 9003 of 20.00, until"
    " the user asks for it by hand.",
    wrong="The automation transfers 9003 as well; or an invoice of the group that the user keeps out, or of a debtor"
    " for whom collection is prohibited.",
    duties=("transfer",),
    figure="automatic_amount",
)
def transfer_as_set(looking: Looking) -> Iterator[Finding]:
    """The automation transfers no invoice that its user's settings keep out of it.

    Out are what is below `minimum_amount`, the debtors of the `prevented_group`, and those with
    `collection_prohibited`. The amount is the invoice's total: whether what is open of it counts, the protocol
    does not say. Where the agency takes only what is above the smallest amount, one of that very amount is out
    too. What the user asks for by hand is not judged, nor a repetition of what was begun before a change.
    A change of the setting may be taken for all of it, or for only what changes. How long the automation waits,
    and that it is on at all, others judge.
    """
    begun: set[str] = set()
    for call in looking.trace.exchanges("transfer"):
        number = looking.books.number_of(call.means)
        if number is None or number in begun or wished(looking, number, call):
            continue
        held = [words for words in settings_at(looking, call) if words.get("enabled")]
        if held:
            looking.at()
            against = [_against(looking, number, words) for words in held]
            if all(against):
                yield _kept_out(number, call, str(against[0]))
            else:
                begun.add(number)


def _against(looking: Looking, number: str, words: Settings) -> str | None:
    """What keeps an invoice out of the automation, or None."""
    invoice = looking.books.invoices.get(number)
    debtor = _debtor(looking, number)
    least = decimal_of(words.get("minimum_amount")) or Decimal()
    if invoice is not None and invoice.total is not None and invoice.total < least:
        return f"its total of {shown(invoice.total)} is below {shown(least)}"
    if invoice is not None and invoice.total == least and least and only_above(looking):
        return f"its total of {shown(least)} is not above the smallest amount"
    if debtor.get("group") and debtor["group"] == words.get("prevented_group"):
        return f"its debtor is of the group {debtor['group']}"
    return "collection is prohibited for its debtor" if debtor.get("collection_prohibited") else None


def _debtor(looking: Looking, number: str) -> Mapping[str, Any]:
    """The debtor of an invoice as the user told the client; empty where the client has its invoices from elsewhere."""
    sent = (act.request.get("invoice") or {} for act in looking.trace.acts("send_invoice"))
    return next((words.get("debtor") or {} for words in sent if words.get("number") == number), {})


def _kept_out(number: str, call: Record, why: str) -> Finding:
    return Finding(
        message=f"the automation transferred invoice {number}, although {why}",
        expected="no transfer unless the user asks for this one",
        actual=f"one by the client's own decision, {call.means.get('outcome')}",
        at=call.at.isoformat(),
        evidence=(call.id,),
    )
