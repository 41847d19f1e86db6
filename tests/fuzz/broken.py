"""Files that were sound, each broken in one place or a few, so that a reader gets past the first thing it looks at."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from simulator.domain.draw import Draw

T = TypeVar("T")

ODD: tuple[Any, ...] = (
    *(None, True, 0, -1, 0.5, 10**30, 1e308, "", "x", "\x00", "\ud800", "2026-02-30", "0000-00-00T00:00:00"),
    *([], {}, [[]], [None], {"x": 1}, {"": None}, "9" * 5_000),
)
"""What stands where something else should."""
SIGNS = (
    "\t",
    "\x00",
    "{",
    "[",
    "&a ",
    "*a",
    ": ",
    "- ",
    "!!python/object:os.x ",
    "<<: 1",
    '"',
    "|",
    "\ufeff",
    "1e999",
)
"""What means something to a reader of YAML, JSON or both."""


class Chance:
    """Chooses among things, one time after the other; the same seed always chooses the same."""

    def __init__(self, seed: int) -> None:
        self._draw, self._times = Draw(seed), 0

    def below(self, number: int) -> int:
        """A whole number from 0 on that is less than this one."""
        self._times += 1
        return self._draw("broken", str(self._times), 0, number - 1)

    def choice(self, among: Sequence[T]) -> T:
        return among[self.below(len(among))]


def texts(sound: str, chance: Chance, count: int) -> Iterator[bytes]:
    """A text with lines gone, doubled, moved, cut, or written over, again and again."""
    for _ in range(count):
        lines = sound.split("\n")
        for _ in range(chance.choice((1, 1, 2, 4))):
            lines = chance.choice(_WAYS)(lines, chance)
        yield "\n".join(lines).encode("utf-8", "surrogatepass")


def records(sound: str, chance: Chance, count: int) -> Iterator[bytes]:
    """Lines of JSON, of which one has something odd in it, or lacks something."""
    for _ in range(count):
        lines = sound.splitlines()
        at = chance.below(min(len(lines), chance.choice((1, 3, len(lines)))))
        record = json.loads(lines[at])
        holder, key = chance.choice(list(_places(record)))
        if chance.below(5) == 0:
            del holder[key]
        else:
            holder[key] = chance.choice(ODD)
        lines[at] = json.dumps(record)
        yield ("\n".join(lines) + "\n").encode()


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in list(inner):
        yield value, key
        yield from _places(each)


def _at(lines: list[str], chance: Chance) -> int:
    return chance.below(len(lines))


def _without(lines: list[str], chance: Chance) -> list[str]:
    at = _at(lines, chance)
    return [*lines[:at], *lines[at + 1 :]] or [""]


def _doubled(lines: list[str], chance: Chance) -> list[str]:
    at, to = _at(lines, chance), _at(lines, chance)
    return [*lines[:to], lines[at], *lines[to:]]


def _moved(lines: list[str], chance: Chance) -> list[str]:
    at = _at(lines, chance)
    return [*lines[:at], chance.choice(("  ", " ", "    - ")) + lines[at], *lines[at + 1 :]]


def _cut(lines: list[str], chance: Chance) -> list[str]:
    at = _at(lines, chance)
    return [*lines[:at], lines[at][: chance.below(len(lines[at]) + 1)]]


def _written_over(lines: list[str], chance: Chance) -> list[str]:
    at = _at(lines, chance)
    name, colon, _ = lines[at].partition(": ")
    new = f"{name}{colon}{json.dumps(chance.choice(ODD), ensure_ascii=chance.choice((True, False)))}"
    return [*lines[:at], new, *lines[at + 1 :]]


def _with_a_sign(lines: list[str], chance: Chance) -> list[str]:
    at = _at(lines, chance)
    to = chance.below(len(lines[at]) + 1)
    return [*lines[:at], lines[at][:to] + chance.choice(SIGNS) + lines[at][to:], *lines[at + 1 :]]


_WAYS: tuple[Callable[[list[str], Chance], list[str]], ...] = (
    *(_without, _doubled, _moved, _cut, _written_over, _written_over, _with_a_sign),
)
