"""A busy provider is tried again in time; a refusal is not tried again unchanged."""

import pytest

from tests.conformance.judge.calls import busy, call, events, report, token, transfer
from tests.conformance.judge.traces import Telling

AFTER = "network.retry-after"
UNCHANGED = "network.not-repeated-unchanged"


def limited(status: int = 429, wait: str | None = "120") -> Telling:
    """At 09:00 the user's transfer is told to come back after two minutes."""
    told = Telling("2026-02-04T09:00")
    told.send()
    told.act("transfer_invoice", busy(transfer(status), wait), number="1", outcome="pending")
    return told


@pytest.mark.parametrize("status", [429, 503])
def test_coming_back_at_the_time_that_was_named_is_right(status: int) -> None:
    told = limited(status)
    told.at("2026-02-04T09:02").tick(transfer(), times=2)
    assert (told.verdict(AFTER), told.judged(AFTER).looked) == ("passed", 1)


def test_coming_back_at_the_next_daily_tick_is_right() -> None:
    told = limited()
    told.tick()
    told.at("2026-02-05T08:00").tick()
    told.at("2026-02-06T08:00").tick(transfer())
    assert told.verdict(AFTER) == "passed"


def test_a_date_is_a_time_too() -> None:
    told = limited(wait="Wed, 04 Feb 2026 07:05:00 GMT")
    told.at("2026-02-04T09:04").tick(transfer())
    assert told.verdict(AFTER) == "failed"
    told = limited(wait="Wed, 04 Feb 2026 07:05:00 GMT")
    told.at("2026-02-04T09:05").tick(transfer(), times=2)
    assert told.verdict(AFTER) == "passed"


def test_trying_again_at_once_is_too_early_also_in_the_same_op() -> None:
    told = Telling("2026-02-04T09:00")
    told.send()
    told.act("transfer_invoice", busy(transfer(429)), busy(transfer(429)), transfer(), number="1")
    found = told.judged(AFTER)
    assert (found.verdict, found.expected) == ("failed", "the next try at 2026-02-04T09:02:00+02:00 or later")


def test_another_report_of_the_same_case_in_one_op_is_another_call_and_in_the_next_op_it_is_not() -> None:
    told = Telling("2026-02-04T09:00")
    told.tick(busy(report(429, "40.00")), report(201, "60.00"))
    assert told.verdict(AFTER) == "passed"
    told = Telling("2026-02-04T09:00")
    told.tick(busy(events(429, query={"since": "1"})))
    told.tick(events(query={"since": "2"}))
    assert told.verdict(AFTER) == "failed"


def test_never_coming_back_fails_once_two_ticks_could_have_done_it() -> None:
    told = limited()
    told.tick(times=2)
    told.at("2026-02-05T08:00").tick()
    assert told.verdict(AFTER) == "passed"
    told.at("2026-02-06T08:00").tick()
    found = told.judged(AFTER)
    assert (found.verdict, "never tried again" in found.message) == ("failed", True)


def test_without_retry_after_any_later_try_is_right_but_none_is_not() -> None:
    told = limited(503, None)
    told.tick(transfer(), times=2)
    assert told.verdict(AFTER) == "passed"
    told = limited(503, None)
    for soon in ("09:05", "09:30", "09:59"):
        told.at(f"2026-02-04T{soon}").tick()
    assert told.verdict(AFTER) == "not_applicable"
    told.at("2026-02-04T10:05").tick(times=2)
    told.at("2026-02-04T11:00").tick()
    assert told.verdict(AFTER) == "failed"


def test_a_tick_in_which_another_answer_was_lost_is_none_of_the_two() -> None:
    lost = call("GET", "/cases/case-1", 200, duty="read_case", fault="cut_after_commit")
    for spoiled, verdict in (([lost], "not_applicable"), ([], "failed")):
        told = limited(503, None)
        told.at("2026-02-04T12:00").tick(*spoiled)
        told.at("2026-02-05T08:00").tick()
        assert told.verdict(AFTER) == verdict


def test_what_became_needless_need_not_be_tried_again() -> None:
    told = limited()
    told.at("2026-02-04T10:00").act("credit_invoice", number="1", amount="100.00")
    told.tick(times=2)
    assert told.verdict(AFTER) == "passed"
    told = limited()
    told.at("2026-02-04T10:00").fact("service_closed", provider="agency")
    told.tick(times=2)
    assert told.verdict(AFTER) == "passed"
    told = limited()
    told.at("2026-02-04T10:00").bank(("100.00", [("100.00", "19", "Debtor Oy")]))
    told.tick(times=2)
    assert told.verdict(AFTER) == "passed"


def test_a_read_is_made_good_for_by_another_that_tells_of_the_same() -> None:
    told = Telling("2026-02-04T09:00")
    told.case()
    told.tick(busy(call("GET", "/cases/case-1", 429, case="case-1")))
    told.at("2026-02-04T10:00").tick(
        call("GET", "/cases/case-1/events", duty="read_events", case="case-1"), times=2
    )
    assert told.verdict(AFTER) == "passed"
    told = Telling("2026-02-04T09:00")
    told.case()
    told.tick(busy(call("GET", "/cases/case-1", 429, case="case-1")))
    told.at("2026-02-04T10:00").tick(call("GET", "/cases/case-2", duty="read_events", case="case-2"), times=2)
    assert told.verdict(AFTER) == "failed"


@pytest.mark.parametrize(
    ("asked", "told_by", "verdict"),
    [
        (("/invoices/7", "read_invoice"), ("/invoices", "list_invoices"), "passed"),
        (("/invoices", "list_invoices"), ("/invoices/7", "read_invoice"), "passed"),
        (("/cases/case-1", "read_case"), ("/events", "list_events"), "passed"),
        (("/events", "list_events"), ("/cases/case-1", "read_case"), "failed"),
    ],
)
def test_a_list_makes_good_for_what_stands_in_it(
    asked: tuple[str, str], told_by: tuple[str, str], verdict: str
) -> None:
    told = Telling("2026-02-04T09:00")
    told.tick(busy(call("GET", asked[0], 429, duty=asked[1])))
    told.at("2026-02-04T10:00").tick(call("GET", told_by[0], duty=told_by[1]), times=2)
    assert told.verdict(AFTER) == verdict


def test_who_was_killed_may_have_forgotten_the_time() -> None:
    told = limited()
    told.op("configure", fresh=False)
    told.tick(transfer())
    assert told.verdict(AFTER) == "passed"


def test_what_the_harness_answered_by_mistake_is_no_busy_provider() -> None:
    told = Telling("2026-02-04T09:00")
    told.tick({**transfer(503), "harness_error": True}, transfer())
    assert told.verdict(AFTER) == "not_applicable"


def refused(status: int = 400) -> Telling:
    told = Telling("2026-02-04T09:00")
    told.send()
    told.act("transfer_invoice", transfer(status), number="1", outcome="refused")
    return told


def test_a_refusal_that_is_left_at_that_is_right() -> None:
    told = refused()
    told.tick(events(), times=2)
    assert (told.verdict(UNCHANGED), told.judged(UNCHANGED).looked) == ("passed", 1)


@pytest.mark.parametrize("status", [400, 403, 404, 413, 422])
def test_the_same_again_without_an_act_fails(status: int) -> None:
    told = refused(status)
    told.tick(transfer(status))
    told.tick(transfer(status))
    found = told.judged(UNCHANGED)
    assert found.verdict == "failed"
    assert "(and 1 more)" in found.message


@pytest.mark.parametrize("status", [408, 409, 425, 429])
def test_what_passes_with_time_may_be_sent_again(status: int) -> None:
    told = refused(status)
    told.tick(transfer())
    assert told.verdict(UNCHANGED) == "not_applicable"


def test_the_same_again_after_an_act_is_right() -> None:
    told = refused()
    told.act("transfer_invoice", transfer(), number="1")
    assert told.verdict(UNCHANGED) == "passed"


def early_wish() -> Telling:
    """The user asks on 3 February for what may be transferred from 4 February on, and the provider refuses."""
    told = Telling("2026-02-03T09:00")
    told.send()
    told.act("transfer_invoice", transfer(403), number="1", outcome="pending")
    return told


def test_a_transfer_that_came_too_early_may_be_sent_again_on_its_day() -> None:
    told = early_wish()
    told.at("2026-02-04T08:00").tick(transfer(202))
    assert told.verdict(UNCHANGED) == "passed"


def test_a_transfer_that_is_still_too_early_may_not_be_sent_again() -> None:
    told = early_wish()
    told.at("2026-02-03T10:00").tick(transfer(403))
    assert told.verdict(UNCHANGED) == "failed"


def test_a_request_that_has_changed_is_another_one() -> None:
    told = refused()
    told.tick(transfer(body={"payers": 2}))
    assert told.verdict(UNCHANGED) == "passed"


def paid(times: int) -> Telling:
    """The bank shows so many equal payments of an invoice that is being collected."""
    told = Telling("2026-02-04T09:00")
    told.send()
    told.case()
    entry: tuple[str, list[tuple[str, str | None, str]]] = ("40.00", [("40.00", "19", "Debtor")])
    told.bank(*[entry] * times)
    return told


@pytest.mark.parametrize(("payments", "verdict"), [(3, "passed"), (2, "failed")])
def test_reports_of_equal_payments_are_as_many_as_those(payments: int, verdict: str) -> None:
    told = paid(payments)
    told.tick(report(201), report(403), report(403))
    assert told.verdict(UNCHANGED) == verdict


def test_a_report_that_nobody_answered_is_none_of_them() -> None:
    told = paid(2)
    told.tick(report(None), report(403), report(403))
    assert told.verdict(UNCHANGED) == "passed"


def test_reading_again_is_no_insisting_and_neither_is_putting() -> None:
    told = Telling()
    told.tick(call("GET", "/cases/1", 404), call("PUT", "/service", 403, duty="activate"), times=1)
    told.tick(call("GET", "/cases/1", 404), call("PUT", "/service", 403, duty="activate"), times=1)
    assert told.verdict(UNCHANGED) == "not_applicable"


def test_after_a_401_once_more_with_a_new_token_is_right() -> None:
    told = Telling()
    told.tick(transfer(401), token(), transfer(shown="{token:2}"))
    assert told.verdict(UNCHANGED) == "passed"


def test_a_token_that_is_fetched_at_the_same_moment_may_be_the_same() -> None:
    told = Telling()
    told.tick(transfer(401), token(), transfer())
    assert told.verdict(UNCHANGED) == "passed"


def test_after_a_401_the_same_token_fails_and_so_does_a_third_try() -> None:
    told = Telling()
    told.tick(transfer(401), transfer(401))
    assert told.verdict(UNCHANGED) == "failed"
    told = Telling()
    told.tick(transfer(401), transfer(401, shown="{token:2}"))
    assert told.verdict(UNCHANGED) == "passed"
    told.tick(transfer(401, shown="{token:3}"))
    assert told.verdict(UNCHANGED) == "failed"


def test_credentials_that_were_refused_may_be_tried_once_more_and_not_for_ever() -> None:
    told = Telling()
    told.tick(token(401))
    told.tick(token(401))
    assert told.verdict(UNCHANGED) == "passed"
    told.tick(token(401))
    assert told.verdict(UNCHANGED) == "failed"


def test_what_was_taken_at_last_ends_the_matter() -> None:
    told = Telling()
    told.tick(transfer(401), transfer(shown="{token:2}"), transfer(401, shown="{token:2}"))
    told.tick(transfer(shown="{token:3}"))
    assert told.verdict(UNCHANGED) == "passed"
