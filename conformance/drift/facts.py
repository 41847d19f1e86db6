"""What an operation of an OpenAPI document states, in short words, whoever wrote the document.

    body:
      application/json:
        amount*: number          required
        kind: string A | B       an enumeration
        note: string 1..200      bounds of a length or a number
        rows: [{…}]              a list

The same words stand in `specs/maventa/original.yaml`. A document from elsewhere may be of any shape: what it does not
say is left out, and one that is too large to be meant is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

METHODS = ("get", "put", "post", "delete", "patch")
_BOUNDS = (("minLength", "maxLength"), ("minimum", "maximum"))
_LARGEST = 200_000


class DocumentError(Exception):
    """A document that cannot be compared; the sentence says why."""


class Reader:
    """Reads one document."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root
        self._read = 0

    def operations(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Each operation under its method and path, `get /v1/invoices`, with the parameters of its path."""
        for path, item in _object(self._root.get("paths")).items():
            shared = _list(self._node(item).get("parameters"))
            for method in METHODS:
                operation = self._node(self._node(item).get(method))
                if operation:
                    both = [*shared, *_list(operation.get("parameters"))]
                    yield f"{method} {path}", {**operation, "parameters": both}

    def facts(self, operation: Mapping[str, Any]) -> dict[str, Any]:
        """An operation in words; what it has not is left out. Of answers, the good one if there is one such."""
        answers = _object(operation.get("responses"))
        good = {
            str(status): self._node(one) for status, one in answers.items() if str(status).startswith("2")
        }
        status, answer = next(iter(good.items())) if len(good) == 1 else ("0", {})
        body = self._node(operation.get("requestBody"))
        headers = {
            name: self._node(one).get("schema") for name, one in _object(answer.get("headers")).items()
        }
        said = {
            "id": operation.get("operationId") or {},
            "scopes": [
                scope
                for one in _list(operation.get("security"))
                for scopes in _object(one).values()
                for scope in _list(scopes)
            ],
            "path": self._parameters(operation, "path"),
            "query": self._parameters(operation, "query"),
            "body" if body.get("required") else "body that may be left out": self._content(body),
            "good": int(status) if status.isdecimal() else status,
            "headers": self._fields(headers, (), ()),
            "answer": self._content(answer),
        }
        return {name: one for name, one in said.items() if one not in ({}, [])}

    def content(self, holder: Any) -> dict[str, Any]:
        """The bodies of an answer, by media type, in words."""
        return self._content(self._node(holder))

    def _parameters(self, operation: Mapping[str, Any], where: str) -> dict[str, Any]:
        found = [self._node(one) for one in _list(operation.get("parameters"))]
        found = [one for one in found if one.get("in") == where]
        required = [str(one.get("name")) for one in found if one.get("required")]
        return self._fields({str(one.get("name")): one.get("schema") for one in found}, required, ())

    def _content(self, holder: Mapping[str, Any]) -> dict[str, Any]:
        media = _object(holder.get("content"))
        return {str(kind): self._words(self._node(one).get("schema"), ()) for kind, one in media.items()}

    def _words(self, raw: Any, within: tuple[str, ...]) -> Any:
        """A schema in words; one that holds itself is told once."""
        self._read += 1
        if self._read > _LARGEST:
            raise DocumentError(
                f"it says more than {_LARGEST} things of its operations; dunbox compares no such"
            )
        reference = str(_object(raw).get("$ref") or "")
        if reference and reference in within:
            return f"as above ({reference.rpartition('/')[2]})"
        within = (*within, reference) if reference else within
        schema = self._whole(self._node(raw))
        kind = schema.get("type") or (
            "object" if "properties" in schema else "array" if "items" in schema else None
        )
        if kind == "object":
            return self._fields(_object(schema.get("properties")), _list(schema.get("required")), within)
        if kind == "array":
            return [self._words(schema.get("items"), within)]
        for joined in ("oneOf", "anyOf"):
            if schema.get(joined):
                return {
                    f"{joined} {n}": self._words(one, within)
                    for n, one in enumerate(_list(schema[joined]), 1)
                }
        return _scalar(schema)

    def _whole(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """A schema with those of its `allOf` in it."""
        whole = dict(schema)
        for part in (self._node(one) for one in _list(whole.pop("allOf", ()))):
            properties = {**_object(part.get("properties")), **_object(whole.get("properties"))}
            required = [*_list(whole.get("required")), *_list(part.get("required"))]
            whole = {**part, **whole, "properties": properties, "required": required}
        return whole

    def _fields(self, schemas: Mapping[str, Any], required: Any, within: tuple[str, ...]) -> dict[str, Any]:
        said = {
            f"{name}{'*' * (name in required)}": self._words(one, within) for name, one in schemas.items()
        }
        return said | {f"{name}*": "required and not there" for name in required if name not in schemas}

    def _node(self, raw: Any) -> Mapping[str, Any]:
        """An object, or the one that it refers to; empty for what is none."""
        node = raw
        for _ in range(20):
            if not isinstance(node, Mapping) or "$ref" not in node:
                return _object(node)
            reference = str(node["$ref"])
            if not reference.startswith("#/"):
                raise DocumentError(f"it refers to another file ({reference[:80]}); bundle it into one first")
            node = self._root
            for step in reference[2:].split("/"):
                node = _object(node).get(step.replace("~1", "/").replace("~0", "~"))
        raise DocumentError("it has references that refer to each other")


def _scalar(schema: Mapping[str, Any]) -> str:
    kinds = schema.get("type", "any")
    kind = " | ".join(str(one) for one in kinds if one != "null") if isinstance(kinds, list) else str(kinds)
    said = kind + (f"({schema['format']})" if "format" in schema else "")
    said += " " + " | ".join(map(str, _list(schema["enum"]))) if "enum" in schema else ""
    for low, high in _BOUNDS:
        said += f" {schema.get(low, '')}..{schema.get(high, '')}" if {low, high} & schema.keys() else ""
    default = str(schema.get("default", ""))  # an empty one says no more than that there is none
    return said + (f" = {default}" if default else "")


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []
