"""Forms for what can be done, drawn from the schemas of its words: a new word needs no page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
import yaml

from simulator.contract.schemas import Schema, problems, validator
from simulator.domain.codec import plain
from simulator.refused import Refused

_TYPES = {"integer": "number", "object": "words", "array": "words"}
_FORMATS = {"date": "date", "email": "email"}
_BOOLEAN = {"true": True, "false": False}
_WHOLE = re.compile("-?[0-9]{1,18}")
_LONGEST = 20_000  # characters of words of several parts, whose reader is slow
_SHORT = 160  # characters of what a field is said to be


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form. `kind` is the input's type, `choice` of `options`, or `words` in JSON or YAML."""

    name: str
    kind: str = "text"
    options: tuple[str, ...] = ()
    required: bool = False
    hint: str = ""
    value: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """Something that can be done: `doing` is its name, `button` what is pressed for it; `opens` if it was tried."""

    doing: str
    button: str
    fields: tuple[Field, ...] = ()
    hidden: Mapping[str, str] = field(default_factory=dict)
    look: str = "secondary"
    opens: bool = False

    def filled(self, given: Mapping[str, Any]) -> Form:
        """The form with what was written into it, where it was not done; a new one where another was sent."""
        if given.get("doing") != self.doing or any(
            given.get(name) != text for name, text in self.hidden.items()
        ):
            return self
        kept = tuple(replace(each, value=str(given.get(each.name, each.value))) for each in self.fields)
        return replace(self, fields=kept, opens=True)


def fields(
    schemas: Mapping[str, Schema], required: Iterable[str] = (), values: Mapping[str, object] | None = None
) -> tuple[Field, ...]:
    """Answer a field for each word, by the schema of its value."""
    needed, known = set(required), values or {}
    return tuple(_field(name, schema, name in needed, known.get(name)) for name, schema in schemas.items())


def _field(name: str, schema: Schema, required: bool, value: object) -> Field:
    kind, options = _TYPES.get(str(schema.get("type")), "text"), tuple(map(str, schema.get("enum", ())))
    if schema.get("type") == "boolean":
        options = tuple(_BOOLEAN)
    kind = "choice" if options else _FORMATS.get(str(schema.get("format")), kind)
    hint = " ".join(str(schema.get("description", "")).split())
    if any(each.get("type") == "object" for each in _alternatives(schema)):
        kind = "words"
    return Field(
        name, kind, options, required, hint if len(hint) <= _SHORT else f"{hint[:_SHORT]}…", _text(value)
    )


def _alternatives(schema: Schema) -> list[Schema]:
    return [*schema.get("anyOf", ()), *schema.get("oneOf", ())]


def _text(value: object) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return orjson.dumps(plain(value), option=orjson.OPT_INDENT_2, default=str).decode()


def said(given: Mapping[str, Any], schemas: Mapping[str, Schema]) -> dict[str, Any]:
    """Answer what was written into the fields of a form, as their schemas type it; what was left empty is left out.

    Raises `Refused` for what is neither JSON nor YAML where words of several parts are wanted.
    """
    texts = {name: str(given.get(name, "")).strip() for name in schemas}
    return {name: typed(name, text, schemas[name]) for name, text in texts.items() if text}


def typed(name: str, text: str, schema: Schema) -> Any:
    """A text as the value that its schema wants; what it cannot be stays text, to be refused for it."""
    for each in _alternatives(schema):
        value = typed(name, text, each)
        if next(problems(validator(each), value), None) is None:
            return value
    if "enum" in schema:
        return next((option for option in schema["enum"] if str(option) == text), text)
    wanted = schema.get("type")
    if wanted in ("object", "array"):
        return words(name, text)
    if wanted == "integer" and _WHOLE.fullmatch(text):
        return int(text)
    return _BOOLEAN.get(text, text) if wanted == "boolean" else text


def words(name: str, text: str) -> Any:
    """Read words of several parts, in JSON or in the YAML of a scenario; raises `Refused`."""
    if len(text) > _LONGEST:
        raise Refused(f"{name} has {len(text):,} characters; at most {_LONGEST:,} are read")
    try:
        if any(isinstance(token, yaml.AnchorToken | yaml.AliasToken) for token in yaml.scan(text)):
            raise Refused(f"{name}: what is written once cannot be meant twice (& and *); write it out")
        found = plain(yaml.load(text, Loader=yaml.CSafeLoader))
        orjson.dumps(found, option=orjson.OPT_NON_STR_KEYS)  # refuses what JSON has no words for
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        told = " ".join(str(error).split())[:_SHORT]
        raise Refused(
            f"{name} cannot be read: {told}; it is written as JSON, or like {{after: reminder, days: 3}}"
        ) from error
    for each in _names(found):
        if not isinstance(each, str):
            raise Refused(f"{name}: {each!r} is a name there, and a name is text; write it in quotes")
    return found


def _names(value: object) -> Iterator[object]:
    """Every name that stands before a colon, at whatever depth."""
    if isinstance(value, dict):
        yield from value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _names(each)
