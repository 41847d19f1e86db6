"""`dunbox serve`: what it prints below a request, and a clock that runs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from conformance.cli import exit_code_of

ROOT = Path(__file__).resolve().parents[3]
DUNBOX = "from conformance.cli import main; main()"


@contextmanager
def serving(*options: str) -> Iterator[tuple[str, Iterator[str]]]:
    """A server's address, and the lines that it prints from then on."""
    arguments = [sys.executable, "-c", DUNBOX, "serve", "--port", "0", *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = list(iter(process.stdout.readline, "A line a request follows; stop with Ctrl-C.\n"))
        yield said[0].removeprefix("dunbox serves ").strip(), iter(process.stdout.readline, "")
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0


def test_the_console_is_where_it_is_said_to_be_and_who_looks_at_it_leaves_no_line() -> None:
    with serving() as (base, lines):
        assert "Let time pass" in requests.get(f"{base}/console/sandboxes/1", timeout=30).text
        assert requests.get(f"{base}/console/nothing", timeout=30).status_code == 404
        assert next(lines).split() == ["console", "404", "GET", "/nothing"]


def test_below_a_call_that_is_refused_stands_what_it_may_have_been_meant_for() -> None:
    with serving() as (base, lines):
        assert requests.get(f"{base}/maventa/v1/invoice", timeout=30).status_code == 404
        assert next(lines).split() == ["maventa", "404", "GET", "/v1/invoice"]
        assert next(lines).strip() == "near miss: no such path; did you mean GET /v1/invoices?"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without a word to it")
@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_what_was_asked_last_is_printed_before_the_server_ends(told: signal.Signals) -> None:
    arguments = [sys.executable, "-c", DUNBOX, "serve", "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = list(iter(process.stdout.readline, "A line a request follows; stop with Ctrl-C.\n"))
        base = said[0].removeprefix("dunbox serves ").strip()
        secret = next(line.split()[-1] for line in said if "client_secret" in line)
        for nth in range(30):
            requests.get(f"{base}/maventa/v1/nothing/{nth}?client_secret={secret}", timeout=30)
        process.send_signal(told)
        lines = [line.split() for line in process.stdout]
    assert lines == [["maventa", "404", "GET", f"/v1/nothing/{nth}?client_secret=…"] for nth in range(30)]


def test_a_clock_that_runs_is_said_to_run_and_to_begin_where_it_is_told() -> None:
    with serving("--clock", "running", "--rate", "60", "--start", "2026-03-02T09:00") as (base, _):
        clock = requests.get(f"{base}/control/v1/sandboxes/1/clock", timeout=30).json()
    assert (clock["clock"], clock["rate"]) == ("running", 60)
    assert clock["now"] >= "2026-03-02T09:00:00+02:00"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--clock", "fast"], "'fast' is not one of 'frozen', 'running'"),
        (["--clock", "running", "--rate", "0"], "0 is not in the range 1<=x<=86400"),
    ],
)
def test_a_clock_that_cannot_be_is_told_before_anything_is_served(
    options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code_of(["serve", *options]) == 2
    assert said in capsys.readouterr().err
