"""Visma Amili's interface for an ERP (channel `amili`) as this client uses it, in the words of `provider`.

Its wire format is that of AutoCollect. What is sent goes in batches, and is answered later. An invoice is known by the
id that this client gave it (`uniqueSourceInvoiceId`), so a lost answer loses nothing. The services that Visma Amili
has at Maventa are in `maventa_amili`.
"""

import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from conformance.clients.reference import amili_words as words
from conformance.clients.reference.bearer import Bearer
from conformance.clients.reference.books import Books, Invoice
from conformance.clients.reference.ordering import RESET_AFTER, order
from conformance.clients.reference.policy import Policy
from conformance.clients.reference.provider import Claim
from conformance.clients.reference.web import Interrupted, Refused
from conformance.clients.reference.without import WithoutInvoices, WithoutSettings

Json = dict[str, Any]

PAGE_SIZE = 100
EVENTS = ("BATCH_COMPLETED", "SETTLEMENT_CREATED", "CASE", "CASE_UPDATED")
"""The messages that this client asks for."""

CURRENCY = "EUR"

WORKED_OFF = timedelta(minutes=10)
"""What a batch made can be seen this long after it was sent, also where the answer that named it was lost."""

OPEN_REPORTS = "reports under way"
"""The note of batches of payments of which it is not known yet what became, each with its case."""


class Amili(WithoutInvoices, WithoutSettings):
    """The calls, for one organization. `now` is set by whoever is about to use it; it is the only clock."""

    agency = "amili"
    agency_name = "Visma Amili"
    carries_invoices = False
    needs_details = False
    hears_of_closing = False
    resets_after: timedelta | None = RESET_AFTER
    follows_all = False
    takes_unsigned = False
    days_after_due: Mapping[str, int] = {"company": 1, "consumer": 1}
    days_after_invoice: Mapping[str, int] = {}
    leaves_alone: frozenset[str] = frozenset()
    settings: tuple[str, ...] = ()

    def __init__(self, endpoint: Mapping[str, str], policy: Policy, books: Books, company: Json) -> None:
        self.endpoint = endpoint
        self.now: datetime | None = None
        self._base = f"{endpoint['base_url'].rstrip('/')}/collection/v1/orgs/{endpoint['organization_id']}"
        self._policy = policy
        self._books = books
        self._company = company
        credentials = {name: endpoint[name] for name in ("client_id", "client_secret")}
        form = {"grant_type": "client_credentials", **credentials}
        self._bearer = Bearer(policy, endpoint["token_url"], form)
        self._finished: dict[str, Json] = {}

    def close(self) -> None:
        """Close the connections."""
        self._bearer.close()

    def try_credentials_again(self) -> None:
        """Forget that the credentials were refused: the user asked for something new."""
        self._bearer.try_credentials_again()

    # The service

    def service(self) -> Json:
        """How the activation stands, and behind which address its form is open."""
        return words.service(self._data("GET", "/activation"))

    def activate(self, contact_email: str, details: Json) -> Json:
        """Order the service for the user who asks, with that user's role and contact data."""
        user, missing = order(self._policy, self._books.note("user") or {}, self._company)
        if missing:
            raise Refused(0, f"{self.agency_name} cannot be ordered yet. Give {'; '.join(missing)}.")
        return words.service(self._data("POST", "/activation", json={"user": user}))

    def close_service(self) -> None:
        """Nothing: the service is taken away here, and the company tells Amili of it."""

    # Webhooks

    def takes_hooks(self) -> bool:
        """Whether a webhook can be registered: it always can."""
        return True

    def hooks(self) -> list[Json]:
        """The organization's subscriptions."""
        return [{"destination": one["url"]} for one in self._object("GET", "/webhooks")["data"]]

    def add_hook(self, url: str) -> None:
        """Subscribe to the messages that this client reads."""
        body = {"url": url, "secret": self.endpoint["webhook_secret"], "events": list(EVENTS)}
        self._object("POST", "/webhooks", json=body)

    def news(self, body: Json, heard: Json) -> Json | None:
        """A message whose signature is right, as news of a case or of a batch."""
        headers = {name.lower(): value for name, value in (heard.get("headers") or {}).items()}
        told = str(headers.get("x-webhook-signature") or "")
        written = str(heard.get("body") or "").encode()
        right = hmac.new(self.endpoint["webhook_secret"].encode(), written, sha256).hexdigest()
        data = body.get("data")
        if not hmac.compare_digest(right.encode(), told.encode()) or not isinstance(data, dict):
            return None
        case = self._books.note(OPEN_REPORTS, {}).get(data.get("batchId")) or data.get("caseNumber")
        event = "RECEIVABLES.ASSIGNMENT.EVENT" if case else "RECEIVABLES.BATCH.COMPLETED"
        return {"id": str(body.get("id")), "event": event, "data": {"assignment_id": str(case)}}

    # Transfers

    def transfer(self, invoice: Invoice, kind: str, collection_type: str, principal: int) -> None:
        """Hand an overdue invoice over, in a batch of its own."""
        self.transfer_all([Claim(invoice, kind, collection_type, principal)])

    def transfer_all(self, claims: Sequence[Claim]) -> None:
        """Hand overdue invoices over, all in one batch; raises Refused where one of them is none for Amili."""
        for claim in claims:
            objection = self.objection(claim.invoice, claim.collection_type)
            if objection:
                raise Refused(0, objection)
        items = [words.item(one, self._policy.sent_along(words.further(one.invoice))) for one in claims]
        with self._sending(*(claim.invoice.uuid for claim in claims)):
            batches = self._policy.batches_of(items)
            taken = [self._data("POST", "/invoices", json={"invoices": batch}) for batch in batches]
        for claim in claims:
            self._books.set_note(_batch_of(claim.invoice.uuid), taken[-1]["batchId"])

    def objection(self, invoice: Invoice, collection_type: str) -> str | None:
        """What is to be collected and was not reminded of is none for Amili, nor a currency that ended in an error."""
        unreminded = collection_type == "collection" and words.reminded_on(invoice) is None
        if unreminded and self._policy.reminds_before_collection():
            told = "a reminder and a payment notice go out before it is collected"
            return f"Invoice {invoice.number} is not transferred: {told}."
        was_sent = self._books.note(_batch_of(invoice.uuid)) is not None
        if invoice.currency != CURRENCY and was_sent and not self._policy.sends_currency_again():
            told = f"{self.agency_name} collects in {CURRENCY} alone; collect it by other means"
            return f"Invoice {invoice.number} is not transferred again: {told}."
        return None

    def transfer_state(self, invoice_id: str) -> Json | None:
        """What became of an invoice in its batch; where no batch is known of, whether there is a case."""
        batch = self._books.note(_batch_of(invoice_id))
        if batch is None:
            return self._found(invoice_id)
        told = self._batch(batch)
        for one in (*told["succeeded"], *told["failed"]):
            if one["uniqueSourceInvoiceId"] == invoice_id:
                return self._sent(one) if one in told["succeeded"] else _failed(one)
        return {"status": "pending"}

    def _found(self, invoice_id: str) -> Json | None:
        """The case of an invoice whose batch is not known; one that was sent just now may still become one."""
        found = self._cases(UniqueSourceInvoiceId=invoice_id)
        if not found:
            self._is_known(invoice_id)
        return self._sent(found[-1]) if found else None

    @contextmanager
    def _sending(self, *about: str) -> Iterator[None]:
        """Note what is sent now; what was not taken is forgotten, an answer that is lost leaves it open."""
        now = self._time().isoformat()
        for one in about:
            self._books.set_note(_sent_at(one), now)
        try:
            yield
        except Interrupted as problem:
            if problem.undone:
                self._forget(about)
            raise
        except Refused:
            self._forget(about)
            raise

    def _forget(self, about: Iterable[str]) -> None:
        for one in about:
            self._books.set_note(_sent_at(one), None)

    def _is_known(self, about: str) -> None:
        """Raise Interrupted while an unknown batch about an invoice or a case may still be worked off."""
        sent = self._books.note(_sent_at(about))
        left = datetime.fromisoformat(sent) + WORKED_OFF - self._time() if sent else timedelta(0)
        if left > timedelta(0):
            raise Interrupted(f"what became of {about} is not known yet", wait=left)

    def _sent(self, found: Json) -> Json:
        return {"status": "sent", "url": self.case_url(found["caseNumber"])}

    def _batch(self, batch: str) -> Json:
        """A batch; once it is worked off it stays as it is."""
        if batch not in self._finished:
            told = self._data("GET", f"/batches/{batch}")
            if told["finishedAt"] is None:
                return told
            self._finished[batch] = told
        return self._finished[batch]

    # Cases

    def case_url(self, case_id: str) -> str:
        """Where a case is in Amili's portal."""
        return f"{self.endpoint['base_url'].rstrip('/')}/portal/cases/{case_id}"

    def case(self, case_id: str) -> Json:
        """A case with its `events`; among these its last update, as `events` tells of it, and what was not taken."""
        found = self._cases(CaseNumber=case_id)[-1]
        told = self._data("GET", f"/invoices/{_invoice_id(found)}")["events"]
        events = [words.event(case_id, one) for one in told]
        return words.case(found, [*events, words.update(found), *self._not_taken(case_id)])

    def case_events(self, case_id: str) -> list[Json]:
        """All events of a case."""
        events: list[Json] = self.case(case_id)["events"]
        return events

    def events(self, since: str) -> list[Json]:
        """The last update of every case that was updated since a time: there is no list of events."""
        updates = [words.update(one) for one in self._cases() if str(one["updatedAt"]) >= since]
        return [*updates, *self._not_taken()]

    def _not_taken(self, of: str | None = None) -> list[Json]:
        """What was reported and not taken, of one case or of all. Batches of known outcome are forgotten."""
        under_way: Json = self._books.note(OPEN_REPORTS, {})
        told = {batch: self._batch(batch) for batch, case_id in under_way.items() if of in (None, case_id)}
        news = {batch: words.not_taken(under_way[batch], one) for batch, one in told.items() if one["failed"]}
        known = {batch for batch, one in news.items() if self._books.knows_event(one["id"])}
        known |= {batch for batch, one in told.items() if one["status"] == "SUCCESS"}
        if known:
            left = {batch: case_id for batch, case_id in under_way.items() if batch not in known}
            self._books.set_note(OPEN_REPORTS, left)
        return list(news.values())

    def add_event(self, case_id: str, body: Json) -> Json:
        """Report a payment to the company, as which a credit note is reported too; hold a case, or let it go on."""
        kind = body["type"]
        if kind in ("paid", "credit_note"):
            return self._paid(case_id, body)
        if kind in ("hold_added", "hold_changed"):
            pause = words.given(pauseUntil=body.get("until"), comment=body.get("text"))
            return self._data("POST", f"/cases/{case_id}/pause", json=pause)
        if kind == "hold_lifted":
            return self._data("POST", f"/cases/{case_id}/resume")
        if kind == "cancellation":
            return self._data("POST", f"/cases/{case_id}/withdraw")
        raise Refused(0, f"{self.agency_name} cannot be told this from here: contact its customer service.")

    def _paid(self, case_id: str, body: Json) -> Json:
        self._is_known(case_id)
        (found,) = self._cases(CaseNumber=case_id)
        payment = words.payment(_invoice_id(found), body)
        if "credit_note_number" in body and not self._policy.credits_as_payments():
            del payment["type"]
            return self._data("POST", "/corrections", json={"corrections": [payment]})
        with self._sending(case_id):
            taken = self._data("POST", "/payments", json={"payments": [payment]})
        under_way = self._books.note(OPEN_REPORTS, {})
        with self._books.transaction():
            self._books.set_note(OPEN_REPORTS, {**under_way, taken["batchId"]: case_id})
            self._forget((case_id,))
        return taken

    def mark_seen(self, case_id: str, event_id: str) -> None:
        """Nothing: no call of this channel takes that."""

    def set_group(self, business_id: str, group: str | None) -> None:
        """Refuse: there are no groups of customers here."""
        raise Refused(0, f"{self.agency_name} has no groups of customers here.")

    # How a call is made

    def _cases(self, **filters: str) -> list[Json]:
        """Every page of the cases, each once."""
        found: dict[object, Json] = {}
        params: Json = {**filters, "PageSize": PAGE_SIZE}
        while True:
            answer = self._object("GET", "/cases", params=params)
            found.update((case.get("caseId"), case) for case in answer["data"])
            following = answer["summary"].get("nextPageToken")
            if following is None or not self._policy.reads_on(answer["data"]):
                return list(found.values())
            params["PageToken"] = following

    def _data(self, method: str, path: str, **options: Any) -> Json:
        data: Json = self._object(method, path, **options)["data"]
        return data

    def _object(self, method: str, path: str, **options: Any) -> Json:
        answer = self._bearer.call(method, f"{self._base}{path}", self.now, **options)
        if not isinstance(answer.body, dict):
            raise Interrupted(f"{method} {path}: the answer is no JSON object")
        return answer.body

    def _time(self) -> datetime:
        if self.now is None:
            raise RuntimeError("no request was made yet: the client has no clock of its own")
        return self.now


def _batch_of(invoice_id: str) -> str:
    return f"batch of {invoice_id}"


def _sent_at(about: str) -> str:
    return f"batch of {about} sent at"


def _invoice_id(case: Json) -> str:
    found: str = case["invoices"][0]["invoiceId"]
    return found


def _failed(one: Json) -> Json:
    return {"status": "error", "error_reason": "; ".join(one["errors"])}
