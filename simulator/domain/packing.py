"""Records of the state as plain values, and back: what a snapshot keeps of them.

Plain is what JSON has, and what orjson writes by itself: moments, dates, and tuples of what is plain. A record is the
list of its fields in order, a fact of any kind has its kind before them, an amount is its minor units and currency. How
that goes is read from type annotations, once a type; so a new field or record needs nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from operator import attrgetter
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from weakref import proxy

from simulator.domain.facts import Fact
from simulator.domain.growing import Growing
from simulator.domain.money import Money

Turn = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Form:
    """How values of a type are packed, and unpacked once they were written; None where that leaves them as they are."""

    pack: Turn | None = None
    unpack: Turn | None = None

    def packed(self, value: Any) -> Any:
        """Answer a value as plain values."""
        return self.pack(value) if self.pack else value

    def unpacked(self, plain: Any) -> Any:
        """Answer what was packed, written and read; raises TypeError, ValueError or LookupError for what never was."""
        return self.unpack(plain) if self.unpack else plain


_PLAIN = Form()
_hints: Callable[[Any], dict[str, Any]] = cache(get_type_hints)


class Packing:
    """The forms of all types. `given` are values that are not kept, by their type: 0 stands for one."""

    def __init__(self, given: Mapping[type[Any], Any]) -> None:
        own = proxy(self)  # for what it holds itself: a circle would stay for long
        self._forms: dict[Any, Form] = {
            Money: Form(attrgetter("minor", "currency"), lambda plain: Money(*plain)),
            datetime: Form(None, datetime.fromisoformat),
            bytes: Form(lambda value: value.decode("latin-1"), lambda text: text.encode("latin-1")),
            date: Form(None, date.fromisoformat),
            Fact: Form(
                lambda fact: own._pack_fact(fact),  # noqa: PLW0108 - the method itself would hold the packing
                lambda plain: own._unpack_fact(plain),  # noqa: PLW0108 - the same
            ),
            **{kind: Form(lambda value: 0, _always(value)) for kind, value in given.items()},
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
                else _fixed([*map(self.of, arguments)])
            )
        if origin in (dict, MutableMapping):
            return self._table(*arguments)
        if is_dataclass(hint) and isinstance(hint, type):
            return self._record(hint)
        return _PLAIN

    def _union(self, choices: list[Any]) -> Form:
        """One type or None; facts of several kinds are told apart by their kind."""
        form = self.of(choices[0] if len(choices) == 1 else Fact)
        return Form(_unless_none(form.pack), _unless_none(form.unpack))

    def _table(self, key: Any, value: Any) -> Form:
        """A mapping: of text an object, of anything else a list of pairs."""
        form = self.of(value)
        if key is str:
            return form if form is _PLAIN else _object(form)
        return _paired(_fixed([self.of(key), form]))

    def _record(self, cls: type[Any]) -> Form:
        hints = _hints(cls)
        names = [each.name for each in fields(cls)]
        pack, unpack = _row([self.of(hints[name]) for name in names], _reader(names))
        if any(each.kw_only for each in fields(cls)):
            return Form(pack, lambda plain: cls(**dict(zip(names, unpack(plain), strict=True))))
        return Form(pack, lambda plain: cls(*unpack(plain)))

    def _pack_fact(self, fact: Fact) -> Any:
        return [fact.kind, *self.of(type(fact)).packed(fact)]

    def _unpack_fact(self, plain: Any) -> Any:
        return self.of(Fact.known[plain[0]]).unpacked(plain[1:])


def _unless_none(turn: Turn | None) -> Turn | None:
    return turn and (lambda value: None if value is None else turn(value))


def _always(value: Any) -> Turn:
    return lambda plain: value


def _reader(names: list[str]) -> Turn:
    """What reads these attributes of a record, as a tuple."""
    return attrgetter(*names) if len(names) > 1 else lambda record: (getattr(record, names[0]),)


def _many(kind: Callable[[Iterable[Any]], Any], form: Form) -> Form:
    """A list, set or tuple of values of one form.

    A set is packed in order, so that it always packs alike; a tuple that is plain stays, since nobody changes it.
    """
    ordered: Callable[[Iterable[Any]], list[Any]] = sorted if kind is set else list
    pack, unpack = form.pack, form.unpack
    return Form(
        (lambda values: ordered(map(pack, values))) if pack else None if kind is tuple else ordered,
        (lambda plain: kind(map(unpack, plain))) if unpack else kind,
    )


def _row(forms: list[Form], read: Turn = list) -> tuple[Turn, Turn]:
    """What packs and unpacks a fixed number of values, each of its own form; `read` answers those to be packed.

    Most of the time that a snapshot takes is spent here. None stays None in any form.
    """
    packs = [(nth, form.pack) for nth, form in enumerate(forms) if form.pack]
    unpacks = [(nth, form.unpack) for nth, form in enumerate(forms) if form.unpack]
    return lambda row: _turned(read(row), packs), lambda plain: _turned(plain, unpacks)


def _fixed(forms: list[Form]) -> Form:
    """A tuple of values, each of its own form."""
    pack, unpack = _row(forms)
    return Form(pack, lambda plain: tuple(unpack(plain)))


def _turned(values: Iterable[Any], turns: Iterable[tuple[int, Turn]]) -> list[Any]:
    turned = list(values)
    for nth, turn in turns:
        if turned[nth] is not None:
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
