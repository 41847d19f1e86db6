"""What the user wants of the agency gets there as it was said; its answer is awaited, and told."""

from typing import Any

import pytest

from tests.conformance.judge.traces import Telling, called

SENT, AWAITED, TOLD, COMMENT, END = (
    "request.sent",
    "request.awaited",
    "request.answer-told",
    "case.comment-shown",
    "case.nothing-after-end",
)
DAY = "2026-02-27"


def collected() -> Telling:
    told = Telling("2026-02-04T09:00")
    told.send()
    told.case()
    return told


def held(status: int = 201, until: str = DAY) -> dict[str, object]:
    return called("hold", status, case="case-1", until=until)


# --- it gets there ------------------------------------------------------------------------------------------


def test_a_hold_that_is_sent_in_the_act_is_right() -> None:
    told = collected()
    told.act("hold", held(), number="1", until=DAY)
    told.tick(times=2)
    found = told.judged(SENT)
    assert (found.verdict, found.looked) == ("passed", 1)


def test_one_that_is_sent_by_the_second_tick_is_right_and_later_it_is_late() -> None:
    told = collected()
    told.act("hold", outcome="pending", number="1", until=DAY)
    told.tick()
    told.tick(held())
    assert told.verdict(SENT) == "passed"
    told = collected()
    told.act("hold", outcome="pending", number="1", until=DAY)
    told.tick(times=2)
    told.tick(held())
    assert told.verdict(SENT) == "failed"


@pytest.mark.parametrize("action", ["request_due_date", "hold", "release", "cancel", "bad_debt"])
def test_a_wish_that_the_client_took_and_never_sent_fails(action: str) -> None:
    told = collected()
    told.act(action, number="1", until=DAY, due_date=DAY)
    told.tick(times=2)
    assert told.verdict(SENT) == "failed"


@pytest.mark.parametrize("outcome", ["refused", "done"])
def test_a_wish_that_is_refused_need_not_be_sent_again(outcome: str) -> None:
    told = collected()
    calls = () if outcome == "refused" else (held(403),)
    told.act("hold", *calls, outcome=outcome, number="1", until=DAY)
    told.tick(times=2)
    assert told.verdict(SENT) != "failed"


def test_another_day_than_the_users_fails() -> None:
    told = collected()
    told.act("hold", held(until="2026-03-06"), number="1", until=DAY)
    told.tick(times=2)
    found = told.judged(SENT)
    assert (found.verdict, found.expected, found.actual) == ("failed", DAY, "2026-03-06")


def test_a_wish_that_nobody_had_fails_and_so_does_one_too_many() -> None:
    told = collected()
    told.tick(called("cancel", 201, case="case-1"))
    assert told.verdict(SENT) == "failed"
    told = collected()
    told.act("bad_debt", called("bad_debt", 201, case="case-1"), number="1")
    told.tick(called("bad_debt", 201, case="case-1"))
    assert told.verdict(SENT) == "failed"


def test_a_client_that_lifts_a_hold_and_adds_another_in_its_place_is_right() -> None:
    told = collected()
    told.act("hold", held(), number="1", until=DAY)
    told.act(
        "hold",
        called("release", 201, case="case-1"),
        held(until="2026-03-06"),
        number="1",
        until="2026-03-06",
    )
    told.tick(times=2)
    assert told.verdict(SENT) == "passed"


def test_what_the_end_of_the_case_overtook_need_not_be_sent() -> None:
    told = collected()
    told.act("hold", outcome="pending", number="1", until=DAY)
    told.fact("case_closed", case="case-1", number="1", reason="paid")
    told.tick(times=2)
    assert told.verdict(SENT) == "not_applicable"


def test_after_its_end_nothing_more_is_wanted_of_a_case_that_nobody_asked_for() -> None:
    told = collected()
    told.fact("case_closed", case="case-1", number="1", reason="cancelled")
    told.tick(called("read_case", case="case-1", number="1", state="closed"))
    told.tick(called("cancel", 403, case="case-1"))
    assert told.verdict(END) == "failed"


# --- its answer is awaited ----------------------------------------------------------------------------------


def asked(told: Telling, outcome: str, *, moved: bool = False) -> Telling:
    call = called("request_due_date", 201, case="case-1", due_date=DAY)
    told.act("request_due_date", call, outcome=outcome, number="1", due_date=DAY)
    if moved:
        told.fact("due_date_moved", number="1", case="case-1")
    return told


def test_a_request_is_pending_until_the_agency_has_decided() -> None:
    assert asked(collected(), "pending").verdict(AWAITED) == "passed"
    assert asked(collected(), "done").verdict(AWAITED) == "failed"


def test_a_client_that_refuses_the_request_itself_is_right() -> None:
    assert asked(collected(), "refused").verdict(AWAITED) == "not_applicable"


def test_what_was_decided_at_once_may_be_told_at_once() -> None:
    # What happens in an act is told of after it, and before the next request to the client.
    done = asked(collected(), "done", moved=True)
    done.tick()
    assert done.verdict(AWAITED) == "passed"
    denied = asked(collected(), "refused", moved=True)
    assert denied.verdict(AWAITED) == "failed"
    late = asked(collected(), "done")
    late.tick()
    late.fact("due_date_moved", number="1", case="case-1")
    assert late.verdict(AWAITED) == "failed"


def test_a_refusal_that_the_client_looked_for_in_the_act_is_true() -> None:
    call = called("request_due_date", 201, case="case-1", due_date=DAY)
    for looks, verdict in (([called("read_case", case="case-1")], "passed"), ([], "failed")):
        told = collected()
        told.act("request_due_date", call, *looks, outcome="refused", number="1", due_date=DAY)
        assert told.verdict("outcome.true") == verdict


def test_a_request_that_was_granted_in_the_act_may_be_done() -> None:
    told = collected()
    number = told.recorder.begin({"op": "act", "action": "request_due_date", "number": "1", "due_date": DAY})
    told.recorder.add("fact", {"fact": "due_date_moved", "number": "1", "case": "case-1"})
    told.recorder.finish(number, {"ok": {"outcome": "done"}})
    assert told.verdict(AWAITED) == "passed"


# --- and told -----------------------------------------------------------------------------------------------


def refused(*rows: dict[str, Any], outcome: str = "pending") -> Telling:
    told = asked(collected(), outcome)
    told.at("2026-02-05T10:00")
    told.fact("request_refused", number="1", case="case-1", what="due_date")
    told.tick(times=2)
    told.at("2026-02-06T12:00")
    told.view(messages=list(rows))
    return told


def test_a_refusal_is_told_at_the_invoice() -> None:
    row = {"number": "1", "at": "2026-02-05T10:01:00+02:00", "text": "No."}
    assert refused(row).verdict(TOLD) == "passed"
    assert refused({**row, "number": "2"}).verdict(TOLD) == "failed"
    assert refused({**row, "at": "2026-02-04T09:00:00+02:00"}).verdict(TOLD) == "failed"
    assert refused().verdict(TOLD) == "failed"


def test_messages_without_a_time_say_nothing_of_it() -> None:
    assert refused({"number": "1", "text": "No."}).verdict(TOLD) == "not_applicable"


def test_views_without_messages_say_nothing_of_it() -> None:
    told = asked(collected(), "pending")
    told.fact("request_refused", number="1", case="case-1", what="due_date")
    told.tick(times=2)
    told.view(invoices=[{"number": "1"}])
    assert told.verdict(TOLD) == "not_applicable"


def test_a_debtors_request_that_is_refused_is_another_matter() -> None:
    told = collected()
    told.fact("request_refused", number="1", case="case-1", what="more_time")
    told.tick(times=2)
    told.view(messages=[])
    assert told.verdict(TOLD) == "not_applicable"


# --- what the agency writes ---------------------------------------------------------------------------------


def written(by: str = "agency", *, ticks: int = 2, **rows: Any) -> Telling:
    told = collected()
    told.fact("comment_made", number="1", case="case-1", by=by, text="The debtor  has moved.")
    told.tick(times=ticks)
    told.view(**rows)
    return told


def test_a_comment_is_shown_whole_at_its_invoice() -> None:
    row = {"number": "1", "text": "Agency: The debtor has moved. (12:00)"}
    assert written(messages=[row]).verdict(COMMENT) == "passed"
    assert written(messages=[{**row, "number": "2"}]).verdict(COMMENT) == "failed"
    assert written(messages=[{**row, "text": "The debtor"}]).verdict(COMMENT) == "failed"
    assert written(messages=[]).verdict(COMMENT) == "failed"


def test_it_may_stand_among_the_messages_of_the_invoice_itself() -> None:
    found = written(invoices=[{"number": "1", "messages": ["The debtor has moved."]}])
    assert found.verdict(COMMENT) == "passed"


def test_after_one_tick_nobody_has_to_know_it_and_the_companys_own_is_no_news() -> None:
    assert written(ticks=1, messages=[]).verdict(COMMENT) == "not_applicable"
    assert written("company", messages=[]).verdict(COMMENT) == "not_applicable"
    assert written(invoices=[{"number": "1"}]).verdict(COMMENT) == "not_applicable"
