"""The records that a finding rests on, in words and, where there is room, as they crossed the wire."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.reports import timeline
from conformance.reports.bounds import line, moment, plain

Record = Mapping[str, Any]
_MOST = 8
_BODY = 900


@dataclass(frozen=True, slots=True)
class Proof:
    """A record of the trace: its id, when, its words, and what was said, as pairs of a name and a text."""

    record: int
    at: str
    words: str
    said: tuple[tuple[str, str], ...]


def proofs(evidence: Iterable[Any], records: Mapping[int, Record], *, whole: bool) -> list[Proof]:
    """The records that evidence names, as far as they are known; `whole` with what was said in them."""
    found = [records[number] for number in evidence if number in records]
    return [_proof(record, whole) for record in found[:_MOST]]


def by_id(records: Sequence[Record]) -> dict[int, Record]:
    """Records by their ids."""
    return {int(record["id"]): record for record in timeline.named(records)}


def _proof(record: Record, whole: bool) -> Proof:
    who, what = timeline.words(record) or _wordless(record)
    said = tuple(_said(record)) if whole else ()
    return Proof(int(record["id"]), moment(record["at"]), line(f"{who} {what}"), said)


def _wordless(record: Record) -> tuple[str, str]:
    """What a timeline leaves out: the client is asked for its view, or to do its periodic work."""
    if record["kind"] == "op":
        return "client", f"is asked for: {record.get('name')}"
    return str(record["kind"]), str(record.get("fact") or "")


def _said(record: Record) -> Iterator[tuple[str, str]]:
    for name in ("query", "headers", "body"):
        if record.get(name):
            yield f"request {name}" if name != "query" else name, _text(record[name])
    answer = record.get("answer") or {}
    if answer:
        yield "answer", f"{answer.get('status', '')}\n{_text(answer.get('body') or '')}".strip()
    for name in ("request", "reply", "content", "words"):
        if record.get(name):
            yield name, _text(record[name])


def _text(value: Any) -> str:
    """A value as a reader of JSON likes it, bounded."""
    if isinstance(value, str):
        return plain(value, _BODY)
    return plain(json.dumps(value, indent=1, ensure_ascii=False, default=str), _BODY)
