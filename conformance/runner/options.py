"""What a run is asked for."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.requirements import RequirementSet
from conformance.runner.attach.client import Attachment
from conformance.runner.scenario import Scenario
from conformance.sharding import Shard

Progress = Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Options:
    """How a run is to be done.

    `client` is a driver process as a list of words, `client_python` a callable as `module:attribute`; one
    of them is given, or `attach` for a client that is running already. `op_timeout` is in real seconds a
    reply. Traces go to `trace_dir`, a file a scenario; `progress` is called with each scenario's result as it is ready.
    `judged_by` is the only set that is judged by, if any. What is played is a `shard` of something if one is given, and
    `elsewhere` is what the other shards play of it.
    """

    client: list[str] | None = None
    client_python: str | None = None
    seed: int = 0
    jobs: int = 1
    op_timeout: float = 30.0
    fail_fast: bool = False
    trace_dir: Path | None = None
    progress: Progress | None = None
    attach: Attachment | None = None
    judged_by: RequirementSet | None = None
    faults: str | None = None
    crash: int | None = None
    shard: Shard | None = None
    elsewhere: tuple[Scenario, ...] = ()

    @property
    def driver(self) -> tuple[str, Any]:
        """The driver's name and its target; raises `ValueError` unless exactly one client is named."""
        if (self.client is None) == (self.client_python is None):
            raise ValueError("a run needs one client: client (a command) or client_python (module:attribute)")
        return ("python", self.client_python) if self.client is None else ("process", self.client)

    @property
    def killable_driver(self) -> tuple[str, Any]:
        """The same, but for a client in Python: that is run as a process of its own."""
        name, target = self.driver
        return ("hosted" if name == "python" else name, target)

    def reproduce(self, *selector: str) -> str:
        """The command line that runs one scenario again, which these words choose."""
        words = ["dunbox", "run", *selector, "--seed", str(self.seed)]
        words += ["--attach"] if self.attach is not None else []
        if self.faults is not None:
            words += ["--faults", self.faults]
        if self.crash is not None:
            words += ["--crash", str(self.crash)]
        if self.judged_by is not None:
            words += ["--set", self.judged_by.version]
        if self.client_python is not None:
            words += ["--client-python", self.client_python]
        elif self.client is not None:
            words += ["--client", shlex.join(self.client)]
        return shlex.join(words)
