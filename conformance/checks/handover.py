"""Whether a transfer says what the user asked for and what the invoice is, and is made once, in time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from conformance.checks import Looking, check
from conformance.checks._automation import left_out, only_above
from conformance.checks._books import Invoice, decimal_of
from conformance.checks._chances import Chances
from conformance.checks._waiting import earliest_by_hand
from conformance.checks._wishes import is_wish
from conformance.trace import Record
from conformance.verdict import Finding

_TRIED = ("accepted", "refused")


@check(
    "transfer.once",
    topic="transfer",
    reads=("wire",),
    right="Invoice 1001 is transferred on 4 February and read as pending, then as sent; the client sends no second "
    "transfer of it, also when its user asks again.",
    wrong="It is still pending at the next tick, and the client transfers it again.",
    duties=("transfer+read_transfer",),
)
def transfer_once(looking: Looking) -> Iterator[Finding]:
    """An invoice whose transfer was taken is not transferred again, while that is pending or its case is open.

    What was refused counts too, if it was the client's own decision: one that passes its user's wish on, and
    does not tell that it is done, is right. After a transfer that ended in an error, or a case that has ended, a new
    one is another matter; so is repeating a call whose answer was lost.
    """
    for number, calls in sorted(_by_invoice(looking).items()):
        for nth, call in enumerate(calls):
            looking.at()
            taken = next((one for one in reversed(calls[:nth]) if one.accepted), None)
            if taken and not _is_over(looking, number, taken, call) and not _passed_on(looking, number, call):
                yield Finding(
                    message=f"invoice {number} was transferred again",
                    expected=f"one transfer: that of {taken.at.isoformat()} was taken",
                    actual=f"another one, {call.means.get('outcome')}",
                    at=call.at.isoformat(),
                    evidence=(taken.id, call.id),
                )


def _by_invoice(looking: Looking) -> dict[str, list[Record]]:
    """The transfers that the provider answered, by invoice."""
    found: dict[str, list[Record]] = {}
    for call in looking.trace.exchanges("transfer"):
        number = looking.books.number_of(call.means)
        if number is not None and call.means.get("outcome") in _TRIED:
            found.setdefault(number, []).append(call)
    return found


def _is_over(looking: Looking, number: str, taken: Record, call: Record) -> bool:
    """Whether a transfer had come to its end before a call: in an error, or with the end of its case."""
    span = range(taken.id, call.id)
    read = [
        one
        for one in looking.trace.exchanges("read_transfer")
        if one.id in span and one.accepted and looking.books.number_of(one.means) == number
    ]
    failed = [fact.id for fact in looking.trace.facts("transfer_failed") if fact.data.get("number") == number]
    closed = [case.closed for case in looking.books.cases_of(number) if case.closed is not None]
    ended = any(one.means.get("state") == "error" for one in read)
    return ended or any(one in span for one in (*failed, *closed))


def _passed_on(looking: Looking, number: str, call: Record) -> bool:
    """Whether a refused call was the user's wish, and the client did not tell that it is done."""
    act = looking.trace.get(call.op)
    wish = act is not None and is_wish(act, number)
    return wish and not call.accepted and act is not None and (act.ok or {}).get("outcome") != "done"


@check(
    "transfer.receivable",
    topic="transfer",
    reads=("wire", "books"),
    acts_alone=True,
    right="The debtor of invoice 2001 is a consumer, and it is transferred as a consumer's receivable, not for rent.",
    wrong="It is transferred as a company's, so that the agency takes it a week earlier and charges a company's fees.",
    duties=("transfer",),
    figure="types",
)
def transfer_receivable(looking: Looking) -> Iterator[Finding]:
    """A transfer says of its receivable what the invoice is: of a company or a consumer, for rent or not.

    Rental receivables are transferred only where the provider takes them, by the country of the company's
    account. What was refused counts too.
    """
    for number, calls in sorted(_by_invoice(looking).items()):
        invoice = looking.books.invoices.get(number)
        for call in calls if invoice is not None and invoice.debtor_kind else ():
            looking.at()
            for what, wanted, found in _kinds(looking, number, invoice, call):
                if found is not None and found not in wanted:
                    yield _sent_as(call, number, what, wanted[0], found)


def _kinds(
    looking: Looking, number: str, invoice: Invoice | None, call: Record
) -> Iterator[tuple[str, tuple[Any, ...], Any]]:
    """What a call says of the receivable: a word for it, what is right, and what it says."""
    yield "debtor", (invoice.debtor_kind if invoice else None,), call.means.get("debtor_kind")
    rental, where = bool(looking.books.words_of(number).get("rental")), _country(looking)
    provider = str(call.means.get("provider") or looking.trace.start.get("provider"))
    taken = looking.catalogue.value(provider, "transfer", "rental_countries")
    elsewhere = taken is not None and where is not None and where not in taken
    yield "rent", (False,) if elsewhere else (rental,), call.means.get("rental")


def _country(looking: Looking) -> str | None:
    configured = looking.trace.ops("configure")
    company = configured[-1].request.get("company") if configured else None
    return company.get("country") if isinstance(company, Mapping) else None


def _sent_as(call: Record, number: str, what: str, wanted: Any, found: Any) -> Finding:
    words = {
        "debtor": ("a company's", "a consumer's") if wanted == "company" else ("a consumer's", "a company's"),
        "rent": ("a rental one", "no rental one") if wanted else ("no rental one", "a rental one"),
    }[what]
    return Finding(
        message=f"the receivable of invoice {number} is {words[0]}, and was transferred as {words[1]}",
        expected=str(wanted),
        actual=str(found),
        at=call.at.isoformat(),
        evidence=(call.id,),
    )


@check(
    "transfer.collection-type",
    topic="transfer",
    reads=("wire", "books"),
    acts_alone=True,
    right="The user asks for collection without reminders, having sent some; the transfer names that type.",
    wrong="The client transfers with reminders whatever was asked, and the debtor is reminded a third time.",
    duties=("transfer",),
    figure="collection_types",
)
def transfer_collection_type(looking: Looking) -> Iterator[Finding]:
    """A transfer names the collection type that the user asked for.

    Judged are transfers that a user asked for, naming a type; where it asked more than once before the
    transfer, any of the types that the client did not refuse is right. What automation transfers is not judged.
    """
    for number, calls in sorted(_by_invoice(looking).items()):
        for call in calls:
            asked = [
                str(act.request["collection_type"])
                for act in looking.trace.acts("transfer_invoice")
                if act.id <= (call.op or call.id) and is_wish(act, number) and _counts(act, call)
            ]
            found = call.means.get("kind")
            if asked and found is not None:
                looking.at()
                if found not in asked:
                    yield Finding(
                        message=f"invoice {number} was transferred for another type of collection than was asked",
                        expected=" or ".join(dict.fromkeys(asked)),
                        actual=str(found),
                        at=call.at.isoformat(),
                        evidence=(call.id,),
                    )


def _counts(act: Record, call: Record) -> bool:
    refused = (act.ok or {}).get("outcome") == "refused" and act.id != call.op
    return not refused and bool(act.request.get("collection_type"))


@check(
    "transfer.on-time",
    topic="transfer",
    reads=("wire", "books"),
    right="With auto_transfer, a company's invoice due on 31 January, where the rule has 7 days, is transferred at "
    "the first tick of 7 February.",
    wrong="The client ticks every hour, counts its days in UTC, and transfers at 02:00 local time: the tick of 01:00 "
    "was the second of the day.",
    rules=("CLIENT-TIME-1",),
    duties=("transfer",),
    figure="days_after_due",
)
def transfer_on_time(looking: Looking) -> Iterator[Finding]:
    """What the client has to transfer by itself is transferred at the second tick of the day that allows it.

    That is what `auto_transfer` finds, and a wish of the user that the client took and kept for later. The day
    begins at midnight in the zone of the company's account, after the provider's days, or the user's own if these
    are more. The ticks count from when the client knew of all it takes: the invoice sent, the service active, the
    wish or the setting; one in which the provider could not be reached is none. Not judged are invoices on which
    anything was paid or credited by then, those below the user's smallest amount, and debtors that are exempt. Where
    the rule says that later is right as well, it is no limit, and the user's own days alone are one.
    """
    chances = looking.trace.derived(Chances)
    for number, invoice in sorted(looking.books.invoices.items()):
        due = _Due(looking, number, invoice)
        asked = due.asked()
        tick = chances.second_after(asked) if asked is not None else None
        if tick is not None and due.stands(looking.trace.end_of(tick)):
            looking.at()
            yield from due.late(tick)


class _Due:
    """An invoice that the client may have to transfer by itself."""

    def __init__(self, looking: Looking, number: str, invoice: Invoice) -> None:
        self.looking = looking
        self.trace = looking.trace
        self.number = number
        self.invoice = invoice
        self.words = looking.books.words_of(number)
        acts = [act for act in self.trace.acts("transfer_invoice") if is_wish(act, number)]
        taken = [act for act in acts if (act.ok or {}).get("outcome") in ("pending", "done")]
        self.wish = taken[0] if taken else None

    def asked(self) -> int | None:
        """The record from which on the client has to transfer it; None if it never has to, as far as is known."""
        reasons = [self.wish.id] if self.wish else [op.id for op, on in self._automation() if on]
        days = self._days()
        exempt = self.words.get("debtor", {})
        if not (reasons and self.invoice.due and days is not None and self.words):
            return None
        if exempt.get("collection_prohibited") or exempt.get("temporary"):
            return None
        opens = self._last_before(max(self.invoice.due + timedelta(days=days), self._by_hand()))
        knows = [self._told_sent(), self._told_active()]
        return None if None in knows else max(reasons[0], opens, *(one for one in knows if one is not None))

    def stands(self, end: int) -> bool:
        """Whether it still has to be transferred at a record, and nothing has come in between."""
        if any(act.id <= end for act in self.trace.acts("close_service", "credit_invoice")):
            return False
        if any(
            self.number in (one.number, one.owner) and one.since <= end
            for one in self.looking.money.movements
        ):
            return False
        return self.wish is not None or self._is_automatic(end)

    def late(self, tick: int) -> Iterator[Finding]:
        """The finding that no transfer came up to a tick, if none did."""
        calls = self.trace.exchanges("transfer")
        mine = [call for call in calls if self.looking.books.number_of(call.means) == self.number]
        if any(call.id <= self.trace.end_of(tick) for call in mine):
            return
        second = self.trace.get(tick)
        at = second.at.astimezone(self.trace.zone).isoformat() if second else ""
        found = mine[0].at.astimezone(self.trace.zone).isoformat() if mine else "none"
        yield Finding(
            message=f"invoice {self.number} was transferred late"
            if mine
            else f"invoice {self.number} was not transferred",
            expected=f"a transfer at {at} at the latest",
            actual=f"one at {found}" if mine else "none",
            at=at,
            evidence=(tick, *(call.id for call in mine[:1])),
        )

    def _automation(self) -> list[tuple[Record, Mapping[str, Any]]]:
        """The ops that set the automation, each with what then holds; empty where it is turned off."""
        found: list[tuple[Record, Mapping[str, Any]]] = []
        holds: dict[str, Any] = {}
        for op in self.trace.ops("configure", "act"):
            words = (op.request.get("settings") or {}).get("auto_transfer")
            if words is not None:
                holds = {**holds, **words}
                found.append((op, holds if holds.get("enabled") else {}))
        return found

    def _is_automatic(self, end: int) -> bool:
        """Whether the automation is on at a record, as it was from its beginning, and takes this invoice."""
        held = [words for op, words in self._automation() if op.id <= end]
        group = self.words.get("debtor", {}).get("group")
        return (
            len(held) == 1
            and bool(held[0])
            and self._is_large_enough(decimal_of(held[0].get("minimum_amount")) or Decimal())
            and not left_out(self.looking, self.number, self.trace.records[-1])
            and (group is None or group != held[0].get("prevented_group"))
        )

    def _is_large_enough(self, least: Decimal) -> bool:
        total = self.invoice.total or Decimal()
        return total > least or (total == least and not (least and only_above(self.looking)))

    def _days(self) -> int | None:
        """How many days it has to wait: the provider's, or the user's own if these are more."""
        kind = self.invoice.debtor_kind or ""
        provider = str(self.trace.start.get("provider"))
        rule = self.looking.catalogue.value(provider, "transfer", "days_after_due", debtor_kind=kind)
        own = self._own_days("b2c_days" if kind == "consumer" else "b2b_days")
        is_limit = not self.looking.catalogue.value(provider, "transfer", "later_is_right") or bool(own)
        return None if rule is None or not is_limit else max(int(rule), *own, 0)

    def _own_days(self, name: str) -> list[int]:
        """The days for which the user wants the automation to wait, where it said any; none for a wish."""
        automation = () if self.wish else self._automation()
        return [int(words[name]) for _, words in automation if words.get(name)]

    def _by_hand(self) -> date:
        """The day before which a wish of the user cannot be granted."""
        provider, kind = str(self.trace.start.get("provider")), self.invoice.debtor_kind or ""
        wished = self.wish is not None
        return earliest_by_hand(self.looking, self.invoice, provider, kind) if wished else date.min

    def _last_before(self, day: date) -> int:
        """The last record before a day began, in the zone of the account."""
        opens = datetime.combine(day, time(), self.trace.zone)
        return max((record.id for record in self.trace.records if record.at < opens), default=0)

    def _told_sent(self) -> int | None:
        """The first answer that shows the invoice at the provider; its sending, where none goes there."""
        calls = self.trace.exchanges("send_invoice", "read_invoice", "list_invoices")
        if not calls:
            held = [
                fact for fact in self.trace.facts("invoice_held") if fact.data.get("number") == self.number
            ]
            return next((fact.id for fact in held if fact.data.get("sent")), None)
        for call in calls:
            told = (call.means, *(call.means.get("items") or ())) if call.accepted else ()
            if any(self.looking.books.number_of(means) == self.number for means in told):
                return call.id
        return None

    def _told_active(self) -> int | None:
        """The record in which the client was told that the service is active; None if it was told otherwise later."""
        told = [
            (call.id, call.means.get("state"))
            for call in self.trace.exchanges("activate", "read_service")
            if call.accepted and call.means.get("state")
        ]
        active = [record for record, state in told if state == "active"]
        later = [state for record, state in told if active and record > active[0]]
        return active[0] if active and set(later) <= {"active"} else None
