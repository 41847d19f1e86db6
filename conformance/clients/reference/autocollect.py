"""Visma Amili's interface for an ERP (channel `amili`) as this client uses it, in the words of `provider`.

Its wire format is that of AutoCollect. What is sent goes in batches, and is answered later. An invoice is known by the
id that this client gave it (`uniqueSourceInvoiceId`), so a lost answer loses nothing. The services that Visma Amili
has at Maventa are in `amili`.
"""

import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from conformance.clients.reference.books import Books, Invoice
from conformance.clients.reference.money import to_number
from conformance.clients.reference.policy import Policy
from conformance.clients.reference.web import Answer, Interrupted, Refused, Web, refusal_text

Json = dict[str, Any]

PAGE_SIZE = 100
SPARE = timedelta(seconds=60)
"""A token is renewed this long before it expires, so that it does not expire under way."""

EVENTS = ("BATCH_COMPLETED", "SETTLEMENT_CREATED", "CASE", "CASE_UPDATED")
"""The messages that this client asks for."""

CREDIT_NOTE = "Credit note "
"""How the text begins by which a reported credit note is known among an invoice's events; its number follows."""

ROLES = {"admin": "user administrator"}
"""The roles that the driver calls by another name."""

_SERVICE = {"WAITING_FOR_ACTIVATION": "PENDING", "ACTIVE": "ACTIVE"}
_MATERIALS = {"reminder_and_collection": "PAYMENT_REMINDER", "collection": "NOTICE"}
_EVENTS = {
    "CREATED": "created",
    "REMINDER": "reminder_sent",
    "COLLECTION_LETTER": "payment_demand_sent",
    "PAYMENT": "paid",
    "DIRECT_PAYMENT": "paid",
    "CORRECTION": "credit_note",
    "COMMENT": "comment",
    "CLOSED": "close",
}


class AutoCollect:
    """The calls, for one organization. `now` is set by whoever is about to use it; it is the only clock."""

    agency = "amili"
    agency_name = "Visma Amili"
    carries_invoices = False
    needs_details = False
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
        self._web = Web(policy.is_final)
        self._token: str | None = None
        self._token_ends: datetime | None = None
        self._credentials_refused: Refused | None = None

    def close(self) -> None:
        """Close the connections."""
        self._web.close()

    def try_credentials_again(self) -> None:
        """Forget that the credentials were refused: the user asked for something new."""
        self._credentials_refused = None

    # The service

    def service(self) -> Json:
        """How the activation stands, and behind which address its form is open."""
        return _service(self._data("GET", "/activation"))

    def activate(self, contact_email: str, details: Json) -> Json:
        """Order the service for the user who asks, with that user's role and contact data."""
        contact = self._company.get("contact") or {}
        user = self._books.note("user") or {}
        role = str(user.get("role") or "")
        words = {
            "role": ROLES.get(role, role).upper().replace(" ", "_"),
            "name": user.get("name") or contact.get("name"),
            "email": contact_email,
            "phone": user.get("phone") or contact.get("phone"),
        }
        given = {key: value for key, value in words.items() if value}
        return _service(self._data("POST", "/activation", json={"user": given}))

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
        about = {"assignment_id": str(data.get("caseId") or data.get("caseNumber"))}
        return {"id": str(body.get("id")), "event": "RECEIVABLES.ASSIGNMENT.EVENT", "data": about}

    # Invoices: this channel carries none

    def send(self, invoice_id: str, filename: str, document: bytes, form: Json) -> Json:
        """Refuse: invoices do not go through Visma Amili."""
        raise Refused(0, "Visma Amili sends no invoices, it collects them.")

    def file(self, invoice_id: str, file_id: str) -> bytes:
        """Refuse: no invoice was sent here."""
        raise Refused(0, "Visma Amili has no files of invoices.")

    def tell_banks(self, document: bytes) -> None:
        """Refuse: no messages go through Visma Amili."""
        raise Refused(0, "Visma Amili sends no messages to banks.")

    def invoice(self, invoice_id: str) -> Json | None:
        """None: no invoice was sent here."""
        return None

    def invoices(self, ids: Sequence[str]) -> list[Json]:
        """None: no invoices were sent here."""
        return []

    def errors(self, invoice_id: str) -> list[str]:
        """None."""
        return []

    # Transfers

    def transfer(self, invoice: Invoice, kind: str, collection_type: str, principal: int) -> None:
        """Hand an overdue invoice over, in a batch of its own."""
        item = _item(invoice, kind, collection_type, principal)
        taken = self._data("POST", "/invoices", json={"invoices": [item]})
        self._books.set_note(_batch_of(invoice.uuid), taken["batchId"])

    def transfer_state(self, invoice_id: str) -> Json | None:
        """What became of the batch that an invoice went in; where no batch is known of, whether there is a case."""
        batch = self._books.note(_batch_of(invoice_id))
        if batch is None:
            found = self._cases(UniqueSourceInvoiceId=invoice_id)
            return _sent(found[-1]) if found else None
        told = self._data("GET", f"/batches/{batch}")
        for one in told["failed"]:
            if one["uniqueSourceInvoiceId"] == invoice_id:
                return {"status": "error", "error_reason": "; ".join(one["errors"])}
        if any(one["uniqueSourceInvoiceId"] == invoice_id for one in told["succeeded"]):
            return _sent(self._cases(UniqueSourceInvoiceId=invoice_id)[-1])
        return {"status": "pending"}

    # Cases

    def case_url(self, case_id: str) -> str:
        """Where a case is in Amili's portal."""
        return f"{self.endpoint['base_url'].rstrip('/')}/portal/cases/{case_id}"

    def case(self, case_id: str) -> Json:
        """A case with its `events`; among these one for its last update, as `events` tells of it."""
        found = self._cases(CaseNumber=case_id)[-1]
        events = [_event(case_id, one) for one in self._invoice(found)["events"]]
        return {
            "invoice_id": found["invoices"][0]["uniqueSourceInvoiceId"],
            "status": "closed" if found["status"] == "CLOSED" else "open",
            "collection_status": found["type"],
            "close_reason": found["closedReason"],
            "action_needed": found["type"] == "COLLECTION_LIST",
            "events": [*events, _update(found)],
        }

    def case_events(self, case_id: str) -> list[Json]:
        """All events of a case."""
        events: list[Json] = self.case(case_id)["events"]
        return events

    def events(self, since: str) -> list[Json]:
        """The last update of every case that was updated since a time: there is no list of events."""
        return [_update(one) for one in self._cases() if str(one["updatedAt"]) >= since]

    def add_event(self, case_id: str, body: Json) -> Json:
        """Report a payment to the company, as which a credit note is reported too; hold a case, or let it go on."""
        kind = body["type"]
        if kind in ("paid", "credit_note"):
            return self._paid(case_id, body)
        if kind in ("hold_added", "hold_changed"):
            pause = {"pauseUntil": body.get("until"), "comment": body.get("text")}
            given = {key: value for key, value in pause.items() if value}
            return self._data("POST", f"/cases/{case_id}/pause", json=given)
        if kind == "hold_lifted":
            return self._data("POST", f"/cases/{case_id}/resume")
        if kind == "cancellation":
            return self._data("POST", f"/cases/{case_id}/withdraw")
        raise Refused(0, f"{self.agency_name} cannot be told this from here: contact its customer service.")

    def _paid(self, case_id: str, body: Json) -> Json:
        note = body.get("credit_note_number")
        words = {
            "invoiceId": self._cases(CaseNumber=case_id)[-1]["invoices"][0]["invoiceId"],
            "type": "DIRECT_PAYMENT",
            "amount": body["amount"],
            "currency": "EUR",
            "date": body["date"],
            "description": f"{CREDIT_NOTE}{note}" if note else body.get("text"),
        }
        given = {key: value for key, value in words.items() if value is not None}
        return self._data("POST", "/payments", json={"payments": [given]})

    def mark_seen(self, case_id: str, event_id: str) -> None:
        """Nothing: no call of this channel takes that."""

    def read_settings(self) -> Json:
        """None: the organization has no settings that this channel shows."""
        return {}

    def change_settings(self, changes: Json) -> Json:
        """Refuse: there are none."""
        raise Refused(0, f"{self.agency_name} has no settings that can be changed from here.")

    def journals(self) -> list[Json]:
        """None: each invoice is paid out by itself."""
        return []

    def mark_booked(self, journal: str, own: str) -> None:
        """Nothing: there are no journals."""

    def remove_user(self) -> None:
        """Refuse: Amili has no user in the company's books."""
        raise Refused(0, f"{self.agency_name} has no user here that could be removed.")

    def set_group(self, business_id: str, group: str | None) -> None:
        """Refuse: there are no groups of customers here."""
        raise Refused(0, f"{self.agency_name} has no groups of customers here.")

    # How a call is made

    def _invoice(self, case: Json) -> Json:
        return self._data("GET", f"/invoices/{case['invoices'][0]['invoiceId']}")

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
        """The whole answer of a call with a token; a refused token is renewed once."""
        answer = self._with_token(method, path, options)
        if answer.status == 401:
            self._token = None
            answer = self._with_token(method, path, options)
        if answer.status == 401:
            raise Refused(401, refusal_text(answer))
        if not isinstance(answer.body, dict):
            raise Interrupted(f"{method} {path}: the answer is no JSON object")
        return answer.body

    def _with_token(self, method: str, path: str, options: Json) -> Answer:
        headers = {"Authorization": f"Bearer {self._current_token()}", "Accept": "application/json"}
        tries = 1
        while True:
            try:
                return self._web.call(
                    method, f"{self._base}{path}", self._time(), **{**options, "headers": headers}
                )
            except Interrupted:
                if not self._policy.tries_again_at_once(tries):
                    raise
                tries += 1

    def _current_token(self) -> str:
        """The kept token, or a new one; credentials that were refused are not tried again unasked."""
        if self._credentials_refused is not None:
            raise self._credentials_refused
        kept = self._token is not None and self._policy.keeps_token()
        if not (kept and self._token_ends is not None and self._time() < self._token_ends):
            self._fetch_token()
        if self._token is None:
            raise Interrupted("the answer to the token request holds no token")
        return self._token

    def _fetch_token(self) -> None:
        form = {"grant_type": "client_credentials"}
        form |= {key: self.endpoint[key] for key in ("client_id", "client_secret")}
        try:
            answer = self._web.call("POST", self.endpoint["token_url"], self._time(), data=form)
            if answer.status == 401:
                raise Refused(401, refusal_text(answer))
        except Refused as refusal:
            self._credentials_refused = refusal
            raise
        body = answer.body if isinstance(answer.body, dict) else {}
        self._token = body.get("access_token")
        self._token_ends = self._time() + timedelta(seconds=int(body.get("expires_in", 0))) - SPARE

    def _time(self) -> datetime:
        if self.now is None:
            raise RuntimeError("no request was made yet: the client has no clock of its own")
        return self.now


def _batch_of(invoice_id: str) -> str:
    return f"batch of {invoice_id}"


def _service(found: Json) -> Json:
    link = found.get("activationUrl")
    status = {"status": _SERVICE.get(str(found.get("status")), "DISABLED")}
    return status | ({"activation_url": link} if link else {})


def _sent(case: Json) -> Json:
    return {"status": "sent", "url": case["portalUrl"]}


def _item(invoice: Invoice, kind: str, collection_type: str, principal: int) -> Json:
    """An invoice of a batch."""
    item = {
        "type": _MATERIALS.get(collection_type, "PAYMENT_REMINDER"),
        "invoiceNumber": invoice.number,
        "uniqueSourceInvoiceId": invoice.uuid,
        "originalInvoiceAmount": to_number(invoice.total),
        "remainingAmount": to_number(principal),
        "currency": invoice.currency,
        "invoiceDate": invoice.words["date"],
        "dueDate": invoice.due_date.isoformat(),
        "reference": invoice.reference,
        "customer": _customer(invoice, kind),
    }
    return {key: value for key, value in item.items() if value is not None}


def _customer(invoice: Invoice, kind: str) -> Json:
    debtor = invoice.debtor
    address = debtor.get("address") or {}
    names = {"street": "street", "postal_code": "postalCode", "city": "city", "country": "country"}
    customer = {
        "type": "PERSON" if kind == "consumer" else "COMPANY",
        "name": debtor["name"],
        "organizationNumber": debtor.get("business_id") if kind == "company" else None,
        "customerNumber": debtor.get("customer_number"),
        "email": debtor.get("email"),
        "phone": debtor.get("phone"),
        "address": {theirs: address[ours] for ours, theirs in names.items() if address.get(ours)} or None,
    }
    return {key: value for key, value in customer.items() if value is not None}


def _update(case: Json) -> Json:
    """That a case was updated, as an event of its own: its id says when, and how the case stood then."""
    balance = case["balance"]
    stands = f"{case['type']}/{case['status']}/{balance['capital']}/{balance['fees']}/{balance['interest']}"
    return {
        "id": f"{case['caseId']}@{case['updatedAt']}/{stands}",
        "assignment_id": case["caseId"],
        "invoice_id": case["invoices"][0]["uniqueSourceInvoiceId"],
        "type": "update",
        "created_at": case["updatedAt"],
    }


def _event(case_id: str, found: Json) -> Json:
    """An event of an invoice, in the words of the books."""
    text = found.get("description")
    is_note = str(text or "").startswith(CREDIT_NOTE)
    return {
        "id": found["id"],
        "assignment_id": case_id,
        "type": "credit_note" if is_note else _EVENTS.get(found["type"], str(found["type"]).lower()),
        "actor": "company" if found["actor"] == "ORGANIZATION" else "agency",
        "amount": found.get("amount"),
        "capital_amount": found.get("capital"),
        "date": found["date"],
        "credit_note_number": str(text).removeprefix(CREDIT_NOTE) if is_note else None,
        "text": None if is_note else text,
    }
