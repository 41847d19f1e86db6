"""Scenario files as YAML: plain values with the place of each in its file.

Read with YAML 1.2's scalars, so that `NO`, `on` and `yes` are text and only `true` and `false` are booleans.
Decimals are `Decimal` with the digits as written, dates `date`, local times naive `datetime`; a time with an
offset stays text. Refused, each with its place: a key given twice, anchors, aliases, tags, a second document,
what nests too deep or is too large, and bytes that are not UTF-8. A date or time that no calendar has is noted, and
reading goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import yaml as pyyaml

from conformance.scenario.not_yaml import in_words
from conformance.scenario.problems import Problem, ScenarioError

MAX_BYTES = 256 * 1024
MAX_DEPTH = 16

Path = tuple[str | int, ...]
Value = Any

# libyaml's reader where PyYAML was built with it, else the slower one in Python: the events are the same.
_LOADER = getattr(pyyaml, "CSafeLoader", pyyaml.SafeLoader)

_INTEGER = re.compile(r"[-+]?[0-9]+")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,2})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2})?")
_WORDS: dict[str, Value] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# What YAML calls printable (1.2, section 5.1), line ends and tabulators included.
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufeff\ufffd\U00010000-\U0010ffff]")
_BYTE_ORDER_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in its file; both count from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says: `value` as plain Python, and the place of each key and of each value by its path.

    `problems` are those of values that say nothing, such as a date that no calendar has; these stand as text.
    """

    value: Value
    keys: dict[Path, Place] = field(default_factory=dict)
    values: dict[Path, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place(self, path: Path, *, key: bool = False) -> Place:
        """Where the value at `path` starts, or its key; where there is none, the nearest thing around it."""
        if key and path in self.keys:
            return self.keys[path]
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, Place(1, 1))


def read(source: bytes | str) -> Document:
    """The document in `source`; raises `ScenarioError` at the first thing after which it cannot be read on."""
    text = _decoded(source) if isinstance(source, bytes) else source
    if len(text) > MAX_BYTES:
        raise _refused(Place(0, 0), f"the file is larger than {MAX_BYTES // 1024} kB", "one story a file")
    unprintable = _UNPRINTABLE.search(text)
    if unprintable:
        shown = f"U+{ord(unprintable.group()):04X}"
        raise _refused(
            _place_at(text, unprintable.start()), f"the character {shown} cannot stand in YAML", "text"
        )
    composer = _Composer(text)
    try:
        return composer.document()
    except ScenarioError as error:
        raise ScenarioError([*composer.result.problems, *error.problems]) from None


def _decoded(source: bytes) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if source.startswith(mark):
            raise _refused(Place(1, 1), f"the file is {encoding}", "UTF-8")
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = source[: error.start].decode("utf-8-sig", "replace")
        message = f"the byte 0x{source[error.start]:02X} is not UTF-8"
        raise _refused(_place_at(before, len(before)), message, "a file saved as UTF-8") from None


def _place_at(text: str, offset: int) -> Place:
    before = text[:offset]
    return Place(before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)


def _refused(place: Place, message: str, expected: str) -> ScenarioError:
    return ScenarioError([Problem(place.line, place.column, message, expected)])


class _Composer:
    """Makes a `Document` of a parser's events. It goes `MAX_DEPTH` deep at most, so recursion is safe."""

    def __init__(self, text: str) -> None:
        self.events = _events(text)
        self.result = Document(None)

    def document(self) -> Document:
        next(self.events)
        event = next(self.events)
        if isinstance(event, pyyaml.StreamEndEvent):
            return self.result
        value = self._value(next(self.events), ())
        next(self.events)
        event = next(self.events)
        if not isinstance(event, pyyaml.StreamEndEvent):
            raise _refused(_start(event), "a second document starts here", "one document a file")
        return replace(self.result, value=value)

    def _value(self, event: Any, path: Path) -> Value:
        self._must_be_plain(event, path)
        self.result.values[path] = _start(event)
        if isinstance(event, pyyaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, pyyaml.SequenceStartEvent):
            return self._sequence(path)
        try:
            return _scalar(event)
        except ScenarioError as error:
            self.result.problems.extend(error.problems)
            return event.value

    def _must_be_plain(self, event: Any, path: Path) -> None:
        if isinstance(event, pyyaml.AliasEvent):
            raise _refused(
                _start(event), f"*{event.anchor}: aliases are not part of the language", "the value itself"
            )
        if event.anchor:
            raise _refused(
                _start(event), f"&{event.anchor}: anchors are not part of the language", "the value itself"
            )
        if event.tag and event.tag != "!":
            raise _refused(
                _start(event), f"{event.tag}: tags are not part of the language", "the value itself"
            )
        if len(path) > MAX_DEPTH:
            raise _refused(_start(event), f"this nests deeper than {MAX_DEPTH} levels", "a flatter file")

    def _sequence(self, path: Path) -> list[Value]:
        items: list[Value] = []
        while not isinstance(event := next(self.events), pyyaml.SequenceEndEvent):
            items.append(self._value(event, (*path, len(items))))
        return items

    def _mapping(self, path: Path) -> dict[str, Value]:
        items: dict[str, Value] = {}
        while not isinstance(event := next(self.events), pyyaml.MappingEndEvent):
            key = self._key(event, path)
            here = (*path, key)
            if key in items:
                first = self.result.keys[here].line
                raise _refused(
                    _start(event), f"the key {key!r} is given twice, first in line {first}", "it once"
                )
            self.result.keys[here] = _start(event)
            items[key] = self._value(next(self.events), here)
        return items

    def _key(self, event: Any, path: Path) -> str:
        self._must_be_plain(event, path)
        if not isinstance(event, pyyaml.ScalarEvent):
            raise _refused(_start(event), "a list or mapping stands where a key belongs", "a word")
        key: str = event.value
        if event.implicit[0] and not isinstance(_scalar(event), str):
            hint = ", or a point in an amount, such as 1240.00" if key.isdigit() and len(key) < 3 else ""
            raise _refused(_start(event), f"the key {key} is not text", f'it in quotes: "{key}"{hint}')
        return key


def _events(text: str) -> Iterator[Any]:
    try:
        yield from pyyaml.parse(text, Loader=_LOADER)
    except pyyaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else Place(0, 0)
        raise _refused(place, *in_words(error)) from None
    except pyyaml.YAMLError as error:
        raise _refused(Place(0, 0), f"this is not YAML: {error}", "YAML") from None


def _start(event: Any) -> Place:
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)


def _scalar(event: Any) -> Value:
    text: str = event.value
    if not event.implicit[0]:  # quoted, or a block of text
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return _number(event, text)
    if _DECIMAL.fullmatch(text):
        return Decimal(text)
    if _DATE.fullmatch(text) or _TIME.fullmatch(text):
        return _moment(event, text)
    return text


def _number(event: Any, text: str) -> int:
    if len(text) > 30:
        raise _refused(_start(event), "this number has more than 30 digits", "it in quotes, if it is text")
    return int(text)


def _moment(event: Any, text: str) -> date | datetime:
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else datetime.fromisoformat(text)
    except ValueError as error:
        what = "date" if _DATE.fullmatch(text) else "time"
        raise _refused(
            _start(event), f"{text} is no {what} of the calendar ({error})", f"a {what} that exists"
        ) from None
