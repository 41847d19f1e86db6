"""What a debtor is made to do at once, beside what its own words say."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.domain import commands as c
from simulator.domain.commands import Refusal
from tests.simulator.desk import Desk
from tests.simulator.stage import Stage


@pytest.fixture
def desk() -> Desk:
    made = Desk().activate()
    made.debtor("acme")
    made.send("1001")
    return made


def act(desk: Desk, act: str, number: str = "1001", **words: Any) -> list[str]:
    return [fact.kind for fact in desk.do(c.ActNow(number=number, act=act, words=words))]


def test_a_dispute_pauses_the_case_now(desk: Desk) -> None:
    desk.until("2026-02-05T09:00")
    desk.transfer("1001")
    desk.until("2026-02-20T09:00")
    assert "collection_paused" in act(desk, "dispute", text="The goods came broken.")
    assert desk.case().state == "disputed"


def test_a_question_for_time_waits_for_the_agencys_answer(desk: Desk) -> None:
    desk.until("2026-02-05T09:00")
    desk.transfer("1001")
    desk.until("2026-02-20T09:00")
    assert "debtor_asked" in act(desk, "ask_more_time", days=14)


@pytest.mark.parametrize(
    ("name", "words", "why"),
    [
        ("dispute", {}, "it is at no agency"),
        ("dance", {}, "it can: dispute, ask_more_time"),
        ("dispute", {"days": 3}, "it takes text"),
        ("ask_more_time", {}, "needs the word 'days'"),
    ],
)
def test_what_cannot_be_says_why_and_what_can(desk: Desk, name: str, words: dict[str, Any], why: str) -> None:
    with pytest.raises(Refusal, match=why):
        act(desk, name, **words)


def test_after_the_end_of_a_case_its_debtor_can_only_pay(desk: Desk) -> None:
    desk.until("2026-02-05T09:00")
    desk.transfer("1001")
    desk.until("2026-02-20T09:00")
    desk.decide("1001", "stop")
    with pytest.raises(Refusal, match="its case has ended"):
        act(desk, "dispute")


def test_the_control_api_lets_a_debtor_act() -> None:
    stage = Stage()
    stage.world.create()
    heard = stage.control("POST", "/sandboxes/1/invoices/1001/acts", {"act": "dispute"})
    assert heard.status == 409
    assert "its debtor can only pay" in heard.json["detail"]
