"""What a client's process leaves behind: found by a mark in its environment, which what it starts inherits.

A process group holds what a client started, unless that began a session of its own, as a daemon does. Linux shows the
environment of every process of the same user; where nothing does, the group is all that can be found.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
from collections.abc import Iterator
from pathlib import Path

MARK = "DUNBOX_CLIENT"
"""The variable of a client's environment that says whose it is."""

_PROCESSES = Path("/proc")
# Each round ends all that it finds; what forks faster than that is given up.
_ROUNDS = 100
_count = itertools.count(1)


def fresh_mark() -> str:
    """A mark that no other process bears."""
    return f"{os.getpid()}.{next(_count)}"


def end_descendants(mark: str) -> None:
    """Kill every process that bears a mark."""
    for _ in range(_ROUNDS):
        found = list(_bearing(f"{MARK}={mark}".encode()))
        if not found:
            return
        for process in found:
            with contextlib.suppress(OSError):
                os.kill(process, signal.SIGKILL)


def _bearing(words: bytes) -> Iterator[int]:
    """The processes with a variable in their environment; one that has ended has none."""
    with contextlib.suppress(OSError):
        for entry in os.scandir(_PROCESSES):
            if entry.name.isdecimal() and words in _environment(entry.path):
                yield int(entry.name)


def _environment(process: str) -> list[bytes]:
    try:
        return Path(process, "environ").read_bytes().split(b"\0")
    except OSError:  # it has ended, or is another user's
        return []
