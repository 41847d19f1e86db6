"""The reference client at Visma Amili as an ERP: what it believes and sends, and what was not taken."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from conformance.clients.reference import amili_words as words
from conformance.clients.reference.amili import OPEN_REPORTS, Amili
from conformance.clients.reference.books import Books, Invoice
from conformance.clients.reference.policy import Policy
from conformance.clients.reference.provider import Batching, Claim
from conformance.clients.reference.sending import row
from conformance.clients.reference.web import Refused
from tests.conformance.clients.samples import COMPANY

ENDPOINT = {
    "base_url": "http://127.0.0.1:9/amili",
    "token_url": "http://127.0.0.1:9/amili/token",
    "client_id": "c",
    "client_secret": "s",
    "organization_id": "org",
    "webhook_secret": "shared",
}
FAILED = {
    "batchId": "b1",
    "status": "FAILED",
    "finishedAt": "2026-02-13T06:05:00Z",
    "succeeded": [],
    "failed": [{"index": 0, "errors": ["the case is closed"]}],
}


@dataclass
class Answers:
    """What the API answers, by path, in place of a call."""

    by_path: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def __call__(self, method: str, path: str, **_options: Any) -> Any:
        self.asked.append((method, path))
        return self.by_path[path]


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    made = Books(tmp_path)
    yield made
    made.close()


@pytest.fixture
def amili(books: Books) -> Amili:
    return Amili(ENDPOINT, Policy(), books, COMPANY)


def invoice_of(books: Books, **more: Any) -> Invoice:
    """Invoice 1 of 100.00 in the books."""
    debtor = {"kind": "company", "name": "Esimerkki Oy", **more.pop("debtor", {})}
    words = {
        "number": "1",
        "date": "2026-01-14",
        "due_date": "2026-01-28",
        "total": "100.00",
        "currency": "EUR",
        "debtor": debtor,
    }
    books.add_invoice({"number": "1", **row({**words, **more}, COMPANY)})
    found = books.invoice("1")
    assert found is not None
    return found


def heard(body: Any, key: str = ENDPOINT["webhook_secret"]) -> dict[str, Any]:
    """A webhook as it comes, signed with a key."""
    written = json.dumps(body)
    signature = hmac.new(key.encode(), written.encode(), sha256).hexdigest()
    return {"headers": {"x-webhook-signature": signature}, "body": written}


def test_a_message_with_the_right_signature_says_where_to_look(amili: Amili) -> None:
    body = {"id": "m1", "eventType": "CASE_UPDATED", "data": {"caseNumber": "7"}}
    news = amili.news(body, heard(body))
    assert news is not None
    assert (news["id"], news["data"]) == ("m1", {"assignment_id": "7"})


@pytest.mark.parametrize("data", [{"caseNumber": "7"}, {"batchId": "b"}, None])
def test_a_message_with_another_signature_or_without_data_is_not_believed(amili: Amili, data: Any) -> None:
    body = {"id": "m1", "eventType": "CASE_UPDATED", "data": data}
    assert amili.news(body, heard(body, "another")) is None
    assert amili.news(body, {"body": json.dumps(body)}) is None
    if data is None:
        assert amili.news(body, heard(body)) is None


def test_a_finished_batch_of_reports_is_news_of_its_case_and_one_of_invoices_is_not(
    amili: Amili, books: Books
) -> None:
    books.set_note(OPEN_REPORTS, {"b1": "7"})
    for batch, event in (
        ("b1", "RECEIVABLES.ASSIGNMENT.EVENT"),
        ("b2", "RECEIVABLES.BATCH.COMPLETED"),
    ):
        body = {"id": "m1", "eventType": "BATCH_COMPLETED", "data": {"batchId": batch}}
        news = amili.news(body, heard(body))
        assert news is not None
        assert news["event"] == event


def test_what_was_reported_and_not_taken_is_an_event_until_the_books_know_it(
    amili: Amili, books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = Answers({"/batches/b1": FAILED, "/batches/b2": {**FAILED, "status": "SUCCESS", "failed": []}})
    monkeypatch.setattr(amili, "_data", answers)
    monkeypatch.setattr(amili, "_cases", lambda **_filters: [])
    books.set_note(OPEN_REPORTS, {"b1": "7", "b2": "8"})
    (event,) = amili.events("2026-02-01T00:00:00Z")
    assert (event["assignment_id"], event["text"]) == ("7", "the case is closed")
    assert books.note(OPEN_REPORTS) == {"b1": "7"}
    assert books.keep_event(event)
    assert len(amili.events("2026-02-01T00:00:00Z")) == 1
    assert books.note(OPEN_REPORTS) == {}
    assert amili.events("2026-02-01T00:00:00Z") == []
    assert answers.asked.count(("GET", "/batches/b1")) == 1  # a finished batch is read once


def test_it_is_a_channel_of_batches(amili: Amili) -> None:
    assert isinstance(amili, Batching)


def test_what_goes_along_with_an_invoice_is_what_the_user_said(books: Books) -> None:
    person = {"name": "Maija Malli", "email": "maija@example.fi"}
    invoice = invoice_of(
        books, auxiliary_name="Mallin Kukka", debtor={"temporary": True, "contact_person": person}
    )
    item = words.item(Claim(invoice, "company", "reminder_and_collection", 9000), words.further(invoice))
    assert (item["type"], item["originalInvoiceAmount"], item["remainingAmount"]) == (
        "PAYMENT_REMINDER",
        100,
        90,
    )
    assert item["auxiliaryName"] == "Mallin Kukka"
    assert (item["customer"]["temporary"], item["customer"]["contactPerson"]) == (True, person)
    assert "collectionNoticeDate" not in item


def test_collection_names_the_day_of_the_companys_own_notice(books: Books) -> None:
    sent = [{"date": "2026-02-12", "kind": "reminder"}, {"date": "2026-02-26", "kind": "notice"}]
    invoice = invoice_of(books, reminders_sent=sent)
    item = words.item(Claim(invoice, "company", "collection", 10000), {})
    assert (item["type"], item["collectionNoticeDate"]) == ("NOTICE", "2026-02-26")


def test_what_nobody_was_reminded_of_does_not_leave_for_collection(amili: Amili, books: Books) -> None:
    invoice = invoice_of(books, reminders_sent=[{"date": "2026-02-12", "kind": "reminder"}])
    with pytest.raises(Refused, match="a reminder and a payment notice"):
        amili.transfer(invoice, "company", "collection", 10000)


def test_what_no_call_takes_is_refused_with_whom_to_turn_to(amili: Amili) -> None:
    with pytest.raises(Refused, match="customer service"):
        amili.add_event("7", {"type": "comment", "text": "Hei"})
