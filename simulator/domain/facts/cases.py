"""The life of a case."""

from __future__ import annotations

import datetime

from simulator.domain.facts.base import Fact
from simulator.domain.money import Money
from simulator.domain.record import record


@record(kw_only=True)
class CaseFact(Fact):
    """Something that happened to a case; `state` is where the case stands afterwards."""

    case: str
    number: str
    state: str


@record(kw_only=True)
class LetterSent(CaseFact):
    """The agency sent a letter (`reminder` or `demand`) and charged its fee to the debtor.

    It is the `nth` of its name. `law` is the row that the fee comes from; `assumed` marks one that was carried on
    past its period. `cost` is what the letter costs the company, None where it costs nothing.

    Where the agency chooses among channels, `channel` is `post`, `e-mail` or `e-invoice` and `notice_to` the e-mail
    address to which a notice of a posted letter went; `info` is the additional information that it shows,
    `external_number` the number that it shows beside the invoice's own.
    """

    letter: str
    fee: Money
    law: str
    assumed: bool = False
    nth: int = 1
    cost: Money | None = None
    channel: str | None = None
    notice_to: str | None = None
    info: str | None = None
    external_number: str | None = None


@record(kw_only=True)
class FeeCharged(CaseFact):
    """The agency charged the debtor for `what` it asked for: `payment_plan` or `due_date_moved`."""

    what: str
    fee: Money
    law: str
    assumed: bool = False


@record()
class Instalment:
    """A part of a payment plan."""

    day: datetime.date
    amount: Money


@record(kw_only=True)
class DebtorAsked(CaseFact):
    """The debtor asked the agency for `what`: `more_time`, until a day, or a `payment_plan` that ends on it."""

    what: str
    until: datetime.date


@record(kw_only=True)
class RequestRefused(CaseFact):
    """The agency did not grant what the debtor, or the company, asked for."""

    what: str


@record(kw_only=True)
class CollectionPaused(CaseFact):
    """Collection stands still; `state` says why, `until` how long if that is known, `by` at whose word.

    `instalments` are those of a payment plan; `changed` says that it is a hold that was there, through another day now.
    """

    by: str
    until: datetime.date | None = None
    text: str | None = None
    instalments: tuple[Instalment, ...] = ()
    changed: bool = False


@record(kw_only=True)
class CollectionResumed(CaseFact):
    """Collection goes on where it stood before; `pause` is the state that ended, `why` what ended it, at whose word."""

    pause: str
    why: str
    by: str = "agency"


@record(kw_only=True)
class LegalStepTaken(CaseFact):
    """The agency took a step of legal collection; `expense` is what the authorities ask for it, by which `law`."""

    step: str
    expense: Money
    law: str
    assumed: bool = False


@record(kw_only=True)
class CaseWaits(CaseFact):
    """The agency has done what it may and waits for the company or the debtor; `text` is what it says of that."""

    text: str | None = None


@record(kw_only=True)
class MeasureAsked(CaseFact):
    """The agency wrote to the company's contact that something is needed of it.

    `what` is `approve_demand`, `approve_legal`, `start` (a case that does not start by itself) or `invoice_copy`.
    """

    what: str
    email: str | None


@record(kw_only=True)
class CaseStarted(CaseFact):
    """Somebody started a case that does not start by itself."""


@record(kw_only=True)
class CaseCombined(CaseFact):
    """A case goes along with another one of the same debtor (`into`): that one is collected, and pays for both."""

    into: str


@record(kw_only=True)
class ConsentGiven(CaseFact):
    """The debtor consented in writing to letters by electronic means; `until` is the last day on which that holds."""

    until: datetime.date


@record(kw_only=True)
class FileAttached(CaseFact):
    """The company gave the agency a file: `what` is `invoice_copy` or `attachment`, `size` is in bytes."""

    what: str
    filename: str
    content_type: str
    size: int
    sha256: str


@record(kw_only=True)
class PaymentReceived(CaseFact):
    """The debtor paid the agency `amount`: so much of it principal, interest, fees, and `returned` to the debtor.

    `accrued` is the interest posted at this payment, through `interest_to`; `assumed` marks a rate carried on;
    `interest_kept` says that the interest is the agency's own, `vat_follows` that the company will be invoiced the
    value added tax on the fees.
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
    vat_follows: bool = False


@record(kw_only=True)
class DirectPaymentReported(CaseFact):
    """The company reported that the debtor paid it directly; `principal` is what this took off the case.

    `accrued` is the interest posted for the time until then, through `interest_to`, by the rows in `law`.
    """

    amount: Money
    principal: Money
    accrued: Money
    interest_to: datetime.date
    assumed: bool
    date: datetime.date
    text: str | None
    law: str = ""


@record(kw_only=True)
class PaymentTakenBack(CaseFact):
    """A direct payment that was reported turned out to be wrong: the agency goes on collecting that `principal`.

    `amount` is what was reported, `accrued` the interest posted for the time until `interest_to`, by the rows in `law`.
    """

    amount: Money
    principal: Money
    accrued: Money
    interest_to: datetime.date
    assumed: bool
    law: str = ""


@record(kw_only=True)
class CreditReported(CaseFact):
    """The company reported a credit note; `principal` is what this took off the case."""

    amount: Money
    principal: Money
    date: datetime.date
    credit_note: str | None
    text: str | None


@record(kw_only=True)
class DueDateAsked(CaseFact):
    """The company asked the agency for a later due date."""

    due_date: datetime.date
    text: str | None = None


@record(kw_only=True)
class DueDateMoved(CaseFact):
    """The claim is due on another day, as the company asked."""

    due_date: datetime.date


@record(kw_only=True)
class BadDebtRecorded(CaseFact):
    """The company has written the claim off in its own books; the case goes on."""

    text: str | None = None


@record(kw_only=True)
class EndAsked(CaseFact):
    """The company ended the case for good; its closing follows."""

    text: str | None = None


@record(kw_only=True)
class CaseRegrouped(CaseFact):
    """The debtor's group of customers, None for none, holds for the case from now on."""

    group: str | None


@record(kw_only=True)
class GroupSet(Fact):
    """The company put a customer into a group of an agency's, or with None into none; cases follow later."""

    provider: str
    business_id: str
    group: str | None


@record(kw_only=True)
class CommentMade(CaseFact):
    """The company or the agency wrote a comment."""

    by: str
    text: str


@record(kw_only=True)
class CaseClosed(CaseFact):
    """The case ended; charges that were still open are written off (`fees`, `interest`).

    `principal` that was still open is the company's own matter again; `fees_billed` says that the company gets a bill
    for the fees, and `cost` what the end itself costs it, None where it costs nothing.
    """

    reason: str
    fees: Money
    interest: Money
    principal: Money | None = None
    fees_billed: bool = False
    cost: Money | None = None


@record(kw_only=True)
class EventSeen(Fact):
    """The company marked an event of a case as seen."""

    case: str
    event: str
