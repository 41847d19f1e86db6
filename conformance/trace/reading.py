"""Reads a trace, and answers what checks ask of it."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

_Derived = TypeVar("_Derived")


@dataclass(frozen=True, slots=True)
class Record:
    """One record. Ids grow with time: what has a greater id came later."""

    id: int
    at: datetime
    op: int | None
    kind: str
    data: Mapping[str, Any] = field(repr=False)

    @property
    def means(self) -> Mapping[str, Any]:
        """What an exchange or delivery means in the words of debt collection; empty if nobody knows."""
        means: Mapping[str, Any] = self.data.get("means") or {}
        return means

    @property
    def duty(self) -> str:
        """The duty that an exchange or delivery is about, or `""`."""
        return str(self.means.get("duty") or "")

    @property
    def accepted(self) -> bool:
        """Whether an exchange was accepted, and its answer reached the client."""
        return self.means.get("outcome") == "accepted"

    @property
    def committed(self) -> bool:
        """Whether the provider did what an exchange asked for, whatever the client was told of it."""
        return bool(self.data.get("committed"))

    @property
    def request(self) -> Mapping[str, Any]:
        """An op's request, without `id`, `op` and `now`."""
        request: Mapping[str, Any] = self.data.get("request") or {}
        return request

    @property
    def ok(self) -> Mapping[str, Any] | None:
        """An op's good reply, or None."""
        ok: Mapping[str, Any] | None = (self.data.get("reply") or {}).get("ok")
        return ok


@dataclass(frozen=True, slots=True)
class View:
    """What a client showed at a moment. A list that it left out is None."""

    record: Record
    last: bool

    def rows(self, name: str) -> list[Mapping[str, Any]] | None:
        """The rows of `services`, `invoices`, `ledger` or `messages`; None if they were left out."""
        found = (self.record.ok or {}).get(name)
        return list(found) if isinstance(found, list) else None


class Trace:
    """The records of one scenario."""

    def __init__(self, records: Iterable[Mapping[str, Any]]) -> None:
        self.records: Sequence[Record] = [_record(raw) for raw in records]
        self._by_id = {record.id: record for record in self.records}
        self._derived: dict[Any, Any] = {}

    @classmethod
    def read(cls, lines: Iterable[str | bytes]) -> Trace:
        """A trace from its JSON Lines; raises `ValueError` that names the line."""
        records = []
        for number, line in enumerate(lines, 1):
            try:
                records.append(json.loads(line))
                _record(records[-1])
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(f"line {number} is no record of a trace: {error}") from None
        return cls(records)

    def get(self, number: int | None) -> Record | None:
        """The record with an id."""
        return self._by_id.get(number) if number is not None else None

    def of(self, kind: str) -> list[Record]:
        """The records of a kind."""
        return self._kinds.get(kind, [])

    @cached_property
    def _kinds(self) -> dict[str, list[Record]]:
        kinds: dict[str, list[Record]] = {}
        for record in self.records:
            kinds.setdefault(record.kind, []).append(record)
        return kinds

    @cached_property
    def start(self) -> Mapping[str, Any]:
        """The fields of the `start` record; empty if the trace has none."""
        return self.of("start")[0].data if self.of("start") else {}

    @cached_property
    def hello(self) -> Mapping[str, Any]:
        """What the client said of itself."""
        hello: Mapping[str, Any] = self.start.get("hello") or {}
        return hello

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone of the company's account, in which days are counted."""
        return ZoneInfo(str(self.start.get("zone") or "UTC"))

    def ops(self, *names: str) -> list[Record]:
        """The driver requests of these names."""
        if len(names) == 1:
            return list(self._named.get(names[0], ()))
        return [record for record in self.of("op") if record.data.get("name") in names]

    @cached_property
    def _named(self) -> dict[Any, list[Record]]:
        named: dict[Any, list[Record]] = {}
        for record in self.of("op"):
            named.setdefault(record.data.get("name"), []).append(record)
        return named

    def acts(self, *actions: str) -> list[Record]:
        """The acts of the user."""
        return [record for record in self.ops("act") if record.request.get("action") in actions]

    @cached_property
    def ticks(self) -> list[int]:
        """The ids of the ticks that the client answered."""
        return [record.id for record in self.ops("tick") if record.ok is not None]

    def second_tick_after(self, number: int) -> int | None:
        """The id of the second tick after a record, as `second_of` counts; None if the trace has none."""
        return self.second_of(self.ticks, number)

    def second_of(self, ticks: Sequence[int], number: int) -> int | None:
        """The second of some ticks that began after a record; those of one virtual moment count once.

        A client that does its periodic work once a moment is right: at the later ticks of a moment it has no
        more time than it had at the first.
        """
        later = ticks[bisect_right(ticks, number) :]
        return next((tick for tick in later if self._by_id[tick].at > self._by_id[later[0]].at), None)

    def end_of(self, op: int) -> int:
        """The id of the last record that belongs to an op."""
        return self._last_of.get(op, op)

    @cached_property
    def _last_of(self) -> dict[int, int]:
        return {record.op: record.id for record in self.records if record.op is not None}

    def exchanges(self, *duties: str) -> list[Record]:
        """The provider calls that were made while the client was asked; of these duties, or all.

        Calls that came while it was not are judged by one check alone, which takes them from `stray`. A report of
        several things in one call is as many records, with the call's id.
        """
        if len(duties) == 1:
            return list(self._duties.get(duties[0], ()))
        if not duties:
            return list(self._calls)
        found = (call for duty in {*duties} for call in self._duties.get(duty, ()))
        return sorted(found, key=lambda call: call.id)

    @cached_property
    def _calls(self) -> list[Record]:
        answered = [record for record in self.of("exchange") if record.op is not None]
        return [part for record in answered for part in _parts(record)]

    @cached_property
    def _duties(self) -> dict[str, list[Record]]:
        duties: dict[str, list[Record]] = {}
        for call in self._calls:
            duties.setdefault(call.duty, []).append(call)
        return duties

    def stray(self) -> list[Record]:
        """The provider calls that came while the client was not asked for anything."""
        return [record for record in self.of("exchange") if record.op is None]

    def facts(self, *kinds: str) -> list[Record]:
        """What truly happened, of these kinds."""
        return [record for record in self.of("fact") if record.data.get("fact") in kinds]

    def derived(self, kind: Callable[[Trace], _Derived]) -> _Derived:
        """What `kind` works out of this trace; worked out once, for whoever asks."""
        if kind not in self._derived:
            self._derived[kind] = kind(self)
        found: _Derived = self._derived[kind]
        return found

    def views(self) -> list[View]:
        """What the client showed, in order; `last` marks the view at the end of the story."""
        taken = [record for record in self.ops("view") if record.ok is not None]
        final = {record.data.get("view") for record in self.of("expect") if record.data.get("place") == "end"}
        return [View(record, record.id in final) for record in taken]


def _parts(call: Record) -> list[Record]:
    """A call, or for a report with rows, and for a transfer of many invoices or the look at one, one record a row.

    Each has its row's meaning in place of the rows.
    """
    rows = call.means.get("items") or ()
    of_invoices = call.duty in ("transfer", "read_transfer") and all(
        row.get("invoice") or row.get("number") for row in rows
    )
    if not rows or not (of_invoices or call.duty.startswith("report_")):
        return [call]
    whole = {key: value for key, value in call.means.items() if key != "items"}
    return [replace(call, data={**call.data, "means": {**whole, **row}}) for row in rows]


def _record(raw: Mapping[str, Any]) -> Record:
    return Record(int(raw["id"]), datetime.fromisoformat(raw["at"]), raw.get("op"), str(raw["kind"]), raw)
