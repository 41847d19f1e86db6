"""Bodies that cannot be read: broken, wrongly encoded, too deep, of a type that is not taken."""

from __future__ import annotations

import re
from typing import Any

import orjson
import pytest

from simulator.contract.reading import JSON_LIMIT, MULTIPART_LIMIT
from simulator.http.surfaces import document
from tests.simulator.company import SERVICE, Company
from tests.simulator.http.anything import needed, operations
from tests.simulator.stage import BOUNDARY, FORM, JSON, Heard, finvoice, multipart

COMPANY = Company().activate()
CASE = COMPANY.case(COMPANY.open_case())
FILLED = {
    "/maventa": {
        "{id}": CASE["invoice_id"],
        "{assignment_id}": CASE["id"],
        "{business_id}": "7654321-2",
    },
    "/control/v1": {
        "{id}": "1",
        "{provider}": "ropo",
        "{key}": "acme",
        "{number}": "1001",
        "{webhook_id}": "x",
    },
}


def taking(media: str) -> list[tuple[str, str, str]]:
    """Method, path and prefix of every operation that takes a body of a media type."""
    found = []
    for prefix, folder in (("/maventa", "maventa"), ("/control/v1", "control")):
        for method, path, raw in operations(document(folder)):
            if media in raw.get("requestBody", {}).get("content", {}):
                filled = path
                for name, value in FILLED[prefix].items():
                    filled = filled.replace(name, value)
                found.append((method, prefix + filled, raw["operationId"]))
    return found


TAKING_JSON = taking(JSON)


def send(method: str, path: str, body: bytes, media: str | None = JSON, query: str = "") -> Heard:
    headers = {"authorization": f"Bearer {COMPANY.client.token}"}
    headers |= {} if media is None else {"content-type": media}
    return COMPANY.stage.call(method, path, body, query=query, headers=headers)


def told(heard: Heard) -> str:
    """What an error says, in either envelope."""
    said = heard.json
    return str(said["detail"] if "detail" in said else said["details"])


def deep(levels: int) -> bytes:
    return b'{"a":' * levels + b"1" + b"}" * levels


@pytest.mark.parametrize(("method", "path", "_"), TAKING_JSON, ids=[each[2] for each in TAKING_JSON])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"a"',
        b'{"a": 1,}',
        b"{'a': 1}",
        b"null",
        b"[]",
        b"[" * 100_000,
        b"[" * 300 + b"]" * 300,
        deep(100_000),
        b'"text"',
        b"5",
        b"true",
        b"NaN",
        b'{"amount": NaN}',
        b'{"amount": Infinity}',
        b'{"amount": 1e999}',
        b'{"amount": 0x10}',
        b"\xff\xfe{\x00}\x00",
        b'{"text": "\xe4\xf6"}',
        b'{"text": "\\ud800"}',
        b'\xef\xbb\xbf{"a": 1}',
        b"\x00",
        b"<xml/>",
        b"a=b&c=d",
    ],
    ids=lambda body: repr(body[:16]),
)
def test_a_body_that_is_not_the_documents_json_is_refused(
    method: str, path: str, _: str, body: bytes
) -> None:
    before = COMPANY.sandbox.facts_total
    heard = send(method, path, body)
    assert heard.status == 400
    assert told(heard)
    assert COMPANY.sandbox.facts_total == before


def test_of_a_body_with_thousands_of_mistakes_the_first_is_told_and_of_unknown_fields_a_hundred() -> None:
    hook = {"destination_type": "WEBHOOK", "destination": "http://127.0.0.1:9/"}
    path, most = "/maventa/v1/company/notifications", 20
    for many, said in ((10, 10), (1000, most), (3000, 1)):
        heard = send("POST", path, orjson.dumps({**hook, "events": [1] * many}))
        assert (heard.status, len(heard.json["details"])) == (400, said)
    send(
        "PUT",
        "/maventa/v2/services/ropo/receivables",
        orjson.dumps({f"field{each}": 1 for each in range(3000)}),
    )
    assert len(COMPANY.sandbox.journal.read()[-1][1].contract) == 100


@pytest.mark.parametrize(("method", "path", "_"), TAKING_JSON, ids=[each[2] for each in TAKING_JSON])
@pytest.mark.parametrize(
    "media", ["text/plain", "application/xml", "application/problem+json", "json", ";", "é/é", "*/*"]
)
def test_a_body_of_another_type_is_answered_415_with_what_is_taken(
    method: str, path: str, _: str, media: str
) -> None:
    heard = send(method, path, b"{}", media)
    assert heard.status == 415
    assert JSON in told(heard)


@pytest.mark.parametrize(("method", "path", "_"), TAKING_JSON, ids=[each[2] for each in TAKING_JSON])
def test_no_body_at_all_is_answered_400_with_what_is_taken(method: str, path: str, _: str) -> None:
    heard = send(method, path, b"", None)
    assert heard.status == 400
    assert JSON in told(heard)


@pytest.mark.parametrize(("method", "path", "operation"), TAKING_JSON, ids=[each[2] for each in TAKING_JSON])
def test_a_body_above_the_limit_is_answered_413(method: str, path: str, operation: str) -> None:
    heard = send(method, path, b" " * (JSON_LIMIT + 1))
    assert (heard.status, str(JSON_LIMIT) in told(heard)) == (413, True), operation
    assert send(method, path, b" " * JSON_LIMIT).status == 400


KNOWN = {"{date}": "2026-02-03", "{business_id}": "7654321-2", "{letter}": "1"}
"""What stands in a path where only some words can."""


def without_bodies() -> list[tuple[str, str, str, str]]:
    found = []
    for prefix, folder in (("/maventa", "maventa"), ("/control/v1", "control")):
        for method, path, raw in operations(document(folder)):
            if "requestBody" not in raw:
                found.append((method, prefix + with_known(path), needed(raw), raw["operationId"]))
    return found


def with_known(path: str) -> str:
    for name, value in KNOWN.items():
        path = path.replace(name, value)
    return re.sub("[{}]", "", path)


WITHOUT = without_bodies()


@pytest.mark.parametrize("size", [10, JSON_LIMIT + 1], ids=["small", "large"])
@pytest.mark.parametrize(("method", "path", "query", "_"), WITHOUT, ids=[each[3] for each in WITHOUT])
def test_a_body_where_none_is_asked_for_breaks_no_promise(
    method: str, path: str, query: str, _: str, size: int
) -> None:
    heard = send(method, path, b" " * size, query=query)
    # Ropo's company has no service levels: 403.
    assert heard.status in ((403, 413) if "service_levels/" in path else (200, 204, 404, 413))


@pytest.mark.parametrize(
    ("method", "path", "words", "said"),
    [
        (
            "PUT",
            f"/maventa{SERVICE}",
            b'{"agreement_contact_email": "a@example.fi", "agreement_contact_email": 5}',
            "5",
        ),
        ("POST", "/control/v1/sandboxes/1/clock/advance", b'{"by": "P1D", "by": "x"}', "x"),
    ],
)
def test_of_a_key_that_stands_twice_the_last_counts(method: str, path: str, words: bytes, said: str) -> None:
    heard = send(method, path, words)
    assert heard.status == 400
    assert said in told(heard)


def test_unknown_fields_are_taken_by_a_channel_and_written_down_with_the_nearest_name() -> None:
    words = b'{"agreement_contact_email": "a@example.fi", "agreement_contact_mail": "b"}'
    assert send("PUT", f"/maventa{SERVICE}", words).status == 200
    _, exchange = COMPANY.sandbox.journal.read()[-1]
    assert exchange.contract == [
        "field 'agreement_contact_mail' is not in the contract; did you mean 'agreement_contact_email'?"
    ]


def test_unknown_fields_are_refused_by_the_control_api() -> None:
    heard = send("POST", "/control/v1/sandboxes", b'{"sed": 5}')
    assert heard.status == 400
    assert "sed" in told(heard)


# --- forms and multipart ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"grant_type",
        b"grant_type=%ff",
        b"grant_type=\xff",
        b"&" * 5000,
        b"a=1&" * 1001 + b"grant_type=client_credentials",
        b"grant_type=client_credentials&grant_type=x",
    ],
    ids=lambda body: repr(body[:16]),
)
def test_a_form_that_is_not_one_is_refused(body: bytes) -> None:
    assert send("POST", "/maventa/oauth2/token", body, FORM).status == 400


GOOD = multipart({"file": finvoice("2001")})
LINE = f"--{BOUNDARY}\r\n".encode()
END = f"--{BOUNDARY}--\r\n".encode()


def part(head: str, content: bytes = b"x") -> bytes:
    return LINE + head.encode("latin-1") + b"\r\n\r\n" + content + b"\r\n"


NAMED = "Content-Disposition: form-data; name="
BROKEN: dict[str, tuple[str, bytes]] = {
    "no boundary": ("multipart/form-data", GOOD),
    "an empty boundary": ("multipart/form-data; boundary=", GOOD),
    "another boundary": ("multipart/form-data; boundary=other", GOOD),
    "an odd boundary": ('multipart/form-data; boundary="\x00é"', GOOD),
    "a boundary in another encoding": ("multipart/form-data; boundary*=utf-8''%ff", GOOD),
    "a very long boundary": ("multipart/form-data; boundary=" + "b" * 100_000, GOOD),
    "cut in the head": ("", GOOD[:20]),
    "cut in the document": ("", GOOD[:400]),
    "cut before the end": ("", GOOD[: -len(END)]),
    "cut in the last line": ("", GOOD[:-4]),
    "nothing": ("", b""),
    "only the end": ("", END),
    "no name": ("", part("Content-Disposition: form-data") + END),
    "no disposition": ("", part("Content-Type: text/plain") + END),
    "no head": ("", LINE + b"\r\nx\r\n" + END),
    "a head that is none": ("", part("no colon here") + END),
    "a name in another encoding": ("", part("Content-Disposition: form-data; name*=utf-8''%ff%fe") + END),
    "a name in no encoding": ("", part("Content-Disposition: form-data; name*=no-such''file") + END),
    "a file's name in no encoding": ("", part(f"{NAMED}file; filename*=no-such''x") + END),
    "a huge head": ("", part(f'{NAMED}"file"\r\nX-Odd: ' + "x" * 20_000) + END),
    "a huge name": ("", part(NAMED + "x" * 20_000) + END),
    "too many heads": ("", part(f'{NAMED}"file"' + "\r\nX: y" * 20_000) + END),
    "too many parts": ("", part(f'{NAMED}"a"') * 201 + GOOD),
    "no file": ("", part(f'{NAMED}"format"', b"FINVOICE30") + END),
    "an empty name": ("", part(f'{NAMED}""') + END),
    "text that is not UTF-8": ("", part(f'{NAMED}"sender_comment"', b"\xe4") + GOOD),
    "a switch that is neither on nor off": ("", part(f'{NAMED}"prevent_routing"', b"maybe") + GOOD),
    "an unknown format": ("", part(f'{NAMED}"format"', b"WORD") + GOOD),
    "a format that the document has not": ("", part(f'{NAMED}"format"', b"FINVOICE20") + GOOD),
    "a format that is not read": ("", part(f'{NAMED}"format"', b"TEAPPS30") + GOOD),
    "a Finvoice that is said to be Peppol BIS": ("", part(f'{NAMED}"format"', b"PEPPOLBIS30") + GOOD),
    "a comment that is too long": ("", part(f'{NAMED}"sender_comment"', b"x" * 1025) + GOOD),
    "an id that is too long": ("", part(f'{NAMED}"uuid"', b"x" * 37) + GOOD),
    "an empty file": ("", part(f'{NAMED}"file"; filename="a"', b"") + END),
    "a picture": ("", part(f'{NAMED}"file"; filename="a"', b"\x89PNG\r\n\x1a\n") + END),
    "no XML": ("", part(f'{NAMED}"file"; filename="a"', b"Hello") + END),
    "other XML": ("", part(f'{NAMED}"file"; filename="a"', b"<Invoice/>") + END),
    "XML in the wrong encoding": ("", part(f'{NAMED}"file"', finvoice("2001").replace(b"\xc3", b"\xe4")) + END),
    "XML with entities": ("", part(f'{NAMED}"file"', b'<!DOCTYPE a [<!ENTITY b "c">]><Finvoice/>') + END),
    "the file under the name of a list": ("", part(f'{NAMED}"file[]"; filename="a"', finvoice("2001")) + END),
    "an impossible date": ("", part(f'{NAMED}"file"', finvoice("2001", due="2026-02-30")) + END),
    "an amount of nothing": ("", part(f'{NAMED}"file"', finvoice("2001", "0.00")) + END),
    "a negative amount": ("", part(f'{NAMED}"file"', finvoice("2001", "-5.00")) + END),
    "three decimals": ("", part(f'{NAMED}"file"', finvoice("2001", "5.005")) + END),
    "an amount beyond all": ("", part(f'{NAMED}"file"', finvoice("2001", "1" + "0" * 20)) + END),
    "no currency": ("", part(f'{NAMED}"file"', finvoice("2001", currency="")) + END),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_an_upload_that_cannot_be_read_is_refused_and_leaves_no_invoice(name: str) -> None:
    media, body = BROKEN[name]
    before = COMPANY.sandbox.facts_total
    heard = send("POST", "/maventa/v1/invoices", body, media or f"multipart/form-data; boundary={BOUNDARY}")
    assert heard.status == 400
    assert heard.json["code"] in ("invalid_parameters", "invoice_create_api_error")
    assert heard.json["details"]
    assert COMPANY.sandbox.facts_total == before


TAKEN: dict[str, bytes] = {
    "without a file's name": part(f'{NAMED}"file"', finvoice("2002")) + END,
    "with a line break before it and words behind it": b"\r\n"
    + multipart({"file": finvoice("2002")})
    + b"words",
    "with odd file names": part(f'{NAMED}"file"; filename="../\xe4;=.xml"', finvoice("2002")) + END,
    "with an unknown part": part(f'{NAMED}"colour"', b"red") + multipart({"file": finvoice("2002")}),
    "with two files, of which the last counts": part(f'{NAMED}"file"', b"x")
    + multipart({"file": finvoice("2002")}),
    "with lists": part(f'{NAMED}"disabled_routes[]"', b"print") * 2 + multipart({"file": finvoice("2002")}),
    "with 200 parts": part(f'{NAMED}"a"') * 199 + multipart({"file": finvoice("2002")}),
}


@pytest.mark.parametrize("name", TAKEN)
def test_an_upload_may_look_odd_and_be_sound(name: str) -> None:
    heard = send("POST", "/maventa/v1/invoices", TAKEN[name], f"multipart/form-data; boundary={BOUNDARY}")
    assert heard.status == 201, heard.body
    assert heard.json["number"] == "2002"


def test_a_document_comes_back_byte_for_byte() -> None:
    sent = COMPANY.client.upload(finvoice("2003"), format="FINVOICE30").json["id"]
    headers = {"authorization": f"Bearer {COMPANY.client.token}"}
    path = f"/maventa/v1/invoices/{sent}"
    heard = COMPANY.stage.call("GET", path, query="return_format=FINVOICE30", headers=headers)
    assert (heard.headers["content-type"], heard.body) == ("application/xml", finvoice("2003"))
    assert (
        COMPANY.stage.call("GET", path, query="return_format=EXTENDED_DETAILS", headers=headers).json["id"]
        == sent
    )
    assert COMPANY.stage.call("GET", path, query="return_format=FINVOICE20", headers=headers).status == 400


def test_the_same_uuid_a_second_time_is_a_conflict_and_nothing_is_sent_twice() -> None:
    company = Company()
    first = company.client.upload(finvoice("1001"), uuid="6a51f3c4-77c9-4b8e-b0c3-2d7f5b7f3a01")
    assert first.json["id"] == "6a51f3c4-77c9-4b8e-b0c3-2d7f5b7f3a01"
    again: Any = company.client.upload(finvoice("1002"), uuid="6a51f3c4-77c9-4b8e-b0c3-2d7f5b7f3a01")
    assert (again.status, again.json["code"]) == (409, "invoice_already_exists")
    assert len(company.client.get("/v1/invoices", "direction=SENT")) == 1


def test_an_upload_above_fifty_megabytes_is_answered_413() -> None:
    media = f"multipart/form-data; boundary={BOUNDARY}"
    assert send("POST", "/maventa/v1/invoices", b" " * (MULTIPART_LIMIT + 1), media).status == 413
