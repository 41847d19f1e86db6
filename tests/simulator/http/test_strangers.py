"""Every operation of every document, asked by a stranger: with another sandbox's ids, with a dead token, with none.

Two sandboxes share one world. What is known of the first, the second uses; nothing of the first may show or change.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

import orjson
import pytest

from simulator import World
from simulator.http.surfaces import document
from tests.simulator.agreement import PATH as AGREEMENT
from tests.simulator.company import Company
from tests.simulator.creditor import Creditor
from tests.simulator.http.anything import needed, operations
from tests.simulator.organization import Organization
from tests.simulator.stage import BOUNDARY, DETAILS, FORM, JSON, KEY, Heard, multipart

Operation = tuple[str, str, dict[str, Any]]
HOOK = {
    "destination_type": "WEBHOOK",
    "destination": "http://127.0.0.1:9/x",
    "events": ["DOCUMENTS.INVOICE.DELIVERED"],
}
CUSTOMER = "7654321-2"
LEVEL = f"/v1/service_levels/{CUSTOMER}"


def named(operation: Operation) -> str:
    return str(operation[2]["operationId"])


MAVENTA, KRAVIA, AMILI, CONTROL = (
    operations(document(name)) for name in ("maventa", "kravia", "amili", "control")
)
GUARDED = [each for each in MAVENTA if each[2].get("security") != []]
ORGANIZED = [each for each in AMILI if each[2].get("security") != []]


def example(operation: Operation, changed: Callable[[Any], Any] = lambda words: words) -> tuple[str, bytes]:
    """The content type and the body of a document's own example."""
    content = operation[2].get("requestBody", {}).get("content", {})
    if not content:
        return "", b""
    media = next(iter(content))
    found = content[media]
    words = found["example"] if "example" in found else next(iter(found["examples"].values()))["value"]
    if media == JSON:
        return media, orjson.dumps(changed(words))
    assert media.startswith("multipart"), media
    others = {name: str(value) for name, value in words.items() if name != "file"}
    return f"{media}; boundary={BOUNDARY}", multipart({**others, "file": words["file"].encode()})


def filled(path: str, known: Mapping[str, Any]) -> str:
    for name, value in known.items():
        path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
    assert "{" not in path, path
    return path


class Two:
    """A company with a case, and another that knows every id of it."""

    def __init__(self) -> None:
        self.world = World(key=KEY)
        self.first, self.second = (Company(world=self.world, seed=seed).activate() for seed in (7, 8))
        for company in (self.first, self.second):
            company.client.call("POST", "/v1/company/notifications", HOOK)
            company.sandbox.put_debtor("acme", {"kind": "company"})
        self.case = self.first.case(self.first.open_case())
        for company in (self.first, self.second):
            company.client.call("PUT", AGREEMENT, DETAILS)
            company.sandbox.onboarding("kassavirta", "pass_kyc")
            company.banking_days(2)
        self.hook = next(iter(self.first.sandbox.state.webhooks))
        self.fault = self.first.sandbox.put_fault({"kind": "delay", "by": "PT1H"})
        self.failed, self.message = self._failed(), self._message()
        self.letter = next(fact["seq"] for fact in self.first.facts("letter_sent"))
        assert self.first.client.call("PUT", LEVEL, {"service_level": "vip"}).status == 200

    def _failed(self) -> str:
        """An invoice of the first company's that the agency could not take: it has no address."""
        found = self.first.send("1002", due="2026-03-31")
        self.first.banking_days(1)
        assert self.first.client.get(f"/v1/invoices/{found}")["status"] == "FAILED"
        return found

    def _message(self) -> str:
        """A message that the first company has sent to a bank."""
        media, body = example(next(each for each in MAVENTA if named(each) == "postV1FiBankMessages"))
        headers = {"authorization": f"Bearer {self.first.client.token}", "content-type": media}
        sent = self.first.stage.call("POST", "/maventa/v1/fi_bank_messages", body, headers=headers)
        return sent.headers["location"].rpartition("/")[2]

    @property
    def known(self) -> dict[str, str]:
        """What is known of the first company, by the parameters of the paths that it stands in."""
        return {
            "assignment_id": self.case["id"],
            "event_id": self.case["events"][0]["id"],
            "file_id": f"{self.case['invoice_id']}-document",
            "business_id": CUSTOMER,
        }

    @property
    def secrets(self) -> list[str]:
        """Whatever would give the first company away."""
        ids = [self.case["id"], self.case["invoice_id"], self.hook, self.fault, self.failed, self.message]
        ids += [event["id"] for event in self.case["events"]]
        own = [self.first.sandbox.company["business_id"], self.first.client.words["client_secret"]]
        return [*ids, *own, self.first.client.token]

    def ask(self, operation: Operation) -> Heard:
        """Ask the first channel as the second company."""
        method, path, raw = operation
        ids = {"/notifications": self.hook, "/fi_bank_messages": self.message, "/reroute": self.failed}
        found = next((each for part, each in ids.items() if part in path), self.case["invoice_id"])
        media, body = example(operation)
        headers = {"authorization": f"Bearer {self.second.client.token}", "content-type": media}
        path = f"/maventa{filled(path, {**self.known, 'id': found})}"
        return self.second.stage.call(method, path, body, query=needed(raw), headers=headers)


@pytest.mark.parametrize("operation", GUARDED, ids=named)
def test_no_operation_shows_or_changes_what_is_another_sandboxs(operation: Operation) -> None:
    two = Two()
    before = two.first.sandbox.facts_total
    heard = two.ask(operation)
    # Whoever is a customer of both has a service level with each.
    is_own = "{" not in operation[1] or "{business_id}" in operation[1]
    assert heard.status < 400 if is_own else heard.status == 404, heard.body
    asked = [two.case["id"], two.case["invoice_id"], two.hook, two.case["events"][0]["id"]]
    asked += [two.failed, two.message]
    shown = heard.body.decode()
    # An answer may repeat the id that it was asked for, and nothing else.
    assert [each for each in two.secrets if each in shown and each not in asked] == []
    assert heard.status == 404 or not [each for each in asked if each in shown]
    assert two.first.sandbox.facts_total == before


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/v1/invoices", "direction=SENT&ids={id}"),
        ("/v1/assignments", "invoice_id={id}"),
        ("/v1/events", ""),
        ("/v1/service_levels", ""),
        ("/v1/partner/invoice_events/sent_errors", "happened_after=2026-01-01T00:00:00Z"),
    ],
)
def test_no_query_finds_what_is_another_sandboxs(path: str, query: str) -> None:
    two = Two()
    assert two.second.client.get(path, query.replace("{id}", two.case["invoice_id"])) == []


@pytest.mark.parametrize("operation", GUARDED, ids=named)
@pytest.mark.parametrize("given", ["of a sandbox that was removed", "none"])
def test_no_operation_is_carried_out_without_a_token_that_lives(operation: Operation, given: str) -> None:
    two = Two()
    token = two.second.client.token
    two.world.remove(two.second.sandbox.id)
    before = two.first.sandbox.facts_total
    bearer = {"authorization": "" if given == "none" else f"Bearer {token}"}
    method, path, raw = operation
    media, body = example(operation)
    path = f"/maventa{filled(path, {**two.known, 'id': 'x'})}"
    headers = {**bearer, "content-type": media}
    heard = two.first.stage.call(method, path, body, query=needed(raw), headers=headers)
    assert (heard.status, heard.json["code"]) == (401, "unauthorized")
    assert two.first.sandbox.facts_total == before


class Partners:
    """A creditor with a case, and another that knows the ids of both."""

    def __init__(self) -> None:
        self.world = World(key=KEY)
        self.first = Creditor("2026-02-04T09:00", world=self.world).sign()
        self.first.done("PATCH", f"/creditor/{self.first.id}/settings", {"batchPayments": True})
        self.first.hold()
        self.case = self.first.register()
        self.first.until("2026-02-05T10:00")
        self.first.sandbox.pay("1001", to="agency")
        self.first.until("2026-02-06T12:00")
        (self.settlement,) = self.first.done("GET", "/settlements")["settlements"]
        self.second = Creditor("2026-02-04T09:00", world=self.world, seed=8).sign()

    def ask(self, operation: Operation, token: str) -> Heard:
        method, path, _ = operation
        known = {"id": self.case if "/invoice/" in path else self.first.id, "creditorId": self.first.id}
        known |= {"settlementId": self.settlement["settlementId"]}

        def changed(words: Any) -> Any:
            ids = {
                "creditorId": self.first.id,
                "organizationNumber": self.first.sandbox.company["business_id"],
            }
            own = {name: value for name, value in ids.items() if name in words}
            rows = {
                name: [{**row, key: self.case} for row in words[name]]
                for name, key in (("invoices", "invoiceId"), ("Invoices", "InvoiceId"))
                if name in words
            }
            return {**words, **own, **rows}

        media, body = example(operation, changed)
        headers = {"authorization": token, "content-type": media}
        query = "internalAccountingId=1" if path.endswith("/bookkeep") else ""
        path = f"/kravia{filled(path, known)}"
        return self.second.stage.call(method, path, body, query=query, headers=headers)


@pytest.mark.parametrize("operation", KRAVIA, ids=named)
def test_no_partner_sees_or_changes_what_is_anothers(operation: Operation) -> None:
    two = Partners()
    before = two.first.sandbox.facts_total
    heard = two.ask(operation, two.second.words["secret"])
    allowed = {
        "postApiV2OnboardingInit": 200,
        "postApiV2OnboardingActivate": 403,
        "getApiV2InvoiceSearch": 200,
        "getApiV2Settlements": 200,
    }
    assert heard.status == allowed.get(named(operation), 404), heard.body
    if heard.status == 200:
        assert str(two.case) not in heard.body.decode()
        assert two.settlement["settlementId"] not in heard.body.decode()
    assert two.first.words["secret"] not in heard.body.decode()
    assert two.first.sandbox.facts_total == before


@pytest.mark.parametrize("operation", KRAVIA, ids=named)
def test_no_partner_is_served_whose_sandbox_was_removed(operation: Operation) -> None:
    two = Partners()
    two.world.remove(two.second.sandbox.id)
    assert two.ask(operation, two.second.words["secret"]).status == 401
    assert two.ask(operation, "").status == 401


class Organizations:
    """An organization with a case, and another that knows all its ids."""

    def __init__(self) -> None:
        self.world = World(key=KEY)
        self.first = Organization("2026-02-04T09:00", world=self.world).active()
        self.hook = self.first.listen()["webhookId"]
        self.made = self.first.send()
        self.second = Organization("2026-02-04T09:00", world=self.world, seed=8).active()

    @property
    def secrets(self) -> list[str]:
        """Whatever would give the first organization away."""
        ids = [self.made["invoiceId"], self.made["caseNumber"], self.hook, self.first.token]
        return [*ids, self.first.sandbox.company["business_id"], self.first.words["client_secret"]]

    def ask(self, operation: Operation, token: str, organization: str) -> Heard:
        method, path, _ = operation
        known = {
            "organizationId": organization,
            "invoiceId": self.made["invoiceId"],
            "caseId": self.made["caseNumber"],
            "batchId": next(iter(self.first.state.sent_batches)),
            "settlementId": "x",
            "webhookId": self.hook,
        }

        def changed(words: Any) -> Any:
            rows = {name: [{**row, "invoiceId": self.made["invoiceId"]} for row in words[name]]
                    for name in ("payments", "corrections") if name in words}  # fmt: skip
            return {**words, **rows, **({"caseIds": [self.made["caseNumber"]]} if "caseIds" in words else {})}

        media, body = example(operation, changed)
        headers = {"authorization": f"Bearer {token}", "content-type": media}
        return self.second.stage.call(method, f"/amili{filled(path, known)}", body, headers=headers)


@pytest.mark.parametrize("operation", ORGANIZED, ids=named)
def test_no_organization_sees_or_changes_what_is_anothers(operation: Operation) -> None:
    two = Organizations()
    before, secrets = two.first.sandbox.facts_total, two.secrets
    as_the_first = two.ask(operation, two.second.token, two.first.words["organization_id"])
    assert as_the_first.status == 404, as_the_first.body
    heard = two.ask(operation, two.second.token, two.second.words["organization_id"])
    asked = {"invoiceId", "caseId", "batchId", "settlementId", "webhookId"} & set(
        re.findall(r"{(.+?)}", operation[1])
    )
    assert heard.status == 404 if asked or "caseIds" in str(operation[2]) else heard.status < 300, heard.body
    sent = [two.made["invoiceId"], two.made["caseNumber"], two.hook]
    for each in (as_the_first, heard):
        shown = each.body.decode()
        assert [secret for secret in secrets if secret in shown and secret not in sent] == []
    two.second.until("2026-02-04T12:00")
    assert two.first.sandbox.facts_total == before


@pytest.mark.parametrize("operation", ORGANIZED, ids=named)
def test_no_organization_is_served_whose_sandbox_was_removed(operation: Operation) -> None:
    two = Organizations()
    token, own = two.second.token, two.second.words["organization_id"]
    two.world.remove(two.second.sandbox.id)
    assert two.ask(operation, token, own).status == 401
    assert two.ask(operation, "", own).status == 401


@pytest.mark.parametrize("operation", [each for each in CONTROL if "{id}" in each[1]], ids=named)
def test_the_control_api_keeps_sandboxes_apart(operation: Operation) -> None:
    two = Two()
    before = two.first.sandbox.facts_total
    message = next(iter(two.first.sandbox.outbox.messages))
    known = {
        "id": two.second.sandbox.id,
        "provider": "ropo",
        "key": "acme",
        "number": "1001",
        "fault_id": two.fault,
    }
    known |= {"date": "2026-01-14", "webhook_id": message, "case_id": two.case["id"], "letter": two.letter}
    media, body = example(operation)
    path = f"/control/v1{filled(operation[1], known)}"
    heard = two.second.stage.call(operation[0], path, body, headers={"content-type": media} if media else {})
    if {"fault_id", "webhook_id", "case_id", "letter"} & {
        part.strip("{}") for part in operation[1].split("/")
    }:
        assert heard.status == 404
    if named(operation) == "pay_invoice":
        assert heard.status == 404
    asked = {two.fault, message, two.case["id"]}
    told = gzip.decompress(heard.body) if heard.body.startswith(b"\x1f\x8b") else heard.body
    assert [each for each in two.secrets if each not in asked and each in told.decode()] == []
    assert two.first.sandbox.facts_total == before
    assert len(two.first.sandbox.faults()) == 1


def test_every_operation_of_a_document_is_asked_here() -> None:
    assert (len(GUARDED), len(KRAVIA)) == (len(MAVENTA) - 1, len(document("kravia").operations))
    assert len(ORGANIZED) == len(document("amili").operations) - 1
    assert {each[2]["operationId"] for each in MAVENTA if each not in GUARDED} == {"postOauth2Token"}
    assert FORM in next(each for each in MAVENTA if each not in GUARDED)[2]["requestBody"]["content"]
