"""The letters that debtors got: listed, and read as text or as PDF."""

from __future__ import annotations

import pytest

from tests.simulator.company import Company

LETTERS = "/sandboxes/1/letters"


def reminded() -> Company:
    """Two invoices at the agency: each reminded of, and demanded."""
    company = Company().activate()
    invoices = [company.send(number) for number in ("1001", "1002")]
    company.until("2026-02-04T09:00")
    for invoice in invoices:
        assert company.transfer(invoice).status == 202
    company.until("2026-02-17T12:00")
    return company


def test_letters_are_listed_as_they_were_sent() -> None:
    company = reminded()
    found = company.stage.control("GET", LETTERS).json
    assert found["next"] is None
    letters = found["letters"]
    told = sorted((each["at"], each["number"], each["letter"], each["nth"]) for each in letters)
    assert [each["seq"] for each in letters] == sorted(each["seq"] for each in letters)
    assert told == [
        ("2026-02-05T09:00:00+02:00", "1001", "reminder", 1),
        ("2026-02-05T09:00:00+02:00", "1002", "reminder", 1),
        ("2026-02-16T09:00:00+02:00", "1001", "demand", 1),
        ("2026-02-16T09:00:00+02:00", "1002", "demand", 1),
    ]
    facts = {fact["seq"]: fact for fact in company.sandbox.facts()}
    for each in letters:
        assert (facts[each["seq"]]["kind"], facts[each["seq"]]["case"]) == ("letter_sent", each["case"])
        assert (each["provider"], each["language"]) == ("ropo", "fi")


def test_letters_are_read_in_pages_and_by_invoice() -> None:
    company = reminded()
    every = company.stage.control("GET", LETTERS).json["letters"]
    one = company.stage.control("GET", LETTERS, query="number=1002").json
    assert one == {"letters": [each for each in every if each["number"] == "1002"], "next": None}
    page = company.stage.control("GET", LETTERS, query="limit=3").json
    rest = company.stage.control("GET", LETTERS, query=f"limit=3&after={page['next']}").json
    assert [*page["letters"], *rest["letters"]] == every
    assert (len(page["letters"]), rest["next"]) == (3, None)


@pytest.mark.parametrize(
    ("ending", "accept", "is_pdf"),
    [
        ("", "", False),
        ("", "*/*", False),
        ("", "text/html,application/xhtml+xml,*/*;q=0.8", False),
        ("", "application/pdf", True),
        ("", "text/plain;q=0.5, application/pdf", True),
        ("", "text/plain, application/pdf", False),
        ("", "text/plain, application/pdf;q=nonsense", False),
        ("", "application/pdf;q=0", False),
        (".pdf", "text/plain", True),
        (".txt", "application/pdf", False),
    ],
)
def test_a_letter_is_text_or_a_pdf_as_it_is_asked_for(ending: str, accept: str, is_pdf: bool) -> None:
    company = reminded()
    [first, *_] = company.stage.control("GET", LETTERS).json["letters"]
    headers = {"accept": accept} if accept else {}
    heard = company.stage.control("GET", f"{LETTERS}/{first['seq']}{ending}", headers=headers)
    assert heard.status == 200
    if is_pdf:
        assert heard.headers["content-type"] == "application/pdf"
        assert heard.body.startswith(b"%PDF-")
    else:
        assert heard.headers["content-type"] == "text/plain; charset=utf-8"
        assert heard.body.decode().splitlines()[0] == "Ropo Capital Oy"
        assert "MAKSUMUISTUTUS" in heard.body.decode()


@pytest.mark.parametrize(
    ("name", "status"),
    [("1", 404), ("0", 404), ("999999999999999", 404), ("999999999999999.pdf", 404)]
    + [(name, 400) for name in ("x", "-1", "1.doc", "1.PDF", "1.pdf.txt", "1234567890123456", "%20", "١")],
)
def test_what_is_no_letter_is_refused(name: str, status: int) -> None:
    heard = reminded().stage.control("GET", f"{LETTERS}/{name}")
    assert (heard.status, heard.headers["content-type"]) == (status, "application/problem+json")
    assert heard.json["detail"]


def test_a_fork_has_the_letters_of_its_original() -> None:
    company = reminded()
    control = company.stage.control
    control("POST", "/sandboxes/1/fork", {"name": "copy"})
    assert control("GET", "/sandboxes/copy/letters").json == control("GET", LETTERS).json
    [first, *_] = control("GET", LETTERS).json["letters"]
    path = f"letters/{first['seq']}.pdf"
    assert control("GET", f"/sandboxes/copy/{path}").body == control("GET", f"/sandboxes/1/{path}").body
