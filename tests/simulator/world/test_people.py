"""Companies and debtors are drawn from the seed alone, whoever draws others at the same moment."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from simulator import World
from tests.simulator.stage import KEY

ROOT = Path(__file__).resolve().parents[3]
# In a process of its own: what draws names is imported by the first who needs it, here by all at once.
AT_ONCE = """
import json, sys
from threading import Barrier, Thread
from simulator import World

def make(nth):
    world = World(key=b"k" * 32)
    barrier.wait()
    for seed in range(nth, 320, 16):
        made[seed] = world.create(seed=seed).company["name"]

sys.setswitchinterval(1e-6)
made, barrier = {}, Barrier(16)
threads = [Thread(target=make, args=(nth,)) for nth in range(16)]
for each in threads:
    each.start()
for each in threads:
    each.join()
print(json.dumps([made[seed] for seed in sorted(made)]))
"""


def test_sandboxes_that_are_made_at_once_are_those_that_are_made_one_after_the_other() -> None:
    found = subprocess.run(
        [sys.executable, "-c", AT_ONCE], cwd=ROOT, capture_output=True, text=True, check=True, timeout=300
    )
    assert found.stderr == ""
    world = World(key=KEY)
    assert json.loads(found.stdout) == [world.create(seed=seed).company["name"] for seed in range(320)]
