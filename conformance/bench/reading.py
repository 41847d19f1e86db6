"""How long reading an uploaded invoice takes: a Finvoice of some rows, from its bytes to what the engine needs of it.

`python -m conformance.bench.reading ROWS` measures one row of the table in this process.
"""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from conformance.bench import Column, apart, share
from conformance.bench.invoices import finvoice
from conformance.stopwatch import Stopwatch
from simulator import read_invoice

ID = "reading"
TITLE = "reading a Finvoice"
TIMES = 500
COLUMNS: tuple[Column, ...] = (
    Column("rows", "rows"),
    Column("bytes", "bytes"),
    Column("times", "times"),
    Column("median_ms", "median ms", ",.3f"),
    Column("p99_ms", "p99 ms", ",.3f"),
    Column("max_ms", "max ms", ",.3f"),
)


def rows(counts: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Measure invoices of so many rows, each in a process of its own; times are real, in milliseconds."""
    for count in counts:
        yield apart(__name__, [str(count)])


def measured(count: int) -> dict[str, Any]:
    """Read one document many times; what is loaded at the first time does not count."""
    document = finvoice(count)
    read_invoice(document)
    times = sorted(_read(document) for _ in range(TIMES))
    shares = {
        "median_ms": round(statistics.median(times), 3),
        "p99_ms": share(times, 0.99),
        "max_ms": share(times, 1),
    }
    return {"rows": count, "bytes": len(document), "times": TIMES, **shares}


def _read(document: bytes) -> float:
    watch = Stopwatch()
    read_invoice(document)
    return watch.milliseconds()


if __name__ == "__main__":
    print(json.dumps(measured(int(sys.argv[1]))))
