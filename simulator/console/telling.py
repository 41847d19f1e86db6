"""What happened, as sentences: a fact of the timeline in the words of whoever looks at a case."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any
from zoneinfo import ZoneInfo

from simulator import timeline
from simulator.agencies import agencies
from simulator.domain.codec import encode
from simulator.domain.facts import Fact
from simulator.domain.happened import Happened
from simulator.domain.money import Money

_SENTENCES: Mapping[str, str] = {
    "act_planned": "The debtor makes up its mind: {act}",
    "agreement_sent": "{provider} sends its agreement",
    "agreement_signed": "The agreement with {provider} is signed",
    "bad_debt_recorded": "The company books it as bad debt",
    "batch_settled": "{provider} reports {total} as paid, to be paid out",
    "case_closed": "The case ends: {reason}",
    "case_combined": "The case goes along with {into}",
    "case_opened": "{provider} opens a case of {principal}",
    "case_started": "The case is started",
    "case_waits": "The agency waits: {text}",
    "collection_paused": "Collection pauses: {state}, at the word of the {by}",
    "collection_resumed": "Collection goes on: {why}",
    "comment_made": "The {by} writes: {text}",
    "credit_reported": "The company reports a credit of {amount}",
    "creditor_paid": "{payer} pays {amount} to the company",
    "debtor_asked": "The debtor asks for {what}, until {until}",
    "debtor_bankrupt": "{debtor} is bankrupt",
    "debtor_set": "There is a debtor with the key {key}",
    "direct_payment_reported": "The company reports a direct payment of {amount}",
    "due_date_asked": "The company asks for another due date",
    "due_date_moved": "The due date is {due_date} now",
    "fee_charged": "A fee of {fee} for {what}",
    "fees_invoiced": "{provider} invoices the company {total} for {month}",
    "form_forwarded": "The form of {provider} is forwarded",
    "interest_settled": "{provider} pays {total} of interest for {month} to the company",
    "invoice_delivered": "Invoice {number} arrives",
    "invoice_failed": "Invoice {number} is not sent: {reason}",
    "invoice_held": "Debtor {debtor} is to get invoice {number}",
    "invoice_routed": "{provider} sends invoice {number} on to the debtor",
    "invoice_sent": "The company sends invoice {number} of {total}",
    "kyc_passed": "The company passes the checks of {provider}",
    "legal_step_taken": "Legal collection: {step}, which costs {expense}",
    "letter_sent": "{letter} no. {nth} to the debtor, with a fee of {fee}",
    "measure_asked": "The agency needs something of the company: {what}",
    "message_answered": "A message is answered with {status}",
    "message_queued_again": "A message is queued once more",
    "payment_planned": "The debtor makes up its mind to pay",
    "payment_received": "The debtor pays {amount} to the agency",
    "payment_taken_back": "The company takes back a payment of {amount}",
    "principal_settled": "{provider} pays {total} to the company",
    "request_refused": "The agency does not grant it: {what}",
    "service_activated": "The service of {provider} is active",
    "service_closed": "The service of {provider} is closed",
    "service_declined": "The service of {provider} is declined: {reason}",
    "transfer_failed": "{provider} does not take invoice {number}: {reason}",
    "transfer_requested": "The company hands invoice {number} over to {provider}",
    "webhook_registered": "The client subscribes {destination}",
    "webhook_removed": "The client gives a subscription up",
}
_SHORT = 300
_MOST = 20  # of the rows of a settlement, or the invoices of a batch, that are shown with a fact
_NAME = re.compile("[a-z]+(_[a-z]+)*")  # of the program, not of a person


def said(fact: Mapping[str, Any]) -> str:
    """Answer a sentence on a fact, as `timeline.described` shows it."""
    sentence = _SENTENCES.get(fact["kind"])
    told = sentence.format_map(_Words(fact)) if sentence else _plain(fact)
    told = told.rstrip(": ")
    return told[:1].upper() + told[1:_SHORT]


def described(zone: ZoneInfo, happened: Happened) -> dict[str, Any]:
    """Answer a fact as `timeline.described` does, but of what is a long list in it only the beginning."""
    fact = happened.fact
    long = {
        each.name: value[:_MOST]
        for each in fields(fact)
        if isinstance(value := getattr(fact, each.name), tuple) and len(value) > _MOST
    }
    if not long:
        return timeline.described(zone, happened)
    short = timeline.described(zone, replace(happened, fact=replace(fact, **long)))
    return {**short, **{name: [*short[name], _more(fact, name)] for name in long if name in short}}


def _more(fact: Fact, name: str) -> str:
    return f"… and {len(getattr(fact, name)) - _MOST:,} more"


def told(fact: Fact) -> str:
    """Answer a sentence on a fact."""
    return said(encode(fact))


def money(amount: Money | Mapping[str, Any] | None) -> str:
    """An amount with its currency, a dash for none."""
    if amount is None:
        return "–"
    if not isinstance(amount, Money):
        amount = Money.parse(str(amount["amount"]), str(amount["currency"]))
    whole, point, cents = amount.text.lstrip("-").partition(".")
    sign = "−" if amount.minor < 0 else ""
    return f"{sign}{int(whole):,}{point}{cents} {amount.currency}"


def _plain(fact: Mapping[str, Any]) -> str:
    """A fact without a sentence of its own: its name, and what it is of."""
    named = (fact.get(name) for name in ("provider", "number", "text"))
    return ": ".join([str(fact["kind"]).replace("_", " "), *(str(each) for each in named if each)])


class _Words(dict[str, Any]):
    """The fields of a fact as they stand in a sentence; one that it has not is left out."""

    def __getitem__(self, name: str) -> str:
        value = self.get(name)
        if name == "provider" and value in agencies():
            return agencies()[value].title
        if isinstance(value, Mapping) and {"amount", "currency"} <= value.keys():
            return money(value)
        if value is None:
            return ""
        return str(value).replace("_", " ") if _NAME.fullmatch(str(value)) else str(value)
