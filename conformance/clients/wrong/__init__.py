"""Wrong clients: each is the reference client with one decision made wrongly, as integrators have made it.

One file each, found by `all_wrong_clients`. A file holds a class `Client` with

    id       its name in lists and reports
    mistake  what it does wrong, in a sentence
    must     ids of the checks that have to catch it
    may      ids of checks that can also catch it, each with the reason why
    on       ids of the one to three scenarios that it is run in

and runs as a driver process with `python -m conformance.clients.wrong.<file>`.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference import Client


class WrongClient(Client):
    """What every wrong client says of itself."""

    id: ClassVar[str]
    mistake: ClassVar[str]
    must: ClassVar[tuple[str, ...]]
    may: ClassVar[Mapping[str, str]] = {}
    on: ClassVar[tuple[str, ...]]

    def __init__(self) -> None:
        super().__init__()
        self.name = f"wrong: {self.id}"


def all_wrong_clients() -> list[type[WrongClient]]:
    """Every wrong client in this folder, by id. Raises TypeError for a file that holds none."""
    found = []
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        client = getattr(importlib.import_module(module.name), "Client", None)
        if not (isinstance(client, type) and issubclass(client, WrongClient)):
            raise TypeError(f"{module.name} holds no class Client that is a WrongClient")
        found.append(client)
    return sorted(found, key=lambda client: client.id)
