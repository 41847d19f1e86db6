"""Invoices are transferred when they may be, counted in days of the account's zone."""

import pytest

from tests.conformance.judge.traces import Telling, called, money

EARLY = "transfer.not-early"
ASKED = "transfer.asked"


def story(kind: str = "company") -> Telling:
    told = Telling()
    told.send("1", due="2026-01-28", kind=kind)
    return told


def transfer(status: int = 202, number: str = "1", **means: str) -> dict[str, object]:
    return called("transfer", status, invoice=f"id-{number}", **means)


@pytest.mark.parametrize(("kind", "opens"), [("company", "2026-02-04"), ("consumer", "2026-02-11")])
def test_the_first_minute_of_the_day_is_early_enough(kind: str, opens: str) -> None:
    told = story(kind)
    told.at(f"{opens}T00:00").tick(transfer())
    assert told.verdict(EARLY) == "passed"


@pytest.mark.parametrize(("kind", "before"), [("company", "2026-02-03"), ("consumer", "2026-02-10")])
def test_the_last_minute_before_it_is_too_early(kind: str, before: str) -> None:
    told = story(kind)
    told.at(f"{before}T23:59").tick(transfer())
    found = told.judged(EARLY)
    assert found.verdict == "failed"
    assert found.rules == ("AGENCY-TRF-1", "AGENCY-TRF-2", "CLIENT-TIME-1")
    assert f"one on {before}" in found.actual


@pytest.mark.parametrize("kind", ["company", "consumer"])
@pytest.mark.parametrize(
    ("moment", "right"), [("2026-01-28T23:59", False), ("2026-01-29T00:00", True), ("2026-02-20T00:00", True)]
)
def test_days_that_hold_for_every_debtor_are_counted_for_each(kind: str, moment: str, right: bool) -> None:
    told = Telling(provider="overdue")
    told.send("1", due="2026-01-28", kind=kind)
    told.at(moment).tick(transfer(provider="overdue"))
    found = told.judged(EARLY)
    assert found.verdict == ("passed" if right else "failed")
    assert found.rules == ("CLIENT-TIME-1", "OVERDUE-TRF-2")


def test_a_refused_attempt_of_the_clients_own_fails_too() -> None:
    told = story()
    told.at("2026-02-03T08:00").tick(transfer(403))
    assert told.verdict(EARLY) == "failed"


def test_the_users_wish_that_the_provider_accepts_fails() -> None:
    told = story()
    told.at("2026-02-03T09:00").act("transfer_invoice", transfer(202), number="1")
    assert told.verdict(EARLY) == "failed"


@pytest.mark.parametrize(
    ("outcome", "verdict"), [("refused", "passed"), ("pending", "passed"), ("done", "warned")]
)
def test_the_users_wish_that_the_provider_refuses_is_right_if_the_user_is_told(
    outcome: str, verdict: str
) -> None:
    told = story()
    told.at("2026-02-03T09:00").act("transfer_invoice", transfer(403), number="1", outcome=outcome)
    assert told.verdict(EARLY) == verdict


def test_a_client_that_keeps_the_wish_for_the_right_day_is_right() -> None:
    told = story()
    told.at("2026-02-03T09:00").act("transfer_invoice", number="1", outcome="pending")
    told.at("2026-02-04T08:00").tick(transfer())
    assert told.verdict(EARLY) == "passed"


def test_a_wish_for_one_invoice_is_no_wish_for_another() -> None:
    told = story()
    told.send("2", due="2026-01-29")
    told.at("2026-02-04T09:00").act("transfer_invoice", transfer(), transfer(403, "2"), number="1")
    found = told.judged(EARLY)
    assert (found.verdict, "invoice 2" in found.message) == ("failed", True)


def test_the_debtors_kind_is_that_of_the_invoice_whatever_the_client_calls_it() -> None:
    told = story("consumer")
    told.at("2026-02-05T09:00").tick(transfer(debtor_kind="company"))
    assert told.verdict(EARLY) == "failed"


def test_an_invoice_that_the_client_did_not_send_is_known_from_lists_or_facts() -> None:
    told = Telling()
    row = {"invoice": "id-1", "number": "1", "due_date": "2026-01-28"}
    told.at("2026-02-03T09:00").tick(called("list_invoices", items=[row]), transfer(debtor_kind="company"))
    assert told.verdict(EARLY) == "failed"


def test_where_the_due_date_or_the_rule_is_not_known_nothing_is_judged() -> None:
    told = Telling()
    told.tick(transfer(debtor_kind="company"))
    told.send("1", kind="government")
    told.tick(transfer())
    assert told.verdict(EARLY) == "not_applicable"


def automation(told: Telling, *, enabled: bool) -> None:
    told.act("change_settings", settings={"auto_transfer": {"enabled": enabled}})


def test_a_transfer_that_nobody_asked_for_fails_whatever_the_provider_says() -> None:
    for status, verdict in ((202, "failed"), (403, "failed"), (503, "not_applicable")):
        told = story()
        told.at("2026-02-04T08:00").tick(transfer(status))
        assert told.verdict(ASKED) == verdict


def test_a_wish_and_the_automation_are_both_reasons_to_transfer() -> None:
    told = story()
    told.act("transfer_invoice", number="1", outcome="pending")
    told.tick(times=3)
    told.tick(transfer())
    assert told.verdict(ASKED) == "passed"
    told = story()
    automation(told, enabled=True)
    told.tick(transfer(503))
    told.tick(transfer(202))
    assert told.verdict(ASKED) == "passed"


def test_an_automation_that_was_turned_off_is_no_reason_but_for_what_it_began() -> None:
    for began, verdict in ((False, "failed"), (True, "passed")):
        told = story()
        automation(told, enabled=True)
        told.tick(*([transfer(403)] if began else []))
        automation(told, enabled=False)
        told.tick(transfer())
        assert told.verdict(ASKED) == verdict


def test_a_wish_that_was_refused_is_over_until_the_user_asks_again() -> None:
    told = story()
    told.act("transfer_invoice", number="1", outcome="refused")
    told.tick(transfer())
    assert "had refused" in told.judged(ASKED).message
    told = story()
    told.act("transfer_invoice", number="1", outcome="refused")
    told.act("transfer_invoice", number="1", outcome="pending")
    told.tick(transfer())
    assert told.verdict(ASKED) == "passed"


def test_a_client_that_says_refused_of_what_the_provider_refused_is_right_and_of_a_case_it_is_not() -> None:
    for status, opens, verdict in ((403, False, "passed"), (202, False, "passed"), (202, True, "failed")):
        told = story()
        told.act("transfer_invoice", transfer(status), number="1", outcome="refused")
        if opens:
            told.fact("case_opened", case="case-1", invoice="id-1", number="1", principal=money("100.00"))
        assert told.verdict(ASKED) == verdict


@pytest.mark.parametrize(
    ("amount", "ticks", "verdict"),
    [
        ("100.00", 2, "failed"),
        ("100.00", 1, "passed"),
        ("99.99", 2, "passed"),
    ],
)
def test_what_the_client_has_known_to_be_paid_for_two_ticks_is_not_transferred(
    amount: str, ticks: int, verdict: str
) -> None:
    told = story()
    automation(told, enabled=True)
    told.bank((amount, [(amount, "19", "Debtor")]))
    told.tick(times=ticks)
    told.tick(transfer(403))
    assert told.verdict(ASKED) == verdict


def test_what_its_user_took_back_is_open_again_and_is_transferred() -> None:
    told = story()
    automation(told, enabled=True)
    told.act("record_payment", number="1", amount="100.00", date="2026-02-04")
    told.act("reverse_payment", number="1", amount="100.00", date="2026-02-04")
    told.tick(times=2)
    told.tick(transfer())
    assert told.verdict(ASKED) == "passed"


def test_the_user_may_ask_for_the_transfer_of_what_is_paid() -> None:
    told = story()
    told.bank(("100.00", [("100.00", "19", "Debtor")]))
    told.tick(times=3)
    told.act("transfer_invoice", transfer(), number="1", outcome="pending")
    assert told.verdict(ASKED) == "passed"
