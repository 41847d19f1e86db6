"""A process that holds large sandboxes, or many that come and go: how it looks after its memory."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_LARGE = 128 * 1024
_GLIBC = (
    (-8, 1),  # M_ARENA_MAX: one heap for all threads, of which one at a time runs Python
    (-3, _LARGE),  # M_MMAP_THRESHOLD: a large block is the system's again as soon as it is free
    (-1, _LARGE),  # M_TRIM_THRESHOLD: and so is the end of the heap
)
"""What glibc's mallopt is told (https://man7.org/linux/man-pages/man3/mallopt.3.html). Left as it is, each thread has a
heap of its own, and once a large block was freed, others of its size come from there too: what is free between two that
stay is never given back. In a process that had made and deleted 400 sandboxes that was 21 MiB of 171."""


def hold_much() -> None:
    """Set this process up to hold much.

    Facts and what is made of them are never in a circle, and stay: Python's search for circles that nobody needs any
    more finds none among them, however often it looks. Left as it is it takes a third of the time, and everybody waits
    for it. So it looks at what is new, a few milliseconds' worth at a time, and at all that is old almost never.

    And what is free is given back to the system, where its C library is glibc.
    """
    gc.set_threshold(5_000, 2, 1_000_000)
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        for name, value in _GLIBC:
            mallopt(name, value)


@contextmanager
def without_a_search_for_circles() -> Iterator[None]:
    """Read what stays: Python's garbage collector finds nothing in it, and takes half of the time to look."""
    searches = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searches:
            gc.enable()
