"""The real simulator, with the documents and rules that come with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

import simulator
from conformance.catalogue import Catalogue
from conformance.runner.port import Simulator
from simulator.resources import specs

# libyaml's reader where PyYAML was built with it, else the slower one in Python.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def simulator_of_this_installation() -> Simulator:
    """The bundled simulator."""
    folder = specs()
    return Simulator(
        world=simulator.World,
        serve=simulator.Server,
        refused=simulator.Refused,
        providers=tuple(simulator.providers()),
        documents=documents(),
        catalogue=Catalogue({path.stem: _read(path) for path in sorted((folder / "rules").glob("*.yaml"))}),
    )


def documents() -> dict[str, Any]:
    """The bundled OpenAPI documents, by surface."""
    return {path.parent.name: _read(path) for path in sorted(specs().glob("*/openapi.yaml"))}


def _read(path: Path) -> Any:
    return yaml.load(path.read_bytes(), Loader=_LOADER)  # noqa: S506 - both loaders are the safe ones
