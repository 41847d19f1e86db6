"""Reading a request: parameters and bodies become the values that the document types, or sentences on what is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl

import orjson

from simulator.contract import multipart, near
from simulator.contract.document import Operation, Parameter
from simulator.contract.schemas import Schema, problems
from simulator.contract.spelling import spelled
from simulator.journal import Part

_INTEGER = re.compile(r"-?[0-9]{1,18}")
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"

JSON_LIMIT = 1024 * 1024
MULTIPART_LIMIT = 50 * 1024 * 1024
"""Bodies above these many bytes are answered 413."""
MOST_FIELDS = 1000
"""Forms and queries with more fields are answered 400."""
MOST_UNKNOWN = 100
"""Of so many fields that are not in the contract it is said."""


class Unsound(Exception):
    """A request that is not what the document says. `status` is 400, 413 or 415; `details` say what is wrong.

    `unknown` says what is not in the contract, as far as it was read.
    """

    def __init__(self, status: int, details: list[str]) -> None:
        super().__init__("; ".join(details))
        self.status = status
        self.details = details
        self.unknown: list[str] = []


@dataclass(slots=True)
class Request:
    """What was read: typed parameters, the body as plain values, its parts, and what is not in the contract."""

    path: dict[str, Any] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    body: Any = None
    parts: dict[str, Part] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)


def body_limit(operation: Operation, content_type: str | None) -> int:
    """How many bytes a body of this type may have where this operation takes it."""
    if _media(content_type) == MULTIPART in operation.bodies:
        return MULTIPART_LIMIT
    return operation.most_bytes or JSON_LIMIT


def _media(content_type: str | None) -> str:
    return (content_type or "").partition(";")[0].strip().lower()


def read(
    operation: Operation, path: Mapping[str, str], query: str, content_type: str | None, body: bytes
) -> Request:
    """Read a request; raises `Unsound`."""
    request = Request()
    try:
        details = _read_parameters(operation, path, query, request)
        if details:
            raise Unsound(400, details)
        if operation.bodies:
            _read_body(operation, content_type, body, request)
    except Unsound as unsound:
        unsound.unknown = request.unknown
        raise
    return request


def _read_parameters(
    operation: Operation, path: Mapping[str, str], query: str, request: Request
) -> list[str]:
    try:
        given = _query(query)
    except ValueError:
        return [f"the query has more than {MOST_FIELDS} fields, which is the most here"]
    details: list[str] = []
    for parameter in operation.in_path:
        details += _take(parameter, [path[parameter.name]], request.path)
    for name, parameter in operation.in_query.items():
        details += _take(parameter, given.pop(name, []), request.query)
    if given:
        known = list(operation.in_query)
        request.unknown += [near.unknown("parameter", name, known) for name in islice(given, MOST_UNKNOWN)]
    return details


def _query(query: str) -> dict[str, list[str]]:
    """What a query gives, by name; raises `ValueError` for one with too many fields."""
    given: dict[str, list[str]] = {}
    if query:
        for name, value in parse_qsl(
            query, keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS
        ):
            given.setdefault(name, []).append(value)
    return given


def _take(parameter: Parameter, values: list[str], into: dict[str, Any]) -> list[str]:
    """Put a parameter's typed value into `into`; answers what is wrong with it."""
    if not values:
        if parameter.required:
            return [f"{parameter.name}: is required"]
        if "default" in parameter.schema:
            into[parameter.name] = parameter.schema["default"]
        return []
    if parameter.many:
        texts = values if parameter.exploded else [text for value in values for text in value.split(",")]
        typed: Any = [_typed(text, parameter.schema.get("items", {})) for text in texts]
    else:
        typed = _typed(values[-1], parameter.schema)
    into[parameter.name] = typed
    if parameter.check.is_valid(typed):
        return []
    return [f"{parameter.name}: {problem}" for problem in problems(parameter.check, typed)]


def _typed(text: str, schema: Schema) -> Any:
    """A text as the type that its schema wants; what cannot be that stays text, for the validator to refuse."""
    wanted = schema.get("type")
    try:
        if wanted == "integer" and _INTEGER.fullmatch(text):
            return int(text)
        if wanted == "number" and len(text) < 40:
            return float(text)
    except ValueError:
        return text
    if wanted == "boolean" and text in ("true", "false"):
        return text == "true"
    return text


def _read_body(operation: Operation, content_type: str | None, body: bytes, request: Request) -> None:
    if not body and not operation.body_required:
        return
    media = _media(content_type)
    if not body and not media:
        raise Unsound(400, [f"a body is required: {', '.join(operation.bodies)}"])
    if media not in operation.bodies:
        allowed = ", ".join(operation.bodies)
        raise Unsound(415, [f"a body of the type {media or 'none'!r} is not taken here; send: {allowed}"])
    schema = operation.bodies[media]["schema"]
    request.body = _READERS[media](content_type or "", body, schema, request)
    if operation.any_case and media == JSON:
        request.body = spelled(schema, request.body)
    request.unknown += islice(near.unknown_fields(schema, request.body), MOST_UNKNOWN)
    check = operation.body_validator(media)
    if not check.is_valid(request.body):
        raise Unsound(400, list(problems(check, request.body, "body"))[:20])


def _read_json(content_type: str, body: bytes, schema: Schema, request: Request) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Unsound(400, [f"the body is not JSON in UTF-8: {error}"]) from error


def _read_form(content_type: str, body: bytes, schema: Schema, request: Request) -> Any:
    try:
        pairs = parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"
        )
    except ValueError as error:
        raise Unsound(400, [f"the body is not a form in UTF-8: {error}"]) from error
    return _fields(pairs, schema)


def _read_multipart(content_type: str, body: bytes, schema: Schema, request: Request) -> Any:
    try:
        parts = multipart.parse(content_type, body)
        request.parts = {part.name: part for part in parts}
        properties = schema.get("properties", {})
        return _fields([(part.name, _text(part, properties)) for part in parts], schema)
    except multipart.Broken as error:
        raise Unsound(400, [f"the body is not multipart: {error}"]) from error


def _text(part: Part, properties: Mapping[str, Schema]) -> str:
    """A part's content as text; files stay bytes elsewhere and count here by their presence."""
    if properties.get(part.name, {}).get("format") == "binary":
        return part.filename or part.name
    try:
        return part.content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise multipart.Broken(f"part {part.name!r} is not UTF-8: {error}") from error


def _fields(pairs: list[tuple[str, str]], schema: Schema) -> dict[str, Any]:
    """Form fields as the types of their schema; `name[]` and a repeated name fill an array."""
    properties = schema.get("properties", {})
    made: dict[str, Any] = {}
    for written, text in pairs:
        name = _property(written, properties)
        wanted = properties.get(name, {})
        if wanted.get("type") == "array":
            made.setdefault(name, []).append(_typed(text, wanted.get("items", {})))
        else:
            made[name] = _typed(text, wanted)
    return made


def _property(written: str, properties: Mapping[str, Schema]) -> str:
    """The property that a field's name stands for: `routes[]` is one of the array `routes`."""
    bare = written.removesuffix("[]")
    return bare if properties.get(bare, {}).get("type") == "array" else written


_READERS = {JSON: _read_json, FORM: _read_form, MULTIPART: _read_multipart}
