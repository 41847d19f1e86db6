"""Hostile clients of a server process: each is refused, the process stays small, and others are served meanwhile."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
import requests

from simulator.http.bodies import MOST_HELD
from simulator.journal import KEPT_BYTES
from tests.fuzz.serving import PATIENCE, Customer, customer, serving
from tests.simulator.stage import BOUNDARY, JSON, finvoice

SERVICE = "/maventa/v2/services/ropo/receivables"
MEDIA = f"multipart/form-data; boundary={BOUNDARY}"
MEGA = 1_000_000


@pytest.fixture
def company() -> Iterator[Customer]:
    with serving() as server:
        yield customer(server, "first")
        assert not [line for line in server.written if "a defect of dunbox" in line or "Traceback" in line]


def is_served(company: Customer) -> None:
    assert requests.get(f"{company.server.url}/health", timeout=PATIENCE).json() == {"status": "ok"}
    assert company.call("GET", "/v1/events")


def connected(company: Customer, stack: ExitStack) -> socket.socket:
    address = urlsplit(company.server.url)
    made = socket.create_connection((address.hostname or "", address.port or 0), timeout=PATIENCE)
    return stack.enter_context(made)


@pytest.mark.parametrize("is_chunked", [False, True], ids=["declared", "chunked"])
@pytest.mark.parametrize(
    ("method", "path", "media"),
    [
        ("PUT", SERVICE, JSON),
        ("POST", "/maventa/v1/invoices", MEDIA),
        ("POST", "/control/v1/sandboxes", JSON),
    ],
)
def test_a_hundred_megabytes_are_answered_413_and_not_kept(
    company: Customer, method: str, path: str, media: str, is_chunked: bool
) -> None:
    before = company.server.peak
    token = "the-control-token" if path.startswith("/control") else company.token
    headers = {"Authorization": f"Bearer {token}", "Content-Type": media}
    body = (b" " * MEGA for _ in range(100)) if is_chunked else b" " * (100 * MEGA)
    url = company.server.url + path
    heard = requests.request(method, url, data=body, headers=headers, timeout=PATIENCE)
    assert heard.status_code == 413
    assert set(heard.json()) & {"details", "detail"}
    assert company.server.peak - before < 60 * MEGA  # an upload may have 50 MiB, and is read as far as that
    is_served(company)


def test_uploads_that_never_end_have_bounded_room_and_others_are_served(company: Customer) -> None:
    before = company.server.peak
    headers = [
        f"Authorization: Bearer {company.token}",
        f"Content-Type: {MEDIA}",
        f"Content-Length: {50 * MEGA}",
    ]
    head = "\r\n".join(["POST /maventa/v1/invoices HTTP/1.1", "Host: x", *headers, "", ""])
    refused = 0
    with ExitStack() as stack:
        for _ in range(8):
            wire = connected(company, stack)
            wire.sendall(head.encode() + b" " * (40 * MEGA))
            wire.setblocking(False)
            is_served(company)
            try:
                refused += wire.recv(12) == b"HTTP/1.1 503"
            except BlockingIOError:
                continue
        is_served(company)
    assert refused >= 4
    assert company.server.peak - before < 2 * MOST_HELD
    is_served(company)


def test_large_bodies_are_not_kept_in_the_journals(company: Customer) -> None:
    before = company.server.peak
    for authorization in ("", f"Bearer {company.token}"):
        for _ in range(10):
            headers = {"Authorization": authorization, "Content-Type": MEDIA}
            url = f"{company.server.url}/maventa/v1/invoices"
            heard = requests.post(url, data=b" " * (20 * MEGA), headers=headers, timeout=PATIENCE)
            assert heard.status_code in (400, 401)
    assert company.server.peak - before < 2 * KEPT_BYTES + 120 * MEGA  # two journals, and one body on its way
    is_served(company)


def test_a_thousand_half_requests_leave_room_for_others(company: Customer) -> None:
    with ExitStack() as stack:
        for number in range(1000):
            wire = connected(company, stack)
            wire.sendall(
                (b"", b"GET /hea", b"POST /maventa/oauth2/token HTTP/1.1\r\nContent-Length: 9\r\n\r\n")[
                    number % 3
                ]
            )
        is_served(company)
    is_served(company)


HOSTILE = {
    "laughs": b'<!DOCTYPE l [<!ENTITY a "lol">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]><Finvoice>&a9;</Finvoice>",
    "a file of the machine": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><Finvoice>&b;</Finvoice>',
    "an inclusion": b'<Finvoice xmlns:x="http://www.w3.org/2001/XInclude"><x:include href="/etc/passwd"/></Finvoice>',
    "depth": b"<Finvoice>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</Finvoice>",
    "attributes": b"<Finvoice " + b" ".join(b'a%d=""' % n for n in range(100_000)) + b"/>",
    "one text": b"<Finvoice>" + b"x" * (20 * MEGA) + b"</Finvoice>",
    "an archive": b"PK\x03\x04" + b"\x00" * 1000,
    "a packed file": b"\x1f\x8b\x08" + b"\x00" * 1000,
}


def test_documents_that_would_harm_their_reader_are_refused(company: Customer) -> None:
    for name, document in HOSTILE.items():
        url = f"{company.server.url}/maventa/v1/invoices"
        headers = {"Authorization": f"Bearer {company.token}"}
        heard = requests.post(url, files={"file": ("i.xml", document)}, headers=headers, timeout=PATIENCE)
        assert (heard.status_code, heard.json()["code"]) == (400, "invoice_create_api_error"), name
        assert "root:" not in heard.text
    is_served(company)


@pytest.mark.long
def test_a_document_of_a_million_elements_holds_up_no_other_sandbox(company: Customer) -> None:
    rows = b"<ArticleName>x</ArticleName>" * 1_600_000
    document = finvoice("7777").replace(b"<InvoiceRow>", b"<InvoiceRow>" + rows)
    other = customer(company.server, "second")
    url, headers = f"{company.server.url}/maventa/v1/invoices", {"Authorization": f"Bearer {company.token}"}
    with ExitStack() as stack:
        wire = connected(company, stack)
        asked = requests.Request("POST", url, files={"file": ("i.xml", document)}, headers=headers).prepare()
        lines = [
            f"POST {asked.path_url} HTTP/1.1",
            "Host: x",
            *(f"{k}: {v}" for k, v in asked.headers.items()),
        ]
        assert isinstance(asked.body, bytes)
        wire.sendall("\r\n".join([*lines, "", ""]).encode() + asked.body)
        wire.setblocking(False)
        served = 0
        while True:
            assert other.call("GET", "/v1/events")
            served += 1
            try:
                assert wire.recv(12) == b"HTTP/1.1 201"
                break
            except BlockingIOError:
                continue
    assert served > 10


@pytest.mark.long
def test_ten_thousand_connections_leave_room_for_others(company: Customer) -> None:
    before = company.server.peak
    with ExitStack() as stack:
        for number in range(10_000):
            connected(company, stack)
            if number % 1000 == 0:
                is_served(company)
        is_served(company)
    assert company.server.peak - before < 100 * MEGA
