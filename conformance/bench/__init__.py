"""The speed figures of dunbox: a file here is a section, and measures one thing.

A section is a `Section`, and has a function `rows(…)` that answers the rows one by one, as they are measured. Each is
measured in a process of its own (`apart`), so that none finds memory or caches of another. The command gives it its
options, and prints it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol


class NotMeasured(Exception):
    """Something could not be measured; the message says what, and what became of it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a section: the key in a row, what stands above it, and how its figures are written."""

    key: str
    heading: str
    form: str = ",d"

    def cell(self, row: dict[str, Any]) -> str:
        """Answer a row's figure as it is shown."""
        return format(row[self.key], self.form)

    @property
    def width(self) -> int:
        """How many characters wide the column is."""
        return max(len(self.heading), 9)


class Section(Protocol):
    """What each file here has: the section's id in the JSON, what stands above it, its columns, and how to measure."""

    ID: str
    TITLE: str
    COLUMNS: tuple[Column, ...]

    def rows(self, counts: Sequence[int]) -> Iterable[dict[str, Any]]:
        """Measure so many cases, a row each."""


def apart(module: str, arguments: Sequence[str]) -> dict[str, Any]:
    """Run a module in a new process, and answer the JSON object that it prints; raises `NotMeasured`."""
    path = os.pathsep.join(folder or str(Path.cwd()) for folder in sys.path)
    done = subprocess.run(  # noqa: S603 - the interpreter and a module of our own
        [sys.executable, "-m", module, *arguments],
        env={**os.environ, "PYTHONPATH": path},
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
