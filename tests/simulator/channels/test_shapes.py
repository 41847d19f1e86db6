"""How a channel shows what it has: every shape against what was sent."""

from __future__ import annotations

from simulator.channels import channels
from simulator.channels.maventa.events import event_type
from simulator.channels.maventa.news import news
from simulator.channels.maventa.wire import SERVICE_STATUS
from simulator.http.surfaces import document
from simulator.resources import specs
from tests.simulator.company import Company
from tests.simulator.stage import finvoice


def test_every_operation_of_a_document_is_carried_out_and_none_besides() -> None:
    for name, channel in channels().items():
        assert set(channel.operations) == set(document(name).operations)


def test_every_channel_has_its_document_and_is_named_like_its_folder() -> None:
    for name, channel in channels().items():
        assert channel.name == name
        assert (specs() / name / "openapi.yaml").is_file()


def test_every_state_of_a_service_has_a_name_on_the_wire() -> None:
    assert set(SERVICE_STATUS) == {"inactive", "pending", "active", "declined", "closed"}


def test_an_invoice_is_shown_as_its_document_says() -> None:
    company = Company()
    sent = company.client.upload(finvoice("1001"), sender_comment="Hei").json
    assert sent["status"] == "PENDING"
    assert (sent["number"], sent["reference"], sent["date"], sent["date_due"]) == (
        "1001",
        "10016",
        "2026-01-14",
        "2026-01-28",
    )
    assert (sent["sum"], sent["sum_tax"], sent["currency"]) == (988.05, 1240.0, "EUR")
    assert sent["sender"]["name"] == "Myyjä Oy"
    assert sent["recipient"]["name"] == "Esimerkki Oy"
    assert (sent["source_format"], sent["comment"], sent["created_at"]) == (
        "FINVOICE30",
        "Hei",
        "2026-01-12T07:00:00Z",
    )
    assert [(each["filename"], each["type"]) for each in sent["files"]] == [("i.xml", "FINVOICE30")]
    company.until("2026-01-12T09:30")
    read = company.client.get(f"/v1/invoices/{sent['id']}")
    assert read["status"] == "DELIVERED"
    assert [(each["type"], each["key"]) for each in read["actions"]] == [
        ("CREATED", "action_created"),
        ("DELIVERED", "action_delivered"),
    ]


def test_an_invoice_that_is_not_to_be_routed_is_delivered_at_once() -> None:
    company = Company()
    sent = company.client.upload(finvoice("1001"), prevent_routing="true").json
    company.until("2026-01-12T09:00:01")
    assert company.client.get(f"/v1/invoices/{sent['id']}")["status"] == "DELIVERED"


def test_an_assignment_names_its_invoice_its_debtor_and_its_amounts() -> None:
    company = Company().activate()
    case = company.case(company.open_case())
    assert case["reference_ids"] == [case["invoice_id"]]
    assert (case["service"], case["invoice_number"], case["debtor_name"]) == ("ropo", "1001", "Esimerkki Oy")
    assert (case["status"], case["collection_status"], case["closed_at"], case["close_reason"]) == (
        "open",
        "open",
        None,
        None,
    )
    assert (case["collection_type"], case["receivables_type"], case["currency"]) == (
        "reminder_and_collection",
        "b2b",
        "EUR",
    )


def test_news_of_an_event_are_told_by_the_same_kind_and_id() -> None:
    company = Company().activate()
    company.open_case()
    company.until("2026-02-09T10:00")
    company.pay("1001")
    state = company.sandbox.state
    told = [each for happened in state.timeline for each in news(state, happened)]
    assert {each.event.split(".")[0] for each in told} == {"RECEIVABLES", "DOCUMENTS"}
    [case] = state.cases.values()
    assert {event_type(event) for event in case.events} == {"created", "reminder_sent", "paid", "close"}
