"""Perintä at work, without a wire: from which day it takes an invoice, what is wrong with one, how it begins."""

from datetime import date
from typing import Any

import pytest

from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.commands import Refusal
from tests.simulator.desk import Desk
from tests.simulator.stage import ADDRESS

OVERDUE = "2026-01-29T09:00"  # the day after the due date of 28 January


def ready(**words: Any) -> Desk:
    desk = Desk("perinta", **words).activate()
    desk.debtor("acme")
    return desk


def hand_over(desk: Desk, number: str = "1001", address: Any = ADDRESS, **words: Any) -> None:
    payer = {"type": "company", "name": "Debtor", **({} if address is None else {"address": address})}
    command = c.TransferInvoice(
        invoice=words.pop("invoice", None) or desk.state.invoice_ids[number][-1],
        provider="perinta",
        collection_type=words.pop("how", "reminder_and_collection"),
        receivables_type="b2b",
        principal=None,
        payers=words.pop("payers", (payer,)),
        summary=None,
    )
    desk.do(command)


def outcome(desk: Desk, number: str = "1001") -> tuple[str, str | None]:
    """How the transfer of the newest invoice of a number stands, hours after it was taken."""
    desk.sandbox.run_until(desk.sandbox.add_banking_days(desk.sandbox.now, 1))
    transfer = desk.state.transfers[desk.state.invoice_ids[number][-1]]
    return transfer.status, transfer.reason


def rules(desk: Desk, kind: str) -> list[tuple[str, ...]]:
    return [found.fact.rules for found in desk.state.timeline if found.fact.kind == kind]


def letters(desk: Desk) -> list[tuple[str, str]]:
    """The letters that went out, each with its local day."""
    return [
        (found.fact.letter, found.at.astimezone(desk.sandbox.zone).date().isoformat())
        for found in desk.state.timeline
        if isinstance(found.fact, f.LetterSent)
    ]


@pytest.mark.parametrize(
    ("due", "last_moment_before", "opens"),
    [
        (date(2026, 1, 28), "2026-01-28T23:59:59", "2026-01-29T00:00"),
        (
            date(2026, 1, 30),
            "2026-01-30T23:59:59",
            "2026-01-31T00:00",
        ),  # a Saturday: days are counted, not banks'
        (date(2026, 3, 28), "2026-03-28T23:59:59", "2026-03-29T00:00"),  # the day of 23 hours
        (date(2026, 10, 24), "2026-10-24T23:59:59", "2026-10-25T00:00"),  # the day of 25 hours
        (date(2026, 12, 31), "2026-12-31T23:59:59", "2027-01-01T00:00"),
    ],
)
@pytest.mark.parametrize("kind", ["b2b", "b2c"])
def test_an_invoice_is_taken_from_the_first_minute_after_its_due_date(
    kind: str, due: date, last_moment_before: str, opens: str
) -> None:
    desk = ready()
    desk.hold("1001", due=due)
    desk.until(last_moment_before)
    with pytest.raises(Refusal, match="on the day after that") as refused:
        desk.transfer("1001", kind)
    assert refused.value.rules == ("PERI-TRF-2",)
    desk.until(opens)
    desk.transfer("1001", kind)
    assert rules(desk, "transfer_requested") == [("PERI-TRF-1", "PERI-TRF-2", "PERI-TRF-6")]


def test_where_early_transfers_end_in_an_error_the_reason_names_the_day() -> None:
    desk = ready(settings={"amili.early_transfer": "error"})
    desk.send("1001", due=date(2026, 1, 28))
    desk.until("2026-01-27T09:00")
    hand_over(desk)
    said = "invoice 1001 is due on 2026-01-28; it can be transferred on the day after that"
    assert outcome(desk) == ("error", said)
    assert rules(desk, "transfer_failed") == [("PERI-TRF-2",)]
    desk.until(OVERDUE)
    hand_over(desk)
    assert outcome(desk) == ("sent", None)


@pytest.mark.parametrize(
    ("sent", "address", "said", "rule"),
    [
        ({"currency": "SEK"}, ADDRESS, "Only invoices in EUR are accepted", "PERI-DATA-1"),
        ({"made_as": "SVEFAKTURA10"}, ADDRESS, "Invoice format SVEFAKTURA10 is not supported", "PERI-DATA-2"),
        ({"rows": "1240.01"}, ADDRESS, "Invoice total does not match the sum of the rows", "PERI-DATA-2"),
        ({"rows": "1239.99"}, ADDRESS, "Invoice total does not match the sum of the rows", "PERI-DATA-2"),
        ({}, None, "Recipient's postal address is not complete", "PERI-DATA-2"),
        ({}, {**ADDRESS, "street": ""}, "Recipient's postal address is not complete", "PERI-DATA-2"),
        (
            {},
            {**ADDRESS, "postal_code": "33999"},
            "Postal code for Tampere could not be found",
            "PERI-DATA-2",
        ),
        (
            {},
            {**ADDRESS, "city": "Turku"},
            "Postal code for Turku could not be found",
            "PERI-DATA-2",
        ),
    ],
)
def test_what_is_wrong_with_an_invoice_ends_its_transfer_in_an_error_without_a_case(
    sent: dict[str, Any], address: Any, said: str, rule: str
) -> None:
    desk = ready()
    desk.send("1001", **sent)
    desk.until(OVERDUE)
    hand_over(desk, address=address)
    assert outcome(desk) == ("error", said)
    assert rules(desk, "transfer_failed") == [(rule,)]
    assert len(desk.state.cases) == 0


def test_an_address_that_was_put_right_in_the_transfer_is_right_whatever_the_invoice_had() -> None:
    desk = ready()
    desk.send("1001", address={**ADDRESS, "postal_code": "99999"})
    desk.until(OVERDUE)
    hand_over(desk, address={**ADDRESS, "postal_code": "99999"})
    assert outcome(desk) == ("error", "Postal code for Tampere could not be found")
    hand_over(desk)
    assert outcome(desk) == ("sent", None)


def test_every_payers_address_is_looked_at() -> None:
    desk = ready()
    desk.send("1001")
    desk.until(OVERDUE)
    one = {"type": "company", "name": "Debtor", "address": ADDRESS}
    other = {"type": "person", "name": "Guarantor", "address": {**ADDRESS, "city": "Oulu"}}
    hand_over(desk, payers=(one, other))
    assert outcome(desk) == ("error", "Postal code for Oulu could not be found")


def test_an_address_abroad_is_found_as_it_is() -> None:
    desk = ready()
    desk.send("1001")
    desk.until(OVERDUE)
    hand_over(
        desk, address={"street": "Storgatan 1", "postal_code": "111 22", "city": "Stockholm", "country": "SE"}
    )
    assert outcome(desk) == ("sent", None)


# --- one number twice -----------------------------------------------------------------------------------


def second_of_a_number(desk: Desk, day: date) -> tuple[str, str | None]:
    """Send another invoice of the number, dated so, and hand it over."""
    desk.send("1001", day=day, due=date(2026, 1, 28))
    hand_over(desk)
    return outcome(desk)


def one_in_collection() -> Desk:
    desk = ready()
    desk.send("1001", day=date(2026, 1, 14))
    desk.until(OVERDUE)
    hand_over(desk)
    assert outcome(desk) == ("sent", None)
    return desk


def test_a_second_invoice_of_a_number_and_date_is_refused_while_the_first_is_collected() -> None:
    desk = one_in_collection()
    assert second_of_a_number(desk, date(2026, 1, 14)) == ("error", "Invoice already exists")
    assert len(desk.state.cases) == 1


def test_a_second_invoice_of_a_number_with_another_date_is_taken() -> None:
    desk = one_in_collection()
    assert second_of_a_number(desk, date(2026, 1, 15)) == ("sent", None)
    assert len(desk.state.cases) == 2


def test_a_second_invoice_is_taken_once_the_first_was_cancelled_with_nothing_paid() -> None:
    desk = one_in_collection()
    desk.do(c.CancelCase(case=desk.case().id))
    assert second_of_a_number(desk, date(2026, 1, 14)) == ("sent", None)


def test_a_second_invoice_is_refused_once_something_of_the_first_was_paid() -> None:
    desk = one_in_collection()
    desk.report("1001", desk.money("40.00"))
    desk.do(c.CancelCase(case=desk.case().id))
    assert second_of_a_number(desk, date(2026, 1, 14)) == ("error", "Invoice already exists")


# --- once an invoice ------------------------------------------------------------------------------------


def test_an_invoice_that_is_on_its_way_or_was_collected_is_not_taken_again() -> None:
    desk = ready()
    desk.send("1001")
    desk.until(OVERDUE)
    hand_over(desk)
    with pytest.raises(Refusal, match="already been transferred"):
        hand_over(desk)
    assert outcome(desk) == ("sent", None)
    desk.do(c.CancelCase(case=desk.case().id))
    with pytest.raises(Refusal, match="already been transferred"):
        hand_over(desk)


def test_an_invoice_that_went_through_kassavirta_is_not_handed_over_as_well() -> None:
    desk = Desk("kassavirta").activate()
    desk.debtor("acme")
    desk.send("1001", due=date(2026, 1, 28), rows="1240.00")
    desk.pass_days(1)
    assert desk.case().opened.provider == "kassavirta"
    desk.until("2026-01-29T08:00")
    desk.do(c.AmendService(provider="kassavirta", to="perinta"))
    assert desk.state.service("perinta").status == "active"
    with pytest.raises(Refusal, match="already been transferred"):
        hand_over(desk)


def test_transfers_that_are_pending_when_the_service_is_closed_go_on_and_new_ones_are_refused() -> None:
    desk = ready()
    desk.send("1001")
    desk.send("1002")
    desk.until(OVERDUE)
    hand_over(desk)
    desk.do(c.CloseService(provider="perinta"))
    with pytest.raises(Refusal, match="the service is closed") as refused:
        hand_over(desk, "1002")
    assert refused.value.rules == ("PERI-CLS-1",)
    assert outcome(desk) == ("sent", None)
    desk.until("2026-03-01T00:00")
    assert letters(desk)[0] == ("reminder", "2026-02-09")  # 10 days after 28 January is a Saturday


# --- how collection begins ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "reminded"),
    [
        ("b2b", "2026-02-09"),  # 7 February, the 10th day after 28 January, is a Saturday
        ("b2c", "2026-02-11"),  # the 14th day after it, a Wednesday
    ],
)
def test_the_first_reminder_waits_from_the_due_date_however_early_the_invoice_was_handed_over(
    kind: str, reminded: str
) -> None:
    desk = ready()
    desk.hold("1001")
    desk.until(OVERDUE)
    desk.transfer("1001", kind)
    desk.until("2026-02-12T00:00")
    assert letters(desk) == [("reminder", reminded)]


@pytest.mark.parametrize(
    ("begins_with", "first"),
    [("reminder", [("reminder", "2026-01-30")]), ("demand", [("demand", "2026-01-30")])],
)
def test_a_transfer_to_collection_begins_on_the_next_banking_day_with_the_letter_that_is_assumed(
    begins_with: str, first: list[tuple[str, str]]
) -> None:
    desk = ready(settings={"perinta.collection_starts_with": begins_with})
    desk.hold("1001")
    desk.until(OVERDUE)
    desk.transfer("1001", how="collection")
    desk.until("2026-02-03T00:00")
    assert letters(desk) == first
