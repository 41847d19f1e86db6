"""How a story can end before its end."""

from __future__ import annotations

from conformance.drivers import DriverError


class ClientLost(Exception):
    """The client cannot be driven any further; what happened is in the trace already."""

    def __init__(self, error: DriverError) -> None:
        super().__init__(str(error))
        self.error = error


class WrongStory(Exception):
    """The story asks for something that cannot be; `str()` says what, and in which line."""


class StoryStuck(Exception):
    """The story cannot go on, because the client did not do what it was told; the trace says so already."""


class OurDefect(Exception):
    """The harness or the simulator itself erred; never the client's fault."""
