"""What goes wrong between a client and a provider: each file here is one kind of fault, under the file's name.

A file defines `TITLE` (what happens, in a sentence), `WORDS` (the JSON Schemas of its own words), `REQUIRED` (those
that it cannot do without), and one of three functions that say what it does, and do nothing themselves:

- `before(words, moment)` answers `Before`: it strikes a call that has arrived, before it is carried out;
- `after(words)` answers `After`: it strikes the answer, when the work is done;
- `tamper(words, message, moment)` strikes a message that is about to be queued: it may change it, and answers those
  that come besides, which no fault strikes.

One that strikes calls also has `WEIGHT`: of several that strike one call, the weightiest names the exchange. It may
have `sees(visit)`: whether a call counts for it; without, every call does. `STOPS` says that nothing is done,
`READS` that it strikes only reads. Any kind may have `wrong(words)`: a sentence on words that say nothing together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

from simulator.domain.draw import Draw
from simulator.port import Problem

A_DURATION = "an ISO 8601 duration of weeks, days, hours, minutes and seconds, such as P1D or PT2M"
DURATION: dict[str, Any] = {
    "type": "string",
    "pattern": "^P(?=.)([0-9]{1,4}W)?([0-9]{1,5}D)?(T(?=[0-9])([0-9]{1,6}H)?([0-9]{1,7}M)?([0-9]{1,9}S)?)?$",
    "description": f"{A_DURATION}.",
    "x-expected": A_DURATION,
}


@dataclass(slots=True)
class Visit:
    """A call as faults look at it.

    `stopped` once one has kept it from being done, `done` once the provider did it, `body` if its answer has one.
    """

    channel: str
    operation: str
    reads: bool
    stopped: bool = False
    done: bool = False
    body: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """When a fault strikes (`now` in UTC), and what it draws from; `own` are ids by which the client is known."""

    now: datetime
    zone: ZoneInfo
    draw: Draw
    own: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Before:
    """What becomes of a call that is not carried out yet.

    `delay`: seconds by which its answer is late; `refusal`: the answer that it gets in place of the work; `cut`: no
    answer, and no work; `as_of`: it is answered as things stood then (UTC).
    """

    delay: float = 0.0
    refusal: Problem | None = None
    cut: bool = False
    as_of: datetime | None = None


@dataclass(slots=True)
class Spoilable:
    """An answer that may be spoiled; `schema` is what the document promises of its body, if anything."""

    body: bytes
    media: str | None
    schema: dict[str, Any]


@dataclass(frozen=True, slots=True)
class After:
    """What becomes of an answer: `cut` loses it, `spoil` answers another, `calls` are made before the next request."""

    cut: bool = False
    spoil: Callable[[Spoilable], Spoilable] | None = None
    calls: tuple[dict[str, Any], ...] = ()


@cache
def kinds() -> dict[str, ModuleType]:
    """Answer every kind of fault by its name."""
    return {found.name: import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)}


def strikes_calls(kind: str) -> bool:
    """Whether a kind strikes HTTP calls; the others strike messages."""
    return not hasattr(kinds()[kind], "tamper")


def words() -> dict[str, Any]:
    """Answer the JSON Schema of each kind's own words.

    `x-strikes` says what it strikes, `call` or `message`, and `x-reads` if only reads; a word's `x-expected` says what
    its value can be.
    """
    return {
        kind: {
            "title": found.TITLE,
            "type": "object",
            "properties": found.WORDS,
            "required": list(found.REQUIRED),
            "additionalProperties": False,
            "x-strikes": "call" if strikes_calls(kind) else "message",
            "x-reads": getattr(found, "READS", False),
        }
        for kind, found in kinds().items()
    }


def wrong(kind: str, own: dict[str, Any]) -> str | None:
    """Answer a sentence on words of a kind's own that are sound one by one, and say nothing together."""
    found = kinds()[kind]
    return found.wrong(own) if hasattr(found, "wrong") else None
