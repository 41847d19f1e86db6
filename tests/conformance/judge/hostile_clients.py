"""Clients that fight the harness, each as a process of its own: `python -m … NAME`, with a pipe's path in HOLD.

Whoever holds the pipe open is still there.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, ClassVar

from tests.conformance.judge.clients import Activates

CHUNK = "x" * 1024 * 1024


def hold() -> None:
    """Say that somebody is there, and hold the pipe as long as that is so."""
    os.write(os.open(os.environ["HOLD"], os.O_WRONLY), b"here\n")


def child(*words: str, **options: Any) -> None:
    """Start a child that lives for ever, and wait until it is there."""
    program = (
        "import os, threading\n"
        "os.write(os.open(os.environ['HOLD'], os.O_WRONLY), b'here\\n')\n"
        "print('up', flush=True)\n"
        "os.close(1)\n"
        "threading.Event().wait()"
    )
    command = [*words, sys.executable, "-c", program]
    started = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, **options)
    assert started.stdout is not None
    assert started.stdout.readline() == b"up\n"


class Orders(Activates):
    """Shows nothing, so that it is judged by what it does."""

    hello: ClassVar[dict[str, Any]] = {"views": []}


class Restless(Orders):
    """Goes on asking its provider in a thread, whatever it replies."""

    def tick(self, request: dict[str, Any]) -> dict[str, Any]:
        if threading.active_count() == 1:
            threading.Thread(target=self.ask_for_ever, daemon=True).start()
        return {}

    def bye(self, request: dict[str, Any]) -> dict[str, Any]:
        self.ask()
        return {}

    def ask_for_ever(self) -> None:
        while True:
            self.ask()

    def ask(self) -> None:
        self.called("GET", "/v2/services/ropo/receivables", None)


class Forks(Orders):
    """Leaves a child in its own process group behind."""

    def tick(self, request: dict[str, Any]) -> dict[str, Any]:
        child()
        return {}


class Daemon(Orders):
    """Leaves a child behind that has a session of its own, and no parent."""

    def tick(self, request: dict[str, Any]) -> dict[str, Any]:
        child(start_new_session=True)
        return {}


class Dies(Daemon):
    """Leaves such a child behind, and is gone."""

    def tick(self, request: dict[str, Any]) -> dict[str, Any]:
        super().tick(request)
        os._exit(3)


class Early(Orders):
    """Answers a tick twice: the second time before it is asked."""

    def after(self, request: dict[str, Any]) -> None:
        if request["op"] == "tick":
            print(json.dumps({"id": request["id"] + 1, "ok": {}}), flush=True)


class Silenced(Orders):
    """Closes its stdout at its first tick, and lives on."""

    def tick(self, request: dict[str, Any]) -> dict[str, Any]:
        os.close(1)
        threading.Event().wait()
        return {}


class Gigabyte(Orders):
    """Writes a gigabyte to where its replies go, at its first tick."""

    def tick(self, request: dict[str, Any]) -> dict[str, Any]:
        for _ in range(1024):
            sys.stdout.write(CHUNK)
        return {}


class Farewell(Orders):
    """Writes 256 MB after its last reply."""

    def after(self, request: dict[str, Any]) -> None:
        if request["op"] == "bye":
            for _ in range(256):
                sys.stdout.write(CHUNK)
            sys.stdout.flush()


class Logs(Orders):
    """Writes a gigabyte to its log at its first tick."""

    done = False

    def tick(self, request: dict[str, Any]) -> dict[str, Any]:
        for _ in range(0 if self.done else 1024):
            sys.stderr.write(CHUNK)
        self.done = True
        return {}


class TimeTraveller(Orders):
    """Asks to be woken a thousand years ago, and in a thousand years."""

    def tick(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"wake_at": request["now"].replace("2026", "1026" if "T08" in request["now"] else "3026")}


class Insomniac(Orders):
    """Asks to be woken a moment after each moment."""

    def tick(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"wake_at": (datetime.fromisoformat(request["now"]) + timedelta(microseconds=1)).isoformat()}


def main(name: str) -> None:
    """Be the client of a name."""
    hold()
    client = globals()[name]()
    after: Callable[[dict[str, Any]], None] = getattr(client, "after", lambda request: None)
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps(client(request)), flush=True)
        after(request)
        if request["op"] == "bye":
            break


if __name__ == "__main__":
    main(sys.argv[1])
