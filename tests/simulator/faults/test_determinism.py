"""The same seed, the same faults and the same requests give the same bytes, and the same facts."""

from __future__ import annotations

import orjson

from simulator import Exchange, World
from simulator.http.core import Request
from tests.simulator.company import Company
from tests.simulator.stage import KEY

FAULTS = (
    {"kind": "rate_limit", "retry_after": "PT2M", "as": "date", "operation": "getV1Events"},
    {"kind": "malformed", "how": "unfamiliar", "items": True, "operation": "getV1Invoices", "nth": 2},
    {"kind": "stale_read", "age": "PT2H", "operation": "getV1Invoices", "nth": 3},
    {"kind": "cut_after_commit", "operation": "putV2ServicesRopoReceivables"},
    {"kind": "meanwhile", "operation": "getV1Invoices", "calls": [
        {"call": "onboarding", "provider": "ropo", "action": "sign"}]},
    {"kind": "forge", "times": 3},
    {"kind": "duplicate", "times": 3},
)  # fmt: skip
SERVICE = ("PUT", "/v2/services/ropo/receivables", orjson.dumps({"agreement_contact_email": "a@example.fi"}))
HOOK = orjson.dumps(
    {
        "destination_type": "WEBHOOK",
        "destination": "http://127.0.0.1:9/",
        "events": ["DOCUMENTS.INVOICE.DELIVERED"],
    }
)
CALLS = (
    ("POST", "/v1/company/notifications", HOOK),
    SERVICE,
    *(("GET", path, b"") for path in ("/v1/events", "/v1/invoices") * 3),
)


def told(world: World) -> list[object]:
    """Play a story full of faults; answers every exchange but for the tokens, and every fact and message."""
    company = Company(world=world)
    heard: list[object] = []
    company.send("1001")
    company.until("2026-01-12T12:00")
    headers = [("authorization", f"Bearer {company.client.token}"), ("content-type", "application/json")]
    world.listen(lambda exchange: heard.append(_without_token(exchange)))
    for words in FAULTS:
        company.sandbox.put_fault(words)
    for method, path, body in CALLS:
        company.stage.raw(Request(method, f"/maventa{path}", "", headers, body))
    company.send("1002")
    company.until("2026-01-14T12:00")
    return [
        *heard,
        company.sandbox.facts(),
        company.sandbox.faults(),
        list(company.sandbox.outbox.messages.values()),
    ]


def _without_token(exchange: Exchange) -> tuple[object, ...]:
    answered = (exchange.status, exchange.fault, exchange.committed, exchange.harness_error)
    if exchange.operation == "postOauth2Token":
        return answered
    return (*answered, exchange.operation, exchange.answer_headers, exchange.answer_body)


def test_two_worlds_have_the_same_bad_luck() -> None:
    first, second = told(World(key=KEY)), told(World(key=b"another key"))
    assert first == second
    faults = first[-2]
    assert isinstance(faults, list)
    assert [fault["struck"] for fault in faults] == [1, 1, 1, 1, 1, 1, 1]
    assert [fault["failed"] for fault in faults] == [[]] * len(FAULTS)
