"""Records of the state as plain JSON values, and back: what a snapshot keeps of them.

A record is the list of its fields in order, a fact of any kind has its kind before them, an amount is its minor units
and currency. How that goes is read from type annotations, once a type; so a new field or record needs nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from operator import attrgetter, methodcaller
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from simulator.domain.facts import Fact
from simulator.domain.money import Money
from simulator.domain.state import Growing

Turn = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Form:
    """How values of a type are packed and unpacked; None where they are plain already."""

    pack: Turn | None = None
    unpack: Turn | None = None

    def packed(self, value: Any) -> Any:
        """Answer a value as plain JSON values."""
        return self.pack(value) if self.pack else value

    def unpacked(self, plain: Any) -> Any:
        """Answer the value that was packed; raises TypeError, ValueError or LookupError for what never was one."""
        return self.unpack(plain) if self.unpack else plain


_PLAIN = Form()
_ISO = methodcaller("isoformat")


class Packing:
    """The forms of all types. `given` are values that are not kept, by their type: whoever unpacks has them."""

    def __init__(self, given: Mapping[type[Any], Any]) -> None:
        self._forms: dict[Any, Form] = {
            Money: Form(lambda money: (money.minor, money.currency), lambda plain: Money(*plain)),
            datetime: Form(_ISO, datetime.fromisoformat),
            bytes: Form(lambda value: value.decode("latin-1"), lambda text: text.encode("latin-1")),
            date: Form(_ISO, date.fromisoformat),
            Fact: Form(self._pack_fact, self._unpack_fact),
            **{kind: Form(lambda value: None, _always(value)) for kind, value in given.items()},
        }

    def of(self, hint: Any) -> Form:
        """Answer the form of a type, as it stands in an annotation."""
        if hint not in self._forms:
            self._forms[hint] = self._made(hint)
        return self._forms[hint]

    def _made(self, hint: Any) -> Form:
        origin, arguments = get_origin(hint), get_args(hint)
        if origin in (UnionType, Union):
            return self._union([each for each in arguments if each is not type(None)])
        if origin in (list, set, Growing):
            return _many(set if origin is set else list, self.of(arguments[0]))
        if origin is tuple:
            return (
                _many(tuple, self.of(arguments[0]))
                if arguments[1] is Ellipsis
                else _row([*map(self.of, arguments)])
            )
        if origin in (dict, MutableMapping):
            return self._table(*arguments)
        if is_dataclass(hint) and isinstance(hint, type):
            return self._record(hint)
        return _PLAIN

    def _union(self, choices: list[Any]) -> Form:
        """One type or None; facts of several kinds are told apart by their kind."""
        form = self.of(choices[0] if len(choices) == 1 else Fact)
        pack, unpack = form.pack, form.unpack
        if pack is None or unpack is None:
            return form
        return Form(
            lambda value: None if value is None else pack(value),
            lambda plain: None if plain is None else unpack(plain),
        )

    def _table(self, key: Any, value: Any) -> Form:
        """A mapping: of text an object, of anything else a list of pairs."""
        form = self.of(value)
        if key is str:
            return form if form is _PLAIN else _object(form)
        return _paired(_row([self.of(key), form]))

    def _record(self, cls: type[Any]) -> Form:
        hints = get_type_hints(cls)
        names = [each.name for each in fields(cls)]
        row = _row([self.of(hints[name]) for name in names])
        read = attrgetter(*names) if len(names) > 1 else lambda record: (getattr(record, names[0]),)
        if any(each.kw_only for each in fields(cls)):
            return Form(
                lambda record: row.packed(read(record)),
                lambda plain: cls(**dict(zip(names, row.unpacked(plain), strict=True))),
            )
        return Form(lambda record: row.packed(read(record)), lambda plain: cls(*row.unpacked(plain)))

    def _pack_fact(self, fact: Fact) -> Any:
        return [fact.kind, *self.of(type(fact)).packed(fact)]

    def _unpack_fact(self, plain: Any) -> Any:
        return self.of(Fact.known[plain[0]]).unpacked(plain[1:])


def _always(value: Any) -> Turn:
    return lambda plain: value


def _many(kind: Callable[[Iterable[Any]], Any], form: Form) -> Form:
    """A list, set or tuple of values of one form; a set is packed in order, so that it always packs alike."""
    ordered: Callable[[Iterable[Any]], list[Any]] = sorted if kind is set else list
    return Form(
        lambda values: ordered(map(form.packed, values)),
        lambda plain: kind(map(form.unpacked, plain)),
    )


def _row(forms: list[Form]) -> Form:
    """A fixed number of values, each of its own form."""
    packs = [(nth, form.pack) for nth, form in enumerate(forms) if form.pack]
    unpacks = [(nth, form.unpack) for nth, form in enumerate(forms) if form.unpack]
    return Form(lambda values: _turned(values, packs), lambda plain: tuple(_turned(plain, unpacks)))


def _turned(values: Iterable[Any], turns: Iterable[tuple[int, Turn]]) -> list[Any]:
    turned = list(values)
    for nth, turn in turns:
        turned[nth] = turn(turned[nth])
    return turned


def _object(form: Form) -> Form:
    return Form(
        lambda table: {key: form.packed(value) for key, value in table.items()},
        lambda plain: {key: form.unpacked(value) for key, value in plain.items()},
    )


def _paired(row: Form) -> Form:
    return Form(
        lambda table: [row.packed(pair) for pair in table.items()],
        lambda plain: dict(map(row.unpacked, plain)),
    )
