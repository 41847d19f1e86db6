"""Direct payments stand in the ledger once, and the open amount follows from the money."""

from typing import Any

import pytest

from tests.conformance.judge.traces import Telling, booked, money

ONCE, OPEN = "payment.booked-once", "payment.open-amount"
PAID, LOOSE = "direct_payment", "unmatched"
Rows = list[dict[str, Any]]


def story(total: str = "100.00") -> Telling:
    told = Telling()
    told.send("1", total=total)
    told.at("2026-02-04T09:00").case("1")
    told.at("2026-02-10T06:00")
    return told


def paid(told: Telling, amount: str, reference: str | None = "19", number: str = "1") -> None:
    told.fact("creditor_paid", number=number, amount=money(amount), reference=reference)
    told.bank((amount, [(amount, reference, "Debtor Oy")]))


def verdict(told: Telling, *ledger: dict[str, Any], check: str = ONCE) -> str:
    told.tick(times=2)
    told.expect(told.view(ledger=list(ledger)))
    return told.verdict(check)


def opened(told: Telling, amount: str) -> str:
    told.tick(times=2)
    told.expect(told.view(invoices=[{"number": "1", "open_amount": amount}]))
    return told.verdict(OPEN)


# --- booked once --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "right"),
    [
        ([booked(PAID, "40.00")], True),
        ([booked(PAID, "15.00"), booked(PAID, "25.00")], True),
        ([booked(PAID, "40.00"), booked(PAID, "40.00"), booked("reversal", "-40.00")], True),
        ([], False),
        ([booked(PAID, "39.99")], False),
        ([booked(PAID, "40.00"), booked(PAID, "40.00")], False),
        ([booked(PAID, "40.00"), booked(LOOSE, "40.00", None)], False),
        ([booked(PAID, "40.00"), booked(LOOSE, "40.00")], False),
        ([booked(LOOSE, "40.00", None)], False),
        ([booked(PAID, "40.00", "2")], False),
    ],
)
def test_a_payment_with_a_reference_is_under_its_invoice_and_nowhere_else(rows: Rows, right: bool) -> None:
    told = story()
    paid(told, "40.00")
    assert verdict(told, *rows) == ("passed" if right else "failed")


@pytest.mark.parametrize(
    ("rows", "right"),
    [
        ([booked(PAID, "130.00")], True),
        ([booked(PAID, "100.00"), booked(LOOSE, "30.00", None)], True),
        ([booked(PAID, "100.00"), booked(LOOSE, "30.00")], True),
        ([booked(PAID, "110.00"), booked(LOOSE, "20.00", None)], True),
        ([booked(PAID, "100.00")], False),
        ([booked(PAID, "100.00"), booked("settlement_interest", "30.00", None)], False),
        ([booked(PAID, "90.00"), booked(LOOSE, "40.00", None)], False),
        ([booked(PAID, "130.00"), booked(LOOSE, "30.00", None)], False),
    ],
)
def test_what_is_paid_beyond_an_invoice_is_under_it_or_unmatched_and_never_lost(
    rows: Rows, right: bool
) -> None:
    told = story()
    paid(told, "130.00")
    assert verdict(told, *rows) == ("passed" if right else "failed")


@pytest.mark.parametrize(
    ("rows", "right"),
    [
        ([booked(LOOSE, "40.00", None)], True),
        ([booked(PAID, "40.00", None)], True),
        ([booked(PAID, "40.00")], True),  # found out by other means than the reference, and rightly
        ([], False),
        ([booked(PAID, "40.00", "2")], False),
        ([booked(PAID, "40.00"), booked(LOOSE, "40.00", None)], False),
        ([booked(LOOSE, "40.00", None), booked(LOOSE, "40.00", None)], False),
    ],
)
@pytest.mark.parametrize("reference", [None, "9977"])
def test_a_payment_without_the_reference_is_unmatched_or_under_its_own_invoice(
    rows: Rows, right: bool, reference: str | None
) -> None:
    told = story()
    told.send("2")
    paid(told, "40.00", reference)
    assert verdict(told, *rows) == ("passed" if right else "failed")


@pytest.mark.parametrize(
    ("rows", "right"),
    [
        ([booked(PAID, "40.00")], True),
        ([booked(PAID, "40.00"), booked(LOOSE, "40.00", None), booked("reversal", "40.00", None)], True),
        ([booked(PAID, "40.00"), booked(LOOSE, "40.00", None)], False),
        ([booked(LOOSE, "40.00", None)], False),
    ],
)
def test_what_the_user_records_explains_the_money_that_came_without_an_invoice(
    rows: Rows, right: bool
) -> None:
    told = story()
    paid(told, "40.00", None)
    told.act("record_payment", number="1", amount="40.00", date="2026-02-10")
    assert verdict(told, *rows) == ("passed" if right else "failed")


def test_what_was_recorded_and_taken_back_may_have_been_either_of_two_payments_of_its_sum() -> None:
    back, one, loose = booked("reversal", "-40.00"), booked(PAID, "40.00"), booked(LOOSE, "40.00", None)
    for rows, right in (
        ([one, back, loose], True),
        ([one, back, one], True),
        ([one, back], False),
    ):
        told = story()
        paid(told, "40.00", None)
        told.act("record_payment", number="1", amount="40.00", date="2026-02-10")
        told.act("reverse_payment", number="1", amount="40.00", date="2026-02-10")
        told.at("2026-02-11T06:00")
        paid(told, "40.00")
        assert verdict(told, *rows) == ("passed" if right else "failed"), rows


def test_what_was_recorded_and_never_answered_may_or_may_not_explain_money_without_an_invoice() -> None:
    killed = {"fault": {"kind": "killed", "message": "the process was killed"}}
    for rows, right in (([booked(PAID, "40.00")], True), ([booked(LOOSE, "40.00", None)], True), ([], False)):
        told = story()
        paid(told, "40.00", None)
        told.op("act", reply=killed, action="record_payment", number="1", amount="40.00", date="2026-02-10")
        assert verdict(told, *rows) == ("passed" if right else "failed"), rows


def test_what_was_recorded_before_may_or_may_not_be_joined_to_money_without_an_invoice() -> None:
    for rows, right in (
        ([booked(PAID, "40.00")], True),
        ([booked(PAID, "40.00"), booked(LOOSE, "40.00", None)], True),
        ([booked(LOOSE, "40.00", None)], False),
    ):
        told = story()
        told.act("record_payment", number="1", amount="40.00", date="2026-02-09")
        paid(told, "40.00", None)
        assert verdict(told, *rows) == ("passed" if right else "failed")


def test_the_users_record_and_the_banks_row_are_one_payment() -> None:
    for rows, right in (([booked(PAID, "40.00")], True), ([booked(PAID, "40.00")] * 2, False)):
        told = story()
        told.act("record_payment", number="1", amount="40.00", date="2026-02-09")
        paid(told, "40.00")
        assert verdict(told, *rows) == ("passed" if right else "failed")


def test_a_record_that_was_never_answered_may_be_booked_or_not_unless_the_bank_shows_it() -> None:
    killed = {"fault": {"kind": "killed", "message": "the process was killed"}}
    for shown, rows, right in (
        (False, [], True),
        (False, [booked(PAID, "40.00")], True),
        (True, [booked(PAID, "40.00")], True),
        (True, [booked(PAID, "40.00")] * 2, False),
    ):
        told = story()
        told.op("act", reply=killed, action="record_payment", number="1", amount="40.00", date="2026-02-09")
        told.bank()
        if shown:
            paid(told, "40.00")
        found = verdict(told, *rows)
        assert found == ("passed" if right and rows else "not_applicable" if right else "failed")


def test_a_settlement_is_no_direct_payment_also_if_both_have_one_amount_on_one_day() -> None:
    told = story()
    told.send("2")
    names = {"case": "case-1", "number": "1"}
    told.fact("creditor_paid", number="2", amount=money("40.00"), reference="29")
    told.fact("payment_received", **names, amount=money("40.00"), principal=money("40.00"))
    row = {**names, "reference": "19", "amount": money("40.00")}
    told.fact("principal_settled", total=money("40.00"), booked="2026-02-10", rows=[row])
    told.bank(("40.00", [("40.00", "29", "Debtor Oy")]), ("40.00", [("40.00", "19", "Agency Oy")]))
    assert verdict(told, booked(PAID, "40.00", "2"), booked("settlement_principal", "40.00")) == "passed"
    assert told.verdict("settlement.booked-once") == "passed"


def test_nothing_is_judged_before_the_second_tick_without_a_ledger_or_without_money() -> None:
    told = story()
    paid(told, "40.00")
    told.tick()
    told.expect(told.view(ledger=[]))
    assert told.verdict(ONCE) == "not_applicable"
    told.tick(times=2)
    told.expect(told.view(services=[]))
    assert told.verdict(ONCE) == "not_applicable"
    assert verdict(story()) == "not_applicable"


def test_a_view_that_is_full_of_reversals_is_judged_all_the_same() -> None:
    told = story()
    paid(told, "40.00")
    rows = [booked(PAID, "1e20"), *(booked("reversal", str(2**nth)) for nth in range(60))]
    assert verdict(told, *rows, booked(PAID, "NaN")) == "failed"


# --- the open amount ----------------------------------------------------------------------------------------


def test_the_open_amount_is_what_is_left_after_parts_of_all_kinds() -> None:
    for amount, right in (("45.00", True), ("45.0", True), ("100.00", False), ("60.00", False)):
        told = story()
        paid(told, "40.00")
        told.settle("10.00")
        told.act("credit_invoice", number="1", credit_note_number="C-1", amount="5.00", date="2026-02-10")
        assert opened(told, amount) == ("passed" if right else "failed")


def test_of_an_overpaid_invoice_nothing_or_less_is_open() -> None:
    for amount, right in (("0.00", True), ("-30.00", True), ("30.00", False), ("-10.00", False)):
        told = story()
        paid(told, "130.00")
        assert opened(told, amount) == ("passed" if right else "failed")


def test_what_came_without_a_reference_may_be_taken_off_its_own_invoice() -> None:
    for amount, right in (("100.00", True), ("60.00", True), ("80.00", False)):
        told = story()
        paid(told, "40.00", None)
        assert opened(told, amount) == ("passed" if right else "failed")


def test_an_open_amount_is_not_judged_while_money_is_on_the_way_or_fresh() -> None:
    told = story()
    told.fact("payment_received", case="case-1", number="1", amount=money("50.00"), principal=money("50.00"))
    assert opened(told, "50.00") == "not_applicable"
    told = story()
    paid(told, "40.00")
    told.tick()
    told.expect(told.view(invoices=[{"number": "1", "open_amount": "100.00"}]))
    assert told.verdict(OPEN) == "not_applicable"


def test_an_open_amount_is_not_judged_after_a_refused_credit_note_or_if_it_is_left_out() -> None:
    told = story()
    words = {"credit_note_number": "C-1", "amount": "5.00", "date": "2026-02-10"}
    told.act("credit_invoice", outcome="refused", number="1", **words)
    assert opened(told, "95.00") == "not_applicable"
    told.expect(told.view(invoices=[{"number": "1"}]))
    assert told.verdict(OPEN) == "not_applicable"


def test_an_invoice_in_collection_that_nobody_pays_stays_open() -> None:
    assert opened(story(), "100.00") == "passed"
    assert opened(story(), "0.00") == "failed"
