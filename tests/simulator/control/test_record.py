"""What the tester reads: the timeline, the journal, settlements, statements."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import orjson
import pytest

from tests.simulator.company import SERVICE, Company
from tests.simulator.stage import BOUNDARY, FORM, JSON, Client, multipart


def read(company: Company, path: str, query: str = "") -> Any:
    heard = company.stage.control("GET", path, query=query)
    assert heard.status == 200, heard.body
    return heard.json


def paid() -> Company:
    company = Company().activate()
    company.open_case()
    company.until("2026-02-09T10:00")
    company.pay("1001")
    company.until("2026-03-03T09:00")
    return company


def test_facts_are_read_in_pages() -> None:
    company = paid()
    every = read(company, "/sandboxes/1/facts")
    assert [fact["seq"] for fact in every["facts"]] == list(range(1, every["facts_total"] + 1))
    assert every["next"] is None
    assert {tuple(fact)[:4] for fact in every["facts"]} == {("seq", "at", "kind", "rules")}
    found: list[Any] = []
    after: int | None = 0
    while after is not None:
        page = read(company, "/sandboxes/1/facts", f"after={after}&limit=4")
        assert len(page["facts"]) <= 4
        found, after = found + page["facts"], page["next"]
    assert found == every["facts"]
    assert read(company, "/sandboxes/1/facts", "after=9007199254740991")["facts"] == []


@pytest.mark.parametrize("path", ["/sandboxes/1/facts", "/sandboxes/1/journal", "/journal"])
@pytest.mark.parametrize(
    "query", ["after=-1", "after=x", "after=1.5", "limit=0", "limit=1001", "limit=", "after=%ff"]
)
def test_a_page_that_cannot_be_meant_is_refused(path: str, query: str) -> None:
    heard = Company().stage.control("GET", path, query=query)
    assert (heard.status, heard.headers["content-type"]) == (400, "application/problem+json")
    assert query.partition("=")[0] in heard.json["detail"]


def test_no_document_and_no_deadline_stands_on_the_timeline() -> None:
    company = paid()
    for fact in read(company, "/sandboxes/1/facts")["facts"]:
        assert not {"document", "deadlines"} & set(fact)


def test_the_journal_has_what_the_client_called_and_what_it_was_answered() -> None:
    company = Company()
    company.ask()
    company.client.call("GET", "/v1/events", query="per_page=500&colour=red")
    company.client.call("PUT", SERVICE, {"agreement_contact_email": "ä@example.fi", "x": "€"})
    token, one, two, three = read(company, "/sandboxes/1/journal")["exchanges"]
    assert (token["seq"], token["operation"]) == (1, "postOauth2Token")
    assert (one["seq"], one["sandbox"], one["surface"], one["method"], one["path"]) == (
        2,
        "1",
        "maventa",
        "PUT",
        SERVICE,
    )
    assert (one["status"], one["operation"], one["at"]) == (
        200,
        "putV2ServicesRopoReceivables",
        "2026-01-12T09:00:00+02:00",
    )
    assert orjson.loads(one["body"]) == {"agreement_contact_email": "talous@example.fi"}
    assert orjson.loads(one["answer_body"])["status"] == "PENDING"
    assert (two["status"], two["query"], two["harness_error"]) == (400, "per_page=500&colour=red", False)
    assert "€" in three["body"]


def test_a_refusal_names_the_rules_by_which_it_was_refused() -> None:
    company = Company("2026-02-10T09:00")
    company.transfer(company.send("1001"))
    last = read(company, "/sandboxes/1/journal")["exchanges"][-1]
    assert (last["status"], last["rules"]) == (403, ["ROPO-ACT-5"])


def test_the_testers_own_calls_are_not_in_the_journal() -> None:
    company = Company()
    read(company, "/sandboxes/1/clock")
    assert read(company, "/sandboxes/1/journal") == {"exchanges": [], "next": None}
    assert read(company, "/journal") == {"exchanges": [], "next": None}


def test_calls_that_belong_to_no_sandbox_are_in_the_worlds_journal() -> None:
    company = Company()
    company.stage.call("GET", "/maventa/v1/events")
    company.stage.call("GET", "/maventa/nothing", headers={"authorization": f"Bearer {company.client.token}"})
    found = read(company, "/journal")["exchanges"]
    assert [(each["status"], each["sandbox"], each["at"], each["operation"]) for each in found] == [
        (401, None, None, "getV1Events"),
        (404, None, None, None),
    ]


def test_the_journal_is_read_in_pages() -> None:
    company = Company()
    for _ in range(5):
        company.client.get(SERVICE)
    page = read(company, "/sandboxes/1/journal", "limit=2")
    assert [each["seq"] for each in page["exchanges"]] == [1, 2]
    rest = read(company, "/sandboxes/1/journal", f"after={page['next']}")
    assert ([each["seq"] for each in rest["exchanges"]], rest["next"]) == ([3, 4, 5, 6], None)


@pytest.mark.parametrize("media", [FORM, JSON])
def test_no_journal_shows_a_secret_or_a_token(media: str) -> None:
    company = Company()
    words = company.client.words
    asked = {
        "grant_type": "client_credentials",
        "client_id": words["client_id"],
        "client_secret": words["client_secret"],
    }
    body = orjson.dumps(asked) if media == JSON else urlencode(asked).encode()
    token = company.stage.call("POST", "/maventa/oauth2/token", body, headers={"content-type": media}).json[
        "access_token"
    ]
    for path in (SERVICE, "/v1/events", "/nothing"):
        company.stage.call("GET", f"/maventa{path}", headers={"authorization": f"Bearer {token}"})
    shown = (
        company.stage.control("GET", "/journal").body
        + company.stage.control("GET", "/sandboxes/1/journal").body
    )
    assert token.encode() not in shown
    assert words["client_secret"].encode() not in shown


def test_no_journal_shows_a_secret_of_the_clients_own() -> None:
    company = Company()
    own = {"client_id": "c", "client_secret": 'lily "poppy" tulip & aster'}
    company.world.create(name="own", credentials={"maventa": own})
    asked = {"grant_type": "client_credentials", **own}
    boundary = f"multipart/form-data; boundary={BOUNDARY}"
    bodies = [(JSON, orjson.dumps(asked)), (FORM, urlencode(asked).encode()), (boundary, multipart(asked))]
    for media, body in bodies:
        assert (
            company.stage.call("POST", "/maventa/oauth2/token", body, headers={"content-type": media}).status
            == 200
        )
    shown = company.stage.control("GET", "/sandboxes/own/journal").body.decode()
    assert "client_secret" in shown
    assert not [word for word in ("lily", "poppy", "tulip", "aster") if word in shown]


def test_a_body_that_is_no_text_is_shown_all_the_same() -> None:
    company = Company()
    headers = {"authorization": f"Bearer {company.client.token}", "content-type": JSON, "x-odd": "\xe4"}
    company.stage.call("PUT", f"/maventa{SERVICE}", b"\xff\x00{", headers=headers)
    [_, exchange] = read(company, "/sandboxes/1/journal")["exchanges"]
    assert exchange["body"] == "\ufffd\x00{"
    assert ["authorization", "…"] in exchange["headers"]


def test_settlements_are_listed_with_their_rows() -> None:
    principal, interest = read(paid(), "/sandboxes/1/settlements")
    assert (principal["kind"], principal["booked"], principal["month"]) == ("principal", "2026-02-09", None)
    assert principal["total"] == {"amount": "1240.00", "currency": "EUR"}
    assert [(row["number"], row["reference"], row["amount"]["amount"]) for row in principal["rows"]] == [
        ("1001", "10016", "1240.00")
    ]
    assert (interest["kind"], interest["booked"], interest["month"]) == ("interest", "2026-03-02", "2026-02")
    assert interest["total"]["amount"] == "4.28"


def test_a_statement_is_fetched_as_xml() -> None:
    company = paid()
    heard = company.stage.control("GET", "/sandboxes/1/bank/statements/2026-02-09")
    assert (heard.status, heard.headers["content-type"]) == (200, "application/xml")
    assert heard.body.startswith(b"<?xml")
    assert b"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02" in heard.body


@pytest.mark.parametrize(
    ("day", "statuses"),
    [
        ("2026-03-03", {409}),
        ("2026-03-04", {409}),
        ("2026-02-08", {404}),
        ("2026-03-07", {404}),
        ("2026-01-09", {404}),
        ("2026-02-30", {400}),
        ("today", {400}),
        ("20260209", {400}),
        ("2026-02-09T00:00", {400}),
        ("0000-01-01", {400, 404}),
        ("0001-01-01", {400, 404}),
        ("2019-01-02", {404}),
        ("2036-01-02", {404, 409}),
        ("9999-12-31", {404, 409}),
    ],
)
def test_a_day_without_a_statement_says_why(day: str, statuses: set[int]) -> None:
    heard = paid().stage.control("GET", f"/sandboxes/1/bank/statements/{day}")
    assert heard.status in statuses
    assert heard.headers["content-type"] == "application/problem+json"
    assert len(heard.json["detail"]) > 10


def test_a_client_of_one_sandbox_stands_in_no_journal_of_another() -> None:
    company = Company()
    other = company.world.create(seed=7)
    Client(other, company.stage).get(SERVICE)
    assert read(company, "/sandboxes/1/journal")["exchanges"] == []
    assert len(read(company, f"/sandboxes/{other.id}/journal")["exchanges"]) == 2
