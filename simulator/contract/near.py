"""What somebody may have meant who called what no document knows, or sent a field that is not in the contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from simulator.contract.document import Document
from simulator.contract.schemas import Schema

_LIKENESS = 0.7
_LONGEST = 200  # characters of a path that are looked at
_SHOWN = 80  # characters of a name
_DEEPEST = 8  # levels of a body


def call(document: Document, method: str, path: str) -> str | None:
    """Answer the known call that an unknown one resembles most, such as `GET /v1/invoices/{id}`, or None."""
    given = path[:_LONGEST].split("/")
    paths: Mapping[str, Mapping[str, Any]] = document.raw["paths"]
    written = {_filled(template, given): template for template in paths}
    same = [text for text, template in written.items() if method.lower() in paths[template]]
    for among in (same, list(written)):
        if near := get_close_matches(path[:_LONGEST], among, 1, _LIKENESS):
            template = written[near[0]]
            methods = [each.upper() for each in paths[template] if each in document.METHODS]
            return f"{method if method in methods else '/'.join(methods)} {template}"
    return None


def _filled(template: str, given: list[str]) -> str:
    """A path with what was given in place of its parameters, so that these count as alike."""
    parts = [
        given[nth] if part.startswith("{") and nth < len(given) else part
        for nth, part in enumerate(template.split("/"))
    ]
    return "/".join(parts)


def unknown_fields(schema: Schema, body: Any, place: str = "", levels: int = _DEEPEST) -> Iterator[str]:
    """Say which fields of a body its schema does not name, at any depth, with the nearest name that it has."""
    if isinstance(body, list):
        items: Schema = schema.get("items", {})
        for each in body:
            yield from unknown_fields(items, each, place, levels)
        return
    known = schema.get("properties")
    if not known or not isinstance(body, dict) or not levels:
        return
    for name, value in body.items():
        if name not in known:
            yield unknown("field", name, list(known), place)
        elif isinstance(value, dict | list):
            yield from unknown_fields(known[name], value, f"{place}{name}.", levels - 1)


def unknown(what: str, name: str, known: list[str], place: str = "") -> str:
    """Say that something is not in the contract, and what was perhaps meant. `place` ends with a point."""
    near = get_close_matches(name[:_SHOWN], known, 1)
    hint = f"; did you mean {place + near[0]!r}?" if near else ""
    return f"{what} {place + name[:_SHOWN]!r} is not in the contract{hint}"
