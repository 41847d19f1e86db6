"""Clients with one honest mistake each that shows only where several things come together.

No bundled scenario fails any of them: they are what `dunbox explore` is tried on. One file each, found by
`all_planted_clients`. A file holds a class `Client` with

    id       its name
    mistake  what it does wrong, in a sentence
    takes    what has to come together before that shows

and runs as a driver process with `python -m conformance.clients.planted.<file>`.
"""

import importlib
import pkgutil
from typing import ClassVar

from conformance.clients.reference import Client


class PlantedClient(Client):
    """What every planted client says of itself."""

    id: ClassVar[str]
    mistake: ClassVar[str]
    takes: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self.name = f"planted: {self.id}"


def all_planted_clients() -> list[type[PlantedClient]]:
    """Every planted client in this folder, by id. Raises TypeError for a file that holds none."""
    found = []
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        client = getattr(importlib.import_module(module.name), "Client", None)
        if not (isinstance(client, type) and issubclass(client, PlantedClient)):
            raise TypeError(f"{module.name} holds no class Client that is a PlantedClient")
        found.append(client)
    return sorted(found, key=lambda client: client.id)
