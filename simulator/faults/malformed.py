"""An answer that is not what it should be, after the work is done.

`unfamiliar` is sound JSON with something new in it, as a provider may add at any time; the others are broken.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from functools import partial
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import orjson

from simulator.faults import After, Spoilable, Visit

TITLE = "The work is done, and the answer is spoiled"
WORDS: dict[str, Any] = {
    "how": {
        "enum": ["truncated", "html", "empty", "unfamiliar"],
        "description": "Cut in half, a proxy's page, nothing, or sound JSON with something new in it.",
    },
    "items": {
        "type": "boolean",
        "description": "Unfamiliar: every list of objects gets one more, with unknown words for enumerated ones.",
    },
    "value": {
        "type": "object",
        "propertyNames": {"pattern": "^/", "x-expected": "a JSON pointer into the answer, such as /status"},
        "description": "Unfamiliar: values by JSON pointer, put where there are others.",
    },
}
REQUIRED = ("how",)
WEIGHT = 3

NEW_FIELD = "added_later"
_PAGE = b"<!DOCTYPE html><html><head><title>Gateway</title></head><body><h1>Please try again later</h1></body></html>"


def wrong(words: dict[str, Any]) -> str | None:
    """Only sound JSON has something new in it."""
    idle = ", ".join(word for word in ("items", "value") if word in words and words["how"] != "unfamiliar")
    return f"{idle}: with how: {words['how']} there is nothing new; take how: unfamiliar" if idle else None


def sees(visit: Visit) -> bool:
    """Where there is no body, there is none to spoil."""
    return visit.body


def after(words: dict[str, Any]) -> After:
    """Spoil the answer."""
    return After(spoil=partial(_HOW[words["how"]], words))


def _truncated(words: Mapping[str, Any], answer: Spoilable) -> Spoilable:
    return Spoilable(answer.body[: len(answer.body) // 2], answer.media, answer.schema)


def _html(words: Mapping[str, Any], answer: Spoilable) -> Spoilable:
    return Spoilable(_PAGE, "text/html", answer.schema)


def _empty(words: Mapping[str, Any], answer: Spoilable) -> Spoilable:
    return Spoilable(b"", answer.media, answer.schema)


def _unfamiliar(words: Mapping[str, Any], answer: Spoilable) -> Spoilable:
    """Put something new into JSON; what is not JSON stays as it is."""
    if not (answer.media or "").endswith("json"):
        return answer
    body = _grown(orjson.loads(answer.body), answer.schema, bool(words.get("items")))
    for pointer, value in words.get("value", {}).items():
        put(body, pointer, value)
    return Spoilable(orjson.dumps(body), answer.media, answer.schema)


_HOW = {"truncated": _truncated, "html": _html, "empty": _empty, "unfamiliar": _unfamiliar}


def _grown(value: Any, schema: Mapping[str, Any], items: bool) -> Any:
    """A value with a new field in every object and, with `items`, a new item in every list of objects."""
    if isinstance(value, list):
        inner = _schema_of(schema).get("items", {})
        grown = [_grown(each, inner, items) for each in value]
        new = items and grown and isinstance(grown[-1], dict)
        return [*grown, _stranger(grown[-1], inner)] if new else grown
    if isinstance(value, dict):
        named = _schema_of(schema).get("properties", {})
        grown_fields = {name: _grown(each, named.get(name, {}), items) for name, each in value.items()}
        return {**grown_fields, NEW_FIELD: "something new"}
    return value


def _stranger(neighbour: dict[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """An item like its neighbour, with an id of its own and a new word wherever words are enumerated."""
    named = _schema_of(schema).get("properties", {})
    made = {name: _unknown(value, named.get(name, {})) for name, value in neighbour.items()}
    if "id" in made:
        made["id"] = _other_id(made["id"])
    return made


def _unknown(value: Any, schema: Mapping[str, Any]) -> Any:
    if not isinstance(value, str) or "enum" not in _schema_of(schema):
        return value
    return "UNHEARD_OF" if value.isupper() else "unheard_of"


def _other_id(value: Any) -> Any:
    """An id that follows from another one and has its type."""
    return value + 1_000_000_000 if isinstance(value, int) else str(uuid5(NAMESPACE_URL, str(value)))


def _schema_of(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A schema with what its combined parts say beside it."""
    made = dict(schema)
    for way in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(way, ()):
            found = _schema_of(part)
            made |= {**found, "properties": {**made.get("properties", {}), **found.get("properties", {})}}
    return made


def put(body: Any, pointer: str, value: Any) -> None:
    """Replace what a JSON pointer (RFC 6901) names; what is not there stays away."""
    *way, last = [part.replace("~1", "/").replace("~0", "~") for part in pointer[1:].split("/")]
    for part in way:
        body = _inside(body, part)
    if isinstance(body, dict) and last in body:
        body[last] = deepcopy(value)
    elif isinstance(body, list) and last.isdigit() and int(last) < len(body):
        body[int(last)] = deepcopy(value)


def _inside(body: Any, part: str) -> Any:
    if isinstance(body, list) and part.isdigit() and int(part) < len(body):
        return body[int(part)]
    return body.get(part) if isinstance(body, dict) else None
