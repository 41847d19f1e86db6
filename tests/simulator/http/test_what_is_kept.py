"""What is kept of an exchange takes as much memory as it is long."""

from __future__ import annotations

import tracemalloc

from tests.simulator.stage import Stage

CALLS = 200


def test_what_a_journal_keeps_of_a_small_answer_is_small() -> None:
    stage = Stage()
    stage.call("GET", "/maventa/v1/assignments")
    tracemalloc.start()
    try:
        for _ in range(CALLS):
            stage.call("GET", "/maventa/v1/assignments")
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert stage.world.journal.count == CALLS + 1
    assert held / CALLS < 3_000
