"""What subscribers are told: a finished batch, a settlement, a new case, what changed in one; signed in a header."""

from __future__ import annotations

import base64
import hmac
from hashlib import sha256
from typing import Any

from simulator.channels.amili import wire
from simulator.channels.amili.access import AMILI, organization_id
from simulator.channels.amili.batches import status
from simulator.domain import facts as f
from simulator.domain.facts import WebhookRegistered
from simulator.domain.happened import Happened
from simulator.domain.state import Case, State
from simulator.port import News

BATCH, SETTLEMENT, CASE, UPDATED = "BATCH_COMPLETED", "SETTLEMENT_CREATED", "CASE", "CASE_UPDATED"
_CHANGES: dict[type[f.Fact], list[str]] = {
    f.LetterSent: ["type", "balance"],
    f.LegalStepTaken: ["type"],
    f.CaseWaits: ["type"],
    f.PaymentReceived: ["balance"],
    f.DirectPaymentReported: ["balance"],
    f.PaymentTakenBack: ["balance"],
    f.CreditReported: ["balance"],
    f.FeeCharged: ["balance"],
    f.CollectionPaused: ["status"],
    f.CollectionResumed: ["status"],
    f.DueDateMoved: ["dueDate"],
    f.CommentMade: ["comment"],
    f.CaseClosed: ["status", "balance"],
}


def news(state: State, happened: Happened) -> list[News]:
    """Answer what a fact is to subscribers."""
    fact = happened.fact
    if isinstance(fact, f.BatchFinished) and fact.provider == AMILI:
        return [_news(state, happened, BATCH, _batch(state, fact))]
    if isinstance(fact, f.PrincipalSettled | f.InterestSettled) and fact.provider == AMILI:
        return [_news(state, happened, SETTLEMENT, _settlement(state, fact))]
    if isinstance(fact, f.CaseOpened) and fact.provider == AMILI:
        return [_news(state, happened, CASE, _case(state, state.cases[fact.case]))]
    if isinstance(fact, f.CaseFact) and state.cases[fact.case].opened.provider == AMILI:
        fields = _CHANGES.get(type(fact))
        told = {**_case(state, state.cases[fact.case]), "fields": fields}
        return [_news(state, happened, UPDATED, told)] if fields else []
    return []


def _batch(state: State, fact: f.BatchFinished) -> dict[str, Any]:
    return {"batchId": fact.batch, "status": status(state.sent_batches[fact.batch])}


def _settlement(state: State, fact: f.PrincipalSettled | f.InterestSettled) -> dict[str, Any]:
    names = ("settlementId", "settlementDate", "invoiceId", "invoiceNumber", "caseNumber")
    shown = wire.settlement(state, fact)
    return {name: shown[name] for name in names}


def _case(state: State, case: Case) -> dict[str, Any]:
    opened = case.opened
    return {
        "caseId": case.id,
        "caseNumber": case.id,
        "type": wire.phase(state, case),
        "status": wire.status(case),
        "invoices": [{"invoiceId": opened.invoice, "invoiceNumber": opened.number}],
        "fields": [],
    }


def _news(state: State, happened: Happened, event: str, data: dict[str, Any]) -> News:
    body = {
        "eventType": event,
        "source": "COLLECTION",
        "timeStamp": wire.moment(happened.at),
        "data": {"organizationId": organization_id(state), **data},
    }
    written_as = str(state.settings["amili.signature"])

    def head(message: str, webhook: WebhookRegistered, written: bytes) -> dict[str, str]:
        return {
            "X-Amili-Event": event,
            "IdempotencyKey": message,
            "X-Amili-Request-Id": state.draw.uuid("request", message),
            "X-Webhook-Signature": signed(written, webhook.secret or "", written_as),
        }

    return News(event, lambda message, _: {"id": message, **body}, head)


def signed(body: bytes, secret: str, written_as: str) -> str:
    """The signature of a message: HMAC with SHA-256 of its bytes. Algorithm and spelling are assumed."""
    digest = hmac.new(secret.encode(), body, sha256).digest()
    return digest.hex() if written_as == "hex" else base64.b64encode(digest).decode()
