"""Whether webhooks change the books once, in whatever way they come, and whether lost ones are made up for."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from conformance.checks import Looking, check
from conformance.checks._books import balances, decimal_of, shown
from conformance.checks._chances import Chances
from conformance.checks._hooks import Hooks
from conformance.checks._money import DIRECT, SETTLEMENT
from conformance.checks._standing import Look, Standing
from conformance.checks.standing import untrue
from conformance.trace import Record, View
from conformance.verdict import Finding, counted

_NOTHING = Decimal()
_KINDS = {"settlement_principal": SETTLEMENT, "direct_payment": DIRECT}


@check(
    "webhook.registered",
    topic="webhook",
    reads=("wire",),
    right="The client declares `webhooks: driver`; when the service is ordered it registers its address with the"
    " provider.",
    wrong="It declares `webhooks: driver`, and a month later the provider has no address of it.",
    rules=("CLIENT-HOOK-1", "CLIENT-HOOK-2"),
)
def webhook_registered(looking: Looking) -> Iterator[Finding]:
    """A client that declares webhooks registers them with the provider.

    It has two ticks for it from its first call on that the provider took. A registration that was there
    before, or that the provider made by itself, is right too. Of a client that declares none nothing is asked.
    """
    declared = looking.trace.hello.get("webhooks")
    calls = [call for call in looking.trace.exchanges() if call.accepted and call.duty != "authenticate"]
    end = len(looking.trace.records) + 1
    if (
        declared not in ("driver", "url")
        or not calls
        or not looking.trace.derived(Chances).missed(calls[0].id, end)
    ):
        return
    looking.at()
    if not _are_registered(looking):
        tried = looking.trace.exchanges("register_webhook")
        yield Finding(
            message="the client declares webhooks, and never registered any with the provider",
            expected=f"a registration, as `webhooks: {declared}` says",
            actual=f"{counted(len(tried), 'try')} that came to nothing" if tried else "none",
            at=calls[0].at.isoformat(),
            evidence=(calls[0].id, *(call.id for call in tried)),
        )


def _are_registered(looking: Looking) -> bool:
    calls = looking.trace.exchanges("register_webhook", "list_webhooks")
    return (
        bool(looking.trace.of("delivery") or looking.trace.facts("webhook_registered"))
        or any(
            call.duty == "register_webhook" and (call.accepted or call.data.get("committed"))
            for call in calls
        )
        or any(call.duty == "list_webhooks" and (call.data.get("answer") or {}).get("body") for call in calls)
    )


@check(
    "webhook.acknowledged",
    topic="webhook",
    reads=("wire",),
    right="The client answers a webhook with 503 while its database is away, and with 200 when it comes again.",
    wrong="It answers every webhook, at each attempt, with 500.",
    rules=("CLIENT-HOOK-1",),
)
def webhook_acknowledged(looking: Looking) -> Iterator[Finding]:
    """A webhook is acknowledged with a 2xx, at the latest when it comes again.

    Judged once it was tried twice. One that the provider never sent may be refused.
    """
    hooks = Hooks(looking)
    tried: dict[str, list[Record]] = {}
    for one in hooks.all:
        if one.means.get("message") and not hooks.is_forged(one):
            tried.setdefault(str(one.means["message"]), []).append(one)
    for tries in tried.values():
        taken = any(one.means.get("outcome") == "accepted" for one in tries)
        if not taken and len(tries) < 2:
            continue
        looking.at()
        if not taken:
            statuses = [str((one.data.get("answer") or {}).get("status") or "no answer") for one in tries]
            yield Finding(
                message=f"a webhook was sent {len(tries)} times, and never acknowledged",
                expected="a 2xx at last",
                actual=", ".join(statuses),
                at=tries[-1].at.isoformat(),
                evidence=tuple(one.id for one in tries),
            )


@check(
    "webhook.once",
    topic="webhook",
    reads=("wire", "books", "truth"),
    right="The webhook of a payment of 400.00 comes twice, the second time after that of the case's end; the client"
    " reads the case each time, and its books show 400.00 once, and the case as closed.",
    wrong="It books 400.00 at each of the two; or it shows the reminder again, since that webhook came after the"
    " payment demand's; or it takes the service for active because a webhook says so that the provider never sent.",
    rules=("CLIENT-HOOK-1",),
)
def webhook_once(looking: Looking) -> Iterator[Finding]:
    """However a webhook comes, the books change once, and come to show what is true.

    Looked at is what a webhook was about that came again, late, behind a younger one, or from somebody else:
    two ticks later the client shows it as it stands, and its ledger has no more of it than the client was told.
    A forged one is about everything.
    """
    hooks = Hooks(looking)
    if not hooks.disturbed:
        return
    standing = Standing(looking)
    for look in (*standing.services(), *standing.invoices(), *standing.stages()):
        odd = _odd_before(hooks, look.view, look.about)
        if odd:
            looking.at()
            if not look.right:
                why = ", after a webhook " + (
                    "that was forged" if hooks.is_forged(odd[-1]) else "that came oddly"
                )
                yield untrue(look, why, (odd[-1].id,))
    for view in looking.trace.views():
        yield from _booked_once(looking, hooks, view)


def _odd_before(hooks: Hooks, view: View, about: tuple[str, str]) -> list[Record]:
    """The disturbed webhooks about something that came before a view."""
    return [
        one
        for one in hooks.disturbed
        if one.id < view.record.id and (hooks.is_forged(one) or hooks.subject(one) == about)
    ]


def _booked_once(looking: Looking, hooks: Hooks, view: View) -> Iterator[Finding]:
    ledger = view.rows("ledger")
    numbers = sorted({str(row["number"]) for row in ledger or () if row.get("number")})
    for number in numbers:
        odd = _odd_before(hooks, view, ("invoice", number))
        rows = [row for row in ledger or () if row.get("number") == number]
        for kind in _KINDS if odd else ():
            booked = [_amount(row) for row in rows if row.get("kind") == kind]
            taken_back = [_amount(row) for row in rows if row.get("kind") == "reversal"]
            room = _room(looking, kind, number, view)
            looking.at(bool(booked))
            if sum(booked, _NOTHING) > room and not balances(room, booked, taken_back):
                yield Finding(
                    message=f"more {kind.replace('_', ' ')} of invoice {number} is booked than there was, after "
                    "a webhook that came oddly",
                    expected=f"{shown(room)} at the most",
                    actual=f"{shown(sum(booked, _NOTHING))} in {counted(len(booked), 'row')}",
                    at=view.record.at.isoformat(),
                    evidence=(odd[-1].id, view.record.id),
                )


def _room(looking: Looking, kind: str, number: str, view: View) -> Decimal:
    """What can be booked: what was paid, whether the money has come yet or not."""
    before = view.record.id
    told = sum((one.amount for one in looking.money.of(_KINDS[kind], number, before=before)), _NOTHING)
    if kind == "direct_payment":
        return told + sum((one.amount for one in looking.money.unmatched(before=before)), _NOTHING)
    received = [
        decimal_of(fact.data.get("principal")) or _NOTHING
        for fact in looking.trace.facts("payment_received")
        if fact.id < before and fact.data.get("number") == number
    ]
    return max(told, sum(received, _NOTHING))


def _amount(row: object) -> Decimal:
    return (decimal_of(row.get("amount")) if isinstance(row, dict) else None) or _NOTHING


@check(
    "webhook.made-up-for",
    topic="webhook",
    reads=("wire", "books", "truth"),
    right="The webhook of the payment demand of 9 March never comes; the client reads the agency's events at its tick"
    " of 10 March, and shows payment_demand_sent.",
    wrong="It waits for the webhook, and shows reminder_sent for the rest of the month.",
    rules=("CLIENT-HOOK-2",),
)
def webhook_made_up_for(looking: Looking) -> Iterator[Finding]:
    """What a lost webhook would have told is shown all the same, by the second tick at which it could be asked for.

    A webhook is lost if something happened that it tells of, the client takes webhooks, and none of it had
    come by the time of a view. Of a client that takes none nothing is judged here: it polls anyhow.
    """
    hooks = Hooks(looking)
    standing = Standing(looking)
    for look in (*standing.services(), *standing.invoices(), *standing.stages()):
        fact = looking.trace.get(look.since)
        if fact is not None and fact.kind == "fact" and hooks.is_lost(fact, look.view.record.id):
            looking.at()
            if not look.right:
                yield _not_made_up(look, fact)


def _not_made_up(look: Look, fact: Record) -> Finding:
    return untrue(look, f": a webhook of {str(fact.data.get('fact')).replace('_', ' ')} was lost")
