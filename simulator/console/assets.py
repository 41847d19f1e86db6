"""What pages load besides themselves: style sheets and a script, from here, under names that change with them."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files

from simulator.console.visit import address

TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}


@cache
def assets() -> dict[str, bytes]:
    """Answer every file that a page can load, by its name."""
    folder = files("simulator.console") / "static"
    return {
        each.name: each.read_bytes()
        for each in folder.iterdir()
        if any(each.name.endswith(ending) for ending in TYPES)
    }


@cache
def asset(name: str) -> str:
    """Answer the address of a file; it is another one once the file is."""
    return address("static", _digest(name), name)


@cache
def _digest(name: str) -> str:
    return sha256(assets()[name]).hexdigest()[:12]
