"""A call that is refused says in the journal what it may have been meant for, and nothing of it on the wire."""

from __future__ import annotations

from typing import Any

import pytest

from simulator import World
from simulator.contract import near
from simulator.contract.document import document
from tests.simulator.company import SERVICE, Company
from tests.simulator.stage import FORM, KEY, Heard, Stage


def last(stage: Stage, sandbox: str | None = None) -> dict[str, Any]:
    path = f"/sandboxes/{sandbox}/journal" if sandbox else "/journal"
    found: dict[str, Any] = stage.control("GET", path).json["exchanges"][-1]
    return found


def two() -> tuple[Company, Company]:
    """Two companies of one world, of different seeds."""
    world = World(key=KEY)
    one, other = Company(world=world), Company(world=world, seed=8)
    other.stage = one.stage
    other.client.stage = one.stage
    return one, other


@pytest.mark.parametrize(
    ("method", "path", "meant"),
    [
        ("GET", "/v1/invoice", "GET /v1/invoices"),
        ("POST", "/v2/invoices/7f/assignments/ropo", "POST /v2/invoices/{id}/assignment/ropo"),
        ("GET", "/v1/assignment/7f", "GET /v1/assignments/{assignment_id}"),
        ("POST", "/v1/company/notification", "POST /v1/company/notifications"),
        ("POST", "/oauth/token", "POST /oauth2/token"),
        ("PATCH", "/v1/company/notification", "GET/POST /v1/company/notifications"),
        ("GET", "/nothing/like/it", None),
        ("GET", "/", None),
        ("GET", "/" + "x" * 5000, None),
    ],
)
def test_of_a_path_that_nobody_knows_the_nearest_call_is_named(
    method: str, path: str, meant: str | None
) -> None:
    stage = Stage()
    heard = stage.call(method, f"/maventa{path}")
    assert heard.status == 404
    said = last(stage)["near"]
    assert said == ([] if meant is None else [f"no such path; did you mean {meant}?"])
    assert b"did you mean" not in heard.body


def test_of_a_method_that_a_path_has_not_those_that_it_has_are_named() -> None:
    stage = Stage()
    assert stage.call("PATCH", "/maventa/v1/company/notifications").status == 405
    assert last(stage)["near"] == ["PATCH is not taken here; this path has: GET, POST"]


def test_of_an_id_that_another_sandbox_has_that_one_is_named() -> None:
    one, other = two()
    invoice = other.send("1001")
    heard = one.client.call("GET", f"/v1/invoices/{invoice}")
    assert heard.status == 404
    assert last(one.stage, "1")["near"] == [
        f"no id {invoice!r} is in this sandbox; an invoice with that id is in sandbox 2"
    ]
    assert b"sandbox" not in heard.body


def test_of_an_id_of_something_else_it_is_said_what_it_is_of() -> None:
    company = Company()
    invoice = company.send("1001")
    assert company.client.call("GET", f"/v1/assignments/{invoice}").status == 404
    assert last(company.stage, "1")["near"][0].endswith("is the id of an invoice in this sandbox")


def test_of_an_id_that_nobody_has_nothing_is_said() -> None:
    one, _ = two()
    assert one.client.call("GET", "/v1/assignments/5c1f7a3e-8f0d-4d4b-9a57-2b6f1f0c7d11").status == 404
    assert last(one.stage, "1")["near"] == []


def test_of_a_secret_for_another_channel_it_is_said_whose_it_is() -> None:
    company = Company()
    secret = company.sandbox.secret("kravia")
    heard = company.client.ask_token(client_secret=secret)
    assert heard.status == 401
    said = last(company.stage)
    assert said["near"] == ["this is the secret of sandbox 1 for kravia; the one for maventa is another"]
    assert secret not in str(said)
    headers = {"authorization": company.sandbox.secret("maventa")}
    assert company.stage.call("GET", "/kravia/api/v2/creditor/1", headers=headers).status == 401
    assert last(company.stage)["near"] == [
        "this is the secret of sandbox 1 for maventa; the one for kravia is another"
    ]


def test_of_a_token_that_has_expired_it_is_said_whose_it_was() -> None:
    company = Company()
    headers = {"authorization": f"Bearer {company.client.token}"}
    company.until("2026-01-13T09:00")
    assert company.stage.call("GET", f"/maventa{SERVICE}", headers=headers).status == 401
    assert last(company.stage)["near"] == [
        "this is a token of sandbox 1; it has expired, or another surface gave it"
    ]


def test_of_credentials_of_a_removed_sandbox_it_is_said_that_it_is_gone() -> None:
    company = Company()
    token, words = company.client.token, company.client.words
    stage = company.stage
    assert stage.control("DELETE", "/sandboxes/1").status == 204
    gone = ["these are credentials of sandbox 1, which is not there any more"]
    headers = {"authorization": f"Bearer {token}"}
    assert stage.call("GET", f"/maventa{SERVICE}", headers=headers).status == 401
    assert last(stage)["near"] == gone
    form = (
        f"grant_type=client_credentials&client_id={words['client_id']}&client_secret={words['client_secret']}"
    )
    heard: Heard = stage.call("POST", "/maventa/oauth2/token", form.encode(), headers={"content-type": FORM})
    assert heard.status == 401
    assert last(stage)["near"] == gone


@pytest.mark.parametrize(
    "token", ["", "Bearer", "Bearer x", "a.b.c", "Bearer ..", "Bearer \udcff.é.x", "x" * 10_000]
)
def test_of_credentials_that_are_nobodys_nothing_is_said(token: str) -> None:
    company = Company()
    headers = {"authorization": token}
    assert company.stage.call("GET", f"/maventa{SERVICE}", headers=headers).status == 401
    assert last(company.stage)["near"] == []


def test_a_call_that_is_answered_has_no_near_miss() -> None:
    company = Company()
    company.send("1001")
    assert last(company.stage, "1")["near"] == []


def test_a_field_at_any_depth_that_is_not_in_the_contract_is_named_with_the_nearest() -> None:
    company = Company().activate()
    invoice = company.send("1001")
    company.until("2026-02-04T09:00")
    payer = {
        "type": "company",
        "name": "Esimerkki Oy",
        "adress": {},
        "address": {"street": "Tie 1", "postalcode": "1"},
    }
    company.transfer(invoice, payers=[payer])
    assert last(company.stage, "1")["contract"] == [
        "field 'payers.adress' is not in the contract; did you mean 'payers.address'?",
        "field 'payers.address.postalcode' is not in the contract; did you mean 'payers.address.postal_code'?",
    ]


def test_a_misspelt_field_is_named_also_where_the_request_is_refused_for_want_of_it() -> None:
    company = Company()
    heard = company.client.call("PUT", SERVICE, {"agreement_contact_mail": "talous@example.fi"})
    assert heard.status == 400
    assert last(company.stage, "1")["contract"] == [
        "field 'agreement_contact_mail' is not in the contract; did you mean 'agreement_contact_email'?"
    ]


def test_a_body_that_is_deep_is_looked_at_as_far_as_a_contract_goes() -> None:
    schema: dict[str, Any] = {"properties": {}}
    schema["properties"]["inner"] = schema
    body: dict[str, Any] = {"iner": 1}
    for _ in range(7):
        body = {"inner": body}
    assert len(list(near.unknown_fields(schema, body))) == 1
    assert list(near.unknown_fields(schema, {"inner": body})) == []


@pytest.mark.parametrize("name", ["maventa", "kravia", "amili", "control"])
def test_each_call_of_a_document_is_the_nearest_to_itself_with_a_letter_less(name: str) -> None:
    paths = document(name).raw["paths"]
    for path, item in paths.items():
        method = next(each.upper() for each in item if each in document(name).METHODS)
        filled = path.replace("{", "").replace("}", "")
        assert near.call(document(name), method, filled[:-1]) is not None
