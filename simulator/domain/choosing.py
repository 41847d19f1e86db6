"""The company's own settings at an agency: its defaults are assumptions, and the company chooses among its values.

They are read and written at the agency's API, and changed in its portal; what an agency's table waits for and does may
depend on them. Rules: KRAV-SET-1 to KRAV-SET-7, KRAV-STL-3.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from typing import Any, cast

from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.agency import Agency
from simulator.domain.commands import Refusal
from simulator.domain.onboarding import agency
from simulator.domain.state import Appliers, Deciders, State

BY = ("company", "agency")
MOST_DIGITS = 10


def choices(state: State, provider: str) -> dict[str, Any]:
    """Answer all settings of the company at an agency, by the agency's own names for them."""
    found = state.agencies[provider]
    chosen = state.chosen.get(provider, {})
    return {name: chosen.get(name, state.settings[found.setting(name)]) for name in found.choices}


def settings_at(state: State, found: Agency) -> Mapping[str, Any]:
    """Answer every assumption by its name, with what the company has chosen at an agency in place of its default."""
    chosen = state.chosen.get(found.name)
    if not chosen:
        return state.settings
    mine = {found.setting(name): value for name, value in chosen.items()}
    return ChainMap(mine, cast("dict[str, Any]", state.settings))


def change(state: State, command: c.ChangeSettings) -> list[f.Fact]:
    """Change settings, all or none; those that stay as they are are no change. Raises `Refusal`."""
    found = agency(state, command.provider)
    if not found.choices:
        raise Refusal("conflict", f"{found.name} has no settings that a company could change")
    if command.by not in BY:
        raise Refusal(
            "invalid", f"nobody called {command.by!r} changes settings; it is one of: {', '.join(BY)}"
        )
    status = state.service(found.name).status
    if status == "inactive":
        raise Refusal("forbidden", f"the company has no settings at {found.name}: its service is {status}")
    wrong = [sentence for each in command.changes.items() for sentence in _wrong(found, command.by, *each)]
    if wrong:
        raise Refusal("invalid", "; ".join(wrong))
    now = choices(state, found.name)
    changes = {name: value for name, value in command.changes.items() if value != now[name]}
    rules = tuple(dict.fromkeys(rule for name in changes for rule in found.rules[f"chosen:{name}"]))
    changed = f.SettingsChanged(provider=found.name, changes=changes, by=command.by, rules=rules)
    return [changed] if changes else []


def _wrong(found: Agency, by: str, name: str, value: Any) -> list[str]:
    """What is wrong with a wish: no such setting, not at this one's word, or a value that it cannot have."""
    if name not in found.choices:
        return [f"there is no setting {name!r}; there are: {', '.join(found.choices)}"]
    choice = found.choices[name]
    if choice.of_agency and by != "agency":
        return [f"{name} is changed by the customer service of {found.title} only"]
    if choice.digits:
        sound = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= MOST_DIGITS
        return [] if sound else [f"{name} cannot be {value!r}: it is 1 to {MOST_DIGITS} digits, as text"]
    if any(value == each and type(value) is type(each) for each in choice.values):
        return []
    return [f"{name} cannot be {value!r}; it is one of: {', '.join(map(repr, choice.values))}"]


def _apply_changed(state: State, fact: f.SettingsChanged) -> None:
    state.chosen.setdefault(fact.provider, {}).update(fact.changes)
    state.alike.forget()


DECIDE: Deciders = {c.ChangeSettings: change}
APPLY: Appliers = {f.SettingsChanged: _apply_changed}
