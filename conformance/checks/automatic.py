"""Whether the client's automation takes what its agency's rules let it take, and leaves the rest to its user."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from conformance.checks import Looking, check
from conformance.checks._automation import figure, kinds_of, left_out, settings_at, switched_on, wished
from conformance.checks._waiting import earliest_by_hand
from conformance.trace import Record
from conformance.verdict import Finding


@check(
    "transfer.since-switched-on",
    topic="transfer",
    reads=("wire", "books"),
    acts_alone=True,
    right="The automation is switched on on 20 September. An invoice due on the 20th is transferred on the 27th; one"
    " due on the 19th stays until its user asks for it.",
    wrong="The invoice due on the 19th goes as well, as soon as its seven days are over.",
    duties=("transfer",),
    figure="due_from",
)
def transfer_since_switched_on(looking: Looking) -> Iterator[Finding]:
    """The automation transfers only what falls due on the day on which it was switched on, or later.

    The day is that of the act or of the life's settings, in the zone of the account; while it stays on, other
    changes of the setting do not move it. Not judged: what the user asks for by hand.
    """
    for number, call in _by_itself(looking):
        invoice = looking.books.invoices.get(number)
        since = switched_on(looking, call)
        if figure(looking, "due_from") is None or since is None or invoice is None or invoice.due is None:
            continue
        looking.at()
        if invoice.due < since:
            why = f"it fell due on {invoice.due}, and the automation was switched on on {since}"
            yield _taken(number, call, why)


@check(
    "transfer.left-alone",
    topic="transfer",
    reads=("wire", "books"),
    acts_alone=True,
    right="The company has reminded the debtor of invoice 1001 itself, and sold invoice 1002 to a financier: the"
    " automation leaves both, and transfers 1003.",
    wrong="It transfers all three.",
    duties=("transfer",),
    figure="automation_leaves",
)
def transfer_left_alone(looking: Looking) -> Iterator[Finding]:
    """The automation leaves alone what its agency's rules keep out of it: financed, reminded, given to another agency.

    What an invoice is stands in its own words: `financed`, `reminders_sent`, `collection_status`, `given_to`. Not
    judged: what the user asks for by hand.
    """
    leaves = figure(looking, "automation_leaves") or ()
    for number, call in _by_itself(looking):
        looking.at(bool(leaves))
        why = [word for word in kinds_of(looking.books.words_of(number)) if word in leaves]
        if why:
            yield _taken(number, call, f"it is {' and '.join(why)}")


@check(
    "transfer.by-hand",
    topic="transfer",
    reads=("books",),
    right="The automation leaves invoice 1001, which the company has sold to a financier. Its user asks for the"
    " transfer, and it is transferred.",
    wrong="The client refuses, for the reason that keeps the automation off.",
    duties=("transfer",),
    figure="by_hand",
)
def transfer_by_hand(looking: Looking) -> Iterator[Finding]:
    """What the automation leaves out its user can transfer by hand: due too early, financed, or reminded.

    Judged is a wish for an invoice that is of age for a transfer by hand, by its due date and its own date. One that
    was refused after a call counts as passed on.
    """
    reasons = figure(looking, "by_hand") or ()
    for act in looking.trace.acts("transfer_invoice"):
        number = str(act.request.get("number"))
        why = set(left_out(looking, number, act))
        if not why or not why <= set(reasons) or not _is_of_age(looking, number, act):
            continue
        looking.at()
        tried = [call for call in looking.trace.exchanges("transfer") if call.op == act.id]
        if (act.ok or {}).get("outcome") == "refused" and not tried:
            yield Finding(
                message=f"the user wanted invoice {number} transferred, and the client refused",
                expected="a transfer: what keeps an invoice out of the automation does not keep its user off",
                actual=f"refused: {(act.ok or {}).get('message')}",
                at=act.at.isoformat(),
                evidence=(act.id,),
            )


def _by_itself(looking: Looking) -> Iterator[tuple[str, Record]]:
    """The first transfer of each invoice that nobody asked for by hand, while the automation was on."""
    begun: set[str] = set()
    for call in looking.trace.exchanges("transfer"):
        number = looking.books.number_of(call.means)
        if number is None or number in begun or wished(looking, number, call):
            continue
        if any(words.get("enabled") for words in settings_at(looking, call)):
            begun.add(number)
            yield number, call


def _is_of_age(looking: Looking, number: str, act: Record) -> bool:
    invoice = looking.books.invoices.get(number)
    provider = str(looking.trace.start.get("provider"))
    if invoice is None or invoice.due is None:
        return False
    kind = str(invoice.debtor_kind or "")
    days = looking.catalogue.value(provider, "transfer", "days_after_due", debtor_kind=kind)
    today: date = act.at.astimezone(looking.trace.zone).date()
    by_hand = earliest_by_hand(looking, invoice, provider, kind)
    return days is not None and (today - invoice.due).days >= int(days) and today >= by_hand


def _taken(number: str, call: Record, why: str) -> Finding:
    return Finding(
        message=f"the automation transferred invoice {number}, although {why}",
        expected="no transfer unless the user asks for this one",
        actual=f"one by the client's own decision, {call.means.get('outcome')}",
        at=call.at.isoformat(),
        evidence=(call.id,),
    )
