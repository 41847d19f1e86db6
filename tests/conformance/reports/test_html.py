"""The HTML report as a document: what is in it, that its texts are texts, and that it stays within its size."""

from __future__ import annotations

import base64
import copy
import hashlib
from typing import Any

import pytest
from lxml import html as reader

from conformance.catalogue import Catalogue
from conformance.reports import html
from conformance.reports.library import Library
from tests.conformance.reports.example_of_a_run import FAILED_CHECK, result
from tests.conformance.reports.hostile import SCRIPT, hostile_result
from tests.conformance.reports.made_run import Made, library

RULE = {
    "id": "CLIENT-SET-1",
    "by": "client",
    "rule": "A settlement is booked once.",
    "source": "Guide, page 4",
}
SMALL = Library.of({"settlement.booked-once": "Once and no more."}, Catalogue({"client": [RULE]}))


def page(run: dict[str, Any], records: list[dict[str, Any]] | None = None) -> Any:
    """The report of a result, read again."""
    return read(html.to_bytes(run, lambda _: records or [], SMALL))


def read(document: bytes) -> Any:
    """A page as a tree."""
    return reader.document_fromstring(document.decode("utf-8"))


def text(found: Any) -> str:
    """What a reader reads of an element."""
    return " ".join(found.text_content().split())


def test_each_verdict_is_the_results_own_whatever_its_checks_say() -> None:
    run = result()
    for one, verdict in zip(run["scenarios"], ("failed", "passed", "not_applicable"), strict=True):
        one["verdict"] = verdict
    found = page(run)
    cells = [text(link) for link in found.xpath("//table[@class='grid']/tbody//a")]
    assert cells == ["✗ failed", "✓ passed", "– not applicable"]
    assert [text(one) for one in found.xpath("//details/summary/span")] == [
        "failed",
        "passed",
        "not applicable",
    ]


def test_a_story_of_two_agencies_is_one_row_with_two_columns() -> None:
    run = result()
    other = {**run["scenarios"][0], "id": "south/in-time", "provider": "south"}
    found = page({**run, "scenarios": [*run["scenarios"], other]})
    table = found.xpath("//table[@class='grid']")[0]
    assert [text(one) for one in table.xpath("thead//th")] == ["story", "north", "south"]
    rows = {
        text(row.xpath("th")[0]): [text(cell) for cell in row.xpath("td")] for row in table.xpath("tbody/tr")
    }
    assert rows["in-time"] == ["✓ passed", "✓ passed"]
    assert rows["late"] == ["✗ failed", "not told of it"]


def test_a_failure_shows_expected_beside_actual_the_rule_with_its_source_and_the_records() -> None:
    records = [
        {
            "id": 187,
            "at": "2026-02-05T09:00:00+02:00",
            "op": None,
            "kind": "fact",
            "fact": "letter_sent",
            "number": "1",
        },
        {
            "id": 212,
            "at": "2026-02-10T06:00:00+02:00",
            "op": None,
            "kind": "op",
            "name": "view",
            "reply": {"ok": {}},
        },
    ]
    finding = page(result(), records).xpath("//div[@class='finding']")[0]
    pair = [text(one) for one in finding.xpath("div[@class='pair']/div")]
    assert pair == ["expectedone of 1240.00 EUR", "actualtwo"]
    said = text(finding)
    assert "Once and no more." in said
    assert "CLIENT-SET-1 A settlement is booked once. Source: Guide, page 4" in said
    assert "record 212, 2026-02-10 06:00 client is asked for: view" in said
    assert "record 187, 2026-02-05 09:00 happened letter sent: 1" in said


def test_what_a_baseline_knows_is_shown_as_known_with_its_reason_and_its_owner() -> None:
    run = result()
    late = run["scenarios"][1]
    late["known"] = True
    late["checks"][1]["known"] = {"reason": "until release 8", "owner": "Anna", "expires": "2026-06-30"}
    run["baseline"] = {"known": 1, "stale": [{"place": "known.yaml:4", "message": "delete this entry"}]}
    found = page(run)
    assert "Known: until release 8 (Anna, until 2026-06-30)" in text(found)
    assert "known.yaml:4: delete this entry" in text(found)
    assert "✗ failed, known" in [text(one) for one in found.xpath("//table[@class='grid']//a")]


def test_every_link_leads_to_a_place_in_the_page_and_every_place_has_a_name_of_its_own(run: Made) -> None:
    found = read(run.file("--html").read_bytes())
    ids = found.xpath("//@id")
    assert len(ids) == len(set(ids))
    links = found.xpath("//@href")
    assert {link[1:] for link in links if link.startswith("#")} - set(ids) == set()
    assert {link for link in links if not link.startswith("#")} == {"data:,"}


def test_what_the_story_expects_stands_beside_what_the_client_showed(run: Made) -> None:
    found = read(run.file("--html").read_bytes())
    table = found.xpath("//details[@data-id='s-ropo-paid-after-the-reminder']//table[@class='shown']")[0]
    rows = [[text(cell) for cell in row.xpath("th|td")] for row in table.xpath("tbody/tr")]
    assert ["2026-01-14 09:00", "service ropo", "active", "active"] in rows
    assert ["2026-02-05 12:00", "invoice 1001: open_amount", "1240.00", "1240.00"] in rows
    assert [
        "2026-02-24 12:00",
        "ledger: settlement_principal of 1001",
        "1240.00",
        "1240.00 + 1240.00",
    ] in rows
    assert ["2026-02-24 12:00", "ledger: direct_payment of 1001", "none", "none"] in rows


def test_hostile_texts_are_neither_markup_nor_endless() -> None:
    run, records = hostile_result()
    document = html.to_bytes(run, lambda _: records, library())
    assert len(document) < 400_000
    found = read(document)
    assert len(found.xpath("//script")) == 1
    assert found.xpath("//@*[starts-with(name(), 'on')] | //img | //iframe | //object") == []
    assert SCRIPT in found.text_content()
    assert "more characters)" in found.text_content()
    assert not {"\x00", "\x1b", "\u202e"} & set(found.text_content())


def test_its_policy_allows_its_own_style_and_script_and_nothing_else() -> None:
    found = page(result())
    policy = found.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    for kind in ("style", "script"):
        (inside,) = found.xpath(f"//{kind}/text()")
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert found.xpath("//@style") == []


def test_the_same_result_gives_the_same_bytes() -> None:
    assert html.to_bytes(result(), lambda _: [], SMALL) == html.to_bytes(result(), lambda _: [], SMALL)


def test_a_run_of_many_stories_stays_within_its_size_and_tells_every_one_of_them(
    run: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(html, "MOST_BYTES", 900_000)
    once = run.result
    failed, passed = copy.deepcopy(once["scenarios"])
    for check in passed["checks"]:
        check["verdict"] = "passed"
    passed["verdict"] = "passed"
    failed["checks"] += [copy.deepcopy(FAILED_CHECK) for _ in range(50)]
    many = [{**one, "id": f"{one['id']}-{number}"} for number in range(30) for one in (passed, failed)]
    document = html.to_bytes({**once, "scenarios": many}, run.records, library())
    assert len(document) < 900_000
    found = read(document)
    assert len(found.xpath("//details[@data-id]")) == 60
    told = [text(one) for one in found.xpath("//details[@data-id][@data-v='failed']")]
    assert all("payment.open-amount" in one or "settlement.booked-once" in one for one in told)


def test_a_full_run_has_room_for_the_picture_of_every_story(run: Made) -> None:
    once = run.result
    passed = copy.deepcopy(once["scenarios"][1])
    for one in (passed, *passed["checks"]):
        one["verdict"] = "passed" if one["verdict"] == "failed" else one["verdict"]
    many = [{**passed, "id": f"ropo/{number}"} for number in range(320)]
    document = html.to_bytes({**once, "scenarios": many}, lambda _: run.records(passed), library())
    assert len(document) < html.MOST_BYTES
    assert document.count(b"The case's life") == 320
