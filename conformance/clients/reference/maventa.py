"""Maventa's API as this client uses it: one method a call, tokens kept until they expire.

Everything is read as Maventa writes it; ids, amounts and states are understood by the callers.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from conformance.clients.reference.bearer import Bearer
from conformance.clients.reference.books import Invoice
from conformance.clients.reference.money import to_number
from conformance.clients.reference.policy import PAGE_SIZE, Policy
from conformance.clients.reference.web import Answer, Interrupted, Refused
from conformance.clients.reference.without import WithoutSettings

Json = dict[str, Any]

SCOPES = (
    "company:read company:write invoice:send invoice:receive receivables:assignments fi_bank_message:send"
)
WAITING_DAYS = {"company": 7, "consumer": 14}
"""Days after the due date before Ropo takes an invoice. Source: Maventa, collection services: Ropo."""

NEWS = (
    "RECEIVABLES.SERVICE.ACTIVATED",
    "RECEIVABLES.SERVICE.REJECTED",
    "RECEIVABLES.ASSIGNMENT.CREATED",
    "RECEIVABLES.ASSIGNMENT.EVENT",
    "DOCUMENTS.INVOICE.DELIVERED",
    "DOCUMENTS.INVOICE.FAILED",
)
"""The notifications that this client asks for."""


class Maventa(WithoutSettings):
    """The calls, for one company. `now` is set by whoever is about to use it; it is the only clock."""

    agency = "ropo"
    agency_name = "Ropo"
    carries_invoices = True
    needs_details = False
    hears_of_closing = True
    resets_after: timedelta | None = None
    follows_all = False
    takes_unsigned = False
    days_after_due: Mapping[str, int] = WAITING_DAYS
    days_after_invoice: Mapping[str, int] = {}
    leaves_alone: frozenset[str] = frozenset()
    settings: tuple[str, ...] = ()

    def __init__(self, endpoint: Mapping[str, str], policy: Policy) -> None:
        self.endpoint = endpoint
        self._base = endpoint["base_url"].rstrip("/")
        self._receivables = endpoint.get("receivables_base_url", self._base).rstrip("/")
        self._policy = policy
        self._bearer = Bearer(
            policy, endpoint.get("token_url", f"{self._base}/oauth2/token"), _form(endpoint)
        )
        self.now: datetime | None = None

    def close(self) -> None:
        """Close the connections."""
        self._bearer.close()

    def try_credentials_again(self) -> None:
        """Forget that the credentials were refused: the user asked for something new."""
        self._bearer.try_credentials_again()

    # The service

    def service(self) -> Json:
        """The Ropo service: `status`, `agreement_contact_email`."""
        return self._object("GET", f"{self._base}/v2/services/ropo/receivables")

    def activate(self, contact_email: str, details: Json) -> Json:
        """Ask for the service; answers it as `service` does."""
        body = {"agreement_contact_email": contact_email}
        return self._object("PUT", f"{self._base}/v2/services/ropo/receivables", json=body)

    def close_service(self) -> None:
        """Close the service."""
        self._call("DELETE", f"{self._base}/v2/services/ropo/receivables")

    # Webhooks

    def hooks(self) -> list[Json]:
        """The company's subscriptions."""
        return self._array(self._call("GET", f"{self._base}/v1/company/notifications"))

    def add_hook(self, url: str) -> None:
        """Subscribe to the news that this client reads."""
        body = {"destination_type": "WEBHOOK", "destination": url, "events": list(NEWS)}
        self._call("POST", f"{self._base}/v1/company/notifications", json=body)

    def takes_hooks(self) -> bool:
        """Whether a webhook can be registered: it always can."""
        return True

    def news(self, body: Json, heard: Json) -> Json | None:
        """A notification as it came; none of Maventa's is without an id."""
        return body if isinstance(body.get("id"), str) else None

    # Invoices

    def send(self, invoice_id: str, filename: str, document: bytes, form: Json) -> Json:
        """Send a document with what the form says of it; the invoice gets the id given."""
        files = {"file": (filename, document, "application/xml")}
        return self._object(
            "POST", f"{self._base}/v1/invoices", data={**form, "uuid": invoice_id}, files=files
        )

    def invoice(self, invoice_id: str) -> Json | None:
        """A sent invoice, or None when Maventa has none of that id."""
        return self._found(self._invoice(1, invoice_id))

    def invoices(self, ids: Sequence[str]) -> list[Json]:
        """Those of the sent invoices that Maventa has; at most 100 ids, as the list takes no more."""
        return self._list(f"{self._base}/v1/invoices", direction="SENT", ids=",".join(ids))

    def errors(self, invoice_id: str) -> list[str]:
        """What Maventa says about an invoice that failed, one text an error."""
        url = f"{self._invoice(1, invoice_id)}/actions"
        actions = self._array(self._call("GET", url, params={"type": "ERROR"}))
        return [str(action.get("message") or action.get("key")) for action in actions]

    def file(self, invoice_id: str, file_id: str) -> bytes:
        """A file of an invoice."""
        return self._call("GET", f"{self._invoice(1, invoice_id)}/files/{quote(file_id, safe='')}").content

    def tell_banks(self, document: bytes) -> None:
        """Send a message to the consumers' banks."""
        files = {"file": ("message.xml", document, "application/xml")}
        self._call("POST", f"{self._base}/v1/fi_bank_messages", files=files)

    # Transfers

    def objection(self, invoice: Invoice, collection_type: str) -> str | None:
        """None: what may be transferred, Maventa says."""
        return None

    def transfer(self, invoice: Invoice, kind: str, collection_type: str, principal: int) -> None:
        """Hand an overdue invoice over to Ropo."""
        body = request_body(invoice, kind, collection_type, principal, self._policy.own_costs())
        self._call("POST", f"{self._invoice(2, invoice.uuid)}/assignment/ropo", json=body)

    def transfer_state(self, invoice_id: str) -> Json | None:
        """How the transfer went: `status`, `url`, `error_reason`; None when none was asked for."""
        return self._found(f"{self._invoice(2, invoice_id)}/assignment")

    def _invoice(self, version: int, invoice_id: str) -> str:
        return f"{self._base}/v{version}/invoices/{quote(invoice_id, safe='')}"

    # Assignments

    def case_url(self, case_id: str) -> str:
        """Where an assignment is."""
        return f"{self._receivables}/v1/assignments/{quote(case_id, safe='')}"

    def case(self, case_id: str) -> Json:
        """An assignment with its `events`."""
        return self._object("GET", self.case_url(case_id))

    def case_events(self, case_id: str) -> list[Json]:
        """All events of an assignment."""
        return self._list(f"{self.case_url(case_id)}/events")

    def events(self, since: str) -> list[Json]:
        """All events of all assignments created at a time (UTC, ISO 8601 with Z) or later, oldest first."""
        return self._list(f"{self._receivables}/v1/events", created_at_start=since)

    def add_event(self, case_id: str, body: Json) -> Json:
        """Report an event on an assignment; answers it with its id."""
        return self._object("POST", f"{self.case_url(case_id)}/events", json=body)

    def mark_seen(self, case_id: str, event_id: str) -> None:
        """Say that the user has seen an event of an assignment."""
        self._call("POST", f"{self.case_url(case_id)}/events/{quote(event_id, safe='')}/seen")

    def set_group(self, business_id: str, group: str | None) -> None:
        """Give a customer a service level, in place of the one that it had, or with None take it away."""
        url = f"{self._receivables}/v1/service_levels/{quote(business_id, safe='')}"
        if group is None:
            self._call("DELETE", url)
        else:
            self._call("PUT", url, json={"service_level": group})

    # How a call is made

    def _list(self, url: str, **filters: str) -> list[Json]:
        """Every page of a list, each item once. Pages may shift while they are read: items are told by id."""
        found: dict[str, Json] = {}
        page = 1
        while True:
            params = {**filters, "page": page, "per_page": PAGE_SIZE}
            items = self._array(self._call("GET", url, params=params))
            known = len(found)
            found.update((str(item.get("id")), item) for item in items)
            if not self._policy.reads_on(items) or len(found) == known:
                return list(found.values())
            page += 1

    def _found(self, url: str) -> Json | None:
        try:
            return self._object("GET", url)
        except Refused as refusal:
            if refusal.status == 404:
                return None
            raise

    def _object(self, method: str, url: str, **options: Any) -> Json:
        body = self._call(method, url, **options).body
        if not isinstance(body, dict):
            raise Interrupted(f"{method} {url}: the answer is no JSON object")
        return body

    @staticmethod
    def _array(answer: Answer) -> list[Json]:
        if not isinstance(answer.body, list):
            raise Interrupted("a list was asked for, and the answer is none")
        return [item for item in answer.body if isinstance(item, dict)]

    def _call(self, method: str, url: str, **options: Any) -> Answer:
        return self._bearer.call(method, url, self.now, **options)


def _form(endpoint: Mapping[str, str]) -> dict[str, str]:
    """What a token is asked for with."""
    names = ("client_id", "client_secret", "vendor_api_key")
    credentials = {name: endpoint[name] for name in names if name in endpoint}
    return {"grant_type": "client_credentials", "scope": SCOPES, **credentials}


def request_body(invoice: Invoice, kind: str, collection_type: str, principal: int, costs: int) -> Json:
    """The transfer as Maventa takes it. Principal, and costs of the creditor's own, in cents; never interest."""
    debtor = invoice.debtor
    rental = invoice.words.get("rental")
    consumer = kind == "consumer"
    parts = ("street", "postal_code", "city", "country")
    address = {key: debtor["address"][key] for key in parts if debtor["address"].get(key)}
    payer = {
        "type": "person" if consumer else "company",
        "name": debtor["name"],
        "address": address,
        "language": invoice.words.get("language"),
        **{key: debtor.get(key) for key in ("business_id", "customer_number", "email", "phone")},
    }
    body: Json = {
        "collection_type": collection_type,
        "receivables_type": ("b2c" if consumer else "b2b") + ("_rental" if rental else ""),
        "payers": [{key: value for key, value in payer.items() if value}],
        "amounts": {
            "capital_amount": to_number(principal),
            "reminder_amount": to_number(costs),
            "interest_amount": 0,
        },
        "assignment_summary": f"Invoice {invoice.number}",
    }
    return body | ({"industry_specific_options": {"rental": rental}} if rental else {})
