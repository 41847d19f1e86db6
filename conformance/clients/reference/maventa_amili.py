"""Visma Amili's two services through Maventa: Kassavirta for every invoice, Perintä for overdue ones, one agreement."""

from collections.abc import Mapping
from typing import Any

from conformance.clients.reference.books import Invoice
from conformance.clients.reference.maventa import Maventa, request_body
from conformance.clients.reference.policy import Policy

Json = dict[str, Any]

TYPES = {"kassavirta": "full", "perinta": "express"}
"""The services, and what each is called on the wire."""

OVERDUE = {"company": 1, "consumer": 1}
"""Days after the due date before Perintä takes an invoice: it has to be past. Source: Maventa, collection services."""

NAMES = {"kassavirta": "Kassavirta", "perinta": "Perintä"}


class MaventaAmili(Maventa):
    """The calls for one of the two services."""

    needs_details = True
    days_after_due: Mapping[str, int] = OVERDUE

    def __init__(self, agency: str, endpoint: Mapping[str, str], policy: Policy) -> None:
        super().__init__(endpoint, policy)
        self.agency = agency
        self.agency_name = NAMES[agency]
        self.follows_all = (
            TYPES[agency] == "full"
        )  # each invoice that is sent has an assignment, none is transferred
        self._service = f"{self._base}/v2/services/amili/receivables"

    def service(self) -> Json:
        """How this service stands; where the agreement is for the other one, this is disabled."""
        found = self._object("GET", self._service)
        return found if self._is_mine(found) else {"status": "DISABLED"}

    def activate(self, contact_email: str, details: Json) -> Json:
        """Ask for the service; an agreement that is there for the other one is changed to this."""
        found = self._object("GET", self._service)
        if found.get("status") in ("PENDING", "ACTIVE") and not self._is_mine(found):
            self._call("PATCH", self._service, json={"service_type": TYPES[self.agency]})
            return self._object("GET", self._service)
        body = {**details, "service_type": TYPES[self.agency]}
        if contact_email:
            body["authorization_email"] = contact_email
        return self._object("PUT", self._service, json=body)

    def close_service(self) -> None:
        """Close the service."""
        self._call("DELETE", self._service)

    def transfer(self, invoice: Invoice, kind: str, collection_type: str, principal: int) -> None:
        """Hand an overdue invoice over to Perintä. It has no words for interest charged before, nor for what is let."""
        body = request_body(invoice, kind, collection_type, principal, self._policy.own_costs())
        del body["amounts"]["interest_amount"]
        body.pop("industry_specific_options", None)
        self._call("POST", f"{self._invoice(2, invoice.uuid)}/assignment/amili", json=body)

    def _is_mine(self, found: Json) -> bool:
        return found.get("service_type") in (None, TYPES[self.agency])
