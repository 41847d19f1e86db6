"""The API explorer: each call as a form, sent as a client sends it."""

from __future__ import annotations

import pytest

from simulator.console import explorer
from tests.simulator.console.person import Person
from tests.simulator.desk import Desk

HOME = "/console/sandboxes/1"
API = f"{HOME}/api"


@pytest.fixture(scope="module")
def desk() -> Desk:
    made = Desk().activate()
    made.debtor("acme")
    made.send("1001")
    made.until("2026-02-05T09:00")
    return made


@pytest.fixture
def person(desk: Desk) -> Person:
    return Person(desk.world)


@pytest.mark.parametrize("surface", list(explorer.surfaces()))
def test_every_call_of_a_document_has_a_form_that_can_be_opened(person: Person, surface: str) -> None:
    person.open(API)
    person.open(f"{API}/{surface}")
    links = set(person.links())
    for each in explorer.operations(surface):
        assert f"{API}/{surface}/{each.id}" in links
        person.open(f"{API}/{surface}/{each.id}")
        named = set(map(str, person.page.xpath("//main//form//@name")))
        assert {f"path.{part[1:-1]}" for part in each.path.split("/") if part.startswith("{")} <= named


def test_a_call_is_sent_with_a_token_and_stands_in_the_journal(person: Person, desk: Desk) -> None:
    place = f"{API}/maventa/getV1Invoices"
    person.open(place)
    said = person.send(place, **{"query.direction": "SENT"})
    assert "The answer is what the document promises." in said
    assert "1001" in said
    last = desk.sandbox.journal.read()[-1]
    assert (last[1].operation, last[1].status) == ("getV1Invoices", 200)
    assert f"{HOME}/journal/{last[0]}" in person.links()


def test_a_call_changes_what_its_example_says(person: Person, desk: Desk) -> None:
    place = f"{API}/maventa/postV2InvoicesIdAssignmentRopo"
    person.open(place)
    invoice = next(iter(desk.state.invoices))
    assert invoice in person.page.xpath("//datalist/option/@value")
    assert "needs its id" in person.send(place, 400)
    assert "202" in person.send(place, **{"path.id": invoice})
    assert desk.state.transfers[invoice].status


def test_a_wrong_call_shows_the_answer_and_what_was_perhaps_meant(person: Person) -> None:
    place = f"{API}/maventa/getV1AssignmentsAssignment_id"
    known = next(
        each for each in explorer.operations("maventa") if each.path == "/v1/assignments/{assignment_id}"
    )
    place = f"{API}/maventa/{known.id}"
    person.open(place)
    said = person.send(place, **{"path.assignment_id": "1001/<script>"})
    assert "404" in said
    assert b"<script>" not in person.heard.body.replace(b"<script src", b"")


def test_a_call_without_a_credential_is_refused_as_anywhere(person: Person) -> None:
    place = f"{API}/kravia/{next(each.id for each in explorer.operations('kravia') if each.method == 'GET')}"
    person.open(place)
    path = {name: "1" for name in map(str, person.page.xpath("//input/@name")) if name.startswith("path.")}
    assert "401" in person.send(place, credential="none", **path)
    assert "401" not in person.send(place, credential="own", **path)


def test_a_call_of_the_control_api_is_sent_as_its_form_says(person: Person, desk: Desk) -> None:
    place = f"{API}/control/pay_invoice"
    person.open(place)
    before = desk.sandbox.journal.count
    said = person.send(place, **{"path.number": "1001", "body": '{"amount": "10.00", "to": "creditor"}'})
    assert "creditor_paid" in said
    assert desk.sandbox.journal.count == before


def test_other_examples_of_a_body_can_be_chosen(person: Person) -> None:
    person.open(f"{API}/control/pay_invoice?example=directly")
    assert '"400.00"' in person.page.xpath("//textarea")[0].text


def test_a_file_is_sent_as_a_part_of_its_own(person: Person, desk: Desk) -> None:
    known = next(each for each in explorer.operations("maventa") if each.media == "multipart/form-data")
    person.open(f"{API}/maventa/{known.id}")
    person.send(f"{API}/maventa/{known.id}", **{"body.file": "<Finvoice/>", "body.format": "FINVOICE30"})
    exchange = desk.sandbox.journal.read()[-1][1]
    assert [(part.name, part.content) for part in exchange.parts if part.filename] == [
        ("file", b"<Finvoice/>")
    ]


def test_a_token_that_is_not_given_out_is_said(person: Person, desk: Desk) -> None:
    desk.sandbox.put_fault({"kind": "status", "operation": "postOauth2Token", "status": 503})
    place = f"{API}/maventa/getV1Invoices"
    person.open(place)
    assert "it was answered 503" in person.send(place, 409)


@pytest.mark.parametrize("place", ["nobody", "maventa/nothing"])
def test_what_no_document_has_is_said(person: Person, place: str) -> None:
    assert (
        "there are:" in person.open(f"{API}/{place}", 404) or "has no operation" in person.page.text_content()
    )
