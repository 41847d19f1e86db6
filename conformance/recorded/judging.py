"""Judges a trace by the checks that a run has. Those that need what it does not have are not applicable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from conformance import __version__
from conformance.catalogue import Catalogue
from conformance.checks import all_checks
from conformance.stopwatch import Stopwatch, moment_of_day
from conformance.trace import Trace
from conformance.verdict import HARNESS_ERROR, NOT_APPLICABLE, of_scenario, summary, unlooked

# Checks of these look at something in whatever a client does, so they alone prove nothing of it.
_HARMLESS = ("protocol", "auth")
# The kinds of records that tell of what a check reads. Without any call nothing is lacking: the client made none.
_KINDS = {"books": ("op", "statement"), "truth": ("fact", "expect")}


@dataclass(frozen=True, slots=True)
class Recorded:
    """A trace to judge: its records, and the command that judges it again."""

    records: Sequence[Mapping[str, Any]]
    command: str


def judged(recordings: Iterable[Recorded], catalogue: Catalogue) -> dict[str, Any]:
    """Judge traces, and answer the same object as a run does."""
    watch, started = Stopwatch(), moment_of_day()
    found = list(recordings)
    traces = [Trace(one.records) for one in found]
    results = [_scenario(one, trace, catalogue) for one, trace in zip(found, traces, strict=True)]
    folders = {"client", *(name for trace in traces for name in _folders(trace))}
    return {
        "dunbox": __version__,
        "seed": int(traces[0].start.get("seed") or 0),
        "client": _client(traces),
        "started": started,
        "seconds": watch.seconds(),
        "virtual_days": round(sum(map(_days, traces)), 1),
        "summary": summary(results),
        "unlooked": unlooked(catalogue.for_clients_of(folders), results),
        "scenarios": _told_apart(results),
    }


def absent(trace: Trace) -> tuple[str, ...]:
    """The kinds of what checks read of which a trace has no record."""
    return tuple(what for what, kinds in _KINDS.items() if not any(trace.of(kind) for kind in kinds))


def _scenario(recorded: Recorded, trace: Trace, catalogue: Catalogue) -> dict[str, Any]:
    watch, start = Stopwatch(), trace.start
    checks = all_checks()
    words = {
        "id": str(start.get("scenario") or "recorded"),
        "provider": str(start.get("provider") or ""),
        "title": str(start.get("title") or "a recorded trace"),
        "seconds": 0.0,
        "reproduce": recorded.command,
    }
    try:
        results = [check.run(trace, catalogue, absent(trace)) for check in checks]
    except Exception as error:  # noqa: BLE001 - a check that raises is our defect, whatever the trace says
        why = f"a check could not judge the trace: {type(error).__name__}: {error}"
        return {**words, "verdict": HARNESS_ERROR, "checks": [], "message": why}
    verdict = of_scenario(results, harmless=[check.id for check in checks if check.topic in _HARMLESS])
    why = "no check found anything to look at" if verdict == NOT_APPLICABLE else ""
    return {
        **words,
        "verdict": verdict,
        "seconds": watch.seconds(),
        "checks": [one.words() for one in results],
        **({"message": why} if why else {}),
    }


def _folders(trace: Trace) -> Iterator[str]:
    """The files of the catalogue whose rules are at stake."""
    yield from (
        str(name) for name in (trace.start.get("provider"), *(trace.start.get("surfaces") or ())) if name
    )


def _client(traces: Iterable[Trace]) -> dict[str, Any]:
    """Who the client said it was in the first trace that says it."""
    hello = next((trace.hello for trace in traces if trace.hello.get("client")), {})
    return {"name": str(hello.get("client") or "recorded"), "version": str(hello.get("version") or "")}


def _days(trace: Trace) -> float:
    moments: list[datetime] = [record.at for record in trace.records[1:]] or [datetime.min]
    return (max(moments) - min(moments)).total_seconds() / 86_400


def _told_apart(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The results, those of one id numbered: the same scenario can be in several files."""
    seen: dict[str, int] = {}
    for one in results:
        seen[one["id"]] = nth = seen.get(one["id"], 0) + 1
        if nth > 1:
            one["id"] = f"{one['id']}#{nth}"
    return results
