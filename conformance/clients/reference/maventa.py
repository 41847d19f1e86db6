"""Maventa's API as this client uses it: one method a call, tokens kept until they expire.

Everything is read as Maventa writes it; ids, amounts and states are understood by the callers.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from conformance.clients.reference.books import Invoice
from conformance.clients.reference.money import to_number
from conformance.clients.reference.policy import PAGE_SIZE, Policy
from conformance.clients.reference.web import Answer, Interrupted, Refused, Web, refusal_text

Json = dict[str, Any]

SCOPES = (
    "company:read company:write invoice:send invoice:receive receivables:assignments fi_bank_message:send"
)
SPARE = timedelta(seconds=60)
"""A token is renewed this long before it expires, so that it does not expire under way."""

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


class Maventa:
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
        self._web = Web(policy.is_final)
        self._token: str | None = None
        self._token_ends: datetime | None = None
        self._credentials_refused: Refused | None = None
        self.now: datetime | None = None

    def close(self) -> None:
        """Close the connections."""
        self._web.close()

    def try_credentials_again(self) -> None:
        """Forget that the credentials were refused: the user asked for something new."""
        self._credentials_refused = None

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

    def read_settings(self) -> Json:
        """None: no agency of this channel shows any."""
        return {}

    def change_settings(self, changes: Json) -> Json:
        """Refuse: no agency of this channel has any."""
        raise Refused(0, f"{self.agency_name} has no settings that can be changed from here.")

    def journals(self) -> list[Json]:
        """None: no agency of this channel pays in batches."""
        return []

    def mark_booked(self, journal: str, own: str) -> None:
        """Nothing: there are no journals."""

    def remove_user(self) -> None:
        """Refuse: the agencies of this channel have no user in the company's books."""
        raise Refused(0, f"{self.agency_name} has no user here that could be removed.")

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
        """Make a call with a token; a refused token is renewed once."""
        answer = self._with_token(method, url, options)
        if answer.status == 401:
            self._token = None
            answer = self._with_token(method, url, options)
        if answer.status == 401:
            raise Refused(401, refusal_text(answer))
        return answer

    def _with_token(self, method: str, url: str, options: Json) -> Answer:
        token = self._current_token()
        options = {**options, "headers": {"Authorization": f"Bearer {token}", "Accept": "application/json"}}
        if self._policy.token_in_url():
            options["params"] = {**options.get("params", {}), "access_token": token}
        tries = 1
        while True:
            try:
                return self._web.call(method, url, self._time(), **options)
            except Interrupted:
                if not self._policy.tries_again_at_once(tries):
                    raise
                tries += 1

    def _current_token(self) -> str:
        """The kept token, or a new one; credentials that were refused are not tried again unasked."""
        if self._credentials_refused is not None:
            raise self._credentials_refused
        if not self._is_good():
            try:
                self._fetch_token()
            except Refused as refusal:
                self._credentials_refused = refusal
                raise
        if self._token is None:
            raise Interrupted("the answer to the token request holds no token")
        return self._token

    def _is_good(self) -> bool:
        """Whether the kept token can be used."""
        kept = self._token is not None and self._policy.keeps_token()
        return kept and self._token_ends is not None and self._time() < self._token_ends

    def _fetch_token(self) -> None:
        form = {"grant_type": "client_credentials", "scope": SCOPES}
        credentials = ("client_id", "client_secret", "vendor_api_key")
        form |= {key: self.endpoint[key] for key in credentials if key in self.endpoint}
        url = self.endpoint.get("token_url", f"{self._base}/oauth2/token")
        answer = self._web.call("POST", url, self._time(), data=form)
        if answer.status == 401:
            raise Refused(401, refusal_text(answer))
        body = answer.body if isinstance(answer.body, dict) else {}
        self._token = body.get("access_token")
        self._token_ends = self._time() + timedelta(seconds=int(body.get("expires_in", 0))) - SPARE

    def _time(self) -> datetime:
        if self.now is None:
            raise RuntimeError("no request was made yet: the client has no clock of its own")
        return self.now


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
