"""Stops a process in order when it is told to by a signal: what it is at is unwound by an exception."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any

Handler = Callable[[int, FrameType | None], Any]

# Python drops what is raised while it throws a generator or an object away: then it is raised again, so much later.
_AGAIN_SECONDS = 0.05


def unwind_at(numbers: Sequence[int], ending: Callable[[int], BaseException]) -> None:
    """From now on the first of these signals raises in the main thread what `ending` makes of its number.

    The others are let be: unwinding takes a moment, which nothing is to disturb.
    """

    def begin(number: int, _: FrameType | None) -> None:
        for each in numbers:
            signal.signal(each, _let_be)
        error = ending(number)
        _raise_again_if_dropped(error)
        raise error

    for number in numbers:
        signal.signal(number, begin)


def _let_be(_number: int, _: FrameType | None) -> None:
    """Nothing: a handler, so that no process that is started inherits that the signal is ignored."""


def _raise_again_if_dropped(error: BaseException) -> None:
    tell = sys.unraisablehook

    def look(dropped: sys.UnraisableHookArgs) -> None:
        if dropped.exc_value is error:
            signal.signal(signal.SIGALRM, raise_it)
            signal.setitimer(signal.ITIMER_REAL, _AGAIN_SECONDS)
        else:
            tell(dropped)

    def raise_it(_number: int, _: FrameType | None) -> None:
        raise error

    sys.unraisablehook = look
