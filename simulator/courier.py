"""The courier: takes due messages to their receivers over HTTP, in order, one at a time for each sandbox."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from simulator.loopback import is_loopback
from simulator.outbox import Message
from simulator.refused import Refused
from simulator.sandbox import Sandbox
from simulator.sending import TIMEOUT, Sender, Unsent
from simulator.targets import targets

STEPS = 100
"""How many deadlines an advance reaches before it lets others have the sandbox: some milliseconds' work."""

_THREADS = 64
"""In how many sandboxes at a time messages go out that nobody waits for."""

MOST_WAITS = 3
"""How often a receiver that says nothing is waited for in one advance."""

Post = Callable[[Message], int | None]


class Courier:
    """Delivers for a server; `post` sends one message and answers the receiver's status, or None without one.

    It may raise `Unsent` to say why there is none. What nobody waits for goes out on its `threads`: those that answer
    calls are not for receivers to keep.
    """

    def __init__(self, post: Post | None = None) -> None:
        self._post = post or Sender().post
        self.threads = ThreadPoolExecutor(_THREADS, "webhooks")

    def deliver(self, sandbox: Sandbox) -> None:
        """Send everything that is due now; if somebody is at it already, that somebody sends these too."""
        lock = sandbox.round
        while _first_due(sandbox) and lock.acquire(blocking=False):
            try:
                self._send_due(sandbox, Counter())
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
        done, silent = False, Counter[str]()
        while not (done and sandbox.now >= moment and not _first_due(sandbox)):
            self._send_due(sandbox, silent)
            with sandbox.lock:
                done = sandbox.run_a_while(max(moment, sandbox.now), STEPS)
            sandbox.lock.give_way()

    def _send_due(self, sandbox: Sandbox, silent: Counter[str]) -> None:
        """Send what is due; `silent` counts by receiver how often in a row it was waited for in vain."""
        while due := _first_due(sandbox):
            sandbox.answered(due.id, *self._sent(due, silent))

    def _sent(self, message: Message, silent: Counter[str]) -> tuple[int | None, str | None]:
        """What came of sending a message: the status, or None and the reason."""
        receiver = message.url.partition("//")[2].partition("/")[0]
        if silent[receiver] >= MOST_WAITS:
            return None, _GIVEN_UP
        try:
            status, reason, waited = self._post(message), None, False
        except Unsent as unsent:
            status, reason, waited = None, str(unsent), unsent.silent
        silent[receiver] = silent[receiver] + 1 if waited else 0
        return status, reason


def courier_of(host: str, told: Iterable[str] = ()) -> Courier:
    """Answer who takes messages to their receivers for a server that listens at `host`.

    They go to public addresses; from loopback to private ones too, and elsewhere to those that it was `told` of: hosts,
    addresses and networks. Raises ValueError for what is none of these, or where nothing is ever sent to.
    """
    return Courier(Sender(targets(is_loopback(host), told)).post)


_GIVEN_UP = (
    f"not sent: {MOST_WAITS} times in this advance the receiver was waited for, {TIMEOUT:g} seconds each time, and "
    "did not answer"
)


def _first_due(sandbox: Sandbox) -> Message | None:
    with sandbox.lock:
        return sandbox.outbox.first(sandbox.state.now)
