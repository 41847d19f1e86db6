"""A trace told as a story."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conformance.reports.timeline import lines, read, told


def record(kind: str, **fields: Any) -> dict[str, Any]:
    return {"id": 12, "at": "2026-02-04T09:00:00+02:00", "op": None, "kind": kind, **fields}


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        (
            record(
                "op",
                name="act",
                request={"action": "transfer_invoice", "provider": "north", "number": "1001"},
                reply={"ok": {"outcome": "pending", "message": "It is on its way"}},
            ),
            'user       transfer_invoice 1001: pending, "It is on its way"',
        ),
        (
            record("op", name="act", request={"action": "transfer_invoice", "number": "1001"}, reply={"ok": {}}),
            "user       transfer_invoice 1001: what it answers is not seen",
        ),
        (
            record("op", name="tick", request={}, reply={"fault": {"kind": "timeout", "message": "no reply in 30 s"}}),
            'client     tick: timeout, "no reply in 30 s"',
        ),
        (
            record("op", name="hello", request={}, reply={"ok": {"client": "erp", "version": "2.3"}}),
            "client     is erp 2.3",
        ),
        (
            record(
                "exchange",
                method="POST",
                path="/v2/invoices/1/assignment/north",
                answer={"status": 202},
                means={"duty": "transfer"},
                contract=[],
                fault=None,
            ),
            "client     POST /v2/invoices/1/assignment/north: 202 (transfer)",
        ),
        (
            record("exchange", method="GET", path="/x", answer={"status": 404}, means={}, contract=["no such path"]),
            'client     GET /x: 404; against the contract: "no such path"',
        ),
        (
            record("delivery", body={"event": "CASE.OPENED"}, answer={"status": 200}),
            "provider   posts CASE.OPENED: 200",
        ),
        (record("delivery", body={"event": "CASE.OPENED"}, answer=None), "provider   posts CASE.OPENED: no answer"),
        (
            record("statement", day="2026-02-09", content="<Stmt><Ntry>1</Ntry><Ntry>2</Ntry></Stmt>"),
            "bank       statement of 2026-02-09: 2 entries",
        ),
        (
            record(
                "fact",
                fact="letter_sent",
                seq=9,
                case="0b1f",
                number="1001",
                letter="reminder",
                fee={"amount": "12.00", "currency": "EUR"},
                rules=["NORTH-COL-1"],
            ),
            "happened   letter sent: 1001, letter reminder, fee 12.00 EUR",
        ),
        (
            record("expect", place="look", view=7, line=14, words={"services": {"north": "active"}}),
            "expected   services north active",
        ),
        (record("fact", fact="debtor_set", key="acme", behaviour={}), "story      names debtor acme"),
        (record("fact", fact="payment_planned", number="1001"), "debtor     decides to pay 1001"),
        (
            record(
                "exchange",
                method="POST",
                path="/x",
                answer={
                    "status": 403,
                    "body": {"code": "forbidden", "message": "Not allowed", "details": ["too early", "or late"]},
                },
                means={"duty": "transfer"},
            ),
            'client     POST /x: 403 (transfer), forbidden, "Not allowed": too early; or late',
        ),
        (
            record("exchange", method="GET", path="/x", answer={"status": 502, "body": "<h1>Bad gateway</h1>"}),
            'client     GET /x: 502, "<h1>Bad gateway</h1>"',
        ),
        (record("process", event="killed"), "client     its process is killed"),
        (record("end"), "story      ends"),
        (record("weather", sun=True), "weather    sun"),
    ],
)  # fmt: skip
def test_a_record_is_told_in_a_line(fields: dict[str, Any], line: str) -> None:
    assert list(lines([fields])) == [f"2026-02-04 09:00   {line}"]


def test_ticks_views_and_what_other_records_tell_say_nothing() -> None:
    quiet = [
        record("op", name=name, request={}, reply={"ok": {}}) for name in ("tick", "view", "bank", "webhook")
    ]
    quiet += [
        record("fact", fact="message_answered", status=200),
        record("statement", day="2026-02-09", content=""),
    ]
    assert list(lines(quiet)) == []


def test_a_debtor_is_named_who_gets_an_invoice_and_decides_to_pay_it() -> None:
    held = record("fact", fact="invoice_held", number="1001", debtor="acme", invoice={"total": "1240.00"})
    amount = {"amount": "400.00", "currency": "EUR"}
    some = record(
        "fact", fact="payment_planned", number="1001", amount=amount, to="creditor", reference="none"
    )
    everything = record("fact", fact="payment_planned", number="1001", amount=None, to=None, reference=None)
    assert [line[19:] for line in lines([held, some, everything])] == [
        "story      acme is to get invoice 1001",
        "debtor     acme decides to pay 400.00 EUR of 1001 to the creditor, without a reference",
        "debtor     acme decides to pay 1001",
    ]


def test_a_debtor_that_decides_to_pay_too_much_too_often_or_to_do_something_else_is_told_of() -> None:
    held = record("fact", fact="invoice_held", number="1001", debtor="acme", invoice={})
    more = {"amount": "50.00", "currency": "EUR"}
    decided = [
        record("fact", fact="payment_planned", number="1001", more=more, times=3),
        record("fact", fact="act_planned", number="1001", act="ask_plan", words={"instalments": 3}),
        record("fact", fact="act_planned", number="1001", act="go_bankrupt", words={}),
    ]
    assert [line[19:] for line in lines([held, *decided])][1:] == [
        "debtor     acme decides to pay 1001, and 50.00 EUR more than it owes, 3 times",
        "debtor     acme decides to ask plan, invoice 1001, instalments 3",
        "debtor     acme decides to go bankrupt, invoice 1001",
    ]


def test_an_invoice_that_is_sent_is_told_by_number_total_and_due_date() -> None:
    invoice = {
        "number": "1001",
        "total": "1240.00",
        "due_date": "2026-01-28",
        "debtor": {"name": "Acme"},
        "rows": [],
    }
    request = {"action": "send_invoice", "provider": "north", "invoice": invoice}
    (line,) = lines([record("op", name="act", request=request, reply={"ok": {"outcome": "done"}})])
    assert line.endswith("user       send_invoice 1001, total 1240.00, due_date 2026-01-28: done")


def euros(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


def test_below_a_letter_stands_by_which_rows_of_law_it_is_charged() -> None:
    sent = record(
        "fact",
        fact="letter_sent",
        number="1001",
        letter="demand",
        fee=euros("10.00"),
        law="Act (1/1999): demand, since 2022-05-01; Act (1/1999), in all: consumer, since 2022-05-01",
        assumed=False,
    )
    assert list(lines([sent])) == [
        "2026-02-04 09:00   happened   letter sent: 1001, letter demand, fee 10.00 EUR",
        "                              by Act (1/1999): demand, since 2022-05-01",
        "                              and by Act (1/1999), in all: consumer, since 2022-05-01",
    ]


def test_below_a_payment_stands_what_interest_it_accrued_by_which_rows_and_what_is_assumed() -> None:
    paid = record(
        "fact",
        fact="payment_received",
        number="1001",
        amount=euros("103.21"),
        accrued=euros("3.21"),
        law="Interest Act, reference rate, since 2026-01-01; Interest Act, eight points above, since 2013-03-16",
        assumed=True,
    )
    assert list(lines([paid])) == [
        "2026-02-04 09:00   happened   payment received: 1001, amount 103.21 EUR",
        "                              accrued 3.21 EUR by Interest Act, reference rate, since 2026-01-01",
        "                              and by Interest Act, eight points above, since 2013-03-16",
        "                              assumed: no source states a figure of this for the day",
    ]


@pytest.mark.parametrize(
    "fields", [{"accrued": {"amount": "0.00", "currency": "EUR"}, "law": "Act"}, {"law": ""}]
)
def test_below_what_charges_nothing_by_law_stands_nothing(fields: dict[str, Any]) -> None:
    assert len(list(lines([record("fact", fact="payment_received", number="1001", **fields)]))) == 1


def test_a_long_row_of_law_is_wrapped_below_its_fact() -> None:
    row = "Debt Collection Act (513/1999), " + "as amended, " * 20
    _, *below = lines([record("fact", fact="letter_sent", number="1001", law=row, assumed=False)])
    assert len(below) > 2
    assert all(len(line) <= 120 for line in below)
    assert all(line.startswith(" " * 33) for line in below[1:])


def test_long_words_are_cut() -> None:
    (line,) = lines([record("fact", fact="comment_made", text="x" * 1000)])
    assert len(line) < 220


def test_records_are_told_by_their_ids() -> None:
    assert told([record("end")]) == {12: "story ends"}


def test_a_trace_is_read_from_its_lines(tmp_path: Path) -> None:
    file = tmp_path / "trace.jsonl"
    file.write_text("\n".join(json.dumps(record("end")) for _ in range(2)) + "\n", encoding="utf-8")
    assert read(file) == [record("end"), record("end")]
