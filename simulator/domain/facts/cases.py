"""The life of a case."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from simulator.domain.facts.base import Fact
from simulator.domain.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFact(Fact):
    """Something that happened to a case; `state` is where the case stands afterwards."""

    case: str
    number: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSent(CaseFact):
    """The agency sent a letter (`reminder` or `demand`) and charged its fee to the debtor.

    `law` is the row that the fee comes from; `assumed` marks one that was carried on past its period.
    """

    letter: str
    fee: Money
    law: str
    assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWaits(CaseFact):
    """The agency has done what it may and waits for the company or the debtor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReceived(CaseFact):
    """The debtor paid the agency `amount`: so much of it principal, interest, fees, and `returned` to the debtor.

    `accrued` is the interest posted at this payment, through `interest_to`; `assumed` marks a rate carried on;
    `interest_kept` says that the interest is the agency's own.
    """

    amount: Money
    principal: Money
    interest: Money
    fees: Money
    returned: Money
    accrued: Money
    interest_to: datetime.date
    assumed: bool
    law: str
    interest_kept: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectPaymentReported(CaseFact):
    """The company reported that the debtor paid it directly; `principal` is what this took off the case.

    `accrued` is the interest posted for the time until then, through `interest_to`.
    """

    amount: Money
    principal: Money
    accrued: Money
    interest_to: datetime.date
    assumed: bool
    date: datetime.date
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditReported(CaseFact):
    """The company reported a credit note; `principal` is what this took off the case."""

    amount: Money
    principal: Money
    date: datetime.date
    credit_note: str | None
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentMade(CaseFact):
    """The company or the agency wrote a comment."""

    by: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed(CaseFact):
    """The case ended; charges that were still open are written off (`fees`, `interest`)."""

    reason: str
    fees: Money
    interest: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSeen(Fact):
    """The company marked an event of a case as seen."""

    case: str
    event: str
