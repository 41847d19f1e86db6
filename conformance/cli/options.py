"""Options that several commands have, or that are told of beside what they come to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


def together(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Answer what gives a command all of these options, in the order in which its help shows them."""

    def given(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return given
