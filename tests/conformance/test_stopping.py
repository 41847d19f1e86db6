"""A process that a signal stops is unwound, also if Python drops the exception where it is raised first."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STARTED = """
import signal, threading
from conformance import cli

class ThrownAway:
    def __del__(self):
        signal.raise_signal(NUMBER)

def dropping():
    try:
        yield
    finally:
        signal.raise_signal(NUMBER)

def work(**_):
    try:
        WORK
        threading.Event().wait(60)
    finally:
        print("unwound", flush=True)

cli.dunbox.main = lambda *_, **__: work()
cli.main([])
"""
SAID = {signal.SIGINT: (130, "dunbox: interrupted"), signal.SIGTERM: (143, "dunbox: terminated")}


@pytest.mark.parametrize("number", list(SAID))
@pytest.mark.parametrize(
    "work",
    ["signal.raise_signal(NUMBER)", "ThrownAway()", "next(dropping())"],
    ids=["plain", "object", "generator"],
)
def test_a_signal_ends_it_once_wherever_it_comes(work: str, number: signal.Signals) -> None:
    code = STARTED.replace("WORK", work).replace("NUMBER", str(int(number)))
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr.strip()) == SAID[number]
    assert done.stdout == "unwound\n"
