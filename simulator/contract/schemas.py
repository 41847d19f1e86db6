"""Schemas: OpenAPI 3.0's dialect rewritten as JSON Schema, and what is wrong with a value, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema_rs

Schema = dict[str, Any]

_LONGEST = 300  # characters of a message, which repeats the value that is wrong
_MOST_PARTS = 2000  # fields and items of a value in which all that is wrong is told


_MAPS = ("properties", "patternProperties")
_LISTS = ("allOf", "anyOf", "oneOf")
_SINGLE = ("items", "not", "additionalProperties")
_DROPPED = ("example", "nullable", "discriminator", "xml")
# Formats that say how a value is kept, not what it looks like.
_STORAGE = ("binary", "float", "double", "int32", "int64", "password", "byte")


def as_json_schema(schema: Schema) -> Schema:
    """Answer a schema of OpenAPI 3.0 as one of JSON Schema 2020-12: `nullable`, exclusive bounds, binary files."""
    made = {key: _rewritten(key, value) for key, value in schema.items() if not _dropped(key)}
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if made.get(exclusive) is True:
            made[exclusive] = made.pop(bound)
        elif made.get(exclusive) is False:
            del made[exclusive]
    if made.get("format") in _STORAGE:
        del made["format"]
    if not schema.get("nullable"):
        return made
    return {**made, "type": [made["type"], "null"]} if "type" in made else {"anyOf": [{"type": "null"}, made]}


def _dropped(key: str) -> bool:
    return key.startswith("x-") or key in _DROPPED


def _rewritten(key: str, value: Any) -> Any:
    if key in _MAPS:
        return {name: as_json_schema(each) for name, each in value.items()}
    if key in _LISTS:
        return [as_json_schema(each) for each in value]
    if key in _SINGLE and isinstance(value, dict):
        return as_json_schema(value)
    return value


def validator(schema: Schema) -> jsonschema_rs.Validator:
    """Answer the validator of an OpenAPI 3.0 schema; formats are checked too."""
    return jsonschema_rs.Draft202012Validator(as_json_schema(schema), validate_formats=True)


def problems(check: jsonschema_rs.Validator, value: Any, where: str = "") -> Iterator[str]:
    """Say what is wrong with a value, a sentence each: where in it, and what was expected."""
    try:
        errors = _errors(check, value)
    except ValueError:  # nested deeper than the validator goes
        yield f"{where}: it is nested too deeply" if where else "it is nested too deeply"
        return
    for error in errors:
        place = ".".join(map(str, error.instance_path)) or where
        for message in _said(error):
            short = message if len(message) <= _LONGEST else f"{message[:_LONGEST]}…"
            yield f"{place}: {short}" if place else short


def _errors(check: jsonschema_rs.Validator, value: Any) -> list[jsonschema_rs.ValidationError]:
    """What is wrong with a value; of one with very many parts the first thing only, as each takes its time."""
    if not _has_many_parts(value):
        return list(check.iter_errors(value))
    try:
        check.validate(value)
    except jsonschema_rs.ValidationError as error:
        return [error]
    return []


def _has_many_parts(value: Any) -> bool:
    rest, parts = [value], 0
    while rest and parts <= _MOST_PARTS:
        each = rest.pop()
        if isinstance(each, list | dict):
            parts += len(each)
            rest += each if isinstance(each, list) else each.values()
    return parts > _MOST_PARTS


def _said(error: jsonschema_rs.ValidationError) -> list[str]:
    """What is wrong; of several alternatives, what is wrong with the one that came nearest."""
    branches = getattr(error.kind, "context", None)
    if not branches:
        return [error.message]
    nearest = min(branches, key=lambda branch: (any(_is_choice(each) for each in branch), len(branch)))
    return [each.message for each in nearest] or [error.message]


def _is_choice(error: jsonschema_rs.ValidationError) -> bool:
    """Whether an alternative is another one than was meant, by the word that tells them apart."""
    return error.kind.name in ("enum", "const")
