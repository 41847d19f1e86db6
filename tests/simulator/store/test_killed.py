"""kill -9 under load: nothing that was answered is missing, and no webhook comes twice but what was unanswered."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from conformance.cli import exit_code_of
from simulator.domain.draw import Draw
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


def row_of_snapshot(file: Path) -> int:
    """The row of the log at which the snapshot in a file stands; 0 if there is none."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return int(connection.execute("SELECT coalesce(max(number), 0) FROM snapshot").fetchone()[0])


class Story:
    """A server that is killed again and again, its clients, and who takes its webhooks."""

    def __init__(self, file: Path, sync: str, seed: int) -> None:
        self.file = file
        self.draw = Draw(seed)
        self.options = ("--sync", sync)
        self.receiver = Receiver()
        self.told = Told()
        self.last_before: list[str] = []  # the message that came last before each kill
        self.snapshots: set[int] = set()  # the rows of the log at which each kill left the one of the sandbox
        self.life = Life(file, *self.options)

    def play(self, kills: int) -> None:
        begin(self.life, self.receiver)
        for nth in range(kills):
            at_a_drawn_moment(self.life, self.receiver, self.draw, nth)
            work(self.life, self.told, first=1000 * (nth + 1))
            self.receiver.before_answer = lambda count: None
            self.last_before += self.receiver.came[-1:]
            assert exit_code_of(["doctor", str(self.file)]) == 0
            self.snapshots.add(row_of_snapshot(self.file))
            self.life = Life(self.file, *self.options)
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


def killed(file: Path, kills: int, *, sync: str, seed: int) -> None:
    """Let clients work, kill the server, look through the file, start it again, and so on."""
    story = Story(file, sync, seed)
    try:
        story.play(kills)
    finally:
        story.end()
    assert exit_code_of(["doctor", str(file)]) == 0


def test_three_kills_under_load_lose_nothing(tmp_path: Path) -> None:
    killed(tmp_path / "store.db", 3, sync="normal", seed=1)


@pytest.mark.long
@pytest.mark.parametrize("sync", ["normal", "full"])
def test_twenty_kills_under_load_lose_nothing(tmp_path: Path, sync: str) -> None:
    killed(tmp_path / "store.db", 20, sync=sync, seed=2)
