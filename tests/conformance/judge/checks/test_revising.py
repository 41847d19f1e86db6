"""A payment that was none does not reach the agency by itself."""

from conformance.catalogue import Catalogue
from conformance.checks import all_checks
from conformance.verdict import CheckResult
from tests.conformance.judge.traces import Telling, called

TAKEN_BACK = "payment.taken-back"
FIRST = "payment.taken-back-first"
RULES = Catalogue(
    {
        "agency": [
            {
                "id": "BACK-1",
                "by": "client",
                "rule": "…",
                "duties": ["report_payment"],
                "values": {"taken_back": "by hand", "credit_notes": "as payments"},
            }
        ]
    }
)
REPORT = called("report_payment", 201, case="case-1", amount="40.00")


def judged(told: Telling, check: str = TAKEN_BACK) -> CheckResult:
    (found,) = (one for one in all_checks() if one.id == check)
    return found.run(told.trace(), RULES)


def story(payments: int, reports: int) -> Telling:
    told = Telling()
    told.send("1")
    told.at("2026-02-04T09:00").case("1")
    for nth in range(payments):
        told.act("record_payment", *[REPORT] * (nth < reports), number="1", amount="40.00", date="2026-02-04")
    return told


def test_who_takes_back_what_the_agency_was_told_of_has_to_say_so() -> None:
    for contact, verdict in ({"contact": "provider"}, "passed"), ({}, "failed"):
        told = story(payments=1, reports=1)
        reply = {"ok": {"outcome": "done", **contact}}
        told.op("act", reply=reply, action="reverse_payment", provider="agency", number="1", amount="40.00")
        assert judged(told).verdict == verdict


def test_where_another_payment_of_the_sum_was_not_reported_it_may_be_the_one_that_was_none() -> None:
    told = story(payments=2, reports=1)
    told.act("delete_payment", number="1", amount="40.00")
    assert judged(told).verdict == "not_applicable"
    told.act("delete_payment", number="1", amount="40.00")
    assert judged(told).verdict == "failed"


def test_the_report_of_a_credit_note_is_none_of_the_payment() -> None:
    told = Telling()
    told.send("1")
    told.at("2026-02-04T09:00").case("1")
    told.act("credit_invoice", REPORT, number="1", amount="40.00")
    told.act("record_payment", number="1", amount="40.00", date="2026-02-04")
    told.act("reverse_payment", number="1", amount="40.00")
    assert judged(told).verdict == "not_applicable"


def taken_back_before_any_report(outcome: str = "done") -> Telling:
    told = story(payments=1, reports=0)
    told.act("reverse_payment", number="1", amount="40.00", outcome=outcome)
    return told


def test_what_was_taken_back_before_the_agency_was_told_is_not_reported_afterwards() -> None:
    told = taken_back_before_any_report()
    told.tick()
    assert judged(told, FIRST).verdict == "passed"
    told.tick(REPORT)
    assert judged(told, FIRST).verdict == "failed"


def test_a_report_that_the_agency_refuses_was_tried_all_the_same() -> None:
    told = taken_back_before_any_report()
    told.tick(called("report_payment", 409, case="case-1", amount="40.00"))
    assert judged(told, FIRST).verdict == "failed"


def test_who_refuses_to_take_a_payment_back_reports_it_rightly() -> None:
    told = taken_back_before_any_report("refused")
    told.tick(REPORT)
    assert judged(told, FIRST).verdict == "not_applicable"


def test_a_report_that_was_tried_before_may_be_tried_again_after_its_payment_was_taken_back() -> None:
    told = story(payments=1, reports=0)
    told.tick(called("report_payment", 503, case="case-1", amount="40.00"))
    told.act("reverse_payment", number="1", amount="40.00")
    told.tick(REPORT)
    assert judged(told, FIRST).verdict == "not_applicable"


def test_another_payment_of_the_invoice_may_be_the_one_that_is_reported() -> None:
    for another in "40.00", "25.00":
        told = taken_back_before_any_report()
        told.act("record_payment", number="1", amount=another, date="2026-02-04")
        told.tick(REPORT)
        assert judged(told, FIRST).verdict == "not_applicable"


def test_money_at_the_bank_that_names_no_invoice_may_be_the_one_that_is_reported() -> None:
    told = taken_back_before_any_report()
    told.bank(("40.00", [("40.00", None, "Somebody Oy")]))
    told.tick(REPORT)
    assert judged(told, FIRST).verdict == "not_applicable"
