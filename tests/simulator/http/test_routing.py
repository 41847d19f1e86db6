"""Which operation a request is for: by prefix, by the name of the host, by path and method."""

from __future__ import annotations

from typing import Any

import pytest

from simulator import World
from simulator.http.core import Request
from simulator.http.surfaces import document
from tests.simulator.company import Company
from tests.simulator.http.anything import operations
from tests.simulator.stage import KEY, Stage, finvoice

METHODS = ("GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "BREW")
SURFACES = [("/maventa", "maventa"), ("/control/v1", "control")]
STAGE = Stage(World(key=KEY))


def by_path(folder: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for method, path, _ in operations(document(folder)):
        found.setdefault(path, set()).add(method)
    return found


PATHS = [(prefix, path, methods) for prefix, folder in SURFACES for path, methods in by_path(folder).items()]


@pytest.mark.parametrize(
    ("prefix", "path", "methods"), PATHS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_method_that_a_path_has_not_is_answered_405_with_those_that_it_has(
    prefix: str, path: str, methods: set[str]
) -> None:
    filled = path.replace("{date}", "2026-01-14").replace("{", "").replace("}", "")
    for method in METHODS:
        if method not in methods:
            heard = STAGE.call(method, prefix + filled)
            assert heard.status == 405, method
            assert heard.headers["allow"] == ", ".join(sorted(methods))


@pytest.mark.parametrize(
    ("path", "media", "keys"),
    [
        ("/maventa", "application/json", {"code", "message", "details"}),
        ("/maventa/", "application/json", {"code", "message", "details"}),
        ("/maventa/v1/invoice", "application/json", {"code", "message", "details"}),
        ("/maventa/v1/invoices/", "application/json", {"code", "message", "details"}),
        ("/maventa//v1/invoices", "application/json", {"code", "message", "details"}),
        ("/maventa/v1/invoices/a/b", "application/json", {"code", "message", "details"}),
        ("/maventa/v1/" + "x" * 5000, "application/json", {"code", "message", "details"}),
        ("/maventa/%2e%2e/control/v1/sandboxes", "application/json", {"code", "message", "details"}),
        ("/control/v1", "application/problem+json", {"type", "title", "status", "detail"}),
        ("/control/v1/nothing", "application/problem+json", {"type", "title", "status", "detail"}),
        ("/control/v2/sandboxes", "application/problem+json", {"title", "status", "detail"}),
        ("/", "application/problem+json", {"title", "status", "detail"}),
        ("", "application/problem+json", {"title", "status", "detail"}),
        ("*", "application/problem+json", {"title", "status", "detail"}),
        ("/Maventa/v1/invoices", "application/problem+json", {"title", "status", "detail"}),
        ("http://elsewhere/maventa/v1/invoices", "application/problem+json", {"title", "status", "detail"}),
    ],
)
def test_a_path_that_there_is_not_is_answered_404_in_the_envelope_of_its_surface(
    path: str, media: str, keys: set[str]
) -> None:
    heard = STAGE.call("GET", path)
    assert (heard.status, heard.headers["content-type"]) == (404, media)
    assert keys <= set(heard.json)


def test_health_is_answered_200_whatever_the_method() -> None:
    assert STAGE.call("GET", "/health").json == {"status": "ok"}
    assert STAGE.call("HEAD", "/health").status == 200


@pytest.mark.parametrize(
    "host", ["ax.maventa.com", "AX.Maventa.COM", "ax-stage.maventa.com:443", "ax.maventa.com:8443"]
)
def test_the_providers_own_host_name_needs_no_prefix(host: str) -> None:
    company = Company()
    headers = {"host": host, "authorization": f"Bearer {company.client.token}"}
    assert company.stage.call("GET", "/v2/services/ropo/receivables", headers=headers).json == {
        "status": "DISABLED"
    }
    assert company.stage.call("GET", "/maventa/v2/services/ropo/receivables", headers=headers).status == 200
    assert company.stage.call("GET", "/nothing", headers=headers).json["code"] == "not_found"


@pytest.mark.parametrize(
    "host", ["", "localhost", "evil.example", "[::1]:80", ":", "ax.maventa.com.evil.example"]
)
def test_no_other_host_name_reaches_a_provider_without_its_prefix(host: str) -> None:
    assert STAGE.call("GET", "/v1/invoices", headers={"host": host}).status == 404


@pytest.mark.parametrize(
    ("path", "host", "base", "url"),
    [
        (
            "/maventa",
            "127.0.0.1:8000",
            "http://127.0.0.1:8000",
            "http://127.0.0.1:8000/maventa/v1/assignments/",
        ),
        ("", "ax.maventa.com", "https://ax.maventa.com", "https://ax.maventa.com/v1/assignments/"),
    ],
)
def test_the_link_to_an_assignment_leads_back_the_way_the_client_came(
    path: str, host: str, base: str, url: str
) -> None:
    company = Company().activate()
    invoice = company.open_case()
    headers = [("host", host), ("authorization", f"Bearer {company.client.token}")]
    request = Request("GET", f"{path}/v2/invoices/{invoice}/assignment", "", headers, b"", base)
    assert company.stage.raw(request).json["url"].startswith(url)


def test_an_id_may_have_any_characters_that_are_escaped() -> None:
    company = Company()
    heard = company.client.call("GET", "/v1/invoices/a%2Fb%20%C3%A4%FF")
    assert heard.status == 404
    assert "a/b ä�" in heard.json["details"][0]


def test_a_clients_id_for_an_invoice_may_have_any_characters_too() -> None:
    company = Company()
    heard = company.client.upload(finvoice("1001"), uuid="ä/?#%: 1")
    assert heard.status == 201
    read = company.client.get("/v1/invoices/%C3%A4%2F%3F%23%25%3A%201")
    assert read["id"] == "ä/?#%: 1"
    company.until("2026-01-12T09:30")
    assert company.client.get("/v1/invoices/%C3%A4%2F%3F%23%25%3A%201")["status"] == "DELIVERED"


def test_answers_carry_the_virtual_time_of_their_sandbox() -> None:
    company = Company()
    heard: Any = company.client.call("GET", "/v2/services/ropo/receivables")
    assert heard.headers["date"] == "Mon, 12 Jan 2026 07:00:00 GMT"
