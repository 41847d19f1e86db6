"""The reference of the control API, from its own document: every call, its fields, answers, errors, examples."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import yaml

from pages.assumed import Assumed
from pages.markdown import anchor, code, literal, plain, table
from simulator.resources import specs

Node = Mapping[str, Any]

_CHANNEL = "control"
_METHODS = ("get", "post", "put", "patch", "delete")
_LIMITS = {
    "minimum": "at least",
    "maximum": "at most",
    "minLength": "characters, at least",
    "maxLength": "characters, at most",
    "minItems": "entries, at least",
    "maxItems": "entries, at most",
    "format": "format",
}
_ERRORS = """\
Every error is `application/problem+json`; `detail` is the whole sentence, with what was asked, why it cannot be, and
what is allowed. The ones below are the same of every call that names them."""
_ASSUMED = """\
What people, banks and letters do where no document says, for every agency alike. A setting is given in `settings` of
`POST /sandboxes`, or under `assumptions` of a story."""


@cache
def _document() -> Node:
    found: Node = yaml.safe_load((specs() / _CHANNEL / "openapi.yaml").read_text("utf-8"))
    return found


def page(assumed: Assumed) -> str:
    """The reference, and the assumptions that no channel has for itself, as Markdown."""
    document = _document()
    parts = [
        document["info"]["description"],
        *(_tag(tag) for tag in document["tags"]),
        f"## Errors\n\n{_ERRORS}\n\n" + "\n".join(map(_error, document["components"]["responses"].values())),
        "## Shapes\n\n" + "\n".join(_shape(name) for name in sorted(_shown())),
        f"## What is assumed\n\n{_ASSUMED}\n\n{assumed.text(_CHANNEL)}",
    ]
    return "\n".join(parts)


def _tag(tag: Node) -> str:
    calls = (
        _call(path, method, item)
        for path, item in _document()["paths"].items()
        for method in _METHODS
        if method in item and item[method]["tags"] == [tag["name"]]
    )
    return f"## {tag['name'].capitalize()}\n\n{tag['description']}\n\n" + "\n".join(calls)


def _call(path: str, method: str, item: Node) -> str:
    call = item[method]
    text = f"{call['summary']}.{' ' + call['description'] if call.get('description') else ''}"
    parts = [f"### {method.upper()} {path}\n", f"{plain(text)}\n", f"The call is `{call['operationId']}`.\n"]
    parameters = [_found(each) for each in (*item.get("parameters", ()), *call.get("parameters", ()))]
    fields = [
        (code(each["name"]), each["in"], _kind(each["schema"]), plain(each.get("description", "")))
        for each in parameters
    ]
    body = call.get("requestBody")
    if body:
        content = _json(body)
        fields += [(name, "body", kind, text) for name, kind, text in _fields(_found(content["schema"]))]
    parts += [table(("field", "in", "is", ""), fields)] if fields else []
    parts += [f"Asked with:\n\n{each}" for each in _examples(_json(body) if body else {})]
    parts.append(
        table(("answer", "is"), ((status, _answered(answer)) for status, answer in call["responses"].items()))
    )
    for status, answer in call["responses"].items():
        parts += [
            f"Answered {status}:\n\n{each}" for each in _examples(_json(answer)) if "$ref" not in answer
        ]
    return "\n".join(parts)


def _answered(answer: Node) -> str:
    text = plain(_found(answer)["description"])
    if "$ref" in answer:
        name = answer["$ref"].rpartition("/")[2]
        return f"{text} [Error](#{anchor(_title(name))})"
    schema = _json(answer).get("schema")
    return f"{text} Body: {_kind(schema)}." if schema else text


def _error(response: Node) -> str:
    example = _json(response)["example"]
    return (
        f"### {example['status']} {example['title']}\n\n{plain(response['description'])}\n\n{_block(example)}"
    )


def _title(name: str) -> str:
    example = _json(_document()["components"]["responses"][name])["example"]
    return f"{example['status']} {example['title']}"


def _shape(name: str) -> str:
    schema = _document()["components"]["schemas"][name]
    fields = table(("field", "is", ""), _fields(schema)) if schema.get("properties") else ""
    told = plain(schema["description"]) if schema.get("description") and fields else ""
    parts = (f"### {name}\n", f"{told}\n" if told else "", fields or f"{_whole(schema)}\n")
    return "\n".join(part for part in parts if part)


def _whole(schema: Node) -> str:
    said = plain(schema.get("description", ""))
    return f"{said} It is {_kind(schema)}." if said else f"It is {_kind(schema)}."


@cache
def _shown() -> frozenset[str]:
    """The shapes to which something leads; a body that is one call's alone stands with it."""
    document = _document()
    bodies = {
        _json(body)["schema"].get("$ref", "") for path in document["paths"].values() for body in _bodies(path)
    }
    named: set[str] = set()
    for name, schema in document["components"]["schemas"].items():
        named |= {each for each in _references(schema) if each != name}
    for path in document["paths"].values():
        named |= {each for each in _references(path) if f"#/components/schemas/{each}" not in bodies}
    return frozenset(named)


def _bodies(path: Node) -> Iterator[Node]:
    yield from (path[method]["requestBody"] for method in _METHODS if "requestBody" in path.get(method, {}))


def _references(node: Any) -> Iterator[str]:
    """The names of the shapes that something refers to."""
    if isinstance(node, Mapping):
        target = node.get("$ref")
        if isinstance(target, str) and "/schemas/" in target:
            yield target.rpartition("/")[2]
        node = list(node.values())
    if isinstance(node, list):
        for each in node:
            yield from _references(each)


def _fields(schema: Node) -> Iterator[tuple[str, str, str]]:
    """The properties of a shape: name, what it is, what it means."""
    needed = schema.get("required", ())
    for name, each in schema.get("properties", {}).items():
        kind = f"{_kind(each)}{', required' if name in needed else ''}"
        yield code(name), kind, plain(each.get("description", ""))


def _kind(schema: Node) -> str:
    """What a value is, in words: a link to its shape, a list of such, one of some words, or a type with its limits."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{anchor(name)})" if name in _shown() else name
    several = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
    if several and not schema.get("type"):
        return " or ".join(map(_kind, several)) + _default(schema)
    if schema.get("type") == "array":
        return f"a list, each {_kind(schema['items'])}{_limits(schema)}"
    if "enum" in schema:
        return (
            "one of "
            + ", ".join(code(each) for each in schema["enum"] if each is not None)
            + _default(schema)
        )
    null = " or null" if schema.get("nullable") else ""
    return f"{_type(schema)}{null}{_limits(schema)}{_default(schema)}"


def _type(schema: Node) -> str:
    if schema.get("type") == "object" and isinstance(schema.get("properties"), Mapping):
        return "object of " + ", ".join(map(code, schema["properties"]))
    return str(schema.get("type", "any value"))


def _limits(schema: Node) -> str:
    return "".join(f", {words} {schema[name]}" for name, words in _LIMITS.items() if name in schema)


def _default(schema: Node) -> str:
    return f", {literal(schema['default'])} if left out" if "default" in schema else ""


def _found(node: Node) -> Node:
    """What a reference leads to, else the thing itself."""
    if "$ref" not in node:
        return node
    found: Any = _document()
    for part in node["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return _found(found)


def _json(node: Node) -> Node:
    """The content of a body or an answer, of its first type; nothing if it has none."""
    return next(iter(_found(node).get("content", {}).values()), {})


def _examples(content: Node) -> Iterator[str]:
    if "example" in content:
        yield _block(content["example"])
    for each in content.get("examples", {}).values():
        yield _block(each["value"])


def _block(value: Any) -> str:
    if isinstance(value, str):
        return f"```text\n{value.strip()}\n```\n"
    return f"```json\n{json.dumps(value, indent=2, ensure_ascii=False, default=str)}\n```\n"
