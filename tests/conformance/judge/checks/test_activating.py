"""An order is its user's own, comes after the agency's break, and does not wait unseen; an end that nobody tells."""

from typing import Any

import pytest

from conformance.catalogue import Catalogue
from conformance.checks import all_checks
from conformance.verdict import CheckResult
from tests.conformance.judge.traces import Telling, called

USER, BREAK, STUCK, TOLD = (
    "activation.user",
    "activation.after-the-break",
    "activation.stuck",
    "closing.told",
)
RULES = Catalogue(
    {
        "agency": [
            {"id": f"NIGHT-{number}", "by": "both", "rule": "…", "duties": duties, "values": values}
            for number, (duties, values) in enumerate(
                (
                    (["activate"], {"roles": ["user administrator", "company administrator"]}),
                    (["activate"], {"details": ["contact_email", "contact_phone"]}),
                    (["activate", "transfer"], {"days": 3}),
                    (["activate"], {"from": "22:00", "to": "05:00", "zone": "Europe/Helsinki"}),
                    (["close"], {"agency_is_told": False}),
                ),
                start=1,
            )
        ]
    }
)
ORDER = called("activate", state="pending")
CLOSED = {**called("activate", 503), "answer": {"status": 503, "headers": {"retry-after": "19800"}}}
BUSY = {**CLOSED, "method": "POST", "path": "/activation", "body": {}}
LOCKED = {
    **called("activate", 423),
    "method": "POST",
    "path": "/activation",
    "body": {},
    "answer": {"status": 423, "headers": {"retry-after": "19800"}},
}
AGAIN = {**ORDER, "method": "POST", "path": "/activation", "body": {}, "answer": {"status": 200}}
WHO = {"role": "company administrator", "email": "Talous@example.fi", "phone": "+358 40 1234562"}


def judged(told: Telling, check: str) -> CheckResult:
    (found,) = (one for one in all_checks() if one.id == check)
    return found.run(told.trace(), RULES)


def verdict(told: Telling, check: str) -> str:
    return judged(told, check).verdict


# --- in whose name ------------------------------------------------------------------------------------------


def ordered(user: dict[str, Any] | None, status: int = 200, **means: Any) -> Telling:
    told = Telling()
    words: dict[str, Any] = {} if user is None else {"user": user}
    told.act("activate", called("activate", status, **means), **words)
    return told


def test_an_order_in_its_users_name_is_right_however_its_words_are_written() -> None:
    told = ordered(
        WHO,
        role="COMPANY_ADMINISTRATOR",
        contact_email="talous@example.fi",
        contact_phone="+358401234562",
    )
    assert verdict(told, USER) == "passed"
    assert judged(told, USER).rules == ("NIGHT-1", "NIGHT-2")


@pytest.mark.parametrize(
    "means",
    [
        {"role": "user administrator"},
        {"role": "company administrator", "contact_email": "other@example.fi"},
        {"role": "company administrator", "contact_phone": "+358401234569"},
    ],
)
@pytest.mark.parametrize("status", [200, 403])
def test_an_order_in_another_name_fails_whether_it_was_taken_or_not(
    means: dict[str, Any], status: int
) -> None:
    assert verdict(ordered(WHO, status, **means), USER) == "failed"


def test_who_passes_on_what_its_user_may_not_do_is_right() -> None:
    assert verdict(ordered({"role": "clerk"}, 403, role="CLERK"), USER) == "passed"
    assert verdict(ordered({"role": "clerk"}, role="COMPANY_ADMINISTRATOR"), USER) == "failed"


def test_a_number_that_is_not_the_users_is_not_made_up() -> None:
    user = {"role": "company administrator", "email": "talous@example.fi"}
    found = judged(ordered(user, role="company administrator", contact_phone="+35891234567"), USER)
    assert (found.verdict, found.actual) == ("failed", "the phone '+35891234567' for None")


def test_what_nobody_was_told_of_a_user_is_not_judged() -> None:
    assert verdict(ordered(None, role="company administrator"), USER) == "not_applicable"


def test_the_name_in_an_order_is_no_matter_where_no_rule_asks_for_a_role() -> None:
    assert ordered(WHO, role="user administrator").verdict(USER) == "not_applicable"


# --- the break ----------------------------------------------------------------------------------------------


def at_night(*calls: dict[str, Any], outcome: str = "pending", start: str = "2026-01-12T23:30") -> Telling:
    told = Telling(start)
    told.act("activate", *calls, outcome=outcome)
    return told


def test_an_order_that_met_the_break_is_right_at_five_or_an_hour_later() -> None:
    for calls in ((BUSY,), (LOCKED,), ()):  # passed on, or kept by a client that knows the hours
        for moments in (("2026-01-13T05:00",), ("2026-01-13T05:00", "2026-01-13T06:00")):
            told = at_night(*calls)
            for moment in moments[:-1]:
                told.at(moment).tick()
            told.at(moments[-1]).tick(AGAIN)
            told.at("2026-01-13T07:00").tick(called("read_service", state="pending"), times=2)
            assert verdict(told, BREAK) == "passed", (calls, moments)


def test_an_order_that_met_the_break_and_is_never_placed_fails() -> None:
    for calls in ((BUSY,), ()):
        told = at_night(*calls)
        told.at("2026-01-13T05:00").tick(times=2)
        found = judged(told, BREAK)
        assert (found.verdict, found.rules) == ("failed", ("NIGHT-4",))
        assert "2026-01-13T05:00:00+02:00" in str(found.expected)


def test_a_client_that_refuses_at_night_is_warned() -> None:
    for calls in ((BUSY,), ()):
        told = at_night(*calls, outcome="refused")
        told.at("2026-01-13T05:00").tick(times=2)
        assert verdict(told, BREAK) == "warned"


def test_ticks_in_the_break_are_no_chances() -> None:
    told = at_night(BUSY)
    for hour in ("2026-01-13T00:00", "2026-01-13T01:00", "2026-01-13T04:00", "2026-01-13T04:59"):
        told.at(hour).tick()
    assert verdict(told, BREAK) == "not_applicable"


@pytest.mark.parametrize(
    ("start", "ends"),
    [
        ("2026-03-28T22:30", "2026-03-29T05:00:00+03:00"),
        ("2026-10-24T22:30", "2026-10-25T05:00:00+02:00"),
        ("2026-03-29T04:30", "2026-03-29T05:00:00+03:00"),
        ("2026-01-17T00:00", "2026-01-17T05:00:00+02:00"),
    ],
)
def test_the_break_ends_at_five_by_finnish_clocks(start: str, ends: str) -> None:
    told = at_night(BUSY, start=start)
    told.at(ends[:16]).tick(times=2)
    assert ends in str(judged(told, BREAK).expected)


@pytest.mark.parametrize("start", ["2026-01-12T21:59", "2026-01-13T05:00", "2026-01-13T12:00"])
def test_outside_of_the_break_nothing_is_looked_at(start: str) -> None:
    told = at_night(BUSY, start=start)
    told.at("2026-01-14T08:00").tick(times=3)
    assert verdict(told, BREAK) == "not_applicable"


def test_what_became_needless_is_not_judged() -> None:
    closed = at_night(BUSY)
    closed.at("2026-01-12T23:50").act("close_service")
    stands = Telling("2026-01-12T21:00")
    stands.act("activate", ORDER)
    stands.at("2026-01-12T23:30").act("activate", outcome="pending")
    for told in (closed, stands):
        told.at("2026-01-13T05:00").tick(times=2)
        assert verdict(told, BREAK) == "not_applicable"


def test_an_order_by_itself_that_met_the_break_is_placed_later_too() -> None:
    told = Telling("2026-01-12T21:00")
    told.act("activate", {**BUSY, "answer": {"status": 503}}, outcome="pending")
    told.at("2026-01-12T22:00").tick(BUSY)
    told.at("2026-01-13T05:00").tick(times=2)
    assert verdict(told, BREAK) == "failed"


# --- an answer that says when -------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [BUSY, LOCKED], ids=["503", "423"])
def test_what_is_locked_until_a_time_is_tried_again_then_and_not_before(answer: dict[str, Any]) -> None:
    early, right, never = at_night(answer), at_night(answer), at_night(answer)
    early.at("2026-01-13T00:30").tick(AGAIN)
    right.at("2026-01-13T05:00").tick(AGAIN, times=2)
    never.at("2026-01-13T05:00").tick(times=2)
    found = [verdict(told, "network.retry-after") for told in (early, right, never)]
    assert found == ["failed", "passed", "failed"]
    assert verdict(right, "network.not-repeated-unchanged") in ("passed", "not_applicable")


def test_what_is_locked_without_a_time_is_a_refusal() -> None:
    no_time = {**LOCKED, "answer": {"status": 423, "headers": {}}}
    told = at_night(no_time)
    told.at("2026-01-13T05:00").tick(no_time)
    assert verdict(told, "network.retry-after") == "not_applicable"
    assert verdict(told, "network.not-repeated-unchanged") == "failed"


def test_a_batch_that_was_refused_is_one_call_however_many_rows_it_has() -> None:
    rows = [{"invoice": "id-1", "number": "1"}, {"invoice": "id-2", "number": "2"}]
    batch = {
        **called("transfer", 403, items=rows),
        "method": "POST",
        "path": "/invoices",
        "body": {"invoices": [1, 2]},
        "answer": {"status": 403},
    }
    told = Telling()
    told.tick(batch)
    assert verdict(told, "network.not-repeated-unchanged") == "passed"
    told.at("2026-01-12T10:00").tick(batch)
    assert verdict(told, "network.not-repeated-unchanged") == "failed"


# --- reset, and stuck ---------------------------------------------------------------------------------------

READ = called("read_service", state="pending")
HELP = {"at": "2026-01-16T08:00:00+02:00", "number": None, "text": "…", "contact": "provider"}


def waiting(*messages: dict[str, Any], last: str = "2026-01-17T08:00") -> Telling:
    """Ordered on Monday, and read each morning; the view is of the last one."""
    told = Telling()
    told.act("activate", ORDER, outcome="pending")
    for day in range(13, int(last[8:10]) + 1):
        told.at(f"2026-01-{day}T08:00").tick(READ)
    told.view(messages=list(messages))
    return told


def test_of_an_activation_that_waits_longer_than_it_may_the_user_hears() -> None:
    # Three days after Monday 09:00 are over on Thursday; read on Friday, it has to be told by the tick of Sunday.
    assert verdict(waiting(last="2026-01-17"), STUCK) == "not_applicable"
    assert verdict(waiting(last="2026-01-18"), STUCK) == "failed"
    assert judged(waiting(HELP, last="2026-01-18"), STUCK).verdict == "passed"
    assert judged(waiting(HELP, last="2026-01-18"), STUCK).rules == ("NIGHT-3",)


@pytest.mark.parametrize("message", [{**HELP, "contact": None}, {**HELP, "at": "2026-01-12T08:00:00+02:00"}])
def test_other_and_older_messages_will_not_do(message: dict[str, Any]) -> None:
    assert verdict(waiting(message, last="2026-01-18"), STUCK) == "failed"


def test_a_message_without_a_time_will_do() -> None:
    assert verdict(waiting({"contact": "provider"}, last="2026-01-18"), STUCK) == "passed"


@pytest.mark.parametrize("state", ["active", "inactive", "declined"])
def test_an_activation_that_has_ended_in_time_is_not_stuck(state: str) -> None:
    told = waiting(last="2026-01-15")
    for day in (16, 17, 18):
        told.at(f"2026-01-{day}T08:00").tick(called("read_service", state=state))
    told.view(messages=[])
    assert verdict(told, STUCK) == "not_applicable"


def test_a_new_order_has_days_of_its_own() -> None:
    told = waiting(last="2026-01-15")
    told.at("2026-01-16T08:00").tick(called("read_service", state="inactive"))
    told.at("2026-01-16T09:00").act("activate", ORDER, outcome="pending")
    for day in (17, 18, 19):
        told.at(f"2026-01-{day}T08:00").tick(READ)
    told.view(messages=[])
    assert verdict(told, STUCK) == "not_applicable"


def test_after_a_reset_the_service_is_inactive_and_ordered_again_when_the_user_asks() -> None:
    told = Telling()
    told.act("activate", ORDER, outcome="pending")
    told.fact("agreement_sent", provider="agency")
    told.at("2026-01-15T09:00").fact("activation_reset", provider="agency")
    told.at("2026-01-16T08:00").tick(called("read_service", state="inactive"), times=2)
    told.view(services=[{"provider": "agency", "state": "inactive"}])
    assert verdict(told, "activation.shown") == "passed"
    told.at("2026-01-16T09:00").act("activate", ORDER, outcome="pending")
    told.fact("agreement_sent", provider="agency")
    assert verdict(told, "activation.once") == verdict(told, "activation.asked") == "passed"


def test_a_reset_that_is_not_seen_and_an_order_that_nobody_asked_for_fail() -> None:
    told = Telling()
    told.act("activate", ORDER, outcome="pending")
    told.fact("agreement_sent", provider="agency")
    told.at("2026-01-15T09:00").fact("activation_reset", provider="agency")
    told.at("2026-01-16T08:00").tick(times=2)
    told.view(services=[{"provider": "agency", "state": "pending"}])
    assert verdict(told, "activation.shown") == "failed"
    told.at("2026-01-17T08:00").tick(ORDER)
    assert verdict(told, "activation.asked") == "failed"


# --- an end that its agency is not told of ------------------------------------------------------------------


def removed(contact: str | None = None) -> Telling:
    told = Telling()
    told.send()
    told.act("activate", called("activate", state="active"))
    told.fact("agreement_sent", provider="agency")
    told.fact("service_activated", provider="agency")
    told.at("2026-02-01T09:00")
    told.op(
        "act",
        reply={"ok": {"outcome": "done", "contact": contact}},
        action="close_service",
        provider="agency",
    )
    return told


def test_who_removes_a_service_in_silence_is_sent_to_the_agency() -> None:
    assert verdict(removed("provider"), TOLD) == "passed"
    later = removed()
    later.view(messages=[{**HELP, "at": "2026-02-01T09:00:00+02:00"}])
    assert verdict(later, TOLD) == "passed"
    silent = removed()
    silent.view(messages=[HELP])  # it is of January
    found = judged(silent, TOLD)
    assert (found.verdict, found.severity, found.rules) == ("warned", "should", ("NIGHT-5",))


def test_nothing_is_closed_at_an_agency_that_is_not_told() -> None:
    told = removed()
    told.tick(times=3)
    assert verdict(told, "closing.done") == "not_applicable"
    assert told.verdict("closing.done") == "failed"  # where it has to be told
    assert told.verdict(TOLD) == "not_applicable"


def test_after_the_removal_nothing_is_transferred_although_the_agency_would_take_it() -> None:
    told = removed()
    told.tick(called("read_service", state="active"), called("transfer", invoice="id-1"))
    assert verdict(told, "transfer.while-active") == "failed"
    assert told.verdict("transfer.while-active") == "passed"


def test_an_order_after_the_removal_lets_invoices_be_transferred_again() -> None:
    told = removed()
    told.act("activate", called("activate", state="active"))
    told.tick(called("transfer", invoice="id-1"))
    assert verdict(told, "transfer.while-active") == "passed"
