"""Errors of validators told as problems: where, what is wrong, what belongs there, what is near."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from conformance.scenario.models import plain
from conformance.scenario.problems import Problem, listed, nearest
from conformance.scenario.words import shown
from conformance.scenario.yaml import Document, Path

_QUOTED = re.compile(r"'([^']*)'")
_SHAPES = {
    "model_type": "its words, written {word: value}, or {} where none is needed",
    "dict_type": "a mapping, written {word: value}",
    "list_type": "a list, written [one, two]",
    "string_type": "text",
}


class Notes:
    """Collects the problems of one document, each at its place, those of its values among them."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = list(document.problems)
        self._told = {(problem.line, problem.column) for problem in document.problems}

    def add(self, path: Path, message: str, expected: str, near: str = "", *, key: bool = False) -> None:
        """Note a problem with the value at `path`, or with its key, unless the value itself says nothing."""
        place = self.document.place(path, key=key)
        if (place.line, place.column) not in self._told:
            self.problems.append(Problem(place.line, place.column, message, expected, near))

    def unknown(
        self, path: Path, what: str, known: Iterable[str], *, key: bool = True, near: str = ""
    ) -> None:
        """Note that the word at `path` is none of the `known` ones; `near` is what comes closer than any of these."""
        names = list(known)
        word = path[-1] if key else self.at(path)
        expected = f"one of {listed(names)}" if names else "nothing, written {}"
        self.add(path, f"{what} {shown(word)}", expected, near or nearest(word, names), key=key)

    def at(self, path: Path) -> Any:
        """The value at `path`."""
        value = self.document.value
        for part in path:
            value = value[part]
        return value

    def read(self, adapter: TypeAdapter[Any], value: Any, path: Path, of: str) -> Any:
        """The value as plain words, or None after noting every error; `of` names the thing in messages."""
        try:
            return plain(adapter.validate_python(value))
        except ValidationError as errors:
            found = errors.errors(include_url=False)
            for error in (one for one in found if not _is_told_already(one, found)):
                self._pydantic(error, adapter, path, of)
            return None

    def _pydantic(self, error: Any, adapter: TypeAdapter[Any], base: Path, of: str) -> None:
        inside: Path = error["loc"]
        is_key = bool(inside) and inside[-1] == "[key]"
        path = (*base, *(inside[:-1] if is_key else inside))
        kind, name = error["type"], _name(inside, of)
        if kind == "extra_forbidden":
            self.unknown(path, f"{_name(inside[:-1], of)} has no word", words_of(adapter, inside[:-1]))
        elif kind == "missing":
            self.add(path[:-1], f"{_name(inside[:-1], of)} lacks {path[-1]!r}", f"the word {path[-1]!r}")
        elif kind == "literal_error":
            self.unknown(path, f"{name} cannot be", _QUOTED.findall(error["ctx"]["expected"]), key=False)
        elif kind == "word":
            self.add(path, f"{name}: {error['ctx']['said']}", error["ctx"]["expected"], key=is_key)
        elif kind == "too_short":
            self.add(path, f"{name} is empty", "one at least")
        else:
            wanted = _SHAPES.get(kind, error["msg"])
            self.add(path, f"{name}: {shown(error['input'])} does not fit", wanted, key=is_key)


def _is_told_already(error: Any, errors: Sequence[Any]) -> bool:
    """Whether a word is missing only because it is written wrong beside."""
    if error["type"] != "missing":
        return False
    beside = [
        one for one in errors if one["type"] == "extra_forbidden" and one["loc"][:-1] == error["loc"][:-1]
    ]
    return any(nearest(one["loc"][-1], [error["loc"][-1]]) for one in beside)


def _name(inside: Path, of: str) -> str:
    names = [part for part in inside if isinstance(part, str) and part != "[key]"]
    return str(names[-1]) if names else of


def words_of(adapter: TypeAdapter[Any], inside: Sequence[str | int]) -> list[str]:
    """The words that the mapping at `inside` may have, by the type that the adapter was made of."""
    kind: Any = adapter._type
    for part in inside:
        kind = _part_of(kind, part)
    return list(_fields(kind))


def _fields(kind: Any) -> Mapping[str, Any]:
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return {}
    return {field.alias or name: field.annotation for name, field in kind.model_fields.items()}


def _part_of(kind: Any, part: str | int) -> Any:
    fields = _fields(kind)
    if fields:
        return fields.get(str(part))
    return get_args(kind)[-1] if get_origin(kind) in (list, dict) else None
