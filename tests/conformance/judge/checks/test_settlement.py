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


# --- rows that name no invoice ------------------------------------------------------------------------------

GUESS = "settlement.no-guess"


def unclear(reference: str | None = "9977") -> Telling:
    """The agency settled what invoice 1 brought, and its row does not say so."""
    told = Telling()
    for number in ("1", "2"):
        told.send(number)
        told.at("2026-02-04T09:00").case(number)
    told.at("2026-02-10T06:00")
    names = {"case": "case-1", "number": "1"}
    told.fact("payment_received", **names, amount=money("100.00"), principal=money("100.00"))
    row = {**names, "reference": "19", "amount": money("100.00")}
    told.fact("principal_settled", total=money("100.00"), booked="2026-02-10", rows=[row])
    told.bank(("100.00", [("100.00", reference, "Agency Oy")]))
    told.tick(times=2)
    return told


def judged(told: Telling, *ledger: dict[str, Any], messages: Any = ()) -> dict[str, str]:
    told.expect(told.view(ledger=list(ledger), messages=list(messages)))
    return {check: told.verdict(check) for check in (GUESS, ONCE, "payment.booked-once")}


def test_a_row_that_names_no_invoice_is_shown_as_unmatched_or_found_out() -> None:
    message = {"at": "2026-02-10T06:00:00+02:00", "number": None, "text": "what is this?"}
    for reference in (None, "9977"):
        assert judged(unclear(reference), booked("unmatched", "100.00", None))[GUESS] == "passed"
        assert judged(unclear(reference), booked(PRINCIPAL, "100.00", None), messages=[message]) == {
            GUESS: "passed",
            ONCE: "not_applicable",
            "payment.booked-once": "passed",
        }
        assert set(judged(unclear(reference), booked(PRINCIPAL, "100.00")).values()) <= {
            "passed",
            "not_applicable",
        }


def test_a_row_that_names_no_invoice_is_not_guessed_and_not_hidden() -> None:
    assert judged(unclear(), booked(PRINCIPAL, "100.00", "2"))[GUESS] == "failed"
    assert judged(unclear(), booked("unmatched", "100.00", None), booked(PRINCIPAL, "100.00", "2")) == {
        GUESS: "failed",
        ONCE: "failed",
        "payment.booked-once": "passed",
    }
    early = {"at": "2026-02-01T06:00:00+02:00", "number": None, "text": "something else"}
    for messages in ([], [early]):
        assert judged(unclear(), booked(PRINCIPAL, "100.00", None), messages=messages)[GUESS] == "failed"


def test_once_the_user_has_said_whose_it_is_the_row_is_booked_there() -> None:
    for rows, right in (
        ([booked(PRINCIPAL, "100.00", "2")], True),
        ([booked("unmatched", "100.00", None)], False),
        ([booked(PRINCIPAL, "100.00", "2"), booked("unmatched", "100.00", None)], False),
    ):
        told = unclear()
        told.act("record_payment", number="2", amount="100.00", date="2026-02-10", from_agency=True)
        told.tick(times=2)
        found = judged(told, *rows)
        assert found[GUESS] == "not_applicable"
        assert ("failed" in found.values()) is not right


def test_a_row_with_its_reference_leaves_nothing_to_guess() -> None:
    told = story()
    told.tick(times=2)
    assert judged(told, booked(PRINCIPAL, "100.00"))[GUESS] == "not_applicable"


# --- the end of a year --------------------------------------------------------------------------------------


def test_a_row_in_another_currency_than_that_of_the_statements_is_wrong_and_one_without_is_right() -> None:
    for currency, right in (("EUR", True), (None, True), ("SEK", False)):
        told = story()
        for moment in ("10", "11", "12"):
            told.at(f"2026-03-{moment}T08:00").tick()
        told.expect(told.view(ledger=[{**booked(PRINCIPAL, "100.00"), "currency": currency}]))
        assert told.verdict("settlement.booked-once") == ("passed" if right else "failed")


YEAR = "settlement.in-its-year"


def over_new_year() -> Telling:
    told = Telling("2025-12-01T09:00")
    told.send("1", due="2025-12-10")
    told.at("2025-12-18T09:00").case("1")
    row = {"case": "case-1", "number": "1", "reference": "19", "amount": money("100.00")}
    told.at("2025-12-31T15:00").fact(
        "principal_settled", total=money("100.00"), booked="2025-12-31", rows=[row]
    )
    told.bank(("100.00", [("100.00", "19", "Agency Oy")]), came="2026-01-01T06:00")
    told.tick(times=2)
    return told


def test_a_settlement_belongs_to_the_year_in_which_the_bank_booked_it() -> None:
    for day, right in (("2025-12-31", True), ("2025-12-30", True), ("2026-01-01", False)):
        told = over_new_year()
        told.expect(told.view(ledger=[{**booked(PRINCIPAL, "100.00"), "date": day}]))
        assert told.verdict(YEAR) == ("passed" if right else "failed")


def test_so_does_a_direct_payment_unless_the_user_recorded_it_too() -> None:
    for day, recorded, verdict in (
        ("2025-12-31", False, "passed"),
        ("2026-01-01", False, "failed"),
        ("2026-01-01", True, "not_applicable"),
    ):
        told = Telling("2025-12-01T09:00")
        told.send("1", due="2025-12-10")
        told.at("2025-12-31T15:00").bank(("40.00", [("40.00", "19", "Debtor")]), came="2026-01-01T06:00")
        if recorded:
            told.act("record_payment", number="1", amount="40.00", date="2026-01-01")
        for hour in ("06", "08", "10"):
            told.at(f"2026-01-01T{hour}:00").tick()
        told.expect(told.view(ledger=[{**booked("direct_payment", "40.00"), "date": day}]))
        assert told.verdict(YEAR) == verdict


def test_rows_without_a_date_and_settlements_within_a_year_are_not_judged_by_it() -> None:
    told = over_new_year()
    told.expect(told.view(ledger=[booked(PRINCIPAL, "100.00")]))
    assert told.verdict(YEAR) == "not_applicable"
    told = story()
    told.tick(times=2)
    told.expect(told.view(ledger=[{**booked(PRINCIPAL, "100.00"), "date": "2026-02-10"}]))
    assert told.verdict(YEAR) == "not_applicable"
