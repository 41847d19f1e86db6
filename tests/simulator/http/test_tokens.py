"""Tokens: how they are asked for, what they reach, when they expire, whose they are."""

from __future__ import annotations

from urllib.parse import urlencode

import orjson
import pytest

from simulator import World
from simulator.ids import signed_token
from tests.simulator.company import SERVICE, Company
from tests.simulator.stage import (
    ALL_SCOPES,
    BOUNDARY,
    FORM,
    JSON,
    KEY,
    PAYER,
    Client,
    Heard,
    Stage,
    finvoice,
    multipart,
)

TOKEN = "/maventa/oauth2/token"


def words(company: Company, **more: str) -> dict[str, str]:
    known = company.client.words
    return {
        "grant_type": "client_credentials",
        "client_id": known["client_id"],
        "client_secret": known["client_secret"],
        "vendor_api_key": known["vendor_api_key"],
        **more,
    }


def with_token(company: Company, value: str, method: str = "GET", path: str = SERVICE) -> Heard:
    return company.stage.call(method, f"/maventa{path}", headers={"authorization": value})


@pytest.mark.parametrize("media", ["form", "multipart", "json"])
def test_a_token_can_be_asked_for_in_three_ways(media: str) -> None:
    company = Company()
    asked = words(company, scope=ALL_SCOPES)
    content, body = {
        "form": (f"{FORM}; charset=UTF-8", urlencode(asked).encode()),
        "multipart": (f"multipart/form-data; boundary={BOUNDARY}", multipart(asked)),
        "json": ("Application/JSON", orjson.dumps(asked)),
    }[media]
    heard = company.stage.call("POST", TOKEN, body, headers={"content-type": content})
    assert heard.status == 200
    token = heard.json.pop("access_token")
    assert heard.json.keys() >= {"token_type", "expires_in", "scope"}
    assert (heard.json["token_type"], heard.json["expires_in"], heard.json["scope"]) == (
        "bearer",
        3600,
        ALL_SCOPES,
    )
    assert with_token(company, f"Bearer {token}").status == 200
    assert with_token(company, f"bearer  {token} ").status == 200


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"grant_type": ""}, 400, "unsupported_grant_type"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_secret": ""}, 401, "invalid_client"),
        ({"client_id": "wrong"}, 401, "invalid_client"),
        ({"vendor_api_key": "wrong"}, 401, "invalid_client"),
        ({"scope": "invoices:send"}, 400, "invalid_scope"),
        ({"scope": "company:read nonsense"}, 400, "invalid_scope"),
        ({"scope": "ÄÖ €"}, 400, "invalid_scope"),
    ],
)
def test_what_is_wrong_is_said_in_both_envelopes(change: dict[str, str], status: int, error: str) -> None:
    company = Company()
    heard = company.client.ask_token(**change)
    assert heard.status == status
    assert set(heard.json) == {"code", "message", "details", "error", "error_description"}
    assert heard.json["error"] == error
    assert heard.json["error_description"] == heard.json["message"]
    assert heard.json["details"]


@pytest.mark.parametrize("left_out", ["grant_type", "client_id", "client_secret"])
def test_what_is_left_out_is_refused(left_out: str) -> None:
    company = Company()
    asked = {name: value for name, value in words(company).items() if name != left_out}
    heard = company.stage.call("POST", TOKEN, orjson.dumps(asked), headers={"content-type": JSON})
    assert heard.status == (400 if left_out == "grant_type" else 401)


def test_wrong_credentials_are_told_never_to_be_those_of_production() -> None:
    assert "production" in Company().client.ask_token(client_secret="wrong").json["message"]


def test_a_tester_can_assume_400_for_wrong_credentials() -> None:
    company = Company(settings={"auth.token_error_status": 400})
    assert company.client.ask_token(client_id="wrong").status == 400


def test_the_default_scope_reaches_the_service_and_neither_invoices_nor_assignments() -> None:
    company = Company().activate()
    invoice = company.open_case()
    granted = company.client.ask_token().json
    assert granted["scope"] == "global company"
    bearer = f"Bearer {granted['access_token']}"
    assert with_token(company, bearer).status == 200
    assert with_token(company, bearer, "DELETE").status == 204
    for method, path in [
        ("POST", "/v1/invoices"),
        ("GET", "/v1/invoices"),
        ("GET", f"/v1/invoices/{invoice}"),
        ("POST", f"/v2/invoices/{invoice}/assignment/ropo"),
        ("GET", "/v1/assignments"),
        ("GET", "/v1/events"),
        ("GET", "/v1/assignments/overview"),
    ]:
        heard = with_token(company, bearer, method, path)
        assert (heard.status, heard.json["code"]) == (403, "forbidden"), path
        assert "scope" in heard.json["details"][0]


@pytest.mark.parametrize(
    ("scope", "allowed"),
    [
        ("company:read", {"read"}),
        ("company:write", {"close"}),
        ("company", {"read", "close"}),
        ("invoice:send", {"list invoices"}),
        ("invoice:receive", {"list invoices"}),
        ("receivables:assignments", {"list cases"}),
        ("eui", {"read", "close", "list invoices", "list cases"}),
        ("global", {"read"}),
        ("lookup", set()),
        (" ", set()),
        ("company:read  receivables:assignments company:read", {"read", "list cases"}),
    ],
)
def test_a_scope_reaches_what_it_grants_and_nothing_else(scope: str, allowed: set[str]) -> None:
    company = Company()
    bearer = f"Bearer {company.client.ask_token(scope=scope).json['access_token']}"
    calls = {
        "read": ("GET", SERVICE),
        "close": ("DELETE", SERVICE),
        "list invoices": ("GET", "/v1/invoices"),
        "list cases": ("GET", "/v1/assignments"),
    }
    reached = {name for name, call in calls.items() if with_token(company, bearer, *call).status < 300}
    assert reached == allowed


def test_a_tester_can_assume_401_for_a_missing_scope() -> None:
    company = Company(settings={"auth.missing_scope_status": 401})
    bearer = f"Bearer {company.client.ask_token().json['access_token']}"
    assert with_token(company, bearer, "GET", "/v1/assignments").status == 401


def test_a_token_expires_after_sixty_minutes_of_virtual_time() -> None:
    company = Company()
    bearer = f"Bearer {company.client.token}"
    company.until("2026-01-12T09:59:59")
    assert with_token(company, bearer).status == 200
    company.until("2026-01-12T10:00")
    heard = with_token(company, bearer)
    assert (heard.status, heard.json["code"]) == (401, "unauthorized")
    assert "token expired" in heard.json["details"][0]
    assert with_token(company, f"Bearer {company.client.token}").status == 200


def test_a_token_belongs_to_one_sandbox() -> None:
    world = World(key=KEY)
    one, other = Company(world=world), Company(world=world)
    one.activate()
    invoice = one.send("1001")
    assert one.client.words["client_secret"] != other.client.words["client_secret"]
    assert Client(other.sandbox, one.stage).call("GET", f"/v1/invoices/{invoice}").status == 404
    assert other.status == "DISABLED"
    # Credentials of the one with the other's secret are nobody's: here they have one seed, and so one id.
    assert one.client.words["client_id"] == other.client.words["client_id"]
    mixed = other.client.ask_token(client_secret=one.client.words["client_secret"])
    assert with_token(one, f"Bearer {mixed.json['access_token']}").json["status"] == "ACTIVE"


def test_a_token_of_another_server_is_nobodys() -> None:
    company, elsewhere = Company(), Company(world=World(key=b"x" * 32))
    heard = with_token(company, f"Bearer {elsewhere.client.token}")
    assert heard.status == 401
    assert "token not valid" in heard.json["details"][0]


def test_a_token_of_a_removed_sandbox_is_nobodys() -> None:
    company = Company()
    bearer = f"Bearer {company.client.token}"
    company.world.remove("1")
    assert with_token(company, bearer).status == 401


@pytest.mark.parametrize(
    "scheme",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Basic {}",
        "Token {}",
        "{}",
        "Bearer {}x",
        "Bearer x{}",
        "Bearer ..",
        "Bearer é",
        "Bearer " + "a" * 9000,
    ],
)
def test_an_authorization_that_is_no_token_of_ours_is_refused(scheme: str | None) -> None:
    company = Company()
    headers = {} if scheme is None else {"authorization": scheme.format(company.client.token)}
    heard = company.stage.call("GET", f"/maventa{SERVICE}", headers=headers)
    assert (heard.status, heard.json["code"]) == (401, "unauthorized")
    assert heard.json["details"]


def test_one_of_more_tokens_than_are_remembered_works_for_as_long_as_any_other() -> None:
    company = Company()
    asked = [
        {"sandbox": company.sandbox.id, "scope": ["eui", "company:read"], "exp": 2**31 + nth}
        for nth in range(600)
    ]
    tokens = [signed_token(KEY, claims) for claims in asked]
    for _ in range(2):
        assert {with_token(company, f"Bearer {token}").status for token in tokens} == {200}
    company.stage.world.remove(company.sandbox.id)
    assert {with_token(company, f"Bearer {token}").status for token in tokens[-3:]} == {401}


def test_a_token_with_changed_claims_is_refused() -> None:
    company = Company()
    forged = signed_token(b"guess", {"sandbox": "1", "scope": ["company:read"], "exp": 2**40})
    head, _, signature = company.client.token.rpartition(".")
    for token in (forged, f"{forged.rpartition('.')[0]}.{signature}", f"{head}.{forged.rpartition('.')[2]}"):
        assert with_token(company, f"Bearer {token}").status == 401


def test_nothing_is_done_for_who_may_not_call() -> None:
    company = Company().activate()
    before = company.sandbox.facts_total
    for headers in ({}, {"authorization": "Bearer x"}):
        content = {**headers, "content-type": f"multipart/form-data; boundary={BOUNDARY}"}
        body = multipart({"file": finvoice("1001")})
        assert company.stage.call("POST", "/maventa/v1/invoices", body, headers=content).status == 401
        body = orjson.dumps({"collection_type": "collection", "receivables_type": "b2b", "payers": [PAYER]})
        heard = company.stage.call(
            "POST", "/maventa/v2/invoices/x/assignment/ropo", body, headers={**headers, "content-type": JSON}
        )
        assert heard.status == 401
    assert company.sandbox.facts_total == before


def test_a_client_with_credentials_of_its_own_uses_those() -> None:
    world = World(key=KEY)
    own = {"maventa": {"client_id": "our-company", "client_secret": "our secret, with ä"}}
    sandbox = world.create(credentials=own)
    client = Client(sandbox, Stage(world))
    assert (client.words["client_id"], client.words["client_secret"]) == ("our-company", "our secret, with ä")
    assert client.get(SERVICE) == {"status": "DISABLED"}


def test_the_secret_of_another_channel_is_no_client_secret() -> None:
    company = Company()
    heard = company.client.ask_token(client_secret=company.sandbox.secret("kravia"))
    assert (heard.status, heard.json["error"]) == (401, "invalid_client")
