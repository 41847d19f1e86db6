"""Kravia's partner API as this client uses it, in the words of `provider`. A token that never changes, and no invoices.

A case is found by the id that this client gave the invoice (`accountingInvoiceId`), so a lost answer loses nothing.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import md5
from hmac import compare_digest
from json import dumps
from typing import Any

from conformance.clients.reference import kravia_words as words
from conformance.clients.reference.books import Books, Invoice
from conformance.clients.reference.policy import Policy
from conformance.clients.reference.web import Interrupted, Refused, Web, refusal_text
from conformance.clients.reference.without import WithoutInvoices

Json = dict[str, Any]

PAGE_SIZE = 100
SYSTEM = "Procountor"
"""The accounting system that the creditor's invoices are said to come from."""


class Kravia(WithoutInvoices):
    """The calls, for one company. `now` is set by whoever is about to use it; it is the only clock."""

    agency = "kravia"
    agency_name = "Kravia"
    carries_invoices = False
    needs_details = False
    hears_of_closing = True
    resets_after: timedelta | None = None
    follows_all = False
    takes_unsigned = True
    days_after_due: Mapping[str, int] = {"company": 7, "consumer": 14}
    days_after_invoice: Mapping[str, int] = {"company": 14, "consumer": 28}
    leaves_alone = frozenset({"due_before", "financed", "reminded", "given_away", "minimum"})
    settings = tuple(words.SETTINGS)

    def __init__(self, endpoint: Mapping[str, str], policy: Policy, books: Books, company: Json) -> None:
        self.endpoint = endpoint
        self.now: datetime | None = None
        self._base = endpoint["base_url"].rstrip("/") + "/api/v2"
        self._policy = policy
        self._books = books
        self._company = company
        self._web = Web(policy.is_final, policy.tries_again_at_once)

    def close(self) -> None:
        """Close the connections."""
        self._web.close()

    def try_credentials_again(self) -> None:
        """Nothing is kept of a refused token: there is only this one."""

    # The service

    def service(self) -> Json:
        """The creditor's `status`; disabled as long as there is none that is known of."""
        creditor = self._creditor()
        if creditor is None:
            return {"status": "DISABLED"}
        return self._learned(self._object("GET", f"/creditor/{creditor}"))

    def activate(self, contact_email: str, details: Json) -> Json:
        """Fill Kravia's template in and submit it; a creditor that exists already is answered as it is."""
        missing = self._policy.lacking_for_an_order(words.lacking(self._company))
        if missing:
            raise Refused(0, f"Kravia cannot be ordered yet. Give {'; '.join(missing)}.")
        template = self._object("POST", "/onboarding/init", json={"accountingSystem": SYSTEM})
        filled = words.order(self._company, contact_email, self._books.note("accountant"))
        return self._learned(self._object("POST", "/onboarding/activate", json={**template, **filled}))

    def close_service(self) -> None:
        """End the creditor's agreement; open cases go on."""
        creditor = self._creditor()
        if creditor is None:
            raise Refused(404, "There is no agreement with Kravia.")
        self._object("DELETE", f"/creditor/{creditor}")

    def read_settings(self) -> Json:
        """The creditor's settings, which its portal changes as well; none while there is no creditor."""
        creditor = self._creditor()
        if creditor is None:
            return {}
        return words.settings(self._object("GET", f"/creditor/{creditor}/settings"))

    def change_settings(self, changes: Json) -> Json:
        """Change the creditor's settings."""
        body = {words.SETTINGS[name]: value for name, value in changes.items()}
        return words.settings(self._object("PATCH", f"/creditor/{self._creditor()}/settings", json=body))

    def journals(self) -> list[Json]:
        """The journals of days that are not booked yet."""
        found = self._object("GET", "/settlements", params={"ExcludeClosed": "true"})["settlements"]
        return [words.journal(one) for one in found if one.get("form") == "DailyBatch"]

    def mark_booked(self, journal: str, own: str) -> None:
        """Close a journal; the same once more changes nothing."""
        self._object("PATCH", f"/settlements/{journal}/bookkeep", params={"internalAccountingId": own})

    def remove_user(self) -> None:
        """Say that Kravia has no user in the company's books any more."""
        self._object("PUT", f"/creditor/{self._creditor()}/apiuser", json={"enabled": False})

    def _creditor(self) -> int | None:
        found: int | None = self._books.note("creditor")
        return found

    def _learned(self, creditor: Json) -> Json:
        self._books.set_note("creditor", creditor.get("creditorId"))
        return {"status": words.status(creditor)}

    # Webhooks

    def takes_hooks(self) -> bool:
        """Whether there is a creditor: the webhook is the creditor's."""
        return self._creditor() is not None

    def hooks(self) -> list[Json]:
        """None: a webhook can be set, and not read. Setting it again changes nothing."""
        return []

    def add_hook(self, url: str) -> None:
        """Set the creditor's webhook."""
        body = {"secret": self.endpoint["webhook_secret"], "enabled": True, "url": url}
        self._object("PUT", f"/creditor/{self._creditor()}/webhook", json=body)

    def news(self, body: Json, heard: Json) -> Json | None:
        """A message whose signature is right, as news of a case."""
        data, signature = body.get("data"), str(body.get("signature"))
        if not isinstance(data, dict) or not compare_digest(self._signature(data), signature.encode()):
            return None
        case = {"assignment_id": str(data.get("claimId"))}
        return {"id": signature, "event": "RECEIVABLES.ASSIGNMENT.EVENT", "data": case}

    def _signature(self, data: Json) -> bytes:
        text = dumps(data, separators=(",", ":")) + self.endpoint["webhook_secret"]
        return md5(text.encode(), usedforsecurity=False).hexdigest().encode()

    # Transfers

    def objection(self, invoice: Invoice, collection_type: str) -> str | None:
        """None: what may be registered, Kravia says."""
        return None

    def transfer(self, invoice: Invoice, kind: str, collection_type: str, principal: int) -> None:
        """Register an overdue invoice as a case. Every case begins with a reminder: there are no types."""
        body = {
            **words.claim(invoice, kind, principal),
            "creditorId": self._creditor(),
            "description": self._policy.description_of(invoice.words),
            **self._policy.sent_along(words.further(invoice)),
        }
        self._object("POST", "/invoice/register", json=body)

    def transfer_state(self, invoice_id: str) -> Json | None:
        """`sent`, with the case, once there is one for this invoice."""
        found = [row for row in self._search() if row.get("accountingInvoiceId") == invoice_id]
        return {"status": "sent", "url": self.case_url(str(found[-1]["invoiceId"]))} if found else None

    # Cases

    def case_url(self, case_id: str) -> str:
        """Where a case is in Kravia's portal."""
        return f"{self.endpoint['base_url'].rstrip('/')}/portal/cases/{case_id}"

    def case(self, case_id: str) -> Json:
        """A case with its `events`; among these one for its last update, as `events` tells of it."""
        language = {"language": self._company.get("language")}
        return words.case(self._object("GET", f"/invoice/{case_id}/details", params=language))

    def case_events(self, case_id: str) -> list[Json]:
        """All events of a case."""
        events: list[Json] = self.case(case_id)["events"]
        return events

    def events(self, since: str) -> list[Json]:
        """The last update of every case that was updated since a time."""
        return [words.update(row) for row in self._search(lastUpdatedTime=since.removesuffix("Z"))]

    def add_event(self, case_id: str, body: Json) -> Json:
        """Report a direct payment or a credit note; for all else there is the portal."""
        if body["type"] == "credit_note":
            return self._credit(case_id, body)
        if body["type"] != "paid":
            raise Refused(0, "This is for Kravia's portal: open the case there.")
        part = {"invoiceId": int(case_id), "amount": body["amount"]}
        payment = {"date": body["date"], "description": body.get("text"), "amount": body["amount"]}
        return self._object("POST", "/invoice/payment", json={**payment, "invoices": [part]})

    def _credit(self, case_id: str, body: Json) -> Json:
        """Report a credit note: its amounts are below zero."""
        note, amount = str(body["credit_note_number"]), -body["amount"]
        told = {
            "Date": f"{body['date']}T00:00:00",
            "Amount": amount,
            "AccountingPaymentId": note,
            "Description": words.CREDIT_NOTE + note,
            "Invoices": [{"InvoiceId": int(case_id), "Amount": amount}],
        }
        return self._object("POST", "/invoice/creditnote", json=told)

    def mark_seen(self, case_id: str, event_id: str) -> None:
        """Nothing: no call of this channel takes that."""

    def set_group(self, business_id: str, group: str | None) -> None:
        """Refuse: there are no groups of customers here."""
        raise Refused(0, "Kravia has no groups of customers.")

    # How a call is made

    def _search(self, **filters: str) -> list[Json]:
        """Every page of a search, each case once. A page begins at the update with which the last one ended.

        A case that is updated under way moves to the end; counted from the start, the next page would miss one.
        """
        found: dict[object, Json] = {}
        params: Json = {**filters, "orderBy": 11, "byAscending": "True", "skip": 0, "top": PAGE_SIZE}
        while True:
            rows = self._object("GET", "/invoice/search", params=params).get("items") or []
            found.update((row.get("invoiceId"), row) for row in rows)
            if len(rows) < PAGE_SIZE or not self._policy.reads_on(rows):
                return list(found.values())
            last = rows[-1]["lastUpdatedTime"]
            same = last == params.get("lastUpdatedTime")
            params |= {"lastUpdatedTime": last, "skip": params["skip"] + PAGE_SIZE if same else 0}

    def _object(self, method: str, path: str, **options: Any) -> Json:
        headers = {"Authorization": self.endpoint["secret"], "Accept": "application/json"}
        if self.now is None:
            raise RuntimeError("no request was made yet: the client has no clock of its own")
        answer = self._web.call(method, f"{self._base}{path}", self.now, **{**options, "headers": headers})
        if answer.status == 401:
            raise Refused(401, refusal_text(answer))
        if not isinstance(answer.body, dict):
            raise Interrupted(f"{method} {path}: the answer is no JSON object")
        return answer.body
