"""A provider's OpenAPI document, compiled: which operation a request is for, and what it must look like.

References are resolved when the document is read; the validators of an operation are made when it is first
used, so that a server starts quickly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any, NamedTuple
from urllib.parse import unquote

import jsonschema_rs
import yaml

from simulator.contract.schemas import Schema, as_json_schema, validator
from simulator.resources import specs

_SHORT, _REMEMBERED = (
    200,
    4096,
)  # characters of a path that is remembered with what it stands for; how many are
_METHODS = ("get", "put", "post", "delete", "patch", "head", "options")


@dataclass(frozen=True)
class Parameter:
    """A parameter of a path or query; `many` if it is an array, `exploded` if that repeats its name."""

    name: str
    where: str
    required: bool
    schema: Schema
    many: bool
    exploded: bool

    @cached_property
    def check(self) -> jsonschema_rs.Validator:
        """What its value must be."""
        return validator(self.schema)


class Operation:
    """One operation of a document.

    `in_path` are the parameters of its path, `in_query` by name those of its query; what stands in headers is not read.
    `scopes` are alternative sets of scopes, one of which a credential must have, and empty if none is needed; `bodies`
    the media types that a request's body may have, with what is said of each, and `most_bytes` how many bytes it may
    have where the document says so (`x-dunbox-most-bytes`);
    `any_case` whether the names of its fields are the same in whatever case they are written.
    """

    def __init__(
        self, raw: Mapping[str, Any], shared: Iterable[Mapping[str, Any]], *, any_case: bool = False
    ) -> None:
        self.id: str = raw["operationId"]
        parameters = [_parameter(each) for each in (*shared, *raw.get("parameters", ()))]
        self.in_path = tuple(each for each in parameters if each.where == "path")
        self.in_query = {each.name: each for each in parameters if each.where == "query"}
        self.scopes = tuple(
            frozenset(scope for scopes in requirement.values() for scope in scopes)
            for requirement in raw.get("security", ())
        )
        body = raw.get("requestBody", {})
        self.bodies: Mapping[str, Any] = body.get("content", {})
        self.body_required = bool(body.get("required", False))
        self.most_bytes: int | None = body.get("x-dunbox-most-bytes")
        self.any_case = any_case
        self._raw = raw
        self._answers: dict[tuple[int, str | None], jsonschema_rs.Validator] = {}

    @cached_property
    def _body_validators(self) -> dict[str, jsonschema_rs.Validator]:
        return {media: validator(content["schema"]) for media, content in self.bodies.items()}

    def body_validator(self, media: str) -> jsonschema_rs.Validator:
        """What a body of this media type must be."""
        return self._body_validators[media]

    def answer_problem(self, status: int, media: str | None, body: Any) -> str | None:
        """Say why our own answer is not what the document promises, or None if it is."""
        check = self._answers.get((status, media))
        if check is not None and body is not None and not isinstance(body, bytes):
            return self._wrong(check, body)
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
        check = self._answers[status, media] = validator(content[media]["schema"])
        return self._wrong(check, body)

    def _wrong(self, check: jsonschema_rs.Validator, body: Any) -> str | None:
        if check.is_valid(body):
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


class Match(NamedTuple):
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
        self._templates: dict[int, list[_Template]] = {}  # by how many slashes they have
        for path, item in self.raw["paths"].items():
            self._add_path(path, item)
        self._of_late = lru_cache(_REMEMBERED)(self._found)  # clients ask of the same things again and again

    def _add_path(self, path: str, item: Mapping[str, Any]) -> None:
        methods = {
            method.upper(): Operation(
                {"security": self.raw.get("security", ()), **item[method]},
                item.get("parameters", ()),
                any_case=self.raw.get("x-dunbox-names") == "any case",
            )
            for method in _METHODS
            if method in item
        }
        self.operations |= {operation.id: operation for operation in methods.values()}
        self.reads |= {operation.id for method, operation in methods.items() if method == "GET"}
        if "{" in path:
            self._templates.setdefault(path.count("/"), []).append(_template(path, methods))
        else:
            self._literal[path] = methods

    def match(self, method: str, path: str) -> Match:
        """Answer what a request is for. A literal path wins over one with parameters."""
        return self._of_late(method, path) if len(path) <= _SHORT else self._found(method, path)

    def _found(self, method: str, path: str) -> Match:
        methods = self._literal.get(path)
        parameters: dict[str, str] = {}
        if methods is None:
            for template in self._templates.get(path.count("/"), ()):
                if found := template.pattern.fullmatch(path):
                    methods, parameters = template.methods, found.groupdict()
                    break
            else:
                return Match(None, {})
            if "%" in path:
                parameters = {name: unquote(given) for name, given in parameters.items()}
        operation = methods.get(method)
        return Match(operation, parameters, () if operation else tuple(sorted(methods)))


class _Template(NamedTuple):
    """A path with parameters: what matches it, and its operations by their methods."""

    pattern: re.Pattern[str]
    methods: dict[str, Operation]


def _template(path: str, methods: dict[str, Operation]) -> _Template:
    """Compile a path; a parameter, whose name is a word, is a whole segment of it."""
    parts = [
        f"(?P<{each[1:-1]}>[^/]+)" if each.startswith("{") else re.escape(each) for each in path.split("/")
    ]
    return _Template(re.compile("/".join(parts)), methods)


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
