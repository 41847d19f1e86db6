"""Direct payments are reported, settlements are not."""

from typing import Any

import pytest

from tests.conformance.judge.calls import call
from tests.conformance.judge.traces import Telling, called, money

DIRECT, SETTLED = "payment.direct-reported", "payment.settlement-not-reported"


def report(amount: str = "40.00", status: int = 201, case: str = "case-1") -> dict[str, Any]:
    return called("report_payment", status, case=case, amount=amount)


def story() -> Telling:
    told = Telling()
    told.send("1")
    told.at("2026-02-04T09:00").case("1")
    told.at("2026-02-10T06:00")
    return told


def paid(told: Telling, amount: str = "40.00", reference: str | None = "19", calls: Any = ()) -> None:
    told.fact("creditor_paid", number="1", amount=money(amount), reference=reference)
    told.bank((amount, [(amount, reference, "Debtor Oy")]), calls=calls)


def test_a_report_at_once_or_at_the_second_tick_is_in_time() -> None:
    for ticks in (0, 1, 2):
        told = story()
        paid(told, calls=[report()] if ticks == 0 else ())
        told.tick(*([report()] if ticks == 1 else ()))
        told.tick(*([report()] if ticks == 2 else ()))
        assert told.verdict(DIRECT) == "passed"
        assert told.judged(DIRECT).looked == 1
        assert told.verdict(SETTLED) == "passed"


def test_a_report_after_the_second_tick_is_late_and_none_is_none() -> None:
    told = story()
    paid(told)
    told.tick(times=2)
    assert "was never reported" in told.judged(DIRECT).message
    told.tick(report())
    found = told.judged(DIRECT)
    assert (found.verdict, "late" in found.message) == ("failed", True)
    assert found.rules == ("AGENCY-EVT-2", "CLIENT-PAY-1")


def test_a_report_of_unknown_outcome_is_looked_for_as_often_as_the_client_likes_for_an_hour() -> None:
    lost = call(
        "POST", "/reports", None, duty="report_payment", case="case-1", amount="40.00", committed=False
    )
    looks = ("2026-02-10T06:01", "2026-02-10T06:10", "2026-02-10T07:00")
    for unknown, reported, verdict in (
        (True, True, "passed"),
        (False, True, "failed"),
        (True, False, "failed"),
    ):
        told = story()
        paid(told)
        told.tick(*([lost] if unknown else ()))
        for moment in looks:
            told.at(moment).tick()
        told.at("2026-02-10T08:00").tick(*([report()] if reported else ()))
        told.at("2026-02-11T08:00").tick()
        assert told.verdict(DIRECT) == verdict


def test_before_the_second_tick_nobody_is_late() -> None:
    told = story()
    paid(told)
    told.tick()
    assert told.verdict(DIRECT) == "not_applicable"


def test_a_report_that_the_provider_refuses_is_none() -> None:
    told = story()
    paid(told)
    told.tick(report(status=400), times=2)
    assert told.verdict(DIRECT) == "failed"


def test_one_report_of_two_payments_and_two_of_one_are_right() -> None:
    for amounts in (["60.00"], ["40.00", "20.00"], ["10.00", "50.00"]):
        told = story()
        paid(told, "40.00")
        paid(told, "20.00")
        told.tick(*(report(amount) for amount in amounts), times=2)
        assert told.verdict(DIRECT) == "passed"


def test_twice_the_same_report_is_too_much() -> None:
    told = story()
    paid(told, calls=[report()])
    told.tick(report(), times=2)
    found = told.judged(DIRECT)
    assert (found.verdict, found.expected, found.actual) == ("failed", "40.00 reported in all", "80.00")


def test_a_repeated_report_after_an_error_is_one() -> None:
    told = story()
    paid(told, calls=[report(status=503), report()])
    told.tick(times=2)
    assert told.verdict(DIRECT) == "passed"


@pytest.mark.parametrize("amount", ["130.00", "100.00"])
def test_an_overpayment_is_reported_in_full_or_as_far_as_it_was_open(amount: str) -> None:
    told = story()
    paid(told, "130.00")
    told.tick(report(amount), times=2)
    assert told.verdict(DIRECT) == "passed"


def test_a_part_of_what_was_owed_is_not_enough() -> None:
    told = story()
    paid(told, "90.00")
    told.tick(report("50.00"), times=2)
    assert "in part" in told.judged(DIRECT).message


def test_what_the_agency_has_collected_already_is_off() -> None:
    told = story()
    told.settle("80.00")
    paid(told, "40.00")
    told.tick(report("20.00"), times=2)
    assert told.verdict(DIRECT) == "passed"


def test_a_payment_from_before_the_transfer_may_be_reported_or_not() -> None:
    for calls in ([], [report()]):
        told = Telling()
        told.send("1")
        paid(told)
        told.at("2026-02-04T09:00").case("1")
        told.tick(*calls, times=3)
        assert told.verdict(DIRECT) == "not_applicable"


def test_the_two_ticks_begin_when_the_case_can_be_known() -> None:
    told = Telling()
    told.send("1")
    told.at("2026-02-04T09:00").act("transfer_invoice", called("transfer", 202, invoice="id-1"), number="1")
    paid(told)
    told.tick(times=2)
    told.fact("case_opened", case="case-1", invoice="id-1", number="1", principal=money("100.00"))
    told.tick(report())
    told.tick()
    assert told.verdict(DIRECT) == "passed"


def test_after_the_case_has_ended_nothing_has_to_be_reported() -> None:
    told = story()
    paid(told)
    told.fact("case_closed", case="case-1", number="1", reason="credited")
    told.tick(times=3)
    assert told.verdict(DIRECT) == "not_applicable"


def test_what_the_user_records_is_reported_too_but_not_what_came_from_the_agency() -> None:
    told = story()
    told.act("record_payment", report(), number="1", amount="40.00", date="2026-02-10")
    told.tick(times=2)
    assert told.verdict(DIRECT) == "passed"
    told.act("record_payment", number="1", amount="25.00", date="2026-02-10", from_agency=True)
    told.tick(times=2)
    assert told.verdict(DIRECT) == "passed"
    told.act("record_payment", number="1", amount="7.00", date="2026-02-10")
    told.tick(times=2)
    assert told.verdict(DIRECT) == "failed"


def test_what_the_client_refused_to_record_is_not_owed() -> None:
    told = story()
    told.act("record_payment", number="1", amount="40.00", date="2026-02-10", outcome="refused")
    told.tick(times=3)
    assert told.verdict(DIRECT) == "not_applicable"


def test_what_its_user_takes_back_in_time_is_not_owed_but_the_rest_is() -> None:
    for paid_too, verdict in ((None, "not_applicable"), ("7.00", "failed")):
        told = story()
        told.act("record_payment", number="1", amount="40.00", date="2026-02-10")
        if paid_too:
            told.act("record_payment", number="1", amount=paid_too, date="2026-02-10")
        told.act("reverse_payment", number="1", amount="40.00", date="2026-02-10")
        told.tick(times=3)
        assert told.verdict(DIRECT) == verdict


def test_what_is_taken_back_once_its_report_was_late_stays_late() -> None:
    told = story()
    told.act("record_payment", number="1", amount="40.00", date="2026-02-10")
    told.tick(times=2)
    told.act("delete_payment", number="1", amount="40.00", date="2026-02-10")
    told.tick()
    assert told.verdict(DIRECT) == "failed"


def test_a_payment_that_the_user_and_the_bank_tell_of_is_reported_once() -> None:
    told = story()
    paid(told)
    told.act("record_payment", report(), number="1", amount="40.00", date="2026-02-10")
    told.tick(times=2)
    assert told.verdict(DIRECT) == "passed"


def test_a_payment_without_its_reference_need_not_be_recognised_but_may_be() -> None:
    for calls in ([], [report()]):
        told = story()
        paid(told, reference=None, calls=calls)
        told.tick(times=3)
        assert told.verdict(DIRECT) == "not_applicable"
        assert told.verdict(SETTLED) in ("passed", "not_applicable")


def test_reporting_a_settlement_fails_one_check_and_only_one() -> None:
    for status in (201, 403):
        told = story()
        told.settle("100.00")
        told.tick(report("100.00", status), times=2)
        assert told.verdict(SETTLED) == "failed"
        assert told.verdict(DIRECT) == "not_applicable"


def test_reporting_the_agencys_news_of_a_payment_fails_before_the_money_has_come() -> None:
    told = story()
    told.fact("payment_received", case="case-1", number="1", amount=money("100.00"), principal=money("95.00"))
    told.tick(report("95.00"))
    assert told.verdict(SETTLED) == "failed"


def test_a_direct_payment_of_the_same_amount_as_a_settlement_is_a_direct_payment() -> None:
    told = story()
    told.settle("40.00")
    paid(told, "40.00")
    told.tick(report("40.00"), times=2)
    assert told.verdict(SETTLED) == "passed"
    assert told.verdict(DIRECT) == "passed"
    told.tick(report("40.00"))
    assert told.verdict(SETTLED) == "failed"


def test_a_payment_without_a_reference_is_told_from_a_settlement_of_its_sum_and_day_by_its_payer() -> None:
    told = story()
    names = {"case": "case-1", "number": "1", "reference": "19"}
    told.fact("creditor_paid", number="1", amount=money("40.00"), reference=None, payer="Debtor Oy")
    told.fact("payment_received", **names, amount=money("40.00"), principal=money("40.00"))
    rows = [{**names, "amount": money("40.00")}]
    told.fact("principal_settled", total=money("40.00"), booked=told.now[:10], rows=rows)
    told.bank(("40.00", [("40.00", None, "Debtor Oy")]), ("40.00", [("40.00", "19", "Agency Oy")]))
    told.tick(times=3)
    assert told.verdict(DIRECT) == "not_applicable"


def test_a_settlement_that_nobody_reports_is_right() -> None:
    told = story()
    told.settle("100.00")
    told.tick(times=2)
    assert told.verdict(SETTLED) == "passed"


def test_a_report_whose_outcome_is_unknown_is_not_held_against_the_client() -> None:
    told = story()
    told.settle("100.00")
    told.tick(report("100.00", 503))
    assert told.verdict(SETTLED) == "passed"


def test_what_was_told_on_the_wire_counts_without_facts() -> None:
    told = Telling()
    told.send("1")
    event = {"case": "case-1", "event": "e1", "actor": "agency", "kind": "paid", "amount": "100.0"}
    told.tick(called("read_case", case="case-1", invoice="id-1", number="1", items=[event]))
    told.tick(report("100.00"))
    assert told.verdict(SETTLED) == "failed"


def test_a_payment_without_reference_that_the_user_recorded_is_reported_once() -> None:
    for times, verdict in ((1, "passed"), (2, "failed")):
        told = story()
        paid(told, reference=None)
        told.act("record_payment", number="1", amount="40.00", date="2026-02-10")
        told.tick(*[report()] * times, times=2)
        assert told.verdict(DIRECT) == verdict


def test_one_call_that_reports_several_payments_is_a_report_of_each() -> None:
    told = story()
    told.send("2")
    told.case("2")
    whole = called(
        "report_payment", items=[{"case": "case-1", "amount": "40.00"}, {"case": "case-2", "amount": "60.00"}]
    )
    paid(told)
    told.fact("creditor_paid", number="2", amount=money("60.00"), reference="29")
    told.bank(("60.00", [("60.00", "29", "Debtor Oy")]), calls=[whole])
    told.tick(times=2)
    assert (told.verdict(DIRECT), told.judged(DIRECT).looked) == ("passed", 2)
    assert told.verdict(SETTLED) == "passed"
    assert [part.id for part in told.trace().exchanges("report_payment")] == 2 * [
        told.trace().of("exchange")[-1].id
    ]
