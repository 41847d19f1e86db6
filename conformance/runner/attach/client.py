"""A client that is already running, in the place of one that is driven: told what its user does, and waited for.

Nothing of it is started, and nothing of it is ever ended. What it shows to its users is not seen.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from conformance.drivers import ACTIONS, VERSION, Hello
from conformance.runner.attach import telling
from conformance.runner.attach.activity import ALONE, Activity
from conformance.runner.attach.hook import told
from conformance.runner.attach.preflight import CREDENTIALS, Preflight
from conformance.runner.endings import NotForIt, WrongStory
from conformance.runner.port import Exchange

CLIENT = "attached"
_NO = "no"
_CANNOT = 501


@dataclass(slots=True)
class Attachment:
    """How a run attaches, and what it knows of the running client: its answers before the story, its user's lines.

    `settle` is for how many real seconds a client has to be quiet, `patience` for how many it is waited for at most;
    `acts` the URL of a hook; `credentials` the client's own, by surface; `endpoints` a file for what to connect to;
    `port` 0 a free one. `say` takes a line; `lines` are what the user says, read in a thread.
    """

    say: Callable[[str], None]
    lines: Iterable[str] = ()
    settle: float = 2.0
    patience: float = 600.0
    acts: str | None = None
    credentials: Mapping[str, Mapping[str, str]] | None = None
    endpoints: Path | None = None
    port: int = 0
    activity: Activity = field(init=False, default_factory=Activity)
    preflight: Preflight = field(init=False)

    def __post_init__(self) -> None:
        self.preflight = Preflight(self.say)
        threading.Thread(target=self._listen, name="lines", daemon=True).start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # what they come from is closed, or never was there
            for line in self.lines:
                self.activity.said(line.strip())
        self.activity.said(None)

    def heard(self, call: Exchange, record: Mapping[str, Any] | None) -> None:
        """The server answered a call; `record` is what the trace has of it, if it is of a provider's."""
        if record is not None:
            self.preflight.heard(call, datetime.fromisoformat(record["at"]))
            self.activity.heard(record)


class Attached:
    """One story's life of the running client, with the calls that a driven one takes."""

    started_by = (CLIENT, None)

    def __init__(self, run: Attachment, url: str, providers: Iterable[str]) -> None:
        self._run = run
        self._patience = run.patience
        self._url = url
        self._acts = 0
        self.lives = 0
        self.hello = Hello(CLIENT, "", VERSION, tuple(providers), ACTIONS)

    def ask(self, op: str, request: Mapping[str, Any]) -> dict[str, Any] | None:
        """Tell and wait; `{}` once the client has done it, None if nobody can say. Raises what ends the story."""
        done = {"configure": self._configure, "act": self._act, "tick": self._tick}[op](request)
        return {} if done else None

    def log(self) -> str:
        """Nothing: what a client that runs already writes is its own."""
        return ""

    def _configure(self, request: Mapping[str, Any]) -> bool:
        say = self._run.say
        words = telling.connection(self._url, request)
        for line in telling.connection_lines(words):
            say(line)
        if self._run.endpoints is not None:
            telling.written(words, self._run.endpoints)
        if self._run.acts is not None:
            self._told("configure", request)
        else:
            self._await_first_call()
        return True

    def _await_first_call(self) -> None:
        """Wait until the client has called with these credentials, or its user says that it will."""
        seconds, preflight = self._patience, self._run.preflight
        self._run.say(f"waiting for the client's first call, {seconds:g} s at most; Enter goes on without it")
        if self._run.activity.answer(seconds, lambda: preflight.is_sure(CREDENTIALS)) is None:
            preflight.silent(seconds, self._url)
            raise WrongStory(f"no call of the client with these credentials came within {seconds:g} s")

    def _act(self, request: Mapping[str, Any]) -> bool:
        self._acts += 1
        self._run.say(telling.act_line(self._acts, request))
        if self._run.acts is not None:
            return self._told("act", request)
        return self._done_by_hand(request)

    def _done_by_hand(self, request: Mapping[str, Any]) -> bool:
        activity = self._run.activity
        said = activity.answer(self._patience, lambda: activity.is_alone)
        if said == ALONE:  # nobody will say so: the wire has to show it
            return activity.until_new(self._run.settle)
        if said is None:
            raise WrongStory(
                f"act {self._acts} ({request['action']}) was not said to be done within {self._patience:g} s: "
                "press Enter when it is, or give --acts URL for a script that does it"
            )
        if said.lower().startswith(_NO):
            raise NotForIt(f"the client's user cannot do {request['action']}: {said}")
        return True

    def _tick(self, request: Mapping[str, Any]) -> bool:
        """Wait until all that a moment brought about is done."""
        run, activity = self._run, self._run.activity
        activity.begin()
        if run.acts is not None:
            self._told("tick", request)
        if activity.until_quiet(run.settle, self._patience):
            return True
        raise WrongStory(
            f"the client was never quiet for {run.settle:g} s within {self._patience:g} s: it made {activity.calls} "
            f"calls so far, the last one {activity.last}; stop what calls without end, or give a shorter --settle"
        )

    def _told(self, op: str, request: Mapping[str, Any]) -> bool:
        """Tell the hook; whether it did so. What it need not know it may answer as it likes."""
        url = str(self._run.acts)
        status = told(url, op, request, self._patience)
        if status is None:
            raise WrongStory(f"--acts {url} gave no answer to {op} within {self._patience:g} s")
        if op == "act" and status == _CANNOT:
            raise NotForIt(
                f"--acts {url} answered {status} to {request['action']}: the client cannot do that"
            )
        if op == "act" and not 200 <= status < 300:
            raise WrongStory(f"--acts {url} answered {status} to {request['action']}, so it was not done")
        return True

    def leave(self) -> None:
        """It stays: it is not ours to end."""

    part = kill = strike = restart = leave
