"""A provider's OpenAPI document, compiled: which operation a request is for, and what it must look like.

References are resolved when the document is read; the validators of an operation are made when it is first
used, so that a server starts quickly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any
from urllib.parse import unquote

import jsonschema_rs
import yaml

from simulator.contract.schemas import Schema, as_json_schema, validator
from simulator.resources import specs

_METHODS = ("get", "put", "post", "delete", "patch", "head", "options")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a path or query; `many` if it is an array, `exploded` if that repeats its name."""

    name: str
    where: str
    required: bool
    schema: Schema
    many: bool
    exploded: bool


class Operation:
    """One operation of a document."""

    def __init__(self, raw: Mapping[str, Any], shared: Iterable[Mapping[str, Any]]) -> None:
        self.id: str = raw["operationId"]
        self.parameters = tuple(_parameter(each) for each in (*shared, *raw.get("parameters", ())))
        self._raw = raw

    @property
    def scopes(self) -> tuple[frozenset[str], ...]:
        """Alternative sets of scopes, one of which a credential must have; empty if none is needed."""
        return tuple(
            frozenset(scope for scopes in requirement.values() for scope in scopes)
            for requirement in self._raw.get("security", ())
        )

    @property
    def bodies(self) -> Mapping[str, Any]:
        """The media types that the request's body may have, with what is said of each."""
        found: Mapping[str, Any] = self._raw.get("requestBody", {}).get("content", {})
        return found

    @property
    def body_required(self) -> bool:
        """Whether a request needs a body."""
        return bool(self._raw.get("requestBody", {}).get("required", False))

    @cached_property
    def _body_validators(self) -> dict[str, jsonschema_rs.Validator]:
        return {media: validator(content["schema"]) for media, content in self.bodies.items()}

    def body_validator(self, media: str) -> jsonschema_rs.Validator:
        """What a body of this media type must be."""
        return self._body_validators[media]

    @cached_property
    def parameter_validators(self) -> dict[str, jsonschema_rs.Validator]:
        """What each parameter must be, by `where/name`."""
        return {f"{each.where}/{each.name}": validator(each.schema) for each in self.parameters}

    @cached_property
    def _answers(self) -> dict[tuple[int, str], jsonschema_rs.Validator | None]:
        return {}

    def answer_problem(self, status: int, media: str | None, body: Any) -> str | None:
        """Say why our own answer is not what the document promises, or None if it is."""
        promised = self._promised(status)
        if promised is None:
            return f"{self.id} promises no answer with the status {status}"
        content = promised.get("content", {})
        if media is None or body is None:
            return f"{self.id} promises a body with {status}" if content else None
        if media not in content:
            return f"{self.id} promises {', '.join(content) or 'no body'} with {status}, and not {media}"
        if isinstance(body, bytes):
            return None
        key = (status, media)
        if key not in self._answers:
            self._answers[key] = validator(content[media]["schema"])
        check = self._answers[key]
        if check is None or check.is_valid(body):
            return None
        wrong = next(iter(check.iter_errors(body)))
        return f"{self.id}: the answer's /{'/'.join(map(str, wrong.instance_path))} is wrong: {wrong.message}"

    def answer_schema(self, status: int, media: str) -> Schema:
        """What the document says of an answer's body, in its own dialect; empty if it says nothing."""
        promised = self._promised(status) or {}
        found: Schema = promised.get("content", {}).get(media, {}).get("schema", {})
        return found

    def _promised(self, status: int) -> Mapping[str, Any] | None:
        responses = self._raw["responses"]
        for key in (str(status), status, f"{status // 100}XX", "default"):
            if key in responses:
                found: Mapping[str, Any] = responses[key]
                return found
        return None


@dataclass(frozen=True, slots=True)
class Match:
    """What a path stands for: an operation and its path parameters, or the methods that the path does have."""

    operation: Operation | None
    parameters: dict[str, str]
    allowed: tuple[str, ...] = ()


class Document:
    """A compiled document. `raw` is it as it was written, with its references resolved; `reads` are its GETs by id."""

    METHODS = _METHODS

    def __init__(self, text: str) -> None:
        written = yaml.load(text, Loader=yaml.CSafeLoader)
        self.raw: dict[str, Any] = _resolve(written, written)
        self.operations: dict[str, Operation] = {}
        self.reads: set[str] = set()
        self._literal: dict[str, dict[str, Operation]] = {}
        self._templates: list[tuple[list[str], dict[str, Operation]]] = []
        for path, item in self.raw["paths"].items():
            self._add_path(path, item)

    def _add_path(self, path: str, item: Mapping[str, Any]) -> None:
        methods = {
            method.upper(): Operation(
                {"security": self.raw.get("security", ()), **item[method]}, item.get("parameters", ())
            )
            for method in _METHODS
            if method in item
        }
        self.operations |= {operation.id: operation for operation in methods.values()}
        self.reads |= {operation.id for method, operation in methods.items() if method == "GET"}
        if "{" in path:
            self._templates.append((path.split("/"), methods))
        else:
            self._literal[path] = methods

    def match(self, method: str, path: str) -> Match:
        """Answer what a request is for. A literal path wins over one with parameters."""
        methods = self._literal.get(path)
        parameters: dict[str, str] = {}
        if methods is None:
            found = self._template(path.split("/"))
            if found is None:
                return Match(None, {})
            methods, parameters = found
        operation = methods.get(method)
        return Match(operation, parameters, () if operation else tuple(sorted(methods)))

    def _template(self, segments: list[str]) -> tuple[dict[str, Operation], dict[str, str]] | None:
        for template, methods in self._templates:
            if len(template) != len(segments):
                continue
            pairs = list(zip(template, segments, strict=True))
            if all(given == wanted or (wanted.startswith("{") and given) for wanted, given in pairs):
                return methods, {
                    wanted[1:-1]: unquote(given) for wanted, given in pairs if wanted.startswith("{")
                }
        return None


@cache
def document(folder: str) -> Document:
    """Answer the compiled document of a surface; it is read when it is first asked for."""
    return Document((specs() / folder / "openapi.yaml").read_text("utf-8"))


def _parameter(raw: Mapping[str, Any]) -> Parameter:
    schema = as_json_schema(raw["schema"])
    style_explodes = raw.get("style", "form") == "form"
    return Parameter(
        name=raw["name"],
        where=raw["in"],
        required=bool(raw.get("required", False)),
        schema=schema,
        many=schema.get("type") == "array",
        exploded=bool(raw.get("explode", style_explodes)),
    )


def _resolve(node: Any, root: Any) -> Any:
    """Put what a reference names in its place; the documents here refer to nothing that refers back."""
    if isinstance(node, list):
        return [_resolve(item, root) for item in node]
    if not isinstance(node, dict):
        return node
    if isinstance(node.get("$ref"), str):
        target = root
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        return _resolve(target, root)
    return {key: _resolve(value, root) for key, value in node.items()}
