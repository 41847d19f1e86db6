"""How a story can end before its end."""

from __future__ import annotations

from conformance.drivers import DriverError
from conformance.verdict import CONFIG_ERROR, NOT_APPLICABLE


class ClientLost(Exception):
    """The client cannot be driven any further; what happened is in the trace already."""

    def __init__(self, error: DriverError) -> None:
        super().__init__(str(error))
        self.error = error


class WrongStory(Exception):
    """The story asks for something that cannot be; `str()` says what, and in which line."""

    verdict = CONFIG_ERROR


class NotForIt(WrongStory):
    """The client turns out not to do what the story needs; `str()` says what."""

    verdict = NOT_APPLICABLE


class StoryStuck(Exception):
    """The story cannot go on, because the client did not do what it was told; the trace says so already."""


class OurDefect(Exception):
    """The harness or the simulator itself erred; never the client's fault."""
