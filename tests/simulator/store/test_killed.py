"""kill -9 under load: nothing that was answered is missing, and no webhook comes twice but what was unanswered."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from conformance.cli import exit_code_of
from simulator.domain.draw import Draw
from tests.postgres import Postgres
from tests.simulator.store.killing import (
    CONTROL,
    Life,
    Receiver,
    Told,
    at_a_drawn_moment,
    begin,
    nothing_is_missing,
    twice,
    work,
)


def row_of_snapshot(place: str) -> int:
    """The row of the log at which the snapshot in a store stands; 0 if there is none."""
    query = "SELECT coalesce(max(number), 0) FROM snapshot"
    if place.startswith("postgresql:"):
        return int(Postgres.ask(place, query)[0][0])
    with closing(sqlite3.connect(f"file:{place}?mode=ro", uri=True)) as connection:
        return int(connection.execute(query).fetchone()[0])


class Story:
    """A server that is killed again and again, its clients, and who takes its webhooks."""

    def __init__(self, place: str, *options: str, seed: int) -> None:
        self.place = place
        self.draw = Draw(seed)
        self.options = options
        self.receiver = Receiver()
        self.told = Told()
        self.last_before: list[str] = []  # the message that came last before each kill
        self.snapshots: set[int] = set()  # the rows of the log at which each kill left the one of the sandbox
        self.life = Life(place, *self.options)

    def play(self, kills: int) -> None:
        begin(self.life, self.receiver)
        for nth in range(kills):
            at_a_drawn_moment(self.life, self.receiver, self.draw, nth)
            work(self.life, self.told, first=1000 * (nth + 1))
            self.receiver.hears_the_last()
            self.receiver.before_answer = lambda count: None
            self.last_before += self.receiver.came[-1:]
            assert exit_code_of(["doctor", self.place]) == 0
            self.snapshots.add(row_of_snapshot(self.place))
            self.life = Life(self.place, *self.options)
            nothing_is_missing(self.life, self.told)
        self.life.say("POST", f"{CONTROL}/clock/advance", {"by": "P3D"}, counts=False)
        self.each_message_came_and_none_twice_that_was_answered()
        assert self.told.invoices
        assert self.told.reported
        assert self.told.facts
        assert len(self.snapshots - {0}) > kills // 2, "kills are to come between snapshots"

    def each_message_came_and_none_twice_that_was_answered(self) -> None:
        messages = self.life.ask("GET", f"{CONTROL}/webhooks", counts=False)
        assert {message["id"] for message in messages} == set(self.receiver.came)
        assert all(message["attempts"][-1]["status"] == 204 for message in messages)
        repeated = twice(self.receiver)
        assert all(count <= 1 + self.last_before.count(name) for name, count in repeated.items()), repeated

    def end(self) -> None:
        self.life.kill()
        self.life.gone()
        self.receiver.close()


def killed(place: str, *options: str, kills: int, seed: int) -> None:
    """Let clients work, kill the server, look through the store, start it again, and so on."""
    story = Story(place, *options, seed=seed)
    try:
        story.play(kills)
    finally:
        story.end()
    assert exit_code_of(["doctor", place]) == 0


def test_three_kills_under_load_lose_nothing(tmp_path: Path) -> None:
    killed(str(tmp_path / "store.db"), kills=3, seed=1)


def test_two_kills_under_load_on_a_database_lose_nothing(database: str) -> None:
    killed(database, kills=2, seed=3)


# A hundred kills of each store, in stories of twenty: what clients look through after each grows with their story.


@pytest.mark.long
@pytest.mark.parametrize(
    ("seed", "sync"), [(10, "normal"), (11, "normal"), (12, "normal"), (13, "full"), (14, "full")]
)
def test_twenty_of_a_hundred_kills_under_load_lose_nothing(tmp_path: Path, seed: int, sync: str) -> None:
    killed(str(tmp_path / "store.db"), "--sync", sync, kills=20, seed=seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(20, 25))
def test_twenty_of_a_hundred_kills_under_load_on_a_database_lose_nothing(database: str, seed: int) -> None:
    killed(database, kills=20, seed=seed)
