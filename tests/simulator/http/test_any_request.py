"""Whatever is sent to whatever operation: an answer that its document promises, and never a fault of the server."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.domain.commands import TransferInvoice
from simulator.http.surfaces import document
from tests.simulator.company import Company
from tests.simulator.creditor import Creditor
from tests.simulator.http import anything
from tests.simulator.http.anything import Sent
from tests.simulator.organization import Organization
from tests.simulator.stage import PAYER, Heard

MAVENTA, KRAVIA, CONTROL = document("maventa"), document("kravia"), document("control")
AMILI = document("amili")
FREELY = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=25)
HOOK = {
    "destination_type": "WEBHOOK",
    "destination": "http://127.0.0.1:9/x",
    "events": ["DOCUMENTS.INVOICE.DELIVERED"],
}


class Scene:
    """A company in the middle of a case, and the ids that there are."""

    def __init__(self) -> None:
        self.company = company = Company().activate()
        company.client.call("POST", "/v1/company/notifications", HOOK)
        company.sandbox.put_debtor("acme", {"kind": "company"})
        self.case = company.case(company.open_case())
        self.known = {
            "id": [self.case["invoice_id"], next(iter(company.sandbox.state.webhooks))],
            "assignment_id": [self.case["id"]],
            "event_id": [event["id"] for event in self.case["events"]],
        }
        self.told = {
            "id": ["1"],
            "provider": ["ropo"],
            "key": ["acme"],
            "number": ["1001"],
            "date": ["2026-02-03", "2026-02-04", "2026-02-07"],
            "webhook_id": list(company.sandbox.outbox.messages) or ["x"],
        }

    def send(self, prefix: str, sent: Sent) -> Heard:
        headers = {"authorization": f"Bearer {self.company.client.token}"}
        if sent.content_type:
            headers["content-type"] = sent.content_type
        path = f"{prefix}{sent.path}"
        return self.company.stage.call(sent.method, path, sent.body, query=sent.query, headers=headers)


def in_its_envelope(heard: Heard, sent: Sent, keys: set[str]) -> None:
    """An error tells in the surface's own words what is wrong."""
    if heard.status >= 400:
        assert keys <= set(heard.json), (sent, heard.body)
    assert heard.status != 401 or "token" in sent.path, (sent, heard.body)


SCENE = Scene()


@pytest.mark.parametrize(
    "operation", anything.operations(MAVENTA), ids=lambda each: str(each[2]["operationId"])
)
@FREELY
@given(data=st.data())
def test_any_request_to_an_operation_of_a_channel_is_answered_as_documented(
    operation: Any, data: st.DataObject
) -> None:
    scene = Scene()
    sent = data.draw(anything.request(operation, SCENE.known))
    in_its_envelope(scene.send("/maventa", sent), sent, {"code", "message", "details"})


@pytest.mark.parametrize(
    "operation", anything.operations(KRAVIA), ids=lambda each: str(each[2]["operationId"])
)
@FREELY
@given(data=st.data())
def test_any_request_to_another_channel_is_answered_in_its_own_envelope(
    operation: Any, data: st.DataObject
) -> None:
    creditor = Creditor("2026-02-04T09:00").sign()
    known = [str(creditor.register()), str(creditor.id)]
    sent = data.draw(anything.request(operation, {"id": known}))
    headers = {"authorization": creditor.words["secret"]}
    if sent.content_type:
        headers["content-type"] = sent.content_type
    heard = creditor.stage.call(
        sent.method, f"/kravia{sent.path}", sent.body, query=sent.query, headers=headers
    )
    in_its_envelope(heard, sent, {"status", "message", "errors"})


@pytest.mark.parametrize(
    "operation", anything.operations(AMILI), ids=lambda each: str(each[2]["operationId"])
)
@FREELY
@given(data=st.data())
def test_any_request_of_an_organization_is_answered_in_its_own_envelope(
    operation: Any, data: st.DataObject
) -> None:
    organization = Organization("2026-02-04T09:00").active()
    made = organization.send()
    known = {
        "organizationId": [organization.words["organization_id"]],
        "caseId": [made["caseNumber"]],
        "invoiceId": [made["invoiceId"]],
        "batchId": list(organization.state.sent_batches),
        "webhookId": [organization.listen()["webhookId"]],
    }
    sent = data.draw(anything.request(operation, known))
    headers = {"authorization": f"Bearer {organization.token}"}
    if sent.content_type:
        headers["content-type"] = sent.content_type
    heard = organization.stage.call(
        sent.method, f"/amili{sent.path}", sent.body, query=sent.query, headers=headers
    )
    in_its_envelope(heard, sent, {"summary"})


@pytest.mark.parametrize(
    "operation", anything.operations(CONTROL), ids=lambda each: str(each[2]["operationId"])
)
@FREELY
@given(data=st.data())
def test_any_request_to_an_operation_of_the_control_api_is_answered_as_documented(
    operation: Any, data: st.DataObject
) -> None:
    scene = Scene()
    sent = data.draw(anything.request(operation, SCENE.told))
    in_its_envelope(scene.send("/control/v1", sent), sent, {"type", "title", "status", "detail"})


@settings(FREELY, max_examples=60)
@given(
    walk=st.lists(
        st.tuples(st.just("/maventa"), anything.requests(MAVENTA, SCENE.known))
        | st.tuples(st.just("/control/v1"), anything.requests(CONTROL, SCENE.told)),
        min_size=2,
        max_size=8,
    )
)
def test_any_requests_after_each_other_are_answered_as_documented(walk: list[tuple[str, Sent]]) -> None:
    scene = Scene()
    for prefix, sent in walk:
        if scene.company.world.find("1") is scene.company.sandbox:
            scene.send(prefix, sent)
    assert scene.company.sandbox.state.ledger.trial_balance().get("EUR", 0) == 0


@settings(FREELY, max_examples=60)
@given(
    method=st.sampled_from(["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "BREW", ""]),
    path=st.sampled_from(["", "/maventa", "/control/v1", "/maventa/v1"]).flatmap(
        lambda start: st.text("/abz0%2fF.-_ é\x00", max_size=12).map(lambda rest: start + "/" + rest)
    ),
    query=st.text("&=%fa0é+;[]", max_size=12),
    headers=st.dictionaries(
        st.sampled_from(["authorization", "content-type", "host", "content-length", "x-odd"]),
        st.text(st.characters(codec="latin-1"), max_size=20)
        | st.sampled_from(
            [
                "Bearer",
                "Bearer  ",
                "Basic eDp5",
                "Bearer a.b.c",
                "ax.maventa.com",
                "multipart/form-data; boundary=",
            ]
        ),
        max_size=3,
    ),
    body=st.binary(max_size=40),
)
def test_rubbish_is_answered_too(
    method: str, path: str, query: str, headers: dict[str, str], body: bytes
) -> None:
    SCENE.company.stage.call(method, path, body, query=query, headers=headers)


def test_a_fact_that_an_earlier_version_took_too_deep_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    company = Company().activate()
    invoice = company.send("1001")
    company.until("2026-02-04T09:00")
    deep: list[Any] = []
    for _ in range(249):
        deep = [deep]
    monkeypatch.setattr("simulator.domain.engine.MOST_LEVELS", 1000)
    payer = {**PAYER, "customer_number": deep}
    words: dict[str, Any] = {"receivables_type": "b2b", "principal": None, "summary": None}
    company.sandbox.handle(
        TransferInvoice(
            invoice=invoice, provider="ropo", payers=(payer,), collection_type="collection", **words
        )
    )
    heard = company.stage.control("GET", "/sandboxes/1/facts")
    assert heard.status == 200
    assert '"…"' in heard.body.decode()
