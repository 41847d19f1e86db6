"""A running clock goes on by itself, as fast as its rate, and stands still while nobody serves it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from simulator import World, open_store
from simulator.courier import Courier
from simulator.http.timer import beat
from simulator.outbox import Message
from simulator.store import Store
from tests.simulator.company import Company
from tests.simulator.stage import KEY, Heard, Stage

HOOK = {
    "destination_type": "WEBHOOK",
    "destination": "http://there.example/hook",
    "events": ["RECEIVABLES.SERVICE.ACTIVATED"],
}


class Hand:
    """Real time, moved by hand."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def hand() -> Hand:
    return Hand()


def running(hand: Hand, rate: int = 60, store: Store | None = None) -> Stage:
    stage = Stage(World(key=KEY, seconds=hand, store=store), post=lambda message: 200)
    assert make(stage, clock="running", rate=rate).status == 201
    return stage


def company_in(stage: Stage) -> Company:
    """The company of the stage's sandbox, with a client that has no token yet."""
    company = Company.__new__(Company)
    company.world, company.stage = stage.world, stage
    company.take(stage.world.get("1"))
    return company


def make(stage: Stage, **words: Any) -> Heard:
    return stage.control("POST", "/sandboxes", {"start": "2026-01-12T09:00", "seed": 7, **words})


def now(stage: Stage) -> str:
    return str(stage.control("GET", "/sandboxes/1/clock").json["now"])[:19]


def test_time_goes_on_by_itself_as_fast_as_its_rate(hand: Hand) -> None:
    stage = running(hand)
    assert now(stage) == "2026-01-12T09:00:00"
    hand.at += 2.5
    assert now(stage) == "2026-01-12T09:02:30"
    hand.at += 60 * 24
    assert now(stage) == "2026-01-13T09:02:30"


def test_the_clock_and_the_sandbox_say_that_it_runs_and_how_fast(hand: Hand) -> None:
    stage = running(hand, 3600)
    for path in ("/sandboxes/1", "/sandboxes/1/clock"):
        shown = stage.control("GET", path).json
        assert (shown["clock"], shown["rate"]) == ("running", 3600)


def test_without_a_rate_it_runs_as_real_time_does(hand: Hand) -> None:
    stage = Stage(World(key=KEY, seconds=hand))
    assert make(stage, clock="running").json["rate"] == 1
    assert now(stage) == "2026-01-12T09:00:00"
    hand.at += 90
    assert now(stage) == "2026-01-12T09:01:30"


def test_a_frozen_clock_does_not_mind_real_time(hand: Hand) -> None:
    stage = Stage(World(key=KEY, seconds=hand))
    assert make(stage, clock="frozen").json["clock"] == "frozen"
    hand.at += 10**6
    assert now(stage) == "2026-01-12T09:00:00"


@pytest.mark.parametrize(
    "words",
    [
        {"rate": 5},
        {"clock": "frozen", "rate": 5},
        {"clock": "running", "rate": 0},
        {"clock": "running", "rate": 86_401},
        {"clock": "running", "rate": 1.5},
        {"clock": "stopped"},
    ],
)
def test_a_clock_that_cannot_be_is_refused(hand: Hand, words: dict[str, Any]) -> None:
    stage = Stage(World(key=KEY, seconds=hand))
    heard = make(stage, **words)
    assert (heard.status, stage.world.sandboxes) == (400, [])


def test_told_to_go_further_it_does_and_runs_on_from_there(hand: Hand) -> None:
    stage = running(hand)
    hand.at += 1
    heard = stage.control("POST", "/sandboxes/1/clock/advance", {"by": "P1D"})
    assert heard.json["now"][:19] == "2026-01-13T09:01:00"
    assert now(stage) == "2026-01-13T09:01:00"
    hand.at += 1
    assert now(stage) == "2026-01-13T09:02:00"
    assert stage.control("POST", "/sandboxes/1/clock/advance", {"to": "2026-01-13T09:00"}).status == 409


def test_a_call_of_a_client_comes_at_the_time_that_it_is_then(hand: Hand) -> None:
    stage = running(hand, 3600)
    company = company_in(stage)
    company.ask()
    company.sandbox.onboarding("ropo", "sign")
    company.sandbox.onboarding("ropo", "pass_kyc")
    assert company.status == "PENDING"
    hand.at += 24 * 7
    heard = company_in(stage).client.call("GET", "/v2/services/ropo/receivables")
    assert heard.headers["date"] == "Mon, 19 Jan 2026 07:00:00 GMT"
    assert heard.json["status"] == "ACTIVE"


def test_the_timer_lets_time_pass_and_messages_leave_unasked(hand: Hand) -> None:
    stage, told = running(hand, 3600), list[str]()
    company = company_in(stage)
    assert company.client.call("POST", "/v1/company/notifications", HOOK).status == 201
    company.ask()
    company.sandbox.onboarding("ropo", "sign")
    company.sandbox.onboarding("ropo", "pass_kyc")
    hand.at += 24 * 7

    def post(message: Message) -> int:
        told.append(message.event)
        return 200

    async def one_beat() -> None:
        beat(stage.world, Courier(post))
        await asyncio.get_running_loop().shutdown_default_executor()

    asyncio.run(one_beat())
    assert told == HOOK["events"]
    assert company.sandbox.state.now.isoformat() == "2026-01-19T07:00:00+00:00"


def test_while_the_process_is_down_time_stands_still(hand: Hand, tmp_path: Path) -> None:
    stage = running(hand, store=open_store(tmp_path / "db"))
    hand.at += 1
    assert now(stage) == "2026-01-12T09:01:00"
    stage.world.close()
    hand.at += 10**6
    again = Stage(World(seconds=hand, store=open_store(tmp_path / "db")))
    assert now(again) == "2026-01-12T09:01:00"
    hand.at += 1
    assert now(again) == "2026-01-12T09:02:00"
    again.world.close()


def test_at_the_end_of_the_calendar_a_running_clock_stands(hand: Hand) -> None:
    stage = Stage(World(key=KEY, seconds=hand))
    make(stage, start="2034-12-31T23:00", clock="running", rate=3600)
    assert now(stage) == "2034-12-31T23:00:00"
    hand.at += 10
    assert now(stage) == "2034-12-31T23:59:59"
    hand.at += 10
    assert now(stage) == "2034-12-31T23:59:59"


def test_a_fork_of_a_running_sandbox_runs_on_from_its_moment(hand: Hand) -> None:
    stage = running(hand)
    hand.at += 1
    other = stage.control("POST", "/sandboxes/1/fork", {}).json
    assert (other["clock"], other["rate"], other["now"][:19]) == ("running", 60, "2026-01-12T09:01:00")
    stage.control("POST", "/sandboxes/2/clock/advance", {"by": "PT5M"})
    hand.at += 1
    assert stage.control("GET", "/sandboxes/2/clock").json["now"][:19] == "2026-01-12T09:07:00"
    assert now(stage) == "2026-01-12T09:02:00"


def test_what_happens_is_the_same_however_often_somebody_looks(hand: Hand) -> None:
    seen = []
    for often in (1, 50):
        stage = running(hand, 3600)
        company = company_in(stage)
        company.ask()
        company.sandbox.onboarding("ropo", "sign")
        company.sandbox.onboarding("ropo", "pass_kyc")
        for _ in range(often):
            hand.at += 24 * 7 / often
            now(stage)
        seen.append(company.sandbox.facts())
    assert seen[0] == seen[1]
    assert seen[0][-1]["kind"] == "service_activated"
