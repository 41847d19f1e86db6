"""The channels: how each provider speaks. A folder that defines `CHANNEL` is found by itself."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from simulator.port import Channel


@cache
def channels() -> dict[str, Channel]:
    """Answer every channel by its name."""
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    return {module.CHANNEL.name: module.CHANNEL for module in modules}
