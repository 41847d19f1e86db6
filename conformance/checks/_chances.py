"""When a client could know of something and do what follows: the ticks that counted for it.

A duty is late after the second tick at which the client could know; ticks of one moment are one. A tick in which
the provider could not be asked is none of them: an answer was lost, spoiled or an error of the provider, or the client
was told to wait. Nor is one soon after a transfer or a report whose outcome is unknown: the client looks whether it was
taken, and a provider that works such things off later shows that only then.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cached_property

from conformance.trace import Record, Trace

# Faults after which the client has its answer all the same, and a true one.
_HARMLESS = ("latency", "meanwhile")
_BUSY = (429, 503)
_LOCKED = 423
_LOOKED_FOR = ("transfer", "report_payment", "report_credit")
# However often it looks meanwhile, a client has this time to find out what became of one of these.
_TO_FIND_OUT = timedelta(hours=1)


class Chances:
    """The ticks of a trace at which its client could work."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._ticks = [tick for tick in trace.ticks if not self._hindered(tick)]

    def second_after(self, number: int) -> int | None:
        """The id of the second such tick after a record, those of one moment as one; None if there is none."""
        return self._trace.second_of(self._ticks, number)

    def second_from(self, number: int, moment: datetime) -> int | None:
        """The id of the second tick after a record, at a moment or later, that brought no spoiled answer."""
        spoiled = {call.op for call, _ in self._spoiled}
        ticks = (self._trace.get(tick) for tick in self._trace.ticks if tick > number and tick not in spoiled)
        return self._trace.second_of([tick.id for tick in ticks if tick and tick.at >= moment], number)

    def missed(self, number: int, by: int) -> bool:
        """Whether the client had two such ticks between two records, and both are over."""
        tick = self.second_after(number)
        return tick is not None and self._trace.end_of(tick) < by

    def _hindered(self, tick: int) -> bool:
        """Whether a tick brought a spoiled answer, or came before the provider could be asked again."""
        record = self._trace.get(tick)
        return record is not None and any(
            call.op == tick or (call.id < tick and record.at <= until) for call, until in self._spoiled
        )

    @cached_property
    def _spoiled(self) -> list[tuple[Record, datetime]]:
        """The calls that brought no true answer, each with the time until which nobody need ask again."""
        return [(call, _until(call)) for call in self._trace.exchanges() if is_spoiled(call)]


def is_spoiled(call: Record) -> bool:
    """Whether a call brought the client no true answer, through no fault of its own."""
    fault = call.data.get("fault")
    return (
        call.means.get("outcome") in ("failed", "unknown")
        or is_busy(call)
        or (fault is not None and fault not in _HARMLESS)
    )


def is_busy(call: Record) -> bool:
    """Whether a call was told to come back later: by a 429 or 503, or by a 423 that says when."""
    status = None if call.data.get("harness_error") else (call.data.get("answer") or {}).get("status")
    return status in _BUSY or (status == _LOCKED and bool(retry_after(call)))


def retry_after(call: Record) -> str:
    """What the answer to a call says of when to come back; empty without it."""
    headers = (call.data.get("answer") or {}).get("headers") or {}
    pairs = headers.items() if isinstance(headers, dict) else headers
    return next((str(value) for name, value in pairs if str(name).lower() == "retry-after"), "").strip()


def due_again(call: Record) -> datetime:
    """When a call may be made again by its Retry-After, in seconds or as a date; at once without one."""
    value = retry_after(call)
    if value.isdecimal():
        return call.at + timedelta(seconds=int(value))
    try:
        return max(call.at, parsedate_to_datetime(value))
    except (TypeError, ValueError):
        return call.at


def _until(call: Record) -> datetime:
    if call.duty in _LOOKED_FOR and call.means.get("outcome") == "unknown":
        return call.at + _TO_FIND_OUT
    return due_again(call)
