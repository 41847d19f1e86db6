"""Names of fields in whatever case they were written, where a document says that this makes no difference."""

from __future__ import annotations

from typing import Any

from simulator.contract.schemas import Schema

_DEEPEST = 8  # levels of a body, of which no document here has more


def spelled(schema: Schema, body: Any, levels: int = _DEEPEST) -> Any:
    """Answer a body with its fields as the schema spells them; of one that stands there twice the last is taken."""
    if isinstance(body, list):
        items: Schema = schema.get("items", {})
        return [spelled(items, each, levels) for each in body]
    properties = schema.get("properties")
    if not properties or not isinstance(body, dict) or not levels:
        return body
    known = {name.lower(): name for name in properties}
    named = ((known.get(name.lower(), name), value) for name, value in body.items())
    return {name: spelled(properties.get(name, {}), value, levels - 1) for name, value in named}
