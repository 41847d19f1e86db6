"""Facts: what has happened in a sandbox, in the past tense. They are the only truth.

State, statuses, letters, webhooks, settlements and the timeline are all read from facts; a sandbox is
rebuilt by applying them again in order. A fact therefore holds everything that is needed to apply it.
`rules` names the rows of the rule catalogue that it carries out; `deadlines` are the moments that it sets.
Amounts are `Money`; moments are UTC; dates are local dates of the account's zone.
"""

from simulator.domain.facts.bank import (
    CreditorPaid,
    FeeRow,
    FeesInvoiced,
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
    CollectionPaused,
    CollectionResumed,
    CommentMade,
    CreditReported,
    DebtorAsked,
    DirectPaymentReported,
    EventSeen,
    FeeCharged,
    Instalment,
    LegalStepTaken,
    LetterSent,
    PaymentReceived,
    RequestRefused,
)
from simulator.domain.facts.invoices import (
    ActPlanned,
    CaseOpened,
    DebtorBankrupt,
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
    "ActPlanned",
    "AgreementSent",
    "AgreementSigned",
    "CaseClosed",
    "CaseFact",
    "CaseOpened",
    "CaseWaits",
    "CollectionPaused",
    "CollectionResumed",
    "CommentMade",
    "CreditReported",
    "CreditorPaid",
    "Deadline",
    "DebtorAsked",
    "DebtorBankrupt",
    "DebtorSet",
    "DirectPaymentReported",
    "EventSeen",
    "Fact",
    "FeeCharged",
    "FeeRow",
    "FeesInvoiced",
    "Instalment",
    "InterestSettled",
    "InvoiceDelivered",
    "InvoiceHeld",
    "InvoiceSent",
    "KycPassed",
    "LegalStepTaken",
    "LetterSent",
    "MessageAnswered",
    "MessageQueuedAgain",
    "PaymentPlanned",
    "PaymentReceived",
    "PrincipalSettled",
    "RequestRefused",
    "ServiceActivated",
    "ServiceClosed",
    "ServiceDeclined",
    "SettlementRow",
    "TransferFailed",
    "TransferRequested",
    "WebhookRegistered",
    "WebhookRemoved",
]
