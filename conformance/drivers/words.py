"""Kinds of value in the driver protocol: each takes a value and answers what belongs there, or nothing.

`""` means that the value fits. A kind never raises, whatever it is given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

Kind = Callable[[Any], str]

_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")


def text(value: Any) -> str:
    """Any string."""
    return "" if isinstance(value, str) else "text"


def flag(value: Any) -> str:
    """True or false."""
    return "" if isinstance(value, bool) else "true or false"


def decimal(value: Any) -> str:
    """An amount: a decimal number in a string, such as "1240.00"."""
    good = isinstance(value, str) and _DECIMAL.fullmatch(value)
    return "" if good else 'a decimal string such as "1240.00"'


def day(value: Any) -> str:
    """An ISO 8601 date."""
    try:
        good = isinstance(value, str) and len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        good = False
    return "" if good else 'a date such as "2026-01-28"'


def moment(value: Any) -> str:
    """An ISO 8601 time with its offset."""
    try:
        read = datetime.fromisoformat(value) if isinstance(value, str) else None
        good = read is not None and read.tzinfo is not None and bool(read.astimezone(UTC))
    except (ValueError, OverflowError):  # the latter where UTC has no such year
        good = False
    return "" if good else 'a time with an offset such as "2026-01-12T09:00:00+02:00"'


def whole(low: int, high: int) -> Kind:
    """A whole number from `low` to `high`."""

    def fits(value: Any) -> str:
        good = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        return "" if good else f"a whole number from {low} to {high}"

    return fits


def one_of(allowed: Collection[str]) -> Kind:
    """One of some words."""

    def fits(value: Any) -> str:
        return "" if isinstance(value, str) and value in allowed else "one of " + ", ".join(allowed)

    return fits


def texts(value: Any) -> str:
    """A list of strings."""
    good = isinstance(value, list) and all(isinstance(item, str) for item in value)
    return "" if good else "a list of words"


def mapping(value: Any) -> str:
    """Any object."""
    return "" if isinstance(value, dict) else "an object"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a reply. What is not required may be left out or null."""

    name: str
    kind: Kind
    required: bool = False


class Inside(str):
    """What is wrong with something inside a value: a sentence of its own, not what the value must be."""


def rows(*fields: Field) -> Kind:
    """A list of objects with these fields; what it says names the place inside the list."""

    def fits(value: Any) -> str:
        if not isinstance(value, list):
            return "a list"
        for index, row in enumerate(value):
            wrong = problem(row, fields)
            if wrong:
                return Inside(f"row {index + 1}: {wrong}")
        return ""

    return fits


def problem(value: Any, fields: Collection[Field]) -> str:
    """What is wrong with an object that is to have these fields, in a sentence; `""` if nothing is."""
    if not isinstance(value, dict):
        return f"an object is asked for, found {shown(value)}"
    for field in fields:
        found = value.get(field.name)
        if found is None:
            if field.required:
                return f'"{field.name}" is missing'
            continue
        expected = field.kind(found)
        if isinstance(expected, Inside):
            return f'"{field.name}", {expected}'
        if expected:
            return f'"{field.name}" must be {expected}, found {shown(found)}'
    return ""


def deeper_than(levels: int, value: Any) -> bool:
    """Whether objects and lists stand in each other more than `levels` deep."""
    inside = [value]
    for _ in range(levels + 1):
        if not inside:
            return False
        inside = [item for one in inside for item in _items(one)]
    return bool(inside)


def larger_than(letters: int, value: Any) -> bool:
    """Whether JSON of a value has more than so many letters for sure; no more of it is looked at than needed."""
    inside, left = [value], letters
    while inside and left >= 0:
        one = inside.pop()
        left -= len(one) if isinstance(one, str) else 1
        if isinstance(one, dict):
            inside += one.keys()
        inside += _items(one)
    return left < 0


def _items(value: Any) -> Collection[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def shown(value: Any) -> str:
    """A value, short enough for a message."""
    if isinstance(value, str):
        return repr(value if len(value) <= 60 else value[:59] + "…")
    names = {dict: "an object", list: "a list", type(None): "null"}
    return names.get(type(value)) or str(value)[:60].lower()
