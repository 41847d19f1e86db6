"""After an unknown outcome the client looks before it sends again, and makes nothing twice."""

from typing import Any

import pytest

from tests.conformance.judge.calls import call, report, transfer, transfer_read
from tests.conformance.judge.traces import Telling

UNKNOWN = "network.unknown-outcome"
CUT: dict[str, Any] = {"status": None, "fault": "cut_after_commit", "committed": True}
RESET: dict[str, Any] = {"status": None, "fault": "reset", "committed": False}


def wished(first: dict[str, Any]) -> Telling:
    told = Telling("2026-02-04T09:00")
    told.send()
    told.act("transfer_invoice", first, number="1", outcome="pending")
    return told


def test_looking_and_finding_it_taken_is_right() -> None:
    told = wished(transfer(**CUT))
    told.tick(transfer_read(state="pending"))
    assert (told.verdict(UNKNOWN), told.judged(UNKNOWN).looked) == ("passed", 1)


@pytest.mark.parametrize(
    "first", [transfer(**CUT), transfer(500, committed=True), transfer(502, committed=True)]
)
def test_sending_again_without_a_look_fails_if_the_first_was_taken(first: dict[str, Any]) -> None:
    told = wished(first)
    told.tick(transfer(403))
    found = told.judged(UNKNOWN)
    assert (found.verdict, "the provider had taken the first" in found.message) == ("failed", True)


def test_an_answer_that_cannot_be_read_leaves_the_outcome_unknown() -> None:
    spoiled = transfer(202, fault="malformed")
    spoiled["means"]["outcome"] = "unknown"
    told = wished({**spoiled, "committed": True})
    told.tick(transfer(403))
    assert told.verdict(UNKNOWN) == "failed"


def test_sending_again_after_a_look_that_shows_nothing_is_right() -> None:
    told = wished(transfer(**RESET))
    told.tick(transfer_read(404), transfer())
    assert told.verdict(UNKNOWN) == "passed"


def test_sending_again_without_a_look_is_luck_if_the_first_never_arrived() -> None:
    told = wished(transfer(**RESET))
    told.tick(transfer())
    found = told.judged(UNKNOWN)
    assert (found.verdict, "that was luck" in found.message) == ("warned", True)


def test_a_look_without_an_answer_and_one_at_something_else_are_none() -> None:
    for look in (
        transfer_read(500),
        transfer_read(number="2"),
        call("GET", "/service", duty="read_service"),
    ):
        told = wished(transfer(**CUT))
        told.tick(look, transfer(403))
        assert told.verdict(UNKNOWN) == "failed"


def test_a_list_of_cases_is_a_look_too() -> None:
    told = wished(transfer(**RESET))
    told.tick(call("GET", "/cases", duty="list_cases", items=[]), transfer())
    assert told.verdict(UNKNOWN) == "passed"


def test_looking_and_sending_again_all_the_same_fails_if_both_were_taken() -> None:
    told = wished(transfer(**CUT))
    told.tick(transfer_read(state="pending"), transfer())
    found = told.judged(UNKNOWN)
    assert (found.verdict, "although it had looked" in found.message) == ("failed", True)


def test_who_was_shown_old_news_or_an_error_cannot_be_blamed() -> None:
    for look in (transfer_read(404, fault="stale_read"), transfer_read(state="error")):
        told = wished(transfer(**CUT))
        told.tick(look, transfer())
        assert told.verdict(UNKNOWN) == "passed"


def test_a_503_says_that_nothing_was_done() -> None:
    told = wished(transfer(503))
    told.tick(transfer())
    assert told.verdict(UNKNOWN) == "not_applicable"


def test_what_is_put_may_be_put_again() -> None:
    told = Telling()
    told.tick(call("PUT", "/service", None, duty="activate", committed=True))
    told.tick(call("PUT", "/service", duty="activate"))
    assert told.verdict(UNKNOWN) == "not_applicable"


def test_an_activation_that_is_posted_is_looked_for_at_the_service() -> None:
    lost = call("POST", "/service", None, duty="activate", committed=True)
    for look, verdict in (("read_service", "passed"), ("list_cases", "failed")):
        told = Telling()
        told.tick(lost, call("GET", "/x", duty=look), call("POST", "/service", 409, duty="activate"))
        assert told.verdict(UNKNOWN) == verdict


def sent(status: int | None, once: str, **words: Any) -> dict[str, Any]:
    return call("POST", "/invoices", status, duty="send_invoice", body={"uuid": once}, once=once, **words)


def test_a_kept_id_makes_repeating_right() -> None:
    told = Telling()
    told.tick(sent(None, "a", committed=True), sent(409, "a"))
    assert told.verdict(UNKNOWN) == "passed"


def test_an_invoice_that_its_user_wants_sent_anew_is_another() -> None:
    document: dict[str, Any] = {"body": {"uuid": "a"}, "number": "1"}
    told = Telling()
    first = call("POST", "/invoices", None, duty="send_invoice", committed=True, **document)
    look = call("GET", "/invoices", duty="list_invoices")
    again = call("POST", "/invoices", 201, duty="send_invoice", **document)
    told.op("act", first, action="send_invoice", provider="agency", invoice={"number": "1"})
    told.tick(look)
    told.act("resend_invoice", again, number="1")
    assert told.verdict(UNKNOWN) == "passed"
    told.tick(again)
    assert told.verdict(UNKNOWN) == "failed"


def paid(*calls: dict[str, Any], times: int = 1) -> Telling:
    """The debtor paid 40.00 directly, once or more often, and the client reports it."""
    told = Telling("2026-02-10T09:00")
    told.send()
    told.case()
    row: tuple[str, str | None, str] = ("40.00", "19", "Debtor Oy")
    told.bank(*[("40.00", [row])] * times)
    told.tick(*calls)
    return told


def read(**words: Any) -> dict[str, Any]:
    return call("GET", "/cases/case-1/events", duty="read_events", case="case-1", **words)


def test_a_report_whose_answer_was_cut_is_looked_for() -> None:
    told = paid(report(**CUT))
    told.tick(read())
    assert told.verdict(UNKNOWN) == "passed"
    told.tick(report())
    assert told.verdict(UNKNOWN) == "failed"


def test_a_report_that_is_sent_again_blindly_fails_whether_the_provider_takes_it_or_not() -> None:
    for status, truth in ((201, "took both"), (400, "had taken the first")):
        told = paid(report(**CUT))
        told.tick(report(status))
        found = told.judged(UNKNOWN)
        assert (found.verdict, truth in found.message) == ("failed", True)


def test_a_second_payment_of_the_same_sum_is_a_second_report() -> None:
    told = paid(report(**CUT), report(), times=2)
    assert told.verdict(UNKNOWN) == "passed"
    told.tick(report())
    assert told.verdict(UNKNOWN) == "failed"


def test_a_report_that_was_refused_first_is_none_of_those_that_were_made() -> None:
    told = paid(report(status=429), report(**CUT), report(), times=2)
    assert told.verdict(UNKNOWN) == "passed"
    told.tick(report())
    assert told.verdict(UNKNOWN) == "failed"


def test_after_a_look_no_more_may_be_taken_than_there_were_payments() -> None:
    told = paid(report(**CUT), report(**RESET), read(), report(), times=2)
    assert told.verdict(UNKNOWN) == "passed"
    told.tick(read(), report())
    assert told.verdict(UNKNOWN) == "failed"


def test_reports_of_other_sums_are_other_things() -> None:
    told = paid(report(**CUT))
    told.tick(report(amount="60.00"))
    assert told.verdict(UNKNOWN) == "passed"


def test_a_second_credit_note_of_the_same_sum_is_a_second_report() -> None:
    told = paid()
    told.act("credit_invoice", report(duty="report_credit", **CUT), number="1", amount="40.00")
    told.act("credit_invoice", report(duty="report_credit"), number="1", amount="40.00")
    assert told.verdict(UNKNOWN) == "passed"
    told.tick(report(duty="report_credit"))
    assert told.verdict(UNKNOWN) == "failed"
