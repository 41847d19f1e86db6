"""Under what conditions `dunbox run` plays and judges: the options beside the choice of scenarios and client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from conformance.checks import all_checks
from conformance.cli import Trouble
from conformance.cli.bundle import requirement_sets, stories
from conformance.requirements import RequirementSet, Sorted, sorted_by
from conformance.scenario import Scenario
from conformance.scenario.problems import nearest
from conformance.verdict import counted


def requirement_set(version: str | None) -> RequirementSet | None:
    """The set of this version, or None if none is asked for; refuses one that there is not."""
    known = requirement_sets()
    if version is None or version in known:
        return known.get(version or "")
    near = nearest(version, known)
    hint = f"; did you mean {near!r}?" if near else ""
    raise Trouble(f"there is no requirement set {version!r}; there are: {', '.join(known)}{hint}")


def of_the_set(named: RequirementSet | None, chosen: Sequence[Scenario]) -> Sorted:
    """The chosen scenarios as the set has them; refuses a choice of which nothing is left."""
    if named is None:
        return Sorted(tuple(chosen), (), ())
    found = sorted_by(named, chosen, {one.id: Path(one.path).resolve() for one in stories()})
    if not found.play:
        raise Trouble(
            f"of {counted(len(chosen), 'chosen scenario')} none is in the requirement set {named.version}: "
            f"{', '.join([*found.newer, *found.changed])} came or changed after it; leave --set out or name a later one"
        )
    return found


def told(result: Mapping[str, Any], named: RequirementSet | None, found: Sorted) -> dict[str, Any]:
    """The result of a run with the set that it was judged by, and what was left out for that."""
    if named is None:
        return dict(result)
    left_out = {
        "newer_checks": named.newer(all_checks()),
        "newer_scenarios": list(found.newer),
        "changed_scenarios": list(found.changed),
    }
    return {**result, "set": {"version": named.version, **left_out}}
