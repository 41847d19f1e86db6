"""What is asked of a sandbox and not done, and why."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from simulator.domain.commands import Refusal


class Refused(Exception):
    """Something that was asked of a sandbox and is not done; the text says what, why not, and what is allowed."""

    def __init__(self, sentence: str, kind: str = "invalid", rules: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.rules = rules


@contextmanager
def told() -> Iterator[None]:
    """Turn a refusal of the engine into one for whoever called."""
    try:
        yield
    except Refusal as refusal:
        raise Refused(refusal.sentence, refusal.kind, refusal.rules) from refusal
