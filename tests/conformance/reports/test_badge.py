"""The badge of a run."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from conformance.reports import badge
from conformance.verdict import VERDICTS
from tests.conformance.reports.example_of_a_run import result


def made(known: int = 0, stale: int = 0, **counts: int) -> tuple[str, str]:
    """What the badge of such a run says, and its colour."""
    run: dict[str, Any] = {**result(), "summary": dict.fromkeys(VERDICTS, 0) | counts}
    run["scenarios"] = [{"known": True}] * known
    run["baseline"] = {"known": known, "stale": [{}] * stale}
    root = ET.fromstring(badge.to_bytes(run))  # noqa: S314 - our own
    fills = [one.get("fill") for one in root.iter("{http://www.w3.org/2000/svg}rect")]
    assert root.get("role") == "img"
    return str(root.get("aria-label")), str(fills[1])


@pytest.mark.parametrize(
    ("counts", "said", "colour"),
    [
        ({"passed": 109}, "109 passed", "#1b6e3c"),
        ({"passed": 8, "warned": 2}, "8 passed, 2 warned", "#855000"),
        ({"passed": 8, "failed": 2}, "2 failed, 8 passed", "#b3261e"),
        ({"passed": 8, "failed": 2, "known": 2}, "8 passed, 2 known", "#1b6e3c"),
        ({"passed": 8, "failed": 2, "known": 1}, "1 failed, 8 passed", "#b3261e"),
        ({"passed": 8, "stale": 1}, "baseline is stale", "#b3261e"),
        ({"not_applicable": 5}, "nothing judged", "#555c66"),
        ({}, "nothing judged", "#555c66"),
        ({"passed": 8, "config_error": 1}, "1 configuration error", "#555c66"),
        ({"passed": 8, "harness_error": 2}, "2 harness errors", "#555c66"),
    ],
)
def test_it_says_the_worst_that_the_counts_hold(counts: dict[str, int], said: str, colour: str) -> None:
    assert made(**counts) == (f"dunbox: {said}", colour)


def test_its_words_are_its_own_so_nothing_hostile_can_be_in_it() -> None:
    one = badge.to_bytes({**result(), "client": "<script>", "dunbox": "<script>"})
    assert one == badge.to_bytes(result())
    assert len(one) < 1_000
