"""Requests of all kinds, made from an OpenAPI document: sound ones, nearly sound ones, and rubbish."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil, floor
from typing import Any
from urllib.parse import quote, urlencode

import orjson
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from simulator.contract.document import Document
from tests.simulator.stage import BOUNDARY, FORM, JSON

MULTIPART = "multipart/form-data"

texts = st.text(st.characters(codec="utf-8"), max_size=20) | st.sampled_from(
    [
        "",
        " ",
        "0",
        "-1",
        "null",
        "%00",
        "../..",
        "1_0",
        "１",
        "2026-02-30",
        "9" * 25,
        "\x00",
        "é" * 40,
        "a" * 3000,
    ]
)
junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)
_FORMATS: dict[str, SearchStrategy[str]] = {
    "date": st.dates().map(str) | st.sampled_from(["0000-01-01", "0001-01-01", "9999-12-31", "2026-02-29"]),
    "date-time": st.datetimes().map(lambda at: f"{at:%Y-%m-%dT%H:%M:%S}Z".rjust(20, "0"))
    | st.sampled_from(
        [
            "2016-12-31T23:59:60Z",
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-14:00",
            "0000-01-01T00:00:00Z",
            "2026-01-14t09:00:00z",
            "2026-01-14T09:00:00.123456789Z",
            "2026-01-14T09:00:00",
        ]
    ),
    "email": st.emails() | st.just("ääkkönen@example.fi"),
    "uri": st.sampled_from(
        ["http://127.0.0.1:9/x", "https://h:99999/", "http://[::1", "http://[v1.x]/", "http:///x", "x"]
    ),
}


def of_schema(schema: Mapping[str, Any]) -> SearchStrategy[Any]:
    """Values that a schema may well allow."""
    for many in ("oneOf", "anyOf"):
        if many in schema and "properties" not in schema:
            return st.one_of([of_schema(each) for each in schema[many]])
    if "allOf" in schema:
        return of_schema(schema["allOf"][0])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    make = _BY_TYPE.get(schema.get("type", ""))
    return make(schema) if make else junk


def _object(schema: Mapping[str, Any]) -> SearchStrategy[Any]:
    known = {name: nearly(each) for name, each in schema.get("properties", {}).items()}
    required = {name: known[name] for name in schema.get("required", ()) if name in known}
    optional = {name: each for name, each in known.items() if name not in required}
    made = st.fixed_dictionaries(required, optional=optional)
    if "properties" in schema:
        return made
    return st.dictionaries(texts, junk, max_size=2)


def _numbers(schema: Mapping[str, Any], kind: str) -> SearchStrategy[Any]:
    low, high = ceil(schema.get("minimum", -(10**6))), floor(schema.get("maximum", 10**15))
    whole = st.integers(low, high) | st.integers(low, min(high, low + 5))
    if kind == "integer":
        return whole | whole.map(float)
    return whole | st.decimals(0, 10**6, places=2).map(float) | st.floats(0, allow_infinity=False)


def _text(schema: Mapping[str, Any]) -> SearchStrategy[str]:
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]
    if "pattern" in schema:
        return st.from_regex(schema["pattern"], fullmatch=True)
    return texts


def _list(schema: Mapping[str, Any]) -> SearchStrategy[Any]:
    return st.lists(nearly(schema["items"]), min_size=schema.get("minItems", 0), max_size=3)


_BY_TYPE: dict[str, Callable[[Mapping[str, Any]], SearchStrategy[Any]]] = {
    "object": _object,
    "array": _list,
    "integer": lambda schema: _numbers(schema, "integer"),
    "number": lambda schema: _numbers(schema, "number"),
    "boolean": lambda schema: st.booleans(),
    "string": _text,
}


def nearly(schema: Mapping[str, Any]) -> SearchStrategy[Any]:
    """Mostly what a schema allows, now and then something else."""
    return st.integers(0, 19).flatmap(lambda dice: junk if dice == 0 else of_schema(schema))


@dataclass(frozen=True)
class Sent:
    """A request to an operation of a document."""

    operation: str
    method: str
    path: str
    query: str
    content_type: str
    body: bytes


def requests(document: Document, known: Mapping[str, list[str]]) -> SearchStrategy[Sent]:
    """Any request to any operation; `known` are path parameters that there are, by their name."""
    return st.sampled_from(operations(document)).flatmap(lambda each: request(each, known))


def operations(document: Document) -> list[tuple[str, str, dict[str, Any]]]:
    """Method, path and description of every operation."""
    return [
        (
            method.upper(),
            path,
            {
                **item[method],
                "parameters": [*item.get("parameters", ()), *item[method].get("parameters", ())],
            },
        )
        for path, item in document.raw["paths"].items()
        for method in item
        if method != "parameters"
    ]


def needed(operation: dict[str, Any]) -> str:
    """The query that an operation cannot do without."""
    asked = (each for each in operation["parameters"] if each["in"] == "query" and each.get("required"))
    return urlencode({each["name"]: _sound(each["schema"]) for each in asked})


def _sound(schema: Mapping[str, Any]) -> str:
    return (
        str(schema["enum"][0])
        if "enum" in schema
        else {"date-time": "2026-01-01T00:00:00Z"}[schema["format"]]
    )


@st.composite
def request(
    draw: st.DrawFn, operation: tuple[str, str, dict[str, Any]], known: Mapping[str, list[str]]
) -> Sent:
    """Any request to one operation."""
    method, path, raw = operation
    query: list[tuple[str, str]] = []
    for parameter in raw["parameters"]:
        name = parameter["name"]
        if parameter["in"] == "path":
            value = draw(
                st.sampled_from(known.get(name, ["1"])) | st.sampled_from(known.get(name, ["1"])) | texts
            )
            path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
        elif draw(st.integers(0, 2)) == 0:
            value = draw(nearly(parameter["schema"]))
            query += [(name, ",".join(map(str, value)) if isinstance(value, list) else str(value))]
    query += draw(st.lists(st.tuples(texts, texts), max_size=1))
    media, body = draw(_body(raw.get("requestBody", {}).get("content", {})))
    return Sent(raw["operationId"], method, path, urlencode(query), media, body)


@st.composite
def _body(draw: st.DrawFn, content: Mapping[str, Any]) -> tuple[str, bytes]:
    if not content:
        return "", b""
    media = draw(st.sampled_from(sorted(content)))
    value = draw(nearly(content[media]["schema"]))
    if draw(st.integers(0, 19)) == 0:
        return media, draw(st.binary(max_size=50))
    if media == JSON:
        return media, orjson.dumps(value)
    fields = value if isinstance(value, dict) else {"file": str(value)}
    if media == FORM:
        return media, urlencode({name: _written(each) for name, each in fields.items()}).encode()
    return f"{media}; boundary={BOUNDARY}", _multipart(fields)


def _multipart(fields: Mapping[str, Any]) -> bytes:
    made = b""
    for name, value in fields.items():
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{quote(name)}"\r\n\r\n'
        made += head.encode() + _written(value).encode() + b"\r\n"
    return made + f"--{BOUNDARY}--\r\n".encode()


def _written(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()
