"""The door for `responses`: `responses.add(ResponsesDoor(world))` answers for all hosts of a world's providers."""

from __future__ import annotations

import re

from requests import PreparedRequest
from responses import BaseResponse
from urllib3.response import HTTPResponse

from simulator.doors import Door
from simulator.doors.requests import raw_answer
from simulator.world import World


class ResponsesDoor(BaseResponse):
    """A registered response that is whatever the world answers, to any method; other hosts are not its affair."""

    def __init__(self, world: World) -> None:
        self._door = Door(world)
        hosts = "|".join(re.escape(host) for host in sorted(self._door.hosts))
        super().__init__("*", re.compile(f"https?://({hosts})[.]?[:/]"))

    def matches(self, request: PreparedRequest) -> tuple[bool, str]:
        """Say whether a request is for a provider, and why not."""
        if self._door.knows(request.url or ""):
            return True, ""
        return False, f"no provider here has this host; the hosts are: {', '.join(sorted(self._door.hosts))}"

    def get_response(self, request: PreparedRequest) -> HTTPResponse:
        """Answer a request; raises what `requests` raises where none arrives."""
        words = getattr(request, "req_kwargs", {})
        return raw_answer(self._door, request, words.get("timeout"))
