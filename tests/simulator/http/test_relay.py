"""A request whose sandbox is on its way from one server to another is tried again, and not for ever."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest

from simulator import Core, Request, World, channel_surfaces, clock
from simulator.http.core import Response
from simulator.http.members import SECONDS_TO_TELL
from simulator.http.relay import PAUSES, Relay
from simulator.sharing import Moved


class Clock:
    """A clock of real time, which only what is done here lets go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds = 0.0
        self.paused: list[float] = []
        monkeypatch.setattr(clock, "real_seconds", lambda: self.seconds)
        monkeypatch.setattr(clock, "pause", self._pause)

    async def _pause(self, seconds: float) -> None:
        self.paused.append(seconds)
        self.seconds += seconds


@pytest.mark.parametrize(("takes", "times"), [(0.0, len(PAUSES)), (20.0, 2), (SECONDS_TO_TELL + 1, 1)])
def test_what_is_out_of_reach_is_asked_for_as_long_as_a_server_takes_to_start_or_to_answer(
    takes: float, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    passing = Clock(monkeypatch)
    tried: list[Request] = []

    async def here(request: Request) -> Response:
        tried.append(request)
        passing.seconds += takes
        raise Moved("the servers that have these sandboxes cannot be asked now: 2")

    core = Core(World(), channel_surfaces())
    nobody = cast("Any", None)
    answer = asyncio.run(
        Relay(core, nobody, nobody, here).answer(Request("GET", "/maventa/v1/company", "", [], b""))
    )
    assert answer.status == 503
    assert b"cannot be asked now: 2; send the request again" in answer.body
    assert len(tried) == times
    assert passing.paused == list(PAUSES[: len(passing.paused)])
