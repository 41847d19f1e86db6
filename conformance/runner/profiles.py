"""Fault profiles: trouble that is laid over any story, at calls or messages that are drawn from the seed.

What a story expects stays the same under each of them: a client that goes on in spite of them has the same books.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any


@dataclass(frozen=True, slots=True)
class Profile:
    """Faults that take turns, each with its words but `nth`; from `least` to `most` lie between two, `times` in all.

    With `messages` they strike what the provider sends, else calls.
    """

    title: str
    faults: tuple[Mapping[str, Any], ...]
    least: int
    most: int
    times: int
    messages: bool = False


PROFILES: Mapping[str, Profile] = {
    "slow": Profile(
        "answers come two seconds late",
        ({"kind": "latency", "milliseconds": 2_000},),
        *(2, 20, 3),
    ),
    "flaky": Profile(
        "calls are cut or answered 500, 502 and 503, and nothing is done",
        (
            {"kind": "status", "status": 503},
            {"kind": "reset"},
            {"kind": "status", "status": 502},
            {"kind": "status", "status": 500},
        ),
        *(2, 20, 12),
    ),
    "rate-limited": Profile(
        "calls are answered 429, and may be made again after one minute, in seconds or as a date",
        (
            {"kind": "rate_limit", "retry_after": 60},
            {"kind": "rate_limit", "retry_after": "PT1M", "as": "date"},
        ),
        *(2, 20, 12),
    ),
    "lost-answers": Profile(
        "calls are carried out, and the connection is cut before the answer",
        ({"kind": "cut_after_commit"},),
        *(2, 12, 12),
    ),
    "lossy-webhooks": Profile(
        "notifications come twice, late, in another order, or never",
        (
            {"kind": "drop"},
            {"kind": "duplicate"},
            {"kind": "reorder"},
            {"kind": "delay", "by": "P1D"},
            {"kind": "duplicate", "after": "PT1H"},
        ),
        *(1, 2, 30),
        messages=True,
    ),
}


def faults_of(name: str, seed: int, scenario: str) -> Iterator[dict[str, Any]]:
    """The faults of a profile for one scenario, in the words of the control API: the same for the same seed."""
    profile = PROFILES[name]
    nth = 0
    for number in range(profile.times):
        nth += _drawn(f"{seed}/{name}/{scenario}/{number}", profile.least, profile.most)
        yield {**profile.faults[number % len(profile.faults)], "nth": nth}


def _drawn(key: str, least: int, most: int) -> int:
    """A whole number from `least` to `most`, both included."""
    return least + int.from_bytes(sha256(key.encode()).digest()[:8]) % (most - least + 1)
