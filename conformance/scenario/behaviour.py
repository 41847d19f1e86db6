"""Words of the simulator's own, such as how a debtor behaves: read by the JSON Schema that it gives for them.

The language itself knows none of these words, so a new one of the simulator's is one without a change
here. Errors are told like all others; of several ways to write a thing, the one that the author came
closest to is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from jsonschema_rs import Draft202012Validator

from conformance.scenario.problems import listed, nearest
from conformance.scenario.translate import Notes
from conformance.scenario.words import shown
from conformance.scenario.yaml import Path

_AMOUNT = "an amount such as 400.00"
_TYPES = {
    "object": "a mapping",
    "array": "a list",
    "integer": "a whole number",
    "number": "a number",
    "string": "text",
    "boolean": "true or false",
    "null": "nothing",
}
_BOUNDS = {
    "MinLength": "text that is not empty, of {} or more letters",
    "MaxLength": "text of at most {} letters",
    "MinItems": "a list of at least {}",
    "MaxItems": "a list of at most {}",
}
# Of several errors of one value, that which says most of what is allowed is told.
_OF_A_VALUE = ("Enum", "Constant", "Type")


class Behaviour:
    """The words of one mapping, such as how a debtor behaves, and how to read them."""

    def __init__(self, schema: Mapping[str, Any] | None) -> None:
        """Take a JSON Schema of a mapping, or only its `properties`; None lets every word pass."""
        self.anything = schema is None
        schema = schema or {}
        whole = (
            dict(schema) if isinstance(schema.get("properties"), Mapping) else {"properties": dict(schema)}
        )
        self.schema: dict[str, Any] = {"type": "object", "additionalProperties": self.anything, **whole}
        self._validator = Draft202012Validator(self.schema)

    @property
    def words(self) -> list[str]:
        """The names of the words."""
        return list(self.schema["properties"])

    def __contains__(self, word: str) -> bool:
        return self.anything or word in self.words

    def read(self, words: Mapping[str, Any], path: Path, notes: Notes) -> dict[str, Any]:
        """The words with their amounts as `Decimal`; notes every error of those at `path`."""
        for error in _worth_telling(_once(self._validator.iter_errors(as_json(words)))):
            self._note(error, path, notes)
        _amounts(words, path, notes)
        return {word: _with_decimals(value, word) for word, value in words.items()}

    def _note(self, error: Any, base: Path, notes: Notes, known: Sequence[str] = ()) -> None:
        kind = type(error.kind).__name__
        path = (*base, *error.instance_path)
        owner = _owner(path)
        if kind in ("OneOfNotValid", "AnyOf"):
            self._alternatives(error, base, notes)
        elif kind == "AdditionalProperties":
            for word in error.kind.unexpected:
                notes.unknown((*path, word), f"{owner} has no word", known or self._properties(error))
        elif kind == "Required":
            notes.add(path, f"{owner} lacks {error.kind.property!r}", f"the word {error.kind.property!r}")
        elif kind == "PropertyNames":
            word = error.kind.error.instance
            notes.add((*path, word), f"{owner} has no word {shown(word)}", self._wanted(error), key=True)
        elif kind == "Enum":
            notes.unknown(path, f"{owner} cannot be", [str(one) for one in error.kind.options], key=False)
        else:
            notes.add(path, f"{owner} cannot be {shown(notes.at(path))}", self._wanted(error))

    def _properties(self, error: Any) -> list[str]:
        """The words that the mapping of an error may have."""
        return list(self._broken(error).get("properties", {}))

    def _broken(self, error: Any) -> Any:
        """The part of the schema that an error is about."""
        place: Any = self.schema
        for part in error.schema_path[:-1]:
            place = place[part]
        return place

    def _wanted(self, error: Any) -> str:
        """What would have been right: in the schema's own words (`x-expected`), or else in ours."""
        return str(self._broken(error).get("x-expected") or _wanted(error))

    def _alternatives(self, error: Any, base: Path, notes: Notes) -> None:
        if "x-expected" in self._broken(error):
            path = (*base, *error.instance_path)
            notes.add(path, f"{_owner(path)} cannot be {shown(notes.at(path))}", self._wanted(error))
            return
        branches = [list(branch) for branch in error.kind.context]
        meant = [branch for branch in branches if not any(_is_other_shape(one, error) for one in branch)]
        if not meant:
            self._no_such_shape(error, branches, (*base, *error.instance_path), notes)
            return
        extras = [one for branch in meant for one in branch if _kind(one) == "AdditionalProperties"]
        known = list(dict.fromkeys(word for one in extras for word in self._properties(one)))
        for one in _worth_telling(min(meant, key=len)):
            self._note(one, base, notes, known if one.instance_path == error.instance_path else ())

    def _no_such_shape(self, error: Any, branches: list[list[Any]], path: Path, notes: Notes) -> None:
        errors = [one for branch in branches for one in branch if _is_other_shape(one, error)]
        ways = dict.fromkeys(self._wanted(one) for one in errors)
        words = [str(one.kind.expected_value) for one in errors if _kind(one) == "Constant"]
        value = notes.at(path)
        near = nearest(value, words) if isinstance(value, str) else ""
        notes.add(path, f"{_owner(path)} cannot be {shown(value)}", " or ".join(ways), near)


def _once(errors: Iterable[Any]) -> list[Any]:
    """One error a value, and all of a mapping's words."""
    found = sorted(errors, key=lambda one: _rank(_kind(one)))
    told = {tuple(one.instance_path): one for one in reversed(found) if not _is_of_words(one)}
    return [one for one in found if _is_of_words(one) or told[tuple(one.instance_path)] is one]


def _rank(kind: str) -> int:
    return _OF_A_VALUE.index(kind) if kind in _OF_A_VALUE else len(_OF_A_VALUE)


def _is_of_words(error: Any) -> bool:
    return _kind(error) in ("AdditionalProperties", "PropertyNames", "Required")


def _kind(error: Any) -> str:
    return type(error.kind).__name__


def _owner(path: Path) -> str:
    return str([part for part in path if isinstance(part, str)][-1])


def _is_other_shape(error: Any, whole: Any) -> bool:
    """Whether an alternative is of another shape than what was written, so that its errors say nothing."""
    return error.instance_path == whole.instance_path and _kind(error) in ("Type", "Constant")


def _worth_telling(branch: list[Any]) -> list[Any]:
    """The errors without what a mapping lacks where it has a word that it does not know."""
    extras = {tuple(one.instance_path) for one in branch if _kind(one) == "AdditionalProperties"}
    return [one for one in branch if _kind(one) != "Required" or tuple(one.instance_path) not in extras]


def _wanted(error: Any) -> str:
    kind = _kind(error)
    if kind == "Type":
        return " or ".join(_TYPES.get(name, name) for name in error.kind.types)
    if kind == "Constant":
        return f"{error.kind.expected_value!r}"
    if kind in ("Minimum", "ExclusiveMinimum", "Maximum", "ExclusiveMaximum"):
        sides = {"Minimum": "at least", "ExclusiveMinimum": "more than", "Maximum": "at most"}
        return f"{sides.get(kind, 'less than')} {error.kind.limit}"
    if kind == "Enum":
        return f"one of {listed(str(one) for one in error.kind.options)}"
    if kind in _BOUNDS:
        return _BOUNDS[kind].format(error.kind.limit)
    return "every one of its own" if kind == "UniqueItems" else "another value"


def as_json(value: Any) -> Any:
    """The value as a JSON document has it. Amounts become floats, so none is taken from it."""
    if isinstance(value, Mapping):
        return {word: as_json(one) for word, one in value.items()}
    if isinstance(value, list):
        return [as_json(one) for one in value]
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value


def _with_decimals(value: Any, word: str) -> Any:
    if isinstance(value, Mapping):
        return {name: _with_decimals(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [_with_decimals(one, word) for one in value]
    is_amount = word == "amount" and isinstance(value, int) and not isinstance(value, bool)
    return Decimal(value) if is_amount else value


def _amounts(value: Any, path: Path, notes: Notes) -> None:
    if isinstance(value, Mapping | list):
        items = value.items() if isinstance(value, Mapping) else enumerate(value)
        for part, one in items:
            _amounts(one, (*path, part), notes)
    elif isinstance(value, Decimal) and value != round(value, 2):
        notes.add(path, f"{_owner(path)}: the amount {value} has more than two decimals", _AMOUNT)
    elif isinstance(value, str) and path[-1] == "amount":
        notes.add(path, f"amount: {shown(value)} is not an amount", f"{_AMOUNT}, without quotes")
