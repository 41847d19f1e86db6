"""How many calls of `requests` a second are answered: in process, and over loopback by `dunbox serve`.

Run by hand, `python tests/fronts/speed.py`: no test is timed. The ways take turns, so that what else the machine does
meets all of them alike.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import requests

from simulator import Dunbox, requests_session

ROOT = Path(__file__).resolve().parents[2]
CALLS, ROUNDS = 300, 15


@contextmanager
def served() -> Iterator[dict[str, str]]:
    """What a client of a fresh `dunbox serve` is configured with."""
    command = [sys.executable, "-c", "from conformance.cli import main; main()", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = list(iter(process.stdout.readline, "A line a request follows; stop with Ctrl-C.\n"))
        # A pipe that nobody reads would hold it up.
        Thread(target=process.stdout.read, daemon=True).start()
        base = said[0].removeprefix("dunbox serves ").strip()
        yield requests.get(f"{base}/control/v1/sandboxes/1", timeout=10).json()["endpoints"]["maventa"]
        process.terminate()


def way(session: requests.Session, words: dict[str, str]) -> Any:
    """A function that makes some calls and answers how many of them a second take."""
    form = {"grant_type": "client_credentials", "scope": "company:read"}
    form |= {name: words[name] for name in ("client_id", "client_secret")}
    token = session.post(words["token_url"], data=form, timeout=10).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    url = f"{words['base_url']}/v2/services/ropo/receivables"

    def rate() -> float:
        began = time.perf_counter()
        for _ in range(CALLS):
            assert session.get(url, headers=headers, timeout=10).status_code == 200
        return CALLS / (time.perf_counter() - began)

    return rate


def main() -> None:
    """Measure each way, in turns."""
    with served() as words, Dunbox(seed=7) as dunbox:
        ways = {
            "over loopback": way(requests.Session(), words),
            "the fixture": way(requests.Session(), dunbox.endpoints["maventa"]),
            "requests_session": way(requests_session(dunbox.world), dunbox.endpoints["maventa"]),
        }
        rates: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(ROUNDS):
            for name, rate in ways.items():
                rates[name].append(rate())
    first = statistics.median(rates["over loopback"])
    for name, found in rates.items():
        median = statistics.median(found)
        print(f"{name}: {median:.0f} calls a second, {median / first:.1f} times loopback")


if __name__ == "__main__":
    main()
