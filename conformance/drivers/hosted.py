"""A client in Python, `module:attribute`, that runs in a process of its own and can be killed there."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from conformance.drivers.process import ProcessDriver
from conformance.drivers.registry import START_SECONDS, driver


@driver("hosted")
class HostedDriver(ProcessDriver):
    """Drives a `host` of the client, which is found where this process would find it: also by a test runner's path."""

    def __init__(self, target: str, seconds: float = START_SECONDS) -> None:
        path = os.pathsep.join(folder or str(Path.cwd()) for folder in sys.path)
        command = [sys.executable, "-m", "conformance.drivers.host", target]
        super().__init__(command, seconds, {"PYTHONPATH": path})
