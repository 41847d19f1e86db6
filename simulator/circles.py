"""Python's search for circles among what is in memory, which finds nothing in what a start reads."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


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
