"""The reference client's books, and what is worked out from them."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from conformance.clients.reference import books
from conformance.clients.reference.books import Booking, Books, Invoice
from conformance.clients.reference.money import half_up, to_cents, to_number, to_text
from conformance.clients.reference.policy import Policy
from conformance.clients.reference.states import Balance, balance, invoice_state, service_state


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Books]:
    found = Books(tmp_path)
    yield found
    found.close()


def line(source: str, kind: str = "direct_payment", amount: int = 10000) -> Booking:
    return Booking("2026-02-10", "1001", kind, amount, "EUR", source)


def test_booking_twice_is_booking_once(kept: Books) -> None:
    assert kept.book(line("bank:1"))
    assert not kept.book(line("bank:1"))
    assert len(kept.ledger("1001")) == 1


def test_two_payments_of_one_sum_are_two(kept: Books) -> None:
    assert kept.book(line("bank:1"))
    assert kept.book(line("bank:2"))
    assert sum(booked.amount for booked in kept.ledger()) == 20000


def test_a_payment_entered_by_hand_is_found_again_on_the_statement_once(kept: Books) -> None:
    kept.book(line("user:1"))
    assert kept.confirm(line("bank:1"))
    assert kept.confirm(line("bank:1"))
    assert not kept.confirm(line("bank:2"))


def test_money_that_the_bank_showed_without_an_invoice_gets_the_one_that_the_user_names(kept: Books) -> None:
    for source in ("bank:1", "bank:2"):
        kept.book(Booking("2026-02-09", None, "unmatched", 10000, "EUR", source))
    assert not kept.claim(line("user:1", amount=9999))
    assert kept.claim(line("user:1"))
    assert [(row.number, row.kind, row.source) for row in kept.ledger()] == [
        ("1001", "direct_payment", "bank:1"),
        (None, "unmatched", "bank:2"),
    ]
    assert kept.claim(line("user:2", "settlement_principal"))
    assert not kept.claim(line("user:3"))


def test_a_transaction_that_fails_leaves_nothing(kept: Books) -> None:
    def half() -> None:
        with kept.transaction():
            kept.book(line("bank:1"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    assert kept.ledger() == []


def test_what_was_committed_is_there_for_the_next_process(tmp_path: Path) -> None:
    first = Books(tmp_path)
    first.book(line("bank:1"))
    second = Books(tmp_path)
    assert len(second.ledger()) == 1
    second.close()
    first.close()


def test_forgetting_removes_every_file_of_the_books(tmp_path: Path) -> None:
    Books(tmp_path).close()
    (tmp_path / "other").touch()
    books.forget(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["other"]


def an_invoice(**columns: Any) -> Invoice:
    empty: dict[str, Any] = dict.fromkeys(Invoice.__dataclass_fields__)
    return Invoice(
        **empty | {"number": "1001", "total": 100, "sending": "sent", "due_date": date(2026, 1, 28)} | columns
    )


@pytest.mark.parametrize(
    ("columns", "standing", "state"),
    [
        ({"sending": "draft"}, Balance(100, None), "draft"),
        ({"sending": "posting"}, Balance(100, None), "draft"),
        ({"sending": "error"}, Balance(100, None), "error"),
        ({}, Balance(100, None), "sent"),
        ({"transfer": "refused"}, Balance(100, None), "sent"),
        ({"wish": "collection"}, Balance(100, None), "transfer_pending"),
        ({"transfer": "posting"}, Balance(100, None), "transfer_pending"),
        ({"transfer": "pending"}, Balance(100, None), "transfer_pending"),
        ({"transfer": "sent"}, Balance(100, None), "in_collection"),
        ({"transfer": "sent", "case_status": "partially_closed"}, Balance(40, None), "in_collection"),
        ({"transfer": "sent", "case_status": "closed"}, Balance(100, None), "closed"),
        ({"transfer": "sent", "case_status": "closed"}, Balance(0, "settlement_principal"), "paid"),
        ({"transfer": "error"}, Balance(100, None), "error"),
        ({}, Balance(-20, "direct_payment"), "paid"),
        ({"transfer": "pending"}, Balance(0, "credit"), "credited"),
    ],
)
def test_an_invoice_is_what_its_books_say(columns: dict[str, Any], standing: Balance, state: str) -> None:
    assert invoice_state(an_invoice(**columns), standing) == state


@pytest.mark.parametrize(
    ("before", "status", "after"),
    [
        ("inactive", "DISABLED", "inactive"),
        ("inactive", "PENDING", "pending"),
        ("pending", "ACTIVE", "active"),
        ("pending", "DISABLED", "declined"),
        ("declined", "DISABLED", "declined"),
        ("active", "DISABLED", "closed"),
        ("active", "SOMETHING_NEW", "active"),
    ],
)
def test_a_service_is_what_it_was_and_what_the_provider_says(before: str, status: str, after: str) -> None:
    assert service_state(before, status) == after


def test_interest_and_unmatched_money_leave_what_is_open() -> None:
    lines = [
        line("a", "settlement_interest", 700),
        line("b", "unmatched", 900),
        line("c", "direct_payment", 3000),
    ]
    assert balance(10000, lines) == Balance(7000, "direct_payment")


def test_the_books_hold_exact_cents() -> None:
    assert (to_cents("1240.00"), to_cents("0.1"), to_cents(12)) == (124000, 10, 1200)
    assert (to_text(124005), to_text(-5), to_number(29)) == ("1240.05", "-0.05", 0.29)
    assert (half_up(5, 2), half_up(-5, 2), half_up(4, 3)) == (3, -3, 1)


@pytest.mark.parametrize("value", ["1.005", "", "ten", "NaN", "Infinity", None])
def test_what_is_no_amount_in_cents_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        to_cents(value)


@pytest.mark.parametrize(
    ("days", "setting", "opens"),
    [
        (1, None, date(2026, 1, 29)),
        (7, None, date(2026, 2, 4)),
        (14, None, date(2026, 2, 11)),
        (7, 3, date(2026, 2, 4)),
        (7, 20, date(2026, 2, 17)),
    ],
)
def test_an_invoice_opens_when_the_provider_and_the_user_have_both_waited(
    days: int, setting: int | None, opens: date
) -> None:
    assert Policy().transfer_opens(date(2026, 1, 28), days, setting) == opens


@pytest.mark.parametrize(
    ("now", "come"),
    [
        ("2026-03-28T21:59:59+00:00", False),  # 23:59:59 in Helsinki
        ("2026-03-28T22:00:00+00:00", True),
        ("2026-03-29T21:00:00+00:00", True),
    ],
)
def test_a_day_comes_at_midnight_in_the_accounts_zone(now: str, come: bool) -> None:
    opens, since = date(2026, 3, 29), date(2026, 3, 22)
    assert Policy().has_opened(opens, since, datetime.fromisoformat(now), ZoneInfo("Europe/Helsinki")) is come


@pytest.mark.parametrize(
    ("transfer", "wished", "again"),
    [(None, False, True), ("posting", False, True), ("refused", False, False), ("error", True, True)]
    + [(taken, wished, False) for taken in ("pending", "sent") for wished in (True, False)],
)
def test_what_was_taken_is_not_handed_over_again(transfer: str | None, wished: bool, again: bool) -> None:
    assert Policy().hands_over(transfer, wished) is again
