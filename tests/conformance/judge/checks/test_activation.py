"""A service is activated once."""

import pytest

from tests.conformance.judge.traces import Telling, called

ONCE = "activation.once"
PUT = called("activate", state="pending")


def test_one_order_is_enough_however_long_it_is_pending() -> None:
    told = Telling()
    told.act("activate", PUT)
    told.tick(called("read_service", state="pending"), times=5)
    told.fact("service_activated", provider="agency")
    told.tick(called("read_service", state="active"))
    assert told.judged(ONCE).verdict == "passed"
    assert told.judged(ONCE).rules == ("AGENCY-ACT-5",)


def test_an_order_at_a_tick_while_the_first_is_pending_fails() -> None:
    told = Telling()
    told.act("activate", PUT)
    told.at("2026-01-13T08:00").tick(PUT)
    found = told.judged(ONCE)
    assert found.verdict == "failed"
    assert found.at == "2026-01-13T08:00:00+02:00"
    assert found.evidence == (3, 5)


def test_two_orders_for_one_click_fail() -> None:
    told = Telling()
    told.act("activate", PUT, PUT)
    assert told.verdict(ONCE) == "failed"


def test_an_order_when_it_is_active_already_fails() -> None:
    told = Telling()
    told.act("activate", PUT)
    told.tick(called("read_service", state="active"), called("activate", state="active"))
    assert told.verdict(ONCE) == "failed"


def test_passing_on_the_users_second_click_is_a_warning() -> None:
    told = Telling()
    told.act("activate", PUT)
    told.act("activate", PUT)
    assert told.verdict(ONCE) == "warned"


def test_a_client_that_answers_the_second_click_by_itself_is_right() -> None:
    told = Telling()
    told.act("activate", PUT)
    told.act("activate", outcome="pending")
    assert told.verdict(ONCE) == "passed"


def test_after_a_refusal_or_a_lost_answer_it_is_ordered_again() -> None:
    told = Telling()
    lost = {**PUT, "means": {**PUT["means"], "outcome": "unknown"}, "fault": "reset", "answer": None}
    told.act("activate", called("activate", 503), called("activate", 400), lost, PUT)
    assert told.judged(ONCE).verdict == "passed"
    assert told.judged(ONCE).looked == 1


@pytest.mark.parametrize(
    "end",
    [
        lambda told: told.tick(called("read_service", state="inactive")),
        lambda told: told.act("close_service", called("close", 204)),
        lambda told: told.deliver(kind="service_rejected"),
        lambda told: told.fact("service_declined", provider="agency"),
    ],
)
def test_after_it_was_declined_or_closed_it_may_be_ordered_again(end: object) -> None:
    told = Telling()
    told.act("activate", PUT)
    end(told)  # type: ignore[operator]  # one of the four above
    told.act("activate", PUT)
    assert told.verdict(ONCE) == "passed"


def test_another_providers_service_is_another_service() -> None:
    told = Telling()
    told.act("activate", PUT)
    told.act("activate", called("activate", provider="other"))
    assert told.verdict(ONCE) == "passed"


def test_without_an_order_there_is_nothing_to_look_at() -> None:
    told = Telling()
    told.tick(called("read_service", state="inactive"))
    assert told.verdict(ONCE) == "not_applicable"
