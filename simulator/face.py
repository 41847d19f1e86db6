"""What the rest of the world may ask of the simulator as a whole: who there is, and what their documents say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from simulator.agencies import agencies
from simulator.channels import channels
from simulator.resources import specs
from simulator.store import Store
from simulator.store.memory import MemoryStore
from simulator.store.sqlite import SqliteStore


def providers() -> list[str]:
    """Answer the names of all agencies."""
    return list(agencies())


def documents() -> dict[str, dict[str, Any]]:
    """Answer the OpenAPI document of each channel, by the channel's name, as it was written."""
    return {name: _read(f"{name}/openapi.yaml") for name in channels()}


def rules() -> list[dict[str, Any]]:
    """Answer every row of the rule catalogue, file by file."""
    files = sorted((specs() / "rules").glob("*.yaml"))
    return [row for file in files for row in _read(f"rules/{file.name}")]


def open_store(file: Path | None) -> Store:
    """Open the store in a file, which is made if it is not there; without one, one in memory. Raises `StoreError`."""
    return SqliteStore(file) if file else MemoryStore()


def _read(path: str) -> Any:
    return yaml.load((specs() / path).read_text("utf-8"), Loader=yaml.CSafeLoader)
