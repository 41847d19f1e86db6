"""Reads a trace that `dunbox run --keep` wrote, strictly: each record against the schema of its version."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs

from conformance.trace.recorder import VERSION

# A line of more bytes is none of ours: bodies are cut at a megabyte, and a record holds two.
_LONGEST_LINE = 64 * 1024 * 1024


class TraceError(Exception):
    """A file that is no trace that can be judged; the sentence says why."""


def is_trace(file: Path) -> bool:
    """Whether a file looks like a trace: its first line is a JSON object with a `kind`."""
    with file.open("rb") as lines:
        first = _object(lines.readline(_LONGEST_LINE))
    return first is not None and "kind" in first


def read(file: Path, schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The records of a trace; raises `TraceError` for one of another version or program, or that is damaged."""
    check = jsonschema_rs.validator_for(schema, validate_formats=True)
    records: list[dict[str, Any]] = []
    for number, record in _lines(file):
        if not records:
            _must_begin_a_trace(record)
        wrong = _wrong(check, record)
        if wrong is not None:
            place = "/".join(map(str, wrong.instance_path))
            raise TraceError(f"line {number} is no record of a trace: {place or 'it'}: {wrong.message[:300]}")
        if records and record["id"] <= records[-1]["id"]:
            raise TraceError(f"line {number} has the id {record['id']}; ids grow from record to record")
        records.append(record)
    if not records:
        raise TraceError("it has no record")
    if records[-1]["kind"] != "end":
        raise TraceError(f"it ends in the middle: its last record (line {len(records)}) is not `end`")
    return records


def _wrong(check: jsonschema_rs.Validator, record: dict[str, Any]) -> jsonschema_rs.ValidationError | None:
    try:
        return next(check.iter_errors(record), None)
    except UnicodeEncodeError:  # half of a surrogate pair: a client's JSON can hold it, so a trace can too
        text = json.dumps(record, ensure_ascii=False).encode("utf-8", "replace")
        return next(check.iter_errors(json.loads(text)), None)


def _lines(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    with file.open("rb") as lines:
        for number, line in enumerate(iter(lambda: lines.readline(_LONGEST_LINE), b""), 1):
            record = _object(line)
            if record is None:
                raise TraceError(f"line {number} is no JSON object")
            yield number, record


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _must_begin_a_trace(record: Mapping[str, Any]) -> None:
    if record.get("kind") != "start" or "trace" not in record:
        raise TraceError(
            "it is of another program: its first record is not the `start` with which dunbox begins a trace"
        )
    if record["trace"] != VERSION:
        raise TraceError(
            f"it is of version {json.dumps(record['trace'])[:40]}, and this dunbox reads version {VERSION}; "
            "judge it with the dunbox that wrote it, or run its scenario again"
        )
