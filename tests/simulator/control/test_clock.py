"""Time goes forward when it is told to, by the calendar of the account's zone."""

from __future__ import annotations

from typing import Any

import pytest

from simulator import World
from tests.simulator.company import Company
from tests.simulator.stage import KEY, Heard, Stage


def at(start: str) -> Stage:
    stage = Stage(World(key=KEY))
    assert stage.control("POST", "/sandboxes", {"start": start, "seed": 7}).status == 201
    return stage


def advance(stage: Stage, **words: Any) -> Heard:
    return stage.control("POST", "/sandboxes/1/clock/advance", words)


@pytest.mark.parametrize(
    ("start", "words", "now"),
    [
        ("2026-01-12T09:00", {"to": "2026-02-04T09:00"}, "2026-02-04T09:00:00+02:00"),
        ("2026-01-12T09:00", {"to": "2026-02-04T07:00:00Z"}, "2026-02-04T09:00:00+02:00"),
        ("2026-01-12T09:00", {"to": "2026-01-12T09:00"}, "2026-01-12T09:00:00+02:00"),
        ("2026-01-12T09:00", {"to": "2026-01-12T09:00:00.000001"}, "2026-01-12T09:00:00.000001+02:00"),
        ("2026-01-12T09:00", {"by": "P14D"}, "2026-01-26T09:00:00+02:00"),
        ("2026-01-12T09:00", {"by": "P2W"}, "2026-01-26T09:00:00+02:00"),
        ("2026-01-12T09:00", {"by": "PT90M"}, "2026-01-12T10:30:00+02:00"),
        ("2026-01-12T09:00", {"by": "P1DT1H1M1S"}, "2026-01-13T10:01:01+02:00"),
        ("2026-01-12T09:00", {"by": "PT0S"}, "2026-01-12T09:00:00+02:00"),
        # 29 March 2026 has 23 hours in Helsinki.
        ("2026-03-28T09:00", {"by": "P1D"}, "2026-03-29T09:00:00+03:00"),
        ("2026-03-28T09:00", {"by": "PT24H"}, "2026-03-29T10:00:00+03:00"),
        ("2026-03-28T03:30", {"by": "P1D"}, "2026-03-29T04:00:00+03:00"),
        ("2026-03-29T00:00", {"by": "PT23H"}, "2026-03-30T00:00:00+03:00"),
        # 25 October 2026 has 25.
        ("2026-10-24T09:00", {"by": "P1D"}, "2026-10-25T09:00:00+02:00"),
        ("2026-10-24T09:00", {"by": "PT24H"}, "2026-10-25T08:00:00+02:00"),
        ("2026-10-25T03:30", {"by": "PT1H"}, "2026-10-25T03:30:00+02:00"),
        ("2026-04-02T16:30", {"banking_days": 1}, "2026-04-07T16:30:00+03:00"),
        ("2026-04-04T16:30", {"banking_days": 2}, "2026-04-08T16:30:00+03:00"),
        ("2026-03-27T03:30", {"banking_days": 1}, "2026-03-30T03:30:00+03:00"),
        ("2025-12-30T12:00", {"banking_days": 3}, "2026-01-05T12:00:00+02:00"),
        ("2026-01-12T09:00", {"banking_days": 1.0}, "2026-01-13T09:00:00+02:00"),
    ],
)
def test_time_goes_on_to_where_it_is_told(start: str, words: dict[str, Any], now: str) -> None:
    stage = at(start)
    heard = advance(stage, **words)
    assert (heard.status, heard.json["now"]) == (200, now)
    clock = stage.control("GET", "/sandboxes/1/clock").json
    assert (clock["now"], clock["time_zone"], clock["clock"]) == (now, "Europe/Helsinki", "frozen")


@pytest.mark.parametrize(
    ("day", "open_"),
    [("2026-01-12", True), ("2026-01-11", False), ("2026-04-03", False), ("2026-12-24", False)],
)
def test_the_clock_says_whether_banks_are_open(day: str, open_: bool) -> None:
    assert at(f"{day}T12:00").control("GET", "/sandboxes/1/clock").json["banking_day"] is open_


@pytest.mark.parametrize(
    "words", [{"to": "2026-01-12T08:59"}, {"to": "2026-01-12T06:59:59.999999Z"}, {"to": "2020-01-01T00:00"}]
)
def test_time_never_goes_backwards(words: dict[str, Any]) -> None:
    stage = at("2026-01-12T09:00")
    heard = advance(stage, **words)
    assert (heard.status, heard.headers["content-type"]) == (409, "application/problem+json")
    assert "2026-01-12T09:00:00+02:00" in heard.json["detail"]
    assert stage.control("GET", "/sandboxes/1/clock").json["now"] == "2026-01-12T09:00:00+02:00"


@pytest.mark.parametrize(
    "words",
    [
        {"to": "2035-01-01T00:00"},
        {"to": "9999-12-31T23:59:59-14:00"},
        {"to": "0001-01-01T00:00:00+14:00"},
        {"by": "P99999D"},
        {"by": "P999999D"},
        {"by": "P999999W"},
        {"by": "PT999999H"},
        {"by": "PT999999H999999M999999S"},
        {"banking_days": 2600},
    ],
)
def test_past_the_end_of_the_calendar_there_is_a_sentence_and_no_time_passes(words: dict[str, Any]) -> None:
    stage = at("2030-01-14T09:00")
    heard = advance(stage, **words)
    assert heard.status in (400, 409)  # what is no time of the calendar, and what leads out of it
    assert heard.headers["content-type"] == "application/problem+json"
    assert len(heard.json["detail"]) > 20
    assert stage.control("GET", "/sandboxes/1/clock").json["now"] == "2030-01-14T09:00:00+02:00"


def test_the_calendar_can_be_lived_to_its_last_minute() -> None:
    stage = at("2034-12-01T09:00")
    heard = advance(stage, to="2034-12-31T23:59:59")
    assert heard.status == 200
    assert advance(stage, by="PT2S").status == 409
    assert stage.control("GET", "/sandboxes/1/bank/statements/2034-12-29").status == 200


def test_a_case_can_be_lived_to_the_last_day_of_the_calendar() -> None:
    settings = {"ropo.charges_written_off_after_days": 365, "ropo.demand_after_reminder_days": 365}
    company = Company("2034-11-01T09:00", settings=settings).activate()
    invoice = company.send("1001", due="2034-11-13")
    company.until("2034-12-28T09:00")
    assert company.transfer(invoice).status == 202
    company.until("2034-12-29T12:00")
    company.pay("1001", "500.00")
    assert advance(company.stage, to="2034-12-31T23:59").status == 200
    assert company.case(invoice)["collection_status"] == "reminder_sent"


@pytest.mark.parametrize(
    "words",
    [
        {},
        {"to": "2026-02-04T09:00", "by": "P1D"},
        {"to": "2026-02-30T09:00"},
        {"to": "2026-02-04"},
        {"to": "2026-02-04T24:30"},
        {"to": "2026-02-04T09:00+25:00"},
        {"to": 5},
        {"to": None},
        {"by": "1 day"},
        {"by": "P"},
        {"by": "PT"},
        {"by": "P1DT"},
        {"by": "P1Y"},
        {"by": "P1.5D"},
        {"by": "-P1D"},
        {"by": "P1D\n"},
        {"by": "P１D"},
        {"banking_days": 0},
        {"banking_days": -1},
        {"banking_days": 1.5},
        {"banking_days": 2601},
        {"banking_days": "2"},
        {"banking_days": 10**15},
        {"ticks": "hourly"},
    ],
    ids=str,
)
def test_an_advance_that_cannot_be_meant_is_refused(words: dict[str, Any]) -> None:
    stage = at("2026-01-12T09:00")
    heard = advance(stage, **words)
    assert heard.status == 400
    assert heard.json["detail"]
    assert stage.control("GET", "/sandboxes/1/clock").json["now"] == "2026-01-12T09:00:00+02:00"


def test_what_happened_on_the_way_is_told_in_order() -> None:
    company = Company().activate()
    invoice = company.send("1001")
    advance(company.stage, to="2026-02-04T09:00")
    company.transfer(invoice)
    before = company.sandbox.facts_total
    told = advance(company.stage, by="P30D").json
    assert [fact["kind"] for fact in told["facts"]] == [
        "case_opened",
        "letter_sent",
        "letter_sent",
        "case_waits",
    ]
    assert [fact["seq"] for fact in told["facts"]] == [before + n for n in (1, 2, 3, 4)]
    assert (told["facts_total"], told["next"]) == (4, None)
    assert [fact["at"] for fact in told["facts"]] == sorted(fact["at"] for fact in told["facts"])


def test_at_most_a_thousand_facts_are_told_at_once_and_the_rest_is_read_on() -> None:
    company = Company(settings={"bank.opening_balance": "0.00"})
    company.sandbox.put_debtor(
        "acme", {"kind": "company", "pays": {"after": "due", "days": 1, "amount": "1.00"}}
    )
    invoice = {"due_date": "2026-01-28", "total": "1.00", "currency": "EUR"}
    for nth in range(1005):
        company.sandbox.put_invoice(str(nth), invoice, "acme", True)
    advance(company.stage, to="2026-01-20T09:00")  # all have arrived
    before = company.sandbox.facts_total
    told = advance(company.stage, to="2026-02-04T09:00").json
    assert (len(told["facts"]), told["facts_total"], told["next"]) == (1000, 1005, before + 1000)
    rest = company.stage.control("GET", "/sandboxes/1/facts", query=f"after={told['next']}").json
    assert [fact["kind"] for fact in rest["facts"]] == ["creditor_paid"] * 5
    assert (rest["facts_total"], rest["next"]) == (before + 1005, None)
