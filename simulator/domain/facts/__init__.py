"""Facts: what has happened in a sandbox, in the past tense. They are the only truth.

State, statuses, letters, webhooks, settlements and the timeline are all read from facts; a sandbox is
rebuilt by applying them again in order. A fact therefore holds everything that is needed to apply it.
`rules` names the rows of the rule catalogue that it carries out; `deadlines` are the moments that it sets.
Amounts are `Money`; moments are UTC; dates are local dates of the account's zone.
"""

from simulator.domain.facts.bank import (
    CreditorPaid,
    InterestSettled,
    PrincipalSettled,
    SettlementRow,
)
from simulator.domain.facts.base import (
    Deadline,
    Fact,
)
from simulator.domain.facts.cases import (
    CaseClosed,
    CaseFact,
    CaseWaits,
    CommentMade,
    CreditReported,
    DirectPaymentReported,
    EventSeen,
    LetterSent,
    PaymentReceived,
)
from simulator.domain.facts.invoices import (
    CaseOpened,
    DebtorSet,
    InvoiceDelivered,
    InvoiceHeld,
    InvoiceSent,
    PaymentPlanned,
    TransferFailed,
    TransferRequested,
)
from simulator.domain.facts.services import (
    AgreementSent,
    AgreementSigned,
    KycPassed,
    ServiceActivated,
    ServiceClosed,
    ServiceDeclined,
)
from simulator.domain.facts.webhooks import (
    MessageAnswered,
    MessageQueuedAgain,
    WebhookRegistered,
    WebhookRemoved,
)

__all__ = [
    "AgreementSent",
    "AgreementSigned",
    "CaseClosed",
    "CaseFact",
    "CaseOpened",
    "CaseWaits",
    "CommentMade",
    "CreditReported",
    "CreditorPaid",
    "Deadline",
    "DebtorSet",
    "DirectPaymentReported",
    "EventSeen",
    "Fact",
    "InterestSettled",
    "InvoiceDelivered",
    "InvoiceHeld",
    "InvoiceSent",
    "KycPassed",
    "LetterSent",
    "MessageAnswered",
    "MessageQueuedAgain",
    "PaymentPlanned",
    "PaymentReceived",
    "PrincipalSettled",
    "ServiceActivated",
    "ServiceClosed",
    "ServiceDeclined",
    "SettlementRow",
    "TransferFailed",
    "TransferRequested",
    "WebhookRegistered",
    "WebhookRemoved",
]
