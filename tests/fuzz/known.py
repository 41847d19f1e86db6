"""The documents as a fuzzer reads them: each says which ids there are, so that what it asks is about something.

No document can know a customer's ids, and no fuzzer guesses one. So a copy says of each id that it is one of those that
the customer has, or anything that the document lets it be; nothing else is changed, and no answer is held to less.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import requests
import yaml

from tests.fuzz.creditor import Creditor
from tests.fuzz.serving import PATIENCE, ROOT, Customer
from tests.simulator.stage import DETAILS, finvoice

Ids = Mapping[str, list[Any]]
"""By where they stand: in a path as `invoices/{id}`, in a body or a query by the field's name."""

ADDRESS = {"street": "Mallitie 2", "postalCode": "33100", "city": "Tampere", "country": "FI"}
NOT_REMOVED = ("/sandboxes/{id}",)
"""What everything else is in: a fuzzer that removed it first would find nothing to ask for."""


class _Texts(yaml.CSafeLoader):
    """Reads dates as the texts that they are in JSON."""


_Texts.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def document_for(name: str, company: Customer, folder: Path) -> Path:
    """Write the document of a channel, or of the control API, for this customer; answers where it stands."""
    text = (ROOT / "specs" / name / "openapi.yaml").read_text("utf-8")
    examples, ids = _STORIES[name](company)
    for example, own in examples.items():
        assert example in text
        text = text.replace(example, own)
    made = json.loads(json.dumps(yaml.load(text, Loader=_Texts)))  # noqa: S506 - it is a safe one
    _name_ids(made, ids)
    path = folder / "openapi.json"
    path.write_text(json.dumps(made), "utf-8")
    return path


def _name_ids(document: dict[str, Any], ids: Ids) -> None:
    found = set()
    for path, item in document["paths"].items():
        for place, parameter in _of_path(document, path, item):
            if place in ids:
                found.add(place)
                parameter["schema"] = _one_of(ids[place], parameter["schema"])
                parameter["example"] = ids[place][0]
    for name, properties in _fields(document["components"]["schemas"]):
        if name in ids:
            found.add(name)
            inner = properties[name]
            if inner.get("type") == "array":
                inner["items"] = _one_of(ids[name], inner["items"])
            else:
                properties[name] = _one_of(ids[name], inner)
    assert found == set(ids)


def _one_of(known: list[Any], schema: Any) -> dict[str, Any]:
    return {"anyOf": [{"enum": known}, schema]}


def _of_path(
    document: dict[str, Any], path: str, item: dict[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The parameters in a path, each with what stands before it; every operation has its own."""
    shared = item.pop("parameters", [])
    for method, operation in item.items():
        listed = [_followed(document, each) for each in (*shared, *operation.get("parameters", ()))]
        operation["parameters"] = listed
        if method == "delete" and path in NOT_REMOVED:
            continue
        for before, name in re.findall(r"([^/]+)/\{(\w+)\}", path):
            yield from ((f"{before}/{{{name}}}", each) for each in listed if each["name"] == name)


def _followed(document: dict[str, Any], parameter: dict[str, Any]) -> dict[str, Any]:
    """A copy of a parameter, wherever it is written."""
    name = parameter.get("$ref", "").removeprefix("#/components/parameters/")
    return dict(document["components"]["parameters"][name] if name else parameter)


def _fields(schemas: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every field of every object in these schemas, with what holds it."""
    if isinstance(schemas, dict):
        properties = schemas.get("properties")
        if isinstance(properties, dict):
            yield from ((name, properties) for name in list(properties))
        for inner in list(schemas.values()):
            yield from _fields(inner)
    elif isinstance(schemas, list):
        for inner in schemas:
            yield from _fields(inner)


# --- customers in the middle of their stories -----------------------------------------------------------

Story = Callable[[Customer], tuple[Mapping[str, str], Ids]]
"""What a customer has done: the ids of the document's examples with those in their place, and all that there are."""


def _at_maventa(company: Customer) -> tuple[Mapping[str, str], Ids]:
    """Cases at the one agency; and through the other an invoice that went, and one that was not sent."""
    account = company.sandbox["company"]["bank_accounts"][0]["iban"]
    company.call("PUT", "/v2/services/amili/receivables", json={**DETAILS, "iban": account})
    for action in ("sign", "pass_kyc"):
        company.control("POST", "/services/kassavirta/onboarding", {"action": action})
    company.control("POST", "/clock/advance", {"banking_days": 2})
    today = company.control("GET", "/clock")["now"][:10]
    for number, total, due in (("2001", "100.00", "2026-03-30"), ("2002", "100.00", "2026-01-30")):
        files = {"file": ("invoice.xml", finvoice(number, total, due, today))}
        company.invoices.append(company.call("POST", "/v1/invoices", files=files)["id"])
    company.control("POST", "/clock/advance", {"by": "PT1H"})
    cases = company.call("GET", "/v1/assignments")
    events = company.call("GET", "/v1/events")
    files = company.call("GET", f"/v1/invoices/{company.invoices[0]}")["files"]
    messages = company.call("GET", "/v1/company/notifications")
    return {}, {
        "invoices/{id}": company.invoices,
        "assignments/{assignment_id}": [case["id"] for case in cases],
        "events/{event_id}": [event["id"] for event in events],
        "files/{file_id}": [file["id"] for file in files],
        "notifications/{id}": [message["id"] for message in messages],
        "service_levels/{business_id}": ["7654321-2"],
    }


def _at_kravia(company: Customer) -> tuple[Mapping[str, str], Ids]:
    creditor = Creditor(company)
    own = creditor.ids()
    return own, {
        "creditor/{id}": [creditor.number],
        "creditor/{creditorId}": [creditor.number],
        "invoice/{id}": [int(own["1553199"]), int(own["1553198"])],
        "settlements/{settlementId}": [own["0f3b7c52-6d0e-4c7f-9d57-3a1f7d0c5b11"]],
        "creditorId": [creditor.number],
        "invoiceId": [int(own["1553199"]), int(own["1553198"])],
    }


def _at_amili(company: Customer) -> tuple[Mapping[str, str], Ids]:
    """An organization with four cases: one is paid, one on the list of those that can go on."""
    base = f"{company.server.url}/amili/collection/v1/orgs/{company.sandbox['endpoints']['amili']['organization_id']}"

    def call(method: str, path: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {company.organization}"}
        heard = requests.request(method, base + path, json=body, headers=headers, timeout=PATIENCE)
        assert heard.ok, heard.text
        return heard.json()["data"]

    user = {"role": "COMPANY_ADMINISTRATOR", "name": "Maija", "email": "a@example.fi", "phone": "+358501"}
    call("POST", "/activation", {"user": user})
    company.control("POST", "/services/amili/onboarding", {"action": "pass_kyc"})
    batch = call("POST", "/invoices", {"invoices": [_claim(str(number)) for number in range(3001, 3005)]})
    company.control("POST", "/clock/advance", {"by": "PT1H"})
    cases = call("GET", "/cases")
    own = [case["invoices"][0]["invoiceId"] for case in cases]
    paid = {
        "invoiceId": own[0],
        "type": "DIRECT_PAYMENT",
        "amount": 1,
        "currency": "EUR",
        "date": "2026-02-04",
    }
    paid_in = call("POST", "/payments", {"payments": [paid]})
    company.control("POST", "/invoices/3004/payments", {"to": "agency"})
    company.control("POST", "/clock/advance", {"banking_days": 8})
    hook = call("POST", "/webhooks", {"url": "http://127.0.0.1:9/x", "secret": "x" * 16, "events": ["CASE"]})
    return {}, {
        "orgs/{organizationId}": [company.sandbox["endpoints"]["amili"]["organization_id"]],
        "invoices/{invoiceId}": own,
        "batches/{batchId}": [batch["batchId"], paid_in["batchId"]],
        "cases/{caseId}": [case["caseId"] for case in cases],
        "settlements/{settlementId}": [each["settlementId"] for each in call("GET", "/settlements")],
        "webhooks/{webhookId}": [hook["webhookId"]],
        "invoiceId": own,
        "caseIds": [case["caseId"] for case in cases],
    }


def _claim(number: str) -> dict[str, Any]:
    return {
        "type": "PAYMENT_REMINDER",
        "invoiceNumber": number,
        "uniqueSourceInvoiceId": f"own-{number}",
        "originalInvoiceAmount": 1240.00,
        "currency": "EUR",
        "invoiceDate": "2026-01-14",
        "dueDate": "2026-01-28",
        "reference": "10016",
        "customer": {
            "type": "COMPANY",
            "name": "Esimerkki Oy",
            "organizationNumber": "7654321-2",
            "address": ADDRESS,
        },
    }


def _in_control(company: Customer) -> tuple[Mapping[str, str], Ids]:
    """A sandbox that has letters, a fault, and a message that nobody took."""
    files = {"file": ("invoice.xml", finvoice("2001", due="2026-03-30"))}
    company.call("POST", "/v1/invoices", files=files)
    company.control("POST", "/clock/advance", {"to": "2026-03-04T09:00"})
    fault = company.control("POST", "/faults", {"kind": "duplicate", "event": "*"})
    letters = company.control("GET", "/letters")["letters"]
    messages = company.control("GET", "/webhooks")
    numbers = [str(number) for number in range(1001, 1006)]
    return {}, {
        "sandboxes/{id}": [company.sandbox["id"]],
        "services/{provider}": ["ropo", "kravia", "kassavirta", "amili"],
        "debtors/{key}": ["acme"],
        "invoices/{number}": numbers,
        "cases/{case_id}": [case["id"] for case in company.call("GET", "/v1/assignments")],
        "faults/{fault_id}": [fault["id"]],
        "letters/{letter}": [f"{letter['seq']}{form}" for letter in letters for form in ("", ".pdf")],
        "statements/{date}": ["2026-02-12"],
        "webhooks/{webhook_id}": [message["id"] for message in messages],
    }


_STORIES: Mapping[str, Story] = {
    "maventa": _at_maventa,
    "kravia": _at_kravia,
    "amili": _at_amili,
    "control": _in_control,
}
DOCUMENTS = tuple(_STORIES)
