"""The faults that are set in one sandbox: which calls and messages each has seen, and what it does to them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from simulator import faults, worded
from simulator.contract.document import document
from simulator.domain.codec import plain
from simulator.domain.commands import Refusal
from simulator.domain.disturbing import FaultRemoved, FaultSet, FaultUsedUp
from simulator.faults import After, Before, Moment, Visit
from simulator.outbox import Message
from simulator.port import Channel

MOST_FAULTS = 100
"""How many may be set in a sandbox at a time: each looks at every call or message."""

_MOST_FAILED = 10
_TIMES = {"type": "integer", "minimum": 1, "maximum": 1_000_000}
_NAME = {"type": "string", "minLength": 1, "maxLength": 255}
_COMMON: dict[str, Any] = {"kind": _NAME, "channel": _NAME, "nth": _TIMES, "times": _TIMES}
_OF_CALLS: dict[str, Any] = {
    **_COMMON,
    "operation": _NAME,
    "operations": {"type": "array", "minItems": 1, "items": _NAME},
}
_OF_MESSAGES: dict[str, Any] = {**_COMMON, "event": _NAME}


@dataclass(slots=True)
class Fault:
    """A fault that is set. `seen`: calls or messages that match; `struck`: how many it did something to.

    `failed` says what could not be done of the calls that a fault was to make, the last few of these `failures`.
    """

    id: str
    words: dict[str, Any]
    seen: int = 0
    struck: int = 0
    failures: int = 0
    failed: deque[str] = field(default_factory=lambda: deque(maxlen=_MOST_FAILED))

    @property
    def kind(self) -> ModuleType:
        """What its kind does."""
        return faults.kinds()[self.words["kind"]]

    @property
    def own(self) -> dict[str, Any]:
        """The words of its own kind."""
        return {name: value for name, value in self.words.items() if name in self.kind.WORDS}

    @property
    def used_up(self) -> bool:
        """Whether it has struck as often as it was to."""
        return bool(self.struck >= self.words["times"])

    @property
    def last(self) -> tuple[int, int]:
        """How many it has seen and struck when it strikes for the last time."""
        return self.words["nth"] + self.words["times"] - 1, self.words["times"]

    def use_up(self) -> None:
        """Let it strike no more: it did so in a time of which the log has no calls."""
        self.seen, self.struck = self.last

    def shown(self) -> dict[str, Any]:
        """Answer it as plain values, for whoever looks at the faults."""
        counted = {"seen": self.seen, "struck": self.struck, "failures": self.failures}
        return {"id": self.id, "words": dict(self.words), **counted, "failed": list(self.failed)}

    def fail(self, sentence: str) -> None:
        """Write down what it could not do."""
        self.failures += 1
        self.failed.append(sentence)

    def strikes(self) -> bool:
        """Count a call or message that matches; answers whether it is struck."""
        self.seen += 1
        first = self.words["nth"]
        struck: bool = first <= self.seen < first + self.words["times"]
        self.struck += struck
        return struck


class Armed:
    """Every fault of a sandbox, in the order in which they were set: those that strike HTTP `calls`, and `messages`."""

    def __init__(self, kept: Iterable[Sequence[Any]] = ()) -> None:
        self.all: dict[str, Fault] = {}
        self.calls: list[Fault] = []
        self.messages: list[Fault] = []
        for fault, words, seen, struck in kept:
            self.all[fault] = Fault(fault, words, seen, struck)
        self._sort()

    @property
    def kept(self) -> list[Sequence[Any]]:
        """Each fault's id and words, and how many it has seen and struck, as far as the log tells it: messages."""
        return [(each.id, each.words, *self._told(each)) for each in self.all.values()]

    def _told(self, fault: Fault) -> tuple[int, int]:
        if fault in self.messages:
            return fault.seen, fault.struck
        return fault.last if fault.used_up else (0, 0)

    def set(self, fact: FaultSet) -> None:
        """Set a fault."""
        self.all[fact.fault] = Fault(fact.fault, dict(fact.words))
        self._sort()

    def remove(self, fact: FaultRemoved) -> None:
        """Take a fault back."""
        del self.all[fact.fault]
        self._sort()

    def use_up(self, fact: FaultUsedUp) -> None:
        """Let a fault strike no more."""
        self.all[fact.fault].use_up()

    def count_on(self, other: Armed) -> None:
        """Go on counting calls where another stands, whose faults these are too; messages are counted by the log."""
        for fault in self.calls:
            counted = other.all.get(fault.id, fault)
            fault.seen, fault.struck, fault.failures = counted.seen, counted.struck, counted.failures
            fault.failed = counted.failed.copy()

    def _sort(self) -> None:
        known = list(self.all.values())
        calls = [fault for fault in known if faults.strikes_calls(fault.words["kind"])]
        # What keeps a call from being done is asked first: a call that it stops is no read, and commits nothing.
        self.calls = sorted(calls, key=lambda fault: not _stops(fault))
        self.messages = [fault for fault in known if not faults.strikes_calls(fault.words["kind"])]

    def before(self, visit: Visit, moment: Moment) -> Iterator[tuple[Fault, Before]]:
        """Answer what strikes a call that has arrived; one fault at most keeps it from being done."""
        for fault in self.calls:
            if not hasattr(fault.kind, "before") or (_stops(fault) and visit.stopped):
                continue
            if _meets(fault, visit) and fault.strikes():
                visit.stopped = visit.stopped or _stops(fault)
                yield fault, fault.kind.before(fault.own, moment)

    def after(self, visit: Visit) -> Iterator[tuple[Fault, After]]:
        """Answer what strikes the answer of a call that nothing stopped."""
        for fault in self.calls:
            if hasattr(fault.kind, "after") and _meets(fault, visit) and fault.strikes():
                yield fault, fault.kind.after(fault.own)

    def tamper(self, message: Message, moment: Moment) -> list[Message]:
        """Answer what is queued in place of a message; what faults add to it is struck by none of them."""
        queued = [message]
        for fault in self.messages:
            if _is_meant(fault.words, message) and fault.strikes():
                queued += fault.kind.tamper(fault.own, message, moment)
        for number, added in enumerate(queued[1:], 2):
            added.id = f"{message.id}.{number}"
        return queued


def _stops(fault: Fault) -> bool:
    return bool(getattr(fault.kind, "STOPS", False))


def _meets(fault: Fault, visit: Visit) -> bool:
    words, sees = fault.words, getattr(fault.kind, "sees", None)
    return (
        words.get("channel") in (None, visit.channel)
        and visit.operation in words.get("operations", (visit.operation,))
        and (sees is None or sees(visit))
    )


def _is_meant(words: Mapping[str, Any], message: Message) -> bool:
    event = words.get("event", "*")
    named = message.event.startswith(event[:-1]) if event.endswith("*") else message.event == event
    return words.get("channel") in (None, message.channel) and named


def words_of(kind: str) -> dict[str, Any]:
    """Answer the JSON Schema of each word that a fault of a kind takes."""
    common = _OF_CALLS if faults.strikes_calls(kind) else _OF_MESSAGES
    return {**common, **faults.kinds()[kind].WORDS}


def sound(given: Mapping[str, Any], channels: Mapping[str, Channel]) -> dict[str, Any]:
    """Answer a fault's words as they are kept, with what was left out; raises `Refusal`."""
    words = {word: _whole(value) for word, value in plain(dict(given)).items()}
    kind = words.get("kind")
    if not isinstance(kind, str) or kind not in faults.kinds():
        raise Refusal(
            "invalid", f"there is no fault {worded.shown(kind)}; {worded.known(kind, faults.kinds())}"
        )
    own = faults.kinds()[kind]
    _refuse(worded.wrong(f"the fault {kind}", words, words_of(kind), own.REQUIRED))
    _refuse(faults.wrong(kind, words), f"the fault {kind}: ")
    if "operation" in words:
        words["operations"] = [words.pop("operation"), *words.get("operations", ())]
    _check_names(kind, words, channels)
    return {"nth": 1, "times": 1, **words}


def _whole(value: Any) -> Any:
    """A word's value; JSON's 2.0 is the whole number 2, and no word is a number with decimals."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _refuse(sentence: str | None, before: str = "") -> None:
    if sentence:
        raise Refusal("invalid", f"{before}{sentence}")


def _check_names(kind: str, words: dict[str, Any], channels: Mapping[str, Channel]) -> None:
    """Refuse a channel that there is not, and an operation that it has not or that the fault cannot strike."""
    named = words.get("channel")
    if named is not None and named not in channels:
        _refuse(f"the fault {kind}: there is no channel {named!r}; {worded.known(named, channels)}")
    spoken = [named] if named else list(channels)
    operations = {operation for name in spoken for operation in channels[name].operations}
    for operation in words.get("operations", ()):
        if operation not in operations:
            where = f"{named} has no operation" if named else "no channel has an operation"
            _refuse(f"the fault {kind}: {where} {operation!r}; {worded.known(operation, operations)}")
    if "operations" in words and getattr(faults.kinds()[kind], "READS", False):
        reads = {operation for name in spoken for operation in document(name).reads}
        for operation in words["operations"]:
            if operation not in reads:
                can = ", ".join(sorted(reads & operations))
                _refuse(f"the fault {kind}: {operation} is no read (GET); it can strike: {can}")
