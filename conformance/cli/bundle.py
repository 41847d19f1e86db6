"""What comes with the package: stories, the rule catalogue, and the names that stories may use."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache

from conformance.cli import Trouble
from conformance.meaning import Meaning
from conformance.requirements import RequirementSet, read
from conformance.runner.backend import documents, rule_files
from conformance.scenario import Scenario, ScenarioError, Vocabulary, load_all
from simulator import (
    assumptions,
    calendar_range,
    debtor_words,
    fault_words,
    fault_wrong,
    onboarding_steps,
    providers,
    unasked_providers,
)
from simulator.resources import scenarios, specs

__all__ = ["cores", "requirement_sets", "rule_files", "stories", "vocabulary"]

_MOST_CORES = 8


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The vocabulary of the simulator and of the rule catalogue."""
    meaning = Meaning(documents())
    return Vocabulary(
        frozenset(providers()),
        frozenset(row["id"] for rows in rule_files().values() for row in rows),
        debtor_words(),
        days=calendar_range(),
        fault_words=fault_words(),
        fault_wrong=fault_wrong,
        duties={name: meaning.duties(name) for name in providers()},
        reads={name: meaning.reads(name) for name in providers()},
        assumptions={
            row["override"]: {"description": row["what"], **row["schema"]}
            for row in assumptions()
            if row["override"]
        },
        onboarding=onboarding_steps(),
        unasked=unasked_providers(),
    )


def stories() -> list[Scenario]:
    """The bundled scenarios, in the order of their ids."""
    try:
        return load_all([], scenarios(), vocabulary())
    except ScenarioError as error:
        raise Trouble(str(error)) from None


@lru_cache(maxsize=1)
def requirement_sets() -> Mapping[str, RequirementSet]:
    """The bundled requirement sets by their versions, the oldest first."""
    return read(specs() / "sets")


def cores() -> int:
    """How many cores this process may use, as far as more of them make it faster."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2
    return max(1, min(_MOST_CORES, allowed))
