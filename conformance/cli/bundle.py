"""What comes with the package: the rule catalogue, and the names that stories may use."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import yaml

from conformance.scenario import Vocabulary
from simulator import calendar_range, debtor_words, providers
from simulator.resources import specs


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The vocabulary of the simulator and of the rule catalogue."""
    ids = (row["id"] for rows in rule_files().values() for row in rows)
    return Vocabulary(frozenset(providers()), frozenset(ids), debtor_words(), days=calendar_range())


@lru_cache(maxsize=1)
def rule_files() -> Mapping[str, list[dict[str, Any]]]:
    """The rows of the rule catalogue, by the name of the file that they stand in (without its ending)."""
    files = sorted(specs().joinpath("rules").glob("*.yaml"))
    return {file.stem: yaml.safe_load(file.read_text("utf-8")) for file in files}
