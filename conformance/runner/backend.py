"""The real simulator, with the documents and rules that come with it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
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
    return Simulator(
        world=simulator.World,
        serve=simulator.Server,
        refused=simulator.Refused,
        providers=tuple(simulator.providers()),
        documents=documents(),
        catalogue=Catalogue(rule_files()),
    )


@cache
def documents() -> Mapping[str, Any]:
    """The bundled OpenAPI documents, by surface: read once, and nobody's to change."""
    return {path.parent.name: _read(path) for path in sorted(specs().glob("*/openapi.yaml"))}


@cache
def rule_files() -> Mapping[str, list[dict[str, Any]]]:
    """The rows of the rule catalogue, by the name of the file that they stand in (without its ending)."""
    return {path.stem: _read(path) for path in sorted((specs() / "rules").glob("*.yaml"))}


def _read(path: Path) -> Any:
    return yaml.load(path.read_bytes(), Loader=_LOADER)  # noqa: S506 - both loaders are the safe ones
