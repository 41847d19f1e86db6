"""Any fact and any command, made from the annotations of its fields: a new kind is found by itself."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from simulator.domain.money import MOST_MINOR_UNITS, Money

words = st.text(alphabet=st.characters(codec="utf-8"), max_size=12)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2034, 12, 31), timezones=st.just(UTC))
monies = st.builds(
    Money,
    st.integers(-MOST_MINOR_UNITS // 100, MOST_MINOR_UNITS // 100),
    st.sampled_from(["EUR", "SEK", "JPY", "KWD"]),
)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | words,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(words, inner, max_size=2),
    max_leaves=4,
)
_SIMPLE: dict[Any, SearchStrategy[Any]] = {
    str: words,
    int: st.integers(0, 599),
    bool: st.booleans(),
    Money: monies,
    date: st.dates(),
    datetime: moments,
}


def of(kind: type[Any]) -> SearchStrategy[Any]:
    """Any record of a kind, with and without its optional fields."""
    hints = get_type_hints(kind)
    return st.builds(kind, **{field.name: _of_hint(hints[field.name]) for field in fields(kind)})


def _of_hint(hint: Any) -> SearchStrategy[Any]:
    if hint in _SIMPLE:
        return _SIMPLE[hint]
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (UnionType, Union):
        [inner] = [argument for argument in arguments if argument is not type(None)]
        return st.none() | _of_hint(inner)
    if origin is tuple:
        return st.lists(_of_hint(arguments[0]), max_size=3).map(tuple)
    if origin is dict:
        return st.dictionaries(words, plain, max_size=3)
    if is_dataclass(hint) and isinstance(hint, type):
        return of(hint)
    raise NotImplementedError(f"no values are made for {hint}")
