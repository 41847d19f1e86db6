"""Locks that are given to those who wait."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from typing import Any

import pytest

from simulator.turns import Line, Taken, Turns

PATIENCE = 30.0


def beside(work: Callable[[], Any]) -> Thread:
    """Work that is under way in another thread."""
    thread = Thread(target=work, daemon=True)
    thread.start()
    return thread


@pytest.mark.parametrize("kind", [Turns, Line])
def test_who_waits_comes_in_while_another_takes_the_lock_again_and_again(kind: Any) -> None:
    lock, came_in = kind(), Event()

    def wait_for_it() -> None:
        with lock:
            came_in.set()

    with lock:
        waiting = beside(wait_for_it)
    while not came_in.is_set():
        with lock:
            pass
        if kind is Turns:
            lock.give_way()
    waiting.join(PATIENCE)
    assert not waiting.is_alive()


def test_its_holder_takes_it_again_and_gives_it_back_as_often() -> None:
    lock, answers = Turns(), []

    def try_it() -> None:
        try:
            lock.take(wait=False)
            answers.append("mine")
            lock.give_back()
        except Taken:
            answers.append("taken")

    with lock:
        with lock:
            beside(try_it).join(PATIENCE)
        beside(try_it).join(PATIENCE)
    beside(try_it).join(PATIENCE)
    assert answers == ["taken", "taken", "mine"]
