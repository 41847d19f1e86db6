"""What debtors do: each file here adds a word to scripts.

A file defines `WORD` (the key in a debtor's description), `SCHEMA` (the JSON Schema of its value) and
`intend(value, occasion)`, which answers what the debtor intends; it is found by itself. A file whose name begins with
an underscore is what several of them share. `mix` draws between all the others before anything happens, so it intends
nothing.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from simulator.debtors import mix
from simulator.domain.paying import Act, Intention, Occasion


@cache
def behaviours() -> dict[str, ModuleType]:
    """Answer every behaviour by its word."""
    names = [found.name for found in iter_modules(__path__) if not found.name.startswith("_")]
    modules = [import_module(f"{__name__}.{name}") for name in names if name != mix.WORD]
    return {module.WORD: module for module in modules}


def behave(behaviour: dict[str, Any], occasion: Occasion) -> list[Intention | Act]:
    """Answer what a debtor that behaves so intends on this occasion."""
    return [
        intention
        for word, value in behaviour.items()
        for intention in behaviours()[word].intend(value, occasion)
    ]


@cache
def words() -> dict[str, Any]:
    """Answer the JSON Schema of each behaviour word."""
    own = {word: module.SCHEMA for word, module in behaviours().items()}
    return {**own, mix.WORD: mix.schema(own)}
