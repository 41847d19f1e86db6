"""The life of many cases: how long virtual time takes when very many of them are open, and what that needs.

`python -m conformance.bench.life CASES` measures one row in this process.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from conformance.bench import Column, apart, highest_memory
from conformance.stopwatch import Stopwatch
from simulator import crowded, hold_much

ID = "life_of_cases"
TITLE = "the life of many open cases, facts kept"
DAYS = 120
COLUMNS: tuple[Column, ...] = (
    Column("cases", "cases"),
    Column("days", "days"),
    Column("facts", "facts"),
    Column("seconds", "seconds", ",.2f"),
    Column("processor_seconds", "processor", ",.2f"),
    Column("microseconds_a_fact", "µs a fact", ",.1f"),
    Column("facts_a_second", "facts a second"),
    Column("memory_mib", "memory MiB", ",.0f"),
    Column("time_a_case", "time a case", ".2f"),
    Column("memory_a_case", "memory a case", ".2f"),
)
_MIB = 2**20


def rows(counts: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Measure so many cases, each count in a process of its own.

    `seconds` are real ones; of them a processor was at work for this process for `processor_seconds`: far fewer, if the
    machine has other things to do. `memory_mib` is what the cases took, without the program. `time_a_case` (of a
    processor) and `memory_a_case` are shares of those of the first row: as long as they stay near 1, time and memory
    are in proportion to the number of cases.
    """
    first: dict[str, Any] | None = None
    for count in counts:
        row = apart(__name__, [str(count)])
        first = first or row
        yield row | {
            "time_a_case": _share(row, first, "processor_seconds"),
            "memory_a_case": _share(row, first, "memory_mib"),
        }


def _share(row: dict[str, Any], first: dict[str, Any], key: str) -> float:
    """What a case takes in a row, as a share of what one takes in the first."""
    of_first: float = first[key] / first["cases"]
    return round(row[key] / row["cases"] / of_first, 3) if of_first else 1.0


def measured(cases: int) -> dict[str, Any]:
    """Measure so many cases in this process, which is to be a new one: memory is counted at its highest."""
    hold_much()
    crowded(1)  # what is loaded and compiled once is no case's
    before = highest_memory()
    sandbox = crowded(cases)
    facts, watch = sandbox.facts_total, Stopwatch()
    sandbox.run_until(sandbox.now + timedelta(days=DAYS))
    seconds, worked = watch.seconds(), watch.processor_seconds()
    facts = sandbox.facts_total - facts
    return {
        "cases": cases,
        "days": DAYS,
        "facts": facts,
        "seconds": seconds,
        "processor_seconds": worked,
        "microseconds_a_fact": round(seconds / facts * 1e6, 2),
        "facts_a_second": round(facts / seconds) if seconds else 0,
        "memory_mib": round((highest_memory() - before) / _MIB, 2),
    }


if __name__ == "__main__":
    print(json.dumps(measured(int(sys.argv[1]))))
