"""What is read of a stranger takes a time that grows with its length, and no faster."""

from __future__ import annotations

import os
import resource
import subprocess
import sys

from tests.fuzz.serving import ROOT

SECONDS = 60
"""Of processor time: ten times what it takes, and a hundredth of what one text took that was tried in every way."""


def test_texts_and_bodies_that_could_be_tried_in_every_way_are_read_once() -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))

    command = [sys.executable, "-m", "tests.fuzz.at_length"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, preexec_fn=limit, check=False
    )
    assert (done.returncode, done.stdout) == (0, "all of it was read\n"), done.stderr
