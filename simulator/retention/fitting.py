"""Whether a record holds what its annotations say. What dunbox writes does; a stranger's file may hold anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

Fits = Callable[[Any], bool]


def misfit(record: object) -> str | None:
    """Answer which field of a record, a fact or a command, does not hold what it has to, or None if all do."""
    kind: Any = type(record)
    for name, fits in _checks(kind).items():
        value = getattr(record, name)
        if not fits(value):
            return f"its {name} cannot be {str(value)[:80]!r}"
    return None


@cache
def _checks(kind: Any) -> dict[str, Fits]:
    hints = get_type_hints(kind)
    return {field.name: _check(hints[field.name]) for field in fields(kind)}


def _check(hint: Any) -> Fits:
    """Answer what says whether a value fits an annotation."""
    if hint is Any:
        return lambda value: True
    if hint is datetime:
        return lambda value: isinstance(value, datetime) and value.tzinfo is not None
    if get_origin(hint) is not None:
        return _composite(get_origin(hint), get_args(hint))
    if is_dataclass(hint):
        return lambda value: type(value) is hint and misfit(value) is None
    return lambda value: type(value) is hint


def _composite(origin: Any, arguments: tuple[Any, ...]) -> Fits:
    if origin in (UnionType, Union):
        any_of = [_check(each) for each in arguments]
        return lambda value: any(fits(value) for fits in any_of)
    inner = [_check(each) for each in arguments if each is not Ellipsis]
    if origin is tuple:
        return lambda value: isinstance(value, tuple) and all(inner[0](each) for each in value)
    return lambda value: (
        isinstance(value, dict) and all(inner[0](key) and inner[1](each) for key, each in value.items())
    )
