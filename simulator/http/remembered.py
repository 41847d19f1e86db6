"""Answers to reads, for as long as nothing has happened in their sandbox: clients ask again and again whether it has.

An answer to a GET follows from what a sandbox is, from its time and from the request alone; and a sandbox changes
by commands alone, each of them a row of its log. So the same question at the same row and time has the same answer.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from weakref import ReferenceType, ref

from simulator.port import Answer
from simulator.sandbox import Sandbox

MOST_SANDBOXES = 64
MOST_BYTES = 512 * 1024
"""How many sandboxes' answers are remembered, those asked last; and how many bytes of each, with the questions."""

_BESIDE = 1024  # bytes that a question and its answer take beside their texts, which is 700 by measurement


@dataclass(frozen=True, slots=True)
class Known:
    """What was answered, as bytes, and what of the request is not in the contract."""

    answer: Answer
    unknown: tuple[str, ...]


@dataclass(slots=True)
class Question:
    """What a sandbox was asked, in which words, and when: at which row of its log, and at which of its moments."""

    sandbox: Sandbox
    operation: Hashable
    words: tuple[str, ...]
    row: int
    at: datetime

    @property
    def of(self) -> Hashable:
        """What tells it from the other questions of its row and moment."""
        return self.operation, self.words


@dataclass(slots=True)
class _Kept:
    """The answers of a sandbox at one row and moment."""

    sandbox: ReferenceType[Sandbox]
    row: int
    at: datetime
    answers: dict[Hashable, Known] = field(default_factory=dict)
    size: int = 0

    def is_of(self, question: Question) -> bool:
        return (
            self.row == question.row and self.at == question.at and self.sandbox() is question.sandbox
        )  # another one may have its id by now


class Remembered:
    """What was answered of late."""

    def __init__(self) -> None:
        self._of: OrderedDict[str, _Kept] = OrderedDict()
        self._lock = Lock()  # sandboxes are asked side by side

    def find(self, question: Question) -> Known | None:
        """Answer what was answered, if nothing has happened since. Whoever asks holds the sandbox's lock."""
        kept = self._of.get(question.sandbox.id)
        return kept.answers.get(question.of) if kept is not None and kept.is_of(question) else None

    def keep(self, question: Question, known: Known) -> None:
        """Remember an answer, whose body is bytes; what was remembered of another row or moment is forgotten.

        One that takes more than all of a sandbox's may is not remembered.
        """
        size = _BESIDE + len(known.answer.body) + sum(map(len, (*question.words, *known.unknown)))
        if size > MOST_BYTES:
            return
        kept = self._of.get(question.sandbox.id)
        if kept is None or not kept.is_of(question) or kept.size + size > MOST_BYTES:
            kept = _Kept(ref(question.sandbox), question.row, question.at)
            self._put(question.sandbox.id, kept)
        kept.answers[question.of] = known
        kept.size += size

    def _put(self, sandbox: str, kept: _Kept) -> None:
        """Remember what is kept as the last, instead of sandboxes that are gone or were asked least of late."""
        with self._lock:
            if self._of.pop(sandbox, None) is None:
                for gone in [each for each, of in self._of.items() if of.sandbox() is None]:
                    del self._of[gone]
            while len(self._of) >= MOST_SANDBOXES:
                self._of.popitem(last=False)
            self._of[sandbox] = kept
