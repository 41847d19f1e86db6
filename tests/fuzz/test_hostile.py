"""Hostile clients of a server process: each is refused, the process stays small, and others are served meanwhile."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from functools import partial
from urllib.parse import urlsplit

import pytest
import requests

from simulator.domain.draw import Draw
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


@pytest.mark.parametrize("authorized", [True, False])
def test_what_a_journal_keeps_is_bounded_by_heads_too(company: Customer, authorized: bool) -> None:
    bearer = company.token if authorized else "nobody"
    before = company.server.peak
    head = f"GET /maventa/v1/events?{'a' * 30_000} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {bearer}\r\n"
    asked = (head + f"X: {'b' * 30_000}\r\n\r\n").encode()
    with ExitStack() as stack:
        wire = connected(company, stack)
        heard = wire.makefile("rb")
        for _ in range(1500):
            wire.sendall(asked)
            size = 0
            while (line := heard.readline()) != b"\r\n":
                assert line
                size = int(line.split()[1]) if line.lower().startswith(b"content-length") else size
            heard.read(size)
    assert company.server.peak - before < 2 * KEPT_BYTES  # 90 MB came
    is_served(company)


def test_requests_in_a_row_whose_answers_nobody_reads_have_bounded_room_and_others_are_served(
    company: Customer,
) -> None:
    before = company.server.peak
    asked = b"GET /maventa/v1/events HTTP/1.1\r\nHost: a\r\n\r\n"
    with ExitStack() as stack:
        for _ in range(50):
            wire = connected(company, stack)
            wire.setblocking(False)
            with suppress(BlockingIOError):
                for _ in range(1000):
                    wire.send(asked * 1000 + asked[:9])
            is_served(company)
    assert company.server.peak - before < 150 * MEGA
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
    "elements": b"<Finvoice>" + b"<a/>" * 10_000_000 + b"</Finvoice>",
    "elements with attributes": b"<Finvoice>" + b"<a b='' c='' d=''/>" * 2_000_000 + b"</Finvoice>",
    "one text": b"<Finvoice>" + b"x" * (20 * MEGA) + b"</Finvoice>",
    "an archive": b"PK\x03\x04" + b"\x00" * 1000,
    "a packed file": b"\x1f\x8b\x08" + b"\x00" * 1000,
}


def test_documents_that_would_harm_their_reader_are_refused(company: Customer) -> None:
    before = company.server.peak
    for name, document in HOSTILE.items():
        url = f"{company.server.url}/maventa/v1/invoices"
        headers = {"Authorization": f"Bearer {company.token}"}
        heard = requests.post(url, files={"file": ("i.xml", document)}, headers=headers, timeout=PATIENCE)
        assert (heard.status_code, heard.json()["code"]) == (400, "invoice_create_api_error"), name
        assert "root:" not in heard.text
    assert company.server.peak - before < 400 * MEGA  # copies of one document: as bytes, as text, parsed
    is_served(company)


def requests_to_spoil(company: Customer) -> list[bytes]:
    """Requests of several kinds, as they go over the wire."""
    bearer = f"Host: a\r\nAuthorization: Bearer {company.token}\r\n"
    chunked = "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n"
    sized = "Content-Type: application/json\r\nContent-Length: 38\r\n"
    return [
        f"GET /maventa/v1/events HTTP/1.1\r\n{bearer}\r\n".encode(),
        f'PUT {SERVICE} HTTP/1.1\r\n{bearer}{sized}\r\n{{"agreement_contact_email":"a@example.fi"}}'.encode(),
        f"POST /maventa/oauth2/token HTTP/1.1\r\n{bearer}{chunked}\r\n5\r\ngrant\r\n0\r\n\r\n".encode(),
        f"GET /kravia/api/v2/invoice/search HTTP/1.1\r\nAuthorization: {company.secret}\r\n\r\n".encode(),
        b"GET /control/v1/sandboxes/%00 HTTP/1.1\r\nAuthorization: Bearer the-control-token\r\n\r\n",
        b"GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\n\r\n",
        b"CONNECT a:1 HTTP/1.1\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ]


INSERTED = (
    *(
        b"\r\n",
        b"%00",
        b"%ff",
        b"\x00",
        b"\xff",
        b": ",
        b"9" * 30,
        b"Host: [::1\r\n",
        b"Content-Length: 0\r\n",
    ),
    *(b"Transfer-Encoding: chunked\r\n", b"Expect: 100-continue\r\n", b"Connection: close\r\n"),
)


def spoilt(sound: list[bytes], draw: Draw, number: int) -> bytes:
    """A request with up to four changes; all of it comes from the number."""

    def pick(what: str, most: int) -> int:
        return draw(f"{number}", what, 0, most)

    made = sound[pick("which", len(sound) - 1)]
    for change in range(1 + pick("how often", 3)):
        at = pick(f"where {change}", len(made))
        end, word = at + pick(f"length {change}", 4), INSERTED[pick(f"word {change}", len(INSERTED) - 1)]
        how = pick(f"how {change}", 2)
        if how == 2:
            made += sound[pick(f"more {change}", len(sound) - 1)]
        else:
            made = made[:at] + (word if how else b"") + made[end if not how else at :]
    return made


def test_spoilt_requests_are_answered_or_cut_and_no_answer_is_our_own_fault(company: Customer) -> None:
    sound, draw = requests_to_spoil(company), Draw(1)
    for number in range(1500):
        with ExitStack() as stack, suppress(ConnectionError):
            wire = connected(company, stack)
            wire.sendall(spoilt(sound, draw, number))
            wire.shutdown(socket.SHUT_WR)
            heard = b"".join(iter(partial(wire.recv, 65536), b""))
            assert not heard.startswith(b"HTTP/1.1 5"), heard
            assert b"harness" not in heard.lower()
    is_served(company)


@pytest.mark.long
def test_a_document_of_a_million_tags_holds_up_no_other_sandbox(company: Customer) -> None:
    rows = b"<ArticleName>x</ArticleName>" * 499_900
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
