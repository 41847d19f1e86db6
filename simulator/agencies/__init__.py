"""The collection agencies, one file each. A file that defines `AGENCY` is found by itself."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from simulator.domain.agency import Agency


@cache
def agencies() -> dict[str, Agency]:
    """Answer every agency by its name, in the order of the names."""
    names = (found.name for found in iter_modules(__path__) if not found.name.startswith("_"))
    modules = (import_module(f"{__name__}.{name}") for name in names)
    return {module.AGENCY.name: module.AGENCY for module in modules}
