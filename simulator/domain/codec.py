"""Facts and commands as JSON, and back: what the log keeps and what the timeline shows.

Amounts become `{"amount": "12.00", "currency": "EUR"}`, moments ISO 8601 in UTC, dates ISO 8601. The shape of a
record is read from its own type annotations, so a new fact needs nothing here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from simulator.domain.commands import Command
from simulator.domain.facts import Fact
from simulator.domain.money import Money

Decoder = Callable[[Any], Any]
_DECODERS: dict[Any, Decoder] = {}


def encode(record: Fact | Command) -> dict[str, Any]:
    """Answer a fact or command as plain JSON values, with its `kind`."""
    return {
        "kind": record.kind,
        **{field.name: plain(getattr(record, field.name)) for field in fields(record)},
    }


def plain(value: Any) -> Any:
    """Answer any value of a record as plain JSON values."""
    if isinstance(value, Money):
        return {"amount": value.text, "currency": value.currency}
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return value


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
