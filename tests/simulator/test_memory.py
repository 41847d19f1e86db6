"""A process that holds much, with the C library that this system has."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys

import pytest

GLIBC = sys.platform == "linux" and hasattr(ctypes.CDLL(None), "gnu_get_libc_version")
PROGRAM = """
import threading
from pathlib import Path
from simulator import hold_much

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

def come_and_go():
    large = [b"x" * 1_000_000]
    large.clear()  # from now on the C library thinks that such blocks come and go
    for _ in range(40):
        large.append(b"x" * 900_000)
        stay.append(b"y" * 2_000)
    large.clear()

hold_much()
stay, before = [], resident()
for _ in range(3):
    thread = threading.Thread(target=come_and_go)
    thread.start()
    thread.join()
print((resident() - before) // 1_000_000)
"""


@pytest.mark.skipif(not GLIBC, reason="how memory is given back is set where the C library is glibc")
def test_large_blocks_that_are_free_are_given_back_though_small_ones_stay_between_them() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, env=os.environ
    )
    assert int(done.stdout) < 10
