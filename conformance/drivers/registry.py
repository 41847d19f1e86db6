"""The drivers there are. A driver is one file in this folder that registers itself."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

# How long a client may take to be made, where nobody says.
START_SECONDS = 30.0


class Driver(Protocol):
    """Carries requests to a client, one at a time, and brings its replies."""

    def call(self, request: Mapping[str, Any], seconds: float) -> Any:
        """The client's reply as it came, JSON read; raises `DriverError` if none came within `seconds`."""

    def close(self, seconds: float) -> None:
        """Let the client go after its last reply, and wait for its end; raises `DriverError` if it lingers."""

    def kill(self) -> None:
        """End the client at once. May be called more than once."""

    def strike(self) -> None:
        """End the client from another thread, maybe during a `call`, which then fails. Returns once it is dead."""

    def stderr(self) -> str:
        """The end of what the client logged, as far as it was kept."""


Factory = Callable[[Any, float], Driver]
_Made = TypeVar("_Made", bound=Callable[[Any, float], Driver])

_FACTORIES: dict[str, Factory] = {}


def driver(name: str) -> Callable[[_Made], _Made]:
    """Register a class as the driver `name`.

    It is made with its target and the seconds that this may take, and raises `DriverError` if it cannot be.
    """

    def register(made: _Made) -> _Made:
        _FACTORIES[name] = made
        return made

    return register


def drivers() -> dict[str, Factory]:
    """All drivers by name."""
    package = importlib.import_module("conformance.drivers")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"conformance.drivers.{module.name}")
    return dict(sorted(_FACTORIES.items()))


def start(name: str, target: Any, seconds: float = START_SECONDS) -> Driver:
    """A started client: `target` is what the driver `name` takes. Raises `DriverError`, after `seconds` at last."""
    return drivers()[name](target, seconds)
