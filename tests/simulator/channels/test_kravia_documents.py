"""Documents about a case: what is taken, what is too large, and what Kravia does where the copy is missing."""

from __future__ import annotations

import pytest

from tests.simulator.creditor import Creditor
from tests.simulator.stage import BOUNDARY, Heard, multipart

MOST = 30 * 1024 * 1024
MEDIA = f"multipart/form-data; boundary={BOUNDARY}"


def upload(creditor: Creditor, case: int, what: str | None, content: bytes | None, **headers: str) -> Heard:
    parts = {
        **({} if what is None else {"type": what.encode()}),
        **({} if content is None else {"file": content}),
    }
    given = {"authorization": creditor.words["secret"], "content-type": MEDIA, **headers}
    path = f"/kravia/api/v2/invoice/{case}/documents"
    return creditor.stage.call("POST", path, multipart(parts), headers=given)


@pytest.fixture
def creditor() -> Creditor:
    return Creditor("2026-02-04T09:00").sign()


def test_a_copy_and_attachments_are_taken_and_shown_with_the_case(creditor: Creditor) -> None:
    case = creditor.register()
    heard = upload(creditor, case, "InvoiceCopy", b"%PDF-1.4 copy")
    assert (heard.status, heard.json["type"], heard.json["size"]) == (200, "InvoiceCopy", 13)
    upload(creditor, case, "Attachment", b"\x00\xff\xfe")
    shown = creditor.details(case)
    assert [(each["type"], each["size"]) for each in shown["documents"]] == [
        ("InvoiceCopy", 13),
        ("Attachment", 3),
    ]
    assert [each["type"] for each in shown["timeline"]] == ["Registered", *["DocumentReceived"] * 2]
    assert {each["actor"] for each in shown["timeline"]} == {"Creditor"}


def test_a_copy_of_30_megabytes_is_taken_and_one_byte_more_is_not(creditor: Creditor) -> None:
    case, other = creditor.register("1001"), creditor.register("1002")
    assert upload(creditor, case, "InvoiceCopy", b"x" * MOST).status == 200
    heard = upload(creditor, other, "InvoiceCopy", b"x" * (MOST + 1))
    assert (heard.status, heard.json["status"]) == (400, 400)
    assert str(MOST) in heard.json["errors"][0]
    assert creditor.sandbox.journal.read()[-1][1].rules == ("KRAV-TRF-7",)
    assert creditor.details(other)["documents"] == []


def test_an_attachment_that_with_the_copy_is_too_large_is_left_out_and_the_case_goes_on(
    creditor: Creditor,
) -> None:
    creditor.hold()
    case = creditor.register()
    upload(creditor, case, "InvoiceCopy", b"x" * (MOST - 100))
    assert upload(creditor, case, "Attachment", b"y" * 101).status == 400
    assert upload(creditor, case, "Attachment", b"y" * 100).status == 200
    assert upload(creditor, case, "Attachment", b"z").status == 400
    creditor.until("2026-02-05T12:00")
    shown = creditor.details(case)
    assert [each["size"] for each in shown["documents"]] == [MOST - 100, 100]
    assert shown["status"] == "ReminderSent"


def test_kravia_asks_for_the_copy_that_did_not_come_and_for_none_that_did(creditor: Creditor) -> None:
    with_it, without = creditor.register("1001"), creditor.register("1002")
    upload(creditor, with_it, "InvoiceCopy", b"%PDF")
    upload(creditor, without, "Attachment", b"%PDF")
    creditor.until("2026-02-13T12:00")
    types = {
        case: [each["type"] for each in creditor.details(case)["timeline"]] for case in (with_it, without)
    }
    assert "InvoiceCopyNeeded" not in types[with_it]
    assert types[without].count("InvoiceCopyNeeded") == 1
    (asked,) = (each for each in creditor.details(without)["timeline"] if each["type"] == "InvoiceCopyNeeded")
    assert (asked["actor"], asked["description"]) == ("Kravia", "written to talous@example.fi")


@pytest.mark.parametrize(
    ("what", "content"),
    [
        ("Receipt", b"x"),
        ("invoicecopy", b"x"),
        (None, b"x"),
        ("InvoiceCopy", None),
        ("InvoiceCopy", b""),
    ],
)
def test_an_upload_that_cannot_be_meant_is_refused(
    creditor: Creditor, what: str | None, content: bytes | None
) -> None:
    case = creditor.register()
    heard = upload(creditor, case, what, content)
    assert heard.status == 400
    assert heard.json["errors"]
    assert creditor.details(case)["documents"] == []


def test_what_is_no_multipart_or_above_every_limit_is_told_in_the_envelope(creditor: Creditor) -> None:
    case = creditor.register()
    json = upload(creditor, case, "InvoiceCopy", b"x", **{"content-type": "application/json"})
    broken = upload(
        creditor, case, "InvoiceCopy", b"x", **{"content-type": "multipart/form-data; boundary=other"}
    )
    large = upload(creditor, case, "InvoiceCopy", b"x" * (51 * 1024 * 1024))
    assert [json.status, broken.status, large.status] == [415, 400, 413]
    assert [each.json["status"] for each in (json, broken, large)] == [415, 400, 413]


def test_a_case_that_is_not_there_takes_no_documents(creditor: Creditor) -> None:
    assert upload(creditor, 1, "InvoiceCopy", b"x").status == 404
