"""Two advances at once, forks in the middle of one, and a clock of the machine that jumps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest

from simulator import Message, Refused, World, clock
from simulator.courier import Courier
from simulator.http.core import Request
from simulator.http.surfaces import core_of, surfaces
from simulator.http.watch import Watch
from tests.simulator.company import Company
from tests.simulator.control.test_webhooks import EVENTS
from tests.simulator.stage import KEY

URL = "http://there.example/"


def grown(world: World) -> Company:
    """A company with cases that are reminded of, and that is told of everything."""
    company = Company(world=world).activate()
    body = {"destination_type": "WEBHOOK", "destination": URL, "events": EVENTS}
    assert company.client.call("POST", "/v1/company/notifications", body).status == 201
    sent = [company.send(str(number)) for number in range(1001, 1004)]
    company.until("2026-02-04T09:00")
    for invoice in sent:
        assert company.transfer(invoice).status == 202
    return company


def test_of_two_advances_at_once_one_is_made_and_the_other_refused_and_nothing_happens_twice() -> None:
    alone, company = grown(World(key=KEY)), grown(World(key=KEY))
    goal = company.sandbox.now + timedelta(days=60)
    Courier(lambda message: 200).advance(alone.sandbox, goal)
    refused: list[str] = []
    sent: list[str] = []

    def post(message: Message) -> int:
        """Somebody else wants to let time pass, in the middle of it."""
        sent.append(message.id)
        with pytest.raises(Refused) as raised:
            courier.advance(company.sandbox, goal + timedelta(days=1))
        refused.append(str(raised.value))
        return 200

    courier = Courier(post)
    courier.advance(company.sandbox, goal)
    assert len(refused) == len(sent) > 3
    assert refused[0].startswith("time is already passing in this sandbox")
    assert len(set(sent)) == len(sent)
    assert company.sandbox.facts() == alone.sandbox.facts()


def test_advances_from_many_threads_bring_time_to_where_those_that_were_made_wanted_it() -> None:
    company = grown(World(key=KEY))
    start, courier = company.sandbox.now, Courier(lambda message: 200)
    made: list[datetime] = []
    kinds: set[str] = set()
    ready = Barrier(8)

    def advance(days: int) -> None:
        goal = start + timedelta(days=days)
        ready.wait(60)
        for _ in range(20):
            try:
                courier.advance(company.sandbox, goal)
                made.append(goal)
            except Refused as refused:
                kinds.add(refused.kind)

    threads = [Thread(target=advance, args=(days,)) for days in range(10, 90, 10)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert company.sandbox.now == max(made)
    assert kinds == {"conflict"}  # another one is at it, or time is further already
    alone = grown(World(key=KEY))
    Courier(lambda message: 200).advance(alone.sandbox, company.sandbox.now)
    assert company.sandbox.facts() == alone.sandbox.facts()


def test_a_fork_in_the_middle_of_an_advance_is_its_sandbox_at_that_moment_and_goes_on_as_it_does() -> None:
    world = World(key=KEY)
    company = grown(world)
    goal = company.sandbox.now + timedelta(days=60)
    forks = []

    def post(message: Message) -> int:
        forks.append((world.fork(company.sandbox), company.sandbox.facts()))
        return 200

    Courier(post).advance(company.sandbox, goal)
    assert len(forks) > 3
    whole = [each for each in company.sandbox.facts() if each["kind"] != "message_answered"]
    for fork, facts in forks:
        assert fork.facts()[: len(facts)] == facts
        assert fork.due_messages() == []
        Courier(lambda message: 500).advance(fork, goal)
        assert happened(fork.facts()) == happened(whole)
    assert len(company.sandbox.facts()) >= len(whole)


def happened(facts: list[dict[str, object]]) -> list[tuple[object, object]]:
    """What happened and when, but for what was told to whom."""
    return [
        (each["kind"], each["at"])
        for each in facts
        if not str(each["kind"]).startswith(("message_", "webhook_"))
    ]


def test_a_clock_of_the_machine_that_jumps_moves_no_virtual_time_no_token_and_no_timer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def jumps() -> Iterator[datetime]:
        while True:
            for year in (2026, 1971, 2037, 2026):
                yield datetime(year, 1, 1, tzinfo=UTC)

    jumping, real = jumps(), [1000.0]
    monkeypatch.setattr(clock, "real_now", lambda: next(jumping))
    world = World(key=KEY, seconds=lambda: real[0])
    core = core_of(world, surfaces(world, control=True), Watch())
    sandbox = world.create(start=datetime(2026, 1, 12, 9), rate=60)
    words = sandbox.endpoints("http://127.0.0.1")["maventa"]
    form = (
        f"grant_type=client_credentials&client_id={words['client_id']}&client_secret={words['client_secret']}"
    )
    head = [("content-type", "application/x-www-form-urlencoded")]
    made = core.handle(Request("POST", "/maventa/oauth2/token", "", head, form.encode()))
    assert made.status == 200
    token = made.body.decode().partition('"access_token":"')[2].partition('"')[0]
    bearer = [("authorization", f"Bearer {token}")]
    for second in range(60):
        heard = core.handle(Request("GET", "/maventa/v1/company/notifications", "", bearer))
        assert heard.status == 200
        assert sandbox.now.isoformat()[:16] == f"2026-01-12T09:{second:02}"
        real[0] += 1
    late = core.handle(Request("GET", "/maventa/v1/company/notifications", "", bearer))
    assert late.status == 401  # sixty virtual minutes are over, and no others count
    seconds = [each.stamp.seconds for _, each in sandbox.journal.read() if each.stamp]
    assert len(seconds) == 61
    assert all(0 <= each < 60 for each in seconds)
