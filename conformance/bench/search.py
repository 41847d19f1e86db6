"""How long a page of a search takes among many cases that go on being updated: within one process, without sockets.

`python -m conformance.bench.search CASES` measures one row in this process.
"""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from conformance.bench import Column, NotMeasured, apart, share
from conformance.bench.core import request_of
from conformance.clients.measured import Ask
from conformance.clients.searched import AGENCY, PAGE, PREFIX, Calls
from conformance.stopwatch import Stopwatch
from simulator import Core, Sandbox, World, channel_surfaces, hold_much

ID = "search"
TITLE = "a page of a search by last update"
PAGES = 500
COLUMNS: tuple[Column, ...] = (
    Column("cases", "cases"),
    Column("page", "page"),
    Column("pages", "pages"),
    Column("processor_ms", "processor ms", ",.2f"),
    Column("median_ms", "median ms", ",.2f"),
    Column("p99_ms", "p99 ms", ",.2f"),
    Column("max_ms", "max ms", ",.2f"),
    Column("first_ms", "first ms", ",.2f"),
)
_A_MINUTE = 1_000
"""How many cases are registered in a minute of virtual time."""
_DAYS = 7


def rows(counts: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Measure a search among so many cases, each count in a process of its own; times are real, in milliseconds."""
    for count in counts:
        yield apart(__name__, [str(count)])


def measured(cases: int) -> dict[str, Any]:
    """Measure in this process.

    `processor_ms` is what a processor is at work on a page, the median of all; the others are real. `first_ms` is the
    first page after some days in which the agency has written to every debtor. Each of the pages after it begins
    somewhere else in all of the order, and follows a payment, which puts a case at its end.
    """
    hold_much()
    creditor = _Creditor()
    known = creditor.register(cases)
    creditor.sandbox.run_until(creditor.sandbox.now + timedelta(days=_DAYS))
    first, order = creditor.page(creditor.calls.search(None))
    pages = [_one_page(creditor, known, nth, since=order) for nth in range(PAGES)]
    times = sorted(taken.real for taken, _ in pages)
    shares = {
        "processor_ms": round(statistics.median(taken.worked for taken, _ in pages), 3),
        "median_ms": round(statistics.median(times), 3),
        "p99_ms": share(times, 0.99),
        "max_ms": share(times, 1),
        "first_ms": round(first.real, 3),
    }
    return {"cases": cases, "page": PAGE, "pages": PAGES, **shares}


@dataclass(frozen=True, slots=True)
class _Taken:
    """The time of a page in milliseconds: real, and of a processor."""

    real: float
    worked: float


def _one_page(creditor: _Creditor, known: Sequence[int], nth: int, since: str) -> tuple[_Taken, str]:
    """One page, of every other by its place and of the rest by a time; backwards every fourth."""
    creditor.ask(creditor.calls.pay(known[nth * 7_919 % len(known)], creditor.today))
    skip = nth * 104_729 % len(known)
    asked = creditor.calls.search(since if nth % 2 else None, skip, ascending=nth % 4 != 0)
    return creditor.page(asked)


class _Creditor:
    """A company with its cases, and the program that it calls."""

    def __init__(self) -> None:
        world = World()
        self.sandbox: Sandbox = world.create()
        self._core = Core(world, channel_surfaces())
        self.calls = Calls(self.sandbox.endpoints("http://127.0.0.1")[AGENCY])
        self._id = int(self.ask(self.calls.order(self.sandbox.state.company))["creditorId"])
        self.sandbox.onboarding(AGENCY, "sign")
        self.sandbox.run_until(self.sandbox.now + timedelta(days=1))

    @property
    def today(self) -> date:
        """The day in the sandbox."""
        return self.sandbox.state.today

    def register(self, cases: int) -> list[int]:
        """Register so many cases, and answer their ids."""
        known: list[int] = []
        for number in range(cases):
            known.append(int(self.ask(self.calls.register(self._id, number, self.today))["invoiceId"]))
            if number % _A_MINUTE == _A_MINUTE - 1:
                self.sandbox.run_until(self.sandbox.now + timedelta(minutes=1))
        return known

    def page(self, asked: Ask) -> tuple[_Taken, str]:
        """What a page took, and the last update of the first case on it."""
        request, watch = request_of(asked, PREFIX), Stopwatch()
        response = self._core.handle(request)
        taken = _Taken(watch.milliseconds(), watch.processor_milliseconds())
        rows = json.loads(response.body)["items"] if response.status == 200 else []
        if not rows:
            raise NotMeasured(f"{asked.target} was answered with {response.status} and no cases")
        return taken, str(rows[0]["lastUpdatedTime"])

    def ask(self, asked: Ask) -> Any:
        """The answer to a call that is not measured."""
        response = self._core.handle(request_of(asked, PREFIX))
        if response.status != 200:
            said = response.body.decode("utf-8", "replace")
            raise NotMeasured(
                f"{asked.method} {asked.target} was answered with {response.status}, not 200: {said}"
            )
        return json.loads(response.body)


if __name__ == "__main__":
    print(json.dumps(measured(int(sys.argv[1]))))
