"""Facts and commands as JSON, and back: what the log keeps and what the timeline shows.

Amounts become `{"amount": "12.00", "currency": "EUR"}`, moments ISO 8601 in UTC, dates ISO 8601. The shape of a
record is read from its own type annotations, so a new fact needs nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from simulator.domain.commands import Command
from simulator.domain.facts import Fact
from simulator.domain.money import Money

Decoder = Callable[[Any], Any]
Encoder = Callable[[Any], Any]
_DECODERS: dict[Any, Decoder] = {}
_ENCODERS: dict[type[Any], Encoder] = {}  # as many as there are types of values in facts and commands


def encode(record: Fact | Command) -> dict[str, Any]:
    """Answer a fact or command as plain JSON values, with its `kind`."""
    return {"kind": record.kind, **plain(record)}


def plain(value: Any) -> Any:
    """Answer any value of a record as plain JSON values."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind not in _ENCODERS:
        _ENCODERS[kind] = _encoder(kind)
    return _ENCODERS[kind](value)


def _encoder(kind: type[Any]) -> Encoder:
    """Answer what makes values of a type plain; it is made once, since all that is logged goes through it."""
    if is_dataclass(kind) and kind is not Money:
        return _record_encoder([field.name for field in fields(kind)])
    return next(
        (encoder for known, encoder in _SIMPLE.items() if issubclass(kind, known)), lambda value: value
    )


def _record_encoder(names: list[str]) -> Encoder:
    def encode_record(record: Any) -> dict[str, Any]:
        written = {}
        for name in names:
            value = getattr(record, name)
            written[name] = value if type(value) in _PLAIN else plain(value)
        return written

    return encode_record


def _in_utc(moment: datetime) -> str:
    return (moment if moment.tzinfo is UTC else moment.astimezone(UTC)).isoformat()


def _list(values: Iterable[Any]) -> list[Any]:
    return [plain(each) for each in values]


_PLAIN = {str, int, float, bool, type(None)}
_SIMPLE: dict[type[Any], Encoder] = {
    Money: lambda money: {"amount": money.text, "currency": money.currency},
    datetime: _in_utc,
    date: date.isoformat,
    Decimal: lambda number: format(number, "f"),
    list: _list,
    tuple: _list,
    dict: lambda table: {key: plain(each) for key, each in table.items()},
}


def decode_fact(written: dict[str, Any]) -> Fact:
    """Answer the fact that `encode` wrote; raises `Unreadable` for one that this version does not know."""
    fact: Fact = _decode(Fact.known, written)
    return fact


def decode_command(written: dict[str, Any]) -> Command:
    """Answer the command that `encode` wrote; raises `Unreadable` for one that this version does not know."""
    command: Command = _decode(Command.known, written)
    return command


class Unreadable(Exception):
    """A record that another version or program wrote."""


def _decode(known: dict[str, type[Any]], written: dict[str, Any]) -> Any:
    kind = written.get("kind")
    if kind not in known:
        raise Unreadable(f"this version knows no record of the kind {kind!r}: a newer one wrote it")
    try:
        return _decoder(known[kind])({name: value for name, value in written.items() if name != "kind"})
    except (TypeError, ValueError, KeyError) as error:
        raise Unreadable(f"a record of the kind {kind!r} cannot be read: {error}") from error


def _decoder(hint: Any) -> Decoder:
    """Answer what reads a value of this annotation; it is made once."""
    if hint not in _DECODERS:
        _DECODERS[hint] = _simple_decoder(hint)
    return _DECODERS[hint]


def _simple_decoder(hint: Any) -> Decoder:
    if hint is Money:
        return lambda value: Money.parse(value["amount"], value["currency"])
    if hint is datetime or hint is date:
        return hint.fromisoformat
    return _composite_decoder(hint)


def _composite_decoder(hint: Any) -> Decoder:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (UnionType, Union):
        inner = _decoder(next(argument for argument in arguments if argument is not type(None)))
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        item = _decoder(arguments[0])
        return lambda value: tuple(item(each) for each in value)
    if is_dataclass(hint) and isinstance(hint, type):
        return _record_decoder(hint)
    return lambda value: value


def _record_decoder(cls: type[Any]) -> Decoder:
    hints = get_type_hints(cls)
    decoders = {field.name: _decoder(hints[field.name]) for field in fields(cls)}
    return lambda value: cls(**{name: decoders[name](item) for name, item in value.items()})
