"""Servers on a machine whose clock a test sets, and which can be killed as soon as they have archived a sandbox."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

# The clock is a port of `Expiry`. What is looked at each minute is looked at again and again: a minute is no test's.
_SERVE = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from conformance.cli import expiring, main
from simulator.retention import expiry

folder, kills = Path(sys.argv.pop(1)), sys.argv.pop(1) == "kills"

def now():
    return datetime.fromisoformat((folder / "now").read_text())

class Aging(expiry.Expiry):
    def __init__(self, world, rules):
        super().__init__(world, rules, now, lambda: now().timestamp())

    def look(self):
        super().look()
        with (folder / f"looks {os.getpid()}").open("a") as looks:
            looks.write(".")

    def _filed(self, sandbox, rows):
        place = super()._filed(sandbox, rows)
        mark = folder / f"killed {sandbox.id}"
        if kills and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return place

expiry.EVERY_SECONDS = 0.05
expiring.Expiry = Aging
main()
"""


class Machine:
    """The clock of a machine, in a folder. `command` starts servers on it.

    `killing` starts those that are killed once for each sandbox: when its archive is there, and before it is removed.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        self._now = datetime(2026, 11, 1, 12, tzinfo=UTC)
        self.pass_(0)
        self.command, self.killing = (
            [sys.executable, "-c", _SERVE, str(folder), how, "serve", "--port", "0"]
            for how in ("serves", "kills")
        )

    def pass_(self, days: int) -> None:
        """Let days pass."""
        self._now += timedelta(days=days)
        part = self._folder / "part"
        part.write_text(self._now.isoformat())
        part.replace(self._folder / "now")

    def looks(self, process: int) -> int:
        """How often a server has looked at its sandboxes."""
        file = self._folder / f"looks {process}"
        return file.stat().st_size if file.exists() else 0

    def kills(self) -> set[str]:
        """The sandboxes at whose archive a server was killed."""
        return {each.name.partition(" ")[2] for each in self._folder.glob("killed *")}
