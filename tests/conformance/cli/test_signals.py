"""An interrupt, or the request to end: soon nothing is left, neither processes nor files."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
CLIENT = "tests.conformance.cli.stuck_client"
# The command line with one story and one wrong client, so that it comes to that one soon.
ONE_STORY = f"""
import sys
from {CLIENT} import Client
from conformance import selftest
from conformance.cli import bundle, main
all_stories = bundle.stories
if __name__ == "__main__":
    bundle.stories = lambda: [story for story in all_stories() if story.id in Client.on]
    selftest.all_wrong_clients = lambda: [Client]
    main(sys.argv[1:])
"""
AS_PROCESS = ["run", "ropo/paid-in-time", "ropo/never-pays", "--client", f"{sys.executable} -m {CLIENT}"]
AS_OBJECT = ["run", "ropo/paid-in-time", "ropo/never-pays", "--client-python", f"{CLIENT}:Client"]
# Real seconds that a test waits for what comes at once on any machine that is not overloaded.
PATIENCE = 60


SAID = {signal.SIGINT: (130, "dunbox: interrupted"), signal.SIGTERM: (143, "dunbox: terminated")}
ALL, PARENT = os.killpg, os.kill


@pytest.mark.parametrize(
    ("arguments", "clients", "number", "to"),
    [
        (["selftest", "--jobs", "2"], 2, signal.SIGINT, ALL),
        (["selftest", "--jobs", "2"], 2, signal.SIGTERM, PARENT),
        (["rules", "--jobs", "2"], 1, signal.SIGTERM, ALL),
        ([*AS_PROCESS, "--jobs", "2"], 2, signal.SIGINT, PARENT),
        ([*AS_PROCESS, "--jobs", "1"], 1, signal.SIGTERM, ALL),
        ([*AS_OBJECT, "--jobs", "1"], 1, signal.SIGINT, ALL),
    ],
    ids=lambda value: (
        " ".join(value[:1]) if isinstance(value, list) else getattr(value, "__name__", str(value))
    ),
)
def test_a_signal_ends_workers_and_clients_and_leaves_no_files(
    arguments: list[str], clients: int, number: signal.Signals, to: Callable[[int, int], None], tmp_path: Path
) -> None:
    files, pipe = tmp_path / "files", tmp_path / "pipe"
    files.mkdir()
    os.mkfifo(pipe)
    signs = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    environment = {"PYTHONPATH": str(ROOT), "TMPDIR": str(files), "STUCK_PIPE": str(pipe)}
    run = subprocess.Popen(
        [sys.executable, "-c", ONE_STORY, *arguments],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert said_in(signs, lines=clients) == clients
        assert any(files.iterdir())
        to(run.pid, number)
        _, told = run.communicate(timeout=PATIENCE)  # until all who have its stderr are gone
        assert (run.returncode, told.strip()) == SAID[number]
        assert list(files.iterdir()) == []
        assert said_in(signs, lines=1) == 0  # until all clients are gone
    finally:
        run.kill()
        run.communicate()
        os.close(signs)


def said_in(signs: int, lines: int) -> int:
    """Wait until so many lines have come, or until nobody is left who could write one: how many came."""
    found = 0
    while found < lines:
        ready, _, _ = select.select([signs], [], [], PATIENCE)
        assert ready, "nobody said anything, and somebody still could"
        text = os.read(signs, 4096)
        if not text:
            break
        found += text.count(b"\n")
    return found
