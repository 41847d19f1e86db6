"""Looks at a client before the first scenario: whether it can be started and speaks the driver protocol.

So that a mistake on the command line is told as one, and does not look like a failure of every story.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Protocol

from conformance.drivers import ACTIONS, VERSION, DriverError, Hello

_SHOWN_OF_STDERR = 500


class PreflightError(Exception):
    """The client cannot be used; `str()` says why, and what to do."""


class Started(Protocol):
    """A client that was started and has said hello."""

    @property
    def hello(self) -> Hello:
        """What it said."""

    def part(self) -> None:
        """Let it go."""


def preflight(start: Callable[[], Started], providers: Sequence[str]) -> Hello:
    """What the client that `start` starts says of itself, or `PreflightError`. `providers` are those that there are."""
    try:
        client = start()
    except DriverError as error:
        raise PreflightError(_said(error)) from None
    try:
        _must_fit(client.hello, providers)
    finally:
        client.part()
    return client.hello


def _said(error: DriverError) -> str:
    log = error.stderr.strip()
    return f"{error}. Its last words on stderr: {log[-_SHOWN_OF_STDERR:]}" if log else str(error)


def _must_fit(hello: Hello, providers: Sequence[str]) -> None:
    if hello.protocol != VERSION:
        raise PreflightError(
            f"the client speaks protocol {hello.protocol}; this harness speaks protocol {VERSION}"
        )
    _must_know("providers", hello.providers, providers)
    _must_know("actions", hello.actions, ACTIONS)


def _must_know(what: str, declared: Sequence[str], known: Sequence[str]) -> None:
    """At least one of what the client declares has to be known; what is not may be of a later version."""
    if set(declared) & set(known):
        return
    there_are = f"there are: {', '.join(known)}"
    if not declared:
        raise PreflightError(
            f"the client declares no {what} in hello, so nothing can be asked of it; {there_are}"
        )
    near = get_close_matches(declared[0], known, 1)
    hint = f" (did you mean {near[0]!r}?)" if near else ""
    raise PreflightError(
        f"of the client's {what}, {', '.join(map(repr, declared))}, none is known{hint}; {there_are}"
    )
