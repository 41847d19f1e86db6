"""A month of a company with many invoices: sent through an agency, reminded of, paid and settled.

`python -m conformance.bench.month INVOICES` measures one row in this process.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from conformance.bench import Column, apart, highest_memory
from conformance.stopwatch import Stopwatch
from simulator import about_to_send, hold_much, live_a_month

ID = "month"
TITLE = "a month of a company that sends its invoices through an agency"
COLUMNS: tuple[Column, ...] = (
    Column("invoices", "invoices"),
    Column("settled", "settled"),
    Column("facts", "facts"),
    Column("seconds", "seconds", ",.2f"),
    Column("processor_seconds", "processor", ",.2f"),
    Column("microseconds_an_invoice", "µs an invoice", ",.1f"),
    Column("memory_mib", "memory MiB", ",.0f"),
)
_MIB = 2**20


def rows(counts: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Measure a month of so many invoices, each count in a process of its own; the keys are those of `COLUMNS`.

    `settled` are the invoices that were paid out to the company within the month, `memory_mib` what all of it took at
    the most, without the program.
    """
    for count in counts:
        yield apart(__name__, [str(count)])


def measured(invoices: int) -> dict[str, Any]:
    """Measure a month in this process, which is to be a new one: memory is counted at its highest."""
    hold_much()
    live_a_month(about_to_send(), 1)  # what is loaded and compiled once is no invoice's
    before = highest_memory()
    sandbox = about_to_send()
    facts, watch = sandbox.facts_total, Stopwatch()
    settled = live_a_month(sandbox, invoices)
    seconds, worked = watch.seconds(), watch.processor_seconds()
    return {
        "invoices": invoices,
        "settled": settled,
        "facts": sandbox.facts_total - facts,
        "seconds": seconds,
        "processor_seconds": worked,
        "microseconds_an_invoice": round(seconds / invoices * 1e6, 2),
        "memory_mib": round((highest_memory() - before) / _MIB, 2),
    }


if __name__ == "__main__":
    print(json.dumps(measured(int(sys.argv[1]))))
