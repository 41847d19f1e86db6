"""A transfer says what was asked and what the invoice is; it is made once, and in time."""

from typing import Any

import pytest

from tests.conformance.judge.traces import Telling, called

TWICE, KIND, TYPE, LATE = (
    "transfer.once",
    "transfer.receivable",
    "transfer.collection-type",
    "transfer.on-time",
)


def transfer(number: str = "1", status: int = 202, **means: Any) -> dict[str, Any]:
    return called("transfer", status, invoice=f"id-{number}", **means)


# --- once ---------------------------------------------------------------------------------------------------


def test_one_transfer_is_right_and_a_second_one_of_the_clients_own_is_not() -> None:
    for status in (202, 403):
        told = Telling()
        told.send("1")
        told.at("2026-02-04T09:00").case("1")
        assert (told.verdict(TWICE), told.judged(TWICE).looked) == ("passed", 1)
        told.tick(transfer(status=status))
        assert told.verdict(TWICE) == "failed"


def test_a_wish_that_is_passed_on_and_refused_is_right_unless_the_client_says_it_is_done() -> None:
    for outcome, status, right in (("refused", 403, True), ("done", 403, False), ("pending", 202, False)):
        told = Telling()
        told.send("1")
        told.at("2026-02-04T09:00").case("1")
        told.act("transfer_invoice", transfer(status=status), number="1", outcome=outcome)
        assert told.verdict(TWICE) == ("passed" if right else "failed")


def test_after_an_error_the_end_of_the_case_or_a_refusal_another_transfer_is_another_matter() -> None:
    for before in ("read", "fact", "closed", "refused"):
        told = Telling()
        told.send("1")
        told.at("2026-02-04T09:00")
        if before == "refused":
            told.tick(transfer(status=403))
        else:
            told.case("1")
        if before == "read":
            told.tick(called("read_transfer", invoice="id-1", state="error"))
        if before == "fact":
            told.fact("transfer_failed", number="1")
        if before == "closed":
            told.fact("case_closed", case="case-1", number="1")
        told.tick(transfer())
        assert told.verdict(TWICE) == "passed"


def test_a_transfer_whose_answer_was_lost_is_not_judged_by_this() -> None:
    told = Telling()
    told.send("1")
    lost = {**transfer(), "answer": None, "fault": "cut_after_commit"}
    lost["means"] = {**lost["means"], "outcome": "unknown"}
    told.at("2026-02-04T09:00").act("transfer_invoice", lost, number="1", outcome="pending")
    told.tick(transfer())
    assert told.verdict(TWICE) == "passed"


# --- what it says -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [202, 400])
def test_the_receivable_is_that_of_the_debtor(status: int) -> None:
    for kind, sent, right in (
        ("consumer", "consumer", True),
        ("consumer", "company", False),
        ("company", "consumer", False),
    ):
        told = Telling()
        told.send("1", kind=kind)
        told.tick(transfer(status=status, debtor_kind=sent, rental=False))
        assert told.verdict(KIND) == ("passed" if right else "failed")


@pytest.mark.parametrize(
    ("country", "rent", "sent", "right"),
    [
        ("FI", True, True, True),
        ("FI", True, False, False),
        ("FI", False, True, False),
        ("SE", True, True, False),
        ("SE", True, False, True),
    ],
)
def test_rent_is_transferred_as_rent_where_the_provider_takes_it(
    country: str, rent: bool, sent: bool, right: bool
) -> None:
    told = Telling()
    told.op("configure", company={"country": country}, settings={})
    invoice = {"number": "1", "due_date": "2026-01-28", "total": "100.00", "debtor": {"kind": "company"}}
    invoice |= {"rental": {"contract_type": "fixed"}} if rent else {}
    told.act("send_invoice", called("send_invoice", number="1", invoice="id-1"), invoice=invoice)
    told.tick(transfer(debtor_kind="company", rental=sent))
    assert told.verdict(KIND) == ("passed" if right else "failed")


def test_a_provider_that_says_nothing_of_the_receivable_and_a_debtor_of_unknown_kind_are_left_alone() -> None:
    told = Telling()
    told.send("1")
    told.tick(transfer())
    assert told.verdict(KIND) == "passed"
    told = Telling()
    told.fact("invoice_sent", number="1", invoice="id-1")
    told.tick(transfer(debtor_kind="company"))
    assert told.verdict(KIND) == "not_applicable"


def test_the_type_of_collection_is_one_that_the_user_asked_for() -> None:
    for asked, sent, right in (
        (["short"], "short", True),
        (["short"], "whole", False),
        (["whole", "short"], "whole", True),
        (["whole", "short"], "short", True),
    ):
        told = Telling()
        told.send("1")
        for kind in asked:
            told.act("transfer_invoice", number="1", collection_type=kind, outcome="pending")
        told.tick(transfer(kind=sent))
        assert told.verdict(TYPE) == ("passed" if right else "failed")


def test_a_type_that_was_refused_is_none_and_automation_may_take_any() -> None:
    told = Telling()
    told.send("1")
    told.act("transfer_invoice", number="1", collection_type="whole", outcome="refused")
    told.act("transfer_invoice", number="1", collection_type="short", outcome="pending")
    told.tick(transfer(kind="whole"))
    assert told.verdict(TYPE) == "failed"
    told = Telling()
    told.send("1")
    told.tick(transfer(kind="whole"))
    assert told.verdict(TYPE) == "not_applicable"


# --- in time ------------------------------------------------------------------------------------------------


def waiting(
    *,
    due: str = "2026-01-28",
    kind: str = "company",
    auto: Any = None,
    debtor: Any = None,
    provider: str = "agency",
) -> Telling:
    """A client that knows of an active service and an invoice, and that may transfer by itself."""
    told = Telling(hello={"settings": ["auto_transfer"]}, provider=provider)
    told.op("configure", company={"country": "FI"}, settings={})
    told.tick(called("read_service", state="active"))
    if auto is not None:
        told.act("change_settings", settings={"auto_transfer": {"enabled": True, **auto}})
    invoice = {"number": "1", "due_date": due, "total": "100.00", "debtor": {"kind": kind, **(debtor or {})}}
    told.act("send_invoice", called("send_invoice", number="1", invoice="id-1"), invoice=invoice)
    return told


def day_of(told: Telling, day: str, nth: int | None) -> None:
    """Three ticks at the beginning of a day; the nth of them transfers."""
    for count in range(3):
        told.at(f"{day}T0{count}:00").tick(*([transfer()] if count == nth else ()))


@pytest.mark.parametrize(("nth", "right"), [(0, True), (1, True), (2, False), (None, False)])
@pytest.mark.parametrize(
    ("kind", "due", "day"),
    [
        ("company", "2026-01-28", "2026-02-04"),
        ("consumer", "2026-01-28", "2026-02-11"),
        ("company", "2026-03-22", "2026-03-29"),  # the night when summer time begins
        ("company", "2026-03-23", "2026-03-30"),
        ("company", "2026-10-19", "2026-10-26"),  # the night after it ended
    ],
)
def test_what_falls_due_is_transferred_at_the_second_tick_of_its_day(
    nth: int | None, right: bool, kind: str, due: str, day: str
) -> None:
    told = waiting(due=due, kind=kind, auto={})
    day_of(told, day, nth)
    found = told.judged(LATE)
    assert (found.verdict, found.looked) == ("passed" if right else "failed", 1)


def test_the_ticks_of_the_evening_before_do_not_count() -> None:
    told = waiting(auto={})
    told.at("2026-02-03T22:00").tick()
    told.at("2026-02-03T23:00").tick()
    told.at("2026-02-04T00:00").tick()
    assert told.verdict(LATE) == "not_applicable"
    told.at("2026-02-04T01:00").tick()
    assert told.verdict(LATE) == "failed"


def test_a_wish_that_the_client_took_falls_due_too() -> None:
    for outcome, wanted in (("pending", "failed"), ("refused", "not_applicable")):
        told = waiting()
        told.act("transfer_invoice", number="1", collection_type="whole", outcome=outcome)
        day_of(told, "2026-02-04", None)
        assert told.verdict(LATE) == wanted


def test_the_users_own_days_count_if_they_are_more() -> None:
    for days, wanted in ((3, "failed"), (7, "failed"), (10, "not_applicable")):
        told = waiting(auto={"b2b_days": days})
        day_of(told, "2026-02-04", None)
        assert told.verdict(LATE) == wanted


@pytest.mark.parametrize(
    ("auto", "verdict"),
    [({}, "not_applicable"), ({"b2b_days": 1}, "failed"), ({"b2b_days": 3}, "not_applicable")],
)
def test_where_later_is_right_as_well_only_the_users_own_days_are_a_limit(auto: Any, verdict: str) -> None:
    told = waiting(auto=auto, provider="overdue")
    day_of(told, "2026-01-29", None)
    assert told.verdict(LATE) == verdict
    told = waiting(provider="overdue")
    told.act("transfer_invoice", number="1", collection_type="whole", outcome="pending")
    day_of(told, "2026-01-29", None)
    assert told.verdict(LATE) == "not_applicable"


@pytest.mark.parametrize(
    ("auto", "debtor"),
    [
        ({"minimum_amount": "100.01"}, {}),
        ({"prevented_group": "vip"}, {"group": "vip"}),
        ({}, {"collection_prohibited": True}),
        ({}, {"temporary": True}),
    ],
)
def test_what_the_automation_passes_over_does_not_fall_due(auto: Any, debtor: Any) -> None:
    told = waiting(auto=auto, debtor=debtor)
    day_of(told, "2026-02-04", None)
    assert told.verdict(LATE) == "not_applicable"


def test_what_is_paid_credited_or_turned_off_meanwhile_does_not_fall_due() -> None:
    for what in ("paid", "credited", "off", "closed"):
        told = waiting(auto={})
        if what == "paid":
            told.act("record_payment", number="1", amount="100.00", date="2026-02-01")
        if what == "credited":
            told.act("credit_invoice", number="1", amount="100.00", date="2026-02-01")
        if what == "off":
            told.act("change_settings", settings={"auto_transfer": {"enabled": False}})
        if what == "closed":
            told.act("close_service")
        day_of(told, "2026-02-04", None)
        assert told.verdict(LATE) == "not_applicable"


def test_a_tick_at_which_the_provider_does_not_answer_is_none() -> None:
    told = waiting(auto={})
    for count in range(2):
        told.at(f"2026-02-04T0{count}:00").tick(called("read_service", 503))
    told.at("2026-02-04T02:00").tick()
    assert told.verdict(LATE) == "not_applicable"
    told.at("2026-02-04T03:00").tick(transfer())
    assert told.verdict(LATE) == "passed"


def test_without_the_setting_a_wish_or_an_active_service_nothing_falls_due() -> None:
    told = waiting()
    day_of(told, "2026-02-04", None)
    assert told.verdict(LATE) == "not_applicable"
    told = Telling()
    told.act("change_settings", settings={"auto_transfer": {"enabled": True}})
    told.send("1")
    day_of(told, "2026-02-04", None)
    assert told.verdict(LATE) == "not_applicable"
