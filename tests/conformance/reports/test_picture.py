"""The picture of a case's life: who did what towards whom, when, and what money moved."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from conformance.reports import money
from conformance.reports.happenings import happenings
from conformance.reports.picture import Picture, picture, shapes


def records(*words: dict[str, Any]) -> list[dict[str, Any]]:
    """A trace of facts on consecutive days, unless they say otherwise."""
    begin: dict[str, Any] = {"op": None, "kind": "fact"}
    return [
        {**begin, "id": number, "at": f"2026-02-{number:02}T09:00:00+02:00", **one}
        for number, one in enumerate(words, 1)
    ]


def eur(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


def drawn(found: list[dict[str, Any]]) -> Picture:
    shown = picture(found)
    assert shown is not None
    return shown


SENT = {"fact": "invoice_sent", "number": "1", "total": eur("1240.00")}
LETTER = {"fact": "letter_sent", "number": "1", "letter": "reminder", "fee": eur("12.00")}
PAID = {
    "fact": "payment_received",
    "number": "1",
    "amount": eur("1260.00"),
    "returned": eur("3.72"),
    "accrued": eur("4.28"),
}
SETTLED = {"fact": "principal_settled", "total": eur("1240.00")}
CALL = {
    "kind": "exchange",
    "method": "POST",
    "path": "/x",
    "answer": {"status": 201},
    "means": {"duty": "transfer"},
}


@pytest.mark.parametrize(
    ("record", "kind", "who"),
    [
        (CALL, "call", "client → provider"),
        ({**CALL, "answer": {"status": 409}}, "refused", "client → provider"),
        ({**CALL, "answer": None}, "refused", "client → provider"),
        (
            {"kind": "delivery", "body": {"event": "x"}, "answer": {"status": 200}},
            "hook",
            "provider → client",
        ),
        ({"kind": "statement", "day": "2026-02-01", "content": "<Ntry>"}, "letter", "bank → client"),
        ({"kind": "op", "name": "act", "request": {}, "reply": {"ok": {"outcome": "done"}}}, "act", "user"),
        ({"kind": "op", "name": "tick", "reply": {"fault": {"kind": "died"}}}, "broken", "client"),
        ({"kind": "process", "event": "killed"}, "broken", "client"),
        ({"kind": "expect", "words": {"services": {"x": "active"}}}, "expect", "story"),
        (LETTER, "letter", "provider → debtor"),
        (PAID, "money", "debtor → provider"),
        (SETTLED, "money", "provider → bank"),
        ({"fact": "creditor_paid", "amount": eur("1.00")}, "money", "debtor → bank"),
        ({"fact": "case_opened", "number": "1"}, "state", "provider"),
        ({"fact": "something_new", "number": "1"}, "state", "provider"),
    ],
)
def test_each_thing_that_happens_is_between_those_that_it_is_between(
    record: dict[str, Any], kind: str, who: str
) -> None:
    (found,) = happenings(records(record))
    assert (found.kind, found.who) == (kind, who)


@pytest.mark.parametrize(
    "record",
    [
        {**CALL, "means": {"duty": "list_events"}, "answer": {"status": 200}},
        {"kind": "op", "name": "tick", "reply": {"ok": {}}},
        {"kind": "statement", "day": "2026-02-01", "content": ""},
        {"kind": "process", "event": "started"},
        {"fact": "message_answered"},
        {"fact": "transfer_requested", "number": "1"},
    ],
)
def test_what_says_little_is_left_out(record: dict[str, Any]) -> None:
    assert list(happenings(records(record))) == []
    assert picture(records(record)) is None


def test_a_process_that_starts_again_is_shown() -> None:
    found = happenings(
        records(*({"kind": "process", "event": what} for what in ("started", "killed", "started")))
    )
    assert [one.words for one in found] == ["its process is killed", "its process is started"]


def test_money_adds_up_to_what_the_facts_say() -> None:
    found = money.steps(
        records(SENT, {**SENT, "fact": "case_opened", "principal": eur("1240.00")}, LETTER, PAID, SETTLED)
    )
    # Asked: 1240.00, then 12.00 for the reminder, then 4.28 of interest. Paid: 1260.00 less 3.72 that went back.
    sums = [tuple(map(str, step.sums)) for step in found["EUR"]]
    assert sums == [
        ("1240.00", "0", "0"),
        ("1252.00", "0", "0"),
        ("1256.28", "1256.28", "0"),
        ("1256.28", "1256.28", "1240.00"),
    ]
    assert [step.record for step in found["EUR"]] == [1, 3, 4, 5]


def test_a_credit_note_takes_off_what_is_asked_and_currencies_stay_apart() -> None:
    credit = {"fact": "credit_reported", "amount": eur("40.00")}
    other = {"fact": "creditor_paid", "amount": {"amount": "7.00", "currency": "SEK"}}
    found = money.steps(records(SENT, credit, other))
    assert found["EUR"][-1].sums == (Decimal("1200.00"), Decimal(), Decimal())
    assert found["SEK"][-1].sums == (Decimal(), Decimal("7.00"), Decimal("7.00"))
    assert [chart.top for chart in drawn(records(CALL, SENT, credit, other)).charts] == [
        "1,240.00 EUR",
        "7.00 SEK",
    ]


def test_marks_stand_in_order_within_the_picture_and_are_numbered() -> None:
    shown = drawn(records(CALL, LETTER, PAID, SETTLED))
    places = [float(mark.x.rstrip("%")) for mark in shown.marks]
    assert places == sorted(places)
    assert 0 < places[0] < places[-1] < 100
    assert [mark.number for mark in shown.marks] == [1, 2, 3, 4]
    assert {mark.shape for mark in shown.marks} <= {name for name, _, _ in shapes()}


def test_a_long_wait_is_wider_than_a_short_one_and_not_by_its_days() -> None:
    days = ["2026-02-01", "2026-02-02", "2026-04-02"]
    shown = drawn(
        [
            {**one, "at": f"{day}T09:00:00+02:00"}
            for one, day in zip(records(LETTER, PAID, SETTLED), days, strict=True)
        ]
    )
    first, second, third = (float(mark.x.rstrip("%")) for mark in shown.marks)
    assert 1 < (third - second) / (second - first) < 5
    assert shown.span == "2026-02-01 to 2026-04-02, 60 days"


def test_of_a_very_long_life_the_beginning_and_the_end_are_drawn_and_the_rest_is_counted() -> None:
    many = [
        {**CALL, "id": number, "op": None, "at": "2026-02-01T09:00:00+02:00"} for number in range(1, 1001)
    ]
    shown = drawn(many)
    assert len(shown.marks) == 60
    assert shown.left_out == 940
    assert (shown.marks[0].record, shown.marks[-1].record) == (1, 1000)


def test_bars_lie_within_their_chart_and_each_sum_is_drawn_until_the_end() -> None:
    (chart,) = drawn(records(SENT, LETTER, PAID, SETTLED)).charts
    assert all(bar.y >= 16 and bar.y + bar.height == 80 for bar in chart.bars)
    last = {bar.which: float(bar.x.rstrip("%")) + float(bar.width.rstrip("%")) for bar in chart.bars}
    assert last == pytest.approx(dict.fromkeys(range(3), 100.0), abs=0.2)
    assert chart.sums == (
        "asked of debtors 1,256.28 EUR",
        "paid by debtors 1,256.28 EUR",
        "reached the company 1,240.00 EUR",
    )
