"""The collection agencies, one file each. A file that defines `AGENCY` is found by itself."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from simulator.domain.agency import Agency


@cache
def agencies() -> dict[str, Agency]:
    """Answer every agency by its name, in the order of the names."""
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    return {module.AGENCY.name: module.AGENCY for module in modules}
