"""Requirement sets: the checks, rules and scenarios of a version, by which a client is judged as long as it likes.

A set is a YAML file, made once (`frozen`) and never changed:

    version: "2026.1"
    checks: {case.followed: must}          # each check with the severity that it then had
    rules: [CLIENT-PAY-1]                  # those that a client can break: what `unlooked` is told of
    scenarios: {agency/paid-in-time: 0f…}  # each story with a digest of what happens in it

So what a later dunbox adds fails nobody who is judged by an earlier set.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from conformance.catalogue import Catalogue
from conformance.checks import Check
from conformance.scenario import Scenario, Step

VERSION = re.compile(r"[0-9]{4}\.[1-9][0-9]?")
_DIGITS = 16
_HEAD = """\
# Requirement set {version}, which `dunbox run --set {version}` judges by. It is frozen: what is added or changed later
# goes into a later set, made by `make set VERSION=…` (docs/judging.md).
"""


@dataclass(frozen=True, slots=True)
class RequirementSet:
    """What one set names: severities by check, rules that a client can break, digests by scenario."""

    version: str
    checks: Mapping[str, str]
    rules: tuple[str, ...]
    scenarios: Mapping[str, str]

    def judging(self, checks: Iterable[Check]) -> list[Check]:
        """Those of the checks that it names, as severe as it has them."""
        return [replace(one, severity=self.checks[one.id]) for one in checks if one.id in self.checks]

    def newer(self, checks: Iterable[Check]) -> list[str]:
        """The ids of the checks that it does not name."""
        return [one.id for one in checks if one.id not in self.checks]

    def words(self) -> dict[str, Any]:
        """What `dunbox list --json` says of it."""
        return {
            "version": self.version,
            "checks": dict(self.checks),
            "rules": list(self.rules),
            "scenarios": list(self.scenarios),
        }


def read(folder: Path) -> dict[str, RequirementSet]:
    """The sets of a folder by their versions, the oldest first."""
    found = [yaml.safe_load(file.read_bytes()) for file in folder.glob("*.yaml")]
    found.sort(key=lambda words: [int(part) for part in words["version"].split(".")])
    return {words["version"]: RequirementSet(**{**words, "rules": tuple(words["rules"])}) for words in found}


def frozen(version: str, checks: Iterable[Check], catalogue: Catalogue, scenarios: Sequence[Scenario]) -> str:
    """The file of a set with all of these. Raises `ValueError` for a version that is none."""
    if not VERSION.fullmatch(version):
        raise ValueError(f"{version!r} is no version of a set; it is a year and a number, such as 2026.1")
    words = {
        "version": version,
        "checks": {one.id: one.severity for one in checks},
        "rules": sorted(rule.id for rule in catalogue if rule.for_clients),
        "scenarios": {one.id: digest(one) for one in scenarios},
    }
    return _HEAD.format(version=version) + yaml.safe_dump(words, sort_keys=False, width=110)


def digest(scenario: Scenario) -> str:
    """What happens in a story and what it expects, hashed: its title, rules and layout may change."""
    told = {
        "provider": scenario.provider,
        "country": scenario.country,
        "start": scenario.start,
        "company": scenario.company,
        "assumptions": scenario.assumptions,
        "debtors": scenario.debtors,
        "story": scenario.story,
        "expect": scenario.expect,
    }
    text = json.dumps(told, sort_keys=True, default=_told)
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def _told(value: Any) -> Any:
    """A step without its line; an amount, day or time as it is written."""
    return [value.actor, value.verb, value.words] if isinstance(value, Step) else str(value)


@dataclass(frozen=True, slots=True)
class Sorted:
    """Scenarios as a set has them: those to play, the ids of those that came later, of those that have changed."""

    play: tuple[Scenario, ...]
    newer: tuple[str, ...]
    changed: tuple[str, ...]


def sorted_by(named: RequirementSet, chosen: Iterable[Scenario], bundled: Mapping[str, Path]) -> Sorted:
    """Sort scenarios. `bundled` are the files of dunbox's own by id: the user's own are in no set, and are played."""
    play, newer, changed = [], [], []
    for one in chosen:
        if bundled.get(one.id) != Path(one.path).resolve():
            play.append(one)
        elif one.id not in named.scenarios:
            newer.append(one.id)
        elif named.scenarios[one.id] != digest(one):
            changed.append(one.id)
        else:
            play.append(one)
    return Sorted(tuple(play), tuple(newer), tuple(changed))
