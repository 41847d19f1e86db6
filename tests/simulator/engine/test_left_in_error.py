"""What becomes of an invoice in error: it is held and asked about, or credited, or the company has said a word."""

from __future__ import annotations

from datetime import date

from simulator.domain import commands as c
from simulator.domain import facts as f
from tests.simulator.desk import Desk
from tests.simulator.engine.test_routing import cases, desk, fault, sent, told


def test_two_weeks_in_error_bring_a_hold_and_word_of_it() -> None:
    at = desk()
    sent(at, reference=None)
    at.pass_days(13)
    assert cases(at) == ["in_error"]
    at.pass_days(1)
    (paused,) = told(at, f.CollectionPaused)
    assert (cases(at), paused.by, paused.until) == (["error_on_hold"], "agency", None)
    assert "ended in error" in paused.text
    at.pass_days(200)
    assert (cases(at), told(at, f.LetterSent)) == (["error_on_hold"], [])


def say(at: Desk) -> None:
    at.do(c.MakeComment(case=at.case().id, text="The order was cancelled. This invoice is not sent again."))


def test_an_invoice_in_error_of_which_the_company_has_said_something_is_not_held() -> None:
    at = desk()
    sent(at, reference=None)
    at.pass_days(13)
    say(at)
    at.pass_days(200)
    assert (cases(at), told(at, f.CollectionPaused)) == (["error_answered"], [])
    assert fault(sent(at)) == "due_date"  # its number is free, as that of any in error
    at.credit("1001", at.money("1240.00"))
    assert cases(at) == ["closed sent_anew", "closed credited"]


def test_a_hold_of_the_companys_own_on_what_was_answered_is_over_without_a_new_question() -> None:
    at = desk()
    sent(at, reference=None)
    say(at)
    at.do(c.HoldCase(case=at.case().id, until=date(2026, 1, 20)))
    assert cases(at) == ["error_on_hold"]
    at.pass_days(30)
    assert cases(at) == ["error_answered"]
    assert [paused.by for paused in told(at, f.CollectionPaused)] == ["company"]


def test_a_comment_on_an_invoice_in_error_changes_nothing_where_that_is_assumed_or_once_it_is_held() -> None:
    at = desk(**{"kassavirta.comment_answers_error": False})
    sent(at, reference=None)
    say(at)
    assert cases(at) == ["in_error"]
    at.pass_days(14)
    assert cases(at) == ["error_on_hold"]
    at = desk()
    sent(at, reference=None)
    at.pass_days(14)
    say(at)
    assert cases(at) == ["error_on_hold"]


def test_a_comment_on_an_invoice_that_was_routed_is_a_comment() -> None:
    at = desk()
    sent(at)
    say(at)
    assert (cases(at), told(at, f.CaseWaits)) == (["opened"], [])


def test_a_credit_note_for_the_whole_ends_an_invoice_in_error() -> None:
    at = desk()
    sent(at, reference=None)
    at.credit("1001", at.money("1240.00"))
    assert cases(at) == ["closed credited"]
    at.pass_days(20)
    assert told(at, f.CollectionPaused) == []
