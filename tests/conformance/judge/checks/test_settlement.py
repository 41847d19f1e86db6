"""Settlements are booked once, by whichever rows."""

from typing import Any

from tests.conformance.judge.traces import Telling, booked, money

ONCE = "settlement.booked-once"
PRINCIPAL = "settlement_principal"


def story() -> Telling:
    told = Telling()
    told.send("1")
    told.at("2026-02-04T09:00").case("1")
    told.at("2026-02-10T06:00").settle("100.00")
    return told


def verdict(told: Telling, *ledger: dict[str, Any]) -> str:
    told.expect(told.view(ledger=list(ledger)))
    return told.verdict(ONCE)


def test_one_row_or_several_of_the_same_sum_are_right() -> None:
    for rows in (["100.00"], ["60.00", "40.00"], ["100.0"]):
        told = story()
        told.tick(times=2)
        assert verdict(told, *(booked(PRINCIPAL, amount) for amount in rows)) == "passed"


def test_twice_is_too_much_and_nothing_is_too_little() -> None:
    for rows, said in ((["100.00", "100.00"], "more than once"), ([], "too little")):
        told = story()
        told.tick(times=2)
        assert verdict(told, *(booked(PRINCIPAL, amount) for amount in rows)) == "failed"
        assert said in told.judged(ONCE).message


def test_a_double_booking_that_was_taken_back_is_right() -> None:
    for sign in ("-", ""):
        told = story()
        told.tick(times=2)
        rows = [booked(PRINCIPAL, "100.00"), booked(PRINCIPAL, "100.00"), booked("reversal", f"{sign}100.00")]
        assert verdict(told, *rows) == "passed"


def test_a_reversal_alone_is_no_settlement_and_that_of_another_invoice_takes_nothing_back() -> None:
    for rows in (
        [booked("reversal", "100.00")],
        [booked("reversal", "-100.00")],
        [booked(PRINCIPAL, "100.00"), booked(PRINCIPAL, "100.00"), booked("reversal", "100.00", "2")],
    ):
        told = story()
        told.tick(times=2)
        assert verdict(told, *rows) == "failed"


def test_reversals_of_other_kinds_beside_it_take_nothing_from_a_settlement() -> None:
    told = story()
    told.tick(times=2)
    rows = [
        booked(PRINCIPAL, "100.00"),
        booked(PRINCIPAL, "100.00"),
        booked("reversal", "100.00"),
        booked("reversal", "-30.00"),
    ]
    assert verdict(told, *rows) == "passed"


def test_interest_under_an_invoice_is_wrong_unless_it_was_taken_back() -> None:
    interest = "settlement_interest"
    for rows, right in (
        ([booked(interest, "3.21")], False),
        ([booked(interest, "3.21", None), booked(interest, "3.21")], False),
        ([booked(interest, "3.21", None), booked(interest, "3.21"), booked("reversal", "3.21")], True),
        ([booked(interest, "3.21", None), booked("reversal", "3.21")], True),
        ([booked(interest, "3.21", None), booked(interest, "3.21", None), booked("reversal", "3.21")], False),
    ):
        told = Telling()
        told.fact("interest_settled", total=money("3.21"), month="2026-02", booked="2026-01-12")
        told.bank(("3.21", [("3.21", None, "Agency Oy")]))
        told.tick(times=2)
        assert verdict(told, *rows) == ("passed" if right else "failed")


def test_a_row_under_the_wrong_invoice_is_wrong_for_both() -> None:
    told = story()
    told.tick(times=2)
    assert verdict(told, booked(PRINCIPAL, "100.00", "2")) == "failed"
    assert "(and 1 more)" in told.judged(ONCE).message


def test_nothing_is_judged_before_the_second_tick() -> None:
    told = story()
    told.tick()
    assert verdict(told) == "not_applicable"


def test_nothing_is_judged_while_the_settlement_is_on_the_way() -> None:
    told = story()
    told.tick(times=2)
    told.fact("payment_received", case="case-1", number="1", amount=money("5.00"), principal=money("5.00"))
    told.tick(times=2)
    assert verdict(told, booked(PRINCIPAL, "105.00")) == "not_applicable"


def test_interest_is_booked_by_itself() -> None:
    told = Telling()
    told.at("2026-03-03T06:00").fact(
        "interest_settled", total=money("3.21"), month="2026-02", booked="2026-03-03"
    )
    told.bank(("3.21", [("3.21", None, "Agency Oy")]))
    told.tick(times=2)
    assert verdict(told, booked("settlement_interest", "3.21", None)) == "passed"
    told.expect(told.view(ledger=[booked(PRINCIPAL, "3.21", None)]))
    assert told.verdict(ONCE) == "failed"


def test_a_direct_payment_is_no_settlement() -> None:
    told = story()
    told.bank(("50.00", [("50.00", "19", "Debtor Oy")]))
    told.tick(times=2)
    assert verdict(told, booked(PRINCIPAL, "100.00"), booked("direct_payment", "50.00")) == "passed"


def test_a_settlement_booked_without_one_on_a_statement_is_wrong() -> None:
    told = Telling()
    told.send("1")
    told.bank()
    told.tick(times=2)
    assert verdict(told, booked(PRINCIPAL, "100.00")) == "failed"


def test_a_client_without_a_bank_is_judged_by_what_its_user_recorded() -> None:
    told = Telling()
    told.send("1")
    assert verdict(told, booked(PRINCIPAL, "100.00")) == "not_applicable"
    told = Telling()
    told.send("1")
    told.act("record_payment", number="1", amount="100.00", date="2026-02-10", from_agency=True)
    told.tick(times=2)
    assert verdict(told, booked(PRINCIPAL, "100.00")) == "passed"


def test_what_the_user_records_and_the_bank_shows_is_one_payment() -> None:
    told = story()
    told.act("record_payment", number="1", amount="100.00", date="2026-02-10", from_agency=True)
    told.tick(times=2)
    assert verdict(told, booked(PRINCIPAL, "100.00")) == "passed"


def test_a_view_without_a_ledger_cannot_be_judged() -> None:
    told = story()
    told.tick(times=2)
    told.expect(told.view(services=[]))
    assert told.verdict(ONCE) == "not_applicable"


def test_without_facts_an_entry_with_several_rows_or_of_a_named_payer_is_a_settlement() -> None:
    told = Telling(payers=["Agency Oy"])
    for number in ("1", "2"):
        told.send(number)
    told.bank(("70.00", [("30.00", "19", "Somebody"), ("40.00", "29", "Somebody")]))
    told.bank(("5.00", [("5.00", "19", "Agency Oy")]), ("1.00", [("1.00", None, "Agency Oy")]))
    told.tick(times=2)
    rows = [
        booked(PRINCIPAL, "35.00"),
        booked(PRINCIPAL, "40.00", "2"),
        booked("settlement_interest", "1.00", None),
    ]
    assert verdict(told, *rows) == "passed"
    assert told.judged(ONCE).looked == 3
