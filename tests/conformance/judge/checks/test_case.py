"""After its end nothing more is sent about a case; before, what the user has to say of it."""

import pytest

from tests.conformance.judge.calls import call
from tests.conformance.judge.traces import Telling, called

END, COMMENT = "case.nothing-after-end", "case.comment-sent"


def reported(
    amount: str, status: int = 201, duty: str = "report_payment", **means: object
) -> dict[str, object]:
    return called(duty, status, case="case-1", amount=amount, **means)


def ended(told: Telling, *, heard: bool = True) -> Telling:
    told.fact("case_closed", case="case-1", number="1", reason="paid")
    if heard:
        told.tick(called("read_case", case="case-1", number="1", state="closed"))
    return told


def collected() -> Telling:
    told = Telling("2026-02-04T09:00")
    told.send()
    told.case()
    return told


@pytest.mark.parametrize("status", [201, 403])
def test_a_payment_after_the_end_is_not_reported(status: int) -> None:
    told = ended(collected())
    told.act("record_payment", number="1", amount="12.00")
    told.tick(reported("12.00", status))
    found = told.judged(END)
    assert (found.verdict, found.looked) == ("failed", 1)


def test_a_client_that_keeps_it_to_itself_is_right() -> None:
    told = ended(collected())
    told.act("record_payment", number="1", amount="12.00")
    told.tick(called("read_case", case="case-1", state="closed"), called("mark_seen", case="case-1"), times=2)
    assert told.verdict(END) == "passed"


def test_what_was_booked_before_it_could_know_is_rightly_reported() -> None:
    told = collected()
    told.act("record_payment", number="1", amount="12.00")
    ended(told)
    told.tick(reported("12.00"))
    assert told.verdict(END) == "passed"
    told.tick(reported("12.00"))
    assert told.verdict(END) == "failed"


def test_until_it_is_told_of_the_end_or_could_have_asked_twice_it_knows_nothing() -> None:
    told = ended(collected(), heard=False)
    told.act("record_payment", number="1", amount="12.00")
    told.tick(reported("12.00"))
    told.tick()
    assert told.verdict(END) == "passed"
    told = ended(collected(), heard=False)
    told.tick(times=2)
    told.act("record_payment", number="1", amount="12.00")
    told.tick(reported("12.00"))
    assert told.verdict(END) == "failed"


def test_passing_on_what_the_user_wants_now_is_a_warning() -> None:
    told = ended(collected())
    told.act(
        "comment", called("report_comment", 201, case="case-1", text="Thanks."), number="1", text="Thanks."
    )
    assert told.verdict(END) == "warned"


def test_a_comment_that_nobody_asked_for_fails() -> None:
    told = ended(collected())
    told.tick(called("report_comment", 201, case="case-1", text="Thanks."))
    assert told.verdict(END) == "failed"


def test_a_credit_note_from_before_the_end_may_still_be_reported() -> None:
    told = collected()
    told.act("credit_invoice", number="1", amount="100.00")
    ended(told)
    told.tick(reported("100.00", duty="report_credit"))
    assert told.verdict(END) == "passed"


def test_an_open_case_is_nothing_to_look_at() -> None:
    told = collected()
    told.tick(reported("12.00"))
    assert told.verdict(END) == "not_applicable"


def commented(*calls: dict[str, object], outcome: str = "done") -> Telling:
    told = collected()
    told.act("comment", *calls, number="1", text="The customer\nhas moved.", outcome=outcome)
    return told


def test_a_comment_reaches_the_agency_at_once_or_by_the_second_tick() -> None:
    comment = called("report_comment", 201, case="case-1", text="By the user: The customer has moved.")
    assert commented(comment).verdict(COMMENT) == "passed"
    told = commented(outcome="pending")
    told.tick()
    told.tick(comment)
    assert told.verdict(COMMENT) == "passed"
    told = commented(outcome="pending")
    told.tick(times=2)
    told.tick(comment)
    assert "late" in told.judged(COMMENT).message


def test_a_comment_that_is_kept_or_changed_fails() -> None:
    told = commented()
    told.tick(times=2)
    assert told.verdict(COMMENT) == "failed"
    told = commented(called("report_comment", 201, case="case-1", text="The customer"))
    told.tick(times=2)
    assert told.verdict(COMMENT) == "failed"


def test_a_channel_that_shows_no_text_is_believed() -> None:
    told = commented(called("report_comment", 201, case="case-1"))
    told.tick(times=2)
    assert told.verdict(COMMENT) == "passed"


def test_a_comment_may_be_refused_by_the_client_or_by_the_provider() -> None:
    told = commented(outcome="refused")
    told.tick(times=2)
    assert told.verdict(COMMENT) == "not_applicable"
    refusal = call(
        "POST", "/comment", 403, duty="report_comment", case="case-1", text="The customer has moved."
    )
    told = commented(refusal)
    told.tick(times=2)
    assert told.verdict(COMMENT) == "passed"


def test_a_comment_that_the_end_overtook_need_not_be_sent() -> None:
    told = commented(outcome="pending")
    ended(told)
    told.tick(times=2)
    assert told.verdict(COMMENT) == "not_applicable"
