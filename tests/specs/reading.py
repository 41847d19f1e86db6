"""Reads the documents in `specs` the way the tests need them: strictly, by name, with references followed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml

from simulator.resources import specs

METHODS = ("get", "put", "post", "delete", "patch")
SOURCE, ASSUMPTION = "x-dunbox-source", "x-dunbox-assumption"


class Strict(yaml.CSafeLoader):
    """YAML in which a key stands once in its mapping."""


def _mapping(loader: Strict, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    twice = {key for key in keys if keys.count(key) > 1}
    if twice:
        raise ValueError(f"{node.start_mark}: {sorted(twice)} stand twice")
    return loader.construct_mapping(node, deep=True)


Strict.add_constructor("tag:yaml.org,2002:map", _mapping)


@dataclass(frozen=True)
class Operation:
    """An operation, or a callback's: its key, where it stands, and what it says."""

    id: str
    method: str
    path: str
    says: Mapping[str, Any]
    parameters: tuple[Mapping[str, Any], ...]
    callback: bool = False


def load(path: Path) -> Any:
    """A YAML file of `specs`, its dates as text."""
    loader = Strict(path.read_text("utf-8"))
    loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in rules if tag != "tag:yaml.org,2002:timestamp"]
        for first, rules in loader.yaml_implicit_resolvers.items()
    }
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


def names() -> list[str]:
    """The folders that hold an OpenAPI document."""
    return sorted(path.parent.name for path in specs().glob("*/openapi.yaml"))


@cache
def document(name: str) -> dict[str, Any]:
    """The OpenAPI document of a folder."""
    found: dict[str, Any] = load(specs() / name / "openapi.yaml")
    return found


@cache
def sources(name: str) -> dict[str, Any]:
    """The sources and assumptions of a folder."""
    found: dict[str, Any] = load(specs() / name / "sources.yaml")
    return found


def assumptions() -> list[tuple[str, dict[str, Any]]]:
    """Every assumption with the folder that states it."""
    folders = sorted(path.parent.name for path in specs().glob("*/sources.yaml"))
    return [(folder, one) for folder in folders for one in sources(folder)["assumptions"]]


def resolve(root: Mapping[str, Any], node: Any) -> Any:
    """The node, or what it refers to; a reference that leads nowhere raises `KeyError`."""
    while isinstance(node, Mapping) and "$ref" in node:
        found: Any = root
        for step in str(node["$ref"]).removeprefix("#/").split("/"):
            found = found[step]
        node = found
    return node


def nodes(value: Any, place: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every node below a value with its place; what stands in examples is data and left out."""
    yield place, value
    if isinstance(value, Mapping):
        for key, item in value.items():
            if key not in ("example", "examples"):
                yield from nodes(item, (*place, str(key)))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from nodes(item, (*place, str(index)))


def operations(root: Mapping[str, Any]) -> list[Operation]:
    """Every operation of a document, and those of its callbacks."""
    return list(_operations(root, root["paths"], callback=False))


def _operations(root: Mapping[str, Any], paths: Mapping[str, Any], *, callback: bool) -> Iterator[Operation]:
    for path, item in paths.items():
        for method in METHODS:
            if method not in item:
                continue
            says = item[method]
            raw = (*item.get("parameters", ()), *says.get("parameters", ()))
            parameters = tuple(resolve(root, one) for one in raw)
            yield Operation(says["operationId"], method, path, says, parameters, callback)
            for called in says.get("callbacks", {}).values():
                yield from _operations(root, called, callback=True)


def json_schema(node: Any) -> Any:
    """An OpenAPI 3.0 schema, or anything that holds some, in the words of JSON Schema 2020-12."""
    if isinstance(node, list):
        return [json_schema(item) for item in node]
    if not isinstance(node, Mapping):
        return node
    out = {key: json_schema(item) for key, item in node.items() if key not in ("nullable", "example")}
    for exclusive, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if out.get(exclusive) is True:
            out[exclusive] = out.pop(bound)
    if node.get("nullable") is True:
        out["type"] = [out["type"], "null"]
    return out


def validator(root: Mapping[str, Any], schema: Any) -> jsonschema_rs.Draft202012Validator:
    """A validator of one schema of a document; formats are checked."""
    whole = {"components": json_schema(root["components"]), "allOf": [json_schema(schema)]}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
