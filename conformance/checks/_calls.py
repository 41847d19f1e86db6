"""Calls of a client to its provider as HTTP has them: what was answered, and which call is the same as another."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from conformance.checks._registry import Looking
from conformance.trace import Record, Trace


def answered(call: Record) -> int | None:
    """The status of the answer that the client got; None if none came, or if the harness erred."""
    status = (call.data.get("answer") or {}).get("status")
    return int(status) if status and not call.data.get("harness_error") else None


def asks(call: Record) -> bool:
    """Whether a call only reads."""
    return call.data.get("method") == "GET"


def shown_as(call: Record) -> str:
    """A call for people: its method and path, with what it was answered."""
    status = answered(call)
    return f"{call.data.get('method')} {call.data.get('path')}: {status if status else 'no answer'}"


def place(call: Record) -> tuple[Any, ...]:
    """Where a call goes: surface, method and path. A list's pages and filters are not in it."""
    return call.data.get("surface"), call.data.get("method"), call.data.get("path")


def request(call: Record) -> tuple[Any, ...]:
    """All that makes a request the same as another one: its place, its query and its body, but no headers."""
    words = (call.data.get("query"), call.data.get("body"))
    return (*place(call), *(json.dumps(part, sort_keys=True) for part in words))


def acted(trace: Trace, first: Record, second: Record) -> bool:
    """Whether the user asked for something between two calls, or in the op of the second."""
    return any(first.id < act.id < second.id for act in trace.ops("act"))


def restarted(trace: Trace, first: Record, second: Record) -> bool:
    """Whether the client's process was killed, or began a life, between two calls."""
    begun = [*trace.of("process"), *trace.ops("configure")]
    return any(first.id < record.id < second.id for record in begun)


def subject(looking: Looking, call: Record) -> str | None:
    """What a call is about: its invoice's number; else its case, its invoice's id, or None for a list."""
    means = call.means
    found = looking.books.number_of(means) or means.get("case") or means.get("invoice")
    return str(found) if found else None


def first(calls: Iterable[Record]) -> Record | None:
    """The first of some calls, if there is one."""
    return next(iter(calls), None)


def document_of(call: Record) -> str:
    """The text of the document that a call sent, where its channel says which part of it that is; empty if none."""
    pointer = call.means.get("document")
    found: Any = call.data if isinstance(pointer, str) and pointer.startswith("/") else None
    for part in str(pointer).split("/")[1:] if found is not None else ():
        found = found.get(part) if isinstance(found, Mapping) else None
    content = found.get("content") if isinstance(found, Mapping) else found
    return content if isinstance(content, str) else ""
