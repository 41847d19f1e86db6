"""The speed figures of dunbox: a file here is a section, and measures one thing.

A section is a `Section`, and has a function that answers the rows one by one, as they are measured: each in a process
of its own (`apart`), so that none finds memory or caches of another, or beside servers in processes of their own. The
command gives it its options, and prints it.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol


class NotMeasured(Exception):
    """Something could not be measured; the message says what, and what became of it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a section: the key in a row, what stands above it, how its figures are written, its least width."""

    key: str
    heading: str
    form: str = ",d"
    least: int = 9

    def cell(self, row: dict[str, Any]) -> str:
        """Answer a row's figure as it is shown; words are shown as they are, and what is not known as a dash."""
        value = row[self.key]
        return value if isinstance(value, str) else "–" if value is None else format(value, self.form)

    @property
    def width(self) -> int:
        """How many characters wide the column is."""
        return max(len(self.heading), self.least)


class Section(Protocol):
    """What each section has: its id in the JSON, what stands above it, and its columns."""

    @property
    def ID(self) -> str:  # noqa: N802 - a constant, of a module too
        """Its id in the JSON."""

    @property
    def TITLE(self) -> str:  # noqa: N802 - so is this
        """What stands above it."""

    @property
    def COLUMNS(self) -> tuple[Column, ...]:  # noqa: N802 - so is this
        """Its columns, from left to right."""


def ours() -> dict[str, str]:
    """The environment of a new process that finds the modules which this one finds."""
    path = os.pathsep.join(folder or str(Path.cwd()) for folder in sys.path)
    return {**os.environ, "PYTHONPATH": path}


def apart(module: str, arguments: Sequence[str]) -> dict[str, Any]:
    """Run a module in a new process, and answer the JSON object that it prints; raises `NotMeasured`."""
    done = subprocess.run(  # noqa: S603 - the interpreter and a module of our own
        [sys.executable, "-m", module, *arguments],
        env=ours(),
        stdout=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        what = " ".join([module, *arguments])
        how = f"with code {done.returncode}" if done.returncode > 0 else f"by signal {-done.returncode}"
        hint = "; the system may have had no memory left" if done.returncode == -9 else ""
        raise NotMeasured(f"{what} could not be measured: its process was ended {how}{hint}")
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def share(times: list[float], part: float) -> float:
    """The time within which so large a part of the calls was answered, of their sorted times."""
    return round(times[min(len(times) - 1, int(len(times) * part))], 3)


def highest_memory() -> int:
    """The most memory that this process has had so far, in bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
