"""Has a request answered where its sandbox is: here, or by another server of the same store."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from simulator import clock
from simulator.http.answers import written
from simulator.http.core import Core, Request, Response, plain
from simulator.http.members import SECONDS_TO_TELL, Members, Unreached
from simulator.http.watch import REQUEST_ID
from simulator.port import Problem
from simulator.sharing import Elsewhere, Moved, Sharing

PAUSES = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
"""How many seconds to wait before the store is asked again who has a sandbox: as long as a server takes to start."""
_LOG = logging.getLogger("dunbox")


class Relay:
    """Answers requests wherever their sandboxes are. `here` answers one here, or raises `Elsewhere` or `Moved`."""

    def __init__(
        self, core: Core, sharing: Sharing, members: Members, here: Callable[[Request], Awaitable[Response]]
    ) -> None:
        self._core = core
        self._sharing = sharing
        self._here = here
        self.members = members

    async def answer(self, request: Request) -> Response:
        """Answer a request; 503 if the server that has its sandbox stays out of reach. It is carried out once."""
        began, why = clock.real_seconds(), ""
        for pause in PAUSES:
            try:
                return await self._here(request)
            except Moved as moved:
                why = str(moved)
            except Elsewhere as found:
                try:
                    answer = await self.members.passed(request, found.address)
                    why = f"{found}, which has it no more"
                except Unreached as unreached:
                    answer, why = None, str(unreached)
                if answer is not None:
                    return answer
                self._sharing.doubt(found)
            if clock.real_seconds() - began > SECONDS_TO_TELL:  # a list of servers one of which says nothing
                break
            await clock.pause(pause)
        return self._refused(request, f"{why}; send the request again")

    def _refused(self, request: Request, sentence: str) -> Response:
        """A 503 in the envelope of the surface that the request came to."""
        _LOG.warning("%s %s is answered 503: %s", request.method, request.path, sentence)
        surface, path = self._core.surface_of(request)
        if surface is None:
            return plain(503, sentence)
        operation = surface.document().match(request.method, path).operation
        answer = surface.problem(Problem(503, "", "", [sentence]), operation.id if operation else None)
        body, media = written(answer)
        headers = [*answer.headers.items(), *([("Content-Type", media)] if media else [])]
        if request.stamp is not None:
            headers.append((REQUEST_ID, request.stamp.id))
        return Response(answer.status, headers, body)
