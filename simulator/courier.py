"""The courier: takes due messages to their receivers over HTTP, in order, one at a time for each sandbox."""

from __future__ import annotations

import http.client
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from simulator.outbox import Message
from simulator.refused import Refused
from simulator.sandbox import Sandbox

TIMEOUT = 10.0
"""How many real seconds a receiver has to answer."""

STEPS = 100
"""How many deadlines an advance reaches before it lets others have the sandbox: some milliseconds' work."""

Post = Callable[[Message], int | None]


class Courier:
    """Delivers for a server; `post` sends one message and answers the receiver's status, or None without one."""

    def __init__(self, post: Post | None = None) -> None:
        self._post = post or post_over_http

    def deliver(self, sandbox: Sandbox) -> None:
        """Send everything that is due now; if somebody is at it already, that somebody sends these too."""
        lock = sandbox.round
        while sandbox.due_messages() and lock.acquire(blocking=False):
            try:
                self._send_due(sandbox)
            finally:
                lock.release()

    def advance(self, sandbox: Sandbox, moment: datetime) -> None:
        """Let time pass to a moment, sending on the way what falls due; raises `Refused` while another advance does.

        Who calls the sandbox meanwhile is answered between two steps, at the time that it has come to.
        """
        if not sandbox.round.acquire(blocking=False):
            raise Refused(
                "time is already passing in this sandbox; wait for that call to be answered", "conflict"
            )
        try:
            sandbox.run_a_while(moment, 0)  # refuses the past, and what the calendar has not
            self._pass(sandbox, moment)
            if sandbox.pace is not None:
                sandbox.pace.run_from(sandbox.state.now)
        finally:
            sandbox.round.release()

    def keep_pace(self, sandbox: Sandbox) -> None:
        """Let the time of a sandbox come to where its running clock is, unless somebody lets it pass already."""
        if sandbox.pace is None or not sandbox.round.acquire(blocking=False):
            return
        try:
            self._pass(sandbox, sandbox.pace.goal(sandbox.state.now))
        finally:
            sandbox.round.release()

    def _pass(self, sandbox: Sandbox, moment: datetime) -> None:
        """Let time pass to a moment; others may bring it further meanwhile, if its clock runs."""
        done = False
        while not (done and sandbox.now >= moment and not sandbox.due_messages()):
            self._send_due(sandbox)
            with sandbox.lock:
                done = sandbox.run_a_while(max(moment, sandbox.now), STEPS)
            sandbox.lock.give_way()

    def _send_due(self, sandbox: Sandbox) -> None:
        while due := sandbox.due_messages():
            sandbox.answered(due[0].id, self._post(due[0]))


def post_over_http(message: Message) -> int | None:
    """Post a message to its destination; answers the status, or None if there is no answer."""
    target = urlsplit(message.url)
    kind = http.client.HTTPSConnection if target.scheme == "https" else http.client.HTTPConnection
    try:
        connection = kind(target.hostname or "", target.port, timeout=TIMEOUT)
        try:
            path = target.path or "/"
            connection.request(
                "POST", f"{path}?{target.query}" if target.query else path, message.body, message.headers
            )
            return connection.getresponse().status
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, ValueError):
        return None
