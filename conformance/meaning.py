"""What an exchange means in the words of debt collection, read from the providers' own documents.

Each operation of an OpenAPI document may say in `x-dunbox-means` which duty it is and where its subject
stands: a literal; `{at: POINTER}` into the exchange; with `map` from the wire's words to ours, and `else`,
a literal or another place, for what is absent or not in the map; with `sign: minus` for a number that the wire
has the other way round; and `items: {at: POINTER, each: {…}}` for the rows of a list, or several such for those
of several lists. At its head a document says in `problem: [{at: POINTER}, …]` where the texts of its
errors stand, and with `x-dunbox-names: any case` that the case of names in what is sent makes no difference. The
exchange is `{"path": {…}, "query": {…}, "body": …, "answer": {"status": …, "body": …}}`.
Documents come in as data: nothing here knows a provider.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any
from urllib.parse import unquote

_METHODS = ("get", "put", "post", "delete", "patch", "head", "options")
_ABSENT = object()
_AMOUNTS = ("amount", "own_costs", "own_interest")
_NUMBERS = ("page", "offset", "per_page")


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of a document: how its path is written, what its parameters default to, and what it means.

    `reads`: whether it only reads (GET); `any_case`: whether the names of what is sent are the same in any case.
    """

    surface: str
    id: str
    path: re.Pattern[str]
    defaults: Mapping[str, Any]
    means: Mapping[str, Any]
    # The parameters of the path, as its pattern calls them, under which a meaning points at them.
    names: Mapping[str, str] = field(default_factory=dict)
    reads: bool = False
    any_case: bool = False

    def read(self, document: Mapping[str, Any], path: str) -> dict[str, Any]:
        """The meaning of an exchange whose path is still text."""
        found = self.path.fullmatch(path)
        texts = found.groupdict() if found else {}
        params = {self.names.get(name, name): unquote(text) for name, text in texts.items()}
        query = {**self.defaults, **(document.get("query") or {})}
        body = _in_any_case(document.get("body")) if self.any_case else document.get("body")
        return _means(self.means, {**document, "path": params, "query": query, "body": body})


class _InAnyCase(dict[str, Any]):
    """An object whose fields are found whatever the case of their names."""

    def __init__(self, written: Mapping[str, Any]) -> None:
        super().__init__((name.lower(), _in_any_case(value)) for name, value in written.items())

    def __contains__(self, name: object) -> bool:
        return super().__contains__(str(name).lower())

    def __getitem__(self, name: str) -> Any:
        return super().__getitem__(name.lower())


def _in_any_case(value: Any) -> Any:
    if isinstance(value, list):
        return [_in_any_case(each) for each in value]
    return _InAnyCase(value) if isinstance(value, dict) else value


class Meaning:
    """The meanings of all documents: surface -> OpenAPI document."""

    def __init__(self, documents: Mapping[str, Mapping[str, Any]]) -> None:
        self._operations: dict[tuple[str, str], Operation] = {}
        self._callbacks: dict[str, list[Operation]] = {}
        self._headers: dict[str, frozenset[str]] = {}
        for surface, document in sorted(documents.items()):
            for operation in _operations(surface, document):
                self._operations[surface, operation.id] = operation
            self._callbacks[surface] = list(_callbacks(surface, document))
            self._headers[surface] = frozenset(_headers(document))

    def of_exchange(
        self, surface: str, operation: str | None, path: str, document: Mapping[str, Any]
    ) -> dict[str, Any]:
        """What a client's call means: `duty`, `outcome` and what else is known; empty if nobody says."""
        known = self._operations.get((surface, operation or ""))
        return known.read(document, path) if known and known.means else {}

    def of_delivery(
        self, surface: str | None, body: Any, status: int | None
    ) -> tuple[str, str, dict[str, Any]]:
        """A webhook's surface, operation and meaning; without a surface, that which understands most of it."""
        document = {"query": {}, "body": body, "answer": {"status": status, "body": None}}
        best: tuple[str, str, dict[str, Any]] = (surface or "", "", {})
        for name, callbacks in self._callbacks.items():
            for callback in callbacks if surface in (None, name) else ():
                means = callback.read(document, "")
                if len(means) > len(best[2]):
                    best = (name, callback.id, means)
        return best

    def knows(self, surface: str) -> bool:
        """Whether a surface is a provider's, with a document; a page for people has none."""
        return surface in self._headers

    def headers(self, surface: str) -> frozenset[str]:
        """The headers that a provider documents, in lower case."""
        return self._headers.get(surface, frozenset())

    def operations(self, surface: str, duty: str) -> list[str]:
        """The operations of a surface that are about a duty, or can be: what was sent may decide which it is."""
        return [one.id for one in self._of(surface) if duty in words_of(one.means.get("duty"))]

    def duty(self, operation: str) -> str | None:
        """The duty of an operation, on whichever surface it is; None for one that has none, or one of several."""
        found = {
            duty
            for (_, name), one in self._operations.items()
            for duty in words_of(one.means.get("duty"))
            if name == operation
        }
        return found.pop() if len(found) == 1 else None

    def duties(self, provider: str) -> frozenset[str]:
        """The duties that clients of a provider have, on all surfaces that speak for it."""
        return frozenset(
            duty
            for surface in self.surfaces(provider)
            for operation in self._of(surface)
            for duty in words_of(operation.means.get("duty"))
        )

    def reads(self, provider: str) -> frozenset[str]:
        """Those of the duties that a client has, or can have, with a call that only reads."""
        return frozenset(
            duty
            for surface in self.surfaces(provider)
            for operation in self._of(surface)
            for duty in words_of(operation.means.get("duty"))
            if operation.reads
        )

    def surfaces(self, provider: str) -> list[str]:
        """The surfaces that speak for a provider: those whose document names it, in a word or in a map."""
        return [
            surface
            for surface in self._headers
            if any(provider in words_of(one.means.get("provider")) for one in self._of(surface))
        ]

    def _of(self, surface: str) -> Iterator[Operation]:
        return (one for (of, _), one in self._operations.items() if of == surface)


def _operations(surface: str, document: Mapping[str, Any]) -> Iterator[Operation]:
    for template, item in (document.get("paths") or {}).items():
        for method in _METHODS:
            if method in item:
                operation = _operation(surface, document, template, item, item[method])
                yield replace(operation, reads=method == "get")


def _operation(
    surface: str,
    document: Mapping[str, Any],
    template: str,
    item: Mapping[str, Any],
    operation: Mapping[str, Any],
) -> Operation:
    parameters = [
        _resolved(document, raw) for raw in (*item.get("parameters", ()), *operation.get("parameters", ()))
    ]
    defaults = {
        parameter["name"]: _schema(document, parameter)["default"]
        for parameter in parameters
        if parameter.get("in") == "query" and "default" in _schema(document, parameter)
    }
    means = operation.get("x-dunbox-means") or {}
    if means:  # what nobody describes stays without a meaning
        means = {**(document.get("x-dunbox-means") or {}), **means}
    names = {_python_name(name): name for name in _names_in(means)}
    return Operation(
        surface,
        str(operation.get("operationId", "")),
        _path(template),
        defaults,
        means,
        names,
        any_case=document.get("x-dunbox-names") == "any case",
    )


def _callbacks(surface: str, document: Mapping[str, Any]) -> Iterator[Operation]:
    for item in (document.get("paths") or {}).values():
        for method in _METHODS:
            for callback in ((item.get(method) or {}).get("callbacks") or {}).values():
                for target in _resolved(document, callback).values():
                    yield from (
                        _operation(surface, document, "", target, target[verb])
                        for verb in _METHODS
                        if verb in target
                    )


def _headers(document: Mapping[str, Any]) -> Iterator[str]:
    """Names of header parameters and of answers' headers, wherever the document has them."""
    for node in _nodes(document):
        if node.get("in") == "header" and isinstance(node.get("name"), str):
            yield node["name"].lower()
        if isinstance(node.get("headers"), Mapping) and "description" in node:
            yield from (str(name).lower() for name in node["headers"])


def _nodes(value: Any, seen: set[int] | None = None) -> Iterator[Mapping[str, Any]]:
    """Every object inside a value, once (YAML anchors let one stand in many places)."""
    seen = set() if seen is None else seen
    if isinstance(value, Mapping | list) and id(value) not in seen:
        seen.add(id(value))
        if isinstance(value, Mapping):
            yield value
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _nodes(item, seen)


def _schema(document: Mapping[str, Any], parameter: Mapping[str, Any]) -> Mapping[str, Any]:
    return _resolved(document, parameter.get("schema") or {})


def _resolved(document: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any]:
    """The node that a local `$ref` stands for; raises `ValueError` if there is none."""
    for _ in range(20):
        reference = node.get("$ref")
        if reference is None:
            return node
        found = _at(document, str(reference).removeprefix("#"))
        if not isinstance(found, Mapping):
            raise ValueError(f"the document refers to {reference}, which it does not hold")
        node = found
    raise ValueError("the document has references that refer to each other")


def _path(template: str) -> re.Pattern[str]:
    pieces = re.split(r"\{([^}]+)\}", template)
    pattern = "".join(
        re.escape(piece) if index % 2 == 0 else f"(?P<{_python_name(piece)}>[^/]+)"
        for index, piece in enumerate(pieces)
    )
    return re.compile(pattern)


def _python_name(name: str) -> str:
    return re.sub(r"\W", "_", name)


def _names_in(means: Any) -> Iterator[str]:
    """Names of path parameters that a meaning points at."""
    for node in _nodes(means):
        at = node.get("at")
        if isinstance(at, str) and at.startswith("/path/"):
            yield at.removeprefix("/path/").replace("~1", "/").replace("~0", "~")


def _means(means: Mapping[str, Any], exchange: Mapping[str, Any]) -> dict[str, Any]:
    status = (exchange.get("answer") or {}).get("status")
    found: dict[str, Any] = {"outcome": _outcome(status)}
    for key, says in means.items():
        value = _meant(key, says, exchange, found["outcome"])
        if value is not None:
            found[key] = value
    return found


def _meant(key: str, says: Any, exchange: Mapping[str, Any], outcome: str) -> Any:
    """The value of one key of a meaning; None if the exchange has none."""
    if key == "document":  # where it stands: the exchange holds it already
        return says["at"]
    if key == "items":
        found = [_items(one, exchange) for one in (says if isinstance(says, list) else [says])]
        return (
            [row for rows in found for row in rows or ()] if any(rows is not None for rows in found) else None
        )
    if key == "problem":
        return _texts(says, exchange) if outcome in ("refused", "failed") else None
    return _typed(key, _value(says, exchange))


def _texts(places: Any, exchange: Mapping[str, Any]) -> list[str] | None:
    """The texts that stand at some places, alone or as lists; None if there are none."""
    found = [_at(exchange, place["at"]) for place in places]
    each = [text for one in found for text in (one if isinstance(one, list) else [one])]
    return [text for text in each if isinstance(text, str) and text] or None


def _outcome(status: Any) -> str:
    if not isinstance(status, int):
        return "unknown"
    return {2: "accepted", 4: "refused", 5: "failed"}.get(status // 100, "unknown")


def _items(says: Mapping[str, Any], exchange: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    rows = _at(exchange, says["at"])
    if not isinstance(rows, list):
        return None
    each = says.get("each") or {}
    return [
        {key: value for key, one in each.items() if (value := _typed(key, _value(one, row))) is not None}
        for row in rows
    ]


def _value(says: Any, exchange: Any) -> Any:
    if not (isinstance(says, dict) and "at" in says):
        return says
    found = _at(exchange, says["at"])
    if found is not _ABSENT and found is not None:
        if "map" not in says:
            return _turned(found) if says.get("sign") == "minus" else found
        words = {_word(wire): ours for wire, ours in says["map"].items()}
        if not isinstance(found, dict | list) and _word(found) in words:
            return words[_word(found)]
    return _value(says.get("else"), exchange)


def _turned(number: Any) -> str:
    """A number, or its text, with the other sign."""
    text = str(number)
    return text[1:] if text.startswith("-") else f"-{text}"


def words_of(says: Any) -> frozenset[str]:
    """Answer the words that something of a meaning can be, as far as the document alone tells."""
    if not isinstance(says, Mapping):
        return frozenset() if says is None else frozenset((str(says),))
    words = frozenset(str(value) for value in (says.get("map") or {}).values())
    return words | words_of(says.get("else"))


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _typed(key: str, value: Any) -> Any:
    """A value as meanings have it: amounts as decimal strings, pages as whole numbers, other numbers as text.

    None for what a meaning cannot hold: objects, lists, and amounts that are none.
    """
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, dict | list):
        return None
    if key in _AMOUNTS:
        return _amount(str(value))
    if key in _NUMBERS:
        return int(str(value)) if re.fullmatch("[0-9]{1,9}", str(value)) else None
    return str(value)


def _amount(text: str) -> str | None:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    # Beyond this no money is meant, and a number written out could fill the memory.
    return format(amount, "f") if amount.is_finite() and -30 < amount.adjusted() < 30 else None


def _at(value: Any, pointer: str) -> Any:
    """What a JSON pointer finds, or a mark of absence."""
    for key in _steps(pointer):
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return _ABSENT
    return value


@cache
def _steps(pointer: str) -> tuple[str, ...]:
    """The names in a JSON pointer. Source: RFC 6901, 4."""
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])
