"""Query strings: paging, filters, and what is odd in them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.company import Company
from tests.simulator.stage import Heard


def made() -> Company:
    """Twelve invoices, a day after each other; 1003 and 1005 are at the agency, 1003 is paid."""
    company = Company("2026-01-12T09:00").activate()
    invoices = []
    for nth in range(12):
        invoices.append(company.send(f"10{nth:02d}", f"{100 + nth}.00"))
        company.until(f"2026-01-{15 + nth}T09:00")
    company.until("2026-02-04T09:00")
    for nth in (3, 5):
        assert company.transfer(invoices[nth]).status == 202
    company.until("2026-02-05T12:00")
    company.pay("1003")
    return company


COMPANY = made()


def ask(path: str, query: str) -> Heard:
    return COMPANY.client.call("GET", path, query=query)


def numbers(query: str) -> list[str]:
    return [each["number"] for each in COMPANY.client.get("/v1/invoices", f"direction=SENT&{query}")]


EVERY = [f"10{nth:02d}" for nth in range(12)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", EVERY[:10]),
        ("page=2", EVERY[10:]),
        ("page=3", []),
        ("page=2147483647", []),
        ("per_page=5&page=2", EVERY[5:10]),
        ("per_page=100", EVERY),
        ("per_page=1&page=12", EVERY[-1:]),
        ("page=7&page=2", EVERY[10:]),
        ("number=1007", ["1007"]),
        ("number=", []),
        ("number=nothing", []),
        ("number=10%ff", []),
        ("number=%00", []),
        ("status=DELIVERED", EVERY[:10]),
        ("status=PENDING,FAILED", []),
        ("sort=received_at&per_page=3", EVERY[:3]),
        ("created_at_start=2026-01-25T07:00:00Z", EVERY[11:]),
        ("created_at_start=2026-01-25T07:00:00.000001Z", []),
        ("created_at_end=2026-01-15T07:00:00Z", EVERY[:2]),
        ("created_at_end=2026-01-15T09:00:00%2b02:00", EVERY[:2]),
        ("created_at_end=2026-01-15t06:59:59.999z", EVERY[:1]),
        ("created_at_start=2026-01-20T00:00:00Z&created_at_end=2026-01-10T00:00:00Z", []),
        ("received_at_start=2020-01-01T00:00:00Z", []),
        ("colour=red", EVERY[:10]),
        ("reference=10074", ["1007"]),
        ("reference=1", []),
        ("sort=-received_at&per_page=3", ["1011", "1010", "1009"]),
    ],
)
def test_a_list_is_what_the_query_asks_for(query: str, found: list[str]) -> None:
    assert numbers(query) == found


def test_received_invoices_are_none() -> None:
    assert COMPANY.client.get("/v1/invoices") == []


def test_ids_are_separated_by_commas() -> None:
    every = COMPANY.client.get("/v1/invoices", "direction=SENT&per_page=100")
    wanted = [every[2]["id"], every[7]["id"], "nothing"]
    assert numbers(f"ids={','.join(wanted)}") == ["1002", "1007"]
    assert numbers(f"ids={'%2C'.join(wanted)}") == ["1002", "1007"]
    assert ask("/v1/invoices", f"ids={','.join(['x'] * 101)}").status == 400


@pytest.mark.parametrize("path", ["/v1/invoices", "/v1/assignments", "/v1/events"])
@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-1",
        "page=1.5",
        "page=1e3",
        "page=one",
        "page=",
        "page=%ff",
        "page=1_0",
        "page=%EF%BC%91",
        "page=99999999999999999999999",
        "per_page=0",
        "per_page=101",
        "per_page=1&per_page=101",
        "per_page=null",
        "created_at_start=yesterday",
        "created_at_start=2026-02-30T00:00:00Z",
        "created_at_start=2026-01-14",
        "created_at_start=2026-01-14T09:00:00",
        "created_at_start=",
        "created_at_end=2026-01-14T25:00:00Z",
    ],
)
def test_a_query_that_cannot_be_meant_is_refused_and_the_parameter_is_named(path: str, query: str) -> None:
    heard = ask(path, query)
    assert (heard.status, heard.json["code"]) == (400, "invalid_parameters")
    assert heard.json["details"][0].startswith(query.partition("=")[0])


@pytest.mark.parametrize("path", ["/v1/invoices", "/v1/assignments", "/v1/events"])
@pytest.mark.parametrize("name", ["created_at_start", "created_at_end"])
@pytest.mark.parametrize(
    "moment",
    [
        "2016-12-31T23:59:60Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00%2b14:00",
        "9999-12-31T23:59:59-14:00",
        "2026-01-14T09:00:00.123456789Z",
        "2026-01-14T09:00:00%2b23:59",
    ],
)
def test_a_time_at_the_edge_of_what_can_be_written_is_answered(path: str, name: str, moment: str) -> None:
    assert ask(path, f"{name}={moment}").status in (200, 400)


@pytest.mark.parametrize(
    "query",
    [
        "&",
        "=",
        "&&&=&",
        "a=b=c",
        "%",
        "%zz",
        "page=1&" + "a=1&" * 900,
        "é=é",
        "+=+",
        ";",
        "page=1;per_page=x",
    ],
)
def test_an_odd_query_is_answered(query: str) -> None:
    assert ask("/v1/events", query).status in (200, 400)


def test_a_query_of_more_fields_than_are_taken_is_refused() -> None:
    assert ask("/v1/events", "a=1&" * 1001).status == 400


def test_several_faults_are_told_together() -> None:
    assert len(ask("/v1/events", "page=0&per_page=101&seen=maybe").json["details"]) == 3


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["1003", "1005"]),
        ("status=open", ["1005"]),
        ("status=closed", ["1003"]),
        ("status=partially_closed", []),
        ("debtor_name=esimerkki", ["1003", "1005"]),
        ("debtor_name=ESIMERKKI%20OY", ["1003", "1005"]),
        ("debtor_name=nobody", []),
        ("invoice_id=nothing", []),
        ("created_at_start=2026-02-05T00:00:00Z", []),
        ("created_at_end=2026-02-05T00:00:00Z", ["1003", "1005"]),
        ("closed_at_start=2026-02-05T00:00:00Z", ["1003"]),
        ("closed_at_end=2026-02-05T00:00:00Z", []),
        ("per_page=1&page=3", []),
    ],
)
def test_assignments_are_filtered(query: str, found: list[str]) -> None:
    shown = COMPANY.client.get("/v1/assignments", query)
    assert sorted(each["invoice_number"] for each in shown) == found


def test_events_come_in_the_order_in_which_they_happened_page_by_page() -> None:
    every: list[Any] = []
    page = 1
    while found := COMPANY.client.get("/v1/events", f"per_page=2&page={page}"):
        every += found
        page += 1
    assert len(every) == 6
    assert [each["created_at"] for each in every] == sorted(each["created_at"] for each in every)
    assert len({each["id"] for each in every}) == 6
    case = COMPANY.client.get("/v1/assignments", "status=closed")[0]["id"]
    path = f"/v1/assignments/{case}/events"
    assert [each["type"] for each in COMPANY.client.get(path)] == [
        "created",
        "reminder_sent",
        "paid",
        "close",
    ]
    assert [each["type"] for each in COMPANY.client.get(path, "per_page=3&page=2")] == ["close"]


def test_actions_are_filtered_by_type() -> None:
    invoice = COMPANY.client.get("/v1/invoices", "direction=SENT&number=1003")[0]["id"]
    path = f"/v1/invoices/{invoice}/actions"
    assert [each["type"] for each in COMPANY.client.get(path, "type=CREATED,INFO")] == ["CREATED", "INFO"]
    assert ask(path, "type=NOTHING").status == 400
